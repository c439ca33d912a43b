//! The systems that a brief names for a dataset, and what it says where there is none.
//!
//! Not here: whether a system keeps what was decided (the catalog's own check), what is decided (`casebook`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use quorate::answers::Answers;
use quorate::brief;
use quorate::catalog::{Catalog, Value};
use quorate::derive::{QuorumTrips, World};
use quorate::design::{DatasetView, Design, Medium};
use quorate::engine::{self, Evaluation};

/// Tenants on shards of a relational store that stays, run as `running` says.
fn shards(running: &str) -> String {
    format!(
        r#"
        quorate = 1
        [system]
        name = "shop"
        {running}
        [failure]
        survive = "node"
        rto = "1m"
        [coordination]
        workflow = "one-database"
        [[dataset]]
        name = "orders"
        reads = "latest"
        conflict = "must-prevent"
        writers = "one-region"
        partition = "refuse"
        rpo = "0s"
        engine = "keep-relational"
        one-machine = "no"
        tenancy = "many-small"
        query = "point"
        "#
    )
}

fn design(text: &str) -> Design {
    let catalog = Catalog::embedded();
    let (answers, warnings) = Answers::parse("shop.toml", text, &catalog).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    Design::of(&catalog, &World::embedded(), &answers, Medium::Markdown).unwrap()
}

fn only(design: &Design) -> &DatasetView {
    &design.datasets[0]
}

/// Orders that outlive a loss of this kind.
fn orders_that_outlive(loss: &str) -> String {
    format!(
        r#"
        quorate = 1
        [system]
        name = "shop"
        hosting = "cloud-vms"
        operators = "platform-team"
        [geo]
        regions = ["aws:eu-west-1", "aws:eu-central-1", "aws:us-east-1"]
        [failure]
        survive = "{loss}"
        rto = "1m"
        [[dataset]]
        name = "orders"
        reads = "latest"
        conflict = "must-prevent"
        writers = "any-region"
        partition = "refuse"
        invariant = "multi-item"
        rpo = "0s"
        engine = "open"
        query = "point"
        size = "6TB"
        growth = "50%"
        write-rate = "12k/s"
        item-size = "2KiB"
        "#
    )
}

/// CockroachDB keeps five copies where a region has to be survived: 6 TB are then 30 TB and not 18 TB, and each write goes to four more.
#[test]
fn a_system_that_keeps_other_copies_than_decided_says_what_they_make_of_the_figures() {
    let design = design(&orders_that_outlive("region"));
    let cockroach = only(&design)
        .products
        .iter()
        .find(|one| one.id == "cockroachdb");
    let own = cockroach.unwrap().own.as_ref().unwrap();
    assert_eq!((own.copies, own.write_quorum), (5, 3));
    let other = |id: &str| {
        let figure = own.figures.iter().find(|figure| figure.id == id).unwrap();
        (figure.decided.as_str(), figure.own.as_deref())
    };
    assert_eq!(other("storage-replicated"), ("18TB", Some("30TB")));
    // 12k/s of 2 KiB
    assert_eq!(other("replication-traffic"), ("49.2MB/s", Some("98.3MB/s")));
    assert!(
        own.figures
            .iter()
            .all(|figure| figure.own.as_ref() != Some(&figure.decided))
    );
    let short = brief::render(&design, brief::Form::Short).unwrap();
    assert!(
        short.contains("CockroachDB keeps 5 copies, 3 for each write"),
        "{short}"
    );
}

/// The same, looked after by Google, in its regions.
fn in_google(text: &str) -> String {
    text.replace("cloud-vms", "managed")
        .replace("aws:eu-west-1", "gcp:europe-west1")
        .replace("aws:eu-central-1", "gcp:europe-west3")
        .replace("aws:us-east-1", "gcp:us-east1")
}

#[test]
fn what_runs_in_one_cloud_alone_is_offered_to_its_regions_only() {
    let listed = |regions: &str| {
        let design = design(&format!(
            "quorate = 1\n[system]\nname = \"shop\"\nhosting = \"managed\"\noperators = \"on-call-team\"\n[geo]\n{regions}\n\
             [failure]\nsurvive = \"zone\"\nrto = \"5m\"\n[[dataset]]\nname = \"orders\"\nreads = \"latest\"\n\
             conflict = \"must-prevent\"\npartition = \"refuse\"\nengine = \"keep-relational\"\nrpo = \"0s\"\n"
        ));
        let products = only(&design).products.iter();
        products.map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    let bound = [
        ("aws:eu-west-1", "amazon-"),
        ("azure:westeurope", "azure-"),
        ("gcp:europe-west1", "google-"),
    ];
    for (region, own) in bound {
        let found = listed(&format!("regions = [\"{region}\"]"));
        assert!(
            found.iter().any(|id| id.starts_with(own)),
            "{region}: {found:?}"
        );
        for (_, other) in bound.iter().filter(|(_, other)| *other != own) {
            assert!(
                !found.iter().any(|id| id.starts_with(other)),
                "{region}: {found:?}"
            );
        }
    }
    // Where no cloud is named, or one that nobody knows of, none is ruled out.
    for open in ["", "regions = [\"the cellar\"]"] {
        assert!(
            listed(open).iter().any(|id| id.starts_with("amazon-")),
            "{open}"
        );
    }
}

/// Two voting copies in each of two regions and a witness in a third.
#[test]
fn spanner_keeps_five_votes_over_three_regions() {
    let design = design(&in_google(&orders_that_outlive("region")));
    let mut products = only(&design).products.iter();
    let spanner = products.find(|one| one.id == "google-spanner").unwrap();
    let own = spanner.own.as_ref().unwrap();
    assert_eq!((own.copies, own.write_quorum), (5, 3));
    let mut figures = own.figures.iter();
    let stored = figures.find(|figure| figure.id == "storage-replicated");
    assert_eq!(stored.unwrap().own.as_deref(), Some("30TB"));
}

/// Of seven regions its votes stand in three, which these figures would spread over more.
#[test]
fn figures_of_copies_that_stand_elsewhere_are_not_told() {
    let more = "\"gcp:us-east1\", \"gcp:us-west1\", \"gcp:asia-northeast1\"]";
    let text = in_google(&orders_that_outlive("region")).replace("\"gcp:us-east1\"]", more);
    let design = design(&text);
    let mut products = only(&design).products.iter();
    let spanner = products.find(|one| one.id == "google-spanner").unwrap();
    assert!(spanner.own.is_none(), "{:?}", spanner.own);
}

/// What a fact says of a quorum is said of the quorum that is asked about, and no longer of the one decided.
#[test]
fn facts_follow_the_copies_of_a_system() {
    let (catalog, world) = (Catalog::embedded(), World::embedded());
    let regions = [
        "aws:eu-west-1",
        "aws:eu-central-1",
        "aws:us-east-1",
        "aws:us-west-2",
        "aws:ap-northeast-1",
    ];
    let text = orders_that_outlive("region").replace(
        "\"aws:eu-west-1\", \"aws:eu-central-1\", \"aws:us-east-1\"",
        &format!("\"{}\"", regions.join("\", \"")),
    );
    let (answers, _) = Answers::parse("shop.toml", &text, &catalog).unwrap();
    let evaluation = engine::evaluate(&catalog, &world, &answers);
    let quorum = catalog.decisions.iter().position(|one| one.id == "quorum");
    let sizes = [5, 3, 3, 2].map(Value::Integer).to_vec();
    let names: Vec<&str> = catalog.decisions[quorum.unwrap()]
        .options
        .iter()
        .map(|name| name.id.as_str())
        .collect();
    assert_eq!(names, ["n", "r", "w", "f"]);
    let other = evaluation.with_figures((&catalog, &world, &answers), (quorum.unwrap(), 0), sizes);
    let way = |of: &Evaluation, fact: &str| {
        let fact = catalog.fact(fact).unwrap();
        of.fact(fact, 0).unwrap().value.clone()
    };
    let mesh = world.mesh(&regions.map(str::to_owned)).unwrap();
    let trip = |copies, needed| QuorumTrips::of(&mesh, copies, needed).unwrap();
    for (of, copies, needed) in [(&evaluation, 3, 2), (&other, 5, 3)] {
        let quorum = trip(copies, needed).quorum;
        assert_eq!(
            way(of, "derived.write-way"),
            Value::Duration(quorum),
            "{copies}"
        );
    }
    let least = |of: &Evaluation| way(of, "derived.failover-least").magnitude().unwrap();
    assert!(least(&other) > least(&evaluation));
    // Decisions are those of the answers.
    assert_eq!(
        evaluation.decided(quorum.unwrap(), 0).unwrap().trace(),
        other.decided(quorum.unwrap(), 0).unwrap().trace()
    );
}

#[test]
fn a_system_that_keeps_what_was_decided_changes_no_figure() {
    let one_region = orders_that_outlive("zone")
        .replace(r#", "aws:eu-central-1", "aws:us-east-1"]"#, "]")
        .replace("any-region", "one-region");
    let design = design(&one_region);
    let products = &only(&design).products;
    assert!(products.iter().any(|one| one.id == "cockroachdb"));
    assert!(products.iter().all(|one| one.own.is_none()), "{products:?}");
}

/// Sizes of a system's own are whole numbers, and its writes need no more copies than it has.
#[test]
fn sizes_of_a_systems_own_are_sizes() {
    let catalog = Catalog::embedded();
    let fits = catalog.products.iter().flat_map(|product| &product.fits);
    let mut tried = 0;
    for own in fits.filter_map(|fit| fit.own.as_ref()) {
        for (n, w) in [
            (1, 1),
            (2, 1),
            (2, 2),
            (3, 2),
            (4, 3),
            (5, 3),
            (6, 4),
            (7, 5),
        ] {
            let quorum = minijinja::context! { quorum => minijinja::context! { n => n, w => w } };
            let size = |text: &str| -> u64 {
                let text = minijinja::Environment::new()
                    .render_str(text, &quorum)
                    .unwrap();
                text.trim()
                    .parse()
                    .unwrap_or_else(|_| panic!("{text} is no number"))
            };
            let (copies, needed) = (size(&own.copies.text), size(&own.write_quorum.text));
            assert!(
                0 < needed && needed <= copies && 2 * needed > copies,
                "{needed} of {copies}"
            );
            tried += 1;
        }
    }
    assert!(tried > 0);
}

#[test]
fn where_nobody_can_run_what_fits_the_brief_says_what_it_would_take() {
    let design = design(&shards(
        r#"hosting = "cloud-vms"
        operators = "none-dedicated""#,
    ));
    let orders = only(&design);
    assert!(orders.products.is_empty(), "{:?}", orders.products);
    let asked: Vec<(&str, Vec<&str>)> = orders
        .elsewhere
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.needs.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(
        asked,
        [
            ("PostgreSQL with Patroni", vec!["a team on call"]),
            ("Amazon RDS (PostgreSQL, MySQL)", vec!["managed services"]),
            ("Amazon Aurora", vec!["managed services"]),
        ]
    );
    let text = brief::render(&design, brief::Form::Short).unwrap();
    assert!(text.contains("PostgreSQL with Patroni, which needs a team on call."));
    let cited = |id: &str| design.sources.iter().any(|source| source.id == id);
    assert!(orders.elsewhere[0].sources.iter().all(|id| cited(id)));
}

#[test]
fn what_a_row_asks_of_hosting_is_asked_of_the_reader_and_hides_no_system() {
    let design = design(
        r#"
        quorate = 1
        [system]
        name = "shop"
        hosting = "cloud-vms"
        operators = "none-dedicated"
        [geo]
        users = "global"
        [failure]
        survive = "node"
        rto = "10s"
        [[dataset]]
        name = "orders"
        reads = "own-writes"
        conflict = "must-prevent"
        writers = "home-region"
        partition = "stale-reads"
        rpo = "0s"
        engine = "keep-relational"
        one-machine = "no"
        "#,
    );
    let vitess = &only(&design).elsewhere[0];
    assert_eq!(vitess.name, "Vitess");
    assert_eq!(vitess.needs, ["managed services"]);
}

#[test]
fn where_a_system_fits_nothing_is_said_of_others() {
    let design = design(&shards(
        r#"hosting = "cloud-vms"
        operators = "platform-team""#,
    ));
    let orders = only(&design);
    assert!(!orders.products.is_empty());
    assert!(orders.elsewhere.is_empty(), "{:?}", orders.elsewhere);
    let text = brief::render(&design, brief::Form::Short).unwrap();
    assert!(!text.contains("No system of the catalog"));
}

#[test]
fn where_nothing_fits_anywhere_the_brief_says_so() {
    let text = shards(
        r#"hosting = "on-prem"
        operators = "platform-team""#,
    )
    .replace("query = \"point\"", "query = \"range-across-keys\"");
    let design = design(&text);
    let orders = only(&design);
    assert!(orders.products.is_empty() && orders.elsewhere.is_empty());
    let text = brief::render(&design, brief::Form::Short).unwrap();
    assert!(text.contains("No system of the catalog carries these decisions together"));
}

/// Orders on a managed relational store that has to be back in time.
fn managed(rto: &str) -> Design {
    design(
        &shards("hosting = \"managed\"\n        operators = \"on-call-team\"")
            .replace("rto = \"1m\"", &format!("rto = \"{rto}\""))
            .replace("one-machine = \"no\"", "one-machine = \"yes\""),
    )
}

#[test]
fn the_time_that_a_failover_takes_is_held_against_the_recovery_time() {
    let rds = |design: &Design| {
        let mut products = only(design).products.iter();
        let rds = products.find(|product| product.id == "amazon-rds").unwrap();
        rds.takeover.clone().unwrap()
    };
    let (short, long) = (managed("1m"), managed("5m"));
    assert_eq!(rds(&short).takes, "2m");
    assert_eq!(rds(&short).beyond.as_deref(), Some("1m"));
    assert_eq!(rds(&long).beyond, None);
    let told = |design: &Design| brief::render(design, brief::Form::Short).unwrap();
    assert!(told(&short).contains("Failover: 2m, beyond the RTO of 1m."));
    assert!(told(&long).contains("Failover: 2m. ["));
    let cited = |id: &str| told(&long).contains(&format!("- [{id}](https://"));
    assert!(cited(&rds(&long).sources[0]));
}

#[test]
fn what_breaks_a_promise_silently_is_said_first() {
    let design = managed("5m");
    let mut settings = 0;
    for product in &only(&design).products {
        for all in [&product.settings, &product.breaks] {
            let marked: Vec<bool> = all.iter().map(|setting| setting.safety).collect();
            assert!(marked.is_sorted_by(|a, b| a >= b), "{}", product.name);
            settings += marked.iter().filter(|marked| **marked).count();
        }
    }
    assert!(settings > 0);
    let text = brief::render(&design, brief::Form::Short).unwrap();
    assert!(
        text.contains("; never `synchronous_commit (PostgreSQL)"),
        "{text}"
    );
}
