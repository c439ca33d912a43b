//! What a person typed, as an answer, a question or a dataset.
//!
//! Here: numbers of options, ids, labels and values; names of questions and sheets; what was expected instead.
//! Not here: commands (`lines::command`), values themselves (`catalog::Kind`).

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, OptionSet, Question, Scope, Value};
use crate::diagnostic::{Diagnostic, Kind as Problem, nearest};
use crate::interview::Interview;
use crate::text::one_line;

use super::question;

/// The answer that was typed: the number of an option, its id or label, the letter of a preset, or a value.
///
/// # Errors
/// What was found, what is expected, and the nearest word.
pub fn answer(question: &Question, typed: &str) -> Result<Answer, Box<Diagnostic>> {
    let typed = typed.trim();
    let value = match &question.kind {
        Kind::Choice(_) => option(question, typed).map(Value::Choice),
        Kind::Multi(_) => several(question, typed).map(Value::Multi),
        kind if kind.is_number() => match preset(question, typed) {
            Some(value) => Ok(value),
            None => value(question, typed)
                .map_err(|problem| Box::new(problem.expected(expected(question)))),
        },
        _ => value(question, typed),
    };
    value.map(Answer::Given)
}

/// What may be typed as an answer, for a person.
#[must_use]
pub fn expected(question: &Question) -> String {
    let count = question.kind.options().len();
    match &question.kind {
        Kind::Choice(_) if question::takes_other(question) => {
            let other = count + 1;
            format!("a number from 1 to {other}, or {}, or other", ids(question))
        }
        Kind::Choice(_) => format!("a number from 1 to {count}, or {}", ids(question)),
        Kind::Multi(_) => format!(
            "numbers from 1 to {count}, separated by commas or spaces, or {}, or none, or other",
            ids(question)
        ),
        _ if question.presets.is_empty() => question::wanted(question),
        _ => {
            let last = letter(question.presets.len() - 1);
            format!(
                "a letter from a to {last}, or {}",
                question::wanted(question)
            )
        }
    }
}

/// Whether the number of the entry behind the options was typed, which is none of them.
#[must_use]
pub fn is_other(question: &Question, typed: &str) -> bool {
    let number = typed.trim().trim_end_matches('.').parse::<usize>();
    question::takes_other(question) && number == Ok(question.kind.options().len() + 1)
}

/// The letter of a preset. Numbers would be taken for values.
#[must_use]
pub fn letter(index: usize) -> char {
    u8::try_from(index).map_or('?', |index| char::from(b'a'.saturating_add(index)))
}

/// What was typed, fit for a message.
#[must_use]
pub fn shown(typed: &str) -> String {
    let short: String = typed.chars().take(SHOWN_MAX).collect();
    let more = if short.len() < typed.len() { "…" } else { "" };
    one_line(&format!("{short}{more}"))
}

const SHOWN_MAX: usize = 60;

fn ids(question: &Question) -> String {
    let ids: Vec<&str> = (question.kind.options().iter())
        .map(|option| option.id.as_str())
        .collect();
    ids.join(", ")
}

fn error(kind: Problem, question: &Question, problem: String) -> Diagnostic {
    Diagnostic::general(kind, problem).expected(expected(question))
}

/// The value that was typed in full.
///
/// # Errors
/// As [`answer`].
pub fn value(question: &Question, typed: &str) -> Result<Value, Box<Diagnostic>> {
    let value = question.kind.parse(&one_line(typed));
    let error =
        |kind, problem| Diagnostic::general(kind, problem).expected(question::wanted(question));
    let bad = || {
        let problem = format!("`{}` is not an answer to `{}`", shown(typed), question.id);
        error(Problem::BadValue, problem)
    };
    let value = value.map_err(|_| bad())?;
    if matches!(&value, Value::List(names) if names.is_empty()) {
        return Err(bad().into());
    }
    question
        .check(&value)
        .map_err(|_| {
            let problem = format!("`{}` is out of range", shown(typed));
            error(Problem::OutOfRange, problem).into()
        })
        .map(|()| value)
}

fn preset(question: &Question, typed: &str) -> Option<Value> {
    let mut chars = typed.chars();
    let (Some(one), None) = (chars.next(), chars.next()) else {
        return None;
    };
    let one = one.to_ascii_lowercase();
    let index = (0..question.presets.len()).find(|index| letter(*index) == one)?;
    Some(question.presets[index].value.clone())
}

/// One option by its number, id or label.
fn option(question: &Question, typed: &str) -> Result<u8, Box<Diagnostic>> {
    let options = question.kind.options();
    if let Some(index) = question.kind.option(typed) {
        return Ok(index);
    }
    let label = (options.iter()).position(|option| option.label.eq_ignore_ascii_case(typed));
    let number = typed.trim_end_matches('.').parse::<usize>();
    if let Ok(number) = &number
        && !(1..=options.len()).contains(number)
    {
        let problem = if is_other(question, typed) {
            format!("{number} is other, and no answer together with options")
        } else {
            format!("there is no option {number}")
        };
        return Err(error(Problem::OutOfRange, question, problem).into());
    }
    if let Some(index) = label.or(number.ok().map(|number| number - 1))
        && let Ok(index) = u8::try_from(index)
    {
        return Ok(index);
    }
    let problem = format!("`{}` is not an answer to `{}`", shown(typed), question.id);
    let error = error(Problem::BadValue, question, problem);
    let near = nearest(typed, options.iter().map(|option| option.id.as_str()));
    Err(Box::new(match near {
        Some(id) => error.help(format!("did you mean `{id}`?")),
        None => error,
    }))
}

/// Several options: parts between commas, of which each is an option, or words that each are one.
fn several(question: &Question, typed: &str) -> Result<OptionSet, Box<Diagnostic>> {
    if typed.eq_ignore_ascii_case("none") && question.kind.option("none").is_none() {
        return Ok(OptionSet::default());
    }
    let mut set = OptionSet::default();
    for part in typed
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if let Ok(one) = option(question, part) {
            set = set.with(one);
            continue;
        }
        for word in part.split_whitespace() {
            set = set.with(option(question, word)?);
        }
    }
    if set.is_empty() {
        let problem = format!("`{}` names no option", shown(typed));
        return Err(error(Problem::BadValue, question, problem).into());
    }
    Ok(set)
}

/// The question that was named: `geo.users`, `cart.reads`, or a key alone where it says enough. `here` is where the
/// user stands: its dataset or service is meant where none is named.
///
/// # Errors
/// What was found, and the nearest name.
pub fn spot(
    interview: &Interview<'_>,
    here: Option<Spot>,
    typed: &str,
) -> Result<Spot, Box<Diagnostic>> {
    let catalog = interview.catalog();
    let with_key: Vec<usize> = (0..catalog.questions.len())
        .filter(|index| catalog.questions[*index].key() == typed)
        .collect();
    match (catalog.question(typed), with_key.as_slice()) {
        (Some(question), _) => return on_sheet(interview, here, question),
        (None, [question]) => return on_sheet(interview, here, *question),
        (None, []) => {}
        (None, several) => {
            let ids = several
                .iter()
                .map(|index| catalog.questions[*index].id.as_str());
            let problem = format!("there are several questions `{}`", shown(typed));
            let error = Diagnostic::general(Problem::UnknownId, problem);
            return Err(error.expected(ids.collect::<Vec<_>>().join(", ")).into());
        }
    }
    let all = || {
        let spots = (0..catalog.questions.len()).flat_map(|question| {
            let sheets = interview
                .answers()
                .sheets(catalog.questions[question].scope);
            (0..sheets.len()).map(move |sheet| Spot { question, sheet })
        });
        spots.map(|spot| (question::id(interview, spot), spot))
    };
    if let Some((_, spot)) = all().find(|(id, _)| id == typed) {
        return Ok(spot);
    }
    let problem = format!("there is no question `{}`", shown(typed));
    let error = Diagnostic::general(Problem::UnknownId, problem)
        .expected("an id such as `system.name`, with the name of a dataset or service before its key; `review` lists them");
    let ids: Vec<String> = all().map(|(id, _)| id).collect();
    Err(Box::new(
        match nearest(typed, ids.iter().map(String::as_str)) {
            Some(id) => error.help(format!("did you mean `{id}`?")),
            None => error,
        },
    ))
}

fn on_sheet(
    interview: &Interview<'_>,
    here: Option<Spot>,
    question: usize,
) -> Result<Spot, Box<Diagnostic>> {
    let questions = &interview.catalog().questions;
    let scope = questions[question].scope;
    let word = scope.word();
    let at = |sheet| Spot { question, sheet };
    let same = here.filter(|spot| questions[spot.question].scope == scope);
    match (same, interview.answers().sheets(scope).len()) {
        (Some(here), _) => Ok(at(here.sheet)),
        (None, 1) => Ok(at(0)),
        (None, 0) => Err(Diagnostic::general(
            Problem::UnknownId,
            format!("there is no {word} yet"),
        )
        .help(format!("add one: add {word} NAME"))
        .into()),
        (None, count) => {
            let ids: Vec<String> = (0..count)
                .map(|sheet| question::id(interview, at(sheet)))
                .collect();
            let problem = format!("`{}` is asked of each {word}", questions[question].id);
            Err(Diagnostic::general(Problem::UnknownId, problem)
                .expected(ids.join(", "))
                .into())
        }
    }
}

/// The dataset or service that was named, by its name or its number.
///
/// # Errors
/// What was found, and which there are.
pub fn sheet(
    interview: &Interview<'_>,
    scope: Scope,
    typed: &str,
) -> Result<usize, Box<Diagnostic>> {
    let count = interview.answers().sheets(scope).len();
    let names: Vec<String> = (0..count)
        .map(|index| interview.sheet_name(scope, index))
        .collect();
    if let Some(index) = names.iter().position(|name| name == typed) {
        return Ok(index);
    }
    if let Some(number) = typed
        .parse::<usize>()
        .ok()
        .filter(|number| (1..=count).contains(number))
    {
        return Ok(number - 1);
    }
    let problem = format!("there is no {} `{}`", scope.word(), shown(typed));
    let error = Diagnostic::general(Problem::UnknownId, problem);
    Err(Box::new(if names.is_empty() {
        error.help(format!("add one: add {} NAME", scope.word()))
    } else {
        error.expected_one_of(typed, names.iter().map(String::as_str))
    }))
}
