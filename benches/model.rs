//! Speeds that the model promises: run with `cargo bench --bench model`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use quorate::model::availability::{Need, Placement};
use quorate::model::quorum::{Expr, Limits, Node, Objective, System, Threshold, Workload};
use quorate::model::staleness::{Wars, known_fit};
use quorate::units::{Probability, Replicas};

/// Target: a hundredth of what the Python model takes on the same machine (15 ms where this was written).
fn majority_of_nine(criterion: &mut Criterion) {
    let nodes: Vec<Node> = ('a'..='i').map(Node::new).collect();
    let workload = Workload::fixed(0.5).expect("a share");
    criterion.bench_function("strategy of a 9-node majority", |bencher| {
        bencher.iter(|| {
            let reads = Expr::of_nodes(5, 9).expect("five of nine");
            let system = System::from_reads(black_box(nodes.clone()), reads).expect("a system");
            let strategy = system
                .best(Objective::Load, &workload, &Limits::default(), 0)
                .expect("a strategy");
            strategy.load(&workload)
        });
    });
}

/// Target: 1 ms.
fn fifteen_replicas(criterion: &mut Criterion) {
    let [region, zone, node] = [0.0005, 0.001, 0.01].map(Probability::clamped);
    let placement = Placement::regions(&vec![vec![1, 1, 1]; 5], region, zone, node);
    criterion.bench_function("availability of 15 replicas in 5 regions", |bencher| {
        bencher.iter(|| black_box(&placement).outage(Need::quorum(8)));
    });
}

/// Target: 250 ms on one core.
fn a_million_trials(criterion: &mut Criterion) {
    let majority = |count| Replicas::new(count).expect("a few");
    let quorum = Threshold::new(majority(3), majority(1), majority(1)).expect("one of three");
    let legs = known_fit("LNKD-SSD").expect("a known fit");
    let wars = Wars { legs, quorum };
    let mut group = criterion.benchmark_group("WARS");
    group.sample_size(10);
    group.bench_function("a million trials", |bencher| {
        bencher.iter(|| black_box(&wars).simulate(1_000_000, 1).expect("trials"));
    });
    group.finish();
}

criterion_group!(model, majority_of_nine, fifteen_replicas, a_million_trials);
criterion_main!(model);
