//! `quorate`, `quorate new`, `quorate edit`: the wizard in one of its faces.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::catalog::{Catalog, Sources};
use crate::derive::World;
use crate::face::review::quoted;
use crate::face::{Face, Finished, preferred};
use crate::session::{self, Session};
use crate::{lines, plain, tui};

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

/// `quorate` alone: a new file, one that is there, or a draft.
pub(super) fn start(context: &Context) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    let folder = session::state_folder();
    let drafts = folder.as_deref().map(session::drafts).unwrap_or_default();
    if usual() == Face::Screen {
        return screen(tui::Opening::Start, catalog, world, Vec::new());
    }
    let mut session = match drafts.first() {
        Some(draft) => {
            print::note(&format!("Going on with the draft in {}.", draft.display()));
            Session::resume(draft, catalog, world)?
        }
        None => Session::begin(folder.as_deref(), catalog, world),
    };
    session.rescue_to(folder.as_deref());
    let finished = hold(Face::Lines, &mut session)?;
    finish(finished, &session, catalog, world)
}

pub(super) fn new(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.file.exists() {
        anyhow::bail!(
            "`{}` is already there; `quorate edit {0}` goes on with it",
            arguments.file.display()
        );
    }
    open(context, arguments)
}

pub(super) fn edit(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if !arguments.file.exists() {
        anyhow::bail!(
            "`{}` is not there; `quorate new {0}` begins it",
            arguments.file.display()
        );
    }
    open(context, arguments)
}

fn open(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = match &arguments.root {
        Some(root) => (
            super::files::keep(Catalog::load(&Sources::folder(root)?)?),
            super::files::world(),
        ),
        None => context.catalog_and_world()?,
    };
    let folder = session::state_folder();
    for draft in rescued(folder.as_deref(), &arguments.file) {
        print::note(&format!(
            "Answers that could not be saved in `{0}` are kept as a draft. To go on with them: quorate edit {1}. To put them back, move {1} over {2}.",
            arguments.file.display(),
            quoted(&draft),
            quoted(&arguments.file)
        ));
    }
    let (mut session, warnings) =
        Session::go_on(&arguments.file, folder.as_deref(), catalog, world)?;
    if arguments.face() == Face::Screen {
        let warnings = warnings.iter().map(ToString::to_string).collect();
        let opening = tui::Opening::Session(Box::new(session));
        return screen(opening, catalog, world, warnings);
    }
    print::diagnostics(&warnings);
    session.rescue_to(folder.as_deref());
    let finished = hold(arguments.face(), &mut session)?;
    finish(finished, &session, catalog, world)
}

/// Drafts of answers that could not be saved in this file.
fn rescued(folder: Option<&Path>, file: &Path) -> Vec<PathBuf> {
    let from = std::path::absolute(file).ok();
    let drafts = folder.map(session::drafts).unwrap_or_default();
    let of_file = |draft: &PathBuf| from.is_some() && session::rescued_from(draft) == from;
    drafts.into_iter().filter(of_file).collect()
}

/// The full-screen wizard, and the brief where the user asks for it.
fn screen(
    opening: tui::Opening<'static>,
    catalog: &'static Catalog,
    world: &'static World,
    warnings: Vec<String>,
) -> anyhow::Result<ExitCode> {
    let options = tui::Options {
        warnings,
        ..tui::Options::from_environment()
    };
    let finished = tui::run(opening, catalog, world, &options)?;
    if let Some(farewell) = finished.farewell() {
        print::note(&farewell);
    }
    match (&finished, finished.signal()) {
        (tui::Finished::WriteBrief { path }, _) => super::brief::after_wizard(catalog, world, path),
        (_, Some(signal)) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))),
        (tui::Finished::Unsaved { .. }, None) => Ok(ExitCode::from(2)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

impl Arguments {
    fn face(&self) -> Face {
        if self.lines {
            Face::Lines
        } else if self.plain {
            Face::Plain
        } else {
            usual()
        }
    }
}

/// The face that suits where the program runs.
fn usual() -> Face {
    let set = |name: &str| std::env::var(name).ok();
    preferred(
        std::io::stdin().is_terminal(),
        std::io::stdout().is_terminal(),
        set("TERM").as_deref(),
        set("CI").as_deref(),
    )
}

fn hold(face: Face, session: &mut Session<'_>) -> anyhow::Result<Finished> {
    match face {
        Face::Screen | Face::Plain => plain::run(session),
        Face::Lines => lines::run(
            session,
            &mut std::io::stdin().lock(),
            &mut std::io::stdout().lock(),
        ),
    }
}

/// Writes the brief where the user said that the answers are done.
fn finish(
    finished: Finished,
    session: &Session<'_>,
    catalog: &Catalog,
    world: &World,
) -> anyhow::Result<ExitCode> {
    match finished {
        Finished::InputEnded => return Ok(ExitCode::from(1)),
        Finished::Left => return Ok(ExitCode::SUCCESS),
        Finished::Done => {}
    }
    let Some(path) = session.path() else {
        return Ok(ExitCode::SUCCESS);
    };
    super::brief::after_wizard(catalog, world, path)
}
