//! The numbers of the brief: each computed from stated inputs by the formula that `decision-trees/figures.toml` cites.
//!
//! Here: which figures apply, their inputs, their values with the calculation written out.
//! Not here: the mathematics itself (`model`), the prose round it.

mod compute;
mod inputs;
mod quantity;

use std::collections::BTreeMap;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::engine::{Evaluation, holds};

pub(super) use inputs::Inputs;
pub use quantity::Quantity;

/// A figure of this design.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureValue {
    /// Its index in the catalog.
    pub figure: usize,
    /// The dataset, where it is of one.
    pub sheet: Option<usize>,
    /// The number.
    pub value: Quantity,
    /// The formula with the numbers put in.
    pub calculation: String,
    /// What stands for it that nobody stated: estimates, priors and defaults of the formula itself.
    pub notes: Vec<String>,
    /// Questions it rests on that the user did not answer.
    pub assumed: Vec<Spot>,
}

/// A value on its way into a [`FigureValue`].
#[derive(Debug, Clone)]
pub(super) struct Computed {
    pub(super) value: Quantity,
    pub(super) calculation: String,
    pub(super) notes: Vec<String>,
}

impl Computed {
    pub(super) fn new(value: Quantity, calculation: String) -> Self {
        Self {
            value,
            calculation,
            notes: Vec::new(),
        }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// All figures that apply and can be computed, in the order of the catalog.
#[must_use]
pub fn figures(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    evaluation: &Evaluation,
) -> Vec<FigureValue> {
    let mut found: Vec<FigureValue> = Vec::new();
    for (index, figure) in catalog.figures.iter().enumerate() {
        let sheets: Vec<Option<usize>> = match figure.scope {
            Scope::Dataset => (0..answers.datasets().len()).map(Some).collect(),
            _ => vec![None],
        };
        for sheet in sheets {
            if !holds(catalog, evaluation, &figure.when, sheet) {
                continue;
            }
            let inputs = Inputs {
                catalog,
                world,
                evaluation,
                figure: index,
                sheet,
                before: &found,
            };
            if let Some(computed) = compute::compute(&figure.id, &inputs) {
                let assumed = inputs.assumed();
                let Computed {
                    value,
                    calculation,
                    notes,
                } = computed;
                found.push(FigureValue {
                    figure: index,
                    sheet,
                    value,
                    calculation,
                    notes,
                    assumed,
                });
            }
        }
    }
    found
}

/// The ids of the figures that there is a formula for.
pub fn formulas() -> impl Iterator<Item = &'static str> {
    compute::formulas()
}

/// The printed values by id and dataset, for prose: those of datasets also by id alone, as the largest, where the catalog
/// says so.
#[must_use]
pub fn printed(
    catalog: &Catalog,
    figures: &[FigureValue],
) -> BTreeMap<(String, Option<usize>), String> {
    let mut printed = BTreeMap::new();
    for (index, figure) in catalog.figures.iter().enumerate() {
        let values = || figures.iter().filter(|value| value.figure == index);
        for value in values() {
            let key = (figure.id.clone(), value.sheet);
            printed.insert(key, value.value.to_string());
        }
        let largest = values().max_by(|a, b| a.value.value().total_cmp(&b.value.value()));
        if let Some(largest) = largest.filter(|_| figure.largest) {
            printed.insert((figure.id.clone(), None), largest.value.to_string());
        }
    }
    printed
}
