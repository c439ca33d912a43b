//! How long nobody leads: from the death of a leader until clients are served again.

use crate::model::lease::{Timeouts, split_vote};
use crate::units::Duration;

/// The parts of a failover, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failover {
    /// Until somebody notices.
    pub detection: Duration,
    /// Until a new leader may act.
    pub election: Duration,
    /// Until clients have found it.
    pub clients: Duration,
}

impl Failover {
    /// All of it: the sum of the parts. Assumes that none overlaps; a client that tries again during the election has a
    /// shorter wait.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.detection
            .saturating_add(self.election)
            .saturating_add(self.clients)
    }
}

/// Failover of a consensus group: typical, and with bad luck (Ongaro 2014, section 3.4, and 9.1 to 9.3 for the
/// expectations).
///
/// Detection: followers draw timeouts evenly from `min ..= max`, the first of `followers` runs out at
/// `min + (max - min)/(followers + 1)`, and half a heartbeat had passed already; at worst all draw `max` just after a
/// heartbeat. Election: a round trip for votes, and a commit by which the new leader learns what is committed; split
/// votes add another timeout each, `p/(1 - p)` of them in the mean, one with bad luck, with `p` by [`split_vote`] over
/// the round trip, at most 0.9. Clients: `client_retry`, half of it in the mean.
///
/// Flatters: the group has a majority, nobody is paused, and disks answer. Bad luck is no bound: votes may split twice.
#[must_use]
pub fn consensus_failover(
    timeouts: &Timeouts,
    followers: u32,
    vote: Duration,
    commit: Duration,
    client_retry: Duration,
) -> (Failover, Failover) {
    let range = timeouts.election_max.saturating_sub(timeouts.election_min);
    let first = timeouts
        .election_min
        .saturating_add(range.scaled(1.0 / (f64::from(followers) + 1.0)));
    let split = split_vote(followers, vote, range).ratio().min(0.9);
    let again = first.saturating_add(vote);
    let typical = Failover {
        detection: first.saturating_sub(timeouts.heartbeat.scaled(0.5)),
        election: vote
            .saturating_add(commit)
            .saturating_add(again.scaled(split / (1.0 - split))),
        clients: client_retry.scaled(0.5),
    };
    let once_more = timeouts.election_max.saturating_add(vote);
    let bad = Failover {
        detection: timeouts.election_max,
        election: once_more.saturating_add(vote).saturating_add(commit),
        clients: client_retry,
    };
    (typical, bad)
}

/// Failover by a manager outside: it must see `k` checks fail in a row (`failures`), promotes a follower, and redirects
/// clients: typical, and with bad luck. Detection: `(k - 1) · check every + check timeout`, after half an interval in
/// the mean and a whole one at worst (counting, as section 3.4 of Ongaro 2014 does for heartbeats). Clients:
/// `redirect`, half of it in the mean.
///
/// Flatters: the manager itself is up and not cut off, and it fences the old leader before it promotes; `promote` must
/// include the replay of what the follower has received.
#[must_use]
pub fn managed_failover(
    check_every: Duration,
    failures: u32,
    check_timeout: Duration,
    promote: Duration,
    redirect: Duration,
) -> (Failover, Failover) {
    let in_a_row = check_every
        .scaled(f64::from(failures.saturating_sub(1)))
        .saturating_add(check_timeout);
    let with = |wait: f64, redirect: Duration| Failover {
        detection: in_a_row.saturating_add(check_every.scaled(wait)),
        election: promote,
        clients: redirect,
    };
    (with(0.5, redirect.scaled(0.5)), with(1.0, redirect))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> Duration {
        text.parse().unwrap()
    }

    #[test]
    fn seconds_and_not_minutes() {
        let timeouts = Timeouts::from_round_trip(time("2ms"), Duration::ZERO);
        let (typical, bad) =
            consensus_failover(&timeouts, 2, time("2ms"), time("2ms"), time("100ms"));
        // 500 ms + 500/3 - 25 ms, then 4 ms and rarely another round, then 50 ms
        assert_eq!(typical.detection.rounded(3), "642ms");
        assert!(
            typical.total() < time("710ms")
                && bad.total() > time("2s")
                && typical.total() < bad.total()
        );
        let (typical, bad) = managed_failover(time("10s"), 3, time("5s"), time("20s"), time("60s"));
        assert_eq!((typical.total(), bad.total()), (time("80s"), time("115s")));
    }

    #[test]
    fn no_range_of_timeouts_means_split_votes() {
        let timeouts = Timeouts {
            heartbeat: time("50ms"),
            election_min: time("500ms"),
            election_max: time("500ms"),
        };
        let (typical, _) =
            consensus_failover(&timeouts, 2, time("2ms"), time("2ms"), Duration::ZERO);
        assert!(typical.election > time("4s"));
    }

    proptest! {
        /// Law: the first of the drawn timeouts is, in the mean, the integral of the chance that none has run out; and bad luck takes longer.
        #[test]
        fn matches_the_integral_over_timeouts(followers in 1_u32..9, min_ms in 100_u64..2000, range_ms in 100_u64..4000) {
            let timeouts = Timeouts {
                heartbeat: Duration::ZERO,
                election_min: Duration::from_millis(min_ms),
                election_max: Duration::from_millis(min_ms + range_ms),
            };
            let (typical, bad) = consensus_failover(&timeouts, followers, Duration::from_millis(1), Duration::from_millis(1), Duration::ZERO);
            let steps = 4000;
            let range = Duration::from_millis(range_ms).secs();
            let integral: f64 = (0..steps).map(|step| {
                let left = 1.0 - (f64::from(step) + 0.5) / f64::from(steps);
                left.powi(i32::try_from(followers).unwrap()) * range / f64::from(steps)
            }).sum();
            let mean = timeouts.election_min.secs() + integral;
            prop_assert!((typical.detection.secs() - mean).abs() < 1e-4);
            prop_assert!(typical.detection <= bad.detection);
        }

        /// Law: a manager that checks at fixed times, started at any moment before the death, needs the stated mean and no more than the
        /// stated most.
        #[test]
        fn matches_checks_on_a_clock(every_ms in 1_u64..10_000, failures in 1_u32..6, timeout_ms in 0_u64..5000) {
            let [every, timeout] = [every_ms, timeout_ms].map(Duration::from_millis);
            let (typical, bad) = managed_failover(every, failures, timeout, Duration::ZERO, Duration::ZERO);
            let moments = 1000;
            let waits: Vec<f64> = (0..moments).map(|moment| {
                let died = (f64::from(moment) + 0.5) / f64::from(moments) * every.secs();
                // The check at `every` is the first to fail.
                every.secs() * f64::from(failures) + timeout.secs() - died
            }).collect();
            let mean = waits.iter().sum::<f64>() / f64::from(moments);
            prop_assert!((typical.total().secs() - mean).abs() < 1e-6 + mean * 1e-6);
            prop_assert!(waits.iter().all(|wait| *wait <= bad.total().secs() + 1e-9));
        }
    }
}
