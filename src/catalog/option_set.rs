//! Sets of options.
//!
//! Here: the set itself.
//! Not here: what the options mean (`catalog::value`).

use serde::{Deserialize, Serialize};

/// A set of options of one kind, as bits in the order of the options.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct OptionSet(u64);

impl OptionSet {
    /// The most options that a kind can have.
    pub const CAPACITY: usize = 64;

    /// The set with one member.
    #[must_use]
    pub fn only(option: u8) -> Self {
        Self(1 << option)
    }

    /// The set of the first `count` options.
    #[must_use]
    pub fn first(count: usize) -> Self {
        if count >= Self::CAPACITY {
            Self(u64::MAX)
        } else {
            Self((1 << count) - 1)
        }
    }

    /// The same set with one more member.
    #[must_use]
    pub fn with(self, option: u8) -> Self {
        Self(self.0 | 1 << option)
    }

    /// The members of either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two share a member.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether `option` is a member.
    #[must_use]
    pub fn has(self, option: u8) -> bool {
        self.meets(Self::only(option))
    }

    /// The set without `option`.
    #[must_use]
    pub fn without(self, option: u8) -> Self {
        Self(self.0 & !(1 << option))
    }

    /// The members of `self` that are not in `other`.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many members.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The members, in the order of the options.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..64u8).filter(move |option| self.has(*option))
    }
}
