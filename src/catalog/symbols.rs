//! The names that tests can use, and reading of tests against them.
//!
//! Here: what exists (kinds and scopes), resolution of a subject, of conditions, of references.
//! Not here: the things themselves (`catalog::question`, `catalog::tree`, `catalog::prose`).

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Kind as Problem, Place};

use super::reader::{Item, Table};
use super::value::Kind;
use super::{Cell, Condition, Prose, Quantifier, Scope, Subject, Target};

/// Everything that a test, a text or a list of sources may name.
#[derive(Default)]
pub(super) struct Symbols {
    /// Questions, facts and decisions by the id used in tests.
    pub(super) targets: BTreeMap<String, Symbol>,
    pub(super) references: BTreeMap<String, usize>,
}

/// What is known of a name before the bodies are read.
pub(super) struct Symbol {
    pub(super) target: Target,
    pub(super) scope: Scope,
    /// The kind of value that a test sees; none where the thing itself cannot be tested.
    pub(super) kind: Option<Kind>,
    /// Whether a test can find no value.
    pub(super) maybe_unknown: bool,
}

impl Symbols {
    /// The subject that `written` names, as seen from `scope`; what is wrong is reported.
    pub(super) fn subject(
        &self,
        item: &Item<'_, '_>,
        written: &str,
        place: &Place,
        scope: Scope,
    ) -> Option<(Subject, &Kind, bool)> {
        let report = |problem: Diagnostic| item.file.report(problem);
        let (quantifier, id) = match written.split_once(' ') {
            Some(("any", id)) => (Quantifier::Any, id.trim()),
            Some(("every", id)) => (Quantifier::Every, id.trim()),
            _ => (Quantifier::One, written),
        };
        let Some(symbol) = self.targets.get(id) else {
            report(
                Diagnostic::error(
                    Problem::UnknownId,
                    place.clone(),
                    format!("`{id}` is no question, derived fact or decision"),
                )
                .expected_one_of(id, self.targets.keys().map(String::as_str)),
            );
            return None;
        };
        let Some(kind) = &symbol.kind else {
            report(
                Diagnostic::error(
                    Problem::BadValue,
                    place.clone(),
                    format!("`{id}` cannot be tested as a whole"),
                )
                .help(format!("test one of its figures, such as `{id}.n`")),
            );
            return None;
        };
        match (quantifier, symbol.scope, scope) {
            (_, Scope::Service, _) => {
                report(Diagnostic::error(
                    Problem::Scope,
                    place.clone(),
                    format!("`{id}` is said of a service; nothing is decided by it"),
                ));
                return None;
            }
            (Quantifier::One, Scope::Dataset, Scope::System) => {
                report(
                    Diagnostic::error(
                        Problem::Scope,
                        place.clone(),
                        format!("`{id}` exists once per dataset, and this is decided once"),
                    )
                    .help(format!("write `any {id}` or `every {id}`")),
                );
                return None;
            }
            (Quantifier::Any | Quantifier::Every, Scope::System, _) => {
                report(
                    Diagnostic::error(
                        Problem::Scope,
                        place.clone(),
                        format!("`{id}` exists once; `any` and `every` are for datasets"),
                    )
                    .help(format!("write `{id}`")),
                );
                return None;
            }
            _ => {}
        }
        Some((
            Subject {
                quantifier,
                target: symbol.target,
            },
            kind,
            symbol.maybe_unknown,
        ))
    }

    /// The scope that conditions imply: of a dataset where one is tested plainly.
    pub(super) fn scope_of(&self, when: Option<&Item<'_, '_>>) -> Scope {
        let Some(table) = when.and_then(|item| item.value().as_table()) else {
            return Scope::System;
        };
        let dataset = |id: &str| {
            self.targets
                .get(id)
                .is_some_and(|symbol| symbol.scope == Scope::Dataset)
        };
        if table.keys().any(|key| dataset(key.get_ref())) {
            Scope::Dataset
        } else {
            Scope::System
        }
    }

    /// The conditions of a `when`, a `never` or a `then`; a missing one means none.
    pub(super) fn conditions(&self, item: Option<&Item<'_, '_>>, scope: Scope) -> Vec<Condition> {
        let Some(table) = item.and_then(Item::table) else {
            return Vec::new();
        };
        table
            .entries()
            .into_iter()
            .filter_map(|(written, place, cell)| {
                let (subject, kind, _) = self.subject(&cell, &written, &place, scope)?;
                let cell_read = Cell::read(&cell, kind, &written)?;
                if cell_read == Cell::Else {
                    cell.report(
                        Problem::BadValue,
                        "`else` belongs to branches; a condition names its values",
                    );
                    return None;
                }
                Some(Condition {
                    subject,
                    cell: cell_read,
                    written: cell.show_cell(),
                })
            })
            .collect()
    }

    /// The references of a `sources` list; at least one is asked for.
    pub(super) fn sources(&self, table: &Table<'_, '_>) -> Vec<usize> {
        let Some(item) = table.require("sources") else {
            return Vec::new();
        };
        let elements = item.elements();
        if elements.is_empty() {
            item.file.report(
                Diagnostic::error(
                    Problem::MissingKey,
                    item.place(),
                    format!("{} names no source", table.what()),
                )
                .help("cite at least one reference by its id"),
            );
        }
        let mut cited = BTreeSet::new();
        elements
            .iter()
            .filter_map(|element| {
                let id = element.str()?;
                if !cited.insert(id) {
                    let problem = format!("the source `{id}` stands twice");
                    let problem = Diagnostic::error(Problem::DuplicateId, element.place(), problem);
                    item.file.report(problem.help("cite it once"));
                }
                let found = self.references.get(id).copied();
                if found.is_none() {
                    item.file.report(
                        Diagnostic::error(
                            Problem::UnknownId,
                            element.place(),
                            format!("`{id}` is not in references.toml"),
                        )
                        .expected_one_of(id, self.references.keys().map(String::as_str)),
                    );
                }
                found
            })
            .collect()
    }
}

impl Item<'_, '_> {
    /// Prose that says something.
    pub(super) fn prose(&self) -> Option<Prose> {
        Some(Prose {
            text: self.filled_text()?,
            place: self.place(),
        })
    }
}

impl Table<'_, '_> {
    /// Prose that must be there.
    pub(super) fn prose(&self, key: &'static str) -> Prose {
        let found = self.optional_prose(key);
        if found.is_none() && self.get(key).is_none() {
            self.require(key);
        }
        found.unwrap_or_else(|| Prose {
            text: String::new(),
            place: self.place(),
        })
    }

    /// Prose that may be missing.
    pub(super) fn optional_prose(&self, key: &'static str) -> Option<Prose> {
        self.get(key)?.prose()
    }

    /// A list of prose; missing means none.
    pub(super) fn proses(&self, key: &'static str) -> Vec<Prose> {
        let read = |item: Item<'_, '_>| {
            Some(Prose {
                text: item.str()?.to_owned(),
                place: item.place(),
            })
        };
        self.texts(key).into_iter().filter_map(read).collect()
    }
}
