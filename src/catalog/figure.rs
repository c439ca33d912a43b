//! Reading of figures: their inputs, and what they are held against.
//!
//! Not here: computing them (`design::figures`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::question::scope;
use super::reader::Table;
use super::symbols::Symbols;
use super::value::Kind;
use super::{Against, Figure, Limit, Value};

/// `known` are the ids of all figures.
pub(super) fn figure(table: &Table<'_, '_>, symbols: &Symbols, known: &[&str]) -> Option<Figure> {
    let id = table.text("id")?;
    table.name_it(format!("figure `{id}`"));
    let scope = scope(table)?;
    let inputs = table
        .texts("inputs")
        .iter()
        .filter_map(|item| {
            let written = item.str()?;
            let found = symbols.targets.get(written).map(|symbol| symbol.target);
            if found.is_none() {
                let problem = Diagnostic::error(
                    Problem::UnknownId,
                    item.place(),
                    format!("`{written}` is no question, fact or decision"),
                );
                item.file.report(
                    problem.expected_one_of(written, symbols.targets.keys().map(String::as_str)),
                );
            }
            found
        })
        .collect();
    let largest = table.get("of-all").and_then(|item| {
        let word = item.str()?;
        let known = word == "largest";
        if !known {
            let problem = format!(
                "`{word}` is not what a text of the system can be told of a dataset's figure"
            );
            let problem = Diagnostic::error(Problem::BadValue, item.place(), problem);
            item.file.report(problem.expected("`largest`"));
        }
        Some(known)
    });
    let panel = table
        .get("panel")
        .and_then(|item| match Kind::Integer.read(&item, "panel")? {
            Value::Integer(weight) => Some(weight),
            _ => None,
        });
    let read = Figure {
        largest: largest.unwrap_or(false),
        panel,
        title: table.text("title").unwrap_or_default(),
        scope,
        when: symbols.conditions(table.get("when").as_ref(), scope),
        inputs,
        limits: limits(table, symbols, known),
        formula: table.text("formula").unwrap_or_default(),
        means: table.text("means").unwrap_or_default(),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

/// What a figure should stay above or below: a question, a fact, another figure, or a number.
fn limits(table: &Table<'_, '_>, symbols: &Symbols, known: &[&str]) -> Vec<Limit> {
    let mut limits = Vec::new();
    for (key, most) in [("at-most", true), ("at-least", false)] {
        for item in table.texts(key) {
            let Some(written) = item.str() else { continue };
            let number = || {
                let kinds = [
                    Kind::Percent,
                    Kind::Duration,
                    Kind::Rate,
                    Kind::Bytes,
                    Kind::Number,
                ];
                let mut read = kinds.iter().filter_map(|kind| kind.parse(written).ok());
                read.find_map(|value| value.magnitude())
            };
            let against = match (
                symbols.targets.get(written),
                written.strip_prefix("figure."),
            ) {
                (Some(symbol), _) => Some(Against::Target(symbol.target)),
                (None, Some(id)) if known.contains(&id) => Some(Against::Figure(id.to_owned())),
                _ => number().map(Against::Number),
            };
            let Some(against) = against else {
                let problem = Diagnostic::error(
                    Problem::UnknownId,
                    item.place(),
                    format!("`{written}` is no limit of a figure"),
                );
                item.file.report(problem.expected(
                    "a question, a fact, `figure.` and an id, or a number with its unit",
                ));
                continue;
            };
            limits.push(Limit {
                most,
                against,
                written: written.to_owned(),
            });
        }
    }
    limits
}
