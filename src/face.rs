//! What the faces have in common: which one to use, the way through the interview, and the words they say.
//!
//! Here: the choice of a face, how an interview ends, and in the folder: the walk from question to question
//! (`walk`), what was typed (`typed`), words about a question (`question`), about what follows (`outcome`) and about all
//! answers (`review`).
//! Not here: reading and drawing (`lines`, `plain`, `tui`), decisions (`engine`).

pub mod outcome;
pub mod question;
pub mod review;
pub mod typed;
pub mod walk;

/// A way to hold the interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The whole screen, drawn anew as the answers change.
    Screen,
    /// One prompt after another, each redrawn until it is answered.
    Plain,
    /// Lines out and lines in; nothing is ever redrawn.
    Lines,
}

/// The face to use when the user named none: the screen where there is one, else lines.
///
/// `term` is the value of `TERM`; on Windows it is usually not set, and says nothing. `ci` is that of `CI`: a build has no
/// user, even where it has a terminal.
#[must_use]
pub fn preferred(stdin_tty: bool, stdout_tty: bool, term: Option<&str>, ci: Option<&str>) -> Face {
    let draws = match term {
        Some(term) => !matches!(term, "" | "dumb"),
        None => cfg!(windows),
    };
    let in_build = ci.is_some_and(|ci| !matches!(ci, "" | "0" | "false"));
    if stdin_tty && stdout_tty && draws && !in_build {
        Face::Screen
    } else {
        Face::Lines
    }
}

/// How an interview ended. The answers are saved in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// The user said that the answers are done: the brief can be written.
    Done,
    /// The user left, to go on later.
    Left,
    /// There is nothing more to read, or nobody who reads what is written.
    InputEnded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_is_used_only_where_it_can_be_drawn() {
        let cases = [
            // stdin  stdout  TERM    CI    face
            (true, true, "xterm-256color", None, Face::Screen),
            (false, true, "xterm-256color", None, Face::Lines), // answers come through a pipe
            (true, false, "xterm-256color", None, Face::Lines), // what is written goes to a file
            (true, true, "dumb", None, Face::Lines),            // an editor's shell, a serial line
            (true, true, "", None, Face::Lines),
            (true, true, "xterm-256color", Some("1"), Face::Lines),
            (true, true, "xterm-256color", Some("true"), Face::Lines),
            (true, true, "xterm-256color", Some(""), Face::Screen),
            (true, true, "xterm-256color", Some("false"), Face::Screen),
        ];
        for (stdin, stdout, term, ci, face) in cases {
            assert_eq!(
                preferred(stdin, stdout, Some(term), ci),
                face,
                "{stdin} {stdout} {term:?} {ci:?}"
            );
        }
    }
}
