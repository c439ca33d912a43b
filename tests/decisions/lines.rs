//! Every decision of every case, as lines that people read and tests compare.
//!
//! The cases are the published ones of `tests/casebook` and `tests/cases`, and the answers that run into each conflict or
//! stop just beside it (`tests/conflicts/rows.rs`), and corners of the data that none of these come near
//! (`tests/decisions/corners.toml`).

use std::path::Path;

use quorate::answers::Answers;
use quorate::catalog::{Body, Catalog, Scope};
use quorate::engine::{Decided, Evaluation, Outcome};

use crate::rows::{ROWS, file};

pub(crate) struct Case {
    #[allow(dead_code, reason = "only who prints the lines asks for it")]
    pub(crate) id: String,
    pub(crate) answers: Answers,
    /// Whether only what differs from [`NOTHING`] is worth reading.
    #[allow(dead_code, reason = "only who prints the lines asks for it")]
    pub(crate) corner: bool,
}

/// The case in which nothing is said.
pub(crate) const NOTHING: &str = "nothing said";

/// All cases, in order of folder and name.
pub(crate) fn cases(catalog: &Catalog) -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in ["casebook", "cases"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests")
            .join(folder);
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "toml")
            })
            .collect();
        files.sort();
        for path in files {
            let case: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            cases.push(read(
                id,
                &toml::to_string(&case["answers"]).unwrap(),
                catalog,
            ));
        }
    }
    for row in ROWS {
        cases.push(read(
            row.conflict.to_owned(),
            &file(catalog, &[row.fires]),
            catalog,
        ));
        let beside = format!("beside {}", row.conflict);
        cases.push(read(beside, &file(catalog, &[row.fires, row.but]), catalog));
    }
    cases.push(read(NOTHING.to_owned(), &file(catalog, &[]), catalog));
    let corners = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions/corners.toml"),
    );
    let corners: toml::Table = corners.unwrap().parse().unwrap();
    for corner in corners["corners"].as_array().unwrap() {
        let said = corner.as_str().unwrap();
        let text = file(catalog, &[&said.replace("; ", "\n")]);
        let corner = true;
        cases.push(Case {
            corner,
            ..read(said.to_owned(), &text, catalog)
        });
    }
    cases
}

fn read(id: String, text: &str, catalog: &Catalog) -> Case {
    let (answers, _) = Answers::parse(&format!("{id}.toml"), text, catalog).unwrap();
    let corner = false;
    Case {
        id,
        answers,
        corner,
    }
}

/// What a case comes to: a line for each conflict, decision and dataset.
pub(crate) fn lines(catalog: &Catalog, case: &Case, evaluation: &Evaluation) -> Vec<String> {
    let of = |scope: Scope, sheet: usize| match scope {
        Scope::Dataset => {
            let name = case.answers.datasets()[sheet].name(catalog);
            format!("{} ", name.unwrap_or("?"))
        }
        _ => String::new(),
    };
    let decided = evaluation.all_decided().map(|(index, sheet, decided)| {
        let decision = &catalog.decisions[index];
        let outcome = outcome(catalog, index, decided);
        format!("{}{}: {outcome}", of(decision.scope, sheet), decision.id)
    });
    let clashes = evaluation.clashes.iter().map(|clash| {
        let conflict = &catalog.conflicts[clash.conflict];
        format!(
            "{}conflict: {}",
            of(conflict.scope, clash.sheet),
            conflict.id
        )
    });
    clashes.chain(decided).collect()
}

/// An option with its leaf, members with those of their rows that hold, figures with their leaf, or what there is evidence for or against, in bits.
fn outcome(catalog: &Catalog, index: usize, decided: &Decided) -> String {
    let shown = decided.shown(catalog, index);
    if let Some(leaf) = decided.leaf(catalog, index) {
        return if leaf.id == shown {
            shown
        } else {
            format!("{shown} ({})", leaf.id)
        };
    }
    match &decided.outcome {
        Outcome::Set { members, rows } if !rows.is_empty() => {
            let decision = &catalog.decisions[index];
            let Body::Set(declared) = &decision.body else {
                return shown;
            };
            let named = members.iter().map(|member| {
                let id = &decision.options[usize::from(member)].id;
                let own: Vec<usize> = (0..declared.len())
                    .filter(|row| declared[*row].include == member)
                    .collect();
                let held = (1..).zip(&own).filter(|(_, row)| rows.contains(row));
                let held: Vec<String> = held.map(|(number, _)| number.to_string()).collect();
                match own.len() {
                    1 => id.clone(),
                    _ => format!("{id} ({})", held.join("+")),
                }
            });
            named.collect::<Vec<_>>().join(", ")
        }
        Outcome::Ranking(ranking) if !ranking.is_empty() => {
            let options = &catalog.decisions[index].options;
            let spoken_of = ranking.iter().filter(|ranked| !ranked.rows.is_empty());
            let bits = spoken_of.map(|ranked| {
                let option = &options[usize::from(ranked.option)];
                format!("{} {:.1}", option.id, ranked.bits)
            });
            bits.collect::<Vec<_>>().join(", ")
        }
        _ => shown,
    }
}
