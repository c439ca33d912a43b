//! `quorate explain`: the path to each decision, what was rejected, what would change it, what it brings.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::derive::World;
use crate::design::{DecisionView, Design, FigureView, Medium, PatternView};
use crate::diagnostic::nearest;

use super::decide::shown;
use super::files::{self, Context};
use super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate explain checkout.toml\n  quorate explain checkout.toml replication\n  quorate explain checkout.toml error-budget"
)]
pub(super) struct Arguments {
    /// The answers file
    file: PathBuf,
    /// A decision, a figure or a pattern; all of them if left out
    what: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    let read = files::read(&arguments.file, catalog, false)?;
    let design = Design::of(catalog, world, &read.answers, Medium::Terminal)?;
    if let Some(what) = &arguments.what {
        let ids: Vec<&str> = catalog
            .decisions
            .iter()
            .map(|decision| decision.id.as_str())
            .chain(catalog.figures.iter().map(|figure| figure.id.as_str()))
            .chain(catalog.patterns.iter().map(|pattern| pattern.id.as_str()))
            .collect();
        if !ids.contains(&what.as_str()) {
            let near = nearest(what, ids.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            anyhow::bail!("`{what}` is no decision, figure or pattern{near}");
        }
    }
    let wanted = |id: &str| arguments.what.as_deref().is_none_or(|what| what == id);
    let mut out = String::new();
    let datasets = design.datasets.iter().map(|dataset| {
        (
            Some(dataset.name.as_str()),
            &dataset.decisions,
            &dataset.figures,
            &dataset.patterns,
        )
    });
    let system = (None, &design.decisions, &design.figures, &design.patterns);
    for (of, decisions, figures, patterns) in datasets.chain([system]) {
        for decision in decisions.iter().filter(|decision| wanted(&decision.id)) {
            explain(&mut out, decision, of);
        }
        for figure in figures.iter().filter(|figure| wanted(&figure.id)) {
            calculate(&mut out, world, figure, of);
        }
        for pattern in patterns.iter().filter(|pattern| {
            wanted(&pattern.id) || pattern.asked_by.iter().any(|decision| wanted(decision))
        }) {
            apply(&mut out, pattern, of);
        }
    }
    if out.is_empty() {
        out.push_str("Nothing is known of it yet: it needs a dataset, or an answer that its formula takes.\n");
    }
    print::out(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn explain(out: &mut String, decision: &DecisionView, of: Option<&str>) {
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    let _ = writeln!(out, "{}{of}: {}", decision.id, shown(decision));
    for step in &decision.trace {
        let assumed = if step.assumed { "  (assumed)" } else { "" };
        let _ = writeln!(
            out,
            "  {:<24} {} is {}, so `{}`{assumed}",
            step.node, step.test, step.saw, step.branch
        );
    }
    for (name, text) in [("because", &decision.because), ("costs", &decision.costs)] {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    }
    for rejected in &decision.rejected {
        let _ = writeln!(out, "  not {}: {}", rejected.choice, rejected.because);
    }
    for member in &decision.members {
        let _ = writeln!(
            out,
            "  {}: {} Costs: {} [{}]",
            member.id,
            member.because,
            member.costs,
            member.sources.join(", ")
        );
    }
    for ranked in &decision.ranked {
        if ranked.because.is_empty() && ranked.against.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  {} {:.1} %", ranked.id, ranked.score * 100.0);
        ranked.because.iter().for_each(|text| {
            let _ = writeln!(out, "    + {text}");
        });
        ranked.against.iter().for_each(|text| {
            let _ = writeln!(out, "    - {text}");
        });
    }
    for turn in &decision.turns {
        let ways: Vec<String> = turn
            .ways
            .iter()
            .map(|way| format!("{} gives {}", way.when, way.to))
            .collect();
        let _ = writeln!(out, "  would change with {}: {}", turn.set, ways.join("; "));
    }
    if !decision.assumes.is_empty() {
        let _ = writeln!(
            out,
            "  rests on unanswered: {}",
            decision.assumes.join(", ")
        );
    }
    if !decision.sources.is_empty() {
        let _ = writeln!(out, "  sources: {}", decision.sources.join(", "));
    }
    out.push('\n');
}

fn calculate(out: &mut String, world: &World, figure: &FigureView, of: Option<&str>) {
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    let _ = writeln!(out, "{}{of}: {}", figure.id, figure.shown);
    let _ = writeln!(
        out,
        "  {} = {} = {}",
        figure.formula, figure.calculation, figure.shown
    );
    let _ = writeln!(out, "  {}", figure.means);
    for note in &figure.notes {
        let _ = writeln!(out, "  note: {note}");
    }
    for line in world.beside(&figure.id) {
        let _ = writeln!(out, "  {line}");
    }
    if !figure.assumes.is_empty() {
        let _ = writeln!(out, "  rests on unanswered: {}", figure.assumes.join(", "));
    }
    let _ = writeln!(out, "  sources: {}\n", figure.sources.join(", "));
}

/// What a chosen thing takes: settings, what it prevents and adds, its test, alert and rollout.
fn apply(out: &mut String, pattern: &PatternView, of: Option<&str>) {
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    let _ = writeln!(out, "{}{of}: {}", pattern.id, pattern.summary);
    for row in &pattern.parameters {
        let _ = writeln!(out, "  {}: {} ({})", row.name, row.value, row.because);
    }
    let step = format!("{}: {}", pattern.phase, pattern.step);
    let told = [
        ("prevents", pattern.prevents.as_str()),
        ("adds", &pattern.adds),
        ("degraded", &pattern.degraded),
        ("test", &pattern.test),
        ("metric", &pattern.metric),
        ("alert", &pattern.alert),
        ("rollout", &step),
        ("enter when", &pattern.enter),
        ("done when", &pattern.exit),
        ("rollback", &pattern.rollback),
        (
            "guardrail",
            pattern.guardrail.as_deref().unwrap_or_default(),
        ),
    ];
    for (name, text) in told.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "  {name}: {text}");
    }
    let _ = writeln!(out, "  sources: {}\n", pattern.sources.join(", "));
}
