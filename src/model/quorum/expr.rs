//! Quorum expressions: "any k of these", nested.
//!
//! Here: the tree, its dual, and whether a set of nodes meets it.
//! Not here: reading it from text (`parse`), listing its quorums (`sets`).

use crate::model::error::ModelError;

/// A set of nodes, one bit each.
pub type NodeSet = u64;

/// The most nodes an expression may speak of.
pub(super) const MOST_NODES: usize = 64;

/// The set of this node alone; a node beyond the last bit is in no set.
pub(super) fn bit(node: usize) -> NodeSet {
    u32::try_from(node)
        .ok()
        .and_then(|node| 1_u64.checked_shl(node))
        .unwrap_or(0)
}

/// What a set of live nodes must contain to be a quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// The node with this index.
    Node(usize),
    /// Some number of parts.
    AtLeast(AtLeast),
}

/// At least `need` of the parts must be met. `a + b` needs one, `a * b` needs all, `choose(k, …)` needs k. A part that
/// stands there twice counts twice: that is a node with two votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtLeast {
    need: usize,
    of: Vec<Expr>,
}

impl AtLeast {
    /// How many parts must be met.
    #[must_use]
    pub fn need(&self) -> usize {
        self.need
    }

    /// The parts.
    #[must_use]
    pub fn of(&self) -> &[Expr] {
        &self.of
    }
}

impl Expr {
    /// Any one of the parts: `a + b`.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when there is no part.
    pub fn any(of: Vec<Self>) -> Result<Self, ModelError> {
        Self::choose(1, of)
    }

    /// All of the parts: `a * b`.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when there is no part.
    pub fn all(of: Vec<Self>) -> Result<Self, ModelError> {
        Self::choose(of.len(), of)
    }

    /// Any `need` of the parts.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless `1 <= need <= of.len()`.
    pub fn choose(need: usize, of: Vec<Self>) -> Result<Self, ModelError> {
        if need == 0 || need > of.len() {
            let expected = format!("from 1 to the number of parts, {}", of.len());
            return Err(ModelError::range(
                "the number of parts to choose",
                need,
                &expected,
            ));
        }
        Ok(Self::AtLeast(AtLeast { need, of }))
    }

    /// More than half of the parts.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when there is no part.
    pub fn majority(of: Vec<Self>) -> Result<Self, ModelError> {
        Self::choose(of.len() / 2 + 1, of)
    }

    /// Any `need` of the nodes `0 .. nodes`.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless `1 <= need <= nodes`.
    pub fn of_nodes(need: usize, nodes: usize) -> Result<Self, ModelError> {
        Self::choose(need, (0..nodes).map(Self::Node).collect())
    }

    /// Nodes with votes: met by any nodes whose votes add up to `need` (Gifford 1979, "Weighted Voting for Replicated
    /// Data").
    ///
    /// Two such needs `r` and `w` meet where `r + w` is more than the sum of votes. Flatters: a node with many votes is
    /// one failure.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless `1 <= need <=` the sum of votes.
    pub fn votes(votes: &[u8], need: usize) -> Result<Self, ModelError> {
        let ballots = votes.iter().enumerate();
        let of = ballots
            .flat_map(|(node, count)| (0..*count).map(move |_| Self::Node(node)))
            .collect();
        Self::choose(need, of)
    }

    /// Whether the nodes of `set` are enough.
    #[must_use]
    pub fn is_met(&self, set: NodeSet) -> bool {
        match self {
            Self::Node(node) => set & bit(*node) != 0,
            Self::AtLeast(AtLeast { need, of }) => {
                of.iter().filter(|part| part.is_met(set)).count() >= *need
            }
        }
    }

    /// The expression whose quorums are exactly the sets that meet every quorum of this one, and no larger than needed:
    /// `choose(k, n)` becomes `choose(n - k + 1, n)`, part by part (Whittaker et al. 2021, section 2). Exact.
    #[must_use]
    pub fn dual(&self) -> Self {
        match self {
            Self::Node(node) => Self::Node(*node),
            Self::AtLeast(AtLeast { need, of }) => {
                let need = of.len() - need + 1;
                Self::AtLeast(AtLeast {
                    need,
                    of: of.iter().map(Self::dual).collect(),
                })
            }
        }
    }

    /// The nodes it speaks of.
    #[must_use]
    pub fn nodes(&self) -> NodeSet {
        match self {
            Self::Node(node) => bit(*node),
            Self::AtLeast(AtLeast { of, .. }) => of.iter().fold(0, |set, part| set | part.nodes()),
        }
    }

    pub(super) fn highest_node(&self) -> Option<usize> {
        match self {
            Self::Node(node) => Some(*node),
            Self::AtLeast(AtLeast { of, .. }) => of.iter().filter_map(Self::highest_node).max(),
        }
    }

    /// Whether no node stands there twice. Such expressions have closed forms.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        self.leaves() == u64::from(self.nodes().count_ones())
    }

    fn leaves(&self) -> u64 {
        match self {
            Self::Node(_) => 1,
            Self::AtLeast(AtLeast { of, .. }) => of.iter().map(Self::leaves).sum(),
        }
    }

    /// As text, with the names of the nodes.
    #[must_use]
    pub fn text(&self, names: &[&str]) -> String {
        let Self::AtLeast(AtLeast { need, of }) = self else {
            let Self::Node(node) = self else {
                return String::new();
            };
            return names
                .get(*node)
                .map_or_else(|| format!("node{node}"), |name| (*name).to_owned());
        };
        let parts: Vec<String> = of.iter().map(|part| part.text(names)).collect();
        match (*need, parts.len()) {
            (_, 1) => parts.join(""),
            (1, _) => format!("({})", parts.join(" + ")),
            (need, count) if need == count => format!("({})", parts.join(" * ")),
            (need, _) => format!("choose({need}, [{}])", parts.join(", ")),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Expressions over at most `nodes` nodes, three levels deep, with repeated nodes.
    pub(in crate::model) fn expressions(nodes: usize) -> impl Strategy<Value = Expr> {
        let leaf = (0..nodes).prop_map(Expr::Node);
        leaf.prop_recursive(2, 12, 4, |inner| {
            (
                prop::collection::vec(inner, 1..=4),
                any::<prop::sample::Index>(),
            )
                .prop_map(|(of, index)| Expr::choose(index.index(of.len()) + 1, of).unwrap())
        })
    }

    proptest! {
        /// Law: a set meets the dual exactly when it touches every quorum, that is when what is left out is none.
        #[test]
        fn dual_blocks_every_quorum(expr in expressions(6), set in 0_u64..64) {
            prop_assert_eq!(expr.dual().is_met(set), !expr.is_met(!set & 63));
            prop_assert_eq!(expr.dual().dual(), expr);
        }

        /// Law: more live nodes never undo a quorum.
        #[test]
        fn monotone(expr in expressions(6), set in 0_u64..64, more in 0_u64..64) {
            prop_assert!(!expr.is_met(set) || expr.is_met(set | more));
        }
    }

    #[test]
    fn votes_count_double() {
        let expr = Expr::votes(&[2, 1, 1, 1], 3).unwrap();
        let cases = [
            (0b0011, true),
            (0b0001, false),
            (0b1110, true),
            (0b0110, false),
        ];
        for (set, met) in cases {
            assert_eq!(expr.is_met(set), met, "{set:b}");
        }
        assert!(!expr.is_simple());
    }
}
