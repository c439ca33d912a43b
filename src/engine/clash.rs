//! Conflicts between answers, and invariants that do not hold, once everything is evaluated.
//!
//! Not here: what conflicts say and which ways lead out of them (`design`).

use std::collections::BTreeSet;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Conflict, Invariant, Quantifier, Scope, Target};

use super::{Clash, Evaluation, Origin, holds};

/// Notes the conflicts that the answers run into, and the invariants that they break.
pub(super) fn note(catalog: &Catalog, answers: &Answers, evaluation: &mut Evaluation) {
    let of = |scopes: Vec<Scope>, holds: &dyn Fn(usize, usize) -> bool| -> Vec<Clash> {
        let each = scopes
            .into_iter()
            .enumerate()
            .flat_map(|(conflict, scope)| {
                (0..scope.count(answers)).map(move |sheet| Clash { conflict, sheet })
            });
        each.filter(|clash| holds(clash.conflict, clash.sheet))
            .collect()
    };
    let conflicts = catalog.conflicts.iter().map(|one| one.scope).collect();
    let clashes = of(conflicts, &|index, sheet| {
        stands(catalog, evaluation, &catalog.conflicts[index], sheet)
    });
    let invariants = catalog.invariants.iter().map(|one| one.scope).collect();
    let broken = of(invariants, &|index, sheet| {
        breaks(catalog, evaluation, &catalog.invariants[index], sheet)
    });
    evaluation.clashes = clashes;
    evaluation.broken = broken;
}

/// Whether the answers run into the conflict: all that collide were said, and its conditions hold. Only what was said can
/// contradict: a default gives way without a word.
pub(super) fn stands(
    catalog: &Catalog,
    evaluation: &Evaluation,
    conflict: &Conflict,
    sheet: usize,
) -> bool {
    let stated = |question: usize, sheet: usize| {
        let held = evaluation.held(Spot { question, sheet });
        held.is_some_and(|held| held.origin == Origin::Answered)
    };
    conflict.answers.iter().all(|question| {
        sheets(
            catalog.questions[*question].scope,
            conflict,
            sheet,
            evaluation,
        )
        .any(|sheet| stated(*question, sheet))
    }) && holds(catalog, evaluation, &conflict.when, Some(sheet))
}

/// The sheets at which a conflict looks: of a system's conflict all datasets, of which one is enough.
fn sheets(
    scope: Scope,
    conflict: &Conflict,
    sheet: usize,
    evaluation: &Evaluation,
) -> std::ops::Range<usize> {
    match scope {
        Scope::System => 0..1,
        _ if conflict.scope == Scope::System => 0..evaluation.datasets(),
        _ => sheet..sheet + 1,
    }
}

/// The questions that the conflict looks at, whether or not it stands.
pub(super) fn reads(
    catalog: &Catalog,
    evaluation: &Evaluation,
    conflict: &Conflict,
    sheet: usize,
) -> BTreeSet<Spot> {
    let answers = conflict.answers.iter().flat_map(|question| {
        sheets(
            catalog.questions[*question].scope,
            conflict,
            sheet,
            evaluation,
        )
        .flat_map(|sheet| {
            let question = *question;
            let behind = evaluation.reads(Target::Question(question), sheet);
            behind.iter().copied().chain([Spot { question, sheet }])
        })
    });
    let conditions = conflict.when.iter().flat_map(|condition| {
        let target = condition.subject.target;
        let sheets = match condition.subject.quantifier {
            Quantifier::One if catalog.scope_of(target) == Scope::System => 0..1,
            Quantifier::One => sheet..sheet + 1,
            Quantifier::Any | Quantifier::Every => 0..evaluation.datasets(),
        };
        sheets.flat_map(move |sheet| evaluation.reads(target, sheet))
    });
    answers.chain(conditions.copied()).collect()
}

fn breaks(catalog: &Catalog, evaluation: &Evaluation, invariant: &Invariant, sheet: usize) -> bool {
    let hold = |conditions| holds(catalog, evaluation, conditions, Some(sheet));
    hold(&invariant.when) && (invariant.then.is_empty() || !hold(&invariant.then))
}
