//! Derived facts that formulas compute, from the values of questions and the facts about the world.
//!
//! Here: one function per formula named in `decision-trees/derived/`.
//! Not here: facts made of rows (`engine`), the mathematics (`model`).

mod capacity;
mod facts;
mod failover;
mod places;
mod priors;
mod published;
mod ways;
mod world;

use crate::catalog::Value;
use crate::model::availability::{Outage, series};
use crate::model::latency::RoundTrip;
use crate::units::{Duration, Percent, Probability};

pub use failover::{Election, by_promotion};
pub use places::{regions_of_quorum, spread};
pub use priors::{Prior, Priors};
pub use published::{Analysis, Spread};
pub use ways::QuorumTrips;
pub use world::World;

/// A formula over its inputs, in the order of `from`.
type Formula = fn(&[&Value], &World) -> Value;

/// The formulas by id.
const FORMULAS: &[(&str, Formula)] = &[
    ("capacity-unmeasured", capacity::unmeasured),
    ("deadline-floor", ways::deadline_floor),
    ("deadline-for-retry", ways::deadline_for_retry),
    ("detection-plus-election", detection_plus_election),
    ("failover-least", failover_least),
    ("far-light-delay", ways::far_light_delay),
    ("fits-one-machine", capacity::fits),
    ("half", |inputs, _| match inputs.first() {
        Some(Value::Duration(time)) => at_most(time.scaled(0.5)),
        _ => Value::Unknown,
    }),
    ("hop-share", ways::hop_share_of),
    ("latest-read-way", ways::latest_read_way),
    ("less", |inputs, _| compare(inputs, |v| v[0] < v[1])),
    ("less-than-sum", |inputs, _| {
        compare(inputs, |v| v[0] < v[1] + v[2])
    }),
    ("majority-round-trip", |inputs, world| {
        maybe(majority_round_trip(inputs, world), at_least)
    }),
    ("nearest-region-round-trip", |inputs, world| {
        maybe(
            between(inputs, world).and_then(|trips| least(trips.map(|trip| trip.time))),
            at_least,
        )
    }),
    ("path-ceiling", path_ceiling),
    ("region-count", |inputs, _| {
        maybe(region_count(inputs), Value::Integer)
    }),
    ("region-loss-leaves-majority", |inputs, _| {
        maybe(region_count(inputs), |count| Value::Bool(count >= 3))
    }),
    ("regions-allow-aws", |inputs, world| {
        allow("aws", inputs, world)
    }),
    ("regions-allow-azure", |inputs, world| {
        allow("azure", inputs, world)
    }),
    ("regions-allow-gcp", |inputs, world| {
        allow("gcp", inputs, world)
    }),
    ("restore-by-copy", capacity::restore_by_copy),
    ("retry-outruns", ways::retry_outruns),
    ("single-region-ceiling", |_, world| {
        maybe(world.promised(Some(Spread::Region)), Value::Percent)
    }),
    ("single-zone-ceiling", |_, world| {
        maybe(world.promised(Some(Spread::Zone)), Value::Percent)
    }),
    ("sum-less", |inputs, _| {
        compare(inputs, |v| v[0] + v[1] < v[2])
    }),
    ("widest-light-delay", |inputs, world| {
        maybe(
            between(inputs, world).and_then(|trips| most(trips.map(|trip| trip.light.scaled(0.5)))),
            at_most,
        )
    }),
    ("widest-round-trip", |inputs, world| {
        maybe(widest_round_trip(inputs, world), at_least)
    }),
    ("write-ceiling", write_ceiling),
    ("write-way", ways::write_way),
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

/// Whether the regions leave room for what runs in one provider's cloud alone: one of them is there, or all are places that
/// no provider is known for.
fn allow(provider: &str, inputs: &[&Value], world: &World) -> Value {
    let named = regions(inputs).unwrap_or_default();
    let clouds = named.iter().filter(|region| world.area(region).is_some());
    let mut clouds = clouds
        .filter_map(|region| region.split_once(':'))
        .peekable();
    Value::Bool(clouds.peek().is_none() || clouds.any(|(cloud, _)| cloud == provider))
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
    let mesh = world.mesh(regions).filter(|_| regions.len() > 1)?;
    let pairs = (0..regions.len()).flat_map(|a| (a + 1..regions.len()).map(move |b| (a, b)));
    Some(pairs.map(move |(a, b)| mesh.trip(a, b)))
}

fn most(times: impl Iterator<Item = Duration>) -> Option<Duration> {
    times.max()
}

fn least(times: impl Iterator<Item = Duration>) -> Option<Duration> {
    times.min()
}

/// A comparison of numbers of one unit; unknown where any of them is.
fn compare(inputs: &[&Value], holds: impl Fn(&[f64]) -> bool) -> Value {
    let numbers: Option<Vec<f64>> = inputs.iter().map(|value| value.magnitude()).collect();
    maybe(numbers, |numbers| Value::Bool(holds(&numbers)))
}

/// Availability of a path of so many hops, each as available as providers promise at the most: `a^hops`, parts in
/// series ([`series`]; Treynor et al. 2017). Rounded against the design.
///
/// Assumes hops that fail independently; of hops that fail together only the worst bounds the path, and then this is
/// too strict. Flatters: a promise is of credits and no measurement, and the hops' own software fails as well.
fn path_ceiling(inputs: &[&Value], world: &World) -> Value {
    let Some(Value::Integer(depth)) = inputs.first() else {
        return Value::Unknown;
    };
    let hops = usize::try_from(*depth).unwrap_or(usize::MAX).min(HOPS_MOST);
    let each = world.promised(None).map_or(1.0, Percent::ratio);
    let parts = vec![Outage::from(Probability::clamped(each).complement()); hops];
    against(series(&parts).down().ratio())
}

/// Availability of writes that nothing stops but the loss of the one machine, zone or region that they need: the
/// input's options in this order, each with what it stands in, `Π (1 - down)` over those levels ([`series`]; the
/// chances are priors with their sources). Without one, nothing that is counted stops them.
///
/// Assumes that levels fail independently. Flatters: releases, overload and mistakes come on top.
fn write_ceiling(inputs: &[&Value], world: &World) -> Value {
    let priors = world.priors();
    let levels = [
        priors.node_down.value,
        priors.zone_down.value,
        priors.region_down.value,
    ];
    let needed = match inputs.first() {
        Some(Value::Choice(option)) => levels.get(usize::from(*option)..).unwrap_or(&[]),
        _ => return Value::Unknown,
    };
    let parts: Vec<Outage> = needed.iter().map(|down| Outage::from(*down)).collect();
    against(series(&parts).down().ratio())
}

/// The availability that this outage leaves: three digits of it, rounded against the design. Enough to print, and what it promises can
/// be had.
fn against(down: f64) -> Value {
    let step = if down > 0.0 {
        10f64.powf(down.log10().floor() - f64::from(DIGITS - 1))
    } else {
        1.0
    };
    // The quotient of two decimals may be a hair above a whole number that it should be.
    let ceiling = Probability::clamped((down / step - 1e-9).ceil() * step).complement();
    let ceiling = ceiling.rounded(DIGITS).parse().unwrap_or(ceiling);
    maybe(Percent::new(ceiling.ratio()).ok(), Value::Percent)
}

/// Digits of derived times and shares. They are printed, and offered as answers.
const DIGITS: u8 = 3;

/// A time that something takes, rounded up: as an answer it is enough.
fn at_least(time: Duration) -> Value {
    Value::Duration(rounded_up(time))
}

/// Three digits of a time, rounded up: as an answer it is enough.
#[must_use]
pub fn rounded_up(time: Duration) -> Duration {
    rounded(time, f64::ceil)
}

/// A time that nothing can undercut, rounded down: it is not more than physics says.
fn at_most(time: Duration) -> Value {
    Value::Duration(rounded(time, f64::floor))
}

fn rounded(time: Duration, how: fn(f64) -> f64) -> Duration {
    if time.is_zero() {
        return time;
    }
    let nanos = time.nanos() as f64;
    // Whole nanoseconds below a microsecond; a float holds the rest, as the last digits are dropped anyway.
    let step = 10f64
        .powf(nanos.log10().floor() - f64::from(DIGITS - 1))
        .max(1.0);
    Duration::from_secs_f64(how(nanos / step) * step / 1e9).unwrap_or(time)
}

/// More hops than any path has; the question allows fifty.
const HOPS_MOST: usize = 1000;

/// The longest silence, a vote and a commit, as the round trips between the voters allow:
/// `election max + 2 · round trip` (Ongaro 2014, sections 3.4 and 9.1); one voter a region where a region has to be
/// survived. Rounded up.
///
/// Flatters: no split vote, nobody paused, and clients that know the new leader at once.
fn detection_plus_election(inputs: &[&Value], world: &World) -> Value {
    let region = matches!(inputs.get(1), Some(Value::Choice(option)) if *option == REGION);
    let election = if region {
        regions(inputs).and_then(|named| {
            let copies = named.len().max(3);
            let needed = copies / 2 + 1;
            let mesh = world.mesh(named).filter(|_| named.len() > 1)?;
            let trips = QuorumTrips::of(&mesh, copies, needed)?;
            Some(Election::over(&trips, true, world))
        })
    } else {
        Some(Election::between_zones(world))
    };
    maybe(election, |election| at_least(election.without_split_vote()))
}

/// How long nobody leads at the least: `election max + 2 · round trip` by a vote (Ongaro 2014, sections 3.4 and 9.1),
/// `election min + round trip` by a lock outside. Input are who names the next leader, copies, write quorum, regions.
///
/// A floor, and flatters as that: products wait longer by default, and clients have to find the new leader.
fn failover_least(inputs: &[&Value], world: &World) -> Value {
    let over = |region: bool| {
        let trips = ways::quorum_trips(inputs.get(1..)?, world)?;
        Some(Election::over(&trips, region, world).without_split_vote())
    };
    // In the order of `derived.lead-from`.
    let time = match inputs.first() {
        Some(Value::Choice(1)) => Some(Election::between_zones(world).shortest_lock()),
        Some(Value::Choice(2)) => Some(Election::between_zones(world).without_split_vote()),
        Some(Value::Choice(3)) => over(false),
        Some(Value::Choice(4)) => over(true),
        _ => None,
    };
    maybe(time, at_least)
}

/// Index of `region` among the options of `failure.survive`, fixed by the vocabulary.
const REGION: u8 = 3;
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_times_are_short_and_on_the_safe_side() {
        let cases = [
            // nanoseconds  up            down
            (223_664_456, "224ms", "223ms"),
            (69_600_000, "69.6ms", "69.6ms"),
            (2_217_600_000, "2.22s", "2.21s"),
            (750, "750ns", "750ns"),
            (0, "0s", "0s"),
        ];
        for (nanos, up, down) in cases {
            let time = Duration::from_nanos(nanos);
            let (Value::Duration(above), Value::Duration(below)) = (at_least(time), at_most(time))
            else {
                panic!("durations stay durations");
            };
            assert!(below <= time && time <= above, "{time}");
            assert_eq!(
                (above.to_string().as_str(), below.to_string().as_str()),
                (up, down)
            );
        }
    }

    #[test]
    fn a_copy_is_no_better_than_what_it_stands_in() {
        let world = World::embedded();
        let ceiling = |level| write_ceiling(&[&Value::Choice(level)], &world).to_string();
        // a machine 0.023 %, a zone 0.015 %, a region 0.005 %
        assert_eq!(ceiling(0), "99.957%");
        assert_eq!(ceiling(1), "99.98%");
        assert_eq!(ceiling(2), "99.995%");
        assert_eq!(ceiling(3), "100%");
    }

    #[test]
    fn a_path_is_no_better_than_its_hops() {
        let world = World::embedded();
        let ceiling = |depth| path_ceiling(&[&Value::Integer(depth)], &world).to_string();
        assert_eq!(ceiling(0), "100%");
        assert_eq!(ceiling(1), "99.999%");
        assert_eq!(ceiling(3), "99.997%");
        assert_eq!(ceiling(8), "99.992%");
    }
}
