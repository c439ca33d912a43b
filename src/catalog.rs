//! The catalog: everything data-driven, read strictly from `decision-trees/` and checked.
//!
//! Here: the types of questions, facts, decisions, patterns, guidance, conflicts, figures and references.
//! Not here: answers (`answers`), evaluation (`engine`), proofs over all answers (`proof`).

mod archetype;
mod brings;
mod cell;
pub mod check;
mod collect;
mod conditions;
mod decision;
mod figure;
mod graph;
mod guard;
mod load;
mod option_set;
mod overlaid;
mod product;
mod prose;
mod question;
pub(crate) mod reader;
mod response;
mod sheet;
mod source;
mod symbols;
mod template;
mod tree;
mod value;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;

pub use archetype::{Archetype, Likely};
pub use brings::{
    Against, Amend, Change, Conflict, ContainmentRow, Figure, Fit, Invariant, Limit, Miss,
    OwnSizes, PARTS, PHASES, Parameter, PartitionRow, Pattern, Product, Reference, Response,
    Rollout, Setting, SplitBrainRow, Takeover, WayOut,
};
pub use cell::{Cell, Range, Representative, representatives};
pub use decision::{
    Body, Branch, Decision, Evidence, Gives, Go, Leaf, Node, Row, Sheet, Tree, Uncertain,
};
pub use guard::{Advice, Guard};
pub use option_set::OptionSet;
pub use overlaid::{How as Overlaying, Overlaid};
pub use source::{Overlay, Sources};
pub use template::Template;
pub use value::{Choice, Kind, Value};

/// What a thing is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Once for the whole system.
    System,
    /// Once for each kind of data.
    Dataset,
    /// Once for each affected service.
    Service,
}

/// How a system-scoped test looks at things that exist once per dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quantifier {
    /// The thing itself.
    One,
    /// At least one dataset.
    Any,
    /// Every dataset, and there is one.
    Every,
}

/// The thing that a test looks at, as an index into the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Of one, any or every dataset.
    pub quantifier: Quantifier,
    /// The thing.
    pub target: Target,
}

/// A test of a row: the subject's value is in the cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What is tested.
    pub subject: Subject,
    /// The values that satisfy it.
    pub cell: Cell,
    /// The cell as it is written.
    pub written: String,
}

/// Prose with minijinja expressions, rendered when the design is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prose {
    /// The template.
    pub text: String,
    /// Where it stands, for messages about it.
    pub place: Place,
}

/// A part of the interview.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Preset {
    /// The value.
    pub value: Value,
    /// One to five words.
    pub label: String,
    /// What choosing it means.
    pub means: String,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// Whether its options are the archetypes of a dataset.
    pub is_archetype: bool,
    /// Where it is defined.
    pub place: Place,
}

impl Question {
    /// What "unsure" takes; unknown where there is no default.
    #[must_use]
    pub fn default_value(&self) -> Value {
        let value = self.default.as_ref().map(|(value, _)| value.clone());
        value.unwrap_or(Value::Unknown)
    }

    /// The key inside its section's table in an answers file.
    #[must_use]
    pub fn key(&self) -> &str {
        self.id
            .split_once('.')
            .map_or(self.id.as_str(), |(_, key)| key)
    }
}

/// A value computed before the trees run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fact {
    /// `derived.name`.
    pub id: String,
    /// What it is said of.
    pub scope: Scope,
    /// Its kind.
    pub kind: Kind,
    /// What it is called beside answers, where its id does not say it.
    pub chip: Option<String>,
    /// One sentence.
    pub means: String,
    /// How it comes about.
    pub how: How,
    /// Whether its formula always has a value, also where an input is unknown.
    pub total: bool,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

/// How a derived fact comes about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum How {
    /// The first row whose conditions all hold gives the value.
    Rows(Vec<FactRow>),
    /// The formula of this id, in `derive`, over these questions.
    Formula(String, Vec<Target>),
}

/// A row of a derived fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FactRow {
    /// All must hold.
    pub when: Vec<Condition>,
    /// The value.
    pub is: Value,
    /// Where it is defined.
    pub place: Place,
}

/// Everything data-driven, checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// What to do at once about what was seen.
    pub containment: Vec<ContainmentRow>,
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
    /// Well-known kinds of data, in the order of the options of the question that names them.
    pub archetypes: Vec<Archetype>,
    /// The question that names the archetype of a dataset, where there is one.
    pub archetype: Option<usize>,
    /// References.
    pub references: Vec<Reference>,
    /// A team's own templates of the brief.
    pub templates: Vec<Template>,
    /// What a team's folder changes.
    pub overlaid: Vec<Overlaid>,
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

    /// Whether a target has this id, as it stands in the catalog.
    #[must_use]
    pub fn is_called(&self, target: Target, id: &str) -> bool {
        match target {
            Target::Question(index) => self.questions[index].id == id,
            Target::Fact(index) => self.facts[index].id == id,
            Target::Decision(index) => {
                id.strip_prefix("decision.") == Some(&self.decisions[index].id)
            }
            Target::Figure(index, name) => {
                let decision = &self.decisions[index];
                let name = decision.options.get(name).map(|name| name.id.as_str());
                let found = id
                    .strip_prefix("decision.")
                    .and_then(|id| id.rsplit_once('.'));
                found.is_some_and(|(of, figure)| of == decision.id && Some(figure) == name)
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

    /// What a target is said of.
    #[must_use]
    pub fn scope_of(&self, target: Target) -> Scope {
        match target {
            Target::Question(index) => self.questions[index].scope,
            Target::Fact(index) => self.facts[index].scope,
            Target::Decision(index) | Target::Figure(index, _) => self.decisions[index].scope,
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
