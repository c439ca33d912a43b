//! The user's own words inside Markdown, HTML and Mermaid: printed, never interpreted.

/// Text inside a paragraph, a table cell or a heading of GitHub-flavoured Markdown.
///
/// Punctuation that can start a construct anywhere is escaped; what only counts at the start of a line
/// (`-`, `+`, `1.`) is escaped there. Addresses are broken up so that they do not become links by themselves.
#[must_use]
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, c) in text.char_indices() {
        match c {
            '_' if is_inside_a_word(text, index) => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '<' | '>' if is_a_sign(text, index) => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            ':' if text[index..].starts_with("://") => out.push_str("&#58;"),
            '-' | '+' | '=' if index == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if is_list_marker(text, index) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether `<` or `>` stands between spaces, an equals sign aside, where it opens no tag and no quotation.
fn is_a_sign(text: &str, index: usize) -> bool {
    let after = text[index + 1..].trim_start_matches('=');
    index > 0 && text[..index].ends_with(' ') && after.starts_with(' ')
}

/// Whether letters or digits stand on both sides, where an underscore emphasises nothing.
fn is_inside_a_word(text: &str, index: usize) -> bool {
    let before = text[..index].chars().next_back();
    let after = text[index + 1..].chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

/// Whether the character at `index` would make the text begin an ordered list: digits before it, a space behind it.
fn is_list_marker(text: &str, index: usize) -> bool {
    index > 0
        && text[..index].chars().all(|c| c.is_ascii_digit())
        && text[index + 1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
}

/// A name inside a sentence, set off as code so that `files` is read as one thing; one with marks in it is only escaped.
#[must_use]
pub(super) fn name(text: &str) -> String {
    let escaped = markdown(text);
    if escaped == text && !text.is_empty() {
        format!("`{text}`")
    } else {
        escaped
    }
}

/// Text inside a code span of one backtick, in a table as well as outside. No mark can be escaped there, so those two
/// that would end the span or the cell are replaced by what looks like them.
#[must_use]
pub(super) fn code(text: &str) -> String {
    text.replace('`', "'").replace('|', "¦")
}

/// Text inside a quoted Mermaid label.
#[must_use]
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::text::one_line(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            ';' => out.push_str("#59;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            '\\' => out.push_str("#92;"),
            '{' => out.push_str("#123;"),
            '}' => out.push_str("#125;"),
            '[' => out.push_str("#91;"),
            ']' => out.push_str("#93;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_typed_becomes_markup() {
        let cases = [
            ("a|b", "a\\|b"),
            ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
            ("1. first", "1\\. first"),
            ("- item", "\\- item"),
            ("see https://example.com", "see https&#58;//example.com"),
            ("*_`", "\\*\\_\\`"),
            ("plain words, 99.9%", "plain words, 99.9%"),
            ("99.9%", "99.9%"),
            ("p99 <= 50ms, 2^3 > 7!", "p99 <= 50ms, 2^3 > 7!"),
            ("<= 5", "&lt;= 5"),
            ("a <b", "a &lt;b"),
            ("loop_wait", "loop_wait"),
            ("_loop_", "\\_loop\\_"),
        ];
        for (typed, printed) in cases {
            assert_eq!(markdown(typed), printed, "{typed}");
        }
        assert_eq!(code("dataset.a`b|c [eu].reads"), "dataset.a'b¦c [eu].reads");
        assert_eq!(mermaid("a\"]; b --> c"), "a#quot;#93;#59; b --#gt; c");
    }
}
