//! A team's own templates of the brief.
//!
//! Here: their text, and the place of something in it.
//! Not here: ours, and what is given to them (`brief`).

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Lines, Place};

use super::source::Sources;

/// The folder of a catalog that templates stand in. Whatever is there is one, so that a wrong ending is noticed.
const FOLDER: &str = "templates/";

/// Whether a file of a catalog is a template.
pub(super) fn is_template(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// A template that a team lays over ours, or adds to be included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its name among the templates, `goals.md.jinja`.
    pub name: String,
    /// The file, for messages.
    pub file: Arc<str>,
    /// What it says.
    pub text: String,
}

impl Template {
    /// The place of a span of its text.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        Lines::of(&self.text).place(&self.file, span)
    }
}

impl Sources {
    /// The templates among the files, in order of name.
    pub(super) fn templates(&self) -> Vec<Template> {
        let templates = self.files.iter().filter_map(|file| {
            let name = file.path.strip_prefix(FOLDER)?;
            Some(Template {
                name: name.to_owned(),
                file: Arc::from(file.name.as_str()),
                text: file.text.clone().into_owned(),
            })
        });
        templates.collect()
    }
}
