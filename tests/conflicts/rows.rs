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
    // The same where nobody has set an RPO: what a region may take has to follow from what may be lost at all.
    row(
        "no-region-loss-below-round-trip",
        "failure.survive = region\nfailure.rto = 1h\nsystem.operators = on-call-team\ndataset.rpo = 0s\ndataset.engine = keep-relational\ndataset.write-p99 = 10ms\n\
         geo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.write-p99 = 70ms",
        &["69.6ms", "10ms", "no write"],
    ),
    // A majority of five regions, not the nearest of them.
    // A person names the next leader within eight hours; a rule would within a minute.
    row(
        "more-than-the-copies-give",
        "slo.availability = 99.99%\nfailure.survive = zone\nfailure.rto = 8h\ndataset.rpo = 5s\ndataset.engine = keep-relational\n\
         system.operators = on-call-team",
        "failure.rto = 1m",
        &["until a person"],
    ),
    row(
        "writes-below-the-way-to-a-majority",
        "failure.survive = region\nfailure.spare = yes\ndataset.rpo = 0s\ndataset.conflict = must-prevent\ndataset.write-p99 = 14ms\n\
         geo.regions = aws:eu-west-1, aws:eu-west-2, aws:us-east-1, aws:ap-northeast-1, aws:ap-southeast-2",
        "dataset.write-p99 = 100ms",
        &["14ms"],
    ),
    // Zones of one region are 1.5 ms apart.
    row(
        "writes-below-the-way-to-the-next-copy",
        "dataset.write-p99 = 1ms\ndataset.rpo = 0s\nfailure.survive = zone",
        "dataset.write-p99 = 2ms",
        &["1.5ms", "1ms", "another zone"],
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
        "geo.users = global\ndataset.reads = latest\ndataset.writers = one-region\ndataset.read-p99 = 6ms\n\
         dataset.write-p99 = 15ms\ngeo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.read-p99 = 100ms",
        &["6ms", "15ms"],
    ),
    row(
        "in-memory-across-continents",
        "geo.users = global\ndataset.reads = latest\ndataset.writers = home-region\ndataset.read-p99 = 10us\n\
         dataset.write-p99 = 10us\ngeo.regions = aws:eu-west-1, aws:us-east-1, aws:ap-northeast-1",
        "dataset.read-p99 = 300ms",
        &["10us", "home"],
    ),
    // One region, and light needs 69 ms one way from users all over the world to it.
    row(
        "in-memory-across-continents",
        "geo.users = global\ndataset.reads = latest\ndataset.writers = one-region\ndataset.read-p99 = 10us\n\
         dataset.write-p99 = 10us\ngeo.regions = aws:us-east-1",
        "geo.users = one-region",
        &["10us", "69.2ms"],
    ),
    // Reads may be free where writes wait for everybody, which writes of one second could and these do not.
    row(
        "latest-reads-below-the-way",
        "geo.users = global\ndataset.reads = latest\ndataset.writers = one-region\ndataset.read-p99 = 10us\n\
         dataset.write-p99 = 1s\ngeo.regions = aws:eu-west-1, aws:us-east-1",
        "dataset.reads = own-writes",
        &["10us"],
    ),
    // 64 ms there and back between Virginia and Oregon: news is half of that on its way.
    row(
        "fresher-than-the-copies",
        "dataset.reads = bounded\ndataset.staleness = 25ms\ngeo.regions = aws:us-east-1, aws:us-west-2\ngeo.users = global",
        "dataset.staleness = 35ms",
        &["32ms", "25ms"],
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
    // Ireland to London is 13.7 ms; when one of the two is lost, votes of the other come from Sydney, 270 ms away. Signs of life have
    // to reach Sydney at all times: two of the drawn timeouts, of ten heartbeats at the least, are 5.4 s.
    row(
        "back-before-noticed",
        "failure.rto = 5.5s\nfailure.survive = region\ngeo.regions = aws:eu-west-1, aws:eu-west-2, aws:ap-southeast-2\n\
         dataset.conflict = mergeable\ndataset.rpo = 0s\ndataset.partition = refuse",
        "failure.rto = 10s",
        &["5.5s"],
    ),
    // The same voters, of which no region has to be survived: signs of life to Sydney still take as long.
    row(
        "back-before-noticed",
        "failure.rto = 4s\nfailure.survive = zone\ndataset.region-rpo = 0s\ndataset.conflict = must-prevent\ndataset.rpo = 0s\n\
         dataset.partition = refuse\ngeo.regions = aws:eu-west-1, aws:eu-west-2, aws:ap-southeast-2",
        "failure.rto = 10s",
        &["4s"],
    ),
    // The shortest lock that outlasts pauses of 900 ms and two heartbeats, and a trip between zones; 40 s by Patroni's defaults.
    row(
        "back-before-noticed",
        "failure.rto = 1s\ndataset.engine = keep-relational\ndataset.conflict = mergeable\ndataset.rpo = 5s\ndataset.partition = refuse",
        "failure.rto = 2s",
        &["1.01s", "1s", "40s"],
    ),
    // Users all over the world and one region: light alone needs 139 ms from Oceania to Virginia.
    row(
        "deadline-below-floor",
        "calls.deadline = 60ms\ncalls.depth = 3\ngeo.regions = aws:us-east-1\ngeo.users = global\ndataset.reads = latest",
        "calls.deadline = 200ms",
        &["140ms", "60ms", "farthest users"],
    ),
    // Copies near everybody are asked nearby, however far apart they are.
    row(
        "deadline-below-floor",
        "calls.deadline = 100ms\ncalls.depth = 3\ngeo.regions = aws:us-east-1, aws:ap-southeast-2, aws:eu-west-1, aws:sa-east-1\n\
         geo.users = global\ndataset.reads = latest\ndataset.writers = one-region",
        "dataset.reads = any",
        &["100ms"],
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
    // Twenty hops of 2 s have 99.75 ms each, with 250 µs for the way.
    row(
        "read-retry-outruns-deadline",
        "calls.deadline = 2s\ncalls.depth = 20\ncalls.retry-layers = 1\ndataset.read-p99 = 100ms",
        "calls.depth = 10",
        &["99.7ms", "100ms", "20"],
    ),
    // Ten hops take 2.5 ms of the way, which two reads of 50 ms do not leave of 101 ms.
    row(
        "read-retry-outruns-deadline",
        "calls.deadline = 101ms\ncalls.depth = 10\ncalls.retry-layers = 2\ndataset.read-p99 = 50ms",
        "dataset.read-p99 = 9ms",
        &["50ms"],
    ),
    // Whoever asks where the data is gets it in time, wherever the users are.
    row(
        "in-memory-across-continents",
        "geo.users = global\ndataset.reads = latest\ndataset.writers = one-region\ndataset.read-p99 = 5ms\n\
         dataset.write-p99 = 20ms\ngeo.regions = aws:us-east-1",
        "dataset.read-p99 = 6ms",
        &["5ms"],
    ),
    row(
        "write-retry-outruns-deadline",
        "calls.deadline = 100ms\ncalls.retry-layers = 2\ndataset.write-p99 = 60ms",
        "calls.retry-layers = 0",
        &["100ms", "60ms"],
    ),
    // The same where nobody has said what must be survived: a node.
    row(
        "more-than-one-zone-gives",
        "slo.availability = 99.995%\nsystem.hosting = cloud-vms",
        "failure.survive = zone",
        &["99.995%", "99.99%"],
    ),
    row(
        "more-than-the-hops-give",
        "slo.availability = 99.998%\ncalls.depth = 8",
        "failure.degraded = stale-reads",
        &["99.998%", "99.992%"],
    ),
    row(
        "more-than-one-zone-gives",
        "slo.availability = 99.995%\nfailure.survive = node\nsystem.hosting = cloud-vms",
        "slo.availability = 99.99%",
        &["99.995%", "99.99%"],
    ),
    row(
        "more-than-one-region-gives",
        "slo.availability = 99.999%\nfailure.survive = zone\nsystem.hosting = managed",
        "slo.availability = 99.99%",
        &["99.999%", "99.995%"],
    ),
    row(
        "more-than-the-copies-give",
        "slo.availability = 99.99%\nfailure.survive = node\ndataset.rpo = 1m\nfailure.rto = 1m",
        "slo.availability = 99.9%",
        &["99.98%", "99.99%"],
    ),
    row(
        "writes-below-the-way-to-a-majority",
        "failure.survive = region\ngeo.regions = aws:us-east-1, aws:eu-west-1, aws:ap-northeast-1\n\
         dataset.conflict = must-prevent\ndataset.rpo = 0s\ndataset.write-p99 = 1ms",
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
        "liars-outvoted-by-zones",
        "failure.trust = byzantine\nfailure.survive = zone\ngeo.regions = aws:us-east-1",
        "failure.survive = node",
        &["3f + 1", "4 replicas"],
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
