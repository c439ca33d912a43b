//! From answers to decisions: total, deterministic, without input or output.
//!
//! Here: values of questions, derived facts, outcomes of decisions with their traces, conflicts.
//! Not here: prose and figures (`design`), which question to ask next (`interview`).

mod blame;
mod clash;
mod flips;
mod look;
mod run;
mod smallest;
mod wiring;

use std::sync::Arc;

use crate::answers::{Answers, Spot};
use crate::catalog::{
    Body, Catalog, Condition, Gives, Go, Guard, Leaf, OptionSet, Quantifier, Scope, Target, Value,
};
use crate::derive::World;

pub(crate) use run::figures_of;

pub use blame::{Blame, Matter, Search};
pub use flips::{Candidate, Change, Trial, candidates, changes, what_if};
pub use smallest::{Together, smallest};

/// Where a question's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user said it.
    Answered,
    /// The user said something that is none of the options; the default is taken.
    Other,
    /// The user did not say it; the likely answer of the dataset's archetype is taken.
    Archetype,
    /// The question names a kind of data, and none was named; nothing is taken for it.
    Unnamed,
    /// The user is unsure; the default is taken, if there is one.
    Unsure,
    /// The question does not apply.
    Inactive,
}

/// A question's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// What trees see.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    reads: Vec<Spot>,
}

/// A derived fact's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// What trees see.
    pub value: Value,
    /// The row that gave it, for facts made of rows.
    pub row: Option<usize>,
    reads: Vec<Spot>,
}

/// What a node saw.
#[derive(Debug, Clone, PartialEq)]
pub enum Saw {
    /// One value.
    One(Value),
    /// The values of all datasets.
    Each(Vec<Value>),
}

/// One node of a path, and the branch taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The node's index in its tree.
    pub node: usize,
    /// The value or values it saw.
    pub saw: Saw,
    /// The index of the branch taken.
    pub branch: usize,
    /// Whether the value rests on something the user did not say.
    pub assumed: bool,
}

/// A diagnosis, or another ranked option.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The option.
    pub option: u8,
    /// Its share of the odds, from 0 to 1.
    pub score: f64,
    /// Weight of evidence in bits.
    pub bits: f64,
    /// The rows of evidence that held and speak of it.
    pub rows: Vec<usize>,
}

/// What a decision came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// One option, by one path.
    Choice {
        /// The option.
        option: u8,
        /// The leaf.
        leaf: usize,
        /// The path.
        trace: Vec<Step>,
    },
    /// Figures, by one path. A figure is unknown where its expression has no value.
    Figures {
        /// The figures by name.
        values: Vec<Value>,
        /// The leaf.
        leaf: usize,
        /// The path.
        trace: Vec<Step>,
    },
    /// Members, each by the rows that hold.
    Set {
        /// The members.
        members: OptionSet,
        /// The rows that hold.
        rows: Vec<usize>,
    },
    /// Options in order, likeliest first; empty where no evidence holds.
    Ranking(Vec<Ranked>),
}

/// A decision for the system or for one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What it came to.
    pub outcome: Outcome,
    /// The value that tests of it see.
    pub value: Value,
    reads: Vec<Spot>,
}

/// A conflict that the answers run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The conflict's index in the catalog.
    pub conflict: usize,
    /// The dataset's index; zero for the system.
    pub sheet: usize,
}

/// What a target came to, for each dataset or service; shared, so that an evaluation of one changed answer costs only
/// what the change touches.
type Sheets<T> = Arc<[Arc<T>]>;

/// Everything that follows from the answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    questions: Vec<Sheets<Held>>,
    facts: Vec<Sheets<Derived>>,
    decisions: Vec<Sheets<Decided>>,
    /// Conflicts, in the order of the catalog.
    pub clashes: Vec<Clash>,
    /// Invariants that do not hold, by index and dataset; none in a sound catalog.
    pub broken: Vec<Clash>,
    datasets: usize,
}

/// What stands for a question that nobody answered: what is likely for the dataset's archetype, else the default.
#[must_use]
pub fn untold(catalog: &Catalog, answers: &Answers, spot: Spot) -> (Value, Origin) {
    match answers.likely(catalog, spot) {
        Some(likely) => (likely.value.clone(), Origin::Archetype),
        None => (
            catalog.questions[spot.question].default_value(),
            Origin::Unsure,
        ),
    }
}

/// Evaluates the answers. Total: any answers of the catalog's kinds have an evaluation.
#[must_use]
pub fn evaluate(catalog: &Catalog, world: &World, answers: &Answers) -> Evaluation {
    run::run(catalog, world, answers)
}

/// Evaluates answers that differ from those of `base` at one spot only, and have the same datasets and services.
/// Conflicts and invariants are left out: this is for asking what an answer would decide.
#[must_use]
pub fn evaluate_change(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    base: &Evaluation,
    spot: Spot,
) -> Evaluation {
    run::again(
        catalog,
        world,
        answers,
        (base, spot),
        true,
        base.all_targets(catalog),
    )
}

impl Evaluation {
    /// How many datasets there are.
    #[must_use]
    pub fn datasets(&self) -> usize {
        self.datasets
    }

    /// How many times a target exists.
    fn sheets(&self, target: Target) -> usize {
        match target {
            Target::Question(question) => self.questions[question].len(),
            Target::Fact(fact) => self.facts[fact].len(),
            Target::Decision(decision) | Target::Figure(decision, _) => {
                self.decisions[decision].len()
            }
        }
    }

    /// All targets in the order of evaluation, for each dataset or service.
    fn all_targets(&self, catalog: &Catalog) -> impl Iterator<Item = (Target, usize)> {
        let targets = catalog.order.iter();
        targets.flat_map(|target| (0..self.sheets(*target)).map(|sheet| (*target, sheet)))
    }

    /// A question's value at a spot.
    #[must_use]
    pub fn held(&self, spot: Spot) -> Option<&Held> {
        self.questions
            .get(spot.question)?
            .get(spot.sheet)
            .map(Arc::as_ref)
    }

    /// A fact's value; `sheet` is the dataset, or zero.
    #[must_use]
    pub fn fact(&self, fact: usize, sheet: usize) -> Option<&Derived> {
        self.facts.get(fact)?.get(sheet).map(Arc::as_ref)
    }

    /// A decision; `sheet` is the dataset, or zero.
    #[must_use]
    pub fn decided(&self, decision: usize, sheet: usize) -> Option<&Decided> {
        self.decisions.get(decision)?.get(sheet).map(Arc::as_ref)
    }

    /// All decisions with their dataset, in the order of the catalog.
    pub fn all_decided(&self) -> impl Iterator<Item = (usize, usize, &Decided)> {
        self.decisions
            .iter()
            .enumerate()
            .flat_map(|(decision, sheets)| {
                sheets
                    .iter()
                    .enumerate()
                    .map(move |(sheet, decided)| (decision, sheet, decided.as_ref()))
            })
    }

    /// The value that a test of a target sees; unknown where there is no such dataset.
    #[must_use]
    pub fn value(&self, target: Target, sheet: usize) -> &Value {
        static UNKNOWN: Value = Value::Unknown;
        let found = match target {
            Target::Question(question) => {
                self.held(Spot { question, sheet }).map(|held| &held.value)
            }
            Target::Fact(fact) => self.fact(fact, sheet).map(|fact| &fact.value),
            Target::Decision(decision) => {
                self.decided(decision, sheet).map(|decided| &decided.value)
            }
            Target::Figure(decision, name) => {
                self.decided(decision, sheet)
                    .and_then(|decided| match &decided.outcome {
                        Outcome::Figures { values, .. } => values.get(name),
                        _ => None,
                    })
            }
        };
        found.unwrap_or(&UNKNOWN)
    }

    /// The same with other figures of one decision, as another would have decided them. Facts that rest on them follow; decisions
    /// are left as they were made.
    #[must_use]
    pub fn with_figures(
        &self,
        (catalog, world, answers): (&Catalog, &World, &Answers),
        (decision, sheet): (usize, usize),
        figures: Vec<Value>,
    ) -> Self {
        let mut other = self.clone();
        let sheets = other.decisions.get_mut(decision).map(Arc::make_mut);
        if let Some(decided) = sheets.and_then(|sheets| sheets.get_mut(sheet))
            && let Outcome::Figures { values, .. } = &mut Arc::make_mut(decided).outcome
        {
            *values = figures;
        }
        run::facts_over(catalog, world, answers, &other, decision)
    }

    /// The questions that a target's value was read from, in order.
    #[must_use]
    pub fn reads(&self, target: Target, sheet: usize) -> &[Spot] {
        let found = match target {
            Target::Question(question) => {
                self.held(Spot { question, sheet }).map(|held| &held.reads)
            }
            Target::Fact(fact) => self.fact(fact, sheet).map(|fact| &fact.reads),
            Target::Decision(decision) | Target::Figure(decision, _) => {
                self.decided(decision, sheet).map(|decided| &decided.reads)
            }
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// The questions among those that were read which the user did not answer.
    pub fn assumed(&self, target: Target, sheet: usize) -> impl Iterator<Item = Spot> {
        self.reads(target, sheet)
            .iter()
            .copied()
            .filter(|spot| self.is_assumed(*spot))
    }

    /// Whether the value at a spot is not the user's own.
    #[must_use]
    pub fn is_assumed(&self, spot: Spot) -> bool {
        self.held(spot).is_some_and(|held| {
            matches!(
                held.origin,
                Origin::Unsure | Origin::Other | Origin::Archetype
            )
        })
    }
}

/// Whether all conditions hold as seen from a dataset or from the system.
#[must_use]
pub fn holds(
    catalog: &Catalog,
    evaluation: &Evaluation,
    when: &[Condition],
    sheet: Option<usize>,
) -> bool {
    when.iter().all(|condition| {
        let target = condition.subject.target;
        let at = |sheet: usize| condition.cell.matches(evaluation.value(target, sheet));
        let mut each = 0..evaluation.datasets();
        match condition.subject.quantifier {
            Quantifier::One if catalog.scope_of(target) == Scope::System => at(0),
            Quantifier::One => at(sheet.unwrap_or(0)),
            Quantifier::Any => each.any(at),
            Quantifier::Every => !each.is_empty() && each.all(at),
        }
    })
}

/// Whether guidance on incidents is given.
#[must_use]
pub fn given(catalog: &Catalog, evaluation: &Evaluation, guard: &Guard) -> bool {
    let all = |conditions: &[Condition]| holds(catalog, evaluation, conditions, None);
    all(&guard.when) && (guard.unless.is_empty() || !all(&guard.unless))
}

impl Decided {
    /// The leaf that a path came to.
    #[must_use]
    pub fn leaf<'c>(&self, catalog: &'c Catalog, decision: usize) -> Option<&'c Leaf> {
        match (&self.outcome, &catalog.decisions[decision].body) {
            (
                Outcome::Choice { leaf, .. } | Outcome::Figures { leaf, .. },
                Body::Choice(tree) | Body::Figures(tree),
            ) => tree.leaves.get(*leaf),
            _ => None,
        }
    }

    /// The path, where there is one.
    #[must_use]
    pub fn trace(&self) -> &[Step] {
        match &self.outcome {
            Outcome::Choice { trace, .. } | Outcome::Figures { trace, .. } => trace,
            _ => &[],
        }
    }

    /// Whether another came to the same: one option, members or first by another path is the same.
    fn is_as(&self, other: &Self) -> bool {
        match (&self.outcome, &other.outcome) {
            (Outcome::Figures { values: one, .. }, Outcome::Figures { values: other, .. }) => {
                one == other
            }
            _ => self.value == other.value,
        }
    }

    /// What was decided, in the ids of the vocabulary: an option, members, figures, or the ranking.
    #[must_use]
    pub fn shown(&self, catalog: &Catalog, decision: usize) -> String {
        let decision = &catalog.decisions[decision];
        let id = |option: u8| {
            decision
                .options
                .get(usize::from(option))
                .map_or("", |option| option.id.as_str())
        };
        match &self.outcome {
            Outcome::Choice { option, .. } => id(*option).to_owned(),
            Outcome::Figures { values, .. } => {
                let named = decision
                    .options
                    .iter()
                    .zip(values)
                    .map(|(name, value)| format!("{}={value}", name.id));
                named.collect::<Vec<_>>().join(" ")
            }
            Outcome::Set { members, .. } if members.is_empty() => "none".to_owned(),
            Outcome::Set { members, .. } => members.iter().map(id).collect::<Vec<_>>().join(", "),
            Outcome::Ranking(ranking) if ranking.is_empty() => "no evidence".to_owned(),
            Outcome::Ranking(ranking) => ranking
                .iter()
                .take(3)
                .map(|ranked| id(ranked.option))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

impl Scope {
    /// How many times a thing of this scope exists.
    fn count(self, answers: &Answers) -> usize {
        answers.sheets(self).len()
    }
}

impl Gives {
    /// The option of a leaf that chooses one.
    pub(crate) fn option(&self) -> Option<u8> {
        match self {
            Self::Option(option) => Some(*option),
            Self::Figures { .. } => None,
        }
    }
}

/// The place in a tree that follows a branch.
fn follow(go: Go) -> Result<usize, usize> {
    match go {
        Go::Node(node) => Ok(node),
        Go::Leaf(leaf) => Err(leaf),
    }
}
