//! The state folder: answers that have no file of their own yet, or could not be saved in it.
//!
//! Here: names and locks of drafts, finding those that were left, where the folder is.
//! Not here: when answers go there (`session`, `session::rescue`).

use std::fs::File;
use std::path::{Path, PathBuf};

/// A file in the state folder. Its lock says that this process is alive, so that no other offers to go on with it.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) path: PathBuf,
    lock: PathBuf,
    _held: File,
}

impl Draft {
    /// The first name with this beginning that no living process holds and no file has.
    pub(super) fn claim(folder: &Path, kind: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).ok()?;
        (1..=DRAFTS_MAX).find_map(|number| {
            let path = folder.join(format!("{kind}-{number}.toml"));
            if path.exists() {
                None
            } else {
                Self::hold(&path)
            }
        })
    }

    pub(super) fn hold(path: &Path) -> Option<Self> {
        let lock = path.with_extension("held");
        let held = File::create(&lock).ok()?;
        held.try_lock().ok()?;
        Some(Self {
            path: path.to_owned(),
            lock,
            _held: held,
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // The lock itself ends with the process; the file is only its name.
        let _ = std::fs::remove_file(&self.lock);
    }
}

/// More drafts than this are not kept apart.
const DRAFTS_MAX: usize = 99;

/// Drafts that earlier processes left in the state folder, in order of name.
#[must_use]
pub fn drafts(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut drafts: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_named_so(path) && !held_by_another(path))
        .collect();
    drafts.sort();
    drafts
}

/// Whether a path leads to a draft of the state folder.
pub(super) fn is_draft(path: &Path, folder: &Path) -> bool {
    let (Ok(real), Ok(folder)) = (path.canonicalize(), folder.canonicalize()) else {
        return false;
    };
    is_named_so(&real) && real.parent() == Some(&folder)
}

fn is_named_so(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with("draft-"))
        && path.extension().is_some_and(|ending| ending == "toml")
}

pub(super) fn held_by_another(draft: &Path) -> bool {
    File::open(draft.with_extension("held")).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Removes a draft for good; only ever at the user's word.
pub fn discard(draft: &Path) {
    let _ = std::fs::remove_file(draft);
    let _ = std::fs::remove_file(draft.with_extension("held"));
}

/// The user's folder for state: `XDG_STATE_HOME`, else `~/.local/state`, on Windows `%LOCALAPPDATA%`.
#[must_use]
pub fn state_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else {
        set("XDG_STATE_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| std::env::home_dir().map(|home| home.join(".local").join("state")))
    };
    base.map(|base| base.join("quorate"))
}
