//! Lengths of time, from a nanosecond to five centuries.

mod text;

use serde::{Deserialize, Serialize};

use super::error::{Kind, UnitError};

const KIND: Kind = Kind {
    name: "a duration",
    range: "0s to 584y, never negative",
    examples: "`200ms`, `30s`, `5m`, `1h` or `30d`",
};

const MICRO: u64 = 1_000;
const MILLI: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// A length of time in whole nanoseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Duration {
    nanos: u64,
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self { nanos: 0 };
    /// The longest time this type holds, 584 years and some.
    pub const MAX: Self = Self { nanos: u64::MAX };

    /// So many nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self { nanos }
    }

    /// So many milliseconds; [`Duration::MAX`] where they do not fit.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self {
            nanos: millis.saturating_mul(MILLI),
        }
    }

    /// So many seconds; [`Duration::MAX`] where they do not fit.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self {
            nanos: secs.saturating_mul(SECOND),
        }
    }

    /// So many days of 24 hours; [`Duration::MAX`] where they do not fit.
    #[must_use]
    pub const fn from_days(days: u64) -> Self {
        Self {
            nanos: days.saturating_mul(DAY),
        }
    }

    /// Seconds with a fraction, rounded to the nearest nanosecond.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `secs` is negative, not finite, or does not fit.
    pub fn from_secs_f64(secs: f64) -> Result<Self, UnitError> {
        std::time::Duration::try_from_secs_f64(secs)
            .ok()
            .and_then(|std| u64::try_from(std.as_nanos()).ok())
            .map(Self::from_nanos)
            .ok_or_else(|| KIND.out_of_range(&format!("{secs}s")))
    }

    /// Milliseconds with a fraction, rounded to the nearest nanosecond.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `millis` is negative, not finite, or does not fit.
    pub fn from_millis_f64(millis: f64) -> Result<Self, UnitError> {
        Self::from_secs_f64(millis / 1e3).map_err(|_| KIND.out_of_range(&format!("{millis}ms")))
    }

    /// In whole nanoseconds.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.nanos
    }

    /// In milliseconds.
    #[must_use]
    pub fn millis(self) -> f64 {
        self.nanos as f64 / 1e6
    }

    /// In seconds.
    #[must_use]
    pub fn secs(self) -> f64 {
        self.nanos as f64 / 1e9
    }

    /// In days of 24 hours.
    #[must_use]
    pub fn days(self) -> f64 {
        self.nanos as f64 / DAY as f64
    }

    /// Whether this is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// The sum; [`Duration::MAX`] where it does not fit.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self {
            nanos: self.nanos.saturating_add(other.nanos),
        }
    }

    /// The difference; [`Duration::ZERO`] where `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self {
            nanos: self.nanos.saturating_sub(other.nanos),
        }
    }

    /// So many times as long, rounded to the nanosecond; kept within the bounds (NaN gives zero).
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and that is wanted"
        )]
        let nanos = (self.nanos as f64 * factor).round() as u64;
        Self { nanos }
    }

    /// How many times `other` fits in, or `None` when `other` is zero.
    #[must_use]
    pub fn ratio(self, other: Self) -> Option<f64> {
        (other.nanos > 0).then(|| self.nanos as f64 / other.nanos as f64)
    }
}

impl From<Duration> for std::time::Duration {
    fn from(duration: Duration) -> Self {
        Self::from_nanos(duration.nanos)
    }
}
