//! The newcomer's path in CONTRIBUTING.md, walked: its snippets, put where it says, make a catalog that loads and decides
//! as it says.

use quorate::answers::Answers;
use quorate::catalog::{Catalog, Sources, check};
use quorate::derive::World;
use quorate::engine;

const PAGE: &str = include_str!("../CONTRIBUTING.md");

/// The first TOML snippet under a heading.
fn snippet(heading: &str) -> &'static str {
    let section = PAGE
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("CONTRIBUTING.md has no section `{heading}`"))
        .1;
    let from = section.split_once("```toml\n").expect("a snippet").1;
    from.split_once("```").expect("an end of the snippet").0
}

/// The embedded catalog with snippets added to files, and the branch led to the new node where `led`.
fn catalog(additions: &[(&str, &str)], led: bool) -> Result<Catalog, String> {
    let files = Sources::embedded();
    let files = files.files().map(|(path, text)| {
        let mut text = text.to_owned();
        if led && path == "trees/partitioning.toml" {
            let at = text.find("id     = \"scan\"").expect("the node `scan`");
            let (before, after) = text.split_at(at);
            text = format!(
                "{before}{}",
                after.replacen("go = \"hash-key\"", "go = \"erased-by-person\"", 1)
            );
        }
        for (_, addition) in additions.iter().filter(|(to, _)| *to == path) {
            text.push('\n');
            text.push_str(addition);
        }
        (path.to_owned(), text)
    });
    let catalog = Catalog::load(&Sources::of(files)).map_err(|problems| problems.to_string())?;
    let problems = check::templates(&catalog);
    if problems.is_empty() {
        Ok(catalog)
    } else {
        Err(format!("{problems:?}"))
    }
}

#[test]
fn the_newcomers_path_leads_somewhere() {
    let question = ("questions/dataset.toml", snippet("Add a question"));
    let node = ("trees/partitioning.toml", snippet("Add a node and a leaf"));
    let pattern = (
        "patterns/verification.toml",
        snippet("Add a pattern").trim(),
    );

    catalog(&[question], false).expect("a question that nothing reads is allowed");
    let early = catalog(&[node], false).expect_err("the question is not there yet");
    assert!(early.contains("`dataset.erasure`"), "{early}");
    let unreached = catalog(&[question, node], false).expect_err("nothing leads to the node yet");
    assert!(
        unreached.contains("no path reaches `erased-by-person`"),
        "{unreached}"
    );
    let product = ("systems/key-value.toml", snippet("Add a product"));
    let invariant = ("invariants.toml", snippet("Add an invariant"));
    let all = [question, node, pattern, product, invariant];
    let done = catalog(&all, true).expect("everything is in its place");

    let example = include_str!("../examples/cart.toml");
    let (answers, _) = Answers::parse("cart.toml", example, &done).expect("an example");
    let evaluation = engine::evaluate(&done, &World::embedded(), &answers);
    let partitioning = done.decision("partitioning").expect("the decision");
    let decided = evaluation
        .decided(partitioning, 0)
        .expect("one dataset at least");
    let leaf = decided.leaf(&done, partitioning).expect("a leaf");
    assert_eq!(leaf.id, "one-place-per-person");
}

#[test]
fn the_source_on_the_page_is_the_catalogs() {
    let shown: toml::Table = snippet("Add a source").parse().expect("TOML");
    let shown = &shown["reference"][0];
    let catalog = Catalog::embedded();
    let reference = catalog
        .references
        .iter()
        .find(|reference| Some(reference.id.as_str()) == shown["id"].as_str())
        .expect("a reference of the catalog");
    assert_eq!(shown["title"].as_str(), Some(reference.title.as_str()));
    assert_eq!(shown["url"].as_str(), Some(reference.url.as_str()));
}
