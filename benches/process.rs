//! What a user waits for: a brief as a whole process, the first frame, and a frame after a key.
//!
//! Run with `cargo bench --bench process`. Goals on a two-core machine: a brief in 20 ms, the first frame in 50 ms, a
//! key to a drawn frame at 200×60 with all panels in 5 ms, pseudo-terminal and all, even where the key saves an answer.

#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]
#![allow(
    missing_docs,
    reason = "the macros of criterion make items that nobody reads"
)]

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

const BINARY: &str = env!("CARGO_BIN_EXE_quorate");

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/payments.toml")
}

fn brief_of(file: &Path) {
    let output = Command::new(BINARY)
        .arg("brief")
        .arg(file)
        .args(["-o", "-"])
        .output()
        .unwrap();
    assert!(output.status.success());
}

fn brief(criterion: &mut Criterion) {
    criterion.bench_function("quorate brief, whole process", |bencher| {
        bencher.iter(|| brief_of(&example()));
    });
}

/// Nearly everything is open, so that nearly every answer has to be tried: the time should grow as the datasets do.
fn open(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("quorate brief, open datasets");
    group.sample_size(20);
    for count in [1, 10, 30] {
        let mut text = "quorate = 1\n\n[system]\nname = \"shop\"\n".to_owned();
        for dataset in 0..count {
            write!(text, "\n[[dataset]]\nname = \"data-{dataset}\"\n").unwrap();
        }
        let file = folder.path().join(format!("open-{count}.toml"));
        std::fs::write(&file, text).unwrap();
        group.bench_function(count.to_string(), |bencher| {
            bencher.iter(|| brief_of(&file));
        });
    }
}

/// The wizard in a pseudo-terminal of 200×60.
struct Wizard {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Receiver<usize>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Wizard {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("payments.toml");
        // One question is open, so that the wizard begins with it.
        let text = std::fs::read_to_string(example()).unwrap();
        let open: String = text
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("trust"))
            .collect();
        assert_ne!(open, text, "the example has lost its line");
        std::fs::write(&file, open).unwrap();
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: 60,
                cols: 200,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let mut command = CommandBuilder::new(BINARY);
        command.args(["edit", file.to_str().unwrap()]);
        command.env("TERM", "xterm-256color");
        command.env_remove("CI");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || sender.send(count).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            child,
            keys,
            screen,
            _master: pair.master,
            file,
            _folder: folder,
        }
    }

    /// Waits until a frame has been drawn: something came, and then nothing for a moment. Returns when the last came.
    fn frame(&self) -> Instant {
        self.screen.recv_timeout(Duration::from_secs(5)).unwrap();
        let mut last = Instant::now();
        // The parts of a frame follow at once; the next frame, when the answer is on disk, comes later.
        while self.screen.recv_timeout(Duration::from_millis(2)).is_ok() {
            last = Instant::now();
        }
        last
    }

    /// Waits until nothing more is drawn.
    fn rest(&self) {
        while self.screen.recv_timeout(Duration::from_millis(100)).is_ok() {}
    }

    fn saved(&self) -> String {
        std::fs::read_to_string(&self.file).unwrap()
    }

    /// Presses a key, and returns how long the frame after it took.
    fn press(&mut self, key: &[u8]) -> Duration {
        self.rest();
        let start = Instant::now();
        self.keys.write_all(key).unwrap();
        self.keys.flush().unwrap();
        self.frame() - start
    }
}

impl Drop for Wizard {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_frame(criterion: &mut Criterion) {
    criterion.bench_function("first frame after start, 200x60", |bencher| {
        bencher.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    let start = Instant::now();
                    let wizard = Wizard::start();
                    wizard.frame() - start
                })
                .sum()
        });
    });
}

fn key(criterion: &mut Criterion) {
    let mut wizard = Wizard::start();
    let mut turn = false;
    criterion.bench_function("key to drawn frame, 200x60", |bencher| {
        bencher.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    turn = !turn;
                    wizard.press(if turn { b"j" } else { b"k" })
                })
                .sum()
        });
    });
    criterion.bench_function(
        "key that saves an answer to drawn frame, 200x60",
        |bencher| {
            // One option and the other of the same question, with a step back to it that is not measured.
            bencher.iter_custom(|times| {
                (0..times)
                    .map(|_| {
                        turn = !turn;
                        let before = wizard.saved();
                        let time = wizard.press(if turn { b"2" } else { b"1" });
                        wizard.rest();
                        assert_ne!(wizard.saved(), before, "the key saved nothing");
                        wizard.press(b"\x1b");
                        time
                    })
                    .sum()
            });
        },
    );
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(5));
    targets = brief, open, first_frame, key
}
criterion_main!(benches);
