//! Who leads, and for how long nobody does: heartbeats, elections, failovers, leases.

#![allow(
    clippy::unnecessary_wraps,
    reason = "formulas share one shape, with or without a value that can be missing"
)]

use crate::derive::{Election, QuorumTrips, by_promotion};
use crate::model::lease::{Clocks, Lease};
use crate::units::{Duration, Probability};

use super::super::{Computed, Inputs, Quantity};
use super::levels::budget;

/// The timeouts of the voters: regions apart where their quorum spans them, else zones apart; none where nobody knows how far the
/// regions are apart.
fn election(inputs: &Inputs<'_>) -> Option<(Election, Option<String>)> {
    if inputs.option("decision.geography") == Some("stretched-quorum") {
        let mesh = inputs.world.mesh(inputs.regions())?;
        let [copies, needed] = ["decision.quorum.n", "decision.quorum.w"].map(|id| {
            inputs
                .count(id)
                .and_then(|count| usize::try_from(count).ok())
        });
        let trips = QuorumTrips::of(&mesh, copies?, needed?).filter(|_| mesh.names().len() > 1)?;
        let region = inputs.option("failure.survive") == Some("region");
        return Some((Election::over(&trips, region, inputs.world), None));
    }
    let election = Election::between_zones(inputs.world);
    let near = election.round_trip;
    let note = format!("{near} is the usual round trip between zones");
    Some((election, Some(note)))
}

fn noted(computed: Computed, note: Option<String>) -> Computed {
    match note {
        Some(note) => computed.note(note),
        None => computed,
    }
}

/// A sign of life each round trip to the slowest voter, but no more often than costs nothing: `max(50 ms, round trip)`
/// (`model::lease::Timeouts`; Ongaro 2014, section 3.9; the 50 ms are ours).
pub(super) fn heartbeat(inputs: &Inputs<'_>) -> Option<Computed> {
    let (election, note) = election(inputs)?;
    Some(noted(
        Computed::new(
            Quantity::Duration(election.timeouts.heartbeat),
            format!("max(50ms, {})", election.slowest.rounded(3)),
        ),
        note,
    ))
}

/// Ten heartbeats, or the longest usual pause and two of them, whichever is more (`model::lease::Timeouts`; Ongaro
/// 2014, section 3.9; the ten and the two are ours). Flatters: a pause longer than usual deposes a healthy leader.
pub(super) fn election_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    let (election, _) = election(inputs)?;
    let pause = &inputs.priors().election_pause;
    let heartbeat = election.timeouts.heartbeat.rounded(3);
    Some(
        Computed::new(
            Quantity::Duration(election.timeouts.election_min),
            format!("max(10 × {heartbeat}, {} + 2 × {heartbeat})", pause.value),
        )
        .note(pause.note()),
    )
}

/// How leadership moves without a person, and how long that takes.
struct Takeover {
    /// The longest that every failover must be given.
    longest: Duration,
    expected: Duration,
    how: String,
    how_expected: String,
    note: String,
}

/// The way that leadership moves without a person, if it does.
fn takeover(inputs: &Inputs<'_>) -> Option<Takeover> {
    match inputs.option("derived.leader-moves")? {
        "vote" => by_vote(inputs),
        "promotion" => Some(promotion(inputs)),
        _ => None,
    }
}

fn by_vote(inputs: &Inputs<'_>) -> Option<Takeover> {
    let (election, _) = election(inputs)?;
    let (timeouts, trip) = (election.timeouts, election.survivors.rounded(3));
    let voters = inputs.count("decision.quorum.n").unwrap_or(0);
    // One voter has nobody to elect; a vote is of three at the least.
    let followers = u32::try_from(voters.max(3) - 1).unwrap_or(u32::MAX);
    let (expected, bad) = election.failover(followers, Duration::ZERO);
    Some(Takeover {
        longest: election.without_split_vote(),
        expected: expected.total(),
        how: format!("2 × {} + 2 × {trip}", timeouts.election_min.rounded(3)),
        how_expected: format!(
            "{} of silence until the first of {followers} stands + {} for votes and a commit",
            expected.detection.rounded(3),
            expected.election.rounded(3)
        ),
        note: if election.survivors > election.round_trip {
            format!(
                "{} with a split vote; {trip} because the region that is away may be the one nearby",
                bad.total().rounded(3)
            )
        } else {
            format!("{} with a split vote", bad.total().rounded(3))
        },
    })
}

/// The lock of a leader, renewed three times before it runs out, and looked at as often by those who may follow.
fn promotion(inputs: &Inputs<'_>) -> Takeover {
    let (lock, check) = (&inputs.priors().leader_lock, &inputs.priors().lock_check);
    let (expected, bad) = by_promotion(inputs.world);
    let longest = bad.total();
    let slow = inputs
        .duration("failure.rto")
        .filter(|rto| !rto.is_zero() && *rto < longest);
    Takeover {
        longest,
        expected: expected.total(),
        how: format!("{} + {}", lock.value, check.value),
        how_expected: format!("{0} - {1} / 2 + {1} / 2", lock.value, check.value),
        note: match slow {
            Some(rto) => format!("{}; the RTO of {rto} asks for a shorter lock", lock.note()),
            None => lock.note(),
        },
    }
}

/// A lease of the usual length, or half of the RTO where that is shorter.
fn held_for(inputs: &Inputs<'_>, usual: Duration) -> Duration {
    match inputs.duration("failure.rto").filter(|rto| !rto.is_zero()) {
        Some(rto) => usual.min(rto.scaled(0.5)),
        None => usual,
    }
}

/// The longest that every failover must be given: `2 · election timeout + 2 · round trip` by a vote, `lock + check` by
/// promotion (Ongaro 2014, sections 3.4 and 9.1). Flatters: votes may split, and clients find the new leader later.
pub(super) fn failover_time(inputs: &Inputs<'_>) -> Option<Computed> {
    let takeover = takeover(inputs)?;
    Some(Computed::new(Quantity::Duration(takeover.longest), takeover.how).note(takeover.note))
}

/// What a failover takes in the mean (`model::latency::consensus_failover` and `managed_failover`; Ongaro 2014,
/// sections 9.1 to 9.3). Flatters: everybody else is up, and clients find the new leader at once.
pub(super) fn failover_expected(inputs: &Inputs<'_>) -> Option<Computed> {
    let takeover = takeover(inputs)?;
    Some(
        Computed::new(Quantity::Duration(takeover.expected), takeover.how_expected)
            .note(takeover.note),
    )
}

/// The share of the budget that one failover takes, all requests failing meanwhile: `failover / ((1 - slo) · window)`
/// (Workbook 2018, ch. 2). Flatters a failover at peak; where reads go on, it slanders.
pub(super) fn failover_budget_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let failover = inputs.time("failover-expected")?;
    spent(inputs, failover, &failover.rounded(3))
}

/// What a recovery by a person takes when it just keeps its time, in the same way.
pub(super) fn recovery_budget_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let rto = inputs.duration("failure.rto")?;
    spent(inputs, rto, &rto.to_string())
}

fn spent(inputs: &Inputs<'_>, outage: Duration, shown: &str) -> Option<Computed> {
    let budget = budget(inputs)?;
    let spent = budget.spent_by(Probability::ONE, outage, 1.0).ok()?;
    let whole = Duration::from_secs_f64(budget.outage_s()).ok()?;
    Some(Computed::new(
        Quantity::Share(crate::units::Percent::new(spent).ok()?),
        format!("{shown} / {}", whole.rounded(3)),
    ))
}

/// The usual lease, or half of the RTO where that is shorter: `min(prior, rto / 2)` (Gray, Cheriton 1989, section 3,
/// for the trade; the half is ours).
pub(super) fn lease_duration(inputs: &Inputs<'_>) -> Option<Computed> {
    let usual = &inputs.priors().lease;
    let how = match inputs.duration("failure.rto").filter(|rto| !rto.is_zero()) {
        Some(rto) => format!("min({}, {rto} / 2)", usual.value),
        None => usual.value.to_string(),
    };
    let computed =
        Computed::new(Quantity::Duration(held_for(inputs, usual.value)), how).note(usual.note());
    let untrusted = inputs.option("failure.clock") == Some("untrusted");
    Some(if untrusted {
        computed.note("clocks are not trusted: it saves work, and nothing may rest on it")
    } else {
        computed
    })
}

fn lease(inputs: &Inputs<'_>) -> Option<Lease> {
    let length = inputs.time("lease-duration")?;
    Some(Lease {
        length,
        renew_every: length.scaled(1.0 / 3.0),
        round_trip: inputs.world.zone_round_trip(),
        clocks: Clocks::Rate(inputs.priors().clock_rate.value.ratio()),
    })
}

/// Three times within the lease, `lease / 3`; none where that is sooner than one can be answered. The three are ours:
/// one renewal may fail.
pub(super) fn lease_renewal(inputs: &Inputs<'_>) -> Option<Computed> {
    let lease = lease(inputs).filter(|lease| lease.renew_every > lease.round_trip)?;
    Some(Computed::new(
        Quantity::Duration(lease.renew_every),
        format!("{} / 3", lease.length.rounded(3)),
    ))
}

/// How long the holder may act by its own clock, `lease · (1 - ρ)/(1 + ρ)`; none where clocks promise nothing
/// (`model::lease::usable`; Gray, Cheriton 1989, section 5). Flatters: it bounds clocks and no pauses.
pub(super) fn lease_usable(inputs: &Inputs<'_>) -> Option<Computed> {
    if inputs.option("failure.clock")? == "untrusted" {
        return None;
    }
    let lease = lease(inputs).filter(|lease| lease.renew_every > lease.round_trip)?;
    let usable = crate::model::lease::usable(lease.length, lease.clocks).ok()?;
    Some(
        Computed::new(Quantity::Duration(usable), lease.safety().ok()?)
            .note(inputs.priors().clock_rate.note())
            .note(format!(
                "renewals that may fail in a row: {}",
                lease.missed_renewals().ok()?
            ))
            .note(format!(
                "free for others at most {} after the holder died",
                lease.free_again_after().rounded(5)
            )),
    )
}
