//! All decisions of all cases as they are now, to be read where a change of the trees changes them.
//!
//! Not here: which of them are right (`casebook`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "decisions/lines.rs"]
mod lines;
#[path = "conflicts/rows.rs"]
mod rows;

use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::engine;

#[test]
fn decisions_are_those_that_were_last_looked_at() {
    let catalog = Catalog::embedded();
    let world = World::embedded();
    let mut text = String::new();
    let mut plain = Vec::new();
    for case in lines::cases(&catalog) {
        let evaluation = engine::evaluate(&catalog, &world, &case.answers);
        text.push_str(&case.id);
        text.push('\n');
        let mut lines = lines::lines(&catalog, &case, &evaluation);
        if case.id == lines::NOTHING {
            plain.clone_from(&lines);
        }
        lines.retain(|line| !case.corner || !plain.contains(line));
        for line in lines {
            text.push_str("  ");
            text.push_str(&line);
            text.push('\n');
        }
        text.push('\n');
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("decisions");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("decisions", text));
}
