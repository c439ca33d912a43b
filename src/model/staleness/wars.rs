//! The WARS model: does a read that starts `t` after a commit see it?
//!
//! For each of `n` replicas four one-way latencies are drawn: `W` the write to the replica, `A` its acknowledgement, `R` a
//! read to it, `S` the response. The write commits at `c`, the `w`-th smallest of `W + A`; the read returns at the `r`-th
//! smallest of `R + S`. A replica that answers is stale when the read reached it before the write: `c + t + R < W`. The
//! read is stale when all of the first `r` that answer are (Bailis et al. 2012, section 4.1; section 5.1 prints the
//! inequality the other way round, their simulator uses this one).

#[cfg(test)]
mod laws;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::legs::Legs;
use super::sampling::{Sampler, Ziggurat};
use crate::model::error::ModelError;
use crate::model::quorum::Threshold;
use crate::units::Probability;

/// The most trials of one simulation; each keeps three numbers.
const MOST_TRIALS: u32 = 50_000_000;

/// Quorums over replicas with these latencies: the WARS model (Bailis et al. 2012, section 4.1).
///
/// Flatters and slanders: legs are independent of each other, where in truth a slow replica is slow in all four (which
/// makes stale reads rarer), and nothing is lost and nobody fails (which would make them commoner). Read repair is not
/// counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wars {
    /// Latencies between coordinator and replicas.
    pub legs: Legs,
    /// Replicas and quorums.
    pub quorum: Threshold,
}

/// What a simulation says of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The lower end of the interval of confidence.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The outcomes of all trials, each kind sorted.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// In ms, as the bits of floats: those are never negative, so their bits sort as they do, and faster.
    reads: Vec<u64>,
    writes: Vec<u64>,
    fresh_after: Vec<u64>,
}

impl Wars {
    /// Runs `trials` trials of the WARS model (Bailis et al. 2012, sections 4.1 and 5.1); times are in ms. The same
    /// seed gives the same outcome on every machine.
    ///
    /// Assumes that legs are drawn independently and that nothing fails, which flatters; and that nothing is repaired
    /// or read ahead, which does not.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] without trials; [`ModelError::TooLarge`] beyond 50 million.
    pub fn simulate(&self, trials: u32, seed: u64) -> Result<Simulation, ModelError> {
        if trials == 0 {
            return Err(ModelError::range(
                "the number of trials",
                trials,
                "at least 1",
            ));
        }
        if trials > MOST_TRIALS {
            return Err(ModelError::too_large(
                "the number of trials",
                trials,
                MOST_TRIALS,
            ));
        }
        let [n, r, w] = [self.quorum.n(), self.quorum.r(), self.quorum.w()]
            .map(|count| usize::from(count.get()));
        let [write, ack, read, response] = [
            &self.legs.write,
            &self.legs.ack,
            &self.legs.read,
            &self.legs.response,
        ]
        .map(Sampler::new);
        let ziggurat = Ziggurat::new();
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let empty = || Vec::with_capacity(trials as usize);
        let (mut reads, mut writes, mut fresh_after) = (empty(), empty(), empty());
        let mut acks = vec![0.0; n];
        let mut answers = vec![(0.0, 0.0); n];
        for _ in 0..trials {
            for (ack_at, answer) in acks.iter_mut().zip(&mut answers) {
                let arrives = write.draw(&ziggurat, &mut random);
                *ack_at = arrives + ack.draw(&ziggurat, &mut random);
                let asked = read.draw(&ziggurat, &mut random);
                *answer = (
                    asked + response.draw(&ziggurat, &mut random),
                    arrives - asked,
                );
            }
            smallest_first(&mut acks, w, |ack| *ack);
            smallest_first(&mut answers, r, |answer| answer.0);
            let committed = acks[w - 1];
            let needed = answers[..r]
                .iter()
                .fold(f64::INFINITY, |least, (_, needed)| least.min(*needed));
            reads.push(answers[r - 1].0.to_bits());
            writes.push(committed.to_bits());
            fresh_after.push((needed - committed).max(0.0).to_bits());
        }
        for outcomes in [&mut reads, &mut writes, &mut fresh_after] {
            outcomes.sort_unstable();
        }
        Ok(Simulation {
            reads,
            writes,
            fresh_after,
        })
    }
}

/// Brings the `count` smallest to the front, in order. Replicas are few, so selection by exchange is quickest.
#[inline]
fn smallest_first<T: Copy>(items: &mut [T], count: usize, key: impl Fn(&T) -> f64) {
    for front in 0..count {
        for other in front + 1..items.len() {
            if key(&items[other]) < key(&items[front]) {
                items.swap(front, other);
            }
        }
    }
}

impl Simulation {
    /// Trials run.
    #[must_use]
    pub fn trials(&self) -> usize {
        self.reads.len()
    }

    /// A quantile of the latency of reads, in ms: of the `r`-th smallest of the `n` sums `R + S` (Bailis et al. 2012,
    /// section 4.1), with an interval at this confidence. Flatters as the model does: queues and lost messages are not
    /// in it.
    #[must_use]
    pub fn read_latency_ms(&self, quantile: Probability, confidence: Probability) -> Estimate {
        quantile_of(&self.reads, quantile, confidence)
    }

    /// A quantile of the latency of writes, in ms: of the `w`-th smallest of the `n` sums `W + A` (Bailis et al. 2012,
    /// section 4.1), with an interval at this confidence. Flatters as the model does.
    #[must_use]
    pub fn write_latency_ms(&self, quantile: Probability, confidence: Probability) -> Estimate {
        quantile_of(&self.writes, quantile, confidence)
    }

    /// t-visibility: the time after a commit, in ms, from which a share `fresh` of reads sees it (Bailis et al. 2012,
    /// section "PBS t-visibility"), with an interval at this confidence. Flatters and slanders as the model does.
    #[must_use]
    pub fn t_visibility_ms(&self, fresh: Probability, confidence: Probability) -> Estimate {
        quantile_of(&self.fresh_after, fresh, confidence)
    }

    /// The chance that a read which starts `t_ms` after a commit sees it (Bailis et al. 2012, section "PBS
    /// t-visibility"), with the interval of Wilson 1927. The interval is of the sampling alone, and not of how true the
    /// model is.
    #[must_use]
    pub fn consistent_at(&self, t_ms: f64, confidence: Probability) -> Estimate {
        let count = self.trials() as f64;
        let fresh = self
            .fresh_after
            .partition_point(|after| f64::from_bits(*after) <= t_ms) as f64;
        let share = fresh / count;
        let z = deviations(confidence);
        let weight = z * z / count;
        let centre = (share + weight / 2.0) / (1.0 + weight);
        let half =
            z / (1.0 + weight) * (share * (1.0 - share) / count + weight / (4.0 * count)).sqrt();
        Estimate {
            value: share,
            std_error: (share * (1.0 - share) / count).sqrt(),
            low: (centre - half).max(0.0).min(share),
            high: (centre + half).min(1.0).max(share),
        }
    }
}

/// The smallest outcome that a share `quantile` does not exceed. Its interval are two other outcomes: the number below the true
/// quantile is binomial, whatever the distribution (David, Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1).
fn quantile_of(sorted: &[u64], quantile: Probability, confidence: Probability) -> Estimate {
    let count = sorted.len() as f64;
    let rank = quantile.ratio() * count;
    let spread = (rank * (1.0 - quantile.ratio())).sqrt();
    let at = |rank: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and that is wanted"
        )]
        let index = (rank.ceil().max(1.0) as usize - 1).min(sorted.len() - 1);
        f64::from_bits(sorted[index])
    };
    let (lowest, highest) = ranks_around(sorted.len(), quantile, confidence);
    // Beyond the first and the last outcome nothing was seen: too few trials for this quantile leave the interval open.
    let low = if lowest < 1 { 0.0 } else { at(lowest as f64) };
    let high = if highest > sorted.len() as u64 {
        f64::INFINITY
    } else {
        at(highest as f64)
    };
    // The slope of the outcomes around the rank, over two deviations: one alone is too rough far out.
    let std_error = (at(rank + 2.0 * spread) - at(rank - 2.0 * spread)) / 4.0;
    Estimate {
        value: at(rank - 1e-9 * count),
        std_error,
        low,
        high,
    }
}

/// The ranks, from 1, of the two outcomes between which the quantile of so many lies with this confidence: as many of them are below it as
/// a binomial distribution says, which is skewed far out and no normal one.
fn ranks_around(count: usize, quantile: Probability, confidence: Probability) -> (u64, u64) {
    use statrs::distribution::{Binomial, DiscreteCDF};
    let Ok(below) = Binomial::new(quantile.ratio(), count as u64) else {
        return (0, count as u64 + 1);
    };
    let beside = (1.0 - confidence.ratio().clamp(0.0, 0.999_999_999)) / 2.0;
    (
        below.inverse_cdf(beside),
        below.inverse_cdf(1.0 - beside) + 1,
    )
}

/// How many standard deviations to each side hold this share of a normal distribution.
fn deviations(confidence: Probability) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    Normal::standard().inverse_cdf(0.5 + confidence.ratio().clamp(0.0, 0.999_999_999) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::legs::{Leg, Shape, known_fit};
    use super::*;
    use crate::units::Replicas;

    fn threshold(n: u8, r: u8, w: u8) -> Threshold {
        let [n, r, w] = [n, r, w].map(|count| Replicas::new(count).unwrap());
        Threshold::new(n, r, w).unwrap()
    }

    fn sure() -> Probability {
        Probability::new(0.9999).unwrap()
    }

    fn exponential(write: f64, others: f64) -> Legs {
        let leg = |rate_per_ms| Leg::of(Shape::Exponential { rate_per_ms }).unwrap();
        Legs {
            write: leg(write),
            ack: leg(others),
            read: leg(others),
            response: leg(others),
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_outcome() {
        let wars = Wars {
            legs: known_fit("LNKD-SSD").unwrap(),
            quorum: threshold(3, 1, 1),
        };
        assert_eq!(
            wars.simulate(1000, 7).unwrap(),
            wars.simulate(1000, 7).unwrap()
        );
        assert_ne!(
            wars.simulate(1000, 7).unwrap(),
            wars.simulate(1000, 8).unwrap()
        );
        assert!(wars.simulate(0, 7).is_err() && wars.simulate(u32::MAX, 7).is_err());
    }

    #[test]
    fn claims_of_the_paper() {
        let cases = [
            // legs                          n  r  w  t    fresh    where
            (known_fit("LNKD-SSD").unwrap(), 3, 1, 1, 0.0, 0.974), // section 5.6
            (exponential(4.0, 1.0), 3, 1, 1, 0.0, 0.943),          // section 5.3 prints 94 %
            (exponential(0.1, 1.0), 3, 1, 1, 0.0, 0.419),          // and 41 %
            (exponential(0.1, 1.0), 3, 1, 1, 65.0, 0.999),
            (known_fit("YMMR").unwrap(), 3, 2, 2, 0.0, 1.0), // quorums that meet are never stale
        ];
        for (legs, n, r, w, t, fresh) in cases {
            let simulation = Wars {
                legs,
                quorum: threshold(n, r, w),
            }
            .simulate(200_000, 1)
            .unwrap();
            let found = simulation.consistent_at(t, sure());
            assert!(
                (found.value - fresh).abs() < 0.004,
                "{found:?} and not {fresh}"
            );
            assert!(found.low <= found.value && found.value <= found.high);
        }
    }

    /// Law: the stated interval holds the true quantile as often as it says, however few the trials. The read of one replica takes two
    /// exponential legs: `P(T > t) = (1 + t)·exp(-t)`.
    #[test]
    fn intervals_hold_what_they_promise() {
        let wars = Wars {
            legs: exponential(1.0, 1.0),
            quorum: threshold(1, 1, 1),
        };
        let ninety_five = Probability::new(0.95).unwrap();
        for (trials, quantile) in [(20, 0.95), (100, 0.5), (100, 0.99), (1000, 0.999)] {
            let beyond = |t: f64| (1.0 + t) * (-t).exp();
            let (mut low, mut high) = (0.0, 100.0);
            for _ in 0..100 {
                let middle = f64::midpoint(low, high);
                if beyond(middle) > 1.0 - quantile {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let held = (0..300)
                .filter(|seed| {
                    let simulation = wars.simulate(trials, *seed).unwrap();
                    let quantile = Probability::new(quantile).unwrap();
                    let found = simulation.read_latency_ms(quantile, ninety_five);
                    found.low <= high && high <= found.high
                })
                .count();
            // 285 are expected, give or take 4.
            assert!(held >= 270, "{held} of 300 for {quantile} from {trials}");
        }
        let few = wars.simulate(100, 1).unwrap();
        let tail = few.read_latency_ms(Probability::new(0.999).unwrap(), ninety_five);
        assert!(tail.high.is_infinite() && tail.low > 0.0);
    }

    #[test]
    fn agrees_with_numeric_integration() {
        // One replica: the read is fresh when W - (W + A) - R <= t, always. Two, r = w = 1: integrate over the first acknowledgement.
        let one = Wars {
            legs: exponential(1.0, 1.0),
            quorum: threshold(1, 1, 1),
        }
        .simulate(10_000, 3)
        .unwrap();
        assert!((one.consistent_at(0.0, sure()).value - 1.0).abs() < 1e-12);
        // The commit of one exponential leg and a constant acknowledgement of zero is the least of two exponentials.
        let zero = Leg::of(Shape::Constant { ms: 0.0 }).unwrap();
        let legs = Legs {
            ack: zero.clone(),
            read: zero.clone(),
            ..exponential(1.0, 1.0)
        };
        let two = Wars {
            legs,
            quorum: threshold(2, 1, 1),
        }
        .simulate(400_000, 5)
        .unwrap();
        // Stale when the other replica answers first (one half) and its write is more than t later than the first: exp(-t), memoryless.
        for t in [0.0, 0.5, 2.0] {
            let found = two.consistent_at(t, sure());
            let exact = 1.0 - 0.5 * (-t).exp();
            assert!(
                found.low <= exact && exact <= found.high,
                "{t}: {found:?} and not {exact}"
            );
        }
        // t-visibility is the inverse: exp(-t)/2 = 0.001 at ln 500.
        let visible = two.t_visibility_ms(Probability::new(0.999).unwrap(), sure());
        assert!(
            visible.low <= 500_f64.ln() && 500_f64.ln() <= visible.high,
            "{visible:?}"
        );
    }
}
