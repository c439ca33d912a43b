//! Little's law: what is inside equals what arrives times how long it stays.

use crate::units::{Duration, Rate};

/// `L = λW`: the mean number of requests inside, for `λ` requests per second (`rate`) that stay `W` seconds each in the
/// mean (`stay`). It is the least a concurrency limit must allow (Little 1961).
///
/// Assumes a steady state, and nothing of how requests arrive or are served. Flatters: it is a mean, and peaks need
/// more. With a high percentile of the stay for `W` it overstates.
#[must_use]
pub fn in_flight(rate: Rate, stay: Duration) -> f64 {
    rate.get() * stay.secs()
}

/// The longest line, in requests, in which nobody waits longer than `wait`, when `throughput` leave it each second:
/// `⌊wait · throughput⌋` (Little 1961; SRE Book 2016, ch. 22, "Queue Management"). What would queue beyond it is better
/// refused at once, since it would time out anyway.
///
/// Assumes that who comes first is served first. Flatters: throughput in overload is taken as that of normal times.
#[must_use]
pub fn queue_bound(wait: Duration, throughput: Rate) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and that is wanted"
    )]
    let bound = in_flight(throughput, wait).floor() as u64;
    bound
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_law() {
        let rate = Rate::per_sec(1000.0).unwrap();
        assert!((in_flight(rate, Duration::from_millis(250)) - 250.0).abs() < 1e-9);
        assert_eq!(queue_bound(Duration::from_millis(99), rate), 99);
        assert_eq!(queue_bound(Duration::ZERO, rate), 0);
    }

    proptest! {
        /// Law: counted at the moments of a second, as many are inside as the law says, when one comes every `1/rate` and stays.
        #[test]
        fn matches_counting_those_inside(rate in 1_u32..400, stay_ms in 1_u64..5000) {
            let stay = Duration::from_millis(stay_ms);
            let mean = in_flight(Rate::per_sec(f64::from(rate)).unwrap(), stay);
            let gap = 1.0 / f64::from(rate);
            let moments = 997;
            let inside: f64 = (0..moments).map(|moment| {
                let at = (f64::from(moment) + 0.5) / f64::from(moments) * gap + stay.secs() + 1.0;
                // Arrivals at whole multiples of the gap, inside from then on for the time they stay.
                (at / gap).floor() - ((at - stay.secs()) / gap).floor()
            }).sum::<f64>() / f64::from(moments);
            prop_assert!((inside - mean).abs() < 5e-3, "{inside} {mean}");
        }
    }
}
