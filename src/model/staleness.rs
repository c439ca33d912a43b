//! How old a read may be, in time and in versions, and what a failover forgets.
//!
//! Here: the WARS model by seeded simulation ([`Wars`]), fitted latencies of real systems ([`Legs`]), k-staleness ([`missed_versions`]),
//! lag of asynchronous followers ([`follower_lag`]), lost writes ([`lost_writes`]).
//! Not here: whether a staleness is acceptable (answers, decision trees).
//! Source: Bailis, Venkataraman, Franklin, Hellerstein, Stoica, "Probabilistically Bounded Staleness for Practical Partial Quorums",
//! PVLDB 5(8), 2012 (arXiv:1204.6082).
//!
//! Mind that the t-visibility printed in that paper's table 4 is 2 to 14 % below the true quantile: the authors swept t upwards with
//! 50 000 fresh trials at each step and kept the first whose noisy estimate reached 99.9 %. The quantiles computed here are
//! the true ones.

mod lag;
mod legs;
mod sampling;
mod versions;
mod wars;

pub use lag::{FollowerLag, catch_up, follower_lag, lost_writes};
pub use legs::{KNOWN_FITS, Leg, Legs, Shape, known_fit};
pub use versions::{missed_versions, monotonic_reads};
pub use wars::{Estimate, Simulation, Wars};
