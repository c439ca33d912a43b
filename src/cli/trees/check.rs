//! `quorate trees check`: is the catalog whole, and does it hold for all answers?

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::catalog::{Catalog, Scope, Sources, check};
use crate::derive::World;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::proof::{Proof, Verdict};
use crate::{brief, derive};

use super::super::files::Context;
use super::super::print;
use super::overlay::{self, Report};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate trees check\n  quorate trees check --trees .quorate\n  quorate trees check --format json\n  quorate trees check --alone decision-trees\n\nExit codes: 0 all of it holds, 1 something does not hold for all answers, 2 a file cannot be read as it is"
)]
pub(super) struct Arguments {
    /// Check this folder by itself, not over the embedded catalog
    #[arg(long, value_name = "DIR")]
    alone: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.format == Format::Json {
        return for_programs(context, arguments);
    }
    let (catalog, world, report) = read(context, arguments)?;
    let problems = flaws(&catalog, &world);
    print::diagnostics(&problems);
    if !problems.is_empty() {
        return Ok(ExitCode::from(2));
    }
    print::out(&format!(
        "{} questions, {} derived facts, {} decisions, {} patterns, {} conflicts, {} invariants, {} figures, {} references: no problem found\n",
        catalog.questions.len(),
        catalog.facts.len(),
        catalog.decisions.len(),
        catalog.patterns.len(),
        catalog.conflicts.len(),
        catalog.invariants.len(),
        catalog.figures.len(),
        catalog.references.len(),
    ))?;
    if let Some(report) = report {
        print::out(&report.text())?;
    }
    #[allow(
        clippy::disallowed_methods,
        reason = "the time that the proof took is shown to people, and decides nothing"
    )]
    let start = Instant::now();
    let proof = Proof::of(&catalog, &world);
    let took = start.elapsed();
    let problems = proof.problems(&catalog);
    print::diagnostics(&problems);
    print::out(&summary(&catalog, &proof))?;
    print::note(&format!("The proof took {:.2} s.", took.as_secs_f64()));
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn for_programs(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (report, problems, code) = match read(context, arguments) {
        Err(Diagnostics(problems)) => (None, problems, ExitCode::from(2)),
        Ok((catalog, world, report)) => {
            let flaws = flaws(&catalog, &world);
            if flaws.is_empty() {
                let problems = Proof::of(&catalog, &world).problems(&catalog);
                let code = ExitCode::from(u8::from(!problems.is_empty()));
                (report, problems, code)
            } else {
                (report, flaws, ExitCode::from(2))
            }
        }
    };
    print::out(&overlay::json(report.as_ref(), &problems))?;
    Ok(code)
}

/// The catalog to check with its facts, and what a team's folder changes in ours.
fn read(
    context: &Context,
    arguments: &Arguments,
) -> Result<(Catalog, World, Option<Report>), Diagnostics> {
    let overlay = context.overlay().filter(|_| arguments.alone.is_none());
    let sources = match (&arguments.alone, &overlay) {
        (Some(folder), _) => Sources::folder(folder)?,
        (None, Some(overlay)) => Sources::with(overlay)?,
        (None, None) => Sources::embedded(),
    };
    let catalog = Catalog::load(&sources)?;
    let world = World::of(&sources, &catalog)?;
    let ours = || Catalog::try_embedded();
    let report = match overlay {
        Some(overlay) => Some(Report::of(&overlay.0, &ours()?, &catalog)),
        None => None,
    };
    Ok((catalog, world, report))
}

/// What keeps the catalog from being used as it is.
fn flaws(catalog: &Catalog, world: &World) -> Vec<Diagnostic> {
    let mut problems = check::templates(catalog);
    problems.extend(check::formulas(catalog, derive::formulas()));
    if problems.is_empty() {
        problems = brief::check(catalog, world);
    }
    problems
}

fn summary(catalog: &Catalog, proof: &Proof) -> String {
    let nodes: usize = catalog
        .decisions
        .iter()
        .filter_map(|decision| decision.body.tree())
        .map(|tree| tree.nodes.len())
        .sum();
    let holding = |wanted: fn(&Verdict) -> bool| {
        proof
            .invariants
            .iter()
            .filter(|verdict| wanted(verdict))
            .count()
    };
    let always = holding(|verdict| *verdict == Verdict::Holds);
    let resolved = holding(|verdict| matches!(verdict, Verdict::HoldsWithoutConflicts(_)));
    let asked = catalog
        .questions
        .iter()
        .filter(|question| question.scope != Scope::Service && !question.is_archetype)
        .count();
    format!(
        "for all of about 10^{:.0} combinations of answers to one dataset, and any number of further ones:\n  {nodes} nodes take every value, each by one branch\n  {} of {} branches, leaves, rows, options, conflicts and texts have answers that lead to them\n  {} of {asked} questions can change the outcome\n  {} of {} invariants hold, {always} of them also where answers contradict each other\n",
        proof.combinations_log10,
        proof.reached.len(),
        proof.reached.len() + proof.dead.len(),
        asked - proof.inert.len(),
        always + resolved,
        catalog.invariants.len(),
    )
}
