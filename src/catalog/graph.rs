//! The checks that one tree can pass by itself: coverage, overlap, reachability, cycles.
//!
//! Here: they are made while the tree is read, so that they can point into its file.
//! Not here: reading (`catalog::tree`), order between decisions (`catalog::check`).

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Kind as Problem, Place};

use super::cell::{Cell, representatives};
use super::reader::Table;
use super::value::Kind;
use super::{Branch, Go, Tree};

/// `else`, where there is one, takes what is left, so it comes last.
fn otherwise(table: &Table<'_, '_>, branches: &[Branch]) -> Option<usize> {
    let index = branches
        .iter()
        .position(|branch| branch.cell == Cell::Else)?;
    if index + 1 != branches.len() {
        table.file.report(
            Diagnostic::error(
                Problem::Overlap,
                branches[index].place.clone(),
                "`else` is not the last branch",
            )
            .help("move it to the end"),
        );
    }
    Some(index)
}

/// Where several values are looked at at once, branches are tried in order, and `else` takes the rest.
pub(super) fn check_order(table: &Table<'_, '_>, written: &str, branches: &[Branch]) {
    if otherwise(table, branches).is_none() {
        table.file.report(
            Diagnostic::error(Problem::Uncovered, table.place(), format!("{} has no `else`", table.what()))
                .help(format!("`{written}` can say several things at once, or nothing: add `{{ is = \"else\", go = … }}`")),
        );
    }
}

/// Branches of a node that looks at one value cover every value and do not overlap.
pub(super) fn check_partition(
    table: &Table<'_, '_>,
    written: &str,
    kind: &Kind,
    maybe_unknown: bool,
    branches: &[Branch],
) {
    let otherwise = otherwise(table, branches);
    let mut used = BTreeSet::new();
    for value in representatives(kind, branches.iter().map(|branch| &branch.cell)) {
        let takers: Vec<usize> = (0..branches.len())
            .filter(|index| value.is_in(&branches[*index].cell))
            .collect();
        used.extend(takers.iter().copied());
        let shown = || show_representative(value, kind);
        if let [_, second, ..] = takers[..] {
            table.file.report(
                Diagnostic::error(
                    Problem::Overlap,
                    branches[second].place.clone(),
                    format!("two branches take {}", shown()),
                )
                .expected("each value in one branch"),
            );
            return;
        }
        if takers.is_empty() {
            match otherwise {
                Some(index) => {
                    used.insert(index);
                }
                None if value == super::Representative::Unknown && !maybe_unknown => {}
                None => {
                    table.file.report(
                        Diagnostic::error(
                            Problem::Uncovered,
                            table.place(),
                            format!("{} has no branch for {}", table.what(), shown()),
                        )
                        .help("add a branch for it, or one for `else`"),
                    );
                    return;
                }
            }
        }
    }
    if let Some(index) = (0..branches.len()).find(|index| !used.contains(index)) {
        table.file.report(
            Diagnostic::error(
                Problem::Overlap,
                branches[index].place.clone(),
                format!(
                    "no value of `{written}` is left for `{}`",
                    branches[index].written
                ),
            )
            .help("remove the branch, or narrow the others"),
        );
    }
}

fn show_representative(value: super::Representative, kind: &Kind) -> String {
    use super::Representative;
    match value {
        Representative::Unknown => "`unknown`".to_owned(),
        Representative::Known => "`known`".to_owned(),
        Representative::Option(option) => {
            format!(
                "`{}`",
                kind.options()
                    .get(usize::from(option))
                    .map_or("?", |option| option.id.as_str())
            )
        }
        Representative::Bool(yes) => format!("`{yes}`"),
        Representative::Number(at) => {
            let number = kind.number(at).map(|number| number.to_string());
            format!("`{}`", number.unwrap_or_else(|| at.to_string()))
        }
    }
}

/// Every node and leaf is reached from the first node, and no path comes back to a node.
pub(super) fn check_graph(table: &Table<'_, '_>, tree: &Tree) {
    let mut seen_nodes = BTreeSet::new();
    let mut seen_leaves = BTreeSet::new();
    let mut on_path = Vec::new();
    if tree.nodes.is_empty() {
        seen_leaves.insert(0);
    } else {
        walk(
            table,
            tree,
            0,
            &mut seen_nodes,
            &mut seen_leaves,
            &mut on_path,
        );
    }
    let unreachable = |place: &Place, id: &str| {
        table.file.report(
            Diagnostic::error(
                Problem::Unreachable,
                place.clone(),
                format!("no path reaches `{id}`"),
            )
            .help("lead a branch to it, or remove it; the first node is where a tree starts"),
        );
    };
    for (_, node) in tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(index, _)| !seen_nodes.contains(index))
    {
        unreachable(&node.place, &node.id);
    }
    for (_, leaf) in tree
        .leaves
        .iter()
        .enumerate()
        .filter(|(index, _)| !seen_leaves.contains(index))
    {
        unreachable(&leaf.place, &leaf.id);
    }
}

fn walk(
    table: &Table<'_, '_>,
    tree: &Tree,
    at: usize,
    seen: &mut BTreeSet<usize>,
    leaves: &mut BTreeSet<usize>,
    on_path: &mut Vec<usize>,
) {
    if let Some(start) = on_path.iter().position(|node| *node == at) {
        let ring: Vec<&str> = on_path[start..]
            .iter()
            .map(|node| tree.nodes[*node].id.as_str())
            .collect();
        table.file.report(
            Diagnostic::error(
                Problem::Cycle,
                tree.nodes[at].place.clone(),
                format!("`{}` leads back to itself", tree.nodes[at].id),
            )
            .expected("paths that end in a leaf")
            .help(format!(
                "the way round is {} → {}",
                ring.join(" → "),
                tree.nodes[at].id
            )),
        );
        return;
    }
    if !seen.insert(at) {
        return;
    }
    on_path.push(at);
    for branch in &tree.nodes[at].branches {
        match branch.go {
            Go::Node(next) => walk(table, tree, next, seen, leaves, on_path),
            Go::Leaf(leaf) => {
                leaves.insert(leaf);
            }
        }
    }
    on_path.pop();
}
