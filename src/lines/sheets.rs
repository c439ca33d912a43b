//! Commands about datasets and services.
//!
//! Here: adding, renaming, removing.
//! Not here: their grammar (`lines::command`).

use crate::catalog::Scope;
use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::face::walk::At;
use crate::face::{Finished, review, typed};
use crate::text::one_line;

use super::{Talk, Then, command};

impl Talk<'_, '_> {
    /// The scope that a command speaks of: the one it names, else that of the list before the user.
    fn scope(&mut self, named: Option<Scope>, verb: &str) -> anyhow::Result<Option<Scope>> {
        let scope = match (named, self.walk.at()) {
            (None, At::Sheets { scope, .. }) => Some(scope),
            (named, _) => named,
        };
        if scope.is_none() {
            let problem = Diagnostic::general(Problem::BadValue, format!("{verb} what?"));
            self.error(&problem.expected(format!("{verb} dataset NAME, or {verb} service NAME")))?;
        }
        Ok(scope)
    }

    pub(super) fn add(&mut self, scope: Option<Scope>, name: &str) -> anyhow::Result<Then> {
        let Some(scope) = self.scope(scope, "add")? else {
            return Ok(Then::Ask);
        };
        let done = format!("Added {} {}.", scope.word(), one_line(name));
        self.change(&done, |walk, session| walk.add(session, scope, name))
    }

    pub(super) fn rename(&mut self, scope: Option<Scope>, words: &str) -> anyhow::Result<Then> {
        let Some(scope) = self.scope(scope, "rename")? else {
            return Ok(Then::Ask);
        };
        let (sheet, name) = match command::rename(self.session.interview(), scope, words) {
            Ok(found) => found,
            Err(problem) => {
                self.error(&problem)?;
                return Ok(Then::Ask);
            }
        };
        let done = format!("Renamed to {}.", one_line(&name));
        self.change(&done, |walk, session| {
            walk.rename(session, scope, sheet, &name)
        })
    }

    pub(super) fn remove(&mut self, scope: Option<Scope>, name: &str) -> anyhow::Result<Then> {
        let Some(scope) = self.scope(scope, "remove")? else {
            return Ok(Then::Ask);
        };
        let interview = self.session.interview();
        let sheet = match typed::sheet(interview, scope, name) {
            Ok(sheet) => sheet,
            Err(problem) => {
                self.error(&problem)?;
                return Ok(Then::Ask);
            }
        };
        let (word, name) = (scope.word(), interview.sheet_name(scope, sheet));
        let answers = review::count(interview, scope, sheet);
        self.line(&format!(
            "This removes the {word} {name} and its {answers} from the file."
        ))?;
        match self.ask("Type yes to remove it; anything else keeps it:")? {
            Some(line) if line.trim().eq_ignore_ascii_case("yes") => self
                .change(&format!("Removed {name}."), |walk, session| {
                    walk.remove(session, scope, sheet)
                }),
            Some(_) => {
                self.line(&format!("Kept {name}."))?;
                Ok(Then::Ask)
            }
            None => Ok(Then::End(Finished::InputEnded)),
        }
    }
}
