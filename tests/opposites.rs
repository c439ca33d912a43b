//! Pairs of systems whose answers are opposite: no sentence stands in the briefs of both.
//!
//! Such a sentence depends on nothing that was answered, and a brief can do without it. The systems and their data have the
//! same names, so that a name alone makes no difference.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use quorate::answers::Answers;
use quorate::brief::{self, Form};
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::design::{Design, Medium};

/// What may stand in every brief.
const ALLOWED: [&str; 2] = [
    // The way to the long form, which every short one has to name.
    "In full: `quorate brief FILE --full -o -` or `quorate explain FILE`.",
    // The outcome of a check that may come out otherwise: silence would not tell it from a check that was left out.
    "No two answers contradict each other.",
];

/// Answers that a pair shares: its names, and that both are designs.
const SHARED: [&str; 3] = ["system.name", "system.situation", "dataset.name"];

fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/opposites");
    let mut pairs: Vec<(PathBuf, PathBuf)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".one.toml"))
        .map(|one| {
            let two = one.to_string_lossy().replace(".one.toml", ".two.toml");
            (one, PathBuf::from(two))
        })
        .collect();
    pairs.sort();
    pairs
}

/// Every answer of a file by `table.key`.
fn answers(path: &Path) -> BTreeMap<String, String> {
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let tables = table.iter().filter_map(|(name, value)| {
        let table = value
            .as_table()
            .or_else(|| value.as_array()?.first()?.as_table())?;
        Some((name, table))
    });
    tables
        .flat_map(|(name, table)| {
            table
                .iter()
                .map(move |(key, value)| (format!("{name}.{key}"), value.to_string()))
        })
        .collect()
}

fn brief(path: &Path) -> String {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let text = std::fs::read_to_string(path).unwrap();
    let (answers, _) = Answers::parse(&path.display().to_string(), &text, &catalog).unwrap();
    let design = Design::of(&catalog, &world, &answers, Medium::Markdown).unwrap();
    brief::render(&design, Form::Short).unwrap()
}

/// The sentences of paragraphs, lists and table cells, without what they cite.
///
/// Not sentences: headings, heads and labels of tables, diagrams, sources. Neither is the line on what would change a
/// decision: it speaks of answers that were not given, and two systems may be one step away from the same.
fn sentences(brief: &str) -> BTreeSet<String> {
    let (body, _) = brief.split_once("\n## Sources\n").unwrap();
    let lines = body.split("```").step_by(2).flat_map(str::lines);
    let told = lines.filter(|line| !line.starts_with('#') && !line.starts_with("- Would change:"));
    let cells = told.flat_map(|line| {
        let line = line.trim_start_matches("- ");
        if line.starts_with('|') {
            line.split(" | ").collect()
        } else {
            vec![line]
        }
    });
    let mut found = BTreeSet::new();
    for cell in cells {
        let uncited: String = cell
            .split('[')
            .enumerate()
            .map(|(index, part)| {
                let after = part.split_once(']').map_or(part, |(_, after)| after);
                if index == 0 { part } else { after }
            })
            .collect();
        for sentence in uncited.split_inclusive(". ") {
            let sentence = sentence
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | ',' | '*'))
                .trim();
            if sentence.ends_with('.') && sentence.split_whitespace().count() > 3 {
                found.insert(sentence.to_owned());
            }
        }
    }
    found
}

#[test]
fn the_answers_of_a_pair_are_opposite() {
    let pairs = pairs();
    assert!(pairs.len() > 2, "several pairs");
    for (one, two) in &pairs {
        let (first, second) = (answers(one), answers(two));
        let same: Vec<&String> = first
            .iter()
            .filter(|(key, value)| {
                second.get(*key) == Some(value) && !SHARED.contains(&key.as_str())
            })
            .map(|(key, _)| key)
            .collect();
        assert!(same.is_empty(), "{}: {same:?}", one.display());
    }
}

#[test]
fn no_sentence_stands_in_the_briefs_of_opposite_systems() {
    let mut common = Vec::new();
    for (one, two) in pairs() {
        let (first, second) = (sentences(&brief(&one)), sentences(&brief(&two)));
        assert!(first.len() > 60 && second.len() > 60, "briefs are read");
        let both = first.intersection(&second);
        common.extend(
            both.filter(|sentence| !ALLOWED.contains(&sentence.as_str()))
                .map(|sentence| format!("{}: {sentence}", one.display())),
        );
    }
    assert!(common.is_empty(), "{}", common.join("\n"));
}

#[test]
fn a_sentence_that_stands_in_both_is_found() {
    let text = |seen: &str| {
        format!(
            "# One heading is none.\n\n| A | B |\n| --- | --- |\n| Label | {seen} Each does it alike. [x-1] |\n\n- Cost: It stays {seen} [y]\n- Would change: this is no matter.\n\n## Sources\n"
        )
    };
    let (one, two) = (
        sentences(&text("Red is here so.")),
        sentences(&text("Blue is here so.")),
    );
    let both: Vec<&String> = one.intersection(&two).collect();
    assert_eq!(both, ["Each does it alike."]);
}
