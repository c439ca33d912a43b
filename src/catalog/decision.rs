//! Decisions as they stand in the catalog: trees, sets and score sheets.
//!
//! Here: their types.
//! Not here: reading them (`catalog::tree`), deciding by them (`engine`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;

use super::{Cell, Choice, Condition, Kind, OptionSet, Prose, Scope, Subject};

/// A decision.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Body {
    /// One path through the nodes to one option.
    Choice(Tree),
    /// One path through the nodes to a rule that sizes the figures.
    Figures(Tree),
    /// Every row that holds puts its member in.
    Set(Vec<Row>),
    /// Every row that holds adds its evidence.
    Ranked(Sheet),
}

/// A score sheet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// The evidence.
    pub rows: Vec<Evidence>,
    /// Evidence in bits before any observation, by option.
    pub priors: BTreeMap<u8, f64>,
    /// Options in the order in which equals stand; those that are not named follow as they are declared.
    pub ties: Vec<u8>,
    /// What is done while no option has enough of the odds to act on it.
    pub uncertain: Option<Uncertain>,
}

/// What is done while no option has enough of the odds to act on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Uncertain {
    /// The share of the odds that is enough, from 0 to 1.
    pub enough: f64,
    /// What is done until then.
    pub now: Vec<Prose>,
    /// References, as indices.
    pub sources: Vec<usize>,
}

impl Sheet {
    /// The options that anything speaks of.
    #[must_use]
    pub fn spoken_of(&self) -> OptionSet {
        let rows = self.rows.iter().flat_map(|row| row.adds.keys());
        let all = rows.chain(self.priors.keys());
        all.fold(OptionSet::default(), |all, option| all.with(*option))
    }

    /// Whether one option stands before another of the same weight.
    #[must_use]
    pub fn ahead(&self, one: u8, other: u8) -> bool {
        let rank = |option: u8| {
            let named = self.ties.iter().position(|tied| *tied == option);
            (named.unwrap_or(self.ties.len()), option)
        };
        rank(one) < rank(other)
    }
}

/// A directed acyclic graph, read from its first node.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tree {
    /// The nodes, the first one first.
    pub nodes: Vec<Node>,
    /// The leaves.
    pub leaves: Vec<Leaf>,
}

/// A test of one thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Branch {
    /// The values.
    pub cell: Cell,
    /// The cell as it is written, for traces.
    pub written: String,
    /// What follows.
    pub go: Go,
    /// Where it is defined.
    pub place: Place,
}

/// Where a branch leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Go {
    /// To a node.
    Node(usize),
    /// To a leaf.
    Leaf(usize),
}

/// An end of a tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence {
    /// Id within the sheet.
    pub id: String,
    /// All must hold.
    pub when: Vec<Condition>,
    /// Weight of evidence in bits, by option.
    pub adds: BTreeMap<u8, f64>,
    /// The mechanism.
    pub because: Prose,
    /// Why it speaks for or against each option; a row that weighs one option says it by its mechanism.
    pub why: BTreeMap<u8, Prose>,
    /// References, as indices.
    pub sources: Vec<usize>,
    /// Where it is defined.
    pub place: Place,
}

impl Evidence {
    /// Why it speaks for or against an option.
    #[must_use]
    pub fn why(&self, option: u8) -> &Prose {
        self.why.get(&option).unwrap_or(&self.because)
    }
}

impl Decision {
    /// The kind of values that a test of this decision sees.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::Choice(_) | Body::Figures(_) => Kind::Choice(self.options.clone()),
            Body::Set(_) | Body::Ranked(_) => Kind::Multi(self.options.clone()),
        }
    }

    /// The kind's name in the vocabulary.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.body {
            Body::Choice(_) => "choice",
            Body::Figures(_) => "figures",
            Body::Set(_) => "set",
            Body::Ranked(_) => "ranked",
        }
    }
}
