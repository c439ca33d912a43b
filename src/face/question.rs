//! Words about one question.
//!
//! Here: its heading, options, presets, what unsure takes, what may be said to it, why it is asked. Every text is
//! harmless to a terminal.
//! Not here: the order in which a face shows them.

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, Question, Scope, Target, Value};
use crate::engine;
use crate::interview::{Interview, Status};
use crate::text::{lower_first, one_line};

use super::outcome;

/// `Data: cart` or `System`: the section, and of which dataset or service.
#[must_use]
pub fn place(interview: &Interview<'_>, spot: Spot) -> String {
    let question = &interview.catalog().questions[spot.question];
    let section = one_line(&interview.catalog().sections[question.section].title);
    match question.scope {
        Scope::System => section,
        scope => format!("{section}: {}", interview.sheet_name(scope, spot.sheet)),
    }
}

/// The word that `jump` takes: `system.name`, and `cart.reads` for the dataset `cart`.
#[must_use]
pub fn id(interview: &Interview<'_>, spot: Spot) -> String {
    let question = &interview.catalog().questions[spot.question];
    match question.scope {
        Scope::System => one_line(&question.id),
        scope => format!(
            "{}.{}",
            interview.sheet_name(scope, spot.sheet),
            one_line(question.key())
        ),
    }
}

/// `12 questions left`.
#[must_use]
pub fn left(interview: &Interview<'_>) -> String {
    match interview.progress().open {
        0 => "no questions left".to_owned(),
        1 => "1 question left".to_owned(),
        open => format!("{open} questions left"),
    }
}

/// Where the question stands, its chip and id, and how many are left.
#[must_use]
pub fn heading(interview: &Interview<'_>, spot: Spot) -> String {
    format!(
        "{}. {} ({}), {}.",
        place(interview, spot),
        one_line(&interview.catalog().questions[spot.question].chip),
        id(interview, spot),
        left(interview),
    )
}

/// The options with what each means; the presets of a number by their value.
#[must_use]
pub fn options(question: &Question) -> Vec<String> {
    let options = question.kind.options().iter().map(|option| {
        let (label, id) = (&option.label, &option.id);
        format!("{label} ({id}): {}", option.means)
    });
    let presets = question.presets.iter().map(|preset| {
        let value = question.kind.show(&preset.value);
        format!("{value}, {}: {}", lower_first(&preset.label), preset.means)
    });
    options.chain(presets).map(|text| one_line(&text)).collect()
}

/// Whether an answer may be none of the options.
#[must_use]
pub fn takes_other(question: &Question) -> bool {
    let of_options = matches!(question.kind, Kind::Choice(_) | Kind::Multi(_));
    of_options && !question.is_archetype
}

/// What it means to answer none of the options.
pub const OTHER: &str =
    "in your own words; the brief quotes them, and decisions take what they take for unsure.";

/// What the dataset's archetype answers, and why; none where the user answered, or there is none.
#[must_use]
pub fn likely(interview: &Interview<'_>, spot: Spot) -> Option<String> {
    let likely = interview.likely(spot)?;
    let kind = &interview.catalog().questions[spot.question].kind;
    let archetype = interview
        .answers()
        .archetype(interview.catalog(), spot.sheet)?;
    Some(one_line(&format!(
        "From the archetype “{}”, until you answer: “{}”. {}",
        archetype.label,
        kind.show_label(&likely.value),
        likely.because
    )))
}

/// What unsure takes, and why that is safe.
#[must_use]
pub fn unsure(interview: &Interview<'_>, spot: Spot) -> String {
    let question = &interview.catalog().questions[spot.question];
    if question.is_archetype {
        return "Unsure: none of these. Everything that matters is asked.".to_owned();
    }
    if interview
        .answers()
        .likely(interview.catalog(), spot)
        .is_some()
    {
        return "Unsure leaves it to the archetype.".to_owned();
    }
    let text = match &question.default {
        Some((value, because)) => {
            format!(
                "Unsure takes “{}”: {because}",
                question.kind.show_label(value)
            )
        }
        None if matches!(question.kind, Kind::Text | Kind::List) => {
            "Unsure leaves it open.".to_owned()
        }
        None => "Unsure leaves it unknown; no value is assumed.".to_owned(),
    };
    one_line(&text)
}

/// What may be typed: the values of the question's kind, within its bounds.
#[must_use]
pub fn wanted(question: &Question) -> String {
    let bound = |value: &Option<Value>| value.as_ref().map(|value| question.kind.show(value));
    let bounds = match (bound(&question.bounds.0), bound(&question.bounds.1)) {
        (Some(low), Some(high)) => format!(", from {low} to {high}"),
        (Some(low), None) => format!(", at least {low}"),
        (None, Some(high)) => format!(", at most {high}"),
        (None, None) => String::new(),
    };
    match question.kind {
        Kind::List => "names, separated by commas".to_owned(),
        ref kind => format!("{}{bounds}", kind.wanted()),
    }
}

/// What the user said to it, if anything, as a person reads it.
#[must_use]
pub fn said(interview: &Interview<'_>, spot: Spot) -> Option<String> {
    let kind = &interview.catalog().questions[spot.question].kind;
    let text = match interview.answers().get(interview.catalog(), spot)? {
        Answer::Given(value) => kind.show_label(value),
        Answer::Other(text) => format!("other: {text}"),
    };
    Some(one_line(&text))
}

/// Why it has no effect, where it has none.
#[must_use]
pub fn idle(status: &Status) -> Option<String> {
    match status {
        Status::Skipped(because) => Some(format!("It cannot change the outcome: {because}.")),
        Status::Inactive(because) => Some(format!("An answer has no effect: it {because}.")),
        Status::NotAsked => Some("The situation does not ask it.".to_owned()),
        Status::Likely(_) => Some("Its kind of data answers it; it is asked only here.".to_owned()),
        Status::Answered | Status::Unsure | Status::Open => None,
    }
    .map(|text| one_line(&text))
}

/// Why it is asked, and which decisions another answer would change now.
#[must_use]
pub fn why(interview: &Interview<'_>, spot: Spot) -> Vec<String> {
    let catalog = interview.catalog();
    let question = &catalog.questions[spot.question];
    let mut lines = vec![one_line(&question.why)];
    lines.extend(idle(&interview.status(spot)));
    if lines.len() > 1 || matches!(question.kind, Kind::Multi(_)) {
        return lines;
    }
    let (now, answers) = (interview.evaluation(), interview.answers());
    let held = now.value(Target::Question(spot.question), spot.sheet);
    for candidate in engine::candidates(catalog, spot.question) {
        if candidate.value == *held {
            continue;
        }
        let answer = one_line(&question.kind.show_label(&candidate.value));
        let changes = engine::what_if(
            catalog,
            interview.world(),
            answers,
            now,
            spot,
            candidate.value,
        );
        let changes: Vec<String> = (changes.iter())
            .map(|change| outcome::change(interview, change))
            .collect();
        if !changes.is_empty() {
            lines.push(format!("With “{answer}”: {}.", changes.join("; ")));
        } else if matches!(question.kind, Kind::Choice(_)) {
            lines.push(format!("With “{answer}” no decision would change now."));
        }
    }
    lines
}
