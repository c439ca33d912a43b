//! How values print inside prose, and what a text may ask about them: `figure`, `known`, `id`, `names`, `phrase`.
//!
//! Not here: which values there are (`design::prose`).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use crate::catalog::Scope;
use crate::text::one_line;

use super::Medium;
use crate::design::escape;
use crate::design::told::Seen;

/// A value with an id behind the words that are printed.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) ids: Vec<String>,
    pub(super) text: String,
    /// Where a sentence says it otherwise.
    pub(super) phrase: Option<String>,
    pub(super) known: bool,
    pub(super) several: bool,
    /// The open question that an unknown value comes from.
    pub(super) open: Option<usize>,
}

impl Object for Shown {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.known
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The system's name and those of its datasets, which are no words of ours.
pub(super) type Named = BTreeMap<String, Scope>;
/// Printed figures by id and dataset; none: of the system.
pub(super) type Figures = BTreeMap<(String, Option<usize>), String>;
/// The open question that keeps a figure from being computed, by id and dataset.
pub(super) type Lacking = BTreeMap<(String, usize), usize>;

/// What renders the texts of one design.
pub(super) fn environment(
    medium: Medium,
    named: Named,
    figures: Figures,
    lacking: Lacking,
) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_formatter(move |out, state, value| print(out, state, value, (medium, &named)));
    environment.add_function(
        "figure",
        move |state: &mut State<'_, '_>, id: &str| -> Value {
            figure(state, id, &figures, &lacking)
        },
    );
    environment.add_function("known", known);
    environment.add_function("id", id);
    environment.add_filter("phrase", phrase);
    environment.add_filter("names", move |datasets: Value| -> Result<Value, Error> {
        let name = |dataset: Value| {
            let name = one_line(&dataset.get_attr("name")?.to_string());
            Ok(match medium {
                Medium::Markdown => escape::name(&name),
                Medium::Terminal => name,
            })
        };
        let all: Result<Vec<String>, Error> = datasets.try_iter()?.map(name).collect();
        Ok(Value::from_safe_string(join(&all?)))
    });
    environment
}

/// Prints a value, and notes what it says of this system.
fn print(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
    (medium, named): (Medium, &Named),
) -> Result<(), Error> {
    if value.is_none() {
        return out.write_str("unknown").map_err(Error::from);
    }
    let shown = value.downcast_object_ref::<Shown>();
    let words = value.as_str().filter(|_| !value.is_safe());
    let seen = state.get_or_insert_extension(Seen::default());
    let mut after = "";
    match (shown, words) {
        (Some(shown), _) if !shown.known => {
            after = shown.open.map_or("", |open| seen.open(open));
        }
        (None, Some(words)) => match named.get(words) {
            Some(Scope::Dataset) if medium == Medium::Markdown => {
                let name = escape::name(&one_line(words));
                return out.write_str(&name).map_err(Error::from);
            }
            Some(_) => {}
            None => after = seen.words(words),
        },
        _ => seen.value(),
    }
    match shown.map(|shown| shown.text.as_str()).or(words) {
        Some(text) if medium == Medium::Markdown => {
            out.write_str(&escape::markdown(&one_line(text)))?;
        }
        Some(text) => out.write_str(&one_line(text))?,
        None => return minijinja::escape_formatter(out, state, value),
    }
    out.write_str(after).map_err(Error::from)
}

/// A figure of this dataset or of the system, as it is printed.
fn figure(state: &mut State<'_, '_>, id: &str, figures: &Figures, lacking: &Lacking) -> Value {
    let sheet = state
        .lookup("_sheet")
        .and_then(|sheet| usize::try_from(sheet).ok());
    // What exists for each dataset is never told of another one.
    let of_datasets = || {
        figures
            .keys()
            .any(|(known, of)| known == id && of.is_some())
    };
    let found = figures.get(&(id.to_owned(), sheet)).or_else(|| {
        let of_system = figures.get(&(id.to_owned(), None))?;
        (sheet.is_none() || !of_datasets()).then_some(of_system)
    });
    let key = (id.to_owned(), sheet.unwrap_or(0));
    let absent = lacking.get(&key).filter(|_| found.is_none()).copied();
    let seen = state.get_or_insert_extension(Seen::default());
    seen.looked_up(absent);
    found.map_or(Value::from(()), |text| {
        Value::from_safe_string(text.clone())
    })
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "what a template calls takes its arguments by value"
)]
fn known(state: &mut State<'_, '_>, value: Value) -> bool {
    let shown = value.downcast_object_ref::<Shown>();
    let seen = state.get_or_insert_extension(Seen::default());
    seen.looked_up(shown.and_then(|shown| shown.open));
    match shown {
        Some(shown) => shown.known,
        None => !value.is_none() && !value.is_undefined(),
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "what a template calls takes its arguments by value"
)]
fn id(value: Value) -> Result<Value, Error> {
    let shown = value.downcast_object_ref::<Shown>().ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidOperation,
            "`id` takes a choice, not a number or a text",
        )
    })?;
    let first = || shown.ids.first().map_or("unknown", String::as_str);
    Ok(if shown.several {
        Value::from(shown.ids.clone())
    } else {
        Value::from(first())
    })
}

/// The same value, as a sentence says it.
fn phrase(value: Value) -> Value {
    let shown = value.downcast_object_ref::<Shown>();
    let phrased = shown.and_then(|shown| {
        let text = shown.phrase.clone()?;
        Some(Value::from_object(Shown {
            text,
            ..shown.clone()
        }))
    });
    phrased.unwrap_or(value)
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join(words: &[String]) -> String {
    match words {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
