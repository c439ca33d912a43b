//! What a test looks at, once everything is evaluated.
//!
//! Here: the value or values that a subject has, as values and in words.
//! Not here: how values come about (`engine::run`).

use crate::catalog::{Catalog, Quantifier, Scope, Subject, Value};

use super::{Evaluation, Saw};

impl Evaluation {
    /// What a test of `subject` looks at, as seen from a dataset or from the system.
    #[must_use]
    pub fn saw(&self, catalog: &Catalog, subject: Subject, sheet: usize) -> Saw {
        let value = |sheet| self.value(subject.target, sheet).clone();
        match subject.quantifier {
            Quantifier::One if catalog.scope_of(subject.target) == Scope::System => {
                Saw::One(value(0))
            }
            Quantifier::One => Saw::One(value(sheet)),
            Quantifier::Any | Quantifier::Every => {
                Saw::Each((0..self.datasets()).map(value).collect())
            }
        }
    }
}

impl Saw {
    /// The value in the ids of the vocabulary; of several datasets, each value once in the order they come.
    #[must_use]
    pub fn shown(&self, catalog: &Catalog, subject: Subject) -> String {
        let kind = catalog.kind_of(subject.target);
        self.written(|value| kind.show(value))
    }

    /// The same as a person reads it: labels in place of ids.
    #[must_use]
    pub fn labelled(&self, catalog: &Catalog, subject: Subject) -> String {
        let kind = catalog.kind_of(subject.target);
        self.written(|value| kind.show_label(value))
    }

    fn written(&self, show: impl Fn(&Value) -> String) -> String {
        let text = match self {
            Self::One(value) => show(value),
            Self::Each(values) if values.is_empty() => "no dataset".to_owned(),
            Self::Each(values) => {
                let mut shown: Vec<String> = Vec::new();
                for value in values.iter().map(show) {
                    if !shown.contains(&value) {
                        shown.push(value);
                    }
                }
                shown.join("; ")
            }
        };
        crate::text::one_line(&text)
    }
}
