//! Pauses between attempts: growing, capped, and spread so that clients do not come back together.

use crate::model::error::ModelError;
use crate::units::Duration;

/// How a pause is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jitter {
    /// Not at all: every client that failed together comes back together.
    None,
    /// Between half of it and all of it.
    Equal,
    /// Between nothing and all of it: the fewest collisions (Brooker 2015).
    Full,
}

/// Pause `i` (from 0) is `min(cap, base · factor^i)`, spread by the jitter (Brooker 2015, "Adding Jitter").
///
/// Assumes that clients draw their pauses independently. Flatters: it spreads what failed together, and takes no load
/// away; new requests arrive all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    base: Duration,
    cap: Duration,
    factor: f64,
    jitter: Jitter,
}

impl Backoff {
    /// Pauses that start at `base` and double up to `cap`, spread in full.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when `cap` is below `base`.
    pub fn new(base: Duration, cap: Duration) -> Result<Self, ModelError> {
        Self::with(base, cap, 2.0, Jitter::Full)
    }

    /// Pauses with any factor and jitter.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when `cap` is below `base` or the factor below 1.
    pub fn with(
        base: Duration,
        cap: Duration,
        factor: f64,
        jitter: Jitter,
    ) -> Result<Self, ModelError> {
        if cap < base {
            return Err(ModelError::range(
                "the cap of the backoff",
                cap,
                &format!("at least its base, {base}"),
            ));
        }
        if !(factor >= 1.0 && factor.is_finite()) {
            return Err(ModelError::range(
                "the factor of the backoff",
                factor,
                "at least 1",
            ));
        }
        Ok(Self {
            base,
            cap,
            factor,
            jitter,
        })
    }

    /// The longest that pause `i` (`index`) can be: `min(cap, base · factor^i)` (Brooker 2015, "Adding Backoff"). An
    /// upper bound, but for timers that fire late.
    #[must_use]
    pub fn longest(&self, index: u32) -> Duration {
        let growth = self.factor.powi(i32::try_from(index).unwrap_or(i32::MAX));
        self.base.scaled(growth).min(self.cap)
    }

    /// The mean of pause `i` (`index`): all of [`Backoff::longest`], three quarters or half of it, by the jitter
    /// (Brooker 2015, "Adding Jitter": none, equal, full). Flatters a deadline, which has to hold for the longest.
    #[must_use]
    pub fn mean(&self, index: u32) -> Duration {
        let share = match self.jitter {
            Jitter::None => 1.0,
            Jitter::Equal => 0.75,
            Jitter::Full => 0.5,
        };
        self.longest(index).scaled(share)
    }

    /// The longest that the first `retries` pauses take together: `Σ min(cap, base · factor^i)` for `i = 0 .. retries`
    /// (Brooker 2015). An upper bound; the attempts between them come on top.
    #[must_use]
    pub fn longest_total(&self, retries: u32) -> Duration {
        self.total(retries, |index| self.longest(index))
    }

    /// The mean of the first `retries` pauses together: the sum of [`Backoff::mean`] (Brooker 2015, "Adding Jitter").
    /// Flatters a deadline, which has to hold for the longest.
    #[must_use]
    pub fn mean_total(&self, retries: u32) -> Duration {
        self.total(retries, |index| self.mean(index))
    }

    /// The pauses grow until the cap and stay there: past it one product replaces the sum.
    fn total(&self, retries: u32, pause: impl Fn(u32) -> Duration) -> Duration {
        let mut sum = Duration::ZERO;
        for index in 0..retries {
            let at_cap =
                self.factor <= 1.0 || self.base.is_zero() || self.longest(index) == self.cap;
            if at_cap {
                return sum.saturating_add(pause(index).scaled(f64::from(retries - index)));
            }
            sum = sum.saturating_add(pause(index));
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn doubles_up_to_the_cap() {
        let [base, cap] = ["100ms", "1s"].map(|text| text.parse().unwrap());
        let backoff = Backoff::new(base, cap).unwrap();
        let pauses: Vec<String> = (0..6)
            .map(|index| backoff.longest(index).to_string())
            .collect();
        assert_eq!(pauses, ["100ms", "200ms", "400ms", "800ms", "1s", "1s"]);
        assert_eq!(backoff.longest_total(6).to_string(), "3.5s");
        assert_eq!(backoff.mean_total(6).to_string(), "1.75s");
        assert_eq!(backoff.longest_total(u32::MAX).rounded(3), "136y 70d");
        assert!(
            Backoff::new(cap, base).is_err()
                && Backoff::with(base, cap, 0.5, Jitter::None).is_err()
        );
    }

    proptest! {
        /// Law: the sums are those of the pauses one by one, and no pause is above the cap or, in the mean, above the longest.
        #[test]
        fn matches_the_pauses_one_by_one(base_ms in 0_u64..500, more_ms in 0_u64..5000, factor in 1.0_f64..4.0, retries in 0_u32..60) {
            let [base, cap] = [base_ms, base_ms + more_ms].map(Duration::from_millis);
            for jitter in [Jitter::None, Jitter::Equal, Jitter::Full] {
                let backoff = Backoff::with(base, cap, factor, jitter).unwrap();
                let sum = |pause: &dyn Fn(u32) -> Duration| (0..retries).map(|index| pause(index).secs()).sum::<f64>();
                let near = |found: Duration, expected: f64| (found.secs() - expected).abs() <= 1e-6 + 1e-9 * expected;
                prop_assert!(near(backoff.longest_total(retries), sum(&|index| backoff.longest(index))));
                prop_assert!(near(backoff.mean_total(retries), sum(&|index| backoff.mean(index))));
                prop_assert!((0..retries).all(|index| backoff.longest(index) <= cap && backoff.mean(index) <= backoff.longest(index)));
            }
        }
    }
}
