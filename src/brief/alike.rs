//! What is said of several datasets in the same words, so that it can be told once.
//!
//! Here: the comparison, with each dataset's name left out of it.
//! Not here: how it is told (`templates/`).

use crate::design::{DecisionView, PatternView, SplitBrainView};

/// Something that is said of a dataset.
pub(super) trait Said {
    /// What is printed of it in the short brief.
    fn texts(&self) -> Vec<&str>;
}

impl Said for PatternView {
    fn texts(&self) -> Vec<&str> {
        vec![
            &self.id,
            &self.step,
            &self.enter,
            &self.exit,
            &self.rollback,
            &self.degraded,
            &self.alert,
            self.guardrail.as_deref().unwrap_or_default(),
        ]
    }
}

impl Said for SplitBrainView {
    fn texts(&self) -> Vec<&str> {
        vec![&self.mechanism, &self.how, &self.condition]
    }
}

impl Said for DecisionView {
    fn texts(&self) -> Vec<&str> {
        let rejected = self.rejected.iter().map(|option| option.because.as_str());
        [&self.id, &self.label, &self.because, &self.costs]
            .into_iter()
            .map(String::as_str)
            .chain(rejected)
            .collect()
    }
}

/// Whether two things say the same, each of its own dataset.
pub(super) fn alike<T: Said>(one: (&T, &str), other: (&T, &str)) -> bool {
    let nameless = |(thing, name): (&T, &str)| -> Vec<String> {
        let texts = thing.texts().into_iter();
        texts.map(|text| text.replace(name, "\0")).collect()
    };
    nameless(one) == nameless(other)
}
