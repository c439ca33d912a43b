//! Durations as text: reading what people write, printing it back, and rounding what was computed.

use std::fmt;
use std::str::FromStr;

use super::{DAY, Duration, HOUR, KIND, MICRO, MILLI, MINUTE, SECOND, YEAR};
use crate::units::error::UnitError;
use crate::units::number::{Decimal, exact, negated, significant};

/// Words that are read, each with its length in nanoseconds.
const WORDS: [(&str, u64); 12] = [
    ("ns", 1),
    ("us", MICRO),
    ("µs", MICRO), // micro sign
    ("μs", MICRO), // Greek mu
    ("ms", MILLI),
    ("s", SECOND),
    ("m", MINUTE),
    ("min", MINUTE),
    ("h", HOUR),
    ("d", DAY),
    ("w", 7 * DAY),
    ("y", YEAR),
];

/// Units that are printed where they divide exactly, largest first. A year has 365 days.
const WHOLE: [(&str, u64); 5] = [
    ("y", YEAR),
    ("d", DAY),
    ("h", HOUR),
    ("m", MINUTE),
    ("s", SECOND),
];
/// Units that are printed with a fraction: the suffix, nanoseconds, decimal places down to a nanosecond.
const DECIMAL: [(&str, u64, u32); 4] = [
    ("s", SECOND, 9),
    ("ms", MILLI, 6),
    ("us", MICRO, 3),
    ("ns", 1, 0),
];

impl Duration {
    /// A short text for a computed value: `digits` significant digits below a minute (`83.4ms`), the two largest
    /// units above it (`4m 19s`, `2h 5m`, `3d 4h`). It reads back, but not always to the same value.
    #[must_use]
    pub fn rounded(self, digits: u8) -> String {
        if self.nanos == 0 {
            return "0s".to_owned();
        }
        for (index, (unit, nanos)) in WHOLE.iter().enumerate().take(4) {
            let (smaller_unit, smaller) = WHOLE[index + 1];
            // Round first: 59m 59.9s is 1h and not 60m.
            let rounded = (self.nanos / smaller + u64::from(self.nanos % smaller >= smaller / 2))
                .saturating_mul(smaller);
            if rounded >= *nanos
                && self.nanos >= *nanos - if *unit == "m" { 0 } else { smaller / 2 }
            {
                let rest = (rounded % nanos) / smaller;
                let whole = rounded / nanos;
                return if rest == 0 {
                    format!("{whole}{unit}")
                } else {
                    format!("{whole}{unit} {rest}{smaller_unit}")
                };
            }
        }
        let rounded: f64 = significant(self.nanos as f64, digits)
            .parse()
            .unwrap_or(0.0);
        let (unit, nanos) = DECIMAL
            .iter()
            .find(|(_, nanos, _)| rounded >= *nanos as f64)
            .map_or(("ns", 1), |(unit, nanos, _)| (*unit, *nanos));
        if rounded >= MINUTE as f64 {
            return "1m".to_owned();
        }
        format!(
            "{}{unit}",
            significant(self.nanos as f64 / nanos as f64, digits)
        )
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.nanos;
        if nanos == 0 {
            return f.pad("0s");
        }
        if let Some((unit, size)) = WHOLE.iter().find(|(_, size)| nanos.is_multiple_of(*size)) {
            return f.pad(&format!("{}{unit}", nanos / size));
        }
        let (unit, _, places) = DECIMAL
            .iter()
            .find(|(_, size, _)| nanos >= *size)
            .unwrap_or(&DECIMAL[3]);
        f.pad(&format!("{}{unit}", exact(u128::from(nanos), *places)))
    }
}

impl FromStr for Duration {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let whole = text.trim();
        let unreadable = || KIND.unreadable(whole);
        if negated(whole).is_some_and(|rest| rest.parse::<Self>().is_ok()) {
            return Err(KIND.out_of_range(&whole));
        }
        let (mut rest, mut total, mut last) = (whole, 0_u64, u64::MAX);
        loop {
            let (number, after) = Decimal::split(rest).ok_or_else(unreadable)?;
            let after = after.trim_start();
            let length = after
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(after.len());
            let (word, next) = after.split_at(length);
            if word.is_empty() && next.is_empty() && last == u64::MAX {
                return if number.times(1) == Some(0) && number.to_f64() == Some(0.0) {
                    Ok(Self::ZERO)
                } else {
                    Err(KIND.no_unit(whole))
                };
            }
            let size = WORDS
                .iter()
                .find(|(known, _)| *known == word)
                .map(|(_, size)| *size)
                .ok_or_else(unreadable)?;
            if size >= last {
                return Err(unreadable()); // "30m1h" and "1h2h" are slips, not sums
            }
            total = number
                .times(size)
                .and_then(|part| total.checked_add(part))
                .ok_or_else(|| KIND.out_of_range(&whole))?;
            last = size;
            rest = next.trim_start();
            if rest.is_empty() {
                return Ok(Self { nanos: total });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prints_what_people_write() {
        let same = [
            "0s",
            "200ms",
            "1.5s",
            "90s",
            "5m",
            "1h",
            "36h",
            "30d",
            "1y",
            "7y",
            "90m",
            "250us",
            "1.25ms",
            "10ns",
            "1.000000001s",
        ];
        for text in same {
            assert_eq!(text.parse::<Duration>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn reads_other_spellings() {
        let cases = [
            ("250 ms", "250ms"),
            ("1h30m", "90m"),
            ("1h 30 min", "90m"),
            ("4m 19s", "259s"),
            ("2w", "14d"),
            ("1500ms", "1.5s"),
            ("5µs", "5us"),
            ("5μs", "5us"),
            ("0.5h", "30m"),
            (".5s", "500ms"),
            ("0", "0s"),
            (" 24h ", "1d"),
        ];
        for (text, printed) in cases {
            assert_eq!(
                text.parse::<Duration>().unwrap().to_string(),
                printed,
                "{text}"
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let cases = [
            (
                "5 mins",
                "`5 mins` is not a duration; write for instance `200ms`, `30s`, `5m`, `1h` or `30d`",
            ),
            (
                "5",
                "`5` has no unit; write for instance `200ms`, `30s`, `5m`, `1h` or `30d`",
            ),
            (
                "-5s",
                "`-5s` is out of range: a duration is 0s to 584y, never negative",
            ),
            (
                "600y",
                "`600y` is out of range: a duration is 0s to 584y, never negative",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Duration>().unwrap_err().to_string(), message);
        }
        for text in [
            "", "s", "nan", "inf", "infs", "NaNs", "1h2h", "30m1h", "1h30", "5 s 3", "--5s",
            "1e400s", "5S",
        ] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
        for secs in [-1.0, f64::NAN, f64::INFINITY, 1e30] {
            assert!(Duration::from_secs_f64(secs).is_err());
        }
    }

    #[test]
    fn rounds_for_reading() {
        let cases = [
            (0.083_412_3, "83.4ms"),
            (259.2, "4m 19s"),
            (0.0, "0s"),
            (1.0, "1s"),
            (59.99, "1m"),
            (59.9, "59.9s"),
            (60.4, "1m"),
            (3599.9, "1h"),
            (7500.0, "2h 5m"),
            (86_400.0 * 3.17, "3d 4h"),
            (0.000_000_5, "500ns"),
            (0.999_96, "1s"),
            (86_399.0, "1d"),
        ];
        for (secs, text) in cases {
            assert_eq!(
                Duration::from_secs_f64(secs).unwrap().rounded(3),
                text,
                "{secs}"
            );
        }
    }

    proptest! {
        /// Law: what is printed reads back as the same value.
        #[test]
        fn round_trip(nanos in any::<u64>(), scale in 0_usize..6) {
            let unit = [1, MICRO, MILLI, SECOND, HOUR, DAY][scale];
            for value in [nanos, (nanos % (u64::MAX / unit)) * unit] {
                let duration = Duration::from_nanos(value);
                prop_assert_eq!(duration.to_string().parse::<Duration>(), Ok(duration));
            }
        }

        /// Law: no text makes the parser panic, and rounding gives a text that can be read.
        #[test]
        fn never_panics(text in "\\PC*", nanos in any::<u64>(), digits in any::<u8>()) {
            let _ = text.parse::<Duration>();
            prop_assert!(Duration::from_nanos(nanos).rounded(digits).parse::<Duration>().is_ok());
        }
    }
}
