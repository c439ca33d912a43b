//! What the files hold, sorted by what it is; a team's own things in place of embedded ones.
//!
//! Here: which file holds what, the overlay by id.
//! Not here: what the things say (`catalog::load`).

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::overlaid::{How, Overlaid};
use super::reader::{File, Item, Table};
use super::source::SourceFile;
use super::value::Kind;
use super::{Section, question};

/// The layout of the folder, for messages.
const LAYOUT: [&str; 14] = [
    "systems/*.toml",
    "archetypes/*.toml",
    "catalog.toml",
    "questions/*.toml",
    "derived/*.toml",
    "trees/*.toml",
    "patterns/*.toml",
    "guidance/partition.toml",
    "guidance/split-brain.toml",
    "guidance/containment.toml",
    "guidance/responses.toml",
    "conflicts.toml",
    "invariants.toml",
    "figures.toml and references.toml",
];

/// A thing with an id, still in its file.
pub(super) struct Entity<'f, 's> {
    pub(super) id: String,
    item: Whole<'f, 's>,
    own: bool,
    /// What it does to ours, where it is a team's own.
    how: How,
    /// Index of the section, for questions.
    pub(super) section: usize,
}

/// A thing is a table inside a file, or a whole file.
#[derive(Clone)]
enum Whole<'f, 's> {
    Part(Item<'f, 's>),
    File(&'f File<'s>, &'f DeTable<'s>),
}

impl<'f, 's> Entity<'f, 's> {
    pub(super) fn table(&self) -> Table<'f, 's> {
        match &self.item {
            Whole::Part(item) => item
                .table()
                .unwrap_or_else(|| Table::root(item.file, EMPTY.get_or_init(DeTable::new))),
            Whole::File(file, table) => Table::root(file, table),
        }
    }

    fn keys(&self) -> Option<&'f DeTable<'s>> {
        match &self.item {
            Whole::Part(item) => item.value().as_table(),
            Whole::File(_, table) => Some(table),
        }
    }
}

static EMPTY: std::sync::OnceLock<DeTable<'static>> = std::sync::OnceLock::new();

/// Everything found in the files, by what it is.
#[derive(Default)]
pub(super) struct Found<'f, 's> {
    pub(super) sections: Vec<Section>,
    pub(super) section_tables: Vec<(usize, Table<'f, 's>)>,
    pub(super) version: String,
    pub(super) order_sections: Vec<Item<'f, 's>>,
    pub(super) order_decisions: Vec<Item<'f, 's>>,
    pub(super) questions: Vec<Entity<'f, 's>>,
    pub(super) facts: Vec<Entity<'f, 's>>,
    pub(super) decisions: Vec<Entity<'f, 's>>,
    pub(super) patterns: Vec<Entity<'f, 's>>,
    pub(super) partition: Vec<Entity<'f, 's>>,
    pub(super) split_brain: Vec<Entity<'f, 's>>,
    pub(super) containment: Vec<Entity<'f, 's>>,
    pub(super) responses: Vec<Entity<'f, 's>>,
    pub(super) conflicts: Vec<Entity<'f, 's>>,
    pub(super) invariants: Vec<Entity<'f, 's>>,
    pub(super) figures: Vec<Entity<'f, 's>>,
    pub(super) products: Vec<Entity<'f, 's>>,
    pub(super) archetypes: Vec<Entity<'f, 's>>,
    pub(super) references: Vec<Entity<'f, 's>>,
}

impl Found<'_, '_> {
    /// What a team's files change, in the order of their kinds.
    pub(super) fn overlaid(&self) -> Vec<Overlaid> {
        let kinds = [
            ("question", &self.questions),
            ("derived fact", &self.facts),
            ("tree", &self.decisions),
            ("pattern", &self.patterns),
            ("partition row", &self.partition),
            ("split-brain row", &self.split_brain),
            ("containment row", &self.containment),
            ("response", &self.responses),
            ("system", &self.products),
            ("archetype", &self.archetypes),
            ("conflict", &self.conflicts),
            ("invariant", &self.invariants),
            ("figure", &self.figures),
            ("reference", &self.references),
        ];
        let own = kinds.into_iter().flat_map(|(kind, entities)| {
            let own = entities.iter().filter(|entity| entity.own);
            own.map(|entity| Overlaid {
                kind: kind.to_owned(),
                id: entity.id.clone(),
                how: entity.how,
            })
        });
        own.collect()
    }
}

pub(super) fn sort_in<'f, 's>(
    found: &mut Found<'f, 's>,
    file: &'f File<'s>,
    table: &'f DeTable<'s>,
    source: &SourceFile,
) {
    let root = Table::root(file, table);
    let own = source.own;
    let (folder, name) = source.path.split_once('/').unwrap_or(("", &source.path));
    match (folder, name) {
        ("", "catalog.toml") => manifest(found, &root),
        ("questions", _) => {
            let Some(section) = question::section(&root) else {
                return;
            };
            let index = if let Some(known) = found
                .sections
                .iter()
                .position(|known| known.id == section.id)
            {
                found.sections[known] = section;
                known
            } else {
                found.sections.push(section);
                found.sections.len() - 1
            };
            entities(&mut found.questions, &root, "question", "id", own, index);
            found.section_tables.push((index, Table::root(file, table)));
        }
        ("trees", _) => {
            if let Some(id) = root.text("decides") {
                let entity = Entity {
                    id,
                    item: Whole::File(file, table),
                    own,
                    how: How::Added,
                    section: 0,
                };
                add(&mut found.decisions, entity, &root);
            }
            return;
        }
        ("archetypes", _) => entities(&mut found.archetypes, &root, "archetype", "id", own, 0),
        ("derived", _) => entities(&mut found.facts, &root, "fact", "id", own, 0),
        ("patterns", _) => entities(&mut found.patterns, &root, "pattern", "id", own, 0),
        ("systems", _) => entities(&mut found.products, &root, "system", "id", own, 0),
        ("guidance", "partition.toml") => {
            entities(&mut found.partition, &root, "row", "id", own, 0);
        }
        ("guidance", "split-brain.toml") => {
            entities(&mut found.split_brain, &root, "row", "id", own, 0);
        }
        ("guidance", "containment.toml") => {
            entities(&mut found.containment, &root, "row", "id", own, 0);
        }
        ("guidance", "responses.toml") => {
            entities(&mut found.responses, &root, "response", "diagnosis", own, 0);
        }
        ("", "conflicts.toml") => entities(&mut found.conflicts, &root, "conflict", "id", own, 0),
        ("", "invariants.toml") => {
            entities(&mut found.invariants, &root, "invariant", "id", own, 0);
        }
        ("", "figures.toml") => entities(&mut found.figures, &root, "figure", "id", own, 0),
        ("", "references.toml") | ("references", _) => {
            entities(&mut found.references, &root, "reference", "id", own, 0);
        }
        _ => {
            file.report(
                Diagnostic::error(
                    Problem::UnknownId,
                    file.place(&(0..0)),
                    format!("`{}` has no place in a catalog", source.path),
                )
                .expected(LAYOUT.join(", ")),
            );
            return;
        }
    }
    root.report_unasked();
}

fn manifest<'f, 's>(found: &mut Found<'f, 's>, root: &Table<'f, 's>) {
    if let Some(format) = root.require("format")
        && Kind::Integer.read(&format, "format") != Some(super::Value::Integer(1))
    {
        let problem = Diagnostic::error(
            Problem::Format,
            format.place(),
            "this catalog has a format that is not known here",
        );
        root.file.report(problem.expected("format = 1"));
    }
    found.version = root.text("version").unwrap_or_default();
    let words = |key| {
        let items = root.texts(key).into_iter();
        items.filter(|item| item.str().is_some()).collect()
    };
    found.order_sections = words("sections");
    found.order_decisions = words("decisions");
}

/// The place of a name in an order of the manifest; what it does not name comes last.
pub(super) fn rank(order: &[Item<'_, '_>], id: &str) -> usize {
    let found = order
        .iter()
        .position(|item| item.value().as_str() == Some(id));
    found.unwrap_or(usize::MAX)
}

/// Reports the names of an order that name nothing.
pub(super) fn orders_what_exists(order: &[Item<'_, '_>], what: &str, ids: &[&str]) {
    for item in order {
        let Some(name) = item.value().as_str().filter(|name| !ids.contains(name)) else {
            continue;
        };
        let problem = format!("there is no {what} `{name}`");
        let problem = Diagnostic::error(Problem::UnknownId, item.place(), problem);
        item.file
            .report(problem.expected_one_of(name, ids.iter().copied()));
    }
}

fn entities<'f, 's>(
    into: &mut Vec<Entity<'f, 's>>,
    root: &Table<'f, 's>,
    key: &'static str,
    id_key: &'static str,
    own: bool,
    section: usize,
) {
    for item in root.texts(key) {
        let Some(table) = item.table() else { continue };
        table.name_it(format!("this {key}"));
        if let Some(id) = table.text(id_key) {
            add(
                into,
                Entity {
                    id,
                    item: Whole::Part(item),
                    own,
                    how: How::Added,
                    section,
                },
                &table,
            );
        }
    }
}

/// A team's own thing takes the place of the embedded one with its id; twice in one layer is an error.
fn add<'f, 's>(into: &mut Vec<Entity<'f, 's>>, mut entity: Entity<'f, 's>, table: &Table<'f, 's>) {
    match into.iter_mut().find(|other| other.id == entity.id) {
        Some(embedded) if entity.own && !embedded.own => {
            if let (Some(ours), Some(theirs)) = (embedded.keys(), entity.keys()) {
                entity.how = How::instead(ours, theirs);
            }
            *embedded = entity;
        }
        Some(first) => {
            let place = first.table().place();
            table.file.report(
                Diagnostic::error(
                    Problem::DuplicateId,
                    table.place(),
                    format!("`{}` is defined twice", entity.id),
                )
                .help(format!("the other one is at {place}")),
            );
        }
        None => into.push(entity),
    }
}
