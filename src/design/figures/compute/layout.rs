//! Where the copies of one dataset stand, as the geography and the quorum decide.
//!
//! Here: copies over zones and regions, for availability and traffic; the map with its voters and leader, for latency.
//! Not here: the mathematics of either (`model::availability`, `model::latency`, `model::cost`).

use crate::model::availability::{Group, Placement, Region, Role, Zone};
use crate::model::cost::Copies;
use crate::model::latency::{Leader, Mesh, best_leader};
use crate::units::Duration;

use super::super::Inputs;

/// The inputs that [`Layout::of`] reads: a figure over it declares them all.
///
/// `geo.regions`, `decision.geography`, `decision.replication`, `decision.quorum.n`.
pub(super) struct Layout {
    /// Voting copies by region and zone.
    voters: Vec<Vec<u8>>,
    /// Copies without a vote, one in each further region.
    learners: usize,
    /// Whether those answer reads; a standby does not.
    serve: bool,
    /// Copies in other regions that answer for themselves: a region without its quorum is not helped by them.
    elsewhere: usize,
    /// What stands behind it that nobody said.
    assumed: Option<String>,
}

/// More copies than anybody places one by one.
const MOST: u64 = 64;
/// Zones that copies of one region are spread over.
const ZONES: usize = 3;

/// So many regions a quorum stands in, at the least: no region may hold what the others cannot do without. With two regions
/// named, an odd number of copies has its last one in a third place; pairs or threes stand in both.
#[must_use]
pub fn regions_of_quorum(copies: usize, named: usize) -> usize {
    let least = if named == 2 && copies.is_multiple_of(2) {
        2
    } else {
        3
    };
    named.max(least).min(copies.max(1))
}

impl Layout {
    pub(super) fn of(inputs: &Inputs<'_>) -> Option<Self> {
        let n = inputs.count("decision.quorum.n")?.clamp(1, MOST);
        let n = usize::try_from(n).ok()?;
        let regions = inputs.regions().len();
        let geography = inputs.option("decision.geography")?;
        let over = |regions: usize| -> Vec<Vec<u8>> {
            let by_region = spread(n, regions);
            by_region
                .iter()
                .map(|count| spread(usize::from(*count), ZONES))
                .collect()
        };
        // Quorums without a leader are counted within each region, so that no write waits for another one.
        let alone = geography == "active-active"
            && inputs.option("decision.replication") == Some("leaderless");
        let (voters, learners) = match geography {
            "single-zone" => (vec![spread(n, 1)], 0),
            "stretched-quorum" => (over(regions_of_quorum(n, regions)), 0),
            "active-active" if !alone => (over(regions.max(2)), 0),
            "read-replicas" => (vec![spread(n, ZONES)], regions.saturating_sub(1)),
            "regional-dr" => (vec![spread(n, ZONES)], usize::from(regions > 1)),
            _ => (vec![spread(n, ZONES)], 0),
        };
        let assumed = match geography {
            "stretched-quorum" if regions < voters.len() => {
                Some(format!("{} regions assumed", voters.len()))
            }
            _ if alone => Some("in one region, the others going on without it".to_owned()),
            _ => None,
        };
        Some(Self {
            elsewhere: if alone { n * (regions.max(2) - 1) } else { 0 },
            voters,
            learners,
            serve: geography == "read-replicas",
            assumed,
        })
    }

    /// What stands behind it that nobody said, for the end of a calculation.
    pub(super) fn assumed(&self) -> String {
        let told = self.assumed.as_ref();
        told.map_or_else(String::new, |assumed| format!(", {assumed}"))
    }

    /// The copies that vote.
    pub(super) fn placement(&self, inputs: &Inputs<'_>) -> Placement {
        self.placed(inputs, 0)
    }

    /// The copies that answer reads which may be old, and how many they are.
    pub(super) fn readers(&self, inputs: &Inputs<'_>) -> (Placement, usize) {
        let learners = if self.serve { self.learners } else { 0 };
        let voters: usize = self
            .voters
            .iter()
            .flatten()
            .map(|count| usize::from(*count))
            .sum();
        (self.placed(inputs, learners), voters + learners)
    }

    fn placed(&self, inputs: &Inputs<'_>, learners: usize) -> Placement {
        let priors = inputs.priors();
        let zone = |role: Role, count: u8| Zone {
            down: priors.zone_down.value,
            groups: vec![Group {
                role,
                count,
                down: priors.node_down.value,
            }],
        };
        let region = |zones: Vec<Zone>| Region {
            down: priors.region_down.value,
            zones,
        };
        let voters = self.voters.iter().map(|zones| {
            let zones = zones.iter().map(|count| zone(Role::Voter, *count));
            region(zones.collect())
        });
        let learners = (0..learners).map(|_| region(vec![zone(Role::Learner, 1)]));
        Placement {
            regions: voters.chain(learners).collect(),
        }
    }

    /// The copies as the one that sends to all others sees them.
    pub(super) fn copies(&self) -> Copies {
        let count = |zones: &[u8]| {
            zones
                .iter()
                .fold(0_u8, |sum, count| sum.saturating_add(*count))
        };
        let (home, far) = self
            .voters
            .split_first()
            .map_or((&[][..], &[][..]), |(home, far)| (home.as_slice(), far));
        let same_zone = home.first().copied().unwrap_or(0);
        let far = far
            .iter()
            .fold(0_u8, |sum, zones| sum.saturating_add(count(zones)));
        Copies {
            same_zone,
            other_zones: count(home).saturating_sub(same_zone),
            other_regions: far
                .saturating_add(u8::try_from(self.learners + self.elsewhere).unwrap_or(u8::MAX)),
        }
    }
}

/// So many copies over at most so many places, as even as can be.
fn spread(copies: usize, places: usize) -> Vec<u8> {
    let places = places.clamp(1, copies.max(1));
    let count = |place: usize| {
        u8::try_from(copies / places + usize::from(place < copies % places)).unwrap_or(u8::MAX)
    };
    (0..places).map(count).collect()
}

/// The chances that every availability rests on, as a note.
pub(super) fn chances(inputs: &Inputs<'_>) -> String {
    let priors = inputs.priors();
    format!(
        "chances of being down: {}, {}, {}; releases and overload come on top",
        priors.node_down.note(),
        priors.zone_down.note(),
        priors.region_down.note()
    )
}

/// Round trips between the places of the voters, and where the leader stands best among them.
pub(super) struct Map {
    pub(super) mesh: Mesh,
    /// The place of each voter.
    pub(super) voters: Vec<usize>,
    /// Whether the places are regions; else they are zones of one.
    pub(super) regions: bool,
    /// The best place for a leader, and what writes wait there.
    pub(super) leader: Leader,
}

impl Map {
    /// The map for a write quorum. Inputs: those of [`Layout`], with `decision.quorum.w` and `geo.users`.
    pub(super) fn of(inputs: &Inputs<'_>) -> Option<Self> {
        let n = usize::try_from(inputs.count("decision.quorum.n")?.clamp(1, MOST)).ok()?;
        let w = usize::try_from(inputs.count("decision.quorum.w")?).ok()?;
        let geography = inputs.option("decision.geography")?;
        let across = geography == "stretched-quorum";
        let (mesh, regions) = if across {
            let mesh = inputs.world.mesh(inputs.regions())?;
            (Some(mesh).filter(|mesh| mesh.names().len() > 1)?, true)
        } else {
            let single = geography == "single-zone";
            let zones = if single { 1 } else { ZONES.min(n) };
            (zones_apart(inputs, zones)?, false)
        };
        // With more regions than voters the nearest ones take part, which a quorum finds by itself.
        let places = mesh.names().len();
        let voters: Vec<usize> = (0..n.max(places)).map(|voter| voter % places).collect();
        let even: Vec<(usize, f64)> = (0..places).map(|place| (place, 1.0)).collect();
        let best =
            |clients: &[(usize, f64)]| best_leader(&mesh, clients, &voters, w, Duration::ZERO).ok();
        let leader = if inputs.option("geo.users") == Some("one-region") {
            // Users of one region are near the leader, wherever that is best.
            even.iter()
                .filter_map(|client| best(std::slice::from_ref(client)))
                .min_by_key(|leader| leader.mean)
        } else {
            best(&even)
        }?;
        let mut near = voters;
        near.sort_by_key(|voter| {
            (
                *voter != leader.region,
                mesh.trip(leader.region, *voter).time,
            )
        });
        near.truncate(n);
        Some(Self {
            voters: near,
            mesh,
            regions,
            leader,
        })
    }

    /// The name of a place.
    pub(super) fn name(&self, place: usize) -> &str {
        self.mesh.names().get(place).map_or("", String::as_str)
    }

    /// Says where round trips were not measured.
    pub(super) fn note(&self) -> Option<String> {
        if self.mesh.has_estimates() {
            return Some(
                "some round trips are estimated, from neighbours or from the distance".to_owned(),
            );
        }
        (!self.regions).then(|| "usual round trips inside a region".to_owned())
    }
}

/// Zones of one region, all equally far from each other.
fn zones_apart(inputs: &Inputs<'_>, zones: usize) -> Option<Mesh> {
    let (inside, between) = (
        inputs.world.same_zone_round_trip(),
        inputs.world.zone_round_trip(),
    );
    let row = |own: usize| {
        let time = |other: usize| if own == other { inside } else { between };
        (0..zones).map(time).collect()
    };
    let rows: Vec<Vec<Duration>> = (0..zones).map(row).collect();
    let names = (1..=zones).map(|zone| format!("zone {zone}")).collect();
    Mesh::stated(names, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_spread_evenly() {
        let cases = [
            (3, 3, vec![1, 1, 1]),
            (5, 3, vec![2, 2, 1]),
            (2, 3, vec![1, 1]),
            (6, 1, vec![6]),
            (0, 3, vec![0]),
        ];
        for (copies, places, counts) in cases {
            assert_eq!(spread(copies, places), counts, "{copies} over {places}");
        }
    }

    #[test]
    fn no_region_holds_what_the_others_cannot_do_without() {
        let cases = [
            // copies, named, places: why
            (3, 0, 3), // nobody named a region
            (3, 1, 3),
            (3, 2, 3), // the third place votes only
            (4, 2, 2), // two copies in each
            (6, 2, 2), // three in each
            (6, 0, 3), // pairs in each of three
            (5, 3, 3),
            (5, 7, 5),
            (1, 0, 1),
        ];
        for (copies, named, places) in cases {
            assert_eq!(
                regions_of_quorum(copies, named),
                places,
                "{copies}, {named}"
            );
        }
        for copies in [3, 5, 7, 9] {
            let majority = copies / 2 + 1;
            for named in 0..6 {
                let most = spread(copies, regions_of_quorum(copies, named))[0];
                assert!(copies - usize::from(most) >= majority, "{copies}, {named}");
            }
        }
    }

    #[test]
    fn what_the_sender_sees() {
        let layout = Layout {
            voters: vec![vec![2, 1, 1], vec![1], vec![1]],
            learners: 2,
            serve: false,
            elsewhere: 0,
            assumed: None,
        };
        let copies = layout.copies();
        assert_eq!(
            (copies.same_zone, copies.other_zones, copies.other_regions),
            (2, 2, 4)
        );
    }
}
