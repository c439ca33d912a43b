//! What was said while its file cannot be written: a draft in the state folder, renewed at each save that fails and
//! removed when one succeeds. A process that is killed meanwhile leaves it.
//!
//! Here: that draft, and the line in it that says where it is from.
//! Not here: names and locks of drafts (`session::draft`), why a save failed (`answers::disk`).

use std::path::{Path, PathBuf};

use crate::answers::Document;
use crate::store;

use super::draft::{self, Draft};

/// Where answers go that cannot be saved.
#[derive(Debug, Default)]
pub(super) struct Rescue {
    /// The state folder, where there is one.
    pub(super) folder: Option<PathBuf>,
    draft: Option<Draft>,
    /// Whether the draft holds what was said last.
    whole: bool,
}

impl Rescue {
    /// The draft that holds what was said last, if there is one.
    pub(super) fn path(&self) -> Option<&Path> {
        let draft = self.draft.as_ref().filter(|_| self.whole)?;
        Some(&draft.path)
    }

    /// Writes the answers into the draft. Where that fails as well, an older one stays and is not taken for the whole.
    pub(super) fn keep(&mut self, document: &Document) {
        if self.draft.is_none() {
            let folder = self.folder.as_deref();
            self.draft = folder.and_then(|folder| Draft::claim(folder, "draft-rescued"));
        }
        let Some(draft) = &self.draft else {
            return;
        };
        let text = document.text();
        let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let head = document.path().map(head).unwrap_or_default();
        self.whole = store::write(&draft.path, &format!("{head}{plain}")).is_ok();
    }

    /// Removes the draft: its answers are where they belong, or were given up.
    pub(super) fn discard(&mut self) {
        if let Some(held) = self.draft.take() {
            draft::discard(&held.path);
        }
    }
}

/// How a draft begins that was rescued from a file.
const FROM: &str = "# Answers that could not be saved in ";

fn head(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let shown = crate::text::one_line(&path.display().to_string());
    format!("{FROM}{shown}\n")
}

/// The file from which a draft was rescued, if it was: what its first line says.
#[must_use]
pub fn rescued_from(draft: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(draft).ok()?;
    let path = text.lines().next()?.strip_prefix(FROM)?;
    Some(PathBuf::from(path))
}
