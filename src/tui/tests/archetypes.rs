//! A dataset that begins from a well-known kind.

use super::*;

/// A dataset of which only the name is known.
const NEW: &str = r#"quorate = 1

[system]
name = "Shop"
situation = "kickoff"

[[dataset]]
name = "money"
"#;

fn begin() -> Wizard {
    go_to(
        Wizard::editing(NEW, 100, 40).keys("r"),
        spot("dataset.archetype"),
    )
}

#[test]
fn a_kind_fills_in_what_is_likely_and_asks_for_what_matters() {
    let mut wizard = begin();
    let screen = wizard.screen();
    assert!(
        screen.contains("Which well-known kind of data is it?"),
        "{screen}"
    );
    assert!(
        screen.contains("None of these"),
        "it can be passed\n{screen}"
    );
    let mut wizard = wizard.keys("2");
    let screen = wizard.screen();
    assert!(
        screen.contains("How much acknowledged data may a node or zone failure lose?"),
        "the first question of the kind that matters\n{screen}"
    );
    assert!(
        screen.contains("From the archetype “Ledger”"),
        "what is likely, and why\n{screen}"
    );
    // Enter confirms: the cursor stands on the likely answer.
    let wizard = wizard.keys("<enter>");
    assert!(wizard.text().contains("archetype = \"ledger\""));
    assert!(wizard.text().contains("rpo = \"0s\""), "{}", wizard.text());
    assert!(
        !wizard.text().contains("reads"),
        "what nobody confirmed is not the user's\n{}",
        wizard.text()
    );
}

#[test]
fn the_review_says_what_is_from_the_archetype_and_leads_there() {
    let wizard = begin().keys("2");
    let mut wizard = go_to(wizard.keys("r"), spot("dataset.reads"));
    let screen = wizard.screen();
    assert!(screen.contains("[≈ Reads]"), "{screen}");
    assert!(
        screen.contains("From the archetype “Ledger”, until you answer: “Latest write”."),
        "{screen}"
    );
    let mut wizard = wizard.keys("<enter>");
    assert!(wizard.text().contains("reads = \"latest\""));
    wizard = wizard.keys("r");
    wizard.work.screen.review_cursor = 0;
    wizard.size = (100, 120);
    let screen = wizard.screen();
    assert!(
        screen.contains("5 answered, ") && screen.contains(" from the archetype. "),
        "what nobody was unsure of is counted apart\n{screen}"
    );
    assert!(
        screen.contains("Must be prevented (from the archetype)"),
        "{screen}"
    );
}

#[test]
fn none_of_these_asks_everything_and_undo_takes_a_kind_back() {
    let mut wizard = begin().keys("<enter>");
    assert!(
        wizard
            .screen()
            .contains("How fresh must a read be while the network is whole?"),
        "{}",
        wizard.screen()
    );
    assert!(!wizard.text().contains("archetype"));
    let wizard = begin().keys("2u");
    assert!(!wizard.text().contains("archetype"), "{}", wizard.text());
}
