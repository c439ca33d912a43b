//! The catalog's prose with this system's answers, facts and figures put in.
//!
//! Here: what a text may name, and how each value prints, for a terminal or for Markdown.
//! Not here: the layout of the brief (`brief`).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value as Template};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, Kind, Prose, Scope, Target, Value};
use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::engine::{Evaluation, Outcome};
use crate::text::{lower_first, one_line};

use super::escape;

/// Where the text will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// As it is, harmless control characters aside.
    Terminal,
    /// With the user's own words escaped.
    Markdown,
}

/// A value with an id behind the words that are printed.
#[derive(Debug)]
struct Shown {
    ids: Vec<String>,
    text: String,
    known: bool,
    several: bool,
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

/// Puts answers, facts, decisions and figures into prose.
#[derive(Debug)]
pub struct Renderer {
    environment: Environment<'static>,
    system: Template,
    datasets: Vec<Template>,
}

type Names = BTreeMap<String, BTreeMap<String, Template>>;

impl Renderer {
    /// A renderer for one evaluation. `figures` are printed values by id and dataset (none: of the system).
    #[must_use]
    pub fn new(
        catalog: &Catalog,
        answers: &Answers,
        evaluation: &Evaluation,
        figures: BTreeMap<(String, Option<usize>), String>,
        medium: Medium,
    ) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_formatter(move |out, state, value| {
            if value.is_none() {
                return out.write_str("unknown").map_err(Error::from);
            }
            let words = value
                .downcast_object_ref::<Shown>()
                .map(|shown| shown.text.as_str());
            match words.or_else(|| value.as_str().filter(|_| !value.is_safe())) {
                Some(text) if medium == Medium::Markdown => out
                    .write_str(&escape::markdown(&one_line(text)))
                    .map_err(Error::from),
                Some(text) => out.write_str(&one_line(text)).map_err(Error::from),
                None => minijinja::escape_formatter(out, state, value),
            }
        });
        environment.add_function(
            "figure",
            move |state: &mut State<'_, '_>, id: &str| -> Template {
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
                found.map_or(Template::from(()), |text| {
                    Template::from_safe_string(text.clone())
                })
            },
        );
        environment.add_function("known", |value: Template| -> bool {
            match value.downcast_object_ref::<Shown>() {
                Some(shown) => shown.known,
                None => !value.is_none() && !value.is_undefined(),
            }
        });
        environment.add_function("id", |value: Template| -> Result<Template, Error> {
            let shown = value.downcast_object_ref::<Shown>().ok_or_else(|| {
                Error::new(
                    ErrorKind::InvalidOperation,
                    "`id` takes a choice, not a number or a text",
                )
            })?;
            Ok(if shown.several {
                Template::from(shown.ids.clone())
            } else {
                Template::from(
                    shown
                        .ids
                        .first()
                        .cloned()
                        .unwrap_or_else(|| "unknown".to_owned()),
                )
            })
        });
        environment.add_filter("names", |names: Template| -> Result<Template, Error> {
            let name = |dataset: Template| dataset.get_attr("name").map(|name| name.to_string());
            let names: Vec<String> = names.try_iter()?.map(name).collect::<Result<_, _>>()?;
            Ok(Template::from(join(&names)))
        });
        let context = Context {
            catalog,
            answers,
            evaluation,
        };
        let mut system = context.names(None);
        let own = |sheet: usize| {
            context
                .names(Some(sheet))
                .remove("dataset")
                .unwrap_or_default()
        };
        let each: Vec<Template> = (0..evaluation.datasets())
            .map(|sheet| Template::from(own(sheet)))
            .collect();
        let datasets = (0..evaluation.datasets())
            .map(|sheet| {
                let mut names = context.names(Some(sheet));
                for (room, values) in &system {
                    names.entry(room.clone()).or_default().extend(
                        values
                            .iter()
                            .map(|(key, value)| (key.clone(), value.clone())),
                    );
                }
                context_value(names, vec![("_sheet".to_owned(), Template::from(sheet))])
            })
            .collect();
        system.entry("decision".to_owned()).or_default();
        Self {
            environment,
            system: context_value(system, vec![("datasets".to_owned(), Template::from(each))]),
            datasets,
        }
    }

    /// The prose as seen from a dataset, or from the system.
    ///
    /// # Errors
    /// A template that names what does not exist here; the diagnostic points at it.
    pub fn render(&self, prose: &Prose, sheet: Option<usize>) -> Result<String, Diagnostic> {
        let context = sheet
            .and_then(|sheet| self.datasets.get(sheet))
            .unwrap_or(&self.system);
        self.environment
            .render_str(&prose.text, context.clone())
            .map(|text| text.trim().to_owned())
            .map_err(|error| {
                Diagnostic::error(
                    Problem::Template,
                    prose.place.clone(),
                    format!("this text cannot be rendered: {error}"),
                )
                .help(
                    "guard what may be unknown with `{% if known(…) %}` or `{% if figure('…') %}`",
                )
            })
    }
}

fn context_value(rooms: Names, extra: Vec<(String, Template)>) -> Template {
    let rooms = rooms
        .into_iter()
        .map(|(room, values)| (room, Template::from(values)));
    Template::from(rooms.chain(extra).collect::<BTreeMap<String, Template>>())
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join(words: &[String]) -> String {
    match words {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

struct Context<'a> {
    catalog: &'a Catalog,
    answers: &'a Answers,
    evaluation: &'a Evaluation,
}

impl Context<'_> {
    /// What a text may name, by room (`dataset`, `derived`, `decision`, …), of a dataset or of the system.
    fn names(&self, sheet: Option<usize>) -> Names {
        let wanted = if sheet.is_some() {
            Scope::Dataset
        } else {
            Scope::System
        };
        let at = sheet.unwrap_or(0);
        let mut names = Names::new();
        let mut add = |id: &str, value: Template| {
            let (room, key) = id.split_once('.').unwrap_or(("", id));
            names
                .entry(room.replace('-', "_"))
                .or_default()
                .insert(key.replace('-', "_"), value);
        };
        for (index, question) in self
            .catalog
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.scope == wanted)
        {
            let value = self.evaluation.value(Target::Question(index), at);
            let other = match self.answers.get(
                self.catalog,
                Spot {
                    question: index,
                    sheet: at,
                },
            ) {
                Some(Answer::Other(text)) => Some(text.clone()),
                _ => None,
            };
            let name = question.key() == "name";
            add(
                &question.id,
                match value {
                    Value::Unknown if name => Template::from(self.fallback_name(sheet)),
                    value => shown(&question.kind, value, other),
                },
            );
        }
        for (index, fact) in self
            .catalog
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.scope == wanted)
        {
            add(
                &fact.id,
                shown(
                    &fact.kind,
                    self.evaluation.value(Target::Fact(index), at),
                    None,
                ),
            );
        }
        for (index, decision) in self
            .catalog
            .decisions
            .iter()
            .enumerate()
            .filter(|(_, decision)| decision.scope == wanted)
        {
            let id = format!("decision.{}", decision.id);
            match self
                .evaluation
                .decided(index, at)
                .map(|decided| &decided.outcome)
            {
                Some(Outcome::Figures { values, .. }) => {
                    for (name, value) in decision.options.iter().zip(values) {
                        add(
                            &format!("{}.{}", decision.id, name.id),
                            shown(&Kind::Integer, value, None),
                        );
                    }
                    let rule = self
                        .evaluation
                        .decided(index, at)
                        .and_then(|decided| decided.leaf(self.catalog, index));
                    if let Some(crate::catalog::Gives::Figures { rule, .. }) =
                        rule.map(|leaf| &leaf.gives)
                    {
                        add(
                            &format!("{}.rule", decision.id),
                            Template::from_safe_string(rule.clone()),
                        );
                    }
                }
                _ => add(
                    &id,
                    shown(
                        &decision.kind(),
                        self.evaluation.value(Target::Decision(index), at),
                        None,
                    ),
                ),
            }
        }
        names
    }

    fn dataset_name(&self, sheet: usize) -> String {
        let name = self
            .answers
            .datasets()
            .get(sheet)
            .and_then(|sheet| sheet.name(self.catalog));
        name.map_or_else(|| format!("dataset {}", sheet + 1), str::to_owned)
    }

    fn fallback_name(&self, sheet: Option<usize>) -> String {
        sheet.map_or_else(|| "the system".to_owned(), |sheet| self.dataset_name(sheet))
    }
}

/// A value as a text prints it.
fn shown(kind: &Kind, value: &Value, other: Option<String>) -> Template {
    let word = |option: u8| {
        kind.options()
            .get(usize::from(option))
            .map_or("unknown", |option| option.label.as_str())
    };
    let id = |option: u8| {
        kind.options()
            .get(usize::from(option))
            .map_or_else(String::new, |option| option.id.clone())
    };
    let object = |ids: Vec<String>, text: String, several: bool| {
        Template::from_object(Shown {
            ids,
            text,
            known: true,
            several,
        })
    };
    match value {
        Value::Unknown => Template::from_object(Shown {
            ids: Vec::new(),
            text: "unknown".to_owned(),
            known: false,
            several: false,
        }),
        Value::Text(text) => Template::from(text.clone()),
        Value::List(texts) => Template::from(join(texts)),
        Value::Choice(option) => {
            let text = other.map_or_else(|| lower_first(word(*option)), |text| one_line(&text));
            object(vec![id(*option)], text, false)
        }
        Value::Multi(set) => {
            let words: Vec<String> = set.iter().map(|option| lower_first(word(option))).collect();
            object(set.iter().map(id).collect(), join(&words), true)
        }
        Value::Integer(number) => Template::from(*number),
        number => Template::from_safe_string(number.to_string()),
    }
}
