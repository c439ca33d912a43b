//! Words about what follows from the answers.
//!
//! Here: decisions that changed, conflicts that arose or went, all decisions.
//! Not here: the prose of the brief (`design`, `brief`).

use std::collections::BTreeSet;

use crate::catalog::{Body, Scope};
use crate::engine::Change;
use crate::interview::Interview;
use crate::text::{lower_first, one_line, upper_first};

/// The conflicts of a moment, by title and dataset, so that two moments can be told apart after datasets moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflicts(BTreeSet<String>);

impl Conflicts {
    /// The conflicts that the answers run into now.
    #[must_use]
    pub fn now(interview: &Interview<'_>) -> Self {
        let conflicts = interview.evaluation().clashes.iter().map(|clash| {
            let conflict = &interview.catalog().conflicts[clash.conflict];
            let title = one_line(conflict.title.trim_end_matches('.'));
            match conflict.scope {
                Scope::System => title,
                scope => format!("{}: {title}", interview.sheet_name(scope, clash.sheet)),
            }
        });
        Self(conflicts.collect())
    }

    /// One line for each.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(|conflict| format!("Conflict, {conflict}."))
    }
}

/// One line for each decision that the last answer changed, and for each conflict that arose or went.
#[must_use]
pub fn consequences(interview: &Interview<'_>, before: &Conflicts) -> Vec<String> {
    let after = Conflicts::now(interview);
    let changed = interview.changed().iter();
    let changed = changed.map(|one| format!("{}.", upper_first(&change(interview, one))));
    let arose = after.0.difference(&before.0);
    let arose = arose.map(|conflict| format!("A conflict arose, {conflict}."));
    let gone = before.0.difference(&after.0);
    let gone = gone.map(|conflict| format!("A conflict is gone, {conflict}."));
    changed.chain(arose).chain(gone).collect()
}

/// `replication of cart changes from single-node to consensus`, without a full stop.
#[must_use]
pub fn change(interview: &Interview<'_>, change: &Change) -> String {
    let decision = &interview.catalog().decisions[change.decision];
    let what = lower_first(&named(
        interview,
        &decision.title,
        decision.scope,
        change.sheet,
    ));
    let (from, to) = (&change.from, &change.to);
    one_line(&match decision.body {
        // Of a set, the change names what it gains and loses.
        Body::Set(_) => format!("{what} goes on {to}"),
        _ => format!("{what} changes from {from} to {to}"),
    })
}

/// Every decision in one line, the system's first, and the conflicts.
#[must_use]
pub fn decisions(interview: &Interview<'_>) -> Vec<String> {
    let catalog = interview.catalog();
    let mut lines: Vec<(Scope, usize, String)> = interview
        .evaluation()
        .all_decided()
        .map(|(index, sheet, decided)| {
            let decision = &catalog.decisions[index];
            let what = named(interview, &decision.title, decision.scope, sheet);
            let shown = one_line(&decided.shown(catalog, index));
            (decision.scope, sheet, format!("{what}: {shown}."))
        })
        .collect();
    lines.sort_by_key(|(scope, sheet, _)| (*scope, *sheet));
    let lines = lines.into_iter().map(|(_, _, line)| line);
    lines.chain(Conflicts::now(interview).lines()).collect()
}

/// A title, and of which dataset or service.
fn named(interview: &Interview<'_>, title: &str, scope: Scope, sheet: usize) -> String {
    let title = one_line(title.trim_end_matches('.'));
    match scope {
        Scope::System => title,
        scope => format!("{title} of {}", interview.sheet_name(scope, sheet)),
    }
}
