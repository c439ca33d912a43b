//! Facts that formulas compute, for all answers at once.
//!
//! Not here: the formulas themselves (`derive`).

use crate::catalog::{OptionSet, Target, Value};
use crate::derive;

use super::super::logic::{Lit, Logic};
use super::super::spread::{Collected, Spread};
use super::{Formulas, Symbolic};

impl Symbolic<'_> {
    pub(super) fn formula(
        &mut self,
        fact: usize,
        formula: &str,
        from: &[Target],
        sheet: usize,
        logic: &mut Logic,
    ) -> Spread {
        // The sizes that a decision comes to are all known, so what follows from them is too.
        let exact = from.iter().all(|input| matches!(input, Target::Figure(..)));
        match self.shape.formulas {
            Formulas::Free if !exact => self.free(fact, logic),
            _ => {
                let inputs: Vec<Vec<(Value, Lit)>> = from
                    .iter()
                    .map(|target| each(self.spread(*target, sheet), logic))
                    .collect();
                let mut chosen = Vec::new();
                let table = self.table(formula, &inputs, &mut chosen, logic);
                Spread::One(table)
            }
        }
    }

    /// Any value of the fact's domain, and none unless it is declared to have one always.
    fn free(&self, fact: usize, logic: &mut Logic) -> Spread {
        let declared = &self.catalog.facts[fact];
        let mut points = self.tested.points(Target::Fact(fact)).to_vec();
        points.extend((!declared.total).then_some(Value::Unknown));
        let lits = logic.one_of(points.len());
        Spread::One(points.into_iter().zip(lits).collect())
    }

    /// The values of a formula, input by input from the last to the first, so that equal parts are shared.
    fn table(
        &self,
        formula: &str,
        inputs: &[Vec<(Value, Lit)>],
        chosen: &mut Vec<Value>,
        logic: &mut Logic,
    ) -> Vec<(Value, Lit)> {
        let Some(input) = inputs.get(chosen.len()) else {
            let values: Vec<&Value> = chosen.iter().collect();
            return vec![(derive::compute(formula, &values, self.world), logic.yes())];
        };
        let mut parts: Vec<(Lit, Vec<(Value, Lit)>)> = Vec::new();
        for (value, lit) in input {
            chosen.push(value.clone());
            let part = self.table(formula, inputs, chosen, logic);
            chosen.pop();
            // The same continuation under several values is one.
            match parts.iter_mut().find(|(_, known)| *known == part) {
                Some((lits, _)) => *lits = logic.any([*lits, *lit]),
                None => parts.push((*lit, part)),
            }
        }
        if let [(_, only)] = parts.as_slice() {
            return only.clone();
        }
        let mut collected = Collected::default();
        for (lit, part) in parts {
            for (value, under) in part {
                let both = logic.all([lit, under]);
                collected.add(value, both);
            }
        }
        match collected.spread(logic) {
            Spread::One(values) => values,
            Spread::Many { .. } => Vec::new(),
        }
    }
}

/// The values of a spread one by one; of several options at once, none and each alone and all.
fn each(spread: &Spread, logic: &mut Logic) -> Vec<(Value, Lit)> {
    match spread {
        Spread::One(values) => values.clone(),
        Spread::Many { known, options } => {
            let subsets = 1u64 << options.len().min(SUBSETS_OF_MOST);
            let mut values = vec![(Value::Unknown, !*known)];
            for subset in 0..subsets {
                let has = |option: usize| subset >> option & 1 == 1;
                let lits: Vec<Lit> = options
                    .iter()
                    .enumerate()
                    .map(|(option, lit)| if has(option) { *lit } else { !*lit })
                    .chain([*known])
                    .collect();
                let set = (0u8..)
                    .zip(options)
                    .filter(|(option, _)| has(usize::from(*option)))
                    .fold(OptionSet::default(), |set, (option, _)| set.with(option));
                values.push((Value::Multi(set), logic.all(lits)));
            }
            values
        }
    }
}

/// Sets of more options than this are tried in part only, where a formula reads them.
const SUBSETS_OF_MOST: usize = 8;
