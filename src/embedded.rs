//! The catalog inside the binary: its files, and what came of reading them when the binary was built.
//!
//! Reading the files takes longer than everything else that a command does, so `build.rs` reads them once and this
//! room takes the result in. The files are the only source; they are here to be laid under a team's own.
//!
//! Here: both forms.
//! Not here: reading TOML (`catalog`).

use include_dir::{Dir, include_dir};

use crate::catalog::{Catalog, Overlay, Sources};
use crate::diagnostic::Diagnostics;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/decision-trees");

/// The catalog as `build.rs` wrote it; empty where the files were no catalog.
static READ: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.postcard"));

/// The files of facts as `build.rs` wrote them: what the TOML says, in JSON, under the same names.
static FACTS: Dir<'_> = include_dir!("$OUT_DIR/facts");

/// What one embedded file of facts says, in JSON; `path` is relative to `decision-trees/`.
pub(crate) fn facts(path: &str) -> Option<&'static [u8]> {
    let name = path.strip_prefix("facts/")?;
    Some(FACTS.get_file(name)?.contents())
}

impl Sources {
    /// The files inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = Vec::new();
        collect(&FILES, &mut files);
        Self::shipped(files.into_iter())
    }

    /// The embedded files with a team's folder over them.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is not UTF-8.
    pub fn with(overlay: &Overlay) -> Result<Self, Diagnostics> {
        Self::embedded().under(overlay)
    }
}

impl Catalog {
    /// The catalog inside the binary.
    ///
    /// # Panics
    /// When the embedded files are not a catalog: the test suite loads them, so no release can.
    #[must_use]
    pub fn embedded() -> Self {
        Self::try_embedded().expect("the embedded catalog is loaded by the test suite")
    }

    /// The same for a binary that may be under development.
    ///
    /// # Errors
    /// Every problem of the embedded files.
    pub fn try_embedded() -> Result<Self, Diagnostics> {
        match postcard::from_bytes(READ) {
            Ok(catalog) => Ok(catalog),
            Err(_) => Self::load(&Sources::embedded()),
        }
    }
}

fn collect(folder: &Dir<'static>, files: &mut Vec<(String, &'static str)>) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.push((path, text));
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_read_is_what_the_files_say() {
        let read = Catalog::load(&Sources::embedded()).expect("the embedded files are a catalog");
        let written = postcard::to_allocvec(&read).expect("a catalog can be written");
        assert!(written == READ, "build.rs wrote another catalog");
        let taken_in = Catalog::try_embedded().expect("what the build wrote is a catalog");
        assert_eq!(format!("{taken_in:?}"), format!("{read:?}"));
    }
}
