//! What the screen of an interview remembers between two keys.
//!
//! Here: the state; everything that the answers say is read from the interview instead.
//! Not here: how it changes (`update`), how it is drawn (`view`).

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Spot;
use crate::catalog::Scope;
use crate::interview::{Interview, Page};

use super::card::Card;
use super::drafts::Drafts;
use super::field::Field;
use super::flow::Areas;
use super::keymap::Context;
use super::message::{Effect, Pane, Then};
use super::trees::Which;

/// The state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Screen {
    /// The page that `body` was made for.
    pub at: Page,
    /// What stands in the middle.
    pub body: Body,
    /// What lies over it.
    pub over: Option<Over>,
    /// What stands at the side of wide windows.
    pub side: Side,
    /// What is said in the row above the keys.
    pub notice: Option<Notice>,
    /// What was written or ticked, and not taken.
    pub drafts: Drafts,
    /// Panes that the user scrolled, with their first line; the others follow their cursor.
    pub scrolled: BTreeMap<Pane, usize>,
    /// Sections whose list was shown after their last question.
    pub detoured: BTreeSet<usize>,
    /// Where the cursor of the review stands, so that one comes back to it.
    pub review_cursor: usize,
    /// What was looked for last.
    pub sought: String,
    /// The question from which the review was called, to come back to.
    pub left: Option<Spot>,
    /// Whether the answers have a file that the user named.
    pub has_name: bool,
    /// Where things landed on the last frame.
    pub areas: Areas,
}

/// What stands in the middle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// A question.
    Card(Card),
    /// Datasets or services; the index of the row.
    Sheets(usize),
    /// All answers; the cursor is [`Screen::review_cursor`].
    Review,
}

/// What stands at the side of wide windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    /// The brief.
    #[default]
    Brief,
    /// The tree of the decision that the question bears on.
    Tree,
}

/// What lies over the rest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Over {
    /// The keys of the context below.
    Help(Context),
    /// Why a question is asked.
    Why(Spot),
    /// The brief.
    Preview,
    /// The decisions so far; the index of the row.
    Decisions(usize),
    /// The tree of a decision; the row of the decisions where it was opened, if it was.
    Tree(Which, Option<usize>),
    /// Sections; the index of the row.
    Contents(usize),
    /// A question of the program itself.
    Dialog(Dialog),
    /// A name or path.
    Prompt(Prompt),
}

/// A question of the program itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dialog {
    /// What is asked.
    pub title: String,
    /// What one should know.
    pub body: String,
    /// What can be done: the first one is the safe one.
    pub choices: Vec<(String, Effect)>,
    /// The index of the row.
    pub cursor: usize,
}

/// A name or path that is being written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What is written.
    pub field: Field,
    /// Why it was not taken.
    pub error: Option<String>,
}

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new dataset or service.
    Add(Scope),
    /// Another name of one.
    Rename(Scope, usize),
    /// The answers file, before the brief is written.
    File,
    /// A file for answers that can be kept nowhere else, before the user leaves.
    Keep,
    /// A file to open, on the start screen.
    Open,
    /// A question to go to.
    Find,
}

/// What is said in the row above the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// News.
    News(String),
    /// Something did not go through.
    Error(String),
}

impl Screen {
    /// The screen of an interview that begins.
    pub(crate) fn new(interview: &Interview<'_>, has_name: bool) -> Self {
        let mut screen = Self {
            at: interview.page().clone(),
            body: Body::Review,
            over: None,
            side: Side::default(),
            notice: None,
            drafts: Drafts::default(),
            scrolled: BTreeMap::new(),
            detoured: BTreeSet::new(),
            review_cursor: 0,
            sought: String::new(),
            left: None,
            has_name,
            areas: Areas::default(),
        };
        screen.land(interview, &Then::Land);
        screen
    }

    /// Makes the body anew for the page where the interview is.
    pub(crate) fn land(&mut self, interview: &Interview<'_>, then: &Then) {
        self.at = interview.page().clone();
        self.scrolled.remove(&Pane::Main);
        self.body = match &self.at {
            Page::Questions { .. } => Body::Card(match then {
                Then::LandLast => Card::last(interview, &self.drafts),
                Then::LandAt(spot) => {
                    let tab = super::card::spots(&self.at)
                        .iter()
                        .position(|other| other == spot);
                    Card::at(interview, tab.unwrap_or(0), &self.drafts)
                }
                _ => Card::first_open(interview, &self.drafts),
            }),
            Page::Sheets { scope, .. } => {
                let count = interview.answers().sheets(*scope).len();
                // An empty list invites to add; a list that has some, to go on.
                Body::Sheets(if count == 0 { 0 } else { count + 1 })
            }
            Page::Review => Body::Review,
        };
    }

    /// What keys speak to.
    pub(crate) fn context(&self, interview: &Interview<'_>) -> Context {
        match &self.over {
            Some(Over::Help(_) | Over::Why(_) | Over::Preview) => Context::Panel,
            Some(Over::Tree(..)) => Context::Tree,
            Some(Over::Decisions(_)) => Context::Decisions,
            Some(Over::Contents(_)) => Context::Contents,
            Some(Over::Dialog(_)) => Context::Dialog,
            Some(Over::Prompt(_)) => Context::Prompt,
            None => match &self.body {
                Body::Card(card) => card.context(interview),
                Body::Sheets(row) => match &self.at {
                    Page::Sheets { scope, .. }
                        if *row < interview.answers().sheets(*scope).len() =>
                    {
                        Context::Sheet
                    }
                    _ => Context::Sheets,
                },
                Body::Review => Context::Review,
            },
        }
    }
}
