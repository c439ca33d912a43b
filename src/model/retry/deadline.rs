//! What fits into a deadline: hops, attempts, and how long an attempt may take.

use statrs::distribution::{ContinuousCDF, Normal};

use super::backoff::Backoff;
use crate::model::error::ModelError;
use crate::units::{Duration, Probability};

/// The time left for each hop of a call chain: hop `i` of `hops` (from 0) has the deadline less what the hops above it
/// keep for themselves, `deadline - i · own`, where `own` is network and work of one hop. Passing the remaining time
/// down is what gRPC calls deadline propagation (SRE Book 2016, ch. 22, "Deadline propagation").
///
/// Assumes calls in turn. Flatters: each hop is taken to need the same, and none to use up what is left.
///
/// # Errors
/// [`ModelError::OutOfRange`] when the hops need more than the deadline.
pub fn split_deadline(
    deadline: Duration,
    hops: u32,
    own: Duration,
) -> Result<Vec<Duration>, ModelError> {
    let needed = own.scaled(f64::from(hops));
    if needed > deadline {
        let expected = format!(
            "at least {}, what {hops} hops of {} take",
            needed.rounded(3),
            own.rounded(3)
        );
        return Err(ModelError::range("the deadline", deadline, &expected));
    }
    Ok((0..hops)
        .map(|hop| deadline.saturating_sub(own.scaled(f64::from(hop))))
        .collect())
}

/// The attempts that fit a deadline in the worst case: the most `k` for which `k` attempts of `timeout` with `k - 1`
/// longest pauses between them are no longer than it. Retries beyond that only add load, since nobody waits for them
/// any more (SRE Book 2016, ch. 22, "Latency and Deadlines").
///
/// Pessimistic: most attempts fail sooner and most pauses are shorter. More than a thousand are not counted.
#[must_use]
pub fn attempts_within(deadline: Duration, timeout: Duration, backoff: &Backoff) -> u32 {
    let (mut attempts, mut used) = (0_u32, Duration::ZERO);
    // A timeout of nothing would fit for ever; a thousand attempts is for ever.
    while attempts < 1000 {
        let pause = if attempts == 0 {
            Duration::ZERO
        } else {
            backoff.longest(attempts - 1)
        };
        used = used.saturating_add(pause).saturating_add(timeout);
        if used > deadline {
            break;
        }
        attempts += 1;
    }
    attempts
}

/// Response times as a log-normal distribution through two known quantiles (Johnson, Kotz, Balakrishnan, "Continuous
/// Univariate Distributions", vol. 1, 1994, ch. 14).
///
/// Symbols: `ln T` is normal with mean `ln p50` and spread `σ`, `T` in seconds. The shape is an assumption. Flatters:
/// measured tails are heavier than log-normal ones beyond the higher of the two quantiles, and come in clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatencyShape {
    log_mean: f64,
    log_spread: f64,
}

impl LatencyShape {
    /// The shape with this median and 99th percentile: `σ = (ln p99 - ln p50)/2.326`, since 2.326 is the 99th
    /// percentile of the standard normal distribution. Exact at both, and flatters beyond the higher one.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] unless `0 < p50 < p99`.
    pub fn from_median_and_p99(p50: Duration, p99: Duration) -> Result<Self, ModelError> {
        if p50.is_zero() || p99 <= p50 {
            return Err(ModelError::range(
                "the 99th percentile",
                p99,
                &format!("above the median, {p50}, which must be above zero"),
            ));
        }
        let z = Normal::standard().inverse_cdf(0.99);
        let log_mean = p50.secs().ln();
        Ok(Self {
            log_mean,
            log_spread: (p99.secs().ln() - log_mean) / z,
        })
    }

    /// The time within which this share `q` of requests is done: `exp(ln p50 + σ·Φ⁻¹(q))` in seconds. An attempt
    /// timeout at the quantile `1 - f` gives up on a share `f` of requests that were only slow (Brooker 2019,
    /// "Timeouts": choose the rate of false timeouts, then the quantile). Flatters above the 99th percentile, as the
    /// type does.
    #[must_use]
    pub fn quantile(&self, share: Probability) -> Duration {
        if share == Probability::ONE {
            return Duration::MAX;
        }
        let z = Normal::standard().inverse_cdf(share.ratio());
        Duration::from_secs_f64((self.log_mean + self.log_spread * z).exp())
            .unwrap_or(Duration::MAX)
    }

    /// The share of requests that take longer than `t` (`time`): `1 - Φ((ln t - ln p50)/σ)`, with `Φ` the standard
    /// normal distribution. Flatters times above the 99th percentile, as the type does.
    #[must_use]
    pub fn longer_than(&self, time: Duration) -> Probability {
        if time.is_zero() {
            return Probability::ONE;
        }
        Probability::clamped(
            Normal::standard().sf((time.secs().ln() - self.log_mean) / self.log_spread),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> Duration {
        text.parse().unwrap()
    }

    #[test]
    fn three_attempts_fit_a_second() {
        let backoff = Backoff::new(time("50ms"), time("1s")).unwrap();
        // 3 · 250 ms + 50 ms + 100 ms = 900 ms; a fourth would need 200 ms + 250 ms more.
        assert_eq!(attempts_within(time("1s"), time("250ms"), &backoff), 3);
        assert_eq!(attempts_within(time("100ms"), time("250ms"), &backoff), 0);
        assert_eq!(
            attempts_within(Duration::MAX, Duration::ZERO, &backoff),
            1000
        );
    }

    #[test]
    fn each_hop_has_less_left() {
        let left: Vec<String> = split_deadline(time("1s"), 3, time("100ms"))
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(left, ["1s", "900ms", "800ms"]);
        assert!(split_deadline(time("1s"), 11, time("100ms")).is_err());
    }

    proptest! {
        /// Law: what is left on arrival is what subtracting hop by hop leaves, and is refused where a hop would start with less than
        /// it needs; the attempts that fit do, and one more does not.
        #[test]
        fn matches_a_walk_down_the_chain(deadline_ms in 1_u64..5000, hops in 1_u32..12, own_ms in 0_u64..800, timeout_ms in 1_u64..900, base_ms in 1_u64..200) {
            let [deadline, own, timeout, base] = [deadline_ms, own_ms, timeout_ms, base_ms].map(Duration::from_millis);
            let (mut left, mut walked) = (deadline_ms, Some(Vec::new()));
            for _ in 0..hops {
                if left < own_ms {
                    walked = None;
                    break;
                }
                walked.as_mut().unwrap().push(Duration::from_millis(left));
                left -= own_ms;
            }
            prop_assert_eq!(split_deadline(deadline, hops, own).ok(), walked);

            let backoff = Backoff::new(base, Duration::from_millis(1000)).unwrap();
            let fit = attempts_within(deadline, timeout, &backoff);
            let takes = |attempts: u64| attempts * timeout_ms + (1..attempts).map(|pause| (base_ms << (pause - 1).min(20)).min(1000)).sum::<u64>();
            prop_assert!(fit == 0 || takes(u64::from(fit)) <= deadline_ms, "{fit}");
            prop_assert!(takes(u64::from(fit) + 1) > deadline_ms, "{fit}");
        }

        /// Law: quantiles go through the two given points and are the inverse of the tail.
        #[test]
        fn shape_goes_through_its_points(p50 in 1_u64..1000, factor in 2_u64..50, share in 0.001_f64..0.9999) {
            let [median, p99] = [p50, p50 * factor].map(Duration::from_millis);
            let shape = LatencyShape::from_median_and_p99(median, p99).unwrap();
            let near = |a: Duration, b: Duration| (a.secs() / b.secs() - 1.0).abs() < 1e-6;
            prop_assert!(near(shape.quantile(Probability::new(0.5).unwrap()), median) && near(shape.quantile(Probability::new(0.99).unwrap()), p99));
            let at = shape.quantile(Probability::new(share).unwrap());
            prop_assert!((shape.longer_than(at).ratio() - (1.0 - share)).abs() < 1e-5);
        }
    }
}
