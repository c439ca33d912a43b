//! The keys: one table that the loop reads, the help prints, and the last row of every screen quotes.
//!
//! Here: which key sends which message where.
//! Not here: what a message does (`update`).

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field::Edit;
use super::message::Message;

/// What the keys speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// A question with options.
    Choice,
    /// A question of which several options can hold.
    Multi,
    /// A question for a number.
    Number,
    /// A question for a text, while its field is not being written in.
    Text,
    /// A field of a question.
    Writing,
    /// The list of datasets or services.
    Sheets,
    /// The review.
    Review,
    /// A panel that is only read.
    Panel,
    /// The table of contents.
    Contents,
    /// A question of the program itself.
    Dialog,
    /// A name or path is being written.
    Prompt,
    /// The start screen.
    Start,
}

use Context::{
    Choice, Contents, Dialog, Multi, Number, Panel, Prompt, Review, Sheets, Start, Text, Writing,
};

/// A key as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A letter or sign; capital letters count as themselves.
    Char(char),
    /// A letter with Ctrl.
    Ctrl(char),
    /// Any other key.
    Code(KeyCode),
    /// A digit from 1: its row.
    Row,
    /// A digit: the beginning of a number.
    Digit,
    /// Whatever can be written.
    Any,
}

/// One row of the table.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    /// Where it holds.
    pub on: &'static [Context],
    /// The keys.
    pub keys: &'static [Key],
    /// The keys as people read them.
    pub shown: &'static str,
    /// What they do.
    pub does: &'static str,
    /// A word for the last row of the screen; empty for none.
    pub word: &'static str,
    /// What is sent; of [`Key::Row`], [`Key::Digit`] and [`Key::Any`] it is made from the key.
    pub message: Message,
}

const CARD: &[Context] = &[Choice, Multi, Number, Text];
const LISTS: &[Context] = &[
    Choice, Multi, Number, Text, Sheets, Review, Contents, Dialog, Start,
];
const PAGES: &[Context] = &[Choice, Multi, Number, Text, Sheets, Review];
const FIELDS: &[Context] = &[Writing, Prompt];

const fn row(
    on: &'static [Context],
    keys: &'static [Key],
    shown: &'static str,
    word: &'static str,
    does: &'static str,
    message: Message,
) -> Binding {
    Binding {
        on,
        keys,
        shown,
        does,
        word,
        message,
    }
}

use Key::{Any, Char, Code, Ctrl, Digit, Row};

/// The table. The order is that of the help and of the last row, most needed first.
pub(crate) static TABLE: &[Binding] = &[
    // Taking
    row(
        &[Choice],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "choose",
        "choose the marked row and go on",
        Message::Choose,
    ),
    row(
        &[Multi],
        &[Char(' ')],
        "Space",
        "tick",
        "tick the marked option, or take the tick away",
        Message::Toggle,
    ),
    row(
        &[Multi],
        &[Code(KeyCode::Enter)],
        "Enter",
        "done",
        "take what is ticked and go on",
        Message::Choose,
    ),
    row(
        &[Number],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "choose",
        "take the marked row and go on",
        Message::Choose,
    ),
    row(
        &[Number],
        &[Digit],
        "0-9",
        "write a value",
        "write a value of your own",
        Message::Enter,
    ),
    row(
        &[Text],
        &[Code(KeyCode::Enter)],
        "Enter",
        "choose",
        "take the marked row, or write in the field",
        Message::Choose,
    ),
    row(
        &[Text],
        &[Char('i'), Char('e')],
        "i",
        "write",
        "write in the field",
        Message::Rename,
    ),
    row(
        &[Writing],
        &[Code(KeyCode::Enter)],
        "Enter",
        "take",
        "take what is written and go on",
        Message::Enter,
    ),
    row(
        &[Prompt],
        &[Code(KeyCode::Enter)],
        "Enter",
        "take",
        "take the name",
        Message::Enter,
    ),
    row(
        &[Sheets],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "open",
        "open the marked row",
        Message::Choose,
    ),
    row(
        &[Review],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "go there",
        "go to the marked question",
        Message::Choose,
    ),
    row(
        &[Contents],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "go there",
        "go to the marked section",
        Message::Choose,
    ),
    row(
        &[Dialog],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "choose",
        "do what the marked row says",
        Message::Choose,
    ),
    row(
        &[Start],
        &[Code(KeyCode::Enter), Char(' ')],
        "Enter",
        "choose",
        "do what the marked row says",
        Message::Choose,
    ),
    row(
        &[Review],
        &[Char('f')],
        "f",
        "finish",
        "write the brief and leave",
        Message::Finish,
    ),
    row(&[Sheets], &[Char('a')], "a", "add", "add one", Message::Add),
    row(
        &[Sheets],
        &[Char('e')],
        "e",
        "rename",
        "give the marked one another name",
        Message::Rename,
    ),
    row(
        &[Sheets],
        &[Char('x'), Code(KeyCode::Delete)],
        "x",
        "remove",
        "remove the marked one with its answers; asks first",
        Message::Remove,
    ),
    row(
        &[Start],
        &[Char('x'), Code(KeyCode::Delete)],
        "x",
        "delete draft",
        "delete the marked draft; asks first",
        Message::Remove,
    ),
    // Moving
    row(
        LISTS,
        &[Code(KeyCode::Down), Char('j')],
        "↓ j",
        "",
        "one row down",
        Message::Move(1),
    ),
    row(
        LISTS,
        &[Code(KeyCode::Up), Char('k')],
        "↑ k",
        "",
        "one row up",
        Message::Move(-1),
    ),
    row(
        &[Choice, Dialog, Start, Contents, Sheets],
        &[Row],
        "1-9",
        "",
        "take the row of that number",
        Message::Choose,
    ),
    row(
        &[Multi],
        &[Row],
        "1-9",
        "",
        "tick the row of that number",
        Message::Toggle,
    ),
    row(
        LISTS,
        &[Code(KeyCode::Home), Char('g')],
        "Home g",
        "",
        "the first row",
        Message::First,
    ),
    row(
        LISTS,
        &[Code(KeyCode::End), Char('G')],
        "End G",
        "",
        "the last row",
        Message::Last,
    ),
    row(
        &[Panel],
        &[Code(KeyCode::Down), Char('j')],
        "↓ j",
        "",
        "one line down",
        Message::Move(1),
    ),
    row(
        &[Panel],
        &[Code(KeyCode::Up), Char('k')],
        "↑ k",
        "",
        "one line up",
        Message::Move(-1),
    ),
    row(
        &[Panel],
        &[Code(KeyCode::Home), Char('g')],
        "Home g",
        "",
        "the start",
        Message::First,
    ),
    row(
        &[Panel],
        &[Code(KeyCode::End), Char('G')],
        "End G",
        "",
        "the end",
        Message::Last,
    ),
    row(
        &[Panel],
        &[Code(KeyCode::PageDown), Char(' ')],
        "PgDn Space",
        "scroll",
        "a screenful down",
        Message::Page(1),
    ),
    row(
        &[Choice, Multi, Number, Text, Review, Contents],
        &[Code(KeyCode::PageDown)],
        "PgDn",
        "",
        "a screenful down",
        Message::Page(1),
    ),
    row(
        &[Choice, Multi, Number, Text, Review, Contents, Panel],
        &[Code(KeyCode::PageUp)],
        "PgUp",
        "",
        "a screenful up",
        Message::Page(-1),
    ),
    row(
        CARD,
        &[Code(KeyCode::Tab), Code(KeyCode::Right), Char('l')],
        "Tab →",
        "",
        "the next question of this page",
        Message::Tab(1),
    ),
    row(
        CARD,
        &[Code(KeyCode::BackTab), Code(KeyCode::Left), Char('h')],
        "Shift-Tab ←",
        "",
        "the question before on this page",
        Message::Tab(-1),
    ),
    row(
        &[Writing],
        &[Code(KeyCode::Tab)],
        "Tab",
        "",
        "take what is written, and the next question of this page",
        Message::Tab(1),
    ),
    row(
        &[Writing],
        &[Code(KeyCode::BackTab)],
        "Shift-Tab",
        "",
        "take what is written, and the question before",
        Message::Tab(-1),
    ),
    row(
        &[Writing],
        &[Code(KeyCode::Down)],
        "↓",
        "",
        "leave the field for the row below",
        Message::Move(1),
    ),
    row(
        &[Writing],
        &[Code(KeyCode::Up)],
        "↑",
        "",
        "leave the field for the row above",
        Message::Move(-1),
    ),
    row(
        PAGES,
        &[Code(KeyCode::Esc), Code(KeyCode::Backspace), Char('b')],
        "Esc",
        "back",
        "one step back; answers stay",
        Message::Back,
    ),
    row(
        &[Writing],
        &[Code(KeyCode::Esc)],
        "Esc",
        "leave field",
        "leave the field; what is written stays in it",
        Message::Back,
    ),
    row(
        &[Panel, Contents, Dialog, Prompt],
        &[Code(KeyCode::Esc)],
        "Esc",
        "close",
        "close this",
        Message::Back,
    ),
    row(
        &[Panel, Contents],
        &[Char('q')],
        "q",
        "",
        "close this",
        Message::Back,
    ),
    row(
        CARD,
        &[Char('n')],
        "n",
        "next page",
        "go on; what is open here counts as unsure",
        Message::Next,
    ),
    row(
        &[Sheets],
        &[Char('n')],
        "n",
        "go on",
        "go on to the next section",
        Message::Next,
    ),
    row(
        &[Review],
        &[Char('n')],
        "n",
        "",
        "the first open question",
        Message::Next,
    ),
    // Looking
    row(
        CARD,
        &[Char('w')],
        "w",
        "why",
        "why this is asked, and what depends on it",
        Message::Why,
    ),
    row(
        &[Writing],
        &[Code(KeyCode::F(2))],
        "F2",
        "why",
        "why this is asked, and what depends on it",
        Message::Why,
    ),
    row(
        PAGES,
        &[Char('d')],
        "d",
        "decisions",
        "the decisions so far",
        Message::Decisions,
    ),
    row(
        PAGES,
        &[Char('p')],
        "p",
        "preview",
        "the brief as it would be now",
        Message::Preview,
    ),
    row(
        PAGES,
        &[Char('o')],
        "o",
        "contents",
        "all sections, datasets and services",
        Message::Contents,
    ),
    row(
        &[Choice, Multi, Number, Text, Sheets],
        &[Char('r')],
        "r",
        "review",
        "all answers, and the end",
        Message::Review,
    ),
    row(
        PAGES,
        &[Char('u')],
        "u",
        "undo",
        "take back the last change of an answer",
        Message::Undo,
    ),
    row(
        PAGES,
        &[Char('q')],
        "q",
        "quit",
        "leave; everything is saved",
        Message::Quit,
    ),
    row(
        &[Start],
        &[Char('q'), Code(KeyCode::Esc)],
        "q Esc",
        "quit",
        "leave",
        Message::Quit,
    ),
    // Writing
    row(FIELDS, &[Any], "letters", "", "write", Message::Enter),
    row(
        FIELDS,
        &[Code(KeyCode::Backspace), Ctrl('h')],
        "Backspace",
        "",
        "take out the character before the cursor",
        Message::Edit(Edit::Backspace),
    ),
    row(
        FIELDS,
        &[Code(KeyCode::Delete), Ctrl('d')],
        "Delete",
        "",
        "take out the character at the cursor",
        Message::Edit(Edit::Delete),
    ),
    row(
        FIELDS,
        &[Ctrl('w')],
        "Ctrl-W",
        "",
        "take out a word",
        Message::Edit(Edit::Word),
    ),
    row(
        FIELDS,
        &[Ctrl('u')],
        "Ctrl-U",
        "",
        "take out everything before the cursor",
        Message::Edit(Edit::ToStart),
    ),
    row(
        FIELDS,
        &[Code(KeyCode::Left), Ctrl('b')],
        "←",
        "",
        "one character to the left",
        Message::Edit(Edit::Left),
    ),
    row(
        FIELDS,
        &[Code(KeyCode::Right), Ctrl('f')],
        "→",
        "",
        "one character to the right",
        Message::Edit(Edit::Right),
    ),
    row(
        FIELDS,
        &[Code(KeyCode::Home), Ctrl('a')],
        "Home",
        "",
        "the start of the text",
        Message::Edit(Edit::Home),
    ),
    row(
        FIELDS,
        &[Code(KeyCode::End), Ctrl('e')],
        "End",
        "",
        "the end of the text",
        Message::Edit(Edit::End),
    ),
    // Everywhere
    row(
        &[Writing, Prompt],
        &[Code(KeyCode::F(1))],
        "F1",
        "help",
        "the keys and signs",
        Message::Help,
    ),
    row(
        &[Choice, Multi, Number, Text, Sheets, Review, Start],
        &[Char('?'), Code(KeyCode::F(1))],
        "?",
        "help",
        "the keys and signs",
        Message::Help,
    ),
    row(
        ALL,
        &[Ctrl('c')],
        "Ctrl-C",
        "",
        "leave; everything is saved",
        Message::Quit,
    ),
    row(
        ALL,
        &[Ctrl('l')],
        "Ctrl-L",
        "",
        "draw the screen anew",
        Message::Redraw,
    ),
    row(
        ALL,
        &[Ctrl('z')],
        "Ctrl-Z",
        "",
        "back to the shell; `fg` goes on",
        Message::Suspend,
    ),
];

const ALL: &[Context] = &[
    Choice, Multi, Number, Text, Writing, Sheets, Review, Panel, Contents, Dialog, Prompt, Start,
];

/// The rows that hold in a context.
pub(crate) fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE
        .iter()
        .filter(move |binding| binding.on.contains(&context))
}

/// What a key says in a context.
pub(crate) fn message(context: Context, event: KeyEvent) -> Option<Message> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let other = event
        .modifiers
        .intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META);
    // AltGr arrives as Ctrl and Alt together on some systems: that is a sign to be written.
    let plain = !control && !other || control && other;
    let insert = |sign: char| Message::Edit(Edit::Insert(sign.to_string()));
    bindings(context).find_map(|binding| {
        binding
            .keys
            .iter()
            .find_map(|key| match (*key, event.code) {
                (Char(wanted), KeyCode::Char(sign)) => {
                    (plain && wanted == sign).then(|| binding.message.clone())
                }
                (Ctrl(wanted), KeyCode::Char(sign)) => {
                    (control && !other && sign.eq_ignore_ascii_case(&wanted))
                        .then(|| binding.message.clone())
                }
                (Code(wanted), code) => (wanted == code && !other).then(|| binding.message.clone()),
                (Row, KeyCode::Char(sign @ '1'..='9')) if plain => {
                    Some(Message::Pick(usize::from(sign as u8 - b'1')))
                }
                (Digit, KeyCode::Char(sign @ '0'..='9')) if plain => Some(insert(sign)),
                (Any, KeyCode::Char(sign)) if plain => Some(insert(sign)),
                _ => None,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_the_table_says() {
        let none = KeyModifiers::NONE;
        let control = KeyModifiers::CONTROL;
        let insert = |text: &str| Some(Message::Edit(Edit::Insert(text.to_owned())));
        let cases = [
            (Choice, KeyCode::Char('j'), none, Some(Message::Move(1))),
            (Choice, KeyCode::Char('3'), none, Some(Message::Pick(2))),
            (Choice, KeyCode::Char('0'), none, None),
            (Multi, KeyCode::Char(' '), none, Some(Message::Toggle)),
            (Number, KeyCode::Char('3'), none, insert("3")),
            (Writing, KeyCode::Char('q'), none, insert("q")),
            (Writing, KeyCode::Char('?'), none, insert("?")),
            (Writing, KeyCode::Char('c'), control, Some(Message::Quit)),
            (
                Writing,
                KeyCode::Char('@'),
                control | KeyModifiers::ALT,
                insert("@"),
            ),
            (Panel, KeyCode::Esc, none, Some(Message::Back)),
            (Review, KeyCode::Char('f'), none, Some(Message::Finish)),
            (Review, KeyCode::Char('f'), KeyModifiers::ALT, None),
        ];
        for (context, code, modifiers, expected) in cases {
            assert_eq!(
                message(context, KeyEvent::new(code, modifiers)),
                expected,
                "{context:?} {code:?} {modifiers:?}"
            );
        }
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for context in ALL {
            let mut seen = Vec::new();
            for key in bindings(*context).flat_map(|binding| binding.keys) {
                assert!(!seen.contains(key), "{key:?} twice in {context:?}");
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_context_says_how_to_leave_and_names_a_key_for_its_last_row() {
        for context in ALL {
            assert!(
                bindings(*context).any(|binding| binding.message == Message::Quit),
                "{context:?}"
            );
            assert!(
                bindings(*context).any(|binding| !binding.word.is_empty()),
                "{context:?}"
            );
        }
    }
}
