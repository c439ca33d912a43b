//! One evaluation, target by target in the catalog's order.
//!
//! Here: how tests look at values, how trees, sets and score sheets come to their outcome.
//! Not here: what the outcome is used for.

mod again;
mod follow;
mod reads;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{
    Body, Catalog, Cell, Choice, Condition, Gives, How, OptionSet, Quantifier, Row, Scope, Sheet,
    Subject, Target, Tree, Value,
};
use crate::derive::{self, World};

pub(super) use again::{again, outcomes};
pub(super) use follow::facts_over;
use reads::Reads;

use super::clash;
use super::{
    Decided, Derived, Evaluation, Held, Origin, Outcome, Ranked, Saw, Sheets, Step, follow,
};

pub(super) fn run(catalog: &Catalog, world: &World, answers: &Answers) -> Evaluation {
    let mut run = Run::new(catalog, world, answers);
    for target in &catalog.order {
        run.step(*target);
    }
    clash::note(catalog, answers, &mut run.evaluation);
    run.evaluation
}

struct Run<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    answers: &'a Answers,
    evaluation: Evaluation,
    /// Whether paths are noted, and what everything was read from.
    traced: bool,
}

impl<'a> Run<'a> {
    fn new(catalog: &'a Catalog, world: &'a World, answers: &'a Answers) -> Self {
        let evaluation = Evaluation {
            questions: vec![Sheets::default(); catalog.questions.len()],
            facts: vec![Sheets::default(); catalog.facts.len()],
            decisions: vec![Sheets::default(); catalog.decisions.len()],
            clashes: Vec::new(),
            broken: Vec::new(),
            datasets: answers.datasets().len(),
        };
        Self {
            catalog,
            world,
            answers,
            evaluation,
            traced: true,
        }
    }

    fn reads(&self) -> Reads {
        if self.traced {
            Reads::none(self.catalog, self.answers)
        } else {
            Reads::unnoted()
        }
    }

    fn step(&mut self, target: Target) {
        match target {
            Target::Question(index) => {
                self.evaluation.questions[index] =
                    self.sheets(target, |sheet| self.question(index, sheet));
            }
            Target::Fact(index) => {
                self.evaluation.facts[index] = self.sheets(target, |sheet| self.fact(index, sheet));
            }
            Target::Decision(index) | Target::Figure(index, _) => {
                self.evaluation.decisions[index] =
                    self.sheets(target, |sheet| self.decision(index, sheet));
            }
        }
    }

    /// What a target comes to for each dataset.
    fn sheets<T>(&self, target: Target, evaluate: impl Fn(usize) -> T) -> Sheets<T> {
        let count = self.catalog.scope_of(target).count(self.answers);
        (0..count).map(|sheet| Arc::new(evaluate(sheet))).collect()
    }

    fn question(&self, index: usize, sheet: usize) -> Held {
        let question = &self.catalog.questions[index];
        let spot = Spot {
            question: index,
            sheet,
        };
        let mut reads = self.reads();
        if !self.all_hold(&question.when, sheet, &mut reads) {
            return Held {
                value: question.inactive.clone(),
                origin: Origin::Inactive,
                reads: reads.done(),
            };
        }
        reads.add(spot);
        let said = self.answers.get(self.catalog, spot);
        let (value, origin) = match said {
            Some(Answer::Given(value)) => (value.clone(), Origin::Answered),
            None if question.is_archetype => (Value::Unknown, Origin::Unnamed),
            other => {
                // Another kind of data would answer it otherwise.
                let mut kinds = self.catalog.archetypes.iter();
                let is_likely = kinds.any(|kind| kind.likely.contains_key(&index));
                if let Some(question) = self.catalog.archetype.filter(|_| is_likely) {
                    reads.add(Spot { question, sheet });
                }
                let (value, origin) = super::untold(self.catalog, self.answers, spot);
                (
                    value,
                    if other.is_some() {
                        Origin::Other
                    } else {
                        origin
                    },
                )
            }
        };
        Held {
            value,
            origin,
            reads: reads.done(),
        }
    }

    fn fact(&self, index: usize, sheet: usize) -> Derived {
        let mut reads = self.reads();
        match &self.catalog.facts[index].how {
            How::Rows(rows) => {
                let row = rows
                    .iter()
                    .position(|row| self.all_hold(&row.when, sheet, &mut reads));
                let value = row.map_or(Value::Unknown, |row| rows[row].is.clone());
                Derived {
                    value,
                    row,
                    reads: reads.done(),
                }
            }
            How::Formula(formula, from) => {
                let inputs: Vec<&Value> = from
                    .iter()
                    .map(|target| self.look(*target, sheet, &mut reads))
                    .collect();
                Derived {
                    value: derive::compute(formula, &inputs, self.world),
                    row: None,
                    reads: reads.done(),
                }
            }
        }
    }

    /// The value of a target as seen from a dataset (or from the system), noting what it was read from.
    fn look(&self, target: Target, sheet: usize, reads: &mut Reads) -> &Value {
        let sheet = if self.catalog.scope_of(target) == Scope::System {
            0
        } else {
            sheet
        };
        reads.add_all(self.evaluation.reads(target, sheet));
        self.evaluation.value(target, sheet)
    }

    fn holds(&self, subject: Subject, cell: &Cell, sheet: usize, reads: &mut Reads) -> bool {
        let mut each = 0..self.evaluation.datasets;
        match subject.quantifier {
            Quantifier::One => cell.matches(self.look(subject.target, sheet, reads)),
            // No short cut: what was read must not depend on which dataset stands first.
            Quantifier::Any => {
                each.map(|sheet| cell.matches(self.look(subject.target, sheet, reads)))
                    .filter(|matches| *matches)
                    .count()
                    > 0
            }
            Quantifier::Every => {
                !each.is_empty()
                    && each.all(|sheet| cell.matches(self.look(subject.target, sheet, reads)))
            }
        }
    }

    fn all_hold(&self, when: &[Condition], sheet: usize, reads: &mut Reads) -> bool {
        when.iter()
            .all(|condition| self.holds(condition.subject, &condition.cell, sheet, reads))
    }

    fn decision(&self, index: usize, sheet: usize) -> Decided {
        let mut reads = self.reads();
        let (outcome, value) = match &self.catalog.decisions[index].body {
            Body::Choice(tree) => self.choice(tree, sheet, &mut reads),
            Body::Figures(tree) => self.figures(index, tree, sheet, &mut reads),
            Body::Set(rows) => self.set(rows, sheet, &mut reads),
            Body::Ranked(of) => self.ranked(of, sheet, &mut reads),
        };
        Decided {
            outcome,
            value,
            reads: reads.done(),
        }
    }

    fn path(&self, tree: &Tree, sheet: usize, reads: &mut Reads) -> (usize, Vec<Step>) {
        let mut trace = Vec::new();
        let mut at = 0;
        // A tree is acyclic (checked when loaded), so a path is at most as long as the tree.
        while let Some(node) = tree.nodes.get(at) {
            let mut here = self.reads();
            let taken = node.branches.iter().position(|branch| {
                branch.cell == Cell::Else
                    || self.holds(node.subject, &branch.cell, sheet, &mut here)
            });
            if node
                .branches
                .first()
                .is_some_and(|branch| branch.cell == Cell::Else)
            {
                self.holds(node.subject, &Cell::Known, sheet, &mut here);
            }
            // Branches cover every value (checked when loaded); the last one stands in if that were ever broken.
            let branch = taken.unwrap_or(node.branches.len().saturating_sub(1));
            if !self.traced {
                match node.branches.get(branch).map(|branch| follow(branch.go)) {
                    Some(Ok(next)) => at = next,
                    Some(Err(leaf)) => return (leaf, trace),
                    None => break,
                }
                continue;
            }
            let saw = match node.subject.quantifier {
                Quantifier::One => {
                    Saw::One(self.look(node.subject.target, sheet, &mut here).clone())
                }
                _ => Saw::Each(
                    (0..self.evaluation.datasets)
                        .map(|sheet| self.evaluation.value(node.subject.target, sheet).clone())
                        .collect(),
                ),
            };
            let here = here.done();
            let assumed = here.iter().any(|spot| self.evaluation.is_assumed(*spot));
            reads.add_all(&here);
            trace.push(Step {
                node: at,
                saw,
                branch,
                assumed,
            });
            let Some(taken) = node.branches.get(branch) else {
                break;
            };
            match follow(taken.go) {
                Ok(next) => at = next,
                Err(leaf) => return (leaf, trace),
            }
        }
        (0, trace)
    }

    fn choice(&self, tree: &Tree, sheet: usize, reads: &mut Reads) -> (Outcome, Value) {
        let (leaf, trace) = self.path(tree, sheet, reads);
        let option = tree
            .leaves
            .get(leaf)
            .and_then(|leaf| leaf.gives.option())
            .unwrap_or_default();
        (
            Outcome::Choice {
                option,
                leaf,
                trace,
            },
            Value::Choice(option),
        )
    }

    fn figures(
        &self,
        index: usize,
        tree: &Tree,
        sheet: usize,
        reads: &mut Reads,
    ) -> (Outcome, Value) {
        let (leaf, trace) = self.path(tree, sheet, reads);
        let losses = self
            .catalog
            .fact("derived.losses")
            .map(|fact| self.look(Target::Fact(fact), sheet, reads));
        let names = &self.catalog.decisions[index].options;
        let values = match tree.leaves.get(leaf).map(|leaf| &leaf.gives) {
            Some(Gives::Figures { expressions, .. }) => {
                figures_of(names, expressions, losses.unwrap_or(&Value::Unknown))
            }
            _ => vec![Value::Unknown; names.len()],
        };
        (
            Outcome::Figures {
                values,
                leaf,
                trace,
            },
            Value::Unknown,
        )
    }

    fn set(&self, rows: &[Row], sheet: usize, reads: &mut Reads) -> (Outcome, Value) {
        let holding: Vec<usize> = (0..rows.len())
            .filter(|row| self.all_hold(&rows[*row].when, sheet, reads))
            .collect();
        let members = holding.iter().fold(OptionSet::default(), |members, row| {
            members.with(rows[*row].include)
        });
        (
            Outcome::Set {
                members,
                rows: holding,
            },
            Value::Multi(members),
        )
    }

    fn ranked(&self, of: &Sheet, sheet: usize, reads: &mut Reads) -> (Outcome, Value) {
        let Sheet { rows, priors, .. } = of;
        let holding: Vec<usize> = (0..rows.len())
            .filter(|row| self.all_hold(&rows[*row].when, sheet, reads))
            .collect();
        if holding.is_empty() {
            return (
                Outcome::Ranking(Vec::new()),
                Value::Multi(OptionSet::default()),
            );
        }
        let mut ranking: Vec<Ranked> = of
            .spoken_of()
            .iter()
            .map(|option| {
                let for_it: Vec<usize> = holding
                    .iter()
                    .copied()
                    .filter(|row| rows[*row].adds.contains_key(&option))
                    .collect();
                let bits = for_it
                    .iter()
                    .map(|row| rows[*row].adds[&option])
                    .sum::<f64>()
                    + priors.get(&option).copied().unwrap_or_default();
                Ranked {
                    option,
                    score: 0.0,
                    bits,
                    rows: for_it,
                }
            })
            .collect();
        let top = ranking
            .iter()
            .map(|ranked| ranked.bits)
            .fold(f64::NEG_INFINITY, f64::max);
        // Relative to the best, so that no weight overflows.
        let total: f64 = ranking
            .iter()
            .map(|ranked| (ranked.bits - top).exp2())
            .sum();
        for ranked in &mut ranking {
            ranked.score = (ranked.bits - top).exp2() / total;
        }
        ranking.sort_by(|a, b| {
            let tied = || {
                of.ahead(b.option, a.option)
                    .cmp(&of.ahead(a.option, b.option))
            };
            b.bits.total_cmp(&a.bits).then_with(tied)
        });
        let first = ranking.first().map_or(OptionSet::default(), |ranked| {
            OptionSet::only(ranked.option)
        });
        (Outcome::Ranking(ranking), Value::Multi(first))
    }
}

/// The figures of a rule, in the order of their names; unknown where an expression has no value.
pub(crate) fn figures_of(
    names: &[Choice],
    expressions: &[(usize, String)],
    losses: &Value,
) -> Vec<Value> {
    let environment = minijinja::Environment::empty();
    let mut values = vec![Value::Unknown; names.len()];
    let mut known: BTreeMap<&str, u64> = BTreeMap::new();
    if let Value::Integer(losses) = losses {
        known.insert("losses", *losses);
    }
    for (name, expression) in expressions {
        let value = environment
            .compile_expression(expression)
            .and_then(|compiled| compiled.eval(minijinja::value::Serde(&known)))
            .ok()
            .and_then(|value| u64::try_from(value).ok());
        if let Some(value) = value {
            known.insert(&names[*name].id, value);
            values[*name] = Value::Integer(value);
        }
    }
    values
}
