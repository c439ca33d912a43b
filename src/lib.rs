//! Quorate: design decisions for distributed systems, from answers to an architecture brief.
//!
//! The way of the data, and the rooms that it passes through, are in `ARCHITECTURE.md`.

pub mod answers;
pub mod brief;
pub mod calc;
pub mod catalog;
pub mod cli;
pub mod derive;
pub mod design;
pub mod diagnostic;
pub mod diagram;
mod embedded;
pub mod engine;
pub mod face;
pub mod interview;
pub mod lines;
pub mod model;
pub mod plain;
pub mod proof;
pub mod session;
pub mod store;
pub mod text;
pub mod tui;
pub mod units;
