//! The brief as it would be now, made on a thread of its own, so that a key never waits for it.
//!
//! Here: the thread; of answers that come faster than briefs can be made, only the last are taken.
//! Not here: how the brief is drawn (`view::preview`), what it says (`brief`).

use std::sync::mpsc::{Receiver, Sender, channel};

use crate::answers::Answers;
use crate::catalog::Catalog;
use crate::derive::World;

/// The thread that makes briefs.
pub(super) struct Previews {
    ask: Sender<Answers>,
    made: Receiver<(Answers, String)>,
    /// The answers that it was last asked to make a brief of, while that is not there.
    asked: Option<Answers>,
}

impl Previews {
    /// Begins. The thread ends when this is dropped and the brief in hand is done; nobody waits for it.
    pub(super) fn start(catalog: &'static Catalog, world: &'static World) -> std::io::Result<Self> {
        let (ask, asked) = channel::<Answers>();
        let (send, made) = channel();
        std::thread::Builder::new()
            .name("previews".to_owned())
            .spawn(move || {
                while let Ok(first) = asked.recv() {
                    let answers = asked.try_iter().last().unwrap_or(first);
                    let brief = crate::brief::preview(catalog, world, &answers);
                    if send.send((answers, brief)).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            ask,
            made,
            asked: None,
        })
    }

    /// Asks for the brief of these answers, unless it is on its way.
    pub(super) fn ask(&mut self, answers: &Answers) {
        if self.asked.as_ref() != Some(answers) && self.ask.send(answers.clone()).is_ok() {
            self.asked = Some(answers.clone());
        }
    }

    /// Whether a brief is on its way.
    pub(super) fn is_at_work(&self) -> bool {
        self.asked.is_some()
    }

    /// A brief that has been made, with the answers that it was made of.
    pub(super) fn take(&mut self) -> Option<(Answers, String)> {
        let made = self.made.try_iter().last()?;
        if self.asked.as_ref() == Some(&made.0) {
            self.asked = None;
        }
        Some(made)
    }
}
