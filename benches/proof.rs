//! How long the proof over all answers takes: run with `cargo bench --bench proof`.
//!
//! Not here: one file's answers (`evaluate`).

use criterion::{Criterion, criterion_group, criterion_main};
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::proof::{Example, Proof};

/// Target: 2 s for the whole embedded catalog, on one core.
fn proving(criterion: &mut Criterion) {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    assert!(
        Proof::of(&catalog, &world).holds(),
        "a proof that fails looks for examples as well, and takes longer"
    );
    let mut group = criterion.benchmark_group("proof");
    group.sample_size(10);
    group.bench_function("the whole catalog", |bencher| {
        bencher.iter(|| Proof::of(&catalog, &world));
    });
    group.bench_function("the fewest answers for one leaf", |bencher| {
        bencher.iter(|| Example::named(&catalog, &world, "quorum/overlap"));
    });
    group.finish();
}

criterion_group!(benches, proving);
criterion_main!(benches);
