//! Whether another answer to a question can still change the outcome, whatever the open questions come to.
//!
//! Here: two copies of everything that differ in one answer, and whether they can come to different outcomes.
//! Not here: which questions are asked (`interview`).
//!
//! The outcome is what the brief shows: decisions with their leaves, members, figures, evidence, conflicts, patterns and
//! guidance. A figure also changes with every number that it is computed from.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Body, Catalog, Cell, How, Scope, Target, Value};
use crate::derive::World;
use crate::engine::Evaluation;

use super::domain::Tested;
use super::logic::{Lit, Logic};
use super::spread::Spread;
use super::symbolic::{Formulas, Shape, Symbolic};

/// Two copies of everything that follows from the answers to so many datasets.
pub struct Influence {
    tested: Tested,
    logic: Logic,
    inputs: BTreeMap<Spot, (Lit, Spread)>,
    /// Facts that formulas compute, in both copies.
    facts: BTreeMap<(usize, usize), [Spread; 2]>,
    /// That the two copies may differ in the answer to this question.
    moved: BTreeMap<Spot, Lit>,
    differ: Lit,
}

impl std::fmt::Debug for Influence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Influence")
            .field("questions", &self.moved.len())
            .finish_non_exhaustive()
    }
}

impl Influence {
    /// That nothing is known of any answer.
    pub(super) fn nothing() -> Known {
        Known {
            answers: BTreeMap::new(),
            facts: Vec::new(),
        }
    }

    /// Builds the copies.
    #[must_use]
    pub fn new(catalog: &Catalog, world: &World, datasets: usize) -> Self {
        let tested = Tested::of(catalog);
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: false,
            formulas: Formulas::Free,
        };
        let mut pair = [(), ()].map(|()| Symbolic::new(catalog, world, &tested, shape, &mut logic));
        let moved: BTreeMap<Spot, Lit> = pair[0]
            .inputs
            .keys()
            .map(|spot| (*spot, logic.fresh()))
            .collect();
        for (spot, moved) in &moved {
            let [one, other] = [&pair[0].inputs[spot], &pair[1].inputs[spot]];
            let unsaid = logic.same(one.unsaid, other.unsaid);
            logic.require([*moved, unsaid]);
            let said = alike(&one.said, &other.said, &mut logic);
            logic.require([*moved, one.unsaid, said]);
        }
        let facts = tie(catalog, &pair, &moved, &mut logic);
        let differ = differences(catalog, &mut pair, &moved, &mut logic);
        let [first, _] = pair;
        let inputs = first
            .inputs
            .into_iter()
            .map(|(spot, input)| (spot, (input.unsaid, input.said)))
            .collect();
        Self {
            tested,
            logic,
            inputs,
            facts,
            moved,
            differ,
        }
    }

    /// What is known, in the terms of the two copies: the answers given, those passed over, and the facts that follow from
    /// nothing else.
    #[must_use]
    pub fn known(
        &self,
        catalog: &Catalog,
        answers: &Answers,
        passed: &BTreeSet<Spot>,
        evaluation: &Evaluation,
    ) -> Known {
        let mut known = BTreeMap::new();
        for (spot, (unsaid, said)) in &self.inputs {
            let lits = match answers.get(catalog, *spot) {
                Some(Answer::Given(value)) => {
                    let mut lits = self.exactly(Target::Question(spot.question), said, value);
                    lits.push(!*unsaid);
                    lits
                }
                Some(Answer::Other(_)) => vec![*unsaid],
                None if passed.contains(spot) => vec![*unsaid],
                None => continue,
            };
            known.insert(*spot, lits);
        }
        let settled = self
            .facts
            .iter()
            // A dataset that is only expected has no evaluation yet.
            .filter(|((fact, sheet), _)| {
                catalog.facts[*fact].scope == Scope::System || *sheet < answers.datasets().len()
            })
            .filter_map(|((fact, sheet), copies)| {
                let target = Target::Fact(*fact);
                let reads = evaluation.reads(target, *sheet).to_vec();
                let value = evaluation.value(target, *sheet);
                let lits = copies
                    .iter()
                    .flat_map(|spread| self.exactly(target, spread, value))
                    .collect();
                reads
                    .iter()
                    .all(|spot| known.contains_key(spot))
                    .then_some((reads, lits))
            })
            .collect();
        Known {
            answers: known,
            facts: settled,
        }
    }

    /// The formulas that say that a spread has this value.
    fn exactly(&self, target: Target, spread: &Spread, value: &Value) -> Vec<Lit> {
        match (spread, value) {
            (Spread::Many { options, .. }, Value::Multi(set)) => (0u8..)
                .zip(options)
                .map(|(option, lit)| if set.has(option) { *lit } else { !*lit })
                .collect(),
            (Spread::Many { known, .. }, _) => vec![!*known],
            (Spread::One(values), value) => {
                let point = match value {
                    Value::Unknown => Some(&Value::Unknown),
                    value => self.tested.point_of(target, value),
                };
                let lit = values
                    .iter()
                    .find(|(known, _)| Some(known) == point)
                    .map(|(_, lit)| *lit);
                lit.into_iter().collect()
            }
        }
    }

    /// Whether two answers to the question can lead to different outcomes, under what is known of all others.
    pub fn matters(&mut self, spot: Spot, known: &Known) -> bool {
        let Some(moved) = self.moved.get(&spot) else {
            return false;
        };
        let mut assumed = vec![self.differ, *moved];
        let others = self.moved.iter().filter(|(other, _)| **other != spot);
        assumed.extend(others.map(|(_, moved)| !*moved));
        let answers = known.answers.iter().filter(|(other, _)| **other != spot);
        assumed.extend(answers.flat_map(|(_, lits)| lits));
        let facts = known
            .facts
            .iter()
            .filter(|(reads, _)| !reads.contains(&spot));
        assumed.extend(facts.flat_map(|(_, lits)| lits));
        self.logic.possible(&assumed)
    }
}

/// What is known of the answers, see [`Influence::known`].
pub struct Known {
    answers: BTreeMap<Spot, Vec<Lit>>,
    facts: Vec<(Vec<Spot>, Vec<Lit>)>,
}

/// That two spreads of one thing have the same value.
fn alike(one: &Spread, other: &Spread, logic: &mut Logic) -> Lit {
    let pairs: Vec<(Lit, Lit)> = match (one, other) {
        (Spread::One(one), Spread::One(other)) => one
            .iter()
            .filter_map(|(value, lit)| {
                let same = other.iter().find(|(known, _)| known == value);
                same.map(|(_, other)| (*lit, *other))
            })
            .collect(),
        (
            Spread::Many { known, options },
            Spread::Many {
                known: other,
                options: others,
            },
        ) => std::iter::once((*known, *other))
            .chain(options.iter().copied().zip(others.iter().copied()))
            .collect(),
        _ => return logic.no(),
    };
    let same: Vec<Lit> = pairs
        .into_iter()
        .map(|(one, other)| logic.same(one, other))
        .collect();
    logic.all(same)
}

/// Ties facts that formulas compute: from the same inputs comes the same value.
fn tie(
    catalog: &Catalog,
    pair: &[Symbolic<'_>; 2],
    moved: &BTreeMap<Spot, Lit>,
    logic: &mut Logic,
) -> BTreeMap<(usize, usize), [Spread; 2]> {
    let mut facts = BTreeMap::new();
    let mut same_inputs: BTreeMap<(Target, usize), Lit> = BTreeMap::new();
    for target in &catalog.order {
        let Target::Fact(fact) = *target else {
            continue;
        };
        let How::Formula(_, from) = &catalog.facts[fact].how else {
            continue;
        };
        for sheet in 0..pair[0].sheets(catalog.facts[fact].scope) {
            let of = |input: Target| {
                if catalog.scope_of(input) == Scope::System {
                    0
                } else {
                    sheet
                }
            };
            let mut same = Vec::new();
            for input in from {
                let at = of(*input);
                if let Some(inputs) = same_inputs.get(&(*input, at)) {
                    same.push(*inputs);
                    continue;
                }
                let [one, other] = [0, 1].map(|copy: usize| pair[copy].spread(*input, at));
                same.push(alike(one, other, logic));
                if let Target::Question(question) = *input {
                    same.push(
                        !moved[&Spot {
                            question,
                            sheet: at,
                        }],
                    );
                }
            }
            let same = logic.all(same);
            let copies = [0, 1].map(|copy: usize| pair[copy].spread(*target, sheet).clone());
            let equal = alike(&copies[0], &copies[1], logic);
            logic.require([!same, equal]);
            same_inputs.insert((*target, sheet), same);
            facts.insert((fact, sheet), copies);
        }
    }
    facts
}

/// That something of the outcome differs between the copies.
fn differences(
    catalog: &Catalog,
    pair: &mut [Symbolic<'_>; 2],
    moved: &BTreeMap<Spot, Lit>,
    logic: &mut Logic,
) -> Lit {
    let signals = pair.each_mut().map(|copy| outcome(catalog, copy, logic));
    let mut differ: Vec<Lit> = signals[0]
        .iter()
        .zip(&signals[1])
        .map(|(one, other)| !logic.same(*one, *other))
        .collect();
    for figure in &catalog.figures {
        for sheet in 0..pair[0].sheets(figure.scope) {
            let printed = pair[0].all_hold(&figure.when, sheet, logic);
            let mut behind = BTreeSet::new();
            for input in &figure.inputs {
                numbers_behind(catalog, *input, &mut behind);
            }
            for input in behind {
                let seen = |scope: Scope| match scope {
                    Scope::System => 0..1,
                    _ if figure.scope == Scope::System => 0..pair[0].sheets(scope),
                    _ => sheet..sheet + 1,
                };
                for at in seen(catalog.scope_of(input)) {
                    let changed = match input {
                        Target::Question(question) => {
                            let spot = Spot {
                                question,
                                sheet: at,
                            };
                            logic.all([moved[&spot], pair[0].active[&spot]])
                        }
                        other => {
                            let [one, two] = [0, 1].map(|copy: usize| pair[copy].spread(other, at));
                            !alike(one, two, logic)
                        }
                    };
                    differ.push(logic.all([printed, changed]));
                }
            }
        }
    }
    logic.any(differ)
}

/// The questions and facts made of rows whose every change shows in a number that is computed from them.
pub(super) fn numbers_behind(catalog: &Catalog, target: Target, found: &mut BTreeSet<Target>) {
    match target {
        Target::Question(_) => {
            found.insert(target);
        }
        Target::Fact(fact) => match &catalog.facts[fact].how {
            How::Rows(_) => {
                found.insert(target);
            }
            How::Formula(_, from) => {
                for input in from {
                    numbers_behind(catalog, *input, found);
                }
            }
        },
        // Decisions are part of the outcome anyway.
        Target::Decision(_) | Target::Figure(..) => {}
    }
}

/// The formulas that make up an outcome, in the same order for each copy.
fn outcome(catalog: &Catalog, copy: &mut Symbolic<'_>, logic: &mut Logic) -> Vec<Lit> {
    let mut signals = Vec::new();
    for (index, decision) in catalog.decisions.iter().enumerate() {
        for sheet in 0..copy.sheets(decision.scope) {
            match &decision.body {
                Body::Choice(_) => {
                    signals.extend(copy.paths[&(index, sheet)].leaves.iter().copied());
                }
                Body::Figures(_) => {
                    signals.extend(copy.paths[&(index, sheet)].leaves.iter().copied());
                    if let Some(losses) = catalog.fact("derived.losses")
                        && let Spread::One(values) = copy.spread(Target::Fact(losses), sheet)
                    {
                        signals.extend(values.iter().map(|(_, lit)| *lit));
                    }
                }
                Body::Set(_) | Body::Ranked { .. } => {
                    signals.extend(copy.rows[&(Target::Decision(index), sheet)].iter().copied());
                }
            }
        }
    }
    let conflicts = catalog.conflicts.iter().enumerate();
    for (index, conflict) in conflicts {
        for sheet in 0..copy.sheets(conflict.scope) {
            signals.push(copy.clashes(index, sheet, logic));
        }
    }
    let rows = catalog
        .patterns
        .iter()
        .map(|row| (row.scope, &row.when))
        .chain(
            catalog
                .partition
                .iter()
                .map(|row| (Scope::Dataset, &row.when)),
        )
        .chain(catalog.split_brain.iter().map(|row| (row.scope, &row.when)))
        .chain(catalog.figures.iter().map(|row| (row.scope, &row.when)));
    for (scope, when) in rows {
        for sheet in 0..copy.sheets(scope) {
            signals.push(copy.all_hold(when, sheet, logic));
        }
    }
    for guard in catalog.guards() {
        signals.push(copy.given(guard, logic));
    }
    for product in &catalog.products {
        let can_run = [
            ("system.hosting", product.hosting),
            ("system.operators", product.operators),
        ]
        .map(|(question, options)| match catalog.question(question) {
            Some(question) => copy
                .spread(Target::Question(question), 0)
                .clone()
                .holds(&Cell::OneOf(options), logic),
            None => logic.yes(),
        });
        for when in product.rows() {
            for sheet in 0..copy.sheets(Scope::Dataset) {
                // Where nothing fits that can be run, the brief names what would fit elsewhere.
                let holds = copy.all_hold(when, sheet, logic);
                signals.push(holds);
                signals.push(logic.all(can_run.into_iter().chain([holds])));
            }
        }
    }
    signals
}
