//! What a test looks at, once everything is evaluated.
//!
//! Here: the value or values that a subject has, whether a row's condition holds, and both in words.
//! Not here: how values come about (`engine::run`).

use crate::catalog::{Catalog, Condition, Quantifier, Scope, Subject, Target, Value};

use super::{Evaluation, Saw};

impl Evaluation {
    /// What a test of `subject` looks at, as seen from a dataset or from the system.
    #[must_use]
    pub fn saw(&self, catalog: &Catalog, subject: Subject, sheet: usize) -> Saw {
        let value = |sheet| self.value(subject.target, sheet).clone();
        match subject.quantifier {
            Quantifier::One if scope(catalog, subject.target) == Scope::System => {
                Saw::One(value(0))
            }
            Quantifier::One => Saw::One(value(sheet)),
            Quantifier::Any | Quantifier::Every => {
                Saw::Each((0..self.datasets()).map(value).collect())
            }
        }
    }

    /// Whether a row's condition holds, as seen from a dataset or from the system.
    #[must_use]
    pub fn holds(&self, catalog: &Catalog, condition: &Condition, sheet: usize) -> bool {
        match self.saw(catalog, condition.subject, sheet) {
            Saw::One(value) => condition.cell.matches(&value),
            Saw::Each(values) if condition.subject.quantifier == Quantifier::Every => {
                !values.is_empty() && values.iter().all(|value| condition.cell.matches(value))
            }
            Saw::Each(values) => values.iter().any(|value| condition.cell.matches(value)),
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

fn scope(catalog: &Catalog, target: Target) -> Scope {
    match target {
        Target::Question(index) => catalog.questions[index].scope,
        Target::Fact(index) => catalog.facts[index].scope,
        Target::Decision(index) | Target::Figure(index, _) => catalog.decisions[index].scope,
    }
}
