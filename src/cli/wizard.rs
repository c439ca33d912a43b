//! `quorate new` and `quorate edit`: the interview, by one of the faces.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::catalog::{Catalog, Sources};
use crate::derive::World;
use crate::face::{Face, Finished, preferred};
use crate::lines;
use crate::session::Session;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The answers file
    file: PathBuf,
    /// Prompts, one after another
    #[arg(long, conflicts_with = "lines")]
    plain: bool,
    /// Lines only, for pipes and screen readers
    #[arg(long)]
    lines: bool,
    /// Ask from this folder alone instead of the embedded catalog
    #[arg(long, value_name = "DIR", hide = true)]
    root: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let sources = match &arguments.root {
        Some(root) => Sources::folder(root)?,
        None => Sources::embedded(),
    };
    let catalog = Catalog::load(&sources)?;
    let world = World::embedded();
    let (mut session, warnings) = Session::open(&arguments.file, &catalog, &world)?;
    for warning in warnings {
        super::anyhow_to_stderr(&anyhow::Error::msg(warning.to_string()));
    }
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    let term = std::env::var("TERM").ok();
    let face = if arguments.lines {
        Face::Lines
    } else if arguments.plain {
        Face::Plain
    } else {
        preferred(stdin.is_terminal(), stdout.is_terminal(), term.as_deref())
    };
    let finished = match face {
        Face::Screen | Face::Plain => crate::plain::run(&mut session)?,
        Face::Lines => lines::run(&mut session, &mut stdin.lock(), &mut stdout.lock())?,
    };
    Ok(match finished {
        Finished::Done | Finished::Left => ExitCode::SUCCESS,
        Finished::InputEnded => ExitCode::from(1),
    })
}
