//! `quorate trees`: the catalog, checked and shown.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::catalog::{Catalog, Overlay, Sources, check};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the catalog, with a folder of your own over it
    Check {
        /// A folder with the layout of decision-trees/
        #[arg(long, value_name = "DIR")]
        trees: Option<PathBuf>,
        /// Check this folder alone instead of the embedded catalog
        #[arg(long, value_name = "DIR", hide = true)]
        root: Option<PathBuf>,
    },
}

#[allow(clippy::print_stdout, reason = "the command line speaks")]
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Check { trees, root } => {
            let sources = match (root, trees) {
                (Some(root), _) => Sources::folder(root)?,
                (None, Some(trees)) => Sources::with(&Overlay(trees.clone()))?,
                (None, None) => Sources::embedded(),
            };
            let catalog = Catalog::load(&sources)?;
            let problems = check::templates(&catalog);
            for problem in &problems {
                println!("{problem}\n");
            }
            println!(
                "{} questions, {} decisions, {} problems",
                catalog.questions.len(),
                catalog.decisions.len(),
                problems.len()
            );
            Ok(if problems.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            })
        }
    }
}
