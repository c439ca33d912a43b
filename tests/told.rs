//! What a line of the brief is about: whose it is where there are several datasets, and what the situation asks at all.
//!
//! Not here: how long a brief is and which parts it has (`brief`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "brief/read.rs"]
#[allow(dead_code, reason = "the tests of briefs use more of it")]
mod read;

use quorate::brief::{self, Form};

use read::read;

fn short(text: &str) -> String {
    brief::render(&read(text).design, Form::Short).unwrap()
}

fn rows<'b>(brief: &'b str, heading: &str) -> Vec<&'b str> {
    let (_, part) = brief.split_once(&format!("\n### {heading}\n")).unwrap();
    let part = part.split("\n#").next().unwrap();
    part.lines().filter(|line| line.starts_with("| ")).collect()
}

const TWO: &str = "quorate = 1\n[system]\nname = \"shop\"\n[slo]\navailability = \"99.9%\"\nwindow = \"30d\"\n[failure]\nrto = \"1m\"\n\
    [[dataset]]\nname = \"orders\"\nreads = \"latest\"\nconflict = \"must-prevent\"\npartition = \"refuse\"\nrpo = \"0s\"\n\
    [[dataset]]\nname = \"views\"\nreads = \"any\"\nconflict = \"mergeable\"\npartition = \"accept-writes\"\nwriters = \"any-region\"\nrpo = \"1h\"\n";

#[test]
fn a_row_about_one_of_several_datasets_names_it() {
    let brief = short(TWO);
    let budget = rows(&brief, "Effect on the error budget");
    let lost = budget
        .iter()
        .filter(|row| row.starts_with("| Error budget spent by lost quorums ("));
    let lost: Vec<_> = lost.collect();
    assert!(!lost.is_empty(), "{budget:?}");
    assert!(
        lost.iter()
            .all(|row| row.contains("(orders)") || row.contains("(views)")),
        "{lost:?}"
    );
    // Two ways to pass one test say each whose it is; that of all says nothing.
    let plan = rows(&brief, "Verification plan");
    let both = plan
        .iter()
        .filter(|row| row.contains(" orders: ") && row.contains(" views: "));
    assert!(both.count() > 0, "{plan:?}");
    assert!(!brief.contains(" Also: "), "{brief}");
}

#[test]
fn what_is_said_of_two_datasets_at_once_names_neither_in_the_text() {
    let again = "[[dataset]]\nname = \"refunds\"\nreads = \"latest\"\nconflict = \"must-prevent\"\npartition = \"refuse\"\nrpo = \"0s\"\n";
    let brief = short(&format!("{TWO}{again}"));
    let shared: Vec<&str> = brief
        .lines()
        .filter(|line| line.contains("(orders, refunds)"))
        .collect();
    assert!(shared.len() > 3, "{brief}");
    for line in shared {
        assert!(!line.contains("`orders`"), "{line}");
    }
}

#[test]
fn a_situation_waits_for_nothing_that_it_does_not_ask() {
    let text = |situation: &str| {
        format!(
            "quorate = 1\n[system]\nname = \"payout\"\nsituation = \"{situation}\"\n[coordination]\nworkflow = \"across-services\"\n\
             side-effects = \"not-idempotent\"\nlock = \"correctness\"\n[[dataset]]\nname = \"payouts\"\nreads = \"latest\"\n"
        )
    };
    let (kickoff, coordination) = (short(&text("kickoff")), short(&text("coordination")));
    assert!(
        kickoff.contains("limits wait for") && kickoff.contains("(`failure.rto`)"),
        "{kickoff}"
    );
    assert!(
        !coordination.contains("(`slo.availability`)"),
        "{coordination}"
    );
    assert!(!coordination.contains("(`failure.rto`)"), "{coordination}");
    // What the decisions about transactions and locks rest on stands among what was answered.
    for brief in [kickoff, coordination] {
        let goals = rows(&brief, "Goals");
        assert!(
            goals.iter().any(|row| row.contains("Several services")),
            "{goals:?}"
        );
    }
}

#[test]
fn a_need_that_nobody_stated_shows_what_is_taken() {
    let brief = short(TWO);
    let needs = rows(&brief, "What each dataset needs");
    let writers = needs
        .iter()
        .find(|row| row.starts_with("| Writers "))
        .unwrap();
    assert!(writers.contains("(assumed)"), "{writers}");
}
