//! `quorate calc tail`: slow requests under fan-out, and hedging.

use clap::Args;

use super::sheet::{Sheet, short};
use crate::model::retry::LatencyShape;
use crate::model::tail::{any_slow, hedged_longer_than, leaf_quantile};
use crate::units::{Duration, Probability};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  quorate calc tail --fan-out 100\n  \
    quorate calc tail --fan-out 20 --p50 5ms --p99 60ms --hedge-at 95%")]
pub(super) struct Arguments {
    /// Parallel calls that a request waits for
    #[arg(long, value_name = "N", default_value_t = 100)]
    fan_out: u32,
    /// The share of calls that are slow
    #[arg(long, value_name = "SHARE", default_value = "1%")]
    slow: Probability,
    /// The share of requests that shall be quick
    #[arg(long, value_name = "SHARE", default_value = "99%")]
    target: Probability,
    /// The median of one call
    #[arg(long, value_name = "TIME", requires = "p99")]
    p50: Option<Duration>,
    /// Its 99th percentile
    #[arg(long, value_name = "TIME", requires = "p50")]
    p99: Option<Duration>,
    /// Send a second copy when this share of calls would be done
    #[arg(long, value_name = "SHARE", default_value = "95%")]
    hedge_at: Probability,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let leaf = leaf_quantile(self.target, self.fan_out);
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{} calls at once, {} of calls slow",
                self.fan_out, self.slow
            ))
            .row(
                "slow requests",
                any_slow(self.slow, self.fan_out).rounded(3),
            )
            .row(
                format!("for {} quick requests", self.target),
                format!("{} of calls must be quick", leaf.rounded(2)),
            );
        if let (Some(p50), Some(p99)) = (self.p50, self.p99) {
            self.hedging(
                &mut sheet,
                LatencyShape::from_median_and_p99(p50, p99)?,
                leaf,
            );
        }
        sheet.heading("slow requests by fan-out");
        let bars = [1, 5, 10, 20, 50, 100, 1000].map(|fan_out| {
            let slow = any_slow(self.slow, fan_out);
            (fan_out.to_string(), slow.ratio(), slow.rounded(2))
        });
        sheet.bars(&bars);
        sheet.note("").note("Dean, Barroso, The Tail at Scale, 2013. Calls are taken as independent; a slow key is slow twice.");
        Ok(sheet)
    }

    fn hedging(&self, sheet: &mut Sheet, shape: LatencyShape, leaf: Probability) {
        let delay = shape.quantile(self.hedge_at);
        let hedged = |time: Duration| {
            if time <= delay {
                return shape.longer_than(time);
            }
            hedged_longer_than(
                shape.longer_than(time),
                shape.longer_than(time.saturating_sub(delay)),
            )
        };
        // The quantile of the hedged call, by bisection between nothing and the plain one.
        let (mut low, mut high) = (Duration::ZERO, shape.quantile(leaf));
        let plain = high;
        for _ in 0..60 {
            let middle = low.saturating_add(high.saturating_sub(low).scaled(0.5));
            if hedged(middle) > leaf.complement() {
                low = middle;
            } else {
                high = middle;
            }
        }
        sheet
            .heading(format!(
                "one call as a log-normal, hedged after {}",
                delay.rounded(3)
            ))
            .row(
                format!("{} of calls within", leaf.rounded(2)),
                plain.rounded(3),
            )
            .row("hedged", high.rounded(3))
            .row(
                "extra load",
                format!("{}%", short(shape.longer_than(delay).ratio() * 100.0, 3)),
            );
    }
}
