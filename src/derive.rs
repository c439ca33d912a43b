//! Derived facts that formulas compute, from the values of questions and the facts about the world.
//!
//! Here: one function per formula named in `decision-trees/derived/`.
//! Not here: facts made of rows (`engine`), the mathematics (`model`).

mod capacity;
mod world;

use crate::catalog::Value;
use crate::units::{Duration, Percent};

pub use world::{RoundTrip, World};

/// A formula over its inputs, in the order of `from`.
type Formula = fn(&[&Value], &World) -> Value;

/// The formulas by id.
const FORMULAS: &[(&str, Formula)] = &[
    ("capacity-unmeasured", capacity::unmeasured),
    ("deadline-floor", deadline_floor),
    ("detection-plus-election", detection_plus_election),
    ("fits-one-machine", capacity::fits),
    ("less", |inputs, _| compare(inputs, |v| v[0] < v[1])),
    ("less-than-sum", |inputs, _| {
        compare(inputs, |v| v[0] < v[1] + v[2])
    }),
    ("majority-round-trip", |inputs, world| {
        maybe(majority_round_trip(inputs, world), Value::Duration)
    }),
    ("nearest-region-round-trip", |inputs, world| {
        maybe(
            between(inputs, world).and_then(|trips| least(trips.map(|trip| trip.time))),
            Value::Duration,
        )
    }),
    ("path-ceiling", path_ceiling),
    ("region-count", |inputs, _| {
        maybe(region_count(inputs), Value::Integer)
    }),
    ("region-loss-leaves-majority", |inputs, _| {
        maybe(region_count(inputs), |count| Value::Bool(count >= 3))
    }),
    ("single-zone-ceiling", |_, world| {
        maybe(world.single_zone_ceiling(), Value::Percent)
    }),
    ("sum-less", |inputs, _| {
        compare(inputs, |v| v[0] + v[1] < v[2])
    }),
    ("widest-light-delay", |inputs, world| {
        maybe(
            between(inputs, world).and_then(|trips| most(trips.map(|trip| trip.light.scaled(0.5)))),
            Value::Duration,
        )
    }),
    ("widest-round-trip", |inputs, world| {
        maybe(widest_round_trip(inputs, world), Value::Duration)
    }),
];

/// The value of a formula; unknown where an input that it needs is unknown, or there is no such formula.
#[must_use]
pub fn compute(formula: &str, inputs: &[&Value], world: &World) -> Value {
    FORMULAS
        .iter()
        .find(|(id, _)| *id == formula)
        .map_or(Value::Unknown, |(_, compute)| compute(inputs, world))
}

/// The ids of the formulas.
pub fn formulas() -> impl Iterator<Item = &'static str> {
    FORMULAS.iter().map(|(id, _)| *id)
}

fn maybe<T>(value: Option<T>, wrap: impl FnOnce(T) -> Value) -> Value {
    value.map_or(Value::Unknown, wrap)
}

fn regions<'v>(inputs: &[&'v Value]) -> Option<&'v [String]> {
    match inputs.first()? {
        Value::List(regions) if !regions.is_empty() => Some(regions),
        _ => None,
    }
}

fn region_count(inputs: &[&Value]) -> Option<u64> {
    regions(inputs).map(|regions| regions.len() as u64)
}

fn majority_round_trip(inputs: &[&Value], world: &World) -> Option<Duration> {
    world.majority_round_trip(regions(inputs)?)
}

fn widest_round_trip(inputs: &[&Value], world: &World) -> Option<Duration> {
    most(between(inputs, world)?.map(|trip| trip.time))
}

/// The round trips between every two of the regions; none under two regions or where a position is not known.
fn between(inputs: &[&Value], world: &World) -> Option<impl Iterator<Item = RoundTrip>> {
    let regions = regions(inputs)?;
    let pairs = regions
        .iter()
        .enumerate()
        .flat_map(|(index, a)| regions[index + 1..].iter().map(move |b| (a, b)));
    let trips: Option<Vec<RoundTrip>> = pairs.map(|(a, b)| world.round_trip(a, b)).collect();
    trips.filter(|trips| !trips.is_empty()).map(Vec::into_iter)
}

fn most(times: impl Iterator<Item = Duration>) -> Option<Duration> {
    times.max_by(|a, b| a.secs().total_cmp(&b.secs()))
}

fn least(times: impl Iterator<Item = Duration>) -> Option<Duration> {
    times.min_by(|a, b| a.secs().total_cmp(&b.secs()))
}

/// A comparison of numbers of one unit; unknown where any of them is.
fn compare(inputs: &[&Value], holds: impl Fn(&[f64]) -> bool) -> Value {
    let numbers: Option<Vec<f64>> = inputs.iter().map(|value| value.magnitude()).collect();
    maybe(numbers, |numbers| Value::Bool(holds(&numbers)))
}

/// Availability of a path whose every hop is up 99.999 % of the time: no path is better than its parts in series.
fn path_ceiling(inputs: &[&Value], _: &World) -> Value {
    let Some(Value::Integer(depth)) = inputs.first() else {
        return Value::Unknown;
    };
    let ceiling = 0.99999f64.powi(i32::try_from(*depth).unwrap_or(i32::MAX));
    maybe(Percent::new(ceiling).ok(), Value::Percent)
}

/// Heartbeats a follower misses before it stands for election, and the time the election takes.
///
/// Election timeout of ten round trips between the voters (etcd's tuning guide), drawn from T to 2T as Raft
/// proposes, then one round of votes and one of the first heartbeat (Ongaro and Ousterhout 2014, §5.2, §5.6).
/// The expected worst case is 2T plus two round trips.
fn detection_plus_election(inputs: &[&Value], world: &World) -> Value {
    use crate::catalog::OptionSet;
    let region =
        matches!(inputs.get(1), Some(Value::Choice(option)) if OptionSet::only(3).has(*option));
    let between = if region {
        majority_round_trip(inputs, world)
    } else {
        Some(world.zone_round_trip())
    };
    maybe(between, |trip| {
        Value::Duration(
            election_timeout(trip)
                .scaled(2.0)
                .saturating_add(trip.scaled(2.0)),
        )
    })
}

/// Ten round trips, and not below the second that etcd takes for a local network: disks and pauses need it.
#[must_use]
pub fn election_timeout(round_trip: Duration) -> Duration {
    let (ten, least) = (round_trip.scaled(10.0), Duration::from_secs(1));
    if ten > least { ten } else { least }
}

fn deadline_floor(inputs: &[&Value], world: &World) -> Value {
    let Some(Value::Integer(depth)) = inputs.first() else {
        return Value::Unknown;
    };
    let hops = world.same_zone_round_trip().scaled(*depth as f64);
    let far = match inputs.get(2) {
        Some(Value::Choice(0)) | None => None,
        _ => widest_round_trip(&inputs[1..], world),
    };
    Value::Duration(far.map_or(hops, |far| hops.saturating_add(far)))
}
