//! The figures of a brief against calculations that were made without this program, and what holds for all of them.
//!
//! Not here: the formulas (`reference`, and the tests beside them in `src/model`), the wording of briefs.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "figures/computed.rs"]
mod computed;
#[path = "figures/fitting.rs"]
mod fitting;
#[path = "laws/random.rs"]
#[allow(dead_code, reason = "the laws use more of it")]
mod random;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use quorate::catalog::Sources;
use quorate::design::figures::figures;
use quorate::engine;

use computed::{CATALOG, WORLD, but, computed, quantity_error};
use random::draws;

/// Orders under consensus over Ireland, Frankfurt and Virginia; a catalogue with a standby region.
const SHOP: &str = r#"
quorate = 1
[system]
name = "shop"
situation = "kickoff"
operators = "platform-team"
hosting = "cloud-vms"
[slo]
availability = "99.9%"
window = "30d"
[geo]
regions = ["aws:eu-west-1", "aws:eu-central-1", "aws:us-east-1"]
users = "global"
residency = "none"
[failure]
survive = "region"
rto = "1m"
clock = "ntp"
trust = "crash"
[calls]
depth = 4
fanout = 20
deadline = "2s"
retry-layers = 2
peak-factor = 4
[coordination]
lock = "correctness"
resource = "other-store"
workflow = "across-shards"
compensable = "no"
side-effects = "not-idempotent"
delivery = "effectively-once"
retry-horizon = "24h"
[[dataset]]
name = "orders"
reads = "latest"
conflict = "must-prevent"
partition = "refuse"
writers = "any-region"
invariant = "multi-item"
rpo = "0s"
region-rpo = "0s"
size = "6TB"
growth = "50%"
item-size = "2KiB"
read-rate = "40k/s"
write-rate = "12k/s"
read-p99 = "300ms"
write-p99 = "500ms"
access = "skewed"
[[dataset]]
name = "catalogue"
reads = "bounded"
staleness = "10s"
conflict = "cannot-happen"
partition = "stale-reads"
writers = "one-region"
invariant = "none"
rpo = "10s"
region-rpo = "1m"
size = "500GB"
growth = "20%"
item-size = "10KiB"
read-rate = "20k/s"
write-rate = "200/s"
read-p99 = "20ms"
write-p99 = "100ms"
access = "uniform"
"#;

const SYSTEM: Option<usize> = None;
const ORDERS: Option<usize> = Some(0);
const CATALOGUE: Option<usize> = Some(1);

/// Availability by trying every state of regions, zones and machines; quantiles by another normal distribution; distances by
/// the law of cosines; sums of powers term by term; round trips read from the table by hand.
#[test]
#[rustfmt::skip] // one figure a line
fn figures_agree_with_calculations_by_hand() {
    let cases: &[(&str, Option<usize>, f64, &str, &str)] = &[
        ("error-budget", SYSTEM, 2592.0, "s", "43m 12s"),
        // 72 200 a second at peak, a quarter of it in the mean, a thousandth of it over 30 days
        ("error-budget-requests", SYSTEM, 46_785_600.0, "1", "46,785,600"),
        ("burn-fast", SYSTEM, 0.0144, "1", "1.44%"),
        ("burn-medium", SYSTEM, 0.006, "1", "0.6%"),
        ("burn-slow", SYSTEM, 0.001, "1", "0.1%"),
        ("hop-availability", SYSTEM, 0.999_749_906_2, "1", "99.975%"),
        // 2 s less 140 ms: light from Auckland to Virginia and back, 13 851 km at 0.01 ms, and four times 250 µs, rounded up
        ("hop-deadline", SYSTEM, 0.465, "s", "465ms"),
        ("backoff-base", SYSTEM, 0.0465, "s", "46.5ms"),
        ("attempt-timeout", SYSTEM, 0.209_25, "s", "209ms"),
        ("backoff-cap", SYSTEM, 0.255_75, "s", "256ms"),
        ("retry-attempts", SYSTEM, 2.0, "1", "2"),
        // (1 + p + p²)·(1 + p³ + p⁶) - 1
        ("retry-load", SYSTEM, 0.001_001_001_001, "1", "0.1%"),
        ("retry-amplification", SYSTEM, 9.0, "1", "9 times"),
        ("retry-budget-amplification", SYSTEM, 1.1, "1", "1.1 times"),
        ("tail-amplification", SYSTEM, 0.182_093_062_4, "1", "18.2%"),
        ("leaf-percentile", SYSTEM, 0.999_497_609_4, "1", "99.9498%"),
        ("dedupe-retention", SYSTEM, 86_402.0, "s", "1d"),
        // a day at a quarter of the peak of 12 200 a second, and 2 s at the peak
        ("dedupe-entries", SYSTEM, 263_544_400.0, "1", "263,544,400"),
        // 259 224 000 of 64 B and 2 KiB, 4 320 400 of 64 B and 10 KiB
        ("dedupe-storage", SYSTEM, 591_998_489_600.0, "B", "592GB"),
        ("lease-duration", SYSTEM, 15.0, "s", "15s"),
        ("lease-renewal", SYSTEM, 5.0, "s", "5s"),
        // 15 · 0.9998 / 1.0002
        ("lease-usable", SYSTEM, 14.994_001_2, "s", "15s"),
        // Frankfurt to Virginia
        ("heartbeat", ORDERS, 0.0928, "s", "92.8ms"),
        // 900 ms and two heartbeats
        ("election-timeout", ORDERS, 1.0856, "s", "1.09s"),
        // two timeouts, and two round trips from Frankfurt to Virginia where Ireland is away
        ("failover-time", ORDERS, 2.3568, "s", "2.36s"),
        // with all there: 4/3 of a timeout - half a heartbeat + 2 · 27.1 ms, and p/(1 - p) times a timeout and a trip again, where
        // p = 1 - (1 - 27.1/1085.6)²
        ("failover-expected", ORDERS, 1.531_737_71, "s", "1.53s"),
        ("failover-budget-share", ORDERS, 1.531_737_71 / 2592.0, "1", "0.0591%"),
        // a lock of 30 s, looked at every 10 s
        ("failover-time", CATALOGUE, 40.0, "s", "40s"),
        ("failover-expected", CATALOGUE, 30.0, "s", "30s"),
        ("failover-budget-share", CATALOGUE, 30.0 / 2592.0, "1", "1.16%"),
        // 5 % · (1 h · 1.44 % / 5 % + 10 min) / 43 min 12 s
        ("rollout-step-share", SYSTEM, 81.84 / 2592.0, "1", "3.16%"),
        // (1 - e^-0.7)^7
        ("dedupe-filter-odds", SYSTEM, 0.008_193_721_9, "1", "0.819%"),
        ("write-availability", ORDERS, 1.0 - 5.544_030_28e-7, "1", "99.9999445%"),
        ("read-availability", ORDERS, 1.0 - 5.544_030_28e-7, "1", "99.9999445%"),
        ("downtime-share", ORDERS, 5.544_030_28e-4, "1", "0.0554%"),
        // Ireland to Frankfurt
        ("commit-latency", ORDERS, 0.0271, "s", "27.1ms"),
        // Virginia to Ireland, and the commit
        ("write-latency", ORDERS, 0.0967, "s", "96.7ms"),
        ("light-limit", ORDERS, 0.010_842_046, "s", "10.8ms"),
        ("light-factor", ORDERS, 2.499_528_2, "1", "2.5 times"),
        ("read-latency", ORDERS, 0.0696, "s", "69.6ms"),
        ("read-latency-confirmed", ORDERS, 0.0967, "s", "96.7ms"),
        // 1.5 ms to each leader, two commits
        ("transaction-latency", ORDERS, 0.0572, "s", "57.2ms"),
        // p99.9 would be 639 ms; half of the share is below the p99 of 300 ms, so that one attempt has all of it
        ("read-timeout", ORDERS, 0.465, "s", "465ms"),
        ("write-timeout", ORDERS, 0.465, "s", "465ms"),
        // 6 TB · 1.5³ / (70 % of 4 TB) = 7.23
        ("partitions", ORDERS, 8.0, "1", "8"),
        ("hottest-key-share", ORDERS, 0.040_107_636_7, "1", "4.01%"),
        ("hottest-key-rate", ORDERS, 2_085.597_109, "1/s", "2090/s"),
        ("hottest-partition-share", ORDERS, 0.160_094_182_1, "1", "16%"),
        ("in-flight", ORDERS, 18_000.0, "1", "18,000"),
        ("utilisation", ORDERS, 0.15, "1", "15%"),
        // (10 000 - ln 100 / 472.9 ms) / 10 000
        ("utilisation-limit", ORDERS, 0.999_026_185_2, "1", "99.9%"),
        ("storage-replicated", ORDERS, 18e12, "B", "18TB"),
        ("storage-three-years", ORDERS, 60.75e12, "B", "60.8TB"),
        ("replication-traffic", ORDERS, 49_152_000.0, "B/s", "49.2MB/s"),
        ("cross-region-traffic", ORDERS, 49_152_000.0, "B/s", "49.2MB/s"),
        // one of two copies in zones of one region; the standby does not serve
        ("write-availability", CATALOGUE, 1.0 - 5.014_436_656e-5, "1", "99.99498%"),
        ("read-availability", CATALOGUE, 1.0 - 5.014_436_656e-5, "1", "99.99498%"),
        ("downtime-share", CATALOGUE, 0.050_144_366_56, "1", "5.01%"),
        ("downtime-share-all", SYSTEM, 5.544_030_28e-4 + 0.050_144_366_56, "1", "5.07%"),
        ("read-timeout", CATALOGUE, 0.042_598_281, "s", "42.6ms"),
        ("write-timeout", CATALOGUE, 0.209_25, "s", "209ms"),
        ("hedge-delay", CATALOGUE, 0.010_187_885, "s", "10.2ms"),
        ("hedge-load", CATALOGUE, 0.05, "1", "5%"),
        ("hedged-tail", CATALOGUE, 5.403_986e-4, "1", "0.054%"),
        ("in-flight", CATALOGUE, 420.0, "1", "420"),
        ("utilisation", CATALOGUE, 0.02, "1", "2%"),
        ("utilisation-limit", CATALOGUE, 0.995_394_829_8, "1", "99.5%"),
        ("storage-replicated", CATALOGUE, 1.5e12, "B", "1.5TB"),
        ("storage-three-years", CATALOGUE, 2.592e12, "B", "2.59TB"),
        ("replication-traffic", CATALOGUE, 4_096_000.0, "B/s", "4.1MB/s"),
        ("cross-zone-traffic", CATALOGUE, 2_048_000.0, "B/s", "2.05MB/s"),
        ("cross-region-traffic", CATALOGUE, 2_048_000.0, "B/s", "2.05MB/s"),
        // half of the 27.1 ms to the nearest region and 1 / 9 800
        ("replica-lag", CATALOGUE, 0.013_652_040_8, "s", "13.7ms"),
        // 6 TB over eight parts of 125 MiB a second; a day of 3000 writes a second over eight parts of 10 000
        ("restore-by-copying", ORDERS, 8_962.045_898, "s", "2h 29m"),
        ("restore-by-copying", CATALOGUE, 4_246.697_266, "s", "1h 11m"),
        ("lost-writes", CATALOGUE, 2000.0, "1", "2,000"),
        ("lost-writes-expected", CATALOGUE, 0.170_408_2, "1", "0.17"),
        ("lost-writes-region", CATALOGUE, 2.730_408_2, "1", "2.73"),
    ];
    let found = computed(SHOP);
    for (id, sheet, value, unit, shown) in cases {
        let figure = found
            .get(&(*id, *sheet))
            .unwrap_or_else(|| panic!("{id} of {sheet:?} is missing"));
        let (quantity, at) = (figure.value, quantity_error(figure.value, *value));
        assert!(
            at < 1e-6,
            "{id} of {sheet:?}: {} is not {value}",
            quantity.value()
        );
        assert_eq!(
            (quantity.unit(), quantity.to_string().as_str()),
            (*unit, *shown),
            "{id}"
        );
        assert!(!figure.calculation.is_empty(), "{id}");
    }
    let expected: BTreeSet<_> = cases.iter().map(|(id, sheet, ..)| (*id, *sheet)).collect();
    let unexpected: Vec<_> = found.keys().filter(|key| !expected.contains(key)).collect();
    assert!(
        unexpected.is_empty(),
        "without a calculation by hand: {unexpected:?}"
    );
}

#[test]
#[rustfmt::skip] // one figure a line
fn what_cannot_be_computed_is_left_out() {
    let cases: &[(&str, &str, &str, Option<usize>)] = &[
        // line                                with                      leaves out        of
        ("window = \"30d\"", "window = \"3d\"", "burn-slow", SYSTEM),
        ("availability = \"99.9%\"", "availability = \"90%\"", "burn-fast", SYSTEM),
        ("availability = \"99.9%\"", "", "error-budget", SYSTEM),
        ("deadline = \"2s\"", "deadline = \"90ms\"", "hop-deadline", SYSTEM), // the way alone takes longer
        ("deadline = \"2s\"", "", "attempt-timeout", SYSTEM),
        ("retry-layers = 2", "retry-layers = 0", "retry-amplification", SYSTEM),
        ("fanout = 20", "fanout = 1", "tail-amplification", SYSTEM),
        ("availability = \"99.9%\"", "availability = \"90%\"", "rollout-step-share", SYSTEM), // no page fires at such an exposure
        ("clock = \"ntp\"", "clock = \"untrusted\"", "lease-usable", SYSTEM),
        ("write-rate = \"12k/s\"", "", "error-budget-requests", SYSTEM), // a sum of what is known would be less
        ("\"aws:us-east-1\"", "\"the cellar\"", "commit-latency", ORDERS),
        ("item-size = \"2KiB\"", "", "hottest-key-share", ORDERS),
        ("size = \"6TB\"", "", "storage-replicated", ORDERS),
        ("rpo = \"10s\"", "rpo = \"0s\"", "lost-writes", CATALOGUE),
    ];
    for (line, with, id, sheet) in cases {
        assert!(computed(SHOP).contains_key(&(*id, *sheet)), "{id}");
        let found = computed(&but(SHOP, line, with));
        assert!(!found.contains_key(&(*id, *sheet)), "{id} despite `{with}`");
    }
}

#[test]
#[rustfmt::skip] // one figure a line
fn a_figure_says_what_nobody_stated() {
    let cases: &[(&str, &str, &str, Option<usize>, &str)] = &[
        // alerts that never fire are explained where the budget stands
        ("availability = \"99.9%\"", "availability = \"90%\"", "error-budget", SYSTEM, "no page for 2% of the budget in 1h: the threshold of the alert is 144%"),
        ("window = \"30d\"", "window = \"1d\"", "error-budget", SYSTEM, "no page for 2% of the budget in 1h: the burn rate of the alert is 0.48"),
        ("availability = \"99.9%\"", "availability = \"99%\"", "rollout-step-share", SYSTEM, "no page fires for so small a share"),
        ("deadline = \"2s\"", "", "dedupe-retention", SYSTEM, "a request may linger in the network for 2m"),
        ("", "", "dedupe-storage", SYSTEM, "each reply taken to be as large as an item"),
        ("", "", "dedupe-storage", SYSTEM, "its peak 4 times its mean"),
        ("item-size = \"2KiB\"", "", "dedupe-storage", SYSTEM, "replies come on top for datasets of unknown item size: 1"),
        ("write-rate = \"12k/s\"", "", "dedupe-entries", SYSTEM, "datasets of unknown write rate left out: 1"),
        ("", "", "restore-by-copying", ORDERS, "the log of up to 1d is applied one by one"),
        ("rpo = \"0s\"", "rpo = \"0s\"\nrestore-time = \"2h\"", "restore-by-copying", ORDERS, "in time from 189MB/s a machine on"),
        ("rpo = \"0s\"", "rpo = \"0s\"\nrestore-time = \"30m\"", "restore-by-copying", ORDERS, "the log alone takes longer than a restore may"),
        ("", "", "partitions", ORDERS, "planned to 70% of the limits"),
        ("", "", "utilisation", ORDERS, "19.2% where the hottest key is"),
        ("", "", "write-availability", ORDERS, "the time without a leader comes on top"),
        ("", "", "write-availability", CATALOGUE, "a region that is down counts until it is back"),
        ("window = \"30d\"", "window = \"2d\"", "error-budget", SYSTEM, "no ticket for 10% of the budget in 3d: the window is only 2d"),
        ("", "", "burn-fast", SYSTEM, "a full outage fires it after 51.8s"),
        ("", "", "hop-deadline", SYSTEM, "left on arrival at each hop: 1.86s, 1.4s, 930ms, 465ms"),
        ("", "", "retry-amplification", SYSTEM, "3 attempts a layer"),
        ("", "", "retry-budget-amplification", SYSTEM, "1.21 times if all 2 layers keep to it"),
        ("", "", "read-timeout", ORDERS, "two within the share of a hop would each cut off 2.5% of good calls"),
        // four shares of 2 · 300 ms / 0.9, and 141 ms of the way
        ("", "", "read-timeout", ORDERS, "a second attempt fits from a deadline of 2.81s on"),
        ("", "", "read-timeout", ORDERS, "log-normal with a median of p99 / 10"),
        ("", "", "write-availability", ORDERS, "machine 0.023%, zone 0.015%, region 0.005%"),
        ("", "", "downtime-share", ORDERS, "machines that never fail would save 0.043%, zones 0.032%, regions 0.012%"),
        ("", "", "write-latency", ORDERS, "by region: aws:eu-west-1 28.6ms, aws:eu-central-1 54.2ms, aws:us-east-1 96.7ms"),
        ("", "", "transaction-latency", ORDERS, "with the other leader in aws:us-east-1"),
        ("", "", "partitions", ORDERS, "decided by size"),
        ("", "", "cross-region-traffic", ORDERS, "31.9TB in 30 days"),
        ("", "", "lease-usable", SYSTEM, "renewals that may fail in a row: 1"),
        ("clock = \"ntp\"", "clock = \"untrusted\"", "lease-duration", SYSTEM, "nothing may rest on it"),
        ("\"aws:us-east-1\"", "\"gcp:us-east4\"", "write-latency", ORDERS, "estimated, from neighbours or from the distance"),
        ("rto = \"1m\"", "rto = \"35s\"", "failover-time", CATALOGUE, "the RTO of 35s asks for a shorter lock"),
        ("write-rate = \"200/s\"", "write-rate = \"20k/s\"", "replica-lag", CATALOGUE, "a copy applies 10k/s one by one"),
    ];
    for (line, with, id, sheet, note) in cases {
        let found = computed(&but(SHOP, line, with));
        let notes = &found[&(*id, *sheet)].notes;
        assert!(
            notes.iter().any(|found| found.contains(note)),
            "{id}: {note} is not in {notes:?}"
        );
    }
    let unsaid = computed(&but(SHOP, "window = \"30d\"", ""));
    let budget = &unsaid[&("error-budget", SYSTEM)];
    let assumed: Vec<&str> = budget
        .assumed
        .iter()
        .map(|spot| CATALOG.questions[spot.question].id.as_str())
        .collect();
    assert_eq!(assumed, ["slo.window"]);
    assert!(computed(SHOP)[&("error-budget", SYSTEM)].assumed.is_empty());
}

/// A geography or a way of replication that changes how a figure is computed.
#[test]
fn figures_follow_the_decisions() {
    let byzantine = but(SHOP, "trust = \"crash\"", "trust = \"byzantine\"");
    let byzantine = but(
        &byzantine,
        "\"aws:us-east-1\"]",
        "\"aws:us-east-1\", \"aws:us-east-2\"]",
    );
    let commit = &computed(&byzantine)[&("commit-latency", ORDERS)];
    assert!(
        commit.calculation.starts_with("1.5 × round trip"),
        "{}",
        commit.calculation
    );

    let zones = but(SHOP, "survive = \"region\"", "survive = \"zone\"");
    let zones = but(&zones, "region-rpo = \"0s\"", "region-rpo = \"1h\"");
    let zones = but(
        &zones,
        "writers = \"any-region\"",
        "writers = \"one-region\"",
    );
    let found = computed(&zones);
    assert_eq!(
        found[&("commit-latency", ORDERS)].value.to_string(),
        "1.5ms"
    );
    assert!(
        !found.contains_key(&("light-limit", ORDERS)),
        "inside a region light is no bound worth a word"
    );

    let near = but(SHOP, "users = \"global\"", "users = \"one-region\"");
    let found = computed(&near);
    let commit = &found[&("commit-latency", ORDERS)];
    assert!(
        commit.calculation.contains("from aws:eu-"),
        "{}",
        commit.calculation
    );
    // nobody is far away any more, so the whole deadline is left but for the hops
    assert_eq!(
        found[&("hop-deadline", SYSTEM)].calculation,
        "(2s - 1ms) / 4"
    );
}

/// What cannot be, or what nobody knows, has no number.
#[test]
fn no_number_where_there_is_none() {
    let has = |text: &str, id| computed(text).contains_key(&(id, ORDERS));
    // The way to the quorum is longer than the timeout: every write would be given up.
    let hasty = but(SHOP, "write-p99 = \"500ms\"", "write-p99 = \"10ms\"");
    assert!(has(SHOP, "write-timeout") && !has(&hasty, "write-timeout"));
    // A first read that is given up before its hedge goes out.
    let found = |text: &str| computed(text).contains_key(&("hedge-delay", CATALOGUE));
    assert!(found(SHOP) && !found(&but(SHOP, "deadline = \"2s\"", "deadline = \"150ms\"")));
    // Regions that nobody knows are not as near as zones.
    let west = SHOP
        .replace("aws:eu-west-1", "west")
        .replace("aws:eu-central-1", "mid");
    for id in ["heartbeat", "failover-time", "utilisation-limit"] {
        assert!(has(SHOP, id) && !has(&west, id), "{id}");
    }
    // A lease that is over before it can be renewed.
    let short = but(SHOP, "rto = \"1m\"", "rto = \"2ms\"");
    assert!(!computed(&short).contains_key(&("lease-usable", SYSTEM)));
}

#[test]
fn a_breaker_looks_at_a_second_at_least() {
    let shop = but(
        SHOP,
        "trust = \"crash\"",
        "trust = \"crash\"\ndegraded = [\"stale-reads\"]",
    );
    let calm = shop.replace("read-rate = \"40k/s\"", "read-rate = \"10/s\"");
    let calm = calm.replace("write-rate = \"12k/s\"", "write-rate = \"10/s\"");
    for (text, seconds, opens) in [(shop.as_str(), 1.0, "500ms"), (calm.as_str(), 5.0, "2.5s")] {
        let found = computed(text);
        let Some(figure) = found.get(&("breaker-window", ORDERS)) else {
            panic!("no breaker: {:?}", found.keys());
        };
        assert!((figure.value.value() - seconds).abs() < 1e-9);
        let opens = format!("opens {opens} after all calls fail");
        assert!(figure.notes.contains(&opens), "{:?}", figure.notes);
    }
}

#[test]
fn facts_cite_what_the_catalog_knows() {
    let sources = Sources::embedded();
    let (_, text) = sources
        .files()
        .find(|(path, _)| *path == "facts/priors.toml")
        .unwrap();
    let priors: toml::Table = text.parse().unwrap();
    let known: BTreeSet<&str> = CATALOG
        .references
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert!(priors.len() > 10);
    for (id, prior) in &priors {
        let cited = prior["sources"].as_array().unwrap();
        assert!(!cited.is_empty(), "{id} cites nothing");
        for source in cited {
            assert!(known.contains(source.as_str().unwrap()), "{id}: {source}");
        }
        assert!(
            prior["note"].as_str().unwrap().contains("{}") || id == "leader-lock",
            "{id} does not say its value"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    /// Laws of any answers: numbers are finite, what is longer stays longer, and texts are there.
    #[test]
    fn no_answers_give_a_figure_that_cannot_be(draw in draws(&CATALOG, 50..=99)) {
        let answers = draw.answers(&CATALOG);
        let evaluation = engine::evaluate(&CATALOG, &WORLD, &answers);
        let found = figures(&CATALOG, &WORLD, &answers, &evaluation);
        let get = |id: &str, sheet: Option<usize>| found.iter().find(|figure| CATALOG.figures[figure.figure].id == id && figure.sheet == sheet).map(|figure| figure.value.value());
        for figure in &found {
            let (id, value) = (&CATALOG.figures[figure.figure].id, figure.value.value());
            prop_assert!(value.is_finite() && value >= 0.0, "{id} is {value}");
            prop_assert!(!figure.calculation.contains("NaN") && !figure.calculation.contains("inf"), "{id}: {}", figure.calculation);
        }
        let not_above = |small: &str, large: &str, sheet| match (get(small, sheet), get(large, sheet)) {
            (Some(small), Some(large)) => small <= large * (1.0 + 1e-9),
            _ => true,
        };
        for (small, large) in [("failover-expected", "failover-time"), ("lease-renewal", "lease-usable"), ("lease-usable", "lease-duration"), ("heartbeat", "election-timeout"), ("attempt-timeout", "hop-deadline"), ("backoff-base", "backoff-cap"), ("burn-slow", "burn-medium"), ("burn-medium", "burn-fast"), ("retry-budget-amplification", "retry-amplification")] {
            prop_assert!(not_above(small, large, None), "{small} above {large}");
        }
        for sheet in (0..answers.datasets().len()).map(Some) {
            for (small, large) in [("light-limit", "commit-latency"), ("commit-latency", "write-latency"), ("read-latency", "read-latency-confirmed"), ("read-latency-nearest", "read-latency"), ("hottest-key-share", "hottest-partition-share"), ("storage-replicated", "storage-three-years"), ("cross-region-traffic", "replication-traffic"), ("hedged-tail", "hedge-load")] {
                prop_assert!(not_above(small, large, sheet), "{small} above {large}");
            }
        }
        // Attempts that fit do fit, pauses included, and one more does not.
        if let (Some(hop), Some(attempt), Some(base), Some(fit)) = (get("hop-deadline", None), get("attempt-timeout", None), get("backoff-base", None), get("retry-attempts", None)) {
            let used = fit * attempt + (fit - 1.0) * base;
            prop_assert!((used - hop).abs() < 1e-8 + hop * 1e-14 && [1.0, 2.0].contains(&fit), "{hop} {attempt} {base} {fit}");
        }
    }
}
