//! `quorate trees example`: the fewest answers that lead somewhere.

use std::process::ExitCode;

use clap::Args;

use crate::proof::Example;
use crate::text::one_line;

use super::super::files::Context;
use super::super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "The answers file goes to standard output, with the way its answers take as comments. It opens in the wizard.\n\nExamples:\n  quorate trees example replication=bft > bft.toml\n  quorate trees example quorum/overlap\n  quorate trees example conflict/rto-below-election\n  quorate trees example diagnosis=split-brain\n\nExit codes: 0 printed, 1 no answers lead there, 2 there is no such part"
)]
pub(super) struct Arguments {
    /// `DECISION=OPTION`, `DECISION/LEAF`, `conflict/ID`, `pattern/ID`, `invariant/ID` and the like
    part: String,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    match Example::named(catalog, world, &arguments.part) {
        Ok(Some(example)) => {
            print::out(&example.file(catalog, world))?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(None) => {
            let part = one_line(&arguments.part);
            print::note(&match part.strip_prefix("invariant/") {
                Some(invariant) => format!("no answers break `{invariant}`"),
                None => format!("no answers lead to `{part}`"),
            });
            Ok(ExitCode::FAILURE)
        }
        Err(problem) => {
            print::diagnostics(&[problem]);
            Ok(ExitCode::from(2))
        }
    }
}
