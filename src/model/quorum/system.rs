//! A read-write quorum system: nodes, what is enough to read, what is enough to write.

use super::expr::{Expr, MOST_NODES, NodeSet, bit};
use super::sets;
use crate::model::error::{ModelError, not_negative, positive};

/// A node as a quorum system sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Reads it can answer each second (1 where only relative load matters).
    pub read_capacity_per_s: f64,
    /// Writes it can take each second.
    pub write_capacity_per_s: f64,
    /// Time until its answer is back, in milliseconds.
    pub latency_ms: f64,
}

impl Node {
    /// A node of capacity 1 and no latency.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            read_capacity_per_s: 1.0,
            write_capacity_per_s: 1.0,
            latency_ms: 0.0,
        }
    }
}

/// Nodes with a read and a write expression such that every read quorum meets every write quorum (Whittaker et al.
/// 2021, section 2). Meeting alone gives no order of writes: that takes a protocol over it.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    nodes: Vec<Node>,
    reads: Expr,
    writes: Expr,
}

impl System {
    /// The system of these reads and writes.
    ///
    /// # Errors
    /// [`ModelError::NoIntersection`] with the two quorums that miss each other; [`ModelError::OutOfRange`] for a
    /// node without capacity or an expression that speaks of a node that is not there; [`ModelError::TooLarge`].
    pub fn new(nodes: Vec<Node>, reads: Expr, writes: Expr) -> Result<Self, ModelError> {
        let system = Self::unchecked(nodes, reads, writes)?;
        let dual = system.reads.dual();
        if dual == system.writes {
            return Ok(system);
        }
        let all = system.all();
        match sets::minimal(&system.writes)?
            .into_iter()
            .find(|writes| !dual.is_met(*writes))
        {
            None => Ok(system),
            Some(writes) => {
                // All the others are a read quorum then: keep taking nodes out while they remain one.
                let others = all & !writes;
                let smaller = |set: NodeSet, node: usize| {
                    let less = set & !bit(node);
                    if system.reads.is_met(less) { less } else { set }
                };
                let reads = (0..system.nodes.len()).fold(others, smaller);
                Err(ModelError::NoIntersection {
                    reads: system.names(reads).join(", "),
                    writes: system.names(writes).join(", "),
                })
            }
        }
    }

    /// The system of these reads, with the smallest writes that are safe with them: the dual, exactly (Whittaker et al.
    /// 2021, section 2). Cheap reads make dear writes.
    ///
    /// # Errors
    /// As for [`System::new`].
    pub fn from_reads(nodes: Vec<Node>, reads: Expr) -> Result<Self, ModelError> {
        let writes = reads.dual();
        Self::unchecked(nodes, reads, writes)
    }

    /// The system of these writes, with the smallest reads that are safe with them: the dual, exactly (Whittaker et al.
    /// 2021, section 2). Cheap writes make dear reads.
    ///
    /// # Errors
    /// As for [`System::new`].
    pub fn from_writes(nodes: Vec<Node>, writes: Expr) -> Result<Self, ModelError> {
        let reads = writes.dual();
        Self::unchecked(nodes, reads, writes)
    }

    fn unchecked(nodes: Vec<Node>, reads: Expr, writes: Expr) -> Result<Self, ModelError> {
        if nodes.len() > MOST_NODES {
            return Err(ModelError::too_large(
                "the number of nodes",
                nodes.len(),
                MOST_NODES,
            ));
        }
        for node in &nodes {
            positive("the read capacity of a node", node.read_capacity_per_s)?;
            positive("the write capacity of a node", node.write_capacity_per_s)?;
            not_negative("the latency of a node", node.latency_ms)?;
        }
        let system = Self {
            nodes,
            reads,
            writes,
        };
        for expr in [&system.reads, &system.writes] {
            if let Some(unknown) = expr
                .highest_node()
                .filter(|node| *node >= system.nodes.len())
            {
                let expected = format!("one of the {} nodes of the system", system.nodes.len());
                return Err(ModelError::range(
                    "a node of the expression",
                    unknown,
                    &expected,
                ));
            }
        }
        Ok(system)
    }

    /// The nodes.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What is enough to read.
    #[must_use]
    pub fn reads(&self) -> &Expr {
        &self.reads
    }

    /// What is enough to write.
    #[must_use]
    pub fn writes(&self) -> &Expr {
        &self.writes
    }

    pub(super) fn all(&self) -> NodeSet {
        (0..self.nodes.len()).fold(0, |set, node| set | bit(node))
    }

    /// The names of the nodes of `set`.
    #[must_use]
    pub fn names(&self, set: NodeSet) -> Vec<&str> {
        let named = self.nodes.iter().enumerate();
        named
            .filter(|(node, _)| set & bit(*node) != 0)
            .map(|(_, node)| node.name.as_str())
            .collect()
    }

    /// An expression with the names of these nodes.
    #[must_use]
    pub fn text(&self, expr: &Expr) -> String {
        let names: Vec<&str> = self.nodes.iter().map(|node| node.name.as_str()).collect();
        expr.text(&names)
    }

    /// Failures, whichever nodes they hit, that leave some read quorum alive: the fewest nodes that meet every read
    /// quorum, less one (Whittaker et al. 2021, section 2.3). Counts nodes. Flatters: nodes of one rack or zone fail as
    /// one.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`] for expressions with repeated nodes and too many quorums.
    pub fn read_resilience(&self) -> Result<usize, ModelError> {
        Ok(sets::fewest_fatal(&self.reads)? - 1)
    }

    /// Failures, whichever nodes they hit, that leave some write quorum alive: the fewest nodes that meet every write
    /// quorum, less one (Whittaker et al. 2021, section 2.3). Counts nodes. Flatters: nodes of one rack or zone fail as
    /// one.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`] for expressions with repeated nodes and too many quorums.
    pub fn write_resilience(&self) -> Result<usize, ModelError> {
        Ok(sets::fewest_fatal(&self.writes)? - 1)
    }

    /// The inclusion-minimal sets that still hold a read quorum, and a write quorum, after any `failures` of their own
    /// nodes fail (Whittaker et al. 2021, section 3.2). With none allowed, the minimal quorums. Exact, by listing them.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`] beyond 100 000 sets, or 20 nodes with failures.
    pub fn quorums(&self, failures: usize) -> Result<(Vec<NodeSet>, Vec<NodeSet>), ModelError> {
        let reads = sets::resilient(&self.reads, self.reads.nodes(), failures)?;
        let writes = if self.writes == self.reads {
            reads.clone()
        } else {
            sets::resilient(&self.writes, self.writes.nodes(), failures)?
        };
        Ok((reads, writes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::expr::tests::expressions;
    use super::*;

    fn nodes() -> Vec<Node> {
        ["a", "b", "c", "d", "e", "f"].map(Node::new).to_vec()
    }

    #[test]
    fn names_the_quorums_that_miss_each_other() {
        let [reads, writes] = [Expr::of_nodes(2, 6).unwrap(), Expr::of_nodes(3, 6).unwrap()];
        let message = System::new(nodes(), reads, writes).unwrap_err().to_string();
        assert_eq!(
            message,
            "reads may miss writes: {e, f} is enough to read, {a, b, c} is enough to write, and they share no node"
        );
    }

    #[test]
    fn refuses_nodes_that_cannot_be() {
        let bad = Node {
            read_capacity_per_s: 0.0,
            ..Node::new("a")
        };
        assert!(System::from_reads(vec![bad], Expr::Node(0)).is_err());
        assert!(System::from_reads(vec![Node::new("a")], Expr::Node(1)).is_err());
        assert!(System::from_reads(vec![Node::new("a")], Expr::Node(99)).is_err());
    }

    proptest! {
        /// Law: a system is refused exactly when two of its quorums miss each other.
        #[test]
        fn intersection_matches_enumeration(reads in expressions(6), writes in expressions(6)) {
            let disjoint = (0_u64..64).any(|set| reads.is_met(set) && writes.is_met(63 & !set));
            prop_assert_eq!(System::new(nodes(), reads, writes).is_err(), disjoint);
        }
    }
}
