//! Answers that cannot hold together: each conflict fires when it should, stays silent one answer beside it, and can be left
//! by the ways out that it names.
//!
//! Not here: what published cases decide (`casebook`); they run into no conflict.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use quorate::answers::Answers;
use quorate::catalog::{Catalog, Kind};
use quorate::derive::World;
use quorate::design::{ConflictView, Design, Medium};

/// Answers as `question = value` by lines; the value as in an answers file, without quotes.
type Said = &'static str;

struct Row {
    conflict: &'static str,
    /// Answers that collide.
    fires: Said,
    /// One answer in place of another, with which they do not.
    but: Said,
    /// What the text must say besides words: the numbers put in.
    numbers: &'static [&'static str],
}

const fn row(
    conflict: &'static str,
    fires: Said,
    but: Said,
    numbers: &'static [&'static str],
) -> Row {
    Row {
        conflict,
        fires,
        but,
        numbers,
    }
}

const EUROPE_AMERICA: &str = "geo.regions = aws:eu-west-1, aws:us-east-1";

const ROWS: &[Row] = &[
    row(
        "prevented-conflicts-on-both-sides",
        "dataset.conflict = must-prevent\ndataset.partition = accept-writes",
        "dataset.partition = stale-reads",
        &[],
    ),
    row(
        "rule-over-items-on-both-sides",
        "dataset.invariant = multi-item\ndataset.partition = accept-writes\ndataset.writers = any-region",
        "dataset.invariant = per-item",
        &[],
    ),
    row(
        "rule-over-items-in-parted-copies",
        "dataset.invariant = multi-service\ndataset.partition = accept-writes\ndataset.writers = one-region",
        "dataset.partition = refuse",
        &[],
    ),
    row(
        "rule-over-items-offline",
        "dataset.invariant = multi-item\ndataset.writers = offline",
        "dataset.invariant = none",
        &[],
    ),
    row(
        "prevented-conflicts-offline",
        "dataset.conflict = must-prevent\ndataset.writers = offline",
        "dataset.conflict = last-write-wins",
        &[],
    ),
    row(
        "latest-reads-offline",
        "dataset.reads = latest\ndataset.writers = offline",
        "dataset.reads = bounded",
        &[],
    ),
    row(
        "offline-writers-refused",
        "dataset.writers = offline\ndataset.partition = refuse",
        "dataset.partition = accept-writes",
        &[],
    ),
    row(
        "lock-in-a-store-that-takes-both-sides",
        "coordination.lock = correctness\ncoordination.resource = same-store\ndataset.partition = accept-writes",
        "coordination.resource = other-store",
        &[],
    ),
    row(
        "no-region-loss-and-accept-writes",
        "dataset.region-rpo = 0s\ndataset.partition = accept-writes\ndataset.writers = home-region",
        "dataset.region-rpo = 1s",
        &[],
    ),
    row(
        "newest-stamp-on-untrusted-clocks",
        "dataset.conflict = last-write-wins\nfailure.clock = untrusted",
        "failure.clock = ntp",
        &[],
    ),
    // The round trip between Ireland and Virginia is 69.6 ms.
    row(
        "no-region-loss-below-round-trip",
        "dataset.region-rpo = 0s\ndataset.write-p99 = 69ms\ngeo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.write-p99 = 70ms",
        &["69.6ms", "69ms"],
    ),
    // Light needs 27 ms one way between them.
    row(
        "latest-everywhere-below-light",
        "dataset.reads = latest\ndataset.writers = any-region\ndataset.read-p99 = 10ms\ndataset.write-p99 = 15ms\n\
         geo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.write-p99 = 20ms",
        &["10ms", "15ms"],
    ),
    row(
        "in-memory-across-continents",
        "geo.users = global\ndataset.reads = latest\ndataset.writers = one-region\ndataset.read-p99 = 5ms\n\
         dataset.write-p99 = 15ms\ngeo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.read-p99 = 100ms",
        &["5ms", "15ms"],
    ),
    row(
        "staleness-below-light",
        "dataset.reads = bounded\ndataset.staleness = 10ms\ndataset.read-p99 = 10ms\n\
         geo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.staleness = 20ms",
        &["10ms"],
    ),
    row(
        "one-region-to-survive-a-region",
        "failure.survive = region\ngeo.regions = aws:eu-west-1\ngeo.residency = none",
        "geo.regions = aws:eu-west-1, aws:us-east-1, aws:eu-central-1",
        &["aws:eu-west-1"],
    ),
    row(
        "pinned-to-the-region-to-survive",
        "failure.survive = region\ngeo.regions = aws:eu-west-1, aws:us-east-1, aws:eu-central-1\ngeo.residency = pinned",
        "failure.survive = zone",
        &["aws:eu-west-1"],
    ),
    row(
        "region-rpo-of-pinned-records",
        "dataset.region-rpo = 1h\ngeo.residency = pinned",
        "geo.residency = none",
        &["1h"],
    ),
    row(
        "no-region-loss-with-one-region",
        "dataset.region-rpo = 0s\ngeo.regions = aws:eu-west-1",
        "geo.regions = aws:eu-west-1, aws:us-east-1",
        &["aws:eu-west-1"],
    ),
    row(
        "two-regions-decide-alone",
        "failure.survive = region\nfailure.rto = 5m\ngeo.regions = aws:eu-west-1, aws:us-east-1\n\
         dataset.partition = refuse\ndataset.writers = one-region",
        "geo.regions = aws:eu-west-1, aws:us-east-1, aws:eu-central-1",
        &["aws:eu-west-1"],
    ),
    // Two election timeouts of a second, a vote and a commit.
    row(
        "back-before-noticed",
        "failure.rto = 2s\nfailure.survive = zone\ngeo.regions = aws:eu-west-1\ndataset.partition = refuse",
        "failure.rto = 3s",
        &["2s", "2.01s"],
    ),
    // Five hops of 250 µs.
    row(
        "deadline-below-floor",
        "calls.deadline = 1ms\ncalls.depth = 5\ngeo.regions = aws:eu-west-1\ngeo.users = one-region",
        "calls.deadline = 2ms",
        &["1.25ms", "1ms"],
    ),
    row(
        "read-retry-outruns-deadline",
        "calls.deadline = 100ms\ncalls.retry-layers = 1\ndataset.read-p99 = 51ms",
        "dataset.read-p99 = 50ms",
        &["100ms", "51ms"],
    ),
    row(
        "write-retry-outruns-deadline",
        "calls.deadline = 100ms\ncalls.retry-layers = 2\ndataset.write-p99 = 60ms",
        "calls.retry-layers = 0",
        &["100ms", "60ms"],
    ),
    row(
        "more-than-one-zone-gives",
        "slo.availability = 99.99%\nfailure.survive = node\nsystem.hosting = cloud-vms",
        "slo.availability = 99.95%",
        &["99.99%", "99.95%"],
    ),
    row(
        "more-than-one-region-gives",
        "slo.availability = 99.995%\nfailure.survive = zone\nsystem.hosting = managed",
        "slo.availability = 99.99%",
        &["99.995%", "99.99%"],
    ),
    row(
        "more-than-the-hops-give",
        "slo.availability = 99.998%\ncalls.depth = 8\nfailure.degraded = empty",
        "calls.depth = 2",
        &["99.998%", "99.992%"],
    ),
    row(
        "liars-outvoted-by-regions",
        "failure.trust = byzantine\nfailure.survive = region\ngeo.regions = a, b, c",
        "geo.regions = a, b, c, d",
        &["3f + 1", "3"],
    ),
    row(
        "retried-at-most-once",
        "coordination.side-effects = not-idempotent\ncoordination.delivery = at-most-once\ncalls.retry-layers = 2",
        "coordination.delivery = effectively-once",
        &["2"],
    ),
    row(
        "lock-on-what-cannot-check",
        "coordination.lock = correctness\ncoordination.resource = external\ncoordination.side-effects = not-idempotent",
        "coordination.lock = efficiency",
        &[],
    ),
];

/// The answers file that says this, later lines over earlier ones.
fn file(catalog: &Catalog, said: &[&str]) -> String {
    let mut answers: Vec<(&str, &str)> = vec![("dataset.name", "ledger")];
    for line in said.iter().flat_map(|said| said.lines()) {
        let (question, value) = line.trim().split_once(" = ").unwrap();
        answers.retain(|(known, _)| *known != question);
        answers.push((question, value));
    }
    let mut text = "quorate = 1\n[system]\nname = \"bank\"\nsituation = \"kickoff\"\n".to_owned();
    let mut dataset = "[[dataset]]\n".to_owned();
    for (question, value) in answers {
        let kind = &catalog.questions[catalog.question(question).unwrap()].kind;
        let value = match kind {
            Kind::Integer | Kind::Number => value.to_owned(),
            Kind::List | Kind::Multi(_) => {
                let items: Vec<String> = value
                    .split(", ")
                    .filter(|item| *item != "empty")
                    .map(|item| format!("\"{item}\""))
                    .collect();
                format!("[{}]", items.join(", "))
            }
            _ => format!("\"{value}\""),
        };
        let (section, key) = question.split_once('.').unwrap();
        match section {
            "dataset" => writeln!(dataset, "{key} = {value}").unwrap(),
            "system" => {
                text = text.replacen("[system]\n", &format!("[system]\n{key} = {value}\n"), 1);
            }
            _ => {
                let header = format!("[{section}]\n");
                if !text.contains(&header) {
                    text += &header;
                }
                text = text.replacen(&header, &format!("{header}{key} = {value}\n"), 1);
            }
        }
    }
    text + &dataset
}

fn conflicts(catalog: &Catalog, world: &World, text: &str) -> Vec<ConflictView> {
    let (answers, warnings) =
        Answers::parse("bank.toml", text, catalog).unwrap_or_else(|bad| panic!("{bad}\n{text}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    Design::of(catalog, world, &answers, Medium::Terminal)
        .unwrap()
        .conflicts
}

#[test]
fn every_conflict_fires_when_it_should_and_not_beside_it() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let known: BTreeSet<&str> = catalog.conflicts.iter().map(|c| c.id.as_str()).collect();
    let tried: BTreeSet<&str> = ROWS.iter().map(|row| row.conflict).collect();
    assert_eq!(
        known, tried,
        "each conflict has a row, and each row a conflict"
    );
    for row in ROWS {
        let at = row.conflict;
        let fires = conflicts(&catalog, &world, &file(&catalog, &[row.fires]));
        let found = fires.iter().find(|conflict| conflict.id == at);
        let found = found.unwrap_or_else(|| panic!("{at} does not fire for\n{}", row.fires));
        for number in row.numbers {
            assert!(
                found.because.contains(number),
                "{at} does not name {number}: {}",
                found.because
            );
        }
        let beside = conflicts(&catalog, &world, &file(&catalog, &[row.fires, row.but]));
        assert!(
            beside.iter().all(|conflict| conflict.id != at),
            "{at} fires although {}",
            row.but
        );
    }
}

/// Nobody said the value, so the design may choose it: a default is no contradiction.
#[test]
fn no_conflict_rests_on_what_nobody_said() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    for row in ROWS {
        let index = catalog.conflicts.iter().position(|c| c.id == row.conflict);
        let conflict = &catalog.conflicts[index.unwrap()];
        for question in &conflict.answers {
            let id = &catalog.questions[*question].id;
            let without: Vec<&str> = row
                .fires
                .lines()
                .filter(|line| line.trim().split_once(" = ").unwrap().0 != id)
                .collect();
            let found = conflicts(&catalog, &world, &file(&catalog, &without));
            assert!(
                found.iter().all(|found| found.id != row.conflict),
                "{} fires although nobody answered {id}",
                row.conflict
            );
        }
    }
}

#[test]
fn every_way_out_that_is_an_answer_leads_out() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let mut tried = 0;
    for row in ROWS {
        let said = file(&catalog, &[row.fires]);
        let fires = conflicts(&catalog, &world, &said);
        let conflict = fires.iter().find(|found| found.id == row.conflict).unwrap();
        assert!(
            !conflict.ways_out.is_empty(),
            "{} has no way out",
            conflict.id
        );
        for way in &conflict.ways_out {
            let question = way.set.replace("dataset.ledger.", "dataset.");
            let kind = &catalog.questions[catalog.question(&question).unwrap()].kind;
            // More regions are somebody's to name.
            if matches!(kind, Kind::List) {
                assert!(way.to.contains(", "), "{}: {}", conflict.id, way.to);
                assert_eq!(way.enough, None, "{}: {}", conflict.id, way.to);
                continue;
            }
            let change = format!("{question} = {}", way.to);
            let after = conflicts(&catalog, &world, &file(&catalog, &[row.fires, &change]));
            assert!(
                after.iter().all(|found| found.id != row.conflict),
                "{}: {change} does not lead out",
                row.conflict
            );
            assert_eq!(way.enough, Some(true), "{}: {change}", row.conflict);
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} ways out were tried");
}

/// Two continents alone take longer than the deadline, so fewer hops do not help; and one hop is no change from one hop.
#[test]
fn a_way_out_that_is_not_enough_says_so_and_comes_last() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let ways = |depth: &str| {
        let said = format!("geo.users = global\ncalls.deadline = 20ms\ncalls.depth = {depth}");
        let found = conflicts(&catalog, &world, &file(&catalog, &[EUROPE_AMERICA, &said]));
        let conflict = found
            .into_iter()
            .find(|one| one.id == "deadline-below-floor");
        conflict.unwrap().ways_out
    };
    let told: Vec<(String, Option<bool>, bool)> = ways("4")
        .into_iter()
        .map(|way| {
            (
                way.set,
                way.enough,
                way.then.ends_with("not enough with these numbers."),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("calls.deadline".to_owned(), Some(true), false),
            ("calls.depth".to_owned(), Some(false), true)
        ]
    );
    assert!(ways("1").iter().all(|way| way.set != "calls.depth"));
}

#[test]
fn each_dataset_has_conflicts_of_its_own() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let clash = "dataset.conflict = must-prevent\ndataset.partition = accept-writes";
    let text = file(&catalog, &[clash, EUROPE_AMERICA])
        + "[[dataset]]\nname = \"log\"\nconflict = \"cannot-happen\"\npartition = \"accept-writes\"\n";
    let found = conflicts(&catalog, &world, &text);
    let at: Vec<(&str, Option<usize>)> = found
        .iter()
        .map(|conflict| (conflict.id.as_str(), conflict.sheet))
        .collect();
    assert_eq!(at, [("prevented-conflicts-on-both-sides", Some(0))]);
}
