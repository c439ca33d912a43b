//! Whether invariants hold for all answers.
//!
//! Not here: reading them (`catalog`), looking at one file (`engine`).

use std::collections::BTreeMap;

use crate::answers::Answers;
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::engine;

use super::Verdict;
use super::domain::Tested;
use super::logic::{Lit, Logic};
use super::reach::datasets;
use super::symbolic::{Formulas, Shape, Symbolic};

/// A verdict on each invariant of the catalog.
pub(super) fn all(catalog: &Catalog, world: &World, tested: &Tested) -> Vec<Verdict> {
    // With one dataset and any number of further ones, and without any.
    let mut every =
        [1, 0].map(|datasets| View::new(catalog, world, tested, datasets, Formulas::Free));
    let mut some = Examples::new(catalog, world, tested);
    (0..catalog.invariants.len())
        .map(|invariant| {
            let can_break = |every: &mut [View<'_>; 2], resolved| {
                every
                    .iter_mut()
                    .any(|view| view.can_break(invariant, resolved))
            };
            if !can_break(&mut every, false) {
                return Verdict::Holds;
            }
            if !can_break(&mut every, true) {
                // Without an example it is only known that no answers without a conflict break it.
                return some
                    .fewest(invariant, false)
                    .map_or(Verdict::Holds, Verdict::HoldsWithoutConflicts);
            }
            some.fewest(invariant, true)
                .map_or(Verdict::Open, Verdict::Broken)
        })
        .collect()
}

/// The fewest answers that break an invariant; without a conflict among them, if there are such.
pub(super) fn counterexample(
    catalog: &Catalog,
    world: &World,
    tested: &Tested,
    invariant: usize,
) -> Option<Answers> {
    let mut some = Examples::new(catalog, world, tested);
    [true, false]
        .into_iter()
        .find_map(|resolved| some.fewest(invariant, resolved))
}

/// Where examples are looked for, by the number of datasets; built only where something could not be proved.
struct Examples<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    tested: &'a Tested,
    views: BTreeMap<usize, View<'a>>,
}

impl<'a> Examples<'a> {
    fn new(catalog: &'a Catalog, world: &'a World, tested: &'a Tested) -> Self {
        let views = BTreeMap::new();
        Self {
            catalog,
            world,
            tested,
            views,
        }
    }

    /// The fewest answers that break the invariant, about as few datasets as can be.
    fn fewest(&mut self, invariant: usize, resolved: bool) -> Option<Answers> {
        datasets(self.catalog.invariants[invariant].scope).find_map(|datasets| {
            let (catalog, world, tested) = (self.catalog, self.world, self.tested);
            let view = self
                .views
                .entry(datasets)
                .or_insert_with(|| View::new(catalog, world, tested, datasets, Formulas::Sampled));
            view.example(invariant, resolved)
        })
    }
}

struct View<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    logic: Logic,
    symbolic: Symbolic<'a>,
    datasets: usize,
    no_conflict: Lit,
}

impl<'a> View<'a> {
    fn new(
        catalog: &'a Catalog,
        world: &'a World,
        tested: &'a Tested,
        datasets: usize,
        formulas: Formulas,
    ) -> Self {
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: formulas == Formulas::Free && datasets > 0,
            formulas,
        };
        let mut symbolic = Symbolic::new(catalog, world, tested, shape, &mut logic);
        let mut none = Vec::new();
        for (index, conflict) in catalog.conflicts.iter().enumerate() {
            for sheet in 0..symbolic.sheets(conflict.scope) {
                none.push(!symbolic.clashes(index, sheet, &mut logic));
            }
        }
        let no_conflict = logic.all(none);
        Self {
            catalog,
            world,
            logic,
            symbolic,
            datasets,
            no_conflict,
        }
    }

    fn formula(&mut self, invariant: usize) -> Lit {
        let declared = &self.catalog.invariants[invariant];
        let sheets = if declared.scope == Scope::System {
            1
        } else {
            self.datasets
        };
        let broken: Vec<Lit> = (0..sheets)
            .map(|sheet| {
                let when = self
                    .symbolic
                    .all_hold(&declared.when, sheet, &mut self.logic);
                if declared.then.is_empty() {
                    return when;
                }
                let then = self
                    .symbolic
                    .all_hold(&declared.then, sheet, &mut self.logic);
                self.logic.all([when, !then])
            })
            .collect();
        self.logic.any(broken)
    }

    fn assumed(&mut self, invariant: usize, resolved: bool) -> Vec<Lit> {
        let mut assumed = vec![self.formula(invariant)];
        assumed.extend(resolved.then_some(self.no_conflict));
        assumed
    }

    fn can_break(&mut self, invariant: usize, resolved: bool) -> bool {
        let assumed = self.assumed(invariant, resolved);
        self.logic.possible(&assumed)
    }

    /// The fewest answers that break the invariant, as the engine sees it.
    fn example(&mut self, invariant: usize, resolved: bool) -> Option<Answers> {
        let assumed = self.assumed(invariant, resolved);
        let said = self.symbolic.said();
        let model = self.logic.solve_with_fewest(&assumed, &said)?;
        let answers = self.symbolic.answers(&model);
        let evaluation = engine::evaluate(self.catalog, self.world, &answers);
        let breaks = evaluation
            .broken
            .iter()
            .any(|clash| clash.conflict == invariant);
        debug_assert!(breaks, "the engine does not see what was proved");
        breaks.then_some(answers)
    }
}
