//! What a team's folder does to the catalog: which things it adds, and which it puts in the place of ours.
//!
//! Here: the note of it, and whether two things of one id say the same.
//! Not here: the overlay itself (`catalog::collect`), words about it (`cli`).

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use super::source::Sources;

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
    /// The files of facts that a team lays over ours; what is in them is for who needs it.
    pub(super) fn overlaid_facts(&self) -> impl Iterator<Item = Overlaid> {
        let own = self.files.iter().filter(|file| file.own);
        own.filter_map(|file| {
            Some(Overlaid {
                kind: "facts file".to_owned(),
                id: file.path.strip_prefix("facts/")?.to_owned(),
                how: How::Added,
            })
        })
    }
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
    a.len() == b.len()
        && a.iter().all(|(key, value)| {
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
