//! Work on a thread of its own, so that a key never waits for it: the brief as it would be now, pairs of answers.
//!
//! Here: the thread; of what is asked for faster than it can be made, only the last is made.
//! Not here: what is made of it (`view::preview`, `view::beside`).

use std::sync::mpsc::{Receiver, Sender, channel};

/// A thread that makes a `T` of an `A`.
pub(super) struct Worker<A, T> {
    ask: Sender<A>,
    made: Receiver<(A, T)>,
    /// What it was last asked for, while that is not there.
    asked: Option<A>,
}

impl<A: Clone + PartialEq + Send + 'static, T: Send + 'static> Worker<A, T> {
    /// Begins. The thread ends when this is dropped and the work in hand is done; nobody waits for it.
    pub(super) fn start(
        name: &str,
        work: impl Fn(&A) -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        let (ask, asked) = channel::<A>();
        let (send, made) = channel();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Ok(first) = asked.recv() {
                    let wanted = asked.try_iter().last().unwrap_or(first);
                    let done = work(&wanted);
                    if send.send((wanted, done)).is_err() {
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

    /// Asks for this, unless it is on its way.
    pub(super) fn ask(&mut self, wanted: &A) {
        if self.asked.as_ref() != Some(wanted) && self.ask.send(wanted.clone()).is_ok() {
            self.asked = Some(wanted.clone());
        }
    }

    /// Whether something is on its way.
    pub(super) fn is_at_work(&self) -> bool {
        self.asked.is_some()
    }

    /// What has been made, with what it was made of.
    pub(super) fn take(&mut self) -> Option<(A, T)> {
        let made = self.made.try_iter().last()?;
        if self.asked.as_ref() == Some(&made.0) {
            self.asked = None;
        }
        Some(made)
    }
}
