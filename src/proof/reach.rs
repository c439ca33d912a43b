//! What some answers lead to, and what none do.
//!
//! Here: an example for each part of the catalog, rows that another row makes superfluous.
//! Not here: the parts themselves (`proof::thing`), how a finding is worded (`proof::report`).
//!
//! An example is looked for among sampled answers, and counts only once the engine itself has come to the thing by it. What
//! has no example is dead.

use std::ops::RangeInclusive;

use crate::answers::Answers;
use crate::catalog::{Body, Catalog, Scope, Target};
use crate::derive::World;
use crate::engine;

use super::domain::Tested;
use super::logic::Logic;
use super::symbolic::{Formulas, Shape, Symbolic};
use super::thing::{Thing, things};

/// An example for everything that has one, and what has none.
pub(super) fn all(
    catalog: &Catalog,
    world: &World,
    tested: &Tested,
) -> (Vec<(Thing, Answers)>, Vec<Thing>) {
    let mut open: Vec<Thing> = things(catalog);
    let mut reached: Vec<(Thing, Answers)> = Vec::new();
    // Rows of the system that look at several datasets may need some that differ, or none.
    for datasets in [1, 2, 0, DATASETS_MOST] {
        if open.is_empty() {
            break;
        }
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: false,
            formulas: Formulas::Sampled,
        };
        let mut symbolic = Symbolic::new(catalog, world, tested, shape, &mut logic);
        symbolic.name_no_kind(&mut logic);
        let (mut waiting, later): (Vec<Thing>, Vec<Thing>) = open
            .into_iter()
            .partition(|thing| datasets > 0 || thing.scope(catalog) == Scope::System);
        open = later;
        while let Some(thing) = waiting.first().copied() {
            let formula = thing.formula(&mut symbolic, &mut logic);
            let Some(model) = logic.solve(&[formula]) else {
                open.push(waiting.remove(0));
                continue;
            };
            let answers = symbolic.answers(&model);
            let evaluation = engine::evaluate(catalog, world, &answers);
            let before = waiting.len();
            waiting.retain(|thing| {
                let happens = thing.happens(catalog, &evaluation);
                if happens {
                    reached.push((*thing, answers.clone()));
                }
                !happens
            });
            debug_assert!(
                waiting.len() < before,
                "{thing:?}: the engine does not come to what was proved"
            );
            if waiting.len() == before {
                open.push(waiting.remove(0));
            }
        }
    }
    reached.sort_by_key(|(thing, _)| *thing);
    open.sort_unstable();
    (reached, open)
}

/// How many datasets are tried for an example of something of this scope, fewest first.
pub(super) fn datasets(scope: Scope) -> RangeInclusive<usize> {
    usize::from(scope != Scope::System)..=DATASETS_MOST
}

/// As many as tests of any dataset that have to differ in one example.
const DATASETS_MOST: usize = 3;

/// The fewest answers that lead to a thing.
pub(super) fn fewest(
    catalog: &Catalog,
    world: &World,
    tested: &Tested,
    thing: Thing,
) -> Option<Answers> {
    datasets(thing.scope(catalog)).find_map(|datasets| {
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: false,
            formulas: Formulas::Sampled,
        };
        let mut symbolic = Symbolic::new(catalog, world, tested, shape, &mut logic);
        symbolic.name_no_kind(&mut logic);
        let formula = thing.formula(&mut symbolic, &mut logic);
        let model = logic.solve_with_fewest(&[formula], &symbolic.said())?;
        let answers = symbolic.answers(&model);
        let evaluation = engine::evaluate(catalog, world, &answers);
        thing.happens(catalog, &evaluation).then_some(answers)
    })
}

/// Rows of sets that always hold together with an earlier row of the same member, and so belong into it. A row that holds less
/// often than another one still brings its own reason.
pub(super) fn shadowed(
    catalog: &Catalog,
    world: &World,
    tested: &Tested,
    dead: &[Thing],
) -> Vec<Thing> {
    // With one dataset and any number of further ones, and without any.
    let mut views = [1, 0].map(|datasets| {
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: datasets > 0,
            formulas: Formulas::Free,
        };
        let symbolic = Symbolic::new(catalog, world, tested, shape, &mut logic);
        (logic, symbolic)
    });
    let mut found = Vec::new();
    for (decision, declared) in catalog.decisions.iter().enumerate() {
        let Body::Set(rows) = &declared.body else {
            continue;
        };
        for (row, declared) in rows.iter().enumerate() {
            let thing = Thing::Row { decision, row };
            let mut same = |earlier: usize| {
                views.iter_mut().all(|(logic, symbolic)| {
                    let Some(holding) = symbolic.rows.get(&(Target::Decision(decision), 0)) else {
                        return true;
                    };
                    !logic.possible(&[holding[row], !holding[earlier]])
                        && !logic.possible(&[holding[earlier], !holding[row]])
                })
            };
            let covered =
                (0..row).any(|earlier| rows[earlier].include == declared.include && same(earlier));
            if covered && dead.binary_search(&thing).is_err() {
                found.push(thing);
            }
        }
    }
    found
}
