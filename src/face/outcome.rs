//! Words about what follows from the answers.
//!
//! Here: decisions that changed, conflicts that arose or went, all decisions.
//! Not here: the prose of the brief (`design`, `brief`).

use std::collections::BTreeSet;

use crate::catalog::{Body, Choice, Scope};
use crate::design::Aside;
use crate::engine::{Change, Clash};
use crate::interview::Interview;
use crate::text::{lower_first, one_line, upper_first};

/// The conflicts of a moment, by title and dataset, so that two moments can be told apart after datasets moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflicts(BTreeSet<String>);

impl Conflicts {
    /// The conflicts that the answers run into now.
    #[must_use]
    pub fn now(interview: &Interview<'_>) -> Self {
        let clashes = interview.evaluation().clashes.iter();
        Self(clashes.map(|clash| title(interview, *clash)).collect())
    }
}

/// What a conflict is called, with whose it is.
fn title(interview: &Interview<'_>, clash: Clash) -> String {
    let conflict = &interview.catalog().conflicts[clash.conflict];
    let title = one_line(conflict.title.trim_end_matches('.'));
    match conflict.scope {
        Scope::System => title,
        scope => format!("{}: {title}", interview.sheet_name(scope, clash.sheet)),
    }
}

/// One line for each decision that the last answer changed; for each conflict that arose, what forbids it and the ways out;
/// and one for each that went.
#[must_use]
pub fn consequences(interview: &Interview<'_>, before: &Conflicts) -> Vec<String> {
    let after = Conflicts::now(interview);
    let changed = interview.changed().iter();
    let changed = changed.map(|one| format!("{}.", upper_first(&change(interview, one))));
    let arose = explained(interview, "A conflict arose", &|title| {
        !before.0.contains(title)
    });
    let gone = before.0.difference(&after.0);
    let gone = gone.map(|conflict| format!("A conflict is gone, {conflict}."));
    changed.chain(arose).chain(gone).collect()
}

/// The conflicts whose titles are wanted, each with its theorem or limit and the ways out.
fn explained(
    interview: &Interview<'_>,
    arose: &str,
    wanted: &dyn Fn(&String) -> bool,
) -> Vec<String> {
    let clashes = interview.evaluation().clashes.iter();
    let titles: Vec<String> = clashes.map(|clash| title(interview, *clash)).collect();
    if !titles.iter().any(wanted) {
        return Vec::new();
    }
    let (catalog, world) = (interview.catalog(), interview.world());
    // A team's prose was checked when it was read; where it cannot be rendered all the same, the titles are left.
    let aside = Aside::of(catalog, world, interview.answers(), interview.evaluation());
    let views = aside.unwrap_or_default().conflicts;
    let mut lines = Vec::new();
    for (index, title) in titles.iter().enumerate().filter(|(_, title)| wanted(title)) {
        lines.push(format!("{arose}, {title}."));
        let Some(view) = views.get(index) else {
            continue;
        };
        lines.push(one_line(&view.because));
        lines.extend(view.rests_on().map(|line| one_line(&line)));
        lines.extend(view.ways_out.iter().map(|way| {
            one_line(&format!(
                "A way out: {} = {}. {}",
                way.set, way.to, way.then
            ))
        }));
    }
    lines
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
        Body::Set(_) => format!("{what}: {}", members(&decision.options, to)),
        _ => format!("{what} changes from {from} to {to}"),
    })
}

/// What a set gains and loses, in labels: `now also load shedding; no longer hedged reads`.
#[must_use]
pub fn members(options: &[Choice], change: &str) -> String {
    let label = |id: &str| {
        let option = options.iter().find(|option| option.id == id);
        option.map_or_else(|| id.to_owned(), |option| lower_first(&option.label))
    };
    let mut words = String::new();
    for part in change.split(", ") {
        let (said, id) = match (part.strip_prefix("with "), part.strip_prefix("without ")) {
            (Some(id), _) => ("now also ", id),
            (_, Some(id)) if words.is_empty() => ("no longer ", id),
            (_, Some(id)) => ("; no longer ", id),
            _ => (", ", part),
        };
        words = format!("{words}{said}{}", label(id));
    }
    one_line(&words)
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
    lines
        .chain(explained(interview, "Conflict", &|_| true))
        .collect()
}

/// A title, and of which dataset or service.
fn named(interview: &Interview<'_>, title: &str, scope: Scope, sheet: usize) -> String {
    let title = one_line(title.trim_end_matches('.'));
    match scope {
        Scope::System => title,
        scope => format!("{title} of {}", interview.sheet_name(scope, sheet)),
    }
}
