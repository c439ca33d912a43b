//! The interview as prompts, driven by keys in a pseudo-terminal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const DOWN: &str = "\u{1b}[B";
const ESCAPE: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
const ENTER: &str = "\r";

/// The wizard in a terminal of 80 columns and 40 rows.
struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    folder: tempfile::TempDir,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn on(file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if !file.is_empty() {
            std::fs::write(folder.path().join("shop.toml"), file).unwrap();
        }
        let size = PtySize {
            rows: 40,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("quorate"));
        let verb = if file.is_empty() { "new" } else { "edit" };
        command.args([verb, "shop.toml", "--plain", "--root"]);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"));
        command.cwd(folder.path());
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(
            NonZero::new(40).unwrap(),
            NonZero::new(80).unwrap(),
            0,
        )));
        let mut output = pair.master.try_clone_reader().unwrap();
        let drawn = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                drawn.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self {
            screen,
            input: pair.master.take_writer().unwrap(),
            child,
            folder,
            _master: pair.master,
        }
    }

    fn screen(&self) -> String {
        let screen = self.screen.lock().unwrap().screen().contents();
        screen.lines().map(str::trim_end).collect::<Vec<_>>().join(
            "
",
        )
    }

    /// The screen once it has stopped changing.
    fn settled(&self) -> String {
        let mut before = self.screen();
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let now = self.screen();
            if now == before {
                return now;
            }
            before = now;
        }
    }

    /// Waits until the screen shows a text.
    fn see(&mut self, text: &str) -> &mut Self {
        for _ in 0..500 {
            if self.screen().contains(text) {
                return self;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("“{text}” never appeared on\n{}", self.screen());
    }

    /// Waits until the file is as wanted: an old picture of the screen says nothing about it.
    fn saved(&mut self, wanted: impl Fn(&str) -> bool) -> &mut Self {
        for _ in 0..500 {
            if wanted(&self.file()) {
                return self;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the file is still\n{}", self.file());
    }

    fn keys(&mut self, keys: &[&str]) -> &mut Self {
        for keys in keys {
            self.input.write_all(keys.as_bytes()).unwrap();
            self.input.flush().unwrap();
            // A lone Escape and the first byte of an arrow are told apart by what follows at once.
            std::thread::sleep(Duration::from_millis(60));
        }
        self
    }

    /// The file after the program ended by itself, with success.
    fn end(&mut self) -> String {
        for _ in 0..500 {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status:?}\n{}", self.screen());
                return self.file();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it never ended\n{}", self.screen());
    }

    fn file(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("shop.toml")).unwrap_or_default()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn options_are_chosen_with_the_arrows_and_values_typed() {
    let mut terminal = Terminal::on("");
    terminal
        .see("What is the system called?")
        .keys(&["shop", ENTER]);
    terminal
        .see("What brings you here today?")
        .see("Unsure takes “Design kickoff”");
    insta::assert_snapshot!("choice", terminal.settled());
    terminal
        .keys(&[ENTER])
        .see("Which regions can run it?")
        .keys(&["eu, us", ENTER]);
    terminal
        .see("Which faults must it survive?")
        .keys(&[" ", DOWN, DOWN, " ", ENTER]);
    terminal
        .see("Add a dataset")
        .keys(&[ENTER])
        .see("What is the dataset called?")
        .keys(&["cart", ENTER]);
    terminal.see("What may a read miss?").keys(&[DOWN, ENTER]);
    terminal.see("How old may a value be?");
    insta::assert_snapshot!("number", terminal.settled());
    terminal
        .keys(&[DOWN, DOWN, ENTER])
        .see("? How old may a value be?")
        .keys(&["2d", ENTER]);
    terminal.see("`2d` is out of range; expected a duration");
    terminal
        .keys(&["\u{7f}\u{7f}", "90s", ENTER])
        .see("How many copies are wanted?");
    terminal
        .keys(&[CTRL_C])
        .see("Saved in shop.toml. To go on: quorate edit shop.toml --plain");
    let file = terminal.end();
    insta::assert_snapshot!("chosen_file", file);
}

#[test]
fn escape_and_the_entry_back_go_back_and_unsure_takes_an_answer_back() {
    let mut terminal = Terminal::on("quorate = 1\n\n[system]\nsituation = \"incident\"\n");
    terminal
        .see("What is the system called?")
        .keys(&["shop", ENTER]);
    terminal.see("Which regions can run it?").keys(&[ESCAPE]);
    terminal
        .see("? What is the system called? shop")
        .keys(&["s", ENTER]);
    terminal
        .see("(system.regions)")
        .keys(&["eu", ENTER])
        .see("Which faults must it survive?");
    assert!(
        terminal.file().contains("name = \"shops\""),
        "{}",
        terminal.file()
    );
    // The list of faults, then None of these, Unsure, Other, Why, Back: typing filters it.
    terminal
        .keys(&["unsure", " ", ENTER])
        .see("These are all answers");
    terminal.see("Faults (system.faults): unsure, takes none");
    terminal
        .keys(&["chan", ENTER])
        .see("Which question?")
        .keys(&["situation", ENTER]);
    terminal
        .see("What brings you here today?")
        .keys(&["unsure", ENTER]);
    terminal
        .see("Add a dataset")
        .keys(&[CTRL_C])
        .see("Saved in");
    assert!(!terminal.end().contains("situation"));
}

#[test]
fn other_why_and_more_are_entries_of_the_list() {
    let mut terminal = Terminal::on("quorate = 1\n[system]\nname = \"shop\"\n");
    terminal
        .see("What brings you here today?")
        .keys(&["why", ENTER]);
    terminal
        .see("It decides which sections are asked.")
        .see("? What brings you here today?");
    terminal
        .keys(&["other", ENTER])
        .see("your own words")
        .keys(&[ENTER])
        .see("nothing is written");
    terminal
        .keys(&["an audit", ENTER])
        .see("Which regions can run it?")
        .keys(&[ENTER]);
    terminal
        .see("Nothing was written")
        .keys(&["more", ENTER])
        .see("What do you want to do?");
    terminal
        .keys(&["undo", ENTER])
        .saved(|file| !file.contains("audit"));
    terminal
        .keys(&["more", ENTER])
        .see("What do you want to do?")
        .keys(&["finish", ENTER]);
    terminal.see("Saved in");
    terminal.end();
}

#[test]
fn nothing_ticked_is_no_answer_but_none_is() {
    let mut terminal = Terminal::on(
        "quorate = 1\n[system]\nname = \"s\"\nsituation = \"incident\"\nregions = [\"eu\"]\n",
    );
    terminal
        .see("Which faults must it survive?")
        .keys(&[ENTER])
        .see("Nothing is ticked");
    assert!(!terminal.file().contains("faults"));
    terminal
        .keys(&[" ", DOWN, DOWN, DOWN, " ", ENTER])
        .see("ticked together");
    terminal
        .keys(&["none of", " ", ENTER])
        .see("These are all answers")
        .keys(&[CTRL_C])
        .see("Saved in");
    assert!(terminal.end().contains("faults = []"));
}

#[test]
fn what_the_file_holds_cannot_drive_the_terminal() {
    let mut terminal =
        Terminal::on("quorate = 1\n[system]\nname = \"a\\u001B[2J\\u001B]0;owned\\u0007b\"\n");
    terminal
        .see("What brings you here today?")
        .keys(&["more", ENTER])
        .see("What do you want to do?");
    terminal
        .keys(&["review", ENTER])
        // The screen leaves replacement characters out; what they replaced would have cleared it.
        .see("a[2J]0;ownedb")
        .keys(&[CTRL_C])
        .see("Saved in");
    terminal.end();
}

#[test]
fn a_file_that_another_program_changed_is_settled_first() {
    let mut terminal = Terminal::on("quorate = 1\n");
    terminal.see("What is the system called?");
    let theirs = "quorate = 1\n# theirs\n";
    std::fs::write(terminal.folder.path().join("shop.toml"), theirs).unwrap();
    terminal
        .keys(&["mine", ENTER])
        .see("was changed by another program")
        .see("What now?");
    terminal
        .keys(&[ENTER])
        .see("What now? Try again")
        .see("? The last answers are not saved");
    assert_eq!(terminal.file(), theirs);
    terminal
        .keys(&["over", ENTER])
        .see("What brings you here today?")
        .keys(&[CTRL_C])
        .see("Saved in");
    let file = terminal.end();
    assert!(
        file.contains("# theirs") && file.contains("\"mine\""),
        "{file}"
    );
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let folder = tempfile::tempdir().unwrap();
    let run = assert_cmd::Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder.path())
        .args(["new", "shop.toml", "--plain", "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"))
        .write_stdin("1\n")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(
        String::from_utf8(run.stderr)
            .unwrap()
            .contains("use --lines")
    );
}
