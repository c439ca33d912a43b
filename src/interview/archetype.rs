//! What a dataset's archetype spares the user.
//!
//! Here: when a kind is offered, what is then left to it, why an answer is likely.
//! Not here: what a likely answer does (`engine`), the archetypes themselves (`decision-trees/archetypes`).

use std::collections::BTreeSet;

use crate::answers::Spot;
use crate::catalog::{Likely, Scope};
use crate::engine::Origin;

use super::{Interview, Status};

impl Interview<'_> {
    /// The questions about datasets that their archetype does not ask: it answers them, or does without.
    pub(super) fn left_to_archetypes(&self) -> BTreeSet<Spot> {
        let mut left = BTreeSet::new();
        for sheet in 0..self.answers.datasets().len() {
            let Some(archetype) = self.answers.archetype(self.catalog, sheet) else {
                continue;
            };
            for (question, asked) in self.catalog.questions.iter().enumerate() {
                let spot = Spot { question, sheet };
                let is_own = asked.key() == "name" || asked.is_archetype;
                if asked.scope == Scope::Dataset
                    && !is_own
                    && !archetype.confirm.contains(&question)
                    && self.answers.get(self.catalog, spot).is_none()
                {
                    left.insert(spot);
                }
            }
        }
        left
    }

    /// Where a kind of data is worth asking for: nothing but the name is known of the dataset, and an archetype
    /// could spare an open question.
    pub(super) fn archetypes_to_offer(&self) -> Vec<Spot> {
        let Some(question) = self.catalog.archetype else {
            return Vec::new();
        };
        let is_new = |sheet: usize| {
            let known = self.answers.datasets()[sheet]
                .iter()
                .map(|(known, _)| known);
            let passed = self.passed.iter().filter(|spot| spot.sheet == sheet);
            let passed = passed.map(|spot| spot.question);
            let of_dataset = |known: &usize| self.catalog.questions[*known].scope == Scope::Dataset;
            known
                .chain(passed.filter(of_dataset))
                .all(|known| self.catalog.questions[known].key() == "name")
        };
        let spares = |sheet: usize| {
            self.relevant.iter().any(|open| {
                let answers = |archetype: &crate::catalog::Archetype| {
                    archetype.likely.contains_key(&open.question)
                };
                open.sheet == sheet && self.catalog.archetypes.iter().any(answers)
            })
        };
        (0..self.answers.datasets().len())
            .filter(|sheet| is_new(*sheet) && spares(*sheet))
            .map(|sheet| Spot { question, sheet })
            .collect()
    }

    /// What the dataset's archetype answers, where the user has not.
    #[must_use]
    pub fn likely(&self, spot: Spot) -> Option<&Likely> {
        let held = self.evaluation.held(spot)?;
        (held.origin == Origin::Archetype).then_some(())?;
        self.answers.likely(self.catalog, spot)
    }

    /// How a question stands that is left to the archetype; none where it is not.
    pub(super) fn left_to_archetype(&self, spot: Spot) -> Option<Status> {
        let question = &self.catalog.questions[spot.question];
        if question.scope != Scope::Dataset || question.key() == "name" || question.is_archetype {
            return None;
        }
        let archetype = self.answers.archetype(self.catalog, spot.sheet)?;
        if archetype.confirm.contains(&spot.question) {
            return None;
        }
        Some(match self.likely(spot) {
            Some(likely) => Status::Likely(likely.because.clone()),
            None => Status::Unsure,
        })
    }
}
