//! The leaves of a tree that can still be reached while some questions are open.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Cell, Go, Kind, Quantifier, Representative, Tree, Value, representatives};

use super::{Holds, Looked, Possible, Reach};

impl Reach<'_> {
    /// The leaves that can still be reached from a node. Open questions count only where the branches that they
    /// decide between do not all end in one leaf.
    pub(super) fn leaves(
        &self,
        tree: &Tree,
        at: usize,
        sheet: usize,
        looked: &mut Looked,
        seen: &mut BTreeMap<usize, BTreeSet<usize>>,
    ) -> BTreeSet<usize> {
        let Some(node) = tree.nodes.get(at) else {
            return BTreeSet::from([0]);
        };
        if let Some(leaves) = seen.get(&at) {
            return leaves.clone();
        }
        let mut here = Looked::new();
        let mut ways: Vec<Go> = Vec::new();
        for branch in self.branches(node, sheet, &mut here) {
            if !ways.contains(&branch) {
                ways.push(branch);
            }
        }
        let mut below = Looked::new();
        let mut leaves = BTreeSet::new();
        for way in &ways {
            match way {
                Go::Leaf(leaf) => {
                    leaves.insert(*leaf);
                }
                Go::Node(next) => leaves.extend(self.leaves(tree, *next, sheet, &mut below, seen)),
            }
        }
        if leaves.len() > 1 {
            looked.extend(below);
            if ways.len() > 1 {
                looked.extend(here);
            }
        }
        seen.insert(at, leaves.clone());
        leaves
    }

    /// The branches of a node that can still be taken.
    fn branches(&self, node: &crate::catalog::Node, sheet: usize, looked: &mut Looked) -> Vec<Go> {
        let mut taken = Vec::new();
        let exclusive = node.subject.quantifier == Quantifier::One;
        let kind = self.catalog.kind_of(node.subject.target);
        if exclusive
            && let Possible::Among(options, unknown) = self.possible(node.subject.target, sheet)
        {
            looked.push((node.subject.target, sheet));
            let mut values: Vec<Value> = options.iter().map(Value::Choice).collect();
            if *unknown {
                values.push(Value::Unknown);
            }
            for value in values {
                if let Some(branch) = node
                    .branches
                    .iter()
                    .find(|branch| branch.cell.matches(&value))
                {
                    taken.push(branch.go);
                }
            }
            return taken;
        }
        for branch in &node.branches {
            let holds = if branch.cell == Cell::Else {
                Holds::Yes
            } else {
                self.holds(node.subject, &branch.cell, sheet, looked)
            };
            if holds == Holds::No {
                continue;
            }
            // An unreachable `else` would make every full list of cells look open.
            if branch.cell == Cell::Else && exclusive && covered(&kind, node) {
                continue;
            }
            taken.push(branch.go);
            if holds == Holds::Yes {
                break;
            }
        }
        taken
    }
}

/// Whether the branches before `else` already take every value.
fn covered(kind: &Kind, node: &crate::catalog::Node) -> bool {
    representatives(kind, node.branches.iter().map(|branch| &branch.cell))
        .into_iter()
        .filter(|value| *value != Representative::Unknown)
        .all(|value| node.branches.iter().any(|branch| value.is_in(&branch.cell)))
        && node
            .branches
            .iter()
            .any(|branch| branch.cell == Cell::Unknown)
}
