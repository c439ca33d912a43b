//! Printing: programs read standard output, people read both.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Prints a text as it is.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints a note for people on standard error; a standard error that is gone is nobody to speak to.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints the help, or what is wrong with the arguments. Help that could not be written is a failure, unless its reader
/// has gone.
pub(super) fn said(said: &clap::Error) -> ExitCode {
    match said.print() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(2)),
    }
}

pub(super) fn diagnostics(problems: &[Diagnostic]) {
    for problem in problems {
        note(&format!("{problem}\n"));
    }
}

pub(super) fn error(error: &anyhow::Error) {
    match error.downcast_ref::<Diagnostics>() {
        Some(Diagnostics(problems)) => diagnostics(problems),
        None => note(&format!(
            "error: {}",
            crate::text::lines(&format!("{error:#}"))
        )),
    }
}
