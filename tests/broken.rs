//! Broken input, one flaw to a file, the file named after its flaw: each is refused with a message that says where,
//! what, what was expected and how to mend it, and none makes the program panic.
//!
//! `broken/base/` is a small catalog without a flaw. A case of `broken/catalog/` breaks it by edits; a case of
//! `broken/answers/` is an answers file for it. What is said of each stands under `broken/snapshots/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use quorate::answers::{Answers, Document};
use quorate::catalog::{Catalog, Overlay, Sources, check};
use quorate::derive;
use quorate::diagnostic::{Diagnostic, Diagnostics, Severity};
use serde::Deserialize;

/// How to break the base.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The kinds of problem, in the order in which they are reported.
    kinds: Vec<String>,
    edit: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    /// Stands once in the file; without it the whole file is replaced.
    find: Option<String>,
    put: String,
}

fn folder(name: &str) -> PathBuf {
    Path::new("tests/broken").join(name)
}

/// The files of a folder with their stems, in order of name.
fn cases(name: &str) -> Vec<(String, PathBuf)> {
    let mut cases: Vec<(String, PathBuf)> = std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .collect();
    cases.sort();
    cases
}

/// The files of the base by their path inside it.
fn base() -> BTreeMap<String, String> {
    let sources = Sources::folder(&folder("base")).unwrap();
    let files = sources.files();
    files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

fn problems_of(files: BTreeMap<String, String>) -> Vec<Diagnostic> {
    match Catalog::load(&Sources::of(files)) {
        Err(Diagnostics(problems)) => problems,
        Ok(catalog) => {
            let mut problems = check::templates(&catalog);
            problems.extend(check::formulas(&catalog, derive::formulas()));
            problems
        }
    }
}

fn kinds(problems: &[Diagnostic]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{:?}", problem.kind))
        .collect()
}

fn snapshot(area: &str, name: &str, problems: &[Diagnostic]) {
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| format!("{:?}\n{problem}", problem.kind))
        .collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("broken/snapshots/{area}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown.join("\n\n")));
}

#[test]
fn the_base_has_no_flaw() {
    assert_eq!(problems_of(base()), []);
}

#[test]
fn every_broken_catalog_is_refused_with_its_flaws_and_no_others() {
    let mut wrong = Vec::new();
    for (name, path) in cases("catalog") {
        let case: Case = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut files = base();
        for edit in case.edit {
            let text = files.entry(edit.file).or_default();
            match edit.find {
                None => *text = edit.put,
                Some(find) => {
                    assert_eq!(
                        text.matches(&find).count(),
                        1,
                        "{name}: `{find}` stands once"
                    );
                    *text = text.replace(&find, &edit.put);
                }
            }
        }
        let problems = problems_of(files);
        if kinds(&problems) == case.kinds {
            snapshot("catalog", &name, &problems);
        } else {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{name}: {:?}, not {:?}\n{}",
                kinds(&problems),
                case.kinds,
                shown.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Files that can be used as they are, some with a warning; every other one is refused.
const USABLE: [&str; 10] = [
    "byte-order-mark",
    "comment-only",
    "count-in-hexadecimal",
    "empty",
    "escape-sequences-in-values",
    "key-in-the-wrong-table",
    "unknown-key",
    "unknown-section",
    "windows-line-ends",
    "without-a-last-line-end",
];

#[test]
fn every_broken_answers_file_says_what_is_wrong() {
    let catalog = Catalog::load(&Sources::of(base())).unwrap();
    for (name, path) in cases("answers") {
        let (problems, usable) = match Document::open(&path, &catalog) {
            Ok((_, warnings)) => (warnings, true),
            Err(Diagnostics(problems)) => (problems, false),
        };
        assert_eq!(
            usable,
            USABLE.contains(&name.as_str()),
            "{name}: {}",
            Diagnostics(problems)
        );
        let errors = problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        assert_eq!(errors, !usable, "{name}: a file is refused for errors only");
        snapshot("answers", &name, &problems);
    }
}

#[test]
fn a_file_from_windows_says_what_the_plain_one_says() {
    let catalog = Catalog::load(&Sources::of(base())).unwrap();
    let open = |name: &str| {
        let path = folder("answers").join(name);
        Document::open(&path, &catalog).unwrap().0.answers().clone()
    };
    let plain =
        "quorate = 1\n[system]\nname = \"shop\"\n[[dataset]]\nname = \"cart\"\nreads = \"any\"\n";
    let (plain, _) = Answers::parse("plain", plain, &catalog).unwrap();
    assert_eq!(open("windows-line-ends.toml"), plain);
    assert_eq!(open("byte-order-mark.toml"), plain);
}

#[test]
fn what_is_said_of_a_file_cannot_drive_the_terminal() {
    let catalog = Catalog::load(&Sources::of(base())).unwrap();
    let text = "quorate = 1\n\"sys\\u001B[2Jtem\" = 1\n[system]\n\"na\\u0007me\" = 1\nsituation = \"\\u001B]0;t\\u0007\"\n\
        [[dataset]]\nname = \"\\u009B31m\"\n[[dataset]]\nname = \"\\u009B31m\"\n";
    let Err(Diagnostics(problems)) = Answers::parse("a\u{1b}[2Jb.toml", text, &catalog) else {
        panic!("it has errors");
    };
    assert!(problems.len() >= 3, "{problems:?}");
    for problem in problems {
        let shown = problem.to_string();
        assert!(
            !shown.contains(|c: char| c.is_control() && c != '\n'),
            "{shown:?}"
        );
    }
}

#[test]
fn what_only_looks_broken_is_not_refused() {
    let edits = [
        // Between two and three there is no whole number.
        ("trees/replication.toml", "is = \"< 3\"", "is = \"<= 2\""),
        ("trees/replication.toml", "is = \"< 3\"", "is = \"0..3\""),
        // A value may be given by a template.
        (
            "conflicts.toml",
            "to = \"3\"",
            "to = \"{{ dataset.copies }}\"",
        ),
        ("references.toml", "year    = 1998", "year    = 0x7CE"),
    ];
    for (file, find, put) in edits {
        let mut files = base();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(find), "{file}: {find}");
        *text = text.replace(find, put);
        assert_eq!(problems_of(files), [], "{put}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_answered_with_problems_and_no_panic() {
    let catalog = Catalog::load(&Sources::of(base())).unwrap();
    for (name, path) in cases("answers") {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        for (at, _) in text.char_indices() {
            let _ = Answers::parse(&name, &text[..at], &catalog);
        }
    }
    let files = base();
    for (file, text) in &files {
        for (at, _) in text.match_indices(['\n', '"', '=', '[']) {
            let mut cut = files.clone();
            cut.insert(file.clone(), text[..at].to_owned());
            problems_of(cut);
        }
    }
}

#[test]
fn a_file_of_brackets_does_not_exhaust_the_stack() {
    let catalog = Catalog::load(&Sources::of(base())).unwrap();
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[", ""), ("{a=", "")] {
        let text = format!(
            "quorate = 1\na = {}{}\n",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        assert!(Answers::parse("brackets", &text, &catalog).is_err());
        let mut files = base();
        files.insert("conflicts.toml".to_owned(), text);
        assert!(!problems_of(files).is_empty());
    }
    let dotted = format!("quorate = 1\n{}a = 1\n", "a.".repeat(20_000));
    let _ = Answers::parse("dots", &dotted, &catalog);
    let header = format!("quorate = 1\n[{}a]\n", "a.".repeat(20_000));
    let _ = Answers::parse("header", &header, &catalog);
}

#[test]
fn an_overlay_that_cannot_be_read_says_so() {
    let missing = Sources::with(&Overlay(folder("no-such-folder"))).unwrap_err();
    assert_eq!(kinds(&missing.0), ["Unreadable"]);
    assert!(missing.to_string().contains("no-such-folder"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conflicts.toml"), b"\xff\xfe").unwrap();
    let bytes = Sources::with(&Overlay(folder.path().to_owned())).unwrap_err();
    assert_eq!(kinds(&bytes.0), ["Unreadable"]);
    assert!(bytes.to_string().contains("conflicts.toml"), "{bytes}");
}

#[test]
fn an_overlay_is_held_to_the_same_checks_as_the_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    // The question loses an option that trees of the catalog test.
    let embedded = Sources::embedded();
    let (_, dataset) = embedded
        .files()
        .find(|(path, _)| *path == "questions/dataset.toml")
        .unwrap();
    write(
        "questions/dataset.toml",
        &dataset.replace("\"own-writes\"", "\"ryw\""),
    );
    let problems =
        Catalog::load(&Sources::with(&Overlay(folder.path().to_owned())).unwrap()).unwrap_err();
    assert!(
        problems
            .0
            .iter()
            .any(|problem| problem.problem.contains("`own-writes` is not a value of")),
        "{problems}"
    );
}
