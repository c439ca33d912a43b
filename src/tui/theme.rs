//! The look: the terminal's own sixteen colours and attributes, so that light and dark themes both hold.
//!
//! Here: styles by meaning. A colour never says anything that a sign or a word does not say too.
//! Not here: where they are used (`view`).

use ratatui::style::{Color, Modifier, Style};

/// The styles; without colour only attributes are left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Theme {
    /// Whether colours are wanted.
    pub color: bool,
}

impl Theme {
    fn tint(self, color: Color) -> Style {
        if self.color {
            Style::new().fg(color)
        } else {
            Style::new()
        }
    }

    /// Text as it is.
    pub(super) fn plain() -> Style {
        Style::new()
    }

    /// What is read first.
    pub(super) fn strong() -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What can be passed over.
    pub(super) fn dim() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The row that Enter takes.
    pub(super) fn cursor() -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// The first row of the screen.
    pub(super) fn bar() -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Headings of panels, and keys.
    pub(super) fn accent(self) -> Style {
        self.tint(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The path through a tree.
    pub(super) fn path(self) -> Style {
        self.tint(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// What is done.
    pub(super) fn good(self) -> Style {
        self.tint(Color::Green)
    }

    /// What just changed.
    pub(super) fn fresh(self) -> Style {
        self.tint(Color::Magenta).add_modifier(Modifier::BOLD)
    }

    /// What is wrong.
    pub(super) fn bad(self) -> Style {
        self.tint(Color::Red).add_modifier(Modifier::BOLD)
    }
}

/// The signs, and what each means; the help prints them.
pub(super) const SIGNS: [(&str, &str); 10] = [
    ("✓", "answered"),
    (
        "~",
        "unsure: the default is taken; before a decision: it still rests on defaults",
    ),
    ("○", "open"),
    (
        "–",
        "not asked: it cannot change the outcome, or it does not apply",
    ),
    ("▸", "the row that Enter takes"),
    ("[x]", "ticked"),
    ("Δ", "a decision that your last answer changed"),
    (
        "●",
        "in a tree: the path that your answers take, or a row that holds",
    ),
    ("◂", "in a tree: where the question at hand is tested"),
    (
        "!",
        "answers that cannot all be met, or something that went wrong",
    ),
];
