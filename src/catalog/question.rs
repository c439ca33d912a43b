//! Reading of questions and derived facts.
//!
//! Here: their tables, and the limits that keep a question readable on a small screen.
//! Not here: tests between them (`catalog::symbols`), order (`catalog::check`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::option_set::OptionSet;
use super::reader::Table;
use super::symbols::Symbols;
use super::value::{Choice, Kind, Value};
use super::{Fact, How, Preset, Question, Scope, Section};

/// Widest chip, in characters.
const CHIP_MAX: usize = 12;
/// Longest question: two lines of 56 characters, at the smallest screen, with a little to spare.
const ASK_MAX: usize = 112;
const MEANS_MAX: usize = 160;
const LABEL_WORDS_MAX: usize = 5;

/// A section's head; its modes need the options of `system.situation` and are read later.
pub(super) fn section(table: &Table<'_, '_>) -> Option<Section> {
    table.get("question");
    table.get("modes");
    let id = table.text("section")?;
    let scope = match id.as_str() {
        "dataset" => Scope::Dataset,
        "service" => Scope::Service,
        _ => Scope::System,
    };
    Some(Section {
        title: table.text("title").unwrap_or_default(),
        about: table.text("about").unwrap_or_default(),
        scope,
        modes: OptionSet::default(),
        id,
    })
}

/// The options of a question or decision: ids unique, labels short, meanings present.
pub(super) fn options(table: &Table<'_, '_>) -> Vec<Choice> {
    let mut options: Vec<Choice> = Vec::new();
    for option in table.tables("option") {
        // An option without a label is still one that tests may name.
        let (id, label, means) = (option.text("id"), label(&option), means(&option));
        let Some(id) = id else { continue };
        let (label, means) = (label.unwrap_or_default(), means.unwrap_or_default());
        if options.iter().any(|other| other.id == id) {
            option.file.report(Diagnostic::error(
                Problem::DuplicateId,
                option.place(),
                format!("the option `{id}` stands twice"),
            ));
        } else {
            options.push(Choice { id, label, means });
        }
        option.finish();
    }
    if options.len() > OptionSet::CAPACITY {
        table.file.report(Diagnostic::error(
            Problem::OutOfRange,
            table.place(),
            format!(
                "{} has {} options; there is room for {}",
                table.what(),
                options.len(),
                OptionSet::CAPACITY
            ),
        ));
        options.truncate(OptionSet::CAPACITY);
    }
    options
}

fn label(table: &Table<'_, '_>) -> Option<String> {
    let label = table.text("label")?;
    if label.contains(',') || label.split_whitespace().count() > LABEL_WORDS_MAX {
        table.file.report(
            Diagnostic::error(
                Problem::Text,
                table.place(),
                format!("the label `{label}` is not a label"),
            )
            .expected("one to five words without a comma"),
        );
    }
    Some(label)
}

fn means(table: &Table<'_, '_>) -> Option<String> {
    let means = table.text("means")?;
    too_long(table, "means", &means, MEANS_MAX);
    Some(means)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn too_long(table: &Table<'_, '_>, key: &str, text: &str, max: usize) {
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

/// A question, all but its conditions and modes.
pub(super) fn question(
    table: &Table<'_, '_>,
    section: usize,
    scope: Scope,
    section_id: &str,
) -> Option<Question> {
    for later in [
        "when", "modes", "default", "inactive", "min", "max", "preset", "option",
    ] {
        table.get(later);
    }
    let id = table.text("id")?;
    table.name_it(format!("question `{id}`"));
    if id
        .split_once('.')
        .is_none_or(|(before, key)| before != section_id || key.is_empty())
    {
        table.file.report(
            Diagnostic::error(
                Problem::BadValue,
                table.place(),
                format!("`{id}` does not belong to section `{section_id}`"),
            )
            .expected(format!("`{section_id}.` and a key")),
        );
    }
    let kind_word = table.text("kind")?;
    let Some(kind) = Kind::of(&kind_word, options(table)).filter(|kind| *kind != Kind::Bool) else {
        let place = table
            .get("kind")
            .map_or_else(|| table.place(), |item| item.place());
        table.file.report(
            Diagnostic::error(
                Problem::BadValue,
                place,
                format!("`{kind_word}` is not a kind of question"),
            )
            .expected_one_of(
                &kind_word,
                Kind::NAMES.into_iter().filter(|name| *name != "bool"),
            ),
        );
        return None;
    };
    let place = table.place();
    let wants_options = matches!(kind, Kind::Choice(_) | Kind::Multi(_));
    if wants_options && !(2..=4).contains(&kind.options().len()) {
        table.file.report(
            Diagnostic::error(
                Problem::OutOfRange,
                place.clone(),
                format!(
                    "{} has {}",
                    table.what(),
                    counted(kind.options().len(), "option")
                ),
            )
            .expected("2 to 4"),
        );
    }
    let presets = presets(table, &kind, &id);
    let count = table.texts("preset").len();
    if kind.is_number() && !(2..=4).contains(&count) {
        table.file.report(
            Diagnostic::error(
                Problem::OutOfRange,
                place.clone(),
                format!("{} has {}", table.what(), counted(count, "preset")),
            )
            .expected("2 to 4"),
        );
    }
    let chip = table.text("chip").unwrap_or_default();
    too_long(table, "chip", &chip, CHIP_MAX);
    let ask = table.text("ask").unwrap_or_default();
    too_long(table, "ask", &ask, ASK_MAX);
    if !ask.is_empty() && !ask.ends_with('?') {
        table.file.report(Diagnostic::error(
            Problem::Text,
            place.clone(),
            format!("{} does not end in a question mark", table.what()),
        ));
    }
    idle_keys(table, &kind);
    let read = |key| table.get(key).and_then(|item| kind.read(&item, &id));
    let bounds = (read("min"), read("max"));
    let default = read("default");
    within_bounds(table, &kind, &bounds, default.as_ref(), &presets);
    let default = match (default, table.optional_text("default-because")) {
        (Some(value), Some(because)) => Some((value, because)),
        (Some(_), None) => {
            table.require("default-because");
            None
        }
        (None, Some(_)) => {
            table.require("default");
            None
        }
        (None, None) => None,
    };
    Some(Question {
        section,
        scope,
        group: table.text("group").unwrap_or_default(),
        chip,
        ask,
        why: table.text("why").unwrap_or_default(),
        when: Vec::new(),
        modes: OptionSet::default(),
        default,
        inactive: read("inactive").unwrap_or(Value::Unknown),
        bounds,
        presets,
        place,
        kind,
        id,
    })
}

/// Reports keys that this kind of question does not use, so that nobody waits for their effect.
fn idle_keys(table: &Table<'_, '_>, kind: &Kind) {
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
fn within_bounds(
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

fn presets(table: &Table<'_, '_>, kind: &Kind, id: &str) -> Vec<Preset> {
    let mut presets = Vec::new();
    for preset in table.tables("preset") {
        let value = preset
            .require("value")
            .and_then(|item| kind.read(&item, id));
        if let (Some(value), Some(label), Some(means)) = (value, label(&preset), means(&preset)) {
            presets.push(Preset {
                value,
                label,
                means,
            });
        }
        preset.finish();
    }
    presets
}

/// A derived fact's head: id, scope, kind.
pub(super) fn fact(table: &Table<'_, '_>) -> Option<Fact> {
    for later in ["rows", "formula", "from", "sources", "options"] {
        table.get(later);
    }
    let id = table.text("id")?;
    table.name_it(format!("fact `{id}`"));
    if !id.starts_with("derived.") {
        table.file.report(
            Diagnostic::error(
                Problem::BadValue,
                table.place(),
                format!("`{id}` is not the id of a derived fact"),
            )
            .expected("`derived.` and a name"),
        );
    }
    let words = table
        .texts("options")
        .iter()
        .filter_map(|item| item.str().map(str::to_owned))
        .collect::<Vec<_>>();
    let choices = words
        .into_iter()
        .map(|id| Choice {
            label: id.replace('-', " "),
            means: String::new(),
            id,
        })
        .collect();
    let kind_word = table.text("kind")?;
    let kind = Kind::of(&kind_word, choices);
    if kind.is_none() {
        table.file.report(
            Diagnostic::error(
                Problem::BadValue,
                table.place(),
                format!("`{kind_word}` is not a kind"),
            )
            .expected_one_of(&kind_word, Kind::NAMES),
        );
    }
    Some(Fact {
        scope: scope(table)?,
        kind: kind?,
        means: table.text("means").unwrap_or_default(),
        how: How::Rows(Vec::new()),
        sources: Vec::new(),
        place: table.place(),
        id,
    })
}

/// How a fact comes about, once all names are known.
pub(super) fn how(table: &Table<'_, '_>, fact: &Fact, symbols: &Symbols) -> How {
    table.name_it(format!("fact `{}`", fact.id));
    if let Some(formula) = table.optional_text("formula") {
        if let Some(rows) = table.get("rows") {
            let problem = format!("{} has a formula, and rows beside it", table.what());
            rows.report(Problem::UnknownKey, problem);
        }
        let from = table
            .texts("from")
            .iter()
            .filter_map(|item| {
                let id = item.str()?;
                let found = symbols.targets.get(id).map(|symbol| symbol.target);
                if found.is_none() {
                    item.file.report(
                        Diagnostic::error(
                            Problem::UnknownId,
                            item.place(),
                            format!("`{id}` is no question or fact"),
                        )
                        .expected_one_of(id, symbols.targets.keys().map(String::as_str)),
                    );
                }
                found
            })
            .collect();
        return How::Formula(formula, from);
    }
    let mut rows = Vec::new();
    for row in table.tables("rows") {
        let when = row.require("when");
        let value = row
            .require("is")
            .and_then(|item| fact.kind.read(&item, &fact.id));
        if let Some(value) = value {
            rows.push((symbols.conditions(when.as_ref(), fact.scope), value));
        }
        row.finish();
    }
    if rows.is_empty() {
        table.file.report(
            Diagnostic::error(
                Problem::MissingKey,
                table.place(),
                format!("{} has neither `rows` nor `formula`", table.what()),
            )
            .help("add `rows = [{ when = { … }, is = … }]`"),
        );
    }
    How::Rows(rows)
}

/// The scope word of a fact or decision.
pub(super) fn scope(table: &Table<'_, '_>) -> Option<Scope> {
    let item = table.require("scope")?;
    match item.str()? {
        "system" => Some(Scope::System),
        "dataset" => Some(Scope::Dataset),
        other => {
            let problem = Diagnostic::error(
                Problem::BadValue,
                item.place(),
                format!("`{other}` is not a scope"),
            );
            table
                .file
                .report(problem.expected_one_of(other, ["system", "dataset"]));
            None
        }
    }
}
