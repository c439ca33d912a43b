//! Trees for all answers at once: under which formula a path passes each node, branch and leaf.
//!
//! Not here: sets and score sheets, whose rows are conditions (`proof::symbolic`).

use crate::catalog::{Cell, Gives, Go, Quantifier, Target, Tree, Value};
use crate::engine;

use super::super::logic::{Lit, Logic};
use super::super::spread::{Collected, Spread};
use super::Symbolic;

/// Under which formulas the path of a tree passes its parts.
pub(in super::super) struct Path {
    pub(in super::super) branches: Vec<Vec<Lit>>,
    pub(in super::super) leaves: Vec<Lit>,
}

impl Symbolic<'_> {
    pub(super) fn path(&mut self, tree: &Tree, sheet: usize, logic: &mut Logic) -> Path {
        let mut into_nodes: Vec<Vec<Lit>> = vec![Vec::new(); tree.nodes.len()];
        let mut into_leaves: Vec<Vec<Lit>> = vec![Vec::new(); tree.leaves.len()];
        let mut branches: Vec<Vec<Lit>> = vec![Vec::new(); tree.nodes.len()];
        match into_nodes.first_mut() {
            Some(first) => first.push(logic.yes()),
            None => into_leaves[0].push(logic.yes()),
        }
        for at in downwards(tree) {
            let node = &tree.nodes[at];
            let here = logic.any(into_nodes[at].iter().copied());
            let mut none_before = logic.yes();
            for (index, branch) in node.branches.iter().enumerate() {
                // Branches cover every value; the last one takes what is left, as in the engine.
                let matches = if index + 1 == node.branches.len() || branch.cell == Cell::Else {
                    logic.yes()
                } else {
                    self.holds(node.subject, &branch.cell, sheet, logic)
                };
                // The cells of one value do not overlap (checked when loaded), so only `else` looks at the others. Of
                // several values or options at once each may be in another cell: the first branch counts.
                let one = node.subject.quantifier == Quantifier::One
                    && matches!(self.spread(node.subject.target, sheet), Spread::One(_));
                let taken = if one && matches != logic.yes() {
                    logic.all([here, matches])
                } else {
                    logic.all([here, none_before, matches])
                };
                none_before = logic.all([none_before, !matches]);
                branches[at].push(taken);
                match branch.go {
                    Go::Node(next) => into_nodes[next].push(taken),
                    Go::Leaf(leaf) => into_leaves[leaf].push(taken),
                }
            }
        }
        let leaves = into_leaves
            .into_iter()
            .map(|into| logic.any(into))
            .collect();
        Path { branches, leaves }
    }

    /// The figures of each leaf, for each number of losses to be borne.
    pub(super) fn figures(
        &mut self,
        decision: usize,
        tree: &Tree,
        path: &Path,
        sheet: usize,
        logic: &mut Logic,
    ) {
        let names = &self.catalog.decisions[decision].options;
        let losses = self.catalog.fact("derived.losses").map_or_else(
            || Spread::exactly(Value::Unknown, logic),
            |fact| self.spread(Target::Fact(fact), sheet).clone(),
        );
        let Spread::One(losses) = losses else { return };
        let mut found: Vec<Collected> = names.iter().map(|_| Collected::default()).collect();
        for (leaf, taken) in tree.leaves.iter().zip(&path.leaves) {
            let Gives::Figures { expressions, .. } = &leaf.gives else {
                continue;
            };
            for (losses, held) in &losses {
                let under = logic.all([*taken, *held]);
                let values = engine::figures_of(names, expressions, losses);
                for (found, value) in found.iter_mut().zip(values) {
                    found.add(value, under);
                }
            }
        }
        for (name, found) in found.into_iter().enumerate() {
            let spread = found.spread(logic);
            self.spreads
                .insert((Target::Figure(decision, name), sheet), spread);
        }
    }
}

/// The nodes of a tree, each after all that lead to it.
fn downwards(tree: &Tree) -> Vec<usize> {
    fn visit(tree: &Tree, at: usize, seen: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[at], true) {
            return;
        }
        for branch in &tree.nodes[at].branches {
            if let Go::Node(next) = branch.go {
                visit(tree, next, seen, order);
            }
        }
        order.push(at);
    }
    let mut order = Vec::new();
    if !tree.nodes.is_empty() {
        visit(tree, 0, &mut vec![false; tree.nodes.len()], &mut order);
    }
    order.reverse();
    order
}
