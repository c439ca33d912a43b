//! Reading of decisions: trees and sets.
//!
//! Here: nodes, branches, leaves, rows.
//! Not here: score sheets (`catalog::sheet`), the checks of one tree (`catalog::graph`), order between decisions (`catalog::check`).

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::cell::Cell;
use super::graph::{check_graph, check_order, check_partition};
use super::question::{options, scope};
use super::reader::{Item, Table};
use super::sheet;
use super::symbols::Symbols;
use super::value::{Choice, Kind};
use super::{Body, Branch, Decision, Gives, Go, Leaf, Node, Quantifier, Row, Scope, Sheet, Tree};

/// The head of a decision: everything that tests of it need to know.
pub(super) fn head(table: &Table<'_, '_>) -> Option<Decision> {
    for later in [
        "option",
        "names",
        "node",
        "leaf",
        "row",
        "prior",
        "ties",
        "uncertain",
    ] {
        table.get(later);
    }
    let id = table.text("decides")?;
    table.name_it(format!("decision `{id}`"));
    let kind = table.require("kind")?;
    let body = match kind.str()? {
        "choice" => Body::Choice(Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
        }),
        "figures" => Body::Figures(Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
        }),
        "set" => Body::Set(Vec::new()),
        "ranked" => Body::Ranked(Sheet::default()),
        other => {
            let problem = Diagnostic::error(
                Problem::BadValue,
                kind.place(),
                format!("`{other}` is not a kind of decision"),
            );
            table
                .file
                .report(problem.expected_one_of(other, ["choice", "figures", "set", "ranked"]));
            return None;
        }
    };
    let choices = if matches!(body, Body::Figures(_)) {
        let names = table.texts("names");
        let name = |item: &Item<'_, '_>| {
            let id = item.str()?.to_owned();
            Some(Choice {
                label: id.clone(),
                means: String::new(),
                phrase: None,
                id,
                place: item.place(),
            })
        };
        names.iter().filter_map(name).collect()
    } else {
        options(table)
    };
    Some(Decision {
        scope: scope(table)?,
        title: table.text("title")?,
        asks: table.text("asks")?,
        options: choices,
        body,
        place: table.place(),
        id,
    })
}

/// The body of a decision, once all names are known.
pub(super) fn body(table: &Table<'_, '_>, decision: &Decision, symbols: &Symbols) -> Body {
    let kind = Kind::Choice(decision.options.clone());
    match &decision.body {
        Body::Choice(_) => Body::Choice(tree(table, decision, symbols, false)),
        Body::Figures(_) => Body::Figures(tree(table, decision, symbols, true)),
        Body::Set(_) => Body::Set(
            table
                .tables("row")
                .iter()
                .filter_map(|row| {
                    row.name_it(format!("a row of `{}`", decision.id));
                    let read = Row {
                        include: member(&row.require("include")?, &kind, &decision.id)?,
                        when: symbols.conditions(row.require("when").as_ref(), decision.scope),
                        because: row.prose("because"),
                        costs: row.prose("costs"),
                        sources: symbols.sources(row),
                        place: row.place(),
                    };
                    finish(row);
                    Some(read)
                })
                .collect(),
        ),
        Body::Ranked(_) => sheet::ranked(table, decision, symbols, &kind),
    }
}

/// Reports the unread keys of a table that is only borrowed.
fn finish(table: &Table<'_, '_>) {
    table.report_unasked();
}

pub(super) fn member(item: &Item<'_, '_>, kind: &Kind, decision: &str) -> Option<u8> {
    let word = item.str()?;
    let found = kind.option(word);
    if found.is_none() {
        let problem = Diagnostic::error(
            Problem::UnknownId,
            item.place(),
            format!("`{word}` is not an option of `{decision}`"),
        );
        item.file.report(
            problem.expected_one_of(word, kind.options().iter().map(|option| option.id.as_str())),
        );
    }
    found
}

/// A node as it stands in the file: targets of branches are still words.
struct Draft<'f, 's> {
    id: String,
    table: Table<'f, 's>,
}

fn tree(table: &Table<'_, '_>, decision: &Decision, symbols: &Symbols, figures: bool) -> Tree {
    let kind = Kind::Choice(decision.options.clone());
    let mut names: BTreeMap<String, Go> = BTreeMap::new();
    let mut twice = false;
    let mut drafts = |key: &'static str, go: fn(usize) -> Go| {
        let mut found = Vec::new();
        for table in table.tables(key) {
            let Some(id) = table.text("id") else { continue };
            table.name_it(format!("{key} `{id}`"));
            if names.insert(id.clone(), go(found.len())).is_some() {
                twice = true;
                table.file.report(Diagnostic::error(
                    Problem::DuplicateId,
                    table.place(),
                    format!("`{id}` stands twice in this tree"),
                ));
            }
            found.push(Draft { id, table });
        }
        found
    };
    let node_drafts = drafts("node", Go::Node);
    let leaf_drafts = drafts("leaf", Go::Leaf);
    let nodes: Vec<Option<Node>> = node_drafts
        .iter()
        .map(|draft| node(draft, decision.scope, symbols, &names))
        .collect();
    let leaves: Vec<Option<Leaf>> = leaf_drafts
        .iter()
        .map(|draft| leaf(draft, &kind, &decision.id, symbols, figures))
        .collect();
    if leaf_drafts.is_empty() {
        table.file.report(Diagnostic::error(
            Problem::MissingKey,
            table.place(),
            format!("{} has no leaf", table.what()),
        ));
    }
    // A tree with a broken part has been reported; only whole trees are looked at as graphs.
    let nodes = nodes
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default();
    let leaves = leaves
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default();
    let tree = Tree { nodes, leaves };
    if !twice && tree.nodes.len() == node_drafts.len() && tree.leaves.len() == leaf_drafts.len() {
        check_graph(table, &tree);
    }
    tree
}

fn node(
    draft: &Draft<'_, '_>,
    scope: Scope,
    symbols: &Symbols,
    names: &BTreeMap<String, Go>,
) -> Option<Node> {
    let table = &draft.table;
    let test = table.require("test")?;
    let written = test.str()?;
    let found = symbols.subject(&test, written, &test.place(), scope);
    let mut branches: Vec<Branch> = Vec::new();
    let mut complete = true;
    for row in table.tables("branch") {
        let cell = row.require("is");
        let go = row.require("go").and_then(|item| {
            let word = item.str()?;
            let target = names.get(word).copied();
            if target.is_none() {
                let problem = Diagnostic::error(
                    Problem::UnknownId,
                    item.place(),
                    format!("`{word}` is no node or leaf of this tree"),
                );
                item.file
                    .report(problem.expected_one_of(word, names.keys().map(String::as_str)));
            }
            target
        });
        let read = match (&cell, &found) {
            (Some(cell), Some((_, kind, _))) => Cell::read(cell, kind, written),
            _ => None,
        };
        match (read, go, cell) {
            (Some(read), Some(go), Some(item)) => {
                branches.push(Branch {
                    written: item.show_cell(),
                    cell: read,
                    go,
                    place: row.place(),
                });
            }
            _ => complete = false,
        }
        finish(&row);
    }
    finish(table);
    let (subject, kind, maybe_unknown) = found?;
    if !complete {
        return None;
    }
    if subject.quantifier != Quantifier::One || matches!(kind, Kind::Multi(_)) {
        check_order(table, written, &branches);
    } else {
        check_partition(table, written, kind, maybe_unknown, &branches);
    }
    Some(Node {
        id: draft.id.clone(),
        subject,
        branches,
        place: table.place(),
    })
}

fn leaf(
    draft: &Draft<'_, '_>,
    kind: &Kind,
    decision: &str,
    symbols: &Symbols,
    figures: bool,
) -> Option<Leaf> {
    let table = &draft.table;
    let gives = if figures {
        let rule = table.text("rule");
        let expressions = table
            .require("figures")
            .and_then(|item| expressions(&item, kind, decision));
        Gives::Figures {
            rule: rule?,
            expressions: expressions?,
        }
    } else {
        Gives::Option(member(&table.require("choose")?, kind, decision)?)
    };
    let chosen = match gives {
        Gives::Option(option) => Some(option),
        Gives::Figures { .. } => None,
    };
    let mut rejects = Vec::new();
    let tables = table.tables("rejects");
    for reject in &tables {
        reject.name_it(format!("a rejection of leaf `{}`", draft.id));
        let because = reject.prose("because");
        if figures {
            reject.get("choice");
        } else if let Some(item) = reject.require("choice")
            && let Some(option) = member(&item, kind, decision)
        {
            if chosen == Some(option) {
                let problem = format!("{} rejects what it chooses", table.what());
                item.report(Problem::BadValue, problem);
            }
            rejects.push((option, because));
        }
        finish(reject);
    }
    let nothing = |item: Item<'_, '_>| item.value().as_array().is_some_and(|list| list.is_empty());
    if !figures && table.get("rejects").is_none_or(nothing) {
        table.file.report(
            Diagnostic::error(Problem::MissingKey, table.place(), format!("{} rejects nothing", table.what()))
                .help("name at least one other option and why it was not chosen: `rejects = [{ choice = …, because = … }]`"),
        );
    }
    let read = Leaf {
        id: draft.id.clone(),
        gives,
        because: table.prose("because"),
        costs: table.prose("costs"),
        rejects,
        sources: symbols.sources(table),
        place: table.place(),
    };
    finish(table);
    Some(read)
}

fn expressions(item: &Item<'_, '_>, kind: &Kind, decision: &str) -> Option<Vec<(usize, String)>> {
    let table = item.table()?;
    let mut expressions: Vec<(usize, String)> = Vec::new();
    let mut known = vec!["losses".to_owned()];
    for (name, place, expression) in table.entries() {
        let Some(index) = kind.option(&name) else {
            let problem = Diagnostic::error(
                Problem::UnknownId,
                place,
                format!("`{name}` is not a figure of `{decision}`"),
            );
            item.file.report(problem.expected_one_of(
                &name,
                kind.options().iter().map(|option| option.id.as_str()),
            ));
            return None;
        };
        let text = expression.str()?.to_owned();
        let environment = minijinja::Environment::empty();
        match environment.compile_expression(&text) {
            Ok(compiled) => {
                if let Some(unknown) = compiled
                    .undeclared_variables(false)
                    .into_iter()
                    .find(|name| !known.contains(name))
                {
                    let problem = Diagnostic::error(
                        Problem::UnknownId,
                        expression.place(),
                        format!("`{unknown}` is not known here"),
                    );
                    item.file.report(
                        problem.expected_one_of(&unknown, known.iter().map(String::as_str)),
                    );
                    return None;
                }
            }
            Err(error) => {
                item.file.report(
                    Diagnostic::error(
                        Problem::Template,
                        expression.place(),
                        format!("`{text}` is not an expression: {error}"),
                    )
                    .expected("arithmetic such as `2 * f + 1`"),
                );
                return None;
            }
        }
        known.push(name);
        expressions.push((usize::from(index), text));
    }
    for option in kind.options() {
        if !known.contains(&option.id) {
            item.file.report(Diagnostic::error(
                Problem::MissingKey,
                item.place(),
                format!("the figure `{}` is missing", option.id),
            ));
        }
    }
    Some(expressions)
}
