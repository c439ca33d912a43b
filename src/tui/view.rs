//! Drawing: borrows the state and the interview, changes neither, and says where things landed.
//!
//! Here: how the window is divided at each size, the first and the last rows.
//! Not here: the parts (`view::card` and its neighbours), what keys do (`update`).

mod beside;
mod card;
mod lists;
mod live;
mod markdown;
mod outline;
mod over;
mod preview;
mod start;
mod tree;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::interview::Interview;
use crate::text::shorten;

use super::flow::{Areas, Flow};
use super::keymap::{Context, bindings};
use super::message::{Message, Pane, Saving};
use super::screen::{Body, Notice, Over, Screen, Side};
use super::theme::Theme;
use super::wording;

pub(super) use beside::Beside;
pub(super) use preview::Preview;
pub(super) use start::start;

/// What is drawn and is neither state nor answers.
pub(super) struct Around<'a> {
    /// Where the answers are, as the user calls it.
    pub file: &'a str,
    /// Whether what is on disk is what was said.
    pub saving: Saving,
    /// The brief.
    pub preview: &'a Preview,
    /// Figures and conflicts.
    pub beside: &'a Beside,
    /// The look.
    pub theme: Theme,
}

/// Smaller windows get a word on it instead of a screen.
pub(super) const MIN: (u16, u16) = (60, 18);
/// From this width on, sections and decisions stand at the side.
const WIDE: u16 = 100;
/// From this width on, decisions have a column of their own.
const WIDER: u16 = 132;
/// From this width on, the brief stands beside the question.
pub(super) const WIDEST: u16 = 160;
/// Lines longer than this are hard to read.
const LINE_MAX: u16 = 92;

/// How the window is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    bar: Rect,
    outline: Option<Rect>,
    live: Option<Rect>,
    preview: Option<Rect>,
    /// The row that says where one is, in narrow windows.
    place: Option<Rect>,
    main: Rect,
    notice: Rect,
    keys: Rect,
}

impl Plan {
    fn of(window: Rect, outline_rows: usize) -> Self {
        let row = |y: u16| Rect {
            y,
            height: 1,
            ..window
        };
        let body = Rect {
            y: window.y + 1,
            height: window.height.saturating_sub(3),
            ..window
        };
        let column = |x: u16, width: u16| Rect { x, width, ..body };
        let mut plan = Self {
            bar: row(window.y),
            outline: None,
            live: None,
            preview: None,
            place: None,
            main: body,
            notice: row(window.bottom().saturating_sub(2)),
            keys: row(window.bottom().saturating_sub(1)),
        };
        if window.width < WIDE {
            plan.place = Some(Rect { height: 1, ..body });
            plan.main = Rect {
                y: body.y + 1,
                height: body.height.saturating_sub(1),
                ..body
            };
        } else if (WIDER..WIDEST).contains(&window.width) {
            let (left, right) = (28, 38);
            plan.outline = Some(column(0, left));
            plan.live = Some(column(window.width - right, right));
            plan.main = column(left, window.width - left - right);
        } else {
            let left = if window.width < WIDEST { 34 } else { 40 };
            let wanted = u16::try_from(outline_rows).unwrap_or(u16::MAX);
            let rows = wanted.min(body.height / 2);
            plan.outline = Some(Rect {
                height: rows,
                ..column(0, left)
            });
            plan.live = Some(Rect {
                y: body.y + rows,
                height: body.height - rows,
                ..column(0, left)
            });
            let rest = window.width - left;
            let side = if window.width < WIDEST { 0 } else { rest / 2 };
            plan.preview = (side > 0).then(|| column(window.width - side, side));
            plan.main = column(left, rest - side);
        }
        plan
    }
}

/// Whether the brief is seen.
pub(super) fn shows_preview(screen: &Screen, width: u16) -> bool {
    width >= WIDEST && screen.side == Side::Brief || screen.over == Some(Over::Preview)
}

/// Draws the screen of an interview.
pub(super) fn view(
    frame: &mut Frame<'_>,
    screen: &Screen,
    interview: &Interview<'_>,
    around: &Around<'_>,
) -> Areas {
    let window = frame.area();
    let mut areas = Areas::default();
    if too_small(frame, true) {
        return areas;
    }
    let plan = Plan::of(window, interview.outline().len() + 3);
    bar(frame, plan.bar, interview, around);
    if let Some(area) = plan.place {
        outline::line(frame, area, interview, around.theme);
    }
    if let Some(area) = plan.outline {
        outline::panel(
            frame,
            left_of_edge(area),
            screen,
            interview,
            around.theme,
            &mut areas,
        );
        edge(frame, area.right().saturating_sub(1), plan.main);
    }
    if let Some(area) = plan.live {
        let right = area.x > plan.main.x;
        let inside = if right {
            right_of_edge(area)
        } else {
            left_of_edge(area)
        };
        live::panel(frame, inside, screen, interview, around, &mut areas);
        if right {
            edge(frame, area.x, plan.main);
        }
    }
    if let Some(area) = plan.preview {
        edge(frame, area.x, plan.main);
        let inside = right_of_edge(area);
        match screen.side {
            Side::Brief => preview::panel(frame, inside, screen, around, &mut areas),
            Side::Tree => tree::panel(frame, inside, screen, interview, around, &mut areas),
        }
    }
    let main = inside(plan.main);
    let main = Rect {
        width: main.width.min(LINE_MAX),
        ..main
    };
    let alarm = plan.live.is_none().then(|| {
        let beside = around.beside.of(interview);
        beside.alarm(interview, main, around.theme)
    });
    let alarm = alarm.flatten();
    let main = match &alarm {
        Some((_, taken)) => Rect {
            height: main.height - taken.height,
            ..main
        },
        None => main,
    };
    if let Some((flow, area)) = &alarm {
        flow.pour(frame.buffer_mut(), *area, Pane::Live, Some(0), &mut areas);
    }
    let cursor = match &screen.body {
        Body::Card(at) => card::draw(frame, main, at, screen, interview, around.theme, &mut areas),
        Body::Sheets(row) => {
            lists::sheets(
                frame,
                main,
                *row,
                screen,
                interview,
                around.theme,
                &mut areas,
            );
            None
        }
        Body::Review => {
            lists::review(frame, main, screen, interview, around, &mut areas);
            None
        }
    };
    notice(frame, plan.notice, screen.notice.as_ref(), around.theme);
    let cursor = match &screen.over {
        Some(over) => {
            let body = Rect {
                y: window.y + 1,
                height: window.height - 2,
                ..window
            };
            over::draw(frame, body, over, screen, interview, around, &mut areas)
        }
        None => cursor,
    };
    // Last, since the keys that scroll are named only where there is more than is seen.
    let context = screen.context(interview);
    keys(frame, plan.keys, context, around.theme, &mut areas);
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
    areas
}

/// A column of room at both sides.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// A column to the left of a line.
fn left_of_edge(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(3),
        ..area
    }
}

/// A column to the right of a line.
fn right_of_edge(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        ..area
    }
}

/// The line between two columns.
fn edge(frame: &mut Frame<'_>, x: u16, beside: Rect) {
    for y in beside.y..beside.bottom() {
        frame.buffer_mut().set_string(x, y, "│", Theme::dim());
    }
}

/// In a window that is too small, says so; the state stays as it is.
fn too_small(frame: &mut Frame<'_>, answers: bool) -> bool {
    let window = frame.area();
    if window.width >= MIN.0 && window.height >= MIN.1 {
        return false;
    }
    let mut flow = Flow::new(window.width);
    flow.text(
        Theme::strong(),
        &format!(
            "This window is {} × {}; quorate needs {} × {}.",
            window.width, window.height, MIN.0, MIN.1
        ),
    );
    let kept = if answers {
        "Make it larger to go on; your answers are kept. Ctrl-C leaves."
    } else {
        "Make it larger to go on. Ctrl-C leaves."
    };
    flow.text(Theme::plain(), kept);
    flow.pour(
        frame.buffer_mut(),
        window,
        Pane::Main,
        Some(0),
        &mut Areas::default(),
    );
    true
}

/// The first row: what is being decided, how far it is, where it is saved.
fn bar(frame: &mut Frame<'_>, area: Rect, interview: &Interview<'_>, around: &Around<'_>) {
    let progress = interview.progress();
    let state = match around.saving {
        Saving::Done => format!("✓ {}", around.file),
        Saving::UnderWay => format!("saving… {}", around.file),
        Saving::Failed => format!("! not saved: {}", around.file),
    };
    let width = usize::from(area.width);
    let clashes = interview.evaluation().clashes.len();
    let counts = match progress.open {
        // The name of the system is worth more than a second number.
        open if clashes > 0 && width < 80 => format!("{open} open"),
        0 => format!("{} answered, none open", progress.answered),
        open => format!("{} answered, {open} open", progress.answered),
    };
    let state = shorten(&state, width / 3);
    let conflicts = match clashes {
        0 => String::new(),
        1 => "! 1 conflict · ".to_owned(),
        many => format!("! {many} conflicts · "),
    };
    let right = format!("{conflicts}{counts} · {state} ");
    let name = wording::system_name(interview).unwrap_or_else(|| "a new system".to_owned());
    let left = shorten(
        &format!(" quorate · {name}"),
        width.saturating_sub(right.width() + 2),
    );
    two_ends(frame, area, &left, &right);
}

fn two_ends(frame: &mut Frame<'_>, area: Rect, left: &str, right: &str) {
    let width = usize::from(area.width);
    let fill = " ".repeat(width.saturating_sub(left.width() + right.width()));
    frame.buffer_mut().set_stringn(
        area.x,
        area.y,
        format!("{left}{fill}{right}"),
        width,
        Theme::bar(),
    );
}

/// The row above the keys.
fn notice(frame: &mut Frame<'_>, area: Rect, notice: Option<&Notice>, theme: Theme) {
    let (sign, style, text) = match notice {
        None => return,
        Some(Notice::News(text)) => ("", theme.fresh(), text),
        Some(Notice::Error(text)) => ("! ", theme.bad(), text),
    };
    let text = shorten(&format!(" {sign}{text}"), usize::from(area.width));
    frame
        .buffer_mut()
        .set_stringn(area.x, area.y, text, usize::from(area.width), style);
}

/// The last row: the keys of the context that do something, as many as fit; help always.
fn keys(frame: &mut Frame<'_>, area: Rect, context: Context, theme: Theme, areas: &mut Areas) {
    let mut x = area.x + 1;
    let scrolls = areas.landed(Pane::Over).max > 0;
    let named: Vec<_> = bindings(context)
        .filter(|one| !one.word.is_empty())
        .filter(|one| scrolls || !matches!(one.message, Message::Page(_)))
        .collect();
    let width = |key: &str, word: &str| u16::try_from(key.width() + word.width() + 3).unwrap_or(0);
    let last = named.last().map_or(0, |one| width(one.shown, one.word));
    for (index, one) in named.iter().enumerate() {
        let wide = width(one.shown, one.word);
        let is_last = index + 1 == named.len();
        if !is_last && x + wide + last > area.right() + 2 || x + wide > area.right() + 2 {
            continue;
        }
        let line = Line::from(vec![
            Span::styled(one.shown, theme.accent()),
            Span::styled(format!(" {}", one.word), Theme::plain()),
        ]);
        let room = area.right() - x;
        frame.buffer_mut().set_line(x, area.y, &line, room);
        let spot = Rect {
            x,
            width: wide - 2,
            ..area
        };
        areas.clicks.push((spot, one.message.clone()));
        x += wide;
    }
}
