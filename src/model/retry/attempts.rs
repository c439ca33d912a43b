//! How many attempts a request becomes, in one layer and in many.

use crate::model::error::{ModelError, not_negative};
use crate::units::Probability;

/// The expected attempts of one request in one layer: `Σ p^i` for `i = 0 ..= r`, for a chance `p` that an attempt fails
/// (`fails`) and `r` retries: the mean of a geometric distribution cut off at `r + 1` (Feller 1968, section VI.8).
///
/// Assumes that attempts fail independently, which flatters: in an outage they fail together, and then `p` is 1 and the
/// answer `r + 1`.
#[must_use]
pub fn expected(fails: Probability, retries: u32) -> f64 {
    let p = fails.ratio();
    if fails == Probability::ONE {
        return f64::from(retries) + 1.0;
    }
    // The sum has a closed form, but as it stands it cancels for p near 1; a few terms are cheap.
    if retries <= 64 {
        return (0..retries).fold(1.0, |sum, _| 1.0 + p * sum);
    }
    let succeeds = fails.complement().ratio();
    let power = (f64::from(retries) + 1.0) * (-succeeds).ln_1p();
    -power.exp_m1() / succeeds
}

/// The chance that a request fails after all its retries: `p^(r+1)`, for a chance `p` that an attempt fails and `r`
/// retries (Feller 1968, section VI.8).
///
/// Assumes independent failures, which flatters much: most causes outlast the retries.
#[must_use]
pub fn request_fails(fails: Probability, retries: u32) -> Probability {
    let attempts = f64::from(retries) + 1.0;
    if fails.ratio() < 0.5 {
        return Probability::clamped(fails.ratio().powf(attempts));
    }
    // By the chance of success: of a p near 1, a float keeps few digits of what tells it from 1.
    Probability::clamped((attempts * (-fails.complement().ratio()).ln_1p()).exp())
}

/// Attempts at the bottom for one request at the top, when everything fails and each of `L` layers retries `r` times:
/// `(r+1)^L` (SRE Book 2016, ch. 22, "Retries": 4 attempts in 3 layers are 64).
///
/// Assumes nothing kinder than that no deadline ends the retries sooner, so it is an upper bound and flatters nothing.
///
/// # Errors
/// [`ModelError::TooLarge`] when that is more than 2^128.
pub fn worst_case(retries: u32, layers: u32) -> Result<u128, ModelError> {
    let attempts = u128::from(retries) + 1;
    attempts.checked_pow(layers).ok_or_else(|| {
        ModelError::too_large("the amplification", format!("{attempts}^{layers}"), "2^128")
    })
}

/// Expected attempts at the bottom for one request at the top, when attempts at the bottom fail with chance `p` and
/// each layer retries what comes up to it: layer 1 turns `p` into `p^(r+1)`, layer 2 sees that, and so on; the product
/// of the layers' expected attempts (Wald's identity; Feller 1968, section VI.8 for each).
///
/// Flatters as [`expected`] does; what fails for a cause of its own further up is not counted.
#[must_use]
pub fn expected_over_layers(fails: Probability, retries: u32, layers: u32) -> f64 {
    let (mut total, mut fails) = (1.0, fails);
    for _ in 0..layers {
        let attempts = expected(fails, retries);
        fails = request_fails(fails, retries);
        total *= attempts;
        if fails.ratio() == 0.0 || !total.is_finite() {
            break;
        }
    }
    total
}

/// The most load that retries add in steady state, as a factor, when each of `L` layers may only retry a share `b` of
/// its requests: `(1 + b)^L`. A budget of 10 % in 3 layers caps the load at 1.33 times (SRE Book 2016, ch. 21,
/// "Deciding to Retry" gives 10 % for one client).
///
/// Assumes that every client keeps to it. Flatters the first seconds: a budget that has been saved up is spent at once.
///
/// # Errors
/// [`ModelError::OutOfRange`] for a negative budget.
pub fn at_budget(budget: f64, layers: u32) -> Result<f64, ModelError> {
    Ok((1.0 + not_negative("the retry budget", budget)?)
        .powi(i32::try_from(layers).unwrap_or(i32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chance(ratio: f64) -> Probability {
        Probability::new(ratio).unwrap()
    }

    #[test]
    fn the_sixty_four_of_the_book() {
        let cases = [
            // p  retries layers  worst  why
            (1.0, 3, 3, 64), // SRE Book, ch. 22
            (1.0, 2, 4, 81),
            (0.1, 3, 1, 4),
            (0.1, 0, 9, 1), // no retries, no amplification
        ];
        for (p, retries, layers, worst) in cases {
            assert_eq!(worst_case(retries, layers).unwrap(), worst);
            if p > 0.5 {
                assert!(
                    (expected_over_layers(chance(p), retries, layers)
                        - f64::from(u32::try_from(worst).unwrap()))
                    .abs()
                        < 1e-9
                );
            }
        }
        assert!((expected(chance(0.1), 3) - 1.111).abs() < 1e-15);
        assert!(worst_case(u32::MAX, 5).is_err());
        assert!((at_budget(0.1, 3).unwrap() - 1.331).abs() < 1e-12);
        assert!(at_budget(f64::NAN, 3).is_err());
    }

    proptest! {
        /// Law: the expectation agrees with the sum over how many attempts are made.
        #[test]
        fn matches_the_sum(p in 0.0_f64..=1.0, retries in 0_u32..100) {
            let made = |attempts: u32| if attempts == retries + 1 { p.powi(i32::try_from(retries).unwrap()) } else { p.powi(i32::try_from(attempts).unwrap() - 1) * (1.0 - p) };
            let sum: f64 = (1..=retries + 1).map(|attempts| f64::from(attempts) * made(attempts)).sum();
            prop_assert!((expected(chance(p), retries) / sum - 1.0).abs() < 1e-9);
        }

        /// Law: over layers, the product of expectations agrees with every way the attempts can go, layer by layer.
        #[test]
        fn layers_match_every_way_it_can_go(p in 0.0_f64..=1.0, retries in 0_u32..=2, layers in 0_u32..=3) {
            // Calls at the bottom and whether the request succeeded, with how likely that is.
            let mut ways: Vec<(u32, bool, f64)> = vec![(1, true, 1.0 - p), (1, false, p)];
            let merged = |ways: Vec<(u32, bool, f64)>| -> Vec<(u32, bool, f64)> {
                let mut sums = std::collections::BTreeMap::new();
                for (calls, succeeded, chance) in ways {
                    *sums.entry((calls, succeeded)).or_insert(0.0) += chance;
                }
                sums.into_iter().map(|((calls, succeeded), chance)| (calls, succeeded, chance)).collect()
            };
            for _ in 0..layers {
                let (mut failing, mut ended) = (vec![(0_u32, 1.0)], Vec::new());
                for attempt in 0..=retries {
                    let mut still = Vec::new();
                    for (before, so_far) in &failing {
                        for (calls, succeeded, chance) in &ways {
                            let now = (before + calls, so_far * chance);
                            if *succeeded || attempt == retries {
                                ended.push((now.0, *succeeded, now.1));
                            } else {
                                still.push(now);
                            }
                        }
                    }
                    failing = merged(still.into_iter().map(|(calls, chance)| (calls, false, chance)).collect())
                        .into_iter()
                        .map(|(calls, _, chance)| (calls, chance))
                        .collect();
                }
                ways = merged(ended);
            }
            let (mut calls, mut fails) = (0.0, 0.0);
            for (made, succeeded, chance) in &ways {
                calls += f64::from(*made) * chance;
                fails += if *succeeded { 0.0 } else { *chance };
            }
            let found = expected_over_layers(chance(p), retries, layers);
            prop_assert!((found / calls - 1.0).abs() < 1e-9, "{found} and not {calls}");
            let one = request_fails(chance(p), retries);
            if layers == 1 {
                prop_assert!((one.ratio() - fails).abs() < 1e-12, "{one} and not {fails}");
            }
            // At the worst all of them are made, and a budget allows each layer its share.
            let most = f64::from(ways.iter().map(|(calls, ..)| *calls).max().unwrap());
            prop_assert!((worst_case(retries, layers).unwrap() as f64 - most).abs() < 1e-9);
            let mut budget = 1.0;
            for _ in 0..layers {
                budget += budget * p;
            }
            prop_assert!((at_budget(p, layers).unwrap() / budget - 1.0).abs() < 1e-12);
        }
    }
}
