//! What decisions bring to the brief: patterns, guidance, conflicts, figures, systems, sources.
//!
//! Here: their types.
//! Not here: reading them (`catalog::prose`, `catalog::product`), words about one design (`design`).

use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;

use crate::units::Duration;

use super::{Advice, Condition, Guard, OptionSet, Prose, Scope, Target};

/// What a chosen thing brings to the brief.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern {
    /// Id.
    pub id: String,
    /// Title in sentence case.
    pub title: String,
    /// What it is said of: follows from its conditions.
    pub scope: Scope,
    /// All must hold.
    pub when: Vec<Condition>,
    /// The part of the design it belongs to.
    pub part: String,
    /// What is done here.
    pub summary: Prose,
    /// Settings.
    pub parameters: Vec<Parameter>,
    /// The failure it prevents.
    pub prevents: Prose,
    /// The failure or cost it adds.
    pub adds: Prose,
    /// What happens when it is itself unavailable.
    pub degraded: Prose,
    /// How to test it.
    pub test: Prose,
    /// What to watch.
    pub metric: Prose,
    /// Threshold and action.
    pub alert: Prose,
    /// How it is brought in.
    pub rollout: Rollout,
    /// A rule that keeps it true.
    pub guardrail: Option<Prose>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A setting of a pattern.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value, from figures and answers.
    pub value: Prose,
    /// Why this value.
    pub because: Prose,
}

/// How a pattern is brought in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rollout {
    /// One of [`PHASES`], as an index.
    pub phase: usize,
    /// The step.
    pub step: Prose,
    /// Condition to start it.
    pub enter: Prose,
    /// Condition to call it done.
    pub exit: Prose,
    /// How to take it back.
    pub rollback: Prose,
}

/// The phases of a rollout, in order.
pub const PHASES: [&str; 5] = ["prepare", "shadow", "canary", "expand", "operate"];

/// The parts of the design chapter, in order.
pub const PARTS: [&str; 8] = [
    "replication",
    "timeouts",
    "idempotency",
    "transactions",
    "resilience",
    "partitioning",
    "locks",
    "verification",
];

/// What clients see while the network is cut and after.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartitionRow {
    /// Id.
    pub id: String,
    /// All must hold.
    pub when: Vec<Condition>,
    /// On the majority side.
    pub majority: Prose,
    /// On the minority side.
    pub minority: Prose,
    /// After healing.
    pub healed: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A mechanism that keeps a system from having two leaders.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SplitBrainRow {
    /// Id.
    pub id: String,
    /// What it is said of.
    pub scope: Scope,
    /// All must hold.
    pub when: Vec<Condition>,
    /// Title.
    pub mechanism: String,
    /// How it works here.
    pub how: Prose,
    /// The inequality or precondition that it rests on.
    pub condition: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// What to do at once about what was seen, whatever the cause.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContainmentRow {
    /// Id.
    pub id: String,
    /// When it is said.
    pub guard: Guard,
    /// What was seen, and what to do.
    pub act: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// What to do about a diagnosis.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Response {
    /// The option of `diagnosis`.
    pub diagnosis: u8,
    /// The observation that settles it.
    pub confirm: Prose,
    /// The first ten minutes.
    pub now: Vec<Advice>,
    /// What not to do.
    pub avoid: Vec<Advice>,
    /// The lasting fix.
    pub durable: Prose,
    /// The same as changes, in the order in which they are made.
    pub changes: Vec<Change>,
    /// How to show that it holds.
    pub verify: Prose,
    /// Answers to reconsider.
    pub amend: Vec<Amend>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// An answer to reconsider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Amend {
    /// When it is proposed.
    pub guard: Guard,
    /// The question.
    pub question: usize,
    /// The answer as written.
    pub to: String,
    /// Why.
    pub because: Prose,
    /// Whether it is a way in place of the others, and not one more.
    pub instead: bool,
}

/// A change that a lasting fix is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// When it belongs to the fix.
    pub guard: Guard,
    /// What is done.
    pub what: Prose,
    /// What it decides: decisions with the options that it comes to, any of them.
    pub decides: Vec<Condition>,
    /// Who makes it.
    pub owner: String,
    /// Condition to start it.
    pub enter: Prose,
    /// Condition to call it done.
    pub exit: Prose,
    /// How to show that it holds.
    pub verify: Prose,
}

/// Answers that cannot hold together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Conflict {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is said of.
    pub scope: Scope,
    /// All must hold.
    pub when: Vec<Condition>,
    /// The questions whose answers collide.
    pub answers: Vec<usize>,
    /// The theorem or limit.
    pub because: Prose,
    /// Answers to change.
    pub ways_out: Vec<WayOut>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// One way out of a conflict.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WayOut {
    /// The question to answer anew.
    pub question: usize,
    /// The answer, as it stands in an answers file; may hold a template.
    pub to: Prose,
    /// What follows.
    pub then: Prose,
}

/// What may never come out, whatever the answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invariant {
    /// Id.
    pub id: String,
    /// What it is said of.
    pub scope: Scope,
    /// Where all these hold …
    pub when: Vec<Condition>,
    /// … all these must hold; empty: `when` must never hold.
    pub then: Vec<Condition>,
    /// Why.
    pub because: String,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// What a figure should stay above or below.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Whether it is the most, else the least.
    pub most: bool,
    /// What it is held against.
    pub against: Against,
    /// The same as it is written.
    pub written: String,
}

impl Limit {
    /// Whether a value keeps it.
    #[must_use]
    pub fn is_kept(&self, value: f64, bound: f64) -> bool {
        if self.most {
            value <= bound
        } else {
            value >= bound
        }
    }
}

/// What a figure is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Against {
    /// A question or a derived fact.
    Target(Target),
    /// Another figure of the same dataset or of the system, by id.
    Figure(String),
    /// A number in the base unit.
    Number(f64),
}

/// A figure that the brief can carry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// Id, also the id of its formula in `design`.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is said of.
    pub scope: Scope,
    /// Where it is worth printing.
    pub when: Vec<Condition>,
    /// What it is computed from.
    pub inputs: Vec<Target>,
    /// What it should stay above or below, for the difference between two designs.
    pub limits: Vec<Limit>,
    /// The formula in symbols.
    pub formula: String,
    /// What it says, and what it flatters.
    pub means: String,
    /// Whether a text of the system may name it though it is of a dataset; it then gets the largest.
    pub largest: bool,
    /// How telling it is while answers are given, from 1; none is not shown then.
    pub panel: Option<u64>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A system that can carry decisions: a product with its settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Product {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of system it is.
    pub kind: String,
    /// Options of `system.hosting` where it runs.
    pub hosting: OptionSet,
    /// Options of `system.operators` who can run it.
    pub operators: OptionSet,
    /// The versions that its rows hold for.
    pub versions: String,
    /// How obvious a candidate it is where it fits, from 0 to 100.
    pub weight: u64,
    /// The strongest it can promise.
    pub promises: String,
    /// What independent testing found.
    pub found: String,
    /// Where it fits; the first row that holds counts.
    pub fits: Vec<Fit>,
    /// How long it takes to replace what is lost; the first row that holds counts.
    pub takeovers: Vec<Takeover>,
    /// Where people would reach for it and it does not fit.
    pub misses: Vec<Miss>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

impl Product {
    /// The conditions of all its rows.
    pub fn rows(&self) -> impl Iterator<Item = &Vec<Condition>> {
        let fits = self.fits.iter().map(|row| &row.when);
        let takeovers = self.takeovers.iter().map(|row| &row.when);
        let misses = self.misses.iter().map(|row| &row.when);
        fits.chain(takeovers).chain(misses)
    }
}

/// Where a system fits, and what makes it true there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fit {
    /// All must hold.
    pub when: Vec<Condition>,
    /// Why it fits.
    pub because: Prose,
    /// How many copies it keeps here, and how many of them have each write, where that is its own choice and not the design's.
    pub own: Option<OwnSizes>,
    /// The settings that make it true.
    pub settings: Vec<Setting>,
    /// The settings that quietly break it.
    pub breaks: Vec<Setting>,
}

/// How long a system takes to go on without a lost leader, as its makers publish it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Takeover {
    /// All must hold.
    pub when: Vec<Condition>,
    /// The time.
    pub takes: Duration,
    /// What the time is of, and what adds to it.
    pub because: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
}

/// Sizes that a system chooses by itself; each text gives a whole number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OwnSizes {
    /// Copies that vote.
    pub copies: Prose,
    /// How many of them acknowledge a write.
    pub write_quorum: Prose,
    /// The most regions that they stand in, however many the answers name.
    pub regions: Option<u64>,
}

/// Where a system does not fit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Miss {
    /// All must hold.
    pub when: Vec<Condition>,
    /// Why it does not fit.
    pub because: Prose,
}

/// A setting of a system.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setting {
    /// Its exact name.
    pub set: String,
    /// Its value.
    pub to: Prose,
    /// What it does.
    pub because: Prose,
    /// Whether the promise breaks without a word where it is set otherwise.
    pub safety: bool,
}

/// A source.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reference {
    /// Id, author-year.
    pub id: String,
    /// Title.
    pub title: String,
    /// Authors or publisher.
    pub authors: String,
    /// Year.
    pub year: u64,
    /// Address.
    pub url: String,
    /// Section or page.
    pub place_in_work: Option<String>,
    /// Where it is defined.
    pub place: Place,
}
