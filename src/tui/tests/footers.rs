//! What the last row names, and what a demanding user looked for in vain: each was a defect once.

use super::*;

fn last_row(wizard: &mut Wizard) -> String {
    let screen = wizard.screen();
    screen.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_last_row_names_the_keys_that_matter_in_eighty_columns() {
    let cases = [
        // keys from the first question on, what has to be named
        (
            "Shop<enter>",
            "Enter choose  Esc back  w why  t tree  n next  r review  u undo  q quit  ? help",
        ),
        (
            "Shop<enter>1<enter><enter>x<enter>x<enter>",
            "Enter choose  0-9 write  Esc back  w why  t tree  n next  r review  ? help",
        ),
        (
            "Shop<enter>2<enter><enter>",
            "Space tick  Enter done  Esc back  w why  t tree  n next  r review  ? help",
        ),
        (
            "<esc>r",
            "Enter go there  f finish  Esc back  t tree  u undo  q quit  p preview  ? help",
        ),
        (
            "",
            "Enter take  Esc leave field  F2 why  ↓ other rows  F1 help",
        ),
    ];
    for (keys, named) in cases {
        let mut wizard = Wizard::at(80, 24).keys(keys);
        assert_eq!(last_row(&mut wizard).trim(), named, "{keys:?}");
    }
}

#[test]
fn the_last_row_names_no_key_that_does_nothing() {
    // Without a dataset there is none to rename or remove.
    let mut wizard = Wizard::at(80, 24).keys("<esc>").click_contents("Data");
    let row = last_row(&mut wizard);
    assert!(!row.contains("rename") && !row.contains("remove"), "{row}");
    let mut wizard = wizard.keys("aorders<enter><esc>k");
    while wizard.context() != Context::Sheet {
        wizard = wizard.click_contents("Data").keys("g");
    }
    let row = last_row(&mut wizard);
    assert!(row.contains("e rename  x remove"), "{row}");
    // What is seen whole does not scroll.
    let mut wizard = Wizard::at(80, 24).keys("Shop<enter>w");
    assert_eq!(last_row(&mut wizard).trim(), "Esc close");
    let mut wizard = wizard.keys("<enter>?");
    assert_eq!(last_row(&mut wizard).trim(), "Esc close  PgDn scroll");
}

#[test]
fn conflicts_are_counted_in_the_first_row_for_as_long_as_they_last() {
    let text = format!("{SHOP}conflict = \"must-prevent\"\n");
    for size in [(60, 18), (80, 24), (200, 60)] {
        let mut wizard = Wizard::editing(&text, size.0, size.1);
        let screen = wizard.screen();
        let first = screen.lines().next().unwrap();
        assert!(first.contains("! 1 conflict · "), "{first}");
        let wizard = go_to(wizard.keys("<esc>r"), spot("dataset.partition"));
        let mut wizard = wizard.keys("1");
        let screen = wizard.screen();
        assert!(
            !screen.lines().next().unwrap().contains("conflict"),
            "{screen}"
        );
    }
}

#[test]
fn enter_closes_what_is_only_read() {
    for keys in [
        "Shop<enter>w<enter>",
        "Shop<enter>?<enter>",
        "Shop<enter>t<enter>",
    ] {
        let wizard = Wizard::at(80, 24).keys(keys);
        assert_eq!(wizard.work.screen.over, None, "{keys}");
        assert_eq!(wizard.context(), Context::Choice, "{keys}");
    }
}

#[test]
fn what_is_being_written_stays_in_sight() {
    let words: Vec<String> = (0..400).map(|number| format!("word{number}")).collect();
    let mut wizard = Wizard::at(80, 24).say(Message::Edit(crate::tui::field::Edit::Insert(
        words.join(" "),
    )));
    let screen = wizard.screen();
    assert!(screen.contains("word399"), "{screen}");
    assert!(screen.contains("✓ Enter takes it."), "{screen}");
    // At the start of the text, the start is seen again.
    let mut wizard = wizard.say(Message::Edit(crate::tui::field::Edit::Home));
    let screen = wizard.screen();
    assert!(screen.contains("word0 "), "{screen}");
}

#[test]
fn news_of_a_set_name_what_came_and_what_went() {
    let (system, _) = SHOP.split_once("[[dataset]]").unwrap();
    let wizard = Wizard::editing(system, 80, 24);
    let wizard = go_to(wizard.keys("<esc>r"), spot("failure.survive"));
    let mut wizard = wizard.keys("1");
    let screen = wizard.screen();
    let news = screen.lines().find(|line| line.contains('Δ'));
    let news = news.unwrap_or_else(|| panic!("no news in\n{screen}"));
    assert!(news.contains(": no longer process kill"), "{news}");
    assert!(!screen.contains("becomes"), "{screen}");
}

#[test]
fn a_question_is_found_by_its_words() {
    let wizard = Wizard::editing(SHOP, 80, 24).keys("r/retry<enter>");
    let at = wizard.work.screen.review_cursor;
    let rows = crate::tui::review::rows(wizard.work.session().interview());
    assert_eq!(
        rows[at],
        crate::tui::review::Row::Question(spot("calls.retry-layers"))
    );
    // The same words again lead to the next one, and from the last to the first.
    let wizard = wizard.keys("/<enter>");
    assert_ne!(wizard.work.screen.review_cursor, at);
    let mut wizard = wizard.keys("/retry nowhere<enter>");
    let screen = wizard.screen();
    assert!(
        screen.contains("! No question has “retry nowhere” in it"),
        "{screen}"
    );
    // From a question, straight to another; words may be of the answer, or name the dataset.
    let mut wizard = wizard.keys("<esc>n/orders cut<enter>");
    let screen = wizard.screen();
    assert!(screen.contains("What do clients get on a side"), "{screen}");
}

#[test]
fn regions_without_a_known_place_are_named_while_they_are_written() {
    let wizard = go_to(
        Wizard::editing(SHOP, 80, 24).keys("<esc>r"),
        spot("geo.regions"),
    );
    let mut wizard = wizard.keys("aws:eu-west-1, cellar, eu-west-1");
    let screen = wizard.screen();
    let said = "No round trips are known for cellar, eu-west-1: figures over";
    assert!(screen.contains(said), "{screen}");
    let mut wizard = wizard.keys("<c-u>aws:eu-west-1, aws:eu-central-1");
    let screen = wizard.screen();
    assert!(!screen.contains("No round trips"), "{screen}");
}

#[test]
fn a_long_answer_takes_three_lines_of_the_review() {
    let words: Vec<String> = (0..400).map(|number| format!("word{number}")).collect();
    let text = SHOP.replace(
        "\"Shop\"",
        &format!("\"Shop\"\nsummary = \"{}\"", words.join(" ")),
    );
    let mut wizard = Wizard::editing(&text, 80, 24).keys("<esc>r");
    let screen = wizard.screen();
    let lines: Vec<&str> = screen
        .lines()
        .filter(|line| line.contains("word"))
        .collect();
    assert_eq!(lines.len(), 3, "{screen}");
    assert!(lines[2].ends_with('…'), "{screen}");
}

#[test]
fn conflicts_above_the_decisions_can_be_read_with_the_keys_alone() {
    let text = format!("{SHOP}conflict = \"must-prevent\"\n");
    let mut wizard = Wizard::editing(&text, 60, 18).keys("<esc>rd");
    let screen = wizard.screen();
    assert!(screen.contains("Conflicts must not happen"), "{screen}");
    assert!(last_row(&mut wizard).contains("PgDn scroll"));
    let mut seen = String::new();
    while !wizard.screen().contains("▸") {
        seen.push_str(&wizard.screen());
        wizard = wizard.say(Message::Page(1));
    }
    assert!(seen.contains("(Gilbert"), "{seen}");
    let mut wizard = wizard.keys("j");
    assert!(wizard.screen().contains("▸"));
}
