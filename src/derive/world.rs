//! Facts about the world: regions, round trips, limits of one machine, priors; from `decision-trees/facts/`.
//!
//! Here: reading them once, each file when it is first needed.
//! Not here: formulas over them (`derive`, `model`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::latency::{AreaModel, Atlas, Mesh, Place, Region, RoundTrip, commit};
use crate::model::sharding::Limits;
use crate::units::{Bytes, Duration, Percent, Probability, Rate};

use super::priors::{Priors, parsed};

/// Facts about the world, read when first needed.
#[derive(Debug, Default)]
pub struct World {
    map: OnceLock<Map>,
    capacity: OnceLock<Capacity>,
    priors: OnceLock<Priors>,
}

#[derive(Debug)]
struct Map {
    atlas: Atlas,
    names: BTreeMap<String, String>,
    in_zone: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Capacity {
    #[serde(deserialize_with = "parsed")]
    single_zone_availability: Percent,
    #[serde(deserialize_with = "parsed")]
    hop_availability: Probability,
    one_machine: OneMachine,
}

#[derive(Debug, Deserialize)]
struct OneMachine {
    #[serde(deserialize_with = "parsed")]
    size: Bytes,
    #[serde(deserialize_with = "parsed")]
    writes: Rate,
    #[serde(deserialize_with = "parsed")]
    reads: Rate,
}

impl World {
    /// The facts inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    fn map(&self) -> &Map {
        self.map.get_or_init(Map::embedded)
    }

    fn capacity(&self) -> &Capacity {
        self.capacity.get_or_init(|| file("facts/capacity.toml"))
    }

    /// Numbers that a formula needs and nobody is asked for.
    #[must_use]
    pub fn priors(&self) -> &Priors {
        self.priors.get_or_init(|| file("facts/priors.toml"))
    }

    /// What one machine takes before it stops being the obvious answer.
    #[must_use]
    pub fn one_machine(&self) -> Limits {
        let OneMachine {
            size,
            writes,
            reads,
        } = self.capacity().one_machine;
        Limits {
            size,
            writes,
            reads,
        }
    }

    /// The availability that providers promise for a database in one zone.
    #[must_use]
    pub fn single_zone_ceiling(&self) -> Percent {
        self.capacity().single_zone_availability
    }

    /// The most that providers promise for one hop.
    #[must_use]
    pub fn hop_ceiling(&self) -> Probability {
        self.capacity().hop_availability
    }

    /// A round trip between zones of one region.
    #[must_use]
    pub fn zone_round_trip(&self) -> Duration {
        self.map().atlas.between_zones
    }

    /// A round trip inside a zone.
    #[must_use]
    pub fn same_zone_round_trip(&self) -> Duration {
        self.map().in_zone
    }

    /// The keys and names of the regions whose position is known.
    pub fn regions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.map()
            .names
            .iter()
            .map(|(key, name)| (key.as_str(), name.as_str()))
    }

    /// What is known of regions and the way between them.
    #[must_use]
    pub fn atlas(&self) -> &Atlas {
        &self.map().atlas
    }

    /// The round trip between two regions; none where the position of one is not known.
    #[must_use]
    pub fn round_trip(&self, a: &str, b: &str) -> Option<RoundTrip> {
        self.atlas().round_trip(a, b)
    }

    /// The round trips between the regions; none where the position of one is not known.
    #[must_use]
    pub fn mesh(&self, regions: &[String]) -> Option<Mesh> {
        let keys: Vec<&str> = regions.iter().map(String::as_str).collect();
        self.atlas().mesh(&keys).ok()
    }

    /// The round trip from the best-placed of the regions to the nearest that make a majority with it; none
    /// under two regions, or where a position is not known.
    #[must_use]
    pub fn majority_round_trip(&self, regions: &[String]) -> Option<Duration> {
        if regions.len() < 2 {
            return None;
        }
        let mesh = self.mesh(regions)?;
        let voters: Vec<usize> = (0..regions.len()).collect();
        let majority = regions.len() / 2 + 1;
        let from = |leader: &usize| commit(&mesh, *leader, &voters, majority, Duration::ZERO).ok();
        voters.iter().filter_map(from).min()
    }
}

impl Map {
    fn embedded() -> Self {
        let regions: RegionsFile = file("facts/regions.toml");
        let rtt: RttFile = file("facts/rtt.toml");
        let local = |id: &str| {
            let found = rtt.local.iter().find(|local| local.id == id);
            found.map_or(Duration::ZERO, |local| millis(local.ms))
        };
        let area = rtt.model.iter().find(|model| model.id == "area");
        let atlas = Atlas {
            regions: regions.region.iter().filter_map(RegionRow::read).collect(),
            measured: rtt.measured.pairs.lines().filter_map(pair).collect(),
            area: AreaModel {
                constant_ms: area.map_or(0.0, |area| area.a_ms),
                otherwise: area.and_then(|area| area.default_stretch).unwrap_or(1.0),
                stretch: rtt.stretch.iter().filter_map(stretch).collect(),
            },
            between_zones: local("default-inter-zone"),
        };
        let names = regions.region.into_iter().map(|row| (row.key, row.name));
        Self {
            atlas,
            names: names.collect(),
            in_zone: local("default-intra-zone"),
        }
    }
}

#[derive(Deserialize)]
struct RegionsFile {
    region: Vec<RegionRow>,
}

#[derive(Deserialize)]
struct RegionRow {
    key: String,
    name: String,
    area: String,
    lat: f64,
    lon: f64,
}

impl RegionRow {
    fn read(&self) -> Option<(String, Region)> {
        let region = Region {
            place: Place::new(self.lat, self.lon).ok()?,
            area: self.area.clone(),
        };
        Some((self.key.clone(), region))
    }
}

#[derive(Deserialize)]
struct RttFile {
    model: Vec<ModelRow>,
    stretch: BTreeMap<String, f64>,
    local: Vec<Local>,
    measured: Measured,
}

#[derive(Deserialize)]
struct ModelRow {
    id: String,
    a_ms: f64,
    default_stretch: Option<f64>,
}

#[derive(Deserialize)]
struct Local {
    id: String,
    ms: f64,
}

#[derive(Deserialize)]
struct Measured {
    /// One pair a line; a list of tables would take longer to read than all the rest of the catalog.
    pairs: String,
}

/// The regions and the round trip of a line.
fn pair(line: &str) -> Option<((String, String), Duration)> {
    let mut words = line.split(' ');
    let (a, b, ms) = (words.next()?, words.next()?, words.next()?);
    let time = Duration::from_millis_f64(ms.parse().ok()?).ok()?;
    Some(((a.min(b).to_owned(), a.max(b).to_owned()), time))
}

/// The two areas of a key such as `eu-na`, which stand in alphabetical order.
fn stretch((areas, stretch): (&String, &f64)) -> Option<((String, String), f64)> {
    let (a, b) = areas.split_once('-')?;
    Some(((a.to_owned(), b.to_owned()), *stretch))
}

/// A file of facts. They are embedded, and read by the test suite.
fn file<T: serde::de::DeserializeOwned>(path: &str) -> T {
    let text = crate::embedded::text(path).expect("facts are embedded under this path");
    toml::from_str(text).expect("facts are read by the test suite")
}

fn millis(ms: f64) -> Duration {
    Duration::from_millis_f64(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::model::latency::Basis;

    use super::*;

    fn list(regions: &[&str]) -> Vec<String> {
        regions.iter().map(|region| (*region).to_owned()).collect()
    }

    #[test]
    fn no_round_trip_is_faster_than_light() {
        let world = World::embedded();
        let keys: Vec<&str> = world.regions().map(|(key, _)| key).collect();
        for a in &keys {
            for b in &keys {
                let trip = world.round_trip(a, b).unwrap();
                assert!(trip.time >= trip.light, "{a} to {b}: {trip:?}");
            }
        }
    }

    #[test]
    fn every_region_and_measured_pair_is_read() {
        let atlas = World::embedded().map.into_inner();
        assert!(atlas.is_none(), "the map is read before it is needed");
        let world = World::embedded();
        let atlas = world.atlas();
        assert_eq!((atlas.regions.len(), atlas.measured.len()), (134, 1905));
        assert_eq!(world.regions().count(), 134);
        for (a, b) in atlas.measured.keys() {
            assert!(a < b && atlas.regions.contains_key(a) && atlas.regions.contains_key(b));
        }
        for ((a, b), stretch) in &atlas.area.stretch {
            assert!(a <= b && *stretch >= 1.0, "{a}-{b}");
        }
        assert_eq!(
            (
                atlas.area.constant_ms,
                atlas.area.otherwise,
                atlas.area.stretch.len()
            ),
            (5.5, 1.611, 32)
        );
        assert_eq!(world.zone_round_trip().to_string(), "1.5ms");
        assert_eq!(world.same_zone_round_trip().to_string(), "250us");
    }

    #[test]
    fn round_trips_are_measured_where_somebody_measured() {
        let world = World::embedded();
        let cases = [
            ("aws:eu-west-1", "aws:us-east-1", Basis::Measured),
            ("aws:eu-west-1", "gcp:us-east4", Basis::Estimated),
            ("aws:eu-west-1", "aws:eu-west-1", Basis::BetweenZones),
        ];
        for (a, b, basis) in cases {
            assert_eq!(world.round_trip(a, b).unwrap().basis, basis, "{a} {b}");
        }
        assert_eq!(world.round_trip("aws:eu-west-1", "atlantis"), None);
    }

    #[test]
    fn the_nearest_majority_decides_and_not_the_farthest_region() {
        let world = World::embedded();
        let regions = list(&["aws:eu-west-1", "aws:eu-west-2", "aws:ap-southeast-2"]);
        let near = world
            .round_trip("aws:eu-west-1", "aws:eu-west-2")
            .unwrap()
            .time;
        assert_eq!(world.majority_round_trip(&regions), Some(near));
        assert_eq!(world.majority_round_trip(&regions[..1]), None);
        assert_eq!(world.majority_round_trip(&list(&["here", "there"])), None);
    }

    #[test]
    fn capacity_and_priors_are_read() {
        let world = World::embedded();
        assert_eq!(world.one_machine().writes.get().to_string(), "10000");
        assert_eq!(world.single_zone_ceiling().to_string(), "99.95%");
        let priors = world.priors();
        assert_eq!(priors.node_down.note(), "machine 0.023%");
    }
}
