//! What other answers would change: each of them tried, and pairs where no single one turns a decision.
//!
//! Here: trying them, and finding again what turns a decision, or what an answer turns.
//! Not here: what a single trial takes (`engine`), the words (`design::assumptions`, `design::together`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answers::Spot;
use crate::catalog::{Scope, Target};
use crate::engine::{self, Candidate, Change, Trial};

use super::Material;
use super::assumptions::{Flip, Turn};

/// An answer that was tried, and what it would change.
type Tried = (Spot, Candidate, Vec<Change>);

/// A decision, and the dataset that it is of.
type Of = (usize, usize);

/// What other answers would change: each single one, to every question that something was read from; where none turns a
/// decision, each pair.
pub(super) struct Sensitivity {
    tried: Vec<Tried>,
    /// Where the answers to a question stand among those that were tried.
    of_spot: BTreeMap<Spot, Range<usize>>,
    /// Which of them turn a decision, and which of their changes that is.
    of_decision: BTreeMap<Of, Vec<(usize, usize)>>,
    pairs: BTreeMap<Of, Vec<engine::Together>>,
}

impl Sensitivity {
    pub(super) fn of(material: &Material<'_>) -> Self {
        let catalog = material.catalog;
        let mut spots: BTreeSet<Spot> = BTreeSet::new();
        for (decision, sheet, _) in material.evaluation.all_decided() {
            spots.extend(material.evaluation.reads(Target::Decision(decision), sheet));
        }
        let spots: Vec<Spot> = spots.into_iter().collect();
        let trial = Trial::new(
            catalog,
            material.world,
            material.answers,
            material.evaluation,
        );
        let tried = on_two_threads(&trial, &spots, |trial, spot| {
            let now = material.evaluation.held(*spot).map(|held| &held.value);
            let candidates = engine::candidates(catalog, spot.question).into_iter();
            let others = candidates.filter(|candidate| Some(&candidate.value) != now);
            let tried = others.map(|candidate| {
                let changes = trial.what_if(*spot, candidate.value.clone());
                (*spot, candidate, changes)
            });
            tried.collect::<Vec<Tried>>()
        });
        let mut sensitivity = Self {
            tried: Vec::new(),
            of_spot: BTreeMap::new(),
            of_decision: BTreeMap::new(),
            pairs: BTreeMap::new(),
        };
        for (spot, tried) in spots.into_iter().zip(tried) {
            let start = sensitivity.tried.len();
            sensitivity.tried.extend(tried);
            let range = start..sensitivity.tried.len();
            sensitivity.of_spot.insert(spot, range);
        }
        for (index, (_, _, changes)) in sensitivity.tried.iter().enumerate() {
            for (at, change) in changes.iter().enumerate() {
                let of = (change.decision, change.sheet);
                sensitivity
                    .of_decision
                    .entry(of)
                    .or_default()
                    .push((index, at));
            }
        }
        let unturned: Vec<Of> = material
            .evaluation
            .all_decided()
            .map(|(decision, sheet, _)| (decision, sheet))
            .filter(|of| catalog.decisions[of.0].body.tree().is_some())
            .filter(|of| sensitivity.ways(material, *of).next().is_none())
            .collect();
        let pairs = on_two_threads(&trial, &unturned, |trial, of| trial.smallest(*of, 2));
        sensitivity.pairs = unturned.into_iter().zip(pairs).collect();
        sensitivity
    }

    /// The answers that turn one decision and that the situation asks for.
    fn ways<'s>(
        &'s self,
        material: &Material<'_>,
        of: Of,
    ) -> impl Iterator<Item = (Spot, &'s Candidate, &'s Change)> {
        let turning = self.of_decision.get(&of).into_iter().flatten();
        let ways = turning.map(|(index, change)| {
            let (spot, candidate, changes) = &self.tried[*index];
            (*spot, candidate, &changes[*change])
        });
        ways.filter(|(spot, _, _)| material.is_asked(*spot))
    }

    /// The sets of two answers and fewer that turn a decision; looked for only where no single one does.
    pub(super) fn pairs(&self, decision: usize, sheet: usize) -> &[engine::Together] {
        self.pairs
            .get(&(decision, sheet))
            .map_or(&[], Vec::as_slice)
    }

    /// The answers that turn one decision, by question. Of numbers, the nearest on either side of what holds now.
    pub(super) fn turns(
        &self,
        material: &Material<'_>,
        decision: usize,
        sheet: usize,
    ) -> Vec<Turn> {
        let mut by_spot: BTreeMap<Spot, Vec<(&Candidate, &Change)>> = BTreeMap::new();
        for (spot, candidate, change) in self.ways(material, (decision, sheet)) {
            by_spot.entry(spot).or_default().push((candidate, change));
        }
        let mut turns: Vec<(Spot, Turn)> = by_spot
            .into_iter()
            .map(|(spot, ways)| (spot, material.turn(spot, &nearest(material, spot, &ways))))
            .collect();
        // The likeliest to come first: what nobody answered, then what was said of the data itself.
        turns.sort_by_key(|(spot, _)| {
            let question = &material.catalog.questions[spot.question];
            (material.is_answered(*spot), question.scope == Scope::System)
        });
        turns.into_iter().map(|(_, turn)| turn).collect()
    }

    pub(super) fn flips(&self, material: &Material<'_>, of: Spot) -> Vec<Flip> {
        let mut flips: Vec<Flip> = Vec::new();
        let number = material.catalog.questions[of.question].kind.is_number();
        let range = self.of_spot.get(&of).cloned().unwrap_or_default();
        for (_, candidate, changes) in &self.tried[range] {
            for change in changes {
                let flip = material.flip(of, candidate, change);
                // Neighbouring numbers turn the same decision the same way: the first that does is enough.
                let told = |other: &Flip| other.title == flip.title && other.to == flip.to;
                if !(number && flips.iter().any(told)) {
                    flips.push(flip);
                }
            }
        }
        flips
    }
}

/// Less work than this is done before a second thread has begun.
const WORTH_A_THREAD: usize = 4;

/// Does what takes most of the time of a design on two threads; what comes of it is in the order of the work.
fn on_two_threads<'a, W: Sync, T: Send>(
    trial: &Trial<'a>,
    work: &[W],
    each: impl Fn(&mut Trial<'a>, &W) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut trial = trial.clone();
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(work) = work.get(index) else {
                return done;
            };
            done.push((index, each(&mut trial, work)));
        }
    };
    if work.len() < WORTH_A_THREAD {
        let mut trial = trial.clone();
        return work.iter().map(|work| each(&mut trial, work)).collect();
    }
    let mut done = std::thread::scope(|scope| {
        let other = scope.spawn(worker);
        let mut done = worker();
        let theirs = other.join();
        done.extend(theirs.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, done)| done).collect()
}

/// Of numbers, the last one below and the first one above what holds now; of options, all.
fn nearest<'t>(
    material: &Material<'_>,
    spot: Spot,
    ways: &[(&'t Candidate, &'t Change)],
) -> Vec<(&'t Candidate, &'t Change)> {
    let now = material
        .evaluation
        .held(spot)
        .and_then(|held| held.value.magnitude());
    if !material.catalog.questions[spot.question].kind.is_number() {
        return ways.to_vec();
    }
    let Some(now) = now else {
        return ways.first().copied().into_iter().collect();
    };
    let at = |way: &&(&Candidate, &Change)| way.0.value.magnitude().unwrap_or_default();
    let below = ways.iter().rfind(|way| at(way) < now);
    let above = ways.iter().find(|way| at(way) > now);
    below.into_iter().chain(above).copied().collect()
}
