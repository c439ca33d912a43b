//! How many copies.

use std::fmt;
use std::num::NonZeroU8;
use std::str::FromStr;

use super::error::{Kind, UnitError};

const KIND: Kind = Kind {
    name: "a number of replicas",
    range: "1 to 255",
    examples: "`3` or `5`",
};

/// A number of replicas, 1 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Replicas {
    count: NonZeroU8,
}

impl Replicas {
    /// Accepts 1 to 255.
    ///
    /// # Errors
    /// [`UnitError::OutOfRange`] when `count` is zero.
    pub fn new(count: u8) -> Result<Self, UnitError> {
        NonZeroU8::new(count)
            .map(|count| Self { count })
            .ok_or_else(|| KIND.out_of_range(&count))
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.count.get()
    }

    /// The smallest number that is more than half: 2 of 3, 3 of 4, 3 of 5.
    #[must_use]
    pub fn majority(self) -> Self {
        // (count / 2) is below 255, so adding one cannot reach zero.
        Self {
            count: NonZeroU8::MIN.saturating_add(self.get() / 2),
        }
    }
}

impl fmt::Display for Replicas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.count.fmt(f)
    }
}

impl FromStr for Replicas {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(KIND.unreadable(text));
        }
        let count: u8 = text.parse().map_err(|_| KIND.out_of_range(&text))?;
        Self::new(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_reads_back() {
        for count in 1..=u8::MAX {
            let replicas = Replicas::new(count).unwrap();
            assert_eq!(replicas.to_string().parse(), Ok(replicas));
            assert!(u16::from(replicas.majority().get()) * 2 > u16::from(count));
        }
    }

    #[test]
    fn refuses_with_reasons() {
        let cases = [
            ("0", "`0` is out of range: a number of replicas is 1 to 255"),
            (
                "256",
                "`256` is out of range: a number of replicas is 1 to 255",
            ),
            (
                "-3",
                "`-3` is out of range: a number of replicas is 1 to 255",
            ),
            (
                "three",
                "`three` is not a number of replicas; write for instance `3` or `5`",
            ),
            (
                "3.5",
                "`3.5` is not a number of replicas; write for instance `3` or `5`",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Replicas>().unwrap_err().to_string(), message);
        }
    }
}
