//! What follows from figures that were put in the place of those decided.
//!
//! Not here: an evaluation of answers (`run`), of another answer (`again`).

use crate::answers::Answers;
use crate::catalog::{Catalog, Target};
use crate::derive::World;

use super::{Evaluation, Run};

/// Computes anew the facts that rest on the figures of a decision, directly or by other facts.
pub(in crate::engine) fn facts_over(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    evaluation: &Evaluation,
    decision: usize,
) -> Evaluation {
    let mut run = Run::over(catalog, world, answers, evaluation, true);
    let mut moved: Vec<Target> = Vec::new();
    for target in &catalog.order {
        let follows = |read: Target| {
            matches!(read, Target::Figure(of, _) if of == decision) || moved.contains(&read)
        };
        if !matches!(target, Target::Fact(_)) || !catalog.reads(*target).any(follows) {
            continue;
        }
        for sheet in 0..catalog.scope_of(*target).count(answers) {
            run.renew(*target, sheet);
        }
        moved.push(*target);
    }
    run.evaluation
}
