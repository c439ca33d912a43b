//! Circuit breakers: how many calls they must see to be right, and how long that takes.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::model::error::ModelError;
use crate::units::{Duration, Probability, Rate};

/// Opens when at least a share of the last calls failed (Nygard 2018, ch. 5, "Circuit Breaker").
///
/// Symbols: `n` the calls it looks at, `s` the share that opens it, so `⌈s · n⌉` failures. Flatters: it is one breaker
/// that sees all calls; a hundred clients with one each see a hundredth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breaker {
    calls: u32,
    share: Probability,
}

impl Breaker {
    /// A breaker that looks at the last `calls` and opens at a `share` of failures.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when it looks at no call or opens at no failure.
    pub fn new(calls: u32, share: Probability) -> Result<Self, ModelError> {
        if calls == 0 {
            return Err(ModelError::range(
                "the number of calls a breaker looks at",
                calls,
                "at least 1",
            ));
        }
        if share == Probability::ZERO {
            return Err(ModelError::range(
                "the share of failures that opens a breaker",
                share,
                "above 0%",
            ));
        }
        Ok(Self { calls, share })
    }

    fn failures_to_open(&self) -> u64 {
        // Rounding up, but not because 0.07 · 100 is 7.000000000000001.
        let exact = self.share.ratio() * f64::from(self.calls);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 2^32"
        )]
        let whole = (exact - 1e-9).ceil().max(1.0) as u64;
        whole
    }

    /// The chance that one full window opens it while calls fail at their normal rate `p` (`normal`): `P(X >= ⌈s · n⌉)`
    /// of a binomial `X` over `n` calls (Feller 1968, section VI.2).
    ///
    /// Assumes independent calls; with bursts of failures it opens by mistake more often, which this flatters. So does
    /// the single window: a day has many.
    #[must_use]
    pub fn opens_by_mistake(&self, normal: Probability) -> Probability {
        let Ok(binomial) = Binomial::new(normal.ratio(), u64::from(self.calls)) else {
            return Probability::ONE;
        };
        Probability::clamped(binomial.sf(self.failures_to_open() - 1))
    }

    /// How long it takes to open when every call fails: the failures it needs at the rate of calls, `⌈s · n⌉/rate`,
    /// with `rate` per second (Little 1961: so many calls pass in that time). `None` without calls. Flatters: calls
    /// that hang are no failures until their timeout, and evenly spaced ones are assumed.
    #[must_use]
    pub fn opens_after(&self, calls: Rate) -> Option<Duration> {
        #[expect(clippy::cast_precision_loss, reason = "below 2^32")]
        let needed = self.failures_to_open() as f64;
        Duration::from_secs_f64(needed / calls.get()).ok()
    }

    /// The breaker whose window holds as many calls as it wants and spans no less than `least`:
    /// `max(n, ⌈rate · least⌉)` calls, so many more at a high rate. Assumes evenly spaced calls; a burst fills the
    /// window sooner.
    #[must_use]
    pub fn spanning(self, least: Duration, calls: Rate) -> Self {
        let within = (calls.get() * least.secs()).min(f64::from(u32::MAX));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 2^32"
        )]
        let within = within.ceil() as u32;
        Self {
            calls: self.calls.max(within),
            ..self
        }
    }

    /// The time its window must span to hold all the calls it wants: `n/rate`, with `rate` per second (Little 1961).
    /// `None` without calls. Flatters for one of many clients: each sees its own share only.
    #[must_use]
    pub fn window(&self, calls: Rate) -> Option<Duration> {
        Duration::from_secs_f64(f64::from(self.calls) / calls.get()).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_window_of_ten_calls_cries_wolf() {
        let half: Probability = "50%".parse().unwrap();
        let normal: Probability = "10%".parse().unwrap();
        let [small, large] = [10, 100].map(|calls| Breaker::new(calls, half).unwrap());
        assert!((small.opens_by_mistake(normal).ratio() - 0.001_634_937_4).abs() < 1e-9); // five or more of ten
        assert!(large.opens_by_mistake(normal).ratio() < 1e-20);
        let rate = Rate::per_sec(20.0).unwrap();
        assert_eq!(large.opens_after(rate).unwrap().to_string(), "2.5s");
        assert_eq!(large.window(rate).unwrap().to_string(), "5s");
        assert_eq!(large.window(Rate::ZERO), None);
    }

    proptest! {
        /// Law: the tail agrees with the sum of its terms.
        #[test]
        fn matches_the_sum(calls in 1_u32..40, share in 0.01_f64..=1.0, normal in 0.0_f64..=1.0) {
            let breaker = Breaker::new(calls, Probability::new(share).unwrap()).unwrap();
            let terms = (0..calls).fold(vec![1.0], |counts: Vec<f64>, _| {
                let shifted = [&[0.0], &counts[..]].concat();
                shifted.iter().enumerate().map(|(k, fail)| fail * normal + counts.get(k).unwrap_or(&0.0) * (1.0 - normal)).collect()
            });
            let from = usize::try_from(breaker.failures_to_open()).unwrap();
            let sum: f64 = terms[from.min(terms.len())..].iter().sum();
            prop_assert!((breaker.opens_by_mistake(Probability::new(normal).unwrap()).ratio() - sum).abs() < 1e-9);
        }
    }
}
