//! The proof of the embedded catalog, and what it finds in broken ones.

use std::sync::LazyLock;

use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::engine;
use quorate::proof::{Proof, Verdict};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

#[test]
fn the_embedded_catalog_holds_for_all_answers() {
    let proof = Proof::of(&CATALOG, &WORLD);
    let problems: Vec<String> = proof
        .problems(&CATALOG)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(proof.holds());
    assert!(
        proof.dead.is_empty(),
        "what follows from a reported fault is not reported, but counts"
    );
    // Nothing rests on conflicts being resolved first: that is stronger than has to be.
    for (invariant, verdict) in CATALOG.invariants.iter().zip(&proof.invariants) {
        assert_eq!(*verdict, Verdict::Holds, "{}", invariant.id);
    }
    assert!(CATALOG.invariants.len() >= 40);
    // An example is an example to the engine as well, read anew from all of them at once.
    for (thing, answers) in proof.reached.iter().step_by(25) {
        let evaluation = engine::evaluate(&CATALOG, &WORLD, answers);
        assert!(
            thing.happens(&CATALOG, &evaluation),
            "{}",
            thing.key(&CATALOG)
        );
    }
}
