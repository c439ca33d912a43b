//! `quorate calc shard`: partitions needed, growth, and the hottest key.

use clap::Args;

use super::sheet::{Sheet, short};
use crate::model::sharding::{Demand, Driver, Limits, Zipf, grown, hottest_part, partitions};
use crate::units::{Bytes, Percent, Rate};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc shard --size 2TB --writes 3k/s --reads 40k/s\n  \
    quorate calc shard --size 500GB --writes 1k/s --reads 10k/s --growth 80% --years 3 --keys 1000000 --skew 0.99"
)]
pub(super) struct Arguments {
    /// Data to hold
    #[arg(long)]
    size: Bytes,
    /// Writes at peak
    #[arg(long, value_name = "RATE")]
    writes: Rate,
    /// Reads at peak
    #[arg(long, value_name = "RATE")]
    reads: Rate,
    /// Data that one partition may hold
    #[arg(long, value_name = "SIZE", default_value = "1TB")]
    limit_size: Bytes,
    /// Writes that one partition can take
    #[arg(long, value_name = "RATE", default_value = "10k/s")]
    limit_writes: Rate,
    /// Reads that one partition can answer
    #[arg(long, value_name = "RATE", default_value = "50k/s")]
    limit_reads: Rate,
    /// How full a partition may run
    #[arg(long, value_name = "SHARE", default_value = "60%")]
    fill: Percent,
    /// Growth a year, of data and of rates
    #[arg(long, value_name = "SHARE", default_value = "30%")]
    growth: Percent,
    /// Years to look ahead
    #[arg(long, value_name = "N", default_value_t = 3)]
    years: u8,
    /// Keys, for the share of the hottest
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    keys: u64,
    /// How uneven the keys are: 0 even, 0.99 as in YCSB
    #[arg(long, value_name = "NUMBER", default_value_t = 0.99)]
    skew: f64,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let limits = Limits {
            size: self.limit_size,
            writes: self.limit_writes,
            reads: self.limit_reads,
        };
        let mut sheet = Sheet::new();
        sheet.heading(format!(
            "partitions by year, each up to {} full, at {} growth",
            self.fill, self.growth
        ));
        let mut bars = Vec::new();
        let mut now = 1;
        for year in 0..=self.years {
            let factor = grown(self.growth, f64::from(year))?;
            let demand = Demand {
                size: self.size.scaled(factor),
                writes: Rate::per_sec(self.writes.get() * factor)?,
                reads: Rate::per_sec(self.reads.get() * factor)?,
            };
            let (count, driver) = partitions(&demand, &limits, self.fill.ratio())?;
            if year == 0 {
                now = count;
            }
            let driver = match driver {
                Driver::Size => "size",
                Driver::Writes => "writes",
                Driver::Reads => "reads",
            };
            bars.push((
                format!("year {year}"),
                f64::from(count),
                format!("{count}, for {driver}"),
            ));
        }
        sheet.bars(&bars);

        let zipf = Zipf::new(self.keys, self.skew)?;
        let part = hottest_part(zipf.hottest(), now)?;
        let even = 1.0 / f64::from(now);
        sheet
            .heading(format!("{} keys with skew {}", self.keys, self.skew))
            .row("share of the hottest key", percent(zipf.hottest()))
            .row(
                "share of the hottest ten",
                percent(zipf.hottest_together(10)),
            )
            .row(
                format!("share of the hottest of {now} partitions"),
                format!(
                    "{}, {} times an even one",
                    percent(part),
                    short(part / even, 3)
                ),
            )
            .row(
                "writes on it",
                format!(
                    "{} of {} it can take",
                    Rate::per_sec(self.writes.get() * part)?.rounded(3),
                    self.limit_writes
                ),
            )
            .row(
                "reads on it",
                format!(
                    "{} of {} it can answer",
                    Rate::per_sec(self.reads.get() * part)?.rounded(3),
                    self.limit_reads
                ),
            );
        sheet.note("").note("Keys by Zipf's law (Gray et al., SIGMOD 1994). A tenant, a celebrity or today's date can be hotter than any rank law.");
        Ok(sheet)
    }
}

fn percent(share: f64) -> String {
    format!("{}%", short(share * 100.0, 3))
}
