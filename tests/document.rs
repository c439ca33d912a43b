//! The answers file through changes that an interview makes: nothing that was said may move to another place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use quorate::catalog::{Catalog, Scope, Sources};
use quorate::derive::World;
use quorate::interview::Event;
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
