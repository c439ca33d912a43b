//! The loop: events in, messages to the screen, effects carried out, frames drawn.
//!
//! Here: the only place of this face that touches the session, the files and the terminal.
//! Not here: what a message does (`update`, `start`), what is drawn (`view`).

mod find;
mod work;
mod worker;

use std::time::Duration;

use anyhow::Context as _;
use crossterm::event::{Event as Input, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::answers::Answers;
use crate::catalog::Catalog;
use crate::derive::World;
use crate::engine::{self, Together};
use crate::session::{self, Session};

use super::field::Edit;
use super::inputs::Inputs;
use super::keymap;
use super::message::{Effect, Message, Saving};
use super::screen::{Notice, Over};
use super::start::{self, Start};
use super::terminal::{self, Held, Signals};
use super::theme::Theme;
use super::trees::Which;
use super::view::{self, Around};
use super::{Finished, Opening, Options};

use find::find;
pub(super) use work::{Asked, Work};
use work::{complete, told};
use worker::Worker;

/// What is on the screen.
enum Stage {
    Start(Box<Start>),
    Work(Box<Work<'static>>),
}

struct App<'o> {
    catalog: &'static Catalog,
    world: &'static World,
    options: &'o Options,
    theme: Theme,
    stage: Stage,
    previews: Worker<Answers, String>,
    pairs: Worker<(Answers, Which), Vec<Together>>,
}

pub(super) fn run(
    opening: Opening<'static>,
    catalog: &'static Catalog,
    world: &'static World,
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
        stage: Stage::Start(Box::default()),
        previews: Worker::start("previews", |answers| {
            crate::brief::preview(catalog, world, answers)
        })?,
        pairs: Worker::start("pairs", |(answers, which): &(Answers, Which)| {
            let now = engine::evaluate(catalog, world, answers);
            let decision = (which.decision, which.sheet);
            engine::smallest(catalog, world, answers, &now, decision, 2)
        })?,
    };
    match opening {
        Opening::Start => app.stage = Stage::Start(Box::new(find(catalog, options))),
        Opening::Session(session) => app.begin(*session, &[]),
    }
    let outcome = app.turn(&mut held, &signals);
    drop(held);
    outcome
}

/// Signals and a lost terminal are looked for this often while no key is pressed.
const TICK: Duration = Duration::from_millis(100);
/// Work on other threads is looked for this often while it is under way.
const SHORT_TICK: Duration = Duration::from_millis(5);

impl App<'_> {
    fn turn(&mut self, held: &mut Held, signals: &Signals) -> anyhow::Result<Finished> {
        let inputs = Inputs::read()?;
        loop {
            if let Err(error) = self.draw(held) {
                return self.lost(error);
            }
            self.ask_for_preview(held);
            self.ask_for_pairs();
            let mut timeout = self.tick();
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
                    Ok(None) if idle && !self.has_news() => {
                        timeout = self.tick();
                        if let Err(error) = terminal::is_there() {
                            return self.lost(error);
                        }
                    }
                    Ok(None) => break,
                    Err(error) => return self.lost(error),
                }
            }
        }
    }

    /// How long to wait for a key before anything else is looked at.
    fn tick(&self) -> Duration {
        let saving = matches!(&self.stage, Stage::Work(work) if work.saving == Saving::UnderWay);
        if saving || self.previews.is_at_work() || self.pairs.is_at_work() {
            SHORT_TICK
        } else {
            TICK
        }
    }

    /// Takes in what other threads have done; whether there is something new to draw.
    fn has_news(&mut self) -> bool {
        let Stage::Work(work) = &mut self.stage else {
            return false;
        };
        let preview = self.previews.take();
        let has_preview = preview.is_some();
        if let Some((answers, brief)) = preview {
            work.take_preview(answers, brief);
        }
        let pairs = self.pairs.take();
        let has_pairs = pairs.is_some();
        if let Some(((answers, which), pairs)) = pairs {
            work.beside.take_pairs(&answers, which, pairs);
        }
        work.look_at_saves() || has_preview || has_pairs
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
        let asked = match &mut self.stage {
            Stage::Start(start) => {
                let (after, effect) = start::update(std::mem::take(start), &message);
                **start = after;
                self.open(effect)
            }
            Stage::Work(work) => work.take(message),
        };
        match asked {
            Asked::Finished(finished) => return Some(finished),
            Asked::Loop(Effect::Suspend) => {
                let _ = held.suspend();
            }
            Asked::Loop(_) => {
                let _ = held.terminal.clear();
            }
            Asked::Nothing => {}
        }
        None
    }

    /// What the start screen asks for.
    fn open(&mut self, effect: Effect) -> Asked {
        match effect {
            Effect::Quit => return Asked::Finished(Finished::Nothing),
            Effect::Redraw | Effect::Suspend => return Asked::Loop(effect),
            Effect::Begin => {
                let folder = self.options.folder.as_deref();
                self.begin(Session::begin(folder, self.catalog, self.world), &[]);
            }
            Effect::Resume(path) => match Session::resume(&path, self.catalog, self.world) {
                Ok(session) => self.begin(session, &[]),
                Err(problems) => self.cannot_open(&problems.to_string()),
            },
            Effect::Open(path) => {
                let folder = self.options.folder.as_deref();
                match Session::go_on(&complete(&path), folder, self.catalog, self.world) {
                    Ok((session, warnings)) => {
                        let warnings = warnings.iter().map(ToString::to_string);
                        self.begin(session, &warnings.collect::<Vec<_>>());
                    }
                    Err(problems) => self.cannot_open(&problems.to_string()),
                }
            }
            Effect::Discard(path) => {
                session::discard(&path);
                if let Stage::Start(start) = &mut self.stage {
                    start.drafts.retain(|found| found.path != path);
                    start.cursor = 0;
                    start.notice = Some(Notice::News("The draft is deleted.".to_owned()));
                }
            }
            _ => {}
        }
        Asked::Nothing
    }

    fn begin(&mut self, mut session: Session<'static>, warnings: &[String]) {
        // Without a thread to spare, each answer is saved before the next frame.
        let _ = session.save_in_background();
        let mut work = Work::new(session, self.options);
        work.warn(warnings);
        work.beside.leave_pairs();
        self.stage = Stage::Work(Box::new(work));
    }

    fn cannot_open(&mut self, problem: &str) {
        if let Stage::Start(start) = &mut self.stage {
            start.over = Some(Over::Dialog(told(
                "This file cannot be opened",
                problem,
                "Back",
            )));
        }
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
            Stage::Work(work) => work.stop(signal),
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
                    saving: work.saving,
                    preview: &work.preview,
                    beside: &work.beside,
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

    fn ask_for_pairs(&mut self) {
        if let Stage::Work(work) = &self.stage
            && let Some(which) = work.beside.wanted()
        {
            let answers = work.session.interview().answers();
            self.pairs.ask(&(answers.clone(), which));
        }
    }

    fn ask_for_preview(&mut self, held: &Held) {
        let width = held.terminal.size().map_or(0, |size| size.width);
        if let Stage::Work(work) = &self.stage
            && view::shows_preview(&work.screen, width)
            && work.preview_is_late()
        {
            self.previews.ask(work.session.interview().answers());
        }
    }
}
