//! From files to a checked catalog: names first, then bodies, then order.
//!
//! Here: the two passes, order of sections and decisions.
//! Not here: the tables themselves (`catalog::question`, `catalog::tree`, `catalog::prose`).

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Diagnostics};

use super::archetype;
use super::collect::{Entity, Found, orders_what_exists, rank, sort_in};
use super::figure;
use super::option_set::OptionSet;
use super::question;
use super::reader::{self, File, Parsed, Table};
use super::source::{SourceFile, Sources};
use super::symbols::{Symbol, Symbols};
use super::value::{Choice, Kind};
use super::{
    Body, Catalog, Decision, Fact, Question, Scope, Target, check, product, prose, response, tree,
};

impl Catalog {
    /// A catalog from files.
    ///
    /// # Errors
    /// Every problem of every file, in order of file and place.
    pub fn load(sources: &Sources) -> Result<Self, Diagnostics> {
        let files: Vec<File<'_>> = sources
            .catalog()
            .map(|file| File::new(&file.name, &file.text))
            .collect();
        let tables: Vec<DeTable<'_>> = files
            .iter()
            .zip(parse_all(sources))
            .map(|(file, parsed)| file.take(parsed))
            .collect();
        let mut found = Found::default();
        for ((file, table), source) in files.iter().zip(&tables).zip(sources.catalog()) {
            sort_in(&mut found, file, table, source);
        }
        let mut overlaid = found.overlaid();
        overlaid.extend(sources.overlaid_facts());
        let mut catalog = read(found);
        catalog.overlaid = overlaid;
        catalog.templates = sources.templates();
        catalog.digest = sources.digest();
        let mut problems: Vec<Diagnostic> =
            files.into_iter().flat_map(File::into_problems).collect();
        if problems.is_empty() {
            match check::order(&catalog) {
                Ok(order) => catalog.order = order,
                Err(cycle) => problems.push(cycle),
            }
        }
        if problems.is_empty() {
            return Ok(catalog);
        }
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        problems.dedup();
        Err(Diagnostics(problems))
    }
}

/// Parses the files on all cores: it is half of the time that a start takes.
fn parse_all(sources: &Sources) -> Vec<Parsed<'_>> {
    let files: Vec<&SourceFile> = sources.catalog().collect();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS_MAX);
    let share = files.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = files
            .chunks(share)
            .map(|share| {
                scope.spawn(move || {
                    share
                        .iter()
                        .map(|file| reader::parse(&file.text))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

/// More threads than this take longer to start than they save.
const THREADS_MAX: usize = 4;

fn read(mut found: Found<'_, '_>) -> Catalog {
    let sections: Vec<&str> = (found.sections.iter()).map(|one| one.id.as_str()).collect();
    orders_what_exists(&found.order_sections, "section", &sections);
    let decisions: Vec<&str> = (found.decisions.iter())
        .map(|one| one.id.as_str())
        .collect();
    orders_what_exists(&found.order_decisions, "decision", &decisions);
    sort_sections(&mut found);
    let order = std::mem::take(&mut found.order_decisions);
    found
        .decisions
        .sort_by_key(|entity| rank(&order, &entity.id));

    let mut symbols = Symbols::default();
    for (index, entity) in found.references.iter().enumerate() {
        symbols.references.insert(entity.id.clone(), index);
    }
    let archetypes = all(&found.archetypes);
    let choices = archetype::choices(&archetypes);
    let (questions, facts, decisions) = name(&found, &mut symbols, &choices);
    let situation = questions
        .iter()
        .flatten()
        .find(|question| question.id == "system.situation")
        .map(|question| &question.kind);
    let situation = situation.cloned().unwrap_or(Kind::Choice(Vec::new()));
    let figures: Vec<&str> = found
        .figures
        .iter()
        .map(|entity| entity.id.as_str())
        .collect();
    let diagnoses = decisions
        .iter()
        .flatten()
        .find(|decision| decision.id == "diagnosis")
        .map(Decision::kind);
    let diagnoses = diagnoses.unwrap_or(Kind::Choice(Vec::new()));

    let mut sections = found.sections;
    for (index, table) in &found.section_tables {
        sections[*index].modes =
            modes(table, &situation).unwrap_or(OptionSet::first(situation.options().len()));
    }
    let questions: Vec<Question> = (found.questions.iter())
        .zip(questions)
        .filter_map(|(entity, question)| {
            let (table, mut question) = (entity.table(), question?);
            question.when = symbols.conditions(table.get("when").as_ref(), question.scope);
            question.modes = modes(&table, &situation).unwrap_or(sections[question.section].modes);
            Some(question)
        })
        .collect();
    Catalog {
        version: found.version,
        digest: String::new(),
        order: Vec::new(),
        archetypes: (archetypes.iter())
            .filter_map(|table| archetype::archetype(table, &symbols, &questions))
            .collect(),
        templates: Vec::new(),
        overlaid: Vec::new(),
        archetype: questions.iter().position(|question| question.is_archetype),
        questions,
        facts: found
            .facts
            .iter()
            .zip(facts)
            .filter_map(|(entity, fact)| {
                let (table, mut fact) = (entity.table(), fact?);
                fact.how = question::how(&table, &fact, &symbols);
                fact.sources = symbols.sources(&table);
                Some(fact)
            })
            .collect(),
        decisions: found
            .decisions
            .iter()
            .zip(decisions)
            .filter_map(|(entity, decision)| {
                let (table, mut decision) = (entity.table(), decision?);
                table.name_it(format!("decision `{}`", decision.id));
                decision.body = tree::body(&table, &decision, &symbols);
                Some(decision)
            })
            .collect(),
        patterns: each(&found.patterns, |table| prose::pattern(table, &symbols)),
        partition: each(&found.partition, |table| {
            prose::partition_row(table, &symbols)
        }),
        split_brain: each(&found.split_brain, |table| {
            prose::split_brain_row(table, &symbols)
        }),
        containment: each(&found.containment, |table| {
            response::containment_row(table, &symbols)
        }),
        responses: each(&found.responses, |table| {
            response::response(table, &symbols, &diagnoses)
        }),
        conflicts: each(&found.conflicts, |table| prose::conflict(table, &symbols)),
        invariants: each(&found.invariants, |table| prose::invariant(table, &symbols)),
        figures: each(&found.figures, |table| {
            figure::figure(table, &symbols, &figures)
        }),
        products: each(&found.products, |table| product::product(table, &symbols)),
        references: each(&found.references, prose::reference),
        sections,
    }
}

/// Sections in the order of the manifest, a team's own ones last; questions follow their section.
fn sort_sections(found: &mut Found<'_, '_>) {
    let mut order: Vec<usize> = (0..found.sections.len()).collect();
    order.sort_by_key(|index| rank(&found.order_sections, &found.sections[*index].id));
    let new_index: BTreeMap<usize, usize> = order
        .iter()
        .enumerate()
        .map(|(new, old)| (*old, new))
        .collect();
    found.sections = order
        .iter()
        .map(|old| found.sections[*old].clone())
        .collect();
    for entity in &mut found.questions {
        entity.section = new_index[&entity.section];
    }
    for (index, _) in &mut found.section_tables {
        *index = new_index[index];
    }
    found.questions.sort_by_key(|entity| entity.section);
}

/// What can be read of the tables; the rest has been reported.
fn each<T>(entities: &[Entity<'_, '_>], read: impl FnMut(&Table<'_, '_>) -> Option<T>) -> Vec<T> {
    all(entities).iter().filter_map(read).collect()
}

fn all<'f, 's>(entities: &[Entity<'f, 's>]) -> Vec<Table<'f, 's>> {
    entities.iter().map(Entity::table).collect()
}

type Heads = (
    Vec<Option<Question>>,
    Vec<Option<Fact>>,
    Vec<Option<Decision>>,
);

/// The first pass: what exists. Indices count only what could be read, as the catalog's lists do.
fn name(found: &Found<'_, '_>, symbols: &mut Symbols, archetypes: &[Choice]) -> Heads {
    let mut count = 0;
    let questions: Vec<Option<Question>> = found
        .questions
        .iter()
        .map(|entity| {
            let section = &found.sections[entity.section];
            let table = entity.table();
            let question = question::question(
                &table,
                entity.section,
                section.scope,
                &section.id,
                archetypes,
            )?;
            table.report_unasked();
            let conditional = table.get("when").is_some() && !question.inactive.is_known();
            let symbol = Symbol {
                target: Target::Question(count),
                scope: question.scope,
                kind: Some(question.kind.clone()),
                // A default that could not be read has been reported.
                maybe_unknown: table.get("default").is_none() || conditional,
            };
            symbols.targets.insert(question.id.clone(), symbol);
            count += 1;
            Some(question)
        })
        .collect();
    count = 0;
    let facts: Vec<Option<Fact>> = found
        .facts
        .iter()
        .map(|entity| {
            let table = entity.table();
            let fact = question::fact(&table)?;
            table.report_unasked();
            let ends_open = table.tables("rows").last().is_some_and(|row| {
                row.get("when").is_some_and(|when| {
                    when.value()
                        .as_table()
                        .is_some_and(toml::map::Map::is_empty)
                })
            });
            let symbol = Symbol {
                target: Target::Fact(count),
                scope: fact.scope,
                kind: Some(fact.kind.clone()),
                maybe_unknown: !ends_open && !fact.total,
            };
            symbols.targets.insert(fact.id.clone(), symbol);
            count += 1;
            Some(fact)
        })
        .collect();
    count = 0;
    let decisions = found
        .decisions
        .iter()
        .map(|entity| {
            let table = entity.table();
            let decision = tree::head(&table)?;
            table.report_unasked();
            let id = format!("decision.{}", decision.id);
            let symbol = |target, kind| Symbol {
                target,
                scope: decision.scope,
                kind,
                maybe_unknown: false,
            };
            if matches!(decision.body, Body::Figures(_)) {
                for (name, option) in decision.options.iter().enumerate() {
                    let id = format!("{id}.{}", option.id);
                    symbols
                        .targets
                        .insert(id, symbol(Target::Figure(count, name), Some(Kind::Integer)));
                }
                symbols
                    .targets
                    .insert(id, symbol(Target::Decision(count), None));
            } else {
                symbols
                    .targets
                    .insert(id, symbol(Target::Decision(count), Some(decision.kind())));
            }
            count += 1;
            Some(decision)
        })
        .collect();
    (questions, facts, decisions)
}

fn modes(table: &Table<'_, '_>, situation: &Kind) -> Option<OptionSet> {
    let item = table.get("modes")?;
    match Kind::Multi(situation.options().to_vec()).read(&item, "system.situation")? {
        super::Value::Multi(set) => Some(set),
        _ => None,
    }
}

impl Scope {
    /// The word for it in the catalog.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dataset => "dataset",
            Self::Service => "service",
        }
    }
}
