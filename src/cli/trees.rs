//! `quorate trees`: the catalog, checked and shown.

mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::catalog::{Catalog, Sources, check};
use crate::derive;

use super::files::Context;
use super::print;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the catalog, with a folder of your own over it
    #[command(
        after_help = "Examples:\n  quorate trees check\n  quorate trees check --trees .quorate\n  quorate trees check --alone decision-trees"
    )]
    Check {
        /// Check this folder by itself, not over the embedded catalog
        #[arg(long, value_name = "DIR")]
        alone: Option<PathBuf>,
    },
    /// Print a decision's tree, with the path that a file takes
    Show(show::Arguments),
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Check { alone } => {
            let catalog = match alone {
                Some(folder) => Catalog::load(&Sources::folder(folder)?)?,
                None => match context.overlay() {
                    Some(overlay) => Catalog::load(&Sources::with(&overlay)?)?,
                    None => Catalog::load(&Sources::embedded())?,
                },
            };
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
            Ok(ExitCode::SUCCESS)
        }
        Command::Show(arguments) => show::run(context, arguments),
    }
}
