//! The chance of being down, and the two ways chances combine: k out of n, and one after the other.

use crate::units::{Duration, Probability};

/// The share of time in which something does not work: the chance of being down at a random moment, in the long run. It
/// says nothing of how often and how long.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Outage {
    down: Probability,
    /// `1 - down`, summed by itself: what is hardly ever up keeps its digits as well.
    up: Probability,
}

impl Outage {
    /// Both chances, each a sum of positive terms of its own.
    pub(super) fn clamped(down: f64, up: f64) -> Self {
        let [down, up] = [down, up].map(Probability::clamped);
        // The larger one is known best as what the smaller one leaves.
        let half = 0.5;
        Self {
            down: if up.ratio() < half {
                up.complement()
            } else {
                down
            },
            up: if down.ratio() < half {
                down.complement()
            } else {
                up
            },
        }
    }

    /// The chance of being down at a random moment.
    #[must_use]
    pub const fn down(self) -> Probability {
        self.down
    }

    /// The chance of being up, `1 - down`. A mean: it flatters a single window in which something happens.
    #[must_use]
    pub fn availability(self) -> Probability {
        self.up
    }

    /// `-log10(down)`: 3 for 99.9 %. Infinite for what never fails. A mean: it says nothing of how long one outage
    /// lasts, which is what it flatters.
    #[must_use]
    pub fn nines(self) -> f64 {
        if self.down > self.up {
            // What is hardly ever up has next to no nines: ln(1 - up), with the digits of `up`.
            return -(-self.up.ratio()).ln_1p() / std::f64::consts::LN_10;
        }
        -self.down.ratio().log10()
    }

    /// The expected time down within `window`: `down · window`. A mean over many windows; most have none, a few have
    /// hours, and those it flatters.
    #[must_use]
    pub fn downtime(self, window: Duration) -> Duration {
        window.scaled(self.down.ratio())
    }
}

/// The chance that fewer than `need` are up, when each is down with its own chance.
///
/// `P = Σ P(exactly k up)` over `k < need`, the Poisson binomial distribution, built one part at a time (Barlow,
/// Proschan 1965, ch. 7, k-out-of-n structures). All terms are positive, so small chances keep their digits.
///
/// Assumes independent failures, which flatters: shared racks, deploys and zones fail together (Ford et al. 2010,
/// section 4). Use [`super::Placement`] for what shares a zone.
#[must_use]
pub fn fewer_than(need: usize, down: &[Probability]) -> Outage {
    let chances = down
        .iter()
        .fold(vec![1.0], |counts, down| with_one_more(&counts, *down));
    let (down, up) = chances.split_at(need.min(chances.len()));
    Outage::clamped(down.iter().sum(), up.iter().sum())
}

/// The distribution of the number up, after one more part.
fn with_one_more(counts: &[f64], down: Probability) -> Vec<f64> {
    let up = down.complement().ratio();
    let mut next = vec![0.0; counts.len() + 1];
    for (count, chance) in counts.iter().enumerate() {
        next[count] += chance * down.ratio();
        next[count + 1] += chance * up;
    }
    next
}

/// The chance that at least one of the parts is down: what a request needs in series (Barlow, Proschan 1965, ch. 7,
/// series structures).
///
/// `P = 1 - Π (1 - down)`, computed as a sum of positive terms. Assumes independence, which here is the pessimistic
/// side: parts that fail together cost the budget once. Flatters by what is not listed, such as the network between the
/// parts.
#[must_use]
pub fn series(parts: &[Outage]) -> Outage {
    let (down, up) = parts.iter().fold((0.0, 1.0), |(down, up), part| {
        (down + part.down.ratio() * up, up * part.up.ratio())
    });
    Outage::clamped(down, up)
}

impl From<Probability> for Outage {
    fn from(down: Probability) -> Self {
        Self {
            down,
            up: down.complement(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chances(down: &[f64]) -> Vec<Probability> {
        down.iter()
            .map(|down| Probability::new(*down).unwrap())
            .collect()
    }

    #[test]
    fn known_values() {
        let cases = [
            // need  down              outage    why
            (2, vec![0.1, 0.1, 0.1], 0.028), // 3·0.1²·0.9 + 0.1³
            (1, vec![0.1, 0.1, 0.1], 0.001), // all three at once
            (3, vec![0.1, 0.1, 0.1], 0.271), // any one of them
            (2, vec![0.1, 0.01, 0.001], 0.001_108),
            (0, vec![0.5], 0.0), // nothing is needed
            (2, vec![0.0], 1.0), // more is needed than there is
        ];
        for (need, down, outage) in cases {
            let found = fewer_than(need, &chances(&down)).down().ratio();
            assert!(
                (found - outage).abs() <= 1e-12 * outage.max(1e-300),
                "{need} of {down:?}: {found}"
            );
        }
        let majority = fewer_than(3, &chances(&[0.01; 5]));
        assert_eq!(
            majority.downtime(Duration::from_days(365)).rounded(3),
            "5m 11s"
        );
        assert!(
            (series(&[majority, majority]).down().ratio() - 2.0 * majority.down().ratio()).abs()
                < 1e-9
        );
    }

    #[test]
    fn what_is_hardly_ever_up_keeps_its_digits() {
        // All ten of parts that are up one time in ten: 0.1^10, and not what rounding leaves of 1 - 0.999….
        let all = fewer_than(10, &chances(&[0.9; 10]));
        let up = all.availability().ratio();
        assert!((up / 1e-10 - 1.0).abs() < 1e-12, "{up}");
        // -log10(1 - x) = (x + x²/2 + …)/ln 10
        assert!((all.nines() * std::f64::consts::LN_10 / 1e-10 - 1.0).abs() < 1e-9);
        assert!(Outage::from(Probability::ONE).nines().is_sign_positive());
        let both = series(&[all, all]).availability().ratio();
        assert!((both / 1e-20 - 1.0).abs() < 1e-12, "{both}");
    }

    proptest! {
        /// Law: the distribution built part by part agrees with trying every state.
        #[test]
        fn matches_enumeration(down in prop::collection::vec(0.0_f64..=1.0, 0..8), need in 0_usize..9) {
            let down = chances(&down);
            let states = 0_u32..1 << down.len();
            let expected: f64 = states.filter(|up| (up.count_ones() as usize) < need).map(|up| {
                let part = |(index, down): (usize, &Probability)| if up >> index & 1 == 1 { 1.0 - down.ratio() } else { down.ratio() };
                down.iter().enumerate().map(part).product::<f64>()
            }).sum();
            let found = fewer_than(need, &down).down().ratio();
            prop_assert!((found - expected).abs() <= 1e-12, "{found} {expected}");
        }

        /// Law: downtime never grows when a replica gets better.
        #[test]
        fn better_parts_never_harm(down in prop::collection::vec(0.0_f64..=1.0, 1..8), better in 0.0_f64..=1.0, need in 0_usize..9) {
            let mut improved = down.clone();
            improved[0] *= better;
            let (before, after) = (fewer_than(need, &chances(&down)), fewer_than(need, &chances(&improved)));
            prop_assert!(after.down().ratio() <= before.down().ratio() + 1e-15);
        }
    }
}
