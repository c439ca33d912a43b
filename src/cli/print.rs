//! Printing: programs read standard output, people read both.

use std::io::{self, Write};

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
