//! Small changes to the decision data, each of which somebody could make by mistake.
//!
//! Only such as still load: what the loader refuses needs no other test to catch it.

use quorate::catalog::{
    Body, Catalog, Cell, Condition, Gives, How, Kind, Node, Sheet, Target, Tree,
};

/// The part of the catalog that a change is made in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    Decision(usize),
    Fact(usize),
    Conflict(usize),
}

/// What is changed there, by index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Change {
    /// Two branches of a node lead where the other one did.
    Flip {
        node: usize,
        one: usize,
        other: usize,
    },
    /// A node is gone; one of its branches takes its place.
    Bypass { node: usize, branch: usize },
    /// Two leaves choose what the other one did.
    SwapLeaves { one: usize, other: usize },
    /// A value goes to another branch.
    Move { node: usize, option: u8, to: usize },
    /// A number that branches are parted by is another one.
    Shift { node: usize, edge: usize, up: bool },
    /// A row no longer asks for this.
    DropCondition { row: usize, condition: usize },
    /// A row takes one value more, or less.
    Toggle {
        row: usize,
        condition: usize,
        option: u8,
    },
    /// A row compares with another number.
    Rescale {
        row: usize,
        condition: usize,
        up: bool,
    },
    /// A row is gone.
    DropRow { row: usize },
    /// A row gives another value.
    Other { row: usize },
    /// Evidence speaks for what it spoke against.
    Sign { row: usize, option: u8 },
}

/// The kinds of change, for taking as many of each.
pub(crate) const KINDS: usize = 11;

impl Change {
    pub(crate) fn kind(self) -> usize {
        match self {
            Self::Flip { .. } => 0,
            Self::Bypass { .. } => 1,
            Self::SwapLeaves { .. } => 2,
            Self::Move { .. } => 3,
            Self::Shift { .. } => 4,
            Self::DropCondition { .. } => 5,
            Self::Toggle { .. } => 6,
            Self::Rescale { .. } => 7,
            Self::DropRow { .. } => 8,
            Self::Other { .. } => 9,
            Self::Sign { .. } => 10,
        }
    }
}

/// Every change that can be made.
pub(crate) fn all(catalog: &Catalog) -> Vec<(Part, Change)> {
    let mut all = Vec::new();
    for (index, decision) in catalog.decisions.iter().enumerate() {
        let part = Part::Decision(index);
        if let Some(tree) = tree(catalog, index) {
            all.extend(
                in_tree(catalog, tree)
                    .into_iter()
                    .map(|change| (part, change)),
            );
        }
        for row in 0..rows(catalog, part) {
            match &decision.body {
                Body::Ranked(Sheet { rows, .. }) => {
                    all.extend(rows[row].adds.keys().map(|option| {
                        (
                            part,
                            Change::Sign {
                                row,
                                option: *option,
                            },
                        )
                    }));
                }
                _ => all.push((part, Change::Other { row })),
            }
        }
    }
    for (index, fact) in catalog.facts.iter().enumerate() {
        let several = fact.kind.options().len() > 1 || fact.kind == Kind::Bool;
        if several {
            let part = Part::Fact(index);
            all.extend((0..rows(catalog, part)).map(|row| (part, Change::Other { row })));
        }
    }
    let decisions = (0..catalog.decisions.len()).map(Part::Decision);
    let facts = (0..catalog.facts.len()).map(Part::Fact);
    let conflicts = (0..catalog.conflicts.len()).map(Part::Conflict);
    for part in decisions.chain(facts).chain(conflicts) {
        for row in 0..rows(catalog, part) {
            // The row that takes the rest cannot go: the fact would no longer always have a value, and would not load.
            let when = when(catalog, part, row);
            if !when.is_empty() {
                all.push((part, Change::DropRow { row }));
            }
            for (condition, tested) in when.iter().enumerate() {
                all.extend(
                    in_condition(catalog, row, condition, tested)
                        .into_iter()
                        .map(|change| (part, change)),
                );
            }
        }
    }
    all
}

fn in_tree(catalog: &Catalog, tree: &Tree) -> Vec<Change> {
    let mut all = Vec::new();
    for (node, declared) in tree.nodes.iter().enumerate() {
        let branches = &declared.branches;
        for one in 0..branches.len() {
            all.push(Change::Bypass { node, branch: one });
            let others =
                (one + 1..branches.len()).filter(|other| branches[one].go != branches[*other].go);
            all.extend(others.map(|other| Change::Flip { node, one, other }));
        }
        let options = catalog.kind_of(declared.subject.target).options().len();
        for option in (0u8..).take(options) {
            all.extend((0..branches.len()).map(|to| Change::Move { node, option, to }));
        }
        for (edge, at) in edges(declared).into_iter().enumerate() {
            let ways = ways(catalog, declared.subject.target, at);
            all.extend(ways.map(|up| Change::Shift { node, edge, up }));
        }
    }
    for one in 0..tree.leaves.len() {
        let others = (one + 1..tree.leaves.len())
            .filter(|other| !same(&tree.leaves[one].gives, &tree.leaves[*other].gives));
        all.extend(others.map(|other| Change::SwapLeaves { one, other }));
    }
    all
}

fn same(one: &Gives, other: &Gives) -> bool {
    match (one, other) {
        (Gives::Option(one), Gives::Option(other)) => one == other,
        (
            Gives::Figures {
                expressions: one, ..
            },
            Gives::Figures {
                expressions: other, ..
            },
        ) => one == other,
        _ => false,
    }
}

fn in_condition(
    catalog: &Catalog,
    row: usize,
    condition: usize,
    tested: &Condition,
) -> Vec<Change> {
    let mut all = vec![Change::DropCondition { row, condition }];
    match tested.cell {
        Cell::OneOf(_) => {
            let options = catalog.kind_of(tested.subject.target).options().len();
            all.extend((0u8..).take(options).map(|option| Change::Toggle {
                row,
                condition,
                option,
            }));
        }
        Cell::Range(range) => {
            let at = if range.from.is_finite() {
                range.from
            } else {
                range.to
            };
            let ways = ways(catalog, tested.subject.target, at);
            all.extend(ways.map(|up| Change::Rescale { row, condition, up }));
        }
        _ => {}
    }
    all
}

/// Whether a number can be twice as much, and half as much: between whole numbers there is nothing to tell apart.
fn ways(catalog: &Catalog, target: Target, at: f64) -> impl Iterator<Item = bool> {
    let halved = catalog.kind_of(target) != Kind::Integer || (at / 2.0).fract() == 0.0;
    [true, false].into_iter().filter(move |up| *up || halved)
}

/// The numbers that the branches of a node are parted by.
pub(crate) fn edges(node: &Node) -> Vec<f64> {
    let mut edges = Vec::new();
    for branch in &node.branches {
        if let Cell::Range(range) = branch.cell {
            for edge in [range.from, range.to] {
                if edge.is_finite() && !edges.contains(&edge) {
                    edges.push(edge);
                }
            }
        }
    }
    edges
}

pub(crate) fn tree(catalog: &Catalog, decision: usize) -> Option<&Tree> {
    match &catalog.decisions[decision].body {
        Body::Choice(tree) | Body::Figures(tree) => Some(tree),
        _ => None,
    }
}

pub(crate) fn rows(catalog: &Catalog, part: Part) -> usize {
    match part {
        Part::Decision(index) => match &catalog.decisions[index].body {
            Body::Set(rows) => rows.len(),
            Body::Ranked(Sheet { rows, .. }) => rows.len(),
            _ => 0,
        },
        Part::Fact(index) => match &catalog.facts[index].how {
            How::Rows(rows) => rows.len(),
            How::Formula(..) => 0,
        },
        Part::Conflict(_) => 1,
    }
}

pub(crate) fn when(catalog: &Catalog, part: Part, row: usize) -> &[Condition] {
    match part {
        Part::Decision(index) => match &catalog.decisions[index].body {
            Body::Set(rows) => &rows[row].when,
            Body::Ranked(Sheet { rows, .. }) => &rows[row].when,
            _ => &[],
        },
        Part::Fact(index) => match &catalog.facts[index].how {
            How::Rows(rows) => &rows[row].when,
            How::Formula(..) => &[],
        },
        Part::Conflict(index) => &catalog.conflicts[index].when,
    }
}
