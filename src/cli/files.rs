//! What commands read: the catalog with a team's folder over it, and answers files.

use std::path::{Path, PathBuf};

use crate::answers::{Answers, Document};
use crate::catalog::{Catalog, Overlay, Sources, check};
use crate::derive::{self, World};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

use super::print;

/// What all commands share.
#[derive(Debug)]
pub struct Context {
    pub(super) trees: Option<PathBuf>,
}

/// An answers file that was read.
pub(super) struct Read {
    pub(super) answers: Answers,
    pub(super) text: String,
}

impl Context {
    /// The team's folder: the one named, else `.quorate` here or in a folder above, up to the repository's root.
    pub(super) fn overlay(&self) -> Option<Overlay> {
        if let Some(named) = &self.trees {
            return Some(Overlay(named.clone()));
        }
        let here = std::env::current_dir().ok()?;
        for folder in here.ancestors() {
            let own = folder.join(".quorate");
            if own.is_dir() {
                return Some(Overlay(own));
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        None
    }

    pub(super) fn catalog(&self) -> Result<Catalog, Diagnostics> {
        let Some(overlay) = self.overlay() else {
            return Catalog::load(&Sources::embedded());
        };
        let catalog = Catalog::load(&Sources::with(&overlay)?)?;
        // The embedded prose is checked by the test suite; a team's own is checked here.
        let mut problems = check::templates(&catalog);
        problems.extend(check::formulas(&catalog, derive::formulas()));
        if problems.is_empty() {
            Ok(catalog)
        } else {
            Err(Diagnostics(problems))
        }
    }
}

pub(super) fn world() -> World {
    World::embedded()
}

/// Reads an answers file; warnings go to standard error, or are errors with `strict`.
pub(super) fn read(path: &Path, catalog: &Catalog, strict: bool) -> Result<Read, Diagnostics> {
    let (document, warnings) = Document::open(path, catalog)?;
    if strict && !warnings.is_empty() {
        let errors = warnings.into_iter().map(|warning| Diagnostic {
            severity: Severity::Error,
            ..warning
        });
        return Err(Diagnostics(errors.collect()));
    }
    print::diagnostics(&warnings);
    Ok(Read {
        answers: document.answers().clone(),
        text: document.text().to_owned(),
    })
}
