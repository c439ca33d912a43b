//! Strict reading of TOML: every key is asked for or reported, every problem carries its place.
//!
//! Here: a file, a table with a record of the keys that were read, an item.
//! Not here: what the tables mean (`catalog::*`, `answers`).

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Kind, Lines, Place};

/// A TOML file being read, and the problems found in it so far.
pub(crate) struct File<'s> {
    pub(crate) name: Arc<str>,
    lines: Lines<'s>,
    problems: RefCell<Vec<Diagnostic>>,
}

/// What the TOML parser made of a text: what could be read, and the syntax errors.
pub(crate) type Parsed<'s> = (DeTable<'s>, Vec<toml::de::Error>);

/// Parses a text. Apart from [`File`], so that many texts can be parsed at once.
pub(crate) fn parse(text: &str) -> Parsed<'_> {
    let (table, errors) = DeTable::parse_recoverable(text);
    (table.into_inner(), errors)
}

impl<'s> File<'s> {
    pub(crate) fn new(name: &str, text: &'s str) -> Self {
        Self {
            name: Arc::from(name),
            lines: Lines::of(text),
            problems: RefCell::new(Vec::new()),
        }
    }

    /// The document that was parsed; its syntax errors are reported.
    pub(crate) fn take(&self, (table, errors): Parsed<'s>) -> DeTable<'s> {
        for error in errors {
            let place = self.place(&error.span().unwrap_or(0..0));
            self.report(
                Diagnostic::error(
                    Kind::Syntax,
                    place,
                    format!("this is not TOML: {}", error.message().replace('\n', ", ")),
                )
                .expected("keys as `name = value`, texts in double quotes, tables as `[name]`"),
            );
        }
        table
    }

    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        self.lines.place(&self.name, span)
    }

    pub(crate) fn report(&self, problem: Diagnostic) {
        self.problems.borrow_mut().push(problem);
    }

    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }
}

/// A table of a file. Keys that nobody asked for are reported by [`Table::finish`].
pub(crate) struct Table<'f, 's> {
    pub(crate) file: &'f File<'s>,
    keys: &'f DeTable<'s>,
    span: Range<usize>,
    /// What the table is, for messages: "question `dataset.reads`".
    what: RefCell<String>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'f, 's> Table<'f, 's> {
    pub(crate) fn root(file: &'f File<'s>, table: &'f DeTable<'s>) -> Self {
        Self::new(file, table, 0..0, "this file")
    }

    fn new(file: &'f File<'s>, keys: &'f DeTable<'s>, span: Range<usize>, what: &str) -> Self {
        Self {
            file,
            keys,
            span,
            what: RefCell::new(what.to_owned()),
            asked: RefCell::default(),
        }
    }

    pub(crate) fn place(&self) -> Place {
        self.file.place(&self.span)
    }

    pub(crate) fn what(&self) -> String {
        self.what.borrow().clone()
    }

    pub(crate) fn name_it(&self, what: String) {
        *self.what.borrow_mut() = what;
    }

    pub(crate) fn get(&self, key: &'static str) -> Option<Item<'f, 's>> {
        self.asked.borrow_mut().push(key);
        let (_, value) = self.keys.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(Item {
            file: self.file,
            value,
            key: key.to_owned(),
        })
    }

    pub(crate) fn require(&self, key: &'static str) -> Option<Item<'f, 's>> {
        let item = self.get(key);
        if item.is_none() {
            self.file.report(
                Diagnostic::error(
                    Kind::MissingKey,
                    self.place(),
                    format!("{} has no `{key}`", self.what()),
                )
                .help(format!("add a line `{key} = …`")),
            );
        }
        item
    }

    /// A text that must be there and say something.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.require(key)?.filled_text()
    }

    /// A text that may be missing.
    pub(crate) fn optional_text(&self, key: &'static str) -> Option<String> {
        self.get(key)?.filled_text()
    }

    /// A list of texts; missing means empty.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Item<'f, 's>> {
        self.get(key)
            .map(|item| item.elements())
            .unwrap_or_default()
    }

    /// The tables of an array of tables (or of an array of inline tables); missing means none.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'f, 's>> {
        self.texts(key)
            .into_iter()
            .filter_map(|item| item.table())
            .collect()
    }

    pub(crate) fn entries(&self) -> Vec<(String, Place, Item<'f, 's>)> {
        self.keys
            .iter()
            .map(|(key, value)| {
                let name = key.get_ref().to_string();
                (
                    name.clone(),
                    self.file.place(&key.span()),
                    Item {
                        file: self.file,
                        value,
                        key: name,
                    },
                )
            })
            .collect()
    }

    /// Reports the keys that were never asked for.
    pub(crate) fn finish(self) {
        self.report_unasked();
    }

    /// The same for a table that is only borrowed.
    pub(crate) fn report_unasked(&self) {
        let mut asked: Vec<&str> = Vec::new();
        for key in self.asked.borrow().iter() {
            if !asked.contains(key) {
                asked.push(key);
            }
        }
        for (key, _) in self.keys {
            if !asked.contains(&key.get_ref().as_ref()) {
                self.file.report(
                    Diagnostic::error(
                        Kind::UnknownKey,
                        self.file.place(&key.span()),
                        format!("{} has no key `{}`", self.what(), key.get_ref()),
                    )
                    .expected_one_of(key.get_ref(), asked.iter().copied()),
                );
            }
        }
    }
}

/// One value of a file.
#[derive(Clone)]
pub(crate) struct Item<'f, 's> {
    pub(crate) file: &'f File<'s>,
    value: &'f Spanned<DeValue<'s>>,
    pub(crate) key: String,
}

impl<'f, 's> Item<'f, 's> {
    pub(crate) fn place(&self) -> Place {
        self.file.place(&self.value.span())
    }

    pub(crate) fn value(&self) -> &'f DeValue<'s> {
        self.value.get_ref()
    }

    pub(crate) fn wrong_type(&self, expected: &str) {
        self.file.report(
            Diagnostic::error(
                Kind::WrongType,
                self.place(),
                format!("`{}` is {}", self.key, type_name(self.value())),
            )
            .expected(expected),
        );
    }

    /// A yes or no; anything else is reported.
    pub(crate) fn yes(&self) -> bool {
        let found = self.value().as_bool();
        if found.is_none() {
            self.wrong_type("true or false");
        }
        found == Some(true)
    }

    pub(crate) fn report(&self, kind: Kind, problem: impl Into<String>) {
        self.file
            .report(Diagnostic::error(kind, self.place(), problem));
    }

    pub(crate) fn str(&self) -> Option<&'f str> {
        let found = self.value().as_str();
        if found.is_none() {
            self.wrong_type("a text in double quotes");
        }
        found
    }

    pub(crate) fn filled_text(&self) -> Option<String> {
        let text = self.str()?;
        if text.trim().is_empty() {
            self.report(Kind::Text, format!("`{}` is empty", self.key));
            return None;
        }
        Some(text.to_owned())
    }

    /// The elements of an array; anything else is reported.
    pub(crate) fn elements(&self) -> Vec<Item<'f, 's>> {
        let Some(array) = self.value().as_array() else {
            self.wrong_type("a list in square brackets");
            return Vec::new();
        };
        array
            .iter()
            .map(|value| Item {
                file: self.file,
                value,
                key: self.key.clone(),
            })
            .collect()
    }

    /// A cell as it is written, for traces.
    pub(crate) fn show_cell(&self) -> String {
        match self.value() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(yes) => yes.to_string(),
            DeValue::Integer(number) => format!("= {}", number.as_str()),
            DeValue::Float(number) => format!("= {}", number.as_str()),
            DeValue::Array(array) => array
                .iter()
                .filter_map(|value| value.get_ref().as_str())
                .collect::<Vec<_>>()
                .join(" or "),
            _ => String::new(),
        }
    }

    pub(crate) fn table(&self) -> Option<Table<'f, 's>> {
        let Some(table) = self.value().as_table() else {
            self.wrong_type("a table");
            return None;
        };
        Some(Table::new(
            self.file,
            table,
            self.value.span(),
            &format!("`{}`", self.key),
        ))
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
