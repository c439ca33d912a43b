//! Numbers that a formula needs and nobody is asked for; from `decision-trees/facts/priors.toml`.
//!
//! Here: reading them, the words that a figure resting on one says.
//! Not here: where they are used (`derive`, `design::figures`).

use std::fmt::Display;
use std::str::FromStr;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, de};

use crate::units::{Bytes, Duration, Percent, Probability};

use super::facts::{Facts, Flaw, Known};

/// A number that stands for an answer nobody is asked for, with where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(bound = "T: FromStr, T::Err: Display", deny_unknown_fields)]
pub struct Prior<T> {
    /// The number.
    #[serde(deserialize_with = "parsed")]
    pub value: T,
    note: String,
    #[serde(rename = "why")]
    _why: Option<IgnoredAny>,
    /// Ids of references.
    pub sources: Vec<String>,
}

impl<T: Display> Prior<T> {
    /// What a figure says that rests on it.
    #[must_use]
    pub fn note(&self) -> String {
        self.note.replace("{}", &self.value.to_string())
    }
}

macro_rules! priors {
    ($($name:ident: $kind:ty,)*) => {
        /// All of them; `decision-trees/facts/priors.toml` says what each means and where it comes from.
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "each is explained in the file it is read from")]
        pub struct Priors {
            $(pub $name: Prior<$kind>,)*
        }

        /// The file, where a team's own may name some and leave the rest.
        #[derive(Debug, Default, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(super) struct PriorsFile {
            $($name: Option<Prior<$kind>>,)*
        }

        impl Facts for PriorsFile {
            const PATH: &'static str = "facts/priors.toml";

            fn under(self, over: Self) -> Self {
                Self { $($name: over.$name.or(self.$name),)* }
            }

            fn flaws(&self, known: &Known<'_>) -> Vec<Flaw> {
                let mut flaws = Vec::new();
                $(flaws.extend(self.$name.iter().flat_map(|prior| known.references(&prior.sources)));)*
                flaws
            }
        }

        impl PriorsFile {
            pub(super) fn complete(self) -> Option<Priors> {
                Some(Priors { $($name: self.$name?,)* })
            }
        }
    };
}

priors! {
    node_down: Probability,
    zone_down: Probability,
    region_down: Probability,
    client_attempts: u32,
    retry_budget: Percent,
    backoff_base: Duration,
    tail_ratio: f64,
    breaker_calls: u32,
    breaker_share: Probability,
    breaker_time: Duration,
    hedge_at: Probability,
    election_pause: Duration,
    leader_lock: Duration,
    lock_check: Duration,
    lease: Duration,
    clock_rate: Percent,
    key_skew: f64,
    dedupe_entry: Bytes,
    segment_lifetime: Duration,
    restore_rate: Bytes,
    planned_fill: Percent,
    filter_bits: f64,
    canary_share: Probability,
    rollback: Duration,
}

/// A value written as text, with its unit.
pub(super) fn parsed<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: Display,
{
    String::deserialize(from)?
        .parse()
        .map_err(de::Error::custom)
}
