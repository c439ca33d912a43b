//! `quorate trees show`: a decision's tree or rows, lit by answers, in one of four forms.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::answers::Answers;
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::diagnostic::nearest;
use crate::diagram::{LIT, Picture, Seen, Shape, dot, lines, mermaid};
use crate::engine;
use crate::text::wrap;

use super::super::files::{self, Context};
use super::super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "With FILE, the path that its answers take is marked. A set or a score sheet shows its rows, and which of them hold.\n\nExamples:\n  quorate trees show replication\n  quorate trees show replication checkout.toml --dataset orders\n  quorate trees show lock checkout.toml --format mermaid > lock.mmd\n  quorate trees show lock --format dot | dot -Tsvg > lock.svg"
)]
pub(super) struct Arguments {
    /// The decision
    decision: String,
    /// An answers file whose path is marked
    file: Option<PathBuf>,
    /// Only the path of this dataset; without it, that of each
    #[arg(long, value_name = "NAME", requires = "file")]
    dataset: Option<String>,
    /// For the terminal, for documents, for Graphviz, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Mermaid,
    Dot,
    Json,
}

/// The width of a page where there is no terminal to ask.
const WIDTH: usize = 80;

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    let answers = arguments
        .file
        .as_deref()
        .map(|file| files::read(file, catalog, false))
        .transpose()?
        .map(|read| read.answers);
    let pictures = pictures(catalog, world, arguments, answers.as_ref())?;
    let out = match arguments.format {
        Format::Mermaid => mermaid(&pictures),
        Format::Dot => dot(&pictures),
        Format::Json => format!("{:#}\n", json!({ "quorate": 1, "drawn": pictures })),
        Format::Text => {
            let terminal = std::io::stdout().is_terminal();
            let columns = crossterm::terminal::size().map(|(columns, _)| usize::from(columns));
            let width = columns.ok().filter(|_| terminal).unwrap_or(WIDTH);
            text(&pictures, width, terminal && wants_attributes())
        }
    };
    print::out(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn wants_attributes() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

fn pictures(
    catalog: &Catalog,
    world: &World,
    arguments: &Arguments,
    answers: Option<&Answers>,
) -> anyhow::Result<Vec<Picture>> {
    let Some(index) = catalog.decision(&arguments.decision) else {
        let ids = catalog.decisions.iter().map(|decision| &decision.id);
        anyhow::bail!(
            "`{}` is no decision{}",
            arguments.decision,
            meant(&arguments.decision, ids.map(String::as_str))
        );
    };
    let Some(answers) = answers else {
        return Ok(vec![Picture::of(catalog, index, None)]);
    };
    let scope = catalog.decisions[index].scope;
    let names: Vec<String> = match scope {
        Scope::System => vec![
            answers
                .system()
                .name(catalog)
                .unwrap_or("system")
                .to_owned(),
        ],
        _ => answers
            .sheets(scope)
            .iter()
            .enumerate()
            .map(|(index, sheet)| match sheet.name(catalog) {
                Some(name) => name.to_owned(),
                None => format!("dataset {}", index + 1),
            })
            .collect(),
    };
    if let Some(wanted) = &arguments.dataset {
        if scope == Scope::System {
            anyhow::bail!(
                "`{}` is decided for the whole system, so there is no choice of a dataset",
                arguments.decision
            );
        }
        if !names.contains(wanted) {
            anyhow::bail!(
                "`{wanted}` is no dataset of this file{}",
                meant(wanted, names.iter().map(String::as_str))
            );
        }
    }
    let evaluation = engine::evaluate(catalog, world, answers);
    let wanted = |name: &String| {
        arguments
            .dataset
            .as_ref()
            .is_none_or(|wanted| wanted == name)
    };
    let pictures: Vec<Picture> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| wanted(name))
        .map(|(sheet, name)| {
            let seen = Seen {
                evaluation: &evaluation,
                sheet,
                name,
            };
            Picture::of(catalog, index, Some(seen))
        })
        .collect();
    if pictures.is_empty() {
        // A file without datasets lights nothing.
        return Ok(vec![Picture::of(catalog, index, None)]);
    }
    Ok(pictures)
}

fn meant<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn text(pictures: &[Picture], width: usize, attributes: bool) -> String {
    let mut out = String::new();
    let mut put = |text: &str, strong: bool| {
        let _ = if strong && attributes {
            writeln!(out, "\u{1b}[1m{text}\u{1b}[0m")
        } else {
            writeln!(out, "{text}")
        };
    };
    for (number, picture) in pictures.iter().enumerate() {
        if number == 0 {
            let head = format!("{}: {}", picture.decision, picture.asks);
            for line in wrap(&head, width, width) {
                put(&line, false);
            }
        }
        put("", false);
        if let (Some(of), Some(outcome)) = (&picture.of, &picture.outcome) {
            for line in wrap(&format!("{of}: {outcome}"), width, width) {
                put(&line, true);
            }
            let says = match picture.shape {
                Shape::Tree(_) => "the path taken",
                Shape::Rows(_) => "what holds",
            };
            put(&format!("{LIT} {says}"), false);
            put("", false);
        }
        for line in lines(picture, width) {
            put(&line.text, line.lit);
        }
    }
    out
}
