//! Facts about the world: the embedded files under the checks that a team's own pass, and a team's own laid over them.

use std::path::Path;

use quorate::catalog::{Catalog, Overlay, Sources};
use quorate::derive::{Spread, World};
use quorate::diagnostic::Diagnostics;
use quorate::model::latency::Basis;

/// The facts with one file of a team over them.
fn over(file: &str, text: &str) -> Result<World, Diagnostics> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("facts").join(file);
    std::fs::create_dir(folder.path().join("facts")).expect("a folder in it");
    std::fs::write(path, text).expect("a file in it");
    let sources =
        Sources::with(&Overlay(folder.path().to_owned())).expect("a folder that can be read");
    let catalog = Catalog::load(&sources).expect("our catalog");
    World::of(&sources, &catalog)
}

#[test]
fn our_own_pass_the_checks_of_a_teams() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("decision-trees");
    let sources = Sources::folder(&folder).unwrap();
    let catalog = Catalog::load(&sources).unwrap();
    if let Err(problems) = World::of(&sources, &catalog) {
        panic!("{problems}");
    }
}

#[test]
fn every_source_of_facts_is_cited() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("decision-trees/facts");
    let mut cited = String::new();
    let mut sources = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.ends_with("sources.toml") {
            sources = text;
        } else {
            cited.push_str(&text);
        }
    }
    let sources: toml::Table = sources.parse().unwrap();
    for source in sources["source"].as_array().unwrap() {
        let id = source["id"].as_str().unwrap();
        let cited = cited.contains(&format!("\"{id}\"")) || cited.contains(&format!(" {id}\n"));
        assert!(cited, "no fact cites `{id}`");
    }
}

#[test]
fn a_prior_and_a_limit() {
    let world = over(
        "priors.toml",
        r#"
[node-down]
value   = "1%"
note    = "machine {}, our own incidents of two years"
sources = ["dean-2009"]
"#,
    )
    .unwrap();
    let (own, ours) = (world.priors(), World::embedded());
    assert_eq!(
        own.node_down.note(),
        "machine 1%, our own incidents of two years"
    );
    assert_eq!(own.zone_down.value, ours.priors().zone_down.value);

    let world = over("capacity.toml", "[one-machine]\nwrites = \"50k/s\"\n").unwrap();
    assert_eq!(world.one_machine().writes.to_string(), "50k/s");
    assert_eq!(world.one_machine().size, ours.one_machine().size);
}

#[test]
fn a_region_and_its_round_trips() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts");
    std::fs::create_dir(&facts).unwrap();
    std::fs::write(
        facts.join("regions.toml"),
        "[[region]]\nkey = \"dc:berlin\"\nname = \"Our cellar\"\narea = \"eu\"\nlat = 52.5\nlon = 13.4\nsource = [\"dean-2009\"]\n",
    )
    .unwrap();
    let rtt = "[measured]\npairs = \"\"\"\ndc:berlin aws:eu-central-1 11.5\naws:eu-central-1 aws:eu-west-1 30\n\"\"\"\n";
    std::fs::write(facts.join("rtt.toml"), rtt).unwrap();
    let sources = Sources::with(&Overlay(folder.path().to_owned())).unwrap();
    let world = World::of(&sources, &Catalog::load(&sources).unwrap()).unwrap();
    let trip = |a, b| world.round_trip(a, b).unwrap();
    let own = trip("dc:berlin", "aws:eu-central-1");
    assert_eq!(
        (own.basis, own.time.to_string().as_str()),
        (Basis::Measured, "11.5ms")
    );
    assert_eq!(
        trip("aws:eu-west-1", "aws:eu-central-1").time.to_string(),
        "30ms"
    );
    let near = trip("dc:berlin", "aws:us-east-1");
    assert!(
        near.basis.is_estimate() && near.time > near.light,
        "{near:?}"
    );
}

#[test]
fn promises_and_defaults() {
    let world = over(
        "slas.toml",
        r#"
[[sla]]
id = "ours"
provider = "azure"
service = "Database for PostgreSQL"
configuration = "our contract, one zone"
holds = "data"
spread = "zone"
availability = "99.994%"
source = ["dean-2009"]
"#,
    )
    .unwrap();
    let zone = world.promised(Some(Spread::Zone)).unwrap();
    assert_eq!(zone.to_string(), "99.994%");

    let world = over(
        "defaults.toml",
        r#"
[[default]]
id = "our-client.attempts"
of = "our client"
setting = "attempts"
value = "2"
figure = "retry-amplification"
source = ["dean-2009"]
"#,
    )
    .unwrap();
    let beside = world.beside("retry-amplification");
    let own = "by default, our client: attempts = 2 (dean-2009)";
    assert!(beside.iter().any(|line| line == own), "{beside:#?}");
    assert!(
        beside.iter().any(|line| line.contains("botocore")),
        "{beside:#?}"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let cases = [
        // file, text, line, what is said
        (
            "priors.toml",
            "[node-down]\nvalue = \"often\"\nnote = \"{}\"\nsources = []\n",
            2,
            "often",
        ),
        (
            "priors.toml",
            "[node-up]\nvalue = \"1%\"\n",
            1,
            "unknown field `node-up`",
        ),
        (
            "priors.toml",
            "[node-down]\nvalue = \"1%\"\nnote = \"{}\"\nsources = [\"hearsay\"]\n",
            4,
            "`hearsay` is no reference",
        ),
        (
            "capacity.toml",
            "[one-machine]\nwrites = \"0/s\"\n",
            2,
            "a machine takes no writes",
        ),
        (
            "regions.toml",
            "[[region]]\nkey = \"x:y\"\nname = \"Y\"\narea = \"eu\"\nlat = 91.0\nlon = 0.0\nsource = [\"dean-2009\"]\n",
            2,
            "the latitude is 91",
        ),
        (
            "rtt.toml",
            "[measured]\npairs = \"\"\"\naws:eu-west-1 atlantis 3\n\"\"\"\n",
            3,
            "no region is known as `atlantis`",
        ),
        (
            "rtt.toml",
            "[measured]\npairs = \"\"\"\naws:eu-west-1 aws:eu-west-2 soon\n\"\"\"\n",
            3,
            "is no round trip",
        ),
        (
            "defaults.toml",
            "[[default]]\nid = \"a\"\nof = \"b\"\nsetting = \"c\"\nvalue = \"d\"\nfigure = \"luck\"\nsource = [\"dean-2009\"]\n",
            6,
            "`luck` is no figure",
        ),
        (
            "defaults.toml",
            "[[default]]\nid = \"nobody\"\nof = \"b\"\nsetting = \"c\"\nvalue = \"d\"\nfigure = \"heartbeat\"\nsource = []\n",
            2,
            "`nobody` names no source",
        ),
        (
            "slas.toml",
            "[[sla]]\nid = \"a\"\nprovider = \"aws\"\nservice = \"b\"\nconfiguration = \"c\"\nholds = \"data\"\nspread = \"planet\"\navailability = \"99%\"\nsource = []\n",
            7,
            "planet",
        ),
        (
            "jepsen.toml",
            "[[analysis]]\nproduct = \"abacus\"\ntested = \"1\"\nfindings = \"f\"\nurl = \"u\"\nsource = [\"dean-2009\"]\n",
            2,
            "`abacus` is no system",
        ),
        (
            "weather.toml",
            "",
            1,
            "`facts/weather.toml` is no file of facts",
        ),
        ("priors.toml", "[node-down\n", 1, ""),
    ];
    for (file, text, line, said) in cases {
        let problems = over(file, text).expect_err(file);
        let first = &problems.0[0];
        let place = first.place.as_ref().expect("a place");
        assert!(first.problem.contains(said), "{file}: {}", first.problem);
        assert!(
            place.file.ends_with(file) && place.line == line,
            "{file}: {place:?}"
        );
        assert!(first.expected.is_some(), "{file}");
    }
}
