//! What keeps a question sound and readable on a small screen.
//!
//! Here: lengths of texts, numbers of options and presets, bounds, keys that a kind does not use.
//! Not here: reading the question (`catalog::question`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::super::reader::Table;
use super::super::value::{Kind, Value};
use super::super::{Preset, Question};

/// Widest chip, in characters.
const CHIP_MAX: usize = 12;
/// Longest question: two lines of 56 characters, at the smallest screen, with a little to spare.
const ASK_MAX: usize = 112;

/// A chip that fits its place, and a question that is one and fits two lines.
pub(super) fn texts(table: &Table<'_, '_>, chip: &str, ask: &str) {
    too_long(table, "chip", chip, CHIP_MAX);
    too_long(table, "ask", ask, ASK_MAX);
    if !ask.is_empty() && !ask.ends_with('?') {
        table.file.report(Diagnostic::error(
            Problem::Text,
            table.place(),
            format!("{} does not end in a question mark", table.what()),
        ));
    }
}

/// As many options as one can weigh against each other.
pub(super) fn count_options(table: &Table<'_, '_>, kind: &Kind) {
    let wants_options = matches!(kind, Kind::Choice(_) | Kind::Multi(_));
    if wants_options && !(2..=4).contains(&kind.options().len()) {
        table.file.report(
            Diagnostic::error(
                Problem::OutOfRange,
                table.place(),
                format!(
                    "{} has {}",
                    table.what(),
                    counted(kind.options().len(), "option")
                ),
            )
            .expected("2 to 4"),
        );
    }
}

/// A few presets for a number.
pub(super) fn count_presets(table: &Table<'_, '_>, kind: &Kind) {
    let count = table.texts("preset").len();
    if kind.is_number() && !(2..=4).contains(&count) {
        table.file.report(
            Diagnostic::error(
                Problem::OutOfRange,
                table.place(),
                format!("{} has {}", table.what(), counted(count, "preset")),
            )
            .expected("2 to 4"),
        );
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

pub(super) fn too_long(table: &Table<'_, '_>, key: &str, text: &str, max: usize) {
    let length = text.chars().count();
    if length > max {
        table.file.report(
            Diagnostic::error(
                Problem::Text,
                table.place(),
                format!("`{key}` of {} has {length} characters", table.what()),
            )
            .expected(format!("at most {max}")),
        );
    }
}

/// Reports keys that this kind of question does not use, so that nobody waits for their effect.
pub(super) fn idle_keys(table: &Table<'_, '_>, kind: &Kind) {
    let (name, number) = (kind.name(), kind.is_number());
    let free = matches!(kind, Kind::Text | Kind::List);
    let choice = !free && !number;
    let uses = [
        ("option", choice),
        ("preset", number),
        ("min", number),
        ("max", number),
        ("default", !free),
        ("inactive", !free),
    ];
    for (key, used) in uses {
        if !used && let Some(item) = table.get(key) {
            let problem = format!("{} is of kind {name}, which has no `{key}`", table.what());
            item.report(Problem::UnknownKey, problem);
        }
    }
    if table.get("when").is_none() && !free && table.get("inactive").is_some() {
        table.require("when");
    }
}

/// Reports bounds that leave nothing, and a default or presets outside of them.
pub(super) fn within_bounds(
    table: &Table<'_, '_>,
    kind: &Kind,
    bounds: &(Option<Value>, Option<Value>),
    default: Option<&Value>,
    presets: &[Preset],
) {
    let report = |place, problem: String, expected: String| {
        let problem = Diagnostic::error(Problem::OutOfRange, place, problem);
        table.file.report(problem.expected(expected));
    };
    let edge = |bound: &Option<Value>| bound.as_ref().and_then(Value::magnitude);
    if let (Some(low), Some(high), Some(item)) =
        (edge(&bounds.0), edge(&bounds.1), table.get("min"))
        && low > high
    {
        let problem = format!("no value of {} is within its bounds", table.what());
        report(item.place(), problem, "`min` below `max`".to_owned());
        return;
    }
    let check = |place, what: &str, value: &Value| {
        if let Some(expected) = outside(bounds, value) {
            let problem = format!(
                "the {what} {} of {} is out of range",
                kind.show(value),
                table.what()
            );
            report(place, problem, expected);
        }
    };
    if let (Some(item), Some(value)) = (table.get("default"), default) {
        check(item.place(), "default", value);
    }
    for preset in presets {
        check(table.place(), "preset", &preset.value);
    }
}

impl Question {
    /// What a value outside the question's bounds should have been.
    pub(crate) fn outside(&self, value: &Value) -> Option<String> {
        outside(&self.bounds, value)
    }
}

/// What a value outside the bounds should have been.
fn outside(bounds: &(Option<Value>, Option<Value>), value: &Value) -> Option<String> {
    let at = value.magnitude()?;
    let edge = |bound: &Option<Value>| {
        let bound = bound.as_ref()?;
        Some((bound.magnitude()?, bound.to_string()))
    };
    let (low, high) = (edge(&bounds.0), edge(&bounds.1));
    let outside = low.as_ref().is_some_and(|(edge, _)| at < *edge)
        || high.as_ref().is_some_and(|(edge, _)| at > *edge);
    outside.then(|| match (low, high) {
        (Some((_, low)), Some((_, high))) => format!("from {low} to {high}"),
        (Some((_, low)), None) => format!("at least {low}"),
        (None, Some((_, high))) => format!("at most {high}"),
        (None, None) => String::new(),
    })
}
