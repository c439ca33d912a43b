//! Text that came from outside: made harmless before it reaches a terminal or a document.
//!
//! Here: removal of control, escape and direction-override characters, wrapping by display width.
//! Not here: escaping for one document format (`design::escape`).

mod wrap;

pub use wrap::{shorten, wrap};

/// Whether a character could move the cursor, start an escape sequence, or reorder what a reader sees.
///
/// Unicode bidirectional controls are included: they can make a line read as its opposite
/// (Boucher and Anderson, "Trojan Source", USENIX Security 2023).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{FEFF}'
        )
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// One line of harmless text: line breaks and tabs become spaces, other unsafe characters `U+FFFD`.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => ' ',
            c if is_unsafe(c) => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// Harmless text that keeps its line breaks (`\r\n` becomes `\n`, a tab becomes four spaces).
#[must_use]
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if is_unsafe(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The first letter in lower case where the word is not an acronym: `Latest write` becomes
/// `latest write`, `CRDT` stays.
#[must_use]
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second))
            if first.is_uppercase() && (second.is_lowercase() || second == ' ') =>
        {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The first letter in upper case.
#[must_use]
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_do_not_survive() {
        assert_eq!(one_line("a\u{1b}[2Jb\r\nc"), "a\u{FFFD}[2Jb  c");
        assert_eq!(one_line("x\u{202e}y"), "x\u{FFFD}y");
        assert_eq!(lines("a\r\nb\tc\u{7}"), "a\nb    c\u{FFFD}");
    }

    #[test]
    fn acronyms_keep_their_case() {
        assert_eq!(lower_first("Latest write"), "latest write");
        assert_eq!(lower_first("CRDT"), "CRDT");
        assert_eq!(lower_first("A node"), "a node");
        assert_eq!(upper_first("orders"), "Orders");
    }
}
