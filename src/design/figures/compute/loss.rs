//! Copies that follow behind: how far, and what a failover to one of them loses.

use crate::model::staleness::{FollowerLag, follower_lag, lost_writes as lost};
use crate::units::{Duration, Probability, Rate};

use super::super::{Computed, Inputs, Quantity};
use super::load::parts;

/// Writes as one partition sees them: a copy follows its own leader, and each applies by itself.
struct Stream {
    writes: Option<Rate>,
    apply: Rate,
    /// The calculation of the rate, where it is known.
    how: String,
}

impl Stream {
    fn of(inputs: &Inputs<'_>) -> Self {
        let all = inputs.rate("dataset.write-rate");
        let parts = parts(inputs);
        let how = match all {
            Some(all) if parts > 1 => format!("{all} / {parts}"),
            Some(all) => all.to_string(),
            None => String::new(),
        };
        Self {
            writes: all.and_then(|all| Rate::per_sec(all.get() / f64::from(parts)).ok()),
            apply: inputs.world.one_machine().writes,
            how,
        }
    }

    /// The lag of a copy that far away; none where writes come faster than one copy applies them.
    fn lag(&self, round_trip: Duration) -> Option<FollowerLag> {
        let writes = self.writes.unwrap_or(Rate::ZERO);
        follower_lag(round_trip, Duration::ZERO, writes, self.apply).ok()
    }

    fn note(&self) -> String {
        format!(
            "a copy applies {} one by one, the planning limit of one machine",
            self.apply
        )
    }

    fn too_many(&self) -> String {
        format!(
            "more writes than one copy applies in line ({}): it keeps up only if they are applied in parallel or partitioned",
            self.apply
        )
    }
}

/// One way, and the queue before the copy that applies: `round trip / 2 + 1 / (apply - writes)`
/// (`model::staleness::follower_lag`; Kleinrock 1975, section 3.2). Flatters: a large transaction or a long query holds
/// up all behind it.
pub(super) fn replica_lag(inputs: &Inputs<'_>) -> Option<Computed> {
    // One standby can stand in the nearest region; copies everywhere stand in the farthest too.
    let far = if inputs.option("decision.geography")? == "regional-dr" {
        "derived.nearest-region-round-trip"
    } else {
        "derived.widest-round-trip"
    };
    let trip = inputs.duration(far)?;
    let (half, stream) = (format!("{} / 2", trip.rounded(3)), Stream::of(inputs));
    let Some(lag) = stream.lag(trip) else {
        let computed = Computed::new(Quantity::Duration(trip.scaled(0.5)), half);
        return Some(computed.note(stream.too_many()));
    };
    if stream.writes.is_none() {
        let floor = lag.quantile(Probability::ZERO);
        return Some(Computed::new(Quantity::Duration(floor), half));
    }
    Some(
        Computed::new(
            Quantity::Duration(lag.mean()),
            format!("{half} + 1 / ({} - {})", stream.apply, stream.how),
        )
        .note(stream.note()),
    )
}

/// What the RPO allows to be lost: `rate · RPO` (Little 1961). An upper bound that was asked for, and no estimate.
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

/// What the usual lag of a copy in the next zone loses, of one partition: `writes · lag`
/// (`model::staleness::lost_writes`). Flatters: a follower of a leader that dies of overload is farther behind.
pub(super) fn lost_writes_expected(inputs: &Inputs<'_>) -> Option<Computed> {
    let trip = inputs.world.zone_round_trip();
    let stream = Stream::of(inputs);
    let (lag, writes) = (stream.lag(trip)?, stream.writes?);
    let computed = Computed::new(
        Quantity::Count(lost(writes, lag.mean())),
        format!("{} × {}", stream.how, lag.mean().rounded(3)),
    )
    .note(format!("{trip} is the usual round trip between zones"))
    .note(stream.note());
    Some(if parts(inputs) > 1 {
        computed.note("of the one partition whose leader is lost")
    } else {
        computed
    })
}

/// What the usual lag of the far copy loses when its source goes with the region: `writes · lag`, of all partitions.
/// Flatters as above.
pub(super) fn lost_writes_region(inputs: &Inputs<'_>) -> Option<Computed> {
    let (lag, writes) = (
        inputs.time("replica-lag")?,
        inputs.rate("dataset.write-rate")?,
    );
    let computed = Computed::new(
        Quantity::Count(lost(writes, lag)),
        format!("{writes} × {}", lag.rounded(3)),
    );
    let stream = Stream::of(inputs);
    Some(if stream.lag(Duration::ZERO).is_none() {
        computed.note(stream.too_many())
    } else {
        computed
    })
}
