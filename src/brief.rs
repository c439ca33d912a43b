//! The brief: Markdown from a design.
//!
//! Here: its two forms, the sources that its text cites.
//! Not here: what is said (`design`, the catalog's prose), the layout (`templates/`), files (`brief::file`).

mod alike;
mod context;
mod diagram;
mod excerpt;
pub mod file;
mod own;
mod path;
mod template;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::answers::Answers;
use crate::catalog::Catalog;
use crate::derive::World;
use crate::design::{Design, Medium, SourceView};
use crate::diagnostic::Diagnostics;

pub use own::check;

/// The text of a template inside the binary.
#[must_use]
pub fn template_text(name: &str) -> Option<&'static str> {
    template::text(name)
}

/// How much a brief says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// What a reviewer needs, in a quarter of an hour.
    #[default]
    Short,
    /// Everything that is known of each decision.
    Full,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Short => "short",
            Self::Full => "full",
        })
    }
}

impl FromStr for Form {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Short, Self::Full]
            .into_iter()
            .find(|form| form.to_string() == word)
            .ok_or(())
    }
}

#[derive(Serialize)]
struct Sources<'d> {
    sources: Vec<&'d SourceView>,
}

/// The brief of a design made for [`Medium::Markdown`].
///
/// # Errors
/// A template that cannot be rendered; the embedded templates have none.
pub fn render(design: &Design, form: Form) -> Result<String, Diagnostics> {
    let body = template::render(
        "brief.md.jinja",
        &context::context(design, form),
        &design.templates,
    )?;
    let cited = cited(&body);
    let mut sources: Vec<&SourceView> = design
        .sources
        .iter()
        .filter(|source| cited.contains(source.id.as_str()))
        .collect();
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    let sources = template::render("sources.md.jinja", &Sources { sources }, &design.templates)?;
    Ok(format!("{body}\n{sources}"))
}

/// What stands in square brackets: a citation, where a source has that id. Brackets that a user typed are escaped.
fn cited(text: &str) -> BTreeSet<&str> {
    let opened = text.split('[').skip(1);
    opened
        .filter_map(|after| after.split_once(']').map(|(inside, _)| inside))
        .collect()
}

/// Gets ready for the first brief, for who has something else to do before it.
pub fn make_ready() {
    template::make_ready();
}

/// The brief that would be written now, for a screen.
#[must_use]
pub fn preview(catalog: &Catalog, world: &World, answers: &Answers) -> String {
    let brief = Design::of(catalog, world, answers, Medium::Markdown)
        .and_then(|design| render(&design, Form::Short));
    brief.unwrap_or_else(|problems| problems.to_string())
}
