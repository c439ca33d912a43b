//! What every prompt is made of: a list to pick from, a line to type.
//!
//! Here: entries, as many as fit the screen, and the keys that the last row names.
//! Not here: what can be picked (`plain::ask`, `plain::menu`).

use std::fmt;

use crate::text::{one_line, wrap};
use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};

/// A line of a list: what it stands for, how it reads, and how it reads once picked.
pub(super) struct Entry<T> {
    pub(super) pick: T,
    text: String,
    pub(super) short: String,
}

impl<T> Entry<T> {
    pub(super) fn new(pick: T, text: &str) -> Self {
        // The prompt itself would break lines in the midst of words.
        let room = window().0.saturating_sub(PREFIX_WIDTH + 1);
        Self {
            pick,
            text: wrap(&one_line(text), room, room).join("\n    "),
            short: one_line(text),
        }
    }

    pub(super) fn with_short(mut self, short: &str) -> Self {
        self.short = one_line(short);
        self
    }
}

impl<T> fmt::Display for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A list to pick from; none when the user pressed Escape.
pub(super) fn select<T>(
    message: &str,
    entries: Vec<Entry<T>>,
    start: usize,
) -> Result<Option<T>, InquireError> {
    let page = page_size(&entries);
    let start = start.min(entries.len().saturating_sub(1));
    let picked = Select::new(&one_line(message), entries)
        .with_page_size(page)
        .with_starting_cursor(start)
        .with_help_message(
            "↑↓ to move, Enter to take, letters to filter, Esc to go back, Ctrl-C to leave",
        )
        .with_formatter(&|entry| entry.value.short.clone())
        .prompt_skippable()?;
    Ok(picked.map(|entry| entry.pick))
}

/// How wide and how high the terminal is.
fn window() -> (usize, usize) {
    let (width, height) = crossterm::terminal::size().unwrap_or((80, 24));
    (usize::from(width.max(20)), usize::from(height))
}

/// As many entries as fit the screen with the prompt and its help; an entry may take several rows.
pub(super) fn page_size<T>(entries: &[Entry<T>]) -> usize {
    let (_, height) = window();
    let rows = |entry: &Entry<T>| entry.text.lines().count();
    let tallest = entries.iter().map(rows).max().unwrap_or(1).max(1);
    let all: usize = entries.iter().map(rows).sum();
    let room = height.saturating_sub(ROWS_AROUND);
    if all <= room {
        entries.len().max(1)
    } else {
        (room / tallest).max(2)
    }
}

/// The cursor and box that stand before an entry.
const PREFIX_WIDTH: usize = 6;
/// The question may take two rows, the filter and the help one each.
const ROWS_AROUND: usize = 5;

/// A typed line; none when the user pressed Escape.
pub(super) fn line<'l>(
    message: &'l str,
    help: &'l str,
    before: &'l str,
    check: impl Fn(&str) -> Validation + Clone + 'l,
) -> Result<Option<String>, InquireError> {
    Text::new(&one_line(message))
        .with_help_message(&one_line(help))
        .with_initial_value(before)
        .with_validator(move |typed: &str| Ok(check(typed)))
        .prompt_skippable()
}
