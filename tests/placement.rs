//! Where the copies stand: as the brief draws them, and as its figures count them.
//!
//! Not here: figures that do not hang on places (`figures`), which geography is decided (`casebook`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

#[path = "figures/computed.rs"]
mod computed;
#[path = "brief/read.rs"]
#[allow(dead_code, reason = "the tests of briefs use more of it")]
mod read;

use std::collections::BTreeMap;

use quorate::brief::{self, Form};

use computed::{but, computed, quantity_error};
use read::{Read, cases, read};

/// Copies by place, as they are drawn, in order.
fn drawn(brief: &str) -> Vec<usize> {
    let (_, after) = brief.split_once("```mermaid\n").unwrap();
    let (diagram, _) = after.split_once("```").unwrap();
    let places = diagram.split("    subgraph p").skip(1);
    places
        .map(|place| {
            let (copies, _) = place.split_once("    end\n").unwrap();
            copies.matches("[(\"").count()
        })
        .collect()
}

#[test]
fn several_leaders_are_drawn_as_leaders_that_clients_write_to() {
    let read = read(
        "quorate = 1\n[failure]\nsurvive = \"zone\"\n[[dataset]]\nname = \"tickets\"\n\
         reads = \"own-writes\"\npartition = \"accept-writes\"\nconflict = \"cannot-happen\"\n\
         writers = \"one-region\"\nengine = \"keep-relational\"\n",
    );
    let decided = read.design.datasets[0].decisions.iter();
    let mut replication = decided.filter(|decision| decision.id == "replication");
    let chosen = replication.next().unwrap().choice.clone();
    assert_eq!(chosen.as_deref(), Some("multi-leader"));
    let brief = brief::render(&read.design, Form::Short).unwrap();
    let (_, after) = brief.split_once("```mermaid\n").unwrap();
    let (diagram, _) = after.split_once("```").unwrap();
    assert!(!diagram.contains("follower"), "{diagram}");
    assert!(!diagram.contains("|\"\"|"), "{diagram}");
    let leaders = diagram.matches("[(\"leader\")]").count();
    assert!(leaders >= 2, "{diagram}");
    let written = diagram.matches("    clients -->|\"writes\"| c").count();
    assert_eq!(written, leaders, "{diagram}");
}

#[test]
fn no_place_is_drawn_with_copies_that_the_others_cannot_do_without() {
    let mut seen = 0;
    for (name, read) in cases(|name| name.contains("/kickoff-")) {
        let [dataset] = read.design.datasets.as_slice() else {
            continue;
        };
        let by = |id: &str| dataset.decisions.iter().find(|decision| decision.id == id);
        let choice = |id: &str| by(id).and_then(|decision| decision.choice.clone());
        let stretched = choice("geography").as_deref() == Some("stretched-quorum");
        let votes = matches!(choice("replication").as_deref(), Some("consensus"));
        if !(stretched && votes) {
            continue;
        }
        let figures: BTreeMap<&str, u64> = by("quorum")
            .unwrap()
            .figures
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect();
        let brief = brief::render(&read.design, Form::Short).unwrap();
        let most = *drawn(&brief).iter().max().unwrap() as u64;
        assert!(
            most <= figures["n"] - figures["w"],
            "{name}: {most} in one place"
        );
        seen += 1;
    }
    assert!(seen > 2, "{seen} quorums over regions");
}

#[test]
fn without_named_regions_nothing_is_computed_from_distances() {
    let with = |regions: &str| {
        read(&format!(
            "quorate = 1\n[system]\nname = \"shop\"\n[slo]\navailability = \"99.999%\"\n[geo]\nusers = \"global\"\n{regions}\n[failure]\nsurvive = \"region\"\n[[dataset]]\nname = \"orders\"\nreads = \"latest\"\nconflict = \"must-prevent\"\npartition = \"refuse\"\nrpo = \"0s\"\nregion-rpo = \"0s\"\n"
        ))
    };
    let (open, named) = (
        with(""),
        with("regions = [\"aws:eu-west-1\", \"aws:eu-central-1\", \"aws:eu-north-1\"]"),
    );
    let figure = |read: &Read, id: &str| {
        let mut figures = read.design.datasets[0].figures.iter();
        let found = figures.find(|figure| figure.id == id);
        found.map(|figure| (figure.value, figure.calculation.clone()))
    };
    for read in [&open, &named] {
        let decisions = &read.design.datasets[0].decisions;
        let geography = decisions.iter().find(|one| one.id == "geography").unwrap();
        assert_eq!(geography.choice.as_deref(), Some("stretched-quorum"));
    }
    for id in [
        "heartbeat",
        "election-timeout",
        "failover-time",
        "commit-latency",
    ] {
        assert!(figure(&open, id).is_none(), "{id}");
        assert!(figure(&named, id).is_some(), "{id}");
    }
    let (assumed, told) = figure(&open, "write-availability").unwrap();
    assert!((assumed - figure(&named, "write-availability").unwrap().0).abs() < 1e-12);
    assert!(told.ends_with("3 regions assumed)"), "{told}");
    let brief = brief::render(&open.design, Form::Short).unwrap();
    assert!(brief.contains("3 places are drawn, more than regions were named."));
    // The reader is told what to answer, and what follows from it.
    assert!(
        open.design.waiting[0].name == "geo.regions"
            && named
                .design
                .waiting
                .iter()
                .all(|one| one.name != "geo.regions")
    );
    assert!(brief.contains("- Regions (`geo.regions`): "), "{brief}");
}

/// One dataset with what the cases below have in common; each says what it is about.
const BANK: &str = r#"
quorate = 1
[system]
name = "bank"
situation = "kickoff"
operators = "on-call-team"
hosting = "cloud-vms"
[slo]
availability = "99.9%"
window = "30d"
[geo]
regions = ["aws:us-east-1", "aws:us-west-2"]
users = "one-region"
residency = "none"
[failure]
survive = "zone"
rto = "2m"
[[dataset]]
name = "accounts"
reads = "latest"
conflict = "must-prevent"
partition = "refuse"
writers = "one-region"
invariant = "per-item"
rpo = "0s"
size = "200GB"
growth = "0%"
item-size = "2KiB"
write-rate = "500/s"
write-p99 = "100ms"
"#;
const ACCOUNTS: Option<usize> = Some(0);

/// Round trips are those of the table, in the order of the nearest; chances as in the notes.
#[test]
#[rustfmt::skip] // one figure a line
fn figures_stand_where_the_copies_do() {
    let two_homes = but(BANK, "rpo = \"0s\"", "rpo = \"0s\"\nregion-rpo = \"0s\"\nengine = \"keep-relational\"");
    let leaders = BANK.replace("must-prevent", "mergeable").replace("refuse", "accept-writes").replace("one-region\"\ninv", "any-region\"\ninv")
        .replace("per-item", "none").replace("latest", "any").replace("rpo = \"0s\"", "rpo = \"1m\"")
        .replace("[\"aws:us-east-1\", \"aws:us-west-2\"]", "[\"aws:us-east-1\", \"aws:us-west-2\", \"aws:eu-west-1\", \"aws:ap-northeast-1\", \"aws:sa-east-1\"]");
    let person = BANK.replace("rpo = \"0s\"", "rpo = \"5s\"").replace("\"2m\"", "\"8h\"").replace("latest", "any");
    let (node, zone, region) = (0.99977, 0.99985, 0.99995);
    let cases: &[(&str, &str, f64, &str)] = &[
        // Two copies in each of two regions: three of the four include a far one.
        (&two_homes, "commit-latency", 0.0641, "from aws:us-"),
        (&two_homes, "storage-replicated", 800e9, "× 4"),
        (&two_homes, "cross-region-traffic", 2_048_000.0, "× 2"),
        (&two_homes, "cross-zone-traffic", 1_024_000.0, "× 1"),
        // Every region that writes has its copy.
        (&leaders, "storage-replicated", 1e12, "× 5"),
        (&leaders, "cross-region-traffic", 4_096_000.0, "× 4"),
        // Until somebody has named the next leader there is only its own copy.
        (&person, "write-availability", node * zone * region, "the leader's own copy"),
    ];
    for (text, id, value, how) in cases {
        let found = computed(text);
        let figure = found.get(&(*id, ACCOUNTS)).unwrap_or_else(|| panic!("{id} is missing: {:?}", found.keys()));
        assert!(quantity_error(figure.value, *value) < 1e-6, "{id}: {} is not {value}", figure.value.value());
        assert!(figure.calculation.contains(how), "{id}: {}", figure.calculation);
    }
    assert!(!computed(&two_homes).contains_key(&("lost-writes-region", ACCOUNTS)), "no write is lost with a region there");
}

#[test]
fn a_write_that_outlives_its_region_is_drawn_in_two() {
    let with = |residency: &str, dataset: &str| {
        let read = read(&format!(
            "quorate = 1\n[system]\nname = \"shop\"\n[geo]\nregions = [\"gcp:europe-west1\", \"gcp:us-east1\"]\nresidency = \"{residency}\"\n\
             [failure]\nsurvive = \"region\"\n[[dataset]]\nname = \"stock\"\nconflict = \"must-prevent\"\npartition = \"refuse\"\n{dataset}"
        ));
        let brief = brief::render(&read.design, Form::Short).unwrap();
        (drawn(&brief), brief)
    };
    let apart = "reads = \"latest\"\nwriters = \"any-region\"\nrpo = \"0s\"\nregion-rpo = \"0s\"\n";
    let (places, brief) = with("none", apart);
    assert!(
        brief.contains("Two copies of `stock` stand in each of two regions"),
        "{brief}"
    );
    assert_eq!(places, [2, 2], "{brief}");
    assert!(!brief.contains("[(\"standby\")]"), "{brief}");
    // Records that may not leave their region have no copy that could follow them.
    let home =
        "reads = \"own-writes\"\nwriters = \"home-region\"\nrpo = \"0s\"\nregion-rpo = \"1m\"\n";
    let followed = [
        ("none", "|\"copies follow\"|"),
        ("pinned", "|\"copies of records not pinned\"|"),
    ];
    for (residency, label) in followed {
        let (_, brief) = with(residency, home);
        assert!(brief.contains(label), "{residency}\n{brief}");
    }
}
