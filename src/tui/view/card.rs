//! A question: tabs of the page, the question, its rows.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::answers::Answer;
use crate::catalog::{Kind, Value};
use crate::interview::{Asked, Interview, Status};

use super::super::card::{
    Card, Focus, Row, field, read, row_of, rows, suggestions, ticked, unplaced, written,
};
use super::super::field::Field;
use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Screen;
use super::super::theme::Theme;

/// The sign of how a question stands.
pub(super) fn sign(status: &Status) -> &'static str {
    match status {
        Status::Answered => "✓",
        Status::Unsure => "~",
        Status::Likely(_) => "≈",
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
    // The question stays in sight while its rows scroll.
    head.text(Theme::strong(), &asked.question.ask);
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
    // Where there is room, rows stand apart.
    let drawn = |apart| body(area.width, apart, card, asked, screen, interview, theme);
    let mut flow = drawn(true);
    if flow.len() > usize::from(rest.height) {
        flow = drawn(false);
    }
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
    apart: bool,
    card: &Card,
    asked: &Asked<'_>,
    screen: &Screen,
    interview: &Interview<'_>,
    theme: Theme,
) -> Flow {
    let mut flow = Flow::new(width);
    let question = asked.question;
    let hint = match &question.kind {
        Kind::Multi(_) => "Any number of these: Space ticks, Enter takes what is ticked.",
        Kind::List => "Names with commas between them.",
        _ => "",
    };
    if matches!(question.kind, Kind::Multi(_)) && card.ticked != ticked(asked) {
        let text = "Not taken yet: Space ticks, Enter takes what is ticked.";
        flow.text(theme.bad(), text);
    } else if !hint.is_empty() {
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
        Status::NotAsked if question.is_archetype => {
            let text = "Not asked: the dataset has answers of its own. Those that are missing can be taken from its kind all the same.";
            flow.hang(&[Span::raw("– ")], 2, Theme::plain(), text);
        }
        Status::NotAsked => {
            let text = "Not asked in this situation. You can answer it all the same.";
            flow.hang(&[Span::raw("– ")], 2, Theme::plain(), text);
        }
        _ => {}
    }
    if let Some(likely) = crate::face::question::likely(interview, asked.spot) {
        flow.hang(&[Span::raw("≈ ")], 2, Theme::plain(), &likely);
    }
    if flow.len() == 0 {
        flow.line("");
    }
    flow.gap();
    let taken = row_of(asked);
    for (index, row) in rows(question).into_iter().enumerate() {
        if apart {
            flow.gap();
        }
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
            card,
            asked,
            interview,
            kept: field(interview, asked, row, &screen.drafts),
            theme,
        };
        drawn.draw(&mut flow);
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

/// A row, and what it is drawn from.
struct Drawn<'a, 'i> {
    row: Row,
    /// Whether the cursor is on it.
    here: bool,
    /// Whether it is the answer, or ticked.
    taken: bool,
    number: Option<usize>,
    card: &'a Card,
    asked: &'a Asked<'i>,
    interview: &'a Interview<'i>,
    /// What stands in its field while nothing is being written.
    kept: Field,
    theme: Theme,
}

impl Drawn<'_, '_> {
    fn draw(&self, flow: &mut Flow) {
        let question = self.asked.question;
        match self.row {
            Row::Option(option) => {
                if let Some(option) = question.kind.options().get(usize::from(option)) {
                    self.label(flow, &option.label);
                    self.means(flow, &option.means);
                }
            }
            Row::NoneOfThese => self.label(flow, "None of these"),
            Row::Preset(index) => {
                if let Some(preset) = question.presets.get(index) {
                    let value = question.kind.show(&preset.value);
                    self.label(flow, &format!("{value} · {}", preset.label));
                    self.means(flow, &preset.means);
                }
            }
            Row::Own if question.presets.is_empty() => {
                self.label(flow, "Your answer");
                self.field(flow);
            }
            Row::Own => {
                self.label(flow, "Another value…");
                self.field(flow);
            }
            Row::Other => {
                self.label(flow, "Other…");
                self.field(flow);
            }
            Row::Unsure => {
                let none = self.asked.question.is_archetype;
                self.label(flow, if none { "None of these" } else { "Unsure" });
                self.means(flow, &default(self.asked));
            }
        }
    }

    fn mark(&self) -> &'static str {
        match (&self.asked.question.kind, self.row, self.taken) {
            (Kind::Multi(_), Row::Option(_), true) => "[x] ",
            (Kind::Multi(_), Row::Option(_), false) => "[ ] ",
            (_, _, true) => "✓ ",
            (_, _, false) => "  ",
        }
    }

    /// Where the label begins, and what is below it.
    fn indent(&self) -> usize {
        2 + self.number.map_or(0, |_| 2) + self.mark().width()
    }

    fn label(&self, flow: &mut Flow, label: &str) {
        let mut head = vec![Span::styled(
            if self.here { "▸ " } else { "  " },
            self.theme.accent(),
        )];
        if let Some(number) = self.number {
            head.push(Span::styled(format!("{number:<2}"), Theme::dim()));
        }
        let mark = if self.taken {
            self.theme.good()
        } else {
            Theme::plain()
        };
        head.push(Span::styled(self.mark(), mark));
        let writing = self.here && matches!(self.card.focus, Focus::Field(_));
        let style = match (self.here, writing) {
            (true, false) => Theme::cursor(),
            _ => Theme::strong(),
        };
        flow.hang(&head, self.indent(), style, label);
    }

    fn means(&self, flow: &mut Flow, means: &str) {
        let style = if self.here {
            Theme::plain()
        } else {
            Theme::dim()
        };
        self.below(flow, style, means);
    }

    fn below(&self, flow: &mut Flow, style: Style, text: &str) {
        let indent = self.indent();
        flow.hang(&[Span::raw(" ".repeat(indent))], indent, style, text);
    }

    /// Regions that fit what is written.
    fn suggestions(&self, flow: &mut Flow, written: &str) {
        let known = suggestions(self.interview, self.asked.question, written);
        let Some((first, name)) = known.first() else {
            return;
        };
        let mut text = format!("→ {first} – {name}");
        for (key, _) in known.iter().skip(1).take(3) {
            text = format!("{text} · {key}");
        }
        if known.len() > 4 {
            text = format!(
                "{text} · and {} more with known round trips",
                known.len() - 4
            );
        }
        self.below(flow, Theme::dim(), &text);
    }

    /// The field, what was read from it, or what is wrong with it.
    fn field(&self, flow: &mut Flow) {
        let question = self.asked.question;
        match &self.card.focus {
            Focus::Field(field) if self.here => {
                flow.field(self.indent(), field.before(), field.after());
                self.suggestions(flow, field.text());
                match read(question, self.row, field.text()) {
                    _ if field.text().trim().is_empty() => {
                        self.below(flow, Theme::dim(), &hint(self.asked, self.row));
                    }
                    Ok(Answer::Given(value)) if question.kind.is_number() => {
                        let text = format!("✓ {}", question.kind.show(&value));
                        self.below(flow, self.theme.good(), &text);
                    }
                    Ok(Answer::Given(Value::List(names))) => {
                        let text = format!("✓ {}: {}", names.len(), names.join(" · "));
                        self.below(flow, self.theme.good(), &text);
                        if let Some(text) = unplaced(self.interview, question, &names) {
                            self.below(flow, Theme::plain(), &text);
                        }
                    }
                    Ok(_) => self.below(flow, self.theme.good(), "✓ Enter takes it."),
                    Err(problem) => {
                        self.below(flow, self.theme.bad(), &format!("! {problem}"));
                    }
                }
            }
            _ if !self.kept.text().is_empty() => {
                let said = written(self.asked, self.row);
                if !said.is_empty() {
                    self.below(flow, Theme::plain(), &said);
                }
                if self.kept.text() != Field::of(&said).text() {
                    let text = format!("{} (written, not taken yet)", self.kept.text());
                    self.below(flow, self.theme.bad(), &text);
                }
            }
            _ if self.here => self.below(flow, Theme::plain(), &hint(self.asked, self.row)),
            _ if self.row == Row::Own => {
                self.below(flow, Theme::dim(), &hint(self.asked, self.row));
            }
            _ => {}
        }
    }
}

/// What can be written in a row.
fn hint(asked: &Asked<'_>, row: Row) -> String {
    let question = asked.question;
    if row == Row::Other {
        return "In your own words: the brief quotes them, and the decisions take the default."
            .to_owned();
    }
    if matches!(question.kind, Kind::Text) {
        return "A few words are enough.".to_owned();
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
    if question.is_archetype {
        return "Or none that you are sure of: everything that matters is asked.".to_owned();
    }
    if asked.likely.is_some() {
        return "The likely answer stands until there is another.".to_owned();
    }
    match &question.default {
        Some((value, because)) => format!(
            "For now, “{}” is taken: {}",
            question.kind.show_label(value),
            crate::text::lower_first(because)
        ),
        None => "Nothing is assumed; the brief lists it as an open question.".to_owned(),
    }
}
