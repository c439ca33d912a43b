//! Reading of systems: products that can carry a dataset's decisions, and the settings that make it true.
//!
//! Here: their tables.
//! Not here: which of them fit a design (`design::products`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::option_set::OptionSet;
use super::reader::Table;
use super::symbols::Symbols;
use super::value::{Kind, Value};
use super::{Condition, Fit, Miss, OwnSizes, Product, Scope, Setting, Takeover};

/// The kinds of systems.
const KINDS: [&str; 12] = [
    "relational",
    "wide-column",
    "document",
    "key-value",
    "log",
    "coordination",
    "in-memory",
    "embedded",
    "workflow",
    "client-side",
    "ledger",
    "object",
];

/// A weight of 100 is the most obvious candidate there is.
const WEIGHT_MAX: u64 = 100;

pub(super) fn product(table: &Table<'_, '_>, symbols: &Symbols) -> Option<Product> {
    let id = table.text("id")?;
    table.name_it(format!("system `{id}`"));
    let kind = table.require("kind")?;
    let word = kind.str()?;
    if !KINDS.contains(&word) {
        let problem = Diagnostic::error(
            Problem::BadValue,
            kind.place(),
            format!("`{word}` is not a kind of system"),
        );
        table.file.report(problem.expected_one_of(word, KINDS));
    }
    let weight =
        table
            .require("weight")
            .and_then(|item| match Kind::Integer.read(&item, "weight")? {
                Value::Integer(weight) if weight <= WEIGHT_MAX => Some(weight),
                _ => {
                    item.file.report(
                        Diagnostic::error(
                            Problem::OutOfRange,
                            item.place(),
                            "the weight is out of range",
                        )
                        .expected("from 0 to 100"),
                    );
                    None
                }
            });
    let fits = table
        .tables("fit")
        .iter()
        .map(|fit| {
            fit.name_it(format!("a fit of system `{id}`"));
            let read = Fit {
                when: conditions(fit, symbols),
                because: fit.prose("because"),
                own: own_sizes(fit),
                settings: settings(fit, "settings"),
                breaks: settings(fit, "breaks"),
            };
            fit.report_unasked();
            read
        })
        .collect::<Vec<_>>();
    if fits.is_empty() {
        table.file.report(
            Diagnostic::error(
                Problem::MissingKey,
                table.place(),
                format!("{} fits nothing", table.what()),
            )
            .help("add a `[[system.fit]]` that says where it can carry a dataset's decisions"),
        );
    }
    let takeovers = table
        .tables("takeover")
        .iter()
        .filter_map(|row| {
            row.name_it(format!("a takeover of system `{id}`"));
            let takes = row.require("takes");
            let read = Takeover {
                when: conditions(row, symbols),
                takes: match takes.and_then(|item| Kind::Duration.read(&item, "takes")) {
                    Some(Value::Duration(takes)) => takes,
                    _ => return None,
                },
                because: row.prose("because"),
                sources: symbols.sources(row),
            };
            row.report_unasked();
            Some(read)
        })
        .collect();
    let misses = table
        .tables("miss")
        .iter()
        .map(|miss| {
            miss.name_it(format!("a miss of system `{id}`"));
            let read = Miss {
                when: conditions(miss, symbols),
                because: miss.prose("because"),
            };
            miss.report_unasked();
            read
        })
        .collect();
    let read = Product {
        name: table.text("name").unwrap_or_default(),
        kind: word.to_owned(),
        hosting: options_of(table, "hosting", "system.hosting", symbols),
        operators: options_of(table, "operators", "system.operators", symbols),
        versions: table.text("versions").unwrap_or_default(),
        weight: weight?,
        promises: table.text("promises").unwrap_or_default(),
        found: table.text("found").unwrap_or_default(),
        fits,
        takeovers,
        misses,
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

fn conditions(table: &Table<'_, '_>, symbols: &Symbols) -> Vec<Condition> {
    symbols.conditions(table.require("when").as_ref(), Scope::Dataset)
}

/// Options of a question, as a list of its ids.
fn options_of(
    table: &Table<'_, '_>,
    key: &'static str,
    question: &str,
    symbols: &Symbols,
) -> OptionSet {
    let Some(item) = table.require(key) else {
        return OptionSet::default();
    };
    let options = symbols
        .targets
        .get(question)
        .and_then(|symbol| symbol.kind.as_ref())
        .map(Kind::options)
        .unwrap_or_default();
    match Kind::Multi(options.to_vec()).read(&item, question) {
        Some(Value::Multi(set)) => set,
        _ => OptionSet::default(),
    }
}

fn settings(table: &Table<'_, '_>, key: &'static str) -> Vec<Setting> {
    let read = |setting: &Table<'_, '_>| {
        setting.name_it(format!("a setting of {}", table.what()));
        let read = Setting {
            set: setting.text("set")?,
            to: setting.prose("to"),
            because: setting.prose("because"),
            safety: setting.get("safety").is_some_and(|item| item.yes()),
        };
        setting.report_unasked();
        Some(read)
    };
    table.tables(key).iter().filter_map(read).collect()
}

/// The copies that a system keeps by its own rule, where a fit names any.
fn own_sizes(fit: &Table<'_, '_>) -> Option<OwnSizes> {
    let any = fit.get("copies").is_some() || fit.get("write-quorum").is_some();
    let regions = || match Kind::Integer.read(&fit.get("regions")?, "regions")? {
        Value::Integer(regions) => Some(regions),
        _ => None,
    };
    any.then(|| OwnSizes {
        copies: fit.prose("copies"),
        write_quorum: fit.prose("write-quorum"),
        regions: regions(),
    })
}
