//! `quorate calc error-budget`, `burn-rate-alerts`, `burn-rate-exhaustion`, `detection`, `multiwindow-timeline`: one question about a
//! service level.
//!
//! Not here: a service level with all of its recommended alerts (`burn_rate`).

use anyhow::Context;
use clap::Args;

use super::rows::Rows;
use super::sheet::{Sheet, percent, short, time};
use crate::model::slo::{Budget, BurnRateAlert, Episode, Severity, detection, timeline};
use crate::units::{Duration, Percent, Probability};

const SOURCE: &str = "The Site Reliability Workbook, 2018, ch. 5.";

/// What a service level allows.
#[derive(Debug, Args)]
pub(super) struct ErrorBudget {
    #[command(flatten)]
    level: Level,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// One alert over two windows.
#[derive(Debug, Args)]
pub(super) struct Alert {
    #[command(flatten)]
    level: Level,
    #[command(flatten)]
    windows: Windows,
    /// The share of the budget that is gone when it fires
    #[arg(long, value_name = "SHARE", default_value = "2%")]
    consumed: Percent,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// How soon a budget is gone.
#[derive(Debug, Args)]
pub(super) struct Exhaustion {
    #[command(flatten)]
    level: Level,
    /// How many times faster than allowed the budget burns
    #[arg(long, value_name = "TIMES", required_unless_present = "rows")]
    burn_rate: Option<f64>,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// When a window notices.
#[derive(Debug, Args)]
pub(super) struct Detects {
    #[command(flatten)]
    level: Level,
    /// The share of requests that fail
    #[arg(long, value_name = "SHARE", required_unless_present = "rows")]
    errors: Option<Probability>,
    /// The window of the alert
    #[arg(long, value_name = "TIME", default_value = "1h")]
    window: Duration,
    /// The burn rate at which it fires
    #[arg(long, value_name = "TIMES", default_value_t = 14.4)]
    burn_rate: f64,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// When an alert starts and stops.
#[derive(Debug, Args)]
pub(super) struct Episodes {
    #[command(flatten)]
    level: Level,
    /// The share of requests that fail
    #[arg(long, value_name = "SHARE", required_unless_present = "rows")]
    errors: Option<Probability>,
    /// How long they fail
    #[arg(long, value_name = "TIME", required_unless_present = "rows")]
    lasts: Option<Duration>,
    #[command(flatten)]
    windows: Windows,
    /// The burn rate at which it fires
    #[arg(long, value_name = "TIMES", default_value_t = 14.4)]
    burn_rate: f64,
    #[command(flatten)]
    pub(super) rows: Rows,
}

#[derive(Debug, Args)]
struct Level {
    /// The service level: the share of requests that must succeed
    #[arg(long, value_name = "SHARE", required_unless_present = "rows")]
    slo: Option<Probability>,
    /// The time it holds over
    #[arg(long, value_name = "TIME", default_value = "30d")]
    period: Duration,
}

#[derive(Debug, Args)]
struct Windows {
    /// The window that decides whether it matters
    #[arg(long, value_name = "TIME", default_value = "1h")]
    long_window: Duration,
    /// The window that decides whether it still goes on
    #[arg(long, value_name = "TIME", default_value = "5m")]
    short_window: Duration,
}

impl Level {
    fn budget(&self) -> anyhow::Result<Budget> {
        let slo = self.slo.context("--slo is missing")?;
        Ok(Budget::new(slo, self.period)?)
    }

    fn words(&self) -> String {
        let slo = self.slo.map(|slo| slo.to_string()).unwrap_or_default();
        format!("{slo} over {}", self.period)
    }
}

impl ErrorBudget {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let budget = self.level.budget()?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!("error budget of {}", self.level.words()))
            .row("share of requests", budget.slo().complement())
            .row("as a total outage", time(budget.outage_s()));
        sheet.heading("total outage allowed by the service level");
        let bars =
            ["99%", "99.9%", "99.95%", "99.99%", "99.999%"].map(|slo| -> anyhow::Result<_> {
                let other = Budget::new(slo.parse()?, self.level.period)?.outage_s();
                // Bars on a scale of powers of ten, as the levels are.
                Ok((slo.to_owned(), (1.0 + other).log10(), time(other)))
            });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet.note("").note(format!(
            "{SOURCE} The bars grow with the logarithm of the time."
        ));
        Ok(sheet)
    }
}

impl Alert {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let alert = BurnRateAlert {
            budget: self.level.budget()?,
            long_window: not_empty(self.windows.long_window, "--long-window")?,
            short_window: self.windows.short_window,
            consumed: self.consumed,
            severity: Severity::Page,
        };
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{}: {} of the budget within {}",
                self.level.words(),
                self.consumed,
                alert.long_window
            ))
            .row("burn rate", short(alert.burn_rate(), 4))
            .row("fires above errors of", percent(alert.threshold()))
            .row(
                "budget gone at that rate in",
                time(alert.exhausts_after_s()),
            )
            .row(
                "finds a total outage in",
                alert
                    .detects_outage_after_s()
                    .map_or("never".to_owned(), time),
            );
        if let Err(error) = alert.checked() {
            sheet.note(error);
        }
        sheet.note("").note(SOURCE);
        Ok(sheet)
    }
}

impl Exhaustion {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let budget = self.level.budget()?;
        let burn = self.burn_rate.context("--burn-rate is missing")?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{}, burning {burn} times too fast",
                self.level.words()
            ))
            .row("errors", percent(budget.error_rate(burn)))
            .row("budget gone in", time(budget.exhausted_after_s(burn)?));
        if budget.error_rate(burn) > 1.0 {
            sheet.note("No traffic burns this fast: it would be more than all requests.");
        }
        sheet.heading("budget gone in, by burn rate");
        let bars = [1.0, 2.0, 6.0, 14.4, 100.0, 1000.0].map(|burn| -> anyhow::Result<_> {
            let seconds = budget.exhausted_after_s(burn)?;
            Ok((short(burn, 4), (1.0 + seconds).log10(), time(seconds)))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet.note("").note(format!(
            "{SOURCE} The bars grow with the logarithm of the time."
        ));
        Ok(sheet)
    }
}

impl Detects {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let budget = self.level.budget()?;
        let errors = self.errors.context("--errors is missing")?;
        let window = not_empty(self.window, "--window")?;
        let found = |errors| detection(budget, errors, window, self.burn_rate);
        let mut sheet = Sheet::new();
        sheet.heading(format!(
            "{}: {errors} of requests fail, an alert at {} over {window}",
            self.level.words(),
            self.burn_rate
        ));
        match found(errors)? {
            None => sheet.row("fires", "never"),
            Some(found) => sheet
                .row("fires after", time(found.after_s))
                .row("budget gone by then", percent(found.consumed)),
        };
        sheet.heading("fires after, by the share that fails");
        let mut bars = Vec::new();
        for share in [1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] {
            let share = Probability::clamped(share);
            if let Some(found) = found(share)? {
                bars.push((share.to_string(), found.after_s, time(found.after_s)));
            }
        }
        sheet.bars(&bars);
        sheet.note("").note(format!("{SOURCE} Constant errors after none; the steps of evaluation and the way to a person come on top."));
        Ok(sheet)
    }
}

impl Episodes {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let episode = Episode {
            error_rate: self.errors.context("--errors is missing")?,
            duration: self.lasts.context("--lasts is missing")?,
        };
        let long = not_empty(self.windows.long_window, "--long-window")?;
        let short = not_empty(self.windows.short_window, "--short-window")?;
        let found = timeline(self.level.budget()?, episode, long, short, self.burn_rate)?;
        let mut sheet = Sheet::new();
        sheet.heading(format!(
            "{}: {} of requests fail for {}, an alert at {} over {long} and {short}",
            self.level.words(),
            episode.error_rate,
            episode.duration,
            self.burn_rate
        ));
        match found {
            None => sheet.row("fires", "never"),
            Some(found) => {
                let moments = [
                    ("fires", found.on_s),
                    ("errors end", episode.duration.secs()),
                    ("the short window is below", found.short_falls_s),
                    ("the long window is below", found.long_falls_s),
                    ("over", found.off_s),
                ];
                sheet.bars(&moments.map(|(what, at_s)| (what.to_owned(), at_s, time(at_s))))
            }
        };
        sheet.note("").note(format!("{SOURCE} Constant errors after none, constant traffic, windows that slide without steps."));
        Ok(sheet)
    }
}

fn not_empty(window: Duration, option: &str) -> anyhow::Result<Duration> {
    anyhow::ensure!(
        !window.is_zero(),
        "{option} is 0s, but must be longer than nothing"
    );
    Ok(window)
}
