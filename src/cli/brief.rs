//! `quorate brief`: briefs on disk.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;

use crate::answers::Answers;
use crate::brief::Form;
use crate::brief::file::{self, Lock, Standing, Written};
use crate::catalog::{Catalog, Scope};
use crate::derive::World;
use crate::design::{Design, Medium};
use crate::engine::{self, Evaluation};
use crate::text::one_line;

use super::files::{self, Context};
use super::print;

#[derive(Debug, Args)]
#[command(
    after_help = "A brief that people edited is never written over: the command then writes nothing, says so and exits with 1.\n\
    \nExamples:\n  quorate brief checkout.toml              writes checkout.md and checkout.lock\n  \
    quorate brief checkout.toml -o -         prints the brief\n  \
    quorate brief services/*.toml --check    exits with 1 when a brief is stale\n  \
    quorate brief checkout.toml --beside     writes checkout.new.md beside an edited checkout.md\n  \
    quorate brief checkout.toml --full       writes everything that is known of each decision"
)]
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(super) struct Arguments {
    /// The answers files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write to this file, or to standard output with -; for one answers file
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Write nothing; exit with 1 unless every brief is up to date
    #[arg(long, conflicts_with = "beside")]
    check: bool,
    /// When people edited the brief, write the new text beside it
    #[arg(long)]
    beside: bool,
    /// Write the long form: every rejected option, figure, setting and pattern
    #[arg(long, conflicts_with = "short")]
    full: bool,
    /// Write the short form, which is what a brief begins with; without either, a brief keeps its form
    #[arg(long)]
    short: bool,
    /// Treat keys that are no questions as errors, and exit with 1 on answers that contradict each other
    #[arg(long)]
    strict: bool,
}

impl Arguments {
    /// The form asked for, or else the one that the brief at `out` has.
    fn form(&self, out: &Path) -> anyhow::Result<Form> {
        Ok(match (self.full, self.short) {
            (true, _) => Form::Full,
            (_, true) => Form::Short,
            _ => file::form(out)?,
        })
    }
}

/// What became of one file, to be told in the order of the arguments.
struct Told {
    line: String,
    no: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.output.is_some() && arguments.files.len() > 1 {
        anyhow::bail!(
            "`-o` names one file, and {} answers files are given; leave `-o` away",
            arguments.files.len()
        );
    }
    // Without a thread to spare, the first brief waits for it.
    let _ = std::thread::Builder::new().spawn(crate::brief::make_ready);
    let (catalog, world) = context.catalog_and_world()?;
    if let Some(stream) = arguments.output.as_deref().filter(|out| is_stream(out)) {
        if arguments.check {
            anyhow::bail!(
                "`--check` looks at a brief on disk, and `-o {}` names none; leave one of them away",
                stream.display()
            );
        }
        let path = &arguments.files[0];
        let form = arguments.form(&file::brief_path(path))?;
        let (lock, conflicts) = generate(catalog, world, path, form, arguments.strict)?;
        if is_standard_output(stream) {
            print::out(&lock.brief)?;
        } else {
            let mut out = std::fs::OpenOptions::new().write(true).open(stream)?;
            out.write_all(lock.brief.as_bytes())?;
        }
        let contradict = refused(arguments.strict, conflicts);
        if let Some(why) = &contradict {
            print::note(why);
        }
        return Ok(exit(contradict.is_some()));
    }
    let results = in_parallel(&arguments.files, |path| {
        one(catalog, world, path, arguments)
    });
    let mut failed = false;
    let mut no = false;
    for result in results {
        match result {
            Ok(told) => {
                no |= told.no;
                print::note(&told.line);
            }
            Err(error) => {
                failed = true;
                print::error(&error);
            }
        }
    }
    Ok(if failed { ExitCode::from(2) } else { exit(no) })
}

/// Whether the brief is only passed on: what is no file can be neither read again nor replaced, and has no lock.
fn is_stream(out: &Path) -> bool {
    let is_special = |metadata: std::fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    is_standard_output(out) || std::fs::metadata(out).is_ok_and(is_special)
}

fn is_standard_output(out: &Path) -> bool {
    let names = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    names.iter().any(|name| out == Path::new(name))
}

fn exit(no: bool) -> ExitCode {
    if no {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}

/// Works through the files on all cores; results in the order of the files.
fn in_parallel<T: Send>(paths: &[PathBuf], work: impl Fn(&Path) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(paths.len());
    if threads < 2 {
        return paths.iter().map(|path| work(path)).collect();
    }
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    while let Some((index, path)) = Some(next.fetch_add(1, Ordering::Relaxed))
                        .and_then(|index| Some((index, paths.get(index)?)))
                    {
                        done.push((index, work(path)));
                    }
                    done
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn one(
    catalog: &Catalog,
    world: &World,
    path: &Path,
    arguments: &Arguments,
) -> anyhow::Result<Told> {
    let out = arguments
        .output
        .clone()
        .unwrap_or_else(|| file::brief_path(path));
    let form = arguments.form(&out)?;
    let (lock, conflicts) = generate(catalog, world, path, form, arguments.strict)?;
    if out == path {
        anyhow::bail!(
            "the brief would be written over the answers in `{}`; name another file with `-o`",
            path.display()
        );
    }
    let shown = out.display();
    let contradict = refused(arguments.strict, conflicts);
    let told = |line: String, no: bool| {
        let line = match &contradict {
            Some(why) => format!("{line}; {why}"),
            None => line,
        };
        Ok(Told {
            line: one_line(&line),
            no: no || contradict.is_some(),
        })
    };
    if arguments.check {
        return match file::standing(&out, &lock)? {
            Standing::Fresh => told(format!("{shown}: up to date"), false),
            Standing::EditedFresh => told(
                format!("{shown}: edited by hand, and up to date otherwise"),
                false,
            ),
            Standing::Missing => told(
                format!(
                    "{shown}: not there; `quorate brief {}` writes it",
                    path.display()
                ),
                true,
            ),
            Standing::Stale => told(
                format!(
                    "{shown}: stale; `quorate brief {}` renews it",
                    path.display()
                ),
                true,
            ),
            Standing::EditedStale => told(format!("{shown}: stale, and edited by hand"), true),
        };
    }
    match file::write(&out, &lock)? {
        Written::New => told(format!("{shown}: written"), false),
        Written::Same => told(format!("{shown}: unchanged"), false),
        Written::Edited if arguments.beside => {
            let beside = file::write_beside(&out, &lock)?;
            told(
                format!(
                    "{shown}: edited by hand, left alone; the new text is in {}",
                    beside.display()
                ),
                false,
            )
        }
        Written::Edited => told(
            format!(
                "{shown}: edited by hand since it was generated, so nothing was written; `--beside` writes the new text to {}",
                file::beside_path(&out).display()
            ),
            true,
        ),
    }
}

/// Why answers that contradict each other are not good enough, where they are not.
pub(super) fn refused(strict: bool, conflicts: usize) -> Option<String> {
    let count = match conflicts {
        0 => return None,
        1 => "one conflict".to_owned(),
        many => format!("{many} conflicts"),
    };
    strict.then(|| format!("{count} between answers, which `--strict` does not let pass"))
}

/// What was decided, by scope (`system`, or `dataset NAME`) and decision, in the ids of the vocabulary.
pub(super) type Decisions = BTreeMap<String, BTreeMap<String, String>>;

/// What a lock keeps of an evaluation.
pub(super) fn decisions(
    catalog: &Catalog,
    answers: &Answers,
    evaluation: &Evaluation,
) -> Decisions {
    let mut decisions = Decisions::new();
    for (decision, sheet, decided) in evaluation.all_decided() {
        let scope = match catalog.decisions[decision].scope {
            Scope::Dataset => {
                let named = answers.datasets().get(sheet);
                let name = named.and_then(|sheet| sheet.name(catalog));
                name.map_or_else(
                    || format!("dataset {}", sheet + 1),
                    |name| format!("dataset {}", one_line(name)),
                )
            }
            _ => "system".to_owned(),
        };
        decisions.entry(scope).or_default().insert(
            catalog.decisions[decision].id.clone(),
            decided.shown(catalog, decision),
        );
    }
    decisions
}

/// The brief of an answers file with what it follows from, and how many conflicts it has.
pub(super) fn generate(
    catalog: &Catalog,
    world: &World,
    path: &Path,
    form: Form,
    strict: bool,
) -> anyhow::Result<(Lock, usize)> {
    let read = files::read_over(path, (catalog, world), strict)?;
    let evaluation = engine::evaluate(catalog, world, &read.answers);
    let design =
        Design::from_evaluation(catalog, world, &read.answers, &evaluation, Medium::Markdown)?;
    let brief = crate::brief::render(&design, form)?;
    let lock = Lock {
        form,
        catalog: catalog.digest.clone(),
        decisions: decisions(catalog, &read.answers, &evaluation),
        answers: read.text,
        brief,
    };
    Ok((lock, design.conflicts.len()))
}

/// Writes the brief of a file that the wizard finished, and says where it is.
pub(super) fn after_wizard(
    catalog: &Catalog,
    world: &World,
    path: &Path,
) -> anyhow::Result<ExitCode> {
    let out = file::brief_path(path);
    let (lock, conflicts) = generate(catalog, world, path, file::form(&out)?, false)?;
    let line = match file::write(&out, &lock)? {
        Written::New => format!("The brief is in {}.", out.display()),
        Written::Same => format!("The brief in {} is up to date.", out.display()),
        Written::Edited => {
            format!(
                "{} was edited by hand, so it was left alone; `quorate brief {} --beside` writes the new text beside it.",
                out.display(),
                path.display()
            )
        }
    };
    print::out(&format!("{}\n", one_line(&line)))?;
    match conflicts {
        0 => {}
        1 => print::out("One conflict between answers is named in it, with its ways out.\n")?,
        many => print::out(&format!(
            "{many} conflicts between answers are named in it, with their ways out.\n"
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}
