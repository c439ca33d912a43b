//! Trying again: what it wins for one request and what it costs for all of them.
//!
//! Here: attempts and their amplification over layers ([`attempts`]), pauses between them ([`Backoff`]), what fits a deadline
//! ([`attempts_within`], [`split_deadline`]), attempt timeouts ([`LatencyShape`]), breakers ([`Breaker`]).
//! Not here: hedged requests (`model::tail`), keys that make a repetition harmless (`model::dedupe`).
//! Sources: Beyer et al. (eds.), "Site Reliability Engineering", O'Reilly 2016, ch. 21 and 22; Brooker, "Exponential Backoff And
//! Jitter", AWS 2015; Brooker, "Timeouts, retries, and backoff with jitter", Amazon Builders' Library 2019; Nygard, "Release It!",
//! 2nd ed. 2018, ch. 5.

pub mod attempts;
mod backoff;
mod breaker;
mod deadline;

pub use backoff::{Backoff, Jitter};
pub use breaker::Breaker;
pub use deadline::{LatencyShape, attempts_within, split_deadline};
