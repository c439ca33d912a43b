//! What `quorate diff` found, as values with the names that the JSON has, and in words.

use std::fmt::Write as _;

use serde::Serialize;

use crate::design::{Crossing, Now};
use crate::text::lower_first;

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) quorate: u8,
    pub(super) catalog: ByCatalog,
    pub(super) datasets: Sheets,
    pub(super) services: Sheets,
    /// What the answers decide otherwise under the present catalog.
    pub(super) decisions: Vec<Flip>,
    pub(super) thresholds: Vec<Crossing>,
    pub(super) conflicts: Vec<ConflictChange>,
    pub(super) answers: Vec<AnswerChange>,
}

/// What another catalog decides otherwise for the old answers.
#[derive(Debug, Serialize)]
pub(super) struct ByCatalog {
    /// The catalog that the old answers were decided by, where it is known to be another one.
    pub(super) old: Option<String>,
    /// The present one.
    pub(super) now: String,
    pub(super) decisions: Vec<Flip>,
    pub(super) notes: Vec<String>,
}

impl ByCatalog {
    pub(super) fn new(now: String) -> Self {
        Self {
            old: None,
            now,
            decisions: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Datasets or services that came, went, or have another name.
#[derive(Debug, Default, Serialize)]
pub(super) struct Sheets {
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
    /// Old name and new name.
    pub(super) renamed: Vec<(String, String)>,
}

/// A decision that differs.
#[derive(Debug, Serialize)]
pub(super) struct Flip {
    pub(super) decision: String,
    pub(super) of: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    /// Of a set: the members that came.
    pub(super) gained: Vec<String>,
    /// Of a set: the members that went.
    pub(super) lost: Vec<String>,
    #[serde(flatten)]
    pub(super) by: Responsible,
}

/// Who is responsible.
#[derive(Debug, Serialize)]
pub(super) struct Responsible {
    /// Sets of changed answers, each of which gives the new outcome; all smallest ones.
    pub(super) by: Vec<Vec<String>>,
    /// Whether no smaller set does.
    pub(super) smallest: bool,
    /// Where that is not known: the size up to which all sets were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tried: Option<usize>,
}

impl Default for Responsible {
    /// Nobody, as where a dataset came or went with what it brings.
    fn default() -> Self {
        Self {
            by: Vec::new(),
            smallest: true,
            tried: None,
        }
    }
}

impl Responsible {
    fn put(&self, out: &mut String, margin: &str) {
        for (number, set) in self.by.iter().enumerate() {
            let mut word = if number == 0 { "by" } else { "or by" };
            for change in set {
                let _ = writeln!(out, "{margin}{word} {change}");
                word = "and";
            }
        }
        if let Some(tried) = self.tried {
            let _ = writeln!(
                out,
                "{margin}none of these can be left out; whether fewer others would do was tried up to sets of {tried}"
            );
        }
    }
}

impl Flip {
    /// One that nothing is known of but what it was and is.
    pub(super) fn bare(decision: &str, of: Option<String>, from: &str, to: &str) -> Self {
        Self {
            decision: decision.to_owned(),
            of,
            from: from.to_owned(),
            to: to.to_owned(),
            gained: Vec::new(),
            lost: Vec::new(),
            by: Responsible::default(),
        }
    }

    /// The same for a set, of which only what came and went is of interest.
    pub(super) fn of_set(mut self) -> Self {
        let members = |shown: &str| -> Vec<String> {
            let words = shown.split(", ").map(str::to_owned);
            words.filter(|word| word != "none").collect()
        };
        let (from, to) = (members(&self.from), members(&self.to));
        self.gained = to
            .iter()
            .filter(|word| !from.contains(word))
            .cloned()
            .collect();
        self.lost = from.into_iter().filter(|word| !to.contains(word)).collect();
        self
    }

    /// What it was and is; of a set, what came and went.
    fn words(&self) -> String {
        let (of, from, to) = (of(self.of.as_ref()), &self.from, &self.to);
        let part = |word: &str, members: &[String]| {
            (!members.is_empty()).then(|| format!("{word} {}", members.join(", ")))
        };
        let parts = [part("with", &self.gained), part("without", &self.lost)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let says = if parts.is_empty() {
            format!("{from} -> {to}")
        } else {
            parts.join("; ")
        };
        format!("{}{of}: {says}", self.decision)
    }
}

/// A conflict that arose or went.
#[derive(Debug, Serialize)]
pub(super) struct ConflictChange {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) of: Option<String>,
    pub(super) arose: bool,
    pub(super) answers: Vec<String>,
    #[serde(flatten)]
    pub(super) by: Responsible,
}

/// An answer that differs.
#[derive(Debug, Serialize)]
pub(super) struct AnswerChange {
    pub(super) question: String,
    pub(super) of: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
}

impl AnswerChange {
    pub(super) fn words(&self) -> String {
        let of = of(self.of.as_ref());
        format!("{}{of}: {} -> {}", self.question, self.from, self.to)
    }
}

fn of(name: Option<&String>) -> String {
    name.map_or_else(String::new, |name| format!(" of {name}"))
}

impl Report {
    /// Whether a decision differs, by the answers or by the catalog.
    pub(super) fn differs(&self) -> bool {
        !self.decisions.is_empty() || !self.catalog.decisions.is_empty()
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for flip in &self.decisions {
            flip.put(&mut out);
        }
        if self.decisions.is_empty() {
            out.push_str("No decision differs.\n");
        }
        section(&mut out, "thresholds", self.thresholds.iter().map(crossing));
        if !self.conflicts.is_empty() {
            out.push_str("\nconflicts\n");
        }
        for conflict in &self.conflicts {
            conflict.put(&mut out);
        }
        section(&mut out, "datasets", self.datasets.words());
        section(&mut out, "services", self.services.words());
        section(
            &mut out,
            "answers",
            self.answers.iter().map(AnswerChange::words),
        );
        self.catalog.put(&mut out);
        out
    }
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(out, "\n{title}");
    }
    for line in lines {
        let _ = writeln!(out, "  {line}");
    }
}

impl Flip {
    fn put(&self, out: &mut String) {
        let _ = writeln!(out, "{}", self.words());
        self.by.put(out, "  ");
    }
}

impl ConflictChange {
    fn put(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "  {}: {}{} ({})",
            if self.arose { "arose" } else { "gone" },
            self.title,
            of(self.of.as_ref()),
            self.answers.join(", ")
        );
        self.by.put(out, "    ");
    }
}

impl Sheets {
    fn words(&self) -> impl Iterator<Item = String> {
        let added = self.added.iter().map(|name| format!("added: {name}"));
        let removed = self.removed.iter().map(|name| format!("removed: {name}"));
        let renamed = self.renamed.iter();
        let renamed = renamed.map(|(old, new)| format!("renamed: {old} -> {new}"));
        added.chain(removed).chain(renamed)
    }
}

/// A figure or fact that moved past a threshold, in words.
fn crossing(crossing: &Crossing) -> String {
    let of = of(crossing.of.as_ref());
    let at = crossing
        .at
        .as_ref()
        .map_or_else(String::new, |at| format!(" ({at})"));
    let threshold = &crossing.threshold;
    let says = match crossing.now {
        Now::Within => format!("now within {threshold}{at}"),
        Now::Past => format!("now past {threshold}{at}"),
        Now::Other => format!("past {threshold}"),
        Now::Turned => lower_first(threshold),
    };
    format!(
        "{}{of}: {} -> {}, {says}",
        crossing.id, crossing.from, crossing.to
    )
}

impl ByCatalog {
    fn put(&self, out: &mut String) {
        if self.old.is_some() || !self.notes.is_empty() {
            out.push_str("\ncatalog\n");
        }
        for note in &self.notes {
            let _ = writeln!(out, "  {note}");
        }
        let Some(old) = &self.old else { return };
        let short = |digest: &str| digest.chars().take(12).collect::<String>();
        let _ = writeln!(
            out,
            "  OLD was decided by catalog {}; the present one is {}.",
            short(old),
            short(&self.now)
        );
        for flip in &self.decisions {
            let _ = writeln!(out, "  {}", flip.words());
        }
        if self.decisions.is_empty() && self.notes.is_empty() {
            out.push_str("  It decides the answers of OLD as before.\n");
        }
    }
}
