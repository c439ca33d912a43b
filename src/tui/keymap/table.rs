//! The table of keys. The order is that of the help, and of the last row of the screen, most needed first.

use crossterm::event::KeyCode;

use super::super::field::Edit;
use super::super::message::Message;
use super::Context::{
    Choice, Contents, Decisions, Dialog, Draft, Multi, Number, Panel, Prompt, Review, Sheet,
    Sheets, Start, Text, Tree, Writing,
};
use super::Key::{Any, Char, Code, Ctrl, Digit, Row};
use super::{Binding, Context, Key};

const CARD: &[Context] = &[Choice, Multi, Number, Text];
const LISTS: &[Context] = &[
    Choice, Multi, Number, Text, Sheets, Sheet, Review, Contents, Decisions, Dialog, Start, Draft,
];
const PAGES: &[Context] = &[Choice, Multi, Number, Text, Sheets, Sheet, Review];
const BEFORE: &[Context] = &[Choice, Multi, Number, Text, Sheets, Sheet];
const LONG: &[Context] = &[Choice, Multi, Number, Text, Review, Contents];
const ONE: &[Context] = &[Choice, Number, Dialog, Start, Draft];
const FIELDS: &[Context] = &[Writing, Prompt];
const OVER: &[Context] = &[Panel, Tree, Contents, Decisions, Dialog, Prompt];
const READ: &[Context] = &[Panel, Tree];
const PAGED: &[Context] = &[Panel, Tree, Decisions];
const HELPED: &[Context] = &[
    Choice, Multi, Number, Text, Sheets, Sheet, Review, Start, Draft,
];
const LISTED: &[Context] = &[Sheets, Sheet];
pub(super) const ALL: &[Context] = &[
    Choice, Multi, Number, Text, Writing, Sheets, Sheet, Review, Panel, Tree, Contents, Decisions,
    Dialog, Prompt, Start, Draft,
];

const ENTER: Key = Code(KeyCode::Enter);
const SPACE: Key = Char(' ');
const ESC: Key = Code(KeyCode::Esc);

#[rustfmt::skip]
const fn row(
    on: &'static [Context],
    keys: &'static [Key],
    shown: &'static str,
    word: &'static str,
    does: &'static str,
    message: Message,
) -> Binding {
    Binding { on, keys, shown, does, word, message }
}

/// The table: where, which keys, how they are shown, the word in the last row, what they do, what is sent.
#[rustfmt::skip] // A table is read by rows.
pub(crate) static TABLE: &[Binding] = &[
    // Taking
    row(ONE,        &[ENTER, SPACE], "Enter", "choose", "take the marked row", Message::Choose),
    row(&[Multi],   &[SPACE], "Space", "tick", "tick the marked option, or take the tick away", Message::Toggle),
    row(&[Multi],   &[ENTER], "Enter", "done", "take what is ticked and go on", Message::Choose),
    row(&[Number],  &[Digit], "0-9", "write", "write a value of your own", Message::Enter),
    row(&[Text],    &[ENTER], "Enter", "choose", "take the marked row, or write in the field", Message::Choose),
    row(&[Text],    &[Char('i'), Char('e')], "i", "write", "write in the field", Message::Rename),
    row(&[Writing], &[ENTER], "Enter", "take", "take what is written and go on", Message::Enter),
    row(&[Prompt],  &[ENTER], "Enter", "take", "take what is written", Message::Enter),
    row(LISTED,     &[ENTER, SPACE], "Enter", "open", "open the marked row", Message::Choose),
    row(&[Review],  &[ENTER, SPACE], "Enter", "go there", "go to the marked question", Message::Choose),
    row(&[Contents], &[ENTER, SPACE], "Enter", "go there", "go to the marked section", Message::Choose),
    row(&[Decisions], &[ENTER, SPACE, Char('t')], "Enter", "tree", "the tree of the marked decision, with the path taken", Message::Choose),
    row(&[Review],  &[Char('f')], "f", "finish", "write the brief and leave", Message::Finish),
    row(LISTED,     &[Char('a')], "a", "add", "add one", Message::Add),
    row(&[Sheet],   &[Char('e')], "e", "rename", "give the marked one another name", Message::Rename),
    row(&[Sheet],   &[Char('x'), Code(KeyCode::Delete)], "x", "remove", "remove the marked one with its answers; asks first", Message::Remove),
    // Where none is marked, the same keys say that one has to be.
    row(&[Sheets],  &[Char('e')], "e", "", "give one another name, once it is marked", Message::Rename),
    row(&[Sheets],  &[Char('x'), Code(KeyCode::Delete)], "x", "", "remove one, once it is marked", Message::Remove),
    row(&[Draft],   &[Char('x'), Code(KeyCode::Delete)], "x", "delete draft", "delete the marked draft; asks first", Message::Remove),
    // Going
    row(PAGES,      &[ESC, Code(KeyCode::Backspace), Char('b')], "Esc", "back", "one step back; answers stay", Message::Back),
    row(&[Writing], &[ESC], "Esc", "leave field", "leave the field; what is written stays in it", Message::Back),
    row(OVER,       &[ESC], "Esc", "close", "close this", Message::Back),
    row(&[Panel],   &[ENTER, Char('q'), Char('?'), Char('w'), Char('p'), Char('d')], "q", "", "close this", Message::Back),
    row(&[Tree],    &[ENTER, Char('q'), Char('t')], "q", "", "close this", Message::Back),
    row(&[Contents], &[Char('q'), Char('o')], "q", "", "close this", Message::Back),
    row(&[Decisions], &[Char('q'), Char('d')], "q", "", "close this", Message::Back),
    row(CARD,       &[Char('w')], "w", "why", "why this is asked, and what depends on it", Message::Why),
    row(&[Writing], &[Code(KeyCode::F(2))], "F2", "why", "why this is asked, and what depends on it", Message::Why),
    row(PAGES,      &[Char('t')], "t", "tree", "the tree that this question is tested in, with the path taken", Message::Tree),
    row(&[Start, Draft], &[Char('q'), ESC], "q", "quit", "leave", Message::Quit),
    row(CARD,       &[Char('n')], "n", "next", "the next page; what is open on this page counts as unsure", Message::Next),
    row(LISTED,     &[Char('n')], "n", "go on", "go on to the next section", Message::Next),
    row(&[Review],  &[Char('n')], "n", "", "the first open question", Message::Next),
    row(BEFORE,     &[Char('r')], "r", "review", "all answers, and the end", Message::Review),
    row(PAGES,      &[Char('u')], "u", "undo", "take back the last change of an answer", Message::Undo),
    row(PAGES,      &[Char('q')], "q", "quit", "leave; everything is saved", Message::Quit),
    row(PAGES,      &[Char('p')], "p", "preview", "the brief as it would be now", Message::Preview),
    row(PAGES,      &[Char('d')], "d", "decisions", "the decisions so far", Message::Decisions),
    row(PAGES,      &[Char('o')], "o", "contents", "all sections, datasets and services", Message::Contents),
    row(&[Review],  &[Char('/')], "/", "find", "find a question by its words, its answer or its dataset", Message::Find),
    row(BEFORE,     &[Char('/')], "/", "", "go to a question by its words, its answer or its dataset", Message::Find),
    // Moving
    row(LISTS,      &[Code(KeyCode::Down), Char('j')], "↓ j", "", "one row down", Message::Move(1)),
    row(LISTS,      &[Code(KeyCode::Up), Char('k')], "↑ k", "", "one row up", Message::Move(-1)),
    row(&[Choice, Dialog, Start, Draft, Sheets, Sheet], &[Row], "1-9", "", "take the row of that number", Message::Choose),
    row(&[Multi],   &[Row], "1-9", "", "tick the row of that number", Message::Toggle),
    row(CARD,       &[Code(KeyCode::Tab), Code(KeyCode::Right), Char('l')], "Tab →", "", "the next question of this page", Message::Tab(1)),
    row(CARD,       &[Code(KeyCode::BackTab), Code(KeyCode::Left), Char('h')], "S-Tab ←", "", "the question before on this page", Message::Tab(-1)),
    row(&[Tree],    &[Code(KeyCode::Tab), Code(KeyCode::Right), Char('l')], "Tab →", "next tree", "the next decision", Message::Tab(1)),
    row(&[Tree],    &[Code(KeyCode::BackTab), Code(KeyCode::Left), Char('h')], "S-Tab ←", "", "the decision before", Message::Tab(-1)),
    row(&[Writing], &[Code(KeyCode::Tab)], "Tab", "", "take what is written; the next question of this page", Message::Tab(1)),
    row(&[Writing], &[Code(KeyCode::BackTab)], "S-Tab", "", "take what is written; the question before", Message::Tab(-1)),
    row(&[Writing], &[Code(KeyCode::Down)], "↓", "other rows", "leave the field for the row below", Message::Move(1)),
    row(&[Writing], &[Code(KeyCode::Up)], "↑", "", "leave the field for the row above", Message::Move(-1)),
    row(PAGED,      &[Code(KeyCode::PageDown)], "PgDn", "scroll", "a screenful down", Message::Page(1)),
    row(READ,       &[SPACE], "Space", "", "a screenful down", Message::Page(1)),
    row(LONG,       &[Code(KeyCode::PageDown)], "PgDn", "", "a screenful down", Message::Page(1)),
    row(LONG,       &[Code(KeyCode::PageUp)], "PgUp", "", "a screenful up", Message::Page(-1)),
    row(PAGED,      &[Code(KeyCode::PageUp)], "PgUp", "", "a screenful up", Message::Page(-1)),
    row(READ,       &[Code(KeyCode::Down), Char('j')], "↓ j", "", "one line down", Message::Move(1)),
    row(READ,       &[Code(KeyCode::Up), Char('k')], "↑ k", "", "one line up", Message::Move(-1)),
    row(LISTS,      &[Code(KeyCode::Home), Char('g')], "Home g", "", "the first row", Message::First),
    row(LISTS,      &[Code(KeyCode::End), Char('G')], "End G", "", "the last row", Message::Last),
    row(READ,       &[Code(KeyCode::Home), Char('g')], "Home g", "", "the start", Message::First),
    row(READ,       &[Code(KeyCode::End), Char('G')], "End G", "", "the end", Message::Last),
    // Writing
    row(FIELDS,     &[Any], "letters", "", "write", Message::Enter),
    row(FIELDS,     &[Code(KeyCode::Backspace), Ctrl('h')], "Backspace", "", "take out the character before the cursor", Message::Edit(Edit::Backspace)),
    row(FIELDS,     &[Code(KeyCode::Delete), Ctrl('d')], "Delete", "", "take out the character at the cursor", Message::Edit(Edit::Delete)),
    row(FIELDS,     &[Ctrl('w')], "Ctrl-W", "", "take out a word", Message::Edit(Edit::Word)),
    row(FIELDS,     &[Ctrl('u')], "Ctrl-U", "", "take out everything before the cursor", Message::Edit(Edit::ToStart)),
    row(FIELDS,     &[Code(KeyCode::Left), Ctrl('b')], "←", "", "one character to the left", Message::Edit(Edit::Left)),
    row(FIELDS,     &[Code(KeyCode::Right), Ctrl('f')], "→", "", "one character to the right; at the end, take the suggestion", Message::Edit(Edit::Right)),
    row(FIELDS,     &[Code(KeyCode::Home), Ctrl('a')], "Home", "", "the start of the text", Message::Edit(Edit::Home)),
    row(FIELDS,     &[Code(KeyCode::End), Ctrl('e')], "End", "", "the end of the text", Message::Edit(Edit::End)),
    // Everywhere
    row(ALL,        &[Ctrl('c')], "Ctrl-C", "", "leave; everything is saved", Message::Quit),
    row(ALL,        &[Ctrl('l')], "Ctrl-L", "", "draw the screen anew", Message::Redraw),
    row(ALL,        &[Ctrl('z')], "Ctrl-Z", "", "back to the shell; `fg` goes on", Message::Suspend),
    row(&[Writing], &[Code(KeyCode::F(1))], "F1", "help", "the keys and signs", Message::Help),
    row(HELPED,     &[Char('?'), Code(KeyCode::F(1))], "?", "help", "the keys and signs", Message::Help),
];
