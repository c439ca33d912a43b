//! What moved past a threshold between two designs.
//!
//! Here: figures against the limits that the catalog holds them to, derived facts against the constants that it tests.
//! Not here: which decisions flipped (`engine`), the figures themselves (`design::figures`).

use serde::Serialize;

use crate::answers::{Answers, Pair};
use crate::catalog::{Against, Catalog, Cell, Kind, Limit, Scope, Target, Value};
use crate::engine::Evaluation;

use super::figures::{FigureValue, known_figure};

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The answers.
    pub answers: &'a Answers,
    /// What follows from them.
    pub evaluation: &'a Evaluation,
    /// The figures.
    pub figures: &'a [FigureValue],
}

/// A figure or fact that moved past a threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crossing {
    /// The figure's id, or the fact's.
    pub id: String,
    /// The dataset's index on the new side; none for the system.
    #[serde(skip)]
    pub sheet: Option<usize>,
    /// The dataset's name.
    pub of: Option<String>,
    /// The value before, as it is printed.
    pub from: String,
    /// The value after.
    pub to: String,
    /// What the threshold is: a question, a fact, a figure, or a number; of a fact that is true or false, what it means.
    pub threshold: String,
    /// The threshold's value after, where it has one of its own.
    pub at: Option<String>,
    /// On which side it is now.
    pub now: Now,
}

/// On which side of a threshold something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Now {
    /// The limit is kept.
    Within,
    /// The limit is not kept.
    Past,
    /// A constant that the catalog tests lies between before and after; neither side is the good one.
    Other,
    /// A fact became true, or ceased to be.
    Turned,
}

/// What moved past a threshold, for the system and for the datasets that both sides have: figures first.
#[must_use]
pub fn crossings(
    catalog: &Catalog,
    old: Side<'_>,
    new: Side<'_>,
    datasets: &[Pair],
) -> Vec<Crossing> {
    let mut found = Vec::new();
    let system = [(None, None)];
    let both: Vec<(Option<usize>, Option<usize>)> = datasets
        .iter()
        .filter(|pair| pair.old.is_some() && pair.new.is_some())
        .map(|pair| (pair.old, pair.new))
        .collect();
    let sheets = |scope: Scope| match scope {
        Scope::Dataset => both.as_slice(),
        _ => system.as_slice(),
    };
    for (index, figure) in catalog.figures.iter().enumerate() {
        for (before, after) in sheets(figure.scope) {
            let sides = [(old, *before), (new, *after)];
            for limit in &figure.limits {
                found.extend(figure_past(catalog, index, limit, sides));
            }
        }
    }
    for index in 0..catalog.facts.len() {
        for (before, after) in sheets(catalog.facts[index].scope) {
            found.extend(fact_past(catalog, index, [(old, *before), (new, *after)]));
        }
    }
    for crossing in &mut found {
        let sheet = crossing
            .sheet
            .and_then(|sheet| new.answers.datasets().get(sheet));
        let name = sheet.and_then(|sheet| sheet.name(catalog));
        crossing.of = name.map(crate::text::one_line);
    }
    found
}

/// The limits that a figure does not keep, each as it is printed: `at most 100%`, ``at most 50ms (`dataset.write-p99`)``.
pub(super) fn missed(catalog: &Catalog, side: Side<'_>, value: &FigureValue) -> Vec<String> {
    let limits = catalog.figures[value.figure].limits.iter();
    limits
        .filter_map(|limit| {
            let (bound, shown) = bound(catalog, limit, (side, value.sheet))?;
            if limit.is_kept(value.value.value(), bound) {
                return None;
            }
            let most = if limit.most { "at most" } else { "at least" };
            Some(match shown {
                Some(shown) => format!("{most} {shown} (`{}`)", limit.written),
                None => format!("{most} {}", limit.written),
            })
        })
        .collect()
}

type Sides<'a> = [(Side<'a>, Option<usize>); 2];

fn figure_of(side: Side<'_>, figure: usize, sheet: Option<usize>) -> Option<&FigureValue> {
    known_figure(side.figures, figure, sheet)
}

/// The limit's value on a side, as a number and as it is printed.
fn bound(
    catalog: &Catalog,
    limit: &Limit,
    (side, sheet): (Side<'_>, Option<usize>),
) -> Option<(f64, Option<String>)> {
    match &limit.against {
        Against::Number(at) => Some((*at, None)),
        Against::Target(target) => {
            let sheet = match catalog.scope_of(*target) {
                Scope::System => 0,
                _ => sheet.unwrap_or(0),
            };
            let value = side.evaluation.value(*target, sheet);
            let shown = catalog.kind_of(*target).show(value);
            Some((value.magnitude()?, Some(shown)))
        }
        Against::Figure(id) => {
            let index = catalog.figures.iter().position(|figure| figure.id == *id)?;
            let value = figure_of(side, index, sheet).or_else(|| figure_of(side, index, None))?;
            Some((value.value.value(), Some(value.value.to_string())))
        }
    }
}

fn figure_past(
    catalog: &Catalog,
    figure: usize,
    limit: &Limit,
    sides: Sides<'_>,
) -> Option<Crossing> {
    let values = sides.map(|(side, sheet)| figure_of(side, figure, sheet));
    let bounds = sides.map(|side| bound(catalog, limit, side));
    let kept = |at: usize| {
        let (value, (bound, _)) = (values[at]?.value.value(), bounds[at].as_ref()?);
        Some(limit.is_kept(value, *bound))
    };
    let now = kept(1)?;
    // A figure that was not there before and is on the wrong side now is news as well.
    if kept(0).unwrap_or(true) == now {
        return None;
    }
    let shown = |value: Option<&FigureValue>| {
        value.map_or_else(|| "not known".to_owned(), |value| value.value.to_string())
    };
    Some(Crossing {
        id: catalog.figures[figure].id.clone(),
        sheet: sides[1].1,
        of: None,
        from: shown(values[0]),
        to: shown(values[1]),
        threshold: limit.written.clone(),
        at: bounds[1].as_ref().and_then(|(_, shown)| shown.clone()),
        now: if now { Now::Within } else { Now::Past },
    })
}

/// A fact that tests can tell from what it was: a number past one of their constants, or true in place of false.
fn fact_past(catalog: &Catalog, fact: usize, sides: Sides<'_>) -> Option<Crossing> {
    let target = Target::Fact(fact);
    let values = sides.map(|(side, sheet)| side.evaluation.value(target, sheet.unwrap_or(0)));
    if values[0] == values[1] {
        return None;
    }
    let kind = &catalog.facts[fact].kind;
    let cells: Vec<&Cell> = catalog
        .tests()
        .filter(|(tested, _)| *tested == target)
        .map(|(_, cell)| cell)
        .collect();
    let (threshold, now) = match values {
        [Value::Bool(_), Value::Bool(_)] if !cells.is_empty() => {
            (catalog.facts[fact].means.clone(), Now::Turned)
        }
        [before, after] => {
            let past = |cell: &&&Cell| cell.matches(before) != cell.matches(after);
            let edge = cells
                .iter()
                .filter(past)
                .find_map(|cell| between(cell, before.magnitude()?, after.magnitude()?))?;
            (constant(kind, edge)?, Now::Other)
        }
    };
    Some(Crossing {
        id: catalog.facts[fact].id.clone(),
        sheet: sides[1].1,
        of: None,
        from: kind.show(values[0]),
        to: kind.show(values[1]),
        threshold,
        at: None,
        now,
    })
}

/// The end of a range that lies between two numbers, or on one of them.
fn between(cell: &Cell, before: f64, after: f64) -> Option<f64> {
    let Cell::Range(range) = cell else {
        return None;
    };
    let (low, high) = (before.min(after), before.max(after));
    [range.from, range.to]
        .into_iter()
        .find(|edge| (low..=high).contains(edge))
}

fn constant(kind: &Kind, at: f64) -> Option<String> {
    kind.number(at).map(|value| kind.show(&value))
}
