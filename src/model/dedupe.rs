//! Doing a thing once although it is asked for twice: how long keys are kept, what that takes, and what a filter risks.
//!
//! Here: retention ([`retention`]), keys kept ([`kept_at_most`]), storage ([`storage`]), Bloom filters ([`Bloom`]), chance collisions of keys ([`collision`]).
//! Not here: how often requests are repeated (`model::retry`).
//! Sources: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", Comm. ACM 13(7), 1970; Mitzenmacher, Upfal,
//! "Probability and Computing", 2nd ed. 2017, sections 5.1 and 5.5.3.

use std::f64::consts::LN_2;

use crate::model::error::{ModelError, share};
use crate::units::{Bytes, Duration, Probability, Rate};

/// How long a key must be kept: the time within which a client may repeat a request, plus how long a copy may linger in
/// queues, plus twice the clock error `ε` between who writes and who expires keys: `horizon + lingers + 2ε`. A key that
/// is dropped earlier lets the effect happen twice (Helland 2012, "Idempotence Is Not a Medical Condition", on how long
/// to remember; the bound on copies in flight is the argument of RFC 9293, section 3.4.2).
///
/// Assumes that all three are bounds. Flatters: a message restored from a backup or a replayed log lingers longer than
/// any queue.
#[must_use]
pub fn retention(retry_horizon: Duration, lingers: Duration, clock_error: Duration) -> Duration {
    retry_horizon
        .saturating_add(lingers)
        .saturating_add(clock_error.scaled(2.0))
}

/// Storage for the keys in bytes: `rate · retention · size · copies`, with `rate` keys per second of `size` bytes each,
/// since `rate · retention` are kept at a time (Little 1961).
///
/// Assumes that expired keys are gone at once. Flatters: indexes and the stored responses come on top unless `size`
/// counts them.
#[must_use]
pub fn storage(rate: Rate, retention: Duration, size: Bytes, copies: u8) -> Bytes {
    Bytes::clamped(rate.get() * retention.secs() * size.get() as f64 * f64::from(copies))
}

/// A day: what load that follows people repeats itself after.
pub const DAY: Duration = Duration::from_secs(86_400);

/// Keys that are kept at once, at most, where the load repeats itself daily: `⌊T/D⌋ · mean · D + min(peak · (T mod D), mean · D)` for a
/// retention `T` and a day `D`. Whatever window of whole days has their mean, and what is left of it is neither above the peak nor
/// above a day (Little 1961, with the arrivals of the window counted).
///
/// Flatters where a peak is an event that lasts longer than its share of one day.
#[must_use]
pub fn kept_at_most(peak: Rate, mean: Rate, retention: Duration) -> f64 {
    let (whole, rest) = days(retention);
    let day = mean.get() * DAY.secs();
    whole as f64 * day + (peak.get() * rest.secs()).min(day)
}

/// The whole days of a time, and what is left.
#[must_use]
pub fn days(time: Duration) -> (u64, Duration) {
    let (all, day) = (time.nanos(), DAY.nanos());
    (all / day, Duration::from_nanos(all % day))
}

/// A Bloom filter for `n` keys (`keys`) in `m` bits (`bits`) with `k` hash functions (`hashes`) (Bloom 1970;
/// Mitzenmacher, Upfal 2017, section 5.5.3).
///
/// A false positive is a new request taken for a repetition and dropped: the filter must then only decide whether to
/// look the key up, never whether to act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bloom {
    /// Keys it holds.
    pub keys: f64,
    /// Bits it has.
    pub bits: f64,
    /// Hash functions for each key.
    pub hashes: u32,
}

impl Bloom {
    /// The smallest filter for `n` keys with about the chance `p` of a false positive: `m = -n·ln p/(ln 2)^2` bits and
    /// `k = m/n·ln 2` hash functions, rounded (Mitzenmacher, Upfal 2017, section 5.5.3). Flatters: the rounding of `k`
    /// may leave the chance a little above `p`, and so does every key more than `n`.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for no keys, or a chance of 0 or 1.
    pub fn for_keys(keys: f64, false_positives: Probability) -> Result<Self, ModelError> {
        let keys = crate::model::error::positive("the number of keys", keys)?;
        let chance = share("the chance of a false positive", false_positives.ratio())?;
        if chance == 0.0 || false_positives == Probability::ONE {
            return Err(ModelError::range(
                "the chance of a false positive",
                false_positives,
                "above 0% and below 100%",
            ));
        }
        let bits = (-keys * chance.ln() / (LN_2 * LN_2)).ceil();
        Ok(Self {
            keys,
            bits,
            hashes: best_hashes(bits / keys),
        })
    }

    /// The filter of so many bits for each of `n` keys, with the number of hashes that is best for it: `k = m/n·ln 2`,
    /// rounded (Mitzenmacher, Upfal 2017, section 5.5.3). Flatters once more keys come in than it was made for.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for no keys or no bits.
    pub fn with_bits_per_key(keys: f64, bits_per_key: f64) -> Result<Self, ModelError> {
        let keys = crate::model::error::positive("the number of keys", keys)?;
        let each = crate::model::error::positive("the number of bits for each key", bits_per_key)?;
        Ok(Self {
            keys,
            bits: (keys * each).ceil(),
            hashes: best_hashes(each),
        })
    }

    /// The chance that a key it never saw seems known: `(1 - exp(-kn/m))^k` (Bloom 1970; Mitzenmacher, Upfal 2017,
    /// section 5.5.3).
    ///
    /// Assumes hash functions that spread evenly, and takes bits as independent, which flatters a little, and less the
    /// larger the filter.
    #[must_use]
    pub fn false_positives(&self) -> Probability {
        let hashes = f64::from(self.hashes);
        Probability::clamped((-(-hashes * self.keys / self.bits).exp_m1()).powf(hashes))
    }

    /// What it takes: `⌈m/8⌉` bytes. Flatters: a filter that forgets, since keys expire, needs a second one or
    /// counters.
    #[must_use]
    pub fn size(&self) -> Bytes {
        Bytes::clamped((self.bits / 8.0).ceil())
    }
}

/// `m/n·ln 2`, whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small positive number"
)]
fn best_hashes(bits_per_key: f64) -> u32 {
    (bits_per_key * LN_2).round().max(1.0) as u32
}

/// The chance that any two of `n` random keys (`keys`) of `b` bits (`bits`) are equal: `1 - exp(-n(n-1)/2^(b+1))`
/// (Mitzenmacher, Upfal 2017, section 5.1). 122 random bits, as in a version 4 UUID, stay below 1e-15 up to 10^11 keys.
///
/// Assumes good randomness, which flatters; a clone of a virtual machine, or a poor seed, repeats keys wholesale.
#[must_use]
pub fn collision(keys: f64, bits: u32) -> Probability {
    let pairs = keys * (keys - 1.0).max(0.0) / 2.0;
    let space = 2_f64.powi(i32::try_from(bits).unwrap_or(i32::MAX));
    Probability::clamped(-(-pairs / space).exp_m1())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_bits_a_key() {
        let filter = Bloom::with_bits_per_key(1e6, 10.0).unwrap();
        assert_eq!(
            (filter.hashes, filter.size().to_string().as_str()),
            (7, "1.25MB")
        );
        // Somewhat below 1 %, the rule of thumb for ten bits (Mitzenmacher, Upfal 2017, section 5.5.3, has 8 bits and 2 %).
        let odds = filter.false_positives().ratio();
        assert!((odds - 0.008_19).abs() < 1e-5, "{odds}");
        assert!(
            Bloom::with_bits_per_key(0.0, 10.0).is_err()
                && Bloom::with_bits_per_key(1.0, 0.0).is_err()
        );
    }

    #[test]
    fn a_day_of_keys() {
        let [horizon, lingers, error] = ["24h", "15m", "250ms"].map(|text| text.parse().unwrap());
        let kept = retention(horizon, lingers, error);
        assert_eq!(kept.rounded(3), "1d");
        let stored = storage("500/s".parse().unwrap(), kept, "200B".parse().unwrap(), 3);
        assert_eq!(stored.rounded(3), "26.2GB");
    }

    #[test]
    fn ten_bits_a_key_is_one_percent() {
        let filter = Bloom::for_keys(1e6, "1%".parse().unwrap()).unwrap();
        assert_eq!(
            (filter.hashes, filter.size().rounded(2).as_str()),
            (7, "1.2MB")
        ); // 9.6 bits a key
        assert!(
            Bloom::for_keys(0.0, Probability::clamped(0.1)).is_err()
                && Bloom::for_keys(1.0, Probability::ZERO).is_err()
        );
        assert!(
            (collision(23.0, 0).ratio() - 1.0).abs() < 1e-12
                && collision(1e11, 122).ratio() < 1e-15
        );
    }

    proptest! {
        /// Law: the filter keeps the chance it was made for, but for the rounding of the number of hashes.
        #[test]
        fn keeps_its_promise(keys in 1e3_f64..1e9, chance in 1e-9_f64..0.4) {
            let filter = Bloom::for_keys(keys, Probability::new(chance).unwrap()).unwrap();
            prop_assert!(filter.false_positives().ratio() < chance * 1.2);
        }

        /// Law: no window of a load that repeats daily has more arrivals, and some load has as many. Counted step by step over each
        /// start of the window, for the load that is at its peak as long as its mean allows and else at nothing.
        #[test]
        fn no_window_of_a_daily_load_has_more(peak in 1_u32..500, busy in 1_usize..96, steps in 1_usize..400) {
            // Quarters of an hour, of which so many are busy each day.
            let step = Duration::from_secs(900);
            let mean = f64::from(peak) * busy as f64 / 96.0;
            let [top, mean] = [f64::from(peak), mean].map(|rate| Rate::per_sec(rate).unwrap());
            let at = |quarter: usize| if quarter % 96 < busy { f64::from(peak) * step.secs() } else { 0.0 };
            let window = |start: usize| (start..start + steps).map(at).sum::<f64>();
            let most = (0..96).map(window).fold(0.0, f64::max);
            let bound = kept_at_most(top, mean, step.scaled(steps as f64));
            prop_assert!((bound / most - 1.0).abs() < 1e-9, "{bound} is not {most}");
            // Spread over the day, the same load has no more.
            let even = |quarter: usize| if quarter % 96 * busy / 96 == (quarter % 96 + 1) * busy / 96 { 0.0 } else { f64::from(peak) * step.secs() };
            let spread = (0..96).map(|start| (start..start + steps).map(even).sum::<f64>()).fold(0.0, f64::max);
            prop_assert!(spread <= bound * (1.0 + 1e-9), "{spread} is above {bound}");
        }

        /// Law: for a few keys the collision formula agrees with the product over keys.
        #[test]
        fn birthdays(keys in 2_u32..40, bits in 12_u32..24) {
            let space = 2_f64.powi(i32::try_from(bits).unwrap());
            let all_differ: f64 = (0..keys).map(|taken| 1.0 - f64::from(taken) / space).product();
            prop_assert!((collision(f64::from(keys), bits).ratio() / (1.0 - all_differ) - 1.0).abs() < 0.1);
        }
    }
}
