//! A number with its unit, as it is printed.
//!
//! Here: the kinds of figures, their units, their texts.
//! Not here: how the numbers come about (`compute`).

use std::fmt;

use crate::units::{Bytes, Duration, Percent, Probability, Rate};

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// A span of time.
    Duration(Duration),
    /// A share.
    Share(Percent),
    /// So many a second.
    Rate(Rate),
    /// An amount of data.
    Bytes(Bytes),
    /// An amount of data each second.
    Throughput(Bytes),
    /// How many, where nothing else is the unit.
    Count(f64),
    /// How many times as much.
    Factor(f64),
    /// An availability: printed with as many digits as it has nines.
    Availability(f64),
    /// An availability that something else must have: the same, and never less than it is.
    Required(f64),
}

/// Digits that a computed figure is printed with: more would promise what its inputs do not hold.
const DIGITS: u8 = 3;

impl Quantity {
    /// The number in the unit of [`Quantity::unit`].
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::Duration(duration) => duration.secs(),
            Self::Share(share) => share.ratio(),
            Self::Rate(rate) => rate.get(),
            Self::Bytes(bytes) | Self::Throughput(bytes) => bytes.get() as f64,
            Self::Count(count)
            | Self::Factor(count)
            | Self::Availability(count)
            | Self::Required(count) => count,
        }
    }

    /// The unit of [`Quantity::value`]; `1` for plain ratios and counts.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Duration(_) => "s",
            Self::Rate(_) => "1/s",
            Self::Bytes(_) => "B",
            Self::Throughput(_) => "B/s",
            Self::Share(_)
            | Self::Count(_)
            | Self::Factor(_)
            | Self::Availability(_)
            | Self::Required(_) => "1",
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(duration) => f.write_str(&duration.rounded(DIGITS)),
            Self::Share(share) => f.write_str(&share_text(*share)),
            Self::Rate(rate) => f.write_str(&rate.rounded(DIGITS)),
            Self::Bytes(bytes) => f.write_str(&bytes.rounded(DIGITS)),
            Self::Throughput(bytes) => write!(f, "{}/s", bytes.rounded(DIGITS)),
            Self::Count(count) => f.write_str(&plain(*count)),
            Self::Factor(factor) => write!(f, "{} times", plain(*factor)),
            Self::Availability(availability) => f.write_str(&availability_text(*availability)),
            Self::Required(availability) => f.write_str(&required_text(*availability)),
        }
    }
}

/// Smaller chances of being down than this are not told apart.
const PRINTED_LEAST: f64 = 1e-7;

/// An availability with one digit more than it has nines, never rounded up to more than it is.
fn availability_text(availability: f64) -> String {
    let down = 1.0 - availability;
    if down < PRINTED_LEAST {
        // The chances that went in do not carry more digits than this.
        return "above 99.99999%".to_owned();
    }
    in_nines(availability, f64::floor)
}

/// An availability with one digit more than it has nines, never rounded down to less than it is.
fn required_text(availability: f64) -> String {
    in_nines(availability, f64::ceil)
}

fn in_nines(availability: f64, round: fn(f64) -> f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 12"
    )]
    let digits = (-(1.0 - availability).log10()).ceil().clamp(1.0, 12.0) as usize;
    let scale = 10f64.powi(i32::try_from(digits).unwrap_or(1));
    // The float of what is a whole number of digits may be a hair beside it.
    let exact = availability * 100.0 * scale;
    let near = exact.round();
    let rounded = if (exact - near).abs() < 1e-9 * near.abs().min(1e5) {
        near
    } else {
        round(exact)
    };
    let text = format!("{:.digits$}", rounded / scale);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A share, which is only called 100 % where it is.
fn share_text(share: Percent) -> String {
    let text = share.rounded(DIGITS);
    if text == "100%" && share.ratio() < 1.0 {
        return Probability::clamped(share.ratio()).rounded(1);
    }
    text
}

/// Whole digits in groups of three, so that millions can be read.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A plain number with at most three significant digits behind it, thousands kept whole.
#[allow(
    clippy::float_cmp,
    reason = "asks whether the number is whole, which is exact"
)]
fn plain(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return grouped(&format!("{number:.0}"));
    }
    let magnitude = number.abs().log10().floor();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a few digits"
    )]
    let decimals = (2.0 - magnitude).clamp(0.0, 9.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_short_and_never_better_than_it_is() {
        let cases = [
            (Quantity::Availability(0.999_999_4), "99.99994%", "1"),
            (Quantity::Availability(0.9996), "99.96%", "1"),
            (Quantity::Availability(0.99995), "99.995%", "1"),
            (Quantity::Availability(0.999_899_499), "99.9899%", "1"),
            (Quantity::Availability(1.0), "above 99.99999%", "1"),
            (Quantity::Required(0.999_666_555), "99.9667%", "1"),
            (Quantity::Required(0.997_991_956), "99.8%", "1"),
            (Quantity::Required(0.999), "99.9%", "1"),
            (Quantity::Required(0.999_999_98), "99.999998%", "1"),
            (
                Quantity::Share(Percent::new(0.999_956_83).unwrap()),
                "99.996%",
                "1",
            ),
            (Quantity::Share(Percent::new(1.0).unwrap()), "100%", "1"),
            (Quantity::Count(2_592_000.0), "2,592,000", "1"),
            (Quantity::Count(0.7512), "0.751", "1"),
            (Quantity::Factor(1.21), "1.21 times", "1"),
            (
                Quantity::Throughput(Bytes::new(24_576_000)),
                "24.6MB/s",
                "B/s",
            ),
            (
                Quantity::Duration(Duration::from_nanos(259_200_000_000)),
                "4m 19s",
                "s",
            ),
            (
                Quantity::Share(Percent::new(0.001_44).unwrap()),
                "0.144%",
                "1",
            ),
        ];
        for (quantity, shown, unit) in cases {
            assert_eq!(
                (quantity.to_string().as_str(), quantity.unit()),
                (shown, unit)
            );
        }
    }
}
