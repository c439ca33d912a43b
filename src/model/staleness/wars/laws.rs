//! The simulation against slower and dumber ways to the same numbers.
//!
//! Here: trials one by one over lists, a double integral, what holds for all legs and quorums.
//! Not here: the paper's claims, intervals of confidence (`wars`).

use proptest::prelude::*;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::super::legs::{Leg, Legs, Shape};
use super::{Simulation, Wars};
use crate::model::quorum::Threshold;
use crate::units::{Probability, Replicas};

fn threshold(n: u8, r: u8, w: u8) -> Threshold {
    let [n, r, w] = [n, r, w].map(|count| Replicas::new(count).unwrap());
    Threshold::new(n, r, w).unwrap()
}

fn share(ratio: f64) -> Probability {
    Probability::new(ratio).unwrap()
}

/// Rates of the four legs, in the order of the model's name.
type Rates = [f64; 4];

fn legs([write, ack, read, response]: Rates) -> Legs {
    let leg = |rate_per_ms| Leg::of(Shape::Exponential { rate_per_ms }).unwrap();
    Legs {
        write: leg(write),
        ack: leg(ack),
        read: leg(read),
        response: leg(response),
    }
}

/// One trial: how long the write and the read take, and from when on the read sees the write.
struct Trial {
    write: f64,
    read: f64,
    fresh_after: f64,
}

/// By the definition: four draws a replica by the logarithm, sorted lists, the freshest of those that answer.
fn dumb(rates: Rates, [n, r, w]: [u8; 3], random: &mut Xoshiro256PlusPlus) -> Trial {
    let mut draw = |rate: f64| {
        let unit = ((random.next_u64() >> 12) as f64 + 0.5) / 2_f64.powi(52);
        -unit.ln() / rate
    };
    let replicas: Vec<[f64; 4]> = (0..n).map(|_| rates.map(&mut draw)).collect();
    let mut done: Vec<f64> = replicas
        .iter()
        .map(|[write, ack, ..]| write + ack)
        .collect();
    done.sort_by(f64::total_cmp);
    let commit = done[usize::from(w) - 1];
    let mut answers: Vec<(f64, f64)> = replicas
        .iter()
        .map(|[write, _, read, response]| (read + response, write - commit - read))
        .collect();
    answers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let first = &answers[..usize::from(r)];
    let fresh_after = first
        .iter()
        .map(|(_, late)| *late)
        .fold(f64::INFINITY, f64::min);
    Trial {
        write: commit,
        read: first[first.len() - 1].0,
        fresh_after,
    }
}

const TRIALS: u32 = 20_000;

fn simulated(rates: Rates, [n, r, w]: [u8; 3], seed: u64) -> Simulation {
    let wars = Wars {
        legs: legs(rates),
        quorum: threshold(n, r, w),
    };
    wars.simulate(TRIALS, seed).unwrap()
}

/// Whether two shares, each counted in so many trials, may be one: five standard errors of their difference.
fn alike(a: f64, b: f64) -> bool {
    let middle = f64::midpoint(a, b).clamp(1e-4, 1.0 - 1e-4);
    let error = (2.0 * middle * (1.0 - middle) / f64::from(TRIALS)).sqrt();
    (a - b).abs() <= 5.0 * error + 1e-9
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(2026), ..ProptestConfig::with_cases(24) })]

    /// Law: staleness and both latencies are those of trials that are worked out one by one.
    #[test]
    fn matches_trials_one_by_one(rates in prop::array::uniform4(0.05_f64..5.0), n in 1_u8..=4, r in 1_u8..=4, w in 1_u8..=4, at in 0.0_f64..3.0, seed in 0_u64..1000) {
        prop_assume!(r <= n && w <= n);
        let found = simulated(rates, [n, r, w], seed);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed + 1_000_000);
        let trials: Vec<Trial> = (0..TRIALS).map(|_| dumb(rates, [n, r, w], &mut random)).collect();
        let count = |holds: &dyn Fn(&Trial) -> bool| trials.iter().filter(|trial| holds(trial)).count() as f64 / f64::from(TRIALS);
        for t in [0.0, at, 4.0 * at] {
            let (fresh, expected) = (found.consistent_at(t, share(0.95)).value, count(&|trial| trial.fresh_after <= t));
            prop_assert!(alike(fresh, expected), "fresh at {t}: {fresh} and not {expected}");
        }
        for quantile in [0.1, 0.5, 0.9, 0.99] {
            let read = found.read_latency_ms(share(quantile), share(0.95)).value;
            let write = found.write_latency_ms(share(quantile), share(0.95)).value;
            let (reads, writes) = (count(&|trial| trial.read <= read), count(&|trial| trial.write <= write));
            prop_assert!(alike(reads, quantile) && alike(writes, quantile), "{quantile}: {reads} {writes}");
        }
    }

    /// Law: a read grows no staler as time goes on, and none is stale where quorums meet.
    #[test]
    fn time_helps_and_meeting_quorums_need_none(rates in prop::array::uniform4(0.05_f64..5.0), n in 1_u8..=4, r in 1_u8..=4, w in 1_u8..=4, times in prop::collection::vec(0.0_f64..20.0, 2..6)) {
        prop_assume!(r <= n && w <= n);
        let found = simulated(rates, [n, r, w], 7);
        let fresh = |t: f64| found.consistent_at(t, share(0.95)).value;
        let mut times = times;
        times.sort_by(f64::total_cmp);
        prop_assert!(times.windows(2).all(|pair| fresh(pair[0]) <= fresh(pair[1])));
        if r + w > n {
            prop_assert!((fresh(0.0) - 1.0).abs() < 1e-15, "{}", fresh(0.0));
        }
    }
}

/// Two replicas, one of which each write and each read waits for. A read is stale when the first to answer has not got the write that
/// the other has acknowledged, and more: `2 · P(W1 > W2 + A2 + t + R1, replica 1 answers first)`. The write legs are without memory, so
/// that is `b/(b + λ) · exp(-λt) · E[exp(-λ·R1), first]`, with `λ` the rate of writes and `b` that of the other legs; the expectation is
/// a double integral over `R1` and `S1`.
#[test]
fn two_replicas_by_a_double_integral() {
    for (write, others) in [(0.1, 1.0), (1.0, 1.0), (3.0, 0.5)] {
        let wars = Wars {
            legs: legs([write, others, others, others]),
            quorum: threshold(2, 1, 1),
        };
        let found = wars.simulate(400_000, 11).unwrap();
        let (step, steps) = (0.02 / others, 1000);
        let at = |index: i32| (f64::from(index) + 0.5) * step;
        let mut expected = 0.0;
        for (read, response) in (0..steps).flat_map(|r| (0..steps).map(move |s| (at(r), at(s)))) {
            let both = others * (read + response);
            let density = others * others * (-both).exp();
            let other_is_later = (1.0 + both) * (-both).exp();
            expected += density * (-write * read).exp() * other_is_later * step * step;
        }
        for t in [0.0, 0.3, 2.0] {
            let stale = others / (others + write) * (-write * t).exp() * expected;
            let fresh = found.consistent_at(t, share(0.999));
            assert!(
                fresh.low - 1e-3 <= 1.0 - stale && 1.0 - stale <= fresh.high + 1e-3,
                "{write} {others} {t}: {fresh:?} and not {}",
                1.0 - stale
            );
        }
    }
}
