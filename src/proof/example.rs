//! An answers file that leads to a part of the catalog, or breaks an invariant, with the way that its answers take.
//!
//! Here: finding the fewest answers for a name, and writing them down.
//! Not here: looking at everything at once (`proof::reach`, `proof::invariants`).

use crate::answers::{Answers, Document};
use crate::catalog::{Catalog, Condition, How, Scope, Target};
use crate::derive::World;
use crate::diagnostic::{Diagnostic, Kind as Problem, nearest};
use crate::engine::{self, Evaluation, Saw};

use super::domain::Tested;
use super::thing::things;
use super::{Thing, invariants, reach};

/// The fewest answers that lead to something.
#[derive(Debug, Clone)]
pub struct Example {
    /// What they lead to, in words.
    about: String,
    /// The facts and decisions whose way is told.
    told: Vec<Target>,
    /// The answers.
    pub answers: Answers,
}

impl Example {
    /// The fewest answers for a name as [`Thing::key`] gives it, or `invariant/` and an id; none if there are none.
    ///
    /// # Errors
    /// A diagnostic when nothing has this name.
    pub fn named(catalog: &Catalog, world: &World, name: &str) -> Result<Option<Self>, Diagnostic> {
        let tested = Tested::of(catalog);
        if let Some(invariant) = name.strip_prefix(INVARIANT).and_then(|id| {
            catalog
                .invariants
                .iter()
                .position(|invariant| invariant.id == id)
        }) {
            let declared = &catalog.invariants[invariant];
            let answers = invariants::counterexample(catalog, world, &tested, invariant);
            return Ok(answers.map(|answers| Self {
                about: format!("breaks invariant `{}`: {}", declared.id, declared.place),
                told: looked_at(catalog, declared.when.iter().chain(&declared.then)),
                answers,
            }));
        }
        let things = things(catalog);
        let Some(thing) = things.iter().find(|thing| thing.key(catalog) == name) else {
            let invariants = catalog
                .invariants
                .iter()
                .map(|invariant| format!("{INVARIANT}{}", invariant.id));
            let names: Vec<String> = things
                .iter()
                .map(|thing| thing.key(catalog))
                .chain(invariants)
                .collect();
            let problem = format!("`{name}` is no part of the catalog");
            let problem = Diagnostic::general(Problem::UnknownId, problem)
                .expected("a question, `FACT/ROW`, `DECISION=OPTION`, `DECISION/LEAF`, `DECISION/ROW`, `conflict/ID`, `pattern/ID`, `partition/ID`, `split-brain/ID`, `figure/ID`, `fit/SYSTEM/ROW` or `invariant/ID`");
            return Err(match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
        };
        let answers = reach::fewest(catalog, world, &tested, *thing);
        Ok(answers.map(|answers| Self {
            about: format!("leads to `{name}`: {}", thing.place(catalog)),
            told: thing.told(catalog),
            answers,
        }))
    }

    /// The answers file, with what it leads to and how as comments above.
    #[must_use]
    pub fn file(&self, catalog: &Catalog, world: &World) -> String {
        let evaluation = engine::evaluate(catalog, world, &self.answers);
        let mut text = format!("# {}\n", self.about);
        for target in &self.told {
            let sheets = match catalog.scope_of(*target) {
                Scope::System => 1,
                _ => evaluation.datasets(),
            };
            for line in (0..sheets).flat_map(|sheet| way(catalog, &evaluation, *target, sheet)) {
                text.push_str("# ");
                text.push_str(&line);
                text.push('\n');
            }
        }
        let mut document = Document::new(None);
        document.say(&self.answers, catalog);
        text.push_str(document.text());
        text
    }
}

/// What stands before the id of an invariant.
const INVARIANT: &str = "invariant/";

impl Thing {
    /// The facts and decisions that tell how answers lead to it.
    fn told(self, catalog: &Catalog) -> Vec<Target> {
        match self {
            Self::FactRow { fact, .. } => vec![Target::Fact(fact)],
            Self::Branch { decision, .. }
            | Self::Leaf { decision, .. }
            | Self::Row { decision, .. }
            | Self::Option { decision, .. } => vec![Target::Decision(decision)],
            Self::Question(index) => looked_at(catalog, &catalog.questions[index].when),
            Self::Conflict(index) => looked_at(catalog, &catalog.conflicts[index].when),
            Self::Pattern(index) => looked_at(catalog, &catalog.patterns[index].when),
            Self::Partition(index) => looked_at(catalog, &catalog.partition[index].when),
            Self::SplitBrain(index) => looked_at(catalog, &catalog.split_brain[index].when),
            Self::Containment(index) => looked_at(catalog, &catalog.containment[index].guard.when),
            Self::Advice(index) => {
                let advice = catalog.advice().nth(index);
                advice.map_or(Vec::new(), |(_, guard)| looked_at(catalog, &guard.when))
            }
            Self::Figure(index) => looked_at(catalog, &catalog.figures[index].when),
            Self::Fit { product, fit } => {
                looked_at(catalog, &catalog.products[product].fits[fit].when)
            }
            Self::Takeover { product, row } => {
                looked_at(catalog, &catalog.products[product].takeovers[row].when)
            }
            Self::Miss { product, miss } => {
                looked_at(catalog, &catalog.products[product].misses[miss].when)
            }
        }
    }
}

/// The facts and decisions that conditions look at, in the order of evaluation.
fn looked_at<'c>(catalog: &Catalog, when: impl IntoIterator<Item = &'c Condition>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for condition in when {
        let target = match condition.subject.target {
            Target::Figure(decision, _) => Target::Decision(decision),
            other => other,
        };
        if !matches!(target, Target::Question(_)) && !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets.sort_by_key(|target| catalog.order.iter().position(|other| other == target));
    targets
}

/// How a fact or decision came about, line by line.
fn way(catalog: &Catalog, evaluation: &Evaluation, target: Target, sheet: usize) -> Vec<String> {
    match target {
        Target::Fact(fact) => {
            let declared = &catalog.facts[fact];
            let row = evaluation.fact(fact, sheet).and_then(|derived| derived.row);
            let place = match (&declared.how, row) {
                (How::Rows(rows), Some(row)) => &rows[row].place,
                _ => &declared.place,
            };
            let value = declared.kind.show(evaluation.value(target, sheet));
            vec![format!("{} is {value}: {place}", declared.id)]
        }
        Target::Decision(decision) | Target::Figure(decision, _) => {
            let declared = &catalog.decisions[decision];
            let Some(decided) = evaluation.decided(decision, sheet) else {
                return Vec::new();
            };
            let mut lines = vec![format!(
                "{} is {}",
                declared.id,
                decided.shown(catalog, decision)
            )];
            if let Some(tree) = declared.body.tree() {
                for step in decided.trace() {
                    let node = &tree.nodes[step.node];
                    let kind = catalog.kind_of(node.subject.target);
                    let saw = match &step.saw {
                        Saw::One(value) => kind.show(value),
                        Saw::Each(values) => values
                            .iter()
                            .map(|value| kind.show(value))
                            .collect::<Vec<_>>()
                            .join(", "),
                    };
                    let branch = &node.branches[step.branch];
                    lines.push(format!("    {} saw {saw}: {}", node.id, branch.place));
                }
                if let Some(leaf) = decided.leaf(catalog, decision) {
                    lines.push(format!("    leaf {}: {}", leaf.id, leaf.place));
                }
            }
            lines
        }
        Target::Question(_) => Vec::new(),
    }
}
