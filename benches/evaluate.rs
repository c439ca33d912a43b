//! Speeds between a key and the screen: run with `cargo bench --bench evaluate`.
//!
//! Here: reading the catalog and the facts, decisions, figures, the brief and the wizard for three datasets.
//! Not here: the model on its own (`model`).

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use quorate::answers::{Answer, Answers, Spot};
use quorate::brief;
use quorate::catalog::{Catalog, Value};
use quorate::derive::World;
use quorate::design::{Design, Medium, figures};
use quorate::engine;
use quorate::interview::{Event, Interview};

/// Three datasets over three regions with known places, everything answered that figures look at.
fn answers(catalog: &Catalog) -> Answers {
    let mut text = r#"
quorate = 1

[system]
name = "shop"
situation = "kickoff"
operators = "platform-team"
hosting = "cloud-vms"

[slo]
availability = "99.95%"
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
peak-factor = 3

[coordination]
lock = "correctness"
resource = "other-store"
workflow = "across-shards"
side-effects = "not-idempotent"
delivery = "effectively-once"
retry-horizon = "24h"
"#
    .to_owned();
    for (name, reads, conflict, partition, writers) in [
        ("orders", "latest", "must-prevent", "refuse", "any-region"),
        ("carts", "any", "mergeable", "accept-writes", "any-region"),
        (
            "catalogue",
            "bounded",
            "cannot-happen",
            "stale-reads",
            "one-region",
        ),
    ] {
        write!(
            text,
            r#"
[[dataset]]
name = "{name}"
reads = "{reads}"
conflict = "{conflict}"
partition = "{partition}"
writers = "{writers}"
invariant = "per-item"
rpo = "0s"
region-rpo = "1m"
size = "6TB"
growth = "50%"
item-size = "2KiB"
read-rate = "40k/s"
write-rate = "12k/s"
read-p99 = "300ms"
write-p99 = "500ms"
access = "skewed"
"#
        )
        .expect("writing to a string");
    }
    Answers::parse("bench.toml", &text, catalog)
        .expect("the answers are valid")
        .0
}

/// Targets: 30 ms for the catalog, 2 ms for the facts.
fn reading(criterion: &mut Criterion) {
    criterion.bench_function("read the catalog", |bencher| {
        bencher.iter(Catalog::embedded);
    });
    criterion.bench_function("read the facts about the world", |bencher| {
        bencher.iter(|| {
            let world = World::embedded();
            let trip = world.round_trip("aws:eu-west-1", "aws:us-east-1");
            (
                trip,
                world.one_machine(),
                world.priors().client_attempts.value,
            )
        });
    });
}

/// Targets: 1 ms for all decisions, 2 ms for all figures.
fn deciding(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let answers = answers(&catalog);
    let evaluation = engine::evaluate(&catalog, &world, &answers);
    let count = figures::figures(&catalog, &world, &answers, &evaluation).len();
    assert!(
        count > 60,
        "only {count} figures: the benchmark says little"
    );
    criterion.bench_function("decisions of three datasets", |bencher| {
        bencher.iter(|| engine::evaluate(&catalog, &world, black_box(&answers)));
    });
    criterion.bench_function("figures of three datasets", |bencher| {
        bencher.iter(|| figures::figures(&catalog, &world, black_box(&answers), &evaluation));
    });
    criterion.bench_function("design and brief of three datasets", |bencher| {
        bencher.iter(|| {
            let design = Design::of(&catalog, &world, black_box(&answers), Medium::Markdown);
            brief::render(
                &design.expect("the embedded catalog renders"),
                brief::Form::Short,
            )
        });
    });
}

/// One answer typed: decisions, statuses and the page after it.
fn answering(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let interview = Interview::new(&catalog, &world, answers(&catalog));
    let question = catalog.question("calls.fanout").expect("a question");
    let spot = Spot { question, sheet: 0 };
    criterion.bench_function("an answer in the interview", |bencher| {
        bencher.iter_batched(
            || interview.clone(),
            |mut interview| {
                let answer = Event::Answer(spot, Answer::Given(Value::Integer(30)));
                interview.update(answer).expect("a valid answer");
                interview
            },
            criterion::BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, reading, deciding, answering);
criterion_main!(benches);
