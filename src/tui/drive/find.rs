//! What the start screen offers: drafts that were left, and answers files of the folder.

use std::path::{Path, PathBuf};

use crate::answers::Document;
use crate::catalog::Catalog;
use crate::face::review;
use crate::session;

use super::super::Options;
use super::super::start::{Found, Start};

/// Looks for drafts, and for answers files in the folder where quorate was started.
pub(super) fn find(catalog: &Catalog, options: &Options) -> Start {
    let drafts = options
        .folder
        .as_deref()
        .map(session::drafts)
        .unwrap_or_default();
    let files = std::fs::read_dir(".")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml") && is_ours(path));
    let mut files: Vec<PathBuf> = files.take(FILES_MAX).collect();
    files.sort();
    Start {
        drafts: drafts.iter().map(|path| look(path, catalog)).collect(),
        files: files.iter().map(|path| look(path, catalog)).collect(),
        ..Start::default()
    }
}

/// More files than this are not offered; their path can be typed.
const FILES_MAX: usize = 20;

/// Whether a file says that it holds answers: its first key is `quorate`.
fn is_ours(path: &Path) -> bool {
    let small = std::fs::metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() < 1 << 20);
    small
        && std::fs::read_to_string(path).is_ok_and(|text| {
            text.lines()
                .map(str::trim)
                .find(|line| !line.is_empty() && !line.starts_with('#'))
                .and_then(|line| line.split_once('='))
                .is_some_and(|(key, _)| key.trim() == "quorate")
        })
}

fn look(path: &Path, catalog: &Catalog) -> Found {
    let age_s = std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
        .and_then(|written| written.elapsed().ok())
        .map(|age| age.as_secs());
    let document = Document::open(path, catalog).ok();
    let answers = document.as_ref().map(|(document, _)| document.answers());
    Found {
        path: path.to_owned(),
        name: answers.and_then(|answers| review::system_name(catalog, answers)),
        answered: answers.map(|answers| {
            let sheets = [answers.system()].into_iter();
            let sheets = sheets.chain(answers.datasets()).chain(answers.services());
            sheets.map(|sheet| sheet.iter().count()).sum()
        }),
        age_s,
        rescued_from: session::rescued_from(path),
    }
}
