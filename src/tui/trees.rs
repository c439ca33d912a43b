//! Which tree is looked at: the decisions that a question bears on first, then all others.
//!
//! Here: the order in which trees are paged through, and that of the panel of decisions.
//! Not here: drawing one (`view::tree`), what is drawn (`diagram`).

use crate::answers::Spot;
use crate::catalog::{Body, Scope, Target};
use crate::engine::Outcome;
use crate::interview::{Interview, Page};

use super::card::spots;
use super::review::{self, Row};
use super::screen::{Body as Middle, Screen};

/// A decision for the system or for one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which {
    /// The decision's index.
    pub decision: usize,
    /// The dataset's index, or zero.
    pub sheet: usize,
}

/// The question that the user looks at: on its card, or under the cursor of the review.
pub(crate) fn question(screen: &Screen, interview: &Interview<'_>) -> Option<Spot> {
    match &screen.body {
        Middle::Card(card) => spots(interview.page()).get(card.tab).copied(),
        Middle::Sheets(_) => None,
        Middle::Review => match review::rows(interview).get(screen.review_cursor) {
            Some(Row::Question(spot)) => Some(*spot),
            _ => None,
        },
    }
}

/// The dataset that the user looks at; the first one where it is none.
fn sheet(screen: &Screen, interview: &Interview<'_>) -> usize {
    let of_question = question(screen, interview)
        .filter(|spot| interview.catalog().questions[spot.question].scope == Scope::Dataset);
    match (of_question, &screen.body, interview.page()) {
        (Some(spot), ..) => spot.sheet,
        (None, Middle::Sheets(row), Page::Sheets { scope, .. }) if *scope == Scope::Dataset => {
            (*row).min(interview.answers().datasets().len().saturating_sub(1))
        }
        _ => 0,
    }
}

/// All decisions, those first whose path tests the question, then those that follow from it, then the others; within
/// each in the order of the catalog, and of the dataset that is looked at before the other datasets.
pub(crate) fn all(screen: &Screen, interview: &Interview<'_>) -> Vec<Which> {
    let (catalog, evaluation) = (interview.catalog(), interview.evaluation());
    let spot = question(screen, interview);
    let here = sheet(screen, interview);
    let mut found: Vec<(u8, bool, Which)> = evaluation
        .all_decided()
        .map(|(decision, sheet, decided)| {
            let far = catalog.decisions[decision].scope == Scope::Dataset && sheet != here;
            let target = Target::Decision(decision);
            let tests = |spot: Spot| match &catalog.decisions[decision].body {
                Body::Choice(tree) | Body::Figures(tree) => decided.trace().iter().any(|step| {
                    tree.nodes[step.node].subject.target == Target::Question(spot.question)
                }),
                Body::Set(_) | Body::Ranked(_) => false,
            };
            let distance = match spot {
                Some(spot) if tests(spot) => 0,
                Some(spot) if evaluation.reads(target, sheet).contains(&spot) => 1,
                Some(spot)
                    if catalog
                        .reads(target)
                        .any(|read| read == Target::Question(spot.question)) =>
                {
                    2
                }
                _ => 3,
            };
            (distance, far, Which { decision, sheet })
        })
        .collect();
    found.sort_by_key(|(distance, far, _)| (*far, *distance));
    found.into_iter().map(|(.., which)| which).collect()
}

/// The decisions in the order of the panel: those of each dataset, then those of the system.
pub(crate) fn rows(interview: &Interview<'_>) -> Vec<Which> {
    let (catalog, evaluation) = (interview.catalog(), interview.evaluation());
    let mut rows: Vec<Which> = evaluation
        .all_decided()
        .filter(|(.., decided)| {
            !matches!(&decided.outcome, Outcome::Ranking(ranking) if ranking.is_empty())
        })
        .map(|(decision, sheet, _)| Which { decision, sheet })
        .collect();
    rows.sort_by_key(|which| {
        let system = catalog.decisions[which.decision].scope == Scope::System;
        (system, which.sheet, which.decision)
    });
    rows
}

/// The tree to begin with.
pub(crate) fn first(screen: &Screen, interview: &Interview<'_>) -> Option<Which> {
    all(screen, interview).first().copied()
}

/// The tree so many further on, round and round.
pub(crate) fn step(
    screen: &Screen,
    interview: &Interview<'_>,
    from: Which,
    by: isize,
) -> Option<Which> {
    let all = all(screen, interview);
    let at = all.iter().position(|which| *which == from).unwrap_or(0);
    let count = isize::try_from(all.len()).ok()?;
    let to = (isize::try_from(at).ok()? + by).rem_euclid(count.max(1));
    all.get(usize::try_from(to).ok()?).copied()
}
