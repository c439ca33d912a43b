//! `quorate calc retry`: attempts, amplification, backoff, what fits a deadline.

use clap::Args;

use super::rows::Rows;
use super::sheet::{Sheet, short};
use crate::model::retry::{Backoff, attempts, attempts_within};
use crate::units::{Duration, Percent, Probability};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc retry --retries 3 --layers 3\n  \
    quorate calc retry --fails 5% --retries 2 --layers 2 --timeout 250ms --deadline 1s"
)]
pub(super) struct Arguments {
    /// The chance that an attempt fails
    #[arg(long, value_name = "SHARE", default_value = "1%")]
    fails: Probability,
    /// Retries in each layer
    #[arg(long, value_name = "N", default_value_t = 2)]
    retries: u32,
    /// Layers that retry
    #[arg(long, value_name = "N", default_value_t = 1)]
    layers: u32,
    /// The share of requests that a layer may retry, where it keeps a budget
    #[arg(long, value_name = "SHARE", default_value = "10%")]
    budget: Percent,
    /// The first pause; it doubles from there, with full jitter
    #[arg(long, value_name = "TIME", default_value = "100ms")]
    base: Duration,
    /// The longest pause
    #[arg(long, value_name = "TIME", default_value = "10s")]
    cap: Duration,
    /// How long one attempt may take
    #[arg(long, value_name = "TIME", default_value = "1s")]
    timeout: Duration,
    /// How long the whole request may take
    #[arg(long, value_name = "TIME")]
    deadline: Option<Duration>,
    #[command(flatten)]
    pub(super) rows: Rows,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let (retries, layers) = (self.retries, self.layers);
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{retries} retries in {layers} layers, {} of attempts fail",
                self.fails
            ))
            .row(
                "attempts of one layer",
                short(attempts::expected(self.fails, retries), 4),
            )
            .row(
                "requests of it that fail all the same",
                attempts::request_fails(self.fails, retries).rounded(3),
            )
            .row(
                "attempts at the bottom",
                short(
                    attempts::expected_over_layers(self.fails, retries, layers),
                    4,
                ),
            )
            .row(
                "when everything fails",
                format!(
                    "{} for each request",
                    attempts::worst_case(retries, layers)?
                ),
            )
            .row(
                format!("with a budget of {}", self.budget),
                if retries == 0 {
                    "nothing is retried".to_owned()
                } else {
                    format!(
                        "at most {} for each",
                        short(attempts::at_budget(self.budget.ratio(), layers)?, 4)
                    )
                },
            );

        let backoff = Backoff::new(self.base, self.cap)?;
        let whole = self
            .timeout
            .scaled(f64::from(retries) + 1.0)
            .saturating_add(backoff.longest_total(retries));
        sheet
            .heading(format!(
                "pauses from {} to {}, doubling, spread over all of it",
                self.base, self.cap
            ))
            .row("pauses in the mean", backoff.mean_total(retries).rounded(3))
            .row("pauses at most", backoff.longest_total(retries).rounded(3))
            .row(
                format!("all attempts of {} and pauses", self.timeout),
                format!("at most {}", whole.rounded(3)),
            );
        if let Some(deadline) = self.deadline {
            let fit = attempts_within(deadline, self.timeout, &backoff);
            let verdict = if fit > retries {
                "enough".to_owned()
            } else {
                format!(
                    "{} wanted: the rest only adds load",
                    retries.saturating_add(1)
                )
            };
            sheet.row(
                format!("attempts that fit {deadline}"),
                format!("{fit}, {verdict}"),
            );
        }

        sheet.heading("attempts at the bottom for each request, by the share that fails");
        let bars = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0].map(|fails| {
            let fails = Probability::clamped(fails);
            let load = attempts::expected_over_layers(fails, retries, layers);
            (fails.to_string(), load, short(load, 3))
        });
        sheet.bars(&bars);
        sheet.note("").note("SRE Book, 2016, ch. 22. Attempts are taken as independent; in an outage they fail together, the last bar.");
        Ok(sheet)
    }
}
