//! The text of a file of rows, read so that a row that cannot be read does not take the others with it.
//!
//! Here: where one row ends and the next begins, and what stands in for a number that JSON does not have.
//! Not here: what a row means (`row` and the calculations).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::CalcError;

/// The rows of a file, each read by itself, and the latencies that they may name.
pub(super) struct Input {
    pub(super) rows: Vec<Result<Value, String>>,
    pub(super) fits: Value,
}

impl Input {
    /// Reads `rows`, or the array that bears the name of the calculation.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, CalcError> {
        let text = without_strange_words(text);
        let not_json = |error: serde_json::Error| CalcError::NotJson {
            problem: error.to_string(),
        };
        let whole: &RawValue = serde_json::from_str(&text).map_err(not_json)?;
        let fields: BTreeMap<Cow<'_, str>, &RawValue> =
            serde_json::from_str(whole.get()).map_err(|_| CalcError::NoRows)?;
        let underscored = name.replace('-', "_");
        let rows = [
            "rows".to_owned(),
            format!("{underscored}_rows"),
            underscored,
        ]
        .iter()
        .find_map(|key| {
            serde_json::from_str::<Vec<&RawValue>>(fields.get(key.as_str())?.get()).ok()
        })
        .ok_or(CalcError::NoRows)?;
        let read = |row: &RawValue| serde_json::from_str(row.get());
        Ok(Self {
            rows: rows
                .into_iter()
                .map(|row| read(row).map_err(|error| format!("the row cannot be read: {error}")))
                .collect(),
            fits: fields
                .get("fits")
                .and_then(|fits| read(fits).ok())
                .unwrap_or(Value::Null),
        })
    }
}

/// `text` with every bare word that is no JSON, such as `NaN`, `Infinity`, `1e400` or `.5`, put into quotes. Where a number is
/// wanted, the text is refused, in the row and by the field that has it.
fn without_strange_words(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut rest = 0;
    while let Some(first) = text[rest..].chars().next() {
        let end = match first {
            '"' => rest + 1 + after_string(&text[rest + 1..]),
            _ if bounds(first) => rest + first.len_utf8(),
            _ => text[rest..].find(bounds).map_or(text.len(), |at| rest + at),
        };
        let word = &text[rest..end];
        if !bounds(first) && !is_json(word) {
            out.push_str(&text[copied..rest]);
            out.push_str(&Value::from(word).to_string());
            copied = end;
        }
        rest = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// What stands between words.
fn bounds(c: char) -> bool {
    c.is_ascii_whitespace() || "{}[]:,\"".contains(c)
}

fn is_json(word: &str) -> bool {
    ["true", "false", "null"].contains(&word) || word.parse::<Number>().is_ok()
}

/// How long the rest of a string is, with its closing quote.
fn after_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strange_words_become_text() {
        let cases = [
            (r#"{"a": NaN}"#, r#"{"a": "NaN"}"#),
            ("[-Infinity,1e400 ,01]", r#"["-Infinity","1e400" ,"01"]"#),
            (
                r#"["NaN \" 1e400", 1e300, -0, null]"#,
                r#"["NaN \" 1e400", 1e300, -0, null]"#,
            ),
            (r#""open 1e400"#, r#""open 1e400"#),
        ];
        for (text, clean) in cases {
            assert_eq!(without_strange_words(text), clean);
        }
    }

    proptest! {
        /// Law: what is JSON stays as it is, and nothing makes the reader panic.
        #[test]
        fn json_is_left_alone(text in "\\PC*", number in any::<f64>(), broken in "[\\[\\]{}:,\"\\\\a-zN0-9e. -]*") {
            let json = serde_json::json!({ "rows": [{ "name": text, "k": number }] }).to_string();
            prop_assert_eq!(without_strange_words(&json), json.as_str());
            let _ = Input::read("mmc", &broken);
            let _ = Input::read("mmc", &format!("{{\"rows\": [{broken}]}}"));
        }
    }
}
