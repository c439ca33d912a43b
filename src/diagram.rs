//! A decision as a picture: its tree with the path that answers take, its rows with those that hold.
//!
//! Here: what is drawn, as plain values; `text`, `mermaid` and `dot` draw it for one medium each.
//! Not here: the diagrams of a brief (`brief::diagram`), who asks for a picture (`cli`, `tui`).

mod dot;
mod labels;
mod mermaid;
mod text;

use serde::Serialize;

use crate::catalog::{Body, Catalog, Condition, Evidence, Gives, Go, Row, Sheet, Tree};
use crate::engine::{self, Decided, Evaluation, Outcome};
use crate::text::one_line;

pub use dot::dot;
pub use mermaid::mermaid;
pub use text::{LIT, Line, lines};

/// A decision, as it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picture {
    /// The decision's id.
    pub decision: String,
    /// Its title.
    pub title: String,
    /// The question it settles.
    pub asks: String,
    /// `choice`, `figures`, `set` or `ranked`.
    pub kind: &'static str,
    /// The dataset whose answers light it, or the system; none without answers.
    pub of: Option<String>,
    /// What it came to; none without answers.
    pub outcome: Option<String>,
    /// What is drawn.
    #[serde(flatten)]
    pub shape: Shape,
}

/// What a picture consists of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A tree, the first node first.
    Tree(Graph),
    /// Rows of a set or of a score sheet.
    Rows(Vec<RowView>),
}

/// The nodes and leaves of a tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Graph {
    /// The nodes.
    pub nodes: Vec<NodeView>,
    /// The leaves.
    pub leaves: Vec<LeafView>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeView {
    /// Its id within the tree.
    pub id: String,
    /// What it tests.
    pub test: String,
    /// What it saw, if the path leads through it.
    pub saw: Option<String>,
    /// Whether that rests on something nobody said.
    pub assumed: bool,
    /// Whether the path leads through it.
    pub lit: bool,
    /// Its branches.
    pub branches: Vec<BranchView>,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchView {
    /// The values, as they are written.
    pub is: String,
    /// The id of the node or leaf that follows.
    pub go: String,
    /// Whether the path takes it.
    pub lit: bool,
    #[serde(skip)]
    to: Go,
}

/// A leaf.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeafView {
    /// Its id within the tree.
    pub id: String,
    /// The option or the sizing rule.
    pub gives: String,
    /// Whether the path ends here.
    pub lit: bool,
}

/// A row of a set or of a score sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowView {
    /// The member, or the id of the evidence.
    pub id: String,
    /// Bits of evidence by option; empty for sets.
    pub adds: Vec<(String, f64)>,
    /// The conditions.
    pub when: Vec<ConditionView>,
    /// Whether all of them hold.
    pub lit: bool,
}

/// A condition of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConditionView {
    /// What is tested.
    pub test: String,
    /// The values that satisfy it, as they are written.
    pub is: String,
    /// What it saw; none without answers.
    pub saw: Option<String>,
    /// Whether it holds; none without answers.
    pub holds: Option<bool>,
}

/// Answers that light a picture.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// What follows from them.
    pub evaluation: &'a Evaluation,
    /// The dataset's index; zero for the system.
    pub sheet: usize,
    /// The dataset's name, or what the system is called.
    pub name: &'a str,
}

impl Picture {
    /// The picture of the decision of this index, lit by answers if there are any.
    #[must_use]
    pub fn of(catalog: &Catalog, decision: usize, seen: Option<Seen<'_>>) -> Self {
        let drawn = &catalog.decisions[decision];
        let decided = seen.and_then(|seen| seen.evaluation.decided(decision, seen.sheet));
        let seen = seen.filter(|_| decided.is_some());
        let option = |option: u8| {
            let found = drawn.options.get(usize::from(option));
            found.map_or_else(String::new, |option| option.id.clone())
        };
        let shape = match &drawn.body {
            Body::Choice(tree) | Body::Figures(tree) => {
                Shape::Tree(graph(catalog, tree, decided, &option))
            }
            Body::Set(rows) => Shape::Rows(
                rows.iter()
                    .map(|row| set_row(catalog, row, seen, &option))
                    .collect(),
            ),
            Body::Ranked(Sheet { rows, .. }) => Shape::Rows(
                rows.iter()
                    .map(|row| sheet_row(catalog, row, seen, &option))
                    .collect(),
            ),
        };
        Self {
            decision: drawn.id.clone(),
            title: drawn.title.clone(),
            asks: drawn.asks.clone(),
            kind: drawn.kind_name(),
            of: seen.map(|seen| one_line(seen.name)),
            outcome: decided.map(|decided| one_line(&decided.shown(catalog, decision))),
            shape,
        }
    }
}

fn graph(
    catalog: &Catalog,
    tree: &Tree,
    decided: Option<&Decided>,
    option: &impl Fn(u8) -> String,
) -> Graph {
    let trace = decided.map_or(&[][..], Decided::trace);
    let end = decided.and_then(|decided| match &decided.outcome {
        Outcome::Choice { leaf, .. } | Outcome::Figures { leaf, .. } => Some(*leaf),
        _ => None,
    });
    let id = |go: Go| match go {
        Go::Node(node) => tree.nodes[node].id.clone(),
        Go::Leaf(leaf) => tree.leaves[leaf].id.clone(),
    };
    let nodes = tree.nodes.iter().enumerate().map(|(index, node)| {
        let step = trace.iter().find(|step| step.node == index);
        let branches = node.branches.iter().enumerate();
        NodeView {
            id: node.id.clone(),
            test: catalog.subject_id(node.subject),
            saw: step.map(|step| step.saw.shown(catalog, node.subject)),
            assumed: step.is_some_and(|step| step.assumed),
            lit: step.is_some(),
            branches: branches
                .map(|(number, branch)| BranchView {
                    is: branch.written.clone(),
                    go: id(branch.go),
                    lit: step.is_some_and(|step| step.branch == number),
                    to: branch.go,
                })
                .collect(),
        }
    });
    let leaves = tree
        .leaves
        .iter()
        .enumerate()
        .map(|(index, leaf)| LeafView {
            id: leaf.id.clone(),
            gives: match &leaf.gives {
                Gives::Option(chosen) => option(*chosen),
                Gives::Figures { rule, .. } => rule.clone(),
            },
            lit: end == Some(index),
        });
    Graph {
        nodes: nodes.collect(),
        leaves: leaves.collect(),
    }
}

fn set_row(
    catalog: &Catalog,
    row: &Row,
    seen: Option<Seen<'_>>,
    option: &impl Fn(u8) -> String,
) -> RowView {
    let when = conditions(catalog, &row.when, seen);
    RowView {
        id: option(row.include),
        adds: Vec::new(),
        lit: seen.is_some() && all_hold(&when),
        when,
    }
}

fn sheet_row(
    catalog: &Catalog,
    row: &Evidence,
    seen: Option<Seen<'_>>,
    option: &impl Fn(u8) -> String,
) -> RowView {
    let when = conditions(catalog, &row.when, seen);
    let adds = row.adds.iter().map(|(of, bits)| (option(*of), *bits));
    RowView {
        id: row.id.clone(),
        adds: adds.collect(),
        lit: seen.is_some() && all_hold(&when),
        when,
    }
}

fn all_hold(when: &[ConditionView]) -> bool {
    when.iter().all(|condition| condition.holds == Some(true))
}

fn conditions(catalog: &Catalog, when: &[Condition], seen: Option<Seen<'_>>) -> Vec<ConditionView> {
    when.iter()
        .map(|condition| ConditionView {
            test: catalog.subject_id(condition.subject),
            is: condition.written.clone(),
            saw: seen.map(|seen| {
                let saw = seen.evaluation.saw(catalog, condition.subject, seen.sheet);
                saw.shown(catalog, condition.subject)
            }),
            holds: seen.map(|seen| {
                let when = std::slice::from_ref(condition);
                engine::holds(catalog, seen.evaluation, when, Some(seen.sheet))
            }),
        })
        .collect()
}
