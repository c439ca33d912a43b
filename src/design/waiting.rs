//! Figures that the design would have, if somebody answered.
//!
//! Not here: limits in texts that wait for an answer (`design::told`), answers that would change a decision
//! (`design::assumptions`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answers::Spot;
use crate::catalog::Scope;
use crate::engine;

use super::Material;
use super::figures::known_figure;
use super::prose::lacking;

/// An open question, and the figures that cannot be computed without its answer.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Waiting {
    /// The question's name with its dataset, where it is of one.
    pub name: String,
    /// Its chip.
    pub chip: String,
    /// The titles of the figures, those first that tell most.
    pub figures: Vec<String>,
}

impl Material<'_> {
    /// The open questions that figures wait for, those with most of them first.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let lacking = lacking(self.catalog, self.evaluation);
        let mut by_spot: BTreeMap<Spot, Vec<(Option<u64>, &str)>> = BTreeMap::new();
        for (index, figure) in self.catalog.figures.iter().enumerate() {
            let sheets = match figure.scope {
                Scope::Dataset => (0..self.answers.datasets().len()).map(Some).collect(),
                _ => vec![None],
            };
            for sheet in sheets {
                let key = (figure.id.clone(), sheet.unwrap_or(0));
                let Some(question) = lacking.get(&key).copied() else {
                    continue;
                };
                let is_there = known_figure(self.figures, index, sheet).is_some();
                if is_there || !engine::holds(self.catalog, self.evaluation, &figure.when, sheet) {
                    continue;
                }
                let sheet = match self.catalog.questions[question].scope {
                    Scope::System => 0,
                    _ => key.1,
                };
                let titles = by_spot.entry(Spot { question, sheet }).or_default();
                if titles.iter().all(|(_, title)| *title != figure.title) {
                    titles.push((figure.panel, &figure.title));
                }
            }
        }
        let mut waiting: Vec<Waiting> = by_spot
            .into_iter()
            // What this situation asks nobody cannot be waited for.
            .filter(|(spot, _)| self.is_asked(*spot))
            .map(|(spot, mut titles)| {
                titles.sort_by_key(|(panel, _)| std::cmp::Reverse(*panel));
                Waiting {
                    name: self.spot_code(spot),
                    chip: self.catalog.questions[spot.question].chip.clone(),
                    figures: titles
                        .into_iter()
                        .map(|(_, title)| crate::text::lower_first(title))
                        .collect(),
                }
            })
            .collect();
        // Stable: equal ones stay in the order of the questions.
        waiting.sort_by_key(|waiting| std::cmp::Reverse(waiting.figures.len()));
        waiting
    }
}
