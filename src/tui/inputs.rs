//! Inputs from a thread of their own.
//!
//! crossterm 0.29 reads on for ever once the terminal is gone (its loop takes "nothing more to come" for "nothing yet"),
//! so the loop must not wait inside it: a signal or a lost terminal could never end the wizard.
//!
//! Here: the thread, and waiting for it.
//! Not here: what an input means (`keymap`, `drive`).

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crossterm::event::{self, Event};

/// The thread looks this often whether it is still wanted.
const TICK: Duration = Duration::from_millis(100);

/// The inputs to come.
pub(super) struct Inputs {
    received: Receiver<io::Result<Event>>,
    over: Arc<AtomicBool>,
}

impl Inputs {
    /// Begins to read. The thread ends soon after this is dropped; nobody waits for it.
    pub(super) fn read() -> io::Result<Self> {
        let (send, received) = channel();
        let over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&over);
        std::thread::Builder::new()
            .name("inputs".to_owned())
            .spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let input = match event::poll(TICK) {
                        Ok(false) => continue,
                        Ok(true) => event::read(),
                        Err(error) => Err(error),
                    };
                    let failed = input.is_err();
                    if send.send(input).is_err() || failed {
                        return;
                    }
                }
            })?;
        Ok(Self { received, over })
    }

    /// The next input, if one comes in time.
    pub(super) fn next(&self, timeout: Duration) -> io::Result<Option<Event>> {
        match self.received.recv_timeout(timeout) {
            Ok(input) => input.map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                Err(io::Error::other("the terminal cannot be read any more"))
            }
        }
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
