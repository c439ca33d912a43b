//! The catalog's prose with this system's answers, facts and figures put in.
//!
//! Here: what a text may name, and how each value prints, for a terminal or for Markdown.
//! Not here: the layout of the brief (`brief`).

use std::collections::BTreeMap;

use minijinja::Environment;
use minijinja::value::Value as Template;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, Kind, Prose, Scope, Target, Value};
use crate::diagnostic::{Diagnostic, Kind as Problem};
use crate::engine::{Evaluation, Origin, Outcome};
use crate::text::{lower_first, one_line};

use super::told::{Seen, Told};

mod environment;

pub(crate) use environment::join;

use environment::Shown;

/// Where the text will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// As it is, harmless control characters aside.
    Terminal,
    /// With the user's own words escaped.
    Markdown,
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
        let environment = environment::environment(
            medium,
            names(catalog, answers),
            figures,
            lacking(catalog, evaluation),
        );
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
        self.told(prose, sheet).map(|told| told.text)
    }

    /// The same, with what the text turned out to say of this system.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn told(&self, prose: &Prose, sheet: Option<usize>) -> Result<Told, Diagnostic> {
        if !prose.text.contains('{') {
            return Ok(Seen::default().told(prose.text.trim().to_owned()));
        }
        let context = sheet
            .and_then(|sheet| self.datasets.get(sheet))
            .unwrap_or(&self.system);
        self.environment
            .template_from_str(&prose.text)
            .and_then(|template| {
                let rendered = template.render_captured(context.clone())?;
                let seen = rendered.state().get_extension::<Seen>().cloned();
                let text = rendered.output().trim().to_owned();
                Ok(seen.unwrap_or_default().told(text))
            })
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

/// The names of the system and of its datasets, which are no words of ours.
fn names(catalog: &Catalog, answers: &Answers) -> BTreeMap<String, Scope> {
    let system = answers.system().name(catalog).unwrap_or(NAMELESS);
    let datasets = answers.datasets().iter().enumerate();
    let datasets = datasets.map(|(index, sheet)| {
        let name = sheet.name(catalog).map(str::to_owned);
        (name.unwrap_or_else(|| nth(index)), Scope::Dataset)
    });
    std::iter::once((system.to_owned(), Scope::System))
        .chain(datasets)
        .collect()
}

/// What a system without a name is called.
const NAMELESS: &str = "the system";

/// What a dataset without a name is called.
fn nth(sheet: usize) -> String {
    format!("dataset {}", sheet + 1)
}

/// The question that waits for an answer at a spot, if it is asked at all.
fn open(evaluation: &Evaluation, spot: Spot) -> Option<usize> {
    let held = evaluation.held(spot)?;
    let waits = matches!(held.origin, Origin::Unsure | Origin::Unnamed);
    (waits && !held.value.is_known()).then_some(spot.question)
}

/// The open question that keeps a figure from being computed, by figure and dataset.
pub(super) fn lacking(
    catalog: &Catalog,
    evaluation: &Evaluation,
) -> BTreeMap<(String, usize), usize> {
    let mut lacking = BTreeMap::new();
    for figure in &catalog.figures {
        for sheet in 0..evaluation.datasets().max(1) {
            let waits = figure.inputs.iter().find_map(|input| match input {
                Target::Question(question) => {
                    let of_system = catalog.questions[*question].scope == Scope::System;
                    let sheet = if of_system { 0 } else { sheet };
                    let question = *question;
                    open(evaluation, Spot { question, sheet })
                }
                _ => None,
            });
            if let Some(question) = waits {
                lacking.insert((figure.id.clone(), sheet), question);
            }
        }
    }
    lacking
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
                    Value::Unknown => {
                        let spot = Spot {
                            question: index,
                            sheet: at,
                        };
                        unknown(
                            open(self.evaluation, spot).map(|open| (open, question.chip.as_str())),
                        )
                    }
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
        name.map_or_else(|| nth(sheet), str::to_owned)
    }

    fn fallback_name(&self, sheet: Option<usize>) -> String {
        sheet.map_or_else(|| NAMELESS.to_owned(), |sheet| self.dataset_name(sheet))
    }
}

/// A value that is not known, with the question that it waits for and that question's chip.
fn unknown(open: Option<(usize, &str)>) -> Template {
    Template::from_object(Shown {
        ids: Vec::new(),
        text: open.map_or_else(
            || "unknown".to_owned(),
            |(_, chip)| format!("the {}", lower_first(chip)),
        ),
        phrase: None,
        known: false,
        several: false,
        open: open.map(|(question, _)| question),
    })
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
    let object = |ids: Vec<String>, text: String, phrase: Option<String>, several: bool| {
        Template::from_object(Shown {
            ids,
            text,
            phrase,
            known: true,
            several,
            open: None,
        })
    };
    match value {
        Value::Unknown => unknown(None),
        Value::Text(text) => Template::from(text.clone()),
        Value::List(texts) => Template::from(join(texts)),
        Value::Choice(option) => {
            let option = *option;
            let declared = kind.options().get(usize::from(option));
            // Who said something else is quoted.
            let phrase = declared
                .filter(|_| other.is_none())
                .and_then(|declared| declared.phrase.clone());
            let text = other.map_or_else(|| lower_first(word(option)), |text| one_line(&text));
            object(vec![id(option)], text, phrase, false)
        }
        Value::Multi(set) => {
            let words: Vec<String> = set.iter().map(|option| lower_first(word(option))).collect();
            object(set.iter().map(id).collect(), join(&words), None, true)
        }
        Value::Integer(number) => Template::from(*number),
        number => Template::from_safe_string(number.to_string()),
    }
}
