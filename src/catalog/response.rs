//! Reading of what an incident calls for: containment, and the response to each diagnosis.
//!
//! Here: their tables.
//! Not here: the score sheet (`catalog::tree`), words about one incident (`design::responses`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::guard::{advice, guard};
use super::prose::{is_answer, question};
use super::reader::Table;
use super::symbols::Symbols;
use super::value::Kind;
use super::{Amend, Change, Condition, ContainmentRow, Response, Scope, Target};

pub(super) fn containment_row(table: &Table<'_, '_>, symbols: &Symbols) -> Option<ContainmentRow> {
    let id = table.text("id")?;
    table.name_it(format!("row `{id}`"));
    let read = ContainmentRow {
        guard: table.require("when").map(|_| guard(table, symbols))?,
        act: table.prose("act"),
        sources: symbols.sources(table),
        place: table.place(),
        id,
    };
    table.report_unasked();
    Some(read)
}

pub(super) fn response(table: &Table<'_, '_>, symbols: &Symbols, known: &Kind) -> Option<Response> {
    let item = table.require("diagnosis")?;
    let diagnosis_id = item.str()?;
    table.name_it(format!("the response to `{diagnosis_id}`"));
    let Some(diagnosis) = known.option(diagnosis_id) else {
        let problem = Diagnostic::error(
            Problem::UnknownId,
            item.place(),
            format!("`{diagnosis_id}` is not a diagnosis"),
        );
        item.file.report(problem.expected_one_of(
            diagnosis_id,
            known.options().iter().map(|option| option.id.as_str()),
        ));
        return None;
    };
    let amend = table
        .tables("amend")
        .iter()
        .filter_map(|amend| {
            let question = question(&amend.require("set")?, symbols)?;
            let to = amend.prose("to");
            is_answer(amend, &to, question, symbols);
            let read = Amend {
                guard: guard(amend, symbols),
                question,
                to: to.text,
                because: amend.prose("because"),
                instead: amend.get("instead").is_some_and(|item| item.yes()),
            };
            amend.report_unasked();
            Some(read)
        })
        .collect();
    let changes: Vec<Change> = table
        .tables("change")
        .iter()
        .filter_map(|change| self::change(change, diagnosis_id, symbols))
        .collect();
    if changes.is_empty() {
        table.file.report(
            Diagnostic::error(
                Problem::MissingKey,
                table.place(),
                format!("{} has no change", table.what()),
            )
            .help("add `[[response.change]]`: what the lasting fix is made of, in order"),
        );
    }
    let read = Response {
        diagnosis,
        confirm: table.prose("confirm"),
        now: advice(table, "now", symbols),
        avoid: advice(table, "avoid", symbols),
        durable: table.prose("durable"),
        changes,
        verify: table.prose("verify"),
        amend,
        sources: symbols.sources(table),
        place: table.place(),
    };
    table.report_unasked();
    Some(read)
}

fn change(table: &Table<'_, '_>, diagnosis: &str, symbols: &Symbols) -> Option<Change> {
    table.name_it(format!("a change of the response to `{diagnosis}`"));
    let decides = table.require("decides");
    let read = Change {
        guard: guard(table, symbols),
        what: table.prose("change"),
        decides: symbols.conditions(decides.as_ref(), Scope::Dataset),
        owner: table.text("owner")?,
        enter: table.prose("enter"),
        exit: table.prose("exit"),
        verify: table.prose("verify"),
    };
    let decision = |of: &Condition| matches!(of.subject.target, Target::Decision(_));
    if let Some(item) = decides
        && !(read.decides.iter().all(decision)
            && item.table().is_some_and(|of| !of.entries().is_empty()))
    {
        item.file.report(
            Diagnostic::error(
                Problem::BadValue,
                item.place(),
                format!("{} does not say what it decides", table.what()),
            )
            .expected("decisions with an option of each, `\"decision.lock\" = \"lease-fencing\"`"),
        );
    }
    table.report_unasked();
    Some(read)
}
