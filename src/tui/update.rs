//! What a message does: (screen, interview, message) to (screen, effect), and nothing else happens.
//!
//! Here: what holds on every page, and the news that come back from the session.
//! Not here: questions (`update::card`), lists and the review (`update::lists`), what lies over (`update::over`).

mod card;
mod lists;
mod over;
mod pending;

use crate::catalog;
use crate::engine::Change;
use crate::face::outcome;
use crate::interview::{Event, Interview, Page, Status};

use super::card::Card;
use super::keymap::Context;
use super::message::{Effect, Message, Pane, Then, Trouble};
use super::screen::{Body, Dialog, Notice, Over, Purpose, Screen, Side};
use super::trees;

/// Takes a message in.
pub(crate) fn update(
    mut screen: Screen,
    interview: &Interview<'_>,
    message: Message,
) -> (Screen, Effect) {
    let effect = match message {
        Message::Told(then, outcome) => told(&mut screen, interview, then, outcome),
        // What is being written or read stays as it is.
        Message::NotSaved(trouble) => {
            screen.over = Some(Over::Dialog(unsaved(&trouble)));
            Effect::None
        }
        Message::Wheel(pane, lines) => {
            scroll(&mut screen, pane, lines);
            Effect::None
        }
        Message::Redraw => Effect::Redraw,
        Message::Suspend => Effect::Suspend,
        Message::Quit => {
            // Who was asked for a file and leaves all the same means it.
            let at_once = matches!(screen.over, Some(Over::Dialog(_) | Over::Prompt(_)))
                || screen.context(interview) == Context::Writing;
            let asked = matches!(&screen.over, Some(Over::Prompt(prompt)) if prompt.purpose == Purpose::Keep);
            screen.over = None;
            match (asked, at_once) {
                (true, _) => Effect::Lose,
                // Ctrl-C in the midst of writing, or as the answer to a question, means it.
                (_, true) => Effect::Quit,
                _ => pending::ask(&mut screen, interview, Effect::Quit),
            }
        }
        other => {
            screen.notice = None;
            let effect = if screen.over.is_some() {
                over::update(&mut screen, interview, other)
            } else {
                page(&mut screen, interview, other)
            };
            match effect {
                Effect::Finish | Effect::Name(_) => pending::ask(&mut screen, interview, effect),
                other => other,
            }
        }
    };
    (screen, effect)
}

fn page(screen: &mut Screen, interview: &Interview<'_>, message: Message) -> Effect {
    match message {
        Message::Help => screen.over = Some(Over::Help(screen.context(interview))),
        Message::Preview => aside(screen, Side::Brief, Some(Over::Preview)),
        Message::Tree => {
            let first = trees::first(screen, interview);
            aside(
                screen,
                Side::Tree,
                first.map(|which| Over::Tree(which, None)),
            );
        }
        Message::TreeOf(which) => screen.over = Some(Over::Tree(which, None)),
        Message::Decisions => screen.over = Some(Over::Decisions(over::decision(interview))),
        Message::Contents => {
            let here = interview.outline().iter().position(|entry| entry.here);
            screen.over = Some(Over::Contents(here.unwrap_or(interview.outline().len())));
        }
        Message::Find => lists::ask_name(screen, Purpose::Find, ""),
        Message::Review => {
            screen.left = trees::question(screen, interview);
            return Effect::Tell(Event::Review, Then::Land);
        }
        Message::Undo => {
            return Effect::Tell(
                Event::Undo,
                Then::Stay(Some("The last change is taken back.".to_owned())),
            );
        }
        Message::Next => return next(screen, interview),
        Message::Page(pages) => page_by(screen, Pane::Main, pages),
        other => {
            return match &screen.body {
                Body::Card(_) => card::update(screen, interview, other),
                Body::Sheets(_) => lists::sheets(screen, interview, &other),
                Body::Review => lists::review(screen, interview, &other),
            };
        }
    }
    Effect::None
}

/// What stands at the side of a wide window changes places with what is asked for; what stands there already, or has no
/// room there, lies over the page.
fn aside(screen: &mut Screen, wanted: Side, over: Option<Over>) {
    let has_room = screen
        .areas
        .panes
        .iter()
        .any(|(pane, ..)| *pane == Pane::Preview);
    if has_room && screen.side != wanted {
        screen.side = wanted;
        screen.scrolled.remove(&Pane::Preview);
    } else {
        screen.over = over;
    }
}

/// Goes on to the next page; after the last question of a dataset, first to the list of datasets, where another
/// one can be added.
fn next(screen: &mut Screen, interview: &Interview<'_>) -> Effect {
    match detour(screen, interview) {
        Some(list) => Effect::Tell(Event::Next, Then::Detour(list)),
        None => Effect::Tell(Event::Next, Then::Land),
    }
}

fn detour(screen: &Screen, interview: &Interview<'_>) -> Option<Page> {
    let Page::Questions { section, .. } = interview.page() else {
        return None;
    };
    let list = interview
        .pages()
        .into_iter()
        .find(|page| matches!(page, Page::Sheets { section: of, .. } if of == section))?;
    (!screen.detoured.contains(section)).then_some(list)
}

/// Goes on after the interview took an event in, or could not.
fn told(
    screen: &mut Screen,
    interview: &Interview<'_>,
    then: Then,
    outcome: Result<(), Trouble>,
) -> Effect {
    match outcome {
        Ok(()) => {
            if let Then::Advance(spot) = &then {
                screen.drafts.settle(interview, *spot);
            }
            screen.drafts.forget_taken(interview);
            if matches!(
                screen.over,
                Some(Over::Prompt(_) | Over::Dialog(_) | Over::Contents(_))
            ) {
                screen.over = None;
            }
        }
        Err(Trouble::Refused(reason)) => {
            match &mut screen.over {
                Some(Over::Prompt(prompt)) => prompt.error = Some(reason),
                _ => screen.notice = Some(Notice::Error(reason)),
            }
            return Effect::None;
        }
        Err(Trouble::Nowhere(problem)) => {
            let name = crate::face::review::file_name(interview);
            lists::ask_name(screen, Purpose::Keep, &name);
            if let Some(Over::Prompt(prompt)) = &mut screen.over {
                prompt.error = Some(problem);
            }
            return Effect::None;
        }
        Err(trouble) => {
            // The answers changed in memory all the same, so the screen follows them.
            follow(screen, interview, &Then::Stay(None));
            screen.over = Some(Over::Dialog(unsaved(&trouble)));
            return Effect::None;
        }
    }
    match then {
        Then::Leave => Effect::None,
        Then::Advance(spot) => {
            screen.notice = news(interview);
            let asked = interview.asked();
            let open = |tab: &usize| asked[*tab].status == Status::Open;
            let at = asked.iter().position(|one| one.spot == spot).unwrap_or(0);
            let next = (at + 1..asked.len())
                .find(open)
                .or_else(|| (0..at).find(open));
            if let Some(tab) = next {
                screen.scrolled.remove(&Pane::Main);
                screen.body = Body::Card(Card::at(interview, tab, &screen.drafts));
                Effect::None
            } else {
                self::next(screen, interview)
            }
        }
        Then::Detour(list) => {
            let same = |page: &Page| match (page, &list) {
                (Page::Questions { section, .. }, Page::Sheets { section: of, .. }) => {
                    section == of
                }
                _ => false,
            };
            if same(interview.page()) {
                screen.land(interview, &Then::Land);
                return Effect::None;
            }
            if let Page::Sheets { section, .. } = &list {
                screen.detoured.insert(*section);
            }
            Effect::Tell(Event::Open(list), Then::Land)
        }
        then => {
            follow(screen, interview, &then);
            Effect::None
        }
    }
}

fn follow(screen: &mut Screen, interview: &Interview<'_>, then: &Then) {
    let stays = matches!(then, Then::Stay(_)) && screen.at == *interview.page();
    if !stays {
        screen.land(interview, then);
    } else if let Body::Card(card) = &screen.body {
        screen.body = Body::Card(Card::at(interview, card.tab, &screen.drafts));
    } else if let (Body::Sheets(cursor), Page::Sheets { scope, .. }) = (&screen.body, &screen.at) {
        let rows = interview.answers().sheets(*scope).len() + 2;
        screen.body = Body::Sheets((*cursor).min(rows - 1));
    }
    if let Then::Stay(Some(said)) = then {
        screen.notice = Some(Notice::News(said.clone()));
    }
}

/// The row of news after an answer: what it changed.
fn news(interview: &Interview<'_>) -> Option<Notice> {
    let changed = interview.changed();
    let first = changed.first()?;
    let more = match changed.len() {
        1 => String::new(),
        many => format!(" · and {} more", many - 1),
    };
    Some(Notice::News(format!(
        "Δ {}{more}",
        change(interview, first)
    )))
}

/// A changed decision in a few words.
fn change(interview: &Interview<'_>, change: &Change) -> String {
    let decision = &interview.catalog().decisions[change.decision];
    let of = match decision.scope {
        crate::catalog::Scope::System => String::new(),
        scope => format!(" of {}", interview.sheet_name(scope, change.sheet)),
    };
    let to = match decision.body {
        catalog::Body::Set(_) => outcome::members(&decision.options, &change.to),
        _ => super::wording::labels(decision, &change.to),
    };
    format!("{}{of}: {to}", crate::text::upper_first(&decision.title))
}

/// What to do about answers that are not on disk.
fn unsaved(trouble: &Trouble) -> Dialog {
    let choice = |label: &str, effect| (label.to_owned(), effect);
    let (title, body, choices) = match trouble {
        Trouble::Changed(problem) => (
            "The file was changed elsewhere",
            format!("{problem}. Your answers are kept here until you decide."),
            vec![
                choice("Keep working; decide later", Effect::None),
                choice("Take theirs: read the file again", Effect::Reload),
                choice(
                    "Write mine over theirs; their comments stay",
                    Effect::Overwrite,
                ),
            ],
        ),
        Trouble::Unreadable(problem) => (
            "The file cannot be read",
            format!("{problem}\nYour answers are kept here until you decide."),
            vec![
                choice("Keep working; mend the file meanwhile", Effect::None),
                choice("Read it again", Effect::Reload),
                choice("Write mine over it", Effect::Overwrite),
            ],
        ),
        Trouble::Unsaved(problem) | Trouble::Refused(problem) | Trouble::Nowhere(problem) => (
            "Your answers are not saved",
            format!("{problem}. They are kept here until they can be saved."),
            vec![
                choice("Try again", Effect::Save),
                choice("Keep working; the next answer tries again", Effect::None),
            ],
        ),
    };
    let mut choices = choices;
    choices.push(choice("Leave; keep my answers as a draft", Effect::Abandon));
    Dialog {
        title: title.to_owned(),
        body,
        choices,
        cursor: 0,
    }
}

/// Scrolls a pane by lines, from where it lay on the last frame.
fn scroll(screen: &mut Screen, pane: Pane, lines: isize) {
    let landed = screen.areas.landed(pane);
    let to = landed.offset.saturating_add_signed(lines).min(landed.max);
    screen.scrolled.insert(pane, to);
}

fn page_by(screen: &mut Screen, pane: Pane, pages: isize) {
    let height = screen.areas.landed(pane).height.saturating_sub(1).max(1);
    scroll(
        screen,
        pane,
        pages.saturating_mul(isize::try_from(height).unwrap_or(1)),
    );
}

/// The index `by` rows further, which stays within `count` rows.
fn step(at: usize, by: isize, count: usize) -> usize {
    at.saturating_add_signed(by).min(count.saturating_sub(1))
}
