//! Answers: what the user said, and the file that holds it.
//!
//! Here: answers in memory by question and sheet, reading them strictly, the file that keeps comments.
//! Not here: defaults, activity, derived facts (`derive`, `engine`).

mod compare;
mod disk;
mod document;
mod inline;
mod read;

pub(crate) use read::out_of_bounds;

use std::collections::BTreeMap;

use crate::catalog::{Archetype, Catalog, Likely, Scope, Value};

pub use compare::{Comparison, Difference, Pair};
pub use disk::{Edition, SaveError};
pub use document::Document;

/// What the user said to one question. Nothing said means unsure.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A value of the question's kind.
    Given(Value),
    /// None of the options, in the user's own words; trees treat it as unsure, the brief prints it.
    Other(String),
}

/// Names one sheet through additions and removals of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetId(u32);

/// The answers said of one thing: the system, one dataset, or one service.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its identity while the file is open.
    pub id: SheetId,
    answers: BTreeMap<usize, Answer>,
}

impl Sheet {
    /// The answer to a question, by the question's index.
    #[must_use]
    pub fn get(&self, question: usize) -> Option<&Answer> {
        self.answers.get(&question)
    }

    /// The questions that are answered, with their answers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Answer)> {
        self.answers
            .iter()
            .map(|(question, answer)| (*question, answer))
    }

    /// The text given as the sheet's `name`.
    #[must_use]
    pub fn name(&self, catalog: &Catalog) -> Option<&str> {
        self.iter().find_map(|(question, answer)| match answer {
            Answer::Given(Value::Text(name)) if catalog.questions[question].key() == "name" => {
                Some(name.as_str())
            }
            _ => None,
        })
    }
}

/// Where in the answers a question stands: which of the datasets or services, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The question's index in the catalog.
    pub question: usize,
    /// The index of the dataset or service; zero for the system.
    pub sheet: usize,
}

/// All answers of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    system: Sheet,
    datasets: Vec<Sheet>,
    services: Vec<Sheet>,
    next: u32,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            system: Sheet {
                id: SheetId(0),
                answers: BTreeMap::new(),
            },
            datasets: Vec::new(),
            services: Vec::new(),
            next: 1,
        }
    }
}

impl Answers {
    /// The sheet of the system.
    #[must_use]
    pub fn system(&self) -> &Sheet {
        &self.system
    }

    /// The sheets of the datasets, in the order of the file.
    #[must_use]
    pub fn datasets(&self) -> &[Sheet] {
        &self.datasets
    }

    /// The sheets of the services, in the order of the file.
    #[must_use]
    pub fn services(&self) -> &[Sheet] {
        &self.services
    }

    /// The sheets of a scope; one for the system.
    #[must_use]
    pub fn sheets(&self, scope: Scope) -> &[Sheet] {
        match scope {
            Scope::System => std::slice::from_ref(&self.system),
            Scope::Dataset => &self.datasets,
            Scope::Service => &self.services,
        }
    }

    /// The answer at a spot.
    #[must_use]
    pub fn get(&self, catalog: &Catalog, spot: Spot) -> Option<&Answer> {
        self.sheets(catalog.questions[spot.question].scope)
            .get(spot.sheet)?
            .get(spot.question)
    }

    /// The archetype that a dataset was said to be of.
    #[must_use]
    pub fn archetype<'c>(&self, catalog: &'c Catalog, dataset: usize) -> Option<&'c Archetype> {
        match self.datasets.get(dataset)?.get(catalog.archetype?)? {
            Answer::Given(Value::Choice(option)) => catalog.archetypes.get(usize::from(*option)),
            _ => None,
        }
    }

    /// The likely answer at a spot, by the dataset's archetype.
    #[must_use]
    pub fn likely<'c>(&self, catalog: &'c Catalog, spot: Spot) -> Option<&'c Likely> {
        if catalog.questions[spot.question].scope != Scope::Dataset {
            return None;
        }
        self.archetype(catalog, spot.sheet)?
            .likely
            .get(&spot.question)
    }

    /// Says something, or with none becomes unsure; a spot whose sheet is not there is left alone.
    pub fn set(&mut self, catalog: &Catalog, spot: Spot, answer: Option<Answer>) {
        let sheet = match catalog.questions[spot.question].scope {
            Scope::System => Some(&mut self.system),
            Scope::Dataset => self.datasets.get_mut(spot.sheet),
            Scope::Service => self.services.get_mut(spot.sheet),
        };
        if let Some(sheet) = sheet {
            match answer {
                Some(answer) => sheet.answers.insert(spot.question, answer),
                None => sheet.answers.remove(&spot.question),
            };
        }
    }

    /// Adds an empty dataset or service at the end, and says where.
    pub fn add(&mut self, scope: Scope) -> usize {
        let sheet = Sheet {
            id: SheetId(self.next),
            answers: BTreeMap::new(),
        };
        self.next += 1;
        let sheets = match scope {
            Scope::System => return 0,
            Scope::Dataset => &mut self.datasets,
            Scope::Service => &mut self.services,
        };
        sheets.push(sheet);
        sheets.len() - 1
    }

    /// Takes the identities of another reading's sheets, by place.
    fn adopt_ids(&mut self, other: &Self) {
        for (own, others) in [
            (&mut self.datasets, &other.datasets),
            (&mut self.services, &other.services),
        ] {
            for (index, sheet) in own.iter_mut().enumerate() {
                // A sheet that the other reading has not is none of its own, so it is taken out when it is written.
                sheet.id = others.get(index).map_or(
                    SheetId(u32::MAX - u32::try_from(index).unwrap_or(0)),
                    |sheet| sheet.id,
                );
            }
        }
        self.next = self.next.max(other.next);
    }

    /// Removes a dataset or service.
    pub fn remove(&mut self, scope: Scope, sheet: usize) {
        let sheets = match scope {
            Scope::System => return,
            Scope::Dataset => &mut self.datasets,
            Scope::Service => &mut self.services,
        };
        if sheet < sheets.len() {
            sheets.remove(sheet);
        }
    }
}
