//! The numbers of the brief: each computed from stated inputs by the formula that `decision-trees/figures.toml` cites.
//!
//! Here: which figures apply, their inputs, their values with the calculation written out.
//! Not here: the mathematics itself (`model`), the prose round it.

mod compute;
mod inputs;
mod quantity;

use std::collections::BTreeMap;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Scope, Target};
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
            found.extend(figure_of(
                (catalog, world, evaluation),
                (index, sheet),
                &found,
            ));
        }
    }
    found
}

/// The figures of one dataset and of the system, over another evaluation than that which `known` was computed from: what looks
/// at anything that came to something else is computed anew.
pub(super) fn figures_with(
    catalog: &Catalog,
    world: &World,
    (base, evaluation): (&Evaluation, &Evaluation),
    sheet: usize,
    known: &[FigureValue],
) -> Vec<FigureValue> {
    let is_other = |target: &Target| {
        let mut sheets = match catalog.scope_of(*target) {
            Scope::System => 0..1,
            _ => 0..evaluation.datasets(),
        };
        sheets.any(|sheet| evaluation.value(*target, sheet) != base.value(*target, sheet))
    };
    let mut found: Vec<FigureValue> = Vec::new();
    for (index, figure) in catalog.figures.iter().enumerate() {
        let sheet = (figure.scope == Scope::Dataset).then_some(sheet);
        let mut tested = figure
            .when
            .iter()
            .map(|condition| &condition.subject.target);
        let figure = if figure.inputs.iter().any(is_other) || tested.any(is_other) {
            figure_of((catalog, world, evaluation), (index, sheet), &found)
        } else {
            known_figure(known, index, sheet).cloned()
        };
        found.extend(figure);
    }
    found
}

/// One figure, if it applies and can be computed; it may look at those `before` it.
fn figure_of(
    (catalog, world, evaluation): (&Catalog, &World, &Evaluation),
    (index, sheet): (usize, Option<usize>),
    before: &[FigureValue],
) -> Option<FigureValue> {
    let figure = &catalog.figures[index];
    if !holds(catalog, evaluation, &figure.when, sheet) {
        return None;
    }
    let inputs = Inputs {
        catalog,
        world,
        evaluation,
        figure: index,
        sheet,
        before,
    };
    let computed = compute::compute(&figure.id, &inputs)?;
    Some(FigureValue {
        figure: index,
        sheet,
        value: computed.value,
        calculation: computed.calculation,
        notes: computed.notes,
        assumed: inputs.assumed(),
    })
}

/// One of the figures, which are in the order of the catalog and of the datasets.
pub(super) fn known_figure(
    figures: &[FigureValue],
    figure: usize,
    sheet: Option<usize>,
) -> Option<&FigureValue> {
    let key = |value: &FigureValue| (value.figure, value.sheet);
    let at = figures.binary_search_by_key(&(figure, sheet), key).ok()?;
    figures.get(at)
}

/// Whether half of the copies of a dataset stand in a second region, as every figure over their places takes it.
pub(super) fn halves(
    catalog: &Catalog,
    world: &World,
    evaluation: &Evaluation,
    sheet: usize,
) -> bool {
    let mut figures = catalog.figures.iter();
    let over_places = figures.position(|figure| figure.id == "write-availability");
    over_places.is_some_and(|figure| {
        compute::halves(&Inputs {
            catalog,
            world,
            evaluation,
            figure,
            sheet: Some(sheet),
            before: &[],
        })
    })
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
        let start = figures.partition_point(|value| value.figure < index);
        let values = || {
            let from = figures[start..].iter();
            from.take_while(|value| value.figure == index)
        };
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
