//! What looks at what: the way that a changed answer takes through an evaluation.
//!
//! Here: which targets look at each target, and which were read from each question.
//! Not here: evaluating them (`engine::run`).

use crate::answers::Spot;
use crate::catalog::{Catalog, Quantifier, Scope, Target};

use super::Evaluation;

/// A target as seen from one dataset, or from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    place: u32,
    sheet: u32,
}

/// The ways of one catalog and one evaluation.
#[derive(Debug)]
pub(super) struct Wiring {
    /// All targets by their place: questions, facts, decisions.
    targets: Vec<Target>,
    questions: usize,
    facts: usize,
    /// By place, the places of those that look at it.
    lookers: Vec<Vec<u32>>,
    /// By question and sheet, what was read from it, in the order of evaluation.
    readers: Vec<Vec<Vec<At>>>,
}

/// Targets that look at something which has changed.
#[derive(Debug)]
pub(super) struct Due(Vec<u64>);

fn small(number: usize) -> u32 {
    u32::try_from(number)
        .expect("a catalog and a file are in memory, and have fewer entries than that")
}

impl Wiring {
    pub(super) fn of(catalog: &Catalog, evaluation: &Evaluation) -> Self {
        let questions = (0..catalog.questions.len()).map(Target::Question);
        let facts = (0..catalog.facts.len()).map(Target::Fact);
        let decisions = (0..catalog.decisions.len()).map(Target::Decision);
        let targets: Vec<Target> = questions.chain(facts).chain(decisions).collect();
        let mut wiring = Self {
            lookers: vec![Vec::new(); targets.len()],
            targets,
            questions: catalog.questions.len(),
            facts: catalog.facts.len(),
            readers: evaluation
                .questions
                .iter()
                .map(|of| vec![Vec::new(); of.len()])
                .collect(),
        };
        for target in &catalog.order {
            let place = wiring.place(*target);
            for looked_at in catalog.reads(*target) {
                let looked_at = wiring.place(looked_at);
                let lookers = &mut wiring.lookers[looked_at];
                if lookers.last() != Some(&small(place)) {
                    lookers.push(small(place));
                }
            }
            for sheet in 0..evaluation.sheets(*target) {
                let at = At {
                    place: small(place),
                    sheet: small(sheet),
                };
                for spot in evaluation.reads(*target, sheet) {
                    wiring.readers[spot.question][spot.sheet].push(at);
                }
            }
        }
        wiring
    }

    fn place(&self, target: Target) -> usize {
        match target {
            Target::Question(index) => index,
            Target::Fact(index) => self.questions + index,
            // A figure is evaluated with its decision.
            Target::Decision(index) | Target::Figure(index, _) => {
                self.questions + self.facts + index
            }
        }
    }

    /// A target and its sheet.
    pub(super) fn target(&self, at: At) -> (Target, usize) {
        (self.targets[at.place as usize], at.sheet as usize)
    }

    /// What was read from a question, in the order of evaluation.
    pub(super) fn readers(&self, spot: Spot) -> &[At] {
        let sheets = self.readers.get(spot.question);
        let readers = sheets.and_then(|sheets| sheets.get(spot.sheet));
        readers.map_or(&[], Vec::as_slice)
    }

    /// What a decision rests on, whatever the answers are, in the order of evaluation, and the decision itself.
    pub(super) fn behind(
        &self,
        catalog: &Catalog,
        evaluation: &Evaluation,
        decision: (usize, usize),
    ) -> Vec<At> {
        // Of each target whether it is seen of this dataset alone, or of all.
        let mut seen: Vec<Option<Seen>> = vec![None; self.targets.len()];
        let kind = catalog
            .archetype
            .map(|kind| (Target::Question(kind), Seen::Own));
        let mut open: Vec<(Target, Seen)> = kind
            .into_iter()
            .chain([(Target::Decision(decision.0), Seen::Own)])
            .collect();
        while let Some((target, how)) = open.pop() {
            let known = &mut seen[self.place(target)];
            if *known >= Some(how) {
                continue;
            }
            *known = Some(how);
            let from_system = catalog.scope_of(target) == Scope::System;
            for subject in catalog.subjects(target) {
                let all = from_system || how == Seen::All || subject.quantifier != Quantifier::One;
                open.push((subject.target, if all { Seen::All } else { Seen::Own }));
            }
        }
        let mut behind = Vec::new();
        for target in &catalog.order {
            let place = self.place(*target);
            let sheets = evaluation.sheets(*target);
            let sheets = match (seen[place], catalog.scope_of(*target)) {
                (None, _) => 0..0,
                (Some(Seen::Own), Scope::Dataset) => decision.1..sheets.min(decision.1 + 1),
                (Some(_), _) => 0..sheets,
            };
            behind.extend(sheets.map(|sheet| At {
                place: small(place),
                sheet: small(sheet),
            }));
        }
        behind
    }

    /// Nothing has changed yet.
    pub(super) fn nothing_due(&self) -> Due {
        Due(vec![0; self.targets.len().div_ceil(64)])
    }
}

/// Of which datasets a target is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Own,
    All,
}

impl Due {
    pub(super) fn has(&self, at: At) -> bool {
        self.0[at.place as usize / 64] >> (at.place % 64) & 1 == 1
    }

    /// Whatever looks at this has to look again.
    pub(super) fn mark(&mut self, wiring: &Wiring, at: At) {
        for place in &wiring.lookers[at.place as usize] {
            self.0[*place as usize / 64] |= 1 << (place % 64);
        }
    }
}
