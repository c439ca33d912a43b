//! The symbolic engine against the engine itself.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::domain::Tested;
use super::logic::{Lit, Logic, Model};
use super::symbolic::{Formulas, Shape, Symbolic};
use crate::catalog::{Body, Catalog, Scope, Target};
use crate::derive::World;
use crate::engine::{self, Evaluation, Outcome};

/// Draws answers by assuming one point for each question, with every share of unsaid ones.
fn draw(symbolic: &Symbolic<'_>, random: &mut Xoshiro256PlusPlus) -> Vec<Lit> {
    let said = random.random_range(0..=100);
    let mut assumed = Vec::new();
    for input in symbolic.inputs.values() {
        if random.random_range(0..100) >= said {
            assumed.push(input.unsaid);
            continue;
        }
        assumed.push(!input.unsaid);
        let lits = input.said.formulas();
        assumed.push(lits[random.random_range(0..lits.len())]);
    }
    assumed
}

fn compare(symbolic: &Symbolic<'_>, model: &Model, evaluation: &Evaluation) {
    let catalog = symbolic.catalog;
    let holding = |lits: &[Lit]| -> Vec<usize> {
        (0..lits.len())
            .filter(|index| model.holds(lits[*index]))
            .collect()
    };
    for (index, decision) in catalog.decisions.iter().enumerate() {
        for sheet in 0..symbolic.sheets(decision.scope) {
            let decided = evaluation.decided(index, sheet).unwrap();
            let id = &decision.id;
            match &decided.outcome {
                Outcome::Choice { leaf, trace, .. } | Outcome::Figures { leaf, trace, .. } => {
                    let path = &symbolic.paths[&(index, sheet)];
                    assert_eq!(holding(&path.leaves), [*leaf], "leaf of {id}");
                    let taken: Vec<(usize, usize)> = path
                        .branches
                        .iter()
                        .enumerate()
                        .flat_map(|(node, branches)| {
                            holding(branches)
                                .into_iter()
                                .map(move |branch| (node, branch))
                        })
                        .collect();
                    let mut expected: Vec<(usize, usize)> =
                        trace.iter().map(|step| (step.node, step.branch)).collect();
                    expected.sort_unstable();
                    assert_eq!(taken, expected, "path of {id}");
                }
                Outcome::Set { rows, .. } => {
                    assert_eq!(
                        &holding(&symbolic.rows[&(Target::Decision(index), sheet)]),
                        rows,
                        "rows of {id}"
                    );
                }
                Outcome::Ranking(_) => {}
            }
            if let Outcome::Figures { values, .. } = &decided.outcome {
                for (name, value) in values.iter().enumerate() {
                    let spread = symbolic.spread(Target::Figure(index, name), sheet);
                    assert_eq!(
                        &spread.in_model(|lit| model.holds(lit)),
                        value,
                        "figures of {id}"
                    );
                }
            } else if !matches!(decision.body, Body::Ranked { .. }) {
                let spread = symbolic.spread(Target::Decision(index), sheet);
                assert_eq!(
                    spread.in_model(|lit| model.holds(lit)),
                    decided.value,
                    "{id}"
                );
            }
        }
    }
    for (index, fact) in catalog.facts.iter().enumerate() {
        for sheet in 0..symbolic.sheets(fact.scope) {
            let spread = symbolic.spread(Target::Fact(index), sheet);
            let value = spread.in_model(|lit| model.holds(lit));
            assert_eq!(
                &value,
                evaluation.value(Target::Fact(index), sheet),
                "{}",
                fact.id
            );
        }
    }
}

#[test]
fn formulas_say_what_the_engine_does() {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let tested = Tested::of(&catalog);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2026);
    for datasets in 0..=2 {
        let mut logic = Logic::new();
        let shape = Shape {
            datasets,
            others: false,
            formulas: Formulas::Sampled,
        };
        let mut symbolic = Symbolic::new(&catalog, &world, &tested, shape, &mut logic);
        let clashes: Vec<(usize, usize, Lit)> = (0..catalog.conflicts.len())
            .flat_map(|conflict| {
                let sheets = symbolic.sheets(catalog.conflicts[conflict].scope);
                (0..sheets).map(move |sheet| (conflict, sheet))
            })
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(conflict, sheet)| {
                (
                    conflict,
                    sheet,
                    symbolic.clashes(conflict, sheet, &mut logic),
                )
            })
            .collect();
        for _ in 0..60 {
            let assumed = draw(&symbolic, &mut random);
            let model = logic.solve(&assumed).expect("any answers can be given");
            let evaluation = engine::evaluate(&catalog, &world, &symbolic.answers(&model));
            compare(&symbolic, &model, &evaluation);
            let shown: Vec<(usize, usize)> = clashes
                .iter()
                .filter(|(_, _, lit)| model.holds(*lit))
                .map(|(conflict, sheet, _)| (*conflict, *sheet))
                .collect();
            let expected: Vec<(usize, usize)> = evaluation
                .clashes
                .iter()
                .map(|clash| (clash.conflict, clash.sheet))
                .collect();
            assert_eq!(shown, expected, "conflicts");
        }
    }
}

/// What is free in a proof covers what formulas really give: each computed value has its point, and what is declared to have a
/// value always has one.
#[test]
fn declarations_of_facts_are_true() {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let tested = Tested::of(&catalog);
    let mut logic = Logic::new();
    let shape = Shape {
        datasets: 1,
        others: false,
        formulas: Formulas::Sampled,
    };
    let symbolic = Symbolic::new(&catalog, &world, &tested, shape, &mut logic);
    for (index, fact) in catalog.facts.iter().enumerate() {
        if fact.scope == Scope::Service {
            continue;
        }
        let target = Target::Fact(index);
        for value in symbolic.spread(target, 0).values() {
            if value.is_known() {
                assert!(
                    tested.point_of(target, &value).is_some(),
                    "{} {value}",
                    fact.id
                );
            } else {
                assert!(
                    !fact.total,
                    "{} is declared to have a value always",
                    fact.id
                );
            }
        }
    }
}
