//! Asynchronous followers: how far they lag, how they catch up, what is lost when the leader dies.

use crate::model::error::ModelError;
use crate::units::{Duration, Probability, Rate};

/// How far a follower is behind in steady state: a floor, and a wait that is exponential (see [`follower_lag`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FollowerLag {
    /// What every change takes: half the round trip, and half the interval at which changes are sent.
    floor: Duration,
    /// How fast a backlog is worked off: apply rate less write rate.
    spare_per_s: f64,
}

/// The lag of a follower that is sent changes every `send_every` over half a `round_trip` and applies them one by one:
/// an M/M/1 line, so the lag is the floor `(round trip + send every)/2` and an exponential time with rate `μ - λ`,
/// where `μ` is `apply` and `λ` is `writes`, both per second (Kleinrock 1975, section 3.2 for the mean, 5.7 for the
/// law).
///
/// Assumes that writes come at random and not in the batches they are sent in. Flatters: one large transaction, a long
/// query on the follower or a lock holds up everything behind it.
///
/// # Errors
/// [`ModelError::Overloaded`] when it applies no faster than it is sent: it then falls behind for ever.
pub fn follower_lag(
    round_trip: Duration,
    send_every: Duration,
    writes: Rate,
    apply: Rate,
) -> Result<FollowerLag, ModelError> {
    let spare_per_s = apply.get() - writes.get();
    if spare_per_s <= 0.0 {
        return Err(ModelError::Overloaded {
            utilisation: writes.get() / apply.get(),
        });
    }
    let floor = round_trip
        .scaled(0.5)
        .saturating_add(send_every.scaled(0.5));
    Ok(FollowerLag { floor, spare_per_s })
}

impl FollowerLag {
    /// The mean lag: floor and `1/(μ - λ)` seconds (Kleinrock 1975, section 3.2). Flatters as [`follower_lag`] does,
    /// and the moment of a failure: the lag at peak is longer.
    #[must_use]
    pub fn mean(&self) -> Duration {
        self.floor.saturating_add(
            Duration::from_secs_f64(1.0 / self.spare_per_s).unwrap_or(Duration::MAX),
        )
    }

    /// A quantile of the lag: floor and `-ln(1 - q)/(μ - λ)` seconds, since the time in an M/M/1 line is exponential
    /// (Kleinrock 1975, section 5.7). Flatters: batches and one large transaction queue longer than writes at random,
    /// and the floor holds the mean wait to be sent.
    #[must_use]
    pub fn quantile(&self, quantile: Probability) -> Duration {
        let wait = -quantile.complement().ratio().ln() / self.spare_per_s;
        self.floor
            .saturating_add(Duration::from_secs_f64(wait).unwrap_or(Duration::MAX))
    }

    /// The chance that the lag exceeds a bound, `exp(-(μ - λ)·(bound - floor))`: of a read that is older than was
    /// promised (Kleinrock 1975, section 5.7). Flatters as the quantile does.
    #[must_use]
    pub fn exceeds(&self, bound: Duration) -> Probability {
        if bound < self.floor {
            return Probability::ONE;
        }
        Probability::clamped((-self.spare_per_s * bound.saturating_sub(self.floor).secs()).exp())
    }
}

/// How long a follower needs to catch up after it was cut off: `λ · cut off / (μ - λ)`, with `λ` for `writes` and `μ`
/// for `apply`, both per second; `None` if it never does. A balance of what came and what is applied (no source).
///
/// Assumes a backlog that is still kept. Flatters: rates stay as they are, and a follower that was cut off begins with
/// cold caches.
#[must_use]
pub fn catch_up(cut_off: Duration, writes: Rate, apply: Rate) -> Option<Duration> {
    let spare = apply.get() - writes.get();
    (spare > 0.0).then(|| cut_off.scaled(writes.get() / spare))
}

/// The acknowledged writes that a failover to a follower with this lag loses in the mean: `writes · lag`, with `writes`
/// per second (Little 1961: so many are on their way). They were promised to clients and are gone; with the mean lag it
/// is the expectation, with a quantile what is not exceeded that often.
///
/// Flatters: when the leader dies of overload, the lag at that moment is larger than usual.
#[must_use]
pub fn lost_writes(writes: Rate, lag: Duration) -> f64 {
    writes.get() * lag.secs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_follower_overseas() {
        let [round_trip, send_every] = ["80ms", "20ms"].map(|text| text.parse().unwrap());
        let [writes, apply] = [900.0, 1000.0].map(|per_s| Rate::per_sec(per_s).unwrap());
        let lag = follower_lag(round_trip, send_every, writes, apply).unwrap();
        assert_eq!(lag.mean().to_string(), "60ms"); // 40 + 10 + 10
        assert_eq!(lag.quantile("99%".parse().unwrap()).rounded(3), "96.1ms"); // 50 + 10·ln 100
        assert!((lag.exceeds(lag.quantile("99%".parse().unwrap())).ratio() - 0.01).abs() < 1e-6);
        assert_eq!(lag.exceeds(Duration::from_millis(49)), Probability::ONE);
        assert!((lost_writes(writes, lag.mean()) - 54.0).abs() < 1e-9);
        assert_eq!(
            catch_up(Duration::from_secs(60), writes, apply)
                .unwrap()
                .to_string(),
            "9m"
        );
        assert!(
            follower_lag(round_trip, send_every, apply, writes).is_err()
                && catch_up(send_every, apply, writes).is_none()
        );
    }

    proptest! {
        /// Law: the mean is the integral of the tail, the quantile its inverse, and a backlog is gone when it was worked off in steps.
        #[test]
        fn matches_integration_and_steps(writes in 1.0_f64..900.0, spare in 1.0_f64..500.0, trip_ms in 1_u64..300, share in 0.01_f64..0.999, cut_s in 1_u64..100) {
            let [rate, apply] = [writes, writes + spare].map(|per_s| Rate::per_sec(per_s).unwrap());
            let lag = follower_lag(Duration::from_millis(trip_ms), Duration::ZERO, rate, apply).unwrap();
            let (mut integral, step) = (0.0, 1.0 / spare / 200.0);
            let floor = Duration::from_millis(trip_ms).secs() / 2.0;
            for index in 0..6000 {
                let at = floor + (f64::from(index) + 0.5) * step;
                integral += lag.exceeds(Duration::from_secs_f64(at).unwrap()).ratio() * step;
            }
            prop_assert!(((floor + integral) / lag.mean().secs() - 1.0).abs() < 1e-3);
            let share = Probability::new(share).unwrap();
            let beyond = lag.exceeds(lag.quantile(share)).ratio();
            prop_assert!((beyond - share.complement().ratio()).abs() < 1e-4);
            // Steps of a thousandth of what it takes: behind by what was written meanwhile, less what is applied.
            let caught = catch_up(Duration::from_secs(cut_s), rate, apply).unwrap().secs();
            let (mut behind, tick) = (writes * Duration::from_secs(cut_s).secs(), caught / 1000.0);
            let mut steps = 0;
            while behind > 1e-9 * writes && steps < 2000 {
                behind += (writes - apply.get()) * tick;
                steps += 1;
            }
            prop_assert!((999..=1001).contains(&steps), "{steps}");
        }
    }
}
