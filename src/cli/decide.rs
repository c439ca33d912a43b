//! `quorate decide`: what follows from the answers.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::design::{DecisionView, Design, Medium};

use super::brief::refused;
use super::files::{self, Context};
use super::{json, print};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate decide checkout.toml\n  quorate decide checkout.toml --format json | jq .decisions.dataset"
)]
pub(super) struct Arguments {
    /// The answers file
    file: PathBuf,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Treat keys that are no questions as errors, and exit with 1 on answers that contradict each other
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    let read = files::read_over(&arguments.file, (catalog, world), arguments.strict)?;
    let design = Design::of(catalog, world, &read.answers, Medium::Terminal)?;
    match arguments.format {
        Format::Json => print::out(&format!("{:#}\n", json::design(catalog, world, &design)))?,
        Format::Text => print::out(&text(&design))?,
    }
    let contradict = refused(arguments.strict, design.conflicts.len());
    if let Some(why) = &contradict {
        print::note(why);
    }
    Ok(if contradict.is_some() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn text(design: &Design) -> String {
    let mut out = format!("{}\n", design.name);
    for dataset in &design.datasets {
        let _ = writeln!(out, "\n{}", dataset.name);
        lines(&mut out, &dataset.decisions);
    }
    let _ = writeln!(out, "\nsystem");
    lines(&mut out, &design.decisions);
    if !design.conflicts.is_empty() {
        let _ = writeln!(out, "\nconflicts");
        for conflict in &design.conflicts {
            let answers: Vec<String> = conflict
                .answers
                .iter()
                .map(|(question, value)| format!("{question} = {value}"))
                .collect();
            let _ = writeln!(
                out,
                "  {}: {}\n    {}",
                conflict.title,
                answers.join(", "),
                conflict.because
            );
            if let Some(taken) = conflict.rests_on() {
                let _ = writeln!(out, "    {taken}");
            }
            for way in &conflict.ways_out {
                let _ = writeln!(out, "    - set {} to {}: {}", way.set, way.to, way.then);
            }
        }
    }
    let open = design
        .assumptions
        .iter()
        .filter(|assumption| !assumption.flips.is_empty())
        .count();
    if open > 0 {
        let _ = writeln!(
            out,
            "\n{open} unanswered questions could change this; `quorate explain` names them."
        );
    }
    out
}

fn lines(out: &mut String, decisions: &[DecisionView]) {
    for decision in decisions {
        let shown = shown(decision);
        if !shown.is_empty() {
            let assumed = if decision.assumes.is_empty() {
                ""
            } else {
                "  (rests on assumptions)"
            };
            let _ = writeln!(out, "  {:<20} {shown}{assumed}", decision.id);
        }
    }
}

/// A decision in one line of ids.
pub(super) fn shown(decision: &DecisionView) -> String {
    match decision.kind {
        "set" => {
            let members: Vec<&str> = decision
                .members
                .iter()
                .map(|member| member.id.as_str())
                .collect();
            if members.is_empty() {
                "none".to_owned()
            } else {
                members.join(", ")
            }
        }
        "ranked" => {
            let top = decision.ranked.iter().take(3);
            top.map(|ranked| format!("{} {:.0} %", ranked.id, ranked.score * 100.0))
                .collect::<Vec<_>>()
                .join(", ")
        }
        "figures" => {
            let named = decision
                .figures
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            named.collect::<Vec<_>>().join(" ")
        }
        _ => decision.choice.clone().unwrap_or_default(),
    }
}
