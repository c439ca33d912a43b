//! `quorate`, `quorate new`, `quorate edit`: the wizard in one of its faces.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::files::Context;

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
}

pub(super) fn start(_context: &Context) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}

pub(super) fn new(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    edit(context, arguments)
}

pub(super) fn edit(_context: &Context, _arguments: &Arguments) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
