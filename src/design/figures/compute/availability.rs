//! The chance that a quorum is up, and what its absence takes from the error budget.

use crate::model::availability::{Need, spending};
use crate::units::{Percent, Probability};

use super::super::{Computed, Inputs, Quantity};
use super::chance;
use super::copies::{Layout, Rules, Shape, WriteNeed, write_need};
use super::layout::{chances, rules, shape};

fn writes(inputs: &Inputs<'_>) -> Option<WriteNeed> {
    Some(write_need(
        &shape(inputs)?,
        &rules(inputs)?,
        inputs.priors(),
    ))
}

/// The chance that what a write needs is up, `1 - P(need not met)`, exact over machines, zones and regions by
/// `model::availability::Placement` (Ford et al. 2010, section 4). Flatters: levels fail independently, and failovers,
/// releases and overload come on top, as its notes say.
pub(super) fn write_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let need = writes(inputs)?;
    let up = need.outage().availability();
    Some(cautious(inputs, computed(inputs, up, &need.words())))
}

/// What the number leaves out of this scheme, where it is more than nothing.
fn cautious(inputs: &Inputs<'_>, computed: Computed) -> Computed {
    let (Some(shape), Some(rules)) = (shape(inputs), rules(inputs)) else {
        return computed;
    };
    let computed = match rules.leader_moves {
        Some("by-a-person") => {
            computed.note("until a person has moved the leader, only its own copy takes writes")
        }
        Some("vote" | "promotion") => {
            computed.note("the time without a leader comes on top, once for each failover")
        }
        _ => computed,
    };
    let computed = if shape.geography == "regional-dr" && !shape.two_homes() {
        computed.note(
            "a region that is down counts until it is back: moving to the standby makes it shorter",
        )
    } else {
        computed
    };
    let alone = shape.replication == "leader-follower-sync"
        && !rules.may_stop
        && shape.write_quorum > shape.copies.saturating_sub(rules.losses);
    if !alone {
        return computed;
    }
    let waiting = Rules {
        may_stop: true,
        ..rules
    };
    let strict = write_need(&shape, &waiting, inputs.priors());
    let up = Quantity::Availability(strict.outage().availability().ratio());
    computed.note(format!(
        "goes on with what is left of {} copies; {up} where writes wait for all of them",
        shape.write_quorum
    ))
}

/// The chance that what a read needs is up, exact as that of writes. A latest read asks its quorum, or the leader where
/// a person has to name the next; one that may be old asks any copy, those without a vote among them. Flatters as that
/// of writes does.
pub(super) fn read_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let (shape, rules) = (shape(inputs)?, rules(inputs)?);
    let quorum = inputs.count("decision.quorum.r")?;
    let layout = Layout::of(&shape);
    let any = match inputs.option("dataset.reads")? {
        "any" | "bounded" => true,
        "own-writes" => quorum <= 1,
        _ => false,
    };
    if any {
        let (placement, copies) = layout.readers(inputs.priors());
        let up = placement.outage(Need::any_copy()).availability();
        return Some(computed(
            inputs,
            up,
            &format!("at least 1 of {copies} copies up{}", layout.assumed()),
        ));
    }
    let votes = quorum.min(shape.copies.saturating_sub(rules.losses).max(1));
    let reads = write_need(
        &Shape {
            write_quorum: votes,
            ..shape
        },
        &rules,
        inputs.priors(),
    );
    let up = reads.outage().availability();
    Some(computed(inputs, up, &reads.words()))
}

fn computed(inputs: &Inputs<'_>, up: Probability, need: &str) -> Computed {
    Computed::new(Quantity::Availability(up.ratio()), format!("P({need})")).note(chances(inputs))
}

/// What lost write quorums take from the budget, `P(down) / (1 - slo)`, and what better machines, zones or regions
/// would save (`model::availability::spending`). Flatters: it is a mean, of one dataset, and releases and overload come
/// on top.
pub(super) fn downtime_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let slo = chance(inputs.percent("slo.availability")?)?;
    let writes = writes(inputs)?;
    let spent = spending(&writes.placement, writes.need, slo)?;
    let share = |ratio: f64| Percent::new(ratio).ok();
    let [nodes, zones, regions] = [spent.nodes, spent.zones, spent.regions]
        .map(|ratio| share(ratio).map_or_else(String::new, |share| share.rounded(2)));
    let down = spent.total * slo.complement().ratio();
    let computed = Computed::new(
        Quantity::Share(share(spent.total)?),
        format!("{down:.1e} / (1 - {slo})"),
    )
    .note("writes of this dataset alone")
    .note(format!(
        "of it, machines that never fail would save {nodes}, zones {zones}, regions {regions}"
    ));
    Some(cautious(inputs, computed))
}

/// The same of all datasets that a request may need, two at least: their sum, which bounds the chance that any of them is
/// down (Boole; parts in series, Treynor et al. 2017). Pessimistic where datasets fail together or are needed apart.
pub(super) fn downtime_share_all(inputs: &Inputs<'_>) -> Option<Computed> {
    let shares: Vec<Percent> = inputs
        .figures("downtime-share")
        .into_iter()
        .filter_map(|value| match value {
            Quantity::Share(share) => Some(share),
            _ => None,
        })
        .collect();
    if shares.len() < 2 {
        return None;
    }
    let sum = shares.iter().map(|share| share.ratio()).sum();
    let terms: Vec<String> = shares.iter().map(|share| share.rounded(3)).collect();
    Some(Computed::new(
        Quantity::Share(Percent::new(sum).ok()?),
        terms.join(" + "),
    ))
}
