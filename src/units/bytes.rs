//! Amounts of data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::{Kind, UnitError};
use super::number::{Decimal, exact, negated, significant};

const KIND: Kind = Kind {
    name: "an amount of data",
    range: "0B to 16EiB",
    examples: "`512B`, `4KiB`, `10GB` or `2TiB`",
};

const K: u64 = 1000;
const KI: u64 = 1024;

/// Units, largest first. Decimal before binary of the same letter: on a tie the earlier one is printed.
const UNITS: [(&str, u64); 13] = [
    ("EiB", KI * KI * KI * KI * KI * KI),
    ("EB", K * K * K * K * K * K),
    ("PiB", KI * KI * KI * KI * KI),
    ("PB", K * K * K * K * K),
    ("TiB", KI * KI * KI * KI),
    ("TB", K * K * K * K),
    ("GiB", KI * KI * KI),
    ("GB", K * K * K),
    ("MiB", KI * KI),
    ("MB", K * K),
    ("KiB", KI),
    ("kB", K),
    ("B", 1),
];

/// An amount of data in whole bytes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Bytes {
    count: u64,
}

impl Bytes {
    /// No data.
    pub const ZERO: Self = Self { count: 0 };
    /// The most this type holds.
    pub const MAX: Self = Self { count: u64::MAX };

    /// So many bytes.
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self { count }
    }

    /// So many bytes from a computed value, rounded and kept within the bounds (NaN gives zero).
    #[must_use]
    pub fn clamped(count: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and that is wanted"
        )]
        Self {
            count: count.round() as u64,
        }
    }

    /// In bytes.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.count
    }

    /// So many times as much, rounded and kept within the bounds.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self::clamped(self.count as f64 * factor)
    }

    /// The sum; [`Bytes::MAX`] where it does not fit.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
        }
    }

    /// A short text for a computed value, in decimal units: `digits` significant digits (`1.23TB`).
    #[must_use]
    pub fn rounded(self, digits: u8) -> String {
        let value: f64 = significant(self.count as f64, digits)
            .parse()
            .unwrap_or(0.0);
        let (unit, size) = UNITS
            .into_iter()
            .filter(|(unit, _)| !unit.contains('i'))
            .find(|(_, size)| value >= *size as f64)
            .unwrap_or(("B", 1));
        format!(
            "{}{unit}",
            significant(self.count as f64 / size as f64, digits)
        )
    }
}

/// `count` in units of `size` if three decimal places hold it exactly.
fn in_units(count: u64, size: u64) -> Option<String> {
    let thousandths = u128::from(count) * 1000;
    (count >= size && thousandths.is_multiple_of(u128::from(size)))
        .then(|| exact(thousandths / u128::from(size), 3))
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = UNITS
            .iter()
            .filter_map(|(unit, size)| Some((in_units(self.count, *size)?, *unit)))
            .min_by_key(|(number, _)| number.len())
            .map_or_else(
                || "0B".to_owned(),
                |(number, unit)| format!("{number}{unit}"),
            );
        f.pad(&text)
    }
}

impl FromStr for Bytes {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim();
        if let Some(positive) = negated(text) {
            positive.parse::<Self>()?;
            return Err(KIND.out_of_range(&text));
        }
        let (number, rest) = Decimal::split(text).ok_or_else(|| KIND.unreadable(text))?;
        let size = match rest.trim_start() {
            "" if number.to_f64() == Some(0.0) => 1,
            "" => return Err(KIND.no_unit(text)),
            "KB" => K,
            word => {
                UNITS
                    .iter()
                    .find(|(unit, _)| *unit == word)
                    .ok_or_else(|| KIND.unreadable(text))?
                    .1
            }
        };
        number
            .times(size)
            .map(Self::new)
            .ok_or_else(|| KIND.out_of_range(&text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints() {
        let cases = [
            ("512B", 512, "512B"),
            ("4KiB", 4096, "4KiB"),
            ("4 KiB", 4096, "4KiB"),
            ("2TiB", 2 << 40, "2TiB"),
            ("10GB", 10_000_000_000, "10GB"),
            ("1.5GiB", 3 << 29, "1.5GiB"),
            ("1500 B", 1500, "1.5kB"),
            ("1KB", 1000, "1kB"),
            ("1024MB", 1_024_000_000, "1024MB"),
            ("0", 0, "0B"),
            ("1234567B", 1_234_567, "1234567B"),
            ("500GB", 500_000_000_000, "500GB"),
        ];
        for (text, count, printed) in cases {
            let bytes: Bytes = text.parse().unwrap();
            assert_eq!(
                (bytes.get(), bytes.to_string().as_str()),
                (count, printed),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_with_reasons() {
        let cases = [
            (
                "12",
                "`12` has no unit; write for instance `512B`, `4KiB`, `10GB` or `2TiB`",
            ),
            (
                "10Gb",
                "`10Gb` is not an amount of data; write for instance `512B`, `4KiB`, `10GB` or `2TiB`",
            ),
            (
                "99EiB",
                "`99EiB` is out of range: an amount of data is 0B to 16EiB",
            ),
            (
                "-1B",
                "`-1B` is out of range: an amount of data is 0B to 16EiB",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Bytes>().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn rounds_for_reading() {
        for (count, text) in [
            (1_234_567_890, "1.23GB"),
            (0, "0B"),
            (999, "999B"),
            (999_999, "1MB"),
        ] {
            assert_eq!(Bytes::new(count).rounded(3), text);
        }
    }

    proptest! {
        /// Law: what is printed reads back as the same value.
        #[test]
        fn round_trip(count in any::<u64>(), unit in 0_usize..13) {
            let size = UNITS[unit].1;
            for value in [count, (count % (u64::MAX / size)) * size, count >> 40] {
                let bytes = Bytes::new(value);
                prop_assert_eq!(bytes.to_string().parse::<Bytes>(), Ok(bytes));
            }
        }

        /// Law: no text makes the parser panic; a rounded text can be read.
        #[test]
        fn never_panics(text in "\\PC*", count in 0..=u64::MAX / 2, digits in any::<u8>()) {
            let _ = text.parse::<Bytes>();
            prop_assert!(Bytes::new(count).rounded(digits).parse::<Bytes>().is_ok());
        }
    }
}
