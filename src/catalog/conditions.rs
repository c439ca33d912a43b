//! Every test that the catalog makes of a question, a fact or a decision.
//!
//! Here: walking over them.
//! Not here: whether they hold (`engine`), which values they can tell apart (`catalog::cell`).

use super::{Body, Catalog, Cell, Condition, Guard, How, Target};

impl Catalog {
    /// Every test that can change an outcome, as target and cell; invariants only watch, and are left out.
    pub fn tests(&self) -> impl Iterator<Item = (Target, &Cell)> {
        let rows = self
            .questions
            .iter()
            .map(|question| question.when.as_slice())
            .chain(self.facts.iter().flat_map(|fact| match &fact.how {
                How::Rows(rows) => rows.iter().map(|row| row.when.as_slice()).collect(),
                How::Formula(..) => Vec::new(),
            }))
            .chain(
                self.decisions
                    .iter()
                    .flat_map(|decision| decision.body.rows()),
            )
            .chain(self.conflicts.iter().map(|row| row.when.as_slice()))
            .chain(self.patterns.iter().map(|row| row.when.as_slice()))
            .chain(self.partition.iter().map(|row| row.when.as_slice()))
            .chain(self.split_brain.iter().map(|row| row.when.as_slice()))
            .chain(self.figures.iter().map(|row| row.when.as_slice()));
        let branches = self.decisions.iter().flat_map(|decision| {
            let tree = decision.body.tree();
            tree.into_iter().flat_map(|tree| &tree.nodes)
        });
        let guards = self.guards().flat_map(Guard::tests);
        rows.flat_map(conditions)
            .chain(guards)
            .chain(branches.flat_map(|node| {
                let target = node.subject.target;
                node.branches
                    .iter()
                    .map(move |branch| (target, &branch.cell))
            }))
    }
}

/// The tests of one row.
fn conditions(when: &[Condition]) -> impl Iterator<Item = (Target, &Cell)> {
    when.iter()
        .map(|condition| (condition.subject.target, &condition.cell))
}

impl Body {
    /// The tree, of a decision that is one.
    #[must_use]
    pub fn tree(&self) -> Option<&super::Tree> {
        match self {
            Self::Choice(tree) | Self::Figures(tree) => Some(tree),
            Self::Set(_) | Self::Ranked(_) => None,
        }
    }

    /// The conditions of the rows, of a decision that is made of rows.
    fn rows(&self) -> Vec<&[Condition]> {
        match self {
            Self::Choice(_) | Self::Figures(_) => Vec::new(),
            Self::Set(rows) => rows.iter().map(|row| row.when.as_slice()).collect(),
            Self::Ranked(sheet) => sheet.rows.iter().map(|row| row.when.as_slice()).collect(),
        }
    }
}
