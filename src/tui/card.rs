//! One question on the screen: its rows, the cursor, what is ticked, what is being written.
//!
//! Here: which rows a question has and what taking one of them says.
//! Not here: drawing (`view::card`), going on to the next question (`update`).

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, OptionSet, Question, Scope, Value};
use crate::interview::{Asked, Interview, Page, Status};

use super::drafts::Drafts;
use super::field::Field;
use super::keymap::Context;

/// A row of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// An option, of which one or several can be taken.
    Option(u8),
    /// Of several options, none.
    NoneOfThese,
    /// A ready-made number.
    Preset(usize),
    /// A value that is written.
    Own,
    /// None of the options, in the user's own words.
    Other,
    /// The user is unsure.
    Unsure,
}

impl Row {
    /// Whether something is written in it.
    pub(crate) fn is_written(self) -> bool {
        matches!(self, Self::Own | Self::Other)
    }
}

/// Where keys go.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Focus {
    /// To the rows.
    Rows,
    /// Into the field of the row under the cursor.
    Field(Field),
}

/// The card of a page: one question at a time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Card {
    /// Index of the question on the page.
    pub tab: usize,
    /// Index of the row.
    pub cursor: usize,
    /// What is ticked, of a question with several options.
    pub ticked: OptionSet,
    /// Where keys go.
    pub focus: Focus,
}

/// The rows of a question, in order.
pub(crate) fn rows(question: &Question) -> Vec<Row> {
    let options = (0..question.kind.options().len()).filter_map(|index| u8::try_from(index).ok());
    // Of the many kinds of data it may well be none: that comes first.
    if question.is_archetype {
        return std::iter::once(Row::Unsure)
            .chain(options.map(Row::Option))
            .collect();
    }
    let mut rows: Vec<Row> = match &question.kind {
        Kind::Choice(_) => options.map(Row::Option).chain([Row::Other]).collect(),
        Kind::Multi(_) => options
            .map(Row::Option)
            .chain([Row::NoneOfThese, Row::Other])
            .collect(),
        _ => (0..question.presets.len())
            .map(Row::Preset)
            .chain([Row::Own])
            .collect(),
    };
    // A dataset or service must have some name.
    if question.scope == Scope::System || question.key() != "name" {
        rows.push(Row::Unsure);
    }
    rows
}

/// The row that an answer stands on.
pub(crate) fn row_of(asked: &Asked<'_>) -> Option<Row> {
    match (asked.answer, &asked.status) {
        (Some(Answer::Other(_)), _) => Some(Row::Other),
        (Some(Answer::Given(value)), _) => Some(row_of_value(asked.question, value)),
        (None, Status::Unsure) => Some(Row::Unsure),
        (None, _) => None,
    }
}

/// The row that a value stands on.
fn row_of_value(question: &Question, value: &Value) -> Row {
    match value {
        Value::Choice(option) => Row::Option(*option),
        Value::Multi(set) => set.iter().next().map_or(Row::NoneOfThese, Row::Option),
        value => {
            let presets = &question.presets;
            let preset = presets.iter().position(|preset| preset.value == *value);
            preset.map_or(Row::Own, Row::Preset)
        }
    }
}

/// What is said by what is written in a row.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(crate) fn read(question: &Question, row: Row, written: &str) -> Result<Answer, String> {
    if row == Row::Other {
        let text = written.trim();
        return if text.is_empty() {
            Err("nothing is written yet".to_owned())
        } else {
            Ok(Answer::Other(text.to_owned()))
        };
    }
    let value = question.kind.parse(written)?;
    question.check(&value)?;
    Ok(Answer::Given(value))
}

/// What stands in the field of a row before anything is written.
pub(crate) fn written(asked: &Asked<'_>, row: Row) -> String {
    match (row, asked.answer) {
        (Row::Other, Some(Answer::Other(text))) => text.clone(),
        (Row::Own, Some(Answer::Given(value))) if row_of(asked) == Some(Row::Own) => {
            asked.question.kind.show(value)
        }
        (Row::Own, None) => {
            let likely = asked.likely.map(|likely| &likely.value);
            let own = likely.filter(|value| row_of_value(asked.question, value) == Row::Own);
            own.map_or_else(String::new, |value| asked.question.kind.show(value))
        }
        _ => String::new(),
    }
}

/// What is ticked before anybody ticks.
pub(crate) fn ticked(asked: &Asked<'_>) -> OptionSet {
    match (asked.answer, asked.likely.map(|likely| &likely.value)) {
        (Some(Answer::Given(Value::Multi(set))), _) | (None, Some(Value::Multi(set))) => *set,
        _ => OptionSet::default(),
    }
}

impl Card {
    /// The card of a page, at the question of index `tab`.
    pub(crate) fn at(interview: &Interview<'_>, tab: usize, drafts: &Drafts) -> Self {
        let mut card = Self {
            tab,
            cursor: 0,
            ticked: OptionSet::default(),
            focus: Focus::Rows,
        };
        let Some(asked) = card.asked(interview) else {
            return card;
        };
        let rows = rows(asked.question);
        let kept = drafts.ticks(interview, asked.spot);
        card.ticked = kept.unwrap_or_else(|| ticked(&asked));
        card.cursor = drafts
            .waiting_row(interview, asked.spot)
            .or_else(|| row_of(&asked))
            .filter(|row| *row != Row::Unsure || asked.likely.is_none())
            .or_else(|| Some(row_of_value(asked.question, &asked.likely?.value)))
            .and_then(|row| rows.iter().position(|other| *other == row))
            .unwrap_or(0);
        // Where there is nothing but an empty field, keys go into it at once.
        if rows.first() == Some(&Row::Own) && asked.status == Status::Open {
            card.write(interview, &asked, drafts);
        }
        card
    }

    /// The card of a page at its first open question.
    pub(crate) fn first_open(interview: &Interview<'_>, drafts: &Drafts) -> Self {
        let asked = interview.asked();
        let find = |wanted: fn(&Status) -> bool| asked.iter().position(|one| wanted(&one.status));
        let tab = find(|status| *status == Status::Open)
            .or_else(|| find(is_live))
            .unwrap_or(0);
        Self::at(interview, tab, drafts)
    }

    /// The card of a page at its last question that applies.
    pub(crate) fn last(interview: &Interview<'_>, drafts: &Drafts) -> Self {
        let asked = interview.asked();
        let tab = asked
            .iter()
            .rposition(|one| is_live(&one.status))
            .unwrap_or(0);
        Self::at(interview, tab, drafts)
    }

    /// The question.
    pub(crate) fn asked<'i>(&self, interview: &'i Interview<'_>) -> Option<Asked<'i>> {
        interview.asked().into_iter().nth(self.tab)
    }

    /// Lets keys go into the field of the row under the cursor.
    pub(crate) fn write(&mut self, interview: &Interview<'_>, asked: &Asked<'_>, drafts: &Drafts) {
        let rows = rows(asked.question);
        if let Some(row) = rows.get(self.cursor).filter(|row| row.is_written()) {
            self.focus = Focus::Field(field(interview, asked, *row, drafts));
        }
    }

    /// What keys speak to.
    pub(crate) fn context(&self, interview: &Interview<'_>) -> Context {
        match (
            &self.focus,
            self.asked(interview).map(|asked| &asked.question.kind),
        ) {
            (Focus::Field(_), _) => Context::Writing,
            (Focus::Rows, Some(Kind::Choice(_))) => Context::Choice,
            (Focus::Rows, Some(Kind::Multi(_))) => Context::Multi,
            (Focus::Rows, Some(kind)) if kind.is_number() => Context::Number,
            (Focus::Rows, _) => Context::Text,
        }
    }
}

/// Whether a question is worth stopping at.
pub(crate) fn is_live(status: &Status) -> bool {
    matches!(
        status,
        Status::Open | Status::Answered | Status::Unsure | Status::Likely(_)
    )
}

/// The field of a row: what was written in it and not taken, else what was answered.
pub(crate) fn field(
    interview: &Interview<'_>,
    asked: &Asked<'_>,
    row: Row,
    drafts: &Drafts,
) -> Field {
    drafts
        .field(interview, asked.spot, row)
        .cloned()
        .unwrap_or_else(|| Field::of(&written(asked, row)))
}

/// Regions whose round trips are known and that begin, or are named, like the last word written: what would be
/// added, and what the region is called. Empty for other questions, and where the word is complete.
pub(crate) fn suggestions(
    interview: &Interview<'_>,
    question: &Question,
    written: &str,
) -> Vec<(String, String)> {
    if question.id != "geo.regions" {
        return Vec::new();
    }
    let word = written.rsplit(',').next().unwrap_or_default().trim();
    let asked = word.to_lowercase();
    let regions = interview.world().regions();
    let mut known: Vec<(&str, &str)> = regions
        .filter(|(key, name)| {
            let place = key.split_once(':').map_or(*key, |(_, place)| place);
            [*key, place].iter().any(|start| start.starts_with(&asked))
                || !asked.is_empty() && name.to_lowercase().contains(&asked)
        })
        .collect();
    if known.iter().any(|(key, _)| *key == word) {
        return Vec::new();
    }
    known.sort_unstable();
    known
        .into_iter()
        .map(|(key, name)| (key.to_owned(), name.to_owned()))
        .collect()
}

/// What follows from regions whose place is not known: a name without its provider is such a one.
pub(crate) fn unplaced(
    interview: &Interview<'_>,
    question: &Question,
    names: &[String],
) -> Option<String> {
    if question.id != "geo.regions" || names.len() < 2 {
        return None;
    }
    let known = |name: &String| interview.world().regions().any(|(key, _)| key == name);
    let unknown: Vec<&str> = names
        .iter()
        .filter(|name| !known(name))
        .map(String::as_str)
        .collect();
    (!unknown.is_empty()).then(|| {
        let unknown = unknown.join(", ");
        format!("No round trips are known for {unknown}: figures over distance are left out.")
    })
}

/// What is written, with its last word replaced by a suggestion.
pub(crate) fn completed(written: &str, suggestion: &str) -> String {
    match written.rsplit_once(',') {
        Some((before, _)) => format!("{before}, {suggestion}"),
        None => suggestion.to_owned(),
    }
}

/// The spots of a page, in order.
pub(crate) fn spots(page: &Page) -> Vec<Spot> {
    match page {
        Page::Questions {
            sheet, questions, ..
        } => questions
            .iter()
            .map(|question| Spot {
                question: *question,
                sheet: *sheet,
            })
            .collect(),
        _ => Vec::new(),
    }
}
