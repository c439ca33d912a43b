//! The chance that a quorum is up, and what its absence takes from the error budget.

use crate::model::availability::{Need, spending};
use crate::units::{Percent, Probability};

use super::super::{Computed, Inputs, Quantity};
use super::chance;
use super::layout::{Layout, chances};

/// The copies that must be up: those left after the failures that the scheme survives. A scheme that goes on with
/// fewer than its write quorum, once it has replaced or left out the lost copy, is up while it does.
fn left(inputs: &Inputs<'_>) -> Option<usize> {
    let (n, f) = (
        inputs.count("decision.quorum.n")?,
        inputs.count("decision.quorum.f")?,
    );
    usize::try_from(n.saturating_sub(f).max(1)).ok()
}

pub(super) fn write_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let need = Need::quorum(left(inputs)?);
    let layout = Layout::of(inputs)?;
    let outage = layout.placement(inputs).outage(need);
    Some(computed(
        inputs,
        outage.availability(),
        &format!(
            "at least {} of {} copies up{}",
            need.votes,
            inputs.count("decision.quorum.n")?,
            layout.assumed()
        ),
    ))
}

/// A read that must be current needs its quorum; any other one copy, those without a vote among them.
pub(super) fn read_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let quorum = usize::try_from(inputs.count("decision.quorum.r")?).ok()?;
    let stale = inputs
        .option("dataset.reads")
        .is_some_and(|reads| reads != "latest");
    let any = stale && quorum <= 1;
    let votes = quorum.min(left(inputs)?);
    let need = if any {
        Need::any_copy()
    } else {
        Need::quorum(votes)
    };
    let layout = Layout::of(inputs)?;
    let (placement, copies) = if any {
        layout.readers(inputs)
    } else {
        let copies = usize::try_from(inputs.count("decision.quorum.n")?).ok()?;
        (layout.placement(inputs), copies)
    };
    let outage = placement.outage(need);
    Some(computed(
        inputs,
        outage.availability(),
        &format!("at least {votes} of {copies} copies up{}", layout.assumed()),
    ))
}

fn computed(inputs: &Inputs<'_>, up: Probability, need: &str) -> Computed {
    Computed::new(Quantity::Availability(up.ratio()), format!("P({need})")).note(chances(inputs))
}

/// What lost write quorums take from the budget, and what better machines, zones or regions would save.
pub(super) fn downtime_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let slo = chance(inputs.percent("slo.availability")?)?;
    let placement = Layout::of(inputs)?.placement(inputs);
    let spent = spending(&placement, Need::quorum(left(inputs)?), slo)?;
    let share = |ratio: f64| Percent::new(ratio).ok();
    let [nodes, zones, regions] = [spent.nodes, spent.zones, spent.regions]
        .map(|ratio| share(ratio).map_or_else(String::new, |share| share.rounded(2)));
    let down = spent.total * slo.complement().ratio();
    Some(
        Computed::new(
            Quantity::Share(share(spent.total)?),
            format!("{down:.1e} / (1 - {slo})"),
        )
        .note("writes of this dataset alone")
        .note(format!(
            "of it, machines that never fail would save {nodes}, zones {zones}, regions {regions}"
        )),
    )
}
