//! Reading of what decisions bring to the brief: patterns, guidance, conflicts, invariants, references.
//!
//! Here: their tables.
//! Not here: what an incident calls for (`catalog::response`), rendering (`design`, `brief`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::reader::{Item, Table};
use super::symbols::Symbols;
use super::value::Kind;
use super::{
    Conflict, Invariant, PARTS, PHASES, Parameter, PartitionRow, Pattern, Prose, Reference,
    Rollout, Scope, SplitBrainRow, Target, WayOut,
};

/// The index of a word in a fixed list; anything else is reported.
fn word(table: &Table<'_, '_>, key: &'static str, words: &[&'static str]) -> Option<usize> {
    let item = table.require(key)?;
    let found = item.str()?;
    let index = words.iter().position(|word| *word == found);
    if index.is_none() {
        let problem = Diagnostic::error(
            Problem::BadValue,
            item.place(),
            format!("`{found}` is not a {key}"),
        );
        item.file
            .report(problem.expected_one_of(found, words.iter().copied()));
    }
    index
}

pub(super) fn pattern(table: &Table<'_, '_>, symbols: &Symbols) -> Option<Pattern> {
    let id = table.text("id")?;
    table.name_it(format!("pattern `{id}`"));
    let when = table.require("when");
    let scope = symbols.scope_of(when.as_ref());
    let part = word(table, "part", &PARTS);
    let parameters = table
        .tables("parameters")
        .iter()
        .filter_map(|parameter| {
            parameter.name_it(format!("a parameter of pattern `{id}`"));
            let read = Parameter {
                name: parameter.text("name")?,
                value: parameter.prose("value"),
                because: parameter.prose("because"),
            };
            parameter.report_unasked();
            Some(read)
        })
        .collect();
    let rollout = table
        .require("rollout")
        .and_then(|item| item.table())
        .and_then(|rollout| {
            rollout.name_it(format!("the rollout of pattern `{id}`"));
            let read = Rollout {
                phase: word(&rollout, "phase", &PHASES)?,
                step: rollout.prose("step"),
                enter: rollout.prose("enter"),
                exit: rollout.prose("exit"),
                rollback: rollout.prose("rollback"),
            };
            rollout.report_unasked();
            Some(read)
        });
    let read = Pattern {
        title: table.text("title").unwrap_or_default(),
        scope,
        when: symbols.conditions(when.as_ref(), scope),
        part: PARTS[part?].to_owned(),
        summary: table.prose("summary"),
        parameters,
        prevents: table.prose("prevents"),
        adds: table.prose("adds"),
        degraded: table.prose("degraded"),
        test: table.prose("test"),
        metric: table.prose("metric"),
        alert: table.prose("alert"),
        rollout: rollout?,
        guardrail: table.optional_prose("guardrail"),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

pub(super) fn partition_row(table: &Table<'_, '_>, symbols: &Symbols) -> Option<PartitionRow> {
    let id = table.text("id")?;
    table.name_it(format!("row `{id}`"));
    let read = PartitionRow {
        when: symbols.conditions(table.require("when").as_ref(), Scope::Dataset),
        majority: table.prose("majority"),
        minority: table.prose("minority"),
        healed: table.prose("healed"),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

pub(super) fn split_brain_row(table: &Table<'_, '_>, symbols: &Symbols) -> Option<SplitBrainRow> {
    let id = table.text("id")?;
    table.name_it(format!("row `{id}`"));
    let when = table.require("when");
    let scope = symbols.scope_of(when.as_ref());
    let read = SplitBrainRow {
        scope,
        when: symbols.conditions(when.as_ref(), scope),
        mechanism: table.text("mechanism")?,
        how: table.prose("how"),
        condition: table.prose("condition"),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

/// Reports a proposed answer that its question does not take. A template gives its value later.
pub(super) fn is_answer(table: &Table<'_, '_>, to: &Prose, question: usize, symbols: &Symbols) {
    let target = Target::Question(question);
    let found = symbols
        .targets
        .iter()
        .find(|(_, symbol)| symbol.target == target);
    let Some((id, kind)) = found.and_then(|(id, symbol)| Some((id, symbol.kind.as_ref()?))) else {
        return;
    };
    if to.text.is_empty() || to.text.contains('{') || kind.parse(&to.text).is_ok() {
        return;
    }
    let problem = format!("`{}` is not an answer to `{id}`", to.text);
    let problem = Diagnostic::error(Problem::BadValue, to.place.clone(), problem);
    table.file.report(if kind.options().is_empty() {
        problem.expected(kind.wanted())
    } else {
        let options = kind.options().iter().map(|option| option.id.as_str());
        problem.expected_one_of(&to.text, options)
    });
}

/// The index of the question that an item names.
pub(super) fn question(item: &Item<'_, '_>, symbols: &Symbols) -> Option<usize> {
    let id = item.str()?;
    if let Some(Target::Question(index)) = symbols.targets.get(id).map(|symbol| symbol.target) {
        Some(index)
    } else {
        let questions = symbols
            .targets
            .iter()
            .filter(|(_, symbol)| matches!(symbol.target, Target::Question(_)));
        let problem = Diagnostic::error(
            Problem::UnknownId,
            item.place(),
            format!("`{id}` is no question"),
        );
        item.file
            .report(problem.expected_one_of(id, questions.map(|(id, _)| id.as_str())));
        None
    }
}

pub(super) fn conflict(table: &Table<'_, '_>, symbols: &Symbols) -> Option<Conflict> {
    let id = table.text("id")?;
    table.name_it(format!("conflict `{id}`"));
    let when = table.require("when");
    let scope = symbols.scope_of(when.as_ref());
    let ways_out: Vec<WayOut> = table
        .tables("ways-out")
        .iter()
        .filter_map(|way| {
            way.name_it(format!("a way out of conflict `{id}`"));
            let question = question(&way.require("set")?, symbols)?;
            let to = way.prose("to");
            is_answer(way, &to, question, symbols);
            let read = WayOut {
                question,
                to,
                then: way.prose("then"),
            };
            way.report_unasked();
            Some(read)
        })
        .collect();
    if ways_out.is_empty() {
        table.file.report(
            Diagnostic::error(Problem::MissingKey, table.place(), format!("conflict `{id}` has no way out"))
                .help("add `ways-out = [{ set = \"…\", to = \"…\", then = \"…\" }]`: answers that end it, and what follows"),
        );
    }
    let read = Conflict {
        title: table.text("title").unwrap_or_default(),
        scope,
        when: symbols.conditions(when.as_ref(), scope),
        answers: table
            .require("answers")
            .map(|item| item.elements())
            .unwrap_or_default()
            .iter()
            .filter_map(|item| question(item, symbols))
            .collect(),
        because: table.prose("because"),
        ways_out,
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

pub(super) fn invariant(table: &Table<'_, '_>, symbols: &Symbols) -> Option<Invariant> {
    let id = table.text("id")?;
    table.name_it(format!("invariant `{id}`"));
    let (never, when, then) = (table.get("never"), table.get("when"), table.get("then"));
    let subject = match (&never, &when, &then) {
        (Some(never), None, None) => never,
        (None, Some(when), Some(_)) => when,
        _ => {
            table.file.report(
                Diagnostic::error(
                    Problem::MissingKey,
                    table.place(),
                    format!("invariant `{id}` is neither of the two forms"),
                )
                .expected("`never = { … }`, or `when = { … }` with `then = { … }`"),
            );
            return None;
        }
    };
    let scope = match (
        symbols.scope_of(Some(subject)),
        symbols.scope_of(then.as_ref()),
    ) {
        (Scope::System, Scope::System) => Scope::System,
        _ => Scope::Dataset,
    };
    let read = Invariant {
        scope,
        when: symbols.conditions(Some(subject), scope),
        then: symbols.conditions(then.as_ref(), scope),
        because: table.text("because").unwrap_or_default(),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

pub(super) fn reference(table: &Table<'_, '_>) -> Option<Reference> {
    let id = table.text("id")?;
    table.name_it(format!("reference `{id}`"));
    let year = table
        .require("year")
        .and_then(|item| Kind::Integer.read(&item, "year"));
    let url = table.text("url")?;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        table.file.report(
            Diagnostic::error(
                Problem::BadValue,
                table.place(),
                format!("`{url}` is not an address"),
            )
            .expected("https://…"),
        );
    }
    let read = Reference {
        title: table.text("title").unwrap_or_default(),
        authors: table.text("authors").unwrap_or_default(),
        year: if let Some(super::Value::Integer(year)) = year {
            year
        } else {
            0
        },
        url,
        place_in_work: table.optional_text("where"),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

/// Prose of a pattern, in a fixed order; for checks that look at every text.
pub(super) fn texts(pattern: &Pattern) -> impl Iterator<Item = &Prose> {
    let fixed = [
        &pattern.summary,
        &pattern.prevents,
        &pattern.adds,
        &pattern.degraded,
        &pattern.test,
        &pattern.metric,
        &pattern.alert,
        &pattern.rollout.step,
        &pattern.rollout.enter,
        &pattern.rollout.exit,
        &pattern.rollout.rollback,
    ];
    fixed.into_iter().chain(pattern.guardrail.as_ref()).chain(
        pattern
            .parameters
            .iter()
            .flat_map(|parameter| [&parameter.value, &parameter.because]),
    )
}
