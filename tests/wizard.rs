//! The full-screen wizard as a person meets it: the real binary in a terminal of its own.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may end here")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// As long as a busy machine may need for a frame.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary in a terminal, with what it has drawn so far.
struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
}

impl Terminal {
    /// Starts `quorate` with these arguments in `folder`, which also has the state folder.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_quorate"));
        command.args(arguments);
        command.cwd(folder);
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", folder.join("state"));
        command.env_remove("CI");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(24), cells(80), 0)));
        let drawn = Arc::clone(&screen);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                drawn.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self {
            screen,
            writer,
            child,
            master: Some(pair.master),
        }
    }

    fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until a text is on the screen.
    fn sees(&self, text: &str) {
        let end = now() + PATIENCE;
        while !self.contents().contains(text) {
            assert!(now() < end, "no {text:?} in\n{}", self.contents());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until a text is on the screen no more.
    fn misses(&self, text: &str) {
        let end = now() + PATIENCE;
        while self.contents().contains(text) {
            assert!(now() < end, "still {text:?} in\n{}", self.contents());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until a row of the screen has a text in it.
    fn row_says(&self, row: u16, text: &str) {
        let end = now() + PATIENCE;
        let says = || {
            let parser = self.screen.lock().unwrap();
            let (_, cols) = parser.screen().size();
            let line = parser.screen().rows(0, cols.into()).nth(row.into());
            line.is_some_and(|line| line.contains(text))
        };
        while !says() {
            assert!(
                now() < end,
                "no {text:?} in row {row} of\n{}",
                self.contents()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn types(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    fn resize(&self, rows: u16, cols: u16) {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.screen
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let status = std::process::Command::new("kill")
            .args(["-s", name, &id])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end, and returns the exit code.
    fn ends(&mut self) -> u32 {
        let end = now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            if now() > end {
                let _ = self.child.kill();
                panic!("it does not end\n{}", self.contents());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The terminal is as it was: the first screen, a cursor, no mouse, lines and echo.
    fn is_restored(&self) {
        let end = now() + PATIENCE;
        loop {
            let restored = {
                let parser = self.screen.lock().unwrap();
                let screen = parser.screen();
                !screen.alternate_screen()
                    && !screen.hide_cursor()
                    && !screen.bracketed_paste()
                    && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            };
            if restored {
                return;
            }
            assert!(now() < end, "the terminal is not as it was");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[allow(clippy::disallowed_methods, reason = "a test gives up after a while")]
fn now() -> Instant {
    Instant::now()
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

#[test]
fn from_the_first_key_to_the_brief() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &[]);
    terminal.sees("New answers");
    terminal.types("\r");
    terminal.sees("What is the system called?");
    terminal.types("Web Shop\r");
    terminal.sees("What brings you here today?");
    terminal.types("1");
    // What comes next must be a new picture: the old one holds the words that are waited for below.
    terminal.misses("What brings you here today?");
    terminal.resize(40, 170);
    terminal.sees("The brief as it would be now");
    terminal.resize(18, 60);
    // At once, without waiting for the picture of the small window.
    terminal.types("\u{1b}");
    terminal.sees("What brings you here today?");
    terminal.types("r");
    terminal.sees("Write the brief");
    terminal.types("f");
    terminal.sees("web-shop.toml");
    terminal.types("\r");
    assert_eq!(terminal.ends(), 0, "{}", terminal.contents());
    terminal.is_restored();
    terminal.sees("web-shop.md");
    let answers = std::fs::read_to_string(folder.path().join("web-shop.toml")).unwrap();
    assert!(answers.contains("name = \"Web Shop\""), "{answers}");
    assert!(answers.contains("situation = \"kickoff\""), "{answers}");
    let brief = std::fs::read_to_string(folder.path().join("web-shop.md")).unwrap();
    assert!(brief.starts_with("# Web Shop"), "{brief}");
    let drafts = std::fs::read_dir(folder.path().join("state/quorate")).unwrap();
    assert_eq!(drafts.count(), 0, "the draft has become the file");
}

#[test]
fn a_key_that_comes_with_a_new_size_is_taken_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
    terminal.sees("What is the system called?");
    terminal.types("Shop\r");
    terminal.sees("▸ 1   Design kickoff");
    for turn in 0..20 {
        terminal.resize(24 + turn % 2, 80);
        let (key, row) = if turn % 2 == 0 {
            ("j", "▸ 2   Running incident")
        } else {
            ("k", "▸ 1   Design kickoff")
        };
        terminal.types(key);
        terminal.sees(row);
    }
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn the_tree_of_a_question_is_a_key_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
    terminal.sees("What is the system called?");
    terminal.types("Shop\r");
    terminal.sees("What brings you here today?");
    terminal.types("t");
    terminal.sees("● the path that your answers take");
    terminal.types("\t");
    terminal.sees(" Idempotency ─");
    terminal.resize(18, 60);
    // Only the picture of the small window has its last row here.
    terminal.row_says(17, "Esc close");
    // The tree covers the question, so that its words come back only when Esc was taken in: a key that is sent
    // before that would be read together with it, as Alt and that key.
    terminal.misses("What brings you here today?");
    terminal.types("\u{1b}");
    terminal.sees("What brings you here today?");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_restored();
}

#[test]
fn an_answer_survives_kill_and_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &[]);
    terminal.sees("New answers");
    terminal.types("\r");
    terminal.sees("What is the system called?");
    terminal.types("Survivor\r");
    terminal.sees("What brings you here today?");
    // The header says when the thread that saves has brought it to disk; a kill before that can lose it.
    terminal.sees("1 answered");
    terminal.sees("✓ draft");
    terminal.signal("KILL");
    terminal.ends();
    let mut terminal = Terminal::start(folder.path(), &[]);
    terminal.sees("Go on with a draft");
    terminal.sees("Survivor");
    terminal.types("\r");
    terminal.sees("What brings you here today?");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_restored();
    terminal.sees("To go on: quorate");
}

#[test]
fn what_cannot_be_saved_survives_kill_as_a_draft() {
    type Spoil = fn(&Path);
    let append: Spoil = |path| {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text + "theirs = 1\n").unwrap();
    };
    let protect: Spoil = |path| {
        let mut permissions = std::fs::metadata(path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(path, permissions).unwrap();
    };
    for (spoil, keep_working) in [(append, "1"), (protect, "2")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.toml");
        std::fs::write(&path, "quorate = 1\n[system]\nname = \"Shop\"\n").unwrap();
        let mut terminal = Terminal::start(folder.path(), &["edit", "shop.toml"]);
        terminal.sees("What brings you here today?");
        spoil(&path);
        terminal.types("2");
        terminal.sees("! not saved");
        terminal.sees("Keep working");
        terminal.types(keep_working);
        terminal.misses("Keep working");
        terminal.signal("KILL");
        terminal.ends();
        let drafts: Vec<_> = std::fs::read_dir(folder.path().join("state/quorate"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
            .collect();
        let [draft] = drafts.as_slice() else {
            panic!("{drafts:?}");
        };
        let draft = std::fs::read_to_string(draft).unwrap();
        assert!(draft.contains("situation = \"incident\""), "{draft}");
        assert!(
            draft.contains("shop.toml"),
            "it says where it is from: {draft}"
        );
        let mut terminal = Terminal::start(folder.path(), &[]);
        terminal.sees("Go on with a draft");
        terminal.types("q");
        assert_eq!(terminal.ends(), 0);
    }
}

#[test]
fn nobody_leaves_unasked_with_answers_that_are_kept_nowhere() {
    let without_state_folder = || {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("state"), "no folder").unwrap();
        let mut terminal = Terminal::start(folder.path(), &[]);
        terminal.sees("New answers");
        terminal.types("\r");
        terminal.sees("What is the system called?");
        terminal.types("Shop\r");
        terminal.sees("What brings you here today?");
        terminal.sees("! not saved");
        terminal.types("q");
        terminal.sees("Your answers are saved nowhere yet");
        terminal.sees("shop.toml");
        (folder, terminal)
    };
    let (folder, mut terminal) = without_state_folder();
    terminal.types("\r");
    assert_eq!(terminal.ends(), 0);
    terminal.sees("quorate edit shop.toml");
    let answers = std::fs::read_to_string(folder.path().join("shop.toml")).unwrap();
    assert!(answers.contains("name = \"Shop\""), "{answers}");
    let (folder, mut terminal) = without_state_folder();
    terminal.types("\u{3}");
    assert_eq!(terminal.ends(), 2, "what was said is lost");
    terminal.is_restored();
    terminal.sees("could not be saved");
    terminal.sees("name = \"Shop\"");
    assert!(!folder.path().join("shop.toml").exists());
}

#[test]
fn a_signal_saves_and_gives_the_terminal_back() {
    for (signal, code) in [("TERM", 128 + 15), ("INT", 128 + 2), ("HUP", 128 + 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
        terminal.sees("What is the system called?");
        terminal.types("Shop\r");
        terminal.sees("What brings you here today?");
        terminal.signal(signal);
        assert_eq!(terminal.ends(), code, "{signal}");
        terminal.is_restored();
        terminal.sees("quorate edit shop.toml");
        let answers = std::fs::read_to_string(folder.path().join("shop.toml")).unwrap();
        assert!(answers.contains("name = \"Shop\""), "{answers}");
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_wizard() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
    terminal.sees("What is the system called?");
    terminal.types("Shop\r");
    terminal.sees("What brings you here today?");
    terminal.writer = Box::new(std::io::sink());
    terminal.master = None;
    // The reader thread still holds the terminal open until the child ends: hang up as a closing window does.
    terminal.signal("HUP");
    terminal.ends();
    assert!(folder.path().join("shop.toml").exists());
}

#[test]
fn control_c_leaves_in_the_midst_of_writing() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
    terminal.sees("What is the system called?");
    terminal.types("Sho\u{3}");
    assert_eq!(terminal.ends(), 0);
    terminal.is_restored();
    assert!(
        !folder.path().join("shop.toml").exists(),
        "nothing was answered"
    );
}

#[test]
fn a_file_with_mistakes_is_named_and_the_terminal_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    std::fs::write(&path, "quorate = 1\n[system]\nsituation = \"kick-off\"\n").unwrap();
    let mut terminal = Terminal::start(folder.path(), &["edit", "shop.toml"]);
    assert_eq!(terminal.ends(), 2);
    terminal.is_restored();
    terminal.sees("shop.toml:3");
    // From the start screen the same mistake is shown there, and one goes on.
    let mut terminal = Terminal::start(folder.path(), &[]);
    terminal.sees("shop.toml");
    terminal.types("2");
    terminal.sees("This file cannot be opened");
    terminal.types("\u{1b}");
    terminal.misses("This file cannot be opened");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_restored();
}

#[test]
fn a_paste_is_one_line_of_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(folder.path(), &["new", "shop.toml"]);
    terminal.sees("What is the system called?");
    terminal.types("\u{1b}[200~Pay\nment q\u{1b}[201~");
    terminal.sees("› Pay ment q");
    terminal.types("\r");
    terminal.sees("What brings you here today?");
    terminal.types("\u{1b}[<0;10;7M\u{1b}[<0;10;7m");
    terminal.sees("2 answered");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    let answers = std::fs::read_to_string(folder.path().join("shop.toml")).unwrap();
    assert!(answers.contains("name = \"Pay ment q\""), "{answers}");
    assert!(answers.contains("situation = \"kickoff\""), "{answers}");
}

#[test]
fn a_dataset_begins_from_a_kind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    std::fs::write(
        &path,
        "quorate = 1\n[system]\nname = \"Shop\"\nsituation = \"kickoff\"\n[[dataset]]\nname = \"money\"\n",
    )
    .unwrap();
    let mut terminal = Terminal::start(folder.path(), &["edit", "shop.toml"]);
    // It begins behind the last answer, which is the dataset's name.
    terminal.sees("Which well-known kind of data is it?");
    terminal.types("2");
    terminal.sees("From the archetype “Ledger”");
    terminal.types("\r");
    terminal.misses("saving…");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    let saved = std::fs::read_to_string(path).unwrap();
    assert!(saved.contains("archetype = \"ledger\""), "{saved}");
    assert!(saved.contains("rpo = \"0s\""), "{saved}");
    assert!(!saved.contains("reads"), "{saved}");
}
