//! The interview as lines, driven through a pipe as a script or a screen reader drives it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "lines/own_words.rs"]
mod own_words;

use std::path::Path;

use assert_cmd::Command;

/// A folder with an answers file, and what was said on both sides.
struct Talk {
    folder: tempfile::TempDir,
}

/// What came of one run.
struct Said {
    out: String,
    code: Option<i32>,
    file: String,
}

impl Talk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn with(file: &str) -> Self {
        let talk = Self::new();
        std::fs::write(talk.folder.path().join("shop.toml"), file).unwrap();
        talk
    }

    /// Runs the wizard on `shop.toml` with these bytes as its input.
    fn type_bytes(&self, input: &[u8]) -> Said {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
        let known = self.folder.path().join("shop.toml").exists();
        let run = Command::cargo_bin("quorate")
            .unwrap()
            .current_dir(self.folder.path())
            .args([
                if known { "edit" } else { "new" },
                "shop.toml",
                "--lines",
                "--root",
            ])
            .arg(root)
            .write_stdin(input)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(run.stderr).unwrap(),
            "",
            "nothing goes wrong"
        );
        let out = String::from_utf8(run.stdout).unwrap();
        let control = out.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(control, None, "lines are plain text");
        Said {
            out,
            code: run.status.code(),
            file: std::fs::read_to_string(self.folder.path().join("shop.toml")).unwrap_or_default(),
        }
    }

    /// The same with lines; each has its line end.
    fn type_lines(&self, lines: &[&str]) -> Said {
        let input = lines.join("\n") + "\n";
        self.type_bytes(input.as_bytes())
    }
}

/// A whole kickoff with one dataset and one service.
const WHOLE: [&str; 16] = [
    "shop",
    "1",
    "eu, us",
    "1 3",
    "add cart",
    "2",
    "a",
    "unsure",
    "jump cart.reads",
    "1",
    "jump copies",
    "2",
    "review",
    "decisions",
    "jump copies",
    "5",
];

#[test]
fn a_whole_interview_reads_as_a_conversation() {
    let said = Talk::new().type_lines(&[&WHOLE[..], &["add web", "skip", "done"]].concat());
    assert_eq!(said.code, Some(0));
    insta::assert_snapshot!("whole_interview", said.out);
    insta::assert_snapshot!("whole_interview_file", said.file);
}

#[test]
fn the_input_may_end_anywhere_and_the_interview_goes_on_where_it_was() {
    let whole = Talk::new().type_lines(&WHOLE).file;
    // Where the user had gone back to is not kept: the way on starts at the first open question.
    let kept = |cut: &usize| !WHOLE[cut - 1].starts_with("jump");
    for cut in (1..WHOLE.len()).filter(kept) {
        let talk = Talk::new();
        let first = talk.type_lines(&WHOLE[..cut]);
        assert_ne!(
            first.code,
            Some(0),
            "cut after {cut}: the answers are not done"
        );
        assert!(
            first.out.ends_with(
                "The input ended.\nSaved in shop.toml. To go on: quorate edit shop.toml --lines\n"
            ),
            "cut after {cut}: {}",
            first.out
        );
        talk.type_lines(&WHOLE[cut..]);
        let file = std::fs::read_to_string(talk.folder.path().join("shop.toml")).unwrap();
        assert_eq!(file, whole, "cut after {cut}");
    }
}

#[test]
fn a_cut_off_line_is_no_answer() {
    let said = Talk::new().type_bytes(b"shop\nincid");
    assert!(
        said.out
            .contains("The last line, “incid”, has no line end; it was not taken.")
    );
    assert!(!said.file.contains("situation"), "{}", said.file);
    let said = Talk::new().type_bytes(b"");
    assert!(!said.out.contains("Taken"), "silence is no answer");
}

#[test]
fn invalid_input_says_what_was_expected_and_asks_again() {
    let said = Talk::new().type_lines(&[
        "shop",
        "9",
        "kickof",
        "",
        "revue",
        "jump",
        "jump system.nam",
        "jump dataset.reads",
        "other: ",
        "",
        "add",
        "kickoff",
        ",",
        "eu",
        "1 9",
        "1, pase",
        "none",
        "add cart",
        "any",
        "-5s",
        "2d",
        "soon",
        "5",
        "B",
        "jump cart.copies",
        "3.5",
        "12",
        "-1",
        "quit",
    ]);
    assert_eq!(said.code, Some(0));
    insta::assert_snapshot!("invalid_input", said.out);
    insta::assert_snapshot!("invalid_input_file", said.file);
}

#[test]
fn back_goes_to_the_question_before_and_keeps_its_answer() {
    let said = Talk::new().type_lines(&[
        "shop", "back", "bakery", "1", "back", "back", "back", "quit",
    ]);
    assert!(said.out.contains("Your answer so far: shop\n"));
    assert!(said.out.contains("There is nothing before this."));
    assert!(said.file.contains("name = \"bakery\""), "{}", said.file);
}

#[test]
fn several_options_are_taken_by_number_id_or_label_in_any_mixture() {
    let cases = [
        ("1,3", r#"["crash", "partition"]"#),
        ("3 1", r#"["crash", "partition"]"#),
        ("crash, 2.", r#"["crash", "pause"]"#),
        ("long pause, network partition", r#"["pause", "partition"]"#),
        ("2 2 2", r#"["pause"]"#),
        ("none", "[]"),
    ];
    for (typed, stored) in cases {
        let said = Talk::new().type_lines(&["jump system.faults", typed, "quit"]);
        assert!(
            said.file.contains(&format!("faults = {stored}\n")),
            "{typed}: {}",
            said.file
        );
    }
}

#[test]
fn what_was_typed_cannot_drive_the_terminal() {
    let said = Talk::new().type_lines(&[
        "evil\u{1b}]0;owned\u{7}\u{202e}name",
        "\u{1b}[2J",
        "other: \u{1b}[31mred\u{9b}",
        "jump \u{1b}[A",
        "review",
        "quit",
    ]);
    // `type_bytes` has looked for control characters in all that was printed.
    assert!(said.out.contains("Taken: other, \u{FFFD}[31mred\u{FFFD}"));
    assert!(
        said.out
            .contains("evil\u{FFFD}]0;owned\u{FFFD}\u{FFFD}name")
    );
    assert!(!said.out.contains('\u{202e}'));
}

#[test]
fn what_the_file_holds_cannot_drive_the_terminal() {
    let talk = Talk::with(
        "quorate = 1\n[system]\nname = \"a\\u001B[2Jb\"\nsituation = { other = \"\\u001B]0;t\\u0007\" }\n\
         [[dataset]]\nname = \"c\\u202Ed\"\nreads = \"any\"\n",
    );
    let said = talk.type_lines(&[
        "review",
        "decisions",
        "jump dataset.name",
        "jump dataset.reads",
        "why",
        "quit",
    ]);
    assert!(said.out.contains("name): a\u{FFFD}[2Jb"));
    assert!(!said.out.contains('\u{202e}'));
}

#[test]
fn undo_takes_back_answers_in_order_and_says_what_changes_back() {
    let talk =
        Talk::with("quorate = 1\n\n[[dataset]]\nname = \"cart\"\nreads = \"latest\"\ncopies = 2\n");
    let said = talk.type_lines(&[
        "jump faults",
        "partition",
        "jump copies",
        "3",
        "undo",
        "undo",
        "undo",
        "quit",
    ]);
    insta::assert_snapshot!("undo", said.out);
    assert_eq!(
        said.file.trim_end_matches("\n[system]\n"),
        "quorate = 1\n\n[[dataset]]\nname = \"cart\"\nreads = \"latest\"\ncopies = 2\n"
    );
}

#[test]
fn datasets_are_added_renamed_and_removed_only_on_yes() {
    let talk = Talk::new();
    let said = talk.type_lines(&[
        "add dataset cart",
        "add dataset orders to ship",
        "add dataset cart",
        "remove dataset cat",
        "rename dataset orders to ship to orders",
        "rename dataset cart to orders",
        "remove dataset cart",
        "y",
        "remove dataset cart",
        "yes",
        "undo",
        "quit",
    ]);
    insta::assert_snapshot!("datasets", said.out);
    assert!(
        said.file.contains("\"cart\"") && said.file.contains("\"orders\""),
        "{}",
        said.file
    );
}

#[test]
fn an_unsure_answer_is_taken_back_and_skip_leaves_it() {
    let talk = Talk::with("quorate = 1\n\n[system]\nsituation = \"incident\"\n");
    let said = talk.type_lines(&["jump situation", "skip", "quit"]);
    assert!(said.file.contains("incident"));
    assert!(!said.out.contains("is assumed"));
    let said = talk.type_lines(&["jump situation", "u", "quit"]);
    assert!(!said.file.contains("incident"));
    assert!(said.out.contains("Unsure: design kickoff is assumed."));
}

#[test]
fn why_says_what_each_option_would_change() {
    let talk = Talk::with("quorate = 1\n\n[[dataset]]\nname = \"cart\"\n");
    let said = talk.type_lines(&["jump cart.reads", "why", "quit"]);
    assert!(
        said.out.contains(
            "It decides how the copies are kept in step.\n\
             With “Anything”: replication of cart changes from consensus to leaderless.\n"
        ),
        "{}",
        said.out
    );
    let said = talk.type_lines(&["jump cart.copies", "why", "quit"]);
    assert!(
        said.out
            .contains("With “1”: replication of cart changes from consensus to single.\n"),
        "{}",
        said.out
    );
}

#[test]
fn a_word_of_a_command_can_be_an_answer() {
    let said = Talk::new().type_lines(&[
        "= back",
        "jump name",
        "jump system.name",
        "add value to books",
        "quit",
    ]);
    assert!(said.out.contains("Taken: back\n"));
    assert!(said.file.contains("name = \"add value to books\""));
}

#[test]
fn help_names_every_command() {
    let said = Talk::new().type_lines(&["help", "quit"]);
    insta::assert_snapshot!("help", said.out);
}

#[test]
fn a_line_that_is_no_text_or_endless_is_refused_and_the_next_is_taken() {
    let mut input = b"\xff\xfe\n".to_vec();
    input.extend(vec![b'x'; 200_000]);
    input.extend(b"\nshop\nquit\n");
    let said = Talk::new().type_bytes(&input);
    assert!(said.out.contains("is not UTF-8 text"));
    assert!(said.out.contains("is longer than"));
    assert!(said.file.contains("name = \"shop\""));
}

#[test]
fn nobody_reading_is_no_error() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("quorate"))
        .current_dir(folder.path())
        .args(["new", "shop.toml", "--lines", "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // The program may be gone before it has read everything.
    let _ = input.write_all(b"shop\n1\n");
    drop(input);
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(errors, "");
}

#[test]
fn a_file_that_another_program_changed_is_not_written_over_by_itself() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    let talk = Talk::with("quorate = 1\n");
    let path = talk.folder.path().join("shop.toml");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("quorate"))
        .current_dir(talk.folder.path())
        .args(["edit", "shop.toml", "--lines", "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut input = child.stdin.take().unwrap();
    let mut until = |wanted: &str| {
        output
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains(wanted))
            .unwrap()
    };
    until("Answer:");
    let theirs = "quorate = 1\n# theirs\n[system]\nname = \"theirs\"\n";
    std::fs::write(&path, theirs).unwrap();
    input.write_all(b"mine\n").unwrap();
    until("was changed by another program");
    until("type overwrite");
    input.write_all(b"quit\n").unwrap();
    until("was changed by another program");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), theirs);
    input.write_all(b"overwrite\n").unwrap();
    until("Saved in");
    let both = std::fs::read_to_string(&path).unwrap();
    assert!(
        both.contains("# theirs") && both.contains("\"mine\""),
        "{both}"
    );
    input.write_all(b"quit\n").unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_name_where_datasets_are_listed_says_how_to_begin_one() {
    let said = Talk::new().type_lines(&[&WHOLE[..4], &["cart"]].concat());
    let help = "help: `add cart` begins a dataset of that name";
    assert!(said.out.contains(help), "{}", said.out);
}

#[test]
fn a_draft_that_is_done_gets_a_free_name_and_its_brief() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("web-shop.toml"), "not ours\n").unwrap();
    let run = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder.path())
        .env("XDG_STATE_HOME", path("state"))
        .write_stdin("Web shop\nfinish\n")
        .output()
        .unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(0), "{out}");
    for said in [
        "Saved in web-shop-2.toml. To go on: quorate edit web-shop-2.toml --lines\n",
        "The brief is in web-shop-2.md.\n",
    ] {
        assert!(out.contains(said), "{out}");
    }
    assert!(path("web-shop-2.md").exists());
    let theirs = std::fs::read_to_string(path("web-shop.toml")).unwrap();
    assert_eq!(theirs, "not ours\n");
    let drafts = std::fs::read_dir(path("state/quorate")).unwrap();
    assert_eq!(drafts.count(), 0, "the draft has become the file");
}
