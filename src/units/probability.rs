//! Shares of one: probabilities, which stay within it, and percentages, which may exceed it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::{Kind, UnitError};
use super::number::{Decimal, negated, one_minus, shifted_text, significant};

const PROBABILITY: Kind = Kind {
    name: "a probability",
    range: "0% to 100%",
    examples: "`99.95%` or `0.9995`",
};
const PERCENT: Kind = Kind {
    name: "a percentage",
    range: "0% or more",
    examples: "`30%` or `0.5%`",
};

/// Below this a percentage has more zeros than anyone counts, and is printed as `1e-10`.
const SMALL: f64 = 1e-9;

/// A chance, or a share of a whole, in `0 ..= 1`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability {
    ratio: f64,
}

impl Probability {
    /// Never.
    pub const ZERO: Self = Self { ratio: 0.0 };
    /// Always.
    pub const ONE: Self = Self { ratio: 1.0 };

    /// Accepts a ratio such as `0.9995`.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `ratio` is NaN or outside `0 ..= 1`.
    pub fn new(ratio: f64) -> Result<Self, UnitError> {
        if (0.0..=1.0).contains(&ratio) {
            Ok(Self { ratio: ratio + 0.0 }) // -0 becomes 0
        } else {
            Err(PROBABILITY.out_of_range(&ratio))
        }
    }

    /// The nearest probability: for results that rounding pushed over an edge. NaN gives zero.
    #[must_use]
    pub fn clamped(ratio: f64) -> Self {
        Self {
            ratio: if ratio > 0.0 { ratio.min(1.0) } else { 0.0 },
        }
    }

    /// As a ratio in `0 ..= 1`.
    #[must_use]
    pub const fn ratio(self) -> f64 {
        self.ratio
    }

    /// The chance of the opposite, exact in decimals: that of `99.95%` is `0.05%`, where `1.0 - 0.9995` is not
    /// the float nearest to `0.0005`. Close to one a float still runs out of nines: keep the small side.
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            ratio: one_minus(self.ratio),
        }
    }

    /// A short text for a computed value: `digits` significant digits of the distance to the nearer of 0 % and
    /// 100 %, so that `0.99999871` to two digits is `99.99987%` and not `100%`.
    #[must_use]
    pub fn rounded(self, digits: u8) -> String {
        let rest = one_minus(self.ratio);
        if self.ratio <= 0.5 {
            return percent_text(significant_value(self.ratio, digits));
        }
        let small = significant_value(rest, digits);
        if small == 0.0 {
            return "100%".to_owned();
        }
        // As many places as the last significant digit of the small side needs.
        let exponent = format!("{rest:e}")
            .split_once('e')
            .and_then(|(_, e)| e.parse::<i32>().ok())
            .unwrap_or(0);
        let places = usize::try_from(i32::from(digits.clamp(1, 17)) - 1 - exponent - 2)
            .unwrap_or(0)
            .min(17);
        let text = format!("{:.places$}", (1.0 - small) * 100.0);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        format!("{text}%")
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&percent_text(self.ratio))
    }
}

impl FromStr for Probability {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let ratio = match read_percent(PROBABILITY, text) {
            Err(UnitError::NoUnit { .. }) => read_ratio(text)?,
            read => read?,
        };
        Self::new(ratio).map_err(|_| PROBABILITY.out_of_range(&text.trim()))
    }
}

/// A ratio of zero or more, written with `%`: growth, overhead, a share of something larger than its part.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Percent {
    ratio: f64,
}

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self { ratio: 0.0 };

    /// Accepts a ratio: `0.3` is `30%`, `2.0` is `200%`.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `ratio` is negative or not finite.
    pub fn new(ratio: f64) -> Result<Self, UnitError> {
        if ratio >= 0.0 && ratio.is_finite() {
            Ok(Self { ratio: ratio + 0.0 })
        } else {
            Err(PERCENT.out_of_range(&ratio))
        }
    }

    /// As a ratio: `30%` is `0.3`.
    #[must_use]
    pub const fn ratio(self) -> f64 {
        self.ratio
    }

    /// A short text for a computed value, to `digits` significant digits.
    #[must_use]
    pub fn rounded(self, digits: u8) -> String {
        percent_text(significant_value(self.ratio, digits))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&percent_text(self.ratio))
    }
}

impl FromStr for Percent {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let ratio = read_percent(PERCENT, text)?;
        Self::new(ratio).map_err(|_| PERCENT.out_of_range(&text.trim()))
    }
}

fn significant_value(value: f64, digits: u8) -> f64 {
    significant(value, digits).parse().unwrap_or(value)
}

fn percent_text(ratio: f64) -> String {
    if (ratio > 0.0 && ratio < SMALL) || ratio > 1e15 {
        return format!(
            "{}e{}%",
            shifted_exponent(ratio).0,
            shifted_exponent(ratio).1
        );
    }
    format!("{}%", shifted_text(ratio, 2))
}

/// Mantissa and exponent of `ratio` as a percentage.
fn shifted_exponent(ratio: f64) -> (String, i32) {
    let text = format!("{ratio:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (
        mantissa.to_owned(),
        exponent.parse::<i32>().unwrap_or(0) + 2,
    )
}

fn read_percent(kind: Kind, text: &str) -> Result<f64, UnitError> {
    let text = text.trim();
    if let Some(positive) = negated(text) {
        read_percent(kind, positive)?;
        return Err(kind.out_of_range(&text));
    }
    let (number, rest) = Decimal::split(text).ok_or_else(|| kind.unreadable(text))?;
    match rest.trim_start() {
        "%" => number
            .shifted(-2)
            .to_f64()
            .ok_or_else(|| kind.out_of_range(&text)),
        "" => Err(kind.no_unit(text)),
        _ => Err(kind.unreadable(text)),
    }
}

fn read_ratio(text: &str) -> Result<f64, UnitError> {
    let text = text.trim();
    let number = Decimal::split(text).map(|(number, _)| number);
    number
        .and_then(|number| number.to_f64())
        .ok_or_else(|| PROBABILITY.out_of_range(&text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints() {
        let cases = [
            ("99.95%", 0.9995, "99.95%"),
            ("0.9995", 0.9995, "99.95%"),
            ("99.999 %", 0.99999, "99.999%"),
            ("1", 1.0, "100%"),
            ("0%", 0.0, "0%"),
            ("7%", 0.07, "7%"),
            ("1e-12", 1e-12, "1e-10%"),
        ];
        for (text, ratio, printed) in cases {
            let probability: Probability = text.parse().unwrap();
            assert_eq!(
                (probability.ratio(), probability.to_string().as_str()),
                (ratio, printed),
                "{text}"
            );
        }
        assert_eq!(
            "300%".parse::<Percent>().unwrap(),
            Percent::new(3.0).unwrap()
        );
        assert_eq!(Percent::new(0.3).unwrap().to_string(), "30%");
    }

    #[test]
    fn refuses_with_reasons() {
        let cases = [
            (
                "120%",
                "`120%` is out of range: a probability is 0% to 100%",
            ),
            (
                "99.95",
                "`99.95` is out of range: a probability is 0% to 100%",
            ),
            ("-1%", "`-1%` is out of range: a probability is 0% to 100%"),
            (
                "often",
                "`often` is not a probability; write for instance `99.95%` or `0.9995`",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(
                text.parse::<Probability>().unwrap_err().to_string(),
                message
            );
        }
        let bare = "0.3".parse::<Percent>().unwrap_err().to_string();
        assert_eq!(
            bare,
            "`0.3` has no unit; write for instance `30%` or `0.5%`"
        );
        for text in ["", "%", "nan", "inf", "NaN%", "-0.5", "5%%", "1e999%"] {
            assert!(text.parse::<Probability>().is_err(), "{text}");
            assert!(text.parse::<Percent>().is_err(), "{text}");
        }
        assert!(Probability::new(f64::NAN).is_err() && Percent::new(f64::INFINITY).is_err());
    }

    #[test]
    fn rounding_keeps_the_nines() {
        let cases = [
            (0.999_998_71, 2, "99.99987%"),
            (0.9995, 3, "99.95%"),
            (1.0, 3, "100%"),
            (0.5, 3, "50%"),
            (0.123_45, 3, "12.3%"),
            (0.999, 1, "99.9%"),
            (0.975_6, 2, "97.6%"),
            (0.000_012_345, 2, "0.0012%"),
        ];
        for (ratio, digits, text) in cases {
            assert_eq!(
                Probability::new(ratio).unwrap().rounded(digits),
                text,
                "{ratio}"
            );
        }
    }

    #[test]
    fn the_opposite_is_exact() {
        let cases = [
            (0.9995, 0.0005),
            (0.999_999_999, 1e-9),
            (0.3, 0.7),
            (0.0, 1.0),
            (1.0, 0.0),
            (1e-300, 1.0),
        ];
        for (ratio, rest) in cases {
            let opposite = Probability::new(ratio).unwrap().complement();
            assert_eq!(opposite, Probability::new(rest).unwrap(), "{ratio}");
        }
    }

    proptest! {
        /// Law: taking the opposite twice changes nothing, up to the rounding of a float near one.
        #[test]
        fn opposite_of_opposite(ratio in 0.0_f64..=1.0) {
            let twice = Probability::new(ratio).unwrap().complement().complement();
            prop_assert!((twice.ratio() - ratio).abs() <= f64::EPSILON);
        }

        /// Law: what is printed reads back as the same value.
        #[test]
        fn round_trip(ratio in 0.0_f64..=1.0, exponent in -300_i32..=300) {
            let probability = Probability::new(ratio).unwrap();
            prop_assert_eq!(probability.to_string().parse::<Probability>(), Ok(probability));
            let small = Probability::new(ratio * 10_f64.powi(-exponent.abs())).unwrap();
            prop_assert_eq!(small.to_string().parse::<Probability>(), Ok(small));
            let percent = Percent::new(ratio * 10_f64.powi(exponent)).unwrap();
            prop_assert_eq!(percent.to_string().parse::<Percent>(), Ok(percent));
        }

        /// Law: no text makes the parser panic; a rounded text can be read.
        #[test]
        fn never_panics(text in "\\PC*", ratio in 0.0_f64..=1.0, digits in any::<u8>()) {
            let _ = (text.parse::<Probability>(), text.parse::<Percent>());
            prop_assert!(Probability::new(ratio).unwrap().rounded(digits).parse::<Probability>().is_ok());
            prop_assert!(Percent::new(ratio).unwrap().rounded(digits).parse::<Percent>().is_ok());
        }
    }
}
