//! Whether a test holds, for all answers at once, also where it looks at every dataset.
//!
//! Datasets beyond those looked at one by one are summed up by the values that occur among them, target by target.
//! That allows more than any file can say, so it is safe for proofs, and unused for examples.

use crate::catalog::{Cell, Quantifier, Subject, Target};

use super::super::logic::{Lit, Logic};
use super::super::spread::Spread;
use super::Symbolic;

impl Symbolic<'_> {
    pub(in super::super) fn holds(
        &mut self,
        subject: Subject,
        cell: &Cell,
        sheet: usize,
        logic: &mut Logic,
    ) -> Lit {
        if subject.quantifier == Quantifier::One {
            return self
                .spread(subject.target, sheet)
                .clone()
                .holds(cell, logic);
        }
        let mut each: Vec<Lit> = (0..self.shape.datasets)
            .map(|sheet| {
                self.spread(subject.target, sheet)
                    .clone()
                    .holds(cell, logic)
            })
            .collect();
        if subject.quantifier == Quantifier::Any {
            if self.shape.others {
                each.push(self.occurs(subject.target, cell, true, logic));
            }
            return logic.any(each);
        }
        if self.shape.others {
            each.push(!self.occurs(subject.target, cell, false, logic));
        } else if each.is_empty() {
            return logic.no();
        }
        logic.all(each)
    }

    /// Whether a further dataset has a value inside the cell, or outside of it.
    fn occurs(&mut self, target: Target, cell: &Cell, inside: bool, logic: &mut Logic) -> Lit {
        // What no dataset can have does not occur in a further one either.
        let spread = self.spread(target, 0).clone();
        let holds = spread.holds(cell, logic);
        if holds == (if inside { logic.no() } else { logic.yes() }) {
            return logic.no();
        }
        let kinds: Vec<String> = match (&spread, cell) {
            (Spread::One(values), _) => values
                .iter()
                .filter(|(value, _)| cell.matches(value) == inside)
                .map(|(value, _)| format!("{value:?}"))
                .collect(),
            (Spread::Many { .. }, Cell::OneOf(set)) if inside => {
                set.iter().map(|option| format!("{option}")).collect()
            }
            // What a set lacks does not follow from what occurs in some set.
            (Spread::Many { .. }, _) => vec![format!("{cell:?} {inside}")],
        };
        let lits: Vec<Lit> = kinds
            .into_iter()
            .map(|kind| self.kind_occurs(target, kind, logic))
            .collect();
        logic.any(lits)
    }

    fn kind_occurs(&mut self, target: Target, kind: String, logic: &mut Logic) -> Lit {
        if let Some(lit) = self.occurs.get(&(target, kind.clone())) {
            return *lit;
        }
        let lit = logic.fresh();
        logic.require([!lit, self.further]);
        self.occurs.insert((target, kind), lit);
        lit
    }
}
