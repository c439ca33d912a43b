//! How long an election keeps everybody waiting, by the round trip between the voters.
//!
//! Here: the choice of timeouts, shared by the derived fact and by the figures, which must agree.
//! Not here: the mathematics (`model::lease`, `model::latency`).

use crate::model::latency::{Failover, consensus_failover};
use crate::model::lease::Timeouts;
use crate::units::Duration;

use super::World;

/// The timeouts of a group of voters, and what they make of a lost leader.
#[derive(Debug, Clone, Copy)]
pub struct Election {
    /// Heartbeat and election timeouts.
    pub timeouts: Timeouts,
    /// The round trip to the voters that make a majority: what a vote takes, and a commit.
    pub round_trip: Duration,
}

impl Election {
    /// Timeouts for this round trip, which outlast the usual pauses of a machine.
    #[must_use]
    pub fn of(round_trip: Duration, world: &World) -> Self {
        let pause = world.priors().election_pause.value;
        Self {
            timeouts: Timeouts::from_round_trip(round_trip, pause),
            round_trip,
        }
    }

    /// The parts of a failover, expected and with bad luck (the longest silence, and one split vote).
    #[must_use]
    pub fn failover(&self, followers: u32, client_retry: Duration) -> (Failover, Failover) {
        let Self {
            timeouts,
            round_trip,
        } = self;
        consensus_failover(timeouts, followers, *round_trip, *round_trip, client_retry)
    }

    /// The longest silence, then a vote and a commit: what every failover must be given.
    #[must_use]
    pub fn without_split_vote(&self) -> Duration {
        let (_, bad) = self.failover(1, Duration::ZERO);
        bad.detection.saturating_add(self.round_trip.scaled(2.0))
    }
}
