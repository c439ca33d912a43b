//! `quorate calc burn-rate`: the error budget of a service level and its alerts.

use clap::Args;

use super::sheet::{Sheet, short, time};
use crate::model::slo::{Budget, Severity, recommended_alerts};
use crate::units::{Duration, Probability, Rate};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  quorate calc burn-rate --slo 99.9%\n  \
    quorate calc burn-rate --slo 99.95% --window 28d --requests 1200/s --outage 4m")]
pub(super) struct Arguments {
    /// The service level: the share of requests that must succeed
    #[arg(long, value_name = "SHARE")]
    slo: Probability,
    /// The window it holds over
    #[arg(long, value_name = "TIME", default_value = "30d")]
    window: Duration,
    /// The rate of requests, to tell the budget in requests too
    #[arg(long, value_name = "RATE")]
    requests: Option<Rate>,
    /// A total outage, such as a failover: what share of the budget does it spend?
    #[arg(long, value_name = "TIME")]
    outage: Option<Duration>,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let budget = Budget::new(self.slo, self.window)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!("error budget of {} over {}", self.slo, self.window))
            .row("share of requests", self.slo.complement())
            .row("as a total outage", time(budget.outage_s()));
        if let Some(rate) = self.requests {
            sheet.row("requests", short(budget.requests(rate), 3));
        }
        if let Some(outage) = self.outage {
            let spent = budget.spent_by(Probability::ONE, outage, 1.0)?;
            sheet.row(
                format!("spent by an outage of {outage}"),
                format!("{}%", short(spent * 100.0, 3)),
            );
        }

        sheet.heading("alerts: fire while both windows are above the threshold");
        sheet.cells(&[
            &"",
            &"windows",
            &"burn rate",
            &"errors above",
            &"budget gone",
            &"finds a total outage in",
        ]);
        let mut refused = Vec::new();
        for alert in recommended_alerts(budget) {
            match alert {
                Err(error) => refused.push(error.to_string()),
                Ok(alert) => {
                    let severity = if alert.severity == Severity::Page {
                        "page"
                    } else {
                        "ticket"
                    };
                    let windows = format!("{} and {}", alert.long_window, alert.short_window);
                    let threshold = Probability::clamped(alert.threshold()).rounded(3);
                    let found = alert
                        .detects_outage_after_s()
                        .map_or("never".to_owned(), time);
                    sheet.cells(&[
                        &severity,
                        &windows,
                        &short(alert.burn_rate(), 4),
                        &threshold,
                        &alert.consumed,
                        &found,
                    ]);
                }
            }
        }
        for reason in refused {
            sheet.note(format!("left out: {reason}"));
        }

        sheet.heading("time until the budget is gone, by error rate");
        let errors = [1.0, 0.5, 0.1, 0.05, 0.01, 0.001]
            .map(|rate| rate / budget.fraction())
            .into_iter()
            .filter(|burn| *burn > 1.0);
        let bars = errors.map(|burn| -> anyhow::Result<_> {
            let seconds = budget.exhausted_after_s(burn)?;
            let label = Probability::clamped(budget.error_rate(burn)).rounded(2);
            // Bars on a scale of powers of ten: an hour and a month on one sheet.
            Ok((label, (1.0 + seconds).log10(), time(seconds)))
        });
        sheet.bars(&bars.collect::<anyhow::Result<Vec<_>>>()?);
        sheet.note("").note("The Site Reliability Workbook, 2018, ch. 5. The bars grow with the logarithm of the time.");
        Ok(sheet)
    }
}
