//! The interview as lines: what is printed stays, what is typed is a line. It works through a pipe and with a
//! screen reader, and never redraws.
//!
//! Here: the conversation, and what is said to a question.
//! Not here: reading lines (`lines::input`), the grammar of commands (`lines::command`), commands about datasets
//! (`lines::sheets`) and about the file (`lines::file`), what is shown (`lines::show`), the way from question to question
//! (`face::walk`), wording that other faces share (`face`).

mod command;
mod file;
mod input;
mod sheets;
mod show;

use std::io::{BufRead, ErrorKind, Write};

use crate::answers::{Answer, SaveError, Spot};
use crate::catalog::Kind;
use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::face::outcome::{self, Conflicts};
use crate::face::walk::{At, Walk};
use crate::face::{Finished, question, review, typed};
use crate::session::{Failure, Session};

use command::Command;
use input::Line;

/// The option of the command line that chooses this face.
const OPTION: &str = "--lines";

/// Holds the interview over `input` and `out` until the user is done, leaves, or there is nothing more to read.
///
/// Silence and end of input are never taken as an answer, and neither is a last line without its line end: it may
/// have been cut off.
///
/// # Errors
/// Reading or writing fails, or the answers could not be saved in the end.
pub fn run(
    session: &mut Session<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> anyhow::Result<Finished> {
    let walk = Walk::start(session.interview());
    let mut talk = Talk {
        session,
        input,
        out,
        walk,
        warned: false,
    };
    let finished = match talk.hold() {
        Err(error) if is_broken_pipe(&error) => Ok(Finished::InputEnded),
        other => other,
    };
    // What a failure means for the answers is known to the session; the end says it.
    let _ = talk.session.settle();
    let finished = finished?;
    review::part(talk.session, finished)?;
    Ok(finished)
}

/// Nobody reads any more; every answer is saved already.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

struct Talk<'t, 'c> {
    session: &'t mut Session<'c>,
    input: &'t mut dyn BufRead,
    out: &'t mut dyn Write,
    walk: Walk,
    /// Whether the last line was to leave, and was answered by why the answers are not saved.
    warned: bool,
}

/// What follows a command.
enum Then {
    /// Show the place where the user stands.
    Show,
    /// Ask again, without repeating the place.
    Ask,
    /// The interview is over.
    End(Finished),
}

impl Talk<'_, '_> {
    fn hold(&mut self) -> anyhow::Result<Finished> {
        self.line("Type help for what can be typed at any question.")?;
        if self.session.saved_at().is_none() {
            self.line("There is no folder to keep your answers in: type save and a file's name, or they end with this program.")?;
        }
        let mut then = Then::Show;
        loop {
            if let Then::Show = then {
                self.show()?;
            }
            let prompt = match self.walk.at() {
                At::Question(_) => "Answer:",
                At::Sheets { .. } | At::Review => "Command:",
            };
            then = match self.ask(prompt)? {
                Some(line) => self.take(&line)?,
                None => Then::End(Finished::InputEnded),
            };
            if let Then::End(finished) = then {
                return Ok(finished);
            }
        }
    }

    /// The next line that was typed; none at the end of input.
    fn ask(&mut self, prompt: &str) -> anyhow::Result<Option<String>> {
        loop {
            self.line(prompt)?;
            self.out.flush()?;
            match input::next(self.input) {
                Line::Text(text) => return Ok(Some(text)),
                Line::Bad(problem) => {
                    self.error(&Diagnostic::general(Problem::Unreadable, problem))?;
                }
                Line::End { cut_off, because } => {
                    self.line("")?;
                    if let Some(cut_off) = cut_off {
                        self.line(&format!(
                            "The last line, “{}”, has no line end; it was not taken.",
                            typed::shown(&cut_off)
                        ))?;
                    }
                    self.line(because.as_deref().unwrap_or("The input ended."))?;
                    let _ = self.session.settle();
                    self.line(&review::resume(self.session, OPTION))?;
                    self.out.flush()?;
                    return Ok(None);
                }
            }
        }
    }

    fn line(&mut self, text: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{text}")?;
        Ok(())
    }

    fn lines(&mut self, lines: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
        lines.into_iter().try_for_each(|line| self.line(&line))
    }

    fn error(&mut self, problem: &Diagnostic) -> anyhow::Result<()> {
        self.line(&problem.to_string())
    }

    /// The question before the user, if it is one.
    fn here(&self) -> Option<Spot> {
        match self.walk.at() {
            At::Question(spot) => Some(spot),
            At::Sheets { .. } | At::Review => None,
        }
    }

    fn take(&mut self, line: &str) -> anyhow::Result<Then> {
        let catalog = self.session.interview().catalog();
        let asked = self.here().map(|spot| &catalog.questions[spot.question]);
        let free = asked.is_some_and(|asked| matches!(asked.kind, Kind::Text | Kind::List));
        let command = match command::parse(line, free) {
            Ok(command) => command,
            Err(problem) => {
                self.error(&problem)?;
                return Ok(Then::Ask);
            }
        };
        self.obey(command)
    }

    fn obey(&mut self, command: Command) -> anyhow::Result<Then> {
        let warned = std::mem::take(&mut self.warned);
        match command {
            Command::Say(words) => self.say(&words),
            Command::Other(words) => self.other(words),
            Command::Unsure => self.unsure(),
            Command::Skip => {
                self.walk.skip(self.session);
                Ok(Then::Show)
            }
            Command::Back => {
                if self.walk.back(self.session) {
                    return Ok(Then::Show);
                }
                self.line("There is nothing before this.")?;
                Ok(Then::Ask)
            }
            Command::Again => Ok(Then::Show),
            Command::Why => self.why(),
            Command::Jump(to) => match typed::spot(self.session.interview(), self.here(), &to) {
                Ok(spot) => {
                    self.walk.jump(self.session, At::Question(spot));
                    Ok(Then::Show)
                }
                Err(problem) => {
                    self.error(&problem)?;
                    Ok(Then::Ask)
                }
            },
            Command::Review => {
                self.walk.jump(self.session, At::Review);
                Ok(Then::Show)
            }
            Command::Decisions => {
                let lines = outcome::decisions(self.session.interview());
                self.lines(lines)?;
                Ok(Then::Ask)
            }
            Command::Undo => self.change("Undone.", Walk::undo),
            Command::Add(scope, name) => self.add(scope, &name),
            Command::Rename(scope, words) => self.rename(scope, &words),
            Command::Remove(scope, name) => self.remove(scope, &name),
            Command::Save(path) => self.save(path),
            Command::Reload => self.reload(),
            Command::Overwrite => self.overwrite(),
            Command::Done => self.done(),
            Command::Quit => self.quit(warned),
            Command::Help => {
                self.lines(command::help().map(str::to_owned))?;
                Ok(Then::Ask)
            }
        }
    }

    /// Changes the answers, then says what was done and what follows from it.
    fn change(
        &mut self,
        done: &str,
        act: impl FnOnce(&mut Walk, &mut Session<'_>) -> Result<(), Failure>,
    ) -> anyhow::Result<Then> {
        let before = Conflicts::now(self.session.interview());
        let failure = act(&mut self.walk, self.session).err();
        if let Some(Failure::Refused(refusal)) = &failure {
            self.error(&Diagnostic::general(Problem::BadValue, refusal.to_string()))?;
            return Ok(Then::Ask);
        }
        self.line(done)?;
        let lines = outcome::consequences(self.session.interview(), &before);
        self.lines(lines)?;
        if let Some(Failure::Unsaved(error)) = failure
            && !matches!(error, SaveError::NoPath)
        {
            self.not_saved(&error)?;
        }
        Ok(Then::Show)
    }

    fn say(&mut self, words: &str) -> anyhow::Result<Then> {
        let Some(spot) = self.here() else {
            let problem = if words.is_empty() {
                Diagnostic::general(Problem::BadValue, "nothing was typed")
            } else {
                command::unknown(words)
            };
            // Whoever types a name where datasets are listed most likely means a dataset.
            let problem = match self.walk.at() {
                At::Sheets { scope, .. } if problem.help.is_none() && !words.is_empty() => problem
                    .help(format!(
                        "`add {}` begins a {} of that name",
                        typed::shown(words),
                        scope.word()
                    )),
                _ => problem,
            };
            self.error(&problem.expected("a command; help lists them"))?;
            return Ok(Then::Ask);
        };
        let asked = &self.session.interview().catalog().questions[spot.question];
        if words.is_empty() {
            let nothing =
                Diagnostic::general(Problem::BadValue, "nothing was typed, so nothing was taken");
            let expected = format!("{}, or a command such as unsure", typed::expected(asked));
            self.error(&nothing.expected(expected))?;
            return Ok(Then::Ask);
        }
        if typed::is_other(asked, words) {
            return self.other(None);
        }
        match typed::answer(asked, words) {
            Ok(answer) => self.answer(spot, answer),
            Err(problem) => {
                let problem = match (&problem.help, command::nearest(words)) {
                    (None, Some(word)) => {
                        problem.help(format!("did you mean the command `{word}`?"))
                    }
                    _ => *problem,
                };
                self.error(&problem)?;
                Ok(Then::Ask)
            }
        }
    }

    fn answer(&mut self, spot: Spot, answer: Answer) -> anyhow::Result<Then> {
        let shown = show::answer(self.session.interview(), spot, &answer);
        self.change(&format!("Taken: {shown}"), |walk, session| {
            walk.answer(session, answer)
        })
    }

    /// None of the options. Where the words are not there yet, the next line has them, or a command instead.
    fn other(&mut self, words: Option<String>) -> anyhow::Result<Then> {
        let Some(spot) = self.here() else {
            return self.no_question();
        };
        let words = match words {
            Some(words) => words,
            None => match self.ask("In your own words, or nothing to go back to the question:")? {
                None => return Ok(Then::End(Finished::InputEnded)),
                Some(line) => match command::parse(&line, true) {
                    Ok(Command::Say(words)) if words.is_empty() => return Ok(Then::Show),
                    Ok(Command::Say(words) | Command::Other(Some(words))) => words,
                    Ok(command) => return self.obey(command),
                    Err(problem) => {
                        self.error(&problem)?;
                        return Ok(Then::Ask);
                    }
                },
            },
        };
        self.answer(spot, Answer::Other(crate::text::one_line(&words)))
    }

    fn unsure(&mut self) -> anyhow::Result<Then> {
        let Some(spot) = self.here() else {
            return self.no_question();
        };
        let taken = show::unsure(self.session.interview(), spot);
        self.change(&taken, Walk::unsure)
    }

    fn why(&mut self) -> anyhow::Result<Then> {
        let Some(spot) = self.here() else {
            return self.no_question();
        };
        let lines = question::why(self.session.interview(), spot);
        self.lines(lines)?;
        Ok(Then::Ask)
    }

    fn no_question(&mut self) -> anyhow::Result<Then> {
        let problem = Diagnostic::general(Problem::BadValue, "no question is asked here");
        self.error(&problem.expected("a command; help lists them"))?;
        Ok(Then::Ask)
    }
}
