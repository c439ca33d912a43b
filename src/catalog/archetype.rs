//! Archetypes: well-known kinds of data, with the answers that are likely for them.
//!
//! Here: their types and tables.
//! Not here: when a likely answer stands in for one that nobody gave (`engine`), which are asked about (`interview`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Kind as Problem, Place};

use super::question::{label, means};
use super::reader::{Item, Table};
use super::symbols::Symbols;
use super::value::Choice;
use super::{Question, Scope, Target, Value};

/// The word for questions whose options are the archetypes.
pub(super) const KIND: &str = "archetype";

/// A well-known kind of data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Archetype {
    /// Id, an option of the question that names a dataset's archetype.
    pub id: String,
    /// One to five words.
    pub label: String,
    /// What data is of this kind.
    pub means: String,
    /// The likely answers, by question.
    pub likely: BTreeMap<usize, Likely>,
    /// The questions that matter so much, or differ so much within the kind, that they are asked all the same.
    pub confirm: Vec<usize>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A likely answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likely {
    /// The answer.
    pub value: Value,
    /// Why it is likely.
    pub because: String,
}

/// The archetypes as options of a question; what is missing here is reported when the archetype itself is read.
pub(super) fn choices(tables: &[Table<'_, '_>]) -> Vec<Choice> {
    let text = |table: &Table<'_, '_>, key| {
        let text = table.get(key).and_then(|item| item.value().as_str());
        text.map(str::to_owned)
    };
    let choice = |table: &Table<'_, '_>| {
        Some(Choice {
            id: text(table, "id")?,
            label: text(table, "label").unwrap_or_default(),
            means: text(table, "means").unwrap_or_default(),
            phrase: None,
            place: table.place(),
        })
    };
    tables.iter().filter_map(choice).collect()
}

pub(super) fn archetype(
    table: &Table<'_, '_>,
    symbols: &Symbols,
    questions: &[Question],
) -> Option<Archetype> {
    let id = table.text("id")?;
    table.name_it(format!("archetype `{id}`"));
    let mut likely = BTreeMap::new();
    for row in table.tables("likely") {
        row.name_it(format!("a likely answer of archetype `{id}`"));
        let question = row
            .require("set")
            .and_then(|item| question(&item, symbols, questions));
        let value = row.require("to");
        let because = row.text("because");
        row.report_unasked();
        let (Some((set, index)), Some(value), Some(because)) = (question, value, because) else {
            continue;
        };
        let Some(value) = answer(&value, &questions[index]) else {
            continue;
        };
        if likely.insert(index, Likely { value, because }).is_some() {
            set.report(
                Problem::DuplicateId,
                format!("archetype `{id}` answers `{}` twice", questions[index].id),
            );
        }
    }
    let mut confirm = Vec::new();
    for item in table.texts("confirm") {
        let Some((_, index)) = question(&item, symbols, questions) else {
            continue;
        };
        if confirm.contains(&index) {
            item.report(
                Problem::DuplicateId,
                format!("`{}` stands twice", questions[index].id),
            );
        } else {
            confirm.push(index);
        }
    }
    let read = Archetype {
        label: label(table).unwrap_or_default(),
        means: means(table).unwrap_or_default(),
        likely,
        confirm,
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

/// The question of a dataset that an item names; its name and its archetype are its own.
fn question<'f, 's>(
    item: &Item<'f, 's>,
    symbols: &Symbols,
    questions: &[Question],
) -> Option<(Item<'f, 's>, usize)> {
    let id = item.str()?;
    let can_be_likely = |index: usize| {
        questions.get(index).is_some_and(|question| {
            question.scope == Scope::Dataset && question.key() != "name" && !question.is_archetype
        })
    };
    match symbols.targets.get(id).map(|symbol| symbol.target) {
        Some(Target::Question(index)) if can_be_likely(index) => Some((item.clone(), index)),
        _ => {
            let problem = Diagnostic::error(
                Problem::UnknownId,
                item.place(),
                format!("`{id}` is no question about a dataset that an archetype could answer"),
            );
            let known = questions.iter().enumerate();
            let known = known
                .filter(|(index, _)| can_be_likely(*index))
                .map(|(_, question)| question.id.as_str());
            item.file.report(problem.expected_one_of(id, known));
            None
        }
    }
}

/// The answer that an item gives; what the question does not take is reported.
fn answer(item: &Item<'_, '_>, question: &Question) -> Option<Value> {
    let value = question.kind.read(item, &question.id)?;
    if let Some(expected) = question.outside(&value) {
        let problem = format!(
            "`{}` is not an answer to `{}`",
            question.kind.show(&value),
            question.id
        );
        item.file.report(
            Diagnostic::error(Problem::OutOfRange, item.place(), problem).expected(expected),
        );
        return None;
    }
    Some(value)
}
