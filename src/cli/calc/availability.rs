//! `quorate calc availability`: replicas in zones of regions.

use std::str::FromStr;

use anyhow::{Context, bail};
use clap::Args;

use super::rows::Rows;
use super::sheet::{Sheet, short};
use crate::model::availability::{Need, Outage, Placement, spending};
use crate::units::{Duration, Probability, Replicas};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc availability --placement 1,1,1\n  \
    quorate calc availability --placement 2,1/2,1/1 --slo 99.99%\n  \
    quorate calc availability --placement 3 --node 99.9% --zone 99.95% --r 1 --w 3"
)]
pub(super) struct Arguments {
    /// Replicas in each zone, with commas; regions are set apart by slashes
    #[arg(long, value_name = "COUNTS", default_value = "1,1,1")]
    placement: Places,
    /// Replicas that a read asks (default: a majority)
    #[arg(long)]
    r: Option<Replicas>,
    /// Replicas that a write asks (default: a majority)
    #[arg(long)]
    w: Option<Replicas>,
    /// How often a replica is up while its zone is
    #[arg(long, value_name = "SHARE", default_value = "99.977%")]
    node: Probability,
    /// How often a zone is up while its region is
    #[arg(long, value_name = "SHARE", default_value = "99.985%")]
    zone: Probability,
    /// How often a region is up
    #[arg(long, value_name = "SHARE", default_value = "99.995%")]
    region: Probability,
    /// The service level, to see what share of its budget this spends
    #[arg(long, value_name = "SHARE", default_value = "99.95%")]
    slo: Probability,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// `2,1/2,1/1`.
#[derive(Debug, Clone)]
struct Places(Vec<Vec<u8>>);

impl FromStr for Places {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let count = |text: &str| {
            text.trim()
                .parse::<u8>()
                .with_context(|| format!("`{text}` is not a number of replicas"))
        };
        let region = |text: &str| {
            text.split(',')
                .map(count)
                .collect::<anyhow::Result<Vec<u8>>>()
        };
        let places: Vec<Vec<u8>> = text.split('/').map(region).collect::<anyhow::Result<_>>()?;
        let total: u32 = places.iter().flatten().map(|count| u32::from(*count)).sum();
        if !(1..=255).contains(&total) {
            bail!("there are {total} replicas, but must be 1 to 255");
        }
        Ok(Self(places))
    }
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let counts = &self.placement.0;
        let [region, zone, node] = [self.region, self.zone, self.node].map(Probability::complement);
        let placement = Placement::regions(counts, region, zone, node);
        let replicas = Replicas::new(counts.iter().flatten().sum())?;
        let [read, write] = [("--r", self.r), ("--w", self.w)]
            .map(|(name, size)| (name, size.unwrap_or(replicas.majority())));
        for (name, size) in [read, write] {
            if size > replicas {
                bail!("{name} is {size}, but there are {replicas} replicas");
            }
        }
        let [read, write] = [read, write].map(|(_, size)| Need::quorum(size.get().into()));

        let mut sheet = Sheet::new();
        sheet.heading(format!(
            "{replicas} replicas in {} and {}",
            plural(counts.iter().flatten().count(), "zone"),
            plural(counts.len(), "region")
        ));
        for (name, need) in [
            ("reads", read),
            ("writes", write),
            ("both", read.and(write)),
        ] {
            let outage = placement.outage(need);
            let lost = match (
                placement.survives_any_region(need),
                placement.survives_any_zone(need),
            ) {
                (true, _) if counts.len() > 1 => "survives the loss of any region",
                (_, true) => "survives the loss of any zone",
                _ => "a zone lost may stop it",
            };
            sheet.cells(&[
                &name,
                &format!("quorum of {}", need.votes),
                &line(outage),
                &lost,
            ]);
        }
        if let Some(spent) = spending(&placement, write, self.slo) {
            sheet
                .heading(format!(
                    "share of the error budget of {} that writes spend by this alone",
                    self.slo
                ))
                .row("in all", percent(spent.total))
                .row("saved if replicas never failed", percent(spent.nodes))
                .row("saved if zones never failed", percent(spent.zones))
                .row("saved if regions never failed", percent(spent.regions));
        }
        sheet.heading("nines by the size of the quorum");
        let nines = (1..=replicas.get()).map(|size| {
            let outage = placement.outage(Need::quorum(size.into()));
            (
                format!("{size} of {replicas}"),
                outage.nines(),
                line(outage),
            )
        });
        sheet.bars(&nines.collect::<Vec<_>>());
        sheet.note("").note("Exact; assumes that zones and regions fail independently of each other, and that nothing is changed everywhere at once.");
        Ok(sheet)
    }
}

fn line(outage: Outage) -> String {
    let year = outage.downtime(Duration::from_days(365)).rounded(3);
    format!(
        "{} up, {year} a year down",
        outage.availability().rounded(3)
    )
}

fn percent(share: f64) -> String {
    format!("{}%", short(share * 100.0, 3))
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}
