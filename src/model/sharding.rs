//! Splitting data over nodes: how many parts, and how much falls on the hottest.
//!
//! Here: partitions by size and rates ([`partitions`]), growth ([`grown`]), skew of keys ([`Zipf`]), the hottest part
//! ([`hottest_part`]).
//! Not here: how a node's limit comes about (facts), how full it may run (`model::queueing`).
//! Sources: Zipf 1949; Gray et al., "Quickly Generating Billion-Record Synthetic Databases", SIGMOD 1994 (Zipfian skew of keys);
//! Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010 (skew 0.99); Raab, Steger, "Balls into Bins", RANDOM
//! 1998.

use crate::model::error::{ModelError, not_negative};
use crate::units::{Bytes, Percent, Rate};

/// What one partition or node can carry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Data it may hold.
    pub size: Bytes,
    /// Writes it can take.
    pub writes: Rate,
    /// Reads it can answer.
    pub reads: Rate,
}

/// What there is to carry, at peak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Data to hold.
    pub size: Bytes,
    /// Writes to take.
    pub writes: Rate,
    /// Reads to answer.
    pub reads: Rate,
}

/// What drives the number of partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// The amount of data.
    Size,
    /// The rate of writes.
    Writes,
    /// The rate of reads.
    Reads,
}

/// The partitions needed: `⌈max(size/limit, writes/limit, reads/limit) / fill⌉`, with size in bytes, rates per second,
/// and each limit of one partition used up to the share `fill`; with what decides it (counting; no source).
///
/// Assumes an even spread of keys, which flatters: see [`hottest_part`]. So does that one limit is spent without
/// touching the others: a machine full of writes answers fewer reads.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless the limits are above zero and `fill` is in `(0, 1]`; [`ModelError::TooLarge`] beyond 2^32.
pub fn partitions(
    demand: &Demand,
    limits: &Limits,
    fill: f64,
) -> Result<(u32, Driver), ModelError> {
    if !(fill > 0.0 && fill <= 1.0) {
        return Err(ModelError::range(
            "the share of a node's limits to use",
            fill,
            "above 0 and at most 1",
        ));
    }
    let needs = [
        (
            Driver::Size,
            demand.size.get() as f64,
            limits.size.get() as f64,
        ),
        (Driver::Writes, demand.writes.get(), limits.writes.get()),
        (Driver::Reads, demand.reads.get(), limits.reads.get()),
    ];
    let mut most = (1.0, Driver::Size);
    for (driver, demand, limit) in needs {
        if limit <= 0.0 {
            return Err(ModelError::range(
                "a limit of a partition",
                limit,
                "above zero",
            ));
        }
        let needed = (demand / (limit * fill)).ceil();
        if needed > most.0 {
            most = (needed, driver);
        }
    }
    if most.0 > f64::from(u32::MAX) {
        return Err(ModelError::too_large(
            "the number of partitions",
            most.0,
            u32::MAX,
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above"
    )]
    Ok((most.0 as u32, most.1))
}

/// The factor by which something has grown after `years` at a yearly growth (a share): `(1 + growth)^years`, compound
/// (no source). Flatters a launch: growth comes in steps.
///
/// # Errors
/// [`ModelError::OutOfRange`] for negative years.
pub fn grown(growth: Percent, years: f64) -> Result<f64, ModelError> {
    Ok((1.0 + growth.ratio()).powf(not_negative("the number of years", years)?))
}

/// Keys whose popularity falls with their rank: key `k` of `n` has the share `k^-s / H(n, s)`, with `H(n, s) = Σ i^-s`
/// for `i = 1 ..= n` and the skew `s` (Zipf 1949; Gray et al. 1994 and Cooper et al. 2010 for keys of a store).
///
/// Assumes that the ranks stay. Flatters: a celebrity, a tenant or today's date can be hotter than any rank law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zipf {
    keys: u64,
    skew: f64,
    norm: f64,
}

/// Terms summed one by one; the rest of the sum is an integral with its first corrections.
const SUMMED: u64 = 1000;

impl Zipf {
    /// The law for so many keys with skew `s` (0 even, 0.99 as in YCSB, 1 classic). A skew that nobody measured is the
    /// weakest number of all that rests on it.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for no key or a negative skew.
    pub fn new(keys: u64, skew: f64) -> Result<Self, ModelError> {
        if keys == 0 {
            return Err(ModelError::range("the number of keys", keys, "at least 1"));
        }
        let skew = not_negative("the skew of keys", skew)?;
        Ok(Self {
            keys,
            skew,
            norm: harmonic(keys, skew),
        })
    }

    /// The share of accesses of the hottest key: `1/H(n, s)` (Gray et al. 1994). Flatters: a celebrity is above any
    /// rank law.
    #[must_use]
    pub fn hottest(&self) -> f64 {
        1.0 / self.norm
    }

    /// The share of accesses of the `count` hottest keys together: `H(count, s)/H(n, s)` (Gray et al. 1994), as of a
    /// cache that holds them. Flatters such a cache: ranks are known beforehand and never change.
    #[must_use]
    pub fn hottest_together(&self, count: u64) -> f64 {
        harmonic(count.min(self.keys), self.skew) / self.norm
    }
}

/// `sum of i^-s for i = 1 ..= n`: the first thousand terms, then Euler-Maclaurin, which is off by less than 1e-15.
fn harmonic(n: u64, s: f64) -> f64 {
    let term = |i: u64| (i as f64).powf(-s);
    let summed: f64 = (1..=n.min(SUMMED)).rev().map(term).sum();
    if n <= SUMMED {
        return summed;
    }
    let (a, b) = (SUMMED as f64, n as f64);
    // The integral of x^-s from a to b; near s = 1 the difference of powers cancels, the logarithm does not.
    let ratio = (b / a).ln();
    let integral = if (s - 1.0).abs() < f64::EPSILON {
        ratio
    } else {
        a.powf(1.0 - s) * ((1.0 - s) * ratio).exp_m1() / (1.0 - s)
    };
    let ends = f64::midpoint(term(n), -term(SUMMED));
    let slopes = s / 12.0 * (a.powf(-s - 1.0) - b.powf(-s - 1.0));
    summed + integral + ends + slopes
}

/// The share of load on the hottest of `m` partitions (`parts`), when the hottest key has the share `h` (`hottest`) and
/// the rest spreads evenly: `h + (1 - h)/m` (an expectation over where the other keys fall).
///
/// Flatters: the rest is not even either; with few keys for each partition see Raab, Steger 1998, theorem 1.
///
/// # Errors
/// [`ModelError::OutOfRange`] for no partition or a share outside `0 ..= 1`.
pub fn hottest_part(hottest: f64, parts: u32) -> Result<f64, ModelError> {
    let hottest = crate::model::error::share("the share of the hottest key", hottest)?;
    if parts == 0 {
        return Err(ModelError::range(
            "the number of partitions",
            parts,
            "at least 1",
        ));
    }
    Ok(hottest + (1.0 - hottest) / f64::from(parts))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn demand(size: &str, writes: &str, reads: &str) -> Demand {
        Demand {
            size: size.parse().unwrap(),
            writes: writes.parse().unwrap(),
            reads: reads.parse().unwrap(),
        }
    }

    #[test]
    fn the_scarcest_resource_decides() {
        let Demand {
            size,
            writes,
            reads,
        } = demand("500GB", "2k/s", "10k/s");
        let limits = Limits {
            size,
            writes,
            reads,
        };
        let cases = [
            // demand                           parts driver           why
            (demand("100GB", "100/s", "1k/s"), 1, Driver::Size), // fits one
            (demand("2TB", "1k/s", "1k/s"), 8, Driver::Size),    // 4 at the limit, 8 half full
            (demand("100GB", "10k/s", "20k/s"), 10, Driver::Writes), // 5 at the limit
            (demand("100GB", "1/s", "100k/s"), 20, Driver::Reads),
        ];
        for (demand, parts, driver) in cases {
            assert_eq!(partitions(&demand, &limits, 0.5).unwrap(), (parts, driver));
        }
        assert!(
            partitions(
                &demand("1GB", "1/s", "1/s"),
                &Limits {
                    size: Bytes::ZERO,
                    ..limits
                },
                0.5
            )
            .is_err()
        );
        assert!(partitions(&demand("1GB", "1/s", "1/s"), &limits, 0.0).is_err());
        assert!((grown("50%".parse().unwrap(), 3.0).unwrap() - 3.375).abs() < 1e-12);
    }

    #[test]
    fn one_key_of_a_million_is_seven_percent() {
        let classic = Zipf::new(1_000_000, 1.0).unwrap();
        assert!((1.0 / classic.hottest() - 14.392_726_722_864_989).abs() < 1e-12); // the harmonic number H(10^6)
        assert!((Zipf::new(10, 0.0).unwrap().hottest() - 0.1).abs() < 1e-15);
        assert!((classic.hottest_together(1_000_000) - 1.0).abs() < 1e-15);
        assert!((hottest_part(0.07, 10).unwrap() - 0.163).abs() < 1e-12);
        assert!(
            Zipf::new(0, 1.0).is_err()
                && Zipf::new(1, -1.0).is_err()
                && hottest_part(2.0, 1).is_err()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Law: the summed and integrated norm agrees with the plain sum.
        #[test]
        fn matches_the_sum(keys in 1_u64..200_000, skew in prop_oneof![0.0_f64..3.0, Just(1.0), 0.999_999..1.000_001]) {
            let sum: f64 = (1..=keys).rev().map(|key| (key as f64).powf(-skew)).sum();
            prop_assert!((harmonic(keys, skew) / sum - 1.0).abs() < 1e-12);
        }

        /// Law: the share of the hottest keys is their part of the plain sum.
        #[test]
        fn shares_match_the_sum(keys in 1_u64..20_000, few in 0_u64..2_000, skew in prop_oneof![0.0_f64..3.0, Just(0.99)]) {
            let weight = |key: u64| (key as f64).powf(-skew);
            let all: f64 = (1..=keys).rev().map(weight).sum();
            let law = Zipf::new(keys, skew).unwrap();
            prop_assert!((law.hottest() * all - 1.0).abs() < 1e-9);
            let part: f64 = (1..=few.min(keys)).rev().map(weight).sum();
            prop_assert!((law.hottest_together(few) - part / all).abs() < 1e-9);
        }

        /// Law: the share of the hottest key's partition is its mean over every way to put the keys somewhere.
        #[test]
        fn hottest_part_matches_every_placement(weights in prop::collection::vec(0.01_f64..1.0, 1..6), parts in 1_u32..4) {
            let all: f64 = weights.iter().sum();
            let keys = u32::try_from(weights.len()).unwrap();
            let mut mean = 0.0;
            for placement in 0..parts.pow(keys) {
                let place = |key: u32| placement / parts.pow(key) % parts;
                let beside: f64 = weights.iter().zip(0..).filter(|(_, key)| place(*key) == place(0)).map(|(weight, _)| weight).sum();
                mean += beside / all / f64::from(parts.pow(keys));
            }
            let found = hottest_part(weights[0] / all, parts).unwrap();
            prop_assert!((found - mean).abs() < 1e-12, "{found} and not {mean}");
        }
    }
}
