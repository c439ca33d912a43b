//! The figures of an answers file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use quorate::answers::Answers;
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::design::figures::{FigureValue, Quantity, figures};
use quorate::engine;

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// The figures of answers, by id and dataset.
pub(crate) fn computed(text: &str) -> BTreeMap<(&'static str, Option<usize>), FigureValue> {
    let (answers, warnings) = Answers::parse("shop.toml", text, &CATALOG).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let evaluation = engine::evaluate(&CATALOG, &WORLD, &answers);
    let found = figures(&CATALOG, &WORLD, &answers, &evaluation);
    found
        .into_iter()
        .map(|value| {
            let id = CATALOG.figures[value.figure].id.as_str();
            ((id, value.sheet), value)
        })
        .collect()
}

/// The text with one line replaced by others.
pub(crate) fn but(text: &str, line: &str, with: &str) -> String {
    assert!(text.contains(line), "{line}");
    text.replacen(line, with, 1)
}

/// Relative; of an availability, relative to the chance of being down.
pub(crate) fn quantity_error(found: Quantity, expected: f64) -> f64 {
    let scale = match found {
        Quantity::Availability(_) | Quantity::Required(_) => 1.0 - expected,
        _ => expected.abs(),
    };
    (found.value() - expected).abs() / scale
}
