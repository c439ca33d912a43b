//! Round trips between regions: measured where somebody did, estimated from distance where nobody did.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::place::{LIGHT_MS_PER_KM, Place, light_round_trip};
use crate::units::Duration;

/// Two regions closer than this are in one city.
const ONE_CITY_KM: f64 = 50.0;
/// Two regions closer than this reach a third over much the same way.
const NEIGHBOURS_KM: f64 = 100.0;
/// No two places within [`NEIGHBOURS_KM`] are farther apart in latitude, in degrees.
const NEIGHBOURS_DEGREES: f64 = 1.0;

/// A region on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Where it is.
    pub place: Place,
    /// The part of the world, by which stretches are known: `eu`, `na`, …
    pub area: String,
}

/// How a round trip is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Somebody measured this pair.
    Measured,
    /// Within a region or a city: the default between zones.
    BetweenZones,
    /// Measured between neighbours of the two, within 100 km of them. Show it as an estimate.
    Neighbours,
    /// From the distance, by the area model. Show it as an estimate.
    Estimated,
}

impl Basis {
    /// Whether nobody measured or stated it.
    #[must_use]
    pub fn is_estimate(self) -> bool {
        matches!(self, Self::Neighbours | Self::Estimated)
    }
}

/// A round trip, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundTrip {
    /// The typical time there and back.
    pub time: Duration,
    /// How it is known.
    pub basis: Basis,
    /// What light would take. `time` is never below it.
    pub light: Duration,
}

/// `ms = a + 0.01·s·km`, where `a` is a constant in ms and the stretch `s` depends on the two areas: the fit to 1905
/// measured pairs in the facts (`facts/README.md`, "rtt.toml"), with a median error of 10 ms (11.5 ms for regions it
/// has not seen) and 46 ms at the 90th percentile.
///
/// Flatters: its worst errors, 110 to 270 ms, are nearly all too low, where traffic takes detours (Africa with South
/// America, South-East Asia and Oceania; Israel with the United Kingdom).
#[derive(Debug, Clone, PartialEq)]
pub struct AreaModel {
    /// What every path costs, in ms.
    pub constant_ms: f64,
    /// Stretch over the great circle by pair of areas, in alphabetical order.
    pub stretch: BTreeMap<(String, String), f64>,
    /// The stretch of pairs not listed.
    pub otherwise: f64,
}

impl AreaModel {
    fn estimate(&self, a: &Region, b: &Region) -> Duration {
        let pair = (
            a.area.clone().min(b.area.clone()),
            a.area.clone().max(b.area.clone()),
        );
        let stretch = self.stretch.get(&pair).copied().unwrap_or(self.otherwise);
        let km = a.place.distance_km(b.place);
        let estimate = Duration::from_millis_f64(self.constant_ms + LIGHT_MS_PER_KM * stretch * km);
        estimate.unwrap_or(Duration::ZERO).max(light_round_trip(km))
    }
}

/// What is known of the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Atlas {
    /// Regions by key.
    pub regions: BTreeMap<String, Region>,
    /// Measured round trips by pair of keys, in alphabetical order.
    pub measured: BTreeMap<(String, String), Duration>,
    /// For pairs that nobody measured.
    pub area: AreaModel,
    /// The round trip between two zones of a region.
    pub between_zones: Duration,
}

impl Atlas {
    /// The round trip between two regions, or within one; `None` when one of them is not on the map. Measured, else
    /// between neighbours, else by the area model, and never below light ([`light_round_trip`]).
    ///
    /// Assumes that both directions are alike. Flatters: it is a typical time, and tails, congestion and rerouting take
    /// longer.
    #[must_use]
    pub fn round_trip(&self, a: &str, b: &str) -> Option<RoundTrip> {
        let near = |place: &Region| self.neighbours(place);
        self.trip([a, b], |from, to| {
            self.between_neighbours(&near(from), &near(to))
        })
    }

    /// The same with another way to what was measured between the neighbours of two regions.
    fn trip(
        &self,
        [a, b]: [&str; 2],
        between_neighbours: impl FnOnce(&Region, &Region) -> Option<Duration>,
    ) -> Option<RoundTrip> {
        let (from, to) = (self.regions.get(a)?, self.regions.get(b)?);
        let km = from.place.distance_km(to.place);
        let light = light_round_trip(km);
        let found = |time: Duration, basis| {
            Some(RoundTrip {
                time: time.max(light),
                basis,
                light,
            })
        };
        if a == b {
            return found(self.between_zones, Basis::BetweenZones);
        }
        let pair = (a.min(b).to_owned(), a.max(b).to_owned());
        match self.measured.get(&pair) {
            Some(time) => found(*time, Basis::Measured),
            None if km <= ONE_CITY_KM => found(self.between_zones, Basis::BetweenZones),
            None => match between_neighbours(from, to) {
                Some(time) => found(time, Basis::Neighbours),
                None => found(self.area.estimate(from, to), Basis::Estimated),
            },
        }
    }

    /// The round trip measured between the regions that stand nearest to these two, each within 100 km of one of them. Providers
    /// meet in the same cities and lease the same fibres, so a pair across two of them is about as far apart as its neighbours of
    /// one: tried on 503 pairs, the median error is 8.6 ms (`facts/README.md`).
    ///
    /// Flatters: the traffic of two providers is handed over somewhere, which may be a detour.
    fn between_neighbours(&self, ends: &[(f64, &str)], others: &[(f64, &str)]) -> Option<Duration> {
        let pairs = ends
            .iter()
            .flat_map(|a| others.iter().map(move |b| (a.0 + b.0, a.1, b.1)));
        let measured = pairs.filter_map(|(km, a, b)| {
            let time = self
                .measured
                .get(&(a.min(b).to_owned(), a.max(b).to_owned()))?;
            Some((km, *time))
        });
        // The first of those equally near, in order of keys.
        let nearest = measured.min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(nearest.1)
    }

    /// The regions within 100 km of one, itself among them, with how far they are.
    fn neighbours(&self, of: &Region) -> Vec<(f64, &str)> {
        let close = self.regions.iter().filter(|(_, other)| {
            (other.place.latitude() - of.place.latitude()).abs() <= NEIGHBOURS_DEGREES
        });
        close
            .map(|(key, other)| (other.place.distance_km(of.place), key.as_str()))
            .filter(|(km, _)| *km <= NEIGHBOURS_KM)
            .collect()
    }

    /// All round trips between these regions; on failure, the keys that are not on the map.
    ///
    /// # Errors
    /// The unknown keys.
    pub fn mesh(&self, keys: &[&str]) -> Result<Mesh, Vec<String>> {
        let unknown: Vec<String> = keys
            .iter()
            .filter(|key| !self.regions.contains_key(**key))
            .map(|key| (*key).to_owned())
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        // The neighbours of each are looked for once, and only where nobody measured.
        let near: Vec<OnceCell<Vec<(f64, &str)>>> = keys.iter().map(|_| OnceCell::new()).collect();
        let trip = |a: usize, b: usize| {
            self.trip([keys[a], keys[b]], |from, to| {
                let ends = near[a].get_or_init(|| self.neighbours(from));
                self.between_neighbours(ends, near[b].get_or_init(|| self.neighbours(to)))
            })
        };
        let all = 0..keys.len();
        let row = |a: usize| all.clone().filter_map(|b| trip(a, b)).collect();
        Ok(Mesh {
            names: keys.iter().map(|key| (*key).to_owned()).collect(),
            trips: all.clone().map(row).collect(),
        })
    }
}

/// Round trips between a few chosen regions, by index.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    names: Vec<String>,
    trips: Vec<Vec<RoundTrip>>,
}

impl Mesh {
    /// A mesh of these round trips, in rows; `None` unless the rows form a square with a name each.
    #[must_use]
    pub fn new(names: Vec<String>, trips: Vec<Vec<RoundTrip>>) -> Option<Self> {
        let square = trips.len() == names.len() && trips.iter().all(|row| row.len() == names.len());
        square.then_some(Self { names, trips })
    }

    /// A mesh of times that somebody states, as [`Mesh::new`].
    #[must_use]
    pub fn stated(names: Vec<String>, times: &[Vec<Duration>]) -> Option<Self> {
        let trip = |time: &Duration| RoundTrip {
            time: *time,
            basis: Basis::Measured,
            light: Duration::ZERO,
        };
        Self::new(
            names,
            times
                .iter()
                .map(|row| row.iter().map(trip).collect())
                .collect(),
        )
    }

    /// The keys of the regions.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The round trip between two regions of the mesh.
    ///
    /// # Panics
    /// When an index is not below the number of names.
    #[must_use]
    pub fn trip(&self, a: usize, b: usize) -> RoundTrip {
        self.trips[a][b]
    }

    pub(super) fn time(&self, a: usize, b: usize) -> Duration {
        self.trips[a][b].time
    }

    /// The same mesh at the speed of light in fibre, which no design over these regions beats ([`light_round_trip`]).
    /// Within a region, nothing. A floor: what it lets pass may still be out of reach.
    #[must_use]
    pub fn at_light_speed(&self) -> Self {
        let light = |trip: &RoundTrip| RoundTrip {
            time: trip.light,
            ..*trip
        };
        Self {
            names: self.names.clone(),
            trips: self
                .trips
                .iter()
                .map(|row| row.iter().map(light).collect())
                .collect(),
        }
    }

    /// Whether some round trip of the mesh is an estimate.
    #[must_use]
    pub fn has_estimates(&self) -> bool {
        self.trips
            .iter()
            .flatten()
            .any(|trip| trip.basis.is_estimate())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::model::latency) fn atlas() -> Atlas {
        let region = |lat, lon, area: &str| Region {
            place: Place::new(lat, lon).unwrap(),
            area: area.to_owned(),
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        Atlas {
            regions: [
                ("dublin".to_owned(), region(53.35, -6.26, "eu")),
                ("frankfurt".to_owned(), region(50.11, 8.68, "eu")),
                ("frankfurt-2".to_owned(), region(50.12, 8.60, "eu")),
                ("virginia".to_owned(), region(38.95, -77.45, "na")),
                ("virginia-2".to_owned(), region(39.02, -77.53, "na")),
                ("moon-base".to_owned(), region(0.0, 0.0, "xx")),
            ]
            .into(),
            measured: [
                (pair("dublin", "virginia"), Duration::from_millis(67)),
                (pair("dublin", "frankfurt"), Duration::from_millis(1)),
            ]
            .into(),
            area: AreaModel {
                constant_ms: 5.5,
                stretch: [(pair("eu", "na"), 1.539)].into(),
                otherwise: 1.611,
            },
            between_zones: Duration::from_millis(1),
        }
    }

    #[test]
    fn measured_then_local_then_estimated() {
        let atlas = atlas();
        let cases = [
            // a          b              time       basis
            ("dublin", "virginia", "67ms", Basis::Measured),
            ("virginia", "dublin", "67ms", Basis::Measured),
            ("dublin", "dublin", "1ms", Basis::BetweenZones),
            ("frankfurt", "frankfurt-2", "1ms", Basis::BetweenZones),
            ("frankfurt", "virginia", "106ms", Basis::Estimated), // 5.5 + 0.01 · 1.539 · 6530 km
            ("dublin", "virginia-2", "67ms", Basis::Neighbours), // as to virginia, ten kilometres off
            ("dublin", "frankfurt-2", "10.8ms", Basis::Neighbours), // no neighbour makes it faster than light
            ("dublin", "frankfurt", "10.9ms", Basis::Measured), // a measurement below light is an error: light wins
        ];
        for (a, b, time, basis) in cases {
            let trip = atlas.round_trip(a, b).unwrap();
            assert_eq!(
                (trip.time.rounded(3).as_str(), trip.basis),
                (time, basis),
                "{a} {b}"
            );
            assert!(trip.time >= trip.light);
        }
        assert_eq!(atlas.round_trip("dublin", "atlantis"), None);
        assert_eq!(
            atlas.mesh(&["dublin", "atlantis"]),
            Err(vec!["atlantis".to_owned()])
        );
        assert!(
            atlas
                .mesh(&["frankfurt", "virginia"])
                .unwrap()
                .has_estimates()
        );
        assert!(Mesh::stated(vec!["a".to_owned()], &[]).is_none());
    }
}
