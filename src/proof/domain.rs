//! Values that stand for all values of a thing, as far as the catalog's tests can tell them apart.
//!
//! Here: the points of questions and facts, lists of regions to try.
//! Not here: which of them an answers file holds (`proof::symbolic`).

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Cell, Kind, Representative, Target, Value, representatives};
use crate::derive::World;
use crate::engine;

/// The cells that each target is tested with, invariants included, and the points that they tell apart.
pub(super) struct Tested {
    cells: BTreeMap<Target, Vec<Cell>>,
    points: BTreeMap<Target, Vec<Value>>,
}

impl Tested {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let watched = catalog
            .invariants
            .iter()
            .flat_map(|invariant| invariant.when.iter().chain(&invariant.then))
            .map(|condition| (condition.subject.target, &condition.cell));
        let fits = catalog
            .products
            .iter()
            .flat_map(crate::catalog::Product::rows)
            .flatten()
            .map(|condition| (condition.subject.target, &condition.cell));
        let mut cells: BTreeMap<Target, Vec<Cell>> = BTreeMap::new();
        for (target, cell) in catalog.tests().chain(watched).chain(fits) {
            let cells = cells.entry(target).or_default();
            if !cells.contains(cell) {
                cells.push(cell.clone());
            }
        }
        let questions = (0..catalog.questions.len()).map(Target::Question);
        let points = catalog
            .order
            .iter()
            .copied()
            .chain(questions)
            .chain(cells.keys().copied())
            .map(|target| {
                let cells = cells.get(&target).map_or(&[] as &[_], Vec::as_slice);
                (target, points(catalog, target, cells))
            })
            .collect();
        Self { cells, points }
    }

    /// One value from each set of values that no test tells apart; the unknown value is not among them.
    pub(super) fn points(&self, target: Target) -> &[Value] {
        self.points.get(&target).map_or(&[], Vec::as_slice)
    }

    /// The point that stands for a value.
    pub(super) fn point_of(&self, target: Target, value: &Value) -> Option<&Value> {
        let cells = self.cells.get(&target).map_or(&[] as &[_], Vec::as_slice);
        let alike = |point: &&Value| {
            cells
                .iter()
                .all(|cell| cell.matches(point) == cell.matches(value))
        };
        let points = self.points(target);
        // Where the value is itself a point, no other stands for it as well.
        points
            .iter()
            .find(|point| *point == value)
            .or_else(|| points.iter().find(alike))
    }
}

fn points(catalog: &Catalog, target: Target, cells: &[Cell]) -> Vec<Value> {
    let kind = catalog.kind_of(target);
    let bounds = match target {
        Target::Question(question) => &catalog.questions[question].bounds,
        _ => &(None, None),
    };
    let edge = |bound: &Option<Value>| bound.as_ref().and_then(Value::magnitude);
    let (low, high) = (edge(&bounds.0), edge(&bounds.1));
    let mut points: Vec<Value> = Vec::new();
    let constants = representatives(&kind, cells);
    let ends = [low, high]
        .into_iter()
        .flatten()
        .map(Representative::Number);
    for representative in constants.into_iter().chain(ends) {
        let point = match representative {
            Representative::Unknown => continue,
            Representative::Option(option) => Value::Choice(option),
            Representative::Bool(yes) => Value::Bool(yes),
            Representative::Number(at) => match kind.number(at) {
                Some(number) => number,
                None => continue,
            },
            Representative::Known => match kind {
                Kind::List => Value::List(vec![SOME.to_owned()]),
                _ => Value::Text(SOME.to_owned()),
            },
        };
        let inside = point
            .magnitude()
            .is_none_or(|at| low.is_none_or(|low| at >= low) && high.is_none_or(|high| at <= high));
        if inside && !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

/// A text that stands for all texts.
const SOME: &str = "something";

/// Values to try for a question where formulas are computed, and not only its tests looked at.
pub(super) fn samples(
    catalog: &Catalog,
    world: &World,
    tested: &Tested,
    question: usize,
) -> Vec<Value> {
    let asked = &catalog.questions[question];
    match &asked.kind {
        Kind::List => regions(world).into_iter().map(Value::List).collect(),
        Kind::Text => vec![Value::Text(SOME.to_owned())],
        kind => {
            let mut values = tested.points(Target::Question(question)).to_vec();
            let candidates = engine::candidates(catalog, question);
            let extremes = EXTREMES.iter().filter_map(|at| kind.number(*at));
            for value in candidates
                .into_iter()
                .map(|candidate| candidate.value)
                .chain(extremes)
            {
                if !values.contains(&value) && asked.check(&value).is_ok() {
                    values.push(value);
                }
            }
            values
        }
    }
}

/// Magnitudes below and above what anybody offers as a ready-made answer, for formulas that compare answers with each other.
const EXTREMES: [f64; 2] = [0.001, 1000.0];

/// Lists of regions that differ in number and distance.
fn regions(world: &World) -> Vec<Vec<String>> {
    let all: Vec<String> = world.regions().map(|(key, _)| key.to_owned()).collect();
    let Some(first) = all.first() else {
        return vec![vec![SOME.to_owned()]];
    };
    let trip = |other: &String| {
        let pair = [first.clone(), other.clone()];
        world.mesh(&pair).map(|mesh| mesh.trip(0, 1).time)
    };
    let mut others: Vec<&String> = all[1..]
        .iter()
        .filter(|other| trip(other).is_some())
        .collect();
    others.sort_by_key(|other| trip(other));
    let at = |share: usize| {
        others
            .get(share * others.len().saturating_sub(1) / 4)
            .map(|other| (*other).clone())
    };
    let list = |shares: &[usize]| -> Vec<String> {
        let mut list = vec![first.clone()];
        for region in shares.iter().filter_map(|share| at(*share)) {
            if !list.contains(&region) {
                list.push(region);
            }
        }
        list
    };
    vec![
        list(&[]),
        list(&[0]),
        list(&[2]),
        list(&[4]),
        list(&[0, 1]),
        list(&[2, 4]),
        list(&[0, 1, 2, 3, 4]),
        vec![SOME.to_owned()],
        vec![SOME.to_owned(), first.clone(), format!("{SOME} else")],
    ]
}
