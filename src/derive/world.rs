//! Facts about the world: regions, round trips, limits of one machine; from `decision-trees/facts/`.
//!
//! Here: reading them once, looking them up.
//! Not here: formulas over them (`derive`, `model`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::Sources;
use crate::units::{Bytes, Duration, Percent};

/// A round trip between two regions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundTrip {
    /// The time.
    pub time: Duration,
    /// Whether it was measured; otherwise it is estimated from the distance.
    pub measured: bool,
    /// What light in fibre needs over the great circle.
    pub light: Duration,
}

/// What one machine takes before it stops being the obvious answer.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OneMachine {
    /// Bytes of data.
    pub size_bytes: f64,
    /// Writes a second.
    pub writes_per_sec: f64,
    /// Reads a second.
    pub reads_per_sec: f64,
}

/// Facts about the world, read when first needed.
#[derive(Debug, Default)]
pub struct World {
    geography: OnceLock<Geography>,
    limits: OnceLock<Limits>,
}

#[derive(Debug)]
struct Geography {
    regions: BTreeMap<String, Region>,
    measured: BTreeMap<(String, String), f64>,
    stretch: BTreeMap<String, f64>,
    intra_zone_ms: f64,
    inter_zone_ms: f64,
}

#[derive(Debug, Deserialize)]
struct Region {
    key: String,
    name: String,
    area: String,
    lat: f64,
    lon: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Limits {
    one_machine: OneMachine,
    single_zone_availability: String,
    down: Down,
    dedupe: Dedupe,
}

/// Chances of being down at a random moment.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Down {
    /// One machine.
    pub node: f64,
    /// A zone with all that is in it.
    pub zone: f64,
    /// A region with all that is in it.
    pub region: f64,
}

#[derive(Debug, Deserialize)]
struct Dedupe {
    entry: String,
}

#[derive(Deserialize)]
struct RegionsFile {
    region: Vec<Region>,
}

#[derive(Deserialize)]
struct RttFile {
    stretch: BTreeMap<String, f64>,
    local: Vec<Local>,
    measured: Measured,
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
fn pair(line: &str) -> Option<((String, String), f64)> {
    let mut words = line.split(' ');
    let (a, b, ms) = (words.next()?, words.next()?, words.next()?);
    Some((ordered(a, b), ms.parse().ok()?))
}

/// Stretch for areas of which too few pairs were measured; `facts/rtt.toml` says how it was fitted.
const STRETCH_ELSEWHERE: f64 = 1.611;
/// The constant of the area model, in milliseconds.
const AREA_CONSTANT_MS: f64 = 5.5;
/// Round trip of light in fibre, in milliseconds per kilometre.
const LIGHT_MS_PER_KM: f64 = 0.01;

impl World {
    /// The facts inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    fn geography(&self) -> &Geography {
        self.geography.get_or_init(|| {
            let regions: RegionsFile = file("facts/regions.toml");
            let rtt: RttFile = file("facts/rtt.toml");
            let local = |id: &str| {
                rtt.local
                    .iter()
                    .find(|local| local.id == id)
                    .map_or(0.0, |local| local.ms)
            };
            Geography {
                intra_zone_ms: local("default-intra-zone"),
                inter_zone_ms: local("default-inter-zone"),
                regions: regions
                    .region
                    .into_iter()
                    .map(|region| (region.key.clone(), region))
                    .collect(),
                measured: rtt.measured.pairs.lines().filter_map(pair).collect(),
                stretch: rtt.stretch,
            }
        })
    }

    fn limits(&self) -> &Limits {
        self.limits.get_or_init(|| file("facts/capacity.toml"))
    }

    /// Limits of one machine.
    #[must_use]
    pub fn one_machine(&self) -> OneMachine {
        self.limits().one_machine
    }

    /// Chances of being down, for availability.
    #[must_use]
    pub fn down(&self) -> Down {
        self.limits().down
    }

    /// What one entry of a deduplication store takes.
    #[must_use]
    pub fn dedupe_entry(&self) -> Bytes {
        self.limits().dedupe.entry.parse().unwrap_or(Bytes::new(0))
    }

    /// The availability that providers promise for one machine.
    #[must_use]
    pub fn single_zone_ceiling(&self) -> Option<Percent> {
        self.limits().single_zone_availability.parse().ok()
    }

    /// A round trip between zones of one region.
    #[must_use]
    pub fn zone_round_trip(&self) -> Duration {
        millis(self.geography().inter_zone_ms)
    }

    /// A round trip inside a zone.
    #[must_use]
    pub fn same_zone_round_trip(&self) -> Duration {
        millis(self.geography().intra_zone_ms)
    }

    /// The keys and names of the regions whose position is known.
    pub fn regions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.geography()
            .regions
            .values()
            .map(|region| (region.key.as_str(), region.name.as_str()))
    }

    /// The round trip between two regions; none where the position of one is not known.
    ///
    /// Measured where it was; otherwise `5.5 ms + s × 0.01 ms/km × distance` with the stretch `s` of the two
    /// areas, the model fitted in `facts/rtt.toml` (median error 10 ms), never below light in fibre.
    #[must_use]
    pub fn round_trip(&self, a: &str, b: &str) -> Option<RoundTrip> {
        let geography = self.geography();
        let (from, to) = (geography.regions.get(a)?, geography.regions.get(b)?);
        let light_ms = LIGHT_MS_PER_KM * distance_km(from, to);
        let measured = geography.measured.get(&ordered(a, b)).copied();
        let ms = if a == b {
            geography.inter_zone_ms
        } else {
            measured.unwrap_or_else(|| {
                let (low, high) = if from.area <= to.area {
                    (from, to)
                } else {
                    (to, from)
                };
                let stretch = geography
                    .stretch
                    .get(&format!("{}-{}", low.area, high.area))
                    .copied();
                AREA_CONSTANT_MS + light_ms * stretch.unwrap_or(STRETCH_ELSEWHERE)
            })
        };
        Some(RoundTrip {
            time: millis(ms.max(light_ms)),
            measured: measured.is_some() || a == b,
            light: millis(light_ms),
        })
    }

    /// The round trip from the best-placed of the regions to the nearest that make a majority with it; none
    /// under two regions, or where a position is not known.
    #[must_use]
    pub fn majority_round_trip(&self, regions: &[String]) -> Option<Duration> {
        self.best_leader(regions).map(|(_, time)| time)
    }

    /// The region from which a majority is nearest, and its round trip.
    #[must_use]
    pub fn best_leader(&self, regions: &[String]) -> Option<(usize, Duration)> {
        if regions.len() < 2 {
            return None;
        }
        let others_needed = regions.len() / 2;
        let mut best: Option<(usize, Duration)> = None;
        for (index, leader) in regions.iter().enumerate() {
            let mut times = Vec::with_capacity(regions.len());
            for (other, region) in regions.iter().enumerate() {
                if other != index {
                    times.push(self.round_trip(leader, region)?.time);
                }
            }
            times.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
            let time = times[others_needed - 1];
            if best.is_none_or(|(_, so_far)| time < so_far) {
                best = Some((index, time));
            }
        }
        best
    }
}

/// A file of facts. They are embedded, and read by the test suite.
fn file<T: serde::de::DeserializeOwned>(path: &str) -> T {
    let sources = Sources::embedded();
    let text = sources
        .files()
        .find(|(name, _)| *name == path)
        .map(|(_, text)| text.to_owned());
    toml::from_str(&text.expect("facts are embedded under this path"))
        .expect("facts are read by the test suite")
}

fn ordered(a: &str, b: &str) -> (String, String) {
    if a <= b {
        (a.to_owned(), b.to_owned())
    } else {
        (b.to_owned(), a.to_owned())
    }
}

fn millis(ms: f64) -> Duration {
    Duration::from_millis_f64(ms).unwrap_or_default()
}

/// Great-circle distance on a sphere of the Earth's mean radius.
fn distance_km(a: &Region, b: &Region) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon - a.lon).to_radians());
    2.0 * 6371.0088 * h.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_round_trip_is_faster_than_light() {
        let world = World::embedded();
        let keys: Vec<String> = world.regions().map(|(key, _)| key.to_owned()).collect();
        for a in &keys {
            for b in &keys {
                let trip = world.round_trip(a, b).unwrap();
                assert!(trip.time >= trip.light, "{a} to {b}: {trip:?}");
            }
        }
    }

    #[test]
    fn every_measured_pair_is_read() {
        let world = World::embedded();
        let geography = world.geography();
        assert_eq!(geography.measured.len(), 1905);
        assert!(
            geography.measured.keys().all(
                |(a, b)| geography.regions.contains_key(a) && geography.regions.contains_key(b)
            )
        );
    }

    #[test]
    fn the_nearest_majority_decides_and_not_the_farthest_region() {
        let world = World::embedded();
        let regions: Vec<String> = ["aws:eu-west-1", "aws:eu-west-2", "aws:ap-southeast-2"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        let near = world
            .round_trip("aws:eu-west-1", "aws:eu-west-2")
            .unwrap()
            .time;
        assert_eq!(world.majority_round_trip(&regions), Some(near));
        assert_eq!(world.majority_round_trip(&regions[..1]), None);
    }
}
