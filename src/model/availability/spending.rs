//! How much of an error budget a design spends by itself, and on what.

use super::outage::Outage;
use super::placement::{Need, Placement};
use crate::units::Probability;

/// Shares of an error budget. Above 1 the design alone breaks the service level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    /// The whole outage over the budget.
    pub total: f64,
    /// What would be saved if replicas never failed.
    pub nodes: f64,
    /// What would be saved if zones never failed.
    pub zones: f64,
    /// What would be saved if regions never failed.
    pub regions: f64,
}

/// The share of the budget `1 - slo` that the placement spends on `need`, with what perfect nodes, zones and regions would
/// save. `None` when the service level allows no failure at all.
///
/// `total = outage / (1 - slo)`; for a level, `(outage - outage with that level perfect) / (1 - slo)`. The three need not
/// add up to the total: an outage that takes a zone and a node is saved by either (Birnbaum importance, Barlow, Proschan
/// 1965, section 2.4, is this for a single part).
///
/// Flatters: deploys, bugs and overload spend budget too, and are not part of a placement.
#[must_use]
pub fn spending(placement: &Placement, need: Need, slo: Probability) -> Option<Spending> {
    let budget = slo.complement().ratio();
    let outage = |placement: &Placement| placement.outage(need).down().ratio();
    let total = outage(placement);
    let saved = |change: fn(&mut Placement)| {
        let mut perfect = placement.clone();
        change(&mut perfect);
        (total - outage(&perfect)).max(0.0) / budget
    };
    (budget > 0.0).then(|| Spending {
        total: total / budget,
        nodes: saved(|placement| {
            let zones = placement
                .regions
                .iter_mut()
                .flat_map(|region| &mut region.zones);
            zones
                .flat_map(|zone| &mut zone.groups)
                .for_each(|group| group.down = Probability::ZERO);
        }),
        zones: saved(|placement| {
            let zones = placement
                .regions
                .iter_mut()
                .flat_map(|region| &mut region.zones);
            zones.for_each(|zone| zone.down = Probability::ZERO);
        }),
        regions: saved(|placement| {
            placement
                .regions
                .iter_mut()
                .for_each(|region| region.down = Probability::ZERO);
        }),
    })
}

/// The share of the budget `1 - slo` that an outage spends, or `None` when the service level allows no failure.
#[must_use]
pub fn share_of_budget(outage: Outage, slo: Probability) -> Option<f64> {
    let budget = slo.complement().ratio();
    (budget > 0.0).then(|| outage.down().ratio() / budget)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_zone_spends_its_budget_on_the_zone() {
        let [zone, node] = [0.001, 0.01].map(|down| Probability::new(down).unwrap());
        let slo = "99.9%".parse().unwrap();
        let spent = spending(&Placement::zones(&[3], zone, node), Need::quorum(2), slo).unwrap();
        assert!((spent.total - 1.297_702).abs() < 1e-9); // 0.001297702 of 0.001
        assert!(
            spent.zones > 0.99 && spent.zones < 1.0 && spent.nodes < 0.3 && spent.regions == 0.0
        );
        assert_eq!(
            spending(
                &Placement::zones(&[3], zone, node),
                Need::quorum(2),
                Probability::ONE
            ),
            None
        );
    }
}
