//! What lies over the page: help, why, the brief, decisions, contents, dialogs, prompts.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::answers::Spot;
use crate::catalog::{Scope, Target};
use crate::interview::Interview;
use crate::text::shorten;

use super::super::flow::{Areas, Flow};
use super::super::keymap::{Context, bindings};
use super::super::message::{Message, Pane};
use super::super::screen::{Dialog, Over, Prompt, Purpose, Screen};
use super::super::theme::{SIGNS, Theme};
use super::super::trees;
use super::{Around, card, live, outline, tree};

pub(super) fn draw(
    frame: &mut Frame<'_>,
    body: Rect,
    over: &Over,
    screen: &Screen,
    interview: &Interview<'_>,
    around: &Around<'_>,
    areas: &mut Areas,
) -> Option<Position> {
    let theme = around.theme;
    // What lies below cannot be clicked.
    areas.clicks.retain(|(area, _)| area.y >= body.bottom());
    areas.panes.clear();
    let (large, wide) = (width_of(body, 96), width_of(body, 104));
    let small = width_of(body, 72);
    let offset = screen.scrolled.get(&Pane::Over).copied();
    match over {
        Over::Preview => {
            let flow = around.preview.flow(wide - 4, false, theme);
            let area = window(
                frame,
                body,
                wide,
                usize::MAX,
                "The brief as it would be now",
            );
            flow.pour(frame.buffer_mut(), area, Pane::Over, offset, areas)
        }
        Over::Help(context) => {
            help_window(frame, body, *context, offset, theme, areas);
            None
        }
        Over::Why(spot) => {
            let flow = why(small - 4, interview, *spot, theme);
            let area = window(frame, body, small, flow.len(), "Why this is asked");
            flow.pour(
                frame.buffer_mut(),
                area,
                Pane::Over,
                Some(offset.unwrap_or(0)),
                areas,
            )
        }
        Over::Tree(which, _) => {
            let spot = trees::question(screen, interview);
            let flow = tree::tree(wide - 4, interview, *which, spot, None, around);
            let title = tree::title(interview, *which);
            let area = window(frame, body, wide, flow.len(), &title);
            flow.pour(frame.buffer_mut(), area, Pane::Over, offset, areas)
        }
        Over::Decisions(cursor) => {
            let marked = trees::rows(interview).get(*cursor).copied();
            let flow = live::decisions(large - 4, interview, marked, around);
            let area = window(frame, body, large, flow.len(), "Decisions so far");
            flow.pour(frame.buffer_mut(), area, Pane::Over, offset, areas)
        }
        Over::Contents(cursor) => {
            let flow = outline::contents(small - 4, interview, Some(*cursor), theme);
            let area = window(frame, body, small, flow.len(), "Contents");
            flow.pour(frame.buffer_mut(), area, Pane::Over, offset, areas)
        }
        Over::Dialog(asked) => {
            dialog(frame, body, asked, theme, areas);
            None
        }
        Over::Prompt(asked) => prompt(frame, body, asked, theme, areas),
    }
}

fn width_of(body: Rect, wanted: u16) -> u16 {
    wanted.min(body.width.saturating_sub(2))
}

/// A framed window in the middle, as high as its lines; returns the room inside.
fn window(frame: &mut Frame<'_>, body: Rect, width: u16, lines: usize, title: &str) -> Rect {
    let height = u16::try_from(lines.saturating_add(2))
        .unwrap_or(u16::MAX)
        .min(body.height);
    let area = Rect {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 2,
        width,
        height,
    };
    Clear.render(area, frame.buffer_mut());
    let title = shorten(title, usize::from(width.saturating_sub(6)));
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .title(Span::styled(format!(" {title} "), Theme::strong()));
    let inner = block.inner(area);
    block.render(area, frame.buffer_mut());
    Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

pub(super) fn help_window(
    frame: &mut Frame<'_>,
    body: Rect,
    context: Context,
    offset: Option<usize>,
    theme: Theme,
    areas: &mut Areas,
) {
    let width = width_of(body, 96);
    let flow = help(width - 4, context, theme);
    let area = window(frame, body, width, flow.len(), "Help");
    flow.pour(
        frame.buffer_mut(),
        area,
        Pane::Over,
        Some(offset.unwrap_or(0)),
        areas,
    );
}

fn help(width: u16, context: Context, theme: Theme) -> Flow {
    let mut flow = Flow::new(width);
    flow.text(
        Theme::plain(),
        "Each answer is saved at once, and the decisions follow it. Nothing has to be known: where you are unsure, a safe default is taken, and the brief says so.",
    );
    flow.gap();
    flow.line(Span::styled("Keys here", theme.accent()));
    for binding in bindings(context) {
        let head = Span::styled(format!("{:<12}", binding.shown), Theme::strong());
        flow.hang(&[head], 12, Theme::plain(), binding.does);
    }
    flow.text(Theme::plain(), "A click does what Enter does on that row; the wheel scrolls; with Shift, most terminals select text.");
    flow.gap();
    flow.line(Span::styled("Signs", theme.accent()));
    for (sign, means) in SIGNS {
        let head = Span::styled(format!("{sign:<12}"), Theme::strong());
        flow.hang(&[head], 12, Theme::plain(), means);
    }
    flow
}

fn why(width: u16, interview: &Interview<'_>, spot: Spot, theme: Theme) -> Flow {
    let catalog = interview.catalog();
    let asked = interview.ask(spot);
    let mut flow = Flow::new(width);
    flow.text(Theme::plain(), &asked.question.why);
    flow.gap();
    flow.line(Span::styled("If you are unsure", theme.accent()));
    flow.text(Theme::plain(), &card::default(&asked));
    let target = Target::Question(spot.question);
    let readers: Vec<String> = (0..catalog.decisions.len())
        .filter(|index| {
            catalog
                .reads(Target::Decision(*index))
                .any(|read| read == target)
        })
        .map(|index| crate::text::lower_first(&catalog.decisions[index].title))
        .collect();
    flow.gap();
    flow.line(Span::styled("What looks at it", theme.accent()));
    if readers.is_empty() {
        flow.text(
            Theme::plain(),
            "No decision by itself; the text and the figures of the brief use it.",
        );
    } else {
        let text = format!("The decisions on {}.", readers.join(", "));
        flow.text(Theme::plain(), &text);
    }
    flow.gap();
    let id = format!("In the answers file: {}", asked.question.id);
    flow.text(Theme::dim(), &id);
    flow
}

pub(super) fn dialog(
    frame: &mut Frame<'_>,
    body: Rect,
    dialog: &Dialog,
    theme: Theme,
    areas: &mut Areas,
) {
    let width = width_of(body, 72);
    let mut flow = Flow::new(width - 4);
    flow.text(Theme::plain(), &dialog.body);
    flow.gap();
    for (index, (label, _)) in dialog.choices.iter().enumerate() {
        let start = flow.len();
        let on = index == dialog.cursor;
        let head = [
            Span::styled(if on { "▸ " } else { "  " }, theme.accent()),
            Span::styled(format!("{:<3}", index + 1), Theme::dim()),
        ];
        let style = if on { Theme::cursor() } else { Theme::strong() };
        flow.hang(&head, 5, style, label);
        flow.mark(start..flow.len(), Message::Pick(index));
        if on {
            flow.focus(start..flow.len());
        }
    }
    let area = window(frame, body, width, flow.len(), &dialog.title);
    flow.pour(frame.buffer_mut(), area, Pane::Over, None, areas);
}

pub(super) fn prompt(
    frame: &mut Frame<'_>,
    body: Rect,
    prompt: &Prompt,
    theme: Theme,
    areas: &mut Areas,
) -> Option<Position> {
    let width = width_of(body, 72);
    let mut flow = Flow::new(width - 4);
    let (title, text) = match prompt.purpose {
        Purpose::Add(Scope::Service) => (
            "A new service",
            "What do its people call it? For example: checkout-api.",
        ),
        Purpose::Add(_) => (
            "A new dataset",
            "A kind of data with needs of its own. For example: orders, sessions, prices.",
        ),
        Purpose::Rename(..) => ("Another name", "Its answers stay."),
        Purpose::File => (
            "Where to keep it",
            "Your answers get this name. The brief is written beside them, with .md at the end.",
        ),
        Purpose::Keep => (
            "Your answers are saved nowhere yet",
            "Enter saves them in this file and leaves, Esc stays, and Ctrl-C leaves without them.",
        ),
        Purpose::Find => (
            "Find a question",
            "Words of it, of its answer or of its dataset. Enter goes to the next one that has them all; with nothing written, to the next one with the same words.",
        ),
        Purpose::Open => (
            "Open a file",
            "An answers file, or the name of a new one. For example: checkout.toml.",
        ),
    };
    flow.text(Theme::plain(), text);
    flow.gap();
    flow.field(0, prompt.field.before(), prompt.field.after());
    match &prompt.error {
        Some(error) => flow.hang(
            &[Span::styled("! ", theme.bad())],
            2,
            theme.bad(),
            &crate::text::upper_first(error),
        ),
        None => flow.line(Line::default()),
    }
    let area = window(frame, body, width, flow.len(), title);
    flow.pour(frame.buffer_mut(), area, Pane::Over, None, areas)
}
