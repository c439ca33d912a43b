//! The last word on whether a question can still change the outcome, asked when its page is next.
//!
//! Relevance as it is followed for all questions is quick and errs on the side of asking. The questions of a page are decided
//! exactly, before it is shown and after each answer on it; one that no answers to the others can make matter is skipped.

use std::cell::RefCell;
use std::rc::Rc;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Kind, Scope};
use crate::proof::{self, Influence};

use super::{Interview, Page, Status};

/// The machinery of the proof, made when it is first needed and anew for another number of datasets.
#[derive(Debug, Clone, Default)]
pub(super) struct Proof(Rc<RefCell<Option<(usize, Influence)>>>);

impl Interview<'_> {
    /// The next page with a question that can change the outcome, or the review.
    pub(super) fn next_page(&mut self) -> Page {
        loop {
            let page = self.first_open(Some(&self.page));
            if !self.skip_needless(&page) {
                return page;
            }
        }
    }

    /// Skips what has become needless on a page; whether there was anything.
    pub(super) fn skip_needless(&mut self, page: &Page) -> bool {
        let needless = self.needless_on(page);
        let found = !needless.is_empty();
        for spot in needless {
            self.relevant.remove(&spot);
            self.needless.insert(spot);
        }
        found
    }

    /// The open questions of a page that change nothing, whatever is said to the others that are open.
    fn needless_on(&self, page: &Page) -> Vec<Spot> {
        let Page::Questions {
            sheet, questions, ..
        } = page
        else {
            return Vec::new();
        };
        let open: Vec<Spot> = questions
            .iter()
            .map(|question| Spot {
                question: *question,
                sheet: *sheet,
            })
            .filter(|spot| decides(self.catalog, *spot) && self.status(*spot) == Status::Open)
            .collect();
        // Most questions show at once that they matter; only of the others it takes a proof.
        let doubtful: Vec<Spot> = open
            .into_iter()
            .filter(|spot| {
                !proof::shows(
                    self.catalog,
                    self.world,
                    &self.answers,
                    &self.evaluation,
                    *spot,
                )
            })
            .collect();
        if doubtful.is_empty() {
            return doubtful;
        }
        // Before the first dataset is named, one is expected.
        let datasets = self.answers.datasets().len().max(1);
        let mut proof = self.proof.0.borrow_mut();
        let (_, influence) = match proof.take() {
            Some((count, influence)) if count == datasets => proof.insert((count, influence)),
            _ => proof.insert((datasets, Influence::new(self.catalog, self.world, datasets))),
        };
        let known = influence.known(self.catalog, &self.answers, &self.passed, &self.evaluation);
        doubtful
            .into_iter()
            .filter(|spot| !influence.matters(*spot, &known))
            .collect()
    }
}

/// Whether a question is there to decide something: texts are printed as they are, and the situation chooses what is asked.
fn decides(catalog: &Catalog, spot: Spot) -> bool {
    let question = &catalog.questions[spot.question];
    !matches!(question.kind, Kind::Text | Kind::List)
        && question.scope != Scope::Service
        && question.id != "system.situation"
}

/// Whether `after` says all that `before` said, and perhaps more.
pub(super) fn only_adds(catalog: &Catalog, before: &Answers, after: &Answers) -> bool {
    let sheets = |answers: &Answers| answers.datasets().len();
    sheets(before) == sheets(after)
        && (0..catalog.questions.len()).all(|question| {
            let scope = catalog.questions[question].scope;
            (0..before.sheets(scope).len()).all(|sheet| {
                let spot = Spot { question, sheet };
                let said = before.get(catalog, spot);
                said.is_none() || said == after.get(catalog, spot)
            })
        })
}
