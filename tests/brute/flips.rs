//! The smallest sets of answers that change a decision, against all single answers and all pairs of them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Scope, Value};
use quorate::engine::{self, Outcome};

use crate::{Tried, WORLD, sayings, written};

/// Where something was answered otherwise, and what the decision becomes by it.
type Set = (Vec<Spot>, String);

/// For every decision of the file, the sets that are found are those that trying everything finds. Of numbers one stands for
/// all that the tests cannot tell apart, so sets are held against each other by their questions and their outcome.
pub(crate) fn agree(catalog: &Catalog, tried: &Tried) -> TestCaseResult {
    let Tried {
        answers,
        evaluation: now,
        ..
    } = tried;
    let given = ways(catalog, answers);
    for (decision, sheet, before) in now.all_decided() {
        let becomes = |set: &[&(Spot, Value)]| {
            let mut other = answers.clone();
            for (spot, value) in set {
                other.set(catalog, *spot, Some(Answer::Given(value.clone())));
            }
            let after = engine::evaluate(catalog, &WORLD, &other);
            let after = after.decided(decision, sheet).unwrap();
            let same = match (&before.outcome, &after.outcome) {
                (Outcome::Figures { values: old, .. }, Outcome::Figures { values: new, .. }) => {
                    old == new
                }
                _ => before.value == after.value,
            };
            (!same).then(|| after.shown(catalog, decision))
        };
        let mut expected: BTreeSet<Set> = BTreeSet::new();
        let mut still: Vec<&(Spot, Value)> = Vec::new();
        for one in &given {
            match becomes(&[one]) {
                Some(becomes) => {
                    expected.insert((vec![one.0], becomes));
                }
                None => still.push(one),
            }
        }
        for (at, one) in still.iter().enumerate() {
            for other in still[at + 1..].iter().filter(|other| other.0 != one.0) {
                if let Some(becomes) = becomes(&[one, other]) {
                    expected.insert((vec![one.0, other.0], becomes));
                }
            }
        }
        let found = engine::smallest(catalog, &WORLD, answers, now, (decision, sheet), 2);
        let found: BTreeSet<Set> = found
            .into_iter()
            .map(|set| {
                let spots = set.answers.iter().map(|(spot, _)| *spot).collect();
                (spots, set.becomes)
            })
            .collect();
        prop_assert_eq!(
            found,
            expected,
            "{} after {}",
            catalog.decisions[decision].id,
            written(catalog, answers)
        );
    }
    Ok(())
}

/// Every answer that can be given, in the order of the questions.
fn ways(catalog: &Catalog, answers: &Answers) -> Vec<(Spot, Value)> {
    let mut ways = Vec::new();
    for (question, asked) in catalog.questions.iter().enumerate() {
        let sheets = match asked.scope {
            Scope::System => 1,
            _ => answers.datasets().len(),
        };
        for sheet in 0..sheets {
            let said = sayings(&asked.kind).into_iter().flatten();
            ways.extend(said.map(|value| (Spot { question, sheet }, value)));
        }
    }
    ways
}
