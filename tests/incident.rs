//! What the brief of an incident advises, and what it holds back, by what was seen.
//!
//! Not here: its length and its parts (`brief`), which cause stands first (`casebook`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use quorate::answers::Answers;
use quorate::brief::{self, Form};
use quorate::catalog::Catalog;
use quorate::derive::World;
use quorate::design::{Design, Medium};

fn incident(symptoms: &str) -> String {
    let text =
        format!("quorate = 1\n[system]\nname = \"shop\"\nsituation = \"incident\"\n{symptoms}");
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let (answers, _) = Answers::parse("answers.toml", &text, &catalog).unwrap();
    let design = Design::of(&catalog, &world, &answers, Medium::Markdown).unwrap();
    brief::render(&design, Form::Short).unwrap()
}

#[test]
fn where_no_cause_stands_out_no_list_is_given_but_what_to_find_out() {
    let vague = incident("[incident]\nlatency = [\"all-requests\"]\n");
    assert!(vague.contains("Find out first (`incident."), "{vague}");
    assert!(!vague.contains("### If it is"), "{vague}");
    // What is asked is no more than what was not answered.
    assert!(!vague.contains("(`incident.latency`)"), "{vague}");
    let plain = incident("[incident]\nlatency = [\"tail-only\"]\n");
    assert!(!plain.contains("Find out first"), "{plain}");
    assert!(plain.contains("### If it is tail amplification"), "{plain}");
}

#[test]
fn in_a_cascade_nothing_is_drained() {
    let sick = "[incident]\nlatency = [\"some-nodes\"]\nhealth = [\"checks-pass-work-fails\"]\n";
    let alone = incident(sick);
    assert!(alone.contains("- Drain the suspect"), "{alone}");
    let cascade = incident(&format!(
        "{sick}load = [\"queue-growth\"]\npersists = \"yes\"\n"
    ));
    assert!(cascade.contains("- Stop whatever ejects"), "{cascade}");
    assert!(!cascade.contains("- Drain the suspect"), "{cascade}");
}

#[test]
fn a_right_primary_is_not_stopped_for_its_wrong_replicas() {
    let wrong = incident("[incident]\nloss = [\"data-corrupt\"]\n");
    assert!(wrong.contains("Stop what writes it"), "{wrong}");
    let copies = incident(
        "[incident]\nloss = [\"data-corrupt\"]\nreplication = [\"replication-stopped\"]\n",
    );
    assert!(!copies.contains("Stop what writes it"), "{copies}");
    assert!(!copies.contains("- Stop writes to"), "{copies}");
    assert!(copies.contains("Establish which copy is right"), "{copies}");
}

#[test]
fn lessons_that_go_together_are_tried_together() {
    let brief = incident(
        "[[dataset]]\nname = \"orders\"\nrpo = \"0s\"\nwriters = \"one-region\"\n[incident]\nleadership = [\"quorum-lost\"]\n",
    );
    let (_, amend) = brief.split_once("\n## Answers to amend\n").unwrap();
    assert!(amend.contains("\n\nAll of them together turn "), "{amend}");
    assert!(!amend.contains(" Turns "), "{amend}");
}
