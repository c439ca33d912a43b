//! Published cases: what engineers chose or found, against what the trees decide from the same answers.
//!
//! The cases that the trees were written with are in `tests/casebook`; those that they were then tried on, frozen before
//! the first run, in `tests/cases`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(
    clippy::print_stdout,
    reason = "agreement by decision is worth reading with --nocapture"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use quorate::answers::Answers;
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::engine::{self, Decided, Evaluation, Outcome};

/// A folder of cases, and the agreement that has been reached on it: below it the test fails.
struct Book {
    folder: &'static str,
    cases: usize,
    met: usize,
    all: usize,
}

struct Tally {
    met: usize,
    all: usize,
}

#[test]
fn published_cases_come_out_as_their_engineers_chose() {
    judge_book(&Book {
        folder: "tests/casebook",
        cases: 73,
        met: 276,
        all: 276,
    });
}

#[test]
fn cases_that_the_trees_were_not_written_with_come_out_as_well() {
    judge_book(&Book {
        folder: "tests/cases",
        cases: 192,
        met: 701,
        all: 706,
    });
}

fn judge_book(book: &Book) {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let mut by_decision: BTreeMap<String, Tally> = BTreeMap::new();
    let mut report = String::new();
    let mut clashing = Vec::new();
    let mut broken = Vec::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(book.folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    files.sort();
    assert_eq!(files.len(), book.cases, "cases in {}", book.folder);
    for path in files {
        let case: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = toml::to_string(&case["answers"]).unwrap();
        let (answers, warnings) = Answers::parse(&format!("{id}.toml"), &text, &catalog).unwrap();
        assert!(warnings.is_empty(), "{id}: {warnings:?}");
        let evaluation = engine::evaluate(&catalog, &world, &answers);
        clashing.extend(
            evaluation
                .clashes
                .iter()
                .map(|clash| format!("{id}: {}", catalog.conflicts[clash.conflict].id)),
        );
        broken.extend(
            evaluation
                .broken
                .iter()
                .map(|clash| format!("{id}: {}", catalog.invariants[clash.conflict].id)),
        );
        let mut judge = |decision: &str, of: &str, sheet: usize, expected: &toml::Value| {
            let shown = judge(&catalog, &evaluation, decision, sheet, expected);
            let tally = by_decision
                .entry(decision.to_owned())
                .or_insert(Tally { met: 0, all: 0 });
            tally.all += 1;
            match shown {
                Ok(()) => tally.met += 1,
                Err(found) => writeln!(
                    report,
                    "  {id} {of}{decision}: {found}, published {expected}"
                )
                .unwrap(),
            }
        };
        let expect = case["expect"].as_table().unwrap();
        for (decision, expected) in expect
            .get("system")
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten()
        {
            judge(decision, "", 0, expected);
        }
        for (name, decisions) in expect
            .get("dataset")
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten()
        {
            let sheet = answers
                .datasets()
                .iter()
                .position(|sheet| sheet.name(&catalog) == Some(name))
                .unwrap();
            for (decision, expected) in decisions.as_table().unwrap() {
                judge(decision, &format!("{name} "), sheet, expected);
            }
        }
    }
    let (mut met, mut all) = (0, 0);
    for (decision, tally) in &by_decision {
        println!("{decision:<16} {:>3} of {:>3}", tally.met, tally.all);
        met += tally.met;
        all += tally.all;
    }
    println!("all              {met:>3} of {all:>3}\n{report}");
    assert_eq!(
        clashing,
        Vec::<String>::new(),
        "answers that engineers met are no contradiction"
    );
    assert_eq!(broken, Vec::<String>::new(), "an invariant is broken");
    assert!(
        met >= book.met && all >= book.all,
        "{met} of {all} met, {} of {} had been reached:\n{report}",
        book.met,
        book.all,
    );
}

/// Whether a decision is as published; else what was decided.
fn judge(
    catalog: &Catalog,
    evaluation: &Evaluation,
    decision: &str,
    sheet: usize,
    expected: &toml::Value,
) -> Result<(), String> {
    let index = catalog
        .decision(decision)
        .unwrap_or_else(|| panic!("no decision `{decision}`"));
    let decided = evaluation.decided(index, sheet).unwrap();
    let shown = decided.shown(catalog, index);
    let met = match expected {
        toml::Value::Array(listed) => {
            let listed: Vec<&str> = listed.iter().filter_map(toml::Value::as_str).collect();
            match &decided.outcome {
                Outcome::Set { .. } => listed
                    .iter()
                    .all(|id| shown.split(", ").any(|member| member == *id)),
                _ => listed.contains(&shown.as_str()),
            }
        }
        toml::Value::Table(table) if decision == "diagnosis" => {
            diagnosed(catalog, decided, index, table)
        }
        toml::Value::Table(table) => {
            let found: BTreeMap<&str, i64> = shown
                .split(' ')
                .filter_map(|part| part.split_once('='))
                .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
                .collect();
            table.iter().all(|(name, value)| {
                let wanted: Vec<i64> = value.as_array().map_or_else(
                    || vec![value.as_integer().unwrap()],
                    |many| many.iter().filter_map(toml::Value::as_integer).collect(),
                );
                found
                    .get(name.as_str())
                    .is_some_and(|value| wanted.contains(value))
            })
        }
        other => panic!("an expectation of another form: {other}"),
    };
    if met { Ok(()) } else { Err(shown) }
}

fn diagnosed(catalog: &Catalog, decided: &Decided, index: usize, expected: &toml::Table) -> bool {
    let Outcome::Ranking(ranking) = &decided.outcome else {
        return false;
    };
    let ids: Vec<&str> = ranking
        .iter()
        .map(|ranked| {
            catalog.decisions[index].options[usize::from(ranked.option)]
                .id
                .as_str()
        })
        .collect();
    let listed = |key: &str| {
        expected
            .get(key)
            .and_then(toml::Value::as_array)
            .map(|many| {
                many.iter()
                    .filter_map(toml::Value::as_str)
                    .collect::<Vec<_>>()
            })
    };
    let first = listed("first")
        .is_none_or(|wanted| ids.first().is_some_and(|first| wanted.contains(first)));
    let within = listed("within-3").is_none_or(|wanted| {
        wanted
            .iter()
            .all(|id| ids.iter().take(3).any(|found| found == id))
    });
    first && within
}
