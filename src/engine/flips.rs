//! What would change the outcome.
//!
//! Here: values to try for a question, the decisions that two evaluations differ in, other answers tried in turn.
//! Not here: sets of several answers (`engine::smallest`), what rests on an answer (`engine::wiring`).

use std::sync::Arc;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{
    Catalog, Choice, Kind, OptionSet, Representative, Target, Value, representatives,
};
use crate::derive::World;

use super::wiring::Wiring;
use super::{Decided, Evaluation, Outcome, Together, run, smallest};

/// A decision that differs between two evaluations.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The decision's index.
    pub decision: usize,
    /// The dataset's index, or zero.
    pub sheet: usize,
    /// What it was, in the ids of the vocabulary.
    pub from: String,
    /// What it becomes; of a set, what it gains and loses.
    pub to: String,
}

/// The decisions in which two evaluations of the same datasets differ.
#[must_use]
pub fn changes(catalog: &Catalog, before: &Evaluation, after: &Evaluation) -> Vec<Change> {
    before
        .all_decided()
        .filter_map(|(decision, sheet, old)| {
            let new = after.decided(decision, sheet)?;
            change(catalog, (decision, sheet), old, new)
        })
        .collect()
}

fn change(
    catalog: &Catalog,
    (decision, sheet): (usize, usize),
    old: &Decided,
    new: &Decided,
) -> Option<Change> {
    (!old.is_as(new)).then(|| Change {
        decision,
        sheet,
        from: old.shown(catalog, decision),
        to: match (&old.outcome, &new.outcome) {
            (Outcome::Set { members: old, .. }, Outcome::Set { members: new, .. }) => {
                set_change(&catalog.decisions[decision].options, *old, *new)
            }
            _ => new.shown(catalog, decision),
        },
    })
}

/// What a set gains and loses: `with load-shedding, without hedged-reads`.
fn set_change(options: &[Choice], old: OptionSet, new: OptionSet) -> String {
    let words = |word: &str, set: OptionSet| {
        let ids: Vec<&str> = set
            .iter()
            .filter_map(|option| options.get(usize::from(option)))
            .map(|option| option.id.as_str())
            .collect();
        (!ids.is_empty()).then(|| format!("{word} {}", ids.join(", ")))
    };
    let parts = [
        words("with", new.minus(old)),
        words("without", old.minus(new)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The decisions that change when one question is answered with `value`.
#[must_use]
pub fn what_if(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    now: &Evaluation,
    spot: Spot,
    value: Value,
) -> Vec<Change> {
    let mut other = answers.clone();
    other.set(catalog, spot, Some(Answer::Given(value)));
    let steps = now.all_targets(catalog);
    let after = run::again(catalog, world, &other, (now, spot), false, steps);
    changes(catalog, now, &after)
}

/// Other answers, many of them, tried one after the other against one evaluation: each costs only what rests on it.
#[derive(Debug, Clone)]
pub struct Trial<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) world: &'a World,
    pub(super) now: &'a Evaluation,
    pub(super) wiring: Arc<Wiring>,
    /// The answers; those that are tried stand in them only meanwhile.
    pub(super) answers: Answers,
}

impl<'a> Trial<'a> {
    /// Against the evaluation of these answers.
    #[must_use]
    pub fn new(
        catalog: &'a Catalog,
        world: &'a World,
        answers: &Answers,
        now: &'a Evaluation,
    ) -> Self {
        Self {
            catalog,
            world,
            now,
            wiring: Arc::new(Wiring::of(catalog, now)),
            answers: answers.clone(),
        }
    }

    /// The decisions that change when one question is answered with `value`.
    pub fn what_if(&mut self, spot: Spot, value: Value) -> Vec<Change> {
        let before = self.say(spot, Some(Answer::Given(value)));
        let steps = self.wiring.readers(spot);
        let after = run::outcomes(
            self.catalog,
            self.world,
            &self.answers,
            (self.now, spot),
            (&self.wiring, steps),
        );
        let mut changes: Vec<Change> = steps
            .iter()
            .filter_map(|at| match self.wiring.target(*at) {
                (Target::Decision(decision), sheet) => {
                    let old = self.now.decided(decision, sheet)?;
                    let new = after.decided(decision, sheet)?;
                    change(self.catalog, (decision, sheet), old, new)
                }
                _ => None,
            })
            .collect();
        changes.sort_by_key(|change| (change.decision, change.sheet));
        self.say(spot, before);
        changes
    }

    /// Every set of at most `most` answers that changes the decision of a dataset, or of the system, and holds no smaller
    /// one that does; single answers first.
    pub fn smallest(&mut self, decision: (usize, usize), most: usize) -> Vec<Together> {
        smallest::search(self, decision, most)
    }

    /// Answers a question, and says what it was answered before.
    pub(super) fn say(&mut self, spot: Spot, answer: Option<Answer>) -> Option<Answer> {
        let before = self.answers.get(self.catalog, spot).cloned();
        self.answers.set(self.catalog, spot, answer);
        before
    }
}

/// An answer to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The answer.
    pub value: Value,
    /// The answers it stands for: an option's id, a number, or `> 1m` for what lies between two constants.
    pub written: String,
    /// Whether it stands for what lies above a constant, up to the next.
    pub above: bool,
    /// Whether it is a usual answer that no test names, so that what it stands for is not known exactly.
    pub preset: bool,
}

/// Values that stand for every answer to a question, as far as the catalog's tests of it can tell them apart,
/// numbers in ascending order; for numbers that only formulas read, its presets.
#[must_use]
pub fn candidates(catalog: &Catalog, question: usize) -> Vec<Candidate> {
    let asked = &catalog.questions[question];
    // Another archetype is another kind of data, not another answer about this one.
    if asked.is_archetype {
        return Vec::new();
    }
    let plain = |value: Value| Candidate {
        written: asked.kind.show(&value),
        value,
        above: false,
        preset: false,
    };
    match &asked.kind {
        Kind::Choice(options) => options_of(options.len())
            .map(Value::Choice)
            .map(plain)
            .collect(),
        Kind::Multi(options) => std::iter::once(OptionSet::default())
            .chain(options_of(options.len()).map(OptionSet::only))
            .map(Value::Multi)
            .map(plain)
            .collect(),
        Kind::Text | Kind::List | Kind::Bool => Vec::new(),
        kind => numbers(catalog, question, kind),
    }
}

fn options_of(count: usize) -> impl Iterator<Item = u8> {
    (0..count).filter_map(|index| u8::try_from(index).ok())
}

fn numbers(catalog: &Catalog, question: usize, kind: &Kind) -> Vec<Candidate> {
    let asked = &catalog.questions[question];
    let target = Target::Question(question);
    let cells = catalog
        .tests()
        .filter(|(tested, _)| *tested == target)
        .map(|(_, cell)| cell);
    let points: Vec<f64> = representatives(kind, cells)
        .into_iter()
        .filter_map(|value| {
            if let Representative::Number(at) = value {
                Some(at)
            } else {
                None
            }
        })
        .collect();
    // Representatives alternate between a constant and a point above it.
    let mut found: Vec<Candidate> = Vec::new();
    for pair in points.chunks(2) {
        let Some(edge) = pair.first().and_then(|at| kind.number(*at)) else {
            continue;
        };
        let written = kind.show(&edge);
        if let Some(above) = pair.get(1).and_then(|at| kind.number(*at)) {
            found.push(Candidate {
                value: above,
                written: format!("> {written}"),
                above: true,
                preset: false,
            });
        }
        found.push(Candidate {
            value: edge,
            written,
            above: false,
            preset: false,
        });
    }
    found.extend(asked.presets.iter().map(|preset| Candidate {
        value: preset.value.clone(),
        written: kind.show(&preset.value),
        above: false,
        preset: true,
    }));
    let magnitude = |candidate: &Candidate| candidate.value.magnitude().unwrap_or_default();
    let edge = |bound: &Option<Value>| bound.as_ref().and_then(Value::magnitude);
    let (low, high) = (edge(&asked.bounds.0), edge(&asked.bounds.1));
    found.retain(|candidate| {
        let at = magnitude(candidate);
        low.is_none_or(|low| at >= low) && high.is_none_or(|high| at <= high)
    });
    found.sort_by(|a, b| {
        magnitude(a)
            .total_cmp(&magnitude(b))
            .then(a.above.cmp(&b.above))
    });
    found.dedup_by(|a, b| a.value == b.value);
    found
}
