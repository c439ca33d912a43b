//! The values that a thing can take, each with the formula under which it does.
//!
//! Here: building a spread, and the formula for a cell of it.
//! Not here: where the formulas come from (`proof::symbolic`).

use crate::catalog::{Cell, OptionSet, Value};

use super::logic::{Lit, Logic};

/// A value that depends on the variables.
#[derive(Debug, Clone)]
pub(super) enum Spread {
    /// Exactly one of the formulas holds.
    One(Vec<(Value, Lit)>),
    /// Several options at once, where there is a value at all.
    Many { known: Lit, options: Vec<Lit> },
}

impl Spread {
    pub(super) fn exactly(value: Value, logic: &Logic) -> Self {
        Self::One(vec![(value, logic.yes())])
    }

    /// The formula for the cell. `Else` is whatever the caller's other cells leave.
    pub(super) fn holds(&self, cell: &Cell, logic: &mut Logic) -> Lit {
        match self {
            Self::One(values) => {
                let taken: Vec<Lit> = values
                    .iter()
                    .filter(|(value, _)| cell.matches(value))
                    .map(|(_, lit)| *lit)
                    .collect();
                // What always matches needs no formula.
                if taken.len() == values.len() {
                    return logic.yes();
                }
                logic.any(taken)
            }
            Self::Many { known, options } => {
                let among = |set: OptionSet| -> Vec<Lit> {
                    set.iter()
                        .filter_map(|option| options.get(usize::from(option)).copied())
                        .collect()
                };
                match cell {
                    Cell::OneOf(set) => {
                        let met = logic.any(among(*set));
                        logic.all([*known, met])
                    }
                    Cell::NoneOf(set) => {
                        let met = logic.any(among(*set));
                        logic.all([*known, !met])
                    }
                    Cell::Empty => {
                        let some = logic.any(options.iter().copied());
                        logic.all([*known, !some])
                    }
                    Cell::Known => *known,
                    Cell::Unknown => !*known,
                    Cell::Else => logic.yes(),
                    Cell::Is(_) | Cell::Range(_) => logic.no(),
                }
            }
        }
    }

    /// Under `switch` this spread, otherwise the other value; both are of one kind.
    pub(super) fn or_else(&self, switch: Lit, other: &Value, logic: &mut Logic) -> Self {
        self.or_one_of(switch, &[(other.clone(), logic.yes())], logic)
    }

    /// Under `switch` this spread, otherwise that of the other values whose formula holds: one of them does.
    pub(super) fn or_one_of(
        &self,
        switch: Lit,
        others: &[(Value, Lit)],
        logic: &mut Logic,
    ) -> Self {
        match self {
            Self::One(values) => {
                let mut collected = Collected::default();
                for (value, lit) in values {
                    let under = logic.all([switch, *lit]);
                    collected.add(value.clone(), under);
                }
                for (other, lit) in others {
                    let under = logic.all([!switch, *lit]);
                    collected.add(other.clone(), under);
                }
                collected.spread(logic)
            }
            Self::Many { known, options } => {
                let there = |wanted: &dyn Fn(OptionSet) -> bool| -> Vec<Lit> {
                    let sets = others.iter().filter_map(|(other, lit)| match other {
                        Value::Multi(set) if wanted(*set) => Some(*lit),
                        _ => None,
                    });
                    sets.collect()
                };
                let either = |here: Lit, there: Vec<Lit>, logic: &mut Logic| {
                    let there = logic.any(there);
                    let (here, there) = (logic.all([switch, here]), logic.all([!switch, there]));
                    logic.any([here, there])
                };
                let known = either(*known, there(&|_| true), logic);
                let options = (0u8..)
                    .zip(options)
                    .map(|(option, lit)| either(*lit, there(&|set| set.has(option)), logic))
                    .collect();
                Self::Many { known, options }
            }
        }
    }

    /// The formulas of its values, or of its options.
    #[cfg(test)]
    pub(super) fn formulas(&self) -> Vec<Lit> {
        match self {
            Self::One(values) => values.iter().map(|(_, lit)| *lit).collect(),
            Self::Many { options, .. } => options.clone(),
        }
    }

    /// The single values that it can have.
    #[cfg(test)]
    pub(super) fn values(&self) -> Vec<Value> {
        match self {
            Self::One(values) => values.iter().map(|(value, _)| value.clone()).collect(),
            Self::Many { .. } => Vec::new(),
        }
    }

    /// The value in a model.
    pub(super) fn in_model(&self, holds: impl Fn(Lit) -> bool) -> Value {
        match self {
            Self::One(values) => values
                .iter()
                .find(|(_, lit)| holds(*lit))
                .map_or(Value::Unknown, |(value, _)| value.clone()),
            Self::Many { known, options } if holds(*known) => Value::Multi(
                (0u8..)
                    .zip(options)
                    .filter(|(_, lit)| holds(**lit))
                    .fold(OptionSet::default(), |set, (option, _)| set.with(option)),
            ),
            Self::Many { .. } => Value::Unknown,
        }
    }
}

/// Values gathered one by one; the same value under several formulas becomes one.
#[derive(Default)]
pub(super) struct Collected(Vec<(Value, Vec<Lit>)>);

impl Collected {
    pub(super) fn add(&mut self, value: Value, lit: Lit) {
        match self.0.iter_mut().find(|(known, _)| *known == value) {
            Some((_, lits)) => lits.push(lit),
            None => self.0.push((value, vec![lit])),
        }
    }

    pub(super) fn spread(self, logic: &mut Logic) -> Spread {
        let no = logic.no();
        let values = self
            .0
            .into_iter()
            .map(|(value, lits)| (value, logic.any(lits)));
        Spread::One(values.filter(|(_, lit)| *lit != no).collect())
    }
}
