//! Messages to a question.

use crate::answers::{Answer, Spot};
use crate::catalog::{OptionSet, Value};
use crate::interview::{Asked, Event, Interview, Status};

use super::super::card::{self, Card, Focus, Row, is_live};
use super::super::field::{Edit, Field};
use super::super::message::{Effect, Message, Pane, Then};
use super::super::screen::{Body, Notice, Over, Screen};
use super::step;

pub(super) fn update(screen: &mut Screen, interview: &Interview<'_>, message: Message) -> Effect {
    let Body::Card(mut card) = screen.body.clone() else {
        return Effect::None;
    };
    let Some(asked) = card.asked(interview) else {
        return Effect::None;
    };
    let rows = card::rows(asked.question);
    let row = rows.get(card.cursor).copied().unwrap_or(Row::Unsure);
    screen.scrolled.remove(&Pane::Main);
    let effect = match message {
        Message::Why => {
            screen.over = Some(Over::Why(asked.spot));
            Effect::None
        }
        Message::Move(by) => {
            leave(screen, interview, &mut card, &asked, row);
            card.cursor = step(card.cursor, by, rows.len());
            Effect::None
        }
        Message::First => {
            card.cursor = 0;
            Effect::None
        }
        Message::Last => {
            card.cursor = rows.len().saturating_sub(1);
            Effect::None
        }
        Message::Tab(by) => return tab(screen, interview, card, &asked, row, by),
        Message::GoTab(to) => {
            leave(screen, interview, &mut card, &asked, row);
            card = Card::at(interview, to, &screen.drafts);
            Effect::None
        }
        Message::Back if matches!(card.focus, Focus::Field(_)) => {
            leave(screen, interview, &mut card, &asked, row);
            Effect::None
        }
        Message::Back => {
            let asked = interview.asked();
            match (0..card.tab).rev().find(|tab| is_live(&asked[*tab].status)) {
                Some(tab) => {
                    card = Card::at(interview, tab, &screen.drafts);
                    Effect::None
                }
                None => Effect::Tell(Event::Back, Then::LandLast),
            }
        }
        _ if matches!(asked.status, Status::Inactive(_)) => {
            screen.notice = Some(Notice::Error(
                "This question does not apply now; the line under it says why.".to_owned(),
            ));
            Effect::None
        }
        Message::Pick(index) => match rows.get(index) {
            Some(picked) => {
                leave(screen, interview, &mut card, &asked, row);
                card.cursor = index;
                match picked {
                    Row::Option(option) if is_multi(&asked) => {
                        toggle(&mut card, *option);
                        screen.drafts.keep_ticks(interview, &asked, card.ticked);
                        Effect::None
                    }
                    _ => choose(screen, interview, &mut card, &asked, *picked),
                }
            }
            None => Effect::None,
        },
        Message::Toggle => match row {
            Row::Option(option) => {
                toggle(&mut card, option);
                screen.drafts.keep_ticks(interview, &asked, card.ticked);
                Effect::None
            }
            _ => choose(screen, interview, &mut card, &asked, row),
        },
        Message::Choose => choose(screen, interview, &mut card, &asked, row),
        Message::Rename => {
            if let Some(index) = rows.iter().position(|row| row.is_written()) {
                card.cursor = index;
                card.write(interview, &asked, &screen.drafts);
            }
            Effect::None
        }
        Message::Enter => enter(screen, &card, &asked, row),
        Message::Edit(edit) => {
            // Whoever writes sees what is written, wherever the pane was scrolled to.
            screen.scrolled.remove(&Pane::Main);
            if card.focus == Focus::Rows
                && let Some(index) = rows.iter().position(|row| row.is_written())
            {
                // The first digit of a number, or a paste: it begins a new value.
                card.cursor = index;
                card.focus = Focus::Field(Field::default());
            }
            if let Focus::Field(field) = &mut card.focus {
                let at_end = field.after().is_empty() && edit == Edit::Right;
                let suggested = card::suggestions(interview, asked.question, field.text());
                match suggested.first().filter(|_| at_end) {
                    Some((key, _)) => *field = Field::of(&card::completed(field.text(), key)),
                    None => field.edit(&edit),
                }
            }
            Effect::None
        }
        _ => Effect::None,
    };
    screen.body = Body::Card(card);
    effect
}

fn is_multi(asked: &Asked<'_>) -> bool {
    matches!(asked.question.kind, crate::catalog::Kind::Multi(_))
}

fn toggle(card: &mut Card, option: u8) {
    card.ticked = if card.ticked.has(option) {
        card.ticked.without(option)
    } else {
        card.ticked.with(option)
    };
}

/// Leaves the field, if keys go into one; what is written in it is kept.
fn leave(
    screen: &mut Screen,
    interview: &Interview<'_>,
    card: &mut Card,
    asked: &Asked<'_>,
    row: Row,
) {
    if let Focus::Field(field) = std::mem::replace(&mut card.focus, Focus::Rows) {
        screen.drafts.keep_field(interview, asked, row, field);
    }
}

fn answer(spot: Spot, value: Value) -> Effect {
    Effect::Tell(
        Event::Answer(spot, Answer::Given(value)),
        Then::Advance(spot),
    )
}

fn choose(
    screen: &mut Screen,
    interview: &Interview<'_>,
    card: &mut Card,
    asked: &Asked<'_>,
    row: Row,
) -> Effect {
    let spot = asked.spot;
    match row {
        Row::Option(_) if is_multi(asked) && card.ticked.is_empty() => {
            screen.notice = Some(Notice::Error(
                "Nothing is ticked: Space ticks an option, “None of these” says so.".to_owned(),
            ));
            Effect::None
        }
        Row::Option(_) if is_multi(asked) => answer(spot, Value::Multi(card.ticked)),
        Row::Option(option) => answer(spot, Value::Choice(option)),
        Row::NoneOfThese => answer(spot, Value::Multi(OptionSet::default())),
        Row::Preset(index) => asked
            .question
            .presets
            .get(index)
            .map_or(Effect::None, |preset| answer(spot, preset.value.clone())),
        Row::Own | Row::Other => {
            card.write(interview, asked, &screen.drafts);
            Effect::None
        }
        Row::Unsure => Effect::Tell(Event::Unsure(spot), Then::Advance(spot)),
    }
}

/// Takes what is written.
fn enter(screen: &mut Screen, card: &Card, asked: &Asked<'_>, row: Row) -> Effect {
    let Focus::Field(field) = &card.focus else {
        return Effect::None;
    };
    if field.text().trim().is_empty() {
        screen.notice = Some(Notice::Error(
            "Nothing is written yet. If you do not know, ↓ goes to “Unsure”.".to_owned(),
        ));
        return Effect::None;
    }
    match card::read(asked.question, row, field.text()) {
        Ok(answer) => Effect::Tell(Event::Answer(asked.spot, answer), Then::Advance(asked.spot)),
        Err(problem) => {
            screen.notice = Some(Notice::Error(crate::text::upper_first(&problem)));
            Effect::None
        }
    }
}

/// Another question of the page. What is written is taken on the way if it is an answer, and kept if not.
fn tab(
    screen: &mut Screen,
    interview: &Interview<'_>,
    mut card: Card,
    asked: &Asked<'_>,
    row: Row,
    by: isize,
) -> Effect {
    let count = interview.asked().len();
    let to = card
        .tab
        .saturating_add_signed(by.rem_euclid(count.cast_signed()))
        % count.max(1);
    let taken = match &card.focus {
        Focus::Field(field) if field.text() != card::written(asked, row) => {
            card::read(asked.question, row, field.text()).ok()
        }
        _ => None,
    };
    let target = interview.asked()[to].spot;
    leave(screen, interview, &mut card, asked, row);
    if let Some(answer) = taken {
        screen.body = Body::Card(card);
        return Effect::Tell(Event::Answer(asked.spot, answer), Then::LandAt(target));
    }
    screen.body = Body::Card(Card::at(interview, to, &screen.drafts));
    Effect::None
}
