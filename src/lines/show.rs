//! What is printed where the user stands.
//!
//! Here: a question, a list of datasets or services, all answers.
//! Not here: what is typed (`lines::command`).

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, Scope};
use crate::engine::{self, Origin};
use crate::face::walk::At;
use crate::face::{question, review, typed};
use crate::interview::Interview;
use crate::text::{lower_first, one_line};

use super::Talk;

impl Talk<'_, '_> {
    /// Prints the place where the user stands, after an empty line.
    pub(super) fn show(&mut self) -> anyhow::Result<()> {
        let interview = self.session.interview();
        let lines = match self.walk.at() {
            At::Question(spot) => asked(interview, spot),
            At::Sheets { section, scope } => sheets(interview, section, scope),
            At::Review => all(interview),
        };
        self.line("")?;
        self.lines(lines)
    }
}

fn asked(interview: &Interview<'_>, spot: Spot) -> Vec<String> {
    let asked = &interview.catalog().questions[spot.question];
    let mut lines = vec![question::heading(interview, spot), one_line(&asked.ask)];
    lines.extend(question::idle(&interview.status(spot)));
    lines.extend(question::likely(interview, spot));
    let choices = question::options(asked);
    let numbered = choices.iter().enumerate();
    lines.extend(if asked.kind.options().is_empty() {
        numbered
            .map(|(index, text)| format!("{}. {text}", typed::letter(index)))
            .collect::<Vec<_>>()
    } else {
        numbered
            .map(|(index, text)| format!("{}. {text}", index + 1))
            .collect()
    });
    if question::takes_other(asked) {
        let number = choices.len() + 1;
        lines.push(format!("{number}. Other (other): {}", question::OTHER));
    }
    if asked.kind.options().is_empty() {
        lines.push(format!("Type {}.", typed::expected(asked)));
    } else if matches!(asked.kind, Kind::Multi(_)) {
        lines.push("Type one or more numbers, or none, or other.".to_owned());
    }
    lines.push(question::unsure(interview, spot));
    if let Some(said) = question::said(interview, spot) {
        lines.push(format!("Your answer so far: {said}"));
    }
    lines
}

fn sheets(interview: &Interview<'_>, section: usize, scope: Scope) -> Vec<String> {
    let section = &interview.catalog().sections[section];
    let count = interview.answers().sheets(scope).len();
    let names: Vec<String> = (0..count)
        .map(|index| interview.sheet_name(scope, index))
        .collect();
    let word = scope.word();
    vec![
        format!("{}.", one_line(&section.title)),
        one_line(&section.about),
        if names.is_empty() {
            format!("There is no {word} yet.")
        } else {
            format!("So far: {}.", names.join(", "))
        },
        format!(
            "Type add NAME for {} {word}, or skip to go on.",
            if names.is_empty() { "a" } else { "another" }
        ),
    ]
}

fn all(interview: &Interview<'_>) -> Vec<String> {
    let mut lines = vec![format!("All answers, {}.", question::left(interview))];
    lines.extend(review::answers(interview));
    lines.push(match interview.progress().open {
        0 => "Type done to finish, jump ID to change an answer, decisions, or help.".to_owned(),
        _ => "Type skip to go to the next open question, done to finish, jump ID to change an answer, decisions, or help.".to_owned(),
    });
    lines
}

/// An answer as it was taken.
pub(super) fn answer(interview: &Interview<'_>, spot: Spot, answer: &Answer) -> String {
    let kind = &interview.catalog().questions[spot.question].kind;
    one_line(&match answer {
        Answer::Given(value) => kind.show_label(value),
        Answer::Other(text) => format!("other, {text}"),
    })
}

/// What unsure took.
pub(super) fn unsure(interview: &Interview<'_>, spot: Spot) -> String {
    let asked = &interview.catalog().questions[spot.question];
    if asked.is_archetype {
        return "None of these kinds.".to_owned();
    }
    let kind = &asked.kind;
    let (value, origin) = engine::untold(interview.catalog(), interview.answers(), spot);
    let shown = lower_first(&kind.show_label(&value));
    one_line(&match origin {
        _ if !value.is_known() => "Unsure: left open.".to_owned(),
        Origin::Archetype => format!("Unsure: {shown} is taken from the archetype."),
        _ => format!("Unsure: {shown} is assumed."),
    })
}
