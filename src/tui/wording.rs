//! Words that several parts of the screen share.
//!
//! Here: what a decision came to, in labels.
//! Not here: sentences of one part alone (`view`).

use crate::catalog::{Catalog, Decision};
use crate::engine::{Decided, Outcome};
use crate::face::review;
use crate::interview::Interview;

/// Ids of options, as [`Decided::shown`] gives them, in labels.
pub(super) fn labels(decision: &Decision, shown: &str) -> String {
    let label = |id: &str| {
        decision
            .options
            .iter()
            .find(|option| option.id == id)
            .map_or_else(
                || id.to_owned(),
                |option| crate::text::lower_first(&option.label),
            )
    };
    crate::text::one_line(&shown.split(", ").map(label).collect::<Vec<_>>().join(", "))
}

/// What a decision came to.
pub(super) fn decided(catalog: &Catalog, index: usize, decided: &Decided) -> String {
    match &decided.outcome {
        Outcome::Ranking(ranking) if ranking.is_empty() => "no symptoms yet".to_owned(),
        Outcome::Figures { values, .. } => {
            let named = catalog.decisions[index].options.iter().zip(values);
            let named = named.map(|(name, value)| format!("{} {value}", name.id));
            crate::text::one_line(&named.collect::<Vec<_>>().join(" · "))
        }
        _ => labels(&catalog.decisions[index], &decided.shown(catalog, index)),
    }
}

/// The system's name, if it was said.
pub(super) fn system_name(interview: &Interview<'_>) -> Option<String> {
    review::system_name(interview.catalog(), interview.answers())
}
