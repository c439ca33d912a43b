//! Markdown on the screen: tables in columns, headings and lists by their look, no marks.
//!
//! Here: what the templates of the brief use. A diagram stays as it is written.
//! Not here: which lines are new (`view::preview`).

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::text::wrap;

use super::super::flow::Flow;
use super::super::theme::Theme;

/// Between two columns.
const BETWEEN: &str = " │ ";

/// A word that is longer than this may be broken to make a column narrower; others are not.
const WORD_MAX: usize = 24;

/// Puts a text into a flow, each line behind the sign that `sign` gives for it; says where each line of the text went.
pub(super) fn put(
    flow: &mut Flow,
    text: &str,
    theme: Theme,
    sign: impl Fn(&str) -> Span<'static>,
) -> Vec<std::ops::Range<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut places = Vec::with_capacity(lines.len());
    let (mut at, mut fenced) = (0, false);
    while let Some(line) = lines.get(at) {
        let start = flow.len();
        let table = lines[at..]
            .iter()
            .take_while(|line| line.starts_with('|'))
            .count();
        if !fenced && table > 1 {
            places.extend(self::table(flow, &lines[at..at + table], &sign));
            at += table;
            continue;
        }
        let fence = line.trim_start().starts_with("```");
        if fenced || fence {
            fenced ^= fence;
            flow.hang(&[sign(line)], 4, Theme::dim(), line);
        } else {
            paragraph(flow, line, sign(line), theme);
        }
        places.push(start..flow.len());
        at += 1;
    }
    places
}

fn paragraph(flow: &mut Flow, line: &str, sign: Span<'static>, theme: Theme) {
    let body = line.trim_start();
    let lead = line.len() - body.len();
    let (style, mark, text) = if let Some(title) = body.strip_prefix("# ") {
        (theme.accent(), "", title)
    } else if let Some(title) = body.strip_prefix("## ") {
        (theme.accent(), "", title)
    } else if body.starts_with("###") {
        (
            Theme::strong(),
            "",
            body.trim_start_matches('#').trim_start(),
        )
    } else if let Some(quote) = body.strip_prefix("> ") {
        (Theme::dim(), "│ ", quote)
    } else if let Some(item) = body.strip_prefix("- ") {
        (Theme::plain(), "• ", item)
    } else {
        (Theme::plain(), "", body)
    };
    let before = format!("{}{mark}", " ".repeat(lead));
    let indent = sign.width() + before.width();
    flow.hang(&[sign, Span::raw(before)], indent, style, &plain(text));
}

/// Rows in columns. Where they do not fit, the widest are narrowed and wrap between words; where even that does not,
/// each row becomes a list of its cells with their titles.
fn table(
    flow: &mut Flow,
    lines: &[&str],
    sign: &impl Fn(&str) -> Span<'static>,
) -> Vec<std::ops::Range<usize>> {
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let room = flow
        .width()
        .saturating_sub(2 + BETWEEN.width() * columns.saturating_sub(1));
    let most = |column: usize, measure: &dyn Fn(&str) -> usize| {
        let cells = rows.iter().enumerate().filter(|(row, _)| *row != 1);
        let cells = cells.filter_map(|(_, cells)| cells.get(column));
        cells.map(|cell| measure(cell)).max().unwrap_or(0)
    };
    let word = |cell: &str| {
        cell.split(' ')
            .map(UnicodeWidthStr::width)
            .max()
            .unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| most(column, &|cell| cell.width()))
        .collect();
    let words: Vec<usize> = (0..columns)
        .map(|column| most(column, &word).min(WORD_MAX))
        .collect();
    while widths.iter().sum::<usize>() > room {
        let wide = widths
            .iter_mut()
            .zip(&words)
            .filter(|(width, word)| **width > **word);
        let Some((widest, _)) = wide.max_by_key(|(width, _)| **width) else {
            return listed(flow, lines, &rows, sign);
        };
        *widest -= 1;
    }
    let mut places = Vec::with_capacity(lines.len());
    for (row, (line, cells)) in lines.iter().zip(&rows).enumerate() {
        let start = flow.len();
        if row == 1 {
            let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            flow.line(vec![
                Span::raw("  "),
                Span::styled(rules.join("─┼─"), Theme::dim()),
            ]);
        } else {
            let style = if row == 0 {
                Style::new().add_modifier(Modifier::BOLD)
            } else {
                Theme::plain()
            };
            columns_of(flow, cells, &widths, &sign(line), style);
        }
        places.push(start..flow.len());
    }
    places
}

/// A row of a table, over as many lines as its highest cell.
fn columns_of(
    flow: &mut Flow,
    cells: &[String],
    widths: &[usize],
    sign: &Span<'static>,
    style: Style,
) {
    let wrapped: Vec<Vec<String>> = widths
        .iter()
        .enumerate()
        .map(|(column, width)| {
            let text = cells.get(column).map_or("", String::as_str);
            wrap(text, (*width).max(1), (*width).max(1))
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..height {
        let pieces = wrapped.iter().zip(widths).map(|(cell, width)| {
            let piece = cell.get(line).map_or("", String::as_str);
            format!("{piece}{}", " ".repeat(width.saturating_sub(piece.width())))
        });
        let mut spans = vec![if line == 0 {
            sign.clone()
        } else {
            Span::raw("  ")
        }];
        for (column, piece) in pieces.enumerate() {
            if column > 0 {
                spans.push(Span::styled(BETWEEN, Theme::dim()));
            }
            spans.push(Span::styled(piece, style));
        }
        flow.line(spans);
    }
}

fn listed(
    flow: &mut Flow,
    lines: &[&str],
    rows: &[Vec<String>],
    sign: &impl Fn(&str) -> Span<'static>,
) -> Vec<std::ops::Range<usize>> {
    let titles = rows.first().cloned().unwrap_or_default();
    let mut places = Vec::with_capacity(lines.len());
    for (row, (line, cells)) in lines.iter().zip(rows).enumerate() {
        let start = flow.len();
        if row > 1 {
            for (column, cell) in cells.iter().enumerate() {
                let title = titles.get(column).filter(|title| !title.is_empty());
                let text = title.map_or_else(|| cell.clone(), |title| format!("{title}: {cell}"));
                let mark = if column == 0 { "• " } else { "  " };
                let head = if column == 0 {
                    sign(line)
                } else {
                    Span::raw("  ")
                };
                flow.hang(&[head, Span::raw(mark)], 4, Theme::plain(), &text);
            }
        }
        places.push(start..flow.len());
    }
    places
}

/// The cells of a row; a bar with a backslash is a bar.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for sign in line.chars() {
        match sign {
            '|' if !escaped => cells.push(String::new()),
            sign => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(sign);
                }
            }
        }
        escaped = sign == '\\' && !escaped;
    }
    // What follows the last bar is no cell.
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| plain(cell.trim())).collect()
}

/// The text without marks: what was escaped is itself again, a link is its words.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let after = &rest[sign.len_utf8()..];
        rest = after;
        match sign {
            '\\' => {
                if let Some(literal) = after.chars().next().filter(char::is_ascii_punctuation) {
                    out.push(literal);
                    rest = &after[literal.len_utf8()..];
                } else {
                    out.push(sign);
                }
            }
            '*' if after.starts_with('*') => rest = &after[1..],
            '`' => {}
            '&' => {
                let known = ENTITIES.iter().find(|(name, _)| after.starts_with(name));
                if let Some((name, literal)) = known {
                    out.push(*literal);
                    rest = &after[name.len()..];
                } else {
                    out.push(sign);
                }
            }
            '[' => match after.split_once("](") {
                Some((words, target)) if !words.contains('[') && target.contains(')') => {
                    out.push_str(&plain(words));
                    rest = target.split_once(')').map_or("", |(_, rest)| rest);
                }
                _ => out.push(sign),
            },
            sign => out.push(sign),
        }
    }
    out
}

/// What the brief escapes in this way.
const ENTITIES: [(&str, char); 5] = [
    ("lt;", '<'),
    ("gt;", '>'),
    ("amp;", '&'),
    ("#64;", '@'),
    ("#58;", ':'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, width: u16) -> Vec<String> {
        let mut flow = Flow::new(width);
        put(&mut flow, text, Theme { color: false }, |_| Span::raw("  "));
        flow.texts()
    }

    #[test]
    fn marks_are_gone_and_what_was_escaped_is_itself() {
        let cases = [
            ("**Locks: none.** No `x`.", "Locks: none. No x."),
            (
                "a\\|b \\*c\\* &lt;d&gt; &#64;e f&#58;//g &amp; h",
                "a|b *c* <d> @e f://g & h",
            ),
            (
                "see [the page](https://example.org/a) or [abadi-2012]",
                "see the page or [abadi-2012]",
            ),
            ("2 * 3, a\\b, 5 &c", "2 * 3, a\\b, 5 &c"),
        ];
        for (written, shown) in cases {
            assert_eq!(plain(written), shown);
        }
    }

    #[test]
    fn a_table_stands_in_columns_and_wraps_within_them() {
        let table = "| What | Answer |\n| --- | --- |\n| Reads | Latest write |\n| a\\|b | |\n";
        assert_eq!(
            drawn(table, 40),
            [
                "  What  │ Answer",
                "  ──────┼─────────────",
                "  Reads │ Latest write",
                "  a|b   │",
            ]
        );
        assert_eq!(
            drawn(table, 18),
            [
                "  What  │ Answer",
                "  ──────┼─────────",
                "  Reads │ Latest",
                "        │ write",
                "  a|b   │",
            ]
        );
        let wide = "| A | B | C |\n| --- | --- | --- |\n| one two three | four fivesixes | seveneight nine |\n";
        assert_eq!(
            drawn(wide, 24),
            [
                "  • A: one two three",
                "    B: four fivesixes",
                "    C: seveneight nine"
            ]
        );
    }

    #[test]
    fn headings_lists_and_diagrams_keep_their_look() {
        let text =
            "### Goals\n- one\n    - two\n> said\n```mermaid\n| x | y |\n| z | **a** |\n```\n";
        assert_eq!(
            drawn(text, 40),
            [
                "  Goals",
                "  • one",
                "      • two",
                "  │ said",
                "  ```mermaid",
                "  | x | y |",
                "  | z | **a** |",
                "  ```"
            ]
        );
    }
}
