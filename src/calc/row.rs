//! One row: its fields by name, with errors that name the field.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::units::{Duration, Probability, Rate, Replicas};

pub(super) struct Row<'a> {
    fields: &'a Map<String, Value>,
}

impl<'a> Row<'a> {
    pub(super) fn new(fields: &'a Map<String, Value>) -> Self {
        Self { fields }
    }

    /// A field that may be missing or null.
    pub(super) fn maybe(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }

    pub(super) fn value(&self, field: &str) -> Result<&'a Value, String> {
        self.maybe(field)
            .ok_or_else(|| format!("`{field}` is missing"))
    }

    pub(super) fn number(&self, field: &str) -> Result<f64, String> {
        number(field, self.value(field)?)
    }

    pub(super) fn maybe_number(&self, field: &str) -> Result<Option<f64>, String> {
        self.maybe(field)
            .map(|value| number(field, value))
            .transpose()
    }

    /// A whole number, also when written as `3.0`.
    pub(super) fn count(&self, field: &str) -> Result<u32, String> {
        count(field, self.value(field)?)
    }

    pub(super) fn replicas(&self, field: &str) -> Result<Replicas, String> {
        let small = u8::try_from(self.count(field)?)
            .ok()
            .and_then(|count| Replicas::new(count).ok());
        small.ok_or_else(|| wrong(field, &self.fields[field], "from 1 to 255"))
    }

    pub(super) fn rate(&self, field: &str) -> Result<Rate, String> {
        let value = self.value(field)?;
        Rate::per_sec(number(field, value)?).map_err(|_| wrong(field, value, "zero or more"))
    }

    /// A probability as a number or as text, which keeps its decimals.
    pub(super) fn probability(&self, field: &str) -> Result<Probability, String> {
        probability(field, self.value(field)?)
    }

    pub(super) fn maybe_probability(&self, field: &str) -> Result<Option<Probability>, String> {
        self.maybe(field)
            .map(|value| probability(field, value))
            .transpose()
    }

    /// A number of percent, as a probability.
    pub(super) fn percent(&self, field: &str) -> Result<Probability, String> {
        let value = self.value(field)?;
        let text = match value {
            Value::String(text) => text.trim_end_matches('%').to_owned(),
            other => number(field, other)?.to_string(),
        };
        format!("{text}%")
            .parse()
            .map_err(|_| wrong(field, value, "from 0 to 100"))
    }

    pub(super) fn duration(&self, field: &str) -> Result<Duration, String> {
        let value = self.value(field)?;
        let text = value
            .as_str()
            .ok_or_else(|| wrong(field, value, "a duration such as \"1h\" or \"30d\""))?;
        text.parse().map_err(|error| format!("`{field}`: {error}"))
    }

    pub(super) fn list(&self, field: &str) -> Result<&'a [Value], String> {
        list(field, self.value(field)?)
    }

    pub(super) fn text(&self, field: &str) -> Result<&'a str, String> {
        let value = self.value(field)?;
        value.as_str().ok_or_else(|| wrong(field, value, "text"))
    }
}

pub(super) fn wrong(field: &str, found: &Value, expected: &str) -> String {
    let mut found = found.to_string();
    if found.chars().count() > 60 {
        found = found.chars().take(60).chain("…".chars()).collect();
    }
    format!("`{field}` is {found}, but must be {expected}")
}

pub(super) fn number(field: &str, value: &Value) -> Result<f64, String> {
    let number = value.as_f64().filter(|number| number.is_finite());
    number.ok_or_else(|| wrong(field, value, "a number"))
}

pub(super) fn count(field: &str, value: &Value) -> Result<u32, String> {
    let whole = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be in range"
        )]
        (0.0..=f64::from(u32::MAX))
            .contains(&number)
            .then_some(number as u32)
    };
    whole().ok_or_else(|| wrong(field, value, "a whole number"))
}

pub(super) fn probability(field: &str, value: &Value) -> Result<Probability, String> {
    let read = match value {
        Value::String(text) => Probability::from_str(text).ok(),
        other => other
            .as_f64()
            .and_then(|number| Probability::new(number).ok()),
    };
    read.ok_or_else(|| wrong(field, value, "from 0 to 1"))
}

pub(super) fn list<'a>(field: &str, value: &'a Value) -> Result<&'a [Value], String> {
    value
        .as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| wrong(field, value, "a list"))
}

/// A number for the results; JSON has no infinity, which becomes null.
pub(super) fn out(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}
