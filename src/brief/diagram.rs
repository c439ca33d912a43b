//! Mermaid diagram of where the copies of a dataset stand, and how they are kept in step.
//!
//! Here: places, copies, links.
//! Not here: how many places a quorum needs (`derive`), the path that its decisions took (`brief::path`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::derive::regions_of_quorum;
use crate::design::{AnswerView, DatasetView, DecisionView, escape_mermaid as escape};

/// The figures of the quorum decision.
#[derive(Clone, Copy)]
struct Sizes {
    n: usize,
    r: u64,
    w: u64,
}

/// A place with the copies in it, each with its group: a leader sends to the copies of its own.
struct Place {
    name: String,
    copies: Vec<(&'static str, usize)>,
}

/// What is decided and said of the whole system that places depend on.
pub(super) struct Around<'a> {
    /// The regions that were named.
    pub(super) regions: Option<&'a AnswerView>,
    /// Whether records may not leave their region.
    pub(super) pinned: bool,
}

/// How copies are kept and where.
#[derive(Clone, Copy)]
struct Scheme<'a> {
    replication: &'a str,
    geography: &'a str,
    /// Whether half of the copies stand in a second region.
    halves: bool,
    /// Whether records may not leave their home.
    pinned: bool,
    latest: bool,
}

/// More copies than this are not drawn.
const DRAWN_MAX: usize = 9;
/// Zones that the copies of one region are spread over.
const ZONES: usize = 3;

/// The places of copies, with a line on what was assumed about them.
pub(super) struct Topology {
    /// The diagram.
    pub(super) drawn: String,
    /// So many regions were assumed, since too few were named.
    pub(super) assumed: Option<usize>,
}

/// Regions or zones with the copies in them, and how the copies are kept in step; none where there is one copy.
pub(super) fn topology(
    dataset: &DatasetView,
    by: &BTreeMap<&str, &DecisionView>,
    Around { regions, pinned }: Around<'_>,
) -> Option<Topology> {
    let choice = |id: &str| by.get(id).and_then(|decision| decision.choice.as_deref());
    let (replication, geography) = (choice("replication")?, choice("geography")?);
    let figures = &by.get("quorum")?.figures;
    let figure = |name: &str| {
        let mut figures = figures.iter();
        figures
            .find(|(known, _)| known == name)
            .map_or(0, |(_, value)| *value)
    };
    let sizes = Sizes {
        n: usize::try_from(figure("n")).ok()?.clamp(1, DRAWN_MAX),
        r: figure("r"),
        w: figure("w"),
    };
    let said = |id: &str| {
        let mut answers = dataset.answers.iter();
        let answer = answers.find(|answer| answer.id == id);
        answer.map_or("", |answer| answer.raw.as_str())
    };
    let mut out = String::from("flowchart LR\n");
    let name = escape(&dataset.raw);
    if said("dataset.writers") == "offline" {
        devices(&mut out, &name);
        return Some(Topology {
            drawn: out.trim_end().to_owned(),
            assumed: None,
        });
    }
    let named: Vec<String> = regions
        .map(|regions| regions.raw.split(", ").map(str::to_owned).collect())
        .unwrap_or_default();
    let latest = said("dataset.reads") == "latest";
    let scheme = Scheme {
        replication,
        geography,
        halves: dataset.halves,
        pinned,
        latest,
    };
    let places = places(scheme, sizes.n, &named);
    let regions = match geography {
        "stretched-quorum" | "active-active" | "home-region" => places.len(),
        "regional-dr" => 2,
        _ => 0,
    };
    let _ = writeln!(out, "    clients([\"clients of {name}\"])");
    let framed = matches!(replication, "leaderless" | "bft") && geography != "active-active";
    if framed {
        let _ = writeln!(out, "    subgraph all[\"{} copies\"]", sizes.n);
    }
    let mut copy = 0;
    for (index, place) in places.iter().enumerate() {
        let _ = writeln!(out, "    subgraph p{index}[\"{}\"]", escape(&place.name));
        for (role, _) in &place.copies {
            let _ = writeln!(out, "        c{copy}[(\"{role}\")]");
            copy += 1;
        }
        out.push_str("    end\n");
    }
    if framed {
        out.push_str("    end\n");
    }
    link(&mut out, &places, scheme, sizes);
    Some(Topology {
        drawn: out.trim_end().to_owned(),
        assumed: (named.len() < regions).then_some(regions),
    })
}

/// Every device writes to its own copy; they meet at a server, or at each other.
fn devices(out: &mut String, name: &str) {
    let _ = writeln!(out, "    users([\"users of {name}\"])");
    for device in 1..=2 {
        let _ = writeln!(out, "    subgraph d{device}[\"device {device}\"]");
        let _ = writeln!(out, "        c{device}[(\"own copy\")]");
        out.push_str("    end\n");
    }
    out.push_str("    relay[(\"relay: keeps and passes on\")]\n");
    for device in 1..=2 {
        let _ = writeln!(out, "    users -->|\"writes, also offline\"| c{device}");
        let _ = writeln!(
            out,
            "    c{device} <-.->|\"changes, when there is a link\"| relay"
        );
    }
}

/// The arrows: from clients to where they write, and between copies.
fn link(out: &mut String, places: &[Place], scheme: Scheme<'_>, Sizes { n, r, w }: Sizes) {
    let (replication, geography) = (scheme.replication, scheme.geography);
    let asks = format!("a write waits for {w} of the {n}, a read for {r}");
    match (replication, geography) {
        ("leaderless", "active-active") => {
            for index in 0..places.len() {
                let _ = writeln!(out, "    clients -->|\"{asks} here\"| p{index}");
            }
            for index in 1..places.len() {
                let _ = writeln!(out, "    p{} <-.->|\"afterwards\"| p{index}", index - 1);
            }
            return;
        }
        ("leaderless", _) => {
            let _ = writeln!(out, "    clients -->|\"{asks}\"| all");
            return;
        }
        ("bft", _) => {
            let _ = writeln!(out, "    clients -->|\"agreed by {w} of the {n}\"| all");
            return;
        }
        _ => {}
    }
    let label = match replication {
        "leader-follower-async" => "asynchronous".to_owned(),
        "leader-follower-sync" => format!("synchronous, {w} of {n} copies"),
        "consensus" => format!("log; a write is done at {w} of {n}"),
        _ => String::new(),
    };
    let arrow = if replication == "leader-follower-async" {
        "-.->"
    } else {
        "-->"
    };
    let asked = if scheme.latest {
        "writes, latest reads"
    } else {
        "writes"
    };
    let copies: Vec<(&str, usize)> = places
        .iter()
        .flat_map(|place| place.copies.iter().copied())
        .collect();
    let mut leaders: Vec<usize> = Vec::new();
    // A leader may stand behind copies of its group that are drawn before it.
    for (index, (role, _)) in copies.iter().enumerate() {
        if matches!(*role, "leader" | "only copy") {
            let _ = writeln!(out, "    clients -->|\"{asked}\"| c{index}");
            leaders.push(index);
        }
    }
    for (index, (role, group)) in copies.iter().enumerate() {
        let of_group = |leader: &&usize| copies[**leader].1 == *group;
        match (*role, leaders.iter().find(of_group)) {
            ("leader" | "only copy", _) | (_, None) => {}
            ("standby" | "read copy", Some(leader)) => {
                let _ = writeln!(out, "    c{leader} -.->|\"asynchronous\"| c{index}");
            }
            (_, Some(leader)) => {
                let _ = writeln!(out, "    c{leader} {arrow}|\"{label}\"| c{index}");
            }
        }
    }
    for pair in leaders.windows(2) {
        let between = match (replication, geography) {
            ("multi-leader", _) => "<-.->|\"asynchronous, both ways\"|",
            // Where reads must be the latest, nobody reads a record away from its home.
            (_, "home-region") if scheme.latest || scheme.halves => continue,
            (_, "home-region") if scheme.pinned => "<-.->|\"copies of records not pinned\"|",
            (_, "home-region") => "<-.->|\"copies follow\"|",
            _ => continue,
        };
        let _ = writeln!(out, "    c{} {between} c{}", pair[0], pair[1]);
    }
}

/// The places and the copies in them.
fn places(scheme: Scheme<'_>, n: usize, named: &[String]) -> Vec<Place> {
    let (replication, geography) = (scheme.replication, scheme.geography);
    let region = |index: usize| match named.get(index) {
        Some(name) => name.clone(),
        None if named.len() == 2 => "a third place".to_owned(),
        None => format!("region {}", index + 1),
    };
    let role = |index: usize| match replication {
        "leaderless" | "bft" => "copy",
        "single-node" => "only copy",
        "multi-leader" => "leader",
        _ if index == 0 => "leader",
        _ => "follower",
    };
    let spread = |count: usize, name: &dyn Fn(usize) -> String| -> Vec<Place> {
        let copies = |place: usize| (0..n).filter(move |index| index % count == place);
        let place = |place: usize| Place {
            name: name(place),
            copies: copies(place).map(|index| (role(index), 0)).collect(),
        };
        (0..count).map(place).collect()
    };
    // A place with more than one liar in it may not fail.
    let zones = if replication == "bft" {
        n
    } else {
        n.min(ZONES)
    };
    let zone = |zone: usize| format!("{}, zone {}", region(0), zone + 1);
    let regions = named.len().max(2);
    let each = |suffix: &str, roles: &dyn Fn() -> Vec<&'static str>| -> Vec<Place> {
        let place = |group: usize| Place {
            name: format!("{}{suffix}", region(group)),
            copies: roles().into_iter().map(|role| (role, group)).collect(),
        };
        (0..regions).map(place).collect()
    };
    // Each home keeps half of its copies, and half of those of the home beside it.
    let halves = |homes: usize| -> Vec<Place> {
        let own = |group: usize| (0..n.div_ceil(2)).map(move |index| (role(index), group));
        let other = |group: usize| (0..n / 2).map(move |_| ("follower", group));
        let place = |place: usize| Place {
            name: region(place),
            copies: match homes {
                1 if place == 0 => own(0).collect(),
                1 => other(0).collect(),
                _ => own(place)
                    .chain(other((place + homes - 1) % homes))
                    .collect(),
            },
        };
        (0..homes.max(2)).map(place).collect()
    };
    match geography {
        "single-zone" => spread(1, &|_| format!("{}, one zone", region(0))),
        "stretched-quorum" => spread(regions_of_quorum(n, named.len()), &region),
        "home-region" if scheme.halves => halves(regions),
        "regional-dr" if scheme.halves => halves(1),
        "home-region" => each(": home of its own records", &|| (0..n).map(role).collect()),
        "active-active" if replication == "leaderless" => each("", &|| (0..n).map(role).collect()),
        "active-active" => each("", &|| vec!["leader"]),
        "regional-dr" | "read-replicas" => {
            let mut places = spread(zones, &zone);
            let (far, count) = if geography == "regional-dr" {
                ("standby", 2)
            } else {
                ("read copy", regions)
            };
            places.extend((1..count).map(|other| Place {
                name: region(other),
                copies: vec![(far, 0)],
            }));
            places
        }
        _ => spread(zones, &zone),
    }
}
