//! The wizard without a terminal: a script of keys, and a picture.

mod archetypes;
mod drafts;
mod files;
mod footers;
mod keys;
mod pictures;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;

use crate::answers::Spot;
use crate::catalog::Catalog;
use crate::derive::World;
use crate::interview::Page;
use crate::session::Session;

use super::drive::{Asked, Work};
use super::keymap::{self, Context};
use super::message::{Effect, Message, Saving};
use super::screen::{Body, Over};
use super::start::{self, Found, Start};
use super::theme::Theme;
use super::view::{self, Around};
use super::{Finished, Options};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// An interview in a window, on a file or a draft of its own.
struct Wizard {
    work: Work<'static>,
    size: (u16, u16),
    finished: Option<Finished>,
    folder: tempfile::TempDir,
}

impl Wizard {
    /// On a draft.
    fn at(width: u16, height: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::begin(Some(folder.path()), &CATALOG, &WORLD);
        Self::on(session, width, height, folder)
    }

    /// On a file of this text.
    fn editing(text: &str, width: u16, height: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.toml");
        std::fs::write(&path, text).unwrap();
        let (session, _) = Session::open(&path, &CATALOG, &WORLD).unwrap();
        Self::on(session, width, height, folder)
    }

    fn on(session: Session<'static>, width: u16, height: u16, folder: tempfile::TempDir) -> Self {
        let options = Options {
            color: true,
            folder: Some(folder.path().to_owned()),
            warnings: Vec::new(),
        };
        let mut wizard = Self {
            work: Work::new(session, &options),
            size: (width, height),
            finished: None,
            folder,
        };
        wizard.screen();
        wizard
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shop.toml")
    }

    /// Presses keys: signs as they are, others by name between `<` and `>`.
    fn keys(mut self, script: &str) -> Self {
        for key in parse(script) {
            let context = self.context();
            if let Some(message) = keymap::message(context, key) {
                self = self.say(message);
            }
        }
        self
    }

    /// Takes a message in, as from a key or a click, and draws.
    fn say(mut self, message: Message) -> Self {
        if let Asked::Finished(finished) = self.work.take(message) {
            self.finished = Some(finished);
        }
        self.screen();
        self
    }

    fn resize(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    fn context(&self) -> Context {
        self.work.screen.context(self.work.session().interview())
    }

    fn page(&self) -> &Page {
        self.work.session().interview().page()
    }

    /// What the answers file says.
    fn text(&self) -> &str {
        self.work.session().text()
    }

    /// Draws, and returns what is seen.
    fn screen(&mut self) -> String {
        self.work.renew_preview_now();
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        let mut areas = None;
        terminal
            .draw(|frame| {
                let around = Around {
                    file: "shop.toml",
                    saving: self.work.saving(),
                    preview: self.work.preview(),
                    beside: self.work.beside(),
                    theme: Theme { color: true },
                };
                let interview = self.work.session().interview();
                areas = Some(view::view(frame, &self.work.screen, interview, &around));
            })
            .unwrap();
        self.work.screen.areas = areas.unwrap();
        picture(&terminal)
    }

    /// Clicks where a text stands.
    fn click(mut self, text: &str) -> Self {
        let screen = self.screen();
        let (row, line) = screen
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(text))
            .unwrap_or_else(|| panic!("no {text:?} in\n{screen}"));
        let before = &line[..line.find(text).unwrap()];
        let column = unicode_width::UnicodeWidthStr::width(before);
        let at = Position::new(u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
        let message = self.work.screen.areas.click(at).cloned();
        self.say(message.unwrap_or_else(|| panic!("nothing to click at {text:?}")))
    }
}

fn parse(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(sign) = rest.chars().next() {
        let (code, modifiers, used) = match rest.split_once('>') {
            Some((name, _)) if sign == '<' => {
                let (code, modifiers) = match &name[1..] {
                    "enter" => (KeyCode::Enter, KeyModifiers::NONE),
                    "esc" => (KeyCode::Esc, KeyModifiers::NONE),
                    "tab" => (KeyCode::Tab, KeyModifiers::NONE),
                    "back-tab" => (KeyCode::BackTab, KeyModifiers::SHIFT),
                    "down" => (KeyCode::Down, KeyModifiers::NONE),
                    "up" => (KeyCode::Up, KeyModifiers::NONE),
                    "right" => (KeyCode::Right, KeyModifiers::NONE),
                    "end" => (KeyCode::End, KeyModifiers::NONE),
                    "pgdn" => (KeyCode::PageDown, KeyModifiers::NONE),
                    "backspace" => (KeyCode::Backspace, KeyModifiers::NONE),
                    control => (
                        KeyCode::Char(control.strip_prefix("c-").unwrap().parse().unwrap()),
                        KeyModifiers::CONTROL,
                    ),
                };
                (code, modifiers, name.len() + 1)
            }
            _ => (KeyCode::Char(sign), KeyModifiers::NONE, sign.len_utf8()),
        };
        keys.push(KeyEvent::new(code, modifiers));
        rest = &rest[used..];
    }
    keys
}

/// The signs on the screen, without spaces at the ends of lines.
fn picture(terminal: &Terminal<TestBackend>) -> String {
    let buffer = terminal.backend().buffer();
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        writeln!(out, "{}", line.trim_end()).unwrap();
    }
    out
}

/// A shop with one dataset, half answered.
const SHOP: &str = r#"quorate = 1

[system]
name = "Shop"
situation = "kickoff"
hosting = "cloud-vms"

[[dataset]]
name = "orders"
reads = "latest"
partition = "accept-writes"
"#;

fn spot(question: &str) -> Spot {
    Spot {
        question: CATALOG.question(question).unwrap(),
        sheet: 0,
    }
}

/// From the review to a question, as Enter on its row does.
fn go_to(mut wizard: Wizard, spot: Spot) -> Wizard {
    let rows = super::review::rows(wizard.work.session().interview());
    let row = rows
        .iter()
        .position(|row| *row == super::review::Row::Question(spot))
        .expect("the review has every question");
    wizard.work.screen.review_cursor = row;
    wizard.say(Message::Choose)
}

impl Wizard {
    /// Goes to an entry of the table of contents.
    fn click_contents(self, title: &str) -> Self {
        let outline = self.work.session().interview().outline();
        let index = outline
            .iter()
            .position(|entry| entry.title == title)
            .unwrap();
        self.say(Message::Contents).say(Message::Pick(index))
    }
}
