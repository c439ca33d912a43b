//! Quorate: design decisions for distributed systems, from answers to an architecture brief.

pub mod calc;
pub mod model;
pub mod units;
