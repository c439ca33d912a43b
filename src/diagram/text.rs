//! A picture in lines of text.
//!
//! Here: where a tree's lines go. A node that several branches lead to is drawn once: where the path comes by, else
//! where it is first met; the other branches refer to it. A part that would run out of room goes below.
//! Not here: bold and colour, which only repeat what [`LIT`] and heavy lines say.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::catalog::Go;
use crate::text::wrap;

use super::{Graph, NodeView, Picture, RowView, Shape};

/// The sign before every line of the path.
pub const LIT: char = '●';

/// The gutter, with [`LIT`] or without.
const GUTTER: usize = 2;

/// What a line has room for at least; what would have less is drawn below.
const ROOM: usize = 28;

/// A line of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is written, with the gutter.
    pub text: String,
    /// Whether it is of the path, or of a row that holds.
    pub lit: bool,
    /// The subject's id, on the first line of a node.
    pub tests: Option<String>,
}

/// The lines of a picture, none wider than `width` columns where that is 40 or more.
#[must_use]
pub fn lines(picture: &Picture, width: usize) -> Vec<Line> {
    let mut page = Page {
        width: width.max(40),
        lines: Vec::new(),
    };
    match &picture.shape {
        Shape::Tree(graph) => tree(&mut page, graph),
        Shape::Rows(rows) => self::rows(&mut page, rows),
    }
    page.lines
}

struct Page {
    width: usize,
    lines: Vec<Line>,
}

impl Page {
    /// A text behind `head`; where it is wrapped, the other lines stand behind `rest`.
    fn put(&mut self, lit: bool, tests: Option<&str>, head: &str, rest: &str, text: &str) {
        let columns = |prefix: &str| {
            let used = prefix.chars().count() + GUTTER;
            self.width.saturating_sub(used).max(ROOM / 2)
        };
        let pieces = wrap(text, columns(head), columns(rest));
        for (index, piece) in pieces.into_iter().enumerate() {
            let sign = if lit { LIT } else { ' ' };
            let prefix = if index == 0 { head } else { rest };
            self.lines.push(Line {
                text: format!("{sign} {prefix}{piece}").trim_end().to_owned(),
                lit,
                tests: tests.filter(|_| index == 0).map(str::to_owned),
            });
        }
    }

    fn gap(&mut self) {
        self.lines.push(Line {
            text: String::new(),
            lit: false,
            tests: None,
        });
    }
}

/// One line of a tree before it is wrapped: what stands before it, and what it is about.
struct Item {
    head: String,
    rest: String,
    branch: Option<(usize, usize)>,
    what: What,
}

enum What {
    /// A node, drawn here with its branches.
    Node(usize),
    /// A node that is drawn elsewhere.
    Elsewhere(usize),
    /// A leaf.
    Leaf(usize),
    /// A space before a part that had no room further up.
    Gap,
}

struct Drawing<'a> {
    graph: &'a Graph,
    /// How deep a line may be indented.
    deepest: usize,
    /// The branch under which a node of the path is drawn.
    home: BTreeMap<usize, (usize, usize)>,
    drawn: BTreeSet<usize>,
    below: VecDeque<usize>,
    items: Vec<Item>,
}

fn tree(page: &mut Page, graph: &Graph) {
    let mut drawing = Drawing {
        graph,
        deepest: page.width.saturating_sub(GUTTER + ROOM),
        home: path(graph),
        drawn: BTreeSet::new(),
        below: VecDeque::new(),
        items: Vec::new(),
    };
    if graph.nodes.is_empty() {
        drawing.item(String::new(), String::new(), None, What::Leaf(0));
    } else {
        drawing.drawn.insert(0);
        drawing.node(0, None, "", "", "");
    }
    while let Some(node) = drawing.below.pop_front() {
        drawing.item(String::new(), String::new(), None, What::Gap);
        drawing.node(node, None, "", "", "");
    }
    let place = |wanted: usize| {
        let mut places = drawing.items.iter();
        places.position(|item| matches!(item.what, What::Node(node) if node == wanted))
    };
    for (at, item) in drawing.items.iter().enumerate() {
        let branch = item
            .branch
            .map(|(node, branch)| &graph.nodes[node].branches[branch]);
        let is = |arrow: &str| branch.map_or_else(String::new, |of| format!("{} {arrow} ", of.is));
        let taken = branch.is_none_or(|branch| branch.lit);
        match item.what {
            What::Gap => page.gap(),
            What::Leaf(leaf) => {
                let leaf = &graph.leaves[leaf];
                let id = if leaf.id == leaf.gives {
                    String::new()
                } else {
                    format!("  ({})", leaf.id)
                };
                let text = format!("{}{}{id}", is("⇒"), leaf.gives);
                page.put(taken && leaf.lit, None, &item.head, &item.rest, &text);
            }
            What::Elsewhere(node) => {
                let way = match place(node) {
                    Some(other) if other < at => "above",
                    _ => "below",
                };
                let text = format!("{}{}, {way}", is("→"), graph.nodes[node].id);
                page.put(
                    taken && branch.is_some(),
                    None,
                    &item.head,
                    &item.rest,
                    &text,
                );
            }
            What::Node(node) => {
                let node = &graph.nodes[node];
                let text = format!("{}{}: {}", is("→"), node.id, tested(node));
                let lit = taken && node.lit;
                page.put(lit, Some(&node.test), &item.head, &item.rest, &text);
            }
        }
    }
}

/// What a node tests, and what it saw there.
fn tested(node: &NodeView) -> String {
    match &node.saw {
        None => format!("{}?", node.test),
        Some(saw) => {
            let assumed = if node.assumed { " (assumed)" } else { "" };
            format!("{}? {saw}{assumed}", node.test)
        }
    }
}

/// The branch by which the path comes to each of its nodes.
fn path(graph: &Graph) -> BTreeMap<usize, (usize, usize)> {
    let mut home = BTreeMap::new();
    for (node, view) in graph.nodes.iter().enumerate() {
        for (number, branch) in view.branches.iter().enumerate() {
            if let (true, Go::Node(to)) = (branch.lit, branch.to) {
                home.insert(to, (node, number));
            }
        }
    }
    home
}

impl Drawing<'_> {
    fn item(&mut self, head: String, rest: String, branch: Option<(usize, usize)>, what: What) {
        self.items.push(Item {
            head,
            rest,
            branch,
            what,
        });
    }

    /// A node and all that hangs on it. `head` stands before its line, `rest` before its other lines, `inner` before
    /// its branches.
    fn node(
        &mut self,
        node: usize,
        by: Option<(usize, usize)>,
        head: &str,
        rest: &str,
        inner: &str,
    ) {
        let branches = &self.graph.nodes[node].branches;
        let lit = branches.iter().position(|branch| branch.lit);
        let below = |line: bool| if line { "┃  " } else { "│  " };
        let more = format!("{rest}{}", below(lit.is_some()));
        self.item(head.to_owned(), more, by, What::Node(node));
        for (number, branch) in branches.iter().enumerate() {
            let last = number + 1 == branches.len();
            let sign = match (lit, last) {
                (Some(lit), false) if number < lit => "┠─ ",
                (Some(lit), false) if number == lit => "┡━ ",
                (Some(lit), true) if number == lit => "┗━ ",
                (_, false) => "├─ ",
                (_, true) => "└─ ",
            };
            let next = if last {
                "   "
            } else {
                below(lit.is_some_and(|lit| number < lit))
            };
            let (head, next) = (format!("{inner}{sign}"), format!("{inner}{next}"));
            let by = Some((node, number));
            match branch.to {
                Go::Leaf(leaf) => self.item(head, format!("{next}  "), by, What::Leaf(leaf)),
                Go::Node(to) => {
                    let at_home = self.home.get(&to).is_none_or(|home| Some(*home) == by);
                    if !at_home || !self.drawn.insert(to) {
                        self.item(head, format!("{next}  "), by, What::Elsewhere(to));
                    } else if next.chars().count() > self.deepest {
                        self.below.push_back(to);
                        self.item(head, format!("{next}  "), by, What::Elsewhere(to));
                    } else {
                        self.node(to, by, &head, &next, &next);
                    }
                }
            }
        }
    }
}

/// Rows that speak of the same thing, one after the other under its name.
fn rows(page: &mut Page, rows: &[RowView]) {
    let mut at = 0;
    while let Some(first) = rows.get(at) {
        let end = at
            + rows[at..]
                .iter()
                .take_while(|row| row.id == first.id)
                .count();
        let of = &rows[at..end];
        if at > 0 {
            page.gap();
        }
        page.put(of.iter().any(|row| row.lit), None, "", "  ", &first.id);
        for (index, row) in of.iter().enumerate() {
            let head = if index == 0 { "  when " } else { "  or   " };
            page.put(row.lit, None, head, "       ", &conditions(row));
            if !row.adds.is_empty() {
                let adds = row.adds.iter().map(|(to, bits)| format!("{to} {bits:+}"));
                let adds = adds.collect::<Vec<_>>().join(", ");
                page.put(row.lit, None, "  adds ", "       ", &adds);
            }
        }
        at = end;
    }
}

/// The conditions of a row; with answers, a sign whether each holds, and what it saw.
fn conditions(row: &RowView) -> String {
    if row.when.is_empty() {
        return "always".to_owned();
    }
    let words = row.when.iter().map(|condition| {
        let sign = match condition.holds {
            None => "",
            Some(true) => "✓ ",
            Some(false) => "✗ ",
        };
        let saw = match &condition.saw {
            Some(saw) if *saw != condition.is => format!(" (is {saw})"),
            _ => String::new(),
        };
        format!("{sign}{} {}{saw}", condition.test, condition.is)
    });
    words.collect::<Vec<_>>().join(" and ")
}
