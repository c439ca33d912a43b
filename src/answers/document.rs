//! The answers file as people keep it: comments, order, spacing and unknown keys survive every save.
//!
//! Here: the difference between what the file says and what was answered, written into the file's own text.
//! Not here: checking of values (`answers::read`), the file behind it (`answers::disk`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value as TomlValue};

use super::disk::{Disk, Edition, SaveError};
use super::inline::{Spacing, headed};
use super::read::FORMAT;
use super::{Answer, Answers, Sheet, SheetId};
use crate::catalog::{Catalog, Kind, Scope, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind as Problem, Lines};

/// An answers file that is open: its place, its text, and what it says.
#[derive(Debug, Clone)]
pub struct Document {
    disk: Option<Disk>,
    text: String,
    said: Answers,
    /// Datasets and services that were taken out of the text: an undo puts them back as they were written.
    taken_out: BTreeMap<SheetId, (Sheet, Table)>,
}

impl Document {
    /// A document that is not on disk yet.
    #[must_use]
    pub fn new(path: Option<PathBuf>) -> Self {
        Self {
            disk: path.map(|path| Disk::new(path, None)),
            text: format!("quorate = {FORMAT}\n"),
            said: Answers::default(),
            taken_out: BTreeMap::new(),
        }
    }

    /// Opens a file, with warnings about keys that are no questions.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8, or holds answers that do not fit.
    pub fn open(path: &Path, catalog: &Catalog) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        let text = std::fs::read(path).map_err(|error| {
            Diagnostic::general(
                Problem::Unreadable,
                format!("`{}` cannot be read: {error}", path.display()),
            )
        })?;
        let text = String::from_utf8(text).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let name = Arc::from(path.display().to_string());
            let before = String::from_utf8_lossy(&error.as_bytes()[..good]);
            let place = Lines::of(&before).place(&name, &(good..good));
            Diagnostic::error(Problem::Unreadable, place, "this is not UTF-8 text")
                .help("save the file as UTF-8")
        })?;
        let (said, warnings) = Answers::parse(&path.display().to_string(), &text, catalog)?;
        Ok((
            Self {
                disk: Some(Disk::new(path.to_owned(), Some(text.clone()))),
                text,
                said,
                taken_out: BTreeMap::new(),
            },
            warnings,
        ))
    }

    /// The file's path, once it has one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.disk.as_ref().map(Disk::path)
    }

    /// Gives the document a path. What is already there is not written over unless it is this document.
    pub fn rename(&mut self, path: PathBuf) {
        if self.path() != Some(&path) {
            self.disk = Some(Disk::new(path, None));
        }
    }

    /// This document, whose text will say `answers` when it is next asked to: sheets are matched by place, since
    /// two readings of a file share no identities.
    #[must_use]
    pub fn rebased_on(mut self, answers: &Answers) -> Self {
        self.said.adopt_ids(answers);
        self
    }

    /// Lets the next save write over whatever is on disk.
    pub fn forget_disk(&self) {
        if let Some(disk) = &self.disk {
            disk.forget();
        }
    }

    /// What the text says.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.said
    }

    /// The text as it would be saved.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Makes the text say `answers`; what they do not change stays as it was written.
    pub fn say(&mut self, answers: &Answers, catalog: &Catalog) {
        if *answers == self.said {
            return;
        }
        let windows = self.text.contains("\r\n");
        let (mark, plain) = match self.text.strip_prefix('\u{FEFF}') {
            Some(rest) => ("\u{FEFF}", rest),
            None => ("", self.text.as_str()),
        };
        // The text was parsed when it was read, or written by this function.
        let Ok(mut document) = plain.replace("\r\n", "\n").parse::<DocumentMut>() else {
            return;
        };
        if document.get("quorate").is_none() {
            document["quorate"] = toml_edit::value(i64::try_from(FORMAT).unwrap_or(1));
        }
        for (index, section) in catalog.sections.iter().enumerate() {
            match section.scope {
                Scope::System => {
                    let changes = changes(&self.said.system, &answers.system, catalog, index);
                    if !changes.is_empty() {
                        write_section(&mut document, &section.id, &changes);
                    }
                }
                scope => write_sheets(
                    &mut document,
                    &section.id,
                    (self.said.sheets(scope), answers.sheets(scope)),
                    &mut self.taken_out,
                    |old, new| changes_between(old, new, catalog, index),
                ),
            }
        }
        let mut text = document.to_string();
        if windows {
            text = text.replace('\n', "\r\n");
        }
        self.text = format!("{mark}{text}");
        self.said = answers.clone();
    }

    /// The text as it is now, to be written to its file.
    ///
    /// # Errors
    /// There is no file yet.
    pub fn edition(&self) -> Result<Edition, SaveError> {
        let disk = self.disk.as_ref().ok_or(SaveError::NoPath)?;
        Ok(disk.edition(&self.text))
    }

    /// Writes the text to its file, atomically and durably.
    ///
    /// # Errors
    /// There is no file yet, the file on disk is not what was last read or written, or the file system refuses.
    pub fn save(&self) -> Result<(), SaveError> {
        self.edition()?.write()
    }
}

/// A key and its new value; none means that the answer was taken back.
type Change = (String, Option<TomlValue>);

fn changes(old: &Sheet, new: &Sheet, catalog: &Catalog, section: usize) -> Vec<Change> {
    changes_between(Some(old), new, catalog, section)
}

fn changes_between(
    old: Option<&Sheet>,
    new: &Sheet,
    catalog: &Catalog,
    section: usize,
) -> Vec<Change> {
    let in_section = catalog
        .questions
        .iter()
        .enumerate()
        .filter(|(_, question)| question.section == section);
    in_section
        .filter(|(index, _)| old.and_then(|old| old.get(*index)) != new.get(*index))
        .map(|(index, question)| {
            (
                question.key().to_owned(),
                new.get(index)
                    .map(|answer| toml_value(answer, &question.kind)),
            )
        })
        .collect()
}

fn toml_value(answer: &Answer, kind: &Kind) -> TomlValue {
    let value = match answer {
        Answer::Other(text) => {
            let mut table = InlineTable::new();
            table.insert("other", text.as_str().into());
            return table.into();
        }
        Answer::Given(value) => value,
    };
    match value {
        Value::List(texts) => texts.iter().map(String::as_str).collect::<Array>().into(),
        Value::Multi(set) => {
            let ids = set
                .iter()
                .filter_map(|option| kind.options().get(usize::from(option)));
            ids.map(|option| option.id.as_str())
                .collect::<Array>()
                .into()
        }
        Value::Integer(number) => {
            i64::try_from(*number).map_or_else(|_| number.to_string().into(), Into::into)
        }
        Value::Number(number) => (*number).into(),
        Value::Bool(yes) => (*yes).into(),
        other => kind.show(other).into(),
    }
}

fn write_section(document: &mut DocumentMut, id: &str, changes: &[Change]) {
    if document.get(id).is_none() {
        let mut table = Table::new();
        table.decor_mut().set_prefix(gap(document));
        document.insert(id, Item::Table(table));
    }
    match document.get_mut(id) {
        Some(Item::Table(table)) => {
            let orphans = apply(table, changes);
            keep(table, &orphans);
        }
        Some(Item::Value(TomlValue::InlineTable(table))) => apply_inline(table, changes),
        _ => {}
    }
}

/// A blank line before a new table, unless the document is empty.
fn gap(document: &DocumentMut) -> &'static str {
    if document.iter().next().is_some() {
        "\n"
    } else {
        ""
    }
}

fn write_sheets(
    document: &mut DocumentMut,
    id: &str,
    (old, new): (&[Sheet], &[Sheet]),
    taken_out: &mut BTreeMap<SheetId, (Sheet, Table)>,
    changes: impl Fn(Option<&Sheet>, &Sheet) -> Vec<Change>,
) {
    let ids = |sheets: &[Sheet]| {
        sheets
            .iter()
            .map(|sheet| sheet.id)
            .collect::<Vec<SheetId>>()
    };
    let (old_ids, new_ids) = (ids(old), ids(new));
    let grows = new_ids.iter().any(|id| !old_ids.contains(id));
    // A list of inline tables becomes a list of headed ones when it has to grow.
    if let Some(item) = document.get_mut(id)
        && (grows || old_ids.iter().any(|id| !new_ids.contains(id)))
        && item.is_value()
    {
        let list = std::mem::take(item);
        let above = document.key_mut(id).map(|mut key| {
            let decor = key.leaf_decor_mut();
            let above = decor.prefix().and_then(toml_edit::RawString::as_str);
            let above = above.unwrap_or_default().to_owned();
            decor.clear();
            above
        });
        document[id] = headed(list, &above.unwrap_or_default());
    }
    for (index, sheet) in old.iter().enumerate().rev() {
        if !new_ids.contains(&sheet.id)
            && let Some(tables) = document.get_mut(id).and_then(Item::as_array_of_tables_mut)
        {
            if let Some(table) = tables.get(index) {
                taken_out.insert(sheet.id, (sheet.clone(), table.clone()));
            }
            tables.remove(index);
        }
    }
    for (index, sheet) in new.iter().enumerate() {
        let before = old.iter().find(|before| before.id == sheet.id);
        let back = before
            .is_none()
            .then(|| taken_out.remove(&sheet.id))
            .flatten();
        if before.is_none() {
            let table = back.as_ref().map_or_else(
                || {
                    let mut table = Table::new();
                    table.decor_mut().set_prefix(gap(document));
                    table
                },
                |(_, table)| table.clone(),
            );
            let tables = document
                .entry(id)
                .or_insert(Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
            // One that comes back from an undo belongs between the others, where it stood.
            if let Some(tables) = tables.as_array_of_tables_mut() {
                tables.insert(index.min(tables.len()), table);
            }
        }
        let changes = changes(before.or(back.as_ref().map(|(said, _)| said)), sheet);
        match document.get_mut(id) {
            Some(Item::ArrayOfTables(tables)) => {
                if let Some(table) = tables.get_mut(index) {
                    let orphans = apply(table, &changes);
                    keep(table, &orphans);
                }
            }
            Some(Item::Value(TomlValue::Array(array))) => {
                if let Some(table) = array
                    .get_mut(index)
                    .and_then(TomlValue::as_inline_table_mut)
                {
                    apply_inline(table, &changes);
                }
            }
            _ => {}
        }
    }
}

/// Writes the changes into a table on one line, spaced as it was.
fn apply_inline(table: &mut InlineTable, changes: &[Change]) {
    let spacing = Spacing::of(table);
    let before: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    apply(table, changes);
    if let Some(spacing) = spacing {
        spacing.restore(table, &before);
    }
}

/// Writes the changes into a table and returns the comments of removed last lines, which have no line to go to.
fn apply(table: &mut dyn TableLike, changes: &[Change]) -> Vec<String> {
    let mut orphans = Vec::new();
    for (key, value) in changes {
        match value {
            Some(value) => match table.get_mut(key).and_then(Item::as_value_mut) {
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = value.clone();
                    *old.decor_mut() = decor;
                }
                None => {
                    table.insert(key, Item::Value(value.clone()));
                }
            },
            None => remove(table, key, &mut orphans),
        }
    }
    orphans
}

/// Takes a line out; comments above it and behind it move to the next line of the table.
fn remove(table: &mut dyn TableLike, key: &str, orphans: &mut Vec<String>) {
    let text = |raw: Option<&toml_edit::RawString>| {
        raw.and_then(toml_edit::RawString::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let above = table
        .key(key)
        .map(|key| text(key.leaf_decor().prefix()))
        .unwrap_or_default();
    let behind = table
        .get(key)
        .and_then(Item::as_value)
        .map(|value| text(value.decor().suffix()))
        .unwrap_or_default();
    let mut comments: String = if above.contains('#') {
        above
    } else {
        String::new()
    };
    if behind.contains('#') {
        comments.push_str(behind.trim());
        comments.push('\n');
    }
    let next = table
        .iter()
        .skip_while(|(name, _)| *name != key)
        .nth(1)
        .map(|(name, _)| name.to_owned());
    table.remove(key);
    if comments.is_empty() {
        return;
    }
    match next.and_then(|next| table.key_mut(&next)) {
        Some(mut next) => {
            let own = text(next.leaf_decor().prefix());
            next.leaf_decor_mut().set_prefix(format!("{comments}{own}"));
        }
        None => orphans.push(comments),
    }
}

/// Comments without a line of their own stand above the table's head.
fn keep(table: &mut Table, orphans: &[String]) {
    if orphans.is_empty() {
        return;
    }
    let own = table
        .decor()
        .prefix()
        .and_then(toml_edit::RawString::as_str)
        .unwrap_or_default()
        .to_owned();
    table.decor_mut().set_prefix(format!(
        "{own}{}",
        orphans.concat().trim_start_matches('\n')
    ));
}
