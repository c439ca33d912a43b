//! Words about all answers, and about the file they are in.
//!
//! Here: the review, where the answers are saved, what a new file is called, how to go on later.
//! Not here: the brief.

use std::path::Path;

use crate::answers::{Answer, Answers, SaveError, Spot};
use crate::catalog::{Catalog, Scope, Value};
use crate::engine::Origin;
use crate::interview::{Interview, Page, Status};
use crate::session::{Kept, Session};
use crate::text::one_line;

use super::{Finished, question};

/// All answers, a line each under the section, dataset or service that it is of. Questions that have no effect are
/// counted, not listed.
#[must_use]
pub fn answers(interview: &Interview<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut place = String::new();
    let mut silent = 0;
    for page in interview.pages() {
        let Page::Questions {
            sheet, questions, ..
        } = page
        else {
            continue;
        };
        for index in questions {
            let spot = Spot {
                question: index,
                sheet,
            };
            let Some(line) = answer(interview, spot) else {
                silent += 1;
                continue;
            };
            let here = question::place(interview, spot);
            if here != place {
                lines.push(format!("{here}."));
                place = here;
            }
            lines.push(line);
        }
    }
    match silent {
        0 => {}
        1 => lines.push("1 question has no effect here and is left out.".to_owned()),
        count => lines.push(format!(
            "{count} questions have no effect here and are left out."
        )),
    }
    lines
}

/// `3 answers`: how much a dataset or service holds.
#[must_use]
pub fn count(interview: &Interview<'_>, scope: Scope, sheet: usize) -> String {
    let sheets = interview.answers().sheets(scope);
    match sheets.get(sheet).map_or(0, |sheet| sheet.iter().count()) {
        1 => "1 answer".to_owned(),
        count => format!("{count} answers"),
    }
}

/// A question with what counts for it; none where it has no effect.
fn answer(interview: &Interview<'_>, spot: Spot) -> Option<String> {
    let chip = one_line(&interview.catalog().questions[spot.question].chip);
    let head = format!("{chip} ({})", question::id(interview, spot));
    let (takes, origin) = interview.shown(spot);
    let is_known = (interview.evaluation().held(spot)).is_some_and(|held| held.value.is_known());
    let meanwhile = match origin {
        _ if !is_known => "nothing is assumed".to_owned(),
        Origin::Archetype => format!("takes {takes}, from the archetype"),
        _ => format!("takes {takes}"),
    };
    match interview.status(spot) {
        Status::Answered => Some(format!("{head}: {}", question::said(interview, spot)?)),
        Status::Unsure => Some(format!("{head}: unsure, {meanwhile}")),
        Status::Open => Some(format!("{head}: open, {meanwhile}")),
        Status::Likely(_) => Some(format!("{head}: {takes}, from the archetype")),
        Status::Skipped(_) | Status::Inactive(_) | Status::NotAsked => None,
    }
}

/// Where the answers are saved, and how to go on with the face of that option (`--lines`).
#[must_use]
pub fn resume(session: &Session<'_>, option: &str) -> String {
    let shown = |path: &Path| one_line(&path.display().to_string());
    match session.kept() {
        Kept::File(path) | Kept::Draft(path) => format!(
            "Saved in {}. To go on: quorate edit {} {option}",
            shown(path),
            quoted(path)
        ),
        Kept::Rescued(draft) => {
            let file = session.saved_at().map(shown);
            format!(
                "Not saved in {}. The answers are kept as a draft in {}. To go on: quorate edit {} {option}",
                file.unwrap_or_else(|| "a file".to_owned()),
                shown(draft),
                quoted(draft)
            )
        }
        Kept::Nothing => match session.path() {
            Some(path) => format!(
                "Nothing was answered, so nothing was written. To begin again: quorate new {} {option}",
                quoted(path)
            ),
            None => {
                "Nothing was answered, so nothing was written. To begin again: quorate".to_owned()
            }
        },
        Kept::Nowhere => "The answers are saved nowhere; they end with this program.".to_owned(),
    }
}

/// How an interview ends that could not be saved: an error where the answers end with this program, or where the
/// input ended and nobody has read that they are a draft.
///
/// # Errors
/// See above; it says what became of the answers.
pub fn part(session: &Session<'_>, finished: Finished) -> anyhow::Result<()> {
    let because = session.unsaved().unwrap_or_default();
    match session.kept() {
        Kept::Nowhere => anyhow::bail!("{}", lost(because, session.text())),
        Kept::Rescued(draft) if finished != Finished::Left => anyhow::bail!(
            "the last answers are not saved: {because}; they are kept as a draft in `{}`",
            draft.display()
        ),
        _ => Ok(()),
    }
}

/// The last word on answers that could be saved nowhere.
#[must_use]
pub fn lost(because: &str, text: &str) -> String {
    format!(
        "your answers could not be saved: {because}. Here they are, to be saved by hand:\n\n{text}"
    )
}

/// The system's name in these answers, if it was said.
#[must_use]
pub fn system_name(catalog: &Catalog, answers: &Answers) -> Option<String> {
    let question = catalog.question("system.name")?;
    match answers.system().get(question) {
        Some(Answer::Given(Value::Text(name))) => Some(one_line(name)),
        _ => None,
    }
}

/// What the answers file may be called, without its ending: the system's name with hyphens.
fn stem(interview: &Interview<'_>) -> String {
    let name = system_name(interview.catalog(), interview.answers());
    let name = name.unwrap_or_default().to_lowercase();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "design".to_owned()
    } else {
        words.join("-")
    }
}

/// What the answers file is called until the user says otherwise.
#[must_use]
pub fn file_name(interview: &Interview<'_>) -> String {
    format!("{}.toml", stem(interview))
}

/// Gives a draft its file; where there is one of that name already, the next free number goes behind it.
///
/// # Errors
/// The file system refuses, or a thousand names are taken.
pub fn name_draft(session: &mut Session<'_>) -> Result<(), SaveError> {
    if session.path().is_some() {
        return Ok(());
    }
    let stem = stem(session.interview());
    let mut named = session.name(format!("{stem}.toml").into());
    for number in 2..=1000 {
        if !matches!(named, Err(SaveError::Changed(_))) {
            break;
        }
        named = session.name(format!("{stem}-{number}.toml").into());
    }
    named
}

/// A path as a shell takes it.
pub(crate) fn quoted(path: &Path) -> String {
    let shown = one_line(&path.display().to_string());
    let plain = |c: char| c.is_alphanumeric() || "-_./:\\".contains(c);
    if !shown.is_empty() && shown.chars().all(plain) && !shown.starts_with('-') {
        shown
    } else if shown.starts_with('-') {
        quoted(Path::new(&format!("./{shown}")))
    } else {
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_so_that_the_command_can_be_pasted() {
        let cases = [
            ("checkout.toml", "checkout.toml"),
            ("my shop.toml", "'my shop.toml'"),
            ("it's.toml", r"'it'\''s.toml'"),
            ("-x.toml", "./-x.toml"),
        ];
        for (path, shown) in cases {
            assert_eq!(quoted(Path::new(path)), shown);
        }
    }
}
