//! Answers that cannot be saved where they should be: what becomes of them, and what is said of it. The full screen is in
//! `tests/wizard.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use assert_cmd::Command;

/// The wizard on a file, through a pipe, with a state folder of its own.
fn on_file(folder: &Path, verb: &str, file: &str, input: &str) -> (String, String, Option<i32>) {
    let run = Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder)
        .args([verb, file, "--lines", "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .write_stdin(input)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(run.stdout), text(run.stderr), run.status.code())
}

/// The answers in the state folder.
fn rescued(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("state/quorate")) else {
        return Vec::new();
    };
    entries
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn what_cannot_be_saved_is_kept_as_a_draft_that_the_end_names() {
    let cases = [
        // input after the answer, exit code, why
        (
            "",
            Some(2),
            "the input ended: nobody has read where the answers are",
        ),
        ("quit\nquit\n", Some(0), "whoever leaves twice knows"),
    ];
    for (then, code, why) in cases {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("shop.toml");
        std::fs::write(&path, "quorate = 1\n").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        let (out, errors, ended) = on_file(folder, "edit", "shop.toml", &format!("mine\n{then}"));
        assert_eq!(ended, code, "{why}: {out}{errors}");
        assert!(!out.contains("Saved in"), "{why}: {out}");
        assert!(out.contains("kept as a draft in"), "{why}: {out}");
        assert_eq!(
            errors.contains("draft-rescued-1.toml"),
            code == Some(2),
            "{errors}"
        );
        let drafts = rescued(folder);
        let [draft] = drafts.as_slice() else {
            panic!("{why}: {drafts:?}");
        };
        assert!(draft.contains("name = \"mine\""), "{why}: {draft}");
        let (_, errors, _) = on_file(folder, "edit", "shop.toml", "");
        assert!(
            errors.contains("quorate edit ") && errors.contains("draft-rescued-1.toml"),
            "whoever opens the file again is told: {errors}"
        );
    }
}

#[test]
fn a_draft_that_is_named_by_its_path_goes_on_as_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let state = folder.join("state/quorate");
    std::fs::create_dir_all(&state).unwrap();
    let text = "# Answers that could not be saved in /gone/shop.toml\nquorate = 1\n\n[system]\nname = \"Shop\"\n";
    let draft = state.join("draft-rescued-1.toml");
    std::fs::write(&draft, text).unwrap();
    let path = "state/quorate/draft-rescued-1.toml";
    let (out, errors, code) = on_file(folder, "edit", path, "kickoff\nquit\n");
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{out}");
    let kept = std::fs::read_to_string(&draft).unwrap();
    assert!(kept.contains("situation = \"kickoff\""), "{kept}");
    // Done, it gets a file of its own, and the brief stands beside that.
    let (out, errors, code) = on_file(folder, "edit", path, "done\n");
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{out}");
    assert!(out.contains("Saved in shop.toml."), "{out}");
    assert!(folder.join("shop.toml").exists() && folder.join("shop.md").exists());
    assert_eq!(rescued(folder), [""; 0], "nothing is left behind");
}

#[test]
fn a_save_that_succeeds_after_all_removes_the_draft() {
    let folder = tempfile::tempdir().unwrap();
    let input = "mine\nsave here.toml\nquit\n";
    let (out, errors, code) = on_file(folder.path(), "new", "missing/shop.toml", input);
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{out}");
    assert!(out.contains("there is no folder `missing`"), "{out}");
    assert!(!out.contains(".tmp"), "no temporary file is named: {out}");
    assert!(out.contains("Saved in here.toml."), "{out}");
    assert_eq!(rescued(folder.path()), [""; 0]);
}

#[test]
fn a_name_that_is_taken_leaves_the_answers_where_they_are_safe() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken.toml"), "# another's\n").unwrap();
    let input = "mine\nsave taken.toml\nquit\n";
    let (out, errors, code) = on_file(folder.path(), "new", "shop.toml", input);
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{out}");
    assert!(!out.contains("in memory only"), "{out}");
    assert!(out.contains("Saved in shop.toml."), "{out}");
    let taken = std::fs::read_to_string(folder.path().join("taken.toml")).unwrap();
    assert_eq!(taken, "# another's\n");
}

#[test]
fn where_nothing_was_answered_nothing_is_said_to_be_saved() {
    for file in ["shop.toml", "missing/shop.toml"] {
        for input in ["", "quit\n"] {
            let folder = tempfile::tempdir().unwrap();
            let (out, errors, _) = on_file(folder.path(), "new", file, input);
            assert_eq!(errors, "");
            assert!(!out.contains("Saved"), "{file} {input:?}: {out}");
            let again = format!("To begin again: quorate new {file} --lines\n");
            assert!(out.ends_with(&again), "{file} {input:?}: {out}");
            assert!(!folder.path().join(file).exists());
        }
    }
}

#[test]
fn without_a_state_folder_the_end_says_that_the_answers_are_lost() {
    for (input, why) in [
        ("Shop\n", "the input ended"),
        ("Shop\nquit\nquit\n", "left"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("state"), "no folder").unwrap();
        let run = Command::cargo_bin("quorate")
            .unwrap()
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .write_stdin(input)
            .output()
            .unwrap();
        let out = String::from_utf8(run.stdout).unwrap();
        let errors = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{why}: {out}");
        assert!(
            out.contains("There is no folder to keep your answers in"),
            "{why}: {out}"
        );
        assert!(!out.contains("Saved in"), "{why}: {out}");
        assert!(errors.contains("name = \"Shop\""), "{why}: {errors}");
    }
}
