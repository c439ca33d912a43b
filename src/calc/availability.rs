//! Rows of availability: independent nodes, zones, regions, quorum expressions.

use serde_json::{Map, Value, json};

use super::Solved;
use super::quorum::from_tree;
use super::row::{self, Row, out, wrong};
use crate::model::availability::{Need, Outage, Placement, Sites, fewer_than, quorum_outage};
use crate::model::quorum::{Expr, parse};
use crate::units::Probability;

/// Minutes of a year of 365 days.
const MINUTES_PER_YEAR: f64 = 525_600.0;
/// The most nodes of a row.
const MOST_NODES: usize = 1000;

pub(super) fn solve(row: &Row<'_>) -> Solved {
    let kind = match row.maybe("kind") {
        Some(_) => row.text("kind")?,
        None => guess(row),
    };
    match kind {
        "independent" => {
            let down = vec![down(row, "node_availability")?; row.replicas("n")?.get().into()];
            nodes_alone(row, &down)
        }
        "independent-heterogeneous" => {
            let list = row.list("node_availabilities")?;
            let down = list.iter().map(|value| {
                row::probability("node_availabilities", value).map(Probability::complement)
            });
            nodes_alone(row, &down.collect::<Result<Vec<_>, _>>()?)
        }
        "zones" => {
            let counts = counts("placement", row.value("placement")?)?;
            placed(
                row,
                &Placement::zones(
                    &counts,
                    down(row, "zone_availability")?,
                    down(row, "node_availability")?,
                ),
                false,
            )
        }
        "regions" => {
            let list = row.list("placement")?;
            let regions: Vec<Vec<u8>> = list
                .iter()
                .map(|zones| counts("placement", zones))
                .collect::<Result<_, _>>()?;
            let [region, zone, node] = [
                down(row, "region_availability")?,
                down(row, "zone_availability")?,
                down(row, "node_availability")?,
            ];
            placed(row, &Placement::regions(&regions, region, zone, node), true)
        }
        "expression" => expression(row),
        other => Err(wrong(
            "kind",
            &json!(other),
            "independent, independent-heterogeneous, zones, regions or expression",
        )),
    }
}

fn guess(row: &Row<'_>) -> &'static str {
    let has = |field| row.maybe(field).is_some();
    if has("reads") || has("writes") || has("reads_expr") || has("writes_expr") {
        "expression"
    } else if has("region_availability") {
        "regions"
    } else if has("zone_availability") {
        "zones"
    } else if has("node_availabilities") {
        "independent-heterogeneous"
    } else {
        "independent"
    }
}

fn down(row: &Row<'_>, field: &str) -> Result<Probability, String> {
    row.probability(field).map(Probability::complement)
}

fn counts(field: &str, value: &Value) -> Result<Vec<u8>, String> {
    let count = |value: &Value| {
        u8::try_from(row::count(field, value)?).map_err(|_| wrong(field, value, "at most 255"))
    };
    row::list(field, value)?.iter().map(count).collect()
}

/// Quorum sizes of the row, checked against the number of nodes.
fn quorums(row: &Row<'_>, nodes: usize) -> Result<[usize; 2], String> {
    if nodes == 0 || nodes > MOST_NODES {
        return Err(format!(
            "there are {nodes} nodes, but must be 1 to {MOST_NODES}"
        ));
    }
    let size = |field| {
        let size = row.count(field)? as usize;
        let fits = (1..=nodes).contains(&size);
        fits.then_some(size).ok_or_else(|| {
            wrong(
                field,
                &json!(size),
                &format!("from 1 to the number of nodes, {nodes}"),
            )
        })
    };
    Ok([size("r")?, size("w")?])
}

fn nodes_alone(row: &Row<'_>, down: &[Probability]) -> Solved {
    let [r, w] = quorums(row, down.len())?;
    Ok(results(
        fewer_than(r, down),
        fewer_than(w, down),
        fewer_than(r.max(w), down),
    ))
}

fn placed(row: &Row<'_>, placement: &Placement, regions: bool) -> Solved {
    let groups = placement
        .regions
        .iter()
        .flat_map(|region| &region.zones)
        .flat_map(|zone| &zone.groups);
    let nodes = groups.map(|group| usize::from(group.count)).sum();
    let [read, write] = quorums(row, nodes)?.map(Need::quorum);
    let mut results = results(
        placement.outage(read),
        placement.outage(write),
        placement.outage(read.and(write)),
    );
    let (level, survives): (_, fn(&Placement, Need) -> bool) = if regions {
        ("region", Placement::survives_any_region)
    } else {
        ("zone", Placement::survives_any_zone)
    };
    let survives =
        json!({ "read": survives(placement, read), "write": survives(placement, write) });
    results.insert(format!("survives_loss_of_any_one_{level}"), survives);
    Ok(results)
}

fn expression(row: &Row<'_>) -> Solved {
    let mut names: Vec<String> = Vec::new();
    for node in row
        .maybe("nodes")
        .map_or(Ok(&[][..]), |nodes| row::list("nodes", nodes))?
    {
        let name = node
            .as_str()
            .or_else(|| node["id"].as_str())
            .ok_or_else(|| wrong("nodes", node, "a list of names"))?;
        if names.iter().any(|known| known == name) {
            return Err(format!("`nodes` names `{name}` twice"));
        }
        names.push(name.to_owned());
    }
    let known = (!names.is_empty()).then_some(names.len());
    let reads = side(row, "reads", &mut names)?;
    let writes = side(row, "writes", &mut names)?;
    if let Some(stranger) = known.and_then(|known| names.get(known)) {
        return Err(format!(
            "the expressions speak of `{stranger}`, which is not among `nodes`"
        ));
    }
    let (reads, writes) = match (reads, writes) {
        (Some(reads), Some(writes)) => (reads, writes),
        (Some(reads), None) => (reads.clone(), reads.dual()),
        (None, Some(writes)) => (writes.dual(), writes),
        (None, None) => {
            return Err("`reads` and `writes` are missing: give at least one".to_owned());
        }
    };
    let sites = sites(row, names.len())?;
    let outage = |expressions: &[&Expr]| {
        quorum_outage(expressions, &sites).map_err(|error| error.to_string())
    };
    Ok(results(
        outage(&[&reads])?,
        outage(&[&writes])?,
        outage(&[&reads, &writes])?,
    ))
}

fn side(row: &Row<'_>, side: &str, names: &mut Vec<String>) -> Result<Option<Expr>, String> {
    let text_field = format!("{side}_expr");
    match (row.maybe(side), row.maybe(&text_field)) {
        (Some(Value::String(text)), _) => parse(text, names)
            .map(Some)
            .map_err(|error| error.to_string()),
        (Some(tree), _) => from_tree(side, tree, names).map(Some),
        (None, Some(_)) => parse(row.text(&text_field)?, names)
            .map(Some)
            .map_err(|error| error.to_string()),
        (None, None) => Ok(None),
    }
}

/// Chances of the nodes, and the zones and regions they share: `placement` counts nodes in their order, per zone, or per zone of each
/// region.
fn sites(row: &Row<'_>, nodes: usize) -> Result<Sites, String> {
    let chances = match row.maybe("node_availabilities") {
        None => vec![down(row, "node_availability")?; nodes],
        Some(list) => {
            let each = row::list("node_availabilities", list)?.iter();
            each.map(|value| {
                row::probability("node_availabilities", value).map(Probability::complement)
            })
            .collect::<Result<_, _>>()?
        }
    };
    if chances.len() != nodes {
        return Err(format!(
            "`node_availabilities` has {} entries for {nodes} nodes",
            chances.len()
        ));
    }
    let mut sites = Sites {
        nodes: chances,
        shared: Vec::new(),
    };
    let Some(placement) = row.maybe("placement") else {
        return Ok(sites);
    };
    let list = row::list("placement", placement)?;
    let nested = list.iter().any(Value::is_array);
    let regions: Vec<Vec<u8>> = if nested {
        list.iter()
            .map(|zones| counts("placement", zones))
            .collect::<Result<_, _>>()?
    } else {
        vec![counts("placement", placement)?]
    };
    let total: usize = regions
        .iter()
        .flatten()
        .map(|count| usize::from(*count))
        .sum();
    if total != nodes {
        return Err(format!("`placement` places {total} nodes of {nodes}"));
    }
    let zone_down = down(row, "zone_availability")?;
    let region_down = row
        .maybe_probability("region_availability")?
        .map(Probability::complement);
    let mut next = 0;
    for zones in regions {
        let first = next;
        for count in zones {
            sites
                .shared
                .push((zone_down, (next..next + usize::from(count)).collect()));
            next += usize::from(count);
        }
        sites
            .shared
            .extend(region_down.map(|region| (region, (first..next).collect())));
    }
    Ok(sites)
}

fn results(read: Outage, write: Outage, both: Outage) -> Map<String, Value> {
    let one = |outage: Outage| {
        json!({
            "availability": out(outage.availability().ratio()),
            "unavailability": out(outage.down().ratio()),
            "nines": out(outage.nines()),
            "downtime_minutes_per_365d": out(outage.down().ratio() * MINUTES_PER_YEAR),
        })
    };
    [("read", read), ("write", write), ("read_and_write", both)]
        .map(|(name, outage)| (name.to_owned(), one(outage)))
        .into_iter()
        .collect()
}
