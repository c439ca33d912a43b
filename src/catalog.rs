//! The catalog: everything data-driven, read strictly from `decision-trees/` and checked.
//!
//! Here: the types of questions, facts, decisions, patterns, guidance, conflicts, figures and references.
//! Not here: answers (`answers`), evaluation (`engine`), proofs over all answers (`proof`).

mod cell;
pub mod check;
mod load;
mod product;
mod prose;
mod question;
pub(crate) mod reader;
mod source;
mod symbols;
mod tree;
mod value;

use std::collections::BTreeMap;

use crate::diagnostic::Place;

pub use cell::{Cell, Range, Representative, representatives};
pub use source::{Overlay, Sources};
pub use value::{Choice, Kind, OptionSet, Value};

/// What a thing is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Once for the whole system.
    System,
    /// Once for each kind of data.
    Dataset,
    /// Once for each affected service.
    Service,
}

/// How a system-scoped test looks at things that exist once per dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// The thing itself.
    One,
    /// At least one dataset.
    Any,
    /// Every dataset, and there is one.
    Every,
}

/// The thing that a test looks at, as an index into the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A question.
    Question(usize),
    /// A derived fact.
    Fact(usize),
    /// A decision; of a set, its members.
    Decision(usize),
    /// One number of a decision of kind figures.
    Figure(usize, usize),
}

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Of one, any or every dataset.
    pub quantifier: Quantifier,
    /// The thing.
    pub target: Target,
}

/// A test of a row: the subject's value is in the cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is tested.
    pub subject: Subject,
    /// The values that satisfy it.
    pub cell: Cell,
    /// The cell as it is written.
    pub written: String,
}

/// Prose with minijinja expressions, rendered when the design is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Prose {
    /// The template.
    pub text: String,
    /// Where it stands, for messages about it.
    pub place: Place,
}

/// A part of the interview.
#[derive(Debug, Clone)]
pub struct Section {
    /// Id, the first part of its questions' ids.
    pub id: String,
    /// Title in sentence case.
    pub title: String,
    /// One sentence at the head of the section.
    pub about: String,
    /// Scope of its questions.
    pub scope: Scope,
    /// Situations (options of `system.situation`) in which it is asked.
    pub modes: OptionSet,
}

/// A ready-made value for a question that takes a number.
#[derive(Debug, Clone)]
pub struct Preset {
    /// The value.
    pub value: Value,
    /// One to five words.
    pub label: String,
    /// What choosing it means.
    pub means: String,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// `section.key`.
    pub id: String,
    /// Index of its section.
    pub section: usize,
    /// What it is asked of.
    pub scope: Scope,
    /// What can be answered.
    pub kind: Kind,
    /// Neighbours of one group are asked together.
    pub group: String,
    /// At most twelve characters.
    pub chip: String,
    /// The question.
    pub ask: String,
    /// Why it is asked.
    pub why: String,
    /// All must hold, else the question is inactive.
    pub when: Vec<Condition>,
    /// Situations in which it is asked.
    pub modes: OptionSet,
    /// What "unsure" takes, and why that is the safe value.
    pub default: Option<(Value, String)>,
    /// The value that trees see while the question is inactive.
    pub inactive: Value,
    /// Smallest and largest value.
    pub bounds: (Option<Value>, Option<Value>),
    /// Ready-made values.
    pub presets: Vec<Preset>,
    /// Where it is defined.
    pub place: Place,
}

impl Question {
    /// The key inside its section's table in an answers file.
    #[must_use]
    pub fn key(&self) -> &str {
        self.id
            .split_once('.')
            .map_or(self.id.as_str(), |(_, key)| key)
    }
}

/// A value computed before the trees run.
#[derive(Debug, Clone)]
pub struct Fact {
    /// `derived.name`.
    pub id: String,
    /// What it is said of.
    pub scope: Scope,
    /// Its kind.
    pub kind: Kind,
    /// One sentence.
    pub means: String,
    /// How it comes about.
    pub how: How,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// How a derived fact comes about.
#[derive(Debug, Clone)]
pub enum How {
    /// The first row whose conditions all hold gives the value.
    Rows(Vec<(Vec<Condition>, Value)>),
    /// The formula of this id, in `derive`, over these questions.
    Formula(String, Vec<Target>),
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The id in the vocabulary, `replication`.
    pub id: String,
    /// What it is decided for.
    pub scope: Scope,
    /// Heading in the brief.
    pub title: String,
    /// The question it settles.
    pub asks: String,
    /// The options, members or names of figures.
    pub options: Vec<Choice>,
    /// How it is decided.
    pub body: Body,
    /// Where it is defined.
    pub place: Place,
}

/// How a decision is decided.
#[derive(Debug, Clone)]
pub enum Body {
    /// One path through the nodes to one option.
    Choice(Tree),
    /// One path through the nodes to a rule that sizes the figures.
    Figures(Tree),
    /// Every row that holds puts its member in.
    Set(Vec<Row>),
    /// Every row that holds adds its evidence.
    Ranked {
        /// The score sheet.
        rows: Vec<Evidence>,
        /// Evidence in bits before any observation, by option.
        priors: BTreeMap<u8, f64>,
    },
}

/// A directed acyclic graph, read from its first node.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The nodes, the first one first.
    pub nodes: Vec<Node>,
    /// The leaves.
    pub leaves: Vec<Leaf>,
}

/// A test of one thing.
#[derive(Debug, Clone)]
pub struct Node {
    /// Id within the tree.
    pub id: String,
    /// What is tested.
    pub subject: Subject,
    /// The branches.
    pub branches: Vec<Branch>,
    /// Where it is defined.
    pub place: Place,
}

/// What a node does with some of the values.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The values.
    pub cell: Cell,
    /// The cell as it is written, for traces.
    pub written: String,
    /// What follows.
    pub go: Go,
}

/// Where a branch leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// To a node.
    Node(usize),
    /// To a leaf.
    Leaf(usize),
}

/// An end of a tree.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Id within the tree.
    pub id: String,
    /// What is chosen.
    pub gives: Gives,
    /// Why, in terms of the answers.
    pub because: Prose,
    /// What it costs.
    pub costs: Prose,
    /// What was not chosen, and why not.
    pub rejects: Vec<(u8, Prose)>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// What a leaf chooses.
#[derive(Debug, Clone)]
pub enum Gives {
    /// An option.
    Option(u8),
    /// A sizing rule: an expression for each figure, in order of computation.
    Figures {
        /// The scheme's name.
        rule: String,
        /// Index of the figure and its expression over `losses` and the figures before it.
        expressions: Vec<(usize, String)>,
    },
}

/// A row of a set.
#[derive(Debug, Clone)]
pub struct Row {
    /// The member.
    pub include: u8,
    /// All must hold.
    pub when: Vec<Condition>,
    /// Why.
    pub because: Prose,
    /// What it costs.
    pub costs: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A row of a score sheet.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Id within the sheet.
    pub id: String,
    /// All must hold.
    pub when: Vec<Condition>,
    /// Weight of evidence in bits, by option.
    pub adds: BTreeMap<u8, f64>,
    /// The mechanism.
    pub because: Prose,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// What a chosen thing brings to the brief.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value, from figures and answers.
    pub value: Prose,
    /// Why this value.
    pub because: Prose,
}

/// How a pattern is brought in.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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

/// What to do about a diagnosis.
#[derive(Debug, Clone)]
pub struct Response {
    /// The option of `diagnosis`.
    pub diagnosis: u8,
    /// The observation that settles it.
    pub confirm: Prose,
    /// The first ten minutes.
    pub now: Vec<Prose>,
    /// What not to do.
    pub avoid: Vec<Prose>,
    /// The lasting fix.
    pub durable: Prose,
    /// How to show that it holds.
    pub verify: Prose,
    /// Answers to reconsider: question, value as written, reason.
    pub amend: Vec<(usize, String, Prose)>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// Answers that cannot hold together.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct WayOut {
    /// The question to answer anew.
    pub question: usize,
    /// The answer, as it stands in an answers file; may hold a template.
    pub to: Prose,
    /// What follows.
    pub then: Prose,
}

/// What may never come out, whatever the answers.
#[derive(Debug, Clone)]
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

/// A figure that the brief can carry.
#[derive(Debug, Clone)]
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
    /// The formula in symbols.
    pub formula: String,
    /// What it says, and what it flatters.
    pub means: String,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// A system that can carry decisions: a product with its settings.
#[derive(Debug, Clone)]
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
    /// Where people would reach for it and it does not fit.
    pub misses: Vec<Miss>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// Where a system fits, and what makes it true there.
#[derive(Debug, Clone)]
pub struct Fit {
    /// All must hold.
    pub when: Vec<Condition>,
    /// Why it fits.
    pub because: Prose,
    /// The settings that make it true.
    pub settings: Vec<Setting>,
    /// The settings that quietly break it.
    pub breaks: Vec<Setting>,
}

/// Where a system does not fit.
#[derive(Debug, Clone)]
pub struct Miss {
    /// All must hold.
    pub when: Vec<Condition>,
    /// Why it does not fit.
    pub because: Prose,
}

/// A setting of a system.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its exact name.
    pub set: String,
    /// Its value.
    pub to: Prose,
    /// What it does.
    pub because: Prose,
}

/// A source.
#[derive(Debug, Clone)]
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

/// Everything data-driven, checked.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The version that the catalog gives itself.
    pub version: String,
    /// SHA-256 over all files, in hexadecimal.
    pub digest: String,
    /// Sections, in the order of the interview.
    pub sections: Vec<Section>,
    /// Questions, section by section.
    pub questions: Vec<Question>,
    /// Derived facts.
    pub facts: Vec<Fact>,
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// Facts and decisions in an order in which each comes after what it reads.
    pub order: Vec<Target>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// Partition handling.
    pub partition: Vec<PartitionRow>,
    /// Split-brain prevention.
    pub split_brain: Vec<SplitBrainRow>,
    /// Responses to diagnoses.
    pub responses: Vec<Response>,
    /// Conflicts.
    pub conflicts: Vec<Conflict>,
    /// Invariants.
    pub invariants: Vec<Invariant>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Systems that can carry decisions.
    pub products: Vec<Product>,
    /// References.
    pub references: Vec<Reference>,
}

impl Catalog {
    /// The index of a question.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }

    /// The index of a decision.
    #[must_use]
    pub fn decision(&self, id: &str) -> Option<usize> {
        self.decisions.iter().position(|decision| decision.id == id)
    }

    /// The index of a fact.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<usize> {
        self.facts.iter().position(|fact| fact.id == id)
    }

    /// The id of a target as it stands in the catalog.
    #[must_use]
    pub fn target_id(&self, target: Target) -> String {
        match target {
            Target::Question(index) => self.questions[index].id.clone(),
            Target::Fact(index) => self.facts[index].id.clone(),
            Target::Decision(index) => format!("decision.{}", self.decisions[index].id),
            Target::Figure(index, name) => {
                format!(
                    "decision.{}.{}",
                    self.decisions[index].id, self.decisions[index].options[name].id
                )
            }
        }
    }

    /// The id of a subject as it stands in the catalog, `any dataset.reads`.
    #[must_use]
    pub fn subject_id(&self, subject: Subject) -> String {
        let id = self.target_id(subject.target);
        match subject.quantifier {
            Quantifier::One => id,
            Quantifier::Any => format!("any {id}"),
            Quantifier::Every => format!("every {id}"),
        }
    }

    /// The kind of values that a target takes. Sets take several of their options.
    #[must_use]
    pub fn kind_of(&self, target: Target) -> Kind {
        match target {
            Target::Question(index) => self.questions[index].kind.clone(),
            Target::Fact(index) => self.facts[index].kind.clone(),
            Target::Decision(index) => self.decisions[index].kind(),
            Target::Figure(..) => Kind::Integer,
        }
    }
}

impl Decision {
    /// The kind of values that a test of this decision sees.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::Choice(_) | Body::Figures(_) => Kind::Choice(self.options.clone()),
            Body::Set(_) | Body::Ranked { .. } => Kind::Multi(self.options.clone()),
        }
    }

    /// The kind's name in the vocabulary.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.body {
            Body::Choice(_) => "choice",
            Body::Figures(_) => "figures",
            Body::Set(_) => "set",
            Body::Ranked { .. } => "ranked",
        }
    }
}
