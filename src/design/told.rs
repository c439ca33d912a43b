//! What a text of the catalog turned out to say of this system, once values were put in.
//!
//! Here: whether a value was printed, which open questions left a placeholder behind (`the RTO`).
//! Not here: rendering (`design::prose`), what the brief makes of it (`brief`).

use std::collections::BTreeSet;

/// A text with values put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The text.
    pub text: String,
    /// Whether an answer, a fact, a decision or a figure stands in it. Names and placeholders are none.
    pub specific: bool,
    /// The open questions, as indices, whose answer it has a placeholder for.
    pub lacks: BTreeSet<usize>,
}

/// What is printed behind a placeholder: a limit that nobody set must not read like one.
const NOT_SET: &str = " (not set)";

/// What was looked up while one text was rendered.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    specific: bool,
    /// The open question that the last look-up found without an answer.
    absent: Option<usize>,
    lacks: BTreeSet<usize>,
}

impl Seen {
    /// Something was looked up: there, or absent for want of an answer to this question.
    pub(super) fn looked_up(&mut self, absent: Option<usize>) {
        self.absent = absent;
    }

    /// A value was printed.
    pub(super) fn value(&mut self) {
        self.specific = true;
    }

    /// Words of the text itself were printed by an expression: what follows them. `the …` stands in for a value that the
    /// last look-up did not find; other words (`one attempt`, `copies`) are a choice of words.
    pub(super) fn words(&mut self, words: &str) -> &'static str {
        let Some(question) = self.absent.filter(|_| words.starts_with("the ")) else {
            return "";
        };
        self.open(question)
    }

    /// Words for a value that this question was not answered with were printed: what follows them.
    pub(super) fn open(&mut self, question: usize) -> &'static str {
        self.lacks.insert(question);
        NOT_SET
    }

    pub(super) fn told(self, text: String) -> Told {
        Told {
            text,
            specific: self.specific,
            lacks: self.lacks,
        }
    }
}
