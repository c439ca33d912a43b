//! What stands beside the answers while they are given: the most telling figures, and conflicts in words.
//!
//! Here: which figures of a dataset or of the system, by the weight that the catalog gives each.
//! Not here: all of a design (`Design`), how it is drawn (the faces).

use crate::answers::Answers;
use crate::catalog::Catalog;
use crate::derive::World;
use crate::diagnostic::Diagnostics;
use crate::engine::Evaluation;

use super::figures::{figures, printed};
use super::{ConflictView, FigureView, Material, Medium, Renderer};

/// What stands beside the answers.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    /// The telling figures of the system and of each dataset, the most telling first.
    figures: Vec<(u64, FigureView)>,
    /// The conflicts.
    pub conflicts: Vec<ConflictView>,
}

impl Aside {
    /// What stands beside these answers, whose evaluation is there.
    ///
    /// # Errors
    /// Prose of the catalog that cannot be rendered; the embedded catalog has none.
    pub fn of(
        catalog: &Catalog,
        world: &World,
        answers: &Answers,
        evaluation: &Evaluation,
    ) -> Result<Self, Diagnostics> {
        let medium = Medium::Terminal;
        let values = figures(catalog, world, answers, evaluation);
        let printed = printed(catalog, &values);
        let renderer = Renderer::new(catalog, answers, evaluation, printed, medium);
        let material = Material {
            catalog,
            world,
            answers,
            evaluation,
            figures: &values,
            renderer: &renderer,
            medium,
        };
        let sheets = (0..answers.datasets().len()).map(Some).chain([None]);
        let views = sheets.flat_map(|sheet| material.figure_views(sheet));
        let weight = |view: &FigureView| {
            let figure = catalog.figures.iter().find(|figure| figure.id == view.id);
            figure.and_then(|figure| figure.panel)
        };
        let mut figures: Vec<(u64, FigureView)> = views
            .filter_map(|view| Some((weight(&view)?, view)))
            .collect();
        figures.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        Ok(Self {
            figures,
            conflicts: material.conflicts()?,
        })
    }

    /// The most telling figures of a dataset, or of the system.
    pub fn telling(&self, sheet: Option<usize>, most: usize) -> impl Iterator<Item = &FigureView> {
        let figures = self.figures.iter().map(|(_, figure)| figure);
        figures
            .filter(move |figure| figure.sheet == sheet)
            .take(most)
    }
}
