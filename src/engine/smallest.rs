//! The smallest sets of answers that change a decision.
//!
//! Here: searching them, exactly for the values that stand for all answers.
//! Not here: those values, and what one answer changes (`engine::flips`).
//!
//! A decision comes out of the questions that it read. Other answers to questions that it did not read leave it as it is, so
//! every set that changes it holds a question that was read, and, once that one is changed, a further one among those that
//! are read then. Following only what is read therefore misses no set.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, Kind, OptionSet, Target, Value};
use crate::derive::World;

use super::run::{self, Depth};
use super::{Candidate, Evaluation, Outcome, candidates};

/// Answers that change a decision together, and none of which can be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// The answers, in the order of the questions.
    pub answers: Vec<(Spot, Candidate)>,
    /// What the decision becomes, in the ids of the vocabulary.
    pub becomes: String,
}

/// Every set of at most `most` answers that changes the decision and holds no smaller one that does; single answers
/// first.
#[must_use]
pub fn smallest(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    now: &Evaluation,
    decision: (usize, usize),
    most: usize,
) -> Vec<Together> {
    let mut search = Search {
        catalog,
        world,
        before: now,
        decision,
        behind: behind(catalog, decision.0),
        values: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    // Smaller sets first, so that what is found later can be held against them.
    for size in 1..=most {
        search.seen.clear();
        search.deepen(answers, now, &mut Vec::new(), size);
    }
    let found = std::mem::take(&mut search.found);
    found
        .into_iter()
        .map(|(set, becomes)| Together {
            answers: set
                .into_iter()
                .filter_map(|answer| search.written(answer))
                .collect(),
            becomes,
        })
        .collect()
}

/// What a decision rests on, in the order of evaluation, and the decision itself.
fn behind(catalog: &Catalog, decision: usize) -> Vec<Target> {
    let kind = catalog.archetype.map(Target::Question);
    let mut found: BTreeSet<Target> = kind.into_iter().collect();
    let mut open = vec![Target::Decision(decision)];
    while let Some(target) = open.pop() {
        // A figure of a decision is evaluated with it.
        let target = match target {
            Target::Figure(decision, _) => Target::Decision(decision),
            other => other,
        };
        if found.insert(target) {
            open.extend(catalog.reads(target));
        }
    }
    let order = catalog.order.iter().copied();
    order.filter(|target| found.contains(target)).collect()
}

/// Answers by their place among the values to try.
type Tried = Vec<(Spot, usize)>;

struct Search<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    before: &'a Evaluation,
    decision: (usize, usize),
    /// What the decision looks at, and what that looks at, in the order of evaluation; then itself.
    behind: Vec<Target>,
    values: BTreeMap<usize, Vec<Candidate>>,
    seen: BTreeSet<Tried>,
    found: Vec<(Tried, String)>,
}

impl Search<'_> {
    fn deepen(&mut self, answers: &Answers, now: &Evaluation, tried: &mut Tried, more: usize) {
        let (decision, sheet) = self.decision;
        for spot in now.reads(Target::Decision(decision), sheet) {
            if tried.iter().any(|(other, _)| other == spot) {
                continue;
            }
            let held = now.held(*spot).map(|held| held.value.clone());
            for (index, value) in self.values_of(spot.question).into_iter().enumerate() {
                if Some(&value) == held.as_ref() {
                    continue;
                }
                tried.push((*spot, index));
                let mut set = tried.clone();
                set.sort_unstable();
                if !self.holds_a_smaller_one(&set) && self.seen.insert(set.clone()) {
                    let mut other = answers.clone();
                    other.set(self.catalog, *spot, Some(Answer::Given(value)));
                    // Only who goes on from here follows what was read.
                    let depth = if more > 1 {
                        Depth::Whole
                    } else {
                        Depth::Outcomes
                    };
                    let change = (now, *spot);
                    let (catalog, order) = (self.catalog, &self.behind);
                    let after = run::rerun(catalog, self.world, &other, change, depth, order);
                    if more > 1 {
                        self.deepen(&other, &after, tried, more - 1);
                    } else if let Some(becomes) = self.becomes(&after) {
                        self.found.push((set, becomes));
                    }
                }
                tried.pop();
            }
        }
    }

    /// The values to try for a question; of several options every choice of them.
    fn values_of(&mut self, question: usize) -> Vec<Value> {
        let values = self.values.entry(question).or_insert_with(|| {
            let kind = &self.catalog.questions[question].kind;
            match kind {
                Kind::Multi(options) if options.len() <= CHOSEN_FROM_MOST => (0u64..1
                    << options.len())
                    .map(|bits| {
                        let taken = (0u8..)
                            .take(options.len())
                            .filter(|option| bits >> option & 1 == 1);
                        Value::Multi(taken.fold(OptionSet::default(), OptionSet::with))
                    })
                    .map(|value| Candidate {
                        written: kind.show(&value),
                        value,
                        preset: false,
                    })
                    .collect(),
                _ => candidates(self.catalog, question),
            }
        });
        values
            .iter()
            .map(|candidate| candidate.value.clone())
            .collect()
    }

    /// What the decision becomes, if it changes.
    fn becomes(&self, after: &Evaluation) -> Option<String> {
        let (decision, sheet) = self.decision;
        let old = self.before.decided(decision, sheet)?;
        let new = after.decided(decision, sheet)?;
        let same = match (&old.outcome, &new.outcome) {
            (Outcome::Figures { values: old, .. }, Outcome::Figures { values: new, .. }) => {
                old == new
            }
            _ => old.value == new.value,
        };
        (!same).then(|| new.shown(self.catalog, decision))
    }

    fn holds_a_smaller_one(&self, set: &Tried) -> bool {
        self.found
            .iter()
            .any(|(found, _)| found.iter().all(|answer| set.contains(answer)))
    }

    fn written(&self, (spot, index): (Spot, usize)) -> Option<(Spot, Candidate)> {
        let candidate = self.values.get(&spot.question)?.get(index)?;
        Some((spot, candidate.clone()))
    }
}

/// Of more options than this, the choices are too many to be tried one by one.
const CHOSEN_FROM_MOST: usize = 6;
