//! Rows of quorum systems: resilience, load, capacity, network load, latency.

use serde_json::{Map, Value, json};

use super::Solved;
use super::row::{self, Row, out, wrong};
use crate::model::ModelError;
use crate::model::quorum::{Expr, Limits, Node, Objective, System, Workload, parse};

pub(super) fn solve(row: &Row<'_>) -> Solved {
    let (nodes, has_latency) = nodes(row)?;
    let mut names: Vec<String> = nodes.iter().map(|node| node.name.clone()).collect();
    let known = (!nodes.is_empty()).then_some(names.len());
    let reads = expression(row, "reads", &mut names, known)?;
    let writes = expression(row, "writes", &mut names, known)?;
    let nodes = if nodes.is_empty() {
        names.into_iter().map(Node::new).collect()
    } else {
        nodes
    };
    let system = match (reads, writes) {
        (Some(reads), Some(writes)) => System::new(nodes, reads, writes),
        (Some(reads), None) => System::from_reads(nodes, reads),
        (None, Some(writes)) => System::from_writes(nodes, writes),
        (None, None) => {
            return Err("`reads` and `writes` are missing: give at least one".to_owned());
        }
    };
    let system = system.map_err(text)?;
    let failures = row
        .maybe("f")
        .map_or(Ok(0), |value| row::count("f", value))? as usize;
    let workload = workload(row)?;

    let mut results = Map::new();
    let optimize = row
        .maybe("optimize")
        .map(|_| row.text("optimize"))
        .transpose()?;
    if optimize.is_none() {
        let (reads, writes) = (
            system.read_resilience().map_err(text)?,
            system.write_resilience().map_err(text)?,
        );
        results.insert("read_resilience".to_owned(), json!(reads));
        results.insert("write_resilience".to_owned(), json!(writes));
        results.insert("resilience".to_owned(), json!(reads.min(writes)));
    }
    let Some(workload) = workload else {
        return Ok(results);
    };
    let problem = Problem {
        system: &system,
        workload: &workload,
        limits: limits(row)?,
        failures,
    };
    let solved = match optimize {
        None => problem.solve_all(
            &mut results,
            row.maybe("read_fraction").is_some_and(Value::is_number),
            has_latency,
        ),
        Some("load") => problem.solve_one(Objective::Load, "load", &mut results),
        Some("network") => problem.solve_one(Objective::Network, "network_load", &mut results),
        Some("latency") => problem.solve_one(Objective::Latency, "latency_ms", &mut results),
        Some(other) => return Err(wrong("optimize", &json!(other), "load, network or latency")),
    };
    match solved {
        Ok(()) => Ok(results),
        Err(ModelError::NoStrategy { .. }) => {
            results.insert("no_strategy".to_owned(), json!(true));
            Ok(results)
        }
        Err(error) => Err(text(error)),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends an error's way as `map_err(text)`"
)]
fn text(error: ModelError) -> String {
    error.to_string()
}

struct Problem<'a> {
    system: &'a System,
    workload: &'a Workload,
    limits: Limits,
    failures: usize,
}

impl Problem<'_> {
    fn value(&self, objective: Objective) -> Result<f64, ModelError> {
        let strategy = self
            .system
            .best(objective, self.workload, &self.limits, self.failures)?;
        Ok(match objective {
            Objective::Load => strategy.load(self.workload),
            Objective::Network => strategy.network_load(self.workload),
            Objective::Latency => strategy.latency_ms(self.workload),
        })
    }

    fn solve_one(
        &self,
        objective: Objective,
        name: &str,
        results: &mut Map<String, Value>,
    ) -> Result<(), ModelError> {
        results.insert(name.to_owned(), out(self.value(objective)?));
        Ok(())
    }

    fn solve_all(
        &self,
        results: &mut Map<String, Value>,
        one_fraction: bool,
        has_latency: bool,
    ) -> Result<(), ModelError> {
        let load = self.value(Objective::Load)?;
        results.insert("load".to_owned(), out(load));
        // Over a changing workload the capacity depends on which of many optimal strategies is taken.
        if one_fraction {
            results.insert("capacity".to_owned(), out(1.0 / load));
        }
        results.insert(
            "network_load".to_owned(),
            out(self.value(Objective::Network)?),
        );
        if has_latency {
            results.insert(
                "latency_ms".to_owned(),
                out(self.value(Objective::Latency)?),
            );
        }
        let (reads, writes) = self.system.quorums(self.failures)?;
        results.insert("minimal_read_quorums".to_owned(), json!(reads.len()));
        results.insert("minimal_write_quorums".to_owned(), json!(writes.len()));
        Ok(())
    }
}

/// The nodes, and whether all of them state a latency.
fn nodes(row: &Row<'_>) -> Result<(Vec<Node>, bool), String> {
    let Some(list) = row.maybe("nodes") else {
        return Ok((Vec::new(), false));
    };
    let mut nodes: Vec<Node> = Vec::new();
    let mut has_latency = true;
    for value in row::list("nodes", list)? {
        let (id, fields) = match value {
            Value::String(id) => (id.as_str(), Map::new()),
            Value::Object(fields) => (
                value["id"]
                    .as_str()
                    .ok_or_else(|| wrong("id", &value["id"], "the name of a node"))?,
                fields.clone(),
            ),
            _ => return Err(wrong("nodes", value, "a list of nodes with an `id` each")),
        };
        if nodes.iter().any(|node| node.name == id) {
            return Err(format!("`nodes` names `{id}` twice"));
        }
        let fields = Row::new(&fields);
        let latency = fields.maybe_number("latency_ms")?;
        has_latency &= latency.is_some();
        nodes.push(Node {
            name: id.to_owned(),
            read_capacity_per_s: fields.maybe_number("read_capacity")?.unwrap_or(1.0),
            write_capacity_per_s: fields.maybe_number("write_capacity")?.unwrap_or(1.0),
            latency_ms: latency.unwrap_or(0.0),
        });
    }
    Ok((nodes, has_latency))
}

/// The expression of a side as a tree, or as text under `…_expr`. With `known` nodes, no other may appear.
fn expression(
    row: &Row<'_>,
    side: &str,
    names: &mut Vec<String>,
    known: Option<usize>,
) -> Result<Option<Expr>, String> {
    let text_field = format!("{side}_expr");
    let expr = match (row.maybe(side), row.maybe(&text_field)) {
        (Some(Value::String(written)), _) => parse(written, names).map_err(text)?,
        (Some(tree), _) => from_tree(side, tree, names)?,
        (None, Some(_)) => parse(row.text(&text_field)?, names).map_err(text)?,
        (None, None) => return Ok(None),
    };
    match known.and_then(|known| names.get(known)) {
        Some(stranger) => Err(format!(
            "`{side}` speaks of `{stranger}`, which is not among `nodes`"
        )),
        None => Ok(Some(expr)),
    }
}

/// A node, `{"or": […]}`, `{"and": […]}` or `{"choose": k, "of": […]}`.
pub(super) fn from_tree(side: &str, tree: &Value, names: &mut Vec<String>) -> Result<Expr, String> {
    if let Value::String(name) = tree {
        let index = names
            .iter()
            .position(|known| known == name)
            .unwrap_or_else(|| {
                names.push(name.clone());
                names.len() - 1
            });
        return Ok(Expr::Node(index));
    }
    let mut parts = |list: &Value| -> Result<Vec<Expr>, String> {
        row::list(side, list)?
            .iter()
            .map(|part| from_tree(side, part, names))
            .collect()
    };
    let expr = if let Some(list) = tree.get("or") {
        Expr::any(parts(list)?)
    } else if let Some(list) = tree.get("and") {
        Expr::all(parts(list)?)
    } else if let (Some(need), Some(list)) = (tree.get("choose"), tree.get("of")) {
        Expr::choose(row::count("choose", need)? as usize, parts(list)?)
    } else {
        return Err(wrong(
            side,
            tree,
            "a node, or an object with `or`, `and`, or `choose` and `of`",
        ));
    };
    expr.map_err(|error| format!("`{side}`: {error}"))
}

fn workload(row: &Row<'_>) -> Result<Option<Workload>, String> {
    let Some(value) = row.maybe("read_fraction") else {
        return Ok(None);
    };
    let workload = match value {
        Value::Array(parts) => {
            let mut weighted = Vec::new();
            for part in parts {
                let fraction = row::number("read_fraction", &part["read_fraction"])?;
                weighted.push((fraction, row::number("weight", &part["weight"])?));
            }
            Workload::weighted(&weighted)
        }
        value => Workload::fixed(row::number("read_fraction", value)?),
    };
    workload.map(Some).map_err(text)
}

fn limits(row: &Row<'_>) -> Result<Limits, String> {
    let limits = match row.maybe("limits") {
        None => Map::new(),
        Some(Value::Object(limits)) => limits.clone(),
        Some(other) => return Err(wrong("limits", other, "an object")),
    };
    let limits = Row::new(&limits);
    Ok(Limits {
        load: limits.maybe_number("load_limit")?,
        network: limits.maybe_number("network_limit")?,
        latency_ms: limits.maybe_number("latency_limit_ms")?,
    })
}
