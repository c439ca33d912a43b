//! Which of several changed answers are responsible for a decision that flipped, or a conflict that arose or went.
//!
//! Here: the smallest sets of differences which, taken over into the old answers, give the new outcome.
//! Not here: what differs (`answers::Comparison`), what one answer would change (`engine::flips`).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::answers::{Comparison, Difference, Spot};
use crate::catalog::{Catalog, Target};
use crate::derive::World;

use super::{Evaluation, clash, evaluate, evaluate_change};

/// What may be otherwise, by its index in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// What a decision comes to.
    Decision(usize),
    /// Whether a conflict stands.
    Conflict(usize),
}

/// What is responsible, as indices into the comparison's differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blame {
    /// All sets of the smallest size that give the new outcome, in order.
    Smallest(Vec<Vec<usize>>),
    /// The search grew too large. This set gives the new outcome and none of it can be left out, but a smaller one may
    /// exist; all sets of up to `tried` differences were tried.
    Reduced {
        /// The set.
        set: Vec<usize>,
        /// The largest size that was searched to the end.
        tried: usize,
    },
}

/// Evaluations that one search may keep: some seconds of work at the very most.
const STATES_MAX: usize = 4000;

/// A search that keeps what it evaluated, for all decisions of one comparison.
#[derive(Debug)]
pub struct Search<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    comparison: &'a Comparison<'a>,
    after: &'a Evaluation,
    states: BTreeMap<Vec<usize>, Rc<Evaluation>>,
    limit: usize,
}

impl<'a> Search<'a> {
    /// A search between the two sides of a comparison; `before` and `after` are their evaluations.
    #[must_use]
    pub fn new(
        catalog: &'a Catalog,
        world: &'a World,
        comparison: &'a Comparison<'a>,
        before: &Evaluation,
        after: &'a Evaluation,
    ) -> Self {
        let start = Rc::new(before.clone());
        Self {
            catalog,
            world,
            comparison,
            after,
            states: BTreeMap::from([(Vec::new(), start)]),
            limit: STATES_MAX,
        }
    }

    /// The same with another limit of evaluations.
    #[must_use]
    pub fn limited(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// What is responsible for what a matter came to; `old` and `new` are the dataset's index on either side.
    ///
    /// Sets are grown by one difference at a time, and only by one that the matter now looks at: as long as none of
    /// those changes, neither does the outcome. So every smallest set is met, and most of the others are not.
    pub fn responsible(&mut self, matter: Matter, old: usize, new: usize) -> Blame {
        let wanted = self.shown(self.after, matter, new);
        let mut level: BTreeSet<Vec<usize>> = BTreeSet::from([Vec::new()]);
        let mut tried = 0;
        while !level.is_empty() {
            let mut found = Vec::new();
            let mut next = BTreeSet::new();
            for taken in &level {
                let Some(state) = self.states.get(taken).map(Rc::clone) else {
                    continue;
                };
                let sheet = self.sheet(matter, old, taken);
                if self.shown(&state, matter, sheet) == wanted {
                    found.push(taken.clone());
                    continue;
                }
                for further in self.looked_at(&state, matter, sheet, taken) {
                    let mut grown = taken.clone();
                    grown.insert(grown.partition_point(|index| *index < further), further);
                    if next.contains(&grown) {
                        continue;
                    }
                    if self.states.len() >= self.limit && !self.states.contains_key(&grown) {
                        let found = self.those_that_give(&level, matter, old, wanted.as_ref());
                        return if found.is_empty() {
                            self.reduced(matter, old, wanted.as_ref(), tried)
                        } else {
                            Blame::Smallest(found)
                        };
                    }
                    self.reach(&grown, further, &state);
                    next.insert(grown);
                }
            }
            if !found.is_empty() {
                return Blame::Smallest(found);
            }
            tried += 1;
            level = next;
        }
        self.reduced(matter, old, wanted.as_ref(), tried)
    }

    /// The sets of a level, which are evaluated, that give the outcome.
    fn those_that_give(
        &self,
        level: &BTreeSet<Vec<usize>>,
        matter: Matter,
        old: usize,
        wanted: Option<&String>,
    ) -> Vec<Vec<usize>> {
        let gives = |taken: &&Vec<usize>| {
            let sheet = self.sheet(matter, old, taken);
            let state = self.states.get(*taken);
            state.is_some_and(|state| self.shown(state, matter, sheet).as_ref() == wanted)
        };
        level.iter().filter(gives).cloned().collect()
    }

    /// A set of which nothing can be left out, by leaving out one after the other.
    fn reduced(&self, matter: Matter, old: usize, wanted: Option<&String>, tried: usize) -> Blame {
        let mut set: Vec<usize> = (0..self.comparison.differences.len()).collect();
        let mut at = 0;
        // Answers work against each other: what was needed may not be any more once another one is left out.
        while let Some(left_out) = set.get(at) {
            let fewer: Vec<usize> = set.iter().copied().filter(|one| one != left_out).collect();
            let answers = self.comparison.with(&fewer);
            let evaluation = evaluate(self.catalog, self.world, &answers);
            let sheet = self.sheet(matter, old, &fewer);
            if self.shown(&evaluation, matter, sheet).as_ref() == wanted {
                set = fewer;
                at = 0;
            } else {
                at += 1;
            }
        }
        Blame::Reduced { set, tried }
    }

    /// Evaluates a set that has one difference more than one that is evaluated.
    fn reach(&mut self, grown: &[usize], further: usize, from: &Evaluation) {
        if self.states.contains_key(grown) {
            return;
        }
        let answers = self.comparison.with(grown);
        let evaluation = match self.comparison.differences[further] {
            Difference::Answer { question, old, .. } => {
                let scope = self.catalog.questions[question].scope;
                let sheet = self.comparison.moved(scope, old, grown);
                let spot = Spot { question, sheet };
                evaluate_change(self.catalog, self.world, &answers, from, spot)
            }
            _ => evaluate(self.catalog, self.world, &answers),
        };
        self.states.insert(grown.to_vec(), Rc::new(evaluation));
    }

    /// The differences at which the decision looks in a state, and those that add or remove what it could look at.
    fn looked_at(
        &self,
        evaluation: &Evaluation,
        matter: Matter,
        sheet: usize,
        taken: &[usize],
    ) -> Vec<usize> {
        let reads: Cow<'_, [Spot]> = match matter {
            Matter::Decision(decision) => {
                Cow::Borrowed(evaluation.reads(Target::Decision(decision), sheet))
            }
            Matter::Conflict(conflict) => {
                let conflict = &self.catalog.conflicts[conflict];
                let reads = clash::reads(self.catalog, evaluation, conflict, sheet);
                Cow::Owned(reads.into_iter().collect())
            }
        };
        let differences = self.comparison.differences.iter().enumerate();
        differences
            .filter(|(index, difference)| {
                let looked_at = match **difference {
                    Difference::Answer { question, old, .. } => {
                        let scope = self.catalog.questions[question].scope;
                        let sheet = self.comparison.moved(scope, old, taken);
                        reads.binary_search(&Spot { question, sheet }).is_ok()
                    }
                    Difference::Added { .. } | Difference::Removed { .. } => true,
                };
                looked_at && !taken.contains(index)
            })
            .map(|(index, _)| index)
            .collect()
    }

    fn sheet(&self, matter: Matter, old: usize, taken: &[usize]) -> usize {
        let scope = match matter {
            Matter::Decision(decision) => self.catalog.decisions[decision].scope,
            Matter::Conflict(conflict) => self.catalog.conflicts[conflict].scope,
        };
        self.comparison.moved(scope, old, taken)
    }

    fn shown(&self, evaluation: &Evaluation, matter: Matter, sheet: usize) -> Option<String> {
        match matter {
            Matter::Decision(decision) => evaluation
                .decided(decision, sheet)
                .map(|decided| decided.shown(self.catalog, decision)),
            Matter::Conflict(conflict) => {
                let conflict = &self.catalog.conflicts[conflict];
                let stands = clash::stands(self.catalog, evaluation, conflict, sheet);
                stands.then(|| conflict.id.clone())
            }
        }
    }
}
