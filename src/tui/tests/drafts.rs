//! What was written or ticked and not taken.

use super::*;

/// A question of the shop, keys that leave something there untaken, what is then seen, and what it would be in the file.
const LEFT: [(&str, &str, &str, &str); 3] = [
    (
        "system.name",
        "e & Sons<esc>",
        "Shop & Sons (written, not taken yet)",
        "name = \"Shop & Sons\"",
    ),
    (
        "dataset.rpo",
        "7m<esc>",
        "7m (written, not taken yet)",
        "rpo = \"7m\"",
    ),
    (
        "failure.degraded",
        "1",
        "Not taken yet: Space ticks, Enter takes what is ticked.",
        "degraded = [",
    ),
];

fn left(question: &str, keys: &str) -> Wizard {
    go_to(Wizard::editing(SHOP, 100, 40).keys("r"), spot(question)).keys(keys)
}

#[test]
fn what_is_left_is_marked_and_still_there_when_one_comes_back() {
    for (question, keys, seen, _) in LEFT {
        let mut wizard = left(question, keys);
        assert!(wizard.screen().contains(seen), "{}", wizard.screen());
        let mut wizard = go_to(wizard.keys("r"), spot(question));
        assert!(wizard.screen().contains(seen), "{}", wizard.screen());
        assert_eq!(wizard.text(), SHOP, "nothing is taken unasked");
    }
    let mut wizard = left("system.name", LEFT[0].1);
    let screen = wizard.screen();
    let answer = screen.lines().any(|line| line.ends_with("     Shop"));
    assert!(answer, "what counts is seen beside it:\n{screen}");
}

#[test]
fn nobody_leaves_unasked_with_something_that_is_not_taken() {
    for (question, keys, seen, taken) in LEFT {
        let mut wizard = left(question, keys).keys("q");
        assert!(wizard.finished.is_none(), "{question}");
        assert!(
            wizard.screen().contains("This is not taken yet"),
            "{}",
            wizard.screen()
        );
        let mut back = wizard.keys("1");
        assert!(back.screen().contains(seen), "{}", back.screen());
        let wizard = back.keys("q2");
        assert!(wizard.finished.is_some(), "{question}");
        let text = std::fs::read_to_string(wizard.file()).unwrap();
        assert!(text.contains(taken), "{text}");
        let wizard = left(question, keys).keys("q3");
        assert!(wizard.finished.is_some(), "{question}");
        let text = std::fs::read_to_string(wizard.file()).unwrap();
        assert_eq!(text, SHOP, "left without it");
        // The brief would be without it as well.
        let wizard = left(question, keys).keys("rf");
        assert!(wizard.finished.is_none(), "{question}");
        let wizard = wizard.keys("2");
        assert!(
            matches!(wizard.finished, Some(Finished::WriteBrief { .. })),
            "{question}"
        );
        assert!(wizard.text().contains(taken), "{}", wizard.text());
    }
}

#[test]
fn what_is_no_answer_can_only_be_mended_or_left() {
    let mut wizard = left("dataset.rpo", "7 apples<esc>q");
    let screen = wizard.screen();
    assert!(!screen.contains("Take it"), "{screen}");
    let wizard = wizard.keys("2");
    assert!(wizard.finished.is_some());
}

#[test]
fn another_answer_settles_what_was_left_and_leaving_asks_no_more() {
    let wizard = left("dataset.rpo", "7m<esc>").keys("g<enter>q");
    assert!(wizard.finished.is_some());
    let wizard = left("failure.degraded", "11q");
    assert!(wizard.finished.is_some(), "a tick taken away again");
}

#[test]
fn control_c_as_the_answer_to_the_question_leaves() {
    let wizard = left("system.name", LEFT[0].1).keys("<c-c><c-c>");
    assert!(matches!(wizard.finished, Some(Finished::Left { .. })));
}
