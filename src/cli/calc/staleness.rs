//! `quorate calc staleness`: probabilistically bounded staleness.

use anyhow::bail;
use clap::Args;

use super::copies::Copies;
use super::rows::Rows;
use super::sheet::Sheet;
use crate::model::staleness::{
    Estimate, KNOWN_FITS, Leg, Legs, Shape, Wars, known_fit, missed_versions,
};
use crate::units::{Duration, Probability};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc staleness --model LNKD-SSD --n 3 --r 1 --w 1\n  \
    quorate calc staleness --write-mean 10ms --other-mean 1ms --n 3 --r 1 --w 2\n\n\
    Models are the fits of table 3 of the paper: LNKD-SSD, LNKD-DISK, YMMR, YMMR-simulator-alpha-3.5."
)]
pub(super) struct Arguments {
    /// Latencies of a real system
    #[arg(long, default_value = "LNKD-SSD")]
    model: String,
    /// Instead of a model: the mean time of a write to a replica, exponential
    #[arg(long, value_name = "TIME", requires = "other_mean")]
    write_mean: Option<Duration>,
    /// And that of acknowledgements, read requests and responses
    #[arg(long, value_name = "TIME", requires = "write_mean")]
    other_mean: Option<Duration>,
    #[command(flatten)]
    copies: Copies,
    /// Trials of the simulation
    #[arg(long, default_value_t = 1_000_000)]
    trials: u32,
    /// The same seed gives the same answer
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    pub(super) rows: Rows,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let quorum = self.copies.quorum()?;
        let (name, legs) = self.legs()?;
        let simulation = Wars { legs, quorum }.simulate(self.trials, self.seed)?;
        let sure = Probability::clamped(0.95);
        let quantiles = ["50%", "95%", "99%", "99.9%"].map(|text| {
            (
                text,
                text.parse::<Probability>().unwrap_or(Probability::ONE),
            )
        });

        let mut sheet = Sheet::new();
        sheet.heading(format!("{name}: {}", self.copies));
        let meets = if quorum.intersects() {
            "yes: no acknowledged write is missed"
        } else {
            "no: a read may miss a write"
        };
        sheet.row("quorums meet", meets);
        sheet
            .heading("quantiles in ms, with intervals of 95 % confidence")
            .cells(&[&"share", &"read latency", &"write latency", &"fresh from"]);
        for (text, quantile) in quantiles {
            let [read, write, fresh] = [
                simulation.read_latency_ms(quantile, sure),
                simulation.write_latency_ms(quantile, sure),
                simulation.t_visibility_ms(quantile, sure),
            ]
            .map(interval);
            sheet.cells(&[&text, &read, &write, &fresh]);
        }

        sheet.heading("share of reads that are stale, by time since the commit");
        let last = simulation
            .t_visibility_ms(Probability::clamped(0.999), sure)
            .value;
        let bars = [0.0, 0.1, 0.25, 0.5, 0.75, 1.0].map(|part| {
            let t_ms = last * part;
            let stale =
                Probability::clamped(simulation.consistent_at(t_ms, sure).value).complement();
            (format!("{t_ms:.2} ms"), stale.ratio(), stale.rounded(2))
        });
        sheet.bars(if last > 0.0 { &bars } else { &bars[..1] });

        sheet.heading("chance that a read misses the last k versions, if writes never spread beyond their quorum");
        for k in [1, 2, 5, 10] {
            sheet.row(
                format!("k = {k}"),
                missed_versions(quorum, f64::from(k))?.rounded(3),
            );
        }
        sheet
            .note("")
            .note("Bailis et al., PVLDB 5(8), 2012, the WARS model. The t-visibility printed there is 2 to 14 % too low: they took the")
            .note("first of many noisy estimates that reached the share. Legs are drawn independently; nothing fails or is repaired.");
        Ok(sheet)
    }

    fn legs(&self) -> anyhow::Result<(String, Legs)> {
        let leg = |mean: Duration| {
            Leg::of(Shape::Exponential {
                rate_per_ms: 1.0 / mean.millis(),
            })
        };
        if let (Some(write), Some(other)) = (self.write_mean, self.other_mean) {
            let legs = Legs {
                write: leg(write)?,
                ack: leg(other)?,
                read: leg(other)?,
                response: leg(other)?,
            };
            return Ok((format!("exponential, writes {write}, others {other}"), legs));
        }
        match known_fit(&self.model) {
            Some(legs) => Ok((self.model.clone(), legs)),
            None => bail!(
                "`{}` is not a model; there are: {}",
                self.model,
                KNOWN_FITS.join(", ")
            ),
        }
    }
}

fn interval(estimate: Estimate) -> String {
    let Estimate {
        value, low, high, ..
    } = estimate;
    if high.is_infinite() {
        return format!("{value:.3} ({low:.3} or more: too few trials)");
    }
    format!("{value:.3} ({low:.3} to {high:.3})")
}
