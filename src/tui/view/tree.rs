//! The tree of a decision, with the path that the answers so far take.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::answers::Spot;
use crate::catalog::{Body, Scope};
use crate::diagram::{LIT, Picture, Seen, lines};
use crate::engine::{Candidate, Together};
use crate::interview::Interview;

use super::super::flow::{Areas, Flow};
use super::super::message::{Message, Pane};
use super::super::screen::Screen;
use super::super::theme::Theme;
use super::super::trees::{self, Which};
use super::super::wording;
use super::Around;

/// The sign behind a line that tests the question at hand.
const HERE: &str = " ◂";

/// The panel at the side: the decision that the question at hand bears on.
pub(super) fn panel(
    frame: &mut Frame<'_>,
    area: Rect,
    screen: &Screen,
    interview: &Interview<'_>,
    around: &Around<'_>,
    areas: &mut Areas,
) {
    let Some(which) = trees::first(screen, interview) else {
        return;
    };
    let spot = trees::question(screen, interview);
    let title = title(interview, which);
    let flow = tree(area.width, interview, which, spot, Some(&title), around);
    let offset = screen.scrolled.get(&Pane::Preview).copied();
    areas.clicks.push((area, Message::Tree));
    flow.pour(frame.buffer_mut(), area, Pane::Preview, offset, areas);
}

/// The whole tree under a line on what was decided, after a title if it has no frame with one; where it should be seen first is where the question is tested.
pub(super) fn tree(
    width: u16,
    interview: &Interview<'_>,
    which: Which,
    spot: Option<Spot>,
    title: Option<&str>,
    around: &Around<'_>,
) -> Flow {
    let theme = around.theme;
    let catalog = interview.catalog();
    let Which { decision, sheet } = which;
    let mut flow = Flow::new(width);
    let shown = &catalog.decisions[decision];
    let name = match shown.scope {
        Scope::System => wording::system_name(interview).unwrap_or_default(),
        scope => interview.sheet_name(scope, sheet),
    };
    let seen = Seen {
        evaluation: interview.evaluation(),
        sheet,
        name: &name,
    };
    let picture = Picture::of(catalog, decision, Some(seen));
    let outcome = evaluated(interview, which);
    if let Some(title) = title {
        flow.text(Theme::strong(), &format!("{title}: {outcome}"));
    } else {
        flow.text(Theme::strong(), &crate::text::upper_first(&outcome));
    }
    flow.text(Theme::dim(), &shown.asks);
    let asked = spot.map(|spot| catalog.questions[spot.question].id.as_str());
    let lines = lines(&picture, flow.width().saturating_sub(HERE.len()));
    let is_here = |tests: &Option<String>| {
        let tested = tests
            .as_deref()
            .and_then(|test| test.split(' ').next_back());
        tested.is_some() && tested == asked
    };
    let says = match shown.body {
        Body::Choice(_) | Body::Figures(_) => "the path that your answers take",
        Body::Set(_) | Body::Ranked(_) => "what holds by your answers",
    };
    let here = if lines.iter().any(|line| is_here(&line.tests)) {
        format!(" ·{HERE} the question at hand")
    } else {
        String::new()
    };
    flow.text(Theme::plain(), &format!("{LIT} {says}{here}"));
    flow.gap();
    let mut at_question = None;
    for line in &lines {
        let at = flow.len();
        let style = if line.lit {
            theme.path()
        } else {
            Theme::plain()
        };
        let mut spans = vec![Span::styled(line.text.clone(), style)];
        if is_here(&line.tests) {
            spans.push(Span::styled(HERE, theme.accent()));
            if line.lit || at_question.is_none() {
                at_question = Some(at..at + 1);
            }
        }
        flow.line(spans);
    }
    would_change(&mut flow, interview, which, around);
    if let Some(lines) = at_question {
        // A few lines around it, so that what follows is seen too.
        flow.focus(lines.start..(lines.end + 4).min(flow.len()));
    }
    flow
}

/// Below the tree, the single answers that would change the decision, question by question; where there are none, the pairs.
fn would_change(flow: &mut Flow, interview: &Interview<'_>, which: Which, around: &Around<'_>) {
    let catalog = interview.catalog();
    let shown = &catalog.decisions[which.decision];
    if shown.body.tree().is_none() {
        return;
    }
    let option = |set: &Together| {
        let option = shown.options.iter().find(|option| option.id == set.becomes);
        option.map_or(set.becomes.clone(), |option| option.label.clone())
    };
    let answer = |(spot, candidate): &(Spot, Candidate)| {
        let kind = &catalog.questions[spot.question].kind;
        if kind.is_number() {
            candidate.written.clone()
        } else {
            kind.show_label(&candidate.value)
        }
    };
    let chip = |spot: &Spot| catalog.questions[spot.question].chip.as_str();
    let mut by_questions: Vec<(Vec<Spot>, Vec<String>)> = Vec::new();
    let flips = around.beside.flips(interview, which);
    for set in flips.sets.iter() {
        let spots: Vec<Spot> = set.answers.iter().map(|(spot, _)| *spot).collect();
        let answers: Vec<String> = set.answers.iter().map(answer).collect();
        let way = format!("{} → {}", answers.join(" and "), option(set));
        match by_questions.iter_mut().find(|(known, _)| *known == spots) {
            Some((_, ways)) => ways.push(way),
            None => by_questions.push((spots, vec![way])),
        }
    }
    let together = by_questions.iter().any(|(spots, _)| spots.len() > 1);
    flow.gap();
    if flips.late {
        let text = "No single answer would change it; pairs of answers are looked for…";
        flow.text(Theme::dim(), text);
    } else if by_questions.is_empty() || together {
        flow.text(Theme::dim(), "No single answer would change it.");
    }
    if !by_questions.is_empty() {
        let what = if together {
            "Would change with other answers to both of"
        } else {
            "Would change with another answer to"
        };
        flow.text(Theme::strong(), what);
    }
    for (spots, ways) in by_questions {
        let chips: Vec<&str> = spots.iter().map(chip).collect();
        let text = format!("{}: {}", chips.join(" and "), ways.join(" · "));
        flow.hang(&[Span::raw("  ")], 4, Theme::plain(), &text);
    }
}

/// The decision, and whose it is.
pub(super) fn title(interview: &Interview<'_>, which: Which) -> String {
    let catalog = interview.catalog();
    let shown = &catalog.decisions[which.decision];
    let of = match shown.scope {
        Scope::System => String::new(),
        scope => format!(" of {}", interview.sheet_name(scope, which.sheet)),
    };
    format!("{}{of}", shown.title)
}

/// What the decision comes to.
fn evaluated(interview: &Interview<'_>, which: Which) -> String {
    let decided = interview.evaluation().decided(which.decision, which.sheet);
    decided.map_or_else(String::new, |decided| {
        wording::decided(interview.catalog(), which.decision, decided)
    })
}
