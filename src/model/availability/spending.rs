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

/// The share of the budget `1 - slo` that the placement spends on `need`, with what perfect nodes, zones and regions
/// would save. `None` when the service level allows no failure at all.
///
/// `total = outage / (1 - slo)`; for a level, `(outage - outage with that level perfect) / (1 - slo)`. The three need
/// not add up to the total: an outage that takes a zone and a node is saved by either (for a single part this is its
/// importance after Birnbaum 1969, times its chance of being down).
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

/// The share of the budget `1 - slo` that an outage spends, `down/(1 - slo)`, or `None` when the service level allows
/// no failure (Workbook 2018, ch. 2). Assumes constant traffic. A mean: it flatters windows in which something happens.
#[must_use]
pub fn share_of_budget(outage: Outage, slo: Probability) -> Option<f64> {
    let budget = slo.complement().ratio();
    (budget > 0.0).then(|| outage.down().ratio() / budget)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        /// Law: what is spent and what each level would save is what trying every state of nodes, zone and region gives.
        #[test]
        fn matches_trying_every_state(counts in prop::collection::vec(1_u8..3, 1..4), chances in prop::array::uniform3(0.0_f64..0.5), need in 1_usize..6) {
            let slo: Probability = "99%".parse().unwrap();
            let outage = |[region, zone, node]: [f64; 3]| -> f64 {
                let nodes: Vec<usize> = counts.iter().enumerate().flat_map(|(zone, count)| std::iter::repeat_n(zone, usize::from(*count))).collect();
                let chance = |up: bool, down: f64| if up { 1.0 - down } else { down };
                let mut lost = 0.0;
                for zones in 0_u32..1 << counts.len() {
                    let of_zones: f64 = (0..counts.len()).map(|index| chance(zones >> index & 1 == 1, zone)).product();
                    for alive in 0_u32..1 << nodes.len() {
                        let of_nodes: f64 = (0..nodes.len()).map(|index| chance(alive >> index & 1 == 1, node)).product();
                        let up = nodes.iter().enumerate().filter(|(index, zone)| alive >> index & 1 == 1 && zones >> **zone & 1 == 1).count();
                        if up < need {
                            lost += of_zones * of_nodes;
                        }
                    }
                }
                region + (1.0 - region) * lost
            };
            let [region, zone, node] = chances.map(Probability::clamped);
            let placement = Placement::regions(std::slice::from_ref(&counts), region, zone, node);
            let spent = spending(&placement, Need::quorum(need), slo).unwrap();
            let [region, zone, node] = chances;
            let total = outage([region, zone, node]);
            let cases = [
                (spent.total, total),
                (spent.nodes, total - outage([region, zone, 0.0])),
                (spent.zones, total - outage([region, 0.0, node])),
                (spent.regions, total - outage([0.0, zone, node])),
            ];
            for (found, expected) in cases {
                prop_assert!((found * 0.01 - expected).abs() < 1e-9, "{found} {expected}");
            }
        }
    }
}
