//! `quorate trees check`: is the catalog whole, and does it hold for all answers?

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use crate::catalog::{Catalog, Scope, Sources, check};
use crate::derive::{self, World};
use crate::proof::{Proof, Verdict};

use super::super::files::Context;
use super::super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate trees check\n  quorate trees check --trees .quorate\n  quorate trees check --alone decision-trees\n\nExit codes: 0 all of it holds, 1 something does not hold for all answers, 2 a file cannot be read as it is"
)]
pub(super) struct Arguments {
    /// Check this folder by itself, not over the embedded catalog
    #[arg(long, value_name = "DIR")]
    alone: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let sources = match &arguments.alone {
        Some(folder) => Sources::folder(folder)?,
        None => match context.overlay() {
            Some(overlay) => Sources::with(&overlay)?,
            None => Sources::embedded(),
        },
    };
    let catalog = Catalog::load(&sources)?;
    let world = World::of(&sources, &catalog)?;
    let mut problems = check::templates(&catalog);
    problems.extend(check::formulas(&catalog, derive::formulas()));
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
        .filter(|question| question.scope != Scope::Service)
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
