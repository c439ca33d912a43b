//! One function per figure of `decision-trees/figures.toml`: inputs to the model, its answer to words.
//!
//! Here: which formula of `model` is asked, with what, and how its answer is written out.
//! Not here: the formulas themselves (`model`), which figures apply (`figures.toml`).

mod availability;
mod calls;
mod copies;
mod dedupe;
mod latency;
mod layout;
mod leaders;
mod levels;
mod load;
mod loss;
mod tail;
mod volume;

use super::{Computed, Inputs};
use crate::units::{Percent, Probability};

/// Whether half of the copies stand in a second region; of a figure over their places.
pub(super) fn halves(inputs: &Inputs<'_>) -> bool {
    layout::shape(inputs).is_some_and(|shape| shape.two_homes())
}

// A formula that always has a value still returns an option: the table below wants one shape.
type Formula = fn(&Inputs<'_>) -> Option<Computed>;

const FORMULAS: &[(&str, Formula)] = &[
    ("attempt-timeout", calls::attempt_timeout),
    ("backoff-base", calls::backoff_base),
    ("backoff-cap", calls::backoff_cap),
    ("breaker-window", tail::breaker_window),
    ("burn-fast", levels::burn_fast),
    ("burn-medium", levels::burn_medium),
    ("burn-slow", levels::burn_slow),
    ("commit-latency", latency::commit_latency),
    ("cross-region-traffic", volume::cross_region_traffic),
    ("cross-zone-traffic", volume::cross_zone_traffic),
    ("dedupe-entries", dedupe::entries),
    ("dedupe-filter-odds", dedupe::filter_odds),
    ("dedupe-retention", dedupe::retention),
    ("dedupe-storage", dedupe::storage),
    ("downtime-share", availability::downtime_share),
    ("downtime-share-all", availability::downtime_share_all),
    ("election-timeout", leaders::election_timeout),
    ("error-budget", levels::error_budget),
    ("error-budget-requests", levels::error_budget_requests),
    ("failover-budget-share", leaders::failover_budget_share),
    ("failover-expected", leaders::failover_expected),
    ("failover-time", leaders::failover_time),
    ("heartbeat", leaders::heartbeat),
    ("fill-time", volume::fill_time),
    ("hedge-delay", tail::hedge_delay),
    ("hedge-load", tail::hedge_load),
    ("hedged-tail", tail::hedged_tail),
    ("hop-availability", levels::hop_availability),
    ("hop-deadline", calls::hop_deadline),
    ("hottest-key-rate", load::hottest_key_rate),
    ("hottest-key-share", load::hottest_key_share),
    ("hottest-partition-share", load::hottest_partition_share),
    ("in-flight", load::in_flight),
    ("leaf-percentile", tail::leaf_percentile),
    ("lease-duration", leaders::lease_duration),
    ("lease-renewal", leaders::lease_renewal),
    ("lease-usable", leaders::lease_usable),
    ("light-factor", latency::light_factor),
    ("light-limit", latency::light_limit),
    ("lost-writes", loss::lost_writes),
    ("lost-writes-expected", loss::lost_writes_expected),
    ("lost-writes-region", loss::lost_writes_region),
    ("partitions", load::partitions),
    ("read-availability", availability::read_availability),
    ("read-latency", latency::read_latency),
    ("read-copies", load::read_copies),
    ("read-latency-confirmed", latency::read_latency_confirmed),
    ("read-latency-nearest", latency::read_latency_nearest),
    ("read-timeout", tail::read_timeout),
    ("recovery-budget-share", leaders::recovery_budget_share),
    ("replica-lag", loss::replica_lag),
    ("replication-traffic", volume::replication_traffic),
    ("restore-by-copying", loss::restore_by_copying),
    ("retry-amplification", calls::retry_amplification),
    ("retry-attempts", calls::retry_attempts),
    (
        "retry-budget-amplification",
        calls::retry_budget_amplification,
    ),
    ("retry-load", calls::retry_load),
    ("rollout-step-share", levels::rollout_step_share),
    ("storage-replicated", volume::storage_replicated),
    ("storage-three-years", volume::storage_three_years),
    ("tail-amplification", tail::tail_amplification),
    ("transaction-latency", latency::transaction_latency),
    ("utilisation", load::utilisation),
    ("utilisation-limit", load::utilisation_limit),
    ("write-availability", availability::write_availability),
    ("write-latency", latency::write_latency),
    ("write-timeout", tail::write_timeout),
];

/// The value of a figure; none where an input that it needs is unknown.
pub(super) fn compute(id: &str, inputs: &Inputs<'_>) -> Option<Computed> {
    FORMULAS
        .iter()
        .find(|(known, _)| *known == id)
        .and_then(|(_, compute)| compute(inputs))
}

pub(super) fn formulas() -> impl Iterator<Item = &'static str> {
    FORMULAS.iter().map(|(id, _)| *id)
}

/// An answer in percent as a chance; none above 100 %.
fn chance(percent: Percent) -> Option<Probability> {
    Probability::new(percent.ratio()).ok()
}
