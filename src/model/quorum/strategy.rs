//! Strategies: how often each quorum is asked, and what that costs.
//!
//! Not here: finding the best one (`optimum`).
//! Source: Whittaker et al., PaPoC 2021, sections 2.2 (load, capacity), 3.1 (workloads), 3.2 (f-resilience), 3.3
//! (latency and network load). Load goes back to Naor, Wool 1998, definition 3.2.

use super::expr::{Expr, NodeSet, bit};
use super::system::{Node, System};
use crate::model::error::{ModelError, not_negative, share};

/// What a strategy shall keep small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The load of the busiest node: capacity is its inverse.
    Load,
    /// The expected number of nodes asked.
    Network,
    /// The expected latency.
    Latency,
}

/// What a strategy must not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The load of the busiest node, in seconds of work for each operation (a share, where capacities are 1).
    pub load: Option<f64>,
    /// The expected number of nodes asked.
    pub network: Option<f64>,
    /// The expected latency in milliseconds.
    pub latency_ms: Option<f64>,
}

/// Shares of reads among the operations, each with the share of time it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    pub(super) fractions: Vec<(f64, f64)>,
}

impl Workload {
    /// Always this share of reads.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] outside `0 ..= 1`.
    pub fn fixed(read_fraction: f64) -> Result<Self, ModelError> {
        Self::weighted(&[(read_fraction, 1.0)])
    }

    /// A share of reads and its weight, for each. Weights need not sum to 1.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for a share outside `0 ..= 1`, a negative weight, or no weight at all.
    pub fn weighted(parts: &[(f64, f64)]) -> Result<Self, ModelError> {
        for (fraction, weight) in parts {
            share("the share of reads", *fraction)?;
            not_negative("the weight of a share of reads", *weight)?;
        }
        let total: f64 = parts.iter().map(|(_, weight)| weight).sum();
        if total <= 0.0 || !total.is_finite() {
            return Err(ModelError::range("the sum of weights", total, "above zero"));
        }
        let mut fractions: Vec<(f64, f64)> = Vec::new();
        for (fraction, weight) in parts.iter().filter(|(_, weight)| *weight > 0.0) {
            match fractions
                .iter_mut()
                .find(|(known, _)| known.to_bits() == fraction.to_bits())
            {
                Some((_, sum)) => *sum += weight / total,
                None => fractions.push((*fraction, weight / total)),
            }
        }
        Ok(Self { fractions })
    }

    /// The mean share of reads: `Σ weight · f`, with weights that sum to 1 (Whittaker et al. 2021, section 3.1). Exact
    /// for network load and latency, which are linear in it; the load of the busiest node is not, and a mean flatters
    /// it.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.fractions
            .iter()
            .map(|(fraction, weight)| fraction * weight)
            .sum()
    }
}

/// A distribution over read quorums, and one over write quorums (Naor, Wool 1998, section 3; Whittaker et al. 2021,
/// section 2.2). Assumes that each operation draws its quorum by it, and that all nodes of the quorum answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy<'a> {
    pub(super) system: &'a System,
    pub(super) reads: Vec<(NodeSet, f64)>,
    pub(super) writes: Vec<(NodeSet, f64)>,
}

impl Strategy<'_> {
    /// Read quorums with their probabilities.
    #[must_use]
    pub fn reads(&self) -> &[(NodeSet, f64)] {
        &self.reads
    }

    /// Write quorums with their probabilities.
    #[must_use]
    pub fn writes(&self) -> &[(NodeSet, f64)] {
        &self.writes
    }

    /// The load of each node at a share of reads `f`: `Σ f·p(R)/read capacity + (1 - f)·p(W)/write capacity` over the
    /// read quorums `R` and write quorums `W` with the node, in seconds of work for each operation (Naor, Wool 1998,
    /// definition 3.2; Whittaker et al. 2021, section 2.2). Flatters: retries and repairs are work as well.
    #[must_use]
    pub fn node_loads(&self, read_fraction: f64) -> Vec<f64> {
        let asked = |sets: &[(NodeSet, f64)], node: usize| -> f64 {
            sets.iter()
                .filter(|(set, _)| set & bit(node) != 0)
                .map(|(_, chance)| chance)
                .sum()
        };
        let nodes = self.system.nodes().iter().enumerate();
        nodes
            .map(|(index, node)| {
                let (reads, writes) = (asked(&self.reads, index), asked(&self.writes, index));
                read_fraction * reads / node.read_capacity_per_s
                    + (1.0 - read_fraction) * writes / node.write_capacity_per_s
            })
            .collect()
    }

    fn highest_load(&self, read_fraction: f64) -> f64 {
        self.node_loads(read_fraction)
            .into_iter()
            .fold(0.0, f64::max)
    }

    /// The load of the busiest node, in the mean over the workload: `Σ weight · max over nodes of its load`, in seconds
    /// of work for each operation (Naor, Wool 1998, definition 3.2; Whittaker et al. 2021, sections 2.2 and 3.1).
    /// Assumes that quorums are picked by the strategy and by nothing else, which flatters: clients prefer what is
    /// near.
    #[must_use]
    pub fn load(&self, workload: &Workload) -> f64 {
        workload
            .fractions
            .iter()
            .map(|(fraction, weight)| weight * self.highest_load(*fraction))
            .sum()
    }

    /// Operations each second that the busiest node allows, in the mean over the workload: `Σ weight / load`, the
    /// inverse of its load at each share of reads (Whittaker et al. 2021, sections 2.2 and 3.1). Flatters: a node at
    /// its capacity has an endless queue.
    #[must_use]
    pub fn capacity_per_s(&self, workload: &Workload) -> f64 {
        workload
            .fractions
            .iter()
            .map(|(fraction, weight)| weight / self.highest_load(*fraction))
            .sum()
    }

    /// The expected number of nodes asked: `f·Σ p(R)·|R| + (1 - f)·Σ p(W)·|W|`, for the mean share of reads `f`
    /// (Whittaker et al. 2021, section 3.3). Flatters: retries and repairs ask more, and a store that sends to all
    /// replicas asks all.
    #[must_use]
    pub fn network_load(&self, workload: &Workload) -> f64 {
        let size = |sets: &[(NodeSet, f64)]| -> f64 {
            sets.iter()
                .map(|(set, chance)| chance * f64::from(set.count_ones()))
                .sum()
        };
        let fraction = workload.mean();
        fraction * size(&self.reads) + (1.0 - fraction) * size(&self.writes)
    }

    /// The expected latency in milliseconds: `Σ p(Q)·(time until the answers of Q hold a quorum)` over reads and writes
    /// by their shares (Whittaker et al. 2021, section 3.3). Flatters: a node is taken to answer always in the same
    /// time.
    #[must_use]
    pub fn latency_ms(&self, workload: &Workload) -> f64 {
        let mean = |sets: &[(NodeSet, f64)], expr: &Expr| -> f64 {
            sets.iter()
                .map(|(set, chance)| chance * latency_of(self.system.nodes(), *set, expr))
                .sum()
        };
        let fraction = workload.mean();
        fraction * mean(&self.reads, self.system.reads())
            + (1.0 - fraction) * mean(&self.writes, self.system.writes())
    }
}

/// The time until the fastest nodes of `set` meet `expr`, in milliseconds.
pub(super) fn latency_of(nodes: &[Node], set: NodeSet, expr: &Expr) -> f64 {
    let mut members: Vec<usize> = (0..nodes.len())
        .filter(|node| set & bit(*node) != 0)
        .collect();
    members.sort_by(|a, b| nodes[*a].latency_ms.total_cmp(&nodes[*b].latency_ms));
    let mut answered = 0;
    for node in members {
        answered |= bit(node);
        if expr.is_met(answered) {
            return nodes[node].latency_ms;
        }
    }
    debug_assert!(false, "candidates are quorums");
    f64::INFINITY
}
