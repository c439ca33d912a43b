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
    assert!(amend.contains("\n\nTaken together they change "), "{amend}");
    assert!(!amend.contains(" Changes "), "{amend}");
}

#[test]
fn what_software_goes_on_doing_is_stopped_first() {
    let poison = incident("[incident]\ntrigger = \"traffic\"\nongoing = [\"same-input\"]\n");
    assert!(
        poison.contains("### If it is correlated change"),
        "{poison}"
    );
    assert!(poison.contains("- Find the input:"), "{poison}");
    assert!(poison.contains("Set an input aside"), "{poison}");
    let removed = incident("[incident]\nongoing = [\"capacity-removed\"]\n");
    assert!(
        removed.contains("Suspend it first: ejection, scale-in"),
        "{removed}"
    );
    assert!(!removed.contains("Find the input"), "{removed}");
    let headless =
        incident("[incident]\nongoing = [\"not-promoted\"]\nleadership = [\"no-leader\"]\n");
    assert!(
        headless.contains("which copy has the most, before anybody promotes by hand"),
        "{headless}"
    );
    assert!(
        headless.contains("### If it is loss of quorum"),
        "{headless}"
    );
}

#[test]
fn a_limit_is_freed_by_the_act_that_suits_it() {
    let reached = |limit: &str| {
        incident(&format!(
            "[incident]\nhealth = [\"limit-reached\"]\n{limit}"
        ))
    };
    let (session, disk, counted) = (
        "close idle sessions",
        "database's full disk",
        "If identifiers ran out",
    );
    for (limit, wanted) in [
        ("slots", session),
        ("memory", session),
        ("disk", disk),
        ("allowance", counted),
    ] {
        let brief = reached(&format!("limit = \"{limit}\"\n"));
        for act in [session, disk, counted] {
            assert_eq!(
                brief.contains(act),
                act == wanted,
                "{limit}: {act}\n{brief}"
            );
        }
    }
    let unknown = reached("");
    assert!(
        [session, disk, counted]
            .iter()
            .all(|act| unknown.contains(act)),
        "{unknown}"
    );
}

#[test]
fn a_sign_that_names_its_cause_is_answered_whatever_stands_first() {
    let brief = incident(
        "[incident]\nhealth = [\"errors-everywhere-at-once\"]\nloss = [\"data-missing\"]\ntrigger = \"change\"\n\
         data = [\"duplicates\"]\n",
    );
    let first = brief.find("### If it is correlated change").unwrap();
    let besides = brief.find("### Seen besides").unwrap();
    assert!(first < besides, "{brief}");
    for seen in ["Duplicate effects", "Damaged data"] {
        assert!(
            brief[besides..].contains(&format!("\n- {seen}: ")),
            "{brief}"
        );
    }
    let alone = incident("[incident]\ndata = [\"duplicates\"]\n");
    assert!(alone.contains("### If it is duplicate effects"), "{alone}");
    assert!(!alone.contains("### Seen besides"), "{alone}");
}
