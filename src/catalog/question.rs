//! Reading of questions and derived facts.
//!
//! Here: their tables, and the limits that keep a question readable on a small screen.
//! Not here: tests between them (`catalog::symbols`), order (`catalog::check`).

mod limits;

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::archetype;
use super::option_set::OptionSet;
use super::reader::Table;
use super::symbols::Symbols;
use super::value::{Choice, Kind, Value};
use super::{Fact, FactRow, How, Preset, Question, Scope, Section};

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
        let phrase = option.optional_text("phrase");
        let Some(id) = id else { continue };
        let (label, means) = (label.unwrap_or_default(), means.unwrap_or_default());
        if options.iter().any(|other| other.id == id) {
            option.file.report(Diagnostic::error(
                Problem::DuplicateId,
                option.place(),
                format!("the option `{id}` stands twice"),
            ));
        } else {
            options.push(Choice {
                id,
                label,
                means,
                phrase,
                place: option.place(),
            });
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

pub(super) fn label(table: &Table<'_, '_>) -> Option<String> {
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

pub(super) fn means(table: &Table<'_, '_>) -> Option<String> {
    let means = table.text("means")?;
    limits::too_long(table, "means", &means, MEANS_MAX);
    Some(means)
}

/// A question, all but its conditions and modes.
pub(super) fn question(
    table: &Table<'_, '_>,
    section: usize,
    scope: Scope,
    section_id: &str,
    archetypes: &[Choice],
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
    let is_archetype = kind_word == archetype::KIND && scope == Scope::Dataset;
    let kind = if is_archetype {
        Some(Kind::Choice(archetypes.to_vec()))
    } else {
        Kind::of(&kind_word, options(table)).filter(|kind| *kind != Kind::Bool)
    };
    let Some(kind) = kind else {
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
    if !is_archetype {
        limits::count_options(table, &kind);
    }
    let presets = presets(table, &kind, &id);
    limits::count_presets(table, &kind);
    let chip = table.text("chip").unwrap_or_default();
    let ask = table.text("ask").unwrap_or_default();
    limits::texts(table, &chip, &ask);
    limits::idle_keys(table, &kind);
    let read = |key| table.get(key).and_then(|item| kind.read(&item, &id));
    let bounds = (read("min"), read("max"));
    let default = read("default");
    limits::within_bounds(table, &kind, &bounds, default.as_ref(), &presets);
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
        is_archetype,
        place,
        kind,
        id,
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
        .filter_map(|item| Some((item.str()?.to_owned(), item.place())))
        .collect::<Vec<_>>();
    let choices = words
        .into_iter()
        .map(|(id, place)| Choice {
            label: id.replace('-', " "),
            means: String::new(),
            phrase: None,
            id,
            place,
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
        chip: table.optional_text("chip"),
        means: table.text("means").unwrap_or_default(),
        how: How::Rows(Vec::new()),
        total: table
            .get("total")
            .is_some_and(|item| item.value().as_bool() == Some(true)),
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
            rows.push(FactRow {
                when: symbols.conditions(when.as_ref(), fact.scope),
                is: value,
                place: row.place(),
            });
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
