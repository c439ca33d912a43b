//! Copies that follow behind: how far, and what a failover to one of them loses.

use crate::model::staleness::{FollowerLag, follower_lag, lost_writes as lost};
use crate::units::{Duration, Probability, Rate};

use super::super::{Computed, Inputs, Quantity};

/// The lag of a copy that far away, with how it was computed; the floor alone where writes are not known.
fn lag(inputs: &Inputs<'_>, round_trip: Duration) -> Option<(FollowerLag, Option<Rate>)> {
    let writes = inputs.rate("dataset.write-rate");
    let apply = inputs.world.one_machine().writes;
    let known = follower_lag(
        round_trip,
        Duration::ZERO,
        writes.unwrap_or(Rate::ZERO),
        apply,
    );
    known.ok().map(|lag| (lag, writes))
}

fn applies(inputs: &Inputs<'_>) -> String {
    let apply = inputs.world.one_machine().writes;
    format!("a copy applies {apply} one by one, the planning limit of one machine")
}

/// One way, and the queue before the copy that applies.
pub(super) fn replica_lag(inputs: &Inputs<'_>) -> Option<Computed> {
    let widest = inputs.duration("derived.widest-round-trip")?;
    let half = format!("{} / 2", widest.rounded(3));
    let Some((lag, writes)) = lag(inputs, widest) else {
        let computed = Computed::new(Quantity::Duration(widest.scaled(0.5)), half);
        return Some(computed.note(format!(
            "more writes than one copy applies in line ({}): it keeps up only if they are applied in parallel or partitioned",
            inputs.world.one_machine().writes
        )));
    };
    let Some(writes) = writes else {
        let floor = lag.quantile(Probability::ZERO);
        return Some(Computed::new(Quantity::Duration(floor), half));
    };
    let apply = inputs.world.one_machine().writes;
    Some(
        Computed::new(
            Quantity::Duration(lag.mean()),
            format!("{half} + 1 / ({apply} - {writes})"),
        )
        .note(applies(inputs)),
    )
}

/// What the RPO allows to be lost.
pub(super) fn lost_writes(inputs: &Inputs<'_>) -> Option<Computed> {
    let rate = inputs.rate("dataset.write-rate")?;
    let rpo = inputs
        .duration("dataset.rpo")
        .filter(|rpo| !rpo.is_zero())?;
    Some(Computed::new(
        Quantity::Count(lost(rate, rpo).ceil()),
        format!("{rate} × {rpo}"),
    ))
}

/// What the usual lag of a copy in the next zone loses.
pub(super) fn lost_writes_expected(inputs: &Inputs<'_>) -> Option<Computed> {
    let trip = inputs.world.zone_round_trip();
    let (lag, writes) = lag(inputs, trip)?;
    let writes = writes?;
    Some(
        Computed::new(
            Quantity::Count(lost(writes, lag.mean())),
            format!("{writes} × {}", lag.mean().rounded(3)),
        )
        .note(format!("{trip} is the usual round trip between zones"))
        .note(applies(inputs)),
    )
}

/// What the usual lag of the far copy loses when its source goes with the region.
pub(super) fn lost_writes_region(inputs: &Inputs<'_>) -> Option<Computed> {
    let (lag, writes) = (
        inputs.time("replica-lag")?,
        inputs.rate("dataset.write-rate")?,
    );
    Some(Computed::new(
        Quantity::Count(lost(writes, lag)),
        format!("{writes} × {}", lag.rounded(3)),
    ))
}
