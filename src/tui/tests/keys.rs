//! Scripts of keys, and what they do.

use super::*;

#[test]
fn keys_do_what_they_say() {
    type Check = fn(&mut Wizard) -> bool;
    let cases: [(&str, &str, Check); 19] = [
        // keys on a new draft, what must hold, the check
        ("", "keys go into the field at once", |w| {
            w.context() == Context::Writing
        }),
        ("Shop<enter>", "the name is said", |w| {
            w.text().contains("name = \"Shop\"")
        }),
        ("Shop<enter>", "the next question of the page comes", |w| {
            w.context() == Context::Choice
        }),
        ("Shop<enter>2", "a number key chooses", |w| {
            w.text().contains("\"incident\"")
        }),
        ("Shop<enter>jj<enter>", "the cursor chooses", |w| {
            w.text().contains("\"degradation\"")
        }),
        ("Shop<enter>2u", "undo takes it back", |w| {
            !w.text().contains("incident")
        }),
        ("Shop<esc>", "what is written stays", |w| {
            w.screen().contains("Shop (written, not taken yet)")
        }),
        ("Shop<tab>", "Tab takes what is written", |w| {
            w.text().contains("name = \"Shop\"")
        }),
        ("Shop<enter><esc>", "one step back", |w| {
            w.context() == Context::Text
        }),
        ("Shop<enter>5", "Other opens a field", |w| {
            w.context() == Context::Writing
        }),
        ("Shop<enter>5odd<enter>", "other words are kept", |w| {
            w.text().contains("odd")
        }),
        ("Shop<enter>6", "unsure says nothing", |w| {
            !w.text().contains("situation")
        }),
        ("<enter>", "an empty field is no answer", |w| {
            w.screen().contains("! Nothing is written yet")
        }),
        (
            "<esc>n",
            "next passes the page",
            |w| matches!(w.page(), Page::Questions { questions, .. } if !questions.contains(&0)),
        ),
        ("<esc>r", "the review", |w| *w.page() == Page::Review),
        ("<esc>r<esc>", "back from it", |w| *w.page() != Page::Review),
        ("<esc>?", "help", |w| {
            matches!(w.work.screen.over, Some(Over::Help(_)))
        }),
        ("<esc>?<esc>", "help closes", |w| {
            w.work.screen.over.is_none()
        }),
        ("Shop<c-c>", "Ctrl-C leaves while writing", |w| {
            matches!(w.finished, Some(Finished::Left { .. }))
        }),
    ];
    for (script, what, holds) in cases {
        let mut wizard = Wizard::at(80, 24).keys(script);
        assert!(
            holds(&mut wizard),
            "{script:?}: {what}\n{}",
            wizard.screen()
        );
    }
}

#[test]
fn a_region_is_suggested_and_taken_by_the_right_arrow() {
    let wizard = go_to(Wizard::editing(SHOP, 80, 24).keys("r"), spot("geo.regions"));
    let mut wizard = wizard.keys("aws:eu-west-1, frankf");
    assert!(
        wizard
            .screen()
            .contains("→ aws:eu-central-1 – Europe (Frankfurt)"),
        "{}",
        wizard.screen()
    );
    let wizard = wizard.keys("<right><enter>");
    let text = wizard.text();
    assert!(
        text.contains(r#"["aws:eu-west-1", "aws:eu-central-1"]"#),
        "{text}"
    );
}

#[test]
fn datasets_are_added_renamed_and_removed() {
    let wizard = Wizard::editing(SHOP, 80, 24).click_contents("Data");
    let mut wizard = wizard.keys("aorders<enter>");
    let screen = wizard.screen();
    assert!(screen.contains("already the name"), "{screen}");
    let wizard = wizard.keys("2<enter>");
    assert!(
        wizard.text().contains("name = \"orders2\""),
        "{}",
        wizard.text()
    );
    let wizard = wizard.click_contents("Data").keys("ge<c-u>baskets<enter>");
    assert!(
        wizard.text().contains("name = \"baskets\""),
        "{}",
        wizard.text()
    );
    let wizard = wizard.keys("gx<enter>");
    assert!(
        wizard.text().contains("baskets"),
        "the first choice keeps it"
    );
    let wizard = wizard.keys("gx2");
    assert!(!wizard.text().contains("baskets"), "{}", wizard.text());
    assert!(wizard.text().contains("orders2"), "{}", wizard.text());
    let wizard = wizard.keys("u");
    assert!(wizard.text().contains("baskets"), "{}", wizard.text());
}

#[test]
fn a_click_chooses_and_the_wheel_scrolls() {
    let wizard = Wizard::at(80, 24)
        .keys("Shop<enter>")
        .click("Running incident");
    assert!(wizard.text().contains("\"incident\""), "{}", wizard.text());
    let wizard = wizard.click("? help");
    let mut wizard = wizard.say(Message::Wheel(crate::tui::message::Pane::Over, 3));
    let screen = wizard.screen();
    assert!(screen.contains("▲ 3 above"), "{screen}");
}

#[test]
fn every_body_has_a_context() {
    let wizard = Wizard::editing(SHOP, 80, 24).keys("<esc>r");
    assert!(matches!(wizard.work.screen.body, Body::Review));
    let wizard = wizard.click_contents("Data");
    assert!(matches!(wizard.work.screen.body, Body::Sheets(_)));
    assert_eq!(wizard.context(), Context::Sheets);
}
