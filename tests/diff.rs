//! What differs between two answers files, and which answers are responsible: against trying all sets of answers.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "laws/random.rs"]
mod random;

use std::path::Path;
use std::sync::LazyLock;

use assert_cmd::Command;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use quorate::answers::{Answers, Comparison, Difference, Spot};
use quorate::catalog::{Catalog, Scope};
use quorate::derive::World;
use quorate::engine::{self, Blame, Clash, Evaluation, Matter, Search};
use serde_json::Value;

use random::{Draw, draws};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

/// More differences than this take too long to try in all sets.
const BRUTE: usize = 7;

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn the_responsible_sets_are_those_that_trying_all_sets_finds(
        draw in draws(&CATALOG, 20..=99),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<Option<u16>>()), 1..=BRUTE),
    ) {
        blame_is_brute_force(&draw, &picks, BRUTE)?;
    }

    #[test]
    fn a_search_that_is_cut_off_says_so_and_leaves_nothing_out(
        draw in draws(&CATALOG, 20..=99),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<Option<u16>>()), 4..=20),
    ) {
        a_cut_off_search_is_honest(&draw, &picks)?;
    }
}

type Pick = (prop::sample::Index, Option<u16>);

/// The same draw with some answers drawn otherwise.
fn otherwise(draw: &Draw, picks: &[Pick]) -> Draw {
    let mut other = draw.clone();
    for (at, pick) in picks {
        let at = at.index(other.picks.len());
        other.picks[at] = *pick;
    }
    other
}

/// The old answers with a subset of the new ones, written without the code that is tested.
fn mixed(old: &Answers, new: &Answers, changed: &[Spot], taken: u32) -> Answers {
    let mut answers = old.clone();
    for (index, spot) in changed.iter().enumerate() {
        if taken & (1 << index) != 0 {
            answers.set(&CATALOG, *spot, new.get(&CATALOG, *spot).cloned());
        }
    }
    answers
}

/// Where answers differ, sheets taken by their place.
fn changed(old: &Answers, new: &Answers) -> Vec<Spot> {
    let mut found = Vec::new();
    for (question, asked) in CATALOG.questions.iter().enumerate() {
        for sheet in 0..old.sheets(asked.scope).len() {
            let spot = Spot { question, sheet };
            if old.get(&CATALOG, spot) != new.get(&CATALOG, spot) {
                found.push(spot);
            }
        }
    }
    found
}

fn blame_is_brute_force(draw: &Draw, picks: &[Pick], most: usize) -> TestCaseResult {
    let (old, new) = (
        draw.answers(&CATALOG),
        otherwise(draw, picks).answers(&CATALOG),
    );
    let comparison = Comparison::of(&CATALOG, &old, &new);
    let spots = changed(&old, &new);
    let by_place = comparison
        .differences
        .iter()
        .map(|difference| match difference {
            Difference::Answer { question, old, new } if old == new => Some(Spot {
                question: *question,
                sheet: *old,
            }),
            _ => None,
        });
    // Names drawn anew make other pairs; those are for the tests below.
    prop_assume!(by_place.collect::<Option<Vec<_>>>().as_ref() == Some(&spots));
    prop_assume!(spots.len() <= most);
    let outcomes: Vec<_> = (0..1u32 << spots.len())
        .map(|taken| engine::evaluate(&CATALOG, &WORLD, &mixed(&old, &new, &spots, taken)))
        .collect();
    let (before, after) = (&outcomes[0], &outcomes[outcomes.len() - 1]);
    let mut search = Search::new(&CATALOG, &WORLD, &comparison, before, after);
    let decisions = before
        .all_decided()
        .map(|(decision, sheet, _)| (Matter::Decision(decision), sheet));
    let conflicts = CATALOG.conflicts.iter().enumerate();
    let conflicts = conflicts.flat_map(|(index, conflict)| {
        let sheets = 0..old.sheets(conflict.scope).len();
        sheets.map(move |sheet| (Matter::Conflict(index), sheet))
    });
    for (matter, sheet) in decisions.chain(conflicts) {
        let shown = |at: usize| came_to(&outcomes[at], matter, sheet);
        let wanted = shown(outcomes.len() - 1);
        if shown(0) == wanted {
            continue;
        }
        let giving: Vec<usize> = (0..outcomes.len())
            .filter(|at| shown(*at) == wanted)
            .collect();
        let least = giving.iter().map(|at| at.count_ones()).min().unwrap();
        let mut expected: Vec<Vec<usize>> = giving
            .into_iter()
            .filter(|at| at.count_ones() == least)
            .map(|at| {
                (0..spots.len())
                    .filter(|index| at & (1 << index) != 0)
                    .collect()
            })
            .collect();
        expected.sort();
        let found = search.responsible(matter, sheet, sheet);
        prop_assert_eq!(found, Blame::Smallest(expected), "{:?}", matter);
    }
    Ok(())
}

fn came_to(evaluation: &Evaluation, matter: Matter, sheet: usize) -> String {
    match matter {
        Matter::Decision(decision) => {
            let decided = evaluation.decided(decision, sheet).unwrap();
            decided.shown(&CATALOG, decision)
        }
        Matter::Conflict(conflict) => {
            let clash = Clash { conflict, sheet };
            evaluation.clashes.contains(&clash).to_string()
        }
    }
}

fn a_cut_off_search_is_honest(draw: &Draw, picks: &[Pick]) -> TestCaseResult {
    let (old, new) = (
        draw.answers(&CATALOG),
        otherwise(draw, picks).answers(&CATALOG),
    );
    let comparison = Comparison::of(&CATALOG, &old, &new);
    let before = engine::evaluate(&CATALOG, &WORLD, &old);
    let after = engine::evaluate(&CATALOG, &WORLD, &new);
    for (decision, decided) in CATALOG.decisions.iter().enumerate() {
        for pair in comparison.pairs(decided.scope) {
            let (Some(at), Some(to)) = (pair.old, pair.new) else {
                continue;
            };
            let shown = |evaluation: &Evaluation, sheet| {
                evaluation
                    .decided(decision, sheet)
                    .unwrap()
                    .shown(&CATALOG, decision)
            };
            let wanted = shown(&after, to);
            if shown(&before, at) == wanted {
                continue;
            }
            let mut search = Search::new(&CATALOG, &WORLD, &comparison, &before, &after).limited(3);
            let sets = match search.responsible(Matter::Decision(decision), at, to) {
                Blame::Smallest(sets) => sets,
                Blame::Reduced { set, tried } => {
                    prop_assert!(tried < set.len(), "{tried} {set:?}");
                    for left_out in &set {
                        let fewer: Vec<usize> =
                            set.iter().copied().filter(|one| one != left_out).collect();
                        let less = engine::evaluate(&CATALOG, &WORLD, &comparison.with(&fewer));
                        let sheet = comparison.moved(decided.scope, at, &fewer);
                        prop_assert!(shown(&less, sheet) != wanted, "{left_out} of {set:?}");
                    }
                    vec![set]
                }
            };
            for set in sets {
                let enough = engine::evaluate(&CATALOG, &WORLD, &comparison.with(&set));
                let sheet = comparison.moved(decided.scope, at, &set);
                prop_assert_eq!(shown(&enough, sheet), wanted.clone());
            }
        }
    }
    Ok(())
}

const SHOP: &str = "quorate = 1\n[system]\nname = \"shop\"\n[slo]\navailability = \"99.9%\"\n";
const CART: &str = "[[dataset]]\nname = \"cart\"\nreads = \"any\"\nconflict = \"mergeable\"\nwriters = \"any-region\"\npartition = \"accept-writes\"\n";
const ORDERS: &str = "[[dataset]]\nname = \"orders\"\nreads = \"latest\"\nrpo = \"0s\"\n";

struct Ran {
    out: String,
    code: i32,
}

fn quorate(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.is_empty() || output.status.code() != Some(2), "{err}");
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn diff(old: &str, new: &str, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("old.toml"), old).unwrap();
    std::fs::write(folder.path().join("new.toml"), new).unwrap();
    let words = [&["diff", "old.toml", "new.toml"], arguments].concat();
    quorate(folder.path(), &words)
}

#[test]
fn only_the_answers_that_are_responsible_are_named() {
    let old = format!("{SHOP}{CART}{ORDERS}");
    let new = old
        .replace("accept-writes", "refuse")
        .replace("99.9%", "99.95%")
        .replace("\"any\"", "\"bounded\"");
    let ran = diff(&old, &new, &[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("pacelc of cart: PA/EL -> PC/EL\n  by dataset.partition of cart: accept-writes -> refuse\n"),
        "{}",
        ran.out
    );
}

#[test]
fn of_a_set_only_what_came_and_went_is_told() {
    let old = format!("{SHOP}[calls]\nretry-layers = 0\n{CART}");
    let new = old.replace("retry-layers = 0", "retry-layers = 2");
    let ran = diff(&old, &new, &[]);
    let line = ran
        .out
        .lines()
        .find(|line| line.starts_with("resilience: "));
    let line = line.unwrap_or_else(|| panic!("{}", ran.out));
    assert!(
        line.starts_with("resilience: with ") && line.contains("retry-budget"),
        "{line}"
    );
    assert!(!line.contains("->"), "{line}");
}

#[test]
fn datasets_that_came_went_or_have_another_name_are_told() {
    let old = format!("{SHOP}{CART}{ORDERS}");
    let renamed = old.replace("\"orders\"", "\"bookings\"");
    let ran = diff(&old, &renamed, &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.out
            .contains("\ndatasets\n  renamed: orders -> bookings\n"),
        "{}",
        ran.out
    );
    let ran = diff(&old, &format!("{SHOP}{ORDERS}"), &[]);
    assert!(
        ran.out.contains("\ndatasets\n  removed: cart\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("pacelc of cart: PA/EL -> not there\n"),
        "{}",
        ran.out
    );
    // Of what is left, its answers are the same although it stands in another place.
    assert!(!ran.out.contains(" of orders: "), "{}", ran.out);
    let ran = diff(&format!("{SHOP}{ORDERS}"), &old, &[]);
    assert!(
        ran.out.contains("\ndatasets\n  added: cart\n"),
        "{}",
        ran.out
    );
    // What is decided for the system can flip because a dataset came.
    assert!(ran.out.contains("  by dataset cart added\n"), "{}", ran.out);
}

#[test]
fn a_removed_dataset_moves_those_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let read = |text: &str| {
        let path = folder.path().join("a.toml");
        std::fs::write(&path, text).unwrap();
        let (document, _) = quorate::answers::Document::open(&path, &CATALOG).unwrap();
        document.answers().clone()
    };
    let old = read(&format!("{SHOP}{CART}{ORDERS}"));
    let new = read(&format!("{SHOP}{}", ORDERS.replace("latest", "any")));
    let comparison = Comparison::of(&CATALOG, &old, &new);
    let all: Vec<usize> = (0..comparison.differences.len()).collect();
    assert_eq!(comparison.moved(Scope::Dataset, 1, &all), 0);
    let [with, wanted] =
        [&comparison.with(&all), &new].map(|answers| engine::evaluate(&CATALOG, &WORLD, answers));
    for (decision, sheet, decided) in wanted.all_decided() {
        assert_eq!(
            with.decided(decision, sheet)
                .unwrap()
                .shown(&CATALOG, decision),
            decided.shown(&CATALOG, decision)
        );
    }
}

#[test]
fn a_threshold_that_was_passed_is_named() {
    let old = format!("{SHOP}[calls]\ndepth = 2\n{ORDERS}");
    let new = old.replace("99.9%", "99.9999%");
    let ran = diff(&old, &new, &[]);
    let line = ran
        .out
        .lines()
        .find(|line| line.contains("write-availability of orders:"))
        .unwrap_or_else(|| panic!("{}", ran.out));
    assert!(
        line.ends_with("now past slo.availability (99.9999%)"),
        "{line}"
    );
    assert!(
        ran.out.contains("downtime-share of orders: "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("now past 100%\n"), "{}", ran.out);
    let back = diff(&new, &old, &[]);
    assert!(
        back.out.contains("now within slo.availability (99.9%)"),
        "{}",
        back.out
    );
}

#[test]
fn conflicts_that_arose_or_went_are_told() {
    let old = format!("{SHOP}{CART}");
    let new = old.replace("mergeable", "must-prevent");
    let ran = diff(&old, &new, &[]);
    let told = "arose: Conflicts must not happen, and both sides of a partition take writes of cart (dataset.conflict, dataset.partition)";
    let by = "    by dataset.conflict of cart: mergeable -> must-prevent\n";
    assert!(ran.out.contains(&format!("{told}\n{by}")), "{}", ran.out);
    let back = diff(&new, &old, &[]);
    assert!(
        back.out.contains(&told.replace("arose", "gone")),
        "{}",
        back.out
    );
}

#[test]
fn the_json_has_the_same() {
    let old = format!("{SHOP}{CART}");
    let new = old.replace("accept-writes", "refuse");
    let ran = diff(&old, &new, &["--format", "json"]);
    assert_eq!(ran.code, 1);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let flips = json["decisions"].as_array().unwrap();
    let pacelc = flips
        .iter()
        .find(|flip| flip["decision"] == "pacelc")
        .unwrap();
    assert_eq!(pacelc["of"], "cart");
    assert_eq!(
        pacelc["by"][0][0],
        "dataset.partition of cart: accept-writes -> refuse"
    );
    assert_eq!(pacelc["smallest"], true);
    assert_eq!(json["answers"][0]["question"], "dataset.partition");
    assert!(json["catalog"]["old"].is_null() && json["catalog"]["now"].is_string());
    for list in ["thresholds", "conflicts"] {
        assert!(json[list].is_array(), "{list}");
    }
}

/// The tree of locks with one leaf in place of another.
fn other_lock() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("decision-trees/trees/lock.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let none = "id      = \"none\"\nchoose  = \"none\"";
    assert!(text.contains(none), "{text}");
    text.replace(none, "id      = \"none\"\nchoose  = \"optimistic\"")
        .replace("{ choice = \"optimistic\",", "{ choice = \"none\",")
}

#[test]
fn what_the_catalog_changed_is_set_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let old = format!("{SHOP}{CART}");
    std::fs::write(path.join("old.toml"), &old).unwrap();
    std::fs::write(
        path.join("new.toml"),
        old.replace("accept-writes", "refuse"),
    )
    .unwrap();
    let trees = path.join("last-year/trees");
    std::fs::create_dir_all(&trees).unwrap();
    std::fs::write(trees.join("lock.toml"), other_lock()).unwrap();
    let told = "\n  lock: optimistic -> none\n";
    let ran = quorate(
        path,
        &["diff", "old.toml", "new.toml", "--old-trees", "last-year"],
    );
    let (answers, catalog) = ran.out.split_once("\ncatalog\n").unwrap();
    assert!(catalog.contains(told), "{}", ran.out);
    assert!(
        !answers.contains("lock:") && answers.contains("pacelc of cart"),
        "{}",
        ran.out
    );
    // The lock beside the old answers says the same, as long as they are what it was made from.
    let written = quorate(path, &["brief", "old.toml", "--trees", "last-year"]);
    assert_eq!(written.code, 0);
    let ran = quorate(path, &["diff", "old.toml", "new.toml"]);
    assert!(ran.out.contains(told), "{}", ran.out);
    let ran = quorate(path, &["diff", "old.toml", "old.toml"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    std::fs::write(path.join("old.toml"), old.replace("99.9%", "99.8%")).unwrap();
    let ran = quorate(path, &["diff", "old.toml", "new.toml"]);
    assert!(
        !ran.out.contains(told) && ran.out.contains("was edited after its brief"),
        "{}",
        ran.out
    );
}
