//! Numbers with their unit in the type: parsed at the edge, printed the way people write them.
//!
//! Here: [`Duration`], [`Probability`], [`Percent`], [`Rate`], [`Bytes`], [`Replicas`]: bounds, parse, print.
//! Not here: what the numbers mean (`model`), or where in a file they stood (`diagnostic`).
//!
//! Every type prints a text that parses back to the same value. `rounded(digits)` is for values that were
//! computed: it gives up that law to be short.

mod bytes;
mod duration;
mod error;
mod number;
mod probability;
mod rate;
mod replicas;

pub use bytes::Bytes;
pub use duration::Duration;
pub use error::UnitError;
pub(crate) use number::minus_product;
pub use probability::{Percent, Probability};
pub use rate::Rate;
pub use replicas::Replicas;
