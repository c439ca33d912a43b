//! The words that can be typed at any place.
//!
//! Here: their grammar and their help.
//! Not here: what they do (`lines`), answers (`face::typed`).

use std::path::Path;

use crate::catalog::Scope;
use crate::diagnostic::{self, Diagnostic, Kind as Problem};
use crate::face::typed;
use crate::interview::Interview;

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// An answer; empty when nothing was typed.
    Say(String),
    /// None of the options, in these words or in those of the next line.
    Other(Option<String>),
    Unsure,
    Skip,
    Back,
    Again,
    Why,
    Jump(String),
    Review,
    Decisions,
    Undo,
    Add(Option<Scope>, String),
    Rename(Option<Scope>, String),
    Remove(Option<Scope>, String),
    Save(Option<String>),
    Reload,
    Overwrite,
    Done,
    Quit,
    Help,
}

/// Every command with its help, in the order of the help.
const COMMANDS: [(&str, &str); 19] = [
    (
        "=",
        "= TEXT: take the text as the answer, even if it is a command's word.",
    ),
    (
        "unsure",
        "unsure, or u: take back the answer; what is safe is assumed until somebody knows.",
    ),
    (
        "other",
        "other, or other: TEXT: none of the options, in your own words; the brief will quote them.",
    ),
    (
        "why",
        "why: why it is asked, and what each option would change.",
    ),
    ("again", "again: the question once more."),
    ("back", "back: to the place before; answers stay."),
    ("skip", "skip: leave the question as it stands, and go on."),
    (
        "jump",
        "jump ID: to a question, such as jump system.name, or jump cart.reads for the dataset cart.",
    ),
    ("review", "review: all answers."),
    (
        "decisions",
        "decisions: what is decided by now, and conflicts.",
    ),
    ("undo", "undo: take back the last change."),
    ("add", "add dataset NAME, or add service NAME."),
    (
        "rename",
        "rename dataset NAME to NEW NAME; the same with service.",
    ),
    (
        "remove",
        "remove dataset NAME; the same with service. It asks first.",
    ),
    (
        "save",
        "save, or save FILE: save now, under another name if one is given. Every answer is saved by itself.",
    ),
    (
        "reload",
        "reload: take what another program wrote into the file. overwrite: save over it.",
    ),
    (
        "done",
        "done, or finish: the answers are done, and the brief is written.",
    ),
    ("quit", "quit: leave, to go on later."),
    ("help", "help: this list."),
];

/// The help, a line for each command.
pub(super) fn help() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(_, help)| *help)
}

/// The command that was most likely meant.
pub(super) fn nearest(typed: &str) -> Option<&'static str> {
    let word = typed.split_whitespace().next().unwrap_or_default();
    // A short word is near to many: what is one letter off in three is more likely a value.
    if word.chars().count() < 4 {
        return None;
    }
    let words = COMMANDS
        .iter()
        .map(|(word, _)| *word)
        .filter(|word| word.len() > 1);
    diagnostic::nearest(word, words)
}

/// A line that is no command where only commands are taken.
pub(super) fn unknown(typed: &str) -> Diagnostic {
    let problem = format!("`{}` is not a command", typed::shown(typed));
    let problem = Diagnostic::general(Problem::BadValue, problem);
    match nearest(typed) {
        Some(word) => problem.help(format!("did you mean `{word}`?")),
        None => problem,
    }
}

/// Reads a line. Where a free text is asked for, a command with words behind it is one only in its full form, so
/// that a sentence may begin with `add` or `save`.
pub(super) fn parse(line: &str, free: bool) -> Result<Command, Diagnostic> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix('=') {
        return Ok(Command::Say(rest.trim().to_owned()));
    }
    if let Some((start, words)) = line.split_at_checked("other:".len())
        && start.eq_ignore_ascii_case("other:")
    {
        let words = words.trim();
        return Ok(Command::Other(
            (!words.is_empty()).then(|| words.to_owned()),
        ));
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (word, rest) = (word.to_lowercase(), rest.trim());
    if rest.is_empty() {
        let alone = match word.as_str() {
            "unsure" | "u" => Command::Unsure,
            "skip" => Command::Skip,
            "back" => Command::Back,
            "again" => Command::Again,
            "why" => Command::Why,
            "review" => Command::Review,
            "decisions" => Command::Decisions,
            "undo" => Command::Undo,
            "save" => Command::Save(None),
            "reload" => Command::Reload,
            "overwrite" => Command::Overwrite,
            "done" | "finish" => Command::Done,
            "quit" => Command::Quit,
            "help" => Command::Help,
            "other" => Command::Other(None),
            "jump" | "add" | "rename" | "remove" => return Err(incomplete(&word)),
            _ => Command::Say(line.to_owned()),
        };
        return Ok(alone);
    }
    let (kind, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let scope = match kind.to_lowercase().as_str() {
        "dataset" => Some(Scope::Dataset),
        "service" => Some(Scope::Service),
        _ => None,
    };
    let name = if scope.is_some() { name.trim() } else { rest };
    let full = scope.is_some() || !free;
    match word.as_str() {
        "add" | "rename" | "remove" if full && name.is_empty() => Err(incomplete(&word)),
        "add" if full => Ok(Command::Add(scope, name.to_owned())),
        "rename" if full => Ok(Command::Rename(scope, name.to_owned())),
        "remove" if full => Ok(Command::Remove(scope, name.to_owned())),
        "jump" if !free || rest.contains('.') || !rest.contains(char::is_whitespace) => {
            Ok(Command::Jump(rest.to_owned()))
        }
        "save" if !free || is_one_file(rest) => Ok(Command::Save(Some(rest.to_owned()))),
        "other" if !free => Err(incomplete(&word)),
        _ => Ok(Command::Say(line.to_owned())),
    }
}

fn is_one_file(text: &str) -> bool {
    Path::new(text).extension().is_some() && !text.contains(char::is_whitespace)
}

fn incomplete(word: &str) -> Diagnostic {
    let expected = match word {
        "jump" => "jump ID, such as jump system.name",
        "other" => "other: and your own words",
        "rename" => "rename dataset NAME to NEW NAME",
        "add" => "add dataset NAME, or add service NAME",
        _ => "remove dataset NAME, or remove service NAME",
    };
    let problem = format!("`{word}` needs more words");
    Diagnostic::general(Problem::BadValue, problem).expected(expected)
}

/// The dataset or service and the new name in `OLD to NEW`.
pub(super) fn rename(
    interview: &Interview<'_>,
    scope: Scope,
    words: &str,
) -> Result<(usize, String), Box<Diagnostic>> {
    let splits = words
        .match_indices(" to ")
        .map(|(at, to)| (&words[..at], &words[at + to.len()..]));
    let mut first = None;
    for (old, new) in splits {
        match typed::sheet(interview, scope, old.trim()) {
            Ok(sheet) => return Ok((sheet, new.trim().to_owned())),
            Err(problem) => first = first.or(Some(problem)),
        }
    }
    Err(first.unwrap_or_else(|| Box::new(incomplete("rename"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command_or_an_answer() {
        let say = |text: &str| Command::Say(text.to_owned());
        let cases = [
            // line                       free   what it asks for
            ("2", false, say("2")),
            (" Back ", false, Command::Back),
            ("finish", false, Command::Done),
            ("u", false, Command::Unsure),
            ("= back", true, say("back")),
            ("back up nightly", true, say("back up nightly")),
            (
                "other: a fax\u{a0}machine",
                false,
                Command::Other(Some("a fax\u{a0}machine".into())),
            ),
            ("OTHER:fax", false, Command::Other(Some("fax".into()))),
            ("Other", false, Command::Other(None)),
            ("other: ", false, Command::Other(None)),
            (
                "add dataset my cart",
                true,
                Command::Add(Some(Scope::Dataset), "my cart".into()),
            ),
            ("add cart", false, Command::Add(None, "cart".into())),
            ("add cart and pay", true, say("add cart and pay")),
            ("save the day.", true, say("save the day.")),
            (
                "save a b.toml",
                false,
                Command::Save(Some("a b.toml".into())),
            ),
            ("jump to conclusions", true, say("jump to conclusions")),
            ("jump reads", true, Command::Jump("reads".into())),
            (
                "jump my cart.reads",
                true,
                Command::Jump("my cart.reads".into()),
            ),
            ("", false, say("")),
        ];
        for (line, free, command) in cases {
            assert_eq!(parse(line, free), Ok(command), "{line}");
        }
        for line in ["jump", "add dataset", "other things", "remove"] {
            assert!(parse(line, false).is_err(), "{line}");
        }
    }
}
