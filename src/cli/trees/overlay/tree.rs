//! How two trees of one decision differ, in a line each.
//!
//! Here: options, nodes with their branches, leaves, rows of sets and score sheets.
//! Not here: what the difference decides for a file (`quorate diff`).

use crate::catalog::{
    Body, Catalog, Condition, Decision, Evidence, Gives, Go, Leaf, Node, Row, Sheet, Tree,
};

/// A decision with the catalog that its indices are of.
type In<'c> = (&'c Catalog, &'c Decision);

pub(super) fn differences(ours: In<'_>, theirs: In<'_>) -> Vec<String> {
    let mut told = Vec::new();
    let ids = |decision: &Decision| {
        let ids = decision.options.iter().map(|option| option.id.clone());
        ids.collect::<Vec<_>>()
    };
    came_and_went("option", &ids(ours.1), &ids(theirs.1), &mut told);
    match (&ours.1.body, &theirs.1.body) {
        (
            Body::Choice(before) | Body::Figures(before),
            Body::Choice(after) | Body::Figures(after),
        ) if ours.1.kind_name() == theirs.1.kind_name() => {
            trees((ours, before), (theirs, after), &mut told);
        }
        (Body::Set(before), Body::Set(after)) => {
            let named = |of: In<'_>, rows: &[Row]| {
                let row = |row: &Row| {
                    let said = format!(
                        "{} {:?}",
                        when(of.0, &row.when),
                        texts(&row.because.text, &row.costs.text)
                    );
                    (option(of.1, row.include), said)
                };
                gathered(rows.iter().map(row))
            };
            rows(
                "rows of",
                &named(ours, before),
                &named(theirs, after),
                &mut told,
            );
        }
        (Body::Ranked(Sheet { rows: before, .. }), Body::Ranked(Sheet { rows: after, .. })) => {
            let named = |of: In<'_>, rows: &[Evidence]| {
                let row = |row: &Evidence| {
                    let adds: Vec<String> = (row.adds.iter())
                        .map(|(to, bits)| format!("{} {bits}", option(of.1, *to)))
                        .collect();
                    let said = format!("{} {adds:?} {}", when(of.0, &row.when), row.because.text);
                    (row.id.clone(), said)
                };
                gathered(rows.iter().map(row))
            };
            rows(
                "row",
                &named(ours, before),
                &named(theirs, after),
                &mut told,
            );
        }
        _ => told.push(format!(
            "is of kind {} instead of {}",
            theirs.1.kind_name(),
            ours.1.kind_name()
        )),
    }
    if told.is_empty() {
        told.push("says the same in other words".to_owned());
    }
    told
}

/// Names with what is said under each; a name that stands several times has all of it.
type Named = Vec<(String, Vec<String>)>;

fn gathered(rows: impl Iterator<Item = (String, String)>) -> Named {
    let mut named = Named::new();
    for (name, said) in rows {
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(said),
            None => named.push((name, vec![said])),
        }
    }
    named
}

fn rows(what: &str, before: &Named, after: &Named, told: &mut Vec<String>) {
    let names = |named: &Named| {
        named
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    came_and_went(what, &names(before), &names(after), told);
    for (name, said) in after {
        let differs = before
            .iter()
            .any(|(known, old)| known == name && old != said);
        if differs {
            told.push(format!("{what} `{name}` differ"));
        }
    }
}

fn came_and_went(what: &str, before: &[String], after: &[String], told: &mut Vec<String>) {
    let new = after.iter().filter(|id| !before.contains(id));
    told.extend(new.map(|id| format!("{what} `{id}` is new")));
    let gone = before.iter().filter(|id| !after.contains(id));
    told.extend(gone.map(|id| format!("{what} `{id}` is gone")));
}

fn trees(
    (ours, before): (In<'_>, &Tree),
    (theirs, after): (In<'_>, &Tree),
    told: &mut Vec<String>,
) {
    let nodes = |tree: &Tree| {
        tree.nodes
            .iter()
            .map(|node| node.id.clone())
            .collect::<Vec<_>>()
    };
    came_and_went("node", &nodes(before), &nodes(after), told);
    for node in &after.nodes {
        if let Some(old) = before.nodes.iter().find(|old| old.id == node.id) {
            node_differences((ours.0, before, old), (theirs.0, after, node), told);
        }
    }
    let first = |tree: &Tree| tree.nodes.first().map(|node| node.id.clone());
    if first(before) != first(after)
        && let Some(start) = first(after)
    {
        told.push(format!("begins at node `{start}`"));
    }
    let leaves = |tree: &Tree| {
        tree.leaves
            .iter()
            .map(|leaf| leaf.id.clone())
            .collect::<Vec<_>>()
    };
    came_and_went("leaf", &leaves(before), &leaves(after), told);
    for leaf in &after.leaves {
        if let Some(old) = before.leaves.iter().find(|old| old.id == leaf.id) {
            leaf_differences((ours.1, old), (theirs.1, leaf), told);
        }
    }
}

type At<'c> = (&'c Catalog, &'c Tree, &'c Node);

fn node_differences(old: At<'_>, new: At<'_>, told: &mut Vec<String>) {
    let id = &new.2.id;
    let tests = |at: At<'_>| at.0.subject_id(at.2.subject);
    let (before, after) = (tests(old), tests(new));
    if before != after {
        told.push(format!("node `{id}` tests {after} instead of {before}"));
    }
    let branches = |at: At<'_>| {
        let branch = |branch: &crate::catalog::Branch| {
            let to = match branch.go {
                Go::Node(node) => at.1.nodes.get(node).map(|node| node.id.clone()),
                Go::Leaf(leaf) => at.1.leaves.get(leaf).map(|leaf| leaf.id.clone()),
            };
            (branch.written.clone(), to.unwrap_or_default())
        };
        at.2.branches.iter().map(branch).collect::<Vec<_>>()
    };
    let (before, after) = (branches(old), branches(new));
    for (cell, to) in &after {
        match before.iter().find(|(known, _)| known == cell) {
            None => told.push(format!("node `{id}`: `{cell}` is new and leads to `{to}`")),
            Some((_, was)) if was != to => told.push(format!(
                "node `{id}`: `{cell}` leads to `{to}` instead of `{was}`"
            )),
            Some(_) => {}
        }
    }
    let gone = before
        .iter()
        .filter(|(cell, _)| after.iter().all(|(known, _)| known != cell));
    told.extend(gone.map(|(cell, _)| format!("node `{id}`: `{cell}` is gone")));
}

fn leaf_differences(
    (ours, old): (&Decision, &Leaf),
    (theirs, new): (&Decision, &Leaf),
    told: &mut Vec<String>,
) {
    let gives = |decision: &Decision, leaf: &Leaf| match &leaf.gives {
        Gives::Option(index) => option(decision, *index),
        Gives::Figures { rule, expressions } => {
            let figures = expressions.iter().map(|(name, expression)| {
                let name = decision
                    .options
                    .get(*name)
                    .map_or("", |name| name.id.as_str());
                format!("{name} = {expression}")
            });
            format!("{rule} ({})", figures.collect::<Vec<_>>().join(", "))
        }
    };
    let id = &new.id;
    let (before, after) = (gives(ours, old), gives(theirs, new));
    if before != after {
        told.push(format!("leaf `{id}` chooses {after} instead of {before}"));
    }
    let rejects = |decision: &Decision, leaf: &Leaf| {
        let rejects = leaf.rejects.iter();
        rejects
            .map(|(index, because)| (option(decision, *index), because.text.clone()))
            .collect::<Vec<_>>()
    };
    let words = texts(&old.because.text, &old.costs.text)
        != texts(&new.because.text, &new.costs.text)
        || rejects(ours, old) != rejects(theirs, new);
    if words {
        told.push(format!("leaf `{id}` gives other reasons"));
    }
}

fn option(decision: &Decision, index: u8) -> String {
    let option = decision.options.get(usize::from(index));
    option.map_or_else(String::new, |option| option.id.clone())
}

fn texts<'t>(because: &'t str, costs: &'t str) -> (&'t str, &'t str) {
    (because, costs)
}

fn when(catalog: &Catalog, when: &[Condition]) -> String {
    let conditions = when.iter().map(|condition| {
        format!(
            "{} {}",
            catalog.subject_id(condition.subject),
            condition.written
        )
    });
    conditions.collect::<Vec<_>>().join(", ")
}
