//! Service levels: what they allow to fail, and when to wake somebody.
//!
//! Here: error budgets ([`Budget`]), burn-rate alerts over two windows ([`BurnRateAlert`], [`recommended_alerts`]), when they
//! fire and fall silent ([`detection`], [`timeline`]), what an event costs ([`Budget::spent_by`]).
//! Not here: what a design spends by itself (`model::availability::spending`).
//! Source: Beyer et al. (eds.), "The Site Reliability Workbook", O'Reilly 2018, ch. 5, "Alerting on SLOs".

mod alerts;
mod budget;
mod timeline;

pub use alerts::{BurnRateAlert, Detection, Severity, detection, recommended_alerts};
pub use budget::Budget;
pub use timeline::{Episode, Timeline, timeline};
