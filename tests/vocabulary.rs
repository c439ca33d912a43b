//! The embedded catalog against the vocabulary that answers files, trees and outside tools share, and against the limits
//! that every question keeps.
//!
//! Not here: whether the catalog loads at all and what it decides (`catalog`, `casebook`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

use std::collections::BTreeSet;

use quorate::catalog::{Catalog, Choice, Kind, Question, Scope};

fn vocabulary() -> toml::Table {
    include_str!("vocabulary.toml").parse().unwrap()
}

fn words(table: &toml::Value, key: &str) -> Vec<String> {
    let listed = table.get(key).and_then(toml::Value::as_array);
    listed
        .into_iter()
        .flatten()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn ids(options: &[Choice]) -> Vec<String> {
    options.iter().map(|option| option.id.clone()).collect()
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::System => "system",
        Scope::Dataset => "dataset",
        Scope::Service => "service",
    }
}

/// How a question differs from its row in the vocabulary.
fn difference(question: &Question, row: &toml::Value) -> Option<String> {
    let id = &question.id;
    let kind = row["kind"].as_str().unwrap();
    if question.kind.name() != kind {
        return Some(format!(
            "{id}: kind {}, the vocabulary has {kind}",
            question.kind.name()
        ));
    }
    let (have, want) = (ids(question.kind.options()), words(row, "options"));
    (have != want).then(|| format!("{id}: options {have:?}, the vocabulary has {want:?}"))
}

/// What to write for a question that has no row.
fn missing(question: &Question) -> String {
    let (section, key) = question.id.split_once('.').unwrap();
    let options = ids(question.kind.options());
    let options = if options.is_empty() {
        String::new()
    } else {
        format!(", options = {options:?}")
    };
    let kind = question.kind.name();
    format!(
        "{}: not in tests/vocabulary.toml; add under [question.{section}]: {key} = {{ kind = \"{kind}\"{options} }}",
        question.id
    )
}

#[test]
fn every_question_is_the_vocabularys() {
    let catalog = Catalog::embedded();
    let vocabulary = vocabulary();
    let mut problems = Vec::new();
    let mut known = BTreeSet::new();
    for (section, rows) in vocabulary["question"].as_table().unwrap() {
        for (key, row) in rows.as_table().unwrap() {
            let id = format!("{section}.{key}");
            match catalog.question(&id) {
                Some(index) => problems.extend(difference(&catalog.questions[index], row)),
                None => problems.push(format!("{id}: no such question in the catalog")),
            }
            known.insert(id);
        }
    }
    for question in &catalog.questions {
        if !known.contains(&question.id) {
            problems.push(missing(question));
        }
        let section = &catalog.sections[question.section].id;
        let by_section = match section.as_str() {
            "dataset" | "service" => section.as_str(),
            _ => "system",
        };
        if scope(question.scope) != by_section {
            problems.push(format!(
                "{}: asked of the {}",
                question.id,
                scope(question.scope)
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_question_that_is_missing_or_differs_is_noticed() {
    let catalog = Catalog::embedded();
    let lock = &catalog.questions[catalog.question("coordination.lock").unwrap()];
    assert_eq!(
        missing(lock),
        "coordination.lock: not in tests/vocabulary.toml; add under [question.coordination]: lock = { kind = \"choice\", options = [\"none\", \"efficiency\", \"correctness\"] }"
    );
    let question = &catalog.questions[catalog.question("dataset.reads").unwrap()];
    let row = |text: &str| toml::Value::Table(text.parse().unwrap());
    let right = "kind = 'choice'\noptions = ['latest', 'own-writes', 'bounded', 'any']";
    assert_eq!(difference(question, &row(right)), None);
    for wrong in [
        "kind = 'multi'\noptions = ['latest', 'own-writes', 'bounded', 'any']",
        "kind = 'choice'\noptions = ['own-writes', 'latest', 'bounded', 'any']",
        "kind = 'choice'\noptions = ['latest', 'own-writes', 'bounded']",
    ] {
        assert!(difference(question, &row(wrong)).is_some(), "{wrong}");
    }
}

#[test]
fn every_decision_is_the_vocabularys() {
    let catalog = Catalog::embedded();
    let vocabulary = vocabulary();
    let rows = vocabulary["decision"].as_table().unwrap();
    let mut problems = Vec::new();
    for (id, row) in rows {
        let Some(index) = catalog.decision(id) else {
            problems.push(format!("{id}: no such decision in the catalog"));
            continue;
        };
        let decision = &catalog.decisions[index];
        let have = (
            scope(decision.scope).to_owned(),
            decision.kind_name().to_owned(),
            ids(&decision.options),
        );
        let named = if row.get("names").is_some() {
            "names"
        } else {
            "options"
        };
        let want = (
            row["scope"].as_str().unwrap().to_owned(),
            row["kind"].as_str().unwrap().to_owned(),
            words(row, named),
        );
        if have != want {
            problems.push(format!("{id}: {have:?}, the vocabulary has {want:?}"));
        }
    }
    for decision in &catalog.decisions {
        if !rows.contains_key(&decision.id) {
            problems.push(format!(
                "{}: not in tests/vocabulary.toml; give it a table [decision.{0}] as its neighbours have",
                decision.id
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The limits that a label keeps: one to five words, no comma.
fn label(of: &str, label: &str, problems: &mut Vec<String>) {
    let count = label.split_whitespace().count();
    if !(1..=5).contains(&count) || label.contains(',') {
        problems.push(format!("{of}: label `{label}`"));
    }
}

fn sentence(of: &str, what: &str, text: &str, problems: &mut Vec<String>) {
    if !text.ends_with('.') || text.contains('\n') {
        problems.push(format!("{of}: {what} is no sentence: `{text}`"));
    }
}

#[test]
fn every_question_keeps_the_limits() {
    let catalog = Catalog::embedded();
    let kickoff = {
        let situation = &catalog.questions[catalog.question("system.situation").unwrap()];
        situation.kind.option("kickoff").unwrap()
    };
    let mut problems = Vec::new();
    for question in &catalog.questions {
        let id = &question.id;
        if question.chip.chars().count() > 12 || question.chip.is_empty() {
            problems.push(format!("{id}: chip `{}`", question.chip));
        }
        if !question.ask.ends_with('?') {
            problems.push(format!("{id}: `{}` is no question", question.ask));
        }
        sentence(id, "why", &question.why, &mut problems);
        match &question.kind {
            Kind::Choice(options) | Kind::Multi(options) => {
                if !question.is_archetype && !(2..=4).contains(&options.len()) {
                    problems.push(format!("{id}: {} options", options.len()));
                }
                for option in options {
                    let of = format!("{id} {}", option.id);
                    label(&of, &option.label, &mut problems);
                    sentence(&of, "means", &option.means, &mut problems);
                    if option.means.chars().count() > 140 {
                        problems.push(format!("{of}: the description is too long"));
                    }
                }
            }
            kind if kind.is_number() => {
                if !(2..=4).contains(&question.presets.len()) {
                    problems.push(format!("{id}: {} presets", question.presets.len()));
                }
                for preset in &question.presets {
                    let of = format!("{id} {}", kind.show(&preset.value));
                    label(&of, &preset.label, &mut problems);
                    sentence(&of, "means", &preset.means, &mut problems);
                    if let Err(problem) = question.check(&preset.value) {
                        problems.push(format!("{of}: {problem}"));
                    }
                }
            }
            _ => {}
        }
        if let Some((value, because)) = &question.default {
            sentence(id, "default-because", because, &mut problems);
            if let Err(problem) = question.check(value) {
                problems.push(format!("{id}: default: {problem}"));
            }
        } else if matches!(question.kind, Kind::Choice(_))
            && question.modes.has(kickoff)
            && !question.is_archetype
        {
            problems.push(format!("{id}: no default for who is unsure"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
