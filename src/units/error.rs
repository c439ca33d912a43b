//! What can be wrong with a number that someone wrote.

use thiserror::Error;

/// Why a text or a raw number is not a value of the unit that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The text cannot be read at all.
    #[error("`{found}` is not {kind}; write for instance {examples}")]
    Unreadable {
        /// The text as it was found.
        found: String,
        /// What was expected, with its article: "a duration".
        kind: &'static str,
        /// Texts that would be read.
        examples: &'static str,
    },
    /// A number without the unit it needs.
    #[error("`{found}` has no unit; write for instance {examples}")]
    NoUnit {
        /// The text as it was found.
        found: String,
        /// Texts that would be read.
        examples: &'static str,
    },
    /// A number outside what the type can hold: negative, not finite, or beyond a bound.
    #[error("`{found}` is out of range: {kind} is {range}")]
    OutOfRange {
        /// The number as it was found.
        found: String,
        /// What was expected, with its article.
        kind: &'static str,
        /// The bounds in words.
        range: &'static str,
    },
}

/// What one type says of itself in errors.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) range: &'static str,
    pub(super) examples: &'static str,
}

impl Kind {
    pub(super) fn unreadable(self, found: &str) -> UnitError {
        let (kind, examples) = (self.name, self.examples);
        UnitError::Unreadable {
            found: found.to_owned(),
            kind,
            examples,
        }
    }

    pub(super) fn no_unit(self, found: &str) -> UnitError {
        UnitError::NoUnit {
            found: found.to_owned(),
            examples: self.examples,
        }
    }

    pub(super) fn out_of_range(self, found: &dyn ToString) -> UnitError {
        let (kind, range) = (self.name, self.range);
        UnitError::OutOfRange {
            found: found.to_string(),
            kind,
            range,
        }
    }
}
