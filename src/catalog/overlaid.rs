//! What a team's folder does to the catalog: which things it adds, and which it puts in the place of ours.
//!
//! Here: the note of it, and whether two things of one id say the same.
//! Not here: the overlay itself (`catalog::collect`), words about it (`cli`).

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use super::source::{SourceFile, Sources};

/// A thing of a team's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Overlaid {
    /// What it is, as the files call it: `question`, `tree`, `pattern` …
    pub kind: String,
    /// Its id; of a template its file name.
    pub id: String,
    /// What it does.
    pub how: How,
}

/// What a thing of a team's folder does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// There was none of its id.
    Added,
    /// It stands in the place of ours.
    Replaced,
    /// It says what ours says.
    Same,
}

impl Sources {
    /// The facts that a team lays over ours, row by row. A file that cannot be read has none: who reads it says why.
    pub(super) fn overlaid_facts(&self) -> Vec<Overlaid> {
        let facts = |file: &&SourceFile| file.path.starts_with("facts/");
        let (own, ours): (Vec<_>, Vec<_>) =
            self.files.iter().filter(facts).partition(|file| file.own);
        let rows = |file: &SourceFile| {
            let ours = ours.iter().find(|ours| ours.path == file.path);
            let before = ours.map_or_else(Vec::new, |ours| rows(&ours.text));
            let after = rows(&file.text).into_iter();
            let changes = after.map(|(kind, id, theirs)| {
                let ours = before.iter().find(|row| row.0 == kind && row.1 == id);
                let how = match ours {
                    None => How::Added,
                    // What a row leaves out stays as it is.
                    Some((_, _, ours)) if within(&theirs, ours) => How::Same,
                    Some(_) => How::Replaced,
                };
                Overlaid { kind, id, how }
            });
            changes.collect::<Vec<_>>()
        };
        own.into_iter().flat_map(rows).collect()
    }
}

/// The rows of a file of facts, each with what it is and its id.
fn rows(text: &str) -> Vec<(String, String, DeTable<'_>)> {
    let Ok(file) = DeTable::parse(text) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (key, value) in file.into_inner() {
        let key = key.into_inner().into_owned();
        match value.into_inner() {
            DeValue::Table(table) => rows.push(("fact".to_owned(), key, table)),
            DeValue::Array(listed) => {
                let tables = listed.into_iter().filter_map(|row| match row.into_inner() {
                    DeValue::Table(table) => Some((key.clone(), called(&table), table)),
                    _ => None,
                });
                rows.extend(tables);
            }
            _ => {}
        }
    }
    rows
}

/// What a row of facts is called: by its key, or by what else tells it from the others of its file.
fn called(row: &DeTable<'_>) -> String {
    let word = |key: &str| row.get(key).and_then(|value| value.get_ref().as_str());
    let found = word("key").or_else(|| word("id")).map(str::to_owned);
    found.unwrap_or_else(|| {
        let words = ["product", "tested", "from", "to"]
            .into_iter()
            .filter_map(word);
        words.collect::<Vec<_>>().join(" ")
    })
}

impl How {
    /// Of a table that takes the place of another.
    pub(super) fn instead(ours: &DeTable<'_>, theirs: &DeTable<'_>) -> Self {
        if same_table(ours, theirs) {
            Self::Same
        } else {
            Self::Replaced
        }
    }
}

/// Whether two tables say the same, in whatever order and wherever they stand.
fn same_table(a: &DeTable<'_>, b: &DeTable<'_>) -> bool {
    a.len() == b.len() && within(a, b)
}

/// Whether a table says nothing that another does not say.
fn within(a: &DeTable<'_>, b: &DeTable<'_>) -> bool {
    a.iter().all(|(key, value)| {
        let other = b.iter().find(|(other, _)| other.get_ref() == key.get_ref());
        other.is_some_and(|(_, other)| same(value.get_ref(), other.get_ref()))
    })
}

fn same(a: &DeValue<'_>, b: &DeValue<'_>) -> bool {
    match (a, b) {
        (DeValue::String(a), DeValue::String(b)) => a == b,
        (DeValue::Boolean(a), DeValue::Boolean(b)) => a == b,
        (DeValue::Integer(a), DeValue::Integer(b)) => a.as_str() == b.as_str(),
        (DeValue::Float(a), DeValue::Float(b)) => a.as_str() == b.as_str(),
        (DeValue::Datetime(a), DeValue::Datetime(b)) => a == b,
        (DeValue::Array(a), DeValue::Array(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|(a, b)| same(a.get_ref(), b.get_ref()))
        }
        (DeValue::Table(a), DeValue::Table(b)) => same_table(a, b),
        _ => false,
    }
}
