//! Making a change to the decision data.
//!
//! Not here: which changes there are (`mutate`).

use quorate::catalog::{
    Body, Catalog, Cell, Condition, Go, How, OptionSet, Range, Sheet, Tree, Value,
};

use crate::mutate::{Change, Part, edges, tree};

/// Makes the change; says no where it would change nothing, or not load.
pub(crate) fn make(catalog: &mut Catalog, part: Part, change: Change) -> bool {
    if let (
        Part::Decision(index),
        Change::Flip { .. }
        | Change::Bypass { .. }
        | Change::SwapLeaves { .. }
        | Change::Move { .. }
        | Change::Shift { .. },
    ) = (part, change)
    {
        let subject = match change {
            Change::Move { node, .. } => {
                tree(catalog, index).map(|tree| tree.nodes[node].subject.target)
            }
            _ => None,
        };
        let options = subject.map_or(0, |target| catalog.kind_of(target).options().len());
        return match &mut catalog.decisions[index].body {
            Body::Choice(tree) | Body::Figures(tree) => {
                make_in_tree(tree, change, options) && all_reached(tree)
            }
            _ => false,
        };
    }
    let options = match change {
        Change::Other { .. } => match part {
            Part::Decision(index) => catalog.decisions[index].options.len(),
            Part::Fact(index) => catalog.facts[index].kind.options().len(),
            Part::Conflict(_) => 0,
        },
        _ => 0,
    };
    match change {
        Change::DropRow { row } => match part {
            Part::Decision(index) => match &mut catalog.decisions[index].body {
                Body::Set(rows) => drop(rows.remove(row)),
                Body::Ranked(Sheet { rows, .. }) => drop(rows.remove(row)),
                _ => return false,
            },
            Part::Fact(index) => match &mut catalog.facts[index].how {
                How::Rows(rows) => drop(rows.remove(row)),
                How::Formula(..) => return false,
            },
            // The others keep their indices.
            Part::Conflict(index) => catalog.conflicts[index]
                .when
                .iter_mut()
                .for_each(|tested| tested.cell = Cell::OneOf(OptionSet::default())),
        },
        Change::Other { row } => match part {
            Part::Decision(index) => match &mut catalog.decisions[index].body {
                Body::Set(rows) => rows[row].include = next(rows[row].include, options),
                _ => return false,
            },
            Part::Fact(index) => match &mut catalog.facts[index].how {
                How::Rows(rows) => match &mut rows[row].is {
                    Value::Bool(yes) => *yes = !*yes,
                    Value::Choice(option) => *option = next(*option, options),
                    _ => return false,
                },
                How::Formula(..) => return false,
            },
            Part::Conflict(_) => return false,
        },
        Change::Sign { row, option } => {
            let Part::Decision(index) = part else {
                return false;
            };
            let Body::Ranked(Sheet { rows, .. }) = &mut catalog.decisions[index].body else {
                return false;
            };
            match rows[row].adds.get_mut(&option) {
                Some(weight) if *weight != 0.0 => *weight = -*weight,
                _ => return false,
            }
        }
        Change::DropCondition { row, condition } => {
            let Some(when) = when_mut(catalog, part, row) else {
                return false;
            };
            when.remove(condition);
        }
        Change::Toggle {
            row,
            condition,
            option,
        } => {
            let Some(when) = when_mut(catalog, part, row) else {
                return false;
            };
            let Cell::OneOf(set) = &mut when[condition].cell else {
                return false;
            };
            let toggled = if set.has(option) {
                set.without(option)
            } else {
                set.with(option)
            };
            if toggled.is_empty() {
                return false;
            }
            *set = toggled;
        }
        Change::Rescale { row, condition, up } => {
            let Some(when) = when_mut(catalog, part, row) else {
                return false;
            };
            let Cell::Range(range) = &mut when[condition].cell else {
                return false;
            };
            let before = *range;
            *range = rescaled(before, up);
            return *range != before;
        }
        _ => return false,
    }
    true
}

fn next(option: u8, options: usize) -> u8 {
    if usize::from(option) + 1 == options {
        0
    } else {
        option + 1
    }
}

fn rescaled(range: Range, up: bool) -> Range {
    let by = if up { 2.0 } else { 0.5 };
    Range {
        from: range.from * by,
        to: range.to * by,
        ..range
    }
}

#[allow(
    clippy::float_cmp,
    reason = "an edge is exactly itself: all come from one parser"
)]
fn make_in_tree(tree: &mut Tree, change: Change, options: usize) -> bool {
    match change {
        Change::Flip { node, one, other } => {
            let branches = &mut tree.nodes[node].branches;
            (branches[one].go, branches[other].go) = (branches[other].go, branches[one].go);
        }
        Change::Bypass { node, branch } => {
            let go = tree.nodes[node].branches[branch].go;
            if node == 0 {
                // The first node stays where it is, and asks for nothing.
                for branch in &mut tree.nodes[0].branches {
                    branch.go = go;
                }
            } else {
                for other in tree.nodes.iter_mut().flat_map(|node| &mut node.branches) {
                    if other.go == Go::Node(node) {
                        other.go = go;
                    }
                }
                // It is gone itself, so nobody has to reach it.
                tree.nodes[node].branches.clear();
            }
        }
        Change::SwapLeaves { one, other } => {
            let (gives, others) = (
                tree.leaves[one].gives.clone(),
                tree.leaves[other].gives.clone(),
            );
            tree.leaves[one].gives = others;
            tree.leaves[other].gives = gives;
        }
        Change::Move { node, option, to } => {
            let branches = &mut tree.nodes[node].branches;
            let whole = |cell: &Cell| matches!(cell, Cell::OneOf(_) | Cell::Else);
            let from = branches
                .iter()
                .position(|branch| matches!(branch.cell, Cell::OneOf(set) if set.has(option)));
            let from =
                from.or_else(|| branches.iter().position(|branch| branch.cell == Cell::Else));
            let Some(from) = from.filter(|from| *from != to && whole(&branches[to].cell)) else {
                return false;
            };
            if branches[from].go == branches[to].go {
                return false;
            }
            if let Cell::OneOf(set) = &mut branches[from].cell {
                *set = set.without(option);
                if set.is_empty() {
                    return false;
                }
            }
            if let Cell::OneOf(set) = &mut branches[to].cell {
                *set = set.with(option);
            }
            // The branch for the rest has to have some left, for which the unknown value will not do.
            let named: u32 = branches
                .iter()
                .map(|branch| {
                    if let Cell::OneOf(set) = branch.cell {
                        set.len()
                    } else {
                        0
                    }
                })
                .sum();
            return branches.iter().all(|branch| branch.cell != Cell::Else)
                || (named as usize) < options;
        }
        Change::Shift { node, edge, up } => {
            let from = edges(&tree.nodes[node])[edge];
            let to = from * if up { 2.0 } else { 0.5 };
            if to == from
                || edges(&tree.nodes[node]).iter().any(|other| {
                    (*other >= from.min(to) && *other <= from.max(to)) && *other != from
                })
            {
                return false;
            }
            for branch in &mut tree.nodes[node].branches {
                if let Cell::Range(range) = &mut branch.cell {
                    for end in [&mut range.from, &mut range.to] {
                        if *end == from {
                            *end = to;
                        }
                    }
                }
            }
        }
        _ => return false,
    }
    true
}

/// Whether every leaf and every node that is still there has a path that leads to it, as the loader asks.
fn all_reached(tree: &Tree) -> bool {
    let mut nodes = vec![false; tree.nodes.len()];
    let mut leaves = vec![false; tree.leaves.len()];
    let mut open = vec![0];
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut nodes[node], true) {
            for branch in &tree.nodes[node].branches {
                match branch.go {
                    Go::Node(next) => open.push(next),
                    Go::Leaf(leaf) => leaves[leaf] = true,
                }
            }
        }
    }
    let there = |node: &usize| !tree.nodes[*node].branches.is_empty();
    leaves.into_iter().all(|reached| reached)
        && (0..nodes.len()).filter(there).all(|node| nodes[node])
}

fn when_mut(catalog: &mut Catalog, part: Part, row: usize) -> Option<&mut Vec<Condition>> {
    match part {
        Part::Decision(index) => match &mut catalog.decisions[index].body {
            Body::Set(rows) => Some(&mut rows[row].when),
            Body::Ranked(Sheet { rows, .. }) => Some(&mut rows[row].when),
            _ => None,
        },
        Part::Fact(index) => match &mut catalog.facts[index].how {
            How::Rows(rows) => Some(&mut rows[row].when),
            How::Formula(..) => None,
        },
        Part::Conflict(index) => Some(&mut catalog.conflicts[index].when),
    }
}
