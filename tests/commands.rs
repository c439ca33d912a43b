//! The commands as programs use them: streams, exit codes, the fields of the JSON, what is never written over.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const CART: &str = "quorate = 1\n[system]\nname = \"shop\"\n[[dataset]]\nname = \"cart\"\nreads = \"any\"\nconflict = \"mergeable\"\nwriters = \"any-region\"\npartition = \"accept-writes\"\n";

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn quorate(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

#[test]
fn decide_gives_the_fields_of_the_contract() {
    let folder = folder(&[("a.toml", CART)]);
    let ran = quorate(folder.path(), &["decide", "a.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["quorate"], 1);
    assert_eq!(json["system"], "shop");
    assert_eq!(json["catalog"]["digest"].as_str().unwrap().len(), 64);
    let lock = &json["decisions"]["system"]["lock"];
    assert_eq!(lock["choice"], "none");
    for field in ["because", "trace", "rejected", "assumes", "sources"] {
        assert!(!lock[field].is_null(), "{field}");
    }
    assert!(!json["decisions"]["system"]["resilience"]["set"][0]["because"].is_null());
    assert!(json["decisions"]["system"]["diagnosis"]["ranked"].is_array());
    let cart = &json["decisions"]["dataset"]["cart"];
    assert_eq!(cart["replication"]["choice"], "leaderless");
    assert_eq!(cart["quorum"]["figures"]["n"], 3);
    let figure = &json["figures"][0];
    for field in ["id", "scope", "value", "unit", "formula", "source"] {
        assert!(!figure[field].is_null(), "{field}");
    }
    let flip = json["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|assumption| assumption["flips"].get(0))
        .unwrap();
    for field in ["if", "decision", "to"] {
        assert!(flip[field].is_string(), "{field}");
    }
}

#[test]
fn contradicting_answers_are_named_with_ways_out_and_strict_says_no() {
    let text = CART.replace("mergeable", "must-prevent");
    let folder = folder(&[("a.toml", &text)]);
    let ran = quorate(folder.path(), &["decide", "a.toml", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let conflict = &json["conflicts"][0];
    assert_eq!(conflict["answers"][0], "dataset.cart.conflict");
    assert!(
        conflict["ways-out"][0]["set"].is_string() && conflict["ways-out"][0]["then"].is_string()
    );
    assert_eq!(ran.code, 0);
    assert_eq!(
        quorate(folder.path(), &["decide", "a.toml", "--strict"]).code,
        1
    );
}

#[test]
fn bad_input_goes_to_standard_error_with_its_place_and_exits_with_2() {
    let folder = folder(&[("a.toml", &CART.replace("\"any\"", "\"own-write\""))]);
    let ran = quorate(folder.path(), &["decide", "a.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "error: `own-write` is not an answer to `dataset.reads`\n  --> a.toml:6:9\n  expected: latest, own-writes, bounded, any\n  help: did you mean `own-writes`?\n\n"
    );
    assert_eq!(quorate(folder.path(), &["decide", "missing.toml"]).code, 2);
    assert_eq!(quorate(folder.path(), &["no-such-command"]).code, 2);
}

#[test]
fn a_misspelt_key_is_a_warning_and_with_strict_an_error() {
    let folder = folder(&[("a.toml", &CART.replace("reads", "raeds"))]);
    let ran = quorate(folder.path(), &["decide", "a.toml"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with(
            "warning: `dataset.raeds` is no question; it has no effect\n  --> a.toml:6:1"
        ),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("did you mean `reads`?"), "{}", ran.err);
    assert_eq!(
        quorate(folder.path(), &["decide", "a.toml", "--strict"]).code,
        2
    );
}

#[test]
fn a_brief_is_written_checked_and_never_written_over_by_hand_edits() {
    let folder = folder(&[("a.toml", CART)]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(
        quorate(folder.path(), &["brief", "a.toml", "--check"]).code,
        1,
        "missing"
    );
    assert_eq!(quorate(folder.path(), &["brief", "a.toml"]).code, 0);
    let first = read("a.md");
    assert_eq!(
        quorate(folder.path(), &["brief", "a.toml", "-o", "-"]).out,
        first
    );
    assert_eq!(
        quorate(folder.path(), &["brief", "a.toml", "--check"]).code,
        0
    );
    std::fs::write(
        folder.path().join("a.toml"),
        CART.replace("accept-writes", "refuse"),
    )
    .unwrap();
    assert_eq!(
        quorate(folder.path(), &["brief", "a.toml", "--check"]).code,
        1,
        "stale"
    );
    let edited = format!("{first}\nOurs.\n");
    std::fs::write(folder.path().join("a.md"), &edited).unwrap();
    let ran = quorate(folder.path(), &["brief", "a.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("edited by hand"), "{}", ran.err);
    assert_eq!(read("a.md"), edited);
    assert_eq!(
        quorate(folder.path(), &["brief", "a.toml", "--beside"]).code,
        0
    );
    assert_eq!(read("a.md"), edited);
    assert_ne!(read("a.new.md"), first);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_only_written_to() {
    let folder = folder(&[("a.toml", CART)]);
    let printed = quorate(folder.path(), &["brief", "a.toml", "-o", "-"]).out;
    // Standard output is a pipe here: reading it back would wait for ever.
    for out in ["/dev/stdout", "/dev/fd/1"] {
        let ran = quorate(folder.path(), &["brief", "a.toml", "-o", out]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{out}");
        assert_eq!(ran.out, printed, "{out}");
    }
    let ran = quorate(folder.path(), &["brief", "a.toml", "-o", "/dev/null"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "no brief and no lock");
}

#[test]
fn a_brief_kept_elsewhere_is_checked_there() {
    let folder = folder(&[("a.toml", CART)]);
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    let there = ["brief", "a.toml", "-o", "docs/a.md"];
    assert_eq!(quorate(folder.path(), &there).code, 0);
    let checked = quorate(folder.path(), &[&there[..], &["--check"]].concat());
    assert_eq!(
        (checked.code, checked.err.as_str()),
        (0, "docs/a.md: up to date\n")
    );
    let none = quorate(folder.path(), &["brief", "a.toml", "-o", "-", "--check"]);
    assert_eq!(none.code, 2, "{}", none.err);
}

#[test]
fn a_lock_goes_over_no_file_that_is_none() {
    let foreign = "# This file is generated by another program.\nversion = 4\n";
    let folder = folder(&[
        ("k.lock", CART),
        ("Cargo.toml", CART),
        ("Cargo.lock", foreign),
    ]);
    for (answers, beside, text) in [
        ("k.lock", "k.lock", CART),
        ("Cargo.toml", "Cargo.lock", foreign),
    ] {
        let ran = quorate(folder.path(), &["brief", answers]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(
            ran.err
                .contains("cannot be read as a lock that quorate wrote"),
            "{}",
            ran.err
        );
        let left = std::fs::read_to_string(folder.path().join(beside)).unwrap();
        assert_eq!(left, text, "{beside}");
    }
}

#[test]
fn a_region_that_its_provider_does_not_have_is_a_warning_and_with_strict_an_error() {
    let text =
        format!("{CART}[geo]\nregions = [\"aws:eu-wset-1\", \"aws:eu-west-1\", \"cellar\"]\n");
    let folder = folder(&[("a.toml", &text)]);
    let ran = quorate(folder.path(), &["decide", "a.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("did you mean `aws:eu-west-1`?"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("a.toml:11:"), "{}", ran.err);
    assert!(!ran.err.contains("cellar`"), "{}", ran.err);
    let strict = quorate(folder.path(), &["decide", "a.toml", "--strict"]);
    assert_eq!(strict.code, 2, "{}", strict.err);
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_a_failure() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("quorate"))
        .arg("--help")
        .stdout(full.unwrap())
        .status();
    assert_eq!(status.unwrap().code(), Some(2));
}

#[test]
fn a_brief_keeps_the_form_that_it_was_written_in() {
    let folder = folder(&[("a.toml", CART)]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let brief = |options: &[&str]| {
        let arguments: Vec<&str> = ["brief", "a.toml"].iter().chain(options).copied().collect();
        quorate(folder.path(), &arguments).code
    };
    assert_eq!(brief(&[]), 0);
    let short = read("a.md");
    assert_eq!(brief(&["--check", "--full"]), 1, "the long form is another");
    assert_eq!(brief(&["--full"]), 0);
    let full = read("a.md");
    assert!(full.len() > 2 * short.len());
    assert!(read("a.lock").contains("form = \"full\""));
    assert_eq!(brief(&["--check"]), 0, "checked in its own form");
    assert_eq!(brief(&[]), 0);
    assert_eq!(read("a.md"), full, "renewed in its own form");
    assert_eq!(brief(&["--short"]), 0);
    assert_eq!(read("a.md"), short);
    assert_eq!(brief(&["--full", "--short"]), 2);
}

#[test]
fn many_briefs_are_written_at_once_and_one_bad_file_stops_no_other() {
    let names: Vec<String> = (0..12).map(|number| format!("s{number}.toml")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), CART)).collect();
    let folder = folder(&files);
    std::fs::write(
        folder.path().join("s5.toml"),
        "quorate = 1\n[slo]\navailability = \"many\"\n",
    )
    .unwrap();
    let mut arguments = vec!["brief"];
    arguments.extend(names.iter().map(String::as_str));
    let ran = quorate(folder.path(), &arguments);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("s5.toml:3:16"), "{}", ran.err);
    let briefs = (0..12)
        .filter(|number| folder.path().join(format!("s{number}.md")).exists())
        .count();
    assert_eq!(briefs, 11);
}

#[test]
fn diff_names_what_flipped_and_by_which_answers() {
    let folder = folder(&[
        ("old.toml", CART),
        (
            "new.toml",
            &CART
                .replace("accept-writes", "refuse")
                .replace("shop", "store"),
        ),
    ]);
    let ran = quorate(folder.path(), &["diff", "old.toml", "new.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("pacelc of cart: PA/EL -> PC/EL\n  by dataset.partition of cart: accept-writes -> refuse\n"), "{}", ran.out);
    assert_eq!(
        quorate(folder.path(), &["diff", "old.toml", "old.toml"]).out,
        "No decision differs.\n"
    );
}

#[test]
fn explain_tells_the_path_and_suggests_the_nearest_word() {
    let folder = folder(&[("a.toml", CART)]);
    let ran = quorate(folder.path(), &["explain", "a.toml", "replication"]);
    assert!(
        ran.out.starts_with("replication of cart: leaderless\n"),
        "{}",
        ran.out
    );
    for part in [
        "derived.cut-off is accept-writes",
        "because:",
        "costs:",
        "not consensus:",
        "would change with",
        "sources:",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let wrong = quorate(folder.path(), &["explain", "a.toml", "replcation"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("did you mean `replication`?"),
        "{}",
        wrong.err
    );
}

#[test]
fn a_tree_is_shown_with_the_path_marked() {
    let folder = folder(&[("a.toml", CART)]);
    let ran = quorate(folder.path(), &["trees", "show", "replication", "a.toml"]);
    let lit: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.starts_with('●') && line.contains('⇒'))
        .collect();
    assert!(
        matches!(lit[..], [leaf] if leaf.contains("⇒ leaderless")),
        "{}",
        ran.out
    );
    assert_eq!(quorate(folder.path(), &["trees", "check"]).code, 0);
}

#[test]
fn a_teams_folder_is_laid_over_the_catalog() {
    let folder = folder(&[("a.toml", CART)]);
    let own = folder.path().join(".quorate").join("trees");
    std::fs::create_dir_all(&own).unwrap();
    let lock = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("decision-trees/trees/lock.toml"),
    )
    .unwrap();
    let leaf = "{ is = \"else\",        go = \"none\" }";
    assert!(lock.contains(leaf));
    std::fs::write(
        own.join("lock.toml"),
        lock.replace(leaf, "{ is = \"else\", go = \"advisory\" }"),
    )
    .unwrap();
    let ran = quorate(folder.path(), &["decide", "a.toml"]);
    assert_eq!(ran.code, 2, "the leaf `none` is now out of reach");
    assert!(ran.err.contains("no path reaches `none`"), "{}", ran.err);
}

#[test]
fn completions_and_manual_come_from_the_same_definitions() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = quorate(folder.path(), &["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("explain"), "{shell}");
    }
    // Every page that a page refers to can be printed.
    let mut pages = vec![vec!["man".to_owned()]];
    while let Some(page) = pages.pop() {
        let words: Vec<&str> = page.iter().map(String::as_str).collect();
        let ran = quorate(folder.path(), &words);
        assert!(ran.code == 0 && ran.out.contains(".TH quorate"), "{page:?}");
        let names = ran.out.lines().filter_map(|line| line.strip_suffix("(1)"));
        let parent = page.len();
        pages.extend(names.map(|name| {
            let word = name.splitn(parent + 1, "\\-").nth(parent);
            let word = word.expect("a name below this one").replace("\\-", "-");
            [&page[..], &[word]].concat()
        }));
    }
    assert_eq!(quorate(folder.path(), &["man", "nothing"]).code, 2);
}

#[test]
fn the_example_briefs_are_fresh() {
    for name in ["payments", "cart", "coordination"] {
        let ran = quorate(&examples(), &["brief", &format!("{name}.toml"), "--check"]);
        assert_eq!(
            ran.code, 0,
            "renew it with `quorate brief examples/{name}.toml`: {}",
            ran.err
        );
    }
}

#[test]
fn what_users_typed_cannot_drive_the_terminal_or_the_brief() {
    let text = CART.replace("\"shop\"", "\"<b>\\u001b[2J|x](javascript:1)\"");
    let folder = folder(&[("a.toml", &text)]);
    for arguments in [
        &["decide", "a.toml"][..],
        &["explain", "a.toml"],
        &["brief", "a.toml", "-o", "-"],
        &["trees", "show", "lock", "a.toml"],
    ] {
        let ran = quorate(folder.path(), arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}'), "{arguments:?}");
    }
    let brief = quorate(folder.path(), &["brief", "a.toml", "-o", "-"]).out;
    assert!(
        brief.starts_with("# &lt;b&gt;\u{FFFD}\\[2J\\|x\\](javascript:1): architecture brief\n"),
        "{}",
        brief.lines().next().unwrap()
    );
}
