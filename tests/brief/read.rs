//! Answers of examples and published cases, with the design that follows from them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use quorate::answers::Answers;
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::design::{Design, Medium};

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

pub(crate) struct Read {
    pub(crate) datasets: usize,
    pub(crate) design: Design,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(text: &str) -> Read {
    let (answers, _) = Answers::parse("answers.toml", text, &CATALOG).unwrap();
    Read {
        datasets: answers.datasets().len(),
        design: Design::of(&CATALOG, &WORLD, &answers, Medium::Markdown).unwrap(),
    }
}

/// The answers of a published case.
fn case(path: &Path) -> String {
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    toml::to_string(&table["answers"]).unwrap()
}

pub(crate) fn examples() -> Vec<(String, Read)> {
    let names = ["cart", "coordination", "payments"];
    let read = |name: &str| {
        let text = std::fs::read_to_string(root().join(format!("examples/{name}.toml"))).unwrap();
        (name.to_owned(), read(&text))
    };
    names.into_iter().map(read).collect()
}

pub(crate) fn cases(wanted: impl Fn(&str) -> bool) -> Vec<(String, Read)> {
    let mut files: Vec<PathBuf> = ["tests/casebook", "tests/cases"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let name = |path: &Path| {
        let folder = path.parent().unwrap().file_name().unwrap().display();
        format!("{folder}/{}", path.file_stem().unwrap().display())
    };
    let found = files.iter().map(|path| (name(path), path));
    found
        .filter(|(name, _)| wanted(name))
        .map(|(name, path)| (name, read(&case(path))))
        .collect()
}
