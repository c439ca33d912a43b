//! What is wrong with a file: where, what was found, what was expected, how to mend it.
//!
//! Here: the one `Diagnostic` type that catalog, answers and templates share, and near-miss suggestions.
//! Not here: printing to a terminal (the faces), exit codes (`cli`).

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use crate::text::one_line;

/// A position in a file that a person edits. Lines and columns count from one, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it, or its path inside the catalog.
    #[serde(deserialize_with = "shared")]
    pub file: Arc<str>,
    /// Line, from one.
    pub line: usize,
    /// Column in characters, from one.
    pub column: usize,
}

/// Places of one file stand together, and share its name.
fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    thread_local! {
        static LAST: RefCell<Option<Arc<str>>> = const { RefCell::new(None) };
    }
    struct Name;
    impl Visitor<'_> for Name {
        type Value = Arc<str>;

        fn expecting(&self, into: &mut fmt::Formatter<'_>) -> fmt::Result {
            into.write_str("a file's name")
        }

        fn visit_str<E>(self, name: &str) -> Result<Arc<str>, E> {
            LAST.with_borrow_mut(|last| {
                let same = last.take().filter(|last| **last == *name);
                let name = same.unwrap_or_else(|| Arc::from(name));
                *last = Some(Arc::clone(&name));
                Ok(name)
            })
        }
    }
    from.deserialize_str(Name)
}

/// Where the lines of a text begin, so that many places in it are found quickly.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Looks the text through once.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The place of a byte offset.
    #[must_use]
    pub fn place(&self, file: &Arc<str>, span: &Range<usize>) -> Place {
        let mut at = span.start.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= at);
        let start = line
            .checked_sub(1)
            .and_then(|line| self.starts.get(line))
            .copied()
            .unwrap_or(0);
        Place {
            file: Arc::clone(file),
            line,
            column: self.text[start..at].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", one_line(&self.file), self.line, self.column)
    }
}

/// Whether the file can be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, and something in it has no effect or is doubtful.
    Warning,
}

/// The kinds of problem; tests match on them, people read the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The file cannot be read, or is not text.
    Unreadable,
    /// Not TOML.
    Syntax,
    /// The file's format number is missing or not one that is known.
    Format,
    /// A key that nothing reads.
    UnknownKey,
    /// A key that must be there.
    MissingKey,
    /// A value of another TOML type.
    WrongType,
    /// A word or number that the place does not take.
    BadValue,
    /// A value outside its bounds.
    OutOfRange,
    /// An id that names nothing.
    UnknownId,
    /// The same id twice.
    DuplicateId,
    /// A scope rule is broken (`any` missing or superfluous).
    Scope,
    /// A test without a branch for some value.
    Uncovered,
    /// Two branches take the same value, or one can never be taken.
    Overlap,
    /// Something waits for itself.
    Cycle,
    /// Something that no answers lead to.
    Unreachable,
    /// What the catalog says can never come out, and does.
    Invariant,
    /// A text that is empty, too long, or not of the form its place asks for.
    Text,
    /// A template that cannot be rendered.
    Template,
}

/// One problem, complete enough to be mended without reading the source of quorate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What kind.
    pub kind: Kind,
    /// Where, when it is in a file.
    pub place: Option<Place>,
    /// What was found.
    pub problem: String,
    /// What would have been right.
    pub expected: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(kind: Kind, place: Place, problem: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            kind,
            place: Some(place),
            problem: problem.into(),
            expected: None,
            help: None,
        }
    }

    /// A warning at a place.
    pub fn warning(kind: Kind, place: Place, problem: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(kind, place, problem)
        }
    }

    /// An error that is not at a place inside a file.
    pub fn general(kind: Kind, problem: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            kind,
            place: None,
            problem: problem.into(),
            expected: None,
            help: None,
        }
    }

    /// Adds what would have been right.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds the list of words that would have been right, and the nearest to what was found.
    #[must_use]
    pub fn expected_one_of<'a>(
        self,
        found: &str,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let nearest = nearest(found, words.iter().copied()).map(str::to_owned);
        let listed = if words.len() > LISTED_MAX {
            format!(
                "{}, … ({} in all)",
                words[..LISTED_MAX].join(", "),
                words.len()
            )
        } else {
            words.join(", ")
        };
        let with = self.expected(listed);
        match nearest {
            Some(word) => with.help(format!("did you mean `{word}`?")),
            None => with,
        }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// More words than this are not listed in full: the nearest one is what helps.
const LISTED_MAX: usize = 12;

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}", one_line(&self.problem))?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
        }
        if let Some(expected) = &self.expected {
            write!(f, "\n  expected: {}", one_line(expected))?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", one_line(help))?;
        }
        Ok(())
    }
}

/// Several problems at once: every file yields all it has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

/// The candidate that a person most likely meant, if any is near enough.
#[must_use]
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    candidates
        .into_iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&found, &word.to_lowercase()),
                word,
            )
        })
        .filter(|(distance, word)| {
            *distance <= (word.chars().count().max(found.chars().count()) / 3).max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_reads_as_in_the_house_style() {
        let place = Lines::of("a = 1\nreads = \"own-write\"\n")
            .place(&Arc::from("checkout.toml"), &(14..25));
        let shown = Diagnostic::error(
            Kind::BadValue,
            place,
            "`own-write` is not an answer to `dataset.reads`",
        )
        .expected_one_of("own-write", ["latest", "own-writes", "bounded", "any"])
        .to_string();
        assert_eq!(
            shown,
            "error: `own-write` is not an answer to `dataset.reads`\n  --> checkout.toml:2:9\n  \
             expected: latest, own-writes, bounded, any\n  help: did you mean `own-writes`?"
        );
    }

    #[test]
    fn far_words_are_not_suggested() {
        assert_eq!(nearest("zebra", ["latest", "own-writes"]), None);
        assert_eq!(nearest("lates", ["latest", "own-writes"]), Some("latest"));
    }
}
