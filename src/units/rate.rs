//! How often something happens.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::{Kind, UnitError};
use super::number::{Decimal, negated, shifted_text, significant};

const KIND: Kind = Kind {
    name: "a rate",
    range: "0/s or more",
    examples: "`1200/s`, `3k/s`, `2.5M/s`, `50/min` or `10/h`",
};

/// Periods a rate may be given for, with their seconds. The first name of a period is the one printed.
const PERIODS: [(&str, f64); 5] = [
    ("s", 1.0),
    ("min", 60.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];
/// Prefixes in the order in which they are preferred where two texts are of the same length.
const PREFIXES: [(&str, i32); 4] = [("", 0), ("G", 9), ("M", 6), ("k", 3)];

/// Events per second, zero or more.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Rate {
    per_sec: f64,
}

impl Rate {
    /// Never.
    pub const ZERO: Self = Self { per_sec: 0.0 };

    /// So many each second.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `per_sec` is negative or not finite.
    pub fn per_sec(per_sec: f64) -> Result<Self, UnitError> {
        if per_sec >= 0.0 && per_sec.is_finite() {
            Ok(Self {
                per_sec: per_sec + 0.0,
            })
        } else {
            Err(KIND.out_of_range(&format!("{per_sec}/s")))
        }
    }

    /// Events per second.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.per_sec
    }

    /// A short text for a computed value: `digits` significant digits, per second or, below one each second, per
    /// minute, hour or day.
    #[must_use]
    pub fn rounded(self, digits: u8) -> String {
        let (name, seconds) = [PERIODS[0], PERIODS[1], PERIODS[3], PERIODS[4]]
            .into_iter()
            .find(|(_, seconds)| self.per_sec * seconds >= 1.0)
            .unwrap_or(PERIODS[if self.per_sec == 0.0 { 0 } else { 4 }]);
        let value = significant(self.per_sec * seconds, digits)
            .parse()
            .unwrap_or(self.per_sec);
        format!("{}/{name}", shortest(value))
    }
}

/// The shortest of `3000`, `3k`, `0.003M`; on a tie the one without a prefix. People write `100k` and not `0.1M`.
fn shortest(value: f64) -> String {
    if value != 0.0 && !(1e-12..1e15).contains(&value) {
        return format!("{value:e}");
    }
    PREFIXES
        .iter()
        .map(|(prefix, power)| format!("{}{prefix}", shifted_text(value, -power)))
        .min_by_key(|text| (text.starts_with("0."), text.len()))
        .unwrap_or_default()
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `50/min` is 0.8333…/s: look for the period in which the number is short and still exact.
        for (name, seconds) in [PERIODS[0], PERIODS[1], PERIODS[3], PERIODS[4]] {
            let short = (self.per_sec * seconds * 1e3).round() / 1e3;
            let exact = (short / seconds).to_bits() == self.per_sec.to_bits();
            if exact && (short > 0.0 || self.per_sec == 0.0) {
                return f.pad(&format!("{}/{name}", shortest(short)));
            }
        }
        f.pad(&format!("{}/s", shortest(self.per_sec)))
    }
}

impl FromStr for Rate {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim();
        if let Some(positive) = negated(text) {
            positive.parse::<Self>()?;
            return Err(KIND.out_of_range(&text));
        }
        let unreadable = || KIND.unreadable(text);
        let (number, rest) = Decimal::split(text).ok_or_else(unreadable)?;
        let rest = rest.trim_start();
        let (power, rest) = PREFIXES[1..]
            .iter()
            .find_map(|(prefix, power)| Some((*power, rest.strip_prefix(prefix)?)))
            .unwrap_or((0, rest));
        let rest = rest.trim();
        let period = match rest.strip_prefix('/').or_else(|| rest.strip_prefix("per ")) {
            None if rest.is_empty() => "s",
            None => return Err(unreadable()),
            Some(period) => period.trim_start(),
        };
        let seconds = PERIODS
            .iter()
            .find(|(name, _)| *name == period)
            .ok_or_else(unreadable)?
            .1;
        let value = number
            .shifted(power)
            .to_f64()
            .ok_or_else(|| KIND.out_of_range(&text))?;
        Self::per_sec(value / seconds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints() {
        let cases = [
            ("1200/s", 1200.0, "1200/s"),
            ("3k/s", 3000.0, "3k/s"),
            ("2.5M/s", 2_500_000.0, "2.5M/s"),
            ("50/min", 50.0 / 60.0, "50/min"),
            ("10/h", 10.0 / 3600.0, "10/h"),
            ("7/d", 7.0 / 86_400.0, "7/d"),
            ("0", 0.0, "0/s"),
            ("250", 250.0, "250/s"),
            ("3 per s", 3.0, "3/s"),
            ("0.5/s", 0.5, "0.5/s"),
            ("60 / min", 1.0, "1/s"),
            ("4k", 4000.0, "4k/s"),
            ("0.1M/s", 100_000.0, "100k/s"),
        ];
        for (text, per_sec, printed) in cases {
            let rate: Rate = text.parse().unwrap();
            assert_eq!(
                (rate.get(), rate.to_string().as_str()),
                (per_sec, printed),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_with_reasons() {
        let message = "fast".parse::<Rate>().unwrap_err().to_string();
        assert_eq!(
            message,
            "`fast` is not a rate; write for instance `1200/s`, `3k/s`, `2.5M/s`, `50/min` or `10/h`"
        );
        for text in [
            "", "/s", "-3/s", "nan", "inf/s", "3/year", "3 q/s", "1e400", "3//s",
        ] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        assert!(Rate::per_sec(-1.0).is_err() && Rate::per_sec(f64::NAN).is_err());
    }

    #[test]
    fn rounds_for_reading() {
        let cases = [
            (1234.5, "1230/s"),
            (12_345.0, "12300/s"),
            (1_234_567.0, "1.23M/s"),
            (0.0123, "44.3/h"),
            (0.0, "0/s"),
            (1e-6, "0.0864/d"),
        ];
        for (per_sec, text) in cases {
            assert_eq!(Rate::per_sec(per_sec).unwrap().rounded(3), text);
        }
    }

    proptest! {
        /// Law: what is printed reads back as the same value.
        #[test]
        fn round_trip(mantissa in 0.0_f64..10.0, exponent in -300_i32..300, count in 0_u32..100_000, period in 0_usize..5) {
            let counted = f64::from(count) / PERIODS[period].1;
            for value in [mantissa * 10_f64.powi(exponent), counted] {
                let rate = Rate::per_sec(value).unwrap();
                prop_assert_eq!(rate.to_string().parse::<Rate>(), Ok(rate));
            }
        }

        /// Law: no text makes the parser panic; a rounded text can be read.
        #[test]
        fn never_panics(text in "\\PC*", value in 0.0_f64..1e12, digits in any::<u8>()) {
            let _ = text.parse::<Rate>();
            prop_assert!(Rate::per_sec(value).unwrap().rounded(digits).parse::<Rate>().is_ok());
        }
    }
}
