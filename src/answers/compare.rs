//! Two readings of the answers side by side: which datasets and services are the same, and what differs.
//!
//! Here: matching by name, renamed ones by what was said of them, the list of differences, applying some of them.
//! Not here: what a difference decides (`engine::blame`).

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Scope};

use super::{Answer, Answers, Sheet, Spot};

/// A dataset or service in the old answers, in the new ones, or in both, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Index in the old answers.
    pub old: Option<usize>,
    /// Index in the new answers.
    pub new: Option<usize>,
}

/// Something that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The answer to a question, of a sheet that both have.
    Answer {
        /// The question's index.
        question: usize,
        /// The sheet in the old answers.
        old: usize,
        /// The sheet in the new answers.
        new: usize,
    },
    /// A dataset or service that only the new answers have.
    Added {
        /// Whether it is a dataset or a service.
        scope: Scope,
        /// Its index in the new answers.
        new: usize,
    },
    /// A dataset or service that only the old answers have.
    Removed {
        /// Whether it is a dataset or a service.
        scope: Scope,
        /// Its index in the old answers.
        old: usize,
    },
}

/// Two readings of the answers side by side.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    catalog: &'a Catalog,
    /// The answers before.
    pub old: &'a Answers,
    /// The answers after.
    pub new: &'a Answers,
    /// The datasets.
    pub datasets: Vec<Pair>,
    /// The services.
    pub services: Vec<Pair>,
    /// What differs: answers in the order of the catalog, then what came, then what went.
    pub differences: Vec<Difference>,
}

impl<'a> Comparison<'a> {
    /// Puts two readings side by side.
    #[must_use]
    pub fn of(catalog: &'a Catalog, old: &'a Answers, new: &'a Answers) -> Self {
        let mut comparison = Self {
            catalog,
            old,
            new,
            datasets: pairs(catalog, old.datasets(), new.datasets()),
            services: pairs(catalog, old.services(), new.services()),
            differences: Vec::new(),
        };
        comparison.differences = comparison.find();
        comparison
    }

    /// The sheets of a scope; of the system, the one that both have.
    #[must_use]
    pub fn pairs(&self, scope: Scope) -> &[Pair] {
        const SYSTEM: [Pair; 1] = [Pair {
            old: Some(0),
            new: Some(0),
        }];
        match scope {
            Scope::System => &SYSTEM,
            Scope::Dataset => &self.datasets,
            Scope::Service => &self.services,
        }
    }

    fn find(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for (question, asked) in self.catalog.questions.iter().enumerate() {
            for pair in self.pairs(asked.scope) {
                let (Some(old), Some(new)) = (pair.old, pair.new) else {
                    continue;
                };
                let at = |sheet| Spot { question, sheet };
                if self.old.get(self.catalog, at(old)) != self.new.get(self.catalog, at(new)) {
                    found.push(Difference::Answer { question, old, new });
                }
            }
        }
        for scope in [Scope::Dataset, Scope::Service] {
            for pair in self.pairs(scope) {
                match (pair.old, pair.new) {
                    (None, Some(new)) => found.push(Difference::Added { scope, new }),
                    (Some(old), None) => found.push(Difference::Removed { scope, old }),
                    _ => {}
                }
            }
        }
        found
    }

    /// Where a sheet of the old answers stands once these differences were taken over: removals move those behind.
    #[must_use]
    pub fn moved(&self, scope: Scope, old: usize, taken: &[usize]) -> usize {
        let before = taken.iter().filter(|index| {
            matches!(self.differences[**index], Difference::Removed { scope: of, old: gone } if of == scope && gone < old)
        });
        old - before.count()
    }

    /// The old answers with these of the differences taken over, by index.
    #[must_use]
    pub fn with(&self, taken: &[usize]) -> Answers {
        let mut answers = self.old.clone();
        let mut gone: BTreeSet<(Scope, usize)> = BTreeSet::new();
        for index in taken {
            match self.differences[*index] {
                Difference::Answer { question, old, new } => {
                    let said = self.new.get(
                        self.catalog,
                        Spot {
                            question,
                            sheet: new,
                        },
                    );
                    let at = Spot {
                        question,
                        sheet: old,
                    };
                    answers.set(self.catalog, at, said.cloned());
                }
                Difference::Added { scope, new } => {
                    let sheet = answers.add(scope);
                    for (question, answer) in self.new.sheets(scope)[new].iter() {
                        let at = Spot { question, sheet };
                        answers.set(self.catalog, at, Some(answer.clone()));
                    }
                }
                Difference::Removed { scope, old } => {
                    gone.insert((scope, old));
                }
            }
        }
        for (scope, sheet) in gone.into_iter().rev() {
            answers.remove(scope, sheet);
        }
        answers
    }
}

/// Sheets of the same name, in the order of the old ones, then those that one side alone has.
fn pairs(catalog: &Catalog, old: &[Sheet], new: &[Sheet]) -> Vec<Pair> {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<Pair> = Vec::new();
    for (at, sheet) in old.iter().enumerate() {
        let same = (0..new.len()).find(|other| {
            !used.contains(other) && new[*other].name(catalog) == sheet.name(catalog)
        });
        used.extend(same);
        found.push(Pair {
            old: Some(at),
            new: same,
        });
    }
    // Most of what is said of a renamed one is said as before.
    for pair in found.iter_mut().filter(|pair| pair.new.is_none()) {
        let Some(sheet) = pair.old.map(|at| &old[at]) else {
            continue;
        };
        let renamed = (0..new.len())
            .filter(|other| !used.contains(other))
            .map(|other| (alike(catalog, sheet, &new[other]), other))
            .filter(|((same, all), _)| *same > 0 && same * 2 > *all)
            .max_by_key(|((same, _), other)| (*same, usize::MAX - other));
        pair.new = renamed.map(|(_, other)| other);
        used.extend(pair.new);
    }
    let added = (0..new.len()).filter(|other| !used.contains(other));
    found.extend(added.map(|other| Pair {
        old: None,
        new: Some(other),
    }));
    found
}

/// How many answers of two sheets are the same, of how many; names do not count.
fn alike(catalog: &Catalog, one: &Sheet, other: &Sheet) -> (usize, usize) {
    let said = |sheet: &Sheet| -> Vec<(usize, Answer)> {
        sheet
            .iter()
            .filter(|(question, _)| catalog.questions[*question].key() != "name")
            .map(|(question, answer)| (question, answer.clone()))
            .collect()
    };
    let (one, other) = (said(one), said(other));
    let same = one.iter().filter(|answer| other.contains(answer)).count();
    let questions: BTreeSet<usize> = one.iter().chain(&other).map(|(of, _)| *of).collect();
    (same, questions.len())
}
