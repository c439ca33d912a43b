//! How a question stands.
//!
//! Not here: when it stands so (`interview::outline`).

use crate::answers::{Answer, Spot};
use crate::catalog::{Likely, Question};

/// How a question stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The user said it.
    Answered,
    /// The user is unsure; the default is taken.
    Unsure,
    /// The dataset's archetype answers it; why. It is asked only if the user goes there.
    Likely(String),
    /// Not asked yet, and it can still change the outcome.
    Open,
    /// It cannot change the outcome any more; why.
    Skipped(String),
    /// It does not apply; why. An answer that stands in the file is kept and has no effect.
    Inactive(String),
    /// The situation does not ask it.
    NotAsked,
}

/// A question as it stands on a page.
#[derive(Debug, Clone)]
pub struct Asked<'i> {
    /// Where.
    pub spot: Spot,
    /// The question.
    pub question: &'i Question,
    /// How it stands.
    pub status: Status,
    /// The answer in the file, if any.
    pub answer: Option<&'i Answer>,
    /// What the dataset's archetype answers, where the user has not.
    pub likely: Option<&'i Likely>,
}
