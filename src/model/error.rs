//! What a formula says when it has no answer.

use std::fmt::Display;

use thiserror::Error;

/// Why a question to the model has no answer.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A number outside the domain of the formula.
    #[error("{what} is {found}, but must be {expected}")]
    OutOfRange {
        /// The quantity, as the reader knows it.
        what: &'static str,
        /// What was given.
        found: String,
        /// The domain, in words.
        expected: String,
    },
    /// A quorum expression that cannot be read.
    #[error("`{text}` is not a quorum expression: {problem} (character {at})")]
    Expression {
        /// The whole text.
        text: String,
        /// Where the trouble starts, counted from 1.
        at: usize,
        /// What was found and what was expected.
        problem: String,
    },
    /// Some read quorum and some write quorum have no node in common.
    #[error(
        "reads may miss writes: {{{reads}}} is enough to read, {{{writes}}} is enough to write, and they share no node"
    )]
    NoIntersection {
        /// The nodes of such a read quorum.
        reads: String,
        /// The nodes of such a write quorum.
        writes: String,
    },
    /// No strategy meets what was asked.
    #[error("there is no strategy: {because}")]
    NoStrategy {
        /// What rules every strategy out.
        because: String,
    },
    /// More work arrives than can be done, so no steady state exists.
    #[error(
        "the queue grows without end: utilisation would be {utilisation}, and must stay below 1"
    )]
    Overloaded {
        /// Offered load over capacity.
        utilisation: f64,
    },
    /// Larger than this program computes exactly.
    #[error("{what} is {found}; more than {most} is not computed")]
    TooLarge {
        /// The quantity.
        what: &'static str,
        /// What was given.
        found: String,
        /// The bound.
        most: String,
    },
}

impl ModelError {
    pub(crate) fn range(what: &'static str, found: impl Display, expected: &str) -> Self {
        let (found, expected) = (found.to_string(), expected.to_owned());
        Self::OutOfRange {
            what,
            found,
            expected,
        }
    }

    pub(crate) fn too_large(what: &'static str, found: impl Display, most: impl Display) -> Self {
        let (found, most) = (found.to_string(), most.to_string());
        Self::TooLarge { what, found, most }
    }
}

/// `value` if it is finite and above zero.
pub(crate) fn positive(what: &'static str, value: f64) -> Result<f64, ModelError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(ModelError::range(what, value, "above zero"))
    }
}

/// `value` if it is finite and not below zero.
pub(crate) fn not_negative(what: &'static str, value: f64) -> Result<f64, ModelError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(ModelError::range(what, value, "zero or more"))
    }
}

/// `value` if it is in `0 ..= 1`.
pub(crate) fn share(what: &'static str, value: f64) -> Result<f64, ModelError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(ModelError::range(what, value, "from 0 to 1"))
    }
}
