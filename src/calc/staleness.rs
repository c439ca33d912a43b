//! Rows of staleness: the WARS model by simulation, k-staleness in closed form.

use serde_json::{Map, Value, json};

use super::Solved;
use super::row::{self, Row, out, wrong};
use crate::model::ModelError;
use crate::model::quorum::Threshold;
use crate::model::staleness::{
    Estimate, KNOWN_FITS, Leg, Legs, Shape, Wars, known_fit, missed_versions,
};
use crate::units::Probability;

/// Trials, unless the row has `trials`.
const TRIALS: u32 = 1_000_000;
/// The most trials of a row.
const MOST_TRIALS: u32 = 10_000_000;
/// The seed, unless the row has `seed`.
const SEED: u32 = 1;
/// How sure the stated intervals are. High, since a script asks for many of them and any one may miss.
const CONFIDENCE: f64 = 0.9999;
/// The times at which freshness is told unless the row asks for some, in ms.
const TIMES_MS: [f64; 7] = [0.0, 1.0, 2.0, 5.0, 10.0, 100.0, 1000.0];
const QUANTILES: [(&str, f64); 5] = [
    ("p50", 0.5),
    ("p95", 0.95),
    ("p99", 0.99),
    ("p99.9", 0.999),
    ("p99.99", 0.9999),
];

pub(super) fn solve(row: &Row<'_>, fits: &Value) -> Solved {
    let wars = Wars {
        legs: legs(row, fits)?,
        quorum: threshold(row)?,
    };
    let or = |field, default| {
        row.maybe(field)
            .map_or(Ok(default), |value| row::count(field, value))
    };
    let (trials, seed) = (or("trials", TRIALS)?, or("seed", SEED)?);
    if trials > MOST_TRIALS {
        return Err(wrong(
            "trials",
            &json!(trials),
            &format!("at most {MOST_TRIALS}"),
        ));
    }
    let times = times(row)?;
    let simulation = wars.simulate(trials, u64::from(seed)).map_err(text)?;
    let sure = Probability::clamped(CONFIDENCE);
    let quantiles = |of: &dyn Fn(Probability) -> Estimate| -> Value {
        QUANTILES
            .iter()
            .map(|(name, quantile)| {
                (
                    (*name).to_owned(),
                    estimate(of(Probability::clamped(*quantile))),
                )
            })
            .collect()
    };
    let fresh: Vec<Value> = times
        .iter()
        .map(|t_ms| {
            let mut at = estimate(simulation.consistent_at(*t_ms, sure));
            at["t_ms"] = out(*t_ms);
            at
        })
        .collect();
    let mut results = Map::new();
    results.insert(
        "read_latency_ms".to_owned(),
        quantiles(&|q| simulation.read_latency_ms(q, sure)),
    );
    results.insert(
        "write_latency_ms".to_owned(),
        quantiles(&|q| simulation.write_latency_ms(q, sure)),
    );
    results.insert(
        "t_visibility_ms".to_owned(),
        quantiles(&|q| simulation.t_visibility_ms(q, sure)),
    );
    results.insert("p_consistent_at_t".to_owned(), Value::Array(fresh));
    results.insert("trials".to_owned(), json!(trials));
    results.insert("confidence".to_owned(), json!(CONFIDENCE));
    Ok(results)
}

pub(super) fn solve_versions(row: &Row<'_>) -> Solved {
    let missed = missed_versions(threshold(row)?, row.number("k")?).map_err(text)?;
    let results = [
        ("p_stale", missed.ratio()),
        ("p_within_k_versions", missed.complement().ratio()),
    ];
    Ok(results
        .map(|(name, value)| (name.to_owned(), out(value)))
        .into_iter()
        .collect())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends an error's way as `map_err(text)`"
)]
fn text(error: ModelError) -> String {
    error.to_string()
}

fn threshold(row: &Row<'_>) -> Result<Threshold, String> {
    Threshold::new(row.replicas("n")?, row.replicas("r")?, row.replicas("w")?).map_err(text)
}

fn estimate(estimate: Estimate) -> Value {
    json!({
        "value": out(estimate.value),
        "std_error": out(estimate.std_error),
        "low": out(estimate.low),
        "high": out(estimate.high),
    })
}

/// The times asked for: numbers, or objects with `t_ms` as in the reference.
fn times(row: &Row<'_>) -> Result<Vec<f64>, String> {
    let field = ["p_consistent_at_t", "t_ms", "times_ms"]
        .into_iter()
        .find(|field| row.maybe(field).is_some());
    let Some(field) = field else {
        return Ok(TIMES_MS.to_vec());
    };
    let time = |value: &Value| {
        let number = row::number(field, value.get("t_ms").unwrap_or(value))?;
        if number >= 0.0 {
            Ok(number)
        } else {
            Err(wrong(field, value, "zero or more"))
        }
    };
    row.list(field)?.iter().map(time).collect()
}

/// The latencies of the row: its own, its model among the `fits` of the file, a known fit, or exponential rates.
fn legs(row: &Row<'_>, fits: &Value) -> Result<Legs, String> {
    let exponential = |field| -> Result<Leg, String> {
        Leg::of(Shape::Exponential {
            rate_per_ms: row.number(field)?,
        })
        .map_err(|error| format!("`{field}`: {error}"))
    };
    if let Some(own) = row.maybe("fit") {
        return legs_from(own);
    }
    if row.maybe("w_lambda_per_ms").is_some() {
        let others = exponential("ars_lambda_per_ms")?;
        return Ok(Legs {
            write: exponential("w_lambda_per_ms")?,
            ack: others.clone(),
            read: others.clone(),
            response: others,
        });
    }
    let model = row.text("model")?;
    match fits.get(model) {
        Some(fit) => legs_from(fit),
        None => known_fit(model).ok_or_else(|| {
            let expected = format!(
                "the name of one of `fits`, or one of {}",
                KNOWN_FITS.join(", ")
            );
            wrong("model", &json!(model), &expected)
        }),
    }
}

fn legs_from(fit: &Value) -> Result<Legs, String> {
    let one = |name: &str| {
        leg(
            name,
            fit.get(name)
                .ok_or_else(|| format!("the fit has no leg `{name}`"))?,
        )
    };
    Ok(Legs {
        write: one("W")?,
        ack: one("A")?,
        read: one("R")?,
        response: one("S")?,
    })
}

fn leg(name: &str, value: &Value) -> Result<Leg, String> {
    let parts = match value.get("mixture") {
        None => vec![(1.0, shape(name, value)?)],
        Some(mixture) => {
            let part = |part: &Value| {
                Ok((
                    part.get("weight")
                        .map_or(Ok(1.0), |weight| row::number("weight", weight))?,
                    shape(name, part)?,
                ))
            };
            row::list("mixture", mixture)?
                .iter()
                .map(part)
                .collect::<Result<_, String>>()?
        }
    };
    Leg::mixture(parts).map_err(|error| format!("leg `{name}`: {error}"))
}

fn shape(leg: &str, part: &Value) -> Result<Shape, String> {
    if let Some(pareto) = part.get("pareto") {
        let (x_min_ms, alpha) = (
            row::number("x_min_ms", &pareto["x_min_ms"])?,
            row::number("alpha", &pareto["alpha"])?,
        );
        return Ok(Shape::Pareto { x_min_ms, alpha });
    }
    if let Some(exponential) = part.get("exponential") {
        return Ok(Shape::Exponential {
            rate_per_ms: row::number("rate_per_ms", &exponential["rate_per_ms"])?,
        });
    }
    if let Some(constant) = part.get("constant_ms") {
        return Ok(Shape::Constant {
            ms: row::number("constant_ms", constant)?,
        });
    }
    Err(wrong(
        &format!("fits.{leg}"),
        part,
        "a `pareto`, an `exponential`, a `constant_ms` or a `mixture` of them",
    ))
}
