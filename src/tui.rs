//! The full-screen wizard.
//!
//! Here: the entry, and what it comes back with. The state is in `tui::screen`, what a message does to it in
//! `tui::update`, drawing in `tui::view`, keys in `tui::keymap`, the world outside in `tui::drive`.
//! Not here: decisions (`engine`), which question comes next (`interview`), saving (`session`), writing the brief.

mod card;
mod drafts;
mod drive;
mod field;
mod flow;
mod inputs;
mod keymap;
mod message;
mod review;
mod screen;
mod start;
mod terminal;
mod theme;
mod trees;
mod update;
mod view;
mod wording;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::derive::World;
use crate::face::review::{lost, quoted};
use crate::session::Session;

/// What the wizard begins with.
#[derive(Debug)]
pub enum Opening<'c> {
    /// The start screen: new answers, a draft that was left, or a file.
    Start,
    /// The interview on a file.
    Session(Box<Session<'c>>),
}

/// What the wizard has to know from outside.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether colours are wanted; see [`Options::from_environment`].
    pub color: bool,
    /// Where drafts are, as [`crate::session::state_folder`] says.
    pub folder: Option<PathBuf>,
    /// What was odd about the file, shown before the first question.
    pub warnings: Vec<String>,
}

impl Options {
    /// Colours unless `NO_COLOR` is set, drafts in the user's state folder.
    #[must_use]
    pub fn from_environment() -> Self {
        Self {
            color: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            folder: crate::session::state_folder(),
            warnings: Vec::new(),
        }
    }
}

/// How the wizard ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finished {
    /// The answers are saved in `path`, and the user asks for the brief.
    WriteBrief {
        /// The answers file.
        path: PathBuf,
    },
    /// The user left, or a signal came.
    Left {
        /// Where the answers are; none where nothing was answered.
        at: Option<PathBuf>,
        /// Whether that is a draft, which `quorate` without arguments offers to go on with.
        draft: bool,
        /// The signal that ended it.
        signal: Option<i32>,
    },
    /// The user left the start screen.
    Nothing,
    /// The answers could be saved nowhere: this is their text.
    Unsaved {
        /// Why.
        because: String,
        /// The text of the answers file.
        text: String,
        /// The signal that ended it.
        signal: Option<i32>,
    },
}

impl Finished {
    /// What to print on standard error once the terminal is as it was; nothing where there is nothing to say.
    #[must_use]
    pub fn farewell(&self) -> Option<String> {
        match self {
            Self::Left {
                at: Some(_),
                draft: true,
                ..
            } => Some("Your answers are kept as a draft. To go on: quorate".to_owned()),
            Self::Left {
                at: Some(path),
                draft: false,
                ..
            } => Some(format!(
                "Your answers are in {}. To go on: quorate edit {}",
                path.display(),
                quoted(path)
            )),
            Self::WriteBrief { path } => Some(format!(
                "Your answers are in {}. To change one: quorate edit {}",
                path.display(),
                quoted(path)
            )),
            Self::Unsaved { because, text, .. } => {
                Some(crate::text::upper_first(&lost(because, text)))
            }
            Self::Left { at: None, .. } | Self::Nothing => None,
        }
    }

    /// The signal that ended the wizard; a shell expects exit code 128 and its number then.
    #[must_use]
    pub fn signal(&self) -> Option<i32> {
        match self {
            Self::Left { signal, .. } | Self::Unsaved { signal, .. } => *signal,
            Self::Nothing | Self::WriteBrief { .. } => None,
        }
    }
}

/// Runs the wizard until the user is done. The terminal is given back however it ends.
///
/// # Errors
/// Standard input or output is no terminal, or it was lost on the way; answers are saved all the same.
pub fn run(
    opening: Opening<'static>,
    catalog: &'static Catalog,
    world: &'static World,
    options: &Options,
) -> anyhow::Result<Finished> {
    drive::run(opening, catalog, world, options)
}
