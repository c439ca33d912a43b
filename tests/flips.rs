//! What a brief says would change a decision changes it: each answer is put in, and everything is evaluated anew.
//!
//! Not here: whether all such answers are told (`smallest`, `brute`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "figures/computed.rs"]
#[allow(dead_code, reason = "only the catalog and the world are used")]
mod computed;

use std::path::Path;

use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Scope, Value};
use quorate::design::{Design, Medium};
use quorate::engine::{self, Evaluation, candidates};

use computed::{CATALOG, WORLD};

/// Every so many of the published cases are read: all of them say the same, and take minutes.
const EACH: usize = 3;

fn answers() -> Vec<(String, Answers)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |folder: &str| {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        files.sort();
        files
    };
    let cases = [files("tests/casebook"), files("tests/cases")].concat();
    let cases = cases.iter().step_by(EACH).map(|path| {
        let case: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        (path, toml::to_string(&case["answers"]).unwrap())
    });
    let examples = files("examples");
    let examples = examples
        .iter()
        .map(|path| (path, std::fs::read_to_string(path).unwrap()));
    let all = examples.chain(cases).map(|(path, text)| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (answers, _) = Answers::parse(&name, &text, &CATALOG).unwrap();
        (name, answers)
    });
    all.collect()
}

/// The spot that a printed name stands for: `failure.rto`, or `dataset.orders.reads` with the dataset's name.
fn spot(answers: &Answers, name: &str) -> Spot {
    let questions = CATALOG.questions.iter().enumerate();
    let spots = questions.flat_map(|(question, asked)| {
        (0..answers.sheets(asked.scope).len()).map(move |sheet| Spot { question, sheet })
    });
    let called = |spot: &Spot| {
        let asked = &CATALOG.questions[spot.question];
        let of = answers.sheets(asked.scope)[spot.sheet].name(&CATALOG);
        match (asked.scope, of) {
            (Scope::Dataset, Some(of)) => format!("dataset.{of}.{}", asked.key()),
            _ => asked.id.clone(),
        }
    };
    let mut found = spots.filter(|spot| called(spot) == name);
    found
        .next()
        .unwrap_or_else(|| panic!("no question is called `{name}`"))
}

/// The value that a printed answer stands for, by id or as a person reads it.
fn value(question: usize, written: &str) -> Value {
    let kind = &CATALOG.questions[question].kind;
    let mut tried = candidates(&CATALOG, question).into_iter();
    let found = tried.find(|one| one.written == written || kind.show_label(&one.value) == written);
    found.map_or_else(
        || {
            panic!(
                "`{written}` is no answer to `{}`",
                CATALOG.questions[question].id
            )
        },
        |one| one.value,
    )
}

fn with(answers: &Answers, set: &[(Spot, Value)]) -> Evaluation {
    let mut other = answers.clone();
    for (spot, value) in set {
        other.set(&CATALOG, *spot, Some(Answer::Given(value.clone())));
    }
    engine::evaluate(&CATALOG, &WORLD, &other)
}

#[test]
fn what_would_change_a_decision_changes_it() {
    let mut told = [0; 3];
    for (name, answers) in answers() {
        let now = engine::evaluate(&CATALOG, &WORLD, &answers);
        let design = Design::of(&CATALOG, &WORLD, &answers, Medium::Terminal).unwrap();
        let becomes = |set: &[(Spot, Value)], decision: &str, sheet: usize| {
            let index = CATALOG.decision(decision).unwrap();
            let changes = engine::changes(&CATALOG, &now, &with(&answers, set));
            let found = changes
                .into_iter()
                .find(|change| change.decision == index && change.sheet == sheet);
            found.map(|change| change.to)
        };
        let decisions = design
            .datasets
            .iter()
            .flat_map(|dataset| &dataset.decisions)
            .chain(&design.decisions);
        for decision in decisions {
            let sheet = decision.sheet.unwrap_or(0);
            for turn in &decision.turns {
                let spot = spot(&answers, &turn.set);
                for way in &turn.ways {
                    let set = [(spot, value(spot.question, &way.when))];
                    let to = becomes(&set, &decision.id, sheet);
                    assert_eq!(to.as_ref(), Some(&way.to), "{name}: {} {way:?}", turn.set);
                    told[0] += 1;
                }
            }
            for pair in &decision.together {
                let set: Vec<(Spot, Value)> = pair
                    .when
                    .iter()
                    .map(|said| {
                        let spot = spot(&answers, &said.set);
                        (spot, value(spot.question, &said.answer))
                    })
                    .collect();
                assert!(
                    becomes(&set, &decision.id, sheet).is_some(),
                    "{name}: {pair:?}"
                );
                for alone in &set {
                    let one = std::slice::from_ref(alone);
                    assert_eq!(becomes(one, &decision.id, sheet), None, "{name}: {pair:?}");
                }
                told[1] += 1;
            }
        }
        for assumption in &design.assumptions {
            let spot = spot(&answers, &assumption.name);
            for flip in &assumption.flips {
                let set = [(spot, value(spot.question, &flip.when))];
                let evaluation = with(&answers, &set);
                let changes = engine::changes(&CATALOG, &now, &evaluation);
                let index = CATALOG.decision(&flip.decision).unwrap();
                let happens = changes
                    .iter()
                    .any(|change| change.decision == index && change.to == flip.to);
                assert!(happens, "{name}: {} {flip:?}", assumption.name);
                told[2] += 1;
            }
        }
        // What is safe to leave open changes nothing, whichever answer it gets.
        for safe in &design.settled {
            let spot = spot(&answers, safe);
            for candidate in candidates(&CATALOG, spot.question) {
                let evaluation = with(&answers, &[(spot, candidate.value)]);
                let changes = engine::changes(&CATALOG, &now, &evaluation);
                assert!(changes.is_empty(), "{name}: {safe}: {changes:?}");
            }
        }
    }
    assert!(told.iter().all(|count| *count > 10), "{told:?}");
}
