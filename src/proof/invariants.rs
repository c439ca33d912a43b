//! Whether invariants hold for all answers.
//!
//! Not here: reading them (`catalog`), looking at one file (`engine`).

use crate::answers::Answers;
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::engine;

use super::Verdict;
use super::domain::Tested;
use super::logic::{Lit, Logic};
use super::symbolic::{Formulas, Shape, Symbolic};

/// A verdict on each invariant of the catalog.
pub(super) fn all(catalog: &Catalog, world: &World, tested: &Tested<'_>) -> Vec<Verdict> {
    let mut every = View::new(catalog, world, tested, 1, Formulas::Free);
    // Built only where something could not be proved.
    let mut some: Vec<View<'_>> = Vec::new();
    (0..catalog.invariants.len())
        .map(|invariant| {
            if !every.can_break(invariant, false) {
                return Verdict::Holds;
            }
            let safe = !every.can_break(invariant, true);
            if some.is_empty() {
                some.extend([1, 2].map(|datasets| {
                    View::new(catalog, world, tested, datasets, Formulas::Sampled)
                }));
            }
            let mut example = |resolved| {
                some.iter_mut()
                    .find_map(|view| view.example(invariant, resolved))
            };
            if safe {
                // Without an example it is only known that no answers without a conflict break it.
                return example(false).map_or(Verdict::Holds, Verdict::HoldsWithoutConflicts);
            }
            example(true).map_or(Verdict::Open, Verdict::Broken)
        })
        .collect()
}

/// The fewest answers that break an invariant; without a conflict among them, if there are such.
pub(super) fn counterexample(
    catalog: &Catalog,
    world: &World,
    tested: &Tested<'_>,
    invariant: usize,
) -> Option<Answers> {
    let mut views =
        [1, 2].map(|datasets| View::new(catalog, world, tested, datasets, Formulas::Sampled));
    [true, false].into_iter().find_map(|resolved| {
        views
            .iter_mut()
            .find_map(|view| view.example(invariant, resolved))
    })
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
        tested: &'a Tested<'a>,
        datasets: usize,
        formulas: Formulas,
    ) -> Self {
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: formulas == Formulas::Free,
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
