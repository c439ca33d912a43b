//! The parts of the catalog that some answers should lead to.
//!
//! Here: what they are, the formula under which answers lead to each, whether an evaluation came to it.
//! Not here: looking for those answers (`proof::reach`), names and places (`proof::report`).

use std::collections::BTreeMap;

use crate::answers::Spot;
use crate::catalog::{Body, Catalog, Cell, Condition, How, OptionSet, Scope, Sheet, Target};
use crate::engine::{self, Evaluation, Outcome};

use super::logic::{Lit, Logic};
use super::symbolic::Symbolic;

/// A part of the catalog that some answers should lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "the fields are indices into the catalog, named after what they index"
)]
pub enum Thing {
    /// A question applies.
    Question(usize),
    /// A row of a fact gives its value.
    FactRow { fact: usize, row: usize },
    /// A branch is taken.
    Branch {
        decision: usize,
        node: usize,
        branch: usize,
    },
    /// A leaf is come to.
    Leaf { decision: usize, leaf: usize },
    /// A row of a set or score sheet holds.
    Row { decision: usize, row: usize },
    /// An option is decided, a member is in, or an option comes first.
    Option { decision: usize, option: u8 },
    /// A conflict shows.
    Conflict(usize),
    /// A pattern is brought.
    Pattern(usize),
    /// A row of partition handling is printed.
    Partition(usize),
    /// A mechanism against two leaders is printed.
    SplitBrain(usize),
    /// What to do at once is printed.
    Containment(usize),
    /// Advice on a diagnosis that not all get is printed.
    Advice(usize),
    /// A figure is worth printing.
    Figure(usize),
    /// A row says why a system fits.
    Fit { product: usize, fit: usize },
    /// A row says how long a system takes to go on.
    Takeover { product: usize, row: usize },
    /// A row says why a system does not fit.
    Miss { product: usize, miss: usize },
}

/// Everything that should be reachable, in the order of the catalog.
pub(super) fn things(catalog: &Catalog) -> Vec<Thing> {
    let mut things: Vec<Thing> = (0..catalog.questions.len())
        .filter(|question| catalog.questions[*question].scope != Scope::Service)
        .map(Thing::Question)
        .collect();
    for (fact, declared) in catalog.facts.iter().enumerate() {
        if let How::Rows(rows) = &declared.how {
            things.extend((0..rows.len()).map(|row| Thing::FactRow { fact, row }));
        }
    }
    for (decision, declared) in catalog.decisions.iter().enumerate() {
        match &declared.body {
            Body::Choice(tree) | Body::Figures(tree) => {
                for (node, declared) in tree.nodes.iter().enumerate() {
                    things.extend((0..declared.branches.len()).map(|branch| Thing::Branch {
                        decision,
                        node,
                        branch,
                    }));
                }
                things.extend((0..tree.leaves.len()).map(|leaf| Thing::Leaf { decision, leaf }));
            }
            Body::Set(rows) => {
                things.extend((0..rows.len()).map(|row| Thing::Row { decision, row }));
            }
            Body::Ranked(sheet) => {
                things.extend((0..sheet.rows.len()).map(|row| Thing::Row { decision, row }));
            }
        }
        if !matches!(declared.body, Body::Figures(_)) {
            things.extend(
                (0u8..)
                    .take(declared.options.len())
                    .map(|option| Thing::Option { decision, option }),
            );
        }
    }
    things.extend((0..catalog.conflicts.len()).map(Thing::Conflict));
    things.extend((0..catalog.patterns.len()).map(Thing::Pattern));
    things.extend((0..catalog.partition.len()).map(Thing::Partition));
    things.extend((0..catalog.split_brain.len()).map(Thing::SplitBrain));
    things.extend((0..catalog.containment.len()).map(Thing::Containment));
    things.extend((0..catalog.advice().count()).map(Thing::Advice));
    things.extend((0..catalog.figures.len()).map(Thing::Figure));
    for (product, declared) in catalog.products.iter().enumerate() {
        things.extend((0..declared.fits.len()).map(|fit| Thing::Fit { product, fit }));
        things.extend((0..declared.takeovers.len()).map(|row| Thing::Takeover { product, row }));
        things.extend((0..declared.misses.len()).map(|miss| Thing::Miss { product, miss }));
    }
    things
}

impl Thing {
    /// What it is said of.
    pub(super) fn scope(self, catalog: &Catalog) -> Scope {
        match self {
            Self::Question(question) => catalog.questions[question].scope,
            Self::FactRow { fact, .. } => catalog.facts[fact].scope,
            Self::Branch { decision, .. }
            | Self::Leaf { decision, .. }
            | Self::Row { decision, .. }
            | Self::Option { decision, .. } => catalog.decisions[decision].scope,
            Self::Conflict(index) => catalog.conflicts[index].scope,
            Self::Pattern(index) => catalog.patterns[index].scope,
            Self::SplitBrain(index) => catalog.split_brain[index].scope,
            Self::Containment(_) | Self::Advice(_) => Scope::System,
            Self::Figure(index) => catalog.figures[index].scope,
            Self::Partition(_) | Self::Fit { .. } | Self::Takeover { .. } | Self::Miss { .. } => {
                Scope::Dataset
            }
        }
    }

    /// The formula under which answers lead to it, for the first dataset.
    pub(super) fn formula(self, symbolic: &mut Symbolic<'_>, logic: &mut Logic) -> Lit {
        let catalog = symbolic.catalog;
        match self {
            Self::Question(question) => symbolic.active[&Spot { question, sheet: 0 }],
            Self::FactRow { fact, row } => symbolic.rows[&(Target::Fact(fact), 0)][row],
            Self::Branch {
                decision,
                node,
                branch,
            } => symbolic.paths[&(decision, 0)].branches[node][branch],
            Self::Leaf { decision, leaf } => symbolic.paths[&(decision, 0)].leaves[leaf],
            Self::Row { decision, row } => symbolic.rows[&(Target::Decision(decision), 0)][row],
            Self::Option { decision, option } => {
                if let Body::Ranked(sheet) = &catalog.decisions[decision].body {
                    return first(symbolic, decision, option, sheet, logic);
                }
                let cell = Cell::OneOf(OptionSet::only(option));
                let spread = symbolic.spread(Target::Decision(decision), 0);
                spread.clone().holds(&cell, logic)
            }
            Self::Conflict(conflict) => symbolic.clashes(conflict, 0, logic),
            Self::Pattern(index) => symbolic.all_hold(&catalog.patterns[index].when, 0, logic),
            Self::Partition(index) => {
                let rows = catalog.partition[..=index].iter().map(|row| &row.when);
                first_to_hold(symbolic, rows, logic)
            }
            Self::Fit { product, fit } => {
                let rows = catalog.products[product].fits[..=fit]
                    .iter()
                    .map(|row| &row.when);
                first_to_hold(symbolic, rows, logic)
            }
            Self::Takeover { product, row } => {
                let rows = catalog.products[product].takeovers[..=row]
                    .iter()
                    .map(|row| &row.when);
                first_to_hold(symbolic, rows, logic)
            }
            Self::Miss { product, miss } => {
                let rows = catalog.products[product].misses[..=miss]
                    .iter()
                    .map(|row| &row.when);
                first_to_hold(symbolic, rows, logic)
            }
            Self::SplitBrain(index) => {
                symbolic.all_hold(&catalog.split_brain[index].when, 0, logic)
            }
            Self::Containment(index) => symbolic.given(&catalog.containment[index].guard, logic),
            Self::Advice(index) => match catalog.advice().nth(index) {
                Some((_, guard)) => symbolic.given(guard, logic),
                None => logic.no(),
            },
            Self::Figure(index) => symbolic.all_hold(&catalog.figures[index].when, 0, logic),
        }
    }

    /// Whether an evaluation comes to it, for some dataset.
    #[must_use]
    pub fn happens(self, catalog: &Catalog, evaluation: &Evaluation) -> bool {
        let sheets = |scope: Scope| match scope {
            Scope::System => 0..1,
            Scope::Dataset => 0..evaluation.datasets(),
            Scope::Service => 0..0,
        };
        let holds = |scope: Scope, when: &[Condition]| {
            sheets(scope).any(|sheet| engine::holds(catalog, evaluation, when, Some(sheet)))
        };
        let first_holds = |rows: &mut dyn Iterator<Item = &Vec<Condition>>, index: usize| {
            let rows: Vec<&Vec<Condition>> = rows.collect();
            sheets(Scope::Dataset).any(|sheet| {
                let mut rows = rows.iter();
                rows.position(|when| engine::holds(catalog, evaluation, when, Some(sheet)))
                    == Some(index)
            })
        };
        let decided = |decision: usize| {
            sheets(catalog.decisions[decision].scope)
                .filter_map(move |sheet| evaluation.decided(decision, sheet))
        };
        match self {
            Self::Question(question) => {
                let question = &catalog.questions[question];
                holds(question.scope, &question.when)
            }
            Self::FactRow { fact, row } => sheets(catalog.facts[fact].scope)
                .filter_map(|sheet| evaluation.fact(fact, sheet))
                .any(|fact| fact.row == Some(row)),
            Self::Branch { decision, node, branch } => decided(decision).any(|decided| {
                let mut steps = decided.trace().iter();
                steps.any(|step| step.node == node && step.branch == branch)
            }),
            Self::Leaf { decision, leaf } => decided(decision).any(|decided| {
                matches!(&decided.outcome,
                    Outcome::Choice { leaf: come, .. } | Outcome::Figures { leaf: come, .. } if *come == leaf)
            }),
            Self::Row { decision, row } => decided(decision).any(|decided| match &decided.outcome {
                Outcome::Set { rows, .. } => rows.contains(&row),
                Outcome::Ranking(ranking) => ranking.iter().any(|ranked| ranked.rows.contains(&row)),
                _ => false,
            }),
            Self::Option { decision, option } => {
                let cell = Cell::OneOf(OptionSet::only(option));
                decided(decision).any(|decided| cell.matches(&decided.value))
            }
            Self::Conflict(conflict) => evaluation.clashes.iter().any(|clash| clash.conflict == conflict),
            Self::Pattern(index) => {
                let pattern = &catalog.patterns[index];
                holds(pattern.scope, &pattern.when)
            }
            Self::Partition(index) => first_holds(&mut catalog.partition.iter().map(|row| &row.when), index),
            Self::Fit { product, fit } => {
                first_holds(&mut catalog.products[product].fits.iter().map(|row| &row.when), fit)
            }
            Self::Takeover { product, row } => {
                first_holds(&mut catalog.products[product].takeovers.iter().map(|row| &row.when), row)
            }
            Self::Miss { product, miss } => {
                first_holds(&mut catalog.products[product].misses.iter().map(|row| &row.when), miss)
            }
            Self::SplitBrain(index) => {
                let row = &catalog.split_brain[index];
                holds(row.scope, &row.when)
            }
            Self::Containment(index) => engine::given(catalog, evaluation, &catalog.containment[index].guard),
            Self::Advice(index) => {
                let advice = catalog.advice().nth(index);
                advice.is_some_and(|(_, guard)| engine::given(catalog, evaluation, guard))
            }
            Self::Figure(index) => {
                let figure = &catalog.figures[index];
                holds(figure.scope, &figure.when)
            }
        }
    }
}

/// That of some rows the last holds and none before it.
fn first_to_hold<'r>(
    symbolic: &mut Symbolic<'_>,
    rows: impl Iterator<Item = &'r Vec<Condition>>,
    logic: &mut Logic,
) -> Lit {
    let mut holding: Vec<Lit> = rows.map(|when| symbolic.all_hold(when, 0, logic)).collect();
    let last = holding.pop().unwrap_or(logic.no());
    logic.all(holding.into_iter().map(|earlier| !earlier).chain([last]))
}

/// That a score sheet puts the option first: evidence is there, and no rival has more of it.
fn first(
    symbolic: &Symbolic<'_>,
    decision: usize,
    option: u8,
    sheet: &Sheet,
    logic: &mut Logic,
) -> Lit {
    let Sheet { rows, priors, .. } = sheet;
    let holding = symbolic.rows[&(Target::Decision(decision), 0)].clone();
    let spoken_of = sheet.spoken_of();
    if !spoken_of.has(option) {
        return logic.no();
    }
    let switch = logic.fresh();
    let some = logic.any(holding.iter().copied());
    logic.require([!switch, some]);
    let weight =
        |of: &BTreeMap<u8, f64>, whose: u8| scaled(of.get(&whose).copied().unwrap_or_default());
    for rival in spoken_of.iter().filter(|rival| *rival != option) {
        let ahead: Vec<(Lit, isize)> = rows
            .iter()
            .zip(&holding)
            .map(|(row, lit)| (*lit, weight(&row.adds, option) - weight(&row.adds, rival)))
            .filter(|(_, by)| *by != 0)
            .collect();
        let needed = isize::from(sheet.ahead(rival, option));
        let bound = needed + weight(priors, rival) - weight(priors, option);
        logic.at_least(switch, &ahead, bound);
    }
    switch
}

/// Bits of evidence as a whole number of thousandths.
#[allow(
    clippy::cast_possible_truncation,
    reason = "weights are checked to lie between -20 and 20 bits"
)]
fn scaled(bits: f64) -> isize {
    (bits * SCALE).round() as isize
}

/// Finer than anybody states evidence.
const SCALE: f64 = 100.0;
