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

    pub(super) fn catalog(&self) -> Result<&'static Catalog, Diagnostics> {
        let Some(overlay) = self.overlay() else {
            return Catalog::try_embedded().map(keep);
        };
        let catalog = Catalog::load(&Sources::with(&overlay)?)?;
        // The embedded prose is checked by the test suite; a team's own is checked here.
        let mut problems = check::templates(&catalog);
        problems.extend(check::formulas(&catalog, derive::formulas()));
        if problems.is_empty() {
            problems = crate::brief::check(&catalog, &World::embedded());
        }
        if problems.is_empty() {
            Ok(keep(catalog))
        } else {
            Err(Diagnostics(problems))
        }
    }

    /// The catalog and the facts about the world, a team's own over ours.
    pub(super) fn catalog_and_world(
        &self,
    ) -> Result<(&'static Catalog, &'static World), Diagnostics> {
        let Some(overlay) = self.overlay() else {
            let world = world();
            return Ok((self.catalog()?, world));
        };
        let catalog = self.catalog()?;
        let world = World::of(&Sources::with(&overlay)?, catalog)?;
        Ok((catalog, Box::leak(Box::new(world))))
    }
}

/// A command reads one catalog and uses it to its end, on several threads: it is never given back.
pub(super) fn keep(catalog: Catalog) -> &'static Catalog {
    Box::leak(Box::new(catalog))
}

/// Our facts about the world, read meanwhile on a thread of their own: nearly every command needs them soon.
pub(super) fn world() -> &'static World {
    let world: &'static World = Box::leak(Box::new(World::embedded()));
    // Without a thread they are read when they are needed.
    let _ = std::thread::Builder::new().spawn(|| world.atlas());
    world
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
