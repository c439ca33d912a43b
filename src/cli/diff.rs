//! `quorate diff`: what follows differently from two answers files, and which answers are responsible.
//!
//! Here: reading both sides, and putting the parts of the report together.
//! Not here: the search for who is responsible (`engine::blame`), thresholds (`design`), wording (`cli::diff::report`).

mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::answers::{Answer, Answers, Comparison, Difference, Pair, Sheet, Spot};
use crate::brief::file::{Lock, brief_path, lock_path};
use crate::catalog::{Body, Catalog, Kind, Overlay, Scope, Sources};
use crate::derive::World;
use crate::design::{Side, crossings, figures};
use crate::engine::{self, Blame, Evaluation, Matter, Search};
use crate::text::one_line;

use super::brief::Decisions;
use super::files::{self, Context};
use super::{brief, print};
use report::{AnswerChange, ByCatalog, ConflictChange, Flip, Report, Responsible, Sheets};

#[derive(Debug, Args)]
#[command(
    after_help = "For each decision that flipped, the smallest set of changed answers is named which, taken over into OLD, gives the outcome of NEW. What a change of the catalog decides is told apart, with the lock beside OLD or with --old-trees.\n\nExits with 1 when a decision differs.\n\nExamples:\n  quorate diff before.toml after.toml\n  quorate diff before.toml after.toml --format json\n  quorate diff checkout.toml checkout.toml --old-trees ../last-year/.quorate"
)]
pub(super) struct Arguments {
    /// The answers before
    old: PathBuf,
    /// The answers after
    new: PathBuf,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The folder that was laid over the catalog for OLD
    #[arg(long, value_name = "DIR")]
    old_trees: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (catalog, world) = context.catalog_and_world()?;
    let old = files::read(&arguments.old, catalog, false)?;
    let new = files::read(&arguments.new, catalog, false)?.answers;
    let before = engine::evaluate(catalog, world, &old.answers);
    let after = engine::evaluate(catalog, world, &new);
    let comparison = Comparison::of(catalog, &old.answers, &new);
    let subject = Subject {
        catalog,
        world,
        comparison: &comparison,
        before: &before,
        after: &after,
    };
    let mut search = Search::new(catalog, world, &comparison, &before, &after);
    let mut report = Report {
        quorate: 1,
        catalog: by_catalog(&subject, arguments, &old.text)?,
        datasets: subject.sheets(Scope::Dataset),
        services: subject.sheets(Scope::Service),
        decisions: subject.flips(&mut search),
        thresholds: subject.thresholds(),
        conflicts: subject.conflicts(&mut search),
        answers: (0..comparison.differences.len())
            .filter_map(|index| subject.answer(index))
            .collect(),
    };
    // A figure that only just came into being is told by the decision that brought it.
    report.thresholds.dedup();
    match arguments.format {
        Format::Text => print::out(&report.text())?,
        Format::Json => print::out(&format!("{:#}\n", serde_json::to_value(&report)?))?,
    }
    Ok(if report.differs() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// What the catalog alone decides otherwise than it did for the old answers.
fn by_catalog(
    subject: &Subject<'_>,
    arguments: &Arguments,
    old_text: &str,
) -> anyhow::Result<ByCatalog> {
    let catalog = subject.catalog;
    let now = brief::decisions(catalog, subject.comparison.old, subject.before);
    let mut found = ByCatalog::new(catalog.digest.clone());
    if let Some(folder) = &arguments.old_trees {
        let old = Catalog::load(&Sources::with(&Overlay(folder.clone()))?)?;
        let answers = files::read(&arguments.old, &old, false)?.answers;
        let evaluation = engine::evaluate(&old, subject.world, &answers);
        found.old = Some(old.digest.clone());
        found.decisions = changed(
            catalog,
            &brief::decisions(&old, &answers, &evaluation),
            &now,
        );
        return Ok(found);
    }
    if let Some(lock) = lock(&arguments.old)
        && lock.catalog != catalog.digest
    {
        found.old = Some(lock.catalog.clone());
        if lock.answers == old_text {
            found.decisions = changed(catalog, &lock.decisions, &now);
        } else {
            found.notes.push(format!(
                "{} was edited after its brief was written with another catalog, so its lock cannot tell what the catalog changed; --old-trees can.",
                arguments.old.display()
            ));
        }
    }
    if let Some(lock) = lock(&arguments.new)
        && lock.catalog != catalog.digest
        && arguments.new != arguments.old
    {
        found.notes.push(format!(
            "The brief of {} was written with another catalog; both sides are compared under the present one.",
            arguments.new.display()
        ));
    }
    Ok(found)
}

/// The lock of an answers file; none where there is none that can be read.
fn lock(answers: &Path) -> Option<Lock> {
    let text = std::fs::read_to_string(lock_path(&brief_path(answers))).ok()?;
    Lock::parse(&text)
}

/// Decisions that differ, of those that both have.
fn changed(catalog: &Catalog, before: &Decisions, now: &Decisions) -> Vec<Flip> {
    let mut found = Vec::new();
    for (scope, decided) in now {
        let Some(old) = before.get(scope) else {
            continue;
        };
        for (decision, to) in decided {
            let from = old.get(decision).map_or("not decided", String::as_str);
            if from != to {
                let of = scope.strip_prefix("dataset ").map(str::to_owned);
                let flip = Flip::bare(decision, of, from, to);
                let index = catalog.decision(decision);
                let is_set = index
                    .is_some_and(|index| matches!(catalog.decisions[index].body, Body::Set(_)));
                found.push(if is_set { flip.of_set() } else { flip });
            }
        }
    }
    found
}

struct Subject<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    comparison: &'a Comparison<'a>,
    before: &'a Evaluation,
    after: &'a Evaluation,
}

impl Subject<'_> {
    fn name(&self, scope: Scope, answers: &Answers, sheet: usize) -> String {
        let named = answers.sheets(scope).get(sheet);
        let name = named.and_then(|sheet: &Sheet| sheet.name(self.catalog));
        name.map_or_else(|| format!("{} {}", scope.word(), sheet + 1), one_line)
    }

    /// What a sheet of both sides is called: as the new answers say; none for the system.
    fn of(&self, scope: Scope, pair: Pair) -> Option<String> {
        match (scope, pair.new, pair.old) {
            (Scope::System, ..) | (_, None, None) => None,
            (_, Some(new), _) => Some(self.name(scope, self.comparison.new, new)),
            (_, None, Some(old)) => Some(self.name(scope, self.comparison.old, old)),
        }
    }

    /// The datasets or services that came, went, or have another name.
    fn sheets(&self, scope: Scope) -> Sheets {
        let mut sheets = Sheets::default();
        for pair in self.comparison.pairs(scope) {
            let old = pair.old.map(|at| self.name(scope, self.comparison.old, at));
            let new = pair.new.map(|at| self.name(scope, self.comparison.new, at));
            match (old, new) {
                (Some(old), Some(new)) if old != new => sheets.renamed.push((old, new)),
                (None, Some(new)) => sheets.added.push(new),
                (Some(old), None) => sheets.removed.push(old),
                _ => {}
            }
        }
        sheets
    }

    fn flips(&self, search: &mut Search<'_>) -> Vec<Flip> {
        let mut found = Vec::new();
        for (decision, decided) in self.catalog.decisions.iter().enumerate() {
            for pair in self.comparison.pairs(decided.scope) {
                let shown = |evaluation: &Evaluation, sheet: Option<usize>| {
                    let decided = evaluation.decided(decision, sheet?)?;
                    Some(one_line(&decided.shown(self.catalog, decision)))
                };
                let from = shown(self.before, pair.old);
                let to = shown(self.after, pair.new);
                if from == to {
                    continue;
                }
                let word = |shown: Option<String>| shown.unwrap_or_else(|| "not there".to_owned());
                let of = self.of(decided.scope, *pair);
                let mut flip = Flip::bare(&decided.id, of, &word(from), &word(to));
                if let (Some(old), Some(new)) = (pair.old, pair.new) {
                    if matches!(decided.body, Body::Set(_)) {
                        flip = flip.of_set();
                    }
                    let blame = search.responsible(Matter::Decision(decision), old, new);
                    flip.by = self.by(blame);
                }
                found.push(flip);
            }
        }
        found
    }

    fn by(&self, blame: Blame) -> Responsible {
        let (sets, tried) = match blame {
            Blame::Smallest(sets) => (sets, None),
            Blame::Reduced { set, tried } => (vec![set], Some(tried)),
        };
        Responsible {
            by: sets
                .iter()
                .map(|set| set.iter().map(|index| self.words(*index)).collect())
                .collect(),
            smallest: tried.is_none(),
            tried,
        }
    }

    /// A difference in words.
    fn words(&self, index: usize) -> String {
        let name = |scope, answers, sheet| self.name(scope, answers, sheet);
        match self.comparison.differences[index] {
            Difference::Answer { .. } => self
                .answer(index)
                .map_or_else(String::new, |answer| answer.words()),
            Difference::Added { scope, new } => {
                let name = name(scope, self.comparison.new, new);
                format!("{} {name} added", scope.word())
            }
            Difference::Removed { scope, old } => {
                let name = name(scope, self.comparison.old, old);
                format!("{} {name} removed", scope.word())
            }
        }
    }

    /// A changed answer; none for what came or went.
    fn answer(&self, index: usize) -> Option<AnswerChange> {
        let Difference::Answer { question, old, new } = self.comparison.differences[index] else {
            return None;
        };
        let asked = &self.catalog.questions[question];
        let said = |answers: &Answers, sheet: usize| {
            let answer = answers.get(self.catalog, Spot { question, sheet });
            answer.map_or_else(|| "unsure".to_owned(), |answer| show(answer, &asked.kind))
        };
        let pair = Pair {
            old: Some(old),
            new: Some(new),
        };
        Some(AnswerChange {
            question: asked.id.clone(),
            of: self.of(asked.scope, pair),
            from: said(self.comparison.old, old),
            to: said(self.comparison.new, new),
        })
    }

    fn thresholds(&self) -> Vec<crate::design::Crossing> {
        let [old, new] = [
            (self.comparison.old, self.before),
            (self.comparison.new, self.after),
        ]
        .map(|(answers, evaluation)| {
            let figures = figures::figures(self.catalog, self.world, answers, evaluation);
            (answers, evaluation, figures)
        });
        let side = |(answers, evaluation, figures)| Side {
            answers,
            evaluation,
            figures,
        };
        crossings(
            self.catalog,
            side((old.0, old.1, &old.2[..])),
            side((new.0, new.1, &new.2[..])),
            &self.comparison.datasets,
        )
    }

    fn conflicts(&self, search: &mut Search<'_>) -> Vec<ConflictChange> {
        let mut found = Vec::new();
        for (index, conflict) in self.catalog.conflicts.iter().enumerate() {
            for pair in self.comparison.pairs(conflict.scope) {
                let stands = |evaluation: &Evaluation, sheet: Option<usize>| {
                    evaluation
                        .clashes
                        .iter()
                        .any(|clash| clash.conflict == index && Some(clash.sheet) == sheet)
                };
                let (before, now) = (stands(self.before, pair.old), stands(self.after, pair.new));
                if before == now {
                    continue;
                }
                let answers: BTreeSet<&str> = conflict
                    .answers
                    .iter()
                    .map(|question| self.catalog.questions[*question].id.as_str())
                    .collect();
                found.push(ConflictChange {
                    id: conflict.id.clone(),
                    title: conflict.title.clone(),
                    of: self.of(conflict.scope, *pair),
                    arose: now,
                    answers: answers.into_iter().map(str::to_owned).collect(),
                    by: match (pair.old, pair.new) {
                        (Some(old), Some(new)) => {
                            self.by(search.responsible(Matter::Conflict(index), old, new))
                        }
                        _ => Responsible::default(),
                    },
                });
            }
        }
        found
    }
}

fn show(answer: &Answer, kind: &Kind) -> String {
    one_line(&match answer {
        Answer::Given(value) => kind.show(value),
        Answer::Other(text) => format!("other: {text}"),
    })
}
