//! Numbers that a formula needs and nobody is asked for; from `decision-trees/facts/priors.toml`.
//!
//! Here: reading them, the words that a figure resting on one says.
//! Not here: where they are used (`derive`, `design::figures`).

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::units::{Bytes, Duration, Percent, Probability};

/// A number that stands for an answer nobody is asked for, with where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(bound = "T: FromStr, T::Err: Display")]
pub struct Prior<T> {
    /// The number.
    #[serde(deserialize_with = "parsed")]
    pub value: T,
    note: String,
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

/// All of them; `decision-trees/facts/priors.toml` says what each means and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is explained in the file it is read from")]
pub struct Priors {
    pub node_down: Prior<Probability>,
    pub zone_down: Prior<Probability>,
    pub region_down: Prior<Probability>,
    pub client_attempts: Prior<u32>,
    pub retry_budget: Prior<Percent>,
    pub backoff_base: Prior<Duration>,
    pub tail_ratio: Prior<f64>,
    pub breaker_calls: Prior<u32>,
    pub breaker_share: Prior<Probability>,
    pub hedge_at: Prior<Probability>,
    pub election_pause: Prior<Duration>,
    pub leader_lock: Prior<Duration>,
    pub lock_check: Prior<Duration>,
    pub lease: Prior<Duration>,
    pub clock_rate: Prior<Percent>,
    pub key_skew: Prior<f64>,
    pub dedupe_entry: Prior<Bytes>,
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
