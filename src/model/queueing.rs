//! Waiting lines: how long work waits for a free server, how many servers a load needs, how full they may be.
//!
//! Here: M/M/c ([`Mmc`]) with sizing ([`size`]) and the load a latency target allows ([`highest_arrivals`]), any service time
//! at one server ([`Mg1`]), bounded queues ([`Mmck`]), Little's law ([`in_flight`], [`queue_bound`]).
//! Not here: retries that feed the line again (`model::retry`), partitions (`model::sharding`).
//! Sources: Erlang 1917; Kleinrock, "Queueing Systems", vol. 1, 1975; Harchol-Balter, "Performance Modeling and Design of
//! Computer Systems", 2013; Little, "A Proof for the Queuing Formula L = λW", Oper. Res. 9(3), 1961.
//!
//! All of them assume arrivals that do not know of each other (Poisson). Bursts, retries and batches wait longer than these
//! formulas say; that is what they flatter.

mod little;
mod mg1;
mod mmc;
mod mmck;
mod sizing;

pub use little::{in_flight, queue_bound};
pub use mg1::Mg1;
pub use mmc::Mmc;
pub use mmck::Mmck;
pub use sizing::{Target, highest_arrivals, size};
