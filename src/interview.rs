//! The interview without a screen: which questions stand on the page, what an event changes, what to do next.
//!
//! Here: pages of one to four questions, navigation, datasets and services, the status of each question.
//! Not here: drawing and keys (`tui`, `plain`, `lines`), writing files (the faces do what an [`Effect`] asks).

mod archetype;
mod exact;
mod outline;
mod refusal;
mod status;

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, OptionSet, Question, Scope, Value};
use crate::derive::World;
use crate::engine::{self, Change, Evaluation};
use crate::proof;

pub use outline::{Entry, Progress};
pub use refusal::Refusal;
pub use status::{Asked, Status};

/// What stands before the user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Page {
    /// One to four questions that belong together, by index, of one sheet.
    Questions {
        /// The section.
        section: usize,
        /// The dataset or service; zero for the system.
        sheet: usize,
        /// The questions of the group, whether or not they apply.
        questions: Vec<usize>,
    },
    /// The list of datasets or services: add, rename, remove.
    Sheets {
        /// The section.
        section: usize,
        /// Datasets or services.
        scope: Scope,
    },
    /// All answers, before the brief is written.
    Review,
}

/// What the user did.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Said something to a question.
    Answer(Spot, Answer),
    /// Took an answer back, or does not know.
    Unsure(Spot),
    /// Goes on: to the next page with an open question, then to the review. What was left open on this page
    /// counts as unsure for now.
    Next,
    /// Goes back to the page before; answers stay.
    Back,
    /// Goes to the page of a question.
    Jump(Spot),
    /// Goes to a page.
    Open(Page),
    /// Goes to the review of all answers.
    Review,
    /// Adds a dataset or service of this name and goes to its first page.
    Add(Scope, String),
    /// Renames one.
    Rename(Scope, usize, String),
    /// Removes one, with its answers.
    Remove(Scope, usize),
    /// Takes back the last change of answers.
    Undo,
}

/// What the face has to do after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing but draw.
    None,
    /// Save the answers: they changed.
    Save,
}

/// The interview on one set of answers.
#[derive(Debug, Clone)]
pub struct Interview<'c> {
    catalog: &'c Catalog,
    world: &'c World,
    answers: Answers,
    evaluation: Evaluation,
    /// Spots that can still change the outcome.
    relevant: BTreeSet<Spot>,
    /// Spots of pages that were about to be asked and proved to change nothing, under answers that still stand.
    needless: BTreeSet<Spot>,
    proof: exact::Proof,
    /// Spots that the user has seen and left without an answer.
    passed: BTreeSet<Spot>,
    /// Lists of datasets or services that the user has seen.
    listed: BTreeSet<usize>,
    page: Page,
    trail: Vec<Page>,
    changed: Vec<Change>,
    past: Vec<Answers>,
}

/// So many changes can be taken back.
const UNDO_MAX: usize = 100;

impl<'c> Interview<'c> {
    /// An interview that starts at the first page with an open question; with answers that leave nothing open,
    /// at the review.
    #[must_use]
    pub fn new(catalog: &'c Catalog, world: &'c World, answers: Answers) -> Self {
        let evaluation = engine::evaluate(catalog, world, &answers);
        let mut interview = Self {
            catalog,
            world,
            answers,
            evaluation,
            relevant: BTreeSet::new(),
            needless: BTreeSet::new(),
            proof: exact::Proof::default(),
            passed: BTreeSet::new(),
            listed: BTreeSet::new(),
            page: Page::Review,
            trail: Vec::new(),
            changed: Vec::new(),
            past: Vec::new(),
        };
        interview.look_again();
        interview.page = interview.where_left();
        interview
    }

    /// The catalog it asks from.
    #[must_use]
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// The facts it derives from.
    #[must_use]
    pub fn world(&self) -> &'c World {
        self.world
    }

    /// What has been said.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What follows from it.
    #[must_use]
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// Where the user is.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Decisions that the last change of answers changed.
    #[must_use]
    pub fn changed(&self) -> &[Change] {
        &self.changed
    }

    /// The questions on the current page, in order, with how each stands; none on other pages.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked<'_>> {
        match &self.page {
            Page::Questions {
                sheet, questions, ..
            } => questions
                .iter()
                .map(|question| {
                    self.ask(Spot {
                        question: *question,
                        sheet: *sheet,
                    })
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// One question with how it stands.
    #[must_use]
    pub fn ask(&self, spot: Spot) -> Asked<'_> {
        Asked {
            spot,
            question: &self.catalog.questions[spot.question],
            status: self.status(spot),
            answer: self.answers.get(self.catalog, spot),
            likely: self.likely(spot),
        }
    }

    /// Takes an event in.
    ///
    /// # Errors
    /// A [`Refusal`] says why nothing changed.
    pub fn update(&mut self, event: Event) -> Result<Effect, Refusal> {
        match event {
            Event::Answer(spot, answer) => {
                if let Answer::Given(value) = &answer {
                    let question = &self.catalog.questions[spot.question];
                    if let Value::Text(name) = value
                        && question.key() == "name"
                    {
                        self.check_name(question.scope, Some(spot.sheet), name)?;
                    }
                    question.check(value).map_err(Refusal::OutOfRange)?;
                }
                let mut answers = self.answers.clone();
                answers.set(self.catalog, spot, Some(answer));
                if self.passed.remove(&spot) {
                    // It was taken as unsure until now.
                    self.needless.clear();
                }
                Ok(self.say_on_page(answers))
            }
            Event::Unsure(spot) => {
                let mut answers = self.answers.clone();
                answers.set(self.catalog, spot, None);
                self.passed.insert(spot);
                Ok(self.say_on_page(answers))
            }
            Event::Next => {
                let left: Vec<Spot> = self
                    .asked()
                    .iter()
                    .filter(|asked| asked.status == Status::Open)
                    .map(|asked| asked.spot)
                    .collect();
                self.passed.extend(left);
                if let Page::Sheets { section, .. } = self.page {
                    self.listed.insert(section);
                }
                self.look_again();
                let next = self.next_page();
                self.go(next);
                Ok(Effect::None)
            }
            Event::Back => {
                // Where nothing was visited before, as after opening a file, the page before in order.
                if let Some(page) = self.trail.pop().or_else(|| self.page_before()) {
                    self.page = page;
                }
                Ok(Effect::None)
            }
            Event::Jump(spot) => {
                if let Some(page) = self.page_of(spot) {
                    self.go(page);
                }
                Ok(Effect::None)
            }
            Event::Open(page) => {
                self.go(page);
                Ok(Effect::None)
            }
            Event::Review => {
                self.go(Page::Review);
                Ok(Effect::None)
            }
            Event::Add(scope, name) => self.add(scope, &name),
            Event::Rename(scope, sheet, name) => {
                self.check_name(scope, Some(sheet), &name)?;
                let mut answers = self.answers.clone();
                self.set_name(&mut answers, scope, sheet, &name);
                Ok(self.say(answers))
            }
            Event::Remove(scope, sheet) => Ok(self.remove(scope, sheet)),
            Event::Undo => {
                let before = self.past.pop().ok_or(Refusal::NothingToUndo)?;
                let sheets =
                    |answers: &Answers| (answers.datasets().len(), answers.services().len());
                let moved = sheets(&before) != sheets(&self.answers);
                self.take(before);
                if moved {
                    self.trail.clear();
                    self.page = Page::Review;
                }
                Ok(Effect::Save)
            }
        }
    }

    /// Takes in answers that another program wrote into the file.
    pub fn reload(&mut self, answers: Answers) {
        let moved = answers.datasets().len() != self.answers.datasets().len()
            || answers.services().len() != self.answers.services().len();
        self.take(answers);
        self.past.clear();
        if moved {
            self.trail.clear();
            self.page = self.first_open(None);
        }
    }

    fn go(&mut self, page: Page) {
        if page != self.page {
            let from = std::mem::replace(&mut self.page, page);
            self.trail.push(from);
        }
    }

    fn say_on_page(&mut self, answers: Answers) -> Effect {
        let effect = self.say(answers);
        let page = self.page.clone();
        self.skip_needless(&page);
        effect
    }

    fn say(&mut self, answers: Answers) -> Effect {
        if answers == self.answers {
            self.changed.clear();
            self.look_again();
            return Effect::None;
        }
        self.past.push(self.answers.clone());
        if self.past.len() > UNDO_MAX {
            self.past.remove(0);
        }
        self.take(answers);
        Effect::Save
    }

    fn take(&mut self, answers: Answers) {
        // What more answers leave needless stays so; an answer that was taken back may make it matter again.
        if !exact::only_adds(self.catalog, &self.answers, &answers) {
            self.needless.clear();
        }
        let evaluation = engine::evaluate(self.catalog, self.world, &answers);
        self.changed = engine::changes(self.catalog, &self.evaluation, &evaluation);
        self.evaluation = evaluation;
        self.answers = answers;
        self.look_again();
    }

    fn look_again(&mut self) {
        let settled = &self.passed | &self.left_to_archetypes();
        self.relevant = proof::relevant(self.catalog, self.world, &self.answers, &settled);
        self.relevant.retain(|spot| !self.needless.contains(spot));
        let offered = self.archetypes_to_offer();
        self.relevant.extend(offered);
    }

    fn check_name(&self, scope: Scope, sheet: Option<usize>, name: &str) -> Result<(), Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::NameEmpty);
        }
        let taken = scope != Scope::System
            && self
                .answers
                .sheets(scope)
                .iter()
                .enumerate()
                .any(|(index, other)| {
                    Some(index) != sheet && other.name(self.catalog) == Some(name)
                });
        if taken {
            Err(Refusal::NameTaken(name.to_owned()))
        } else {
            Ok(())
        }
    }

    fn set_name(&self, answers: &mut Answers, scope: Scope, sheet: usize, name: &str) {
        let question = self
            .catalog
            .questions
            .iter()
            .position(|question| question.scope == scope && question.key() == "name");
        if let Some(question) = question {
            let name = crate::text::one_line(name.trim());
            answers.set(
                self.catalog,
                Spot { question, sheet },
                Some(Answer::Given(Value::Text(name))),
            );
        }
    }

    fn add(&mut self, scope: Scope, name: &str) -> Result<Effect, Refusal> {
        self.check_name(scope, None, name)?;
        let mut answers = self.answers.clone();
        let sheet = answers.add(scope);
        self.set_name(&mut answers, scope, sheet, name);
        let effect = self.say(answers);
        if let Some(section) = self
            .catalog
            .sections
            .iter()
            .position(|section| section.scope == scope)
        {
            self.listed.insert(section);
            let first = self.pages().into_iter().find(|page| {
                matches!(page, Page::Questions { section: of, sheet: at, .. } if *of == section && *at == sheet) && self.is_open(page)
            });
            if let Some(page) = first {
                self.go(page);
            }
        }
        Ok(effect)
    }

    fn remove(&mut self, scope: Scope, sheet: usize) -> Effect {
        let mut answers = self.answers.clone();
        answers.remove(scope, sheet);
        let moved = |spot: &Spot| {
            if self.catalog.questions[spot.question].scope != scope || spot.sheet < sheet {
                Some(*spot)
            } else if spot.sheet == sheet {
                None
            } else {
                Some(Spot {
                    sheet: spot.sheet - 1,
                    ..*spot
                })
            }
        };
        self.passed = self.passed.iter().filter_map(moved).collect();
        let effect = self.say(answers);
        let of_scope = |page: &Page| matches!(page, Page::Questions { section, .. } if self.catalog.sections[*section].scope == scope);
        self.trail.retain(|page| !of_scope(page));
        if of_scope(&self.page)
            && let Some(section) = self
                .catalog
                .sections
                .iter()
                .position(|section| section.scope == scope)
        {
            self.page = Page::Sheets { section, scope };
        }
        effect
    }

    /// The situation, as a set with one option of `system.situation`; all of them where there is no such question.
    fn situation(&self) -> OptionSet {
        let question = self.catalog.question("system.situation");
        match question
            .and_then(|question| self.evaluation.held(Spot { question, sheet: 0 }))
            .map(|held| &held.value)
        {
            Some(Value::Choice(option)) => OptionSet::only(*option),
            _ => OptionSet::first(OptionSet::CAPACITY),
        }
    }
}

impl Question {
    /// Whether a value is within the question's bounds.
    ///
    /// # Errors
    /// What was expected.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        match crate::answers::out_of_bounds(self, value) {
            Some(expected) => Err(format!(
                "{} is out of range; expected {expected}",
                self.kind.show(value)
            )),
            None => Ok(()),
        }
    }
}
