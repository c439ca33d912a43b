//! Text poured into a width: wrapped, never cut, with the lines that a click or the cursor can land on.
//!
//! Here: pouring a flow into a rectangle with a word on what does not fit.
//! Not here: what is said (`view`).

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::wrap;

use super::message::{Message, Pane};
use super::theme::Theme;

/// Where things landed on the last frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Areas {
    /// Rectangles that can be clicked, later ones over earlier ones.
    pub clicks: Vec<(Rect, Message)>,
    /// Panes that can scroll.
    pub panes: Vec<(Pane, Rect, Landed)>,
}

/// How a flow lies in its rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Landed {
    /// The first line that is seen.
    pub offset: usize,
    /// The largest offset that makes sense.
    pub max: usize,
    /// How many lines are seen.
    pub height: usize,
}

impl Areas {
    /// What a click at a place says.
    pub(crate) fn click(&self, at: Position) -> Option<&Message> {
        self.clicks
            .iter()
            .rev()
            .find(|(area, _)| area.contains(at))
            .map(|(_, message)| message)
    }

    /// The pane under a place.
    pub(crate) fn pane(&self, at: Position) -> Option<Pane> {
        self.panes
            .iter()
            .rev()
            .find(|(_, area, _)| area.contains(at))
            .map(|(pane, ..)| *pane)
    }

    /// How a pane lay.
    pub(crate) fn landed(&self, pane: Pane) -> Landed {
        self.panes
            .iter()
            .rev()
            .find(|(other, ..)| *other == pane)
            .map(|(.., landed)| *landed)
            .unwrap_or_default()
    }
}

/// Lines of one width.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow {
    width: usize,
    lines: Vec<Line<'static>>,
    marks: Vec<(Range<usize>, Range<usize>, Message)>,
    focus: Option<Range<usize>>,
    cursor: Option<(usize, usize)>,
}

impl Flow {
    pub(super) fn new(width: u16) -> Self {
        Self {
            width: usize::from(width.max(8)),
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether some lines are to be brought into view.
    pub(super) fn is_focused(&self) -> bool {
        self.focus.is_some()
    }

    /// What is written, line by line.
    #[cfg(test)]
    pub(super) fn texts(&self) -> Vec<String> {
        let text = |line: &Line<'_>| line.to_string().trim_end().to_owned();
        self.lines.iter().map(text).collect()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// An empty line, unless there is one already or nothing before it.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// A line that is known to fit.
    pub(super) fn line(&mut self, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
    }

    /// A paragraph.
    pub(super) fn text(&mut self, style: Style, text: &str) {
        self.hang(&[], 0, style, text);
    }

    /// A paragraph that begins behind `head` and goes on `indent` columns from the left.
    pub(super) fn hang(&mut self, head: &[Span<'static>], indent: usize, style: Style, text: &str) {
        let head_width: usize = head.iter().map(Span::width).sum();
        let indent = indent.min(self.width / 2);
        let first = self.width.saturating_sub(head_width).max(1);
        let rest = self.width.saturating_sub(indent).max(1);
        for (index, piece) in wrap(text, first, rest).into_iter().enumerate() {
            let mut spans = if index == 0 {
                head.to_vec()
            } else {
                vec![Span::raw(" ".repeat(indent))]
            };
            spans.push(Span::styled(piece, style));
            self.lines.push(Line::from(spans));
        }
    }

    /// A click on these lines says `message`.
    pub(super) fn mark(&mut self, lines: Range<usize>, message: Message) {
        self.marks.push((lines, 0..self.width, message));
    }

    /// Words in a row, each with what a click on it says; they go to the next line where they do not fit.
    pub(super) fn words(&mut self, words: Vec<(Span<'static>, Option<Message>)>) {
        let mut line = Line::default();
        for (span, message) in words {
            let (at, width) = (line.width(), span.width());
            if at > 0 && at + width > self.width {
                self.lines.push(std::mem::take(&mut line));
            }
            let at = line.width();
            if let Some(message) = message {
                self.marks.push((
                    self.lines.len()..self.lines.len() + 1,
                    at..at + width,
                    message,
                ));
            }
            line.push_span(span);
        }
        self.lines.push(line);
    }

    /// These lines should be seen.
    pub(super) fn focus(&mut self, lines: Range<usize>) {
        self.focus = Some(lines);
    }

    /// What is being written, with the cursor at its place; lines break anywhere.
    pub(super) fn field(&mut self, indent: usize, before: &str, after: &str) {
        let indent = indent + 2;
        let room = self.width.saturating_sub(indent + 1).max(1);
        let mut rows: Vec<String> = vec![String::new()];
        let mut cursor = (0, 0);
        let put = |text: &str, rows: &mut Vec<String>| {
            for one in text.graphemes(true) {
                let row = rows.last().map_or(0, |row| row.width());
                if row + one.width() > room {
                    rows.push(String::new());
                }
                if let Some(row) = rows.last_mut() {
                    row.push_str(one);
                }
            }
        };
        put(before, &mut rows);
        if let Some(row) = rows.last() {
            cursor = (rows.len() - 1, row.width());
        }
        put(after, &mut rows);
        let start = self.lines.len();
        self.cursor = Some((start + cursor.0, indent + cursor.1));
        for (index, row) in rows.into_iter().enumerate() {
            let sign = if index == 0 { "› " } else { "  " };
            let fill = " ".repeat((room + 1).saturating_sub(row.width()));
            let style = Style::new().add_modifier(Modifier::UNDERLINED);
            self.lines.push(Line::from(vec![
                Span::raw(" ".repeat(indent - 2)),
                Span::raw(sign),
                Span::styled(row + &fill, style),
            ]));
        }
    }

    /// The first of so many lines that show the focus, and in a focus that is longer than that, the cursor.
    fn first_seen(&self, height: usize) -> usize {
        let first = match &self.focus {
            Some(focus) if focus.end > height => focus.start.min(focus.end - height),
            _ => 0,
        };
        match self.cursor {
            // A line more, since what is said about the text stands below it.
            Some((line, _)) if line >= first + height => (line + 2).saturating_sub(height),
            _ => first,
        }
    }

    /// Draws the lines into `area` from `offset`, or so that the focus is seen; returns where the cursor is.
    ///
    /// Where not all lines fit, the last row says how many are above and below.
    pub(super) fn pour(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        pane: Pane,
        offset: Option<usize>,
        areas: &mut Areas,
    ) -> Option<Position> {
        let room = usize::from(area.height);
        let fits = self.lines.len() <= room;
        let height = if fits { room } else { room.saturating_sub(1) };
        let max = self.lines.len().saturating_sub(height);
        let offset = offset.unwrap_or_else(|| self.first_seen(height)).min(max);
        let seen = offset..(offset + height).min(self.lines.len());
        for (row, line) in (area.y..).zip(&self.lines[seen.clone()]) {
            buffer.set_line(area.x, row, line, area.width);
        }
        if !fits && area.height > 0 {
            let (above, below) = (offset, self.lines.len() - seen.end);
            let mut parts = Vec::new();
            if above > 0 {
                parts.push(format!("▲ {above} above"));
            }
            if below > 0 {
                parts.push(format!(
                    "▼ {below} more {}",
                    if below == 1 { "line" } else { "lines" }
                ));
            }
            let text = format!("── {} ", parts.join(" · "));
            let rule = "─".repeat(usize::from(area.width).saturating_sub(text.width()));
            buffer.set_stringn(
                area.x,
                area.bottom() - 1,
                text + &rule,
                usize::from(area.width),
                Theme::dim(),
            );
        }
        for (lines, columns, message) in &self.marks {
            let top = lines.start.max(seen.start);
            let end = lines.end.min(seen.end);
            if top < end {
                areas.clicks.push((
                    Rect {
                        x: area.x + narrow(columns.start),
                        y: area.y + narrow(top - offset),
                        width: narrow(columns.len())
                            .min(area.width.saturating_sub(narrow(columns.start))),
                        height: narrow(end - top),
                    },
                    message.clone(),
                ));
            }
        }
        areas.panes.push((
            pane,
            area,
            Landed {
                offset,
                max,
                height,
            },
        ));
        let (line, column) = self.cursor?;
        seen.contains(&line).then(|| Position {
            x: (area.x + narrow(column)).min(area.right().saturating_sub(1)),
            y: area.y + narrow(line - offset),
        })
    }
}

fn narrow(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_is_seen_and_the_rest_is_counted() {
        let mut flow = Flow::new(20);
        for number in 0..10 {
            flow.line(format!("line {number}"));
        }
        flow.focus(6..8);
        let area = Rect::new(0, 0, 20, 5);
        let mut buffer = Buffer::empty(area);
        let mut areas = Areas::default();
        flow.pour(&mut buffer, area, Pane::Main, None, &mut areas);
        assert_eq!(
            areas.landed(Pane::Main),
            Landed {
                offset: 4,
                max: 6,
                height: 4
            }
        );
        let last: String = (0..20).map(|x| buffer[(x, 4)].symbol()).collect();
        assert_eq!(last, "── ▲ 4 above · ▼ 2 m");
    }
}
