//! The start screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Over;
use super::super::start::{Found, Row, Start};
use super::super::theme::Theme;
use super::{inside, keys, notice, over, too_small, two_ends};

/// Draws the start screen.
pub(in super::super) fn start(frame: &mut Frame<'_>, start: &Start, theme: Theme) -> Areas {
    let window = frame.area();
    let mut areas = Areas::default();
    if too_small(frame, false) {
        return areas;
    }
    let row = |y: u16| Rect {
        y,
        height: 1,
        ..window
    };
    two_ends(
        frame,
        row(0),
        " quorate",
        "design decisions for distributed systems ",
    );
    let body = Rect {
        y: 1,
        height: window.height - 3,
        ..window
    };
    let main = inside(body);
    let main = Rect {
        width: main.width.min(super::LINE_MAX),
        ..main
    };
    let flow = rows(main.width, start, theme);
    flow.pour(frame.buffer_mut(), main, Pane::Main, None, &mut areas);
    notice(
        frame,
        row(window.bottom() - 2),
        start.notice.as_ref(),
        theme,
    );
    let cursor = match &start.over {
        Some(Over::Prompt(prompt)) => over::prompt(frame, body, prompt, theme, &mut areas),
        Some(Over::Dialog(dialog)) => {
            over::dialog(frame, body, dialog, theme, &mut areas);
            None
        }
        Some(Over::Help(context)) => {
            over::help_window(frame, body, *context, start.scrolled, theme, &mut areas);
            None
        }
        _ => None,
    };
    keys(
        frame,
        row(window.bottom() - 1),
        start.context(),
        theme,
        &mut areas,
    );
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
    areas
}

fn rows(width: u16, start: &Start, theme: Theme) -> Flow {
    let mut flow = Flow::new(width);
    flow.gap();
    flow.text(
        Theme::plain(),
        "Answer what you know about a system and its data. Quorate decides how to replicate, lock, retry and roll out, says why, and writes the architecture brief.",
    );
    flow.gap();
    let mut heading = "";
    for (index, row) in start.rows().into_iter().enumerate() {
        let (under, label, means) = match row {
            Row::Draft(found) => (
                "Go on with a draft",
                title(found, "A system without a name yet"),
                means(found),
            ),
            Row::New => (
                "Begin",
                "New answers".to_owned(),
                "Fifteen minutes; every answer is saved, and you can stop at any time.".to_owned(),
            ),
            Row::File(found) => (
                "Open a file",
                found.path.display().to_string(),
                means(found),
            ),
            Row::Open => (
                "Open a file",
                "Another file…".to_owned(),
                "Type its path.".to_owned(),
            ),
        };
        if under != heading {
            flow.gap();
            flow.line(Span::styled(under, theme.accent()));
            heading = under;
        }
        let at = flow.len();
        let on = index == start.cursor;
        let head = [
            Span::styled(if on { "▸ " } else { "  " }, theme.accent()),
            Span::styled(format!("{:<3}", index + 1), Theme::dim()),
        ];
        let style = if on { Theme::cursor() } else { Theme::strong() };
        flow.hang(&head, 5, style, &crate::text::one_line(&label));
        let style = if on { Theme::plain() } else { Theme::dim() };
        flow.hang(&[Span::raw("     ")], 5, style, &means);
        flow.mark(at..flow.len(), Message::Pick(index));
        if on {
            flow.focus(at..flow.len());
        }
    }
    flow
}

fn title(found: &Found, without: &str) -> String {
    found.name.clone().unwrap_or_else(|| without.to_owned())
}

fn means(found: &Found) -> String {
    let answered = match found.answered {
        None => "cannot be read; Enter says why".to_owned(),
        Some(1) => "1 answer".to_owned(),
        Some(count) => format!("{count} answers"),
    };
    let saved = match found.age_s {
        Some(age) => format!("{answered}, saved {}", ago(age)),
        None => answered,
    };
    match &found.rescued_from {
        Some(file) => {
            let file = crate::text::one_line(&file.display().to_string());
            format!("{saved}; they could not be saved in {file}")
        }
        None => saved,
    }
}

/// How long ago, in one unit.
fn ago(age_s: u64) -> String {
    let (count, unit) = match age_s {
        0..60 => return "just now".to_owned(),
        60..3600 => (age_s / 60, "minute"),
        3600..86_400 => (age_s / 3600, "hour"),
        _ => (age_s / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}
