//! The answers file: what people wrote survives every save, and what was said is read back.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use quorate::answers::{Answer, Answers, Document, SaveError, Spot};
use quorate::catalog::{Catalog, Kind, OptionSet, Scope, Value};
use quorate::engine::candidates;

const EDITED: &str = r#"# Checkout, as agreed on Monday.
quorate = 1

[system]
name = "checkout" # the public name
owner = 'payments'
ticket = "PAY-17" # not a question, and ours

# Reviewed by Ana.
[slo]
availability    =   "99.950%"

[[dataset]]
name = "cart"
# May be old: marketing asked for it.
reads = "any"   # see PAY-3
rpo = "60s"

[[dataset]]
name = "orders"
"#;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);

fn catalog() -> &'static Catalog {
    &CATALOG
}

fn spot(catalog: &Catalog, id: &str, sheet: usize) -> Spot {
    Spot {
        question: catalog.question(id).unwrap(),
        sheet,
    }
}

#[allow(clippy::unnecessary_wraps, reason = "it is what `Answers::set` takes")]
fn given(catalog: &Catalog, id: &str, typed: &str) -> Option<Answer> {
    Some(Answer::Given(
        catalog.questions[catalog.question(id).unwrap()]
            .parse(typed)
            .unwrap(),
    ))
}

/// One region that stands there three times does not survive its own loss.
#[test]
fn what_is_named_twice_is_one_thing() {
    let text = "quorate = 1\n[geo]\nregions = [\"west\", \"east\", \"west\"]\n";
    let (answers, _) = Answers::parse("twice.toml", text, catalog()).unwrap();
    let expected = given(catalog(), "geo.regions", "west, east");
    assert_eq!(
        answers
            .get(catalog(), spot(catalog(), "geo.regions", 0))
            .cloned(),
        expected
    );
    assert_eq!(
        given(catalog(), "geo.regions", "west, east, west"),
        expected
    );
}

fn open(folder: &Path, text: &str, catalog: &Catalog) -> Document {
    let path = folder.join("checkout.toml");
    std::fs::write(&path, text).unwrap();
    Document::open(&path, catalog).unwrap().0
}

/// Makes changes and returns the text that is saved.
fn edited(text: &str, change: impl Fn(&Catalog, &mut Answers)) -> String {
    let catalog = catalog();
    let folder = tempfile::tempdir().unwrap();
    let mut document = open(folder.path(), text, catalog);
    let mut answers = document.answers().clone();
    change(catalog, &mut answers);
    document.say(&answers, catalog);
    document.save().unwrap();
    let saved = std::fs::read_to_string(folder.path().join("checkout.toml")).unwrap();
    let (read, _) = Answers::parse("checkout.toml", &saved, catalog).unwrap();
    assert!(
        same(&read, &answers, catalog),
        "what was said is what is read:\n{saved}"
    );
    saved
}

fn same(a: &Answers, b: &Answers, catalog: &Catalog) -> bool {
    [Scope::System, Scope::Dataset, Scope::Service]
        .into_iter()
        .all(|scope| {
            let said = |answers: &Answers| {
                answers
                    .sheets(scope)
                    .iter()
                    .map(|sheet| {
                        sheet
                            .iter()
                            .map(|(q, a)| (q, a.clone()))
                            .collect::<Vec<_>>()
                    })
                    .collect::<Vec<_>>()
            };
            said(a) == said(b)
        })
        && catalog.questions.len() > 1
}

#[test]
fn saying_nothing_new_changes_no_byte() {
    assert_eq!(edited(EDITED, |_, _| {}), EDITED);
}

#[test]
fn a_changed_answer_changes_its_value_only() {
    let saved = edited(EDITED, |catalog, answers| {
        answers.set(
            catalog,
            spot(catalog, "dataset.reads", 0),
            given(catalog, "dataset.reads", "latest"),
        );
    });
    assert_eq!(
        saved,
        EDITED.replace("reads = \"any\"   # see", "reads = \"latest\"   # see")
    );
}

#[test]
fn comments_of_an_answer_taken_back_stay() {
    let saved = edited(EDITED, |catalog, answers| {
        answers.set(catalog, spot(catalog, "dataset.reads", 0), None);
    });
    for kept in [
        "# May be old: marketing asked for it.",
        "# see PAY-3",
        "rpo = \"60s\"",
        "ticket = \"PAY-17\" # not a question",
    ] {
        assert!(saved.contains(kept), "{kept} is gone:\n{saved}");
    }
    let last = edited(EDITED, |catalog, answers| {
        answers.set(catalog, spot(catalog, "slo.availability", 0), None);
        answers.set(catalog, spot(catalog, "dataset.rpo", 0), None);
    });
    assert!(last.contains("# Reviewed by Ana."), "{last}");
}

#[test]
fn datasets_come_and_go_without_moving_others() {
    let saved = edited(EDITED, |catalog, answers| {
        answers.remove(Scope::Dataset, 0);
        let added = answers.add(Scope::Dataset);
        answers.set(
            catalog,
            spot(catalog, "dataset.name", added),
            given(catalog, "dataset.name", "events"),
        );
        answers.set(
            catalog,
            spot(catalog, "dataset.rpo", 0),
            given(catalog, "dataset.rpo", "0s"),
        );
    });
    assert!(!saved.contains("cart"), "{saved}");
    assert!(
        saved.ends_with(
            "[[dataset]]\nname = \"orders\"\nrpo = \"0s\"\n\n[[dataset]]\nname = \"events\"\n"
        ),
        "{saved}"
    );
}

#[test]
fn line_ends_and_byte_order_marks_stay() {
    let windows = format!("\u{FEFF}{}", EDITED.replace('\n', "\r\n"));
    let saved = edited(&windows, |catalog, answers| {
        answers.set(
            catalog,
            spot(catalog, "dataset.rpo", 0),
            given(catalog, "dataset.rpo", "5m"),
        );
    });
    assert_eq!(saved, windows.replace("\"60s\"", "\"5m\""));
}

#[test]
fn inline_and_dotted_forms_are_written_in_place() {
    let text = "quorate = 1\nsystem = { name = \"a\", owner = \"b\" } # one line\nslo.window = \"30d\" # dotted\ndataset = [{ name = \"x\", reads = \"any\" }]\n";
    let saved = edited(text, |catalog, answers| {
        answers.set(
            catalog,
            spot(catalog, "system.owner", 0),
            given(catalog, "system.owner", "c"),
        );
        answers.set(
            catalog,
            spot(catalog, "slo.window", 0),
            given(catalog, "slo.window", "7d"),
        );
        answers.set(
            catalog,
            spot(catalog, "dataset.reads", 0),
            given(catalog, "dataset.reads", "latest"),
        );
    });
    assert_eq!(
        saved,
        text.replace("\"b\"", "\"c\"")
            .replace("30d", "7d")
            .replace("\"any\"", "\"latest\"")
    );
}

#[test]
fn another_program_is_noticed_and_not_written_over() {
    let catalog = catalog();
    let folder = tempfile::tempdir().unwrap();
    let mut document = open(folder.path(), EDITED, catalog);
    let theirs = EDITED.replace("payments", "platform");
    std::fs::write(folder.path().join("checkout.toml"), &theirs).unwrap();
    let mut answers = document.answers().clone();
    answers.set(
        catalog,
        spot(catalog, "dataset.rpo", 0),
        given(catalog, "dataset.rpo", "0s"),
    );
    document.say(&answers, catalog);
    assert!(matches!(document.save(), Err(SaveError::Changed(_))));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("checkout.toml")).unwrap(),
        theirs
    );
}

#[test]
fn other_keeps_its_words() {
    let saved = edited(EDITED, |catalog, answers| {
        answers.set(
            catalog,
            spot(catalog, "dataset.reads", 0),
            Some(Answer::Other(
                "as \"fresh\" as\nthe sun\u{1b}[2J".to_owned(),
            )),
        );
    });
    assert!(
        !saved.contains('\u{1b}'),
        "control characters are written escaped: {saved}"
    );
}

/// Any answers of the catalog's kinds.
fn any_answers() -> impl Strategy<Value = Vec<(usize, usize, usize, bool)>> {
    prop::collection::vec((0..1000usize, 0..4usize, 0..12usize, any::<bool>()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law: what is written is read back, from an empty file and over a file with comments.
    #[test]
    fn what_is_said_is_read_back(picks in any_answers(), datasets in 0..4usize) {
        let catalog = catalog();
        let mut answers = Answers::default();
        for index in 0..datasets {
            let sheet = answers.add(Scope::Dataset);
            answers.set(catalog, spot(catalog, "dataset.name", sheet), given(catalog, "dataset.name", &format!("d{index}")));
        }
        for (question, sheet, pick, other) in picks {
            let question = question % catalog.questions.len();
            let asked = &catalog.questions[question];
            let values = candidates(catalog, question);
            let answer = match (&asked.kind, other) {
                (Kind::Choice(_), true) => Answer::Other(format!("words {pick} \u{1b}\"'")),
                (Kind::Multi(options), _) => Answer::Given(Value::Multi((0..options.len()).filter(|bit| pick >> bit & 1 == 1).fold(OptionSet::default(), |set, bit| set.with(u8::try_from(bit).unwrap())))),
                (Kind::List, _) => Answer::Given(Value::List((0..pick % 4).map(|n| format!("region {n}")).collect())),
                (Kind::Text, _) if asked.key() == "name" => continue,
                (Kind::Text, _) => Answer::Given(Value::Text(format!("text {pick} # \"x\""))),
                _ if values.is_empty() => continue,
                _ => Answer::Given(values[pick % values.len()].value.clone()),
            };
            answers.set(catalog, Spot { question, sheet }, Some(answer));
        }
        for start in ["", EDITED] {
            let folder = tempfile::tempdir().unwrap();
            let mut document = open(folder.path(), start, catalog);
            document.say(&answers, catalog);
            document.save().unwrap();
            let saved = std::fs::read_to_string(folder.path().join("checkout.toml")).unwrap();
            let (read, _) = Answers::parse("checkout.toml", &saved, catalog).unwrap();
            prop_assert!(same(&read, &answers, catalog), "{}", saved);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law: no text makes reading panic, and what can be read can be changed and read again.
    #[test]
    fn any_text_is_read_or_refused(edits in prop::collection::vec((0..600usize, 0..40usize, "[\\[\\]{}=\"'#.\n\ra-z0-9%/ \u{1b}\u{e9}-]{0,8}"), 1..6)) {
        let catalog = catalog();
        let mut text = EDITED.to_owned();
        for (at, length, insert) in edits {
            let boundary = |wanted: usize| (wanted.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
            let (from, to) = (boundary(at), boundary(at + length));
            text.replace_range(from..to, &insert);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, &text).unwrap();
        if let Ok((mut document, _)) = Document::open(&path, catalog) {
            let mut answers = document.answers().clone();
            answers.set(catalog, spot(catalog, "failure.clock", 0), given(catalog, "failure.clock", "bounded"));
            let sheet = answers.add(Scope::Dataset);
            answers.set(catalog, spot(catalog, "dataset.name", sheet), given(catalog, "dataset.name", "a name that is new"));
            document.say(&answers, catalog);
            document.save().unwrap();
            let saved = std::fs::read_to_string(&path).unwrap();
            let (read, _) = Answers::parse("a.toml", &saved, catalog).unwrap();
            prop_assert!(same(&read, &answers, catalog), "{}\n---\n{}", text, saved);
        }
    }
}
