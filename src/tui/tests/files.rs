//! What stands on disk, whatever happens.

use super::*;

#[test]
fn a_file_that_another_program_wrote_is_asked_about() {
    let choices: [(&str, &str, Saving, &str); 3] = [
        // keys, must be in the file, how it is saved, why
        (
            "1",
            "theirs = 1",
            Saving::Failed,
            "keep working: theirs stays on disk",
        ),
        ("2", "theirs = 1", Saving::Done, "take theirs"),
        ("3", "incident", Saving::Done, "write mine over"),
    ];
    for (key, expected, saving, why) in choices {
        let wizard = Wizard::editing(SHOP, 80, 24);
        let name = spot("system.situation");
        let wizard = go_to(wizard.keys("r"), name);
        std::fs::write(wizard.file(), format!("{SHOP}theirs = 1\n")).unwrap();
        let mut wizard = wizard.keys("2");
        assert!(
            wizard.screen().contains("was changed elsewhere"),
            "{}",
            wizard.screen()
        );
        let wizard = wizard.keys(key);
        let text = std::fs::read_to_string(wizard.file()).unwrap();
        assert!(text.contains(expected), "{why}: {text}");
        assert_eq!(wizard.work.saving(), saving, "{why}");
    }
}

/// On a file, with a thread that saves, as the loop has it.
fn in_background() -> Wizard {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    std::fs::write(&path, SHOP).unwrap();
    let (mut session, _) = Session::open(&path, &CATALOG, &WORLD).unwrap();
    session.save_in_background().unwrap();
    go_to(
        Wizard::on(session, 100, 30, folder).keys("r"),
        spot("system.situation"),
    )
}

/// Waits until the thread has told what became of the answer.
fn told(wizard: &mut Wizard) {
    while !wizard.work.look_at_saves() {
        std::thread::yield_now();
    }
}

#[test]
fn a_save_under_way_is_shown_until_it_is_done() {
    let mut wizard = in_background().keys("2");
    assert!(
        wizard.screen().contains("saving… shop.toml"),
        "{}",
        wizard.screen()
    );
    told(&mut wizard);
    assert!(wizard.screen().contains("✓ shop.toml"));
    let text = std::fs::read_to_string(wizard.file()).unwrap();
    assert!(text.contains("incident"), "{text}");
}

#[test]
fn leaving_waits_for_a_save_under_way() {
    for (leave, why) in [("q", "quit"), ("<c-c>", "interrupt")] {
        let wizard = in_background().keys("2").keys(leave);
        assert!(
            matches!(wizard.finished, Some(Finished::Left { .. })),
            "{why}"
        );
        let text = std::fs::read_to_string(wizard.file()).unwrap();
        assert!(text.contains("incident"), "{why}: {text}");
    }
}

#[test]
fn a_save_that_fails_later_comes_back_to_the_screen() {
    let wizard = in_background();
    std::fs::write(wizard.file(), "theirs = 1\n").unwrap();
    // What is open when the news come stays open; the header says it at once.
    let mut wizard = wizard.keys("2").keys("?");
    while wizard.work.saving() == Saving::UnderWay {
        wizard.work.look_at_saves();
    }
    assert!(wizard.screen().contains("! not saved: shop.toml"));
    assert!(matches!(wizard.work.screen.over, Some(Over::Help(_))));
    let mut wizard = wizard.keys("<esc>");
    told(&mut wizard);
    assert!(
        wizard.screen().contains("was changed elsewhere"),
        "{}",
        wizard.screen()
    );
    let wizard = wizard.keys("3");
    assert_eq!(wizard.work.saving(), Saving::Done);
    let text = std::fs::read_to_string(wizard.file()).unwrap();
    assert!(text.contains("incident"), "{text}");
}

#[test]
fn leaving_with_answers_that_cannot_be_saved_keeps_them_as_a_draft() {
    let wizard = Wizard::editing(SHOP, 80, 24);
    let name = spot("system.situation");
    let wizard = go_to(wizard.keys("r"), name);
    std::fs::write(wizard.file(), "theirs = 1\n").unwrap();
    let wizard = wizard.keys("21").keys("q");
    assert!(
        matches!(wizard.work.screen.over, Some(Over::Dialog(_))),
        "quitting asks again"
    );
    let wizard = wizard.keys("4");
    let Some(Finished::Left {
        at: Some(path),
        draft: true,
        ..
    }) = &wizard.finished
    else {
        panic!("{:?}", wizard.finished);
    };
    assert!(std::fs::read_to_string(path).unwrap().contains("incident"));
    assert_eq!(
        std::fs::read_to_string(wizard.file()).unwrap(),
        "theirs = 1\n"
    );
}

#[test]
fn finishing_names_the_file_and_never_writes_over_another() {
    let wizard = Wizard::at(80, 24).keys("My Shop 2<enter>1rf");
    let mut wizard = wizard;
    assert!(
        wizard.screen().contains("› my-shop-2.toml"),
        "{}",
        wizard.screen()
    );
    let taken = wizard.folder.path().join("taken.toml");
    std::fs::write(&taken, "theirs").unwrap();
    let mut wizard = wizard.keys(&format!("<c-u>{}<enter>", taken.display()));
    assert!(
        wizard.screen().contains("is there already"),
        "{}",
        wizard.screen()
    );
    let free = wizard.folder.path().join("free");
    let wizard = wizard.keys(&format!("<c-u>{}<enter>", free.display()));
    let path = free.with_extension("toml");
    assert_eq!(
        wizard.finished,
        Some(Finished::WriteBrief { path: path.clone() })
    );
    assert!(std::fs::read_to_string(path).unwrap().contains("My Shop 2"));
    assert_eq!(std::fs::read_to_string(taken).unwrap(), "theirs");
}

#[test]
fn no_run_of_keys_loses_an_answer_or_panics() {
    // A seeded walk over keys: answers only change by keys that say so, and every screen can be drawn.
    let keys = [
        "<enter>",
        "<esc>",
        "<tab>",
        "<back-tab>",
        "<down>",
        "<up>",
        " ",
        "1",
        "2",
        "3",
        "n",
        "r",
        "o",
        "d",
        "w",
        "p",
        "?",
        "u",
        "<pgdn>",
        "<end>",
        "x",
        "a",
        "e",
        "k",
        "j",
        "<right>",
        "<backspace>",
        "7",
    ];
    for seed in 0..2u32 {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
        let mut wizard = Wizard::editing(SHOP, 100, 30);
        for _ in 0..100 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = keys[usize::try_from(state >> 8).unwrap() % keys.len()];
            wizard = wizard.keys(key);
            let on_disk = std::fs::read_to_string(wizard.file()).unwrap();
            assert_eq!(
                on_disk,
                wizard.text(),
                "every answer is on disk (seed {seed})"
            );
        }
    }
}

#[test]
fn the_farewell_says_how_to_go_on() {
    let left = |at: Option<&str>, draft| Finished::Left {
        at: at.map(PathBuf::from),
        draft,
        signal: None,
    };
    let cases = [
        (
            left(Some("shop.toml"), false),
            Some("Your answers are in shop.toml. To go on: quorate edit shop.toml"),
        ),
        (
            left(Some("my shop.toml"), false),
            Some("Your answers are in my shop.toml. To go on: quorate edit 'my shop.toml'"),
        ),
        (
            left(Some("/s/draft-1.toml"), true),
            Some("Your answers are kept as a draft. To go on: quorate"),
        ),
        (left(None, true), None),
        (
            Finished::WriteBrief {
                path: PathBuf::from("shop.toml"),
            },
            Some("Your answers are in shop.toml. To change one: quorate edit shop.toml"),
        ),
        (Finished::Nothing, None),
    ];
    for (finished, farewell) in cases {
        assert_eq!(finished.farewell().as_deref(), farewell);
    }
    assert_eq!(crate::face::review::quoted(Path::new("it's")), "'it'\\''s'");
}
