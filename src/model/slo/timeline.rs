//! When an alert over two windows starts and stops, for errors that last a while.

use super::budget::Budget;
use crate::model::error::{ModelError, positive};
use crate::units::{Duration, Probability};

/// A constant error rate for some time, none before and after, at constant traffic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Episode {
    /// The share of failing requests.
    pub error_rate: Probability,
    /// How long it lasts.
    pub duration: Duration,
}

/// Moments in seconds from the start of the errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timeline {
    /// Both windows are above the threshold from here.
    pub on_s: f64,
    /// The long window falls below the threshold.
    pub long_falls_s: f64,
    /// The short window falls below the threshold.
    pub short_falls_s: f64,
    /// The first of the two: the alert is over.
    pub off_s: f64,
}

/// When the alert with these windows and burn rate starts and stops, in seconds; `None` if it never fires.
///
/// Let `θ = burn · (1 - slo) / error rate`, the share of a window that errors must fill. A window `L` crosses the
/// threshold at `θL` if the errors last that long, and falls below it when the last `θL` of them are all it still sees:
/// at `D + L - θL` for errors of length `D < L`, and the same for longer ones, since the window is then full. The alert
/// is on while both windows are above (Workbook 2018, ch. 5, figure 5-6).
///
/// Assumes constant traffic and windows that are exact sliding means. Flatters: real windows move in steps of the
/// evaluation interval, so it starts and stops later.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless the burn rate is above zero.
pub fn timeline(
    slo: Budget,
    episode: Episode,
    long: Duration,
    short: Duration,
    burn_rate: f64,
) -> Result<Option<Timeline>, ModelError> {
    // Without errors the share is infinite, and no window is ever full enough.
    let share = slo.error_rate(positive("the burn rate", burn_rate)?) / episode.error_rate.ratio();
    let (long_s, short_s, lasts_s) = (long.secs(), short.secs(), episode.duration.secs());
    let on_s = share * long_s.max(short_s);
    if share >= 1.0 || on_s > lasts_s {
        return Ok(None);
    }
    let falls = |window_s: f64| lasts_s + window_s - share * window_s;
    let (long_falls_s, short_falls_s) = (falls(long_s), falls(short_s));
    Ok(Some(Timeline {
        on_s,
        long_falls_s,
        short_falls_s,
        off_s: long_falls_s.min(short_falls_s),
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Law: the formula agrees with two windows that slide in steps of a second.
        #[test]
        fn matches_sliding_windows(error in 0.001_f64..1.0, minutes in 1_u32..120, burn in 1.0_f64..30.0) {
            let slo = Budget::new("99.9%".parse().unwrap(), Duration::from_days(30)).unwrap();
            let duration = Duration::from_secs(u64::from(minutes) * 60);
            let episode = Episode { error_rate: Probability::new(error).unwrap(), duration };
            let [long, short] = [3600.0, 300.0].map(|secs| Duration::from_secs_f64(secs).unwrap());
            let found = timeline(slo, episode, long, short, burn).unwrap();

            let seen = |end: f64, window: f64| (end.min(duration.secs()) - (end - window).max(0.0)).max(0.0) * error / window;
            let is_on = |second: f64| [3600.0, 300.0].iter().all(|window| seen(second, *window) > burn * 0.001);
            let on: Vec<f64> = (0..20_000_u32).map(f64::from).filter(|second| is_on(*second)).collect();
            match (found, on.first()) {
                (Some(found), Some(first)) => {
                    prop_assert!((found.on_s - first).abs() <= 1.0, "on {} {first}", found.on_s);
                    prop_assert!((found.off_s - on.last().unwrap()).abs() <= 1.0, "off {}", found.off_s);
                }
                // Steps of a second can miss an alert that is on for less.
                (Some(found), None) => prop_assert!(found.off_s - found.on_s <= 1.0),
                (None, first) => prop_assert_eq!(first, None),
            }
        }
    }
}
