//! Decisions as pictures: what is lit, what is drawn once, what fits, and the escaping of each medium.
//!
//! Not here: whether real parsers read Mermaid and DOT (`tests/documents`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "laws/random.rs"]
mod random;

use std::path::Path;
use std::sync::LazyLock;

use assert_cmd::Command;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use quorate::answers::{Answers, Document};
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::diagram::{LIT, Line, Picture, Seen, Shape, dot, lines, mermaid};
use quorate::engine::{self, Evaluation, Outcome};
use unicode_width::UnicodeWidthStr;

use random::{Draw, draws};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// Every decision's picture for these answers, with the decision's index and the dataset's.
fn pictures(evaluation: &Evaluation) -> Vec<(usize, usize, Picture)> {
    evaluation
        .all_decided()
        .map(|(decision, sheet, _)| {
            let seen = Seen {
                evaluation,
                sheet,
                name: "orders",
            };
            let picture = Picture::of(&CATALOG, decision, Some(seen));
            (decision, sheet, picture)
        })
        .collect()
}

/// The lines at a width at which nothing is wrapped or put below.
fn unwrapped(picture: &Picture) -> Vec<Line> {
    lines(picture, 1000)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_lit_is_what_was_decided(draw in draws(&CATALOG, 1..=99)) {
        lit_is_decided(&draw)?;
    }
}

fn lit_is_decided(draw: &Draw) -> TestCaseResult {
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &draw.answers(&CATALOG));
    for (decision, sheet, picture) in pictures(&evaluation) {
        let decided = evaluation.decided(decision, sheet).unwrap();
        let drawn = unwrapped(&picture);
        match (&picture.shape, &decided.outcome) {
            (Shape::Tree(graph), outcome) => {
                let trace = decided.trace();
                let path: Vec<&str> = trace
                    .iter()
                    .map(|step| graph.nodes[step.node].id.as_str())
                    .collect();
                let lit: Vec<&Line> = drawn.iter().filter(|line| line.lit).collect();
                prop_assert_eq!(lit.len(), path.len() + 1, "{}", picture.decision);
                for (line, id) in lit.iter().zip(&path) {
                    prop_assert!(line.text.contains(&format!("{id}: ")), "{}", line.text);
                    prop_assert!(line.text.starts_with(LIT), "{}", line.text);
                }
                let (Outcome::Choice { leaf, .. } | Outcome::Figures { leaf, .. }) = outcome else {
                    panic!("a tree without a leaf");
                };
                let end = &lit.last().unwrap().text;
                prop_assert!(end.contains(&graph.leaves[*leaf].gives), "{end}");
            }
            (Shape::Rows(rows), Outcome::Set { rows: held, .. }) => {
                let lit = (0..rows.len()).filter(|row| rows[*row].lit);
                prop_assert_eq!(lit.collect::<Vec<_>>(), held.clone());
            }
            (Shape::Rows(rows), Outcome::Ranking(ranking)) => {
                let any = rows.iter().any(|row| row.lit);
                prop_assert_eq!(any, !ranking.is_empty());
                for ranked in ranking {
                    prop_assert!(ranked.rows.iter().all(|row| rows[*row].lit));
                }
            }
            _ => panic!("a picture of another kind than its decision"),
        }
        for width in [40, 60, 80, 132] {
            for line in lines(&picture, width) {
                prop_assert!(line.text.width() <= width, "{width}: {}", line.text);
            }
        }
    }
    Ok(())
}

#[test]
fn each_node_is_drawn_once_and_every_branch_leads_on_at_every_width() {
    for decision in 0..CATALOG.decisions.len() {
        let picture = Picture::of(&CATALOG, decision, None);
        let Shape::Tree(graph) = &picture.shape else {
            continue;
        };
        let branches: usize = graph.nodes.iter().map(|node| node.branches.len()).sum();
        for width in [40, 80, 1000] {
            let text: Vec<String> = lines(&picture, width)
                .into_iter()
                .map(|line| line.text)
                .collect();
            // A line begins a branch, or a part that had no room; the rest goes on from the line before.
            let text = text.join("\n");
            let arrows = text.matches(['→', '⇒']).count();
            assert_eq!(arrows, branches, "{} at {width}\n{text}", picture.decision);
            if width == 1000 {
                for node in &graph.nodes {
                    let drawn = format!(" {}: {}?", node.id, node.test);
                    assert_eq!(text.matches(&drawn).count(), 1, "{drawn}\n{text}");
                }
            }
        }
    }
}

#[test]
fn a_reference_says_where_the_node_is() {
    for decision in 0..CATALOG.decisions.len() {
        let picture = Picture::of(&CATALOG, decision, None);
        for width in [40, 1000] {
            let drawn: Vec<String> = lines(&picture, width)
                .into_iter()
                .map(|line| line.text)
                .collect();
            for (at, line) in drawn.iter().enumerate() {
                let Some((id, way)) = line
                    .rsplit_once(", ")
                    .filter(|(_, way)| matches!(*way, "above" | "below"))
                else {
                    continue;
                };
                let id = id.rsplit(' ').next().unwrap();
                let place = drawn
                    .iter()
                    .position(|line| line.contains(&format!(" {id}:")))
                    .unwrap_or_else(|| panic!("{id} is nowhere"));
                assert_eq!(way == "above", place < at, "{line}");
            }
        }
    }
}

fn example(name: &str) -> Answers {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.toml"));
    let (document, _) = Document::open(&path, &CATALOG).unwrap();
    document.answers().clone()
}

#[test]
fn pictures_of_an_example() {
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &example("cart"));
    for (id, width) in [("lock", 60), ("partitioning", 48), ("idempotency", 80)] {
        let seen = Seen {
            evaluation: &evaluation,
            sheet: 0,
            name: "cart",
        };
        let picture = Picture::of(&CATALOG, CATALOG.decision(id).unwrap(), Some(seen));
        let text: Vec<String> = lines(&picture, width)
            .into_iter()
            .map(|line| line.text)
            .collect();
        insta::assert_snapshot!(format!("{id}-{width}"), text.join("\n"));
    }
}

#[test]
fn what_users_typed_is_a_label_and_nothing_else() {
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &example("cart"));
    let hostile = "\"]; end\\ <b> \u{1b}[2J\n x --> y";
    let seen = Seen {
        evaluation: &evaluation,
        sheet: 0,
        name: hostile,
    };
    let decision = CATALOG.decision("replication").unwrap();
    let twice = vec![Picture::of(&CATALOG, decision, Some(seen)); 2];
    let drawn = mermaid(&twice);
    assert!(
        drawn.contains(
            "subgraph d0[\"#quot;#93;#59; end#92; #lt;b#gt; \u{FFFD}#91;2J  x --#gt; y: "
        ),
        "{drawn}"
    );
    let drawn = dot(&twice);
    assert!(
        drawn.contains("label=\"\\\"]; end\\\\ <b> \u{FFFD}[2J  x --> y: "),
        "{drawn}"
    );
}

const TWO: &str = "quorate = 1\n[system]\nname = \"shop\"\n[[dataset]]\nname = \"cart\"\nreads = \"any\"\nwriters = \"any-region\"\nconflict = \"mergeable\"\npartition = \"accept-writes\"\n[[dataset]]\nname = \"orders\"\nreads = \"latest\"\n";

fn show(arguments: &[&str]) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("two.toml"), TWO).unwrap();
    let output = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder.path())
        .args(["trees", "show"])
        .args(arguments)
        .output()
        .unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

#[test]
fn a_dataset_is_asked_by_name_else_each_is_shown() {
    let (both, _, _) = show(&["pacelc", "two.toml"]);
    assert!(both.contains("\ncart: PA/EL\n"), "{both}");
    assert!(both.contains("\norders: PC/EC\n"), "{both}");
    assert!(!both.contains('\u{1b}'), "no escape sequence in a pipe");
    assert!(both.lines().all(|line| line.width() <= 80), "{both}");
    let (one, _, _) = show(&["pacelc", "two.toml", "--dataset", "orders"]);
    assert!(!one.contains("cart"), "{one}");
    assert!(one.contains("\norders: PC/EC\n"), "{one}");
    let (_, error, code) = show(&["pacelc", "two.toml", "--dataset", "order"]);
    assert_eq!(code, 2);
    assert!(error.contains("did you mean `orders`?"), "{error}");
    let (_, error, code) = show(&["lock", "two.toml", "--dataset", "orders"]);
    assert_eq!(code, 2);
    assert!(error.contains("for the whole system"), "{error}");
}

#[test]
fn json_says_what_is_lit() {
    let (text, _, _) = show(&[
        "pacelc",
        "two.toml",
        "--dataset",
        "orders",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let drawn = &json["drawn"][0];
    assert_eq!(
        (&drawn["decision"], &drawn["of"], &drawn["outcome"]),
        (&"pacelc".into(), &"orders".into(), &"PC/EC".into())
    );
    let nodes = drawn["tree"]["nodes"].as_array().unwrap();
    assert_eq!(nodes[0]["lit"], true);
    let taken = nodes[0]["branches"].as_array().unwrap();
    let taken: Vec<_> = taken
        .iter()
        .filter(|branch| branch["lit"] == true)
        .collect();
    assert_eq!(taken.len(), 1);
    assert!(taken[0]["go"].is_string());
    let (text, _, _) = show(&["resilience", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let row = &json["drawn"][0]["rows"][0];
    assert!(row["when"][0]["test"].is_string());
    assert!(row["when"][0]["holds"].is_null() && json["drawn"][0]["of"].is_null());
}
