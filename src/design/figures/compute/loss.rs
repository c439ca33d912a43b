//! What is lost when data changes hands, and how long it takes to come back: copies that follow behind, backups that are read back.

use crate::model::staleness::{FollowerLag, follower_lag, lost_writes as lost};
use crate::units::{Duration, Probability, Rate};

use crate::model::dedupe::DAY;
use crate::units::Bytes;

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

/// The last base backup, copied to each partition at the rate of a machine, and the log since.
pub(super) fn restore_by_copying(inputs: &Inputs<'_>) -> Option<Computed> {
    let size = inputs.bytes("dataset.size")?;
    let divided = inputs.option("decision.partitioning") != Some("none");
    let parts = if divided { parts(inputs) } else { 1 };
    let rate = &inputs.priors().restore_rate;
    let over = |each: String| match parts {
        1 => each,
        _ => format!("({parts} × {each})"),
    };
    let seconds = size.get() as f64 / f64::from(parts) / rate.value.get() as f64;
    let mut time = Duration::from_secs_f64(seconds).ok()?;
    let mut how = format!("{size} / {}", over(format!("{}/s", rate.value)));
    let mut notes = vec![rate.note()];
    // Where a day may be lost, the backup of last night is all that comes back.
    let loss = inputs.duration("dataset.restore-loss");
    let nightly = loss.is_some_and(|loss| loss >= DAY);
    let factor = inputs.number("calls.peak-factor").unwrap_or(1.0).max(1.0);
    match inputs.rate("dataset.write-rate") {
        Some(peak) if !nightly => {
            let mean = Rate::per_sec(peak.get() / factor).ok()?;
            let apply = inputs.world.one_machine().writes;
            let log = mean.get() * DAY.secs() / (f64::from(parts) * apply.get());
            time = time.saturating_add(Duration::from_secs_f64(log).ok()?);
            let (mean, apply) = (mean.rounded(3), over(apply.to_string()));
            how = format!("{how} + {mean} × {DAY} / {apply}");
            notes.push(format!(
                "the log of up to {DAY} is applied one by one at the planning limit of one machine"
            ));
            let left = inputs.duration("dataset.restore-time");
            let left = left.map(|within| within.secs() - log);
            notes.extend(left.and_then(|left| kept_from(left, seconds, rate.value)));
        }
        _ => {
            let within = inputs.duration("dataset.restore-time");
            notes.extend(within.and_then(|within| kept_from(within.secs(), seconds, rate.value)));
        }
    }
    let computed = Computed::new(Quantity::Duration(time), how);
    Some(notes.into_iter().fold(computed, Computed::note))
}

/// The rate from which the bytes are back in what is left of the time, where they are not.
fn kept_from(left: f64, taken: f64, rate: Bytes) -> Option<String> {
    if taken <= left {
        return None;
    }
    Some(if left > 0.0 {
        let needed = rate.scaled(taken / left);
        format!("in time from {}/s a machine on", needed.rounded(3))
    } else {
        "the log alone takes longer than a restore may".to_owned()
    })
}
