//! Pairs of answers that would change a decision which no single answer changes.
//!
//! Not here: single answers, and for which decisions pairs are looked for (`design::assumptions`); the search
//! (`engine::smallest`).

use serde::Serialize;

use crate::engine::{self, Change};

use super::Material;

/// Two answers that change a decision only together.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Together {
    /// The answers.
    #[serde(rename = "if")]
    pub when: Vec<Said>,
    /// What the decision becomes, as a person reads it.
    pub to: String,
}

/// An answer to one question.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Said {
    /// The question, with its dataset.
    pub set: String,
    /// The question's chip.
    pub chip: String,
    /// Whether its answers are numbers.
    pub number: bool,
    /// The answer, as a person reads it.
    pub answer: String,
}

impl Material<'_> {
    /// The pairs that change a decision; of several numbers that do the same, the first.
    pub(super) fn together(
        &self,
        decision: usize,
        sheet: usize,
        sets: &[engine::Together],
    ) -> Vec<Together> {
        let mut pairs: Vec<Together> = Vec::new();
        for set in sets {
            if set.answers.len() < 2 || !set.answers.iter().all(|(spot, _)| self.is_asked(*spot)) {
                continue;
            }
            let to = self.outcome(&Change {
                decision,
                sheet,
                from: String::new(),
                to: set.becomes.clone(),
            });
            let when: Vec<Said> = set
                .answers
                .iter()
                .map(|(spot, candidate)| {
                    let question = &self.catalog.questions[spot.question];
                    Said {
                        set: self.spot_code(*spot),
                        chip: question.chip.clone(),
                        number: question.kind.is_number(),
                        answer: self.answer(*spot, candidate),
                    }
                })
                .collect();
            let told = pairs.iter().any(|known| {
                known.to == to
                    && known.when.iter().zip(&when).all(|(one, other)| {
                        one.set == other.set && (one.number || one.answer == other.answer)
                    })
            });
            if !told {
                pairs.push(Together { when, to });
            }
        }
        pairs
    }
}
