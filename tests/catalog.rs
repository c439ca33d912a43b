//! The embedded catalog as a whole: it loads, its prose can be rendered, formulas and references meet their uses.
//!
//! Not here: the words of the vocabulary (`vocabulary`), what holds for all answers (`laws`), published cases (`casebook`).

use quorate::model::latency::Basis;
use std::collections::BTreeSet;

use quorate::catalog::{Body, Catalog, How, Sources, check};
use quorate::derive::{self, World};
use quorate::design::figures;

#[test]
fn the_catalog_loads_and_its_prose_names_only_what_exists() {
    let catalog =
        Catalog::load(&Sources::embedded()).unwrap_or_else(|problems| panic!("{problems}"));
    let problems = check::templates(&catalog);
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

#[test]
fn a_broken_template_is_noticed() {
    let broken = Sources::of(Sources::embedded().files().map(|(path, text)| {
        let text = if path == "conflicts.toml" {
            text.replacen("{{ dataset.name }}", "{{ dataset.no_such_question }}", 1)
        } else {
            text.to_owned()
        };
        (path.to_owned(), text)
    }));
    let catalog = Catalog::load(&broken).unwrap();
    let problems = check::templates(&catalog);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let shown = problems[0].to_string();
    assert!(
        shown.contains("no_such_question") && shown.contains("conflicts.toml:"),
        "{shown}"
    );
}

#[test]
fn every_reference_is_cited() {
    let catalog = Catalog::embedded();
    let mut cited: BTreeSet<usize> = BTreeSet::new();
    for decision in &catalog.decisions {
        match &decision.body {
            Body::Choice(tree) | Body::Figures(tree) => {
                cited.extend(tree.leaves.iter().flat_map(|leaf| &leaf.sources));
            }
            Body::Set(rows) => cited.extend(rows.iter().flat_map(|row| &row.sources)),
            Body::Ranked(sheet) => {
                cited.extend(sheet.rows.iter().flat_map(|row| &row.sources));
                cited.extend(sheet.uncertain.iter().flat_map(|of| &of.sources));
            }
        }
    }
    cited.extend(catalog.facts.iter().flat_map(|fact| &fact.sources));
    cited.extend(catalog.patterns.iter().flat_map(|pattern| &pattern.sources));
    cited.extend(catalog.partition.iter().flat_map(|row| &row.sources));
    cited.extend(catalog.split_brain.iter().flat_map(|row| &row.sources));
    cited.extend(catalog.containment.iter().flat_map(|row| &row.sources));
    cited.extend(
        catalog
            .responses
            .iter()
            .flat_map(|response| &response.sources),
    );
    cited.extend(
        catalog
            .conflicts
            .iter()
            .flat_map(|conflict| &conflict.sources),
    );
    cited.extend(
        catalog
            .invariants
            .iter()
            .flat_map(|invariant| &invariant.sources),
    );
    cited.extend(catalog.figures.iter().flat_map(|figure| &figure.sources));
    cited.extend(catalog.products.iter().flat_map(|product| &product.sources));
    let takeovers = catalog.products.iter().flat_map(|of| &of.takeovers);
    cited.extend(takeovers.flat_map(|row| &row.sources));
    let archetypes = catalog.archetypes.iter();
    cited.extend(archetypes.flat_map(|archetype| &archetype.sources));
    let never: Vec<&str> = catalog
        .references
        .iter()
        .enumerate()
        .filter(|(index, _)| !cited.contains(index))
        .map(|(_, reference)| reference.id.as_str())
        .collect();
    assert!(never.is_empty(), "cited by nothing: {}", never.join(", "));
}

#[test]
fn every_formula_of_a_fact_is_computed_and_used() {
    let catalog = Catalog::embedded();
    let named: BTreeSet<&str> = catalog
        .facts
        .iter()
        .filter_map(|fact| match &fact.how {
            How::Formula(formula, _) => Some(formula.as_str()),
            How::Rows(_) => None,
        })
        .collect();
    let computed: BTreeSet<&str> = derive::formulas().collect();
    assert_eq!(named, computed);
}

#[test]
fn every_figure_is_computed_and_described() {
    let catalog = Catalog::embedded();
    let described: BTreeSet<&str> = catalog
        .figures
        .iter()
        .map(|figure| figure.id.as_str())
        .collect();
    let computed: BTreeSet<&str> = figures::formulas().collect();
    assert_eq!(described, computed);
}

#[test]
fn facts_about_the_world_can_be_read() {
    let world = World::embedded();
    let trip = world
        .round_trip("aws:eu-west-1", "aws:eu-central-1")
        .expect("a measured pair");
    assert!(
        trip.basis == Basis::Measured && trip.time > trip.light,
        "{trip:?}"
    );
    let guess = world
        .round_trip("aws:eu-west-1", "gcp:us-east1")
        .expect("two regions with known places");
    assert!(
        guess.basis == Basis::Estimated && guess.time > guess.light,
        "{guess:?}"
    );
    assert!(world.round_trip("aws:eu-west-1", "the cellar").is_none());
    let near = world
        .round_trip("aws:eu-west-1", "gcp:us-east4")
        .expect("two regions with measured neighbours");
    let measured = world.round_trip("aws:eu-west-1", "aws:us-east-1");
    assert_eq!(
        (near.basis, Some(near.time)),
        (Basis::Neighbours, measured.map(|trip| trip.time))
    );
}
