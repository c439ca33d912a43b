//! Waiting for answers over a map: round trips, commits, reads, transactions, failovers.
//!
//! Here: distances and light ([`Place`]), round trips measured or estimated ([`Atlas`], [`Mesh`]), commit latency and leader
//! placement ([`commit`], [`best_leader`]), reads by mode ([`read`]), two-phase commit ([`transaction`]), failover
//! ([`consensus_failover`], [`managed_failover`]).
//! Not here: the data, which comes in as values; the distribution around the typical round trip (`model::staleness`).
//! Sources: facts README (the fits); Corbett et al., "Spanner", OSDI 2012; Ongaro 2014; Gray, Lamport, "Consensus on Transaction
//! Commit", TODS 31(1), 2006.

mod atlas;
mod commit;
mod failover;
mod place;
mod reads;
mod transaction;

pub use atlas::{AreaModel, Atlas, Basis, Mesh, Region, RoundTrip};
pub use commit::{Leader, best_leader, commit, leaderless_write, nearest_other_region};
pub use failover::{Failover, consensus_failover, managed_failover};
pub use place::{LIGHT_MS_PER_KM, Place, light_round_trip};
pub use reads::{ReadMode, read};
pub use transaction::{Participant, transaction};
