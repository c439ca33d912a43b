//! The terminal: taken when the wizard begins, given back however it ends.
//!
//! Here: raw mode, the alternate screen, the mouse, the panic hook, signals.
//! Not here: what is drawn (`view`), when (`drive`).

use std::io::{self, IsTerminal, Stdout, Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is ours: it is given back once, whoever is first.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
pub(super) struct Held {
    pub(super) terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Held {
    /// Takes the terminal.
    pub(super) fn take() -> io::Result<Self> {
        if !io::stdin().is_terminal() || !stdout().is_terminal() {
            return Err(io::Error::other(
                "standard input and output are no terminal",
            ));
        }
        give_back_on_panic();
        grab()?;
        match Terminal::new(CrosstermBackend::new(stdout())) {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Lets the shell have the terminal until it says to go on.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        grab()?;
        self.terminal.clear()
    }

    /// There is no shell that could take over.
    #[cfg(not(unix))]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }
}

/// Whether the terminal is still there: one that was closed does not say its size any more.
pub(super) fn is_there() -> io::Result<()> {
    // Elsewhere than on Unix, sizes in pixels may not be known; there the reader fails by itself.
    if cfg!(unix) {
        crossterm::terminal::window_size()?;
    }
    Ok(())
}

impl Drop for Held {
    fn drop(&mut self) {
        give_back();
    }
}

fn grab() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let entered = execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        SetTitle("quorate")
    );
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Gives the terminal back. Nothing can be done about a failure: the terminal may be gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            DisableBracketedPaste,
            DisableMouseCapture,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
        let _ = stdout().flush();
    }
}

/// A panic gives the terminal back before it prints, so that its message can be read.
fn give_back_on_panic() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if !HOOKED.swap(true, Ordering::SeqCst) {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
    }
}

/// Signals that end the wizard in good order.
pub(super) struct Signals {
    seen: Arc<AtomicUsize>,
    registered: Vec<signal_hook::SigId>,
}

impl Signals {
    pub(super) fn watch() -> io::Result<Self> {
        #[cfg(unix)]
        use signal_hook::consts::SIGHUP;
        use signal_hook::consts::{SIGINT, SIGTERM};
        let seen = Arc::new(AtomicUsize::new(0));
        let mut signals = Self {
            seen: Arc::clone(&seen),
            registered: Vec::new(),
        };
        for signal in [
            SIGINT,
            SIGTERM,
            #[cfg(unix)]
            SIGHUP,
        ] {
            let number = usize::try_from(signal).unwrap_or(0);
            let id = signal_hook::flag::register_usize(signal, Arc::clone(&seen), number)?;
            signals.registered.push(id);
        }
        Ok(signals)
    }

    /// The number of the signal that came.
    pub(super) fn seen(&self) -> Option<i32> {
        match self.seen.load(Ordering::SeqCst) {
            0 => None,
            number => i32::try_from(number).ok(),
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
    }
}
