//! Mermaid diagrams: where the copies of a dataset stand, and the path that its decisions took.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::design::{AnswerView, DatasetView, DecisionView, escape_mermaid as escape};

/// A copy of the data in a place.
struct Copy {
    place: usize,
    role: &'static str,
}

/// Regions or zones with the copies in them, and how the copies are kept in step; none where there is one copy.
pub(super) fn topology(
    dataset: &DatasetView,
    by: &BTreeMap<&str, &DecisionView>,
    regions: Option<&AnswerView>,
) -> Option<String> {
    let choice = |id: &str| by.get(id).and_then(|decision| decision.choice.as_deref());
    let (replication, geography) = (choice("replication")?, choice("geography")?);
    let figures = &by.get("quorum")?.figures;
    let figure = |name: &str| {
        figures
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    };
    let n = usize::try_from(figure("n")?).ok()?.clamp(1, DRAWN_MAX);
    let named: Vec<String> = regions
        .map(|regions| regions.raw.split(", ").map(str::to_owned).collect())
        .unwrap_or_default();
    let region = |index: usize| {
        named
            .get(index)
            .cloned()
            .unwrap_or_else(|| format!("region {}", index + 1))
    };
    let (places, copies) = placed(replication, geography, n, named.len().max(2), &region);

    let mut out = String::from("flowchart LR\n");
    let _ = writeln!(
        out,
        "    clients([\"clients of {}\"])",
        escape(&dataset.name)
    );
    for (index, place) in places.iter().enumerate() {
        let _ = writeln!(out, "    subgraph p{index}[\"{}\"]", escape(place));
        for (copy, _) in copies
            .iter()
            .enumerate()
            .filter(|(_, copy)| copy.place == index)
        {
            let _ = writeln!(out, "        c{copy}[(\"{}\")]", copies[copy].role);
        }
        out.push_str("    end\n");
    }
    let size = |name: &str| figure(name).unwrap_or_default();
    let (arrow, label) = match replication {
        "leader-follower-async" => ("-.->", "asynchronous".to_owned()),
        "leader-follower-sync" => (
            "-->",
            format!("synchronous, {} of {} copies", size("w"), size("n")),
        ),
        "consensus" | "bft" => (
            "-->",
            format!("quorum, {} of {} votes", size("w"), size("n")),
        ),
        "multi-leader" => ("<-.->", "asynchronous, both ways".to_owned()),
        "leaderless" => (
            "-->",
            format!("write {}, read {} of {}", size("w"), size("r"), size("n")),
        ),
        _ => ("-->", String::new()),
    };
    let leads = |copy: &Copy| matches!(copy.role, "leader" | "copy" | "only copy");
    if replication == "leaderless" || replication == "bft" {
        for copy in 0..copies.len() {
            let _ = writeln!(out, "    clients -->|\"{label}\"| c{copy}");
        }
        return Some(out.trim_end().to_owned());
    }
    for (index, copy) in copies.iter().enumerate() {
        if leads(copy) {
            let _ = writeln!(out, "    clients -->|\"writes\"| c{index}");
        }
    }
    let leaders: Vec<usize> = copies
        .iter()
        .enumerate()
        .filter(|(_, copy)| leads(copy))
        .map(|(index, _)| index)
        .collect();
    for (index, copy) in copies.iter().enumerate() {
        let far = matches!(copy.role, "standby" | "read copy");
        let (arrow, label) = if far {
            ("-.->", "asynchronous")
        } else {
            (arrow, label.as_str())
        };
        if !leads(copy)
            && let Some(leader) = leaders.first()
        {
            let _ = writeln!(out, "    c{leader} {arrow}|\"{label}\"| c{index}");
        }
    }
    for pair in leaders.windows(2) {
        if replication == "multi-leader" {
            let _ = writeln!(out, "    c{} {arrow}|\"{label}\"| c{}", pair[0], pair[1]);
        }
    }
    Some(out.trim_end().to_owned())
}

/// More copies than this are not drawn.
const DRAWN_MAX: usize = 9;

/// The places and the copies in them.
fn placed(
    replication: &str,
    geography: &str,
    n: usize,
    regions: usize,
    region: &impl Fn(usize) -> String,
) -> (Vec<String>, Vec<Copy>) {
    let leaderless = matches!(replication, "leaderless" | "bft");
    let first = match replication {
        "single-node" => "only copy",
        "leaderless" | "bft" => "copy",
        _ => "leader",
    };
    let role = |index: usize| {
        if index == 0 {
            first
        } else if leaderless {
            "copy"
        } else {
            "follower"
        }
    };
    let spread = |places: usize| {
        (0..n)
            .map(|index| Copy {
                place: index % places,
                role: role(index),
            })
            .collect::<Vec<_>>()
    };
    let zones = |of: &str| {
        (1..=n.min(3))
            .map(|zone| format!("{of}, zone {zone}"))
            .collect::<Vec<_>>()
    };
    match geography {
        "single-zone" => (
            vec![format!("{}, one zone", region(0))],
            (0..n)
                .map(|index| Copy {
                    place: 0,
                    role: role(index),
                })
                .collect(),
        ),
        "stretched-quorum" => {
            let places = regions.min(n).max(1);
            ((0..places).map(region).collect(), spread(places))
        }
        "home-region" => {
            let copies = (0..regions).map(|place| Copy {
                place,
                role: "leader",
            });
            (
                (0..regions)
                    .map(|place| format!("{}: home of its own records", region(place)))
                    .collect(),
                copies.collect(),
            )
        }
        "active-active" => {
            let role = if leaderless { "copy" } else { "leader" };
            (
                (0..regions).map(region).collect(),
                (0..regions).map(|place| Copy { place, role }).collect(),
            )
        }
        "regional-dr" | "read-replicas" => {
            let mut places = zones(&region(0));
            let near = places.len();
            let mut copies = spread(near.max(1));
            let (far, count) = if geography == "regional-dr" {
                ("standby", 2)
            } else {
                ("read copy", regions)
            };
            for other in 1..count.max(2) {
                places.push(region(other));
                copies.push(Copy {
                    place: near + other - 1,
                    role: far,
                });
            }
            (places, copies)
        }
        _ => {
            let places = zones(&region(0));
            let count = places.len().max(1);
            (places, spread(count))
        }
    }
}

/// The decisions whose paths are drawn.
const DRAWN: [&str; 4] = ["pacelc", "consistency", "replication", "geography"];

/// What each of the main decisions looked at, saw, and came to.
pub(super) fn path(dataset: &DatasetView) -> Option<String> {
    let mut out = String::from("flowchart LR\n");
    let drawn: Vec<&DecisionView> = dataset
        .decisions
        .iter()
        .filter(|decision| DRAWN.contains(&decision.id.as_str()))
        .collect();
    if drawn.iter().all(|decision| decision.trace.is_empty()) {
        return None;
    }
    for (row, decision) in drawn.iter().enumerate() {
        for (index, step) in decision.trace.iter().enumerate() {
            let assumed = if step.assumed { " (assumed)" } else { "" };
            let _ = writeln!(
                out,
                "    d{row}s{index}[\"{}: {}{assumed}\"]",
                escape(&step.subject),
                escape(&step.shown)
            );
        }
        let _ = writeln!(
            out,
            "    d{row}([\"{}: {}\"])",
            escape(&decision.title),
            escape(&decision.label)
        );
        let mut chain: Vec<String> = (0..decision.trace.len())
            .map(|index| format!("d{row}s{index}"))
            .collect();
        chain.push(format!("d{row}"));
        if chain.len() > 1 {
            let _ = writeln!(out, "    {}", chain.join(" --> "));
        }
    }
    Some(out.trim_end().to_owned())
}
