//! Reading an answers file: strict about values, friendly about mending them.
//!
//! Here: from text to [`Answers`], with every problem of the file.
//! Not here: writing (`answers::document`).

use std::collections::BTreeSet;

use crate::catalog::reader::{File, Item, Table, parse};
use crate::catalog::{Catalog, Kind, Question, Scope, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind as Problem, Place, Severity};

use super::{Answer, Answers, Spot};

/// The format number of answers files.
pub(super) const FORMAT: u64 = 1;

impl Answers {
    /// The answers in `text`, with warnings about keys that are no questions.
    ///
    /// # Errors
    /// Every problem of the file: not TOML, a format that is not known, values that do not fit.
    pub fn parse(
        name: &str,
        text: &str,
        catalog: &Catalog,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let file = File::new(name, text);
        let table = file.take(parse(text));
        let root = Table::root(&file, &table);
        let mut answers = Self::default();
        read_format(&root, table.is_empty());
        for (key, place, item) in root.entries() {
            if key == "quorate" {
                continue;
            }
            let Some(section) = catalog
                .sections
                .iter()
                .position(|section| section.id == key)
            else {
                file.report(
                    Diagnostic::warning(
                        Problem::UnknownKey,
                        place,
                        format!("`{key}` is no section of the answers; it has no effect"),
                    )
                    .expected_one_of(
                        &key,
                        catalog.sections.iter().map(|section| section.id.as_str()),
                    ),
                );
                continue;
            };
            match catalog.sections[section].scope {
                Scope::System => {
                    if item.value().is_array() {
                        item.wrong_type(&format!("one table, headed `[{key}]` with one bracket"));
                    } else if let Some(table) = item.table() {
                        read_sheet(&table, catalog, section, 0, &mut answers);
                    }
                }
                scope => read_sheets(&item, catalog, section, scope, &mut answers),
            }
        }
        names_once(&file, &table, catalog, &answers);
        let mut problems = file.into_problems();
        // Where the file is no TOML, what could be read may stand at the wrong place: its warnings say little.
        if problems
            .iter()
            .any(|problem| problem.kind == Problem::Syntax)
        {
            problems.retain(|problem| problem.severity == Severity::Error);
        }
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        if problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
        {
            return Err(Diagnostics(problems));
        }
        Ok((answers, problems))
    }
}

fn read_format(root: &Table<'_, '_>, empty: bool) {
    match root.get("quorate") {
        Some(item)
            if matches!(
                Kind::Integer.read(&item, "quorate"),
                None | Some(Value::Integer(FORMAT))
            ) => {}
        Some(item) => root.file.report(
            Diagnostic::error(
                Problem::Format,
                item.place(),
                "this file has a format that this quorate does not know",
            )
            .expected(format!("quorate = {FORMAT}"))
            .help("a newer quorate may have written it"),
        ),
        None if empty => {}
        None => root.file.report(
            Diagnostic::error(
                Problem::Format,
                root.place(),
                "this file does not say that it is an answers file",
            )
            .expected(format!("`quorate = {FORMAT}` in the first lines")),
        ),
    }
}

fn read_sheets(
    item: &Item<'_, '_>,
    catalog: &Catalog,
    section: usize,
    scope: Scope,
    answers: &mut Answers,
) {
    let tables = if item.value().is_table() {
        let id = &catalog.sections[section].id;
        item.file.report(
            Diagnostic::error(
                Problem::WrongType,
                item.place(),
                format!("`{id}` is one table"),
            )
            .expected(format!("a list of tables, each headed `[[{id}]]`"))
            .help(format!("write `[[{id}]]` with two brackets")),
        );
        return;
    } else if item.value().as_array().is_none() {
        let id = &catalog.sections[section].id;
        item.wrong_type(&format!("a list of tables, each headed `[[{id}]]`"));
        return;
    } else {
        item.elements()
    };
    for table in tables {
        let Some(table) = table.table() else { continue };
        let sheet = answers.add(scope);
        read_sheet(&table, catalog, section, sheet, answers);
    }
}

fn read_sheet(
    table: &Table<'_, '_>,
    catalog: &Catalog,
    section: usize,
    sheet: usize,
    answers: &mut Answers,
) {
    let id = &catalog.sections[section].id;
    let questions: Vec<(usize, &Question)> = catalog
        .questions
        .iter()
        .enumerate()
        .filter(|(_, question)| question.section == section)
        .collect();
    for (key, place, item) in table.entries() {
        let Some((index, question)) = questions.iter().find(|(_, question)| question.key() == key)
        else {
            table
                .file
                .report(unknown_key(catalog, id, &key, place, &questions));
            continue;
        };
        if let Some(answer) = read_answer(&item, question) {
            answers.set(
                catalog,
                Spot {
                    question: *index,
                    sheet,
                },
                Some(answer),
            );
        }
    }
}

fn unknown_key(
    catalog: &Catalog,
    section: &str,
    key: &str,
    place: Place,
    questions: &[(usize, &Question)],
) -> Diagnostic {
    let problem = Diagnostic::warning(
        Problem::UnknownKey,
        place,
        format!("`{section}.{key}` is no question; it has no effect"),
    );
    // A key in the wrong table is the commonest mistake after a misspelling.
    if let Some(elsewhere) = catalog
        .questions
        .iter()
        .find(|question| question.key() == key)
    {
        return problem.help(format!(
            "did you mean `{}`, in another table?",
            elsewhere.id
        ));
    }
    problem.expected_one_of(key, questions.iter().map(|(_, question)| question.key()))
}

fn read_answer(item: &Item<'_, '_>, question: &Question) -> Option<Answer> {
    if item.value().is_table() {
        let table = item.table()?;
        if table.get("other").is_none() {
            let wanted = question.kind.wanted();
            item.wrong_type(&format!(
                "{wanted}, or `{{ other = \"in your own words\" }}`"
            ));
            return None;
        }
        table.name_it(format!("the answer to `{}`", question.id));
        let text = table.text("other");
        table.finish();
        return text.map(Answer::Other);
    }
    let value = question.kind.read(item, &question.id)?;
    if matches!(&value, Value::Text(text) if text.trim().is_empty()) {
        return None;
    }
    if let Some(problem) = out_of_bounds(question, &value) {
        item.file.report(
            Diagnostic::error(
                Problem::OutOfRange,
                item.place(),
                format!(
                    "`{}` is not an answer to `{}`",
                    question.kind.show(&value),
                    question.id
                ),
            )
            .expected(problem),
        );
        return None;
    }
    Some(Answer::Given(value))
}

/// What a value outside the question's bounds should have been.
pub(crate) fn out_of_bounds(question: &Question, value: &Value) -> Option<String> {
    question.outside(value)
}

impl Question {
    /// The value that a person typed for this question.
    ///
    /// # Errors
    /// A sentence that says what was found and what was expected.
    pub fn parse(&self, typed: &str) -> Result<Value, String> {
        let value = self.kind.parse(&crate::text::one_line(typed))?;
        match out_of_bounds(self, &value) {
            Some(expected) => Err(format!(
                "{} is out of range; expected {expected}",
                self.kind.show(&value)
            )),
            None => Ok(value),
        }
    }
}

/// Two datasets of one name could not be told apart in the brief.
fn names_once(
    file: &File<'_>,
    table: &toml::de::DeTable<'_>,
    catalog: &Catalog,
    answers: &Answers,
) {
    for section in catalog
        .sections
        .iter()
        .filter(|section| section.scope != Scope::System)
    {
        let mut seen = BTreeSet::new();
        for (index, sheet) in answers.sheets(section.scope).iter().enumerate() {
            let Some(name) = sheet.name(catalog) else {
                continue;
            };
            if !seen.insert(name) {
                let span = table
                    .iter()
                    .find(|(key, _)| key.get_ref() == section.id.as_str())
                    .and_then(|(_, value)| value.get_ref().get(index).map(toml::Spanned::span))
                    .unwrap_or(0..0);
                file.report(
                    Diagnostic::error(
                        Problem::DuplicateId,
                        file.place(&span),
                        format!("two of `{}` are named `{name}`", section.id),
                    )
                    .help("give each its own name"),
                );
            }
        }
    }
}
