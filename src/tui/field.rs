//! A line of text that is being written.
//!
//! Here: the text, the place of the cursor, what a key does to them.
//! Not here: whether the text is an answer (`card`), how it is drawn (`view`).

use unicode_segmentation::UnicodeSegmentation;

/// A change of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Puts text in at the cursor; line breaks become spaces, and what could harm a terminal is replaced.
    Insert(String),
    /// Takes out the character before the cursor.
    Backspace,
    /// Takes out the character at the cursor.
    Delete,
    /// Takes out the word before the cursor.
    Word,
    /// Takes out everything before the cursor.
    ToStart,
    /// The cursor goes one character to the left.
    Left,
    /// The cursor goes one character to the right.
    Right,
    /// The cursor goes to the start.
    Home,
    /// The cursor goes to the end.
    End,
}

/// The text and where its cursor stands, always between two characters as a reader counts them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Field {
    text: String,
    at: usize,
}

impl Field {
    /// A field with this text and the cursor behind it.
    pub(crate) fn of(text: &str) -> Self {
        let text = crate::text::one_line(text);
        Self {
            at: text.len(),
            text,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub(crate) fn before(&self) -> &str {
        &self.text[..self.at]
    }

    /// The text from the cursor on.
    pub(crate) fn after(&self) -> &str {
        &self.text[self.at..]
    }

    pub(crate) fn edit(&mut self, edit: &Edit) {
        let left = self
            .before()
            .graphemes(true)
            .next_back()
            .map_or(0, str::len);
        let right = self.after().graphemes(true).next().map_or(0, str::len);
        match edit {
            Edit::Insert(text) => {
                let room = TEXT_MAX.saturating_sub(self.text.len());
                let text: String = crate::text::one_line(text);
                let text: String = text
                    .graphemes(true)
                    .scan(0, |used, one| {
                        *used += one.len();
                        (*used <= room).then_some(one)
                    })
                    .collect();
                self.text.insert_str(self.at, &text);
                self.at += text.len();
                self.settle();
            }
            Edit::Backspace => self.cut(self.at - left, self.at),
            Edit::Delete => self.cut(self.at, self.at + right),
            Edit::Word => {
                let kept = self.before().trim_end();
                let start = kept.rfind(char::is_whitespace).map_or(0, |space| {
                    space + kept[space..].chars().next().map_or(0, char::len_utf8)
                });
                self.cut(start, self.at);
            }
            Edit::ToStart => self.cut(0, self.at),
            Edit::Left => self.at -= left,
            Edit::Right => self.at += right,
            Edit::Home => self.at = 0,
            Edit::End => self.at = self.text.len(),
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
        self.settle();
    }

    /// What was put in or taken out may have joined two characters into one: the cursor goes behind it.
    fn settle(&mut self) {
        let at = self.at;
        self.at = self
            .text
            .grapheme_indices(true)
            .map(|(start, one)| start + one.len())
            .find(|end| *end >= at)
            .filter(|_| at > 0)
            .unwrap_or(0);
    }
}

/// A field takes no more bytes than this: a paste by mistake must not make the screen slow.
const TEXT_MAX: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_move_by_what_a_reader_calls_a_character() {
        let insert = |text: &str| Edit::Insert(text.to_owned());
        let cases: [(&str, &[Edit], &str, &str); 10] = [
            // before, edits, text, before the cursor
            ("", &[insert("ab")], "ab", "ab"),
            ("ab", &[Edit::Left, insert("x")], "axb", "ax"),
            ("ae\u{301}", &[Edit::Backspace], "a", "a"),
            ("ae\u{301}b", &[Edit::Left, Edit::Left], "ae\u{301}b", "a"),
            ("👩‍👩‍👧x", &[Edit::Home, Edit::Delete], "x", ""),
            ("one two  ", &[Edit::Word], "one ", "one "),
            ("one", &[Edit::Word], "", ""),
            ("one two", &[Edit::Left, Edit::ToStart], "o", ""),
            (
                "",
                &[Edit::Backspace, Edit::Delete, Edit::Left, Edit::Right],
                "",
                "",
            ),
            (
                "a",
                &[insert("\n\u{1b}[2J")],
                "a \u{FFFD}[2J",
                "a \u{FFFD}[2J",
            ),
        ];
        for (start, edits, text, before) in cases {
            let mut field = Field::of(start);
            for edit in edits {
                field.edit(edit);
            }
            assert_eq!(
                (field.text(), field.before()),
                (text, before),
                "{start:?} {edits:?}"
            );
        }
    }

    #[test]
    fn a_mark_that_joins_its_letter_keeps_the_cursor_behind_both() {
        let mut field = Field::of("e");
        field.edit(&Edit::Home);
        field.edit(&Edit::Right);
        field.edit(&Edit::Insert("\u{301}".to_owned()));
        field.edit(&Edit::Backspace);
        assert_eq!(field.text(), "");
    }

    #[test]
    fn a_huge_paste_is_cut() {
        let mut field = Field::default();
        field.edit(&Edit::Insert("é".repeat(10_000)));
        assert!(field.text().len() <= TEXT_MAX);
        assert!(!field.text().is_empty());
    }
}
