//! An interview under way: its session, its screen, and what an effect does to the session.
//!
//! Here: telling the interview, saving, naming, leaving.
//! Not here: the terminal and the start screen (`drive`).

use std::path::{Path, PathBuf};

use crate::answers::{Answers, SaveError};
use crate::interview::Event;
use crate::session::{Failure, Kept, Session};

use super::super::message::{Effect, Message, Pane, Saving, Then, Trouble};
use super::super::screen::{Dialog, Over, Screen};
use super::super::update::update;
use super::super::view::{Beside, Preview};
use super::super::{Finished, Options};

/// An interview under way.
pub(in super::super) struct Work<'c> {
    pub(super) session: Session<'c>,
    pub(in super::super) screen: Screen,
    pub(super) saving: Saving,
    /// Why the last save failed, until there is room on the screen to say so.
    trouble: Option<Trouble>,
    pub(super) preview: Preview,
    pub(super) beside: Beside,
    /// The answers that the preview was made of.
    preview_of: Option<Answers>,
}

/// What a message leaves for the loop.
pub(in super::super) enum Asked {
    /// Only to draw.
    Nothing,
    /// The user is done.
    Finished(Finished),
    /// Something about the terminal.
    Loop(Effect),
}

/// What became of an effect.
enum Done {
    Nothing,
    Say(Message),
    Finished(Finished),
    Loop(Effect),
}

impl<'c> Work<'c> {
    pub(in super::super) fn new(mut session: Session<'c>, options: &Options) -> Self {
        session.rescue_to(options.folder.as_deref());
        let screen = Screen::new(session.interview(), session.path().is_some());
        let mut work = Self {
            session,
            screen,
            saving: Saving::Done,
            trouble: None,
            preview: Preview::default(),
            beside: Beside::default(),
            preview_of: None,
        };
        work.warn(&options.warnings);
        work
    }

    pub(super) fn warn(&mut self, warnings: &[String]) {
        if !warnings.is_empty() {
            self.screen.over = Some(Over::Dialog(told(
                "The file has more than answers",
                &format!("{}\n\nIt is kept as it is.", warnings.join("\n\n")),
                "Go on",
            )));
        }
    }

    /// What the user calls the place where the answers are.
    pub(super) fn file(&self) -> String {
        match (self.session.path(), self.session.saved_at()) {
            (Some(path), _) => path.display().to_string(),
            (None, Some(_)) => "draft".to_owned(),
            (None, None) => "in memory only".to_owned(),
        }
    }

    /// Takes a message in, with all that follows from it; what is left is for the loop.
    pub(in super::super) fn take(&mut self, message: Message) -> Asked {
        let mut next = message;
        loop {
            let screen = self.screen.clone();
            let (after, effect) = update(screen, self.session.interview(), next);
            self.screen = after;
            match self.carry_out(effect) {
                Done::Nothing => return Asked::Nothing,
                Done::Say(message) => next = message,
                Done::Finished(finished) => return Asked::Finished(finished),
                Done::Loop(effect) => return Asked::Loop(effect),
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Done {
        match effect {
            Effect::Tell(event, then) => {
                let outcome = self.tell(event);
                Done::Say(Message::Told(then, outcome))
            }
            Effect::Take(events, then) => {
                for event in events {
                    if let Err(Trouble::Refused(reason)) = self.tell(event) {
                        let trouble = Trouble::Refused(reason);
                        return Done::Say(Message::Told(Then::Stay(None), Err(trouble)));
                    }
                }
                self.screen.drafts.forget_taken(self.session.interview());
                self.carry_out(*then)
            }
            Effect::Name(path) => match self.name(&path) {
                Ok(path) => Done::Finished(Finished::WriteBrief { path }),
                Err(trouble) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Keep(path) => match self.name(&path) {
                Ok(_) => Done::Finished(self.left(None)),
                Err(trouble) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Finish => match (self.save(), self.session.path()) {
                (Ok(()), Some(path)) => Done::Finished(Finished::WriteBrief {
                    path: path.to_owned(),
                }),
                (Ok(()), None) => Done::Nothing,
                (Err(trouble), _) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Quit => match self.try_save() {
                Ok(()) => Done::Finished(self.left(None)),
                Err(Trouble::Unsaved(problem)) if self.session.kept() == Kept::Nowhere => {
                    Done::Say(Message::Told(Then::Leave, Err(Trouble::Nowhere(problem))))
                }
                Err(trouble) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Abandon => match self.session.unsaved() {
                Some(problem) if self.session.kept() == Kept::Nowhere => {
                    let trouble = Trouble::Nowhere(problem.to_owned());
                    Done::Say(Message::Told(Then::Leave, Err(trouble)))
                }
                _ => Done::Finished(self.left(None)),
            },
            Effect::Lose => Done::Finished(self.left(None)),
            Effect::Save => {
                let outcome = self.try_save();
                Done::Say(Message::Told(
                    Then::Stay(Some("Your answers are saved.".to_owned())),
                    outcome,
                ))
            }
            Effect::Reload => {
                let outcome = self
                    .session
                    .reload()
                    .map_err(|problems| Trouble::Unreadable(problems.to_string()));
                self.saving = Saving::of(&outcome);
                Done::Say(Message::Told(
                    Then::Stay(Some("The answers of the file are taken.".to_owned())),
                    outcome,
                ))
            }
            Effect::Overwrite => {
                let outcome = self.session.overwrite().map_err(|error| trouble(&error));
                self.saving = Saving::of(&outcome);
                Done::Say(Message::Told(
                    Then::Stay(Some("Your answers are in the file.".to_owned())),
                    outcome,
                ))
            }
            Effect::Redraw => Done::Loop(effect),
            Effect::Suspend => {
                // Who is stopped may never be woken again.
                if let Err(trouble) = self.try_save() {
                    self.trouble = Some(trouble);
                }
                Done::Loop(effect)
            }
            _ => Done::Nothing,
        }
    }

    /// Tells the interview; what that means for the file is seen in the header.
    fn tell(&mut self, event: Event) -> Result<(), Trouble> {
        match self.session.update(event) {
            Ok(crate::interview::Effect::Save) => {
                self.saving = self.saves_as();
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal)) => Err(Trouble::Refused(refusal.to_string())),
            // Without a state folder that is so from the first answer on; leaving asks for a file.
            Err(Failure::Unsaved(SaveError::NoPath)) => {
                self.saving = Saving::Failed;
                Ok(())
            }
            Err(Failure::Unsaved(error)) => {
                self.saving = Saving::Failed;
                Err(trouble(&error))
            }
        }
    }

    /// Takes a new brief and the answers that it was made of.
    pub(super) fn take_preview(&mut self, answers: Answers, brief: String) {
        self.preview.renew(brief);
        self.preview_of = Some(answers);
        // The brief moves to what is new in it.
        self.screen.scrolled.remove(&Pane::Preview);
    }

    /// Whether the brief was made of the answers as they are.
    pub(super) fn preview_is_late(&self) -> bool {
        self.preview_of.as_ref() != Some(self.session.interview().answers())
    }

    /// What becomes of an answer that the session took: it is on disk, on its way, or there is no file for it.
    fn saves_as(&self) -> Saving {
        if self.session.saved_at().is_none() {
            Saving::Failed
        } else if self.session.saves_in_background() {
            Saving::UnderWay
        } else {
            Saving::Done
        }
    }

    /// Looks at what became of saves that were under way; whether there is something new to draw.
    pub(in super::super) fn look_at_saves(&mut self) -> bool {
        let outcome = self.session.outcome();
        let is_news = outcome.is_some();
        if let Some(outcome) = outcome {
            self.saving = Saving::of(&outcome);
            self.trouble = outcome.err().map(|error| trouble(&error));
        }
        // A question that is open, or a text being written, is not covered by the news.
        if self.screen.over.is_none()
            && let Some(trouble) = self.trouble.take()
        {
            self.take(Message::NotSaved(trouble));
            return true;
        }
        is_news
    }

    fn try_save(&mut self) -> Result<(), Trouble> {
        if self.saving == Saving::Done {
            return Ok(());
        }
        self.save()
    }

    fn save(&mut self) -> Result<(), Trouble> {
        let outcome = self.session.save();
        self.saving = Saving::of(&outcome);
        self.trouble = None;
        outcome.map_err(|error| trouble(&error))
    }

    /// Leaves at once, with everything saved that can be.
    pub(super) fn stop(&mut self, signal: Option<i32>) -> Finished {
        // What a failure means for the answers is known to the session.
        let _ = self.try_save();
        self.left(signal)
    }

    /// Gives the answers a file; says where it is, or why it cannot be had.
    fn name(&mut self, path: &Path) -> Result<PathBuf, Trouble> {
        let path = complete(path);
        match self.session.name(path.clone()) {
            Ok(()) => {
                self.saving = Saving::Done;
                self.screen.has_name = true;
                Ok(path)
            }
            Err(SaveError::Changed(path)) => Err(Trouble::Refused(format!(
                "`{}` is there already; write another name",
                path.display()
            ))),
            Err(error) => Err(Trouble::Refused(error.to_string())),
        }
    }

    /// How leaving ends, by where the answers are.
    fn left(&self, signal: Option<i32>) -> Finished {
        let (at, draft) = match self.session.kept() {
            Kept::Nothing => (None, false),
            Kept::File(path) => (Some(path), false),
            Kept::Draft(path) | Kept::Rescued(path) => (Some(path), true),
            Kept::Nowhere => {
                return Finished::Unsaved {
                    because: self.session.unsaved().unwrap_or_default().to_owned(),
                    text: self.session.text().to_owned(),
                    signal,
                };
            }
        };
        Finished::Left {
            at: at.map(Path::to_owned),
            draft,
            signal,
        }
    }
}

impl Saving {
    fn of<T, E>(outcome: &Result<T, E>) -> Self {
        if outcome.is_ok() {
            Self::Done
        } else {
            Self::Failed
        }
    }
}

fn trouble(error: &SaveError) -> Trouble {
    match error {
        SaveError::Changed(_) => Trouble::Changed(error.to_string()),
        _ => Trouble::Unsaved(error.to_string()),
    }
}

pub(super) fn told(title: &str, body: &str, button: &str) -> Dialog {
    Dialog {
        title: title.to_owned(),
        body: body.to_owned(),
        choices: vec![(button.to_owned(), Effect::None)],
        cursor: 0,
    }
}

/// A path as a shell would take it: `~` is the home folder; without an ending it is a TOML file.
pub(super) fn complete(path: &Path) -> PathBuf {
    let path = match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    };
    if path.extension().is_none() && !path.exists() {
        path.with_extension("toml")
    } else {
        path
    }
}

#[cfg(test)]
impl<'c> Work<'c> {
    pub(in super::super) fn session(&self) -> &Session<'c> {
        &self.session
    }

    pub(in super::super) fn saving(&self) -> Saving {
        self.saving
    }

    pub(in super::super) fn preview(&self) -> &Preview {
        &self.preview
    }

    pub(in super::super) fn beside(&self) -> &Beside {
        &self.beside
    }

    pub(in super::super) fn renew_preview_now(&mut self) {
        if self.preview_is_late() {
            let interview = self.session.interview();
            let answers = interview.answers().clone();
            let brief = crate::brief::preview(interview.catalog(), interview.world(), &answers);
            self.take_preview(answers, brief);
        }
    }

    pub(in super::super) fn tell_now(&mut self, event: Event) {
        self.session.update(event).unwrap();
    }
}
