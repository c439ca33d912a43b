//! What other answers would change, in words: for the decisions that rest on them, and for what nobody answered.
//!
//! Not here: trying them (`design::sensitivity`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, Scope, Target, Value};
use crate::engine::{Candidate, Change, Origin};
use crate::proof;
use crate::text::lower_first;

use super::Material;
use super::sensitivity::Sensitivity;

/// A question without an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Assumption {
    /// The question's id.
    pub question: String,
    /// Its name with its dataset, where it is of one.
    pub name: String,
    /// The question.
    pub ask: String,
    /// The value taken, by id.
    pub took: String,
    /// The value taken, as a person reads it.
    pub shown: String,
    /// The archetype that it was taken from, by id; none where it is the default.
    pub from: Option<String>,
    /// What the user said instead, where they said something else.
    pub other: Option<String>,
    /// Why this value.
    pub because: String,
    /// What other answers would change.
    pub flips: Vec<Flip>,
    /// The figures that are computed from it, by title.
    pub sets: Vec<String>,
}

/// An answer that would change a decision.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Flip {
    /// The answer, by id.
    #[serde(rename = "if")]
    pub when: String,
    /// The answer, as a person reads it.
    pub shown: String,
    /// The decision.
    pub decision: String,
    /// The decision's title, with its dataset.
    pub title: String,
    /// What it would become.
    pub to: String,
    /// The same as a person reads it.
    pub outcome: String,
    /// The decision with what it would become, in one.
    pub told: String,
}

/// A question whose answer turns a decision, and the answers that do.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Turn {
    /// The question, with its dataset.
    pub set: String,
    /// The question's chip.
    pub chip: String,
    /// Whether its answers are numbers.
    pub number: bool,
    /// Whether nobody answered it, so that it stands among the open questions.
    pub open: bool,
    /// The answers, each with what the decision becomes.
    pub ways: Vec<Way>,
    /// The same as a person reads it, the answers of one outcome together.
    pub toward: Vec<Toward>,
}

/// An outcome, and the answers to one question that lead to it.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Toward {
    /// The answers, as a person reads them.
    #[serde(rename = "if")]
    pub when: Vec<String>,
    /// The outcome, as a person reads it.
    pub to: String,
}

/// One answer that turns a decision.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Way {
    /// The answer, by id.
    #[serde(rename = "if")]
    pub when: String,
    /// What the decision becomes.
    pub to: String,
}

impl Material<'_> {
    pub(super) fn turn(&self, spot: Spot, ways: &[(&Candidate, &Change)]) -> Turn {
        let question = &self.catalog.questions[spot.question];
        let mut toward: Vec<Toward> = Vec::new();
        for (candidate, change) in ways {
            let to = self.outcome(change);
            let when = self.answer(spot, candidate);
            match toward.iter_mut().find(|known| known.to == to) {
                Some(known) => known.when.push(when),
                None => toward.push(Toward {
                    when: vec![when],
                    to,
                }),
            }
        }
        Turn {
            set: self.spot_code(spot),
            chip: question.chip.clone(),
            number: question.kind.is_number(),
            open: !self.is_answered(spot),
            ways: ways
                .iter()
                .map(|(candidate, change)| Way {
                    when: candidate.written.clone(),
                    to: change.to.clone(),
                })
                .collect(),
            toward,
        }
    }

    /// A decision that turns, and what it becomes: `replication of orders → consensus group`.
    pub(super) fn turned(&self, change: &Change) -> String {
        let (name, outcome) = (self.decision_name(change), self.outcome(change));
        let of_set = ["adds ", "drops "]
            .iter()
            .any(|word| outcome.starts_with(word));
        let between = if of_set { ":" } else { " →" };
        format!("{name}{between} {outcome}")
    }

    fn decision_name(&self, change: &Change) -> String {
        let decision = &self.catalog.decisions[change.decision];
        let title = lower_first(&decision.title);
        match decision.scope {
            Scope::Dataset => {
                format!("{title} of {}", self.word(&self.dataset_name(change.sheet)))
            }
            _ => title,
        }
    }

    /// What a decision becomes, as a person reads it.
    pub(super) fn outcome(&self, change: &Change) -> String {
        let options = &self.catalog.decisions[change.decision].options;
        let label = |id: &str| {
            let option = options.iter().find(|option| option.id == id);
            option.map(|option| lower_first(&option.label))
        };
        // One word counts for all that follow it: `with a, b, without c`.
        let mut of_set = false;
        let words: Vec<String> = change
            .to
            .split(", ")
            .map(|part| match part.split_once(' ') {
                Some((word @ ("with" | "without"), id)) => {
                    of_set = true;
                    let word = if word == "with" { "adds" } else { "drops" };
                    format!("{word} “{}”", label(id).unwrap_or_else(|| id.to_owned()))
                }
                _ if of_set => {
                    format!("“{}”", label(part).unwrap_or_else(|| part.to_owned()))
                }
                // The figures of a decision: `n=3 r=2 w=2 f=1`.
                _ if part.contains('=') => {
                    let named = part.split(' ').map(|figure| figure.replacen('=', " = ", 1));
                    named.collect::<Vec<_>>().join(", ")
                }
                _ => label(part).unwrap_or_else(|| part.to_owned()),
            })
            .collect();
        words.join(", ")
    }

    /// An answer to try, as a person reads it.
    pub(super) fn answer(&self, spot: Spot, candidate: &Candidate) -> String {
        let kind = &self.catalog.questions[spot.question].kind;
        if candidate.preset {
            // Tried because it is usual: no test names it, so the limit may lie before it.
            format!("such as {}", candidate.written)
        } else if self.is_below(spot, candidate) {
            // What holds now is above that constant as well, so of what lies above it the number that was tried is told,
            // as a person would write it.
            let round = candidate.value.magnitude().map(three_digits);
            let round = round.and_then(|at| kind.number(at));
            format!(
                "such as {}",
                kind.show(round.as_ref().unwrap_or(&candidate.value))
            )
        } else if kind.is_number() {
            candidate.written.clone()
        } else {
            kind.show_label(&candidate.value)
        }
    }

    /// Whether the answer stands for what lies above a constant, and below what holds now.
    fn is_below(&self, spot: Spot, candidate: &Candidate) -> bool {
        let now = self.evaluation.held(spot);
        let now = now.and_then(|held| held.value.magnitude());
        let tried = candidate.value.magnitude();
        candidate.above && now.zip(tried).is_some_and(|(now, tried)| tried < now)
    }

    pub(super) fn is_answered(&self, spot: Spot) -> bool {
        let held = self.evaluation.held(spot);
        held.is_some_and(|held| held.origin == Origin::Answered)
    }

    pub(super) fn flip(&self, of: Spot, candidate: &Candidate, change: &Change) -> Flip {
        let decision = &self.catalog.decisions[change.decision];
        Flip {
            when: candidate.written.clone(),
            shown: self.answer(of, candidate),
            outcome: self.outcome(change),
            decision: decision.id.clone(),
            title: self.decision_name(change),
            to: change.to.clone(),
            told: self.turned(change),
        }
    }

    /// The unanswered questions that decisions and figures were read from, those with most flips first.
    pub(super) fn assumptions(&self, sensitivity: &Sensitivity) -> Vec<Assumption> {
        let mut spots: BTreeSet<Spot> = BTreeSet::new();
        for (decision, sheet, _) in self.evaluation.all_decided() {
            spots.extend(self.evaluation.assumed(Target::Decision(decision), sheet));
        }
        spots.extend(
            self.figures
                .iter()
                .flat_map(|figure| figure.assumed.iter().copied()),
        );
        spots.retain(|spot| self.is_asked(*spot));
        let sets = self.figures_by_assumption();
        let mut found: Vec<Assumption> = spots
            .into_iter()
            .map(|spot| {
                let sets = sets.get(&spot).cloned().unwrap_or_default();
                self.assumption(spot, sensitivity.flips(self, spot), sets)
            })
            .collect();
        // Stable: equal ones stay in the order of the catalog.
        found.sort_by_key(|assumption| std::cmp::Reverse(assumption.flips.len()));
        found
    }

    /// The open questions on which nothing hangs, whatever is answered to all others that are open.
    pub(super) fn settled(&self) -> Vec<String> {
        let open = proof::relevant(self.catalog, self.world, self.answers, &BTreeSet::new());
        let questions = self.catalog.questions.iter().enumerate();
        let decides = questions.filter(|(_, asked)| {
            asked.scope != Scope::Service && !matches!(asked.kind, Kind::Text | Kind::List)
        });
        let spots = decides.flat_map(|(question, asked)| {
            (0..self.answers.sheets(asked.scope).len()).map(move |sheet| Spot { question, sheet })
        });
        spots
            .filter(|spot| {
                let held = self.evaluation.held(*spot).map(|held| held.origin);
                matches!(held, Some(Origin::Unsure | Origin::Archetype))
                    && self.is_asked(*spot)
                    && !open.contains(spot)
            })
            .map(|spot| self.spot_code(spot))
            .collect()
    }

    /// Whether the situation asks the question at all; what it does not ask is no open question.
    pub(super) fn is_asked(&self, spot: Spot) -> bool {
        let modes = self.catalog.questions[spot.question].modes;
        let situation = self.catalog.question("system.situation");
        match situation
            .and_then(|question| self.evaluation.held(Spot { question, sheet: 0 }))
            .map(|held| &held.value)
        {
            Some(Value::Choice(option)) => modes.has(*option),
            _ => true,
        }
    }

    fn assumption(&self, spot: Spot, flips: Vec<Flip>, sets: Vec<String>) -> Assumption {
        let question = &self.catalog.questions[spot.question];
        let held = self.evaluation.held(spot);
        let value = held.map_or(&Value::Unknown, |held| &held.value);
        let other = match self.answers.get(self.catalog, spot) {
            Some(Answer::Other(text)) if held.is_some_and(|held| held.origin == Origin::Other) => {
                Some(self.word(text))
            }
            _ => None,
        };
        let likely = (self.answers.likely(self.catalog, spot)).filter(|_| {
            held.is_some_and(|held| matches!(held.origin, Origin::Archetype | Origin::Other))
        });
        let archetype = self.answers.archetype(self.catalog, spot.sheet);
        let from = archetype.filter(|_| likely.is_some());
        let default = question.default.as_ref().map(|(_, because)| because);
        Assumption {
            question: question.id.clone(),
            name: self.spot_code(spot),
            ask: question.ask.clone(),
            took: question.kind.show(value),
            shown: question.kind.show_label(value),
            from: from.map(|archetype| archetype.id.clone()),
            other,
            because: likely
                .map(|likely| &likely.because)
                .or(default)
                .cloned()
                .unwrap_or_default(),
            flips,
            sets,
        }
    }

    /// The titles of the figures that are computed from what was taken for each question.
    fn figures_by_assumption(&self) -> BTreeMap<Spot, Vec<String>> {
        let mut titles: BTreeMap<Spot, Vec<String>> = BTreeMap::new();
        for value in self.figures {
            let figure = &self.catalog.figures[value.figure];
            let direct = |spot: &&Spot| figure.inputs.contains(&Target::Question(spot.question));
            for spot in value.assumed.iter().filter(direct) {
                titles
                    .entry(*spot)
                    .or_default()
                    .push(lower_first(&figure.title));
            }
        }
        for titles in titles.values_mut() {
            titles.dedup();
        }
        titles
    }
}

/// A number to three digits.
fn three_digits(at: f64) -> f64 {
    let step = 10_f64.powf(at.abs().log10().floor() - 2.0);
    if at == 0.0 {
        at
    } else {
        (at / step).round() * step
    }
}
