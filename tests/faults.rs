//! Planted faults, one of each kind: each is found, and its message leads straight to its line.
//!
//! `faults/proof/` is laid over the catalog and loads; what is wrong there only the proof can see. `faults/loader/` and
//! `faults/ring/` do not load. A line with a fault ends with the name of the fault.
//! Not here: every way in which a file can be broken (`broken`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use quorate::answers::{Answer, Answers};
use quorate::catalog::{Catalog, Overlay, Sources};
use quorate::derive::World;
use quorate::engine;

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn quorate(arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Where the faults of a folder are planted, as `file:line`, by name.
fn planted(folder: &str) -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new(folder), &mut files);
    let mut planted = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (index, line) in text.lines().enumerate() {
            if let Some((_, name)) = line.split_once("# fault: ") {
                let place = format!("{}:{}", file.display(), index + 1);
                assert_eq!(planted.insert(name.to_owned(), place), None, "{name}");
            }
        }
    }
    planted
}

/// What a message has to say of a fault, by the fault's name.
type Table = &'static [(&'static str, &'static [&'static str])];

/// Each fault of the folder has exactly one message, at its line and with its words, and there is no other message.
fn all_are_found(folder: &str, table: Table, code: i32) -> Ran {
    let ran = quorate(&["--trees", folder, "trees", "check"]);
    assert_eq!(ran.code, code, "{}", ran.err);
    let planted = planted(folder);
    assert_eq!(
        planted.keys().map(String::as_str).collect::<Vec<_>>(),
        table.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        "the table, in order of name, is of the faults that are planted"
    );
    let messages: Vec<&str> = ran
        .err
        .split("\n\n")
        .filter(|part| part.starts_with("error: "))
        .collect();
    for (name, words) in table {
        let place = &planted[*name];
        let at: Vec<&&str> = messages
            .iter()
            .filter(|message| message.contains(&format!("--> {place}:")))
            .collect();
        let [message] = at.as_slice() else {
            panic!("{name}: {} messages at {place}\n{}", at.len(), ran.err);
        };
        for word in *words {
            assert!(message.contains(word), "{name}: no `{word}` in\n{message}");
        }
        assert!(
            message.contains("help: ") || message.contains("expected: "),
            "{name}: how is it mended?\n{message}"
        );
    }
    assert_eq!(messages.len(), table.len(), "{}", ran.err);
    ran
}

const PROOF: &str = "tests/faults/proof";

#[test]
fn what_no_answers_lead_to_is_found_at_its_line() {
    let ran = all_are_found(
        PROOF,
        &[
            (
                "branch never taken",
                &["`audit/log:partners`", "never taken"],
            ),
            (
                "conflict that never shows",
                &["`conflict/published-inside`", "never shows"],
            ),
            (
                "diagnosis that never comes first",
                &["`blame=ghost`", "never the outcome"],
            ),
            (
                "evidence that never holds",
                &["`blame/crowd`", "never holds", "exclude each other"],
            ),
            (
                "figure never printed",
                &["`figure/readers`", "never printed"],
            ),
            (
                "invariant that some answers break",
                &[
                    "`outsiders-are-audited` does not hold",
                    "accounted for",
                    "trees example invariant/outsiders-are-audited",
                ],
            ),
            (
                "leaf that no answers lead to",
                &["`audit/published`", "never come to"],
            ),
            (
                "option never chosen",
                &["`export=paper`", "never the outcome"],
            ),
            (
                "question that changes nothing",
                &["`team.colour` changes nothing"],
            ),
            (
                "question that never applies",
                &["`team.secret` never applies"],
            ),
            (
                "row of a fact behind an earlier one",
                &["`derived.readers/3`", "earlier row"],
            ),
            (
                "row of a fact for which no answers are left",
                &["`derived.readers/4`", "earlier row"],
            ),
            (
                "row of a set that says what an earlier one says",
                &["`alerts/4` adds nothing", "earlier row"],
            ),
            (
                "row of a set whose conditions exclude each other",
                &["`alerts/3`", "exclude each other"],
            ),
        ],
        1,
    );
    assert!(ran.out.contains("invariants hold"), "{}", ran.out);
}

#[test]
fn what_needs_no_answers_is_found_at_its_line() {
    all_are_found(
        "tests/faults/loader",
        &[
            (
                "branch for which no value is left",
                &["no value of `team.load` is left for `else`"],
            ),
            ("branches that overlap", &["two branches take `99`"]),
            ("leaf that no branch leads to", &["no path reaches `reads`"]),
            (
                "nodes that lead round",
                &["`load` leads back to itself", "load → again → load"],
            ),
            (
                "value without a branch",
                &["node `load` has no branch for `100`"],
            ),
        ],
        2,
    );
    all_are_found(
        "tests/faults/ring",
        &[(
            "facts that lead round",
            &[
                "`derived.readers` waits for itself",
                "derived.readers → derived.writers → derived.readers",
            ],
        )],
        2,
    );
}

#[test]
fn a_broken_invariant_has_an_answers_file_that_breaks_it() {
    let broken = "outsiders-are-audited";
    let ran = quorate(&[
        "--trees",
        PROOF,
        "trees",
        "example",
        &format!("invariant/{broken}"),
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let told: Vec<&str> = ran
        .out
        .lines()
        .take_while(|line| line.starts_with('#'))
        .collect();
    // The invariant itself, and the way that its two decisions and the fact took.
    for file in [
        "invariants.toml:1",
        "derived/team.toml:10",
        "trees/export.toml:24",
        "trees/audit.toml:41",
    ] {
        assert!(
            told.iter()
                .any(|line| line.contains(&format!("{PROOF}/{file}:"))),
            "{file} is not named in\n{}",
            ran.out
        );
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.toml");
    std::fs::write(&file, &ran.out).unwrap();
    let decided = quorate(&["--trees", PROOF, "decide", file.to_str().unwrap()]);
    assert_eq!((decided.code, decided.err.as_str()), (0, ""));

    let overlay = Overlay(PathBuf::from(PROOF));
    let catalog = Catalog::load(&Sources::with(&overlay).unwrap()).unwrap();
    let (answers, warnings) = Answers::parse("broken.toml", &ran.out, &catalog).unwrap();
    assert_eq!(warnings, []);
    let world = World::embedded();
    let breaks = |answers: &Answers| {
        let evaluation = engine::evaluate(&catalog, &world, answers);
        let mut ids = evaluation
            .broken
            .iter()
            .map(|clash| catalog.invariants[clash.conflict].id.as_str());
        ids.any(|id| id == broken)
    };
    assert!(breaks(&answers), "{}", ran.out);
    // None of its answers can be left out.
    let spots: Vec<_> = (0..catalog.questions.len())
        .map(|question| quorate::answers::Spot { question, sheet: 0 })
        .filter(|spot| matches!(answers.get(&catalog, *spot), Some(Answer::Given(_))))
        .collect();
    assert_eq!(spots.len(), 2, "{}", ran.out);
    for spot in spots {
        let mut fewer = answers.clone();
        fewer.set(&catalog, spot, None);
        assert!(!breaks(&fewer), "{}", ran.out);
    }
}
