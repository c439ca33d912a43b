//! Where the catalog's files come from: the binary itself, and a team's own folder over it.
//!
//! Here: reading files, their digest.
//! Not here: what they mean (`catalog::load`).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

use super::template;

/// A team's own folder, laid over the embedded catalog by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay(pub PathBuf);

/// A file of the catalog.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// As it is named in messages.
    pub(crate) name: String,
    /// Relative to the catalog's folder, with `/`.
    pub(crate) path: String,
    pub(crate) text: Cow<'static, str>,
    /// Whether it is laid over the embedded catalog.
    pub(crate) own: bool,
}

/// The files of a catalog, embedded ones first, each layer in order of path.
#[derive(Debug, Clone)]
pub struct Sources {
    pub(crate) files: Vec<SourceFile>,
}

impl Sources {
    /// The files inside the binary, from pairs of path and text.
    pub(crate) fn shipped(files: impl Iterator<Item = (String, &'static str)>) -> Self {
        let mut files: Vec<SourceFile> = files
            .filter(|(path, _)| is_toml(Path::new(path)))
            .map(|(path, text)| SourceFile {
                name: format!("decision-trees/{path}"),
                path,
                text: Cow::Borrowed(text),
                own: false,
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// These files with a team's folder over them.
    pub(crate) fn under(mut self, overlay: &Overlay) -> Result<Self, Diagnostics> {
        let mut own = Vec::new();
        read_folder(&overlay.0, &overlay.0, &mut own)?;
        own.sort_by(|a, b| a.path.cmp(&b.path));
        self.files.extend(own);
        Ok(self)
    }

    /// The files of a folder alone, for a catalog that stands by itself.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or is not UTF-8.
    pub fn folder(root: &Path) -> Result<Self, Diagnostics> {
        let mut files = Vec::new();
        read_folder(root, root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        for file in &mut files {
            file.own = false;
        }
        Ok(Self { files })
    }

    /// Files given as pairs of path and text; for tests and tools.
    #[must_use]
    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let files = files
            .into_iter()
            .map(|(path, text)| SourceFile {
                name: path.clone(),
                path,
                text: Cow::Owned(text),
                own: false,
            })
            .collect();
        Self { files }
    }

    /// The files that the catalog is read from; facts are read by who needs them.
    pub(crate) fn catalog(&self) -> impl Iterator<Item = &SourceFile> {
        self.files
            .iter()
            .filter(|file| is_toml(Path::new(&file.path)) && !file.path.starts_with("facts/"))
    }

    /// The files of facts that are not those inside the binary: their name in messages, their path, their text.
    pub(crate) fn own_facts(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let own = self
            .files
            .iter()
            .filter(|file| file.path.starts_with("facts/") && matches!(file.text, Cow::Owned(_)));
        own.map(|file| (file.name.as_str(), file.path.as_str(), file.text.as_ref()))
    }

    /// The embedded files as pairs of path and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|file| (file.path.as_str(), file.text.as_ref()))
    }

    /// SHA-256 over paths and texts, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.files {
            for part in [file.path.as_bytes(), file.text.as_bytes()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hash.finalize()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Diagnostics> {
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| {
        Diagnostic::general(
            Kind::Unreadable,
            format!("`{}` cannot be read: {error}", path.display()),
        )
        .help("name a folder with the layout of `decision-trees/`, or leave `--trees` away")
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
            continue;
        }
        let relative = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        if is_toml(&path) || template::is_template(&relative) {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push(SourceFile {
                name: path.display().to_string(),
                path: relative,
                text: Cow::Owned(text),
                own: true,
            });
        }
    }
    Ok(())
}
