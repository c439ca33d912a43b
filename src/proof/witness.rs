//! Answers that show by themselves that a question matters, which spares a proof.
//!
//! Here: trying other answers in the engine, the questions that no answers make matter.
//! Not here: the proof that nothing can make a question matter (`proof::influence`).

use std::collections::BTreeSet;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Figure, Kind, Scope, Target};
use crate::derive::World;
use crate::engine::{self, Evaluation, Origin};

use super::influence::{Influence, numbers_behind};
use super::thing::Thing;

/// Whether, with all other answers as they are, another answer changes a decision or a figure that is printed. Where it does
/// not, other answers may still make it do so.
#[must_use]
pub fn shows(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    now: &Evaluation,
    spot: Spot,
) -> bool {
    let Some(held) = now.held(spot) else {
        return false;
    };
    if held.origin == Origin::Inactive {
        return false;
    }
    let in_a_figure = catalog
        .figures
        .iter()
        .any(|figure| is_printed(catalog, now, figure, spot) && reads(catalog, figure, spot));
    in_a_figure
        || engine::candidates(catalog, spot.question)
            .into_iter()
            .any(|candidate| {
                let changes = engine::what_if(catalog, world, answers, now, spot, candidate.value);
                !changes.is_empty()
            })
}

/// Whether the brief prints the figure, for a dataset that the question speaks of.
fn is_printed(catalog: &Catalog, now: &Evaluation, figure: &Figure, spot: Spot) -> bool {
    let printed = |sheet| engine::holds(catalog, now, &figure.when, Some(sheet));
    match (figure.scope, catalog.questions[spot.question].scope) {
        (Scope::Dataset, Scope::Dataset) => printed(spot.sheet),
        (Scope::Dataset, _) => (0..now.datasets()).any(printed),
        _ => printed(0),
    }
}

fn reads(catalog: &Catalog, figure: &Figure, spot: Spot) -> bool {
    let mut behind = BTreeSet::new();
    for input in &figure.inputs {
        numbers_behind(catalog, *input, &mut behind);
    }
    behind.contains(&Target::Question(spot.question))
}

/// Questions whose every answer leads to the same outcome, whatever is said to all others; texts are printed as they are. For
/// most of them one of the examples shows that they are none.
pub(super) fn inert(catalog: &Catalog, world: &World, examples: &[(Thing, Answers)]) -> Vec<usize> {
    let decides = |question: &usize| {
        let asked = &catalog.questions[*question];
        !matches!(asked.kind, Kind::Text | Kind::List)
            && asked.scope != Scope::Service
            && asked.id != "system.situation"
    };
    let first = |question: usize| Spot { question, sheet: 0 };
    let mut open: Vec<usize> = (0..catalog.questions.len()).filter(decides).collect();
    let mut tried: Vec<&Answers> = Vec::new();
    for (_, answers) in examples {
        if open.is_empty() {
            break;
        }
        if tried.contains(&answers) {
            continue;
        }
        tried.push(answers);
        let now = engine::evaluate(catalog, world, answers);
        open.retain(|question| !shows(catalog, world, answers, &now, first(*question)));
    }
    // What is of the system may matter only where datasets differ, or where there are none.
    for datasets in [1, 2, 0] {
        if open.is_empty() {
            break;
        }
        let mut influence = Influence::new(catalog, world, datasets);
        open.retain(|question| !influence.matters(first(*question), &Influence::nothing()));
    }
    open
}
