//! Sections, datasets and services with how far each is: a panel, or one line where there is no room.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::interview::{Entry, Interview, Page, Progress};
use crate::text::shorten;

use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Screen;
use super::super::theme::Theme;

/// The panel at the side.
pub(super) fn panel(
    frame: &mut Frame<'_>,
    area: Rect,
    screen: &Screen,
    interview: &Interview<'_>,
    theme: Theme,
    areas: &mut Areas,
) {
    let flow = contents(area.width, interview, None, theme);
    let offset = screen.scrolled.get(&Pane::Outline).copied();
    flow.pour(frame.buffer_mut(), area, Pane::Outline, offset, areas);
    // A click on a section opens the contents there, where Enter goes on.
    areas.clicks.push((area, Message::Contents));
}

/// All entries and the review; the cursor, where there is one, else the place where one is.
pub(super) fn contents(
    width: u16,
    interview: &Interview<'_>,
    cursor: Option<usize>,
    theme: Theme,
) -> Flow {
    let mut flow = Flow::new(width);
    let entries = interview.outline();
    if cursor.is_none() {
        flow.line(Span::styled("Contents", theme.accent()));
    }
    for (index, entry) in entries.iter().enumerate() {
        let at = flow.len();
        row(
            &mut flow,
            entry,
            &count_of(interview, entry),
            cursor == Some(index),
            cursor.is_some(),
            theme,
        );
        flow.mark(at..flow.len(), Message::Pick(index));
        if cursor == Some(index) || cursor.is_none() && entry.here {
            flow.focus(at..flow.len());
        }
    }
    let at = flow.len();
    let here = *interview.page() == Page::Review;
    let on = cursor == Some(entries.len());
    let style = match (on, here) {
        (true, _) => Theme::cursor(),
        (false, true) => Theme::strong(),
        _ => Theme::plain(),
    };
    let mark = if on || cursor.is_none() && here {
        "▸ "
    } else {
        "  "
    };
    flow.line(Line::from(vec![
        Span::styled(mark, theme.accent()),
        Span::raw("  "),
        Span::styled("Review and finish", style),
    ]));
    flow.mark(at..flow.len(), Message::Pick(entries.len()));
    if on || cursor.is_none() && here {
        flow.focus(at..flow.len());
    }
    flow
}

fn row(flow: &mut Flow, entry: &Entry, count: &str, on: bool, choosing: bool, theme: Theme) {
    let (sign, sign_style) = match &entry.progress {
        Progress { open: 0, .. } if entry.progress.done() == 0 => (" ", Theme::plain()),
        Progress { open: 0, .. } => ("✓", theme.good()),
        _ => ("○", Theme::plain()),
    };
    let indent = if entry.sheet.is_some() { "  " } else { "" };
    let mark = if on || !choosing && entry.here {
        "▸ "
    } else {
        "  "
    };
    let room = flow
        .width()
        .saturating_sub(6 + indent.len() + count.width());
    let title = shorten(&entry.title, room);
    let style = match (on, entry.here) {
        (true, _) => Theme::cursor(),
        (false, true) => Theme::strong(),
        _ => Theme::plain(),
    };
    let fill = " ".repeat(room.saturating_sub(title.width()) + 1);
    flow.line(Line::from(vec![
        Span::styled(mark, theme.accent()),
        Span::raw(indent),
        Span::styled(sign, sign_style),
        Span::raw(" "),
        Span::styled(title, style),
        Span::raw(fill),
        Span::styled(count.to_owned(), Theme::dim()),
    ]));
}

/// What stands at the end of an entry's row: questions done, or how many datasets or services there are.
fn count_of(interview: &Interview<'_>, entry: &Entry) -> String {
    match (
        &entry.page,
        interview.catalog().sections[entry.section].scope,
    ) {
        (Page::Sheets { .. }, scope) => match interview.answers().sheets(scope).len() {
            0 => "none yet".to_owned(),
            some => some.to_string(),
        },
        _ => count(&entry.progress),
    }
}

/// Questions done of those that are asked.
fn count(progress: &Progress) -> String {
    let done = progress.done();
    match done + progress.open {
        0 => String::new(),
        all => format!("{done}/{all}"),
    }
}

/// The line that says where one is.
pub(super) fn line(frame: &mut Frame<'_>, area: Rect, interview: &Interview<'_>, theme: Theme) {
    let entries = interview.outline();
    let width = usize::from(area.width).saturating_sub(2);
    let text = match entries.iter().position(|entry| entry.here) {
        None => "Review".to_owned(),
        Some(index) => {
            let entry = &entries[index];
            let section = interview.title(entry.section, None);
            let title = match entry.sheet {
                Some(_) => format!("{section} › {}", entry.title),
                None => entry.title.clone(),
            };
            format!("Part {} of {} · {title}", index + 1, entries.len() + 1)
        }
    };
    let progress = entries
        .iter()
        .find(|entry| entry.here)
        .map(|entry| entry.progress)
        .unwrap_or_default();
    let count = count(&progress);
    let done = progress.done();
    let gauge = (done * 10).checked_div(done + progress.open);
    let gauge = gauge.map_or_else(String::new, |filled| {
        format!(" {}{} {count}", "━".repeat(filled), "╌".repeat(10 - filled))
    });
    let text = shorten(&text, width.saturating_sub(gauge.width()));
    let fill = " ".repeat(width.saturating_sub(text.width() + gauge.width()));
    let line = Line::from(vec![
        Span::styled(text, theme.accent()),
        Span::raw(fill),
        Span::styled(gauge, Theme::dim()),
    ]);
    frame
        .buffer_mut()
        .set_line(area.x + 1, area.y, &line, area.width.saturating_sub(2));
}
