//! Replicas in zones of regions, each level failing by itself: exact chances by decomposition.
//!
//! A zone is down with all that is in it, a region with all its zones. Given the fate of the levels above, what is left
//! is independent, so the distribution of the number alive is built from the bottom up: nodes into zones, zones into
//! regions, regions into the whole. That is a handful of small convolutions, where trying every state would take
//! 2^15 · 2^zones · 2^5 steps for 15 replicas in 5 regions.

use super::counts::{Counts, minus, plus};
use super::outage::Outage;
use crate::units::Probability;

/// What a replica does in a quorum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Votes and holds the data.
    Voter,
    /// Votes and holds no data: it can complete a quorum but not serve a read.
    Witness,
    /// Holds the data and has no vote: it can serve reads that may be old.
    Learner,
}

/// Some replicas of one kind in one zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// What they do.
    pub role: Role,
    /// How many.
    pub count: u8,
    /// The chance that one of them is down while its zone is up.
    pub down: Probability,
}

/// A zone with its replicas.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// The chance that it is down while its region is up.
    pub down: Probability,
    /// The replicas in it.
    pub groups: Vec<Group>,
}

/// A region with its zones.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The chance that it is down.
    pub down: Probability,
    /// The zones used in it.
    pub zones: Vec<Zone>,
}

/// Where the replicas stand.
///
/// Assumes that a zone is down with all that is in it, a region with all its zones, and that each chance is that of the
/// level alone, given that the levels above are up (Ford et al. 2010, section 4, on failures that come together).
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The regions used.
    pub regions: Vec<Region>,
}

/// What must be alive for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Votes: voters and witnesses together.
    pub votes: usize,
    /// Of them, replicas with the data.
    pub data_votes: usize,
    /// Replicas with the data, learners among them.
    pub copies: usize,
}

impl Need {
    /// A quorum of `votes`, at least one of them with the data: what a write or a latest read asks (Pâris 1986, "Voting
    /// with Witnesses"). Flatters: any copy with a vote counts, where only one with the latest write will do.
    #[must_use]
    pub const fn quorum(votes: usize) -> Self {
        Self {
            votes,
            data_votes: if votes == 0 { 0 } else { 1 },
            copies: 0,
        }
    }

    /// Any one replica with the data: a read that may be old. Flatters: how old nobody asks.
    #[must_use]
    pub const fn any_copy() -> Self {
        Self {
            votes: 0,
            data_votes: 0,
            copies: 1,
        }
    }

    /// Both needs at the same moment: the larger of each count. Exact, since they are thresholds over the same
    /// replicas.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            votes: self.votes.max(other.votes),
            data_votes: self.data_votes.max(other.data_votes),
            copies: self.copies.max(other.copies),
        }
    }

    fn is_met(self, alive: [usize; 3]) -> bool {
        let [voters, witnesses, learners] = alive;
        voters + witnesses >= self.votes
            && voters >= self.data_votes
            && voters + learners >= self.copies
    }
}

impl Placement {
    /// `counts[z]` voters in each zone of one region that does not fail.
    #[must_use]
    pub fn zones(counts: &[u8], zone_down: Probability, node_down: Probability) -> Self {
        Self::regions(&[counts.to_vec()], Probability::ZERO, zone_down, node_down)
    }

    /// `counts[g][z]` voters in each zone of each region.
    #[must_use]
    pub fn regions(
        counts: &[Vec<u8>],
        region_down: Probability,
        zone_down: Probability,
        node_down: Probability,
    ) -> Self {
        let zone = |count: &u8| Zone {
            down: zone_down,
            groups: vec![Group {
                role: Role::Voter,
                count: *count,
                down: node_down,
            }],
        };
        let region = |zones: &Vec<u8>| Region {
            down: region_down,
            zones: zones.iter().map(zone).collect(),
        };
        Self {
            regions: counts.iter().map(region).collect(),
        }
    }

    /// The chance that `need` is not met at a random moment.
    ///
    /// Let a node be up when its region, its zone and itself are up, each independently. With `N`, `Z`, `G` the
    /// distributions of the number alive, and `z` and `g` the chances that a zone and a region are down:
    /// `Z = (1-z)·conv(N…) + z·[0]`, `G = (1-g)·conv(Z…) + g·[0]`, and the answer is the mass of `conv(G…)` that does
    /// not meet the need (the law of total probability, level by level). The distribution counts voters, witnesses and
    /// learners apart.
    ///
    /// Flatters: levels fail independently of each other, and nothing above the region fails; most long outages in
    /// postmortems are changes pushed everywhere at once.
    #[must_use]
    pub fn outage(&self, need: Need) -> Outage {
        let whole = self.regions.iter().fold(Counts::none(), |whole, region| {
            let zones = region.zones.iter().fold(Counts::none(), |zones, zone| {
                let nodes = zone
                    .groups
                    .iter()
                    .fold(Counts::none(), |nodes, group| nodes.with_group(*group));
                zones.convolved(&nodes.unless_down(zone.down))
            });
            whole.convolved(&zones.unless_down(region.down))
        });
        Outage::clamped(
            whole.mass_where(|alive| !need.is_met(alive)),
            whole.mass_where(|alive| need.is_met(alive)),
        )
    }

    /// Whether `need` is still met when any one zone is lost and nothing else. Flatters: what is left takes the load of
    /// the zone, and may go with it.
    #[must_use]
    pub fn survives_any_zone(&self, need: Need) -> bool {
        let total = self.total();
        self.regions
            .iter()
            .flat_map(|region| &region.zones)
            .all(|zone| need.is_met(minus(total, count(&zone.groups))))
    }

    /// Whether `need` is still met when any one region is lost and nothing else. Flatters as for zones: the regions
    /// that are left take its load.
    #[must_use]
    pub fn survives_any_region(&self, need: Need) -> bool {
        let total = self.total();
        let lost = |region: &Region| {
            region
                .zones
                .iter()
                .fold([0; 3], |sum, zone| plus(sum, count(&zone.groups)))
        };
        self.regions
            .iter()
            .all(|region| need.is_met(minus(total, lost(region))))
    }

    fn total(&self) -> [usize; 3] {
        let zones = self.regions.iter().flat_map(|region| &region.zones);
        zones.fold([0; 3], |sum, zone| plus(sum, count(&zone.groups)))
    }
}

fn count(groups: &[Group]) -> [usize; 3] {
    groups.iter().fold([0; 3], |mut sum, group| {
        sum[group.role as usize] += usize::from(group.count);
        sum
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chance(ratio: f64) -> Probability {
        Probability::new(ratio).unwrap()
    }

    /// Every state of every region, zone and node, one after the other.
    fn by_enumeration(placement: &Placement, need: Need) -> f64 {
        fn nodes(
            left: &[(Role, f64)],
            alive: [usize; 3],
            done: &mut dyn FnMut([usize; 3], f64),
            weight: f64,
        ) {
            let Some(((role, down), rest)) = left.split_first() else {
                return done(alive, weight);
            };
            nodes(rest, alive, done, weight * down);
            let mut more = alive;
            more[*role as usize] += 1;
            nodes(rest, more, done, weight * (1.0 - down));
        }
        let zones: Vec<(usize, &Zone)> = placement
            .regions
            .iter()
            .enumerate()
            .flat_map(|(g, region)| region.zones.iter().map(move |zone| (g, zone)))
            .collect();
        let mut down = 0.0;
        for region_state in 0_u32..1 << placement.regions.len() {
            for zone_state in 0_u32..1 << zones.len() {
                let state = |up: bool, down: Probability| {
                    if up { 1.0 - down.ratio() } else { down.ratio() }
                };
                let mut weight: f64 = placement
                    .regions
                    .iter()
                    .enumerate()
                    .map(|(g, region)| state(region_state >> g & 1 == 1, region.down))
                    .product();
                weight *= zones
                    .iter()
                    .enumerate()
                    .map(|(z, (_, zone))| state(zone_state >> z & 1 == 1, zone.down))
                    .product::<f64>();
                let live = zones
                    .iter()
                    .enumerate()
                    .filter(|(z, (g, _))| zone_state >> z & 1 == 1 && region_state >> g & 1 == 1);
                let left: Vec<(Role, f64)> = live
                    .flat_map(|(_, (_, zone))| {
                        zone.groups.iter().flat_map(|group| {
                            (0..group.count).map(|_| (group.role, group.down.ratio()))
                        })
                    })
                    .collect();
                nodes(
                    &left,
                    [0; 3],
                    &mut |alive, weight| {
                        if !need.is_met(alive) {
                            down += weight;
                        }
                    },
                    weight,
                );
            }
        }
        down
    }

    fn placements() -> impl Strategy<Value = Placement> {
        let down = || (0.0_f64..=1.0).prop_map(chance);
        let role = prop_oneof![Just(Role::Voter), Just(Role::Witness), Just(Role::Learner)];
        let group =
            (role, 0_u8..=2, down()).prop_map(|(role, count, down)| Group { role, count, down });
        let zone = (down(), prop::collection::vec(group, 0..=2))
            .prop_map(|(down, groups)| Zone { down, groups });
        let region = (down(), prop::collection::vec(zone, 0..=2))
            .prop_map(|(down, zones)| Region { down, zones });
        prop::collection::vec(region, 1..=3).prop_map(|regions| Placement { regions })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Law: the decomposition agrees with trying every state.
        #[test]
        fn matches_enumeration(placement in placements(), votes in 0_usize..6, data_votes in 0_usize..4, copies in 0_usize..3) {
            let need = Need { votes, data_votes, copies };
            let (found, expected) = (placement.outage(need).down().ratio(), by_enumeration(&placement, need));
            prop_assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }

        /// Law: nothing gets worse when a machine, a zone or a region fails less often, when a copy is added where others stand, when a
        /// witness gets the data, or when less is needed.
        #[test]
        fn what_is_better_never_harms(placement in placements(), votes in 0_usize..6, data_votes in 0_usize..4, copies in 0_usize..3, better in 0.0_f64..1.0) {
            let need = Need { votes, data_votes, copies };
            let down = |placement: &Placement, need: Need| placement.outage(need).down().ratio();
            let before = down(&placement, need);
            let less = |chance: &mut Probability| *chance = Probability::clamped(chance.ratio() * better);
            let changes: [&dyn Fn(&mut Region); 5] = [
                &|region| less(&mut region.down),
                &|region| region.zones.iter_mut().for_each(|zone| less(&mut zone.down)),
                &|region| region.zones.iter_mut().flat_map(|zone| &mut zone.groups).for_each(|group| less(&mut group.down)),
                &|region| region.zones.iter_mut().flat_map(|zone| &mut zone.groups).for_each(|group| group.count += 1),
                &|region| {
                    let groups = region.zones.iter_mut().flat_map(|zone| &mut zone.groups);
                    groups.filter(|group| group.role == Role::Witness).for_each(|group| group.role = Role::Voter);
                },
            ];
            for (index, change) in changes.into_iter().enumerate() {
                let mut after = placement.clone();
                change(&mut after.regions[0]);
                prop_assert!(down(&after, need) <= before + 1e-12, "change {index}: {} above {before}", down(&after, need));
            }
            for fewer in [Need { votes: votes.saturating_sub(1), ..need }, Need { data_votes: data_votes.saturating_sub(1), ..need }, Need { copies: copies.saturating_sub(1), ..need }] {
                prop_assert!(down(&placement, fewer) <= before + 1e-12);
            }
        }
    }

    #[test]
    fn a_zone_of_its_own_for_each_replica_pays() {
        let spread = |counts: &[u8]| Placement::zones(counts, chance(0.001), chance(0.01));
        let majority = Need::quorum(2);
        let [one, three] = [spread(&[3]), spread(&[1, 1, 1])]
            .map(|placement| placement.outage(majority).down().ratio());
        assert!((one - 0.001_297_702).abs() < 1e-15); // all in one zone: the zone dominates
        assert!(three < one / 3.0);
        assert!(
            !spread(&[2, 1]).survives_any_zone(majority)
                && spread(&[1, 1, 1]).survives_any_zone(majority)
        );
    }

    #[test]
    fn a_witness_completes_a_quorum_but_serves_nothing() {
        let group = |role, down| Zone {
            down: Probability::ZERO,
            groups: vec![Group {
                role,
                count: 1,
                down: chance(down),
            }],
        };
        let zones = vec![
            group(Role::Voter, 0.1),
            group(Role::Voter, 0.1),
            group(Role::Witness, 0.1),
        ];
        let placement = Placement {
            regions: vec![Region {
                down: Probability::ZERO,
                zones,
            }],
        };
        let with_data = placement.outage(Need::quorum(2)).down().ratio();
        assert!((with_data - 0.028).abs() < 1e-12); // like three voters: two alive always hold a data replica
        let one_vote = placement.outage(Need::quorum(1)).down().ratio();
        assert!((one_vote - 0.01).abs() < 1e-12); // the witness alone does not count
    }
}
