//! Changes to the decision data in words.

use quorate::catalog::{Body, Catalog, How, Sheet, Target};

use crate::mutate::{Change, Part, edges, tree, when};

/// The change in words, with the line that it is made at.
#[allow(clippy::too_many_lines, reason = "one arm for each kind of change")]
pub(crate) fn told(catalog: &Catalog, part: Part, change: Change) -> String {
    let condition = |row: usize, condition: usize| {
        let tested = &when(catalog, part, row)[condition];
        format!(
            "`{}` = {}",
            catalog.subject_id(tested.subject),
            tested.written
        )
    };
    let option_of = |target: Target, option: u8| {
        catalog.kind_of(target).options()[usize::from(option)]
            .id
            .clone()
    };
    let place = |row: usize| match part {
        Part::Decision(index) => match &catalog.decisions[index].body {
            Body::Set(rows) => rows[row].place.to_string(),
            Body::Ranked(Sheet { rows, .. }) => rows[row].place.to_string(),
            _ => String::new(),
        },
        Part::Fact(index) => match &catalog.facts[index].how {
            How::Rows(rows) => rows[row].place.to_string(),
            How::Formula(..) => String::new(),
        },
        Part::Conflict(index) => catalog.conflicts[index].place.to_string(),
    };
    let name = match part {
        Part::Decision(index) => catalog.decisions[index].id.clone(),
        Part::Fact(index) => catalog.facts[index].id.clone(),
        Part::Conflict(index) => format!("conflict {}", catalog.conflicts[index].id),
    };
    let node = |node: usize| match part {
        Part::Decision(index) => &tree(catalog, index).expect("it has nodes").nodes[node],
        _ => unreachable!("only decisions have nodes"),
    };
    let written = |at: usize, branch: usize| node(at).branches[branch].written.clone();
    let (what, at) = match change {
        Change::Flip {
            node: at,
            one,
            other,
        } => (
            format!(
                "node {}: {} and {} lead where the other did",
                node(at).id,
                written(at, one),
                written(at, other)
            ),
            node(at).place.to_string(),
        ),
        Change::Bypass { node: at, branch } => (
            format!(
                "node {}: all goes where {} does",
                node(at).id,
                written(at, branch)
            ),
            node(at).place.to_string(),
        ),
        Change::SwapLeaves { one, other } => {
            let Part::Decision(index) = part else {
                unreachable!("only decisions have leaves")
            };
            let leaves = &tree(catalog, index).expect("it has leaves").leaves;
            (
                format!(
                    "leaves {} and {} choose what the other did",
                    leaves[one].id, leaves[other].id
                ),
                leaves[one].place.to_string(),
            )
        }
        Change::Move {
            node: at,
            option,
            to,
        } => {
            let option = option_of(node(at).subject.target, option);
            (
                format!("node {}: {option} goes to {}", node(at).id, written(at, to)),
                node(at).place.to_string(),
            )
        }
        Change::Shift { node: at, edge, up } => {
            let edge = edges(node(at))[edge];
            (
                format!(
                    "node {}: {edge} is {}",
                    node(at).id,
                    if up { "twice as much" } else { "half as much" }
                ),
                node(at).place.to_string(),
            )
        }
        Change::DropCondition { row, condition: at } => (
            format!("no longer asks for {}", condition(row, at)),
            place(row),
        ),
        Change::Toggle {
            row,
            condition: at,
            option,
        } => {
            let target = when(catalog, part, row)[at].subject.target;
            (
                format!(
                    "{} takes or leaves {}",
                    condition(row, at),
                    option_of(target, option)
                ),
                place(row),
            )
        }
        Change::Rescale {
            row,
            condition: at,
            up,
        } => (
            format!(
                "{} with {} as much",
                condition(row, at),
                if up { "twice" } else { "half" }
            ),
            place(row),
        ),
        Change::DropRow { row } => ("the row is gone".to_owned(), place(row)),
        Change::Other { row } => ("the row gives another value".to_owned(), place(row)),
        Change::Sign { row, option } => {
            let Part::Decision(index) = part else {
                unreachable!("only decisions have evidence")
            };
            (
                format!(
                    "the weight for {} has the other sign",
                    catalog.decisions[index].options[usize::from(option)].id
                ),
                place(row),
            )
        }
    };
    format!("{name}, {what}: {at}")
}
