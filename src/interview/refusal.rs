//! Why an event was refused.
//!
//! Not here: when (`interview`).

/// Why an event was refused; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A name that is taken.
    #[error("`{0}` is already the name of another one")]
    NameTaken(String),
    /// An empty name.
    #[error("a name is needed")]
    NameEmpty,
    /// A number outside the question's bounds.
    #[error("{0}")]
    OutOfRange(String),
    /// There is nothing to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
}
