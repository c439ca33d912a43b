//! `quorate trees`: the catalog, checked and shown.
//!
//! Not here: the checks (`catalog::check`, `proof`).

mod check;
mod example;
mod overlay;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::files::Context;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the catalog, with a folder of your own over it, and prove what has to hold for all answers
    Check(check::Arguments),
    /// Print the fewest answers that lead to a part of the catalog
    Example(example::Arguments),
    /// Print a decision's tree, with the path that a file takes
    Show(show::Arguments),
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Check(arguments) => check::run(context, arguments),
        Command::Example(arguments) => example::run(context, arguments),
        Command::Show(arguments) => show::run(context, arguments),
    }
}
