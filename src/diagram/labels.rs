//! What the vertices and arrows of a graph say: shared by the media that draw graphs.
//!
//! Not here: escaping, which each medium does for itself.

use crate::catalog::Go;
use crate::text::{one_line, wrap};

use super::{LeafView, NodeView, RowView};

/// The width of a label, in columns.
const LABEL: usize = 32;

/// The lines of a node's label.
pub(super) fn node(node: &NodeView) -> Vec<String> {
    let mut lines = wrapped(&format!("{}?", node.test));
    if let Some(saw) = &node.saw {
        let assumed = if node.assumed { " (assumed)" } else { "" };
        lines.extend(wrapped(&format!("{saw}{assumed}")));
    }
    lines
}

/// The lines of a leaf's label.
pub(super) fn leaf(leaf: &LeafView) -> Vec<String> {
    let mut lines = wrapped(&leaf.gives);
    if leaf.id != leaf.gives {
        lines.extend(wrapped(&format!("({})", leaf.id)));
    }
    lines
}

/// The lines of a row's label.
pub(super) fn row(row: &RowView) -> Vec<String> {
    let mut lines = Vec::new();
    if !row.adds.is_empty() {
        lines.extend(wrapped(&row.id));
    }
    if row.when.is_empty() {
        lines.push("always".to_owned());
    }
    for condition in &row.when {
        let sign = match condition.holds {
            None => "",
            Some(true) => "✓ ",
            Some(false) => "✗ ",
        };
        lines.extend(wrapped(&format!(
            "{sign}{} {}",
            condition.test, condition.is
        )));
    }
    lines
}

/// What rows lead to: members or ranked options, in the order they are first named, and whether a row that holds
/// leads there.
pub(super) fn ends(rows: &[RowView]) -> Vec<(String, bool)> {
    let mut ends: Vec<(String, bool)> = Vec::new();
    for row in rows {
        let to = row.adds.iter().map(|(to, bits)| (to, *bits > 0.0));
        let own = row.adds.is_empty().then_some((&row.id, true));
        for (to, speaks_for) in to.chain(own) {
            let lit = row.lit && speaks_for;
            match ends.iter_mut().find(|(end, _)| end == to) {
                Some((_, known)) => *known |= lit,
                None => ends.push((to.clone(), lit)),
            }
        }
    }
    ends
}

/// The indices of the ends that a row leads to, with its bits of evidence.
pub(super) fn leads(row: &RowView, ends: &[(String, bool)]) -> Vec<(usize, Option<f64>)> {
    let index = |to: &String| ends.iter().position(|(end, _)| end == to);
    let to = row
        .adds
        .iter()
        .filter_map(|(to, bits)| Some((index(to)?, Some(*bits))));
    let own = row.adds.is_empty().then(|| index(&row.id)).flatten();
    to.chain(own.map(|own| (own, None))).collect()
}

/// The name of what a branch leads to.
pub(super) fn target(go: Go) -> String {
    match go {
        Go::Node(node) => format!("n{node}"),
        Go::Leaf(leaf) => format!("l{leaf}"),
    }
}

/// A text in lines of a label's width.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    wrap(&one_line(text), LABEL, LABEL)
}
