//! Which values come to a node at all: for one that never does, it is no mistake to send it elsewhere.

use std::collections::BTreeSet;

use quorate::catalog::{Body, Branch, Catalog, Cell, Kind, Node, OptionSet, Quantifier};
use quorate::derive::World;
use quorate::proof::{Proof, Thing};

/// A decision, a node and an option that comes to it.
pub(crate) type Arrival = (usize, usize, u8);

/// The options that come to nodes, by the proof of a catalog in which each option has a branch of its own.
pub(crate) fn arrivals(catalog: &Catalog, world: &World) -> BTreeSet<Arrival> {
    let mut parted = catalog.clone();
    for (decision, declared) in parted.decisions.iter_mut().enumerate() {
        if let Body::Choice(tree) | Body::Figures(tree) = &mut declared.body {
            for (index, node) in tree.nodes.iter_mut().enumerate() {
                let whole = catalog.decisions[decision].body.tree();
                let options = whole.map_or(0, |tree| options_of(catalog, &tree.nodes[index]));
                part(node, options);
            }
        }
    }
    let of_one_option = |thing: &Thing| {
        let Thing::Branch {
            decision,
            node,
            branch,
        } = *thing
        else {
            return None;
        };
        let tree = parted.decisions[decision].body.tree()?;
        match tree.nodes[node].branches[branch].cell {
            Cell::OneOf(set) if set.len() == 1 => {
                set.iter().next().map(|option| (decision, node, option))
            }
            _ => None,
        }
    };
    let proof = Proof::of(&parted, world);
    proof
        .reached
        .iter()
        .filter_map(|(thing, _)| of_one_option(thing))
        .collect()
}

fn options_of(catalog: &Catalog, node: &Node) -> usize {
    match catalog.kind_of(node.subject.target) {
        Kind::Choice(options) => options.len(),
        _ => 0,
    }
}

/// Gives each option a branch of its own that leads where it led before.
fn part(node: &mut Node, options: usize) {
    let simple = node
        .branches
        .iter()
        .all(|branch| matches!(branch.cell, Cell::OneOf(_) | Cell::Else | Cell::Unknown));
    if node.subject.quantifier != Quantifier::One || options == 0 || !simple {
        return;
    }
    let mut left: BTreeSet<u8> = (0u8..).take(options).collect();
    let mut parted = Vec::new();
    for branch in std::mem::take(&mut node.branches) {
        let own: Vec<u8> = match branch.cell {
            Cell::OneOf(set) => set.iter().collect(),
            Cell::Else => left.iter().copied().collect(),
            _ => Vec::new(),
        };
        for option in own {
            left.remove(&option);
            parted.push(Branch {
                cell: Cell::OneOf(OptionSet::only(option)),
                ..branch.clone()
            });
        }
        if !matches!(branch.cell, Cell::OneOf(_)) {
            parted.push(branch);
        }
    }
    node.branches = parted;
}
