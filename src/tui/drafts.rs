//! What was written or ticked at a question and not taken, so that going elsewhere loses nothing.
//!
//! Here: keeping it, and what of it still waits to be taken.
//! Not here: reading it as an answer (`card`), asking about it before leaving (`update::pending`).

use std::collections::BTreeMap;

use crate::answers::{Answer, SheetId, Spot};
use crate::catalog::{OptionSet, Value};
use crate::interview::{Asked, Interview, Status};

use super::card::{Row, read, ticked, written};
use super::field::Field;

/// All of it. Sheets are named by identity: others may be removed before them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Drafts {
    /// By sheet and question, and whether it is the field of [`Row::Other`].
    fields: BTreeMap<(SheetId, usize, bool), Written>,
    ticks: BTreeMap<(SheetId, usize), OptionSet>,
}

#[derive(Debug, Clone, PartialEq)]
struct Written {
    field: Field,
    /// Whether the question was not answered otherwise since.
    waits: bool,
}

/// Something that waits to be taken.
pub(crate) struct Pending {
    pub(crate) spot: Spot,
    pub(crate) words: String,
    /// The answer that it is, or why it is none.
    pub(crate) answer: Result<Answer, String>,
}

fn sheet(interview: &Interview<'_>, spot: Spot) -> Option<SheetId> {
    let scope = interview.catalog().questions[spot.question].scope;
    let sheet = interview.answers().sheets(scope).get(spot.sheet)?;
    Some(sheet.id)
}

/// Where a sheet stands now; none while it is removed.
fn spot(interview: &Interview<'_>, id: SheetId, question: usize) -> Option<Spot> {
    let scope = interview.catalog().questions[question].scope;
    let sheets = interview.answers().sheets(scope);
    let sheet = sheets.iter().position(|sheet| sheet.id == id)?;
    Some(Spot { question, sheet })
}

fn row(other: bool) -> Row {
    if other { Row::Other } else { Row::Own }
}

impl Drafts {
    /// What was written in a row.
    pub(crate) fn field(&self, interview: &Interview<'_>, spot: Spot, row: Row) -> Option<&Field> {
        let key = (sheet(interview, spot)?, spot.question, row == Row::Other);
        self.fields.get(&key).map(|written| &written.field)
    }

    /// What was ticked.
    pub(crate) fn ticks(&self, interview: &Interview<'_>, spot: Spot) -> Option<OptionSet> {
        let key = (sheet(interview, spot)?, spot.question);
        self.ticks.get(&key).copied()
    }

    /// The row in which something written waits.
    pub(crate) fn waiting_row(&self, interview: &Interview<'_>, spot: Spot) -> Option<Row> {
        let sheet = sheet(interview, spot)?;
        [false, true]
            .into_iter()
            .find(|other| {
                let written = self.fields.get(&(sheet, spot.question, *other));
                written.is_some_and(|written| written.waits)
            })
            .map(row)
    }

    /// Keeps what is written in a row; nothing at all, and what was answered, need no keeping.
    pub(crate) fn keep_field(
        &mut self,
        interview: &Interview<'_>,
        asked: &Asked<'_>,
        row: Row,
        field: Field,
    ) {
        let Some(sheet) = sheet(interview, asked.spot) else {
            return;
        };
        let key = (sheet, asked.spot.question, row == Row::Other);
        if field.text().trim().is_empty() || field.text() == written(asked, row) {
            self.fields.remove(&key);
        } else {
            let waits = true;
            self.fields.insert(key, Written { field, waits });
        }
    }

    /// Keeps what is ticked, unless it is what was answered.
    pub(crate) fn keep_ticks(
        &mut self,
        interview: &Interview<'_>,
        asked: &Asked<'_>,
        ticks: OptionSet,
    ) {
        let Some(sheet) = sheet(interview, asked.spot) else {
            return;
        };
        let key = (sheet, asked.spot.question);
        if ticks == ticked(asked) {
            self.ticks.remove(&key);
        } else {
            self.ticks.insert(key, ticks);
        }
    }

    /// The question was answered: what is left there waits no more. Words stay where they were written.
    pub(crate) fn settle(&mut self, interview: &Interview<'_>, spot: Spot) {
        let Some(sheet) = sheet(interview, spot) else {
            return;
        };
        self.ticks.remove(&(sheet, spot.question));
        for other in [false, true] {
            if let Some(written) = self.fields.get_mut(&(sheet, spot.question, other)) {
                written.waits = false;
            }
        }
    }

    /// Forgets what has become the answer. A sheet that is gone may come back by undo.
    pub(crate) fn forget_taken(&mut self, interview: &Interview<'_>) {
        self.fields.retain(|(id, question, other), written| {
            let Some(spot) = spot(interview, *id, *question) else {
                return true;
            };
            let asked = interview.ask(spot);
            let answer = read(asked.question, row(*other), written.field.text());
            answer.ok().as_ref() != asked.answer
        });
        self.ticks.retain(|(id, question), ticks| {
            spot(interview, *id, *question)
                .is_none_or(|spot| ticked(&interview.ask(spot)) != *ticks)
        });
    }

    /// What waits to be taken, in the order of the questions.
    pub(crate) fn pending(&self, interview: &Interview<'_>) -> Vec<Pending> {
        let asked = |id: SheetId, question: usize| {
            let asked = interview.ask(spot(interview, id, question)?);
            (!matches!(asked.status, Status::Inactive(_))).then_some(asked)
        };
        let fields = self.fields.iter().filter(|(_, written)| written.waits);
        let fields = fields.filter_map(|((id, question, other), written)| {
            let asked = asked(*id, *question)?;
            let words = written.field.text();
            Some(Pending {
                spot: asked.spot,
                words: words.to_owned(),
                answer: read(asked.question, row(*other), words),
            })
        });
        let ticks = self.ticks.iter().filter_map(|((id, question), ticks)| {
            let asked = asked(*id, *question)?;
            let value = Value::Multi(*ticks);
            Some(Pending {
                spot: asked.spot,
                words: asked.question.kind.show_label(&value),
                answer: if ticks.is_empty() {
                    Err("nothing is ticked".to_owned())
                } else {
                    Ok(Answer::Given(value))
                },
            })
        });
        let mut pending: Vec<Pending> = fields.chain(ticks).collect();
        pending.sort_by_key(|one| one.spot);
        pending
    }
}
