//! Mistakes in the decision data, made one at a time: nearly all are caught, and what is not is listed.
//!
//! A mistake that loads is caught where a decision of a case is another one (`decisions` compares them with what was last
//! looked at, `casebook` with what was published), or else where the proof no longer holds (`proof`).
//! A value that never comes to a node may go anywhere, so that is not counted as a mistake.
//! Not here: mistakes for which a catalog is not loaded (`broken`, `faults`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]
#![allow(
    clippy::print_stdout,
    reason = "what caught what is worth reading with --nocapture"
)]

#[path = "mutants/arrive.rs"]
mod arrive;
#[path = "mutants/corner.rs"]
mod corner;
#[path = "decisions/lines.rs"]
mod lines;
#[path = "mutants/make.rs"]
mod make;
#[path = "mutants/mutate.rs"]
mod mutate;
#[path = "conflicts/rows.rs"]
mod rows;
#[path = "mutants/told.rs"]
mod told;

use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::engine::{self, Evaluation};
use quorate::proof::Proof;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use lines::Case;
use mutate::{Change, KINDS, Part};

/// How many are made, as equally many of each kind as there are.
const MUTANTS: usize = 240;

/// The share that has to be caught, in percent. Who survived when this was written: four changes that change nothing, as an
/// earlier row takes the value, the rest comes to the same, or the question is not asked then (in `leader-moves` twice, in
/// `must-move-by-itself`, in `hotspot`); two numbers that only a conflict or a second decision would show (the half hours of
/// `must-move-by-itself` and `person-in-time`, worth a corner each); and two rows whose further value nothing here says.
const CAUGHT_LEAST: usize = 95;

struct Mutant {
    part: Part,
    change: Change,
    catalog: Catalog,
}

/// Mutants drawn with a fixed seed, kind by kind.
fn drawn(catalog: &Catalog, world: &World) -> Vec<Mutant> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2026);
    let mut all = mutate::all(catalog);
    let arrivals = arrive::arrivals(catalog, world);
    all.retain(|(part, change)| match (*part, *change) {
        (Part::Decision(decision), Change::Move { node, option, .. }) => {
            arrivals.contains(&(decision, node, option))
        }
        _ => true,
    });
    all.shuffle(&mut random);
    let mut by_kind: Vec<Vec<(Part, Change)>> = vec![Vec::new(); KINDS];
    for (part, change) in all {
        by_kind[change.kind()].push((part, change));
    }
    let mut mutants = Vec::new();
    while mutants.len() < MUTANTS {
        let before = mutants.len();
        for kind in &mut by_kind {
            while let Some((part, change)) = kind.pop() {
                let mut mutant = catalog.clone();
                if make::make(&mut mutant, part, change) {
                    mutants.push(Mutant {
                        part,
                        change,
                        catalog: mutant,
                    });
                    break;
                }
            }
        }
        assert!(mutants.len() > before, "there are not so many mutants");
    }
    mutants.truncate(MUTANTS);
    mutants
}

/// A case with what it comes to in the data without a mistake.
struct Known {
    case: Case,
    evaluation: Evaluation,
    lines: Vec<String>,
}

/// What caught a mistake.
#[derive(Clone, Copy, PartialEq)]
enum Caught {
    ByACase,
    ByTheProof,
    No,
}

fn caught(mutant: &Mutant, world: &World, cases: &[Known]) -> Caught {
    let differs = |known: &Known| {
        let evaluation = engine::evaluate(&mutant.catalog, world, &known.case.answers);
        // The same evaluation has the same lines.
        evaluation != known.evaluation
            && lines::lines(&mutant.catalog, &known.case, &evaluation) != known.lines
    };
    if cases.iter().any(differs) {
        Caught::ByACase
    } else if Proof::of(&mutant.catalog, world).holds() {
        Caught::No
    } else {
        Caught::ByTheProof
    }
}

fn known(catalog: &Catalog, world: &World) -> Vec<Known> {
    lines::cases(catalog)
        .into_iter()
        .map(|case| {
            let evaluation = engine::evaluate(catalog, world, &case.answers);
            let lines = lines::lines(catalog, &case, &evaluation);
            Known {
                case,
                evaluation,
                lines,
            }
        })
        .collect()
}

/// A verdict on each mutant, on two threads.
fn verdicts(mutants: &[Mutant], world: &World, cases: &[Known]) -> Vec<Caught> {
    std::thread::scope(|scope| {
        let halves: Vec<_> = mutants
            .chunks(MUTANTS.div_ceil(2))
            .map(|half| {
                scope.spawn(|| {
                    half.iter()
                        .map(|mutant| caught(mutant, world, cases))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap())
            .collect()
    })
}

/// Where the data has changed, and too many mistakes in it survive: lines for `tests/decisions/corners.toml` that would catch them,
/// to be looked at.
fn corners(mutants: &[&Mutant], catalog: &Catalog, world: &World, cases: &[Known]) -> String {
    let lines = mutants.iter().map(|mutant| {
        let told = told::told(catalog, mutant.part, mutant.change);
        match corner::corner(mutant, catalog, world, cases) {
            Some(line) => format!("    \"{line}\", # {told}"),
            None => format!("    # no answers were found that show it: {told}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn mistakes_in_the_data_are_caught() {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let cases = known(&catalog, &world);
    let mutants = drawn(&catalog, &world);
    let verdicts = verdicts(&mutants, &world, &cases);
    let told = |wanted: Caught| {
        let of = mutants
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| **verdict == wanted);
        of.map(|(mutant, _)| told::told(&catalog, mutant.part, mutant.change))
            .collect::<Vec<_>>()
    };
    let (by_proof, survivors) = (told(Caught::ByTheProof), told(Caught::No));
    println!("caught by the proof only:\n{}\n", by_proof.join("\n"));
    println!(
        "{} of {MUTANTS} survive:\n{}",
        survivors.len(),
        survivors.join("\n")
    );
    if (MUTANTS - survivors.len()) * 100 < CAUGHT_LEAST * MUTANTS {
        let survived = mutants
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| **verdict == Caught::No)
            .map(|(mutant, _)| mutant)
            .collect::<Vec<_>>();
        panic!(
            "{} of {MUTANTS} survive; these would catch them:\n{}",
            survivors.len(),
            corners(&survived, &catalog, &world, &cases)
        );
    }
}
