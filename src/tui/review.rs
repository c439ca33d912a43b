//! The rows of the review: every question of every sheet, in the order of the interview.
//!
//! Here: which rows there are, and which of them has a word in it.
//! Not here: drawing them (`view::review`).

use crate::answers::Spot;
use crate::catalog::Scope;
use crate::engine::Clash;
use crate::interview::{Interview, Page};

use super::card;

/// A row of the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// Write the brief.
    Finish,
    /// Answers that cannot all be met.
    Conflict(Clash),
    /// The title of a section, dataset or service; the cursor passes over it.
    Heading(String),
    /// A question.
    Question(Spot),
    /// A new dataset or service.
    Add(Scope),
}

impl Row {
    /// Whether the cursor can stand on it.
    pub(crate) fn is_stop(&self) -> bool {
        !matches!(self, Self::Heading(_))
    }
}

/// The rows.
pub(crate) fn rows(interview: &Interview<'_>) -> Vec<Row> {
    let mut rows = vec![Row::Finish];
    rows.extend(
        interview
            .evaluation()
            .clashes
            .iter()
            .map(|clash| Row::Conflict(*clash)),
    );
    let mut under = None;
    let mut adding = None;
    for page in interview.pages() {
        let (section, sheet) = match &page {
            Page::Questions { section, sheet, .. } => (*section, *sheet),
            Page::Sheets { scope, .. } => {
                rows.extend(adding.replace(*scope).map(Row::Add));
                continue;
            }
            Page::Review => continue,
        };
        let of = interview.catalog().sections[section].scope;
        if adding.is_some_and(|scope| scope != of) {
            rows.extend(adding.take().map(Row::Add));
        }
        if under != Some((section, sheet)) {
            under = Some((section, sheet));
            let title = match of {
                Scope::System => interview.title(section, None),
                scope => format!(
                    "{} {}",
                    crate::text::upper_first(scope.word()),
                    interview.sheet_name(scope, sheet)
                ),
            };
            rows.push(Row::Heading(title));
        }
        rows.extend(card::spots(&page).into_iter().map(Row::Question));
    }
    rows.extend(adding.map(Row::Add));
    rows
}

/// The next question behind the row `from`, round and round, that has all these words in its id, its text, its answer or
/// the name of its dataset or service.
pub(crate) fn find(interview: &Interview<'_>, from: usize, words: &str) -> Option<(usize, Spot)> {
    let words = words.to_lowercase();
    let rows = rows(interview);
    let has = |spot: Spot| {
        let question = &interview.catalog().questions[spot.question];
        let name = match question.scope {
            Scope::System => String::new(),
            scope => interview.sheet_name(scope, spot.sheet),
        };
        let (value, _) = interview.shown(spot);
        let text = [&question.id, &question.chip, &question.ask, &name, &value];
        let text = text.map(|text| text.to_lowercase()).join(" ");
        words.split_whitespace().all(|word| text.contains(word))
    };
    (1..=rows.len()).find_map(|step| {
        let at = (from + step) % rows.len();
        match rows[at] {
            Row::Question(spot) if has(spot) => Some((at, spot)),
            _ => None,
        }
    })
}

/// The question to look at first where answers clash: the one that the conflict names first.
pub(crate) fn first_answer(interview: &Interview<'_>, clash: Clash) -> Option<Spot> {
    let catalog = interview.catalog();
    let question = *catalog.conflicts[clash.conflict].answers.first()?;
    let sheet = match catalog.questions[question].scope {
        Scope::System => 0,
        _ => clash.sheet,
    };
    Some(Spot { question, sheet })
}
