//! `--rows FILE --format json`: many problems at once.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::calc::solve_rows;

/// Where every calculation takes its problems from, unless one is given by options.
#[derive(Debug, Args)]
pub(super) struct Rows {
    /// Solve the problems of a JSON file, {"rows": [{"name": …}, …]}; - reads standard input
    #[arg(long, value_name = "FILE", help_heading = "Scripts")]
    rows: Option<PathBuf>,
    /// The form of the answers to rows
    #[arg(long, value_enum, help_heading = "Scripts")]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For programs
    Json,
    /// For people: a value a line
    Text,
}

impl Rows {
    pub(super) fn are_given(&self) -> anyhow::Result<bool> {
        if self.rows.is_none() && self.format == Some(Format::Json) {
            bail!("--format json answers rows: give them with --rows FILE");
        }
        Ok(self.rows.is_some())
    }

    pub(super) fn print(&self, name: &str, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let path = self.rows.as_deref().context("--rows is missing")?;
        print(name, path, self.format, out)
    }
}

fn print(
    name: &str,
    path: &Path,
    format: Option<Format>,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let text = read(path)?;
    let answers = solve_rows(name, &text).with_context(|| path.display().to_string())?;
    let answers = answers.as_array().map(Vec::as_slice).unwrap_or_default();
    match format.unwrap_or(Format::Json) {
        // One answer a line: readable, and quick to compare.
        Format::Json => {
            let lines: Vec<String> = answers.iter().map(ToString::to_string).collect();
            writeln!(out, "[{}]", lines.join(",\n "))?;
        }
        Format::Text => {
            for answer in answers {
                writeln!(
                    out,
                    "{}",
                    crate::text::one_line(answer["name"].as_str().unwrap_or_default())
                )?;
                write_values(out, 1, answer.get("results").unwrap_or(&answer["error"]))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .context("standard input")?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn write_values(out: &mut dyn Write, depth: usize, value: &Value) -> std::io::Result<()> {
    let indent = "  ".repeat(depth);
    let Value::Object(fields) = value else {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), crate::text::one_line);
        return writeln!(out, "{indent}{text}");
    };
    for (field, value) in fields {
        if value.is_object() {
            writeln!(out, "{indent}{field}")?;
            write_values(out, depth + 1, value)?;
        } else {
            writeln!(out, "{indent}{field}  {value}")?;
        }
    }
    Ok(())
}
