//! Regions and round trips: `decision-trees/facts/regions.toml` and `rtt.toml`.
//!
//! Here: the form of the files, and the map they make.
//! Not here: how a round trip that nobody measured is estimated (`model::latency`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::model::latency::{AreaModel, Atlas, Place, Region};
use crate::units::Duration;

use super::super::facts::{Facts, Flaw, Known, by_id};

/// What is known of regions and the way between them.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) atlas: Atlas,
    /// Names by key.
    pub(super) names: BTreeMap<String, String>,
    pub(super) in_zone: Duration,
}

impl Map {
    pub(super) fn of(regions: RegionsFile, rtt: &RttFile) -> Self {
        let local = |id: &str| {
            let found = rtt.local.iter().find(|local| local.id == id);
            found.map_or(Duration::ZERO, |local| millis(local.ms))
        };
        let area = rtt.model.iter().find(|model| model.id == "area");
        let pairs = rtt.measured.pairs.lines();
        let atlas = Atlas {
            regions: regions.region.iter().filter_map(RegionRow::read).collect(),
            measured: pairs.filter_map(Pair::read).map(Pair::keyed).collect(),
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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RegionsFile {
    region: Vec<RegionRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRow {
    key: String,
    name: String,
    area: String,
    lat: f64,
    lon: f64,
    #[serde(rename = "id")]
    _id: Option<IgnoredAny>,
    #[serde(rename = "provider")]
    _provider: Option<IgnoredAny>,
    #[serde(rename = "city")]
    _city: Option<IgnoredAny>,
    #[serde(rename = "country")]
    _country: Option<IgnoredAny>,
    #[serde(rename = "country_code")]
    _country_code: Option<IgnoredAny>,
    #[serde(rename = "precision")]
    _precision: Option<IgnoredAny>,
    #[serde(rename = "zones")]
    _zones: Option<IgnoredAny>,
    #[serde(rename = "restricted")]
    _restricted: Option<IgnoredAny>,
    #[serde(rename = "pair")]
    _pair: Option<IgnoredAny>,
    source: Vec<String>,
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

impl RegionsFile {
    pub(super) fn has(&self, key: &str) -> bool {
        self.region.iter().any(|row| row.key == key)
    }
}

impl Facts for RegionsFile {
    const PATH: &'static str = "facts/regions.toml";

    fn under(self, over: Self) -> Self {
        Self {
            region: by_id(self.region, over.region, |row| &row.key),
        }
    }

    fn flaws(&self, known: &Known<'_>) -> Vec<Flaw> {
        let place = |row: &RegionRow| {
            let error = Place::new(row.lat, row.lon).err()?;
            Some(Flaw::new(
                &row.key,
                format!("`{}`: {error}", row.key),
                "degrees of latitude and longitude",
            ))
        };
        let sources = |row: &RegionRow| known.sources(&row.key, &row.source);
        let rows = self.region.iter();
        rows.flat_map(|row| place(row).into_iter().chain(sources(row)))
            .collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RttFile {
    model: Vec<ModelRow>,
    stretch: BTreeMap<String, f64>,
    local: Vec<Local>,
    measured: Measured,
    #[serde(rename = "meta")]
    _meta: Option<IgnoredAny>,
    #[serde(rename = "dataset")]
    _dataset: Option<IgnoredAny>,
    #[serde(rename = "stretch_pairs")]
    _stretch_pairs: Option<IgnoredAny>,
}

/// A model's row; how well it fits is for who reads the file.
#[derive(Debug, Deserialize)]
struct ModelRow {
    id: String,
    a_ms: f64,
    default_stretch: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Local {
    id: String,
    ms: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    /// One pair a line; a list of tables would take longer to read than all the rest of the catalog.
    pairs: String,
}

impl Facts for RttFile {
    const PATH: &'static str = "facts/rtt.toml";

    fn under(mut self, over: Self) -> Self {
        self.stretch.extend(over.stretch);
        // A later line of the same pair wins when the map is made.
        let pairs = format!(
            "{}\n{}",
            self.measured.pairs.trim_end(),
            over.measured.pairs
        );
        Self {
            model: by_id(self.model, over.model, |row| &row.id),
            local: by_id(self.local, over.local, |row| &row.id),
            measured: Measured { pairs },
            ..self
        }
    }

    fn flaws(&self, known: &Known<'_>) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let lines = self.measured.pairs.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty()) {
            let Some(pair) = Pair::read(line) else {
                let problem = format!("`{line}` is no round trip");
                flaws.push(Flaw::new(
                    line,
                    problem,
                    "two regions and milliseconds, such as `aws:eu-west-1 dc:berlin 24.5`",
                ));
                continue;
            };
            let strange = [pair.a, pair.b]
                .into_iter()
                .filter(|key| !(known.region)(key));
            flaws.extend(strange.map(|key| {
                Flaw::new(
                    key,
                    format!("no region is known as `{key}`"),
                    "the key of a region in `facts/regions.toml`",
                )
            }));
        }
        let below = |ms: &f64| !(ms.is_finite() && *ms >= 0.0);
        let wrong = self.local.iter().filter(|local| below(&local.ms));
        flaws.extend(wrong.map(|local| {
            Flaw::new(
                &local.id,
                format!("`{}` takes {} ms", local.id, local.ms),
                "milliseconds, zero or more",
            )
        }));
        flaws
    }
}

/// A measured round trip.
struct Pair<'l> {
    a: &'l str,
    b: &'l str,
    time: Duration,
}

impl<'l> Pair<'l> {
    fn read(line: &'l str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (a, b, ms) = (words.next()?, words.next()?, words.next()?);
        let time = Duration::from_millis_f64(ms.parse().ok()?).ok()?;
        Some(Self { a, b, time })
    }

    /// The round trip by its pair of keys, in alphabetical order.
    fn keyed(self) -> ((String, String), Duration) {
        let Self { a, b, time } = self;
        ((a.min(b).to_owned(), a.max(b).to_owned()), time)
    }
}

/// The two areas of a key such as `eu-na`, which stand in alphabetical order.
fn stretch((areas, stretch): (&String, &f64)) -> Option<((String, String), f64)> {
    let (a, b) = areas.split_once('-')?;
    Some(((a.to_owned(), b.to_owned()), *stretch))
}

fn millis(ms: f64) -> Duration {
    Duration::from_millis_f64(ms).unwrap_or_default()
}
