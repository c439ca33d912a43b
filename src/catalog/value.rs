//! Values that answers, facts and decisions take, and the kinds they belong to.
//!
//! Here: `Kind`, `Value`, reading one from typed text, printing it back.
//! Not here: reading one from a file (`value::read`), which value a question has (`answers`), which values a branch
//! takes (`catalog::cell`).

mod read;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, nearest};
use crate::units::{Bytes, Duration, Percent, Rate};

use super::option_set::OptionSet;

/// A word that can be chosen: an option of a question or of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The stable id.
    pub id: String,
    /// One to five words.
    pub label: String,
    /// What choosing it means in practice.
    pub means: String,
    /// How a sentence of the catalog says it, where the label does not fit into one.
    pub phrase: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// What a question, a fact or a decision can say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Free text.
    Text,
    /// A list of texts.
    List,
    /// One of several words.
    Choice(Vec<Choice>),
    /// Any number of several words.
    Multi(Vec<Choice>),
    /// A share, printed with a percent sign; may exceed 100 % where it is growth.
    Percent,
    /// A span of time.
    Duration,
    /// A whole number from zero.
    Integer,
    /// A number from zero.
    Number,
    /// So many a second.
    Rate,
    /// An amount of data.
    Bytes,
    /// Yes or no, of derived facts.
    Bool,
}

/// A value of some [`Kind`], or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nobody knows: unanswered without a default, or not computable.
    Unknown,
    /// Free text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// The option at this index.
    Choice(u8),
    /// These options.
    Multi(OptionSet),
    /// A share.
    Percent(Percent),
    /// A span of time.
    Duration(Duration),
    /// A whole number.
    Integer(u64),
    /// A number.
    Number(f64),
    /// So many a second.
    Rate(Rate),
    /// An amount of data.
    Bytes(Bytes),
    /// Yes or no.
    Bool(bool),
}

impl Value {
    /// Whether there is a value at all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// The size of a number in the base unit of its kind (seconds, ratio, per second, bytes, count);
    /// none for what is not a number.
    #[must_use]
    pub fn magnitude(&self) -> Option<f64> {
        match self {
            Self::Percent(percent) => Some(percent.ratio()),
            Self::Duration(duration) => Some(duration.secs()),
            Self::Integer(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            Self::Rate(rate) => Some(rate.get()),
            Self::Bytes(bytes) => Some(bytes.get() as f64),
            _ => None,
        }
    }
}

impl Kind {
    /// The kind's name in the catalog.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::List => "list",
            Self::Choice(_) => "choice",
            Self::Multi(_) => "multi",
            Self::Percent => "percent",
            Self::Duration => "duration",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Rate => "rate",
            Self::Bytes => "bytes",
            Self::Bool => "bool",
        }
    }

    /// The kind of a name; choices get their options.
    pub(crate) fn of(name: &str, options: Vec<Choice>) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "list" => Self::List,
            "choice" => Self::Choice(options),
            "multi" => Self::Multi(options),
            "percent" => Self::Percent,
            "duration" => Self::Duration,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "rate" => Self::Rate,
            "bytes" => Self::Bytes,
            "bool" => Self::Bool,
            _ => return None,
        })
    }

    /// The names that [`Kind::of`] takes.
    pub(crate) const NAMES: [&'static str; 11] = [
        "text", "list", "choice", "multi", "percent", "duration", "integer", "number", "rate",
        "bytes", "bool",
    ];

    /// The options of a choice or multi; empty for other kinds.
    #[must_use]
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Choice(options) | Self::Multi(options) => options,
            _ => &[],
        }
    }

    /// Whether values of this kind can be compared.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Percent
                | Self::Duration
                | Self::Integer
                | Self::Number
                | Self::Rate
                | Self::Bytes
        )
    }

    /// The index of an option's id.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<u8> {
        let index = self.options().iter().position(|option| option.id == id)?;
        u8::try_from(index).ok()
    }

    /// A number of this kind from its magnitude in the base unit; a fraction of a whole number is rounded up.
    pub(crate) fn number(&self, at: f64) -> Option<Value> {
        Some(match self {
            Self::Percent => Value::Percent(Percent::new(at).ok()?),
            Self::Duration => Value::Duration(Duration::from_secs_f64(at).ok()?),
            Self::Rate => Value::Rate(Rate::per_sec(at).ok()?),
            Self::Bytes => Value::Bytes(Bytes::clamped(at)),
            Self::Number => Value::Number(at),
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cast of a float saturates, and magnitudes are not negative"
            )]
            Self::Integer => Value::Integer(at.ceil() as u64),
            _ => return None,
        })
    }

    /// What a person may write for this kind, with examples.
    #[must_use]
    pub fn wanted(&self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::List => "a list of names",
            Self::Choice(_) => "one of the options",
            Self::Multi(_) => "a list of the options",
            Self::Percent => "a percentage such as `99.95%`",
            Self::Duration => "a duration such as `200ms`, `30s`, `5m`, `1h` or `30d`",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Rate => "a rate such as `1200/s`, `3k/s` or `50/min`",
            Self::Bytes => "a size such as `4KiB`, `10GB` or `2TiB`",
            Self::Bool => "true or false",
        }
    }

    /// The value that a person typed.
    ///
    /// # Errors
    /// A sentence that says what was found and what was expected.
    pub fn parse(&self, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(format!("nothing is written; expected {}", self.wanted()));
        }
        let option = |word: &str| {
            self.option(word).ok_or_else(|| {
                let ids: Vec<&str> = self
                    .options()
                    .iter()
                    .map(|option| option.id.as_str())
                    .collect();
                let hint = nearest(word, ids.iter().copied())
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                format!("`{word}` is not one of {}{hint}", ids.join(", "))
            })
        };
        let words = || {
            typed
                .split([',', '\n'])
                .map(str::trim)
                .filter(|word| !word.is_empty())
        };
        Ok(match self {
            Self::Text => Value::Text(typed.to_owned()),
            Self::List => Value::List(distinct(words().map(str::to_owned))),
            Self::Choice(_) => Value::Choice(option(typed)?),
            Self::Multi(_) => {
                Value::Multi(words().try_fold(OptionSet::default(), |set, word| {
                    option(word).map(|one| set.with(one))
                })?)
            }
            Self::Percent => Value::Percent(
                typed
                    .parse()
                    .map_err(|e: crate::units::UnitError| e.to_string())?,
            ),
            Self::Duration => Value::Duration(
                typed
                    .parse()
                    .map_err(|e: crate::units::UnitError| e.to_string())?,
            ),
            Self::Rate => Value::Rate(
                typed
                    .parse()
                    .map_err(|e: crate::units::UnitError| e.to_string())?,
            ),
            Self::Bytes => Value::Bytes(
                typed
                    .parse()
                    .map_err(|e: crate::units::UnitError| e.to_string())?,
            ),
            Self::Integer => Value::Integer(
                typed
                    .parse()
                    .map_err(|_| format!("`{typed}` is not a whole number from zero"))?,
            ),
            Self::Number => Value::Number(
                typed
                    .parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite() && *number >= 0.0)
                    .ok_or_else(|| format!("`{typed}` is not a number from zero"))?,
            ),
            Self::Bool => match typed {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => return Err(format!("`{typed}` is neither true nor false")),
            },
        })
    }

    /// The value as it stands in an answers file, without quotes; options by id.
    #[must_use]
    pub fn show(&self, value: &Value) -> String {
        self.show_with(value, |option| &option.id)
    }

    /// The value as a person reads it; options by label.
    #[must_use]
    pub fn show_label(&self, value: &Value) -> String {
        self.show_with(value, |option| &option.label)
    }

    fn show_with<'k>(&'k self, value: &Value, word: impl Fn(&'k Choice) -> &'k str) -> String {
        let option = |index: u8| {
            self.options()
                .get(usize::from(index))
                .map_or("unknown", &word)
        };
        match value {
            Value::Choice(index) => option(*index).to_owned(),
            Value::Multi(set) if set.is_empty() => "none".to_owned(),
            Value::Multi(set) => set.iter().map(option).collect::<Vec<_>>().join(", "),
            plain => plain.to_string(),
        }
    }
}

impl fmt::Display for Value {
    /// Numbers as people write them. Options need their [`Kind`] to be shown, see [`Kind::show`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Text(text) => f.write_str(text),
            Self::List(texts) => f.write_str(&texts.join(", ")),
            Self::Choice(index) => write!(f, "option {index}"),
            Self::Multi(set) => write!(f, "{} options", set.len()),
            Self::Percent(percent) => percent.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
            Self::Integer(count) => count.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Rate(rate) => rate.fmt(f),
            Self::Bytes(bytes) => bytes.fmt(f),
            Self::Bool(yes) => f.write_str(if *yes { "yes" } else { "no" }),
        }
    }
}

/// What is named twice is one thing.
fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let new = names.into_iter().filter(|name| known.insert(name.clone()));
    new.collect()
}
