//! The smallest sets of answers that change a decision, held against trying answers at random.

use std::sync::LazyLock;

use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Scope, Value};
use quorate::derive::World;
use quorate::engine::{self, Candidate, Evaluation, Outcome, candidates, smallest};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

const FILES: [&str; 3] = [
    include_str!("../examples/payments.toml"),
    include_str!("../examples/cart.toml"),
    include_str!("../examples/coordination.toml"),
];

fn read(text: &str) -> Answers {
    Answers::parse("example.toml", text, &CATALOG)
        .expect("an example is valid")
        .0
}

fn changed(before: &Evaluation, after: &Evaluation, (decision, sheet): (usize, usize)) -> bool {
    let [old, new] = [before, after].map(|evaluation| {
        evaluation
            .decided(decision, sheet)
            .expect("a decision of the catalog")
    });
    match (&old.outcome, &new.outcome) {
        (Outcome::Figures { values: old, .. }, Outcome::Figures { values: new, .. }) => old != new,
        _ => old.value != new.value,
    }
}

fn with(answers: &Answers, set: &[(Spot, Value)]) -> Evaluation {
    let mut other = answers.clone();
    for (spot, value) in set {
        other.set(&CATALOG, *spot, Some(Answer::Given(value.clone())));
    }
    engine::evaluate(&CATALOG, &WORLD, &other)
}

fn plain(set: &[(Spot, Candidate)]) -> Vec<(Spot, Value)> {
    set.iter()
        .map(|(spot, candidate)| (*spot, candidate.value.clone()))
        .collect()
}

/// Every set changes the decision, and none of its answers can be left out.
#[test]
fn each_set_changes_the_decision_and_none_of_it_is_needless() {
    for text in FILES {
        let answers = read(text);
        let now = engine::evaluate(&CATALOG, &WORLD, &answers);
        for id in ["replication", "lock", "transaction", "quorum"] {
            let decision = (CATALOG.decision(id).unwrap(), 0);
            let found = smallest(&CATALOG, &WORLD, &answers, &now, decision, 2);
            assert!(
                found.iter().any(|set| set.answers.len() == 1),
                "{id} has no single answer"
            );
            let sizes: Vec<usize> = found.iter().map(|set| set.answers.len()).collect();
            assert!(sizes.is_sorted(), "single answers come first");
            for set in found.iter().step_by(7) {
                let all = plain(&set.answers);
                let after = with(&answers, &all);
                assert!(changed(&now, &after, decision), "{id}: {:?}", set.answers);
                assert_eq!(
                    after
                        .decided(decision.0, 0)
                        .unwrap()
                        .shown(&CATALOG, decision.0),
                    set.becomes
                );
                for left_out in 0..all.len() {
                    let mut fewer = all.clone();
                    fewer.remove(left_out);
                    assert!(
                        !changed(&now, &with(&answers, &fewer), decision),
                        "{id}: {:?}",
                        set.answers
                    );
                }
            }
        }
    }
}

/// Pairs drawn from all questions and values: one that changes the decision holds a set that was found.
#[test]
fn no_pair_of_answers_is_missed() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2026);
    for text in FILES {
        let answers = read(text);
        let now = engine::evaluate(&CATALOG, &WORLD, &answers);
        let spots: Vec<Spot> = (0..CATALOG.questions.len())
            .filter(|question| CATALOG.questions[*question].scope != Scope::Service)
            .map(|question| Spot { question, sheet: 0 })
            .filter(|spot| !candidates(&CATALOG, spot.question).is_empty())
            .collect();
        let decisions: Vec<(usize, usize)> =
            ["consistency", "failover", "idempotency", "resilience"]
                .map(|id| (CATALOG.decision(id).unwrap(), 0))
                .to_vec();
        let found: Vec<Vec<Vec<(Spot, Value)>>> = decisions
            .iter()
            .map(|decision| smallest(&CATALOG, &WORLD, &answers, &now, *decision, 2))
            .map(|sets| sets.iter().map(|set| plain(&set.answers)).collect())
            .collect();
        for _ in 0..400 {
            let mut pair: Vec<(Spot, Value)> = Vec::new();
            while pair.len() < 2 {
                let spot = spots[random.random_range(0..spots.len())];
                let values = candidates(&CATALOG, spot.question);
                let value = values[random.random_range(0..values.len())].value.clone();
                let same = now.held(spot).is_some_and(|held| held.value == value);
                if !same && pair.iter().all(|(other, _)| *other != spot) {
                    pair.push((spot, value));
                }
            }
            let after = with(&answers, &pair);
            for (decision, sets) in decisions.iter().zip(&found) {
                if changed(&now, &after, *decision) {
                    let holds = sets
                        .iter()
                        .any(|set| set.iter().all(|answer| pair.contains(answer)));
                    assert!(holds, "{}: {pair:?}", CATALOG.decisions[decision.0].id);
                }
            }
        }
    }
}
