//! One function per figure of `decision-trees/figures.toml`.

mod data;
mod levels;
mod time;

use super::{Computed, Inputs};

// A formula that always has a value still returns an option: the table below wants one shape.
type Formula = fn(&Inputs<'_>) -> Option<Computed>;

const FORMULAS: &[(&str, Formula)] = &[
    ("attempt-timeout", time::attempt_timeout),
    ("backoff-base", time::backoff_base),
    ("backoff-cap", time::backoff_cap),
    ("burn-fast", levels::burn_fast),
    ("burn-slow", levels::burn_slow),
    ("commit-latency", data::commit_latency),
    ("dedupe-entries", time::dedupe_entries),
    ("dedupe-retention", time::dedupe_retention),
    ("dedupe-storage", time::dedupe_storage),
    ("downtime-share", levels::downtime_share),
    ("election-timeout", time::election_timeout),
    ("error-budget", levels::error_budget),
    ("failover-budget-share", levels::failover_budget_share),
    ("failover-time", time::failover_time),
    ("heartbeat", time::heartbeat),
    ("hop-deadline", time::hop_deadline),
    ("hottest-key-share", data::hottest_key_share),
    ("lease-duration", time::lease_duration),
    ("lease-renewal", time::lease_renewal),
    ("light-limit", data::light_limit),
    ("lost-writes", data::lost_writes),
    ("partitions", data::partitions),
    ("read-availability", levels::read_availability),
    ("read-latency", data::read_latency),
    ("replica-lag", data::replica_lag),
    ("replication-traffic", data::replication_traffic),
    ("retry-amplification", time::retry_amplification),
    ("retry-attempts", time::retry_attempts),
    (
        "retry-budget-amplification",
        time::retry_budget_amplification,
    ),
    ("storage-replicated", data::storage_replicated),
    ("storage-three-years", data::storage_three_years),
    ("tail-amplification", time::tail_amplification),
    ("write-availability", levels::write_availability),
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
