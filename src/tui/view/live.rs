//! Decisions so far: conflicts first, then telling figures, then each dataset and the system; what just changed has a sign.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::catalog::{Scope, Target};
use crate::engine::{Clash, Outcome};
use crate::interview::Interview;

use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Screen;
use super::super::theme::Theme;
use super::super::trees::Which;
use super::super::wording;
use super::Around;
use super::beside::Told;

/// The panel at the side. It moves to what changed.
pub(super) fn panel(
    frame: &mut Frame<'_>,
    area: Rect,
    screen: &Screen,
    interview: &Interview<'_>,
    around: &Around<'_>,
    areas: &mut Areas,
) {
    let flow = decisions(area.width, interview, None, around);
    let offset = screen.scrolled.get(&Pane::Live).copied();
    flow.pour(frame.buffer_mut(), area, Pane::Live, offset, areas);
}

/// All decisions.
///
/// With a cursor, of which there is none at the side, the row it is on is marked, and all conflicts are told in full.
pub(super) fn decisions(
    width: u16,
    interview: &Interview<'_>,
    cursor: Option<Which>,
    around: &Around<'_>,
) -> Flow {
    let mut flow = Flow::new(width);
    let (catalog, evaluation) = (interview.catalog(), interview.evaluation());
    let (theme, beside) = (around.theme, around.beside.of(interview));
    let told = if cursor.is_none() {
        flow.line(Span::styled("Decisions so far", theme.accent()));
        Told::Pressing
    } else {
        Told::Full
    };
    beside.conflicts(&mut flow, interview, told, theme);
    beside.figures(&mut flow, interview, theme);
    let mut seen = None;
    let mut is_first = true;
    let sheets = interview.answers().datasets().len();
    let places = (0..sheets)
        .map(|sheet| (Scope::Dataset, sheet))
        .chain([(Scope::System, 0)]);
    for (scope, sheet) in places {
        flow.gap();
        let title = match scope {
            Scope::System => "The system".to_owned(),
            _ => interview.sheet_name(scope, sheet),
        };
        flow.text(Theme::strong(), &title);
        for (index, decision) in catalog.decisions.iter().enumerate() {
            let Some(decided) = evaluation
                .decided(index, sheet)
                .filter(|_| decision.scope == scope)
            else {
                continue;
            };
            if matches!(&decided.outcome, Outcome::Ranking(ranking) if ranking.is_empty()) {
                continue;
            }
            let change = interview
                .changed()
                .iter()
                .find(|change| (change.decision, change.sheet) == (index, sheet));
            let assumed = evaluation
                .assumed(Target::Decision(index), sheet)
                .next()
                .is_some();
            let (sign, style) = match (change, assumed) {
                (Some(_), _) => ("Δ ", theme.fresh()),
                (None, true) => ("~ ", Theme::plain()),
                (None, false) => ("✓ ", Theme::plain()),
            };
            let start = flow.len();
            let mut text = format!(
                "{}: {}",
                decision.title,
                wording::decided(catalog, index, decided)
            );
            if let Some(change) = change {
                let was = wording::labels(decision, &change.from);
                text = format!("{text} (was {was})");
            }
            let which = Which {
                decision: index,
                sheet,
            };
            let on = cursor == Some(which);
            let mut head = vec![Span::styled(sign, style)];
            if cursor.is_some() {
                head.insert(
                    0,
                    Span::styled(if on { "▸ " } else { "  " }, theme.accent()),
                );
            }
            let indent = head.iter().map(Span::width).sum();
            let style = if on { Theme::cursor() } else { style };
            flow.hang(&head, indent, style, &text);
            flow.mark(start..flow.len(), Message::TreeOf(which));
            // The first row brings what stands above it along.
            let top = if is_first && cursor.is_some() {
                0
            } else {
                start
            };
            is_first = false;
            if on || cursor.is_none() && change.is_some() && seen.is_none() {
                seen = Some(top..flow.len());
            }
        }
    }
    if let Some(lines) = seen.filter(|_| told == Told::Full || !flow.is_focused()) {
        flow.focus(lines);
    }
    flow
}

/// A conflict in a line: its title, whose it is, the answers that collide.
pub(super) fn conflict_text(interview: &Interview<'_>, clash: Clash) -> String {
    let catalog = interview.catalog();
    let conflict = &catalog.conflicts[clash.conflict];
    let chips: Vec<&str> = conflict
        .answers
        .iter()
        .map(|question| catalog.questions[*question].chip.as_str())
        .collect();
    let of = match conflict.scope {
        Scope::System => String::new(),
        scope => format!("{}: ", interview.sheet_name(scope, clash.sheet)),
    };
    format!("{of}{} ({})", conflict.title, chips.join(" against "))
}
