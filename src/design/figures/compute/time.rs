//! Deadlines, retries, leases and deduplication.

#![allow(
    clippy::unnecessary_wraps,
    reason = "formulas share one shape, with or without a value that can be missing"
)]

use crate::derive;
use crate::units::{Bytes, Duration, Percent};

use super::super::{Computed, Inputs, Quantity};

/// Attempts of one layer where nobody limits them: the default of the AWS SDKs' standard mode.
const ATTEMPTS_DEFAULT: u32 = 3;
/// Retries as a share of requests under a budget (SRE book, chapter 21).
const RETRY_BUDGET: f64 = 0.10;
/// First wait before a retry where the deadline leaves room: gRPC's proposal and the AWS SDKs agree on the order.
const BACKOFF_BASE: Duration = Duration::from_millis(100);
/// Lease of the Kubernetes client library's leader election.
const LEASE_DEFAULT: Duration = Duration::from_secs(15);
/// Lifetime of the leader's lock, and how often it is looked at: Patroni's `ttl` and `loop_wait`.
const LOCK_TTL: Duration = Duration::from_secs(30);
const LOCK_LOOP: Duration = Duration::from_secs(10);
/// Heartbeat of etcd for a local network.
const HEARTBEAT_LEAST: Duration = Duration::from_millis(100);

fn least(a: Duration, b: Duration) -> Duration {
    if a < b { a } else { b }
}

/// `D / depth`.
pub(super) fn hop_deadline(inputs: &Inputs<'_>) -> Option<Computed> {
    let (deadline, depth) = (
        inputs.duration("calls.deadline")?,
        inputs.count("calls.depth")?.max(1),
    );
    let value = deadline.scaled(1.0 / depth as f64);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("{deadline} / {depth}"),
    ))
}

/// `(H - b) / 2`: two attempts and the wait between them fit the hop's share.
pub(super) fn attempt_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    let (hop, base) = (inputs.time("hop-deadline")?, inputs.time("backoff-base")?);
    let value = hop.saturating_sub(base).scaled(0.5);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("({} - {}) / 2", hop.rounded(3), base.rounded(3)),
    ))
}

/// `min(100 ms, H / 10)`.
pub(super) fn backoff_base(inputs: &Inputs<'_>) -> Option<Computed> {
    let hop = inputs.time("hop-deadline")?;
    let value = least(BACKOFF_BASE, hop.scaled(0.1));
    Some(Computed::new(
        Quantity::Duration(value),
        format!("min({BACKOFF_BASE}, {} / 10)", hop.rounded(3)),
    ))
}

/// `H`: no wait may outlast the caller.
pub(super) fn backoff_cap(inputs: &Inputs<'_>) -> Option<Computed> {
    let (hop, timeout) = (
        inputs.time("hop-deadline")?,
        inputs.time("attempt-timeout")?,
    );
    let value = hop.saturating_sub(timeout);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("{} - {}", hop.rounded(3), timeout.rounded(3)),
    ))
}

/// `floor((H + b) / (T + b))`.
pub(super) fn retry_attempts(inputs: &Inputs<'_>) -> Option<Computed> {
    let (hop, timeout, base) = (
        inputs.time("hop-deadline")?,
        inputs.time("attempt-timeout")?,
        inputs.time("backoff-base")?,
    );
    let ratio = hop
        .saturating_add(base)
        .ratio(timeout.saturating_add(base))?;
    // Both sides are sums of the same terms; a last-digit error must not cost an attempt.
    let value = (ratio + 1e-6).floor().max(1.0);
    let (hop, timeout, base) = (hop.rounded(3), timeout.rounded(3), base.rounded(3));
    Some(Computed::new(
        Quantity::Count(value),
        format!("⌊({hop} + {base}) / ({timeout} + {base})⌋"),
    ))
}

/// `a^layers`.
pub(super) fn retry_amplification(inputs: &Inputs<'_>) -> Option<Computed> {
    let layers = inputs
        .count("calls.retry-layers")
        .filter(|layers| *layers > 0)?;
    let value = f64::from(ATTEMPTS_DEFAULT).powi(i32::try_from(layers).ok()?);
    Some(
        Computed::new(
            Quantity::Factor(value),
            format!("{ATTEMPTS_DEFAULT}^{layers}"),
        )
        .note(format!(
            "{ATTEMPTS_DEFAULT} attempts a layer, the usual default of client libraries"
        )),
    )
}

/// `1 + budget`.
pub(super) fn retry_budget_amplification(_inputs: &Inputs<'_>) -> Option<Computed> {
    Some(Computed::new(
        Quantity::Factor(1.0 + RETRY_BUDGET),
        format!("1 + {RETRY_BUDGET}"),
    ))
}

/// `1 - 0.99^fanout`.
pub(super) fn tail_amplification(inputs: &Inputs<'_>) -> Option<Computed> {
    let fanout = inputs.count("calls.fanout").filter(|fanout| *fanout > 1)?;
    let value = 1.0 - 0.99f64.powi(i32::try_from(fanout).ok()?);
    Some(Computed::new(
        Quantity::Share(Percent::new(value).ok()?),
        format!("1 - 0.99^{fanout}"),
    ))
}

/// `h + D`: the last repeat may itself run until its deadline.
pub(super) fn dedupe_retention(inputs: &Inputs<'_>) -> Option<Computed> {
    let horizon = inputs.duration("coordination.retry-horizon")?;
    let deadline = inputs
        .duration("calls.deadline")
        .unwrap_or(Duration::from_secs(0));
    let value = horizon.saturating_add(deadline);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("{horizon} + {deadline}"),
    ))
}

/// `Σ writes × retention`.
pub(super) fn dedupe_entries(inputs: &Inputs<'_>) -> Option<Computed> {
    let retention = inputs.time("dedupe-retention")?;
    let rates: Vec<f64> = inputs
        .each("dataset.write-rate")
        .into_iter()
        .filter_map(crate::catalog::Value::magnitude)
        .collect();
    if rates.is_empty() {
        return None;
    }
    let rate: f64 = rates.iter().sum();
    Some(
        Computed::new(
            Quantity::Count((rate * retention.secs()).ceil()),
            format!("{rate} /s × {}", retention.rounded(3)),
        )
        .note("every write at peak carries a key, all day: an upper bound"),
    )
}

/// `entries × size of an entry`.
pub(super) fn dedupe_storage(inputs: &Inputs<'_>) -> Option<Computed> {
    let entries = inputs.figure("dedupe-entries")?.value();
    let entry = inputs.world.dedupe_entry();
    Some(
        Computed::new(Quantity::Bytes(Bytes::clamped(entries * entry.get() as f64)), format!("{entries:.0} × {entry}"))
            .note(format!("{entry} an entry: key, fingerprint of the request, time and state; responses are kept apart")),
    )
}

/// `min(15 s, RTO / 2)`.
pub(super) fn lease_duration(inputs: &Inputs<'_>) -> Option<Computed> {
    let computed = match inputs.duration("failure.rto").filter(|rto| !rto.is_zero()) {
        Some(rto) => Computed::new(
            Quantity::Duration(least(LEASE_DEFAULT, rto.scaled(0.5))),
            format!("min({LEASE_DEFAULT}, {rto} / 2)"),
        ),
        None => Computed::new(Quantity::Duration(LEASE_DEFAULT), LEASE_DEFAULT.to_string()),
    };
    Some(computed.note(format!(
        "{LEASE_DEFAULT} is the default of the Kubernetes client library"
    )))
}

/// `lease / 3`: two renewals may fail before it is lost.
pub(super) fn lease_renewal(inputs: &Inputs<'_>) -> Option<Computed> {
    let lease = inputs.time("lease-duration")?;
    Some(Computed::new(
        Quantity::Duration(lease.scaled(1.0 / 3.0)),
        format!("{} / 3", lease.rounded(3)),
    ))
}

/// The round trip between the voters: of regions where the quorum spans them, else of zones.
fn voters_apart(inputs: &Inputs<'_>) -> (Duration, Option<&'static str>) {
    let stretched = inputs
        .each("decision.geography")
        .iter()
        .any(|value| **value == crate::catalog::Value::Choice(STRETCHED));
    match inputs
        .world
        .majority_round_trip(inputs.regions())
        .filter(|_| stretched)
    {
        Some(trip) => (trip, None),
        None => (
            inputs.world.zone_round_trip(),
            Some("the usual round trip between zones"),
        ),
    }
}

/// Index of `stretched-quorum` among the options of `geography`, fixed by the vocabulary.
const STRETCHED: u8 = 4;

/// `max(100 ms, round trip)`.
pub(super) fn heartbeat(inputs: &Inputs<'_>) -> Option<Computed> {
    let (trip, note) = voters_apart(inputs);
    let value = if trip > HEARTBEAT_LEAST {
        trip
    } else {
        HEARTBEAT_LEAST
    };
    let computed = Computed::new(
        Quantity::Duration(value),
        format!("max({HEARTBEAT_LEAST}, {})", trip.rounded(3)),
    );
    Some(match note {
        Some(note) => computed.note(format!("{} is {note}", trip.rounded(3))),
        None => computed,
    })
}

/// `max(1 s, 10 × round trip)`.
pub(super) fn election_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    let (trip, _) = voters_apart(inputs);
    let value = derive::election_timeout(trip);
    Some(Computed::new(
        Quantity::Duration(value),
        format!("max(1s, 10 × {})", trip.rounded(3)),
    ))
}

/// `2 T + 2 round trips` where voters elect; `ttl + loop` where a lock outside the data decides who leads.
pub(super) fn failover_time(inputs: &Inputs<'_>) -> Option<Computed> {
    let led = |id: &&str| matches!(*id, "leader-follower-sync" | "leader-follower-async");
    if inputs.each_option("decision.replication").iter().any(led) {
        let value = LOCK_TTL.saturating_add(LOCK_LOOP);
        return Some(
            Computed::new(
                Quantity::Duration(value),
                format!("{LOCK_TTL} + {LOCK_LOOP}"),
            )
            .note("lifetime of the leader's lock and its check, by Patroni's defaults"),
        );
    }
    let (trip, _) = voters_apart(inputs);
    let timeout = derive::election_timeout(trip);
    let value = timeout.scaled(2.0).saturating_add(trip.scaled(2.0));
    Some(Computed::new(
        Quantity::Duration(value),
        format!("2 × {} + 2 × {}", timeout.rounded(3), trip.rounded(3)),
    ))
}
