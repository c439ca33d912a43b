//! Guidance that is given for some answers and withheld for others.
//!
//! Here: its types, and reading them.
//! Not here: whether conditions hold (`engine`), the tables that it stands in (`catalog::response`).

use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use crate::diagnostic::Place;

use super::reader::{Item, Table};
use super::symbols::Symbols;
use super::{Catalog, Cell, Condition, Prose, Scope, Target};

/// When a piece of guidance is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guard {
    /// All must hold.
    pub when: Vec<Condition>,
    /// Where there are any, not all may hold: what was not answered withholds nothing.
    pub unless: Vec<Condition>,
    /// Where it is defined.
    pub place: Place,
}

/// A sentence of guidance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Advice {
    /// When it is given.
    pub guard: Guard,
    /// What it says.
    pub says: Prose,
}

impl Guard {
    /// What it tests.
    pub fn tests(&self) -> impl Iterator<Item = (Target, &Cell)> {
        let both = self.when.iter().chain(&self.unless);
        both.map(|condition| (condition.subject.target, &condition.cell))
    }

    fn is_always(&self) -> bool {
        self.when.is_empty() && self.unless.is_empty()
    }
}

impl Catalog {
    /// The guards of what is said about diagnoses, with the diagnosis, where they test anything.
    pub fn advice(&self) -> impl Iterator<Item = (u8, &Guard)> {
        self.responses.iter().flat_map(|response| {
            let lines = response.now.iter().chain(&response.avoid);
            lines
                .map(|advice| &advice.guard)
                .chain(response.changes.iter().map(|change| &change.guard))
                .chain(response.amend.iter().map(|amend| &amend.guard))
                .filter(|guard| !guard.is_always())
                .map(|guard| (response.diagnosis, guard))
        })
    }

    /// The guards of all guidance on incidents.
    pub fn guards(&self) -> impl Iterator<Item = &Guard> {
        let containment = self.containment.iter().map(|row| &row.guard);
        containment.chain(self.advice().map(|(_, guard)| guard))
    }
}

/// The keys `when` and `unless` of a table; without them it always holds.
pub(super) fn guard(table: &Table<'_, '_>, symbols: &Symbols) -> Guard {
    let read = |key| match table.get(key) {
        Some(item) => symbols.conditions(Some(&item), Scope::System),
        None => Vec::new(),
    };
    Guard {
        when: read("when"),
        unless: read("unless"),
        place: table.place(),
    }
}

/// A list of sentences; one with a condition is a table, `{ when = {…}, say = "…" }`.
pub(super) fn advice(table: &Table<'_, '_>, key: &'static str, symbols: &Symbols) -> Vec<Advice> {
    let read = |item: &Item<'_, '_>| {
        if !matches!(item.value(), DeValue::Table(_)) {
            return Some(Advice {
                guard: Guard {
                    when: Vec::new(),
                    unless: Vec::new(),
                    place: item.place(),
                },
                says: item.prose()?,
            });
        }
        let line = item.table()?;
        line.name_it(format!("a line of `{key}`"));
        let read = Advice {
            guard: guard(&line, symbols),
            says: line.prose("say"),
        };
        line.report_unasked();
        Some(read)
    };
    table.texts(key).iter().filter_map(read).collect()
}
