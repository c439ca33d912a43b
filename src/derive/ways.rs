//! How far requests, reads and writes have to go at the least, by where the trees have put the data.
//!
//! Here: bounds that conflicts hold answers against, and the round trips of a quorum over regions.
//! Not here: the ways of a whole design, each with its calculation (`design`), the mathematics (`model::latency`).

use std::collections::BTreeMap;

use crate::catalog::Value;
use crate::model::latency::Mesh;
use crate::units::Duration;

use super::places::{fewest_places, regions_of_quorum, spread};
use super::{World, at_least, at_most, maybe, regions};

/// Options of `geo.users`, in the order of the vocabulary.
#[cfg(test)]
const ONE_REGION: u8 = 0;
const ONE_CONTINENT: u8 = 1;
const GLOBAL: u8 = 2;

/// Who answers a request, in the order of `derived.answered-from`.
const HOME: u8 = 1;
const LEADER: u8 = 2;

fn choice(value: Option<&&Value>) -> Option<u8> {
    match value {
        Some(Value::Choice(option)) => Some(*option),
        _ => None,
    }
}

fn count(value: Option<&&Value>) -> Option<usize> {
    match value {
        Some(Value::Integer(count)) => usize::try_from(*count).ok(),
        _ => None,
    }
}

fn time(value: Option<&&Value>) -> Option<Duration> {
    match value {
        Some(Value::Duration(time)) => Some(*time),
        _ => None,
    }
}

/// The round trips of a quorum that stands in several regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuorumTrips {
    /// From the best-placed region to the nearest that make a write quorum with it.
    pub quorum: Duration,
    /// The same while one of the regions is away, whichever hurts most; as above where no quorum is left then.
    pub with_one_away: Duration,
    /// Between the two of them that are farthest apart: what a sign of life to every voter takes.
    pub widest: Duration,
}

impl QuorumTrips {
    /// The trips of so many copies over these regions, of which a write needs so many: from the best-placed region, the
    /// round trip to the farthest of the fewest nearest regions that hold a quorum (Gifford 1979; the `w`-th answer as
    /// in `model::latency::commit`).
    ///
    /// Assumes copies spread evenly over the best-placed region and those nearest to it. Flatters: the fullest are
    /// reached first, so that no placement is faster, and round trips are typical ones.
    #[must_use]
    pub fn of(mesh: &Mesh, copies: usize, needed: usize) -> Option<Self> {
        let named = mesh.names().len();
        let places = regions_of_quorum(copies, named);
        let reached = fewest_places(&spread(copies, places), needed).min(named);
        let all: Vec<usize> = (0..named).collect();
        let (quorum, leader) = best(&Ways::from_each(mesh, &all), reached, None)?;
        let mut near = all;
        near.sort_by_key(|place| (*place != leader, mesh.trip(leader, *place).time));
        near.truncate(places);
        let ways = Ways::from_each(mesh, &near);
        let away = near
            .iter()
            .filter_map(|lost| best(&ways, reached, Some(*lost)));
        let away = away.map(|(trip, _)| trip).max();
        let pairs = near.iter().flat_map(|a| near.iter().map(move |b| (*a, *b)));
        Some(Self {
            quorum,
            with_one_away: away.map_or(quorum, |away| away.max(quorum)),
            widest: pairs.map(|(a, b)| mesh.trip(a, b).time).max()?,
        })
    }
}

/// The ways from one place to all of some places.
struct Ways {
    from: usize,
    /// Itself first, then by distance.
    sorted: Vec<Duration>,
    /// Each place with where it stands in that order.
    ranks: BTreeMap<usize, usize>,
}

impl Ways {
    /// From each of the places, sorted once: with every place away in turn, sorting each time would take thirty regions a while.
    fn from_each(mesh: &Mesh, places: &[usize]) -> Vec<Self> {
        let from = |leader: &usize| {
            let mut all: Vec<(bool, Duration, usize)> = places
                .iter()
                .map(|place| (place != leader, mesh.trip(*leader, *place).time, *place))
                .collect();
            all.sort_unstable();
            Self {
                from: *leader,
                sorted: all.iter().map(|(_, time, _)| *time).collect(),
                ranks: all
                    .iter()
                    .zip(0..)
                    .map(|((.., place), rank)| (*place, rank))
                    .collect(),
            }
        };
        places.iter().map(from).collect()
    }
}

/// The shortest way from one of the places to so many of them, itself the first, while one may be away; and from which.
fn best(ways: &[Ways], reached: usize, lost: Option<usize>) -> Option<(Duration, usize)> {
    let end = reached.checked_sub(1)?;
    let from = |ways: &Ways| {
        // One that is away and would have been reached makes room for the next.
        let rank = lost.and_then(|lost| ways.ranks.get(&lost));
        let next = rank.is_some_and(|rank| *rank <= end);
        Some((*ways.sorted.get(end + usize::from(next))?, ways.from))
    };
    let left = ways.iter().filter(|ways| Some(ways.from) != lost);
    left.filter_map(from).min()
}

/// The way that a write waits for, at the least: a round trip inside the zone, between zones, to the nearest region, or
/// to a quorum over regions. Input are what it waits for, copies, write quorum, regions. A floor, rounded up; flatters
/// by all work left out.
pub(super) fn write_way(inputs: &[&Value], world: &World) -> Value {
    // What it waits for, in the order of `derived.write-waits-for`.
    let way = match choice(inputs.first()) {
        Some(1) => Some(world.same_zone_round_trip()),
        Some(2) => Some(world.zone_round_trip()),
        Some(3) => nearest(inputs.get(3..).unwrap_or(&[]), world),
        Some(4) => quorum_trips(inputs.get(1..).unwrap_or(&[]), world).map(|trips| trips.quorum),
        _ => None,
    };
    maybe(way, at_least)
}

/// Copies, write quorum, regions.
pub(super) fn quorum_trips(inputs: &[&Value], world: &World) -> Option<QuorumTrips> {
    let named = regions(inputs.get(2..)?)?;
    let mesh = world.mesh(named).filter(|_| named.len() > 1)?;
    QuorumTrips::of(&mesh, count(inputs.first())?, count(inputs.get(1))?)
}

fn nearest(inputs: &[&Value], world: &World) -> Option<Duration> {
    super::between(inputs, world)?.map(|trip| trip.time).min()
}

/// The way from readers to the one place that has the latest: of the best-placed region, the longest round trip from
/// readers in the other regions, or light to the farthest part of the world where users are everywhere. Input are who
/// answers, where the users are, the regions.
///
/// A floor. Flatters: users are taken to stand in a region or at the nearest place of their part of the world, and
/// light in a straight fibre stands for their network.
fn to_the_answer(inputs: &[&Value], world: &World) -> Option<Duration> {
    let (from, users) = (choice(inputs.first())?, choice(inputs.get(1))?);
    let named = regions(inputs.get(2..)?)?;
    let mesh = world.mesh(named)?;
    let far = world.light_to_the_world(named).filter(|_| users == GLOBAL);
    let homes = 0..named.len();
    let readers = |home: usize| -> Duration {
        let way = |reader: &usize| mesh.trip(*reader, home).time;
        let others = |area: &str| {
            let inside = |place: &usize| *place != home && world.area(&named[*place]) == Some(area);
            (0..named.len()).filter(inside).collect::<Vec<_>>()
        };
        match users {
            GLOBAL => (0..named.len())
                .filter(|place| *place != home)
                .map(|r| way(&r))
                .max(),
            // Which continent it is nobody said: the one whose readers have it best.
            ONE_CONTINENT => {
                let areas = named.iter().filter_map(|name| world.area(name));
                areas
                    .map(|area| others(area).iter().map(way).max().unwrap_or_default())
                    .min()
            }
            _ => None,
        }
        .unwrap_or_default()
    };
    let light = |home: usize| {
        far.as_ref()
            .and_then(|far| far.get(home).copied())
            .unwrap_or_default()
    };
    let wait = |home: usize| match from {
        LEADER => readers(home).max(light(home)),
        HOME => light(home),
        _ => Duration::ZERO,
    };
    let way = homes.map(wait).min();
    // Where copies stand near everybody, the nearest of them is what users have to reach.
    match from {
        HOME | LEADER => way,
        _ => far.and_then(|_| world.light_to_nearest(named)),
    }
    .filter(|way| !way.is_zero())
}

/// The least time of a latest read that has to go to one place; a floor, rounded up, and flatters as the way itself
/// does: typical round trips, no work, no queue.
pub(super) fn latest_read_way(inputs: &[&Value], world: &World) -> Value {
    match choice(inputs.first()) {
        Some(HOME | LEADER) => maybe(to_the_answer(inputs, world), at_least),
        _ => Value::Unknown,
    }
}

/// A round trip inside a zone for each hop, and the users' own way: `hops · round trip + way` (counting, no source);
/// input are the hops, who answers, where the users are, the regions. Assumes hops in turn, all in one zone. A floor:
/// it flatters by all work.
pub(super) fn deadline_floor(inputs: &[&Value], world: &World) -> Value {
    let Some(depth) = count(inputs.first()) else {
        return Value::Unknown;
    };
    let hops = world.same_zone_round_trip().scaled(depth as f64);
    let far = to_the_answer(&inputs[1..], world);
    at_least(far.map_or(hops, |far| hops.saturating_add(far)))
}

/// Light one way between the regions that are farthest apart, half of `model::latency::light_round_trip`; of a
/// single one, to users who are all over the world. A floor, rounded down, and flatters as one: every copy there is
/// older than that.
pub(super) fn far_light_delay(inputs: &[&Value], world: &World) -> Value {
    let between = super::between(inputs.get(1..).unwrap_or(&[]), world);
    let between = between.and_then(|trips| trips.map(|trip| trip.light).max());
    let users = match (
        choice(inputs.first()),
        regions(inputs.get(1..).unwrap_or(&[])),
    ) {
        (Some(GLOBAL), Some(named)) => world
            .light_to_the_world(named)
            .and_then(|far| far.into_iter().min()),
        _ => None,
    };
    maybe(between.or(users), |light| at_most(light.scaled(0.5)))
}

/// What a hop may take of the deadline, in equal shares once the way is paid for: `(deadline - floor) / hops` (SRE Book
/// 2016, ch. 22, "Latency and Deadlines"); input are deadline, hops, floor. Without a number of hops there is one.
/// Flatters the hop that does the most work.
fn hop_share(inputs: &[&Value]) -> Option<Duration> {
    let (deadline, floor) = (
        time(inputs.first())?,
        time(inputs.get(2)).unwrap_or_default(),
    );
    let hops = count(inputs.get(1)).unwrap_or(1).max(1);
    let work = deadline.saturating_sub(floor);
    Some(Duration::from_nanos(work.nanos() / hops as u64))
}

pub(super) fn hop_share_of(inputs: &[&Value], _: &World) -> Value {
    maybe(hop_share(inputs), at_most)
}

/// The least deadline with time for two slow calls in a row beside the way, and by equal shares for one at each hop:
/// `floor + max(2, hops) · p99` (counting, no source); input are hops, floor, the 99th percentile of a call. Flatters:
/// pauses between attempts come on top, and one call in a hundred is slower.
fn needed_for_retry(inputs: &[&Value]) -> Option<Duration> {
    let calls = count(inputs.first()).unwrap_or(1).max(2);
    let floor = time(inputs.get(1)).unwrap_or_default();
    Some(floor.saturating_add(time(inputs.get(2))?.scaled(calls as f64)))
}

pub(super) fn deadline_for_retry(inputs: &[&Value], _: &World) -> Value {
    maybe(needed_for_retry(inputs), at_least)
}

/// Whether a deadline is below that; input is the deadline, and the rest as there.
pub(super) fn retry_outruns(inputs: &[&Value], _: &World) -> Value {
    let needed = needed_for_retry(inputs.get(1..).unwrap_or(&[]));
    let outruns = time(inputs.first())
        .zip(needed)
        .map(|(deadline, needed)| deadline < needed);
    maybe(outruns, Value::Bool)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(regions: &[&str]) -> Value {
        Value::List(regions.iter().map(|region| (*region).to_owned()).collect())
    }

    fn trips(regions: &[&str], copies: usize, needed: usize) -> Option<QuorumTrips> {
        let names: Vec<String> = regions.iter().map(|region| (*region).to_owned()).collect();
        let mesh = World::embedded().mesh(&names)?;
        QuorumTrips::of(&mesh, copies, needed)
    }

    /// The slow way: all leaders, all subsets of places that hold enough, the slowest of each.
    #[test]
    fn quorum_trips_are_those_of_trying_everything() {
        let world = World::embedded();
        let keys: Vec<String> = world.regions().map(|(key, _)| key.to_owned()).collect();
        for (start, step) in [(0, 7), (3, 11), (20, 17), (41, 23), (5, 29)] {
            for places in 3..8 {
                let names: Vec<String> = (0..places)
                    .map(|at| keys[(start + at * step) % keys.len()].clone())
                    .collect();
                let mesh = world.mesh(&names).unwrap();
                let needed = places / 2 + 1;
                let found = QuorumTrips::of(&mesh, places, needed).unwrap();
                let slow = |left: &[usize]| {
                    let mut best = Duration::MAX;
                    for leader in left {
                        for subset in 0..1_u32 << places {
                            let has = |place: &usize| subset >> place & 1 == 1;
                            let inside = (0..places).filter(has).all(|place| left.contains(&place));
                            if inside && has(leader) && subset.count_ones() as usize == needed {
                                let worst = (0..places).filter(has).filter(|place| place != leader);
                                best = best.min(
                                    worst
                                        .map(|place| mesh.trip(*leader, place).time)
                                        .max()
                                        .unwrap(),
                                );
                            }
                        }
                    }
                    best
                };
                let all: Vec<usize> = (0..places).collect();
                assert_eq!(found.quorum, slow(&all), "{names:?}");
                let away = all.iter().map(|lost| {
                    slow(
                        &all.iter()
                            .copied()
                            .filter(|place| place != lost)
                            .collect::<Vec<_>>(),
                    )
                });
                assert_eq!(found.with_one_away, away.max().unwrap(), "{names:?}");
            }
        }
    }

    /// Ireland and London are near, Sydney is far: with one of the near ones away, the other has to ask Sydney.
    #[test]
    fn survivors_may_have_to_ask_far_away() {
        let regions = ["aws:eu-west-1", "aws:eu-west-2", "aws:ap-southeast-2"];
        let found = trips(&regions, 3, 2).unwrap();
        let told = [found.quorum, found.with_one_away, found.widest].map(|trip| trip.to_string());
        assert_eq!(told, ["13.7ms", "266.1ms", "266.1ms"]);
        // Pairs in two regions: no quorum is left when one is away.
        let two = trips(&regions[..2], 4, 3).unwrap();
        assert_eq!(two.quorum, two.with_one_away);
        assert_eq!(trips(&["here", "there"], 3, 2), None);
    }

    #[test]
    fn a_quorum_of_few_copies_needs_the_nearest_regions_only() {
        let five = [
            "aws:eu-west-1",
            "aws:eu-west-2",
            "aws:ap-southeast-2",
            "aws:us-east-1",
            "aws:sa-east-1",
        ];
        assert_eq!(trips(&five, 3, 2).unwrap().quorum.to_string(), "13.7ms");
        // six copies over five regions, four of them: two in one region and two more regions
        assert!(trips(&five, 6, 4).unwrap().quorum > trips(&five, 3, 2).unwrap().quorum);
    }

    #[test]
    fn users_all_over_the_world_pay_for_one_place() {
        let world = World::embedded();
        let virginia = list(&["aws:us-east-1"]);
        let floor = |depth: u64, from: u8, users: u8, named: &Value| {
            let inputs = [
                &Value::Integer(depth),
                &Value::Choice(from),
                &Value::Choice(users),
                named,
            ];
            deadline_floor(&inputs, &world).to_string()
        };
        assert_eq!(floor(4, HOME, ONE_REGION, &virginia), "1ms");
        assert_eq!(floor(4, HOME, ONE_CONTINENT, &virginia), "1ms");
        // Oceania is nowhere nearer to Virginia than some 14,000 km; light takes 0.01 ms a kilometre, there and back.
        let far = world
            .light_to_the_world(&["aws:us-east-1".to_owned()])
            .unwrap();
        assert!(
            far[0] > Duration::from_millis(130) && far[0] < Duration::from_millis(170),
            "{far:?}"
        );
        // Copies on every continent answer near everybody, whatever the way between them.
        let everywhere = list(&[
            "aws:us-east-1",
            "aws:eu-west-1",
            "aws:ap-southeast-2",
            "aws:ap-northeast-1",
            "aws:sa-east-1",
            "aws:af-south-1",
            "aws:me-south-1",
            "aws:ap-south-1",
        ]);
        let near = floor(0, 0, GLOBAL, &everywhere);
        assert_eq!(near, "0s");
    }
}
