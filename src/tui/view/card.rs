//! A question: tabs of the page, the question, its rows.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::answers::Answer;
use crate::catalog::{Kind, Value};
use crate::interview::{Asked, Interview, Status};

use super::super::card::{Card, Focus, Row, field, read, row_of, rows};
use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Screen;
use super::super::theme::Theme;

/// The sign of how a question stands.
pub(super) fn sign(status: &Status) -> &'static str {
    match status {
        Status::Answered => "✓",
        Status::Unsure => "~",
        Status::Open => "○",
        Status::Skipped(_) | Status::Inactive(_) | Status::NotAsked => "–",
    }
}

pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    card: &Card,
    screen: &Screen,
    interview: &Interview<'_>,
    theme: Theme,
    areas: &mut Areas,
) -> Option<Position> {
    let page = interview.asked();
    let asked = page.get(card.tab)?;
    let mut head = Flow::new(area.width);
    tabs(&mut head, &page, card.tab, theme);
    head.gap();
    let head_height = u16::try_from(head.len()).unwrap_or(0).min(area.height);
    let top = Rect {
        height: head_height,
        ..area
    };
    head.pour(frame.buffer_mut(), top, Pane::Main, Some(0), areas);
    let rest = Rect {
        y: area.y + head_height,
        height: area.height - head_height,
        ..area
    };
    let flow = body(area.width, card, asked, screen, interview, theme);
    let offset = screen.scrolled.get(&Pane::Main).copied();
    flow.pour(frame.buffer_mut(), rest, Pane::Main, offset, areas)
}

fn tabs(flow: &mut Flow, page: &[Asked<'_>], at: usize, theme: Theme) {
    let mut words = Vec::new();
    for (index, asked) in page.iter().enumerate() {
        let text = format!(
            "{} {}",
            sign(&asked.status),
            crate::text::one_line(&asked.question.chip)
        );
        let (text, style) = if index == at {
            (format!("[{text}]"), Theme::strong())
        } else if asked.status == Status::Answered {
            (format!(" {text} "), theme.good())
        } else {
            (format!(" {text} "), Theme::dim())
        };
        words.push((Span::styled(text, style), Some(Message::GoTab(index))));
        words.push((Span::raw(" "), None));
    }
    flow.words(words);
}

/// The question and its rows.
fn body(
    width: u16,
    card: &Card,
    asked: &Asked<'_>,
    screen: &Screen,
    interview: &Interview<'_>,
    theme: Theme,
) -> Flow {
    let mut flow = Flow::new(width);
    let question = asked.question;
    flow.text(Theme::strong(), &question.ask);
    let hint = match &question.kind {
        Kind::Multi(_) => "Any number of these: Space ticks, Enter takes what is ticked.",
        Kind::List => "Names with commas between them.",
        _ => "",
    };
    if !hint.is_empty() {
        flow.text(Theme::dim(), hint);
    }
    match &asked.status {
        Status::Inactive(because) => {
            let text = format!("Not asked: it {because}. {}", kept(asked));
            flow.hang(&[Span::raw("– ")], 2, Theme::plain(), &text);
        }
        Status::Skipped(because) => {
            let text = format!("Not asked: {because}. You can answer it all the same.");
            flow.hang(&[Span::raw("– ")], 2, Theme::plain(), &text);
        }
        Status::NotAsked => {
            let text = "Not asked in this situation. You can answer it all the same.";
            flow.hang(&[Span::raw("– ")], 2, Theme::plain(), text);
        }
        _ => {}
    }
    flow.gap();
    let taken = row_of(asked);
    for (index, row) in rows(question).into_iter().enumerate() {
        let start = flow.len();
        let here = index == card.cursor;
        let drawn = Drawn {
            row,
            here,
            taken: match row {
                Row::Option(option) if matches!(question.kind, Kind::Multi(_)) => {
                    card.ticked.has(option)
                }
                row => taken == Some(row),
            },
            number: match question.kind {
                Kind::Choice(_) | Kind::Multi(_) => Some(index + 1),
                _ => None,
            },
        };
        drawn.draw(&mut flow, card, asked, screen, interview, theme);
        flow.mark(start..flow.len(), Message::Pick(index));
        if here {
            flow.focus(start..flow.len());
        }
    }
    flow
}

fn kept(asked: &Asked<'_>) -> &'static str {
    if asked.answer.is_some() {
        "Your answer is kept and has no effect meanwhile."
    } else {
        ""
    }
}

struct Drawn {
    row: Row,
    here: bool,
    taken: bool,
    number: Option<usize>,
}

impl Drawn {
    fn draw(
        &self,
        flow: &mut Flow,
        card: &Card,
        asked: &Asked<'_>,
        screen: &Screen,
        interview: &Interview<'_>,
        theme: Theme,
    ) {
        let question = asked.question;
        match self.row {
            Row::Option(option) => {
                if let Some(option) = question.kind.options().get(usize::from(option)) {
                    self.label(flow, asked, &option.label, theme);
                    self.means(flow, &option.means);
                }
            }
            Row::NoneOfThese => self.label(flow, asked, "None of these", theme),
            Row::Preset(index) => {
                if let Some(preset) = question.presets.get(index) {
                    let value = question.kind.show(&preset.value);
                    self.label(flow, asked, &format!("{value} · {}", preset.label), theme);
                    self.means(flow, &preset.means);
                }
            }
            Row::Own => {
                if rows(question).first() != Some(&Row::Own) {
                    self.label(flow, asked, "Another value…", theme);
                }
                self.field(flow, card, asked, screen, interview, theme);
            }
            Row::Other => {
                self.label(flow, asked, "Other…", theme);
                self.field(flow, card, asked, screen, interview, theme);
            }
            Row::Unsure => {
                self.label(flow, asked, "Unsure", theme);
                self.means(flow, &default(asked));
            }
        }
    }

    fn mark(&self, asked: &Asked<'_>) -> &'static str {
        match (&asked.question.kind, self.row, self.taken) {
            (Kind::Multi(_), Row::Option(_), true) => "[x] ",
            (Kind::Multi(_), Row::Option(_), false) => "[ ] ",
            (_, _, true) => "(•) ",
            (_, _, false) => "( ) ",
        }
    }

    fn indent(&self, asked: &Asked<'_>) -> usize {
        2 + self.number.map_or(0, |_| 3) + self.mark(asked).width()
    }

    fn label(&self, flow: &mut Flow, asked: &Asked<'_>, label: &str, theme: Theme) {
        let mut head = vec![Span::styled(
            if self.here { "▸ " } else { "  " },
            theme.accent(),
        )];
        if let Some(number) = self.number {
            head.push(Span::styled(format!("{number:<3}"), Theme::dim()));
        }
        let mark = if self.taken {
            theme.good()
        } else {
            Theme::plain()
        };
        head.push(Span::styled(self.mark(asked), mark));
        let style = if self.here {
            Theme::cursor()
        } else {
            Theme::strong()
        };
        flow.hang(&head, self.indent(asked), style, label);
    }

    fn means(&self, flow: &mut Flow, means: &str) {
        let indent = 2 + self.number.map_or(0, |_| 3) + 4;
        let style = if self.here {
            Theme::plain()
        } else {
            Theme::dim()
        };
        flow.hang(&[Span::raw(" ".repeat(indent))], indent, style, means);
    }

    /// The field, what was read from it, or what is wrong with it.
    fn field(
        &self,
        flow: &mut Flow,
        card: &Card,
        asked: &Asked<'_>,
        screen: &Screen,
        interview: &Interview<'_>,
        theme: Theme,
    ) {
        let indent = if rows(asked.question).first() == Some(&Row::Own) {
            2
        } else {
            2 + self.number.map_or(0, |_| 3) + 4
        };
        let pad = Span::raw(" ".repeat(indent));
        let kept = field(interview, asked, self.row, &screen.drafts);
        match &card.focus {
            Focus::Field(field) if self.here => {
                flow.field(indent, writing(), field.before(), field.after());
                let said = read(asked.question, self.row, field.text());
                match said {
                    _ if field.text().trim().is_empty() => {
                        flow.hang(&[pad], indent, Theme::dim(), &hint(asked, self.row));
                    }
                    Ok(Answer::Given(value)) if asked.question.kind.is_number() => {
                        let text = format!("✓ {}", asked.question.kind.show(&value));
                        flow.hang(&[pad], indent, theme.good(), &text);
                    }
                    Ok(Answer::Given(Value::List(names))) => {
                        let text = format!("✓ {} names: {}", names.len(), names.join(" · "));
                        flow.hang(&[pad], indent, theme.good(), &text);
                    }
                    Ok(_) => flow.hang(&[pad], indent, theme.good(), "✓ Enter takes it"),
                    Err(problem) => {
                        flow.hang(&[pad], indent + 2, theme.bad(), &format!("! {problem}"));
                    }
                }
            }
            _ if kept.text().is_empty() => {
                flow.hang(&[pad], indent, Theme::dim(), &hint(asked, self.row));
            }
            _ => {
                let text = if self.taken {
                    kept.text().to_owned()
                } else {
                    format!("{} (written, not taken yet)", kept.text())
                };
                flow.hang(&[pad], indent, Theme::plain(), &text);
            }
        }
    }
}

/// A field that is written in stands out by its underline.
fn writing() -> Style {
    Style::new().add_modifier(ratatui::style::Modifier::UNDERLINED)
}

/// What can be written in a row.
fn hint(asked: &Asked<'_>, row: Row) -> String {
    let question = asked.question;
    if row == Row::Other {
        return "In your own words: the brief quotes them, and the decisions take the default."
            .to_owned();
    }
    let range = match &question.bounds {
        (Some(low), Some(high)) => format!(
            ", from {} to {}",
            question.kind.show(low),
            question.kind.show(high)
        ),
        (Some(low), None) => format!(", at least {}", question.kind.show(low)),
        (None, Some(high)) => format!(", at most {}", question.kind.show(high)),
        (None, None) => String::new(),
    };
    crate::text::upper_first(&format!(
        "{}{range}",
        question.kind.wanted().replace('`', "")
    ))
}

/// What being unsure takes, and why.
pub(super) fn default(asked: &Asked<'_>) -> String {
    let question = asked.question;
    match &question.default {
        Some((value, because)) => format!(
            "For now, “{}” is taken: {}",
            question.kind.show_label(value),
            crate::text::lower_first(because)
        ),
        None => "Nothing is assumed; the brief lists it as an open question.".to_owned(),
    }
}
