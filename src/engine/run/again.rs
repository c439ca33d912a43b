//! An evaluation anew after one answer changed: only what rests on it.
//!
//! Not here: how a target is evaluated (`run`), what rests on what (`engine::wiring`).

use std::sync::Arc;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Target};
use crate::derive::World;

use super::super::wiring::{At, Wiring};
use super::super::{Decided, Evaluation, Sheets};
use super::Run;

/// Evaluates anew, after the answer at a spot changed, the `steps` that were read from it; the others stay as they are in
/// the base. Paths, and what things were read from, are right where they are `traced`.
pub(in crate::engine) fn again(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    (base, spot): (&Evaluation, Spot),
    traced: bool,
    steps: impl Iterator<Item = (Target, usize)>,
) -> Evaluation {
    let mut run = Run::over(catalog, world, answers, base, traced);
    for (target, sheet) in steps {
        if base.reads(target, sheet).binary_search(&spot).is_ok() {
            run.renew(target, sheet);
        }
    }
    run.evaluation
}

/// The same untraced, of `steps` that are in order and leave out nothing that the others look at: a target that looks at
/// nothing that came to something else is left as it is.
pub(in crate::engine) fn outcomes(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    (base, spot): (&Evaluation, Spot),
    (wiring, steps): (&Wiring, &[At]),
) -> Evaluation {
    let mut run = Run::over(catalog, world, answers, base, false);
    let mut due = wiring.nothing_due();
    for at in steps {
        let (target, sheet) = wiring.target(*at);
        // A question looks at its answer as well, and at the archetype's.
        let looks = matches!(target, Target::Question(_))
            && base.reads(target, sheet).binary_search(&spot).is_ok();
        if (looks || due.has(*at)) && run.renew(target, sheet) {
            due.mark(wiring, *at);
        }
    }
    run.evaluation
}

impl<'a> Run<'a> {
    pub(super) fn over(
        catalog: &'a Catalog,
        world: &'a World,
        answers: &'a Answers,
        base: &Evaluation,
        traced: bool,
    ) -> Self {
        let evaluation = Evaluation {
            clashes: Vec::new(),
            broken: Vec::new(),
            ..base.clone()
        };
        Self {
            catalog,
            world,
            answers,
            evaluation,
            traced,
        }
    }

    /// Evaluates one target; whether it came to something else.
    pub(super) fn renew(&mut self, target: Target, sheet: usize) -> bool {
        match target {
            Target::Question(index) => {
                let now = self.question(index, sheet);
                put(
                    &mut self.evaluation.questions[index],
                    sheet,
                    now,
                    |old, new| old.value == new.value,
                )
            }
            Target::Fact(index) => {
                let now = self.fact(index, sheet);
                put(&mut self.evaluation.facts[index], sheet, now, |old, new| {
                    old.value == new.value
                })
            }
            Target::Decision(index) | Target::Figure(index, _) => {
                let now = self.decision(index, sheet);
                put(
                    &mut self.evaluation.decisions[index],
                    sheet,
                    now,
                    Decided::is_as,
                )
            }
        }
    }
}

fn put<T>(sheets: &mut Sheets<T>, sheet: usize, now: T, same: impl Fn(&T, &T) -> bool) -> bool {
    let changed = !sheets.get(sheet).is_some_and(|before| same(before, &now));
    if let Some(place) = Arc::make_mut(sheets).get_mut(sheet) {
        *place = Arc::new(now);
    }
    changed
}
