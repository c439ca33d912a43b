//! An interview on a file: every answer is saved as it is given, at once or on a thread of its own.
//!
//! Here: opening, autosave, drafts without a name, noticing that another program wrote the file.
//! Not here: the text of the file (`answers::document`), the questions (`interview`), the thread (`session::saver`).

mod saver;

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::answers::{Document, SaveError};
use crate::catalog::Catalog;
use crate::derive::World;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::interview::{Effect, Event, Interview, Refusal};

use saver::Saver;

/// Why an event did not go through.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The interview refused it; nothing changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The answers changed, and could not be saved. They are kept in memory.
    #[error(transparent)]
    Unsaved(#[from] SaveError),
}

/// An interview and the file that it is saved to.
#[derive(Debug)]
pub struct Session<'c> {
    interview: Interview<'c>,
    document: Document,
    /// Where saving has a thread of its own. It ends before the draft's lock does.
    saver: Option<Saver>,
    /// Where answers go before they have a file name; the lock says that this process is alive.
    draft: Option<Draft>,
}

/// A file in the state folder, held by this process.
#[derive(Debug)]
struct Draft {
    path: PathBuf,
    lock: PathBuf,
    _held: File,
}

impl Drop for Draft {
    fn drop(&mut self) {
        // The lock itself ends with the process; the file is only its name.
        let _ = std::fs::remove_file(&self.lock);
    }
}

impl<'c> Session<'c> {
    /// Opens a file, or begins one of that name if it is not there yet. Warnings name keys that are no questions.
    ///
    /// # Errors
    /// The file cannot be read or holds answers that do not fit.
    pub fn open(
        path: &Path,
        catalog: &'c Catalog,
        world: &'c World,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        let (document, warnings) = if path.exists() {
            Document::open(path, catalog)?
        } else {
            (Document::new(Some(path.to_owned())), Vec::new())
        };
        Ok((
            Self {
                interview: Interview::new(catalog, world, document.answers().clone()),
                document,
                draft: None,
                saver: None,
            },
            warnings,
        ))
    }

    /// Begins without a file name; answers are kept in `folder` (see [`state_folder`]) until there is one. With
    /// no folder they are kept in memory only.
    #[must_use]
    pub fn begin(folder: Option<&Path>, catalog: &'c Catalog, world: &'c World) -> Self {
        let draft = folder.and_then(Draft::claim);
        let document = Document::new(draft.as_ref().map(|draft| draft.path.clone()));
        Self {
            interview: Interview::new(catalog, world, document.answers().clone()),
            document,
            draft,
            saver: None,
        }
    }

    /// Goes on with a draft that an earlier process left.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn resume(
        path: &Path,
        catalog: &'c Catalog,
        world: &'c World,
    ) -> Result<Self, Diagnostics> {
        let (document, _) = Document::open(path, catalog)?;
        let draft = Draft::hold(path);
        Ok(Self {
            interview: Interview::new(catalog, world, document.answers().clone()),
            document,
            draft,
            saver: None,
        })
    }

    /// The interview.
    #[must_use]
    pub fn interview(&self) -> &Interview<'c> {
        &self.interview
    }

    /// The file that the user named; none while the answers are a draft.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        if self.draft.is_some() {
            None
        } else {
            self.document.path()
        }
    }

    /// Where the answers are on disk right now.
    #[must_use]
    pub fn saved_at(&self) -> Option<&Path> {
        self.document.path()
    }

    /// The text of the answers file.
    #[must_use]
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// From now on [`Session::update`] does not wait for the disk: a thread saves, in order, and
    /// [`Session::outcome`] tells what became of it. Everything else, and dropping the session, waits for it.
    ///
    /// # Errors
    /// The system has no thread to give; saving then stays as it was.
    pub fn save_in_background(&mut self) -> std::io::Result<()> {
        self.saver = Some(Saver::start()?);
        Ok(())
    }

    /// Whether saving has a thread of its own.
    #[must_use]
    pub fn saves_in_background(&self) -> bool {
        self.saver.is_some()
    }

    /// What became of the saves that were handed to the thread: none while it is at work, or where nothing was
    /// handed to it since this was last asked.
    pub fn outcome(&mut self) -> Option<Result<(), SaveError>> {
        self.saver.as_ref()?.outcome()
    }

    /// Takes an event in and saves what it changed.
    ///
    /// # Errors
    /// The event was refused, or what it changed could not be saved; see [`Failure`].
    pub fn update(&mut self, event: Event) -> Result<Effect, Failure> {
        let effect = self.interview.update(event)?;
        if effect == Effect::Save {
            match &self.saver {
                Some(saver) => {
                    self.document
                        .say(self.interview.answers(), self.interview.catalog());
                    if let Ok(edition) = self.document.edition() {
                        saver.hand(edition);
                    }
                }
                None => self.save()?,
            }
        }
        Ok(effect)
    }

    /// Saves the answers as they are, and returns when they are on disk.
    ///
    /// # Errors
    /// The file was changed by another program, or the file system refuses. Nothing is lost: the answers stay
    /// in memory, and saving can be tried again.
    pub fn save(&mut self) -> Result<(), SaveError> {
        self.wait();
        self.document
            .say(self.interview.answers(), self.interview.catalog());
        match self.document.save() {
            // Without a state folder there is no place to save to before the user names one.
            Err(SaveError::NoPath) => Ok(()),
            other => other,
        }
    }

    /// Waits until the thread that saves has nothing left to do. What became of it does not matter to the caller,
    /// who is about to read or write the file himself.
    fn wait(&self) {
        if let Some(saver) = &self.saver {
            saver.wait();
        }
    }

    /// Names the file; a draft moves there and is removed from the state folder.
    ///
    /// # Errors
    /// As [`Session::save`]; a file of other content that is already there is not written over.
    pub fn name(&mut self, path: PathBuf) -> Result<(), SaveError> {
        self.wait();
        let before = self.document.clone();
        self.document.rename(path);
        if let Err(error) = self.save() {
            self.document = before;
            return Err(error);
        }
        if let Some(draft) = self.draft.take() {
            let _ = std::fs::remove_file(&draft.path);
        }
        Ok(())
    }

    /// Takes what another program wrote into the file instead of what was said here.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn reload(&mut self) -> Result<(), Diagnostics> {
        self.wait();
        if let Some(path) = self.document.path().map(Path::to_owned) {
            let (document, _) = Document::open(&path, self.interview.catalog())?;
            self.interview.reload(document.answers().clone());
            self.document = document;
        }
        Ok(())
    }

    /// Writes what was said here over what another program wrote; its comments and unknown keys are kept where
    /// its text can be read.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn overwrite(&mut self) -> Result<(), SaveError> {
        self.wait();
        if let Some(path) = self.document.path().map(Path::to_owned) {
            match Document::open(&path, self.interview.catalog()) {
                Ok((theirs, _)) => self.document = theirs.rebased_on(self.interview.answers()),
                Err(_) => self.document.forget_disk(),
            }
        }
        self.save()
    }
}

impl Draft {
    /// The first draft name that no living process holds and no file has.
    fn claim(folder: &Path) -> Option<Self> {
        std::fs::create_dir_all(folder).ok()?;
        (1..=DRAFTS_MAX).find_map(|number| {
            let path = folder.join(format!("draft-{number}.toml"));
            if path.exists() {
                None
            } else {
                Self::hold(&path)
            }
        })
    }

    fn hold(path: &Path) -> Option<Self> {
        let lock = path.with_extension("lock");
        let held = File::create(&lock).ok()?;
        held.try_lock().ok()?;
        Some(Self {
            path: path.to_owned(),
            lock,
            _held: held,
        })
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
        .filter(|path| {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            name.starts_with("draft-")
                && path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
        })
        .filter(|path| !held_by_another(path))
        .collect();
    drafts.sort();
    drafts
}

fn held_by_another(draft: &Path) -> bool {
    File::open(draft.with_extension("lock")).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Removes a draft for good; only ever at the user's word.
pub fn discard(draft: &Path) {
    let _ = std::fs::remove_file(draft);
    let _ = std::fs::remove_file(draft.with_extension("lock"));
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
