//! The command line: reading of arguments and files, printing, exit codes.
//!
//! Here: the commands and their help, what they share.
//! Not here: decisions (`engine`), prose (`design`, `brief`), screens (`tui`).

mod brief;
mod calc;
mod decide;
mod diff;
mod edit;
mod explain;
mod files;
mod json;
mod print;
mod trees;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use calc::{CalcArgs, run as run_calc};
pub use files::Context;

/// Design decisions for distributed systems: questions in, an architecture brief out
#[derive(Debug, Parser)]
#[command(
    name = "quorate",
    version,
    about,
    max_term_width = 100,
    after_help = "Without a command, the wizard starts in the terminal.\n\n\
        Examples:\n  \
        quorate                          start, open or resume\n  \
        quorate new checkout.toml        the wizard on a new file\n  \
        quorate brief checkout.toml      write checkout.md from the answers\n  \
        quorate explain checkout.toml replication\n\n\
        Exit codes: 0 done; 1 the answer is no; 2 bad usage or bad input."
)]
struct Arguments {
    /// Lay a folder of your own over the catalog (default: .quorate in this folder or one above it)
    #[arg(long, value_name = "DIR", global = true)]
    trees: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the wizard on a new answers file
    New(edit::Arguments),
    /// Go on with an answers file in the wizard
    Edit(edit::Arguments),
    /// Write or check the briefs of answers files
    Brief(brief::Arguments),
    /// Print the decisions that follow from an answers file
    Decide(decide::Arguments),
    /// Print the path to each decision, what was rejected, and what would change it
    Explain(explain::Arguments),
    /// Print which decisions differ between two answers files, and by which answers
    Diff(diff::Arguments),
    /// Check the catalog, or show a tree of it
    Trees(trees::Arguments),
    /// The mathematics on its own: quorums, availability, staleness, queues, retries, service levels
    Calc(calc::CalcArgs),
    /// Print completions for a shell
    #[command(after_help = "Example:\n  quorate completions bash > /etc/bash_completion.d/quorate")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command
    #[command(
        after_help = "Examples:\n  quorate man > quorate.1\n  quorate man trees show > quorate-trees-show.1"
    )]
    Man {
        /// The command whose page is wanted
        command: Vec<String>,
    },
}

/// Runs the command line and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(said) => return print::said(&said),
    };
    let context = Context {
        trees: arguments.trees,
    };
    let done = match &arguments.command {
        Some(Command::New(arguments)) => edit::new(&context, arguments),
        Some(Command::Edit(arguments)) => edit::edit(&context, arguments),
        Some(Command::Brief(arguments)) => brief::run(&context, arguments),
        Some(Command::Decide(arguments)) => decide::run(&context, arguments),
        Some(Command::Explain(arguments)) => explain::run(&context, arguments),
        Some(Command::Diff(arguments)) => diff::run(&context, arguments),
        Some(Command::Trees(arguments)) => trees::run(&context, arguments),
        Some(Command::Calc(arguments)) => {
            let world = || context.catalog_and_world().map(|(_, world)| world);
            calc::run(&world, arguments, &mut std::io::stdout().lock())
        }
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Man { command }) => man(command),
        None => edit::start(&context),
    };
    done.unwrap_or_else(|error| {
        // A reader that has gone, as `head` does, is no failure.
        let gone = error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
        if gone {
            return ExitCode::SUCCESS;
        }
        print::error(&error);
        ExitCode::from(2)
    })
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "quorate", &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

fn man(words: &[String]) -> anyhow::Result<ExitCode> {
    let mut command = Arguments::command();
    // Gives each command the name that the page of the one above it refers to, such as `quorate-trees`.
    command.build();
    for word in words {
        command = command
            .find_subcommand(word)
            .cloned()
            .ok_or_else(|| anyhow::anyhow!("there is no command `{}`", words.join(" ")))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print::out(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}
