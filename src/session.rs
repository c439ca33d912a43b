//! An interview on a file: every answer is saved as it is given, at once or on a thread of its own.
//!
//! Here: opening, autosave, noticing that another program wrote the file, where the answers are in the end.
//! Not here: the text of the file (`answers::document`), the questions (`interview`), the thread (`session::saver`), the
//! state folder (`session::draft`), what is kept while the file cannot be written (`session::rescue`).

mod draft;
mod rescue;
mod saver;

use std::path::{Path, PathBuf};

use crate::answers::{Answers, Document, SaveError};
use crate::catalog::Catalog;
use crate::derive::World;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind as Problem};
use crate::interview::{Effect, Event, Interview, Refusal};

use draft::Draft;
use rescue::Rescue;
use saver::Saver;

pub use draft::{discard, drafts, state_folder};
pub use rescue::rescued_from;

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
    /// Where answers go before they have a file name.
    draft: Option<Draft>,
    /// Why the answers as they are could not be saved, while that is so.
    unsaved: Option<String>,
    /// Where they are meanwhile.
    rescue: Rescue,
}

/// Where the answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept<'s> {
    /// Nothing was said, so nothing was written.
    Nothing,
    /// In the file that the user named.
    File(&'s Path),
    /// In a draft, since they have no file yet.
    Draft(&'s Path),
    /// In a draft, since their file could not be written.
    Rescued(&'s Path),
    /// In memory only.
    Nowhere,
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
                unsaved: None,
                rescue: Rescue::default(),
            },
            warnings,
        ))
    }

    /// Begins without a file name; answers are kept in `folder` (see [`state_folder`]) until there is one. With
    /// no folder they are kept in memory only.
    #[must_use]
    pub fn begin(folder: Option<&Path>, catalog: &'c Catalog, world: &'c World) -> Self {
        let draft = folder.and_then(|folder| Draft::claim(folder, "draft"));
        let document = Document::new(draft.as_ref().map(|draft| draft.path.clone()));
        Self {
            interview: Interview::new(catalog, world, document.answers().clone()),
            document,
            draft,
            saver: None,
            unsaved: None,
            rescue: Rescue::default(),
        }
    }

    /// Opens a file as [`Session::open`] does, or goes on with it as [`Session::resume`] does where it is a draft of
    /// the state folder: a draft is no file that the user named, whoever types its path.
    ///
    /// # Errors
    /// As [`Session::open`]; or another process is at work on the draft.
    pub fn go_on(
        path: &Path,
        folder: Option<&Path>,
        catalog: &'c Catalog,
        world: &'c World,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        if !folder.is_some_and(|folder| draft::is_draft(path, folder)) {
            return Self::open(path, catalog, world);
        }
        if draft::held_by_another(path) {
            let problem = format!("the draft `{}` is open in another quorate", path.display());
            let problem = Diagnostic::general(Problem::Unreadable, problem);
            return Err(Diagnostics(vec![
                problem.help("go on there, or end it first"),
            ]));
        }
        Ok((Self::resume(path, catalog, world)?, Vec::new()))
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
            unsaved: None,
            rescue: Rescue::default(),
        })
    }

    /// From now on, answers that cannot be saved are kept in this folder (see [`state_folder`]) until they can.
    pub fn rescue_to(&mut self, folder: Option<&Path>) {
        self.rescue.folder = folder.map(Path::to_owned);
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

    /// Where the answers are, as far as is known. With a thread that saves, ask after [`Session::save`].
    #[must_use]
    pub fn kept(&self) -> Kept<'_> {
        if self.unsaved.is_some() {
            return self.rescue.path().map_or(Kept::Nowhere, Kept::Rescued);
        }
        match (
            self.document.path().filter(|path| path.exists()),
            &self.draft,
        ) {
            (None, _) => Kept::Nothing,
            (Some(path), None) => Kept::File(path),
            (Some(path), Some(_)) => Kept::Draft(path),
        }
    }

    /// Why the answers as they are could not be saved; none where they are on disk, or on their way.
    #[must_use]
    pub fn unsaved(&self) -> Option<&str> {
        self.unsaved.as_deref()
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
        let outcome = self.saver.as_ref()?.outcome()?;
        self.note(outcome.as_ref().err());
        Some(outcome)
    }

    /// Takes in what became of a save: what is not in its file is in a draft before anything else happens.
    fn note(&mut self, error: Option<&SaveError>) {
        self.unsaved = error.map(ToString::to_string);
        match error {
            Some(_) => self.rescue.keep(&self.document),
            None => self.rescue.discard(),
        }
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
                    match self.document.edition() {
                        Ok(edition) => saver.hand(edition),
                        Err(error) => self.note(Some(&error)),
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
    /// The file was changed by another program, the file system refuses, or there is no file. Nothing is lost: the
    /// answers stay in memory and, where there is a folder for that, in a draft; saving can be tried again.
    pub fn save(&mut self) -> Result<(), SaveError> {
        let saved = self.write();
        self.note(saved.as_ref().err());
        saved
    }

    /// Saves what was said before the user leaves. Where nothing was, no file is begun.
    ///
    /// # Errors
    /// As [`Session::save`].
    pub fn settle(&mut self) -> Result<(), SaveError> {
        let written = self.saved_at().is_some_and(Path::exists);
        if written || *self.interview.answers() != Answers::default() {
            self.save()
        } else {
            self.note(None);
            Ok(())
        }
    }

    fn write(&mut self) -> Result<(), SaveError> {
        self.wait();
        self.document
            .say(self.interview.answers(), self.interview.catalog());
        self.document.save()
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
        // A name that cannot be had says nothing about where the answers are now.
        if let Err(error) = self.write() {
            self.document = before;
            return Err(error);
        }
        self.note(None);
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
            self.note(None);
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
