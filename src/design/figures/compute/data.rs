//! Latency, loss, storage and traffic of one dataset.

use crate::units::{Bytes, Duration, Percent, Rate};

use super::super::{Computed, Inputs, Quantity};

/// The round trip to the copies that must answer: between regions where they stand there, else between zones.
fn quorum_trip(inputs: &Inputs<'_>) -> Option<(Duration, String, Option<String>)> {
    let regions = inputs.regions();
    if inputs.option("decision.geography")? == "stretched-quorum" {
        let (leader, time) = inputs.world.best_leader(regions)?;
        let estimated = regions.iter().any(|other| {
            inputs
                .world
                .round_trip(&regions[leader], other)
                .is_some_and(|trip| !trip.measured)
        });
        let note = estimated.then(|| "some round trips are estimated from distance".to_owned());
        return Some((
            time,
            format!("from {} to the nearest majority", regions[leader]),
            note,
        ));
    }
    let time = inputs.world.zone_round_trip();
    Some((
        time,
        "between zones".to_owned(),
        Some(format!(
            "{} is the usual round trip between zones",
            time.rounded(3)
        )),
    ))
}

/// The round trip to the write quorum; with one copy there is none.
pub(super) fn commit_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    if inputs.count("decision.quorum.w")? < 2 {
        return None;
    }
    let (time, how, note) = quorum_trip(inputs)?;
    let computed = Computed::new(Quantity::Duration(time), format!("round trip {how}"));
    Some(match note {
        Some(note) => computed.note(note),
        None => computed,
    })
}

/// What light needs for the same way.
pub(super) fn light_limit(inputs: &Inputs<'_>) -> Option<Computed> {
    let regions = inputs.regions();
    let (leader, _) = inputs.world.best_leader(regions)?;
    let mut others: Vec<Duration> = regions
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != leader)
        .map(|(_, other)| {
            inputs
                .world
                .round_trip(&regions[leader], other)
                .map(|trip| trip.light)
        })
        .collect::<Option<_>>()?;
    others.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let value = *others.get(regions.len() / 2 - 1)?;
    Some(Computed::new(
        Quantity::Duration(value),
        format!(
            "distance from {} to the nearest majority × 0.01 ms/km",
            regions[leader]
        ),
    ))
}

/// A read of the latest write from the farthest region, through the leader.
pub(super) fn read_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    let regions = inputs.regions();
    let (leader, _) = inputs.world.best_leader(regions)?;
    let farthest = regions
        .iter()
        .map(|region| {
            inputs
                .world
                .round_trip(&regions[leader], region)
                .map(|trip| (trip.time, region))
        })
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal))?;
    Some(Computed::new(
        Quantity::Duration(farthest.0),
        format!(
            "round trip from {} to the leader in {}",
            farthest.1, regions[leader]
        ),
    ))
}

/// Half the widest round trip: a change cannot arrive sooner.
pub(super) fn replica_lag(inputs: &Inputs<'_>) -> Option<Computed> {
    let widest = inputs.duration("derived.widest-round-trip")?;
    Some(Computed::new(
        Quantity::Duration(widest.scaled(0.5)),
        format!("{} / 2", widest.rounded(3)),
    ))
}

/// `writes × RPO`.
pub(super) fn lost_writes(inputs: &Inputs<'_>) -> Option<Computed> {
    let (rate, rpo) = (
        inputs.rate("dataset.write-rate")?,
        inputs.duration("dataset.rpo")?,
    );
    if rpo.is_zero() {
        return None;
    }
    Some(Computed::new(
        Quantity::Count((rate.get() * rpo.secs()).ceil()),
        format!("{rate} × {rpo}"),
    ))
}

/// Size after three years of growth.
fn grown(inputs: &Inputs<'_>) -> Option<(Bytes, String)> {
    let size = inputs.bytes("dataset.size")?;
    let growth = inputs.percent("dataset.growth")?;
    Some((
        size.scaled((1.0 + growth.ratio()).powi(3)),
        format!("{size} × (1 + {growth})^3"),
    ))
}

/// `max(⌈size / limit⌉, ⌈writes / limit⌉)`.
pub(super) fn partitions(inputs: &Inputs<'_>) -> Option<Computed> {
    let limits = inputs.world.one_machine();
    let size = grown(inputs);
    let writes = inputs.rate("dataset.write-rate");
    let by_size = size
        .as_ref()
        .map(|(size, _)| (size.get() as f64 / limits.size_bytes).ceil());
    let by_writes = writes.map(|rate| (rate.get() / limits.writes_per_sec).ceil());
    let value = by_size
        .into_iter()
        .chain(by_writes)
        .fold(None, |most: Option<f64>, next| {
            Some(most.map_or(next, |most| most.max(next)))
        })?;
    let mut parts = Vec::new();
    if let Some((_, how)) = size {
        parts.push(format!("⌈{how} / {}⌉", Bytes::clamped(limits.size_bytes)));
    }
    if let Some(rate) = writes {
        parts.push(format!(
            "⌈{rate} / {}⌉",
            Rate::per_sec(limits.writes_per_sec).ok()?
        ));
    }
    Some(
        Computed::new(
            Quantity::Count(value.max(1.0)),
            format!("max({})", parts.join(", ")),
        )
        .note("planning limits of one machine"),
    )
}

/// `size × n`.
pub(super) fn storage_replicated(inputs: &Inputs<'_>) -> Option<Computed> {
    let (size, n) = (
        inputs.bytes("dataset.size")?,
        inputs.count("decision.quorum.n")?,
    );
    Some(Computed::new(
        Quantity::Bytes(size.scaled(n as f64)),
        format!("{size} × {n}"),
    ))
}

/// `size × n × (1 + growth)^3`.
pub(super) fn storage_three_years(inputs: &Inputs<'_>) -> Option<Computed> {
    let ((size, how), n) = (grown(inputs)?, inputs.count("decision.quorum.n")?);
    Some(Computed::new(
        Quantity::Bytes(size.scaled(n as f64)),
        format!("{how} × {n}"),
    ))
}

/// `writes × item size × (n - 1)`.
pub(super) fn replication_traffic(inputs: &Inputs<'_>) -> Option<Computed> {
    let n = inputs.count("decision.quorum.n")?;
    let (rate, item) = (
        inputs.rate("dataset.write-rate")?,
        inputs.bytes("dataset.item-size")?,
    );
    if n < 2 {
        return None;
    }
    let value = Bytes::clamped(rate.get() * item.get() as f64 * (n - 1) as f64);
    Some(
        Computed::new(
            Quantity::Bytes(value),
            format!("{rate} × {item} × ({n} - 1)"),
        )
        .note("per second at peak"),
    )
}

/// `1 / H(keys)`: the share of the first key under Zipf's law with exponent one.
pub(super) fn hottest_key_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let (size, item) = (
        inputs.bytes("dataset.size")?,
        inputs.bytes("dataset.item-size")?,
    );
    let keys = size.get() as f64 / item.get().max(1) as f64;
    if keys < 2.0 {
        return None;
    }
    // H(k) by Euler and Maclaurin; exact to better than a thousandth from two keys on.
    let harmonic = keys.ln() + 0.577_215_664_901_532_9 + 1.0 / (2.0 * keys);
    let share = Percent::new(1.0 / harmonic).ok()?;
    Some(
        Computed::new(Quantity::Share(share), format!("1 / H({keys:.0} keys)"))
            .note("popularity by Zipf's law with exponent 1"),
    )
}
