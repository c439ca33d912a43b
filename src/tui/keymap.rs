//! The keys: one table that the loop reads, the help prints, and the last row of every screen quotes.
//!
//! Here: what a key says in a context. The table itself is in `keymap::table`.
//! Not here: what a message does (`update`).

mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field::Edit;
use super::message::Message;

use Key::{Any, Char, Code, Ctrl, Digit, Row};
pub(crate) use table::TABLE;

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
    /// A dataset or service in that list.
    Sheet,
    /// The review.
    Review,
    /// A panel that is only read.
    Panel,
    /// The tree of a decision.
    Tree,
    /// The decisions so far.
    Decisions,
    /// The table of contents.
    Contents,
    /// A question of the program itself.
    Dialog,
    /// A name or path is being written.
    Prompt,
    /// The start screen.
    Start,
    /// A draft on the start screen.
    Draft,
}

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
    use super::Context::{Choice, Multi, Number, Panel, Review, Writing};
    use super::table::ALL;
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
