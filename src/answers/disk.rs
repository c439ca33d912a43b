//! The file behind a document: what it is known to hold, so that nothing else is written over.
//!
//! Here: the check against the disk, the write, why a write failed.
//! Not here: the text (`answers::document`), how a file is written (`store`).

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store;

/// Why a file could not be saved. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another program wrote the file since it was read.
    #[error("`{0}` was changed by another program since it was read")]
    Changed(PathBuf),
    /// The document has no path yet.
    #[error("the answers have no file name yet")]
    NoPath,
    /// The file system refused.
    #[error("`{path}` cannot be written: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// A file that a document is saved to. Copies speak of the same file, on whichever thread they are.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    path: PathBuf,
    /// The text as last read or written; what is on disk must still be this before it is written over.
    known: Arc<Mutex<Option<String>>>,
}

/// A text on its way to its file.
#[derive(Debug)]
pub struct Edition {
    disk: Disk,
    text: String,
}

impl Disk {
    pub(super) fn new(path: PathBuf, known: Option<String>) -> Self {
        Self {
            path,
            known: Arc::new(Mutex::new(known)),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets the next save write over whatever is on disk.
    pub(super) fn forget(&self) {
        *self.known() = std::fs::read_to_string(&self.path).ok();
    }

    pub(super) fn edition(&self, text: &str) -> Edition {
        Edition {
            disk: self.clone(),
            text: text.to_owned(),
        }
    }

    /// A thread that died while it held this leaves the text of the last finished write.
    fn known(&self) -> MutexGuard<'_, Option<String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Edition {
    /// Writes the text to its file, atomically and durably.
    ///
    /// # Errors
    /// The file on disk is not what was last read or written, or the file system refuses.
    pub fn write(self) -> Result<(), SaveError> {
        let path = self.disk.path.clone();
        let mut known = self.disk.known();
        let now = match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(SaveError::Io { path, error }),
        };
        // A file that was removed meanwhile is written anew: the answers are worth more than the removal.
        if let Some(now) = &now
            && known.as_ref().map(String::as_bytes) != Some(now)
        {
            return Err(SaveError::Changed(path));
        }
        if now.is_none() || known.as_deref() != Some(&self.text) {
            store::write(&path, &self.text).map_err(|error| SaveError::Io { path, error })?;
        }
        *known = Some(self.text);
        Ok(())
    }
}
