//! The README runs: its commands in a temporary folder, its answers file through the strict reader.
//!
//! A command in a `console` block exits with 0, or with what `# exit N` behind it says. Lines below a command are its
//! output, in order; `…` stands for any lines.

use std::path::Path;
use std::process::Command;

use quorate::answers::Answers;
use quorate::catalog::Catalog;

const README: &str = include_str!("../README.md");

/// The contents of the fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    README
        .split(&format!("```{language}\n"))
        .skip(1)
        .map(|rest| rest.split_once("```").expect("an end of the block").0)
        .collect()
}

/// A command of a `console` block.
#[derive(Debug, PartialEq)]
struct Shown {
    command: String,
    exit: i32,
    output: Vec<String>,
}

fn commands(block: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(typed), _) => {
                let (command, exit) = match typed.split_once("  # exit ") {
                    Some((command, exit)) => (command, exit.trim().parse().expect("a number")),
                    None => (typed, 0),
                };
                found.push(Shown {
                    command: command.trim().to_owned(),
                    exit,
                    output: Vec::new(),
                });
            }
            (None, Some(shown)) => shown.output.push(line.to_owned()),
            (None, None) => panic!("a block begins with a command: {line}"),
        }
    }
    found
}

/// Whether `real` is what `shown` says, where `…` stands for any lines.
fn is_shown(shown: &[String], real: &[&str]) -> bool {
    match shown {
        [] => real.is_empty(),
        [any, rest @ ..] if any == "…" => {
            (0..=real.len()).any(|skip| is_shown(rest, &real[skip..]))
        }
        [line, rest @ ..] => real.first() == Some(&line.as_str()) && is_shown(rest, &real[1..]),
    }
}

#[test]
fn output_is_compared_line_by_line() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let real = ["one", "two", "three"];
    assert!(is_shown(&lines("one\n…"), &real));
    assert!(is_shown(&lines("…\ntwo\nthree"), &real));
    assert!(!is_shown(&lines("one\ntwo"), &real));
    assert!(!is_shown(&lines("…\nfour\n…"), &real));
    let block = "$ quorate diff a b   # exit 1\nx\n$ true\n";
    let found = commands(block);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].exit, found[1].exit), (1, 0));
    assert_eq!(found[0].command, "quorate diff a b");
}

#[cfg(unix)]
#[test]
fn every_command_does_what_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let examples = folder.path().join("examples");
    std::fs::create_dir(&examples).expect("a folder");
    for entry in std::fs::read_dir(root.join("examples")).expect("the examples") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, examples.join(path.file_name().expect("a name"))).expect("a copy");
    }
    // The folder of another repository: nothing above it is looked at.
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    let binary = Path::new(env!("CARGO_BIN_EXE_quorate"));
    let own = binary.parent().expect("a folder").display().to_string();
    let path = format!("{own}:{}", std::env::var("PATH").unwrap_or_default());
    let all: Vec<Shown> = blocks("console").into_iter().flat_map(commands).collect();
    assert!(all.len() >= 10, "{} commands", all.len());
    for shown in all {
        let ran = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {}", shown.command)])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .env_remove("CI")
            .output()
            .expect("a shell");
        let real = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert_eq!(
            ran.status.code(),
            Some(shown.exit),
            "{}:\n{real}",
            shown.command
        );
        let lines: Vec<&str> = real.lines().collect();
        assert!(
            is_shown(&shown.output, &lines),
            "{}: the README shows\n{}\nand it prints\n{real}",
            shown.command,
            shown.output.join("\n")
        );
    }
}

#[test]
fn the_answers_file_on_the_page_is_read_without_a_warning() {
    let catalog = Catalog::embedded();
    let text = blocks("toml").first().copied().expect("an answers file");
    let (answers, warnings) =
        Answers::parse("README.md", text, &catalog).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(answers.datasets().len(), 2);
}

#[test]
fn the_casebooks_are_as_large_as_the_page_says() {
    for (folder, said) in [
        ("tests/casebook", "{} published systems"),
        ("tests/cases", "{} others"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let cases = std::fs::read_dir(path)
            .expect("a casebook")
            .filter(|entry| {
                let path = entry.as_ref().expect("an entry").path();
                path.extension().is_some_and(|own| own == "toml")
            })
            .count();
        let said = said.replace("{}", &cases.to_string());
        assert!(README.contains(&said), "the README does not say `{said}`");
    }
}

/// The screen of the wizard on `file`, once `awaited` stands on it.
#[cfg(unix)]
fn screen(folder: &Path, file: &str, awaited: &str) -> String {
    use std::io::Read;
    use std::sync::mpsc;
    use std::time::Duration;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    let (rows, cols) = (24, 80);
    let pty = native_pty_system()
        .openpty(PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        })
        .expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_quorate"));
    command.args(["edit", file]);
    command.cwd(folder);
    command.env("TERM", "xterm-256color");
    command.env("XDG_STATE_HOME", folder.join("state"));
    // Where a build runs the tests, the wizard would rightly speak in lines.
    command.env_remove("CI");
    let mut child = pty.slave.spawn_command(command).expect("the wizard");
    drop(pty.slave);
    let mut reader = pty
        .master
        .try_clone_reader()
        .expect("the terminal's output");
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            if send.send(bytes[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let size = |of: u16| of.try_into().expect("more than nothing");
    let mut terminal = vt100::Parser::new(size(rows), size(cols), 0);
    // Whole once it has been quiet for a while with the question on it; a busy machine may take long to start.
    for _ in 0..100 {
        match receive.recv_timeout(Duration::from_millis(300)) {
            Ok(bytes) => terminal.process(&bytes),
            Err(mpsc::RecvTimeoutError::Timeout)
                if terminal.screen().contents().contains(awaited) =>
            {
                break;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    child.kill().expect("the wizard still runs");
    child.wait().expect("the wizard ends");
    let lines: Vec<String> = terminal
        .screen()
        .rows(0, cols)
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n").trim_end().to_owned()
}

/// The answers that stand behind the picture: the payments example with another name, and one question to go.
fn pictured() -> String {
    let example = include_str!("../examples/payments.toml");
    let left: Vec<&str> = example
        .lines()
        .filter(|line| {
            !["partition ", "rpo ", "read-p99 "]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .collect();
    left.join("\n")
        .replace("\"payments\"", "\"checkout\"")
        .replace("\"payment-requests\"", "\"orders\"")
        .replace(
            "[calls]",
            "blast-radius = \"whole-system\"\nspare = \"no\"\ndegraded = [\"read-only\"]\n\n[calls]",
        )
}

#[cfg(unix)]
#[test]
fn the_picture_is_the_real_screen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("checkout.toml"), pictured()).expect("an answers file");
    let picture = blocks("text")
        .first()
        .copied()
        .expect("a picture")
        .trim_end();
    let real = screen(folder.path(), "checkout.toml", "? help");
    assert!(
        real == picture,
        "the wizard shows\n{real}\n\nand the README\n{picture}"
    );
}
