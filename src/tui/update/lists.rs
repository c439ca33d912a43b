//! Messages to the lists of datasets and services, and to the review.

use crate::catalog::Scope;
use crate::face;
use crate::interview::{Event, Interview, Page, Refusal};

use super::super::field::Field;
use super::super::message::{Effect, Message, Pane, Then};
use super::super::review;
use super::super::screen::{Body, Dialog, Notice, Over, Prompt, Purpose, Screen};
use super::step;

/// To the list of datasets or services: the sheets, then a row to add one, then a row to go on.
pub(super) fn sheets(screen: &mut Screen, interview: &Interview<'_>, message: &Message) -> Effect {
    let (Body::Sheets(cursor), Page::Sheets { scope, section }) = (&screen.body, &screen.at) else {
        return Effect::None;
    };
    let (cursor, scope, section) = (*cursor, *scope, *section);
    let count = interview.answers().sheets(scope).len();
    let mut to = cursor;
    match message {
        Message::Move(by) => to = step(cursor, *by, count + 2),
        Message::First => to = 0,
        Message::Last => to = count + 1,
        Message::Pick(index) if *index < count + 2 => {
            screen.body = Body::Sheets(*index);
            return sheets(screen, interview, &Message::Choose);
        }
        Message::Choose if cursor < count => {
            let first = interview.pages().into_iter().find(|page| {
                matches!(page, Page::Questions { section: of, sheet, .. } if *of == section && *sheet == cursor)
            });
            if let Some(page) = first {
                return Effect::Tell(Event::Open(page), Then::Land);
            }
        }
        Message::Choose if cursor == count => ask_name(screen, Purpose::Add(scope), ""),
        Message::Choose => return Effect::Tell(Event::Next, Then::Land),
        Message::Add => ask_name(screen, Purpose::Add(scope), ""),
        Message::Rename if cursor < count => {
            let name = interview.sheet_name(scope, cursor);
            ask_name(screen, Purpose::Rename(scope, cursor), &name);
        }
        Message::Remove if cursor < count => {
            let name = interview.sheet_name(scope, cursor);
            screen.over = Some(Over::Dialog(Dialog {
                title: format!("Remove the {} “{name}”?", scope.word()),
                body: "Its answers go with it. Undo (u) brings them back until you leave."
                    .to_owned(),
                choices: vec![
                    ("Keep it".to_owned(), Effect::None),
                    (
                        format!("Remove “{name}” and its answers"),
                        Effect::Tell(
                            Event::Remove(scope, cursor),
                            Then::Stay(Some(format!("“{name}” is removed; u takes that back."))),
                        ),
                    ),
                ],
                cursor: 0,
            }));
        }
        Message::Rename | Message::Remove => {
            screen.notice = Some(Notice::Error(format!(
                "Mark a {} first: ↑ and ↓ move.",
                scope.word()
            )));
        }
        Message::Back => return Effect::Tell(Event::Back, Then::LandLast),
        _ => {}
    }
    if to != cursor {
        screen.scrolled.remove(&Pane::Main);
        screen.body = Body::Sheets(to);
    }
    Effect::None
}

pub(super) fn ask_name(screen: &mut Screen, purpose: Purpose, name: &str) {
    screen.over = Some(Over::Prompt(Prompt {
        purpose,
        field: Field::of(name),
        error: None,
    }));
}

/// To the review.
pub(super) fn review(screen: &mut Screen, interview: &Interview<'_>, message: &Message) -> Effect {
    let rows = review::rows(interview);
    let at = screen.review_cursor.min(rows.len().saturating_sub(1));
    let mut to = at;
    match message {
        Message::Move(by) => to = stop(&rows, at, *by),
        Message::First => to = 0,
        Message::Last => to = stop(&rows, rows.len().saturating_sub(1), 0),
        Message::Pick(index) if *index < rows.len() => {
            screen.review_cursor = *index;
            return review(screen, interview, &Message::Choose);
        }
        Message::Choose => match &rows[at] {
            review::Row::Finish => return finish(screen, interview),
            review::Row::Conflict(clash) => {
                if let Some(spot) = review::first_answer(interview, *clash) {
                    return Effect::Tell(Event::Jump(spot), Then::LandAt(spot));
                }
            }
            review::Row::Question(spot) => {
                return Effect::Tell(Event::Jump(*spot), Then::LandAt(*spot));
            }
            review::Row::Add(scope) => ask_name(screen, Purpose::Add(*scope), ""),
            review::Row::Heading(_) => {}
        },
        Message::Finish => return finish(screen, interview),
        Message::Back => {
            let back = screen.left.take().map_or(Then::LandLast, Then::LandAt);
            return Effect::Tell(Event::Back, back);
        }
        _ => {}
    }
    if to != at {
        screen.scrolled.remove(&Pane::Main);
        screen.review_cursor = to;
    }
    Effect::None
}

/// The row `by` further on which the cursor can stand, else where it is.
fn stop(rows: &[review::Row], at: usize, by: isize) -> usize {
    let mut to = at;
    loop {
        let next = step(to, by, rows.len());
        if rows.get(next).is_some_and(review::Row::is_stop) {
            return next;
        }
        if next == to {
            return at;
        }
        to = next;
    }
}

fn finish(screen: &mut Screen, interview: &Interview<'_>) -> Effect {
    if screen.has_name {
        return Effect::Finish;
    }
    ask_name(screen, Purpose::File, &face::review::file_name(interview));
    Effect::None
}

/// What a refusal to add or rename says before Enter is pressed; none where the name is free.
pub(super) fn name_trouble(
    interview: &Interview<'_>,
    scope: Scope,
    own: Option<usize>,
    name: &str,
) -> Option<String> {
    let name = name.trim();
    let taken = (0..interview.answers().sheets(scope).len())
        .filter(|index| Some(*index) != own)
        .any(|index| interview.sheet_name(scope, index) == name);
    taken.then(|| Refusal::NameTaken(name.to_owned()).to_string())
}
