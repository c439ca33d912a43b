//! Facts about the world: regions, round trips, limits of one machine, priors; from `decision-trees/facts/`.
//!
//! Here: what formulas ask of it, a team's own facts over ours, each file read when it is first needed.
//! Not here: formulas over them (`derive`, `model`), the form of the files (`map`, `priors`, `published`).

mod map;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Deserialize;

use crate::catalog::{Catalog, Sources};
use crate::diagnostic::Diagnostics;
use crate::model::latency::{Atlas, Mesh, Region, RoundTrip, commit, light_round_trip};
use crate::model::sharding::Limits;
use crate::units::{Bytes, Duration, Percent, Rate};

use super::facts::{self, Facts, Flaw, Known, Own, check, read, strangers};
use super::priors::{Priors, PriorsFile, parsed};
use super::published::{
    Analyses, Analysis, Defaults, FactSources, Failures, Published, Slas, Spread,
};
use map::{Map, RegionsFile, RttFile};

/// Facts about the world, read when first needed.
#[derive(Debug, Default)]
pub struct World {
    own: Vec<Own>,
    map: OnceLock<Map>,
    /// The round trips asked for last: an evaluation asks for those of one list of regions, again and again.
    mesh: Mutex<Option<Arc<Mesh>>>,
    capacity: OnceLock<Capacity>,
    /// Light from each region to the nearest place of every area.
    areas: OnceLock<BTreeMap<String, OnceLock<Vec<Duration>>>>,
    priors: OnceLock<Priors>,
    published: OnceLock<Published>,
}

/// What one machine takes; a team's own may name one limit and leave the rest.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Capacity {
    one_machine: Option<OneMachine>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneMachine {
    size: Option<Limit<Bytes>>,
    writes: Option<Limit<Rate>>,
    reads: Option<Limit<Rate>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent, bound = "T: std::str::FromStr, T::Err: std::fmt::Display")]
struct Limit<T>(#[serde(deserialize_with = "parsed")] T);

impl Facts for Capacity {
    const PATH: &'static str = "facts/capacity.toml";

    fn under(self, over: Self) -> Self {
        let [ours, over] = [self, over].map(|one| one.one_machine.unwrap_or_default());
        let one_machine = Some(OneMachine {
            size: over.size.or(ours.size),
            writes: over.writes.or(ours.writes),
            reads: over.reads.or(ours.reads),
        });
        Self { one_machine }
    }

    fn flaws(&self, _: &Known<'_>) -> Vec<Flaw> {
        let one = self.one_machine.unwrap_or_default();
        let none = [
            ("size", one.size.is_some_and(|size| size.0 == Bytes::ZERO)),
            (
                "writes",
                one.writes.is_some_and(|rate| rate.0 == Rate::ZERO),
            ),
            ("reads", one.reads.is_some_and(|rate| rate.0 == Rate::ZERO)),
        ];
        let none = none.into_iter().filter(|(_, none)| *none);
        none.map(|(limit, _)| {
            Flaw::new(
                limit,
                format!("a machine takes no {limit}"),
                "more than nothing",
            )
        })
        .collect()
    }
}

impl World {
    /// The facts inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The facts inside the binary with those of `sources` over them.
    ///
    /// # Errors
    /// What is wrong with the facts of `sources`.
    pub fn of(sources: &Sources, catalog: &Catalog) -> Result<Self, Diagnostics> {
        let world = Self {
            own: facts::own(sources),
            ..Self::default()
        };
        let own = &world.own;
        if own.is_empty() {
            return Ok(world);
        }
        let (regions, cited) = (read::<RegionsFile>(own), read::<FactSources>(own));
        let known = Known {
            catalog,
            region: &|key| regions.has(key),
            source: &|id| cited.source.iter().any(|source| source.id == id),
        };
        let mut problems = strangers(own, &PATHS);
        problems.extend(check::<RegionsFile>(own, &known));
        problems.extend(check::<RttFile>(own, &known));
        problems.extend(check::<Capacity>(own, &known));
        problems.extend(check::<PriorsFile>(own, &known));
        problems.extend(check::<Slas>(own, &known));
        problems.extend(check::<Defaults>(own, &known));
        problems.extend(check::<Failures>(own, &known));
        problems.extend(check::<Analyses>(own, &known));
        problems.extend(check::<FactSources>(own, &known));
        if problems.is_empty() {
            Ok(world)
        } else {
            Err(Diagnostics(problems))
        }
    }

    fn map(&self) -> &Map {
        self.map
            .get_or_init(|| Map::of(read(&self.own), &read(&self.own)))
    }

    /// Numbers that a formula needs and nobody is asked for.
    ///
    /// # Panics
    /// Never: the embedded file has all of them, as the test suite sees.
    #[must_use]
    pub fn priors(&self) -> &Priors {
        self.priors.get_or_init(|| {
            let file: PriorsFile = read(&self.own);
            file.complete().expect("the embedded file has all priors")
        })
    }

    /// What one machine takes before it stops being the obvious answer.
    ///
    /// # Panics
    /// Never, as [`World::priors`].
    #[must_use]
    pub fn one_machine(&self) -> Limits {
        let capacity = self.capacity.get_or_init(|| read(&self.own));
        let limits = capacity.one_machine.and_then(|one| {
            Some(Limits {
                size: one.size?.0,
                writes: one.writes?.0,
                reads: one.reads?.0,
            })
        });
        limits.expect("the embedded file has all limits")
    }

    fn published(&self) -> &Published {
        self.published.get_or_init(|| Published {
            slas: read::<Slas>(&self.own).sla,
            defaults: read::<Defaults>(&self.own).default,
            failures: read::<Failures>(&self.own).failure,
            analyses: read::<Analyses>(&self.own).analysis,
        })
    }

    /// The most that a large provider promises for data over such a spread, or over any.
    #[must_use]
    pub fn promised(&self, spread: Option<Spread>) -> Option<Percent> {
        self.published().most(spread)
    }

    /// What others published that a figure can be held against, a line each.
    #[must_use]
    pub fn beside(&self, figure: &str) -> Vec<String> {
        self.published().beside(figure)
    }

    /// What tests of a product found.
    pub fn analyses(&self, product: &str) -> impl Iterator<Item = &Analysis> {
        let analyses = self.published().analyses.iter();
        analyses.filter(move |analysis| analysis.product == product)
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
    pub fn mesh(&self, regions: &[String]) -> Option<Arc<Mesh>> {
        let mut last = self.mesh.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mesh) = last.as_ref().filter(|mesh| mesh.names() == regions) {
            return Some(Arc::clone(mesh));
        }
        let keys: Vec<&str> = regions.iter().map(String::as_str).collect();
        let mesh = Arc::new(self.atlas().mesh(&keys).ok()?);
        *last = Some(Arc::clone(&mesh));
        Some(mesh)
    }

    /// The part of the world that a region is in.
    #[must_use]
    pub fn area(&self, region: &str) -> Option<&str> {
        let region = self.atlas().regions.get(region)?;
        Some(&region.area)
    }

    /// Light there and back from each of the regions to the part of the world that is farthest from it, or rather to
    /// the place there that is nearest ([`light_round_trip`]); none where the position of one is not known. A floor,
    /// and flatters as one: most users of that part live farther away, and no cable is straight.
    #[must_use]
    pub fn light_to_the_world(&self, regions: &[String]) -> Option<Vec<Duration>> {
        let each = self.by_area(regions)?;
        Some(
            each.iter()
                .filter_map(|areas| areas.iter().max().copied())
                .collect(),
        )
    }

    /// The same from whichever of the regions is nearest to each part of the world; flatters as that does.
    #[must_use]
    pub fn light_to_nearest(&self, regions: &[String]) -> Option<Duration> {
        let each = self.by_area(regions)?;
        let areas = 0..each.first()?.len();
        let nearest = |area: usize| each.iter().map(|areas| areas[area]).min();
        areas.filter_map(nearest).max()
    }

    /// Light there and back from each of the regions to the nearest place in each part of the world.
    fn by_area(&self, regions: &[String]) -> Option<Vec<&Vec<Duration>>> {
        let all = &self.atlas().regions;
        // Each is worked out when first asked for: all of them are a distance between any two regions of the world.
        let rows = self.areas.get_or_init(|| {
            let unknown = |key: &String| (key.clone(), OnceLock::new());
            all.keys().map(unknown).collect()
        });
        let row = |from: &Region| {
            let areas: BTreeSet<&str> = all.values().map(|region| region.area.as_str()).collect();
            let light = |area: &str| {
                let inside = all.values().filter(|region| region.area == area);
                let near = inside.map(|region| from.place.distance_km(region.place));
                light_round_trip(near.fold(f64::INFINITY, f64::min))
            };
            areas.into_iter().map(light).collect()
        };
        let known = |region: &String| Some(rows.get(region)?.get_or_init(|| row(&all[region])));
        regions.iter().map(known).collect()
    }

    /// The round trip from the best-placed of the regions to the nearest that make a majority with it, `⌊n/2⌋ + 1` of
    /// `n` ([`commit`], with nothing for disks); none under two regions, or where a position is not known. Flatters:
    /// typical round trips, and one copy in each region.
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

/// The files of facts.
const PATHS: [&str; 9] = [
    RegionsFile::PATH,
    RttFile::PATH,
    Capacity::PATH,
    PriorsFile::PATH,
    Slas::PATH,
    Defaults::PATH,
    Failures::PATH,
    Analyses::PATH,
    FactSources::PATH,
];

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
            ("aws:eu-west-1", "gcp:us-east4", Basis::Neighbours),
            ("aws:eu-west-1", "gcp:us-east1", Basis::Estimated),
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
        let promised =
            [Some(Spread::Zone), Some(Spread::Region), None].map(|spread| world.promised(spread));
        let promised = promised.map(|share| share.unwrap().to_string());
        assert_eq!(promised, ["99.99%", "99.995%", "99.999%"]);
        let priors = world.priors();
        assert_eq!(priors.node_down.note(), "machine 0.023%");
    }
}
