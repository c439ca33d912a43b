//! Words that several parts of the screen share.
//!
//! Here: what a decision came to, in labels; the name that a file gets.
//! Not here: sentences of one part alone (`view`).

use crate::answers::{Answer, Answers};
use crate::catalog::{Catalog, Decision, Value};
use crate::engine::{Decided, Outcome};
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
    name_in(interview.catalog(), interview.answers())
}

/// The system's name in these answers.
pub(super) fn name_in(catalog: &Catalog, answers: &Answers) -> Option<String> {
    let question = catalog.question("system.name")?;
    match answers.system().get(question) {
        Some(Answer::Given(Value::Text(name))) => Some(crate::text::one_line(name)),
        _ => None,
    }
}

/// A file name for the answers: the system's name with hyphens.
pub(super) fn file_name(interview: &Interview<'_>) -> String {
    let name = system_name(interview).unwrap_or_default().to_lowercase();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "design.toml".to_owned()
    } else {
        format!("{}.toml", words.join("-"))
    }
}
