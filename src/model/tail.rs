//! Slow requests: how fan-out makes rare slowness common, and how a second request cuts it off.
//!
//! Here: fan-out ([`any_slow`], [`leaf_quantile`]), hedged requests ([`hedged_longer_than`]).
//! Not here: retries after a failure (`model::retry`).
//! Source: Dean, Barroso, "The Tail at Scale", Comm. ACM 56(2), 2013.

use crate::units::Probability;

/// The chance that a request which waits for `n` parallel calls (`fan_out`) is slow, when each is slow with chance
/// `slow`: `1 - (1 - slow)^n` (Dean, Barroso 2013, "Component-Level Variability Amplified By Scale": 1 % slow leaves,
/// 100 of them, 63 % slow requests).
///
/// Assumes independent calls; in truth slowness comes together, which makes fewer requests slow, but those more so. So
/// it slanders the share of slow requests and flatters the worst of them.
#[must_use]
pub fn any_slow(slow: Probability, fan_out: u32) -> Probability {
    // As expm1 and log1p, so that small chances keep their digits.
    Probability::clamped(-(f64::from(fan_out) * (-slow.ratio()).ln_1p()).exp_m1())
}

/// The quantile that each of `n` calls (`fan_out`) must keep so that the request keeps `whole`: `whole^(1/n)`, the
/// inverse of [`any_slow`]. For a p99 over 100 calls it is the p99.99 of each (Dean, Barroso 2013, "Component-Level
/// Variability Amplified By Scale").
///
/// Assumes independent calls, which asks more of each than slowness that comes together does: it flatters nothing.
#[must_use]
pub fn leaf_quantile(whole: Probability, fan_out: u32) -> Probability {
    Probability::clamped((whole.ratio().ln() / f64::from(fan_out.max(1))).exp())
}

/// The chance that a hedged request takes longer than `t`: a second copy goes out when the first has not answered after
/// the delay `d`, so `P = S(t)·S(t - d)` for `t > d`, and `S(t)` before. `first` is `S(t)`, `second` is `S(t - d)`,
/// with `S` the chance that one request takes longer.
///
/// The extra load is `S(d)`: at the p95 as delay, 5 % more requests (Dean, Barroso 2013, "Hedged requests": 2 % more
/// cut a p99.9 of 1800 ms to 74 ms). Assumes that the two copies are slow independently, which flatters: a slow key or
/// a full queue is slow twice.
#[must_use]
pub fn hedged_longer_than(first: Probability, second: Probability) -> Probability {
    Probability::clamped(first.ratio() * second.ratio())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_figures_of_the_tail_at_scale() {
        let one: Probability = "1%".parse().unwrap();
        assert_eq!(any_slow(one, 100).rounded(2), "63%");
        assert_eq!(
            leaf_quantile("99%".parse().unwrap(), 100).rounded(3),
            "99.99%"
        );
        assert_eq!(
            (any_slow(one, 0), any_slow(Probability::ONE, 1)),
            (Probability::ZERO, Probability::ONE)
        );
        assert_eq!(hedged_longer_than(one, one).rounded(2), "0.01%");
    }

    proptest! {
        /// Law: a request is slow in every state of its calls but the one in which none is.
        #[test]
        fn matches_every_state_of_the_calls(slow in 0.0_f64..=1.0, fan_out in 0_u32..10) {
            let weight = |state: u32| (0..fan_out).map(|call| if state >> call & 1 == 1 { slow } else { 1.0 - slow }).product::<f64>();
            let expected: f64 = (1..1_u32 << fan_out).map(weight).sum();
            let found = any_slow(Probability::new(slow).unwrap(), fan_out).ratio();
            prop_assert!((found - expected).abs() < 1e-12, "{found} and not {expected}");
        }

        /// Law: the quantile of the leaves gives back that of the whole.
        #[test]
        fn inverse(whole in 0.001_f64..0.9999, fan_out in 1_u32..10_000) {
            let leaf = leaf_quantile(Probability::new(whole).unwrap(), fan_out);
            let slow = any_slow(leaf.complement(), fan_out);
            prop_assert!((slow.ratio() - (1.0 - whole)).abs() < 1e-9);
        }
    }
}
