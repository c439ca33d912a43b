//! Burn-rate alerts: fire when the budget burns too fast over a long window, and still does over a short one.

use super::budget::Budget;
use crate::model::error::{ModelError, positive};
use crate::units::{Duration, Percent, Probability};

/// How loud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Wake somebody.
    Page,
    /// Look at it in the next days.
    Ticket,
}

/// Fires while the error rate over both windows is above `burn rate · (1 - slo)` (Workbook 2018, ch. 5, "6:
/// Multiwindow, Multi-Burn-Rate Alerts"). Assumes enough traffic for a rate to mean something; with a few requests an
/// hour one failure fires it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurnRateAlert {
    /// The service level it guards.
    pub budget: Budget,
    /// The window that decides whether it matters.
    pub long_window: Duration,
    /// The window that decides whether it still goes on.
    pub short_window: Duration,
    /// The share of the budget that is gone when it fires.
    pub consumed: Percent,
    /// How loud.
    pub severity: Severity,
}

impl BurnRateAlert {
    /// `consumed · window / long window`: how much faster than allowed the budget burns, as a factor (Workbook 2018,
    /// ch. 5, "4: Alert on Burn Rate"). Assumes constant traffic; at night the same burn rate spends less.
    #[must_use]
    pub fn burn_rate(&self) -> f64 {
        self.consumed.ratio() * self.budget.window().secs() / self.long_window.secs()
    }

    /// The share of failing requests above which it fires: `burn rate · (1 - slo)` (Workbook 2018, ch. 5, "4: Alert on
    /// Burn Rate"). What stays just below it is never noticed, and spends nearly `consumed` in each long window.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.budget.error_rate(self.burn_rate())
    }

    /// Whether any traffic could make it fire: `burn rate · (1 - slo) < 1`, since a threshold of 100 % or more cannot
    /// be exceeded (Workbook 2018, ch. 5). Flatters a threshold just below: only a nearly total outage fires it.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.threshold() < 1.0
    }

    /// The alert, unless it could never fire, or would while the service level is kept.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when `burn rate · (1 - slo) >= 1`: every request could fail and it would stay silent. The
    /// cure is a lower share of the budget, a longer long window, or a stricter service level. Also when the burn rate is below 1: a
    /// service that goes on like that for the whole window keeps its level. The cure is a shorter long window.
    pub fn checked(self) -> Result<Self, ModelError> {
        // Shares and times are decimals: what is 1 on paper may be a hair below it.
        if self.burn_rate() < 1.0 - 1e-9 {
            return Err(ModelError::range(
                "the burn rate of the alert",
                self.burn_rate(),
                "at least 1, or it fires while the service level is kept",
            ));
        }
        if self.is_reachable() {
            return Ok(self);
        }
        let found = format!(
            "{:.0}% of requests (burn rate {} at {})",
            self.threshold() * 100.0,
            self.burn_rate(),
            self.budget.slo()
        );
        Err(ModelError::range(
            "the threshold of the alert",
            found,
            "below 100%, or it never fires",
        ))
    }

    /// Seconds from the start of a total outage until the long window crosses the threshold, if it can:
    /// `threshold · long window` (Workbook 2018, ch. 5, "4: Alert on Burn Rate", with an error ratio of 1). The short
    /// window has crossed it by then. Flatters as [`detection`] does.
    #[must_use]
    pub fn detects_outage_after_s(&self) -> Option<f64> {
        self.is_reachable()
            .then(|| self.threshold() * self.long_window.secs())
    }

    /// Seconds until the whole budget is gone at this burn rate: `window / burn rate` (Workbook 2018, table 5-4).
    /// Flatters: it starts from a full budget.
    #[must_use]
    pub fn exhausts_after_s(&self) -> f64 {
        self.budget.window().secs() / self.burn_rate()
    }
}

/// The recommended alerts for a service level: the three of table 5-8 (2 % of the budget in an hour and 5 % in six
/// hours page, 10 % in three days is a ticket) and the one that stands in the expression above it (10 % in a day), each
/// with a short window of a twelfth (Workbook 2018, ch. 5). Written for 30 days; for another window the shares stay and
/// the burn rates follow, so long windows that do not fit into it are left out. With each alert: whether it could ever
/// fire.
///
/// Assumes constant traffic. Flatters services of low traffic, where a few failures fire them.
#[must_use]
pub fn recommended_alerts(budget: Budget) -> Vec<Result<BurnRateAlert, ModelError>> {
    let hour = Duration::from_secs(3600);
    let rows = [
        (2.0, 1.0, Severity::Page),
        (5.0, 6.0, Severity::Page),
        (10.0, 24.0, Severity::Ticket),
        (10.0, 72.0, Severity::Ticket),
    ];
    let alerts = rows.into_iter().map(|(consumed, hours, severity)| {
        let long_window = hour.scaled(hours);
        let consumed = Percent::new(consumed / 100.0).unwrap_or(Percent::ZERO);
        BurnRateAlert {
            budget,
            long_window,
            short_window: long_window.scaled(1.0 / 12.0),
            consumed,
            severity,
        }
    });
    alerts
        .filter(|alert| alert.long_window < budget.window())
        .map(BurnRateAlert::checked)
        .collect()
}

/// When one window notices a constant error rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Seconds from the start of the errors.
    pub after_s: f64,
    /// The share of the budget that is gone by then.
    pub consumed: f64,
}

/// When the mean error rate over `window` reaches `burn rate · (1 - slo)` under a constant `error rate` that starts
/// from none: `(1 - slo)/error rate · window · burn rate`, in seconds, if that is within the window; `None` when it
/// never does. `consumed` is the share of the budget gone by then (Workbook 2018, ch. 5, "4: Alert on Burn Rate").
///
/// Assumes constant traffic. Flatters: evaluation intervals, scrape delays and the way to a person come on top.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless the burn rate is above zero.
pub fn detection(
    budget: Budget,
    error_rate: Probability,
    window: Duration,
    burn_rate: f64,
) -> Result<Option<Detection>, ModelError> {
    let threshold = budget.error_rate(positive("the burn rate", burn_rate)?);
    let error_rate = error_rate.ratio();
    if error_rate == 0.0 {
        return Ok(None);
    }
    let after_s = threshold / error_rate * window.secs();
    // An error rate that equals the threshold in decimals crosses it at the very end of the window.
    let crosses = after_s <= window.secs() * (1.0 + 1e-12);
    Ok(crosses.then(|| Detection {
        after_s,
        consumed: after_s * error_rate / budget.outage_s(),
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn budget(slo: &str, window: &str) -> Budget {
        Budget::new(slo.parse().unwrap(), window.parse().unwrap()).unwrap()
    }

    #[test]
    fn table_5_8() {
        let alerts: Vec<BurnRateAlert> = recommended_alerts(budget("99.9%", "30d"))
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let rows: Vec<(String, String, f64)> = alerts
            .iter()
            .map(|alert| {
                (
                    alert.long_window.to_string(),
                    alert.short_window.to_string(),
                    alert.burn_rate(),
                )
            })
            .collect();
        let expected = [
            ("1h", "5m", 14.4),
            ("6h", "30m", 6.0),
            ("1d", "2h", 3.0),
            ("3d", "6h", 1.0),
        ];
        for ((long, short, burn), (wanted_long, wanted_short, wanted_burn)) in
            rows.iter().zip(expected)
        {
            assert_eq!((long.as_str(), short.as_str()), (wanted_long, wanted_short));
            assert!((burn - wanted_burn).abs() < 1e-12);
        }
    }

    #[test]
    fn loose_levels_and_short_windows() {
        let refused = recommended_alerts(budget("90%", "30d"))[0]
            .clone()
            .unwrap_err()
            .to_string();
        assert_eq!(
            refused,
            "the threshold of the alert is 144% of requests (burn rate 14.4 at 90%), but must be below 100%, or it never fires"
        );
        let day = recommended_alerts(budget("99.9%", "1d"));
        assert_eq!(day.len(), 2); // an hour and six hours fit, a day does not
        // 2 % in an hour is half of what a day allows in that time.
        for (alert, burn) in day.into_iter().zip(["0.48", "0.2"]) {
            assert_eq!(
                alert.unwrap_err().to_string(),
                format!(
                    "the burn rate of the alert is {burn}, but must be at least 1, or it fires while the service level is kept"
                )
            );
        }
        let week = recommended_alerts(budget("99.9%", "7d"))[0]
            .clone()
            .unwrap();
        assert!((week.burn_rate() - 3.36).abs() < 1e-12);
    }

    #[test]
    fn one_window_by_itself() {
        let minutes = |error: f64, window: &str, burn| {
            let error = Probability::new(error).unwrap();
            detection(budget("99.9%", "30d"), error, window.parse().unwrap(), burn)
                .unwrap()
                .map(|found| found.after_s / 60.0)
        };
        assert!((minutes(1.0, "1h", 14.4).unwrap() - 0.864).abs() < 1e-12);
        assert!((minutes(0.0144, "1h", 14.4).unwrap() - 60.0).abs() < 1e-9); // exactly the threshold
        assert_eq!(minutes(0.014, "1h", 14.4), None);
    }

    proptest! {
        /// Law: a window that is filled second by second crosses the threshold when the formula says so, and what was spent by then is
        /// what was counted.
        #[test]
        fn matches_a_window_that_fills(error in 0.001_f64..1.0, burn in 0.5_f64..50.0, minutes in 1_u64..120) {
            let (level, window) = (budget("99.9%", "30d"), Duration::from_secs(minutes * 60));
            let found = detection(level, Probability::new(error).unwrap(), window, burn).unwrap();
            let threshold = burn * level.fraction();
            let mut failed = 0.0;
            let mut crossed = None;
            for second in 1..=minutes * 60 {
                failed += error;
                if failed / window.secs() >= threshold {
                    crossed = Some((second as f64, failed / level.outage_s()));
                    break;
                }
            }
            match (found, crossed) {
                (Some(found), Some((at, spent))) => {
                    prop_assert!(found.after_s <= at + 1e-6 && at - found.after_s <= 1.0 + 1e-6);
                    prop_assert!(found.consumed <= spent + 1e-9 && spent - found.consumed <= error / level.outage_s() + 1e-9);
                }
                (None, None) => {}
                // Within the last second the two may differ.
                (Some(found), None) => prop_assert!(window.secs() - found.after_s <= 1.0),
                (None, Some(_)) => prop_assert!(false, "it crosses and the formula says it does not"),
            }
        }

        /// Law: burning at a rate until the budget is gone spends the budget.
        #[test]
        fn what_burns_until_exhausted_is_the_budget(burn in 0.01_f64..900.0, percent in 1_u32..100) {
            let level = budget("99.9%", "30d");
            let gone_s = level.exhausted_after_s(burn).unwrap();
            prop_assert!((level.error_rate(burn) * gone_s / level.outage_s() - 1.0).abs() < 1e-9);
            let alert = BurnRateAlert {
                budget: level,
                long_window: Duration::from_secs(3600),
                short_window: Duration::from_secs(300),
                consumed: Percent::new(f64::from(percent) / 100.0).unwrap(),
                severity: Severity::Page,
            };
            let spent = alert.threshold() * alert.long_window.secs() / level.outage_s();
            prop_assert!((spent / alert.consumed.ratio() - 1.0).abs() < 1e-9);
            prop_assert!((alert.exhausts_after_s() - level.exhausted_after_s(alert.burn_rate()).unwrap()).abs() < 1e-6);
        }
    }
}
