//! What others published and a figure can be held against: service levels, defaults, failures, analyses.
//!
//! Here: reading them from `decision-trees/facts/`, the line that stands beside a figure.
//! Not here: the figures (`design::figures`), what a product promises (`decision-trees/systems/`).

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::units::Percent;

use super::facts::{Facts, Flaw, Known, by_id};
use super::priors::parsed;

/// Over what a promised level holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// One machine.
    Machine,
    /// Several machines of one zone.
    Zone,
    /// Several zones of one region.
    Region,
    /// Several regions.
    Regions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Holds {
    Data,
    Other,
}

/// A promised level of service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sla {
    id: String,
    provider: String,
    service: String,
    configuration: String,
    holds: Holds,
    spread: Spread,
    #[serde(deserialize_with = "parsed")]
    availability: Percent,
    date: Option<String>,
    #[serde(rename = "evidence")]
    _evidence: Option<IgnoredAny>,
    source: Vec<String>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
}

impl Sla {
    /// Service, configuration, promise, date and source, in a line.
    fn line(&self) -> String {
        let Self {
            provider,
            service,
            configuration,
            availability,
            ..
        } = self;
        let date = self.date.as_deref().unwrap_or("undated");
        let source = self.source.join(", ");
        format!("{provider} {service}, {configuration}: {availability} promised ({date}, {source})")
    }
}

/// A default of a client or server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Default {
    id: String,
    of: String,
    setting: String,
    value: String,
    version: Option<String>,
    figure: String,
    source: Vec<String>,
    note: Option<String>,
}

impl Default {
    fn line(&self) -> String {
        let Self {
            of, setting, value, ..
        } = self;
        let version = self
            .version
            .as_deref()
            .map_or(String::new(), |version| format!("{version}, "));
        let note = self
            .note
            .as_deref()
            .map_or(String::new(), |note| format!(" {note}"));
        let source = self.source.join(", ");
        format!("by default, {of}: {setting} = {value} ({version}{source}){note}")
    }
}

/// What was measured of failures, pauses, clocks or failovers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    id: String,
    quantity: String,
    value: String,
    range: Option<String>,
    population: Option<String>,
    year: Option<u16>,
    #[serde(rename = "confidence")]
    _confidence: Option<IgnoredAny>,
    figures: Vec<String>,
    source: Vec<String>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
}

impl Failure {
    fn line(&self) -> String {
        let Self {
            quantity, value, ..
        } = self;
        let more = |text: Option<&String>| text.map_or(String::new(), |text| format!(", {text}"));
        let (range, population) = (more(self.range.as_ref()), more(self.population.as_ref()));
        let year = self.year.map_or(String::new(), |year| format!("{year}, "));
        let source = self.source.join(", ");
        format!("measured: {quantity}: {value}{range}{population} ({year}{source})")
    }
}

/// What a test of a product found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Analysis {
    /// The product of the catalog.
    pub product: String,
    tested: String,
    date: Option<String>,
    #[serde(rename = "claim")]
    _claim: Option<IgnoredAny>,
    findings: String,
    status: Option<String>,
    #[serde(rename = "level")]
    _level: Option<IgnoredAny>,
    /// Where it can be read.
    pub url: String,
    source: Vec<String>,
}

impl Analysis {
    /// What was tested, when, what came out, and where to read it.
    #[must_use]
    pub fn line(&self) -> String {
        let Self {
            tested,
            findings,
            url,
            ..
        } = self;
        let date = self
            .date
            .as_deref()
            .map_or(String::new(), |date| format!(", {date}"));
        let status = self
            .status
            .as_deref()
            .map_or(String::new(), |status| format!(" {status}"));
        format!("{tested}{date}: {findings}{status} {url}")
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactSource {
    pub(super) id: String,
    #[serde(rename = "title")]
    _title: IgnoredAny,
    #[serde(rename = "authors")]
    _authors: Option<IgnoredAny>,
    #[serde(rename = "year")]
    _year: Option<IgnoredAny>,
    #[serde(rename = "kind")]
    _kind: Option<IgnoredAny>,
    #[serde(rename = "url")]
    _url: Option<IgnoredAny>,
    #[serde(rename = "version")]
    _version: Option<IgnoredAny>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
}

/// A file of rows with an id each.
macro_rules! rows {
    ($file:ident, $field:ident: $row:ty, $path:literal, $id:expr, $flaws:expr) => {
        #[derive(Debug, std::default::Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct $file {
            pub(super) $field: Vec<$row>,
        }

        impl Facts for $file {
            const PATH: &'static str = $path;

            fn under(self, over: Self) -> Self {
                Self {
                    $field: by_id(self.$field, over.$field, $id),
                }
            }

            fn flaws(&self, known: &Known<'_>) -> Vec<Flaw> {
                let flaws: fn(&$row, &Known<'_>) -> Vec<Flaw> = $flaws;
                self.$field
                    .iter()
                    .flat_map(|row| flaws(row, known))
                    .collect()
            }
        }
    };
}

rows!(Slas, sla: Sla, "facts/slas.toml", |row| &row.id, |row, known| {
    let more = row.availability.ratio() > 1.0;
    let mut flaws = known.sources(&row.id, &row.source);
    if more {
        flaws.push(Flaw::new(&row.id, format!("`{}` promises {}", row.id, row.availability), "at most 100%"));
    }
    flaws
});
rows!(Defaults, default: Default, "facts/defaults.toml", |row| &row.id, |row, known| {
    let mut flaws = known.sources(&row.id, &row.source);
    flaws.extend(known.figure(&row.figure));
    flaws
});
rows!(Failures, failure: Failure, "facts/failures.toml", |row| &row.id, |row, known| {
    let mut flaws = known.sources(&row.id, &row.source);
    flaws.extend(row.figures.iter().filter_map(|figure| known.figure(figure)));
    flaws
});
rows!(Analyses, analysis: Analysis, "facts/jepsen.toml", |row| &row.tested, |row, known| {
    let mut flaws = known.sources(&row.tested, &row.source);
    if !known.catalog.products.iter().any(|product| product.id == row.product) {
        flaws.push(Flaw::new(&row.product, format!("`{}` is no system", row.product), "the id of a system in `systems/`"));
    }
    flaws
});
rows!(FactSources, source: FactSource, "facts/sources.toml", |row| &row.id, |_, _| Vec::new());

/// All of it.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) slas: Vec<Sla>,
    pub(super) defaults: Vec<Default>,
    pub(super) failures: Vec<Failure>,
    pub(super) analyses: Vec<Analysis>,
}

/// The figure that the promises of others are held against.
const OF_HOPS: &str = "hop-availability";

/// Providers whose promises say what can be bought at all.
const LARGE: [&str; 3] = ["aws", "azure", "gcp"];

impl Published {
    /// The most that a large provider promises for data over such a spread, or over any.
    pub(super) fn most(&self, spread: Option<Spread>) -> Option<Percent> {
        let of = |sla: &&Sla| {
            sla.holds == Holds::Data
                && LARGE.contains(&sla.provider.as_str())
                && spread.is_none_or(|spread| sla.spread == spread)
        };
        let promises = self.slas.iter().filter(of).map(|sla| sla.availability);
        promises.max_by(|a, b| a.ratio().total_cmp(&b.ratio()))
    }

    /// What can be held against a figure, a line each.
    pub(super) fn beside(&self, figure: &str) -> Vec<String> {
        let promised = self
            .slas
            .iter()
            .filter(|sla| figure == OF_HOPS && sla.holds == Holds::Data);
        let defaults = self.defaults.iter().filter(|row| row.figure == figure);
        let failures = self
            .failures
            .iter()
            .filter(|row| row.figures.iter().any(|of| of == figure));
        promised
            .map(Sla::line)
            .chain(defaults.map(Default::line))
            .chain(failures.map(Failure::line))
            .collect()
    }
}
