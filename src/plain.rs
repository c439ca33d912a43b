//! The interview as prompts, one after another: lists to choose from, and typed values.
//!
//! Here: the loop, leaving, files that another program changed.
//! Not here: one question's prompt (`plain::ask`), lists and typed lines (`plain::list`), what else can be done (`plain::menu`), the way from question to
//! question (`face::walk`), wording that other faces share (`face`).

mod ask;
mod list;
mod menu;

use std::io::Write;

use inquire::InquireError;

use crate::answers::{Answer, SaveError};
use crate::face::outcome::{self, Conflicts};
use crate::face::walk::{At, Walk};
use crate::face::{Finished, question, review};
use crate::session::{Failure, Kept, Session};

use ask::Say;
use list::Entry;

/// The option of the command line that chooses this face.
const OPTION: &str = "--plain";

/// Holds the interview by prompts on the terminal, until the user is done or leaves.
///
/// # Errors
/// There is no terminal, or the answers could not be saved in the end.
pub fn run(session: &mut Session<'_>) -> anyhow::Result<Finished> {
    let walk = Walk::start(session.interview());
    let mut prompts = Prompts { session, walk };
    let finished = match prompts.hold() {
        Ok(finished) => finished,
        Err(InquireError::OperationInterrupted) => Finished::Left,
        Err(InquireError::IO(_)) => Finished::InputEnded,
        Err(InquireError::NotTTY) => anyhow::bail!(
            "{OPTION} needs a terminal; through a pipe use --lines, which reads a line for each answer"
        ),
        Err(error) => return Err(error.into()),
    };
    // What a failure means for the answers is known to the session; the end says it.
    let _ = if finished == Finished::Done {
        review::name_draft(session)?;
        session.save()
    } else {
        session.settle()
    };
    print(&review::resume(session, OPTION));
    review::part(session, finished)?;
    Ok(finished)
}

/// Prints a line where the prompts are, on standard error. When nobody can read it, the next prompt finds out.
fn print(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn print_all<'l>(lines: impl IntoIterator<Item = &'l String>) {
    for line in lines {
        print(line);
    }
}

struct Prompts<'p, 'c> {
    session: &'p mut Session<'c>,
    walk: Walk,
}

/// Whether the interview goes on.
type Held = Result<Option<Finished>, InquireError>;

impl Prompts<'_, '_> {
    fn hold(&mut self) -> Result<Finished, InquireError> {
        loop {
            let ended = match self.walk.at() {
                At::Question(spot) => match ask::question(self.session.interview(), spot)? {
                    Say::Answer(answer) => self.answer(answer)?,
                    Say::Unsure => {
                        self.change(Walk::unsure)?;
                        None
                    }
                    Say::Why => {
                        print_all(&question::why(self.session.interview(), spot));
                        None
                    }
                    Say::Again => None,
                    Say::Back => self.back(),
                    Say::More => self.menu()?,
                },
                At::Sheets { section, scope } => self.sheets(section, scope)?,
                At::Review => self.review()?,
            };
            if let Some(finished) = ended {
                return Ok(finished);
            }
        }
    }

    fn answer(&mut self, answer: Answer) -> Held {
        self.change(|walk, session| walk.answer(session, answer))?;
        Ok(None)
    }

    fn back(&mut self) -> Option<Finished> {
        if !self.walk.back(self.session) {
            print("There is nothing before this.");
        }
        None
    }

    /// Changes the answers and says what follows; a file that cannot be saved is settled before anything else.
    fn change(
        &mut self,
        act: impl FnOnce(&mut Walk, &mut Session<'_>) -> Result<(), Failure>,
    ) -> Result<(), InquireError> {
        let before = Conflicts::now(self.session.interview());
        let failure = act(&mut self.walk, self.session).err();
        if let Some(Failure::Refused(refusal)) = failure {
            print(&format!("Not taken: {refusal}."));
            return Ok(());
        }
        print_all(&outcome::consequences(self.session.interview(), &before));
        match failure {
            Some(Failure::Unsaved(error)) => self.settle(error),
            _ => Ok(()),
        }
    }

    /// Asks what to do about answers that could not be saved, until they are.
    fn settle(&mut self, mut error: SaveError) -> Result<(), InquireError> {
        loop {
            print(&crate::text::one_line(&error.to_string()));
            let mut entries = vec![
                Entry::new(Repair::Again, "Try again"),
                Entry::new(Repair::Overwrite, "Save these answers over the file"),
                Entry::new(Repair::Reload, "Take the answers that the file holds now"),
            ];
            if matches!(self.session.kept(), Kept::Rescued(_)) {
                entries.push(Entry::new(
                    Repair::Leave,
                    "Leave, and keep these answers as a draft",
                ));
            }
            let saved = match list::select("The last answers are not saved. What now?", entries, 0)?
            {
                None | Some(Repair::Again) => self.session.save(),
                // As Ctrl-C does.
                Some(Repair::Leave) => return Err(InquireError::OperationInterrupted),
                Some(Repair::Overwrite) => self.session.overwrite(),
                Some(Repair::Reload) => {
                    match self.session.reload() {
                        Ok(()) => {
                            self.walk = Walk::start(self.session.interview());
                            return Ok(());
                        }
                        Err(problems) => print(&problems.to_string()),
                    }
                    continue;
                }
            };
            match saved {
                Ok(()) => return Ok(()),
                Err(again) => error = again,
            }
        }
    }
}

/// What to do about answers that could not be saved.
#[derive(Clone, Copy)]
enum Repair {
    Again,
    Overwrite,
    Reload,
    Leave,
}
