//! Chances that a quorum is alive, exact, with failures that come alone or by zone and region.
//!
//! Here: thresholds over independent replicas ([`fewer_than`]), replicas placed in zones of regions ([`Placement`]),
//! any quorum expression ([`quorum_outage`]), chains of dependencies ([`series`]), shares of an error budget
//! ([`spending`]).
//! Not here: how long a failover takes (`model::latency`), what a service level allows (`model::slo`).
//! Sources: Barlow, Proschan, "Mathematical Theory of Reliability", 1965, ch. 7 (k out of n, coherent systems);
//! Ford et al., "Availability in Globally Distributed Storage Systems", OSDI 2010 (failures come together).
//!
//! Everything is computed on the side of failure: sums of positive terms that stay small, so that ten nines keep all
//! their digits. `1 - availability` would not.

mod counts;
mod diagram;
mod expression;
mod outage;
mod placement;
mod spending;

pub use expression::{Sites, quorum_outage};
pub use outage::{Outage, fewer_than, series};
pub use placement::{Group, Need, Placement, Region, Role, Zone};
pub use spending::{Spending, share_of_budget, spending};
