//! What commands read: the catalog with a team's folder over it, and answers files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::answers::{Answer, Answers, Document, Spot};
use crate::catalog::{Catalog, Overlay, Sources, Value, check};
use crate::derive::{self, World};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Lines, Severity};
use crate::text::one_line;

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

/// Reads an answers file as [`read`] does, and looks for regions that are none of those their provider has.
pub(super) fn read_over(
    path: &Path,
    (catalog, world): (&Catalog, &World),
    strict: bool,
) -> Result<Read, Diagnostics> {
    let read = read(path, catalog, strict)?;
    let strangers = regions(path, &read, (catalog, world));
    if strict && !strangers.is_empty() {
        return Err(errors(strangers));
    }
    print::diagnostics(&strangers);
    Ok(read)
}

/// Regions of a provider that we know, which are not among its regions that we know. Others' names are their own.
fn regions(path: &Path, read: &Read, (catalog, world): (&Catalog, &World)) -> Vec<Diagnostic> {
    let question = catalog.question("geo.regions");
    let spot = question.map(|question| Spot { question, sheet: 0 });
    let said = spot.and_then(|spot| read.answers.get(catalog, spot));
    let Some(Answer::Given(Value::List(named))) = said else {
        return Vec::new();
    };
    let known: Vec<&str> = world.regions().map(|(key, _)| key).collect();
    let (file, lines) = (Arc::from(path.display().to_string()), Lines::of(&read.text));
    let strange = named.iter().filter(|name| {
        let of = name.split_once(':').map(|(provider, _)| provider);
        of.is_some_and(|of| {
            known
                .iter()
                .any(|key| key.split_once(':').is_some_and(|(p, _)| p == of))
        }) && !known.contains(&name.as_str())
    });
    strange
        .map(|name| {
            let at = read.text.find(&format!("\"{name}\"")).unwrap_or(0);
            let place = lines.place(&file, &(at..at));
            let problem = format!("no round trips are known for `{}`", one_line(name));
            Diagnostic::warning(Kind::BadValue, place, problem)
                .expected_one_of(name, known.iter().copied())
        })
        .collect()
}

/// Warnings taken for errors.
fn errors(warnings: Vec<Diagnostic>) -> Diagnostics {
    let errors = warnings.into_iter().map(|warning| Diagnostic {
        severity: Severity::Error,
        ..warning
    });
    Diagnostics(errors.collect())
}

/// Reads an answers file; warnings go to standard error, or are errors with `strict`.
pub(super) fn read(path: &Path, catalog: &Catalog, strict: bool) -> Result<Read, Diagnostics> {
    let (document, warnings) = Document::open(path, catalog)?;
    if strict && !warnings.is_empty() {
        return Err(errors(warnings));
    }
    print::diagnostics(&warnings);
    Ok(Read {
        answers: document.answers().clone(),
        text: document.text().to_owned(),
    })
}
