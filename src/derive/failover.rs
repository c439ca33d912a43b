//! How long an election keeps everybody waiting, by the round trip between the voters.
//!
//! Here: the choice of timeouts, shared by the derived fact and by the figures, which must agree.
//! Not here: the mathematics (`model::lease`, `model::latency`).

use crate::model::latency::{Failover, consensus_failover, managed_failover};
use crate::model::lease::Timeouts;
use crate::units::Duration;

use super::{QuorumTrips, World};

/// The timeouts of a group of voters, and what they make of a lost leader.
#[derive(Debug, Clone, Copy)]
pub struct Election {
    /// Heartbeat and election timeouts.
    pub timeouts: Timeouts,
    /// The round trip to the voters that make a majority: what a vote takes, and a commit.
    pub round_trip: Duration,
    /// The same for those that are left when what has to be survived is lost.
    pub survivors: Duration,
    /// The round trip to the slowest voter, which signs of life have to reach as well.
    pub slowest: Duration,
}

impl Election {
    /// Timeouts for voters in regions apart, which outlast the usual pauses of a machine (`model::lease`, after Ongaro
    /// 2014, section 3.9); `region` where one of them may be lost. Flatters: round trips are typical ones, and pauses
    /// the usual ones.
    #[must_use]
    pub fn over(trips: &QuorumTrips, region: bool, world: &World) -> Self {
        let pause = world.priors().election_pause.value;
        Self {
            timeouts: Timeouts::from_round_trip(trips.widest, pause),
            round_trip: trips.quorum,
            survivors: if region {
                trips.with_one_away
            } else {
                trips.quorum
            },
            slowest: trips.widest,
        }
    }

    /// Timeouts for voters in zones of one region, all equally far apart, by the usual round trip. Flatters zones that
    /// are farther apart, or networks that are full.
    #[must_use]
    pub fn between_zones(world: &World) -> Self {
        let near = world.zone_round_trip();
        let trips = QuorumTrips {
            quorum: near,
            with_one_away: near,
            widest: near,
        };
        Self::over(&trips, false, world)
    }

    /// The parts of a failover: expected, with all other voters there; and with bad luck (the longest silence, one
    /// split vote, and the votes of those that are left). By [`consensus_failover`] (Ongaro 2014, sections 3.4 and 9.1
    /// to 9.3), with a commit as long as a vote; flatters as that does.
    #[must_use]
    pub fn failover(&self, followers: u32, client_retry: Duration) -> (Failover, Failover) {
        let over = |trip: Duration| {
            consensus_failover(&self.timeouts, followers, trip, trip, client_retry)
        };
        (over(self.round_trip).0, over(self.survivors).1)
    }

    /// The longest silence, then a vote and a commit of those that are left: `election max + 2 · round trip`, what
    /// every failover must be given (Ongaro 2014, sections 3.4 and 9.1). Flatters: votes do split, and clients find the
    /// new leader later.
    #[must_use]
    pub fn without_split_vote(&self) -> Duration {
        let (_, bad) = self.failover(1, Duration::ZERO);
        bad.detection.saturating_add(self.survivors.scaled(2.0))
    }

    /// The shortest lock of a leader that outlasts the usual pauses as long as an election does, and the trip on which
    /// its lapse is seen: `election min + round trip`. No promotion is sooner that deposes no healthy leader, however
    /// products set theirs (the argument of Ongaro 2014, section 3.9; no formula of its own). A floor, and flatters as
    /// one.
    #[must_use]
    pub fn shortest_lock(&self) -> Duration {
        self.timeouts.election_min.saturating_add(self.round_trip)
    }
}

/// The parts of a failover by a lock outside, renewed three times before it runs out, and looked at as often by those
/// who may follow: expected `lock`, and with bad luck `lock + check`, by [`managed_failover`]. Flatters: the store of
/// the lock is up, and the follower serves at once.
#[must_use]
pub fn by_promotion(world: &World) -> (Failover, Failover) {
    let (lock, check) = (
        world.priors().leader_lock.value,
        world.priors().lock_check.value,
    );
    let renewals = lock.ratio(check).unwrap_or(1.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and a lock is renewed a few times"
    )]
    let renewals = renewals as u32;
    managed_failover(check, renewals, Duration::ZERO, Duration::ZERO, check)
}
