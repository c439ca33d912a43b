//! The list of datasets or services, and the review.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::catalog::Scope;
use crate::engine::Origin;
use crate::interview::{Interview, Page, Progress, Status};
use crate::text::{shorten, wrap};

use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::review::{Row, rows};
use super::super::screen::Screen;
use super::super::theme::Theme;
use super::{Around, card, live};

/// A row that Enter takes.
fn stop(flow: &mut Flow, on: bool, number: Option<usize>, label: &str, theme: Theme) {
    let mut head = vec![Span::styled(if on { "▸ " } else { "  " }, theme.accent())];
    if let Some(number) = number {
        head.push(Span::styled(format!("{number:<3}"), Theme::dim()));
    }
    let style = if on { Theme::cursor() } else { Theme::strong() };
    let indent = head.iter().map(Span::width).sum();
    flow.hang(&head, indent, style, label);
}

/// Datasets or services.
pub(super) fn sheets(
    frame: &mut Frame<'_>,
    area: Rect,
    cursor: usize,
    screen: &Screen,
    interview: &Interview<'_>,
    theme: Theme,
    areas: &mut Areas,
) {
    let Page::Sheets { section, scope } = &screen.at else {
        return;
    };
    let (scope, catalog) = (*scope, interview.catalog());
    let about = &catalog.sections[*section];
    let count = interview.answers().sheets(scope).len();
    let mut flow = Flow::new(area.width);
    flow.text(Theme::strong(), &about.title);
    flow.text(Theme::plain(), &about.about);
    flow.gap();
    let outline = interview.outline();
    for index in 0..count {
        let start = flow.len();
        stop(
            &mut flow,
            cursor == index,
            Some(index + 1),
            &interview.sheet_name(scope, index),
            theme,
        );
        let entry = outline
            .iter()
            .find(|entry| entry.section == *section && entry.sheet == Some(index));
        if let Some(entry) = entry {
            let progress = entry.progress;
            let (sign, count, rest) = match progress.open {
                0 => ("✓", progress.unsure, "unsure"),
                open => ("○", open, "open"),
            };
            let said = answered(&progress);
            let text = format!("{sign} {said}, {count} {rest}");
            flow.hang(&[Span::raw("     ")], 5, Theme::dim(), &text);
        }
        flow.mark(start..flow.len(), Message::Pick(index));
        if cursor == index {
            flow.focus(start..flow.len());
        }
    }
    let word = scope.word();
    let add = if count == 0 {
        format!("Add a {word}…")
    } else {
        format!("Add another {word}…")
    };
    let go_on = match (count, scope) {
        (0, Scope::Dataset) => "Go on without a dataset: nothing is decided about data then",
        (0, _) => "Go on without a service",
        _ => "Go on",
    };
    for (index, label) in [(count, add.as_str()), (count + 1, go_on)] {
        let start = flow.len();
        stop(&mut flow, cursor == index, Some(index + 1), label, theme);
        flow.mark(start..flow.len(), Message::Pick(index));
        if cursor == index {
            flow.focus(start..flow.len());
        }
    }
    let offset = screen.scrolled.get(&Pane::Main).copied();
    flow.pour(frame.buffer_mut(), area, Pane::Main, offset, areas);
}

/// How many questions the user answered, and how many the archetype did.
fn answered(progress: &Progress) -> String {
    let likely = match progress.likely {
        0 => String::new(),
        likely => format!(", {likely} from the archetype"),
    };
    format!("{} answered{likely}", progress.answered)
}

/// All answers.
pub(super) fn review(
    frame: &mut Frame<'_>,
    area: Rect,
    screen: &Screen,
    interview: &Interview<'_>,
    around: &Around<'_>,
    areas: &mut Areas,
) {
    let (theme, beside) = (around.theme, around.beside.of(interview));
    let progress = interview.progress();
    let mut flow = Flow::new(area.width);
    let rest = match (progress.open, progress.unsure) {
        (0, 0) => "Nothing is open.".to_owned(),
        (0, unsure) => format!("{unsure} unsure: the brief lists them as assumptions."),
        (open, 0) => format!(
            "{open} open: defaults are taken for them, and the brief lists them as assumptions."
        ),
        (open, unsure) => format!(
            "{open} open and {unsure} unsure: defaults are taken for them, and the brief lists them as assumptions."
        ),
    };
    flow.text(Theme::strong(), "Your answers");
    flow.text(Theme::plain(), &format!("{}. {rest}", answered(&progress)));
    flow.gap();
    for (index, row) in rows(interview).iter().enumerate() {
        let on = index == screen.review_cursor;
        let start = flow.len();
        match row {
            Row::Finish => stop(&mut flow, on, None, "Write the brief", theme),
            Row::Conflict(clash) => {
                let mark = if on { "▸ " } else { "  " };
                let head = [
                    Span::styled(mark, theme.accent()),
                    Span::styled("! ", theme.bad()),
                ];
                let style = if on { Theme::cursor() } else { theme.bad() };
                flow.hang(&head, 4, style, &live::conflict_text(interview, *clash));
                if on {
                    let clashes = &interview.evaluation().clashes;
                    let place = clashes.iter().position(|other| other == clash);
                    beside.explain(&mut flow, place.unwrap_or(usize::MAX));
                }
            }
            Row::Heading(title) => {
                flow.gap();
                flow.text(theme.accent(), title);
                continue;
            }
            Row::Question(spot) => question(&mut flow, on, interview, *spot, theme),
            Row::Add(scope) => {
                flow.gap();
                stop(
                    &mut flow,
                    on,
                    None,
                    &format!("Add a {}…", scope.word()),
                    theme,
                );
            }
        }
        flow.mark(start..flow.len(), Message::Pick(index));
        if on {
            // The first row brings what stands above it along.
            flow.focus(if index == 0 {
                0..flow.len()
            } else {
                start..flow.len()
            });
        }
    }
    let offset = screen.scrolled.get(&Pane::Main).copied();
    flow.pour(frame.buffer_mut(), area, Pane::Main, offset, areas);
}

/// A longer answer is read on its own page.
const ANSWER_LINES: usize = 3;

/// A question with its answer beside it, and below it why it is not asked.
fn question(
    flow: &mut Flow,
    on: bool,
    interview: &Interview<'_>,
    spot: crate::answers::Spot,
    theme: Theme,
) {
    let asked = interview.ask(spot);
    let (value, origin) = interview.shown(spot);
    let chip = crate::text::one_line(&asked.question.chip);
    let (text, style) = match (&asked.status, origin) {
        (Status::Answered, Origin::Other) => (format!("“{value}” (other)"), Theme::plain()),
        (Status::Answered, _) => (value, Theme::plain()),
        (Status::Likely(_), _) => (format!("{value} (from the archetype)"), Theme::plain()),
        (status, Origin::Archetype) => (
            format!("{}: {value} is taken from the archetype", word(status)),
            Theme::dim(),
        ),
        (Status::Unsure | Status::Open, _) if asked.question.default.is_none() => {
            (crate::text::lower_first(word(&asked.status)), Theme::dim())
        }
        (Status::Unsure | Status::Open, _) => (
            format!("{}: {value} is taken", word(&asked.status)),
            Theme::dim(),
        ),
        (Status::Skipped(because), _) => (format!("not asked: {because}"), Theme::dim()),
        (Status::Inactive(because), _) => {
            let kept = if asked.answer.is_some() {
                " (your answer is kept)"
            } else {
                ""
            };
            (format!("{because}{kept}"), Theme::dim())
        }
        (Status::NotAsked, _) if asked.question.is_archetype => (
            "not asked: there are answers already".to_owned(),
            Theme::dim(),
        ),
        (Status::NotAsked, _) => ("not asked in this situation".to_owned(), Theme::dim()),
    };
    let sign_style = if asked.status == Status::Answered {
        theme.good()
    } else {
        Theme::plain()
    };
    let label = format!("{chip:<13}");
    let label = if label.width() > 13 {
        chip.clone()
    } else {
        label
    };
    let style_label = if on { Theme::cursor() } else { Theme::plain() };
    let gap = label.len() - label.trim_end().len();
    let room = flow.width().saturating_sub(17);
    let mut pieces = wrap(&text, room, room);
    if pieces.len() > ANSWER_LINES {
        pieces.truncate(ANSWER_LINES);
        if let Some(last) = pieces.last_mut() {
            *last = shorten(&format!("{last} …"), room);
        }
    }
    let mut pieces = pieces.into_iter();
    let first = pieces.next().unwrap_or_default();
    flow.line(Line::from(vec![
        Span::styled(if on { "▸ " } else { "  " }, theme.accent()),
        Span::styled(card::sign(&asked.status), sign_style),
        Span::raw(" "),
        Span::styled(label.trim_end().to_owned(), style_label),
        Span::raw(" ".repeat(gap)),
        Span::styled(first, style),
    ]));
    for piece in pieces {
        flow.line(Line::from(vec![
            Span::raw(" ".repeat(17)),
            Span::styled(piece, style),
        ]));
    }
}

fn word(status: &Status) -> &'static str {
    match status {
        Status::Open => "open",
        _ => "unsure",
    }
}
