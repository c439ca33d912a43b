//! Text in columns: wrapped at spaces, never cut, or shortened with an ellipsis; by display width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The text in pieces of at most `first` columns, then `rest`; at spaces where possible. Lines of the text stay
/// lines; what could harm the terminal is replaced.
#[must_use]
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let text = super::lines(text);
    let mut out: Vec<String> = Vec::new();
    for source in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in source.split_word_groups() {
            let room = if out.is_empty() { first } else { rest };
            let width = word.trim_end().width();
            if used > 0 && used + width > room {
                out.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            for one in word.graphemes(true) {
                let room = if out.is_empty() { first } else { rest };
                if one != " " && used > 0 && used + one.width() > room {
                    out.push(std::mem::take(&mut line).trim_end().to_owned());
                    used = 0;
                }
                line.push_str(one);
                used += one.width();
            }
        }
        out.push(line.trim_end().to_owned());
    }
    out
}

/// As much of a text as fits into `width` columns; an ellipsis stands for what does not.
#[must_use]
pub fn shorten(text: &str, width: usize) -> String {
    let text = super::one_line(text);
    if text.width() <= width {
        return text;
    }
    let mut out = String::new();
    for one in text.graphemes(true) {
        if out.width() + one.width() + 1 > width {
            break;
        }
        out.push_str(one);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

trait Words {
    /// Words with the spaces that follow them; the first one with the spaces before it.
    fn split_word_groups(&self) -> Vec<&str>;
}

impl Words for str {
    fn split_word_groups(&self) -> Vec<&str> {
        let mut groups = Vec::new();
        let (mut start, mut word, mut space) = (0, false, false);
        for (at, c) in self.char_indices() {
            if c == ' ' {
                space = word;
            } else {
                if space {
                    groups.push(&self[start..at]);
                    start = at;
                    space = false;
                }
                word = true;
            }
        }
        if start < self.len() {
            groups.push(&self[start..]);
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_and_nothing_is_lost() {
        let cases: [(&str, usize, usize, &[&str]); 8] = [
            ("one two three", 7, 7, &["one two", "three"]),
            ("one two three", 3, 9, &["one", "two three"]),
            ("abcdefghij", 4, 4, &["abcd", "efgh", "ij"]),
            ("  two in", 6, 6, &["  two", "in"]),
            ("a\n\nb", 5, 5, &["a", "", "b"]),
            ("日本語 語", 4, 4, &["日本", "語", "語"]),
            ("", 5, 5, &[""]),
            ("x\u{1b}[2J", 9, 9, &["x\u{FFFD}[2J"]),
        ];
        for (text, first, rest, expected) in cases {
            assert_eq!(wrap(text, first, rest), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_shortened_to_its_width() {
        assert_eq!(shorten("checkout", 8), "checkout");
        assert_eq!(shorten("checkout", 5), "chec…");
        assert_eq!(shorten("日本語", 4), "日…");
    }
}
