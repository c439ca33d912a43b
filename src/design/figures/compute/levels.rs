//! Error budgets and availability.

use crate::model::availability::{Need, Placement};
use crate::units::{Duration, Percent, Probability};

use super::super::{Computed, Inputs, Quantity};

/// The share of the budget and the window of the two pages in the SRE workbook's table 5-8 that stand for the rest.
const FAST: (f64, Duration) = (0.02, Duration::from_secs(3600));
const SLOW: (f64, Duration) = (0.10, Duration::from_days(3));

/// The share of requests that may fail.
fn budget(inputs: &Inputs<'_>) -> Option<f64> {
    Some(1.0 - inputs.percent("slo.availability")?.ratio()).filter(|budget| *budget > 0.0)
}

/// `(1 - A) × window`.
pub(super) fn error_budget(inputs: &Inputs<'_>) -> Option<Computed> {
    let (slo, window) = (
        inputs.percent("slo.availability")?,
        inputs.duration("slo.window")?,
    );
    let value = window.scaled(budget(inputs)?);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("(1 - {slo}) × {window}"),
    ))
}

/// `share × window / alert window × (1 - A)`; none where it would be above 100 %, since it could then never fire.
fn burn(inputs: &Inputs<'_>, (share, alert): (f64, Duration)) -> Option<Computed> {
    let (slo, window) = (
        inputs.percent("slo.availability")?,
        inputs.duration("slo.window")?,
    );
    let rate = share * window.ratio(alert)?;
    let value = rate * budget(inputs)?;
    if value >= 1.0 {
        return None;
    }
    Some(Computed::new(
        Quantity::Share(Percent::new(value).ok()?),
        format!("{share} × {window} / {alert} × (1 - {slo})"),
    ))
}

pub(super) fn burn_fast(inputs: &Inputs<'_>) -> Option<Computed> {
    burn(inputs, FAST)
}

pub(super) fn burn_slow(inputs: &Inputs<'_>) -> Option<Computed> {
    burn(inputs, SLOW)
}

/// The copies where the geography puts them, one voter each.
fn placement(inputs: &Inputs<'_>) -> Option<Placement> {
    let down = inputs.world.down();
    let n = usize::try_from(inputs.count("decision.quorum.n")?)
        .ok()?
        .clamp(1, 64);
    let places = |groups: usize| {
        let groups = groups.clamp(1, n);
        let count = |place: usize| {
            u8::try_from(n / groups + usize::from(place < n % groups)).unwrap_or(u8::MAX)
        };
        (0..groups).map(count).collect::<Vec<u8>>()
    };
    let regions: Vec<Vec<u8>> = match inputs.option("decision.geography")? {
        "single-zone" => vec![places(1)],
        "stretched-quorum" | "active-active" if inputs.regions().len() > 1 => {
            places(inputs.regions().len())
                .into_iter()
                .map(|count| vec![count])
                .collect()
        }
        _ => vec![places(3)],
    };
    let chance = Probability::clamped;
    Some(Placement::regions(
        &regions,
        chance(down.region),
        chance(down.zone),
        chance(down.node),
    ))
}

/// The copies that must be up: those left after the failures that the scheme survives. A scheme that goes on with
/// fewer than its write quorum, once it has replaced or left out the lost copy, is up while it does.
fn needed(inputs: &Inputs<'_>) -> Option<usize> {
    let (n, f) = (
        inputs.count("decision.quorum.n")?,
        inputs.count("decision.quorum.f")?,
    );
    usize::try_from(n.saturating_sub(f).max(1)).ok()
}

fn available(inputs: &Inputs<'_>, need: usize) -> Option<Computed> {
    let n = inputs.count("decision.quorum.n")?;
    let outage = placement(inputs)?.outage(Need::quorum(need));
    let down = inputs.world.down();
    let value = 1.0 - outage.down().ratio();
    Some(
        Computed::new(Quantity::Availability(value), format!("P(at least {need} of {n} copies up)")).note(format!(
            "chances of being down: machine {}, zone {}, region {}; releases and overload come on top",
            down.node, down.zone, down.region
        )),
    )
}

pub(super) fn write_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    available(inputs, needed(inputs)?)
}

pub(super) fn read_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let quorum = usize::try_from(inputs.count("decision.quorum.r")?).ok()?;
    available(inputs, quorum.min(needed(inputs)?))
}

/// `(1 - write availability) / (1 - A)`.
pub(super) fn downtime_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let slo = inputs.percent("slo.availability")?;
    let need = needed(inputs)?;
    let down = placement(inputs)?.outage(Need::quorum(need)).down().ratio();
    let value = Percent::new(down / budget(inputs)?).ok()?;
    Some(
        Computed::new(Quantity::Share(value), format!("{down:.1e} / (1 - {slo})"))
            .note("writes of this dataset alone"),
    )
}

/// `failover time / error budget`.
pub(super) fn failover_budget_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let (failover, budget) = (inputs.time("failover-time")?, inputs.time("error-budget")?);
    let share = Percent::new(failover.ratio(budget)?).ok()?;
    Some(Computed::new(
        Quantity::Share(share),
        format!("{} / {}", failover.rounded(3), budget.rounded(3)),
    ))
}
