//! The answers file through changes that an interview makes: nothing that was said may move to another place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use quorate::answers::{Answer, Spot};
use quorate::catalog::{Catalog, Scope, Sources, Value};
use quorate::derive::World;
use quorate::interview::{Event, Page, Status};
use quorate::session::Session;

fn small() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
    Catalog::load(&Sources::folder(&root).unwrap()).unwrap()
}

const THREE: &str = "quorate = 1\n\n[system]\nname = \"shop\"\n\n\
    [[dataset]]\nname = \"cart\"\ncopies = 3\n\n\
    # what was sold\n[[dataset]]\nname = \"orders\"\nreads = \"any\"\n\n\
    [[dataset]]\nname = \"users\"\ncopies = 5\n";

#[test]
fn a_removed_dataset_comes_back_where_it_stood() {
    let (catalog, world) = (small(), World::embedded());
    for sheet in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.toml");
        std::fs::write(&path, THREE).unwrap();
        let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
        let before = session.interview().answers().clone();
        session
            .update(Event::Remove(Scope::Dataset, sheet))
            .unwrap();
        session.update(Event::Undo).unwrap();
        assert_eq!(*session.interview().answers(), before);
        let (again, _) = Session::open(&path, &catalog, &world).unwrap();
        let names = |session: &Session<'_>| {
            let interview = session.interview();
            let sheets = interview.answers().datasets().iter();
            sheets
                .map(|sheet| {
                    (
                        sheet.name(&catalog).map(str::to_owned),
                        sheet.iter().count(),
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(&again),
            names(&session),
            "dataset {sheet}\n{}",
            session.text()
        );
    }
}

/// With comments, spacing, and a key that is no question, on every dataset.
const TOLD: &str = "quorate = 1\n\n[system]\nname = \"shop\"\n\n\
    # what people put in\n[[dataset]] # ours\nname = \"cart\"\ncopies   = 3 # as measured\n# the end of cart\n\n\
    # what was sold\n[[dataset]]\n# since March\nname = \"orders\"\nticket = \"OPS-1\"\nreads = \"any\"\n\n\
    [[dataset]]\nname = \"users\"\ncopies = 5\n";

#[test]
fn a_removed_dataset_comes_back_with_all_that_was_written_at_it() {
    let (catalog, world) = (small(), World::embedded());
    for removed in [
        vec![0],
        vec![1],
        vec![2],
        vec![0, 0],
        vec![1, 1],
        vec![2, 1, 0],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.toml");
        std::fs::write(&path, TOLD).unwrap();
        let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
        for sheet in &removed {
            session
                .update(Event::Remove(Scope::Dataset, *sheet))
                .unwrap();
        }
        for _ in &removed {
            session.update(Event::Undo).unwrap();
        }
        assert_eq!(session.text(), TOLD, "{removed:?}");
    }
}

#[test]
fn what_is_said_after_a_dataset_came_back_is_written_at_it() {
    let (catalog, world) = (small(), World::embedded());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    std::fs::write(&path, TOLD).unwrap();
    let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
    session
        .update(Event::Rename(Scope::Dataset, 1, "sales".to_owned()))
        .unwrap();
    session.update(Event::Remove(Scope::Dataset, 1)).unwrap();
    session.update(Event::Undo).unwrap();
    session.update(Event::Undo).unwrap();
    assert_eq!(session.text(), TOLD);
}

#[test]
fn answers_on_one_line_keep_the_spacing_of_their_author() {
    let (catalog, world) = (small(), World::embedded());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let spot = |key: &str| {
        let question = catalog.question(key).unwrap();
        Spot { question, sheet: 0 }
    };
    // written by people, with `copies` said, with `reads` taken back, without a name
    let cases = [
        (
            r#"[{ name = "cart", reads = "any" }]"#,
            r#"[{ name = "cart", reads = "any", copies = 3 }]"#,
            r#"[{ name = "cart" }]"#,
        ),
        (
            r#"[{name = "cart", reads = "any"}]"#,
            r#"[{name = "cart", reads = "any", copies = 3}]"#,
            r#"[{name = "cart"}]"#,
        ),
        (
            r#"[{name="cart",reads="any"}]"#,
            r#"[{name="cart",reads="any",copies=3}]"#,
            r#"[{name="cart"}]"#,
        ),
        (
            r#"[{ reads = "any", name = "cart" }, {name="a"}]"#,
            r#"[{ reads = "any", name = "cart", copies = 3 }, {name="a"}]"#,
            r#"[{ name = "cart" }, {name="a"}]"#,
        ),
        (
            r#"[{reads = "any", name = "cart"}]"#,
            r#"[{reads = "any", name = "cart", copies = 3}]"#,
            r#"[{name = "cart"}]"#,
        ),
        (
            "[\n    { name = \"cart\" , reads = \"any\" }, # ours\n]",
            "[\n    { name = \"cart\" , reads = \"any\", copies = 3 }, # ours\n]",
            "[\n    { name = \"cart\" }, # ours\n]",
        ),
    ];
    for (written, added, taken_back) in cases {
        let file = |list: &str| format!("quorate = 1\ndataset = {list}\n");
        std::fs::write(&path, file(written)).unwrap();
        let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
        let three = Event::Answer(spot("dataset.copies"), Answer::Given(Value::Integer(3)));
        session.update(three).unwrap();
        assert_eq!(session.text(), file(added));
        session.update(Event::Undo).unwrap();
        assert_eq!(session.text(), file(written));
        session
            .update(Event::Unsure(spot("dataset.reads")))
            .unwrap();
        assert_eq!(session.text(), file(taken_back));
    }
    let system = "quorate = 1\nsystem = { name = \"shop\" }\n";
    std::fs::write(&path, system).unwrap();
    let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
    let kickoff = Answer::Given(Value::Choice(0));
    session
        .update(Event::Answer(spot("system.situation"), kickoff))
        .unwrap();
    let said = "quorate = 1\nsystem = { name = \"shop\", situation = \"kickoff\" }\n";
    assert_eq!(session.text(), said);
}

#[test]
fn a_list_on_one_line_that_grows_keeps_its_comments() {
    let (catalog, world) = (small(), World::embedded());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let written = "quorate = 1\n# all kinds\ndataset = [\n    # put in\n    { name = \"cart\", reads = \"any\" }, # ours\n    \
                   { name=\"orders\"},\n    # no more\n]\n";
    std::fs::write(&path, written).unwrap();
    let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
    let add = Event::Add(Scope::Dataset, "users".to_owned());
    session.update(add).unwrap();
    assert_eq!(
        session.text(),
        "quorate = 1\n\n# all kinds\n# put in\n[[dataset]]\nname = \"cart\"\nreads = \"any\"\n\n# ours\n# no more\n\
         [[dataset]]\nname = \"orders\"\n\n[[dataset]]\nname = \"users\"\n"
    );
}

#[test]
fn an_interview_that_is_gone_on_with_asks_last_what_was_passed() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
    let spots = |session: &Session<'_>| -> Vec<_> {
        let asked = session.interview().asked();
        let open = asked.iter().filter(|asked| asked.status == Status::Open);
        open.map(|asked| asked.spot).collect()
    };
    let say = |session: &mut Session<'_>, text: &str| {
        let spot = spots(session)[0];
        let value = Value::Text(text.to_owned());
        session
            .update(Event::Answer(spot, Answer::Given(value)))
            .unwrap();
    };
    let unsure = |session: &mut Session<'_>| {
        let spot = spots(session)[0];
        session.update(Event::Unsure(spot)).unwrap();
        spot
    };
    say(&mut session, "Shop");
    let passed = unsure(&mut session);
    while spots(&session).len() < 2 || session.interview().asked()[0].question.id != "geo.regions" {
        session.update(Event::Next).unwrap();
    }
    let spot = spots(&session)[0];
    let here = Value::List(vec!["aws:eu-west-1".to_owned()]);
    session
        .update(Event::Answer(spot, Answer::Given(here)))
        .unwrap();
    let next = spots(&session)[0];
    drop(session);
    let (mut session, _) = Session::open(&path, &catalog, &world).unwrap();
    assert_eq!(
        spots(&session)[0],
        next,
        "it goes on behind the last answer"
    );
    let mut later = Vec::new();
    while !spots(&session).is_empty() || *session.interview().page() != Page::Review {
        later.extend(spots(&session));
        session.update(Event::Next).unwrap();
    }
    let (at, first) = (
        later.iter().position(|spot| *spot == passed).unwrap(),
        later.iter().position(|spot| *spot == next).unwrap(),
    );
    assert!(
        first < at,
        "what was passed is asked, and later than the rest"
    );
}
