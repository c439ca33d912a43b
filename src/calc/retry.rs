//! Rows of retries: expected attempts, failures left, amplification over layers.

use serde_json::{Map, json};

use super::Solved;
use super::row::{Row, out};
use crate::model::retry::attempts;

pub(super) fn solve(row: &Row<'_>) -> Solved {
    let fails = row.probability("p_attempt_fails")?;
    let (retries, layers) = (row.count("max_retries_per_layer")?, row.count("layers")?);
    let worst = attempts::worst_case(retries, layers).map_err(|error| error.to_string())?;
    let mut results = Map::new();
    results.insert(
        "expected_attempts_one_layer".to_owned(),
        out(attempts::expected(fails, retries)),
    );
    results.insert(
        "p_request_fails_one_layer".to_owned(),
        out(attempts::request_fails(fails, retries).ratio()),
    );
    results.insert(
        "worst_case_amplification_all_layers".to_owned(),
        // Whole as long as JSON holds whole numbers, and to as many digits as a float has beyond.
        u64::try_from(worst).map_or_else(|_| out(worst as f64), |worst| json!(worst)),
    );
    Ok(results)
}
