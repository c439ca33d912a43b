//! Rows of service levels: budgets, burn-rate alerts, exhaustion, detection, timelines.

use serde_json::{Map, Value, json};

use super::Solved;
use super::row::{Row, out, wrong};
use crate::model::ModelError;
use crate::model::slo::{Budget, BurnRateAlert, Episode, Severity, detection, timeline};
use crate::units::{Duration, Percent};

#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends an error's way as `map_err(text)`"
)]
fn text(error: ModelError) -> String {
    error.to_string()
}

fn results<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

fn budget(row: &Row<'_>) -> Result<Budget, String> {
    Budget::new(row.percent("slo_percent")?, row.duration("period")?).map_err(text)
}

fn window(row: &Row<'_>, field: &str) -> Result<Duration, String> {
    let window = row.duration(field)?;
    if window.is_zero() {
        Err(wrong(field, &json!("0s"), "longer than nothing"))
    } else {
        Ok(window)
    }
}

pub(super) fn solve_budget(row: &Row<'_>) -> Solved {
    let budget = budget(row)?;
    Ok(results([
        ("error_budget_fraction", out(budget.fraction())),
        ("budget_seconds", out(budget.outage_s())),
        ("budget_minutes", out(budget.outage_s() / 60.0)),
    ]))
}

pub(super) fn solve_alert(row: &Row<'_>) -> Solved {
    let percent = row.number("budget_consumed_percent")?;
    let consumed = Percent::new(percent / 100.0)
        .ok()
        .filter(|consumed| *consumed > Percent::ZERO);
    let alert = BurnRateAlert {
        budget: budget(row)?,
        long_window: window(row, "long_window")?,
        short_window: row
            .maybe("short_window")
            .map_or(Ok(Duration::ZERO), |_| row.duration("short_window"))?,
        consumed: consumed
            .ok_or_else(|| wrong("budget_consumed_percent", &json!(percent), "above zero"))?,
        severity: Severity::Page,
    };
    let minutes = alert
        .detects_outage_after_s()
        .map_or(Value::Null, |seconds| out(seconds / 60.0));
    Ok(results([
        ("burn_rate", out(alert.burn_rate())),
        ("error_rate_threshold", out(alert.threshold())),
        ("reachable", json!(alert.is_reachable())),
        (
            "hours_to_exhaust_budget_at_this_burn",
            out(alert.exhausts_after_s() / 3600.0),
        ),
        ("detection_minutes_at_total_outage", minutes),
    ]))
}

pub(super) fn solve_exhaustion(row: &Row<'_>) -> Solved {
    let (budget, burn_rate) = (budget(row)?, row.number("burn_rate")?);
    let seconds = budget.exhausted_after_s(burn_rate).map_err(text)?;
    Ok(results([
        ("error_rate", out(budget.error_rate(burn_rate))),
        ("hours_to_exhaustion", out(seconds / 3600.0)),
        ("minutes_to_exhaustion", out(seconds / 60.0)),
    ]))
}

pub(super) fn solve_detection(row: &Row<'_>) -> Solved {
    let found = detection(
        budget(row)?,
        row.probability("error_rate")?,
        window(row, "window")?,
        row.number("burn_rate")?,
    )
    .map_err(text)?;
    Ok(results([
        ("fires", json!(found.is_some())),
        (
            "minutes_until_the_window_crosses",
            found.map_or(Value::Null, |found| out(found.after_s / 60.0)),
        ),
        (
            "budget_consumed_fraction_when_it_fires",
            found.map_or(Value::Null, |found| out(found.consumed)),
        ),
    ]))
}

pub(super) fn solve_timeline(row: &Row<'_>) -> Solved {
    // A timeline does not depend on the period of the service level.
    let period = row
        .maybe("period")
        .map_or(Ok(Duration::from_days(30)), |_| row.duration("period"))?;
    let budget = Budget::new(row.percent("slo_percent")?, period).map_err(text)?;
    let minutes = row.number("duration_minutes")?;
    let duration = Duration::from_secs_f64(minutes * 60.0)
        .map_err(|_| wrong("duration_minutes", &json!(minutes), "zero or more"))?;
    let episode = Episode {
        error_rate: row.probability("error_rate")?,
        duration,
    };
    let (long, short) = (window(row, "long_window")?, window(row, "short_window")?);
    let found = timeline(budget, episode, long, short, row.number("burn_rate")?).map_err(text)?;
    let Some(found) = found else {
        return Ok(results([("fires", json!(false))]));
    };
    Ok(results([
        ("fires", json!(true)),
        ("on_minute", out(found.on_s / 60.0)),
        (
            "long_window_falls_below_minute",
            out(found.long_falls_s / 60.0),
        ),
        (
            "short_window_falls_below_minute",
            out(found.short_falls_s / 60.0),
        ),
        ("off_minute", out(found.off_s / 60.0)),
    ]))
}
