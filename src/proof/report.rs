//! Findings in words, each at its line of the catalog.
//!
//! Here: names and places of things, diagnostics.
//! Not here: finding them (`proof::reach`, `proof::invariants`, `proof::influence`), examples (`proof::example`).

use crate::catalog::{Body, Catalog, Go, How};
use crate::diagnostic::{Diagnostic, Kind as Problem, Place};

use super::{Proof, Thing, Verdict};

impl Thing {
    /// A short name that a command line takes: `replication/consensus`, `lock=none`, `conflict/rto-below-election`.
    #[must_use]
    pub fn key(self, catalog: &Catalog) -> String {
        let decision = |index: usize| &catalog.decisions[index];
        match self {
            Self::Question(question) => catalog.questions[question].id.clone(),
            Self::FactRow { fact, row } => format!("{}/{}", catalog.facts[fact].id, row + 1),
            Self::Branch {
                decision: index,
                node,
                branch,
            } => match decision(index).body.tree() {
                Some(tree) => {
                    let node = &tree.nodes[node];
                    format!(
                        "{}/{}:{}",
                        decision(index).id,
                        node.id,
                        node.branches[branch].written
                    )
                }
                None => decision(index).id.clone(),
            },
            Self::Leaf {
                decision: index,
                leaf,
            } => match decision(index).body.tree() {
                Some(tree) => format!("{}/{}", decision(index).id, tree.leaves[leaf].id),
                None => decision(index).id.clone(),
            },
            Self::Row {
                decision: index,
                row,
            } => match &decision(index).body {
                Body::Ranked(sheet) => format!("{}/{}", decision(index).id, sheet.rows[row].id),
                _ => format!("{}/{}", decision(index).id, row + 1),
            },
            Self::Option {
                decision: index,
                option,
            } => {
                let option = &decision(index).options[usize::from(option)];
                format!("{}={}", decision(index).id, option.id)
            }
            Self::Conflict(index) => format!("conflict/{}", catalog.conflicts[index].id),
            Self::Pattern(index) => format!("pattern/{}", catalog.patterns[index].id),
            Self::Partition(index) => format!("partition/{}", catalog.partition[index].id),
            Self::SplitBrain(index) => format!("split-brain/{}", catalog.split_brain[index].id),
            Self::Containment(index) => format!("containment/{}", catalog.containment[index].id),
            Self::Advice(index) => match catalog.advice().nth(index) {
                Some((of, _)) => {
                    let before = catalog
                        .advice()
                        .take(index)
                        .filter(|(other, _)| *other == of);
                    let diagnosis = catalog.decision("diagnosis").map(decision);
                    let id = diagnosis.map_or("", |of_all| &of_all.options[usize::from(of)].id);
                    format!("response/{id}/{}", before.count() + 1)
                }
                None => String::new(),
            },
            Self::Figure(index) => format!("figure/{}", catalog.figures[index].id),
            Self::Fit { product, fit } => {
                format!("fit/{}/{}", catalog.products[product].id, fit + 1)
            }
            Self::Takeover { product, row } => {
                format!("takeover/{}/{}", catalog.products[product].id, row + 1)
            }
            Self::Miss { product, miss } => {
                format!("miss/{}/{}", catalog.products[product].id, miss + 1)
            }
        }
    }

    /// Where it is defined.
    #[must_use]
    pub fn place(self, catalog: &Catalog) -> &Place {
        let tree = |decision: usize| catalog.decisions[decision].body.tree();
        match self {
            Self::Question(question) => &catalog.questions[question].place,
            Self::FactRow { fact, row } => match &catalog.facts[fact].how {
                How::Rows(rows) => &rows[row].place,
                How::Formula(..) => &catalog.facts[fact].place,
            },
            Self::Branch {
                decision,
                node,
                branch,
            } => tree(decision).map_or(&catalog.decisions[decision].place, |tree| {
                &tree.nodes[node].branches[branch].place
            }),
            Self::Leaf { decision, leaf } => tree(decision)
                .map_or(&catalog.decisions[decision].place, |tree| {
                    &tree.leaves[leaf].place
                }),
            Self::Row { decision, row } => match &catalog.decisions[decision].body {
                Body::Set(rows) => &rows[row].place,
                Body::Ranked(sheet) => &sheet.rows[row].place,
                _ => &catalog.decisions[decision].place,
            },
            Self::Option { decision, option } => {
                &catalog.decisions[decision].options[usize::from(option)].place
            }
            Self::Conflict(index) => &catalog.conflicts[index].place,
            Self::Pattern(index) => &catalog.patterns[index].place,
            Self::Partition(index) => &catalog.partition[index].place,
            Self::SplitBrain(index) => &catalog.split_brain[index].place,
            Self::Containment(index) => &catalog.containment[index].place,
            Self::Advice(index) => match catalog.advice().nth(index) {
                Some((_, guard)) => &guard.place,
                None => &catalog.decisions[0].place,
            },
            Self::Figure(index) => &catalog.figures[index].place,
            Self::Fit { product, .. }
            | Self::Takeover { product, .. }
            | Self::Miss { product, .. } => &catalog.products[product].place,
        }
    }

    /// What is wrong where no answers lead to it, and what helps.
    fn dead(self, catalog: &Catalog) -> (String, &'static str) {
        let name = self.key(catalog);
        match self {
            Self::Question(_) => (
                format!("`{name}` never applies: no answers make its `when` hold"),
                "widen its `when`, or remove the question",
            ),
            Self::FactRow { .. } => (
                format!(
                    "row `{name}` never gives the value: an earlier row holds wherever it does, or nothing does"
                ),
                "move it up, narrow the rows before it, or remove it",
            ),
            Self::Branch { .. } => (
                format!(
                    "branch `{name}` is never taken: no answers that come to this node have such a value"
                ),
                "remove it, or let `else` take its values",
            ),
            Self::Leaf { .. } => (
                format!(
                    "leaf `{name}` is never come to: no answers take any branch that leads to it"
                ),
                "lead a branch to it that some answers take, or remove it",
            ),
            Self::Row { .. } => (
                format!("row `{name}` never holds: its conditions exclude each other"),
                "loosen its `when`, or remove the row",
            ),
            Self::Option { .. } => (
                format!("`{name}` is never the outcome"),
                "give it a leaf or a row that some answers lead to, or remove the option",
            ),
            Self::Conflict(_) => (
                format!(
                    "`{name}` never shows: its conditions exclude each other, or its `answers` cannot all be given"
                ),
                "loosen its `when`, or name in `answers` only questions that apply together",
            ),
            Self::Partition(_) | Self::Fit { .. } | Self::Takeover { .. } | Self::Miss { .. } => (
                format!(
                    "`{name}` is never printed: its conditions exclude each other, or an earlier row holds wherever it does"
                ),
                "move it up, narrow the rows before it, or remove it",
            ),
            Self::Pattern(_)
            | Self::SplitBrain(_)
            | Self::Containment(_)
            | Self::Advice(_)
            | Self::Figure(_) => (
                format!("`{name}` is never printed: its conditions exclude each other"),
                "loosen its `when`, or remove it",
            ),
        }
    }
}

impl Proof {
    /// What is wrong with the catalog, each finding at its line.
    #[must_use]
    pub fn problems(&self, catalog: &Catalog) -> Vec<Diagnostic> {
        let dead = self
            .dead
            .iter()
            .filter(|thing| !self.follows(catalog, **thing));
        let dead = dead.map(|thing| {
            let (problem, help) = thing.dead(catalog);
            Diagnostic::error(Problem::Unreachable, thing.place(catalog).clone(), problem)
                .help(help)
        });
        let shadowed = self.shadowed.iter().map(|thing| {
            Diagnostic::error(
                Problem::Overlap,
                thing.place(catalog).clone(),
                format!(
                    "row `{}` adds nothing: an earlier row of the same member holds wherever it does, and nowhere else",
                    thing.key(catalog)
                ),
            )
            .help("make the two one row, or narrow one of them")
        });
        // A question that never applies changes nothing either; it is reported once.
        let inert = self.inert.iter().filter(|question| {
            self.dead
                .binary_search(&Thing::Question(**question))
                .is_err()
        });
        let inert = inert.map(|question| {
            let question = &catalog.questions[*question];
            Diagnostic::error(
                Problem::Unreachable,
                question.place.clone(),
                format!("`{}` changes nothing: all its answers lead to the same outcome, whatever is said to the others", question.id),
            )
            .help("let a node, a row or a figure read it, or remove the question")
        });
        let invariants = catalog.invariants.iter().zip(&self.invariants).filter_map(|(invariant, verdict)| {
            let said = |problem: &str| {
                Diagnostic::error(Problem::Invariant, invariant.place.clone(), format!("invariant `{}` {problem}", invariant.id))
                    .expected(invariant.because.clone())
            };
            match verdict {
                Verdict::Holds | Verdict::HoldsWithoutConflicts(_) => None,
                Verdict::Broken(_) => Some(said("does not hold").help(format!(
                    "`quorate trees example invariant/{}` prints the fewest answers that break it, and the way they take",
                    invariant.id
                ))),
                Verdict::Open => Some(said("could not be proved, and no example breaks it").help(
                    "it rests on a fact that a formula computes; test the fact's inputs instead, or make the fact of rows",
                )),
            }
        });
        dead.chain(shadowed)
            .chain(inert)
            .chain(invariants)
            .collect()
    }

    /// Whether a dead thing only follows from another one that is reported: the branches into a dead leaf or behind a dead
    /// branch, the option of a dead leaf.
    fn follows(&self, catalog: &Catalog, thing: Thing) -> bool {
        let dead = |thing: Thing| self.dead.binary_search(&thing).is_ok();
        match thing {
            Thing::Branch {
                decision,
                node,
                branch,
            } => {
                let Some(tree) = catalog.decisions[decision].body.tree() else {
                    return false;
                };
                let whole = |node: usize| {
                    (0..tree.nodes[node].branches.len()).all(|branch| {
                        dead(Thing::Branch {
                            decision,
                            node,
                            branch,
                        })
                    })
                };
                let into_dead_leaf = matches!(tree.nodes[node].branches[branch].go,
                    Go::Leaf(leaf) if dead(Thing::Leaf { decision, leaf }));
                into_dead_leaf || (node > 0 && whole(node))
            }
            Thing::Option { decision, option } => match &catalog.decisions[decision].body {
                Body::Choice(tree) => tree
                    .leaves
                    .iter()
                    .any(|leaf| leaf.gives.option() == Some(option)),
                Body::Set(rows) => rows.iter().any(|row| row.include == option),
                _ => false,
            },
            _ => false,
        }
    }
}
