//! Answers in one's own words, and questions that nothing is assumed for.

use super::Talk;

#[test]
fn none_of_the_options_is_an_option_too() {
    let ways: [&[&str]; 6] = [
        &["other", "a drill"],
        &["Other:", "a drill"],
        &["3", "a drill"],
        &["3.", "other: a drill"],
        &["other", "= a drill"],
        &["other: a drill"],
    ];
    for way in ways {
        let said = Talk::new().type_lines(&[&["jump situation"], way, &["quit"]].concat());
        assert!(said.out.contains("\n3. Other (other): in your own words;"));
        assert!(said.out.contains("Taken: other, a drill\n"), "{way:?}");
        let stored = "situation = { other = \"a drill\" }";
        assert!(said.file.contains(stored), "{way:?}: {}", said.file);
    }
    let said = Talk::new().type_lines(&["jump faults", "1 4", "4", "rust", "quit"]);
    assert!(said.out.contains("4 is other, and no answer together"));
    assert!(said.file.contains("faults = { other = \"rust\" }"));
}

#[test]
fn who_is_asked_for_own_words_can_think_again() {
    let said = Talk::new().type_lines(&[
        "jump situation",
        "other",
        "",
        "other",
        "jump",
        "other",
        "jump faults",
        "other",
        "quit",
    ]);
    assert_eq!(said.code, Some(0));
    assert!(!said.out.contains("Taken"), "{}", said.out);
    assert!(said.out.contains("`jump` needs more words"));
    assert!(!said.file.contains("other"), "{}", said.file);
    let said = Talk::new().type_bytes(b"shop\nother\na dri");
    assert!(said.out.contains("The last line, “a dri”, has no line end"));
    assert!(!said.file.contains("other"), "{}", said.file);
}

#[test]
fn the_review_says_where_nothing_is_assumed() {
    let talk = Talk::with("quorate = 1\n\n[[dataset]]\nname = \"cart\"\n");
    let said = talk.type_lines(&["review", "jump copies", "unsure", "review", "quit"]);
    assert!(
        said.out
            .contains("Copies (cart.copies): open, nothing is assumed\n")
    );
    assert!(
        said.out
            .contains("Copies (cart.copies): unsure, nothing is assumed\n")
    );
    assert!(
        said.out
            .contains("Reads (cart.reads): open, takes Nothing\n")
    );
    assert!(!said.out.contains("takes unknown"), "{}", said.out);
}
