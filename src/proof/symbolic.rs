//! The engine for all answers at once: every value is a spread over formulas instead of one value.
//!
//! Here: the variables for the answers, and what follows from them in the order of the catalog.
//! Not here: what is asked of the result (`proof::reach`, `proof::invariants`, `proof::influence`).
//!
//! Formulas are met in two ways. *Free*: the fact may have any value that its declaration allows, which covers more than all
//! answers, so what never holds there never holds. *Sampled*: it is computed for values that differ in every
//! test, which covers less than all answers, so what holds there has an example.

mod decide;
mod formula;
mod tests_of;

use std::collections::BTreeMap;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Body, Catalog, Condition, Guard, How, Kind, Scope, Sheet, Target, Value};
use crate::derive::World;

use super::domain::{Tested, samples};
use super::logic::{Lit, Logic, Model};
use super::spread::{Collected, Spread};

pub(super) use decide::Path;

/// How facts with formulas are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formulas {
    /// Any value that the declaration allows.
    Free,
    /// Computed, for some of the answers.
    Sampled,
}

/// Which answers files are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Datasets that are looked at one by one.
    pub(super) datasets: usize,
    /// Whether there may be any number of further datasets.
    pub(super) others: bool,
    /// How facts with formulas are met.
    pub(super) formulas: Formulas,
}

/// What is said to a question.
pub(super) struct Input {
    /// Nothing is said.
    pub(super) unsaid: Lit,
    /// What is said, if anything is.
    pub(super) said: Spread,
}

/// Everything that follows from the variables.
pub(super) struct Symbolic<'a> {
    pub(super) catalog: &'a Catalog,
    world: &'a World,
    tested: &'a Tested,
    shape: Shape,
    pub(super) inputs: BTreeMap<Spot, Input>,
    pub(super) active: BTreeMap<Spot, Lit>,
    spreads: BTreeMap<(Target, usize), Spread>,
    pub(super) paths: BTreeMap<(usize, usize), Path>,
    /// Rows of sets, score sheets and facts that hold (of a fact: that give the value).
    pub(super) rows: BTreeMap<(Target, usize), Vec<Lit>>,
    /// Under which formula a further dataset has such a value.
    occurs: BTreeMap<(Target, String), Lit>,
    further: Lit,
}

impl<'a> Symbolic<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        world: &'a World,
        tested: &'a Tested,
        shape: Shape,
        logic: &mut Logic,
    ) -> Self {
        let further = if shape.others {
            logic.fresh()
        } else {
            logic.no()
        };
        let mut symbolic = Self {
            catalog,
            world,
            tested,
            shape,
            inputs: BTreeMap::new(),
            active: BTreeMap::new(),
            spreads: BTreeMap::new(),
            paths: BTreeMap::new(),
            rows: BTreeMap::new(),
            occurs: BTreeMap::new(),
            further,
        };
        // The kind of data comes first: other questions are answered by it.
        let kind = catalog.archetype.map(Target::Question);
        let rest = catalog.order.iter().copied();
        for target in kind
            .into_iter()
            .chain(rest.filter(|target| Some(*target) != kind))
        {
            for sheet in 0..symbolic.sheets(catalog.scope_of(target)) {
                symbolic.step(target, sheet, logic);
            }
        }
        symbolic
    }

    /// How many sheets of a scope are looked at; services decide nothing.
    pub(super) fn sheets(&self, scope: Scope) -> usize {
        match scope {
            Scope::System => 1,
            Scope::Dataset => self.shape.datasets,
            Scope::Service => 0,
        }
    }

    fn step(&mut self, target: Target, sheet: usize, logic: &mut Logic) {
        let spread = match target {
            Target::Question(index) => self.question(index, sheet, logic),
            Target::Fact(index) => self.fact(index, sheet, logic),
            Target::Decision(index) | Target::Figure(index, _) => {
                self.decision(index, sheet, logic)
            }
        };
        self.spreads.insert((target, sheet), spread);
    }

    fn question(&mut self, index: usize, sheet: usize, logic: &mut Logic) -> Spread {
        let question = &self.catalog.questions[index];
        let spot = Spot {
            question: index,
            sheet,
        };
        let active = self.all_hold(&question.when, sheet, logic);
        let input = self.input(index, logic);
        let untold = self.untold(spot, logic);
        let answered = input.said.or_one_of(!input.unsaid, &untold, logic);
        let value = answered.or_else(active, &question.inactive, logic);
        self.inputs.insert(spot, input);
        self.active.insert(spot, active);
        value
    }

    /// What stands for a question that nobody answered: what is likely for the dataset's archetype, else the default.
    fn untold(&self, spot: Spot, logic: &mut Logic) -> Vec<(Value, Lit)> {
        let question = &self.catalog.questions[spot.question];
        let archetype = self.catalog.archetype.and_then(|archetype| {
            self.inputs.get(&Spot {
                question: archetype,
                sheet: spot.sheet,
            })
        });
        let mut untold = Vec::new();
        if let Some(Input {
            said: Spread::One(kinds),
            ..
        }) = archetype
            && question.scope == Scope::Dataset
        {
            for (kind, lit) in kinds {
                let Value::Choice(kind) = kind else { continue };
                let archetype = self.catalog.archetypes.get(usize::from(*kind));
                let likely = archetype.and_then(|one| one.likely.get(&spot.question));
                if let Some(likely) = likely {
                    untold.push((likely.value.clone(), *lit));
                }
            }
        }
        let likely: Vec<Lit> = untold.iter().map(|(_, lit)| *lit).collect();
        let likely = logic.any(likely);
        untold.push((question.default_value(), !likely));
        untold
    }

    /// New variables for what is said to a question.
    fn input(&self, index: usize, logic: &mut Logic) -> Input {
        let question = &self.catalog.questions[index];
        if let Kind::Multi(options) = &question.kind {
            let unsaid = logic.fresh();
            let options: Vec<Lit> = options.iter().map(|_| logic.fresh()).collect();
            let said = Spread::Many {
                known: !unsaid,
                options,
            };
            return Input { unsaid, said };
        }
        let points = match self.shape.formulas {
            Formulas::Sampled => samples(self.catalog, self.world, self.tested, index),
            Formulas::Free => self.tested.points(Target::Question(index)).to_vec(),
        };
        let lits = logic.one_of(points.len() + 1);
        let unsaid = lits[points.len()];
        let said = Spread::One(points.into_iter().zip(lits).collect());
        Input { unsaid, said }
    }

    fn fact(&mut self, index: usize, sheet: usize, logic: &mut Logic) -> Spread {
        match &self.catalog.facts[index].how {
            How::Formula(formula, from) => self.formula(index, formula, from, sheet, logic),
            How::Rows(rows) => {
                let mut values = Collected::default();
                let mut firsts = Vec::new();
                let mut none_before = logic.yes();
                for row in rows {
                    let holds = self.all_hold(&row.when, sheet, logic);
                    let first = logic.all([none_before, holds]);
                    none_before = logic.all([none_before, !holds]);
                    values.add(row.is.clone(), first);
                    firsts.push(first);
                }
                values.add(Value::Unknown, none_before);
                self.rows.insert((Target::Fact(index), sheet), firsts);
                values.spread(logic)
            }
        }
    }

    fn decision(&mut self, index: usize, sheet: usize, logic: &mut Logic) -> Spread {
        let decision = &self.catalog.decisions[index];
        match &decision.body {
            Body::Choice(tree) => {
                let path = self.path(tree, sheet, logic);
                let mut values = Collected::default();
                for (leaf, lit) in tree.leaves.iter().zip(&path.leaves) {
                    let option = leaf.gives.option().unwrap_or_default();
                    values.add(Value::Choice(option), *lit);
                }
                self.paths.insert((index, sheet), path);
                values.spread(logic)
            }
            Body::Figures(tree) => {
                let path = self.path(tree, sheet, logic);
                self.figures(index, tree, &path, sheet, logic);
                self.paths.insert((index, sheet), path);
                Spread::exactly(Value::Unknown, logic)
            }
            Body::Set(rows) => {
                let mut members: BTreeMap<u8, Vec<Lit>> = BTreeMap::new();
                let mut holding = Vec::new();
                for row in rows {
                    let holds = self.all_hold(&row.when, sheet, logic);
                    members.entry(row.include).or_default().push(holds);
                    holding.push(holds);
                }
                self.rows.insert((Target::Decision(index), sheet), holding);
                many(decision.options.len(), &mut members, logic)
            }
            Body::Ranked(Sheet { rows, .. }) => {
                let holding: Vec<Lit> = rows
                    .iter()
                    .map(|row| self.all_hold(&row.when, sheet, logic))
                    .collect();
                self.rows.insert((Target::Decision(index), sheet), holding);
                // Which comes first is a matter of sums, and nothing decides by it.
                let mut members = (0u8..)
                    .take(decision.options.len())
                    .map(|option| (option, vec![logic.fresh()]))
                    .collect();
                many(decision.options.len(), &mut members, logic)
            }
        }
    }

    /// The value of a target as seen from a dataset, or from the system.
    pub(super) fn spread(&self, target: Target, sheet: usize) -> &Spread {
        let sheet = if self.catalog.scope_of(target) == Scope::System {
            0
        } else {
            sheet
        };
        self.spreads
            .get(&(target, sheet))
            .expect("the catalog's order puts each thing after what it reads")
    }

    pub(super) fn all_hold(&mut self, when: &[Condition], sheet: usize, logic: &mut Logic) -> Lit {
        let each: Vec<Lit> = when
            .iter()
            .map(|condition| self.holds(condition.subject, &condition.cell, sheet, logic))
            .collect();
        logic.all(each)
    }

    /// Whether guidance on incidents is given.
    pub(super) fn given(&mut self, guard: &Guard, logic: &mut Logic) -> Lit {
        let mut parts = vec![self.all_hold(&guard.when, 0, logic)];
        if !guard.unless.is_empty() {
            parts.push(!self.all_hold(&guard.unless, 0, logic));
        }
        logic.all(parts)
    }

    /// Whether the conflict shows: the answers that collide were all given, and its conditions hold.
    pub(super) fn clashes(&mut self, conflict: usize, sheet: usize, logic: &mut Logic) -> Lit {
        let conflict = &self.catalog.conflicts[conflict];
        let mut parts = vec![self.all_hold(&conflict.when, sheet, logic)];
        for question in &conflict.answers {
            let scope = self.catalog.questions[*question].scope;
            let sheets = match scope {
                Scope::System => 0..1,
                _ if conflict.scope == Scope::System => 0..self.sheets(scope),
                _ => sheet..sheet + 1,
            };
            let stated: Vec<Lit> = sheets
                .map(|sheet| Spot {
                    question: *question,
                    sheet,
                })
                .map(|spot| logic.all([self.active[&spot], !self.inputs[&spot].unsaid]))
                .collect();
            // A further dataset may have stated it.
            parts.push(logic.any(stated.into_iter().chain(
                (conflict.scope == Scope::System && scope != Scope::System).then_some(self.further),
            )));
        }
        logic.all(parts)
    }

    /// The answers of a model; meaningful where formulas are sampled.
    pub(super) fn answers(&self, model: &Model) -> Answers {
        let mut answers = Answers::default();
        for _ in 0..self.shape.datasets {
            answers.add(Scope::Dataset);
        }
        for (spot, input) in &self.inputs {
            if !model.holds(input.unsaid) {
                let value = input.said.in_model(|lit| model.holds(lit));
                answers.set(self.catalog, *spot, Some(Answer::Given(value)));
            }
        }
        answers
    }

    /// Leaves kinds of data unsaid: they lead nowhere that other answers do not lead, and say less.
    pub(super) fn name_no_kind(&self, logic: &mut Logic) {
        for (spot, input) in &self.inputs {
            if self.catalog.questions[spot.question].is_archetype {
                logic.require([input.unsaid]);
            }
        }
    }

    /// What stands for "something is said" at each spot.
    pub(super) fn said(&self) -> Vec<Lit> {
        self.inputs.values().map(|input| !input.unsaid).collect()
    }
}

/// The set of the options whose formulas hold.
fn many(count: usize, members: &mut BTreeMap<u8, Vec<Lit>>, logic: &mut Logic) -> Spread {
    let options = (0u8..)
        .take(count)
        .map(|option| logic.any(members.remove(&option).unwrap_or_default()))
        .collect();
    Spread::Many {
        known: logic.yes(),
        options,
    }
}
