//! `quorate`, `quorate new`, `quorate edit`: the wizard in one of its faces.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::catalog::{Catalog, Sources};
use crate::face::{Face, Finished, preferred};
use crate::session::Session;
use crate::{lines, plain};

use super::files::Context;
use super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate new checkout.toml\n  quorate edit checkout.toml --lines"
)]
pub(super) struct Arguments {
    /// The answers file
    file: PathBuf,
    /// Prompts that redraw, one question at a time
    #[arg(long)]
    plain: bool,
    /// Lines only: for pipes and screen readers
    #[arg(long, conflicts_with = "plain")]
    lines: bool,
    /// Ask from this folder alone instead of the embedded catalog
    #[arg(long, value_name = "DIR", hide = true)]
    root: Option<PathBuf>,
}

pub(super) fn start(_context: &Context) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}

pub(super) fn new(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    edit(context, arguments)
}

pub(super) fn edit(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let catalog = match &arguments.root {
        Some(root) => Catalog::load(&Sources::folder(root)?)?,
        None => context.catalog()?,
    };
    let world = super::files::world();
    let (mut session, warnings) = Session::open(&arguments.file, &catalog, &world)?;
    print::diagnostics(&warnings);
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
        Face::Screen | Face::Plain => plain::run(&mut session)?,
        Face::Lines => lines::run(&mut session, &mut stdin.lock(), &mut stdout.lock())?,
    };
    Ok(match finished {
        Finished::Done | Finished::Left => ExitCode::SUCCESS,
        Finished::InputEnded => ExitCode::from(1),
    })
}
