//! A sheet of results: labels and values in columns, and bars where a curve says more than a number.

use std::fmt::{Display, Write};

use unicode_width::UnicodeWidthStr;

use crate::units::Duration;

/// Characters of the longest bar.
const BAR: f64 = 40.0;

#[derive(Debug, Default)]
pub(super) struct Sheet {
    text: String,
    /// Rows not yet written: their columns are as wide as the widest of them.
    pending: Vec<Vec<String>>,
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A heading, set off from what came before.
    pub(super) fn heading(&mut self, heading: impl Display) -> &mut Self {
        self.align();
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{heading}");
        self
    }

    /// A label and its value.
    pub(super) fn row(&mut self, label: impl Display, value: impl Display) -> &mut Self {
        self.cells(&[&label, &value])
    }

    /// A row of columns.
    pub(super) fn cells(&mut self, cells: &[&dyn Display]) -> &mut Self {
        self.pending
            .push(cells.iter().map(ToString::to_string).collect());
        self
    }

    /// A sentence below the rows.
    pub(super) fn note(&mut self, note: impl Display) -> &mut Self {
        self.align();
        let _ = writeln!(self.text, "{}", format!("  {note}").trim_end());
        self
    }

    /// Bars from zero to the largest value, with a label before and the value written out after each.
    pub(super) fn bars(&mut self, bars: &[(String, f64, String)]) -> &mut Self {
        let most = bars
            .iter()
            .map(|(_, value, _)| *value)
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max);
        for (label, value, written) in bars {
            let share = if most > 0.0 {
                (value / most).clamp(0.0, 1.0)
            } else {
                0.0
            };
            self.cells(&[label, &format!("{} {written}", bar(share * BAR))]);
        }
        self
    }

    /// Writes pending rows in columns.
    fn align(&mut self) {
        let columns = self.pending.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.pending
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in std::mem::take(&mut self.pending) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let _ = write!(
                    line,
                    "  {cell}{}",
                    " ".repeat(width.saturating_sub(cell.width()))
                );
            }
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    /// All of it.
    pub(super) fn finish(mut self) -> String {
        self.align();
        self.text
    }
}

/// A bar of so many characters, to an eighth.
fn bar(length: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 320"
    )]
    let eighths = (length * 8.0).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// A computed number of seconds as a time.
pub(super) fn time(seconds: f64) -> String {
    Duration::from_secs_f64(seconds)
        .unwrap_or(Duration::MAX)
        .rounded(3)
}

/// A computed share, which may be above one.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", short(share * 100.0, 3))
}

/// A number to `digits` significant digits, without needless zeros.
pub(super) fn short(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let rounded: f64 = format!("{value:.*e}", digits.saturating_sub(1))
        .parse()
        .unwrap_or(value);
    if (1e-4..1e9).contains(&rounded.abs()) {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_bars() {
        let mut sheet = Sheet::new();
        sheet
            .heading("first")
            .row("a", 1)
            .row("longer", 22)
            .note("a note");
        sheet.heading("second").bars(&[
            ("x".to_owned(), 1.0, "one".to_owned()),
            ("yy".to_owned(), 0.5, "half".to_owned()),
        ]);
        let expected = format!(
            "first\n  a       1\n  longer  22\n  a note\n\nsecond\n  x   {} one\n  yy  {} half\n",
            "█".repeat(40),
            "█".repeat(20)
        );
        assert_eq!(sheet.finish(), expected);
    }

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.666_666, "0.667"),
            (1234.5, "1230"),
            (0.0, "0"),
            (1.5e-9, "1.5e-9"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(short(value, 3), text);
        }
    }
}
