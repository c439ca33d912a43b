//! Saving on a thread of its own, so that a key never waits for the disk.
//!
//! One text is written at a time. What is handed over meanwhile waits, the newest in place of the one that waited
//! before: each text holds all answers, so nothing is lost by leaving one out. Dropping waits for the last one.
//!
//! Here: the thread and its desk.
//! Not here: the write itself (`answers::disk`), what a face does about a failure.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::answers::{Edition, SaveError};

/// The thread that saves.
#[derive(Debug)]
pub(super) struct Saver {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Desk {
    papers: Mutex<Papers>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Papers {
    waiting: Option<Edition>,
    writing: bool,
    /// What became of the last text, until somebody asks.
    outcome: Option<Result<(), SaveError>>,
    closed: bool,
}

impl Saver {
    pub(super) fn start() -> std::io::Result<Self> {
        let desk = Arc::new(Desk::default());
        let own = Arc::clone(&desk);
        let thread = std::thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || own.work())?;
        Ok(Self {
            desk,
            thread: Some(thread),
        })
    }

    /// Hands a text over; it takes the place of one that waits.
    pub(super) fn hand(&self, edition: Edition) {
        self.desk.papers().waiting = Some(edition);
        self.desk.moved.notify_all();
    }

    /// What became of the last text; none while there is work, or when it was told before.
    pub(super) fn outcome(&self) -> Option<Result<(), SaveError>> {
        let mut papers = self.desk.papers();
        if papers.is_busy() {
            None
        } else {
            papers.outcome.take()
        }
    }

    /// Waits until there is no work left, and forgets what became of it.
    pub(super) fn wait(&self) {
        let papers = self.desk.papers();
        self.desk
            .moved
            .wait_while(papers, |papers| papers.is_busy())
            .unwrap_or_else(PoisonError::into_inner)
            .outcome = None;
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.desk.papers().closed = true;
        self.desk.moved.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Papers {
    fn is_busy(&self) -> bool {
        self.waiting.is_some() || self.writing
    }
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut papers = self.papers();
        loop {
            if let Some(edition) = papers.waiting.take() {
                papers.writing = true;
                drop(papers);
                let outcome = edition.write();
                papers = self.papers();
                papers.writing = false;
                papers.outcome = Some(outcome);
                self.moved.notify_all();
            } else if papers.closed {
                return;
            } else {
                papers = self
                    .moved
                    .wait(papers)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::answers::Document;

    use super::*;

    fn edition(document: &mut Document, path: &Path) -> Edition {
        document.rename(path.to_owned());
        document.edition().unwrap()
    }

    #[test]
    fn what_was_handed_over_last_is_on_disk_when_the_thread_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (0..50)
            .map(|number| folder.path().join(format!("{number}.toml")))
            .collect();
        let saver = Saver::start().unwrap();
        let mut document = Document::new(None);
        for path in &paths {
            saver.hand(edition(&mut document, path));
        }
        drop(saver);
        // Texts that waited behind another may have been left out; the last one never is.
        assert!(paths[49].exists());
    }

    #[test]
    fn a_failure_is_told_once_and_nothing_is_told_before_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "theirs").unwrap();
        let saver = Saver::start().unwrap();
        let mut document = Document::new(None);
        assert!(saver.outcome().is_none(), "nothing was handed over");
        saver.hand(edition(&mut document, &path));
        let outcome = loop {
            if let Some(outcome) = saver.outcome() {
                break outcome;
            }
            std::thread::yield_now();
        };
        assert!(matches!(outcome, Err(SaveError::Changed(_))), "{outcome:?}");
        assert!(saver.outcome().is_none(), "it was told");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "theirs");
        saver.hand(edition(&mut document, &folder.path().join("b.toml")));
        saver.wait();
        assert!(folder.path().join("b.toml").exists());
        assert!(saver.outcome().is_none(), "who waited forgets it");
    }
}
