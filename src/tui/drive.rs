//! The loop: events in, messages to the screen, effects carried out, frames drawn.
//!
//! Here: the only place of this face that touches the session, the files and the terminal.
//! Not here: what a message does (`update`, `start`), what is drawn (`view`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use crossterm::event::{Event as Input, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::answers::{Answers, Document, SaveError};
use crate::catalog::Catalog;
use crate::derive::World;
use crate::session::{self, Failure, Session};

use super::field::Edit;
use super::inputs::Inputs;
use super::keymap;
use super::message::{Effect, Message, Then, Trouble};
use super::screen::{Dialog, Notice, Over, Screen};
use super::start::{self, Found, Start};
use super::terminal::{self, Held, Signals};
use super::theme::Theme;
use super::update::update;
use super::view::{self, Around, Preview};
use super::wording;
use super::{Finished, Opening, Options};

/// What is on the screen.
enum Stage<'c> {
    Start(Box<Start>),
    Work(Box<Work<'c>>),
}

/// An interview under way.
struct Work<'c> {
    session: Session<'c>,
    screen: Screen,
    /// Whether the last save went through.
    saved: bool,
    preview: Preview,
    /// The answers that the preview was made of.
    preview_of: Option<Answers>,
}

struct App<'c> {
    catalog: &'c Catalog,
    world: &'c World,
    options: &'c Options,
    theme: Theme,
    stage: Stage<'c>,
}

pub(super) fn run(
    opening: Opening<'_>,
    catalog: &Catalog,
    world: &World,
    options: &Options,
) -> anyhow::Result<Finished> {
    let signals = Signals::watch().context("signals cannot be watched")?;
    let mut held = Held::take().context("the full-screen wizard needs a terminal")?;
    let mut app = App {
        catalog,
        world,
        options,
        theme: Theme {
            color: options.color,
        },
        stage: match opening {
            Opening::Start => Stage::Start(Box::new(find(catalog, options))),
            Opening::Session(session) => Stage::Work(Box::new(Work::new(*session, options))),
        },
    };
    let outcome = app.turn(&mut held, &signals);
    drop(held);
    outcome
}

/// Signals and a lost terminal are looked for this often while no key is pressed.
const TICK: Duration = Duration::from_millis(100);

impl<'c> App<'c> {
    fn turn(&mut self, held: &mut Held, signals: &Signals) -> anyhow::Result<Finished> {
        let inputs = Inputs::read()?;
        loop {
            if let Err(error) = self.draw(held) {
                return self.lost(error);
            }
            // Draw first, then compute what can wait: a key never waits for the brief.
            let late = self.preview_is_late(held);
            let mut timeout = if late { Duration::ZERO } else { TICK };
            // Whatever has come is taken in before the next frame.
            let mut idle = true;
            loop {
                if let Some(signal) = signals.seen() {
                    return Ok(self.stop(Some(signal)));
                }
                match inputs.next(timeout) {
                    Ok(Some(input)) => {
                        idle = false;
                        timeout = Duration::ZERO;
                        if let Some(message) = self.message(input)
                            && let Some(finished) = self.take(message, held)
                        {
                            return Ok(finished);
                        }
                    }
                    Ok(None) if idle && !late => {
                        if let Err(error) = terminal::is_there() {
                            return self.lost(error);
                        }
                    }
                    Ok(None) => break,
                    Err(error) => return self.lost(error),
                }
            }
            if late && idle {
                self.renew_preview();
            }
        }
    }

    /// The terminal is gone or broken: save what there is to save, then say so.
    fn lost(&mut self, error: std::io::Error) -> anyhow::Result<Finished> {
        let finished = self.stop(None);
        Err(
            anyhow::Error::new(error).context(match finished.farewell() {
                Some(farewell) => format!("the terminal was lost. {farewell}"),
                None => "the terminal was lost".to_owned(),
            }),
        )
    }

    /// What an input says where it landed.
    fn message(&self, input: Input) -> Option<Message> {
        let (context, areas) = match &self.stage {
            Stage::Start(start) => (start.context(), &start.areas),
            Stage::Work(work) => (
                work.screen.context(work.session.interview()),
                &work.screen.areas,
            ),
        };
        match input {
            Input::Key(key) if key.kind != KeyEventKind::Release => keymap::message(context, key),
            Input::Paste(text) => Some(Message::Edit(Edit::Insert(text.trim().to_owned()))),
            Input::Mouse(mouse) => {
                let at = Position::new(mouse.column, mouse.row);
                match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => areas.click(at).cloned(),
                    MouseEventKind::ScrollDown => Some(Message::Wheel(areas.pane(at)?, 3)),
                    MouseEventKind::ScrollUp => Some(Message::Wheel(areas.pane(at)?, -3)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Takes a message in, with all that follows from it.
    fn take(&mut self, message: Message, held: &mut Held) -> Option<Finished> {
        let mut next = Some(message);
        while let Some(message) = next.take() {
            let effect = match &mut self.stage {
                Stage::Start(start) => {
                    let (after, effect) = start::update(std::mem::take(start), &message);
                    **start = after;
                    effect
                }
                Stage::Work(work) => {
                    let screen = work.screen.clone();
                    let (after, effect) = update(screen, work.session.interview(), message);
                    work.screen = after;
                    effect
                }
            };
            match effect {
                Effect::Redraw => {
                    let _ = held.terminal.clear();
                }
                Effect::Suspend => {
                    let _ = held.suspend();
                }
                effect => match self.carry_out(effect) {
                    Done::Nothing => {}
                    Done::Say(message) => next = Some(message),
                    Done::Finished(finished) => return Some(finished),
                },
            }
        }
        None
    }

    fn carry_out(&mut self, effect: Effect) -> Done {
        match (&mut self.stage, effect) {
            (Stage::Start(_), Effect::Quit) => Done::Finished(Finished::Nothing),
            (Stage::Start(_), Effect::Begin) => {
                let folder = self.options.folder.as_deref();
                let session = Session::begin(folder, self.catalog, self.world);
                self.begin(session, &[])
            }
            (Stage::Start(_), Effect::Resume(path)) => {
                match Session::resume(&path, self.catalog, self.world) {
                    Ok(session) => self.begin(session, &[]),
                    Err(problems) => self.cannot_open(&problems.to_string()),
                }
            }
            (Stage::Start(_), Effect::Open(path)) => {
                let path = complete(&path);
                match Session::open(&path, self.catalog, self.world) {
                    Ok((session, warnings)) => {
                        let warnings: Vec<String> =
                            warnings.iter().map(ToString::to_string).collect();
                        self.begin(session, &warnings)
                    }
                    Err(problems) => self.cannot_open(&problems.to_string()),
                }
            }
            (Stage::Start(start), Effect::Discard(path)) => {
                session::discard(&path);
                start.drafts.retain(|found| found.path != path);
                start.cursor = 0;
                start.notice = Some(Notice::News("The draft is deleted.".to_owned()));
                Done::Nothing
            }
            (Stage::Start(_), _) => Done::Nothing,
            (Stage::Work(work), effect) => work.carry_out(effect, self.options),
        }
    }

    fn begin(&mut self, session: Session<'c>, warnings: &[String]) -> Done {
        let mut work = Work::new(session, self.options);
        work.warn(warnings);
        self.stage = Stage::Work(Box::new(work));
        Done::Nothing
    }

    fn cannot_open(&mut self, problem: &str) -> Done {
        if let Stage::Start(start) = &mut self.stage {
            start.over = Some(Over::Dialog(told(
                "This file cannot be opened",
                problem,
                "Back",
            )));
        }
        Done::Nothing
    }

    /// Leaves at once, with everything saved that can be.
    fn stop(&mut self, signal: Option<i32>) -> Finished {
        match &mut self.stage {
            Stage::Start(_) => match signal {
                Some(signal) => Finished::Left {
                    at: None,
                    draft: false,
                    signal: Some(signal),
                },
                None => Finished::Nothing,
            },
            Stage::Work(work) => {
                if !work.saved && work.session.save().is_err() {
                    return work.rescue(self.options, signal);
                }
                work.left(signal)
            }
        }
    }

    fn draw(&mut self, held: &mut Held) -> std::io::Result<()> {
        let theme = self.theme;
        match &mut self.stage {
            Stage::Start(start) => {
                let mut areas = None;
                held.terminal
                    .draw(|frame| areas = Some(view::start(frame, start, theme)))?;
                start.areas = areas.unwrap_or_default();
            }
            Stage::Work(work) => {
                let file = work.file();
                let around = Around {
                    file: &file,
                    saved: work.saved,
                    preview: &work.preview,
                    theme,
                };
                let mut areas = None;
                held.terminal.draw(|frame| {
                    areas = Some(view::view(
                        frame,
                        &work.screen,
                        work.session.interview(),
                        &around,
                    ));
                })?;
                work.screen.areas = areas.unwrap_or_default();
            }
        }
        Ok(())
    }

    fn preview_is_late(&self, held: &Held) -> bool {
        let width = held.terminal.size().map_or(0, |size| size.width);
        match &self.stage {
            Stage::Work(work) => {
                view::shows_preview(&work.screen, width)
                    && work.preview_of.as_ref() != Some(work.session.interview().answers())
            }
            Stage::Start(_) => false,
        }
    }

    fn renew_preview(&mut self) {
        if let Stage::Work(work) = &mut self.stage {
            let answers = work.session.interview().answers().clone();
            let text = crate::brief::preview(self.catalog, self.world, &answers);
            work.preview.renew(text);
            work.preview_of = Some(answers);
            // The brief moves to what is new in it.
            work.screen.scrolled.remove(&super::message::Pane::Preview);
        }
    }
}

/// What became of an effect.
enum Done {
    Nothing,
    Say(Message),
    Finished(Finished),
}

impl<'c> Work<'c> {
    fn new(session: Session<'c>, options: &Options) -> Self {
        let screen = Screen::new(session.interview(), session.path().is_some());
        let mut work = Self {
            session,
            screen,
            saved: true,
            preview: Preview::default(),
            preview_of: None,
        };
        work.warn(&options.warnings);
        work
    }

    fn warn(&mut self, warnings: &[String]) {
        if !warnings.is_empty() {
            self.screen.over = Some(Over::Dialog(told(
                "The file has more than answers",
                &format!("{}\n\nIt is kept as it is.", warnings.join("\n\n")),
                "Go on",
            )));
        }
    }

    /// What the user calls the place where the answers are.
    fn file(&self) -> String {
        match (self.session.path(), self.session.saved_at()) {
            (Some(path), _) => path.display().to_string(),
            (None, Some(_)) => "draft".to_owned(),
            (None, None) => "in memory only".to_owned(),
        }
    }

    fn carry_out(&mut self, effect: Effect, options: &Options) -> Done {
        match effect {
            Effect::Tell(event, then) => {
                let outcome = match self.session.update(event) {
                    Ok(effect) => {
                        if effect == crate::interview::Effect::Save {
                            self.saved = true;
                        }
                        Ok(())
                    }
                    Err(Failure::Refused(refusal)) => Err(Trouble::Refused(refusal.to_string())),
                    Err(Failure::Unsaved(error)) => {
                        self.saved = false;
                        Err(trouble(&error))
                    }
                };
                Done::Say(Message::Told(then, outcome))
            }
            Effect::Name(path) => {
                let path = complete(&path);
                match self.session.name(path.clone()) {
                    Ok(()) => {
                        self.saved = true;
                        self.screen.has_name = true;
                        Done::Finished(Finished::WriteBrief { path })
                    }
                    Err(SaveError::Changed(path)) => Done::Say(Message::Told(
                        Then::Leave,
                        Err(Trouble::Refused(format!(
                            "`{}` is there already; write another name",
                            path.display()
                        ))),
                    )),
                    Err(error) => Done::Say(Message::Told(
                        Then::Leave,
                        Err(Trouble::Refused(error.to_string())),
                    )),
                }
            }
            Effect::Finish => match (self.try_save(), self.session.path()) {
                (Ok(()), Some(path)) => Done::Finished(Finished::WriteBrief {
                    path: path.to_owned(),
                }),
                (Ok(()), None) => Done::Nothing,
                (Err(trouble), _) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Quit => match self.try_save() {
                Ok(()) => Done::Finished(self.left(None)),
                Err(trouble) => Done::Say(Message::Told(Then::Leave, Err(trouble))),
            },
            Effect::Abandon => Done::Finished(self.rescue(options, None)),
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
                self.saved = outcome.is_ok();
                Done::Say(Message::Told(
                    Then::Stay(Some("The answers of the file are taken.".to_owned())),
                    outcome,
                ))
            }
            Effect::Overwrite => {
                let outcome = self.session.overwrite().map_err(|error| trouble(&error));
                self.saved = outcome.is_ok();
                Done::Say(Message::Told(
                    Then::Stay(Some("Your answers are in the file.".to_owned())),
                    outcome,
                ))
            }
            _ => Done::Nothing,
        }
    }

    fn try_save(&mut self) -> Result<(), Trouble> {
        if self.saved {
            return Ok(());
        }
        self.session.save().map_err(|error| trouble(&error))?;
        self.saved = true;
        Ok(())
    }

    fn left(&self, signal: Option<i32>) -> Finished {
        let at = self.session.saved_at().filter(|path| path.exists());
        Finished::Left {
            at: at.map(Path::to_owned),
            draft: self.session.path().is_none(),
            signal,
        }
    }

    /// Leaves although the file cannot be written: the answers become a draft of their own.
    fn rescue(&self, options: &Options, signal: Option<i32>) -> Finished {
        let kept = options.folder.as_deref().and_then(|folder| {
            std::fs::create_dir_all(folder).ok()?;
            let path = (1..1000)
                .map(|number| folder.join(format!("draft-rescued-{number}.toml")))
                .find(|path| !path.exists())?;
            crate::store::write(&path, self.session.text()).ok()?;
            Some(path)
        });
        match kept {
            Some(path) => Finished::Left {
                at: Some(path),
                draft: true,
                signal,
            },
            None => Finished::Unsaved {
                text: self.session.text().to_owned(),
                signal,
            },
        }
    }
}

fn trouble(error: &SaveError) -> Trouble {
    match error {
        SaveError::Changed(_) => Trouble::Changed(error.to_string()),
        _ => Trouble::Unsaved(error.to_string()),
    }
}

fn told(title: &str, body: &str, button: &str) -> Dialog {
    Dialog {
        title: title.to_owned(),
        body: body.to_owned(),
        choices: vec![(button.to_owned(), Effect::None)],
        cursor: 0,
    }
}

/// A path as a shell would take it: `~` is the home folder; without an ending it is a TOML file.
fn complete(path: &Path) -> PathBuf {
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

/// Looks for drafts, and for answers files in the folder where quorate was started.
fn find(catalog: &Catalog, options: &Options) -> Start {
    let drafts = options
        .folder
        .as_deref()
        .map(session::drafts)
        .unwrap_or_default();
    let files = std::fs::read_dir(".")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml") && is_ours(path));
    let mut files: Vec<PathBuf> = files.take(FILES_MAX).collect();
    files.sort();
    Start {
        drafts: drafts.iter().map(|path| look(path, catalog)).collect(),
        files: files.iter().map(|path| look(path, catalog)).collect(),
        ..Start::default()
    }
}

/// More files than this are not offered; their path can be typed.
const FILES_MAX: usize = 20;

/// Whether a file says that it holds answers: its first key is `quorate`.
fn is_ours(path: &Path) -> bool {
    let small = std::fs::metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() < 1 << 20);
    small
        && std::fs::read_to_string(path).is_ok_and(|text| {
            text.lines()
                .map(str::trim)
                .find(|line| !line.is_empty() && !line.starts_with('#'))
                .and_then(|line| line.split_once('='))
                .is_some_and(|(key, _)| key.trim() == "quorate")
        })
}

fn look(path: &Path, catalog: &Catalog) -> Found {
    let age_s = std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
        .and_then(|written| written.elapsed().ok())
        .map(|age| age.as_secs());
    let document = Document::open(path, catalog).ok();
    let answers = document.as_ref().map(|(document, _)| document.answers());
    Found {
        path: path.to_owned(),
        name: answers.and_then(|answers| wording::name_in(catalog, answers)),
        answered: answers.map(|answers| {
            let sheets = [answers.system()].into_iter();
            let sheets = sheets.chain(answers.datasets()).chain(answers.services());
            sheets.map(|sheet| sheet.iter().count()).sum()
        }),
        age_s,
    }
}
