//! Reads `decision-trees/` when the binary is built, so that the binary need not do it at every start.
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
    std::fs::write(PathBuf::from(folder).join("catalog.postcard"), written)?;
    Ok(())
}
