//! The files of `decision-trees/facts/`, with a team's own laid over them by id.
//!
//! Here: finding a file's layers, reading each strictly, saying what is wrong with a team's own.
//! Not here: what the facts mean (`world`, `priors`, `published`).

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::catalog::{Catalog, Sources};
use crate::diagnostic::{Diagnostic, Kind, Lines};

/// A file of facts.
pub(super) trait Facts: DeserializeOwned + Default {
    /// Its path in the catalog.
    const PATH: &'static str;

    /// These facts with others laid over them: one of the same id takes the place of ours, whole.
    #[must_use]
    fn under(self, over: Self) -> Self;

    /// What the form of the file cannot say: a word of the text to point at, what is wrong, what was expected.
    fn flaws(&self, known: &Known<'_>) -> Vec<Flaw>;
}

/// Something wrong with a fact.
pub(super) struct Flaw {
    /// A word of the text to point at.
    pub(super) at: String,
    pub(super) problem: String,
    pub(super) expected: String,
}

impl Flaw {
    pub(super) fn new(at: &str, problem: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            at: at.to_owned(),
            problem: problem.into(),
            expected: expected.into(),
        }
    }
}

/// What facts may name.
pub(super) struct Known<'a> {
    /// The catalog: references and figures.
    pub(super) catalog: &'a Catalog,
    /// Whether a key is that of a region, a team's own among them.
    pub(super) region: &'a dyn Fn(&str) -> bool,
    /// Whether an id is that of a source of facts, a team's own among them.
    pub(super) source: &'a dyn Fn(&str) -> bool,
}

impl Known<'_> {
    /// Flaws of ids that are no reference of the catalog.
    pub(super) fn references(&self, ids: &[String]) -> Vec<Flaw> {
        let known = |id: &String| self.catalog.references.iter().any(|one| one.id == *id);
        ids.iter()
            .filter(|id| !known(id))
            .map(|id| {
                Flaw::new(
                    id,
                    format!("`{id}` is no reference"),
                    "an id in `references.toml`, which a team's folder may add to",
                )
            })
            .collect()
    }

    /// Flaws of a row whose sources nobody can look up: ids of `facts/sources.toml`, or references.
    pub(super) fn sources(&self, row: &str, ids: &[String]) -> Vec<Flaw> {
        if ids.is_empty() {
            let problem = format!("`{row}` names no source");
            return vec![Flaw::new(
                row,
                problem,
                "`source = [\"…\"]` with at least one id",
            )];
        }
        let ids: Vec<String> = ids
            .iter()
            .filter(|id| !(self.source)(id))
            .cloned()
            .collect();
        self.references(&ids)
    }

    /// The flaw of an id that is no figure of the catalog.
    pub(super) fn figure(&self, id: &str) -> Option<Flaw> {
        let known = self.catalog.figures.iter().any(|figure| figure.id == id);
        (!known).then(|| {
            Flaw::new(
                id,
                format!("`{id}` is no figure"),
                "the id of a figure in `figures.toml`",
            )
        })
    }
}

/// A team's own file of facts.
#[derive(Debug, Clone)]
pub(super) struct Own {
    name: String,
    pub(super) path: String,
    text: String,
}

/// The files of facts that are not the embedded ones.
pub(super) fn own(sources: &Sources) -> Vec<Own> {
    let own = sources.own_facts();
    own.map(|(name, path, text)| Own {
        name: name.to_owned(),
        path: path.to_owned(),
        text: text.to_owned(),
    })
    .collect()
}

/// The embedded facts of a file with a team's own over them, which have been checked.
pub(super) fn read<F: Facts>(own: &[Own]) -> F {
    let read = crate::embedded::facts(F::PATH).expect("facts are embedded under this path");
    let ours: F = serde_json::from_slice(read).expect("facts are read by the test suite");
    let layers = own.iter().filter(|file| file.path == F::PATH);
    layers
        .filter_map(|file| toml::from_str(&file.text).ok())
        .fold(ours, F::under)
}

/// What is wrong with a team's own files of this kind.
pub(super) fn check<F: Facts>(own: &[Own], known: &Known<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for file in own.iter().filter(|file| file.path == F::PATH) {
        let (name, lines) = (Arc::from(file.name.as_str()), Lines::of(&file.text));
        match toml::from_str::<F>(&file.text) {
            Err(error) => {
                let place = lines.place(&name, &error.span().unwrap_or(0..0));
                let said = error.message().replace('\n', ", ");
                problems.push(
                    Diagnostic::error(Kind::WrongType, place, said)
                        .expected(format!("the form of `decision-trees/{}`", F::PATH)),
                );
            }
            Ok(facts) => problems.extend(facts.flaws(known).into_iter().map(|flaw| {
                let at = file.text.find(&flaw.at).unwrap_or(0);
                let place = lines.place(&name, &(at..at));
                Diagnostic::error(Kind::OutOfRange, place, flaw.problem).expected(flaw.expected)
            })),
        }
    }
    problems
}

/// What is wrong with files of a team that are none of ours.
pub(super) fn strangers(own: &[Own], paths: &[&str]) -> Vec<Diagnostic> {
    let strange = own
        .iter()
        .filter(|file| !paths.contains(&file.path.as_str()));
    strange
        .map(|file| {
            let place = Lines::of(&file.text).place(&Arc::from(file.name.as_str()), &(0..0));
            Diagnostic::error(
                Kind::UnknownKey,
                place,
                format!("`{}` is no file of facts", file.path),
            )
            .expected_one_of(&file.path, paths.iter().copied())
        })
        .collect()
}

/// Rows with others laid over them: one of the same id takes the place of ours, others follow.
pub(super) fn by_id<T>(mut ours: Vec<T>, over: Vec<T>, id: impl Fn(&T) -> &str) -> Vec<T> {
    for row in over {
        match ours.iter().position(|our| id(our) == id(&row)) {
            Some(at) => ours[at] = row,
            None => ours.push(row),
        }
    }
    ours
}
