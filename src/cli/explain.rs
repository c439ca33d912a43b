//! `quorate explain`: the path to each decision, what was rejected, what would change it, what it brings.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::design::{DecisionView, Design, FigureView, Medium, PatternView};
use crate::diagnostic::nearest;
use crate::engine;
use crate::text::one_line;

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
    let read = files::read_over(&arguments.file, (catalog, world), false)?;
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
    let datasets = design.datasets.iter().enumerate().map(|(sheet, dataset)| {
        (
            sheet,
            Some(dataset.name.as_str()),
            &dataset.decisions,
            &dataset.figures,
            &dataset.patterns,
        )
    });
    let system = (
        0,
        None,
        &design.decisions,
        &design.figures,
        &design.patterns,
    );
    for (sheet, of, decisions, figures, patterns) in datasets.chain([system]) {
        for decision in decisions.iter().filter(|decision| wanted(&decision.id)) {
            let pairs = match (&arguments.what, catalog.decision(&decision.id)) {
                (Some(_), Some(index)) => pairs(catalog, world, &read.answers, (index, sheet)),
                _ => Vec::new(),
            };
            explain(&mut out, decision, of, &pairs);
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

/// Two answers that change a decision only together, as a person reads them; the search is worth its time for a decision that
/// was asked for, and tells something where it comes to one outcome.
fn pairs(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    (decision, sheet): (usize, usize),
) -> Vec<String> {
    if catalog.decisions[decision].body.tree().is_none() {
        return Vec::new();
    }
    let name = |spot: Spot| {
        let question = &catalog.questions[spot.question];
        let other = answers
            .sheets(question.scope)
            .get(spot.sheet)
            .filter(|_| question.scope != Scope::System && spot.sheet != sheet);
        match other.and_then(|other| other.name(catalog)) {
            Some(name) => format!("{} of {}", question.id, one_line(name)),
            None => question.id.clone(),
        }
    };
    let now = engine::evaluate(catalog, world, answers);
    engine::smallest(catalog, world, answers, &now, (decision, sheet), 2)
        .into_iter()
        .filter(|set| set.answers.len() > 1)
        .map(|set| {
            let answers: Vec<String> = set
                .answers
                .iter()
                .map(|(spot, candidate)| format!("{} = {}", name(*spot), candidate.written))
                .collect();
            format!("{} gives {}", answers.join(" and "), set.becomes)
        })
        .collect()
}

fn explain(out: &mut String, decision: &DecisionView, of: Option<&str>, pairs: &[String]) {
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
    for pair in pairs.iter().take(PAIRS_SHOWN) {
        let _ = writeln!(out, "  would change only together: {pair}");
    }
    if pairs.len() > PAIRS_SHOWN {
        let more = pairs.len() - PAIRS_SHOWN;
        let _ = writeln!(out, "  would change only together: {more} more pairs");
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

/// So many pairs of answers are told; there may be dozens.
const PAIRS_SHOWN: usize = 12;

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
