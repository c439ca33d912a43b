//! The command line: reading of arguments and files, printing, exit codes.
//!
//! Here: the commands and their help.
//! Not here: decisions (`engine`), prose (`design`, `brief`), screens (`tui`).

mod trees;
mod wizard;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Design decisions for distributed systems: questions in, an architecture brief out.
#[derive(Debug, Parser)]
#[command(name = "quorate", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer the questions of a new file
    New(wizard::Arguments),
    /// Go on with the questions of a file
    Edit(wizard::Arguments),
    /// Check the catalog or show a tree
    Trees(trees::Arguments),
}

/// Runs the command line and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Some(Command::New(arguments) | Command::Edit(arguments)) => wizard::run(arguments),
        Some(Command::Trees(arguments)) => trees::run(arguments),
        None => Ok(ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        anyhow_to_stderr(&error);
        ExitCode::from(2)
    })
}

#[allow(
    clippy::print_stderr,
    reason = "the command line speaks on standard error"
)]
fn anyhow_to_stderr(error: &anyhow::Error) {
    eprintln!("{error:#}");
}
