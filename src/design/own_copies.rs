//! What a system's own number of copies makes of the figures that were computed for the copies decided.
//!
//! Here: the same figures over the system's own quorum, those that differ.
//! Not here: which systems fit (`products`), how figures are computed (`figures`).

use serde::Serialize;

use crate::catalog::{Body, Choice, OwnSizes, Prose, Target, Value};
use crate::diagnostic::Diagnostics;

use super::Material;
use super::figures::{figures_with, known_figure};

/// Copies that a system keeps by its own rule, and the figures that follow.
#[derive(Debug, Clone, Serialize)]
pub struct OwnCopies {
    /// Its copies that vote.
    pub copies: u64,
    /// How many of them acknowledge a write.
    pub write_quorum: u64,
    /// The figures that differ, in the order of the catalog.
    pub figures: Vec<OtherFigure>,
}

/// A figure that a system's own copies change.
#[derive(Debug, Clone, Serialize)]
pub struct OtherFigure {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// As decided.
    pub decided: String,
    /// As the system has it; none where it has none.
    pub own: Option<String>,
}

impl Material<'_> {
    /// The figures with a system's own sizes; none where those are what was decided.
    pub(super) fn own_copies(
        &self,
        own: &OwnSizes,
        sheet: usize,
    ) -> Result<Option<OwnCopies>, Diagnostics> {
        let count = |prose: &Prose| -> Result<Option<u64>, Diagnostics> {
            let text = self.renderer.render(prose, Some(sheet))?;
            Ok(text.trim().parse().ok())
        };
        let (Some(copies), Some(write_quorum)) = (count(&own.copies)?, count(&own.write_quorum)?)
        else {
            return Ok(None);
        };
        let Some((decision, names)) = self.sizes() else {
            return Ok(None);
        };
        // Copies are spread over all regions that are named, where these are not: no figure would be of them.
        if own.regions.is_some_and(|most| self.regions() > most) {
            return Ok(None);
        }
        let names: Vec<&str> = names.iter().map(|name| name.id.as_str()).collect();
        let sized = |name: &str| match name {
            "n" => copies,
            "w" => write_quorum,
            "r" => (copies + 1).saturating_sub(write_quorum).max(1),
            // What may be lost while a write quorum is left.
            _ => copies.saturating_sub(write_quorum),
        };
        let same = |name: &&str| {
            let at = names.iter().position(|known| known == name);
            let decided = at.map(|at| self.evaluation.value(Target::Figure(decision, at), sheet));
            decided == Some(&Value::Integer(sized(name)))
        };
        if ["n", "w"].iter().all(same) {
            return Ok(None);
        }
        let values = names
            .iter()
            .map(|name| Value::Integer(sized(name)))
            .collect();
        let base = (self.catalog, self.world, self.answers);
        let other = self
            .evaluation
            .with_figures(base, (decision, sheet), values);
        let moved = (self.evaluation, &other);
        let theirs = figures_with(self.catalog, self.world, moved, sheet, self.figures);
        let differing = self
            .figures
            .iter()
            .filter(|value| value.sheet == Some(sheet));
        let differing = differing.filter_map(|value| {
            let own = known_figure(&theirs, value.figure, Some(sheet));
            let own = own.map(|own| own.value.to_string());
            let decided = value.value.to_string();
            (own.as_ref() != Some(&decided)).then(|| OtherFigure {
                id: self.catalog.figures[value.figure].id.clone(),
                title: self.catalog.figures[value.figure].title.clone(),
                decided,
                own,
            })
        });
        Ok(Some(OwnCopies {
            copies,
            write_quorum,
            figures: differing.collect(),
        }))
    }

    /// How many regions the answers name.
    fn regions(&self) -> u64 {
        let question = self.catalog.question("geo.regions").map(Target::Question);
        match question.map(|question| self.evaluation.value(question, 0)) {
            Some(Value::List(regions)) => regions.len() as u64,
            _ => 0,
        }
    }

    /// The decision whose figures are sizes of quorums, with their names.
    fn sizes(&self) -> Option<(usize, &[Choice])> {
        let mut decisions = self.catalog.decisions.iter().enumerate();
        let (index, decision) =
            decisions.find(|(_, decision)| matches!(decision.body, Body::Figures(_)))?;
        Some((index, &decision.options))
    }
}
