//! A value from a TOML item.
//!
//! Here: which TOML types a kind takes, and what is said of others.
//! Not here: what was typed (`Kind::parse`).

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::super::reader::Item;
use super::{Kind, OptionSet, Value, distinct};

impl Kind {
    /// The value of a TOML item; what does not fit is reported in `whose` words.
    pub(crate) fn read(&self, item: &Item<'_, '_>, whose: &str) -> Option<Value> {
        use toml::de::DeValue;
        let bad = |found: &str, problem: String| {
            let report = Diagnostic::error(Problem::BadValue, item.place(), problem);
            item.file.report(if self.options().is_empty() {
                report.expected(self.wanted())
            } else {
                report.expected_one_of(
                    found,
                    self.options().iter().map(|option| option.id.as_str()),
                )
            });
        };
        match (self, item.value()) {
            (Self::Multi(_), DeValue::Array(_)) => {
                let mut set = OptionSet::default();
                for element in item.elements() {
                    let word = element.str()?;
                    if let Some(option) = self.option(word) {
                        set = set.with(option);
                    } else {
                        let report = Diagnostic::error(
                            Problem::BadValue,
                            element.place(),
                            format!("`{word}` is not an answer to `{whose}`"),
                        );
                        let options = self.options().iter().map(|option| option.id.as_str());
                        element.file.report(report.expected_one_of(word, options));
                        return None;
                    }
                }
                Some(Value::Multi(set))
            }
            (Self::List, DeValue::Array(_)) => {
                let texts = item.elements();
                let named = |one: &Item<'_, '_>| {
                    let text = one.str()?;
                    if text.trim().is_empty() {
                        let problem = "an empty name names nothing";
                        let report = Diagnostic::error(Problem::BadValue, one.place(), problem);
                        one.file
                            .report(report.expected("a name, or one entry less"));
                        return None;
                    }
                    Some(text.to_owned())
                };
                let texts: Option<Vec<String>> = texts.iter().map(named).collect();
                Some(Value::List(distinct(texts?)))
            }
            (Self::Bool, DeValue::Boolean(yes)) => Some(Value::Bool(*yes)),
            (Self::Integer | Self::Number | Self::Rate, DeValue::Integer(number)) => {
                let written = number.as_str().replace('_', "");
                // TOML takes 0x1F for 31.
                let digits = u64::from_str_radix(&written, number.radix())
                    .map_or_else(|_| written.clone(), |number| number.to_string());
                self.parse(&digits)
                    .map_err(|_| {
                        bad(
                            &written,
                            format!("`{written}` is not an answer to `{whose}`"),
                        );
                    })
                    .ok()
            }
            (Self::Number | Self::Rate, DeValue::Float(number)) => {
                let digits = number.as_str().replace('_', "");
                self.parse(&digits)
                    .map_err(|_| bad(&digits, format!("`{digits}` is not an answer to `{whose}`")))
                    .ok()
            }
            (
                Self::Text
                | Self::Choice(_)
                | Self::Percent
                | Self::Duration
                | Self::Rate
                | Self::Bytes,
                DeValue::String(text),
            ) => {
                if let Ok(value) = self.parse(text) {
                    Some(value)
                } else {
                    bad(text, format!("`{text}` is not an answer to `{whose}`"));
                    None
                }
            }
            _ => {
                let quoted = format!("{}, in double quotes", self.wanted());
                item.wrong_type(match self {
                    Self::Text | Self::Choice(_) => "a text in double quotes",
                    Self::Percent | Self::Duration | Self::Bytes => &quoted,
                    Self::List | Self::Multi(_) => {
                        "a list in square brackets, such as `[\"a\", \"b\"]`"
                    }
                    Self::Integer => "a whole number without quotes",
                    Self::Number => "a number without quotes",
                    Self::Rate => "a number per second, or a text such as \"3k/s\"",
                    Self::Bool => "true or false, without quotes",
                });
                None
            }
        }
    }
}
