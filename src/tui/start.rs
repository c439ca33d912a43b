//! The start screen: new answers, a file, or a draft that was left.
//!
//! Here: its state and what a message does to it.
//! Not here: finding drafts (`drive`), drawing (`view::start`).

use std::path::PathBuf;

use super::field::Field;
use super::flow::Areas;
use super::keymap::Context;
use super::message::{Effect, Message, Pane};
use super::screen::{Dialog, Notice, Over, Prompt, Purpose};

/// A draft, or an answers file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// The system's name, if it was said.
    pub name: Option<String>,
    /// How many questions are answered; none where the file cannot be read.
    pub answered: Option<usize>,
    /// How long ago it was written, in seconds.
    pub age_s: Option<u64>,
    /// Of a draft, the file in which its answers could not be saved.
    pub rescued_from: Option<PathBuf>,
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row<'s> {
    /// New answers.
    New,
    /// Type a path.
    Open,
    /// Go on with a draft.
    Draft(&'s Found),
    /// Go on with a file of this folder.
    File(&'s Found),
}

/// The state.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Start {
    /// Drafts that were left.
    pub drafts: Vec<Found>,
    /// Answers files of the folder.
    pub files: Vec<Found>,
    /// The index of the row.
    pub cursor: usize,
    /// What lies over it.
    pub over: Option<Over>,
    /// Why something did not go through.
    pub notice: Option<Notice>,
    /// The first line, where the user scrolled the help.
    pub scrolled: Option<usize>,
    /// Where things landed on the last frame.
    pub areas: Areas,
}

impl Start {
    /// The rows: what was left unfinished comes first, since it is most likely wanted.
    pub(crate) fn rows(&self) -> Vec<Row<'_>> {
        self.drafts
            .iter()
            .map(Row::Draft)
            .chain([Row::New])
            .chain(self.files.iter().map(Row::File))
            .chain([Row::Open])
            .collect()
    }

    /// What keys speak to.
    pub(crate) fn context(&self) -> Context {
        match &self.over {
            None => match self.rows().get(self.cursor) {
                Some(Row::Draft(_)) => Context::Draft,
                _ => Context::Start,
            },
            Some(Over::Prompt(_)) => Context::Prompt,
            Some(Over::Dialog(_)) => Context::Dialog,
            Some(_) => Context::Panel,
        }
    }
}

/// Takes a message in.
pub(crate) fn update(mut start: Start, message: &Message) -> (Start, Effect) {
    let effect = step(&mut start, message);
    (start, effect)
}

fn step(start: &mut Start, message: &Message) -> Effect {
    match (message, start.over.take()) {
        (Message::Quit, _) => return Effect::Quit,
        (Message::Redraw, over) => {
            start.over = over;
            return Effect::Redraw;
        }
        (Message::Suspend, over) => {
            start.over = over;
            return Effect::Suspend;
        }
        (_, Some(Over::Prompt(prompt))) => return prompting(start, prompt, message),
        (_, Some(Over::Dialog(dialog))) => return asking(start, dialog, message),
        (Message::Back, Some(_)) => {
            start.scrolled = None;
            return Effect::None;
        }
        (_, Some(over)) => {
            let landed = start.areas.landed(Pane::Over);
            let by = match message {
                Message::Move(by) | Message::Wheel(Pane::Over, by) => *by,
                Message::Page(pages) => pages * landed.height.cast_signed(),
                Message::First => isize::MIN,
                Message::Last => isize::MAX,
                _ => 0,
            };
            start.scrolled = Some(landed.offset.saturating_add_signed(by).min(landed.max));
            start.over = Some(over);
            return Effect::None;
        }
        (_, None) => {}
    }
    start.notice = None;
    let count = start.rows().len();
    match message {
        Message::Move(by) | Message::Wheel(_, by) => {
            start.cursor = start.cursor.saturating_add_signed(*by).min(count - 1);
        }
        Message::First => start.cursor = 0,
        Message::Last => start.cursor = count - 1,
        Message::Pick(index) if *index < count => {
            start.cursor = *index;
            return step(start, &Message::Choose);
        }
        Message::Choose => match start.rows().get(start.cursor) {
            Some(Row::New) => return Effect::Begin,
            Some(Row::Draft(found)) => return Effect::Resume(found.path.clone()),
            Some(Row::File(found)) => return Effect::Open(found.path.clone()),
            Some(Row::Open) | None => {
                start.over = Some(Over::Prompt(Prompt {
                    purpose: Purpose::Open,
                    field: Field::default(),
                    error: None,
                }));
            }
        },
        Message::Remove => {
            if let Some(Row::Draft(found)) = start.rows().get(start.cursor) {
                let name = found
                    .name
                    .clone()
                    .unwrap_or_else(|| "without a name".to_owned());
                start.over = Some(Over::Dialog(Dialog {
                    title: "Delete this draft?".to_owned(),
                    body: format!("The draft “{name}” is deleted for good, with all its answers."),
                    choices: vec![
                        ("Keep it".to_owned(), Effect::None),
                        ("Delete it".to_owned(), Effect::Discard(found.path.clone())),
                    ],
                    cursor: 0,
                }));
            } else {
                start.notice = Some(Notice::Error("Only drafts can be deleted here.".to_owned()));
            }
        }
        Message::Help => start.over = Some(Over::Help(Context::Start)),
        _ => {}
    }
    Effect::None
}

fn prompting(start: &mut Start, mut prompt: Prompt, message: &Message) -> Effect {
    let effect = match message {
        Message::Back => return Effect::None,
        Message::Edit(edit) => {
            prompt.field.edit(edit);
            prompt.error = None;
            Effect::None
        }
        Message::Enter if prompt.field.text().trim().is_empty() => {
            prompt.error = Some("Nothing is written yet.".to_owned());
            Effect::None
        }
        Message::Enter => Effect::Open(PathBuf::from(prompt.field.text().trim())),
        _ => Effect::None,
    };
    start.over = Some(Over::Prompt(prompt));
    effect
}

fn asking(start: &mut Start, mut dialog: Dialog, message: &Message) -> Effect {
    let last = dialog.choices.len().saturating_sub(1);
    match message {
        Message::Back => return Effect::None,
        Message::Move(by) => {
            dialog.cursor = dialog.cursor.saturating_add_signed(*by).min(last);
        }
        Message::Choose => return dialog.take(dialog.cursor),
        Message::Pick(index) if *index <= last => return dialog.take(*index),
        _ => {}
    }
    start.over = Some(Over::Dialog(dialog));
    Effect::None
}
