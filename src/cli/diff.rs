//! `quorate diff`: the decisions that differ between two answers files, and the answers that do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::answers::{Answer, Answers, Sheet, Spot};
use crate::catalog::{Catalog, Kind, Scope};
use crate::engine::{self, Evaluation};
use crate::text::one_line;

use super::files::{self, Context};
use super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 1 when a decision differs.\n\nExample:\n  quorate diff before.toml after.toml"
)]
pub(super) struct Arguments {
    /// The answers before
    old: PathBuf,
    /// The answers after
    new: PathBuf,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let world = files::world();
    let catalog = context.catalog()?;
    let old = files::read(&arguments.old, catalog, false)?.answers;
    let new = files::read(&arguments.new, catalog, false)?.answers;
    let sides = [
        (&old, engine::evaluate(catalog, world, &old)),
        (&new, engine::evaluate(catalog, world, &new)),
    ];
    let mut out = String::new();
    let mut flipped = false;
    for decision in 0..catalog.decisions.len() {
        flipped |= decision_changes(&mut out, catalog, &sides, decision);
    }
    if !flipped {
        out.push_str("No decision differs.\n");
    }
    answer_changes(&mut out, catalog, &sides);
    clashes(&mut out, catalog, &sides);
    print::out(&out)?;
    Ok(if flipped {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

type Sides<'a> = [(&'a Answers, Evaluation); 2];

/// The names of the datasets or services of either side, those of the old one first; the system is one nameless.
fn names(catalog: &Catalog, sides: &Sides<'_>, scope: Scope) -> Vec<Option<String>> {
    if scope == Scope::System {
        return vec![None];
    }
    let mut names = Vec::new();
    for (answers, _) in sides {
        for (index, sheet) in answers.sheets(scope).iter().enumerate() {
            let name = Some(sheet_name(catalog, scope, sheet, index));
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn sheet_name(catalog: &Catalog, scope: Scope, sheet: &Sheet, index: usize) -> String {
    sheet
        .name(catalog)
        .map_or_else(|| format!("{} {}", scope.word(), index + 1), one_line)
}

fn sheet_of(
    catalog: &Catalog,
    answers: &Answers,
    scope: Scope,
    name: Option<&str>,
) -> Option<usize> {
    let Some(name) = name else { return Some(0) };
    answers
        .sheets(scope)
        .iter()
        .enumerate()
        .position(|(index, sheet)| sheet_name(catalog, scope, sheet, index) == name)
}

fn decision_changes(
    out: &mut String,
    catalog: &Catalog,
    sides: &Sides<'_>,
    decision: usize,
) -> bool {
    let scope = catalog.decisions[decision].scope;
    let mut any = false;
    for name in names(catalog, sides, scope) {
        let shown = sides.each_ref().map(|(answers, evaluation)| {
            let sheet = sheet_of(catalog, answers, scope, name.as_deref())?;
            evaluation
                .decided(decision, sheet)
                .map(|decided| decided.shown(catalog, decision))
        });
        if shown[0] == shown[1] {
            continue;
        }
        any = true;
        let [from, to] = shown.map(|shown| shown.unwrap_or_else(|| "not there".to_owned()));
        let of = name
            .as_ref()
            .map_or_else(String::new, |name| format!(" of {name}"));
        let _ = writeln!(
            out,
            "{}{of}: {from} -> {to}",
            catalog.decisions[decision].id
        );
        for line in responsible(catalog, sides, decision, name.as_deref()) {
            let _ = writeln!(out, "  by {line}");
        }
    }
    any
}

/// The changed answers that the decision was read from, on either side.
fn responsible(
    catalog: &Catalog,
    sides: &Sides<'_>,
    decision: usize,
    name: Option<&str>,
) -> Vec<String> {
    let scope = catalog.decisions[decision].scope;
    let mut read: BTreeSet<(usize, Option<String>)> = BTreeSet::new();
    for (answers, evaluation) in sides {
        let Some(sheet) = sheet_of(catalog, answers, scope, name) else {
            continue;
        };
        for spot in evaluation.reads(crate::catalog::Target::Decision(decision), sheet) {
            let of = catalog.questions[spot.question].scope;
            let of_name = answers
                .sheets(of)
                .get(spot.sheet)
                .filter(|_| of != Scope::System);
            read.insert((
                spot.question,
                of_name.map(|sheet| sheet_name(catalog, of, sheet, spot.sheet)),
            ));
        }
    }
    read.into_iter()
        .filter_map(|(question, of)| changed(catalog, sides, question, of.as_deref()))
        .collect()
}

/// An answer that differs, in words.
fn changed(
    catalog: &Catalog,
    sides: &Sides<'_>,
    question: usize,
    of: Option<&str>,
) -> Option<String> {
    let scope = catalog.questions[question].scope;
    let shown = sides.each_ref().map(|(answers, _)| {
        let sheet = sheet_of(catalog, answers, scope, of)?;
        answers
            .get(catalog, Spot { question, sheet })
            .map(|answer| show(answer, &catalog.questions[question].kind))
    });
    if shown[0] == shown[1] {
        return None;
    }
    let [from, to] = shown.map(|shown| shown.unwrap_or_else(|| "unsure".to_owned()));
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    Some(format!(
        "{}{of}: {from} -> {to}",
        catalog.questions[question].id
    ))
}

fn show(answer: &Answer, kind: &Kind) -> String {
    one_line(&match answer {
        Answer::Given(value) => kind.show(value),
        Answer::Other(text) => format!("other: {text}"),
    })
}

fn answer_changes(out: &mut String, catalog: &Catalog, sides: &Sides<'_>) {
    let mut lines = Vec::new();
    for (index, question) in catalog.questions.iter().enumerate() {
        for name in names(catalog, sides, question.scope) {
            lines.extend(changed(catalog, sides, index, name.as_deref()));
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\nanswers\n  {}", lines.join("\n  "));
    }
}

fn clashes(out: &mut String, catalog: &Catalog, sides: &Sides<'_>) {
    let of_side = sides.each_ref().map(|(answers, evaluation)| {
        let titles = evaluation.clashes.iter().map(|clash| {
            let conflict = &catalog.conflicts[clash.conflict];
            let sheet = answers
                .sheets(Scope::Dataset)
                .get(clash.sheet)
                .filter(|_| conflict.scope == Scope::Dataset);
            let of = sheet.map_or_else(String::new, |sheet| {
                format!(
                    " ({})",
                    sheet_name(catalog, Scope::Dataset, sheet, clash.sheet)
                )
            });
            format!("{}{of}", conflict.title)
        });
        titles.collect::<BTreeSet<String>>()
    });
    for (word, titles) in [
        ("arose", of_side[1].difference(&of_side[0])),
        ("gone", of_side[0].difference(&of_side[1])),
    ] {
        for title in titles {
            let _ = writeln!(out, "conflict {word}: {title}");
        }
    }
}
