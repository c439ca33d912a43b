//! Reads `decision-trees/` when the binary is built, so that the binary need not do it at every start: the catalog
//! whole, the facts about the world as JSON, which takes a tenth of the time to read.
//!
//! What is wrong with the files is not said here: the binary then reads them itself, and says it in full.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::print_stdout,
    reason = "rooms are taken in whole, and cargo listens to standard output"
)]

use std::path::{Path, PathBuf};

/// The rooms of the project that reading a catalog takes.
#[path = "src"]
mod rooms {
    pub mod catalog;
    pub mod diagnostic;
    pub mod text;
    pub mod units;
}

use rooms::{catalog, diagnostic, text, units};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=decision-trees");
    let sources = catalog::Sources::folder(Path::new("decision-trees"))?;
    let written = match catalog::Catalog::load(&sources) {
        Ok(catalog) => postcard::to_allocvec(&catalog)?,
        Err(problems) => {
            let count = problems.0.len();
            println!(
                "cargo::warning=decision-trees has {count} problems; `quorate trees check` says which"
            );
            Vec::new()
        }
    };
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names the folder for what is built")?;
    let folder = PathBuf::from(folder);
    std::fs::write(folder.join("catalog.postcard"), written)?;
    facts(Path::new("decision-trees"), &folder)
}

/// Writes the files of facts, each under its own name.
fn facts(from: &Path, to: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let to = to.join("facts");
    if to.exists() {
        std::fs::remove_dir_all(&to)?;
    }
    std::fs::create_dir(&to)?;
    for file in std::fs::read_dir(from.join("facts"))? {
        let path = file?.path();
        let Some(name) = path
            .file_name()
            .filter(|_| path.extension().is_some_and(|it| it == "toml"))
        else {
            continue;
        };
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        std::fs::write(to.join(name), serde_json::to_vec(&table)?)?;
    }
    Ok(())
}
