//! What holds for all answers at once, and an example where it does not.
//!
//! Here: every part of the catalog is reachable, none is shadowed, every invariant holds, every question can change
//! something; the verdicts as values, and as diagnostics that point into the catalog.
//! Not here: the checks that need no answers (`catalog`), what one file's answers lead to (`engine`).

mod domain;
mod example;
mod influence;
mod invariants;
mod logic;
mod reach;
mod relevance;
mod report;
mod spread;
mod symbolic;
#[cfg(test)]
mod tests;
mod thing;
mod witness;

use crate::answers::Answers;
use crate::catalog::{Catalog, Kind};
use crate::derive::World;

use domain::Tested;

pub use example::Example;
pub use influence::{Influence, Known};
pub use relevance::relevant;
pub use thing::Thing;
pub use witness::shows;

/// Everything that was looked at, and what was found.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The decimal logarithm of the number of combinations of answers, for one dataset.
    pub combinations_log10: f64,
    /// What some answers lead to, each with an example.
    pub reached: Vec<(Thing, Answers)>,
    /// What no answers lead to.
    pub dead: Vec<Thing>,
    /// Rows that add nothing, because others hold wherever they do.
    pub shadowed: Vec<Thing>,
    /// Questions whose every answer leads to the same.
    pub inert: Vec<usize>,
    /// The invariants, in the order of the catalog.
    pub invariants: Vec<Verdict>,
}

/// What is known of an invariant.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It holds for all answers, also those that contradict each other.
    Holds,
    /// It holds for all answers without a conflict; here is an example with one.
    HoldsWithoutConflicts(Answers),
    /// It does not hold: here are the fewest answers that break it.
    Broken(Answers),
    /// Neither a proof nor an example was found: some fact is computed, and may be more tied to its inputs than is declared.
    Open,
}

impl Proof {
    /// Looks at all answers.
    #[must_use]
    pub fn of(catalog: &Catalog, world: &World) -> Self {
        let tested = Tested::of(catalog);
        let (reached, dead) = reach::all(catalog, world, &tested);
        let shadowed = reach::shadowed(catalog, world, &tested, &dead);
        let inert = witness::inert(catalog, world, &reached);
        Self {
            combinations_log10: combinations(catalog, &tested),
            reached,
            dead,
            shadowed,
            inert,
            invariants: invariants::all(catalog, world, &tested),
        }
    }

    /// Whether nothing was found that is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.dead.is_empty()
            && self.shadowed.is_empty()
            && self.inert.is_empty()
            && self.invariants.iter().all(|verdict| {
                matches!(verdict, Verdict::Holds | Verdict::HoldsWithoutConflicts(_))
            })
    }
}

/// The decimal logarithm of how many ways there are to answer, a value from each cell or nothing at all.
fn combinations(catalog: &Catalog, tested: &Tested) -> f64 {
    (0..catalog.questions.len())
        .map(|question| match &catalog.questions[question].kind {
            Kind::Multi(options) => {
                (2f64.powi(i32::try_from(options.len()).unwrap_or(64)) + 1.0).log10()
            }
            Kind::Text => 0.0,
            _ => {
                let target = crate::catalog::Target::Question(question);
                (tested.points(target).len() as f64 + 1.0).log10()
            }
        })
        .sum()
}
