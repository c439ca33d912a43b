//! The proof against all answers, one by one, on tiny catalogs: the same verdicts, and no example larger than it has to be.
//!
//! Not here: facts that formulas compute, of which a proof knows only what is declared (`src/proof/tests.rs`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "brute/flips.rs"]
mod flips;
#[path = "brute/found.rs"]
mod found;
#[path = "brute/tiny.rs"]
mod tiny;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Body, Catalog, Kind, OptionSet, Quantifier, Scope, Sources, Target, Value};
use quorate::derive::World;
use quorate::engine::{self, Evaluation, Outcome};
use quorate::proof::{Example, Proof, Thing, Verdict};

static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// One file of answers, and what it comes to.
struct Tried {
    answers: Answers,
    said: usize,
    evaluation: Evaluation,
}

/// What can be said to a question, silence first.
fn sayings(kind: &Kind) -> Vec<Option<Value>> {
    let mut all = vec![None];
    match kind {
        Kind::Choice(options) => all.extend(
            (0u8..)
                .take(options.len())
                .map(|option| Some(Value::Choice(option))),
        ),
        Kind::Multi(options) => all.extend((0..1u64 << options.len()).map(|subset| {
            let members = (0u8..)
                .take(options.len())
                .filter(|option| subset >> option & 1 == 1);
            Some(Value::Multi(
                members.fold(OptionSet::default(), OptionSet::with),
            ))
        })),
        Kind::Integer => all.extend(tiny::NUMBERS.map(|number| Some(Value::Integer(number)))),
        other => panic!("no tiny catalog asks for {other:?}"),
    }
    all
}

/// Every way to answer the questions of one sheet.
fn sheets(catalog: &Catalog, scope: Scope) -> Vec<Vec<(usize, Value)>> {
    let mut all = vec![Vec::new()];
    for (question, asked) in catalog.questions.iter().enumerate() {
        if asked.scope != scope {
            continue;
        }
        let sayings = sayings(&asked.kind);
        all = all
            .iter()
            .flat_map(|sheet| {
                sayings.iter().map(move |said| {
                    let mut sheet: Vec<(usize, Value)> = sheet.clone();
                    sheet.extend(said.clone().map(|value| (question, value)));
                    sheet
                })
            })
            .collect();
    }
    all
}

/// All files with so many datasets; their order does not matter.
fn files(catalog: &Catalog, datasets: usize) -> Vec<Tried> {
    let of_dataset = sheets(catalog, Scope::Dataset);
    let mut several: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..datasets {
        several = several
            .iter()
            .flat_map(|chosen| {
                let from = chosen.last().copied().unwrap_or(0);
                (from..of_dataset.len()).map(move |next| {
                    let mut chosen = chosen.clone();
                    chosen.push(next);
                    chosen
                })
            })
            .collect();
    }
    let mut tried = Vec::new();
    for system in sheets(catalog, Scope::System) {
        for chosen in &several {
            let mut answers = Answers::default();
            let mut said = 0;
            let mut say = |answers: &mut Answers, spot, value: &Value| {
                answers.set(catalog, spot, Some(Answer::Given(value.clone())));
                said += 1;
            };
            for (question, value) in &system {
                say(
                    &mut answers,
                    Spot {
                        question: *question,
                        sheet: 0,
                    },
                    value,
                );
            }
            for index in chosen {
                let sheet = answers.add(Scope::Dataset);
                for (question, value) in &of_dataset[*index] {
                    say(
                        &mut answers,
                        Spot {
                            question: *question,
                            sheet,
                        },
                        value,
                    );
                }
            }
            let evaluation = engine::evaluate(catalog, &WORLD, &answers);
            tried.push(Tried {
                answers,
                said,
                evaluation,
            });
        }
    }
    tried
}

/// What people see of an evaluation: leaves, rows, ranks, conflicts.
fn outcome(evaluation: &Evaluation) -> String {
    let mut shown = String::new();
    for (_, _, decided) in evaluation.all_decided() {
        match &decided.outcome {
            Outcome::Choice { leaf, .. } | Outcome::Figures { leaf, .. } => {
                write!(shown, "{leaf};").unwrap();
            }
            Outcome::Set { rows, .. } => write!(shown, "{rows:?};").unwrap(),
            Outcome::Ranking(ranking) => {
                let rows: BTreeSet<usize> = ranking
                    .iter()
                    .flat_map(|ranked| ranked.rows.clone())
                    .collect();
                write!(shown, "{rows:?};").unwrap();
            }
        }
    }
    write!(shown, "{:?}", evaluation.clashes).unwrap();
    shown
}

/// Whether another answer to the question changes the outcome of some file.
fn matters(catalog: &Catalog, question: usize, all: &[Vec<Tried>]) -> bool {
    let sheet = 0;
    let spot = Spot { question, sheet };
    let mut outcomes: BTreeMap<String, String> = BTreeMap::new();
    // Answers by what is said to all other questions; of several datasets, it is the first one's that varies.
    all.iter().flatten().any(|tried| {
        let mut others = tried.answers.clone();
        if catalog.questions[question].scope == Scope::Dataset && others.datasets().is_empty() {
            return false;
        }
        others.set(catalog, spot, None);
        let shown = outcome(&tried.evaluation);
        let known = outcomes
            .entry(written(catalog, &others))
            .or_insert_with(|| shown.clone());
        *known != shown
    })
}

fn written(catalog: &Catalog, answers: &Answers) -> String {
    let mut text = String::new();
    for sheet in answers
        .sheets(Scope::System)
        .iter()
        .chain(answers.datasets())
    {
        text.push_str("| ");
        for (question, answer) in sheet.iter() {
            let question = &catalog.questions[question];
            if let Answer::Given(value) = answer {
                write!(text, "{} = {} ", question.id, question.kind.show(value)).unwrap();
            }
        }
    }
    text
}

/// Rows of sets that hold exactly where an earlier row of the same member does, and hold somewhere.
fn shadowed(catalog: &Catalog, all: &[Vec<Tried>]) -> Vec<Thing> {
    let mut found = Vec::new();
    for (decision, declared) in catalog.decisions.iter().enumerate() {
        let Body::Set(rows) = &declared.body else {
            continue;
        };
        let holding: Vec<&Vec<usize>> = all
            .iter()
            .flatten()
            .flat_map(|tried| tried.evaluation.all_decided())
            .filter(|(index, _, _)| *index == decision)
            .filter_map(|(_, _, decided)| match &decided.outcome {
                Outcome::Set { rows, .. } => Some(rows),
                _ => None,
            })
            .collect();
        for row in 0..rows.len() {
            let together = |earlier: usize| {
                holding
                    .iter()
                    .all(|held| held.contains(&row) == held.contains(&earlier))
            };
            let covered = (0..row)
                .any(|earlier| rows[earlier].include == rows[row].include && together(earlier));
            if covered && holding.iter().any(|held| held.contains(&row)) {
                found.push(Thing::Row { decision, row });
            }
        }
    }
    found
}

/// The fewest answers with which something comes out, in a file with as few datasets as can be.
fn fewest(all: &[Vec<Tried>], wanted: impl Fn(&Evaluation) -> bool) -> Option<(usize, usize)> {
    all.iter().enumerate().find_map(|(datasets, files)| {
        let sizes = files
            .iter()
            .filter(|tried| wanted(&tried.evaluation))
            .map(|tried| tried.said);
        sizes.min().map(|size| (datasets, size))
    })
}

fn size(answers: &Answers) -> (usize, usize) {
    let said = answers.system().iter().count()
        + answers
            .datasets()
            .iter()
            .map(|sheet| sheet.iter().count())
            .sum::<usize>();
    (answers.datasets().len(), said)
}

/// The files of a catalog, shown as they are where a test fails.
struct Tiny(BTreeMap<String, String>);

impl Tiny {
    fn load(&self) -> Catalog {
        Catalog::load(&Sources::of(self.0.clone()))
            .unwrap_or_else(|problems| panic!("{problems}\n{self:?}"))
    }
}

impl fmt::Debug for Tiny {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|(name, text)| writeln!(f, "\n--- {name}\n{text}"))
    }
}

fn tiny() -> impl Strategy<Value = Tiny> {
    prop::collection::vec(any::<u16>(), TAPE)
        .prop_map(|tape| Tiny(tiny::catalog(&mut tiny::Tape::new(&tape))))
}

/// As many numbers as the largest of these catalogs takes.
const TAPE: usize = 200;

fn agrees(catalog: &Catalog) -> TestCaseResult {
    let proof = Proof::of(catalog, &WORLD);
    let all: Vec<Vec<Tried>> = (0..=2).map(|datasets| files(catalog, datasets)).collect();
    let happens = |thing: Thing| {
        all.iter()
            .flatten()
            .any(|tried| thing.happens(catalog, &tried.evaluation))
    };
    for thing in &proof.dead {
        prop_assert!(!happens(*thing), "{} is not dead", thing.key(catalog));
    }
    for (thing, answers) in &proof.reached {
        let key = thing.key(catalog);
        prop_assert!(happens(*thing), "{} is dead", key);
        let evaluation = engine::evaluate(catalog, &WORLD, answers);
        prop_assert!(
            thing.happens(catalog, &evaluation),
            "no example of {}: {}",
            key,
            written(catalog, answers)
        );
    }
    prop_assert_eq!(
        &proof.shadowed,
        &shadowed(catalog, &all),
        "rows that add nothing"
    );
    let inert: Vec<usize> = (0..catalog.questions.len())
        .filter(|question| !matters(catalog, *question, &all))
        .collect();
    prop_assert_eq!(&proof.inert, &inert, "questions that change nothing");
    for conflict in (0..catalog.conflicts.len()).map(Thing::Conflict) {
        let example = example(catalog, &conflict.key(catalog))?;
        let smallest = fewest(&all, |evaluation| conflict.happens(catalog, evaluation));
        prop_assert_eq!(example, smallest, "example of {}", conflict.key(catalog));
    }
    for (index, verdict) in proof.invariants.iter().enumerate() {
        invariant(catalog, &all, index, verdict)?;
    }
    Ok(())
}

/// The size of the example that is printed for a name.
fn example(catalog: &Catalog, name: &str) -> Result<Option<(usize, usize)>, TestCaseError> {
    Example::named(catalog, &WORLD, name)
        .map(|example| example.map(|example| size(&example.answers)))
        .map_err(|problem| TestCaseError::fail(problem.to_string()))
}

fn invariant(
    catalog: &Catalog,
    all: &[Vec<Tried>],
    index: usize,
    verdict: &Verdict,
) -> TestCaseResult {
    let id = &catalog.invariants[index].id;
    let breaks = |evaluation: &Evaluation| {
        evaluation
            .broken
            .iter()
            .any(|clash| clash.conflict == index)
    };
    let resolved = |evaluation: &Evaluation| breaks(evaluation) && evaluation.clashes.is_empty();
    let expected = (fewest(all, breaks), fewest(all, resolved));
    match (verdict, expected) {
        // Of further datasets a proof knows which values occur, not which occur together.
        (Verdict::Holds, (None, _)) => {}
        (Verdict::Open, (_, None)) if looks_at_all_datasets(catalog, index) => {}
        (Verdict::HoldsWithoutConflicts(answers), (Some(_), None)) => {
            prop_assert!(breaks(&engine::evaluate(catalog, &WORLD, answers)));
        }
        (Verdict::Broken(answers), (_, Some(smallest))) => {
            prop_assert!(resolved(&engine::evaluate(catalog, &WORLD, answers)));
            prop_assert_eq!(
                size(answers),
                smallest,
                "{}: {}",
                id,
                written(catalog, answers)
            );
        }
        (verdict, expected) => {
            prop_assert!(false, "{}: {:?}, but {:?} break it", id, verdict, expected);
        }
    }
    let example = example(catalog, &format!("invariant/{id}"))?;
    prop_assert_eq!(example, expected.1.or(expected.0), "example of {}", id);
    Ok(())
}

/// Whether the verdict on an invariant hangs on a test of any or every dataset.
fn looks_at_all_datasets(catalog: &Catalog, invariant: usize) -> bool {
    let declared = &catalog.invariants[invariant];
    let mut behind: Vec<Target> = Vec::new();
    let conditions = declared.when.iter().chain(&declared.then);
    let mut open: Vec<Target> = conditions
        .clone()
        .map(|condition| condition.subject.target)
        .collect();
    while let Some(target) = open.pop() {
        if !behind.contains(&target) {
            behind.push(target);
            open.extend(catalog.reads(target));
        }
    }
    declared.scope == Scope::System
        && conditions
            .clone()
            .any(|condition| condition.subject.quantifier != Quantifier::One)
        || behind.iter().any(|target| {
            catalog.scope_of(*target) == Scope::System
                && catalog
                    .reads(*target)
                    .any(|read| catalog.scope_of(read) == Scope::Dataset)
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn verdicts_are_those_of_all_answers(tiny in tiny()) {
        agrees(&tiny.load())?;
    }

    #[test]
    fn the_smallest_flips_are_those_of_all_answers(tiny in tiny(), datasets in 0..3_usize, at in any::<prop::sample::Index>()) {
        let catalog = tiny.load();
        let files = files(&catalog, datasets);
        flips::agree(&catalog, at.get(&files))?;
    }
}

/// What a proof once said otherwise: each was found by the test above.
#[test]
fn what_was_once_decided_otherwise_is_not_any_more() {
    let found = Tiny(found::files());
    let catalog = found.load();
    agrees(&catalog).unwrap_or_else(|problem| panic!("{problem}\n{found:?}"));
    let proof = Proof::of(&catalog, &WORLD);
    let verdict = |id: &str| {
        let index = catalog
            .invariants
            .iter()
            .position(|invariant| invariant.id == id);
        &proof.invariants[index.unwrap()]
    };
    // Without a dataset there is none that has what is asked for.
    assert!(matches!(verdict("some-dataset"), Verdict::Broken(answers) if size(answers) == (0, 1)));
    // A set always has a value, also in datasets that are not looked at one by one.
    assert_eq!(*verdict("always-a-set"), Verdict::Holds);
    // Rows that never hold are dead, and not said to add nothing besides.
    assert_eq!(proof.shadowed, []);
    let dead = |thing: Thing| proof.dead.contains(&thing);
    assert!(
        dead(Thing::Row {
            decision: 0,
            row: 0
        }) && dead(Thing::Row {
            decision: 0,
            row: 1
        })
    );
    // No evidence can put this first, and twice the same evidence counts twice.
    assert!(
        dead(Thing::Option {
            decision: 2,
            option: 2
        }) && !dead(Thing::Option {
            decision: 2,
            option: 1
        })
    );
    assert_eq!(proof.inert, Vec::<usize>::new());
}
