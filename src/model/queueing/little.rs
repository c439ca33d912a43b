//! Little's law: what is inside equals what arrives times how long it stays.

use crate::units::{Duration, Rate};

/// `L = λW`: the mean number of requests inside, for `λ` per second that stay `W` each. It is the least a concurrency limit
/// must allow (Little 1961).
///
/// Needs no assumption but a steady state. Flatters: it is a mean; peaks need more.
#[must_use]
pub fn in_flight(rate: Rate, stay: Duration) -> f64 {
    rate.get() * stay.secs()
}

/// The longest line in which nobody waits longer than `wait`, when `throughput` leave it each second: `wait · throughput`, rounded
/// down. What would queue beyond it is better refused at once, since it would time out anyway.
///
/// Flatters: throughput in overload is taken as that of normal times.
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
    use super::*;

    #[test]
    fn the_law() {
        let rate = Rate::per_sec(1000.0).unwrap();
        assert!((in_flight(rate, Duration::from_millis(250)) - 250.0).abs() < 1e-9);
        assert_eq!(queue_bound(Duration::from_millis(99), rate), 99);
        assert_eq!(queue_bound(Duration::ZERO, rate), 0);
    }
}
