//! Error budgets: the failures that a service level allows.

use crate::model::error::{ModelError, not_negative, positive};
use crate::units::{Duration, Probability, Rate};

/// A service level over a window.
///
/// `slo` is the share of valid requests that must succeed within `window`; the budget is the share `1 - slo` (Workbook
/// 2018, ch. 2 and 5). Flatters: requests that never arrived, since the way to the service was down, are not among
/// them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    slo: Probability,
    window: Duration,
}

impl Budget {
    /// The budget of this service level.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for 100 %, which leaves no budget to reason about, or an empty window.
    pub fn new(slo: Probability, window: Duration) -> Result<Self, ModelError> {
        if slo == Probability::ONE {
            return Err(ModelError::range("the service level", slo, "below 100%"));
        }
        if window.is_zero() {
            return Err(ModelError::range(
                "the window of the service level",
                window,
                "longer than nothing",
            ));
        }
        Ok(Self { slo, window })
    }

    /// The service level.
    #[must_use]
    pub const fn slo(self) -> Probability {
        self.slo
    }

    /// The window it holds over.
    #[must_use]
    pub const fn window(self) -> Duration {
        self.window
    }

    /// `1 - slo`: the share of requests that may fail (Workbook 2018, ch. 2). An average: it hides a customer who has
    /// all of the failures.
    #[must_use]
    pub fn fraction(self) -> f64 {
        self.slo.complement().ratio()
    }

    /// The budget as seconds of total outage: `(1 - slo)·window` (Workbook 2018, ch. 5). Assumes constant traffic.
    /// Flatters where traffic is low at night: an outage at peak costs more than its share of time.
    #[must_use]
    pub fn outage_s(self) -> f64 {
        self.fraction() * self.window.secs()
    }

    /// The budget in failed requests, for a mean rate of requests per second: `(1 - slo) · window · rate` (Workbook
    /// 2018, ch. 2). Flatters when the rate is that of the peak: there are fewer requests, and fewer may fail.
    #[must_use]
    pub fn requests(self, rate: Rate) -> f64 {
        self.outage_s() * rate.get()
    }

    /// The share of failing requests at a burn rate (a factor): `burn·(1 - slo)` (Workbook 2018, ch. 5, "4: Alert on
    /// Burn Rate"). Above 1 no traffic can burn that fast. Assumes constant traffic: at night the same share spends
    /// less.
    #[must_use]
    pub fn error_rate(self, burn_rate: f64) -> f64 {
        burn_rate * self.fraction()
    }

    /// Seconds until the whole budget is gone at a constant burn rate: `window / burn` (Workbook 2018, table 5-4).
    /// Flatters: it starts from a full budget, and assumes constant traffic.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless the burn rate is above zero.
    pub fn exhausted_after_s(self, burn_rate: f64) -> Result<f64, ModelError> {
        Ok(self.window.secs() / positive("the burn rate", burn_rate)?)
    }

    /// The share of the budget that an event spends: `events · share · duration/((1 - slo) · window)`, where `share` of
    /// the requests fail for `duration` (Workbook 2018, ch. 2). A failover fails all requests of one shard for the
    /// failover time; a rollout step fails what it breaks until it is rolled back.
    ///
    /// Assumes constant traffic. Flatters: an event at peak costs more requests than its share of time.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for a negative number of events.
    pub fn spent_by(
        self,
        share: Probability,
        duration: Duration,
        events: f64,
    ) -> Result<f64, ModelError> {
        Ok(
            not_negative("the number of events", events)? * share.ratio() * duration.secs()
                / self.outage_s(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(slo: &str, window: &str) -> Budget {
        Budget::new(slo.parse().unwrap(), window.parse().unwrap()).unwrap()
    }

    #[test]
    fn known_budgets() {
        let cases = [
            // slo      window  seconds   why
            ("99.9%", "30d", 2592.0),       // the 43 minutes of every talk
            ("99.99%", "30d", 259.2),       // 4m 19s
            ("99.999%", "365d", 315.36),    // five minutes a year
            ("99.9999999%", "1d", 8.64e-5), // digits that 1 - slo would lose
        ];
        for (slo, window, seconds) in cases {
            let found = budget(slo, window).outage_s();
            assert!(
                (found / seconds - 1.0).abs() < 1e-12,
                "{slo} over {window}: {found}"
            );
        }
        assert!(Budget::new(Probability::ONE, Duration::from_days(30)).is_err());
        assert!(
            (budget("99.9%", "30d").requests(Rate::per_sec(1000.0).unwrap()) - 2_592_000.0).abs()
                < 1e-6
        );
    }

    #[test]
    fn a_failover_of_thirty_seconds_spends_an_eighth() {
        let spent = budget("99.99%", "30d")
            .spent_by(Probability::ONE, Duration::from_secs(30), 1.0)
            .unwrap();
        assert!((spent - 30.0 / 259.2).abs() < 1e-12);
    }
}
