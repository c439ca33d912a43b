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

use super::wiring::At;
use super::{Candidate, Evaluation, Trial, candidates, run};

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
    Trial::new(catalog, world, answers, now).smallest(decision, most)
}

/// The same with what a trial knows already.
pub(super) fn search(
    trial: &mut Trial<'_>,
    decision: (usize, usize),
    most: usize,
) -> Vec<Together> {
    let behind = (trial.wiring).behind(trial.catalog, trial.now, decision);
    let now = trial.now;
    let mut search = Search {
        trial,
        decision,
        behind,
        values: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    // Smaller sets first, so that what is found later can be held against them.
    for size in 1..=most {
        search.seen.clear();
        search.deepen(now, &mut Vec::new(), size);
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

/// Answers by their place among the values to try.
type Tried = Vec<(Spot, usize)>;

struct Search<'t, 'a> {
    trial: &'t mut Trial<'a>,
    decision: (usize, usize),
    /// What the decision looks at, and what that looks at, in the order of evaluation; then itself.
    behind: Vec<At>,
    values: BTreeMap<usize, Vec<Candidate>>,
    seen: BTreeSet<Tried>,
    found: Vec<(Tried, String)>,
}

impl Search<'_, '_> {
    fn deepen(&mut self, now: &Evaluation, tried: &mut Tried, more: usize) {
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
                    let before = self.trial.say(*spot, Some(Answer::Given(value)));
                    let (catalog, world) = (self.trial.catalog, self.trial.world);
                    let (answers, wiring) = (&self.trial.answers, &self.trial.wiring);
                    // Only who goes on from here follows what was read.
                    if more > 1 {
                        let steps = self.behind.iter().map(|at| wiring.target(*at));
                        let after = run::again(catalog, world, answers, (now, *spot), true, steps);
                        self.deepen(&after, tried, more - 1);
                    } else {
                        let steps = (wiring.as_ref(), self.behind.as_slice());
                        let after = run::outcomes(catalog, world, answers, (now, *spot), steps);
                        if let Some(becomes) = self.becomes(&after) {
                            self.found.push((set, becomes));
                        }
                    }
                    self.trial.say(*spot, before);
                }
                tried.pop();
            }
        }
    }

    /// The values to try for a question; of several options every choice of them.
    fn values_of(&mut self, question: usize) -> Vec<Value> {
        let catalog = self.trial.catalog;
        let values = self.values.entry(question).or_insert_with(|| {
            let kind = &catalog.questions[question].kind;
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
                        above: false,
                        written: kind.show(&value),
                        value,
                        preset: false,
                    })
                    .collect(),
                _ => candidates(catalog, question),
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
        let old = self.trial.now.decided(decision, sheet)?;
        let new = after.decided(decision, sheet)?;
        (!old.is_as(new)).then(|| new.shown(self.trial.catalog, decision))
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
