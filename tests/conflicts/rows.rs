//! For each conflict, answers that run into it, and one answer beside which it is silent.
//!
//! Not here: what is tried with them (`tests/conflicts.rs`, `tests/decisions/lines.rs`).

use std::fmt::Write as _;

use quorate::catalog::{Catalog, Kind};

/// Answers as `question = value` by lines; the value as in an answers file, without quotes.
pub(crate) type Said = &'static str;

pub(crate) struct Row {
    pub(crate) conflict: &'static str,
    /// Answers that collide.
    pub(crate) fires: Said,
    /// One answer in place of another, with which they do not.
    pub(crate) but: Said,
    /// What the text must say besides words: the numbers put in.
    #[allow(
        dead_code,
        reason = "not everybody who tries the answers reads the text"
    )]
    pub(crate) numbers: &'static [&'static str],
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

pub(crate) const ROWS: &[Row] = &[
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
        "more-than-the-copies-give",
        "slo.availability = 99.99%\nfailure.survive = node\ndataset.rpo = 1m\nfailure.rto = 1m",
        "slo.availability = 99.9%",
        &["99.98%", "99.99%"],
    ),
    row(
        "writes-below-the-way-to-a-majority",
        "failure.survive = region\ngeo.regions = aws:us-east-1, aws:eu-west-1, aws:ap-northeast-1\ndataset.conflict = must-prevent\ndataset.rpo = 0s\ndataset.write-p99 = 1ms",
        "dataset.write-p99 = 1s",
        &["69.6ms", "1ms"],
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
pub(crate) fn file(catalog: &Catalog, said: &[&str]) -> String {
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
