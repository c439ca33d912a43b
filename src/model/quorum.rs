//! Read-write quorum systems: which sets of nodes may answer, how much they carry, how often each is asked.
//!
//! Here: thresholds `N/R/W` ([`Threshold`]), expressions over nodes ([`Expr`]), systems of reads and writes
//! ([`System`]), optimal strategies ([`Strategy`]) and the search for a good system ([`search`]).
//! Not here: chances of failure (`model::availability`), waiting for a quorum over a map (`model::latency`).
//! Sources: Whittaker, Charapko, Hellerstein, Howard, Stoica, "Read-Write Quorum Systems Made Practical", PaPoC 2021
//! (arXiv:2104.04102); Naor, Wool, "The Load, Capacity, and Availability of Quorum Systems", SIAM J. Comput. 27(2),
//! 1998; Howard, Malkhi, Spiegelman, "Flexible Paxos", OPODIS 2016; Gifford, "Weighted Voting for Replicated
//! Data", SOSP 1979.
//!
//! The crate `quoracle` computes the same and is right on every row of the reference, but takes 1.3 ms for nine
//! nodes, a tenth of its Python model and not a hundredth; with bit sets and a small dense simplex the same answer
//! takes some tens of microseconds, which the wizard needs at each keystroke. Tests compare the two.

mod expr;
mod optimum;
mod parse;
mod search;
mod sets;
mod simplex;
mod strategy;
mod system;
mod threshold;

pub use expr::{AtLeast, Expr, NodeSet};
pub use parse::parse;
pub use search::{Found, Wish, search};
pub use strategy::{Limits, Objective, Strategy, Workload};
pub use system::{Node, System};
pub use threshold::{Threshold, byzantine_quorum, crash_quorum};

#[cfg(test)]
pub(super) mod tests {
    pub(in crate::model) use super::expr::tests::expressions;
}
