//! What can happen to a screen, and what a screen can ask for.
//!
//! Here: [`Message`] in, [`Effect`] out; both are plain values, so that tests can write them down.
//! Not here: which key sends which message (`keymap`), who carries an effect out (`drive`).

use std::path::PathBuf;

use crate::answers::Spot;
use crate::interview::{Event, Page};

use super::field::Edit;
use super::trees::Which;

/// A part of the screen that scrolls on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pane {
    /// The question, the list of datasets, or the review.
    Main,
    /// Sections with how far each is.
    Outline,
    /// Decisions so far.
    Live,
    /// The brief, or the tree, at the side.
    Preview,
    /// The panel that lies over the others.
    Over,
}

/// Something that happened: a key, a click, or news from outside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    /// The cursor goes so many rows down.
    Move(isize),
    /// The cursor goes to the first row.
    First,
    /// The cursor goes to the last row.
    Last,
    /// So many screenfuls down.
    Page(isize),
    /// A pane scrolls so many lines down.
    Wheel(Pane, isize),
    /// The row under the cursor is taken.
    Choose,
    /// The row under the cursor is ticked, or not any more.
    Toggle,
    /// The row of this index is taken, or ticked where several can be.
    Pick(usize),
    /// So many questions further on the page.
    Tab(isize),
    /// The question of this index on the page.
    GoTab(usize),
    /// One step back.
    Back,
    /// The next page.
    Next,
    /// The review of all answers.
    Review,
    /// The last change of answers is taken back.
    Undo,
    /// Out.
    Quit,
    /// The keys and signs.
    Help,
    /// Why the question is asked.
    Why,
    /// The brief as it would be now.
    Preview,
    /// The decisions so far.
    Decisions,
    /// The tree of the decision that the question bears on.
    Tree,
    /// The tree of this decision.
    TreeOf(Which),
    /// All sections, datasets and services.
    Contents,
    /// A question is looked for by words.
    Find,
    /// A new dataset or service.
    Add,
    /// Another name.
    Rename,
    /// Take away.
    Remove,
    /// Write the brief.
    Finish,
    /// A change of the text field.
    Edit(Edit),
    /// What stands in the field is taken.
    Enter,
    /// Draw everything anew.
    Redraw,
    /// Let the shell have the terminal for a while.
    Suspend,
    /// What became of an [`Effect::Tell`] or another effect on the session.
    Told(Then, Result<(), Trouble>),
    /// What was to be saved meanwhile is not saved.
    NotSaved(Trouble),
}

/// How a screen goes on once the interview has taken an event in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Then {
    /// It stays, with this to say.
    Stay(Option<String>),
    /// The question was answered: the next open one of the page, else the next page.
    Advance(Spot),
    /// Another page came: its first open question.
    Land,
    /// Another page came: its last question.
    LandLast,
    /// Another page came: this question.
    LandAt(Spot),
    /// The list of this page is looked at before the next page.
    Detour(Page),
    /// All is written down: out.
    Leave,
}

/// How what is on disk stands to what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saving {
    /// It is the same.
    Done,
    /// It soon is.
    UnderWay,
    /// It is not.
    Failed,
}

/// Why an effect on the session failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Trouble {
    /// The interview refused.
    Refused(String),
    /// Another program wrote the file.
    Changed(String),
    /// The file cannot be written.
    Unsaved(String),
    /// The file cannot be read.
    Unreadable(String),
    /// The user leaves, and the answers can be kept nowhere, not even as a draft.
    Nowhere(String),
}

/// What a screen asks the loop to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Only draw.
    None,
    /// Tell the interview, save, and come back with [`Message::Told`].
    Tell(Event, Then),
    /// Name the file, then write the brief.
    Name(PathBuf),
    /// Name the file, then leave.
    Keep(PathBuf),
    /// Save, then write the brief.
    Finish,
    /// Save, then leave.
    Quit,
    /// Leave although the answers are not saved where they should be; they go to a draft.
    Abandon,
    /// Leave although the answers can be kept nowhere.
    Lose,
    /// Tell the interview these answers, then go on with what leaves.
    Take(Vec<Event>, Box<Effect>),
    /// Try to save again.
    Save,
    /// Take what is on disk.
    Reload,
    /// Write over what is on disk.
    Overwrite,
    /// Clear the terminal and draw.
    Redraw,
    /// Stop until the shell says to go on.
    Suspend,
    /// On the start screen: begin new answers.
    Begin,
    /// On the start screen: open this file.
    Open(PathBuf),
    /// On the start screen: go on with this draft.
    Resume(PathBuf),
    /// On the start screen: delete this draft.
    Discard(PathBuf),
}
