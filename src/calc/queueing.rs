//! Rows of queues: M/M/c, its sizing, M/G/1, M/M/c/K.

use serde_json::{Map, Value, json};

use super::Solved;
use super::row::{self, Row, out, wrong};
use crate::model::ModelError;
use crate::model::queueing::{Mg1, Mmc, Mmck, Target, size};
use crate::units::Probability;

const QUANTILES: [(&str, f64); 5] = [
    ("p50", 0.5),
    ("p90", 0.9),
    ("p95", 0.95),
    ("p99", 0.99),
    ("p99.9", 0.999),
];
/// The times for which the chance of a longer wait is told unless the row asks for some, in mean service times.
const TIMES: [f64; 3] = [0.1, 1.0, 5.0];

#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends an error's way as `map_err(text)`"
)]
fn text(error: ModelError) -> String {
    error.to_string()
}

fn numbers<const N: usize>(fields: [(&str, f64); N]) -> Map<String, Value> {
    fields
        .map(|(name, value)| (name.to_owned(), out(value)))
        .into_iter()
        .collect()
}

pub(super) fn solve_mmc(row: &Row<'_>) -> Solved {
    let service = row.rate("service_rate_per_s")?;
    let line = Mmc::new(
        row.count("servers")?,
        row.rate("arrival_rate_per_s")?,
        service,
    )
    .map_err(text)?;
    let mut results = numbers([
        ("offered_load_erlangs", line.offered_load()),
        ("utilisation", line.utilisation()),
        ("p_idle_system", line.idle().ratio()),
        ("erlang_b_blocking", line.erlang_b().ratio()),
        ("erlang_c_p_wait", line.erlang_c().ratio()),
        ("mean_queue_length", line.mean_queue_length()),
        ("mean_wait_s", line.mean_wait_s()),
        ("mean_response_s", line.mean_response_s()),
        ("mean_in_system", line.mean_in_system()),
        ("mean_wait_given_wait_s", line.mean_wait_given_wait_s()),
    ]);
    let quantiles: Value = QUANTILES
        .iter()
        .map(|(name, quantile)| {
            (
                (*name).to_owned(),
                out(line.wait_quantile_s(Probability::clamped(*quantile))),
            )
        })
        .collect();
    results.insert("wait_quantiles_s".to_owned(), quantiles);
    let times = match row.maybe("p_wait_longer_than") {
        None => TIMES.iter().map(|times| times / service.get()).collect(),
        Some(list) => times("p_wait_longer_than", list)?,
    };
    let longer = times
        .iter()
        .map(|t_s| json!({ "t_s": out(*t_s), "p": out(line.wait_longer_than(*t_s).ratio()) }))
        .collect();
    results.insert("p_wait_longer_than".to_owned(), Value::Array(longer));
    Ok(results)
}

/// Times as numbers, or as objects with `t_s`.
fn times(field: &str, list: &Value) -> Result<Vec<f64>, String> {
    let time = |value: &Value| {
        let number = row::number(field, value.get("t_s").unwrap_or(value))?;
        if number >= 0.0 {
            Ok(number)
        } else {
            Err(wrong(field, value, "zero or more"))
        }
    };
    row::list(field, list)?.iter().map(time).collect()
}

pub(super) fn solve_sizing(row: &Row<'_>) -> Solved {
    let target = Target {
        wait_chance: row.maybe_probability("max_p_wait")?,
        mean_wait_s: row.maybe_number("max_mean_wait_s")?,
    };
    let (servers, line) = size(
        row.rate("arrival_rate_per_s")?,
        row.rate("service_rate_per_s")?,
        &target,
    )
    .map_err(text)?;
    let mut results = Map::new();
    results.insert("servers".to_owned(), json!(servers));
    results.extend(numbers([
        ("erlang_c_p_wait", line.erlang_c().ratio()),
        ("mean_wait_s", line.mean_wait_s()),
    ]));
    Ok(results)
}

pub(super) fn solve_mg1(row: &Row<'_>) -> Solved {
    let line = Mg1::new(
        row.rate("arrival_rate_per_s")?,
        row.number("mean_service_s")?,
        row.number("service_scv")?,
    )
    .map_err(text)?;
    Ok(numbers([
        ("utilisation", line.utilisation()),
        ("mean_wait_s", line.mean_wait_s()),
        ("mean_response_s", line.mean_response_s()),
        ("mean_queue_length", line.mean_queue_length()),
    ]))
}

pub(super) fn solve_mmck(row: &Row<'_>) -> Solved {
    let places = row.count("capacity_including_in_service")?;
    let line = Mmck::new(
        row.count("servers")?,
        places,
        row.rate("arrival_rate_per_s")?,
        row.rate("service_rate_per_s")?,
    )
    .map_err(text)?;
    Ok(numbers([
        ("p_blocked", line.blocked().ratio()),
        ("throughput_per_s", line.throughput_per_s()),
        ("mean_queue_length", line.mean_queue_length()),
        ("mean_in_system", line.mean_in_system()),
        ("mean_wait_of_accepted_s", line.mean_wait_s()),
        ("mean_response_of_accepted_s", line.mean_response_s()),
    ]))
}
