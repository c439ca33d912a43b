//! Heartbeats, elections and leases: how soon a dead leader is replaced, and why two never act at once.
//!
//! Here: timeouts from round trips ([`Timeouts`]), split votes ([`split_vote`]), how long a lease may be used under clock error
//! ([`Clocks`], [`usable`], [`Lease`]).
//! Not here: the whole failover (`model::latency::failover`); fencing tokens, which are needed all the same.
//! Sources: Gray, Cheriton, "Leases", SOSP 1989; Ongaro, "Consensus: Bridging Theory and Practice", 2014, sections 3.9, 6.4, 9.2;
//! Corbett et al., "Spanner", OSDI 2012, sections 3 and 4.1.

use crate::model::error::{ModelError, share};
use crate::units::{Duration, Probability};

/// How heartbeats and elections are timed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timeouts {
    /// Between two heartbeats of the leader.
    pub heartbeat: Duration,
    /// The shortest silence after which a follower stands for election.
    pub election_min: Duration,
    /// The longest; each follower draws its own in between.
    pub election_max: Duration,
}

impl Timeouts {
    /// Timeouts for a round trip to the slowest voter and the longest pause that must not cause an election: a
    /// heartbeat each round trip (at least 50 ms, so that it costs little), an election after ten of them or the pause
    /// and two heartbeats, drawn up to twice that. Ongaro 2014, section 3.9: broadcast time ≪ election timeout ≪ time
    /// between failures; section 9.2 asks for a range of 10 to 20 one-way delays.
    ///
    /// Flatters: a round trip is a typical one, and a pause longer than stated deposes a healthy leader.
    #[must_use]
    pub fn from_round_trip(round_trip: Duration, pause: Duration) -> Self {
        let heartbeat = round_trip.max(Duration::from_millis(50));
        let election_min = heartbeat
            .scaled(10.0)
            .max(pause.saturating_add(heartbeat.scaled(2.0)));
        Self {
            heartbeat,
            election_min,
            election_max: election_min.scaled(2.0),
        }
    }

    /// Whether `broadcast ≪ election timeout`, taken as ten times, and two heartbeats may be lost without an election
    /// (Ongaro 2014, section 3.9; the ten and the two are ours). Flatters: pauses of the process are longer than the
    /// network's.
    #[must_use]
    pub fn is_calm(&self, round_trip: Duration) -> bool {
        round_trip.scaled(10.0) <= self.election_min
            && self.heartbeat.scaled(3.0) <= self.election_min
    }
}

/// The chance that an election is split: that among `s` followers with timeouts drawn evenly from a `range`, a second
/// one runs out within the time `b` that a request for votes needs (`broadcast`): `P = 1 - (1 - b/range)^s` (Ongaro
/// 2014, section 9.2, with `c = 2`).
///
/// Assumes the same delay between all. Pessimistic: exact where just a majority is left, an upper bound with more
/// followers, of whom three or more have to stand at once. Flatters where delays vary, and of how long elections go on
/// it says nothing.
#[must_use]
pub fn split_vote(followers: u32, broadcast: Duration, range: Duration) -> Probability {
    let share = broadcast.ratio(range).unwrap_or(1.0).min(1.0);
    Probability::clamped(-(f64::from(followers) * (-share).ln_1p()).exp_m1())
}

/// What clocks promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clocks {
    /// Each clock runs at most this share faster or slower than true time. No agreement on the time of day is needed.
    Rate(f64),
    /// Each clock is at most this far from true time, and the lease ends at a time of day.
    Error(Duration),
}

/// How long a holder may act on a lease of `length`, by its own clock, counted from before it asked for it.
///
/// With bounded rates `ρ` (a share): `length·(1 - ρ)/(1 + ρ)`. The grantor waits `length` on a clock that may run fast,
/// at least `length/(1 + ρ)` of true time; the holder acts for `u` on a clock that may run slow, at most `u/(1 - ρ)`.
/// Safe when `u/(1 - ρ) <= length/(1 + ρ)`. With bounded errors `ε` (a time): `length - 2ε`, since one clock may be
/// early and the other late. The bounds on clocks are those of Gray, Cheriton 1989, section 5; the inequalities follow.
///
/// Flatters: it bounds clocks and not pauses. A holder that checks, sleeps and acts is late in any case; only a fencing
/// token at the resource stops it.
///
/// # Errors
/// [`ModelError::OutOfRange`] for a rate outside `0 ..= 1` or a lease no longer than the clocks' disagreement.
pub fn usable(length: Duration, clocks: Clocks) -> Result<Duration, ModelError> {
    let usable = match clocks {
        Clocks::Rate(rate) => {
            let rate = share("the rate error of clocks", rate)?;
            length.scaled((1.0 - rate) / (1.0 + rate))
        }
        Clocks::Error(error) => length.saturating_sub(error.scaled(2.0)),
    };
    if usable.is_zero() {
        return Err(ModelError::range(
            "the lease",
            length,
            "longer than what the clocks may disagree by",
        ));
    }
    Ok(usable)
}

/// A lease, and how it is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lease {
    /// For how long it is granted.
    pub length: Duration,
    /// How often the holder renews it.
    pub renew_every: Duration,
    /// The round trip of a renewal.
    pub round_trip: Duration,
    /// What the clocks promise.
    pub clocks: Clocks,
}

impl Lease {
    /// Renewals that may fail in a row before the holder must stop: `⌊(usable - round trip)/renew every⌋`, less the one
    /// that must succeed. It follows from [`usable`] (Gray, Cheriton 1989, section 5). Flatters: a renewal that is slow
    /// and not lost takes as much.
    ///
    /// # Errors
    /// As for [`usable`].
    pub fn missed_renewals(&self) -> Result<u64, ModelError> {
        let left = usable(self.length, self.clocks)?.saturating_sub(self.round_trip);
        let times = left.ratio(self.renew_every).unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and that is wanted"
        )]
        let whole = times.floor() as u64;
        Ok(whole.saturating_sub(1))
    }

    /// The longest time after the holder's death until somebody else can hold it: the whole lease, on a clock that runs
    /// slow or is late: `length/(1 - ρ)`, or `length + 2ε` (Gray, Cheriton 1989, section 5). Assumes a death just after
    /// a renewal, so it is an upper bound. Flatters: to notice and to ask come on top.
    #[must_use]
    pub fn free_again_after(&self) -> Duration {
        match self.clocks {
            Clocks::Rate(rate) => self.length.scaled(1.0 / (1.0 - rate.clamp(0.0, 0.999_999))),
            Clocks::Error(error) => self.length.saturating_add(error.scaled(2.0)),
        }
    }

    /// The inequality that makes it safe, with the numbers put in: that of [`usable`] (Gray, Cheriton 1989, section 5).
    /// Flatters as that does: it holds for clocks and not for pauses.
    ///
    /// # Errors
    /// As for [`usable`].
    pub fn safety(&self) -> Result<String, ModelError> {
        let usable = usable(self.length, self.clocks)?.rounded(4);
        let length = self.length;
        Ok(match self.clocks {
            Clocks::Rate(rate) => {
                format!("holder acts for {usable} <= lease {length} · (1 - {rate})/(1 + {rate})")
            }
            Clocks::Error(error) => {
                format!("holder acts for {usable} <= lease {length} - 2 · clock error {error}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> Duration {
        text.parse().unwrap()
    }

    #[test]
    fn timeouts_follow_the_round_trip() {
        let near = Timeouts::from_round_trip(time("2ms"), Duration::ZERO);
        assert_eq!(
            (near.heartbeat, near.election_min, near.election_max),
            (time("50ms"), time("500ms"), time("1s"))
        );
        let far = Timeouts::from_round_trip(time("150ms"), time("10s"));
        assert_eq!(
            (far.heartbeat, far.election_min),
            (time("150ms"), time("10.3s"))
        );
        assert!(near.is_calm(time("2ms")) && !near.is_calm(time("100ms")));
    }

    #[test]
    fn a_lease_of_ten_seconds() {
        let lease = Lease {
            length: time("10s"),
            renew_every: time("3s"),
            round_trip: time("100ms"),
            clocks: Clocks::Error(time("250ms")),
        };
        assert_eq!(lease.missed_renewals().unwrap(), 2);
        assert_eq!(lease.free_again_after(), time("10.5s"));
        assert_eq!(
            lease.safety().unwrap(),
            "holder acts for 9.5s <= lease 10s - 2 · clock error 250ms"
        );
        assert!(usable(time("400ms"), Clocks::Error(time("250ms"))).is_err());
        assert!(usable(time("1s"), Clocks::Rate(1.5)).is_err());
    }

    proptest! {
        /// Law: whatever the two clocks do within their bounds, the holder stops before the grantor gives the lease away.
        #[test]
        fn never_two_holders(length in 1.0_f64..100.0, rate in 0.0_f64..0.2, holder in -1.0_f64..=1.0, grantor in -1.0_f64..=1.0) {
            let lease = Duration::from_secs_f64(length).unwrap();
            let stops = usable(lease, Clocks::Rate(rate)).unwrap().secs() / (1.0 + rate * holder);
            let given_away = length / (1.0 + rate * grantor);
            prop_assert!(stops <= given_away + 1e-8);

            let error = rate; // as seconds
            if let Ok(own) = usable(lease, Clocks::Error(Duration::from_secs_f64(error).unwrap())) {
                // Granted at true time 0, ends at `length` o'clock; a clock shows true time plus its error.
                let stops = own.secs() - error * holder;
                let given_away = length - error * grantor;
                prop_assert!(stops <= given_away + 1e-8);
            }
        }

        /// Law: the chance of a split agrees with counting on a fine grid of two followers.
        #[test]
        fn split_votes_match_a_grid(share in 0.05_f64..0.95) {
            let range = time("1s");
            let chance = split_vote(2, range.scaled(share), range).ratio();
            let grid = 400_i32;
            let close = (0..grid).flat_map(|a| (0..grid).map(move |b| (a - b).abs())).filter(|gap| f64::from(*gap) <= share * f64::from(grid)).count();
            prop_assert!((chance - close as f64 / f64::from(grid * grid)).abs() < 0.01);
        }
    }
}
