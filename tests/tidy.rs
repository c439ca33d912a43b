//! The shape of the project: who imports whom, how files begin, how long they are.
//!
//! The ranks are read from the table in ARCHITECTURE.md, so that the picture there stays true.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// No source file is longer, so that each stays about one thing. A `tests.rs` is as long as its cases.
const LINES_MAX: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files under a folder, relative to the project, in order.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    fn walk(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, extensions, found);
            } else if path
                .extension()
                .is_some_and(|own| extensions.iter().any(|wanted| own == *wanted))
            {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), extensions, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn sources() -> Vec<(PathBuf, String)> {
    files("src", &["rs"])
        .into_iter()
        .map(|path| {
            let text = read(&path);
            (path, text)
        })
        .collect()
}

/// The room that a file belongs to; none for the crate's own two files.
fn room(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").unwrap().components().next()?;
    let name = first.as_os_str().to_string_lossy();
    let name = name.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then(|| name.to_owned())
}

/// Rooms and their ranks, from the table in ARCHITECTURE.md.
fn ranks() -> BTreeMap<String, u32> {
    ranks_in(&read(Path::new("ARCHITECTURE.md")))
}

fn ranks_in(document: &str) -> BTreeMap<String, u32> {
    let mut ranks = BTreeMap::new();
    for line in document.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", rank, rooms, _, ""] = cells.as_slice() else {
            continue;
        };
        let Ok(rank) = rank.parse() else { continue };
        for room in rooms.split(',') {
            let room = room.trim().trim_matches('`').to_owned();
            assert!(
                ranks.insert(room.clone(), rank).is_none(),
                "`{room}` has two rows"
            );
        }
    }
    ranks
}

/// The rooms that a text names by `crate::`, with the line of each; comments are no imports.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| {
            let comment = line.trim_start().starts_with("//");
            if comment { "" } else { line }
        })
        .collect();
    let code = lines.join("\n");
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let word = |text: &str| {
            text.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<String>()
        };
        match rest.strip_prefix('{') {
            Some(group) => {
                let (mut depth, mut start) = (0, true);
                for (index, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && c.is_alphanumeric() => {
                            found.push((line, word(&group[index..])));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push((line, word(rest))),
        }
    }
    found
}

#[test]
fn imports_are_read_in_every_form() {
    let text = "use crate::units::Rate;\n// crate::tui\nuse crate::{answers::Answers,\n catalog::{Catalog, Kind}, text};\nlet x = crate::derive::compute();\n";
    let found: Vec<String> = imports(text).into_iter().map(|(_, room)| room).collect();
    assert_eq!(found, ["units", "answers", "catalog", "text", "derive"]);
    let ranks = ranks_in(
        "| rank | room | what |\n| --- | --- | --- |\n| 0 | `units`, `text` | x |\n| 12 | `cli` | y |\n",
    );
    assert_eq!(
        ranks,
        BTreeMap::from([("units".into(), 0), ("text".into(), 0), ("cli".into(), 12)])
    );
}

#[test]
fn a_room_imports_only_rooms_of_lower_rank() {
    let ranks = ranks();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        let Some(own) = room(&path) else { continue };
        let Some(rank) = ranks.get(&own) else {
            problems.push(format!(
                "`{own}` has no row in the table of ranks in ARCHITECTURE.md"
            ));
            continue;
        };
        seen.insert(own.clone());
        for (line, other) in imports(&text) {
            let shown = path.display();
            match ranks.get(&other) {
                _ if other == own => {}
                None => problems.push(format!(
                    "{shown}:{line}: `crate::{other}` is no room of ARCHITECTURE.md"
                )),
                Some(lower) if lower >= rank => problems.push(format!(
                    "{shown}:{line}: `{own}` (rank {rank}) imports `{other}` (rank {lower})"
                )),
                Some(_) => {}
            }
        }
        // `super` must not lead out of the room, past the table.
        let depth = path.components().count() - 1;
        let own_code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let way_out = "super::".repeat(depth);
        if own_code.contains(&way_out) {
            problems.push(format!(
                "{}: `{way_out}` leads out of the room; write `crate::`",
                path.display()
            ));
        }
    }
    for room in ranks.keys().filter(|room| !seen.contains(*room)) {
        problems.push(format!(
            "ARCHITECTURE.md has a row for `{room}`, which is no room"
        ));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_file_says_what_lives_in_it() {
    let mut problems = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in files(folder, &["rs"]) {
            if !read(&path).starts_with("//! ") {
                problems.push(format!(
                    "{}: does not begin with `//!` and what lives in it",
                    path.display()
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_file_grows_without_end() {
    let mut problems = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > LINES_MAX && !path.ends_with("tests.rs") {
            let shown = path.display();
            problems.push(format!(
                "{shown}: {lines} lines; look for the seam and split it"
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn nothing_is_left_unfinished() {
    // Put together here, so that this file does not name them.
    let words = ["todo", "dbg", "unimplemented"].map(|word| format!("{word}!("));
    let mut problems = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in files(folder, &["rs"]) {
            for (index, line) in read(&path).lines().enumerate() {
                let found = words.iter().find(|word| line.contains(word.as_str()));
                if let Some(word) = found {
                    problems.push(format!("{}:{}: `{word}`", path.display(), index + 1));
                }
                if line.trim_start().starts_with("#[ignore") {
                    problems.push(format!(
                        "{}:{}: a test that never runs",
                        path.display(),
                        index + 1
                    ));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_path_of_somebodys_machine_is_shipped() {
    let machine = ["/home/", "/root/", "/Users/", "/work/", "/tmp/", "C:\\"];
    let mut problems = Vec::new();
    let shipped = [
        ("src", &["rs"][..]),
        ("decision-trees", &["toml", "md"][..]),
        ("templates", &["jinja"][..]),
    ];
    for (folder, extensions) in shipped {
        for path in files(folder, extensions) {
            for (index, line) in read(&path).lines().enumerate() {
                // An address may have any path.
                let line = line.split("http").next().unwrap_or_default();
                if let Some(found) = machine.iter().find(|part| line.contains(**part)) {
                    problems.push(format!("{}:{}: `{found}`", path.display(), index + 1));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
