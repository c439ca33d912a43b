//! What holds for all answers, tried on random ones with a fixed seed.
//!
//! Not here: what a published case decides (`casebook`), the catalog's own words (`vocabulary`).

#[path = "laws/random.rs"]
mod random;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use quorate::answers::{Answer, Answers, Spot};
use quorate::brief;
use quorate::catalog::{Body, Catalog, Cell, Go, Node, Quantifier, Tree, Value};
use quorate::derive::World;
use quorate::design::{Design, Medium, figures};
use quorate::engine::{self, Evaluation, Outcome, Saw};
use quorate::interview::{Interview, Status};

use random::{Draw, draws, spots};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn whatever_is_answered_there_is_a_brief(draw in draws(&CATALOG, 1..=99)) {
        let brief = brief_of(&draw, Medium::Markdown)?;
        let stray = brief.chars().find(|c| c.is_control() && *c != '\n');
        prop_assert!(stray.is_none(), "a control character got into the brief");
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn the_same_answers_give_the_same_brief(draw in draws(&CATALOG, 1..=99)) {
        prop_assert_eq!(brief_of(&draw, Medium::Terminal)?, brief_of(&draw, Medium::Terminal)?);
    }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn no_answers_break_an_invariant(draw in draws(&CATALOG, 1..=99)) {
        no_invariant_breaks(&draw)?;
    }

    #[test]
    fn an_answer_tried_decides_what_it_decides_when_given(draw in draws(&CATALOG, 1..=99), from in any::<prop::sample::Index>()) {
        tried_is_given(&draw, from)?;
    }

    #[test]
    fn replaying_what_a_path_saw_gives_its_leaf(draw in draws(&CATALOG, 1..=99)) {
        paths_replay(&draw)?;
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn a_skipped_question_changes_nothing(draw in draws(&CATALOG, 1..=90), others in draws(&CATALOG, 51..=99), from in any::<prop::sample::Index>()) {
        skipped_changes_nothing(&draw, &others, from)?;
    }
}

fn brief_of(draw: &Draw, medium: Medium) -> Result<String, TestCaseError> {
    let answers = draw.answers(&CATALOG);
    Design::of(&CATALOG, &WORLD, &answers, medium)
        .and_then(|design| brief::render(&design, brief::Form::Short))
        .map_err(|problems| TestCaseError::fail(problems.to_string()))
}

fn no_invariant_breaks(draw: &Draw) -> TestCaseResult {
    let answers = draw.answers(&CATALOG);
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &answers);
    prop_assert_eq!(&evaluation, &engine::evaluate(&CATALOG, &WORLD, &answers));
    // Answers that contradict each other may lead anywhere; they are named as conflicts.
    if evaluation.clashes.is_empty() {
        let broken: Vec<&str> = evaluation
            .broken
            .iter()
            .map(|clash| CATALOG.invariants[clash.conflict].id.as_str())
            .collect();
        prop_assert!(broken.is_empty(), "broken: {}", broken.join(", "));
    }
    Ok(())
}

/// What another answer would change is found from what it touches alone; here, by evaluating everything.
fn tried_is_given(draw: &Draw, from: prop::sample::Index) -> TestCaseResult {
    let answers = draw.answers(&CATALOG);
    let now = engine::evaluate(&CATALOG, &WORLD, &answers);
    let spots = spots(&CATALOG, draw.datasets, draw.services);
    let spot = spots[from.index(spots.len())];
    for candidate in engine::candidates(&CATALOG, spot.question) {
        let tried = engine::what_if(
            &CATALOG,
            &WORLD,
            &answers,
            &now,
            spot,
            candidate.value.clone(),
        );
        let mut given = answers.clone();
        given.set(&CATALOG, spot, Some(Answer::Given(candidate.value)));
        let after = engine::evaluate(&CATALOG, &WORLD, &given);
        prop_assert_eq!(tried, engine::changes(&CATALOG, &now, &after));
    }
    Ok(())
}

/// The branch that a node takes for what it saw, found anew from the catalog alone.
fn branch(node: &Node, saw: &Saw) -> Option<usize> {
    let holds = |cell: &Cell| match saw {
        Saw::One(value) => cell.matches(value),
        Saw::Each(values) => {
            let mut each = values.iter().map(|value| cell.matches(value));
            match node.subject.quantifier {
                Quantifier::Every => !values.is_empty() && each.all(|yes| yes),
                _ => each.any(|yes| yes),
            }
        }
    };
    node.branches
        .iter()
        .position(|branch| branch.cell == Cell::Else || holds(&branch.cell))
}

fn replay(tree: &Tree, evaluation: &Evaluation, decision: usize, sheet: usize) -> Option<usize> {
    let trace = evaluation.decided(decision, sheet)?.trace();
    let mut at = if tree.nodes.is_empty() {
        Go::Leaf(0)
    } else {
        Go::Node(0)
    };
    for step in trace {
        let Go::Node(node) = at else { return None };
        if node != step.node {
            return None;
        }
        let taken = branch(&tree.nodes[node], &step.saw)?;
        if taken != step.branch {
            return None;
        }
        at = tree.nodes[node].branches[taken].go;
    }
    match at {
        Go::Leaf(leaf) => Some(leaf),
        Go::Node(_) => None,
    }
}

fn paths_replay(draw: &Draw) -> TestCaseResult {
    let answers = draw.answers(&CATALOG);
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &answers);
    for (decision, sheet, decided) in evaluation.all_decided() {
        let id = &CATALOG.decisions[decision].id;
        if let (
            Body::Choice(tree) | Body::Figures(tree),
            Outcome::Choice { leaf, trace, .. } | Outcome::Figures { leaf, trace, .. },
        ) = (&CATALOG.decisions[decision].body, &decided.outcome)
        {
            prop_assert_eq!(
                replay(tree, &evaluation, decision, sheet),
                Some(*leaf),
                "{} of {}",
                id,
                sheet
            );
            for step in trace {
                let subject = tree.nodes[step.node].subject;
                if let Saw::One(value) = &step.saw {
                    let target = subject.target;
                    let at = match CATALOG.decisions[decision].scope {
                        quorate::catalog::Scope::Dataset if is_of_dataset(target) => sheet,
                        _ => 0,
                    };
                    prop_assert_eq!(value, evaluation.value(target, at), "{}", id);
                }
            }
        }
    }
    Ok(())
}

fn is_of_dataset(target: quorate::catalog::Target) -> bool {
    use quorate::catalog::{Scope, Target};
    let scope = match target {
        Target::Question(index) => CATALOG.questions[index].scope,
        Target::Fact(index) => CATALOG.facts[index].scope,
        Target::Decision(index) | Target::Figure(index, _) => CATALOG.decisions[index].scope,
    };
    scope == Scope::Dataset
}

/// What follows from answers, as far as a brief tells it apart: outcomes, conflicts, and the figures' values.
fn follows(answers: &Answers) -> (Evaluation, Vec<String>) {
    let evaluation = engine::evaluate(&CATALOG, &WORLD, answers);
    let figures = figures::figures(&CATALOG, &WORLD, answers, &evaluation);
    let shown = figures.iter().map(|figure| {
        let id = &CATALOG.figures[figure.figure].id;
        format!("{id} of {:?} = {:?}", figure.sheet, figure.value)
    });
    let shown = shown.collect();
    (evaluation, shown)
}

/// So many skipped questions of each draw are tried.
const TRIED: usize = 8;

fn skipped_changes_nothing(
    draw: &Draw,
    others: &Draw,
    from: prop::sample::Index,
) -> TestCaseResult {
    let answers = draw.answers(&CATALOG);
    let interview = Interview::new(&CATALOG, &WORLD, answers.clone());
    let all = spots(&CATALOG, draw.datasets, draw.services);
    let skipped: Vec<Spot> = all
        .iter()
        .copied()
        .filter(|spot| matches!(interview.status(*spot), Status::Skipped(_)))
        .collect();
    if skipped.is_empty() {
        return Ok(());
    }
    // The other open questions stay at their defaults, or are answered with something. What is left to an archetype is
    // settled like an answer, until the user says otherwise.
    let settled =
        |spot: &Spot| matches!(interview.status(*spot), Status::Likely(_) | Status::Unsure);
    let filled = Draw {
        datasets: draw.datasets,
        services: draw.services,
        picks: others.picks.clone(),
    }
    .answers(&CATALOG);
    let mut busy = answers.clone();
    for spot in all
        .iter()
        .filter(|spot| !skipped.contains(spot) && !settled(spot))
    {
        if answers.get(&CATALOG, *spot).is_none() {
            busy.set(&CATALOG, *spot, filled.get(&CATALOG, *spot).cloned());
        }
    }
    let start = from.index(skipped.len());
    for base in [&answers, &busy] {
        let (before, figures) = follows(base);
        for spot in skipped
            .iter()
            .cycle()
            .skip(start)
            .take(TRIED.min(skipped.len()))
        {
            for candidate in engine::candidates(&CATALOG, spot.question) {
                same(base, &before, &figures, *spot, candidate.value)?;
            }
        }
    }
    Ok(())
}

fn same(
    base: &Answers,
    before: &Evaluation,
    figures: &[String],
    spot: Spot,
    value: Value,
) -> TestCaseResult {
    let id = &CATALOG.questions[spot.question].id;
    let shown = CATALOG.questions[spot.question].kind.show(&value);
    let mut other = base.clone();
    other.set(&CATALOG, spot, Some(Answer::Given(value)));
    let (after, figures_after) = follows(&other);
    let changes: Vec<String> = engine::changes(&CATALOG, before, &after)
        .into_iter()
        .map(|change| {
            let decision = &CATALOG.decisions[change.decision].id;
            format!("{decision}: {} became {}", change.from, change.to)
        })
        .collect();
    prop_assert!(
        changes.is_empty(),
        "{} = {} was skipped and changes {:?}",
        id,
        shown,
        changes
    );
    prop_assert_eq!(
        &before.clashes,
        &after.clashes,
        "{} = {} was skipped and changes the conflicts",
        id,
        shown
    );
    prop_assert_eq!(
        figures,
        figures_after.as_slice(),
        "{} = {} was skipped and changes figures",
        id,
        shown
    );
    Ok(())
}
