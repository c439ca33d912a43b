//! Decimal numbers as text: moved between units by moving the point, so that nothing is lost.
//!
//! `99.95%` becomes the float nearest to `0.9995` and not `99.95 / 100.0`, which can be another one.

/// An unsigned decimal number: `digits` with the point `places` from the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: String,
    places: i32,
}

impl Decimal {
    /// Reads `12`, `1.5`, `.5`, `5.`, `1e-9`; no sign, no `inf`, no `nan`. Returns the number and what follows it.
    pub(super) fn split(text: &str) -> Option<(Self, &str)> {
        let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let whole = run(text);
        let (mut digits, mut rest) = (text[..whole].to_owned(), &text[whole..]);
        let mut places = 0;
        if let Some(after) = rest.strip_prefix('.') {
            let fraction = run(after);
            digits.push_str(&after[..fraction]);
            places = i32::try_from(fraction).ok()?;
            rest = &after[fraction..];
        }
        if digits.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix(['e', 'E']) {
            let signless = after.strip_prefix(['-', '+']).unwrap_or(after);
            let count = run(signless);
            if count > 0 {
                let exponent: i32 = signless[..count].parse().ok()?;
                let down = after.starts_with('-');
                places = places.checked_add(if down { exponent } else { -exponent })?;
                rest = &signless[count..];
            }
        }
        Some((Self { digits, places }, rest))
    }

    /// The number times ten to the power of `by`.
    pub(super) fn shifted(mut self, by: i32) -> Self {
        self.places = self.places.saturating_sub(by);
        self
    }

    /// The nearest float, or `None` where none is finite.
    pub(super) fn to_f64(&self) -> Option<f64> {
        let text = format!("{}e{}", self.digits, -i64::from(self.places));
        text.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// The number times `scale`, rounded to the nearest whole, or `None` on overflow.
    pub(super) fn times(&self, scale: u64) -> Option<u64> {
        let digits = self.digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(0);
        }
        // A u64 has 20 digits; with a scale below 2^63 their product stays below 2^128.
        let keep = digits.len().min(20);
        let dropped = i32::try_from(digits.len() - keep).ok()?;
        let mantissa: u128 = digits[..keep].parse().ok()?;
        let places = self.places.checked_sub(dropped)?;
        let scaled = mantissa.checked_mul(u128::from(scale))?;
        let power = 10_u128.checked_pow(places.unsigned_abs());
        let whole = match (places > 0, power) {
            (true, Some(power)) => (scaled + power / 2) / power,
            (true, None) => 0,
            (false, Some(power)) => scaled.checked_mul(power)?,
            (false, None) => return None,
        };
        u64::try_from(whole).ok()
    }
}

/// What follows the minus sign of a number. Only a number may follow, so that `----5` ends here.
pub(super) fn negated(text: &str) -> Option<&str> {
    let starts = |c: char| c.is_ascii_digit() || c == '.';
    text.strip_prefix('-')
        .filter(|rest| rest.starts_with(starts))
}

/// The shortest text of `value` times ten to the power of `by` that reads back as `value` when shifted again.
pub(super) fn shifted_text(value: f64, by: i32) -> String {
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse::<i32>().unwrap_or(0) + by;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).unwrap_or(1) + exponent;
    place_point(&digits, point)
}

/// `1 - value` for a value in `0 ..= 1`, computed in decimals and rounded once.
pub(super) fn one_minus(value: f64) -> f64 {
    difference(1.0, 1.0, value).unwrap_or(1.0 - value)
}

/// `whole - a·b`, none of them negative, of the decimals that were written: for a line that is all but full, the rounding of `0.1` to
/// a float would be a good part of what is spare.
pub(crate) fn minus_product(whole: f64, a: f64, b: f64) -> f64 {
    let near = (-a).mul_add(b, whole);
    if near.abs() > whole / 64.0 {
        return near; // nothing cancels, and this is quicker
    }
    difference(whole, a, b).unwrap_or(near)
}

/// `whole - a·b` in decimals, rounded once; `None` where the digits are too far apart.
fn difference(whole: f64, a: f64, b: f64) -> Option<f64> {
    let [(whole, at), (a, a_places), (b, b_places)] = [whole, a, b].map(decimal);
    let (product, product_at) = (a.checked_mul(b)?, a_places.checked_add(b_places)?);
    let places = at.max(product_at);
    let scaled = |value: i128, from: i32| {
        let by = u32::try_from(places - from).ok()?;
        value.checked_mul(10_i128.checked_pow(by)?)
    };
    let rest = scaled(whole, at)?.checked_sub(scaled(product, product_at)?)?;
    format!("{rest}e{}", -places).parse().ok()
}

/// The shortest decimal that reads as `value`: its digits, and how many of them are behind the point.
fn decimal(value: f64) -> (i128, i32) {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().unwrap_or(0);
    let places = i32::try_from(fraction.len()).unwrap_or(0) - exponent.parse::<i32>().unwrap_or(0);
    (digits, places)
}

/// `digits` with the point after the first `point` of them, zeros filled in, and no zero to spare.
pub(super) fn place_point(digits: &str, point: i32) -> String {
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    let text = if point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else if point >= count {
        format!("{digits}{}.", zeros(point - count))
    } else {
        let at = usize::try_from(point).unwrap_or(0);
        format!("{}.{}", &digits[..at], &digits[at..])
    };
    let text = text
        .trim_end_matches('0')
        .trim_end_matches('.')
        .trim_start_matches('0');
    match text.as_bytes().first() {
        None => "0".to_owned(),
        Some(b'.') => format!("0{text}"),
        Some(_) => text.to_owned(),
    }
}

/// `whole / 10^places` written out exactly.
pub(super) fn exact(whole: u128, places: u32) -> String {
    let digits = whole.to_string();
    let point = i32::try_from(digits.len()).unwrap_or(0) - i32::try_from(places).unwrap_or(0);
    place_point(&digits, point)
}

/// `value` to `digits` significant digits, without needless zeros or exponent.
pub(super) fn significant(value: f64, digits: u8) -> String {
    let digits = usize::from(digits.clamp(1, 17));
    let text = format!("{value:.*e}", digits - 1);
    text.parse()
        .map_or(text, |rounded: f64| shifted_text(rounded, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_the_point() {
        let cases = [
            (0.9995, 2, "99.95"),
            (0.3, 2, "30"),
            (0.07, 2, "7"),
            (1.0, 2, "100"),
            (0.0, 2, "0"),
            (2_500_000.0, -6, "2.5"),
            (0.000_001, 2, "0.0001"),
            (123.0, -3, "0.123"),
        ];
        for (value, by, text) in cases {
            assert_eq!(shifted_text(value, by), text, "{value} by {by}");
            let (decimal, rest) = Decimal::split(text).unwrap();
            assert_eq!(rest, "");
            assert_eq!(decimal.shifted(-by).to_f64(), Some(value));
        }
    }

    #[test]
    fn rounds_to_significant_digits() {
        for (value, digits, text) in [
            (83.42, 3, "83.4"),
            (0.001_234, 2, "0.0012"),
            (1234.0, 2, "1200"),
            (9.99, 2, "10"),
        ] {
            assert_eq!(significant(value, digits), text);
        }
    }

    #[test]
    fn differences_are_those_of_the_decimals() {
        let cases = [
            // whole   a     b           rest   why
            (1.0, 0.1, 9.999_999, 1e-7), // 0.1 is no float
            (1.0, 1.0, 0.9995, 0.0005),  // nor is 0.9995
            (3.3, 3.0, 1.1, 0.0),        // and 3·1.1 is rounded
            (7.0, 10.0, 0.7, 0.0),
            (1e-7, 1e-9, 99.0, 1e-9),
            (0.3, 0.1, 1.0, 0.2),
            (0.0, 3.0, 0.0, 0.0),
            (5e300, 5e-300, 1.0, 5e300), // too far apart for digits
            (2.0, 4.0, 1e300, -4e300),
        ];
        for (whole, a, b, rest) in cases {
            let found = minus_product(whole, a, b);
            assert!(
                (found - rest).abs() <= f64::EPSILON * rest.abs(),
                "{whole} - {a}·{b} = {found}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_plain_number() {
        for text in ["", ".", "-1", "+1", "inf", "nan", "e5"] {
            assert!(Decimal::split(text).is_none(), "{text}");
        }
        let (long, _) = Decimal::split("1e999999999").unwrap();
        assert_eq!((long.times(1), long.to_f64()), (None, None));
        let (tiny, _) = Decimal::split("1e-999999999").unwrap();
        assert_eq!(tiny.times(1), Some(0));
    }
}
