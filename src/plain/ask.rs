//! The prompt of one question.
//!
//! Here: what can be picked or typed for each kind of question.
//! Not here: what follows (`plain`).

use inquire::validator::Validation;
use inquire::{InquireError, MultiSelect};

use crate::answers::{Answer, Spot};
use crate::catalog::{Kind, OptionSet, Question, Value};
use crate::face::{self, typed};
use crate::interview::Interview;
use crate::text::one_line;

use super::list::{Entry, line, page_size, select};
use super::{print, print_all};

/// What the user said to a question.
pub(super) enum Say {
    Answer(Answer),
    Unsure,
    Why,
    Back,
    More,
    /// Nothing: the question is asked again.
    Again,
}

/// Asks one question.
pub(super) fn question(interview: &Interview<'_>, spot: Spot) -> Result<Say, InquireError> {
    let asked = &interview.catalog().questions[spot.question];
    print("");
    print(&face::question::heading(interview, spot));
    print_all(&face::question::idle(&interview.status(spot)));
    print_all(&face::question::likely(interview, spot));
    // The cursor stands on what the archetype answers until the user does.
    let likely = interview
        .likely(spot)
        .map(|likely| Answer::Given(likely.value.clone()));
    let answers = interview.answers();
    let said = answers.get(interview.catalog(), spot).or(likely.as_ref());
    let unsure = face::question::unsure(interview, spot);
    match &asked.kind {
        Kind::Multi(_) => several(asked, said, &unsure),
        Kind::Text | Kind::List => text(asked, said, &unsure),
        _ => one(asked, said, &unsure),
    }
}

/// What can be picked besides an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    Option(u8),
    Preset(usize),
    Typed,
    Nothing,
    Unsure,
    Other,
    Why,
    Back,
    More,
}

fn answers(asked: &Question) -> Vec<Entry<Pick>> {
    let texts = face::question::options(asked);
    let options = asked.kind.options();
    let picks = (0..texts.len()).map(|index| {
        let option = u8::try_from(index).unwrap_or(u8::MAX);
        if options.is_empty() {
            Pick::Preset(index)
        } else {
            Pick::Option(option)
        }
    });
    let shorts = options.iter().map(|option| option.label.clone());
    let presets = asked
        .presets
        .iter()
        .map(|preset| asked.kind.show(&preset.value));
    picks
        .zip(texts.iter().zip(shorts.chain(presets)))
        .map(|(pick, (text, short))| Entry::new(pick, text).with_short(&short))
        .collect()
}

fn besides(unsure: &str) -> Vec<Entry<Pick>> {
    vec![
        Entry::new(Pick::Unsure, unsure).with_short("unsure"),
        Entry::new(Pick::Other, "Other: in my own words").with_short("other"),
        Entry::new(Pick::Why, "Why is this asked?"),
        Entry::new(Pick::Back, "Back"),
        Entry::new(
            Pick::More,
            "More: skip, review, decisions, undo, datasets, finish, leave",
        )
        .with_short("more"),
    ]
}

/// One option, or one number.
fn one(asked: &Question, said: Option<&Answer>, unsure: &str) -> Result<Say, InquireError> {
    let mut entries = answers(asked);
    if asked.kind.options().is_empty() {
        let text = format!("Another value: {}", face::question::wanted(asked));
        entries.push(Entry::new(Pick::Typed, &text).with_short("another value"));
    }
    entries.extend(besides(unsure));
    let start = entries.iter().position(|entry| match (entry.pick, said) {
        (Pick::Option(option), Some(Answer::Given(Value::Choice(said)))) => option == *said,
        (Pick::Preset(index), Some(Answer::Given(said))) => asked.presets[index].value == *said,
        (Pick::Typed, Some(Answer::Given(_))) | (Pick::Other, Some(Answer::Other(_))) => true,
        _ => false,
    });
    match select(&asked.ask, entries, start.unwrap_or(0))? {
        None => Ok(Say::Back),
        Some(pick) => said_by(asked, said, pick),
    }
}

fn said_by(asked: &Question, said: Option<&Answer>, pick: Pick) -> Result<Say, InquireError> {
    Ok(match pick {
        Pick::Option(option) => Say::Answer(Answer::Given(Value::Choice(option))),
        Pick::Preset(index) => Say::Answer(Answer::Given(asked.presets[index].value.clone())),
        Pick::Nothing => Say::Answer(Answer::Given(Value::Multi(OptionSet::default()))),
        Pick::Typed => return typed_value(asked, said),
        Pick::Other => return other(asked, said),
        Pick::Unsure => Say::Unsure,
        Pick::Why => Say::Why,
        Pick::Back => Say::Back,
        Pick::More => Say::More,
    })
}

/// Any number of options. An empty list is never taken for an answer: nothing is an entry of its own.
fn several(asked: &Question, said: Option<&Answer>, unsure: &str) -> Result<Say, InquireError> {
    loop {
        let mut entries = answers(asked);
        entries.push(Entry::new(Pick::Nothing, "None of these").with_short("none"));
        entries.extend(besides(unsure));
        let ticked: Vec<usize> = match said {
            Some(Answer::Given(Value::Multi(set))) if set.is_empty() => {
                vec![asked.kind.options().len()]
            }
            Some(Answer::Given(Value::Multi(set))) => set.iter().map(usize::from).collect(),
            _ => Vec::new(),
        };
        let page = page_size(&entries);
        let picked = MultiSelect::new(&one_line(&asked.ask), entries)
            .with_page_size(page)
            .with_default(&ticked)
            .with_help_message("Space to tick, Enter to take what is ticked, letters to filter, Esc to go back, Ctrl-C to leave")
            .with_formatter(&|entries| {
                let shorts: Vec<&str> = entries.iter().map(|entry| entry.value.short.as_str()).collect();
                shorts.join(", ")
            })
            .prompt_skippable()?;
        let Some(picked) = picked else {
            return Ok(Say::Back);
        };
        let picks: Vec<Pick> = picked.iter().map(|entry| entry.pick).collect();
        match picks.as_slice() {
            [] => print(
                "Nothing is ticked, so nothing was taken. Tick with the space bar; “None of these” is an answer too.",
            ),
            [pick] if !matches!(pick, Pick::Option(_)) => return said_by(asked, said, *pick),
            _ => {
                let options: Option<OptionSet> =
                    picks
                        .iter()
                        .try_fold(OptionSet::default(), |set, pick| match pick {
                            Pick::Option(option) => Some(set.with(*option)),
                            _ => None,
                        });
                match options {
                    Some(set) => return Ok(Say::Answer(Answer::Given(Value::Multi(set)))),
                    None => print(
                        "Options and something else are ticked together; tick either the one or the other.",
                    ),
                }
            }
        }
    }
}

/// A number that is typed.
fn typed_value(asked: &Question, said: Option<&Answer>) -> Result<Say, InquireError> {
    let before = match said {
        Some(Answer::Given(value)) => asked.kind.show(value),
        _ => String::new(),
    };
    let line = line(
        &asked.ask,
        &face::question::wanted(asked),
        &before,
        |typed| check(asked, typed),
    )?;
    Ok(match line.map(|line| typed::value(asked, &line)) {
        Some(Ok(value)) => Say::Answer(Answer::Given(value)),
        _ => Say::Again,
    })
}

fn check(asked: &Question, typed: &str) -> Validation {
    match typed::value(asked, typed) {
        Ok(_) => Validation::Valid,
        Err(problem) => {
            let expected = problem.expected.unwrap_or_default();
            Validation::Invalid(
                one_line(&format!("{}; expected {expected}", problem.problem)).into(),
            )
        }
    }
}

/// An answer that is none of the options.
fn other(asked: &Question, said: Option<&Answer>) -> Result<Say, InquireError> {
    let before = match said {
        Some(Answer::Other(text)) => one_line(text),
        _ => String::new(),
    };
    let line = line(
        &asked.ask,
        "your own words; trees take it as unsure, the brief quotes it",
        &before,
        |typed| {
            if typed.trim().is_empty() {
                Validation::Invalid("nothing is written; Esc goes back".into())
            } else {
                Validation::Valid
            }
        },
    )?;
    Ok(match line {
        Some(words) => Say::Answer(Answer::Other(one_line(words.trim()))),
        None => Say::Again,
    })
}

/// A text, or a list of names. An empty line is no answer: it offers what else can be done.
fn text(asked: &Question, said: Option<&Answer>, unsure: &str) -> Result<Say, InquireError> {
    let before = match said {
        Some(Answer::Given(value)) => one_line(&asked.kind.show(value)),
        _ => String::new(),
    };
    let wanted = format!(
        "{}; Enter on an empty line for what else can be done, Esc to go back, Ctrl-C to leave",
        face::question::wanted(asked)
    );
    let typed = line(&asked.ask, &wanted, &before, |typed| {
        if typed.trim().is_empty() {
            Validation::Valid
        } else {
            check(asked, typed)
        }
    })?;
    let Some(typed) = typed else {
        return Ok(Say::Back);
    };
    if !typed.trim().is_empty()
        && let Ok(value) = typed::value(asked, &typed)
    {
        return Ok(Say::Answer(Answer::Given(value)));
    }
    let mut entries = vec![Entry::new(Pick::Typed, "Write something")];
    entries.extend(
        besides(unsure)
            .into_iter()
            .filter(|entry| entry.pick != Pick::Other),
    );
    match select("Nothing was written. What now?", entries, 0)? {
        None | Some(Pick::Typed) => text(asked, said, unsure),
        Some(pick) => said_by(asked, said, pick),
    }
}
