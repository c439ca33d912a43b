//! Commands about the answers file, and the ends of the interview that the user chooses.
//!
//! Here: saving, taking what another program wrote, finishing, leaving.
//! Not here: how a file is written (`session`).

use crate::answers::SaveError;
use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::face::outcome::{self, Conflicts};
use crate::face::walk::Walk;
use crate::face::{Finished, question, review};
use crate::session::Kept;

use super::{OPTION, Talk, Then};

impl Talk<'_, '_> {
    pub(super) fn not_saved(&mut self, error: &SaveError) -> anyhow::Result<()> {
        let problem = Diagnostic::general(Problem::Unreadable, error.to_string());
        let help = match error {
            SaveError::Changed(_) => {
                "type overwrite to save these answers over it, or reload to take what it holds now"
            }
            SaveError::NoPath => "type save and a file's name",
            SaveError::Io { .. } => "type save to try again, or save and another file's name",
        };
        self.error(&problem.help(help))?;
        match self.session.kept() {
            Kept::Rescued(_) => self.line("Until then the answers are kept as a draft."),
            Kept::Nowhere => self
                .line("Until then the answers are kept in memory only, and end with this program."),
            // Only a further name was refused.
            Kept::File(_) | Kept::Draft(_) | Kept::Nothing => Ok(()),
        }
    }

    pub(super) fn save(&mut self, path: Option<String>) -> anyhow::Result<Then> {
        let saved = match path {
            Some(path) => self.session.name(path.into()),
            None => self.session.save(),
        };
        self.saved(saved)
    }

    pub(super) fn overwrite(&mut self) -> anyhow::Result<Then> {
        let saved = self.session.overwrite();
        self.saved(saved)
    }

    fn saved(&mut self, saved: Result<(), SaveError>) -> anyhow::Result<Then> {
        match saved {
            Ok(()) => self.line(&review::resume(self.session, OPTION))?,
            Err(error) => self.not_saved(&error)?,
        }
        Ok(Then::Ask)
    }

    pub(super) fn reload(&mut self) -> anyhow::Result<Then> {
        let before = Conflicts::now(self.session.interview());
        if let Err(problems) = self.session.reload() {
            self.line(&problems.to_string())?;
            return Ok(Then::Ask);
        }
        self.walk = Walk::start(self.session.interview());
        self.line("The answers are those of the file now.")?;
        let lines = outcome::consequences(self.session.interview(), &before);
        self.lines(lines)?;
        Ok(Then::Show)
    }

    pub(super) fn done(&mut self) -> anyhow::Result<Then> {
        // A draft gets its name first: there may be no folder to save it in.
        let saved = review::name_draft(self.session).and_then(|()| self.session.save());
        if let Err(error) = saved {
            self.not_saved(&error)?;
            return Ok(Then::Ask);
        }
        let open = self.session.interview().progress().open;
        if open > 0 {
            let left = question::left(self.session.interview());
            self.line(&format!(
                "There are {left}; what unsure takes counts for them."
            ))?;
        }
        self.line("Done.")?;
        self.line(&review::resume(self.session, OPTION))?;
        self.out.flush()?;
        Ok(Then::End(Finished::Done))
    }

    /// Nobody leaves with unsaved answers by mistake: that takes the word twice.
    pub(super) fn quit(&mut self, warned: bool) -> anyhow::Result<Then> {
        if let Err(error) = self.session.settle()
            && !warned
        {
            self.warned = true;
            self.not_saved(&error)?;
            self.line("Type quit again to leave all the same.")?;
            return Ok(Then::Ask);
        }
        self.line(&review::resume(self.session, OPTION))?;
        self.out.flush()?;
        Ok(Then::End(Finished::Left))
    }
}
