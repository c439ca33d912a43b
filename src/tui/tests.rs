//! The wizard without a terminal: a script of keys, and a picture.

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
use super::message::{Effect, Message};
use super::screen::{Body, Over};
use super::start::{self, Found, Start};
use super::theme::Theme;
use super::view::{self, Around};
use super::{Finished, Options};

/// Compares a picture with the one kept. How many lines of the brief lie below the screen is left out: it changes
/// with every word of the catalog.
fn same(name: &str, picture: &str) {
    let counts = vec![(r"▼ \d+ more lines ─+", "▼ … more lines ─")];
    insta::with_settings!({ filters => counts }, {
        insta::assert_snapshot!(name, picture);
    });
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// An interview in a window, on a file or a draft of its own.
struct Wizard {
    work: Work<'static>,
    options: Options,
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
            options,
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
        if let Asked::Finished(finished) = self.work.take(message, &self.options) {
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
                    saved: self.work.is_saved(),
                    preview: self.work.preview(),
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

const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (200, 60)];

/// One picture for each size.
fn pictures(name: &str, draw: impl Fn(u16, u16) -> String) {
    for (width, height) in SIZES {
        same(&format!("{name}-{width}x{height}"), &draw(width, height));
    }
}

#[test]
fn the_first_question() {
    pictures("first-question", |width, height| {
        Wizard::at(width, height).screen()
    });
}

#[test]
fn a_question_with_options() {
    pictures("options", |width, height| {
        Wizard::at(width, height).keys("Shop<enter>j").screen()
    });
}

#[test]
fn a_number_with_presets_that_is_wrong() {
    pictures("number", |width, height| {
        let mut wizard = Wizard::at(width, height);
        wizard = wizard.keys("Shop<enter>1");
        let window = spot("slo.window");
        wizard = wizard.keys("r");
        wizard = go_to(wizard, window);
        wizard.keys("3x").screen()
    });
}

#[test]
fn a_question_of_which_several_options_hold() {
    pictures("several", |width, height| {
        let wizard = Wizard::at(width, height).keys("Shop<enter>2");
        let spot = spot("incident.latency");
        go_to(wizard.keys("r"), spot).keys(" jj ").screen()
    });
}

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

#[test]
fn the_list_of_datasets() {
    pictures("datasets", |width, height| {
        Wizard::editing(SHOP, width, height)
            .keys("r")
            .click_contents("Data")
            .screen()
    });
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

#[test]
fn the_review() {
    pictures("review", |width, height| {
        Wizard::editing(SHOP, width, height).keys("rjj").screen()
    });
}

#[test]
fn help_why_decisions_and_contents() {
    pictures("help", |width, height| {
        Wizard::editing(SHOP, width, height).keys("<esc>?").screen()
    });
    let cases = [
        ("why", "w"),
        ("decisions", "d"),
        ("contents", "o"),
        ("preview", "p"),
    ];
    for (name, key) in cases {
        let mut wizard = Wizard::editing(SHOP, 80, 24).keys("r<enter><esc><esc>");
        wizard = wizard.click_contents("orders").keys(key);
        same(name, &wizard.screen());
    }
}

#[test]
fn an_answer_that_changes_decisions_says_which() {
    let mut wizard = go_to(
        Wizard::editing(SHOP, 140, 40).keys("r"),
        spot("dataset.reads"),
    );
    wizard = wizard.keys("4");
    let screen = wizard.screen();
    assert!(screen.contains("Δ "), "{screen}");
    assert!(screen.contains("(was "), "{screen}");
}

#[test]
fn a_window_too_small_says_so_and_keeps_the_state() {
    let wizard = Wizard::at(80, 24).keys("Shop<enter>jj");
    let mut small = wizard.resize(59, 17);
    assert!(small.screen().contains("59 × 17"), "{}", small.screen());
    let screen = small.resize(80, 24).screen();
    assert!(screen.contains("▸ 3"), "{screen}");
}

#[test]
fn any_size_can_be_drawn() {
    let scripts = ["", "r", "d", "o", "?", "p"];
    for width in [1, 20, 60, 100, 132, 160] {
        for height in [1, 17, 18, 70] {
            for script in scripts {
                Wizard::editing(SHOP, width, height)
                    .keys("<esc>")
                    .keys(script)
                    .screen();
            }
        }
    }
}

#[test]
fn at_80x24_no_question_and_no_option_is_cut() {
    // A line of the question ends with its last word, however long it is: the card wraps.
    for (index, question) in CATALOG.questions.iter().enumerate() {
        let mut wizard = Wizard::editing(SHOP, 80, 24);
        if question.scope == crate::catalog::Scope::Service {
            continue;
        }
        let spot = Spot {
            question: index,
            sheet: 0,
        };
        wizard = wizard.say(Message::Told(super::message::Then::Land, Ok(())));
        wizard.work.tell(crate::interview::Event::Jump(spot));
        wizard = wizard.say(Message::Told(super::message::Then::LandAt(spot), Ok(())));
        let mut seen = String::new();
        for _ in 0..6 {
            seen.push_str(&wizard.screen());
            wizard = wizard.say(Message::Page(1));
        }
        let seen: Vec<&str> = seen.split_whitespace().collect();
        let texts = [question.ask.as_str()].into_iter().chain(
            question
                .kind
                .options()
                .iter()
                .flat_map(|option| [option.label.as_str(), option.means.as_str()]),
        );
        for text in texts {
            for word in text.split_whitespace() {
                assert!(
                    seen.contains(&word),
                    "{}: {word:?} of {text:?}",
                    question.id
                );
            }
        }
    }
}

#[test]
fn keys_do_what_they_say() {
    type Check = fn(&mut Wizard) -> bool;
    let cases: [(&str, &str, Check); 19] = [
        // keys on a new draft, what must hold, the check
        ("", "keys go into the field at once", |w| {
            w.context() == Context::Writing
        }),
        ("Shop<enter>", "the name is said", |w| {
            w.text().contains("name = \"Shop\"")
        }),
        ("Shop<enter>", "the next question of the page comes", |w| {
            w.context() == Context::Choice
        }),
        ("Shop<enter>2", "a number key chooses", |w| {
            w.text().contains("\"incident\"")
        }),
        ("Shop<enter>jj<enter>", "the cursor chooses", |w| {
            w.text().contains("\"degradation\"")
        }),
        ("Shop<enter>2u", "undo takes it back", |w| {
            !w.text().contains("incident")
        }),
        ("Shop<esc>", "what is written stays", |w| {
            w.screen().contains("Shop (written, not taken yet)")
        }),
        ("Shop<tab>", "Tab takes what is written", |w| {
            w.text().contains("name = \"Shop\"")
        }),
        ("Shop<enter><esc>", "one step back", |w| {
            w.context() == Context::Text
        }),
        ("Shop<enter>5", "Other opens a field", |w| {
            w.context() == Context::Writing
        }),
        ("Shop<enter>5odd<enter>", "other words are kept", |w| {
            w.text().contains("odd")
        }),
        ("Shop<enter>6", "unsure says nothing", |w| {
            !w.text().contains("situation")
        }),
        ("<enter>", "an empty field is no answer", |w| {
            w.screen().contains("! Nothing is written yet")
        }),
        (
            "<esc>n",
            "next passes the page",
            |w| matches!(w.page(), Page::Questions { questions, .. } if !questions.contains(&0)),
        ),
        ("<esc>r", "the review", |w| *w.page() == Page::Review),
        ("<esc>r<esc>", "back from it", |w| *w.page() != Page::Review),
        ("<esc>?", "help", |w| {
            matches!(w.work.screen.over, Some(Over::Help(_)))
        }),
        ("<esc>?<esc>", "help closes", |w| {
            w.work.screen.over.is_none()
        }),
        ("Shop<c-c>", "Ctrl-C leaves while writing", |w| {
            matches!(w.finished, Some(Finished::Left { .. }))
        }),
    ];
    for (script, what, holds) in cases {
        let mut wizard = Wizard::at(80, 24).keys(script);
        assert!(
            holds(&mut wizard),
            "{script:?}: {what}\n{}",
            wizard.screen()
        );
    }
}

#[test]
fn a_region_is_suggested_and_taken_by_the_right_arrow() {
    let wizard = go_to(Wizard::editing(SHOP, 80, 24).keys("r"), spot("geo.regions"));
    let mut wizard = wizard.keys("aws:eu-west-1, frankf");
    assert!(
        wizard
            .screen()
            .contains("→ aws:eu-central-1 – Europe (Frankfurt)"),
        "{}",
        wizard.screen()
    );
    let wizard = wizard.keys("<right><enter>");
    let text = wizard.text();
    assert!(
        text.contains(r#"["aws:eu-west-1", "aws:eu-central-1"]"#),
        "{text}"
    );
}

#[test]
fn datasets_are_added_renamed_and_removed() {
    let wizard = Wizard::editing(SHOP, 80, 24).click_contents("Data");
    let mut wizard = wizard.keys("aorders<enter>");
    let screen = wizard.screen();
    assert!(screen.contains("already the name"), "{screen}");
    let wizard = wizard.keys("2<enter>");
    assert!(
        wizard.text().contains("name = \"orders2\""),
        "{}",
        wizard.text()
    );
    let wizard = wizard.click_contents("Data").keys("ge<c-u>baskets<enter>");
    assert!(
        wizard.text().contains("name = \"baskets\""),
        "{}",
        wizard.text()
    );
    let wizard = wizard.keys("gx<enter>");
    assert!(
        wizard.text().contains("baskets"),
        "the first choice keeps it"
    );
    let wizard = wizard.keys("gx2");
    assert!(!wizard.text().contains("baskets"), "{}", wizard.text());
    assert!(wizard.text().contains("orders2"), "{}", wizard.text());
    let wizard = wizard.keys("u");
    assert!(wizard.text().contains("baskets"), "{}", wizard.text());
}

#[test]
fn a_click_chooses_and_the_wheel_scrolls() {
    let wizard = Wizard::at(80, 24)
        .keys("Shop<enter>")
        .click("Running incident");
    assert!(wizard.text().contains("\"incident\""), "{}", wizard.text());
    let wizard = wizard.click("? help");
    let mut wizard = wizard.say(Message::Wheel(super::message::Pane::Over, 3));
    let screen = wizard.screen();
    assert!(screen.contains("▲ 3 above"), "{screen}");
}

#[test]
fn a_file_that_another_program_wrote_is_asked_about() {
    let choices: [(&str, &str, bool, &str); 3] = [
        // keys, must be in the file, is saved, why
        (
            "1",
            "theirs = 1",
            false,
            "keep working: theirs stays on disk",
        ),
        ("2", "theirs = 1", true, "take theirs"),
        ("3", "incident", true, "write mine over"),
    ];
    for (key, expected, saved, why) in choices {
        let wizard = Wizard::editing(SHOP, 80, 24);
        let name = spot("system.situation");
        let wizard = go_to(wizard.keys("r"), name);
        std::fs::write(wizard.file(), format!("{SHOP}theirs = 1\n")).unwrap();
        let mut wizard = wizard.keys("2");
        assert!(
            wizard.screen().contains("was changed elsewhere"),
            "{}",
            wizard.screen()
        );
        let wizard = wizard.keys(key);
        let text = std::fs::read_to_string(wizard.file()).unwrap();
        assert!(text.contains(expected), "{why}: {text}");
        assert_eq!(wizard.work.is_saved(), saved, "{why}");
    }
}

#[test]
fn leaving_with_answers_that_cannot_be_saved_keeps_them_as_a_draft() {
    let wizard = Wizard::editing(SHOP, 80, 24);
    let name = spot("system.situation");
    let wizard = go_to(wizard.keys("r"), name);
    std::fs::write(wizard.file(), "theirs = 1\n").unwrap();
    let wizard = wizard.keys("21").keys("q");
    assert!(
        matches!(wizard.work.screen.over, Some(Over::Dialog(_))),
        "quitting asks again"
    );
    let wizard = wizard.keys("4");
    let Some(Finished::Left {
        at: Some(path),
        draft: true,
        ..
    }) = &wizard.finished
    else {
        panic!("{:?}", wizard.finished);
    };
    assert!(std::fs::read_to_string(path).unwrap().contains("incident"));
    assert_eq!(
        std::fs::read_to_string(wizard.file()).unwrap(),
        "theirs = 1\n"
    );
}

#[test]
fn finishing_names_the_file_and_never_writes_over_another() {
    let wizard = Wizard::at(80, 24).keys("My Shop 2<enter>1rf");
    let mut wizard = wizard;
    assert!(
        wizard.screen().contains("› my-shop-2.toml"),
        "{}",
        wizard.screen()
    );
    let taken = wizard.folder.path().join("taken.toml");
    std::fs::write(&taken, "theirs").unwrap();
    let mut wizard = wizard.keys(&format!("<c-u>{}<enter>", taken.display()));
    assert!(
        wizard.screen().contains("is there already"),
        "{}",
        wizard.screen()
    );
    let free = wizard.folder.path().join("free");
    let wizard = wizard.keys(&format!("<c-u>{}<enter>", free.display()));
    let path = free.with_extension("toml");
    assert_eq!(
        wizard.finished,
        Some(Finished::WriteBrief { path: path.clone() })
    );
    assert!(std::fs::read_to_string(path).unwrap().contains("My Shop 2"));
    assert_eq!(std::fs::read_to_string(taken).unwrap(), "theirs");
}

#[test]
fn no_run_of_keys_loses_an_answer_or_panics() {
    // A seeded walk over keys: answers only change by keys that say so, and every screen can be drawn.
    let keys = [
        "<enter>",
        "<esc>",
        "<tab>",
        "<back-tab>",
        "<down>",
        "<up>",
        " ",
        "1",
        "2",
        "3",
        "n",
        "r",
        "o",
        "d",
        "w",
        "p",
        "?",
        "u",
        "<pgdn>",
        "<end>",
        "x",
        "a",
        "e",
        "k",
        "j",
        "<right>",
        "<backspace>",
        "7",
    ];
    for seed in 0..2u32 {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
        let mut wizard = Wizard::editing(SHOP, 100, 30);
        for _ in 0..100 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = keys[usize::try_from(state >> 8).unwrap() % keys.len()];
            wizard = wizard.keys(key);
            let on_disk = std::fs::read_to_string(wizard.file()).unwrap();
            assert_eq!(
                on_disk,
                wizard.text(),
                "every answer is on disk (seed {seed})"
            );
        }
    }
}

#[test]
fn the_start_screen() {
    let found = |path: &str, name: Option<&str>| Found {
        path: PathBuf::from(path),
        name: name.map(str::to_owned),
        answered: Some(12),
        age_s: Some(7300),
    };
    let start = Start {
        drafts: vec![
            found("/state/draft-1.toml", Some("Shop")),
            found("/state/draft-2.toml", None),
        ],
        files: vec![found("checkout.toml", Some("Checkout"))],
        ..Start::default()
    };
    for (width, height) in SIZES {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| {
                view::start(frame, &start, Theme { color: false });
            })
            .unwrap();
        same(&format!("start-{width}x{height}"), &picture(&terminal));
    }
    let cases = [
        (0, Effect::Resume(PathBuf::from("/state/draft-1.toml"))),
        (2, Effect::Begin),
        (3, Effect::Open(PathBuf::from("checkout.toml"))),
        (4, Effect::None), // asks for a path first
    ];
    for (row, expected) in cases {
        let (_, effect) = start::update(start.clone(), &Message::Pick(row));
        assert_eq!(effect, expected);
    }
    let (asking, _) = start::update(start, &Message::Remove);
    let (_, effect) = start::update(asking, &Message::Pick(1));
    assert_eq!(
        effect,
        Effect::Discard(PathBuf::from("/state/draft-1.toml"))
    );
}

#[test]
fn without_colour_every_style_is_an_attribute() {
    let mut wizard = Wizard::editing(SHOP, 140, 40).click_contents("orders");
    wizard = wizard.keys("4");
    let mut terminal = Terminal::new(TestBackend::new(140, 40)).unwrap();
    terminal
        .draw(|frame| {
            let around = Around {
                file: "shop.toml",
                saved: true,
                preview: wizard.work.preview(),
                theme: Theme { color: false },
            };
            view::view(
                frame,
                &wizard.work.screen,
                wizard.work.session().interview(),
                &around,
            );
        })
        .unwrap();
    for cell in terminal.backend().buffer().content() {
        assert_eq!(
            (cell.fg, cell.bg),
            (ratatui::style::Color::Reset, ratatui::style::Color::Reset)
        );
    }
}

#[test]
fn the_farewell_says_how_to_go_on() {
    let left = |at: Option<&str>, draft| Finished::Left {
        at: at.map(PathBuf::from),
        draft,
        signal: None,
    };
    let cases = [
        (
            left(Some("shop.toml"), false),
            Some("Your answers are in shop.toml. To go on: quorate edit shop.toml"),
        ),
        (
            left(Some("my shop.toml"), false),
            Some("Your answers are in my shop.toml. To go on: quorate edit 'my shop.toml'"),
        ),
        (
            left(Some("/s/draft-1.toml"), true),
            Some("Your answers are kept as a draft. To go on: quorate"),
        ),
        (left(None, true), None),
        (Finished::Nothing, None),
    ];
    for (finished, farewell) in cases {
        assert_eq!(finished.farewell().as_deref(), farewell);
    }
    assert_eq!(super::word(Path::new("it's")), "'it'\\''s'");
}

#[test]
fn every_body_has_a_context() {
    let wizard = Wizard::editing(SHOP, 80, 24).keys("<esc>r");
    assert!(matches!(wizard.work.screen.body, Body::Review));
    let wizard = wizard.click_contents("Data");
    assert!(matches!(wizard.work.screen.body, Body::Sheets(_)));
    assert_eq!(wizard.context(), Context::Sheets);
}
