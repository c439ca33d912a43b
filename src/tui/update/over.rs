//! Messages to what lies over the page: panels, contents, dialogs, prompts.

use std::path::PathBuf;

use crate::interview::{Entry, Event, Interview, Page, Status};

use super::super::card::spots;
use super::super::message::{Effect, Message, Pane, Then};
use super::super::review;
use super::super::screen::{Body, Dialog, Over, Prompt, Purpose, Screen};
use super::super::trees::{self, Which};
use super::{lists, page_by, scroll, step};

pub(super) fn update(screen: &mut Screen, interview: &Interview<'_>, message: Message) -> Effect {
    let Some(over) = screen.over.take() else {
        return Effect::None;
    };
    match over {
        Over::Dialog(dialog) => asking(screen, dialog, &message),
        Over::Prompt(prompt) => prompting(screen, interview, prompt, message),
        Over::Contents(cursor) => contents(screen, interview, cursor, &message),
        Over::Decisions(cursor) => {
            decisions(screen, interview, cursor, &message);
            Effect::None
        }
        Over::Tree(which, from) => {
            tree(screen, interview, which, from, &message);
            Effect::None
        }
        reading => {
            if message == Message::Back {
                screen.scrolled.remove(&Pane::Over);
            } else {
                screen.over = Some(reading);
                read(screen, &message);
            }
            Effect::None
        }
    }
}

fn read(screen: &mut Screen, message: &Message) {
    match message {
        Message::Move(by) => scroll(screen, Pane::Over, *by),
        Message::Page(pages) => page_by(screen, Pane::Over, *pages),
        Message::First => scroll(screen, Pane::Over, isize::MIN),
        Message::Last => scroll(screen, Pane::Over, isize::MAX),
        _ => {}
    }
}

/// The row of the decision that the last answer changed; else the first one.
pub(super) fn decision(interview: &Interview<'_>) -> usize {
    let changed = interview.changed();
    trees::rows(interview)
        .iter()
        .position(|which| {
            changed
                .iter()
                .any(|change| (change.decision, change.sheet) == (which.decision, which.sheet))
        })
        .unwrap_or(0)
}

fn decisions(screen: &mut Screen, interview: &Interview<'_>, cursor: usize, message: &Message) {
    let rows = trees::rows(interview);
    let mut to = cursor.min(rows.len().saturating_sub(1));
    match message {
        Message::Move(by) => to = step(to, *by, rows.len()),
        Message::First => to = 0,
        Message::Last => to = rows.len().saturating_sub(1),
        // What stands above the rows, conflicts and figures, is seen too.
        Message::Page(pages) => {
            page_by(screen, Pane::Over, *pages);
            screen.over = Some(Over::Decisions(to));
            return;
        }
        Message::Back => {
            screen.scrolled.remove(&Pane::Over);
            return;
        }
        _ => {}
    }
    screen.scrolled.remove(&Pane::Over);
    let opened = match message {
        Message::Choose => rows.get(to).copied(),
        Message::TreeOf(which) => {
            to = rows.iter().position(|row| row == which).unwrap_or(to);
            Some(*which)
        }
        _ => None,
    };
    screen.over = Some(opened.map_or(Over::Decisions(to), |which| Over::Tree(which, Some(to))));
}

fn tree(
    screen: &mut Screen,
    interview: &Interview<'_>,
    which: Which,
    from: Option<usize>,
    message: &Message,
) {
    match message {
        Message::Back => {
            screen.scrolled.remove(&Pane::Over);
            screen.over = from.map(Over::Decisions);
        }
        Message::Tab(by) => {
            screen.scrolled.remove(&Pane::Over);
            let next = trees::step(screen, interview, which, *by).unwrap_or(which);
            screen.over = Some(Over::Tree(next, from));
        }
        other => {
            screen.over = Some(Over::Tree(which, from));
            read(screen, other);
        }
    }
}

fn asking(screen: &mut Screen, mut dialog: Dialog, message: &Message) -> Effect {
    let count = dialog.choices.len();
    match message {
        Message::Move(by) => dialog.cursor = step(dialog.cursor, *by, count),
        Message::First => dialog.cursor = 0,
        Message::Last => dialog.cursor = count.saturating_sub(1),
        Message::Choose => return dialog.take(dialog.cursor),
        Message::Pick(index) if *index < count => return dialog.take(*index),
        Message::Back => return Effect::None,
        _ => {}
    }
    screen.over = Some(Over::Dialog(dialog));
    Effect::None
}

impl Dialog {
    /// What the choice of this index asks for.
    pub(in super::super) fn take(&self, index: usize) -> Effect {
        self.choices
            .get(index)
            .map_or(Effect::None, |(_, effect)| effect.clone())
    }
}

fn prompting(
    screen: &mut Screen,
    interview: &Interview<'_>,
    mut prompt: Prompt,
    message: Message,
) -> Effect {
    let effect = match message {
        Message::Back => return Effect::None,
        Message::Edit(edit) => {
            prompt.field.edit(&edit);
            prompt.error = match prompt.purpose {
                Purpose::Add(scope) => {
                    lists::name_trouble(interview, scope, None, prompt.field.text())
                }
                Purpose::Rename(scope, own) => {
                    lists::name_trouble(interview, scope, Some(own), prompt.field.text())
                }
                Purpose::File | Purpose::Keep | Purpose::Open | Purpose::Find => None,
            };
            Effect::None
        }
        Message::Enter => {
            let mut name = prompt.field.text().trim().to_owned();
            if name.is_empty() && prompt.purpose == Purpose::Find {
                name.clone_from(&screen.sought);
            }
            match prompt.purpose {
                _ if name.is_empty() => {
                    prompt.error = Some("Nothing is written yet.".to_owned());
                    Effect::None
                }
                Purpose::Add(scope) => {
                    if let Some(section) = interview
                        .catalog()
                        .sections
                        .iter()
                        .position(|section| section.scope == scope)
                    {
                        screen.detoured.remove(&section);
                    }
                    Effect::Tell(Event::Add(scope, name), Then::Land)
                }
                Purpose::Rename(scope, sheet) => {
                    Effect::Tell(Event::Rename(scope, sheet, name), Then::Stay(None))
                }
                Purpose::Find => {
                    if let Some(effect) = sought(screen, interview, &name) {
                        return effect;
                    }
                    prompt.error = Some(format!("no question has “{name}” in it"));
                    Effect::None
                }
                Purpose::Keep => Effect::Keep(PathBuf::from(name)),
                Purpose::File | Purpose::Open => Effect::Name(PathBuf::from(name)),
            }
        }
        _ => Effect::None,
    };
    screen.over = Some(Over::Prompt(prompt));
    effect
}

/// To the next question with these words: in the review its row, else its page. None where no question has them.
fn sought(screen: &mut Screen, interview: &Interview<'_>, words: &str) -> Option<Effect> {
    words.clone_into(&mut screen.sought);
    let rows = review::rows(interview);
    let here = trees::question(screen, interview).map(review::Row::Question);
    let from = match &here {
        Some(here) => rows.iter().position(|row| row == here),
        None => Some(screen.review_cursor),
    };
    let (at, spot) = review::find(interview, from.unwrap_or(0), words)?;
    if screen.body == Body::Review {
        screen.scrolled.remove(&Pane::Main);
        screen.review_cursor = at;
        return Some(Effect::None);
    }
    Some(Effect::Tell(Event::Jump(spot), Then::LandAt(spot)))
}

/// Sections, datasets and services, then the review.
fn contents(
    screen: &mut Screen,
    interview: &Interview<'_>,
    cursor: usize,
    message: &Message,
) -> Effect {
    let outline = interview.outline();
    let count = outline.len() + 1;
    let mut to = cursor.min(count - 1);
    match message {
        Message::Move(by) => to = step(to, *by, count),
        Message::First => to = 0,
        Message::Last => to = count - 1,
        Message::Page(pages) => {
            let height = screen.areas.landed(Pane::Over).height.max(1);
            to = step(to, pages.saturating_mul(height.cast_signed()), count);
        }
        Message::Back => return Effect::None,
        Message::Pick(index) if *index < count => to = *index,
        _ => {}
    }
    screen.scrolled.remove(&Pane::Over);
    if matches!(message, Message::Choose | Message::Pick(_)) {
        let event = outline.get(to).map_or(Event::Review, |entry| {
            Event::Open(first_open(interview, entry))
        });
        if let Body::Card(card) = &mut screen.body {
            card.focus = super::super::card::Focus::Rows;
        }
        return Effect::Tell(event, Then::Land);
    }
    screen.over = Some(Over::Contents(to));
    Effect::None
}

/// The first page of an entry with an open question, else its first page.
fn first_open(interview: &Interview<'_>, entry: &Entry) -> Page {
    let of_entry = |page: &Page| match page {
        Page::Questions { section, sheet, .. } => {
            *section == entry.section && entry.sheet.is_none_or(|of| of == *sheet)
        }
        _ => false,
    };
    let open = |page: &Page| {
        spots(page)
            .into_iter()
            .any(|spot| interview.status(spot) == Status::Open)
    };
    match &entry.page {
        Page::Questions { .. } => interview
            .pages()
            .into_iter()
            .find(|page| of_entry(page) && open(page))
            .unwrap_or_else(|| entry.page.clone()),
        list => list.clone(),
    }
}
