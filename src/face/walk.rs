//! The way through the interview, one question at a time.
//!
//! Here: where the user stands, the way back, what comes next after an answer.
//! Not here: which questions are open (`interview`), how they are asked (`lines`, `plain`).

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::Scope;
use crate::interview::{Event, Interview, Page, Status};
use crate::session::{Failure, Session};

/// Where the user stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Before a question.
    Question(Spot),
    /// Before the list of datasets or services.
    Sheets {
        /// The section.
        section: usize,
        /// Datasets or services.
        scope: Scope,
    },
    /// Before all answers.
    Review,
}

/// A way through the interview.
///
/// Methods that change answers say so with a [`Failure`]: when it is a refusal, nothing changed and the user
/// stands where they stood; when the answers could not be saved, they are kept in memory and the way goes on.
#[derive(Debug)]
pub struct Walk {
    at: At,
    trail: Vec<At>,
    /// Open questions of this page that the user passed by.
    skipped: BTreeSet<Spot>,
    /// The section to which a dataset or service was added just now: one more may follow.
    grown: Option<usize>,
}

impl Walk {
    /// The way that starts where the interview stands.
    #[must_use]
    pub fn start(interview: &Interview<'_>) -> Self {
        Self {
            at: settle(interview),
            trail: Vec::new(),
            skipped: BTreeSet::new(),
            grown: None,
        }
    }

    /// Where the user stands.
    #[must_use]
    pub fn at(&self) -> At {
        self.at
    }

    /// Answers the question, and goes on.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn answer(&mut self, session: &mut Session<'_>, answer: Answer) -> Result<(), Failure> {
        let At::Question(spot) = self.at else {
            return Ok(());
        };
        self.said(session, spot, Event::Answer(spot, answer))
    }

    /// Takes the answer back, or leaves it to the default, and goes on.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn unsure(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        let At::Question(spot) = self.at else {
            return Ok(());
        };
        self.said(session, spot, Event::Unsure(spot))
    }

    fn said(&mut self, session: &mut Session<'_>, spot: Spot, event: Event) -> Result<(), Failure> {
        let saved = session.update(event);
        if matches!(saved, Err(Failure::Refused(_))) {
            return saved.map(drop);
        }
        self.skipped.remove(&spot);
        self.go_on(session);
        saved.map(drop)
    }

    /// Leaves the question as it stands, and goes on.
    pub fn skip(&mut self, session: &mut Session<'_>) {
        if let At::Question(spot) = self.at {
            self.skipped.insert(spot);
        }
        self.go_on(session);
    }

    /// Goes back to where the user stood before; says whether there was such a place.
    pub fn back(&mut self, session: &mut Session<'_>) -> bool {
        let Some(before) = self.trail.pop() else {
            return false;
        };
        if let At::Question(spot) = before {
            self.skipped.remove(&spot);
        }
        self.at = before;
        open(session, before);
        true
    }

    /// Goes to a question, a list or the review.
    pub fn jump(&mut self, session: &mut Session<'_>, to: At) {
        self.skipped.clear();
        open(session, to);
        self.go(to);
    }

    /// Adds a dataset or service and goes to its first question.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn add(
        &mut self,
        session: &mut Session<'_>,
        scope: Scope,
        name: &str,
    ) -> Result<(), Failure> {
        let saved = session.update(Event::Add(scope, name.to_owned()));
        if matches!(saved, Err(Failure::Refused(_))) {
            return saved.map(drop);
        }
        self.skipped.clear();
        let catalog = session.interview().catalog();
        self.grown = (catalog.sections.iter()).position(|section| section.scope == scope);
        self.go(settle(session.interview()));
        saved.map(drop)
    }

    /// Renames a dataset or service.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn rename(
        &mut self,
        session: &mut Session<'_>,
        scope: Scope,
        sheet: usize,
        name: &str,
    ) -> Result<(), Failure> {
        let event = Event::Rename(scope, sheet, name.to_owned());
        session.update(event).map(drop)
    }

    /// Removes a dataset or service with its answers.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn remove(
        &mut self,
        session: &mut Session<'_>,
        scope: Scope,
        sheet: usize,
    ) -> Result<(), Failure> {
        let saved = session.update(Event::Remove(scope, sheet));
        // The places of the others moved, so the way back is lost.
        self.forget();
        let catalog = session.interview().catalog();
        let here = match self.at {
            At::Question(spot) => catalog.questions[spot.question].scope == scope,
            _ => false,
        };
        if here {
            self.at = settle(session.interview());
        }
        saved.map(drop)
    }

    /// Takes back the last change of answers and goes to where it was made.
    ///
    /// # Errors
    /// See [`Walk`].
    pub fn undo(&mut self, session: &mut Session<'_>) -> Result<(), Failure> {
        let before = session.interview().answers().clone();
        let saved = session.update(Event::Undo);
        if matches!(saved, Err(Failure::Refused(_))) {
            return saved.map(drop);
        }
        let after = session.interview().answers();
        let count = |answers: &Answers, scope: Scope| answers.sheets(scope).len();
        let moved = [Scope::Dataset, Scope::Service]
            .into_iter()
            .find(|scope| count(&before, *scope) != count(after, *scope));
        if let Some(scope) = moved {
            self.forget();
            let sections = &session.interview().catalog().sections;
            let section = sections.iter().position(|section| section.scope == scope);
            self.at = section.map_or(At::Review, |section| At::Sheets { section, scope });
            open(session, self.at);
        } else if let Some(spot) = difference(session.interview(), &before) {
            self.jump(session, At::Question(spot));
        }
        saved.map(drop)
    }

    fn forget(&mut self) {
        self.trail.clear();
        self.skipped.clear();
        self.grown = None;
    }

    fn go(&mut self, to: At) {
        if to != self.at {
            self.trail.push(self.at);
            self.at = to;
        }
    }

    /// To the next open question of the page, else to the next page with one.
    fn go_on(&mut self, session: &mut Session<'_>) {
        let interview = session.interview();
        let here = match self.at {
            At::Question(spot) => Some(spot),
            _ => None,
        };
        let open: Vec<Spot> = interview
            .asked()
            .iter()
            .filter(|asked| asked.status == Status::Open && !self.skipped.contains(&asked.spot))
            .map(|asked| asked.spot)
            .collect();
        let later = open.iter().find(|spot| Some(**spot) > here);
        if let Some(next) = later.or(open.first()) {
            self.go(At::Question(*next));
            return;
        }
        self.skipped.clear();
        navigate(session, Event::Next);
        let here = |page: &Page, section: usize| matches!(page, Page::Questions { section: of, .. } if *of == section);
        if matches!(self.at, At::Sheets { section, .. } if self.grown == Some(section)) {
            self.grown = None;
        }
        if let Some(section) = self.grown
            && !here(session.interview().page(), section)
        {
            self.grown = None;
            let scope = session.interview().catalog().sections[section].scope;
            navigate(session, Event::Open(Page::Sheets { section, scope }));
        }
        self.go(settle(session.interview()));
    }
}

/// Going somewhere changes no answer, so it is never refused and saves nothing.
fn navigate(session: &mut Session<'_>, event: Event) {
    let gone = session.update(event);
    debug_assert!(gone.is_ok(), "navigation is never refused");
}

fn open(session: &mut Session<'_>, at: At) {
    let event = match at {
        At::Question(spot) => Event::Jump(spot),
        At::Sheets { section, scope } => Event::Open(Page::Sheets { section, scope }),
        At::Review => Event::Review,
    };
    navigate(session, event);
}

/// The place on the interview's page: its first open question, else its first that applies.
fn settle(interview: &Interview<'_>) -> At {
    match interview.page() {
        Page::Sheets { section, scope } => At::Sheets {
            section: *section,
            scope: *scope,
        },
        Page::Review => At::Review,
        Page::Questions { .. } => {
            let asked = interview.asked();
            let applies =
                |status: &Status| !matches!(status, Status::Inactive(_) | Status::NotAsked);
            asked
                .iter()
                .find(|asked| asked.status == Status::Open)
                .or_else(|| asked.iter().find(|asked| applies(&asked.status)))
                .or(asked.first())
                .map_or(At::Review, |asked| At::Question(asked.spot))
        }
    }
}

/// The first question that the interview now answers otherwise than `before`.
fn difference(interview: &Interview<'_>, before: &Answers) -> Option<Spot> {
    let catalog = interview.catalog();
    let spots = catalog
        .questions
        .iter()
        .enumerate()
        .flat_map(|(index, asked)| {
            let sheets = 0..before.sheets(asked.scope).len();
            sheets.map(move |sheet| Spot {
                question: index,
                sheet,
            })
        });
    spots
        .into_iter()
        .find(|spot| before.get(catalog, *spot) != interview.answers().get(catalog, *spot))
}
