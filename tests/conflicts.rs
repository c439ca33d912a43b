//! Answers that cannot hold together: each conflict fires when it should, stays silent one answer beside it, and can be left
//! by the ways out that it names.
//!
//! Not here: what published cases decide (`casebook`); they run into no conflict.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "conflicts/rows.rs"]
mod rows;

use std::collections::BTreeSet;

use quorate::answers::Answers;
use quorate::catalog::{Catalog, Kind};
use quorate::derive::World;
use quorate::design::{Aside, ConflictView};
use quorate::engine::evaluate;

use rows::{ROWS, file};

const EUROPE_AMERICA: &str = "geo.regions = aws:eu-west-1, aws:us-east-1";

fn conflicts(catalog: &Catalog, world: &World, text: &str) -> Vec<ConflictView> {
    let (answers, warnings) =
        Answers::parse("bank.toml", text, catalog).unwrap_or_else(|bad| panic!("{bad}\n{text}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    let evaluation = evaluate(catalog, world, &answers);
    Aside::of(catalog, world, &answers, &evaluation)
        .unwrap()
        .conflicts
}

#[test]
fn every_conflict_fires_when_it_should_and_not_beside_it() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let known: BTreeSet<&str> = catalog.conflicts.iter().map(|c| c.id.as_str()).collect();
    let tried: BTreeSet<&str> = ROWS.iter().map(|row| row.conflict).collect();
    assert_eq!(
        known, tried,
        "each conflict has a row, and each row a conflict"
    );
    for row in ROWS {
        let at = row.conflict;
        let fires = conflicts(&catalog, &world, &file(&catalog, &[row.fires]));
        let found = fires.iter().find(|conflict| conflict.id == at);
        let found = found.unwrap_or_else(|| panic!("{at} does not fire for\n{}", row.fires));
        for number in row.numbers {
            assert!(
                found.because.contains(number),
                "{at} does not name {number}: {}",
                found.because
            );
        }
        let beside = conflicts(&catalog, &world, &file(&catalog, &[row.fires, row.but]));
        assert!(
            beside.iter().all(|conflict| conflict.id != at),
            "{at} fires although {}",
            row.but
        );
    }
}

/// Nobody said the value, so the design may choose it: a default is no contradiction.
#[test]
fn no_conflict_rests_on_what_nobody_said() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    for row in ROWS {
        let index = catalog.conflicts.iter().position(|c| c.id == row.conflict);
        let conflict = &catalog.conflicts[index.unwrap()];
        for question in &conflict.answers {
            let id = &catalog.questions[*question].id;
            let without: Vec<&str> = row
                .fires
                .lines()
                .filter(|line| line.trim().split_once(" = ").unwrap().0 != id)
                .collect();
            let found = conflicts(&catalog, &world, &file(&catalog, &without));
            assert!(
                found.iter().all(|found| found.id != row.conflict),
                "{} fires although nobody answered {id}",
                row.conflict
            );
        }
    }
}

/// What is said of a way out is what comes of it; and each of them is one for some answers, or it would be none.
#[test]
fn every_way_out_that_is_an_answer_leads_out() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let mut tried = 0;
    let mut offered = BTreeSet::new();
    let mut leads = BTreeSet::new();
    for row in ROWS {
        let said = file(&catalog, &[row.fires]);
        let fires = conflicts(&catalog, &world, &said);
        let conflict = fires.iter().find(|found| found.id == row.conflict).unwrap();
        assert!(
            !conflict.ways_out.is_empty(),
            "{} has no way out",
            conflict.id
        );
        for way in &conflict.ways_out {
            let question = way.set.replace("dataset.ledger.", "dataset.");
            let kind = &catalog.questions[catalog.question(&question).unwrap()].kind;
            // More regions are somebody's to name.
            if matches!(kind, Kind::List) {
                assert!(way.to.contains(", "), "{}: {}", conflict.id, way.to);
                assert_eq!(way.enough, None, "{}: {}", conflict.id, way.to);
                continue;
            }
            let change = format!("{question} = {}", way.to);
            let after = conflicts(&catalog, &world, &file(&catalog, &[row.fires, &change]));
            let gone = after.iter().all(|found| found.id != row.conflict);
            assert_eq!(way.enough, Some(gone), "{}: {change}", row.conflict);
            let named = match kind {
                Kind::Choice(_) | Kind::Multi(_) => change,
                _ => question,
            };
            offered.insert((row.conflict, named.clone()));
            if gone {
                leads.insert((row.conflict, named));
            }
            tried += 1;
        }
    }
    assert!(tried > 90, "only {tried} ways out were tried");
    let never: Vec<_> = offered.difference(&leads).collect();
    assert!(never.is_empty(), "these never lead out: {never:?}");
    let tried = |conflict: &str, question: &str| {
        let of = |(at, named): &(&str, String)| *at == conflict && named.starts_with(question);
        leads.iter().any(of)
    };
    for conflict in &catalog.conflicts {
        for way in &conflict.ways_out {
            let question = &catalog.questions[way.question];
            let by_people = matches!(question.kind, Kind::List);
            assert!(
                by_people || tried(&conflict.id, &question.id),
                "{}: no row leads out by {}",
                conflict.id,
                question.id
            );
        }
    }
}

/// Two continents alone take longer than the deadline, so fewer hops do not help; and one hop is no change from one hop.
#[test]
fn a_way_out_that_is_not_enough_says_so_and_comes_last() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let ways = |depth: &str| {
        let said = format!("geo.users = global\ncalls.deadline = 20ms\ncalls.depth = {depth}");
        let found = conflicts(&catalog, &world, &file(&catalog, &[EUROPE_AMERICA, &said]));
        let conflict = found
            .into_iter()
            .find(|one| one.id == "deadline-below-floor");
        conflict.unwrap().ways_out
    };
    let told: Vec<(String, Option<bool>, bool)> = ways("4")
        .into_iter()
        .map(|way| {
            (
                way.set,
                way.enough,
                way.then.ends_with("not enough with these numbers."),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("calls.deadline".to_owned(), Some(true), false),
            ("geo.users".to_owned(), Some(true), false),
            ("calls.depth".to_owned(), Some(false), true)
        ]
    );
    assert!(ways("1").iter().all(|way| way.set != "calls.depth"));
}

#[test]
fn each_dataset_has_conflicts_of_its_own() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let clash = "dataset.conflict = must-prevent\ndataset.partition = accept-writes";
    let text = file(&catalog, &[clash, EUROPE_AMERICA])
        + "[[dataset]]\nname = \"log\"\nconflict = \"cannot-happen\"\npartition = \"accept-writes\"\n";
    let found = conflicts(&catalog, &world, &text);
    let at: Vec<(&str, Option<usize>)> = found
        .iter()
        .map(|conflict| (conflict.id.as_str(), conflict.sheet))
        .collect();
    assert_eq!(at, [("prevented-conflicts-on-both-sides", Some(0))]);
}
