//! The mathematics of replicated systems: pure functions from numbers with units to numbers with units.
//!
//! Here: quorums, availability, latency, staleness, queues, retries, tails, service levels, shards, leases,
//! deduplication, traffic and storage. Each public formula names its symbols, units, assumptions and source, and
//! says whom it flatters.
//! Not here: answers, decisions, figures of a brief, or any file: data such as round trips comes in as values.
//!
//! Quantities that must stay precise to nine digits are plain `f64` with the unit last in the name; where a
//! nanosecond is precise enough, [`crate::units::Duration`].

pub mod availability;
pub mod cost;
pub mod dedupe;
pub mod error;
pub mod latency;
pub mod lease;
pub mod queueing;
pub mod quorum;
pub mod retry;
pub mod sharding;
pub mod slo;
pub mod staleness;
pub mod tail;

pub use error::ModelError;
