//! Before the user leaves: what was written or ticked and not taken.
//!
//! Here: asking about it.
//! Not here: what that is (`drafts`), taking it (`drive`).

use crate::interview::{Event, Interview};
use crate::text::{one_line, shorten};

use super::super::message::{Effect, Then};
use super::super::screen::{Dialog, Over, Screen};

/// Goes on with `after`, which leaves; where something waits to be taken, asks first.
pub(super) fn ask(screen: &mut Screen, interview: &Interview<'_>, after: Effect) -> Effect {
    let pending = screen.drafts.pending(interview);
    let Some(first) = pending.first() else {
        return after;
    };
    let lines = pending.iter().take(LINES_MAX).map(|one| {
        let chip = one_line(&interview.catalog().questions[one.spot.question].chip);
        let words = shorten(&one_line(&one.words), WORDS_MAX);
        match &one.answer {
            Ok(_) => format!("{chip}: {words}"),
            Err(problem) => format!("{chip}: {words} ({problem})"),
        }
    });
    let mut lines: Vec<String> = lines.collect();
    if pending.len() > LINES_MAX {
        lines.push(format!("and {} more", pending.len() - LINES_MAX));
    }
    let out = match after {
        Effect::Quit => "leave",
        _ => "write the brief",
    };
    let mut choices = vec![(
        "Go back to it".to_owned(),
        Effect::Tell(Event::Jump(first.spot), Then::LandAt(first.spot)),
    )];
    let answers: Option<Vec<Event>> = (pending.iter())
        .map(|one| Some(Event::Answer(one.spot, one.answer.clone().ok()?)))
        .collect();
    if let Some(events) = answers {
        choices.push((
            format!("Take it, and {out}"),
            Effect::Take(events, Box::new(after.clone())),
        ));
    }
    choices.push((
        crate::text::upper_first(&format!("{out} without it")),
        Effect::Take(Vec::new(), Box::new(after)),
    ));
    screen.over = Some(Over::Dialog(Dialog {
        title: "This is not taken yet".to_owned(),
        body: lines.join("\n"),
        choices,
        cursor: 0,
    }));
    Effect::None
}

/// More than this are counted.
const LINES_MAX: usize = 5;
/// Longer words are cut.
const WORDS_MAX: usize = 60;
