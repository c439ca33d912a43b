//! Reading of score sheets: evidence, how it weighs and why, what is likely beforehand.
//!
//! Not here: trees and sets (`catalog::tree`), deciding by them (`engine`).

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::units::Probability;

use super::reader::{Item, Table};
use super::symbols::Symbols;
use super::tree::member;
use super::value::Kind;
use super::{Body, Decision, Evidence, Prose, Sheet, Uncertain};

fn weights(item: Option<&Item<'_, '_>>, kind: &Kind, decision: &str) -> BTreeMap<u8, f64> {
    let Some(table) = item.and_then(Item::table) else {
        return BTreeMap::new();
    };
    let mut weights = BTreeMap::new();
    for (word, place, weight) in table.entries() {
        let Some(option) = kind.option(&word) else {
            let problem = Diagnostic::error(
                Problem::UnknownId,
                place,
                format!("`{word}` is not an option of `{decision}`"),
            );
            weight.file.report(problem.expected_one_of(
                &word,
                kind.options().iter().map(|option| option.id.as_str()),
            ));
            continue;
        };
        let digits = match weight.value() {
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => "",
        };
        match digits.replace('_', "").parse::<f64>() {
            Ok(bits) if bits.is_finite() && bits.abs() <= WEIGHT_MAX => {
                weights.insert(option, bits);
            }
            Ok(bits) => weight.file.report(
                Diagnostic::error(
                    Problem::OutOfRange,
                    weight.place(),
                    format!("a weight of {bits} for `{word}` is out of range"),
                )
                .expected("bits of evidence, between -20 and 20"),
            ),
            Err(_) => weight.wrong_type("a weight of evidence in bits, between -20 and 20"),
        }
    }
    weights
}

/// Why a row speaks for or against each option that it weighs: a symptom points to each cause for a reason of its own.
fn whys(
    row: &Table<'_, '_>,
    adds: &BTreeMap<u8, f64>,
    kind: &Kind,
    decision: &str,
) -> BTreeMap<u8, Prose> {
    let id = |option: &u8| kind.options()[usize::from(*option)].id.as_str();
    let mut whys = BTreeMap::new();
    let found = row.get("why").and_then(|item| item.table());
    for (word, place, item) in found.iter().flat_map(Table::entries) {
        let option = kind
            .option(&word)
            .filter(|option| adds.contains_key(option));
        let (Some(option), Some(prose)) = (option, item.prose()) else {
            if option.is_none() {
                let problem = format!("{} does not weigh `{word}` of `{decision}`", row.what());
                let problem = Diagnostic::error(Problem::UnknownId, place, problem);
                row.file
                    .report(problem.expected_one_of(&word, adds.keys().map(id)));
            }
            continue;
        };
        whys.insert(option, prose);
    }
    let untold: Vec<&str> = adds
        .keys()
        .filter(|option| !whys.contains_key(option))
        .map(id)
        .collect();
    if adds.len() > 1 && !untold.is_empty() {
        let names = untold.join("`, `");
        row.file.report(
            Diagnostic::error(
                Problem::MissingKey,
                row.place(),
                format!("{} does not say why it weighs `{names}`", row.what()),
            )
            .help("add `[row.why]` with a sentence for each option in `adds`"),
        );
    }
    whys
}

/// Twenty bits are odds of a million to one: no single observation says more.
const WEIGHT_MAX: f64 = 20.0;

pub(super) fn ranked(
    table: &Table<'_, '_>,
    decision: &Decision,
    symbols: &Symbols,
    kind: &Kind,
) -> Body {
    let mut rows: Vec<Evidence> = Vec::new();
    for row in table.tables("row") {
        let Some(id) = row.text("id") else { continue };
        row.name_it(format!("evidence `{id}`"));
        if rows.iter().any(|other| other.id == id) {
            row.file.report(Diagnostic::error(
                Problem::DuplicateId,
                row.place(),
                format!("evidence `{id}` stands twice"),
            ));
        }
        let adds = weights(row.require("adds").as_ref(), kind, &decision.id);
        rows.push(Evidence {
            when: symbols.conditions(row.require("when").as_ref(), decision.scope),
            why: whys(&row, &adds, kind, &decision.id),
            adds,
            because: row.prose("because"),
            sources: symbols.sources(&row),
            place: row.place(),
            id,
        });
        row.report_unasked();
    }
    let mut priors = BTreeMap::new();
    for prior in table.tables("prior") {
        prior.name_it(format!("a prior of `{}`", decision.id));
        priors.extend(weights(prior.require("adds").as_ref(), kind, &decision.id));
        prior.prose("because");
        symbols.sources(&prior);
        prior.report_unasked();
    }
    let ties: Vec<u8> = table
        .texts("ties")
        .iter()
        .filter_map(|item| member(item, kind, &decision.id))
        .collect();
    Body::Ranked(Sheet {
        rows,
        priors,
        ties,
        uncertain: table
            .get("uncertain")
            .and_then(|item| uncertain(&item.table()?, symbols)),
    })
}

fn uncertain(table: &Table<'_, '_>, symbols: &Symbols) -> Option<Uncertain> {
    let item = table.require("enough")?;
    let text = item.str()?;
    let enough = text.parse::<Probability>();
    if let Err(problem) = &enough {
        let problem = format!("`{text}` is not a share: {problem}");
        item.report(Problem::BadValue, problem);
    }
    let read = Uncertain {
        enough: enough.ok()?.ratio(),
        now: table.proses("now"),
        sources: symbols.sources(table),
    };
    table.report_unasked();
    Some(read)
}
