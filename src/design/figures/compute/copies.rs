//! Where the copies of one dataset stand, as its geography and quorum decide, and what must be up of them for a write.
//!
//! Here: copies over zones and regions, the need of a write, the availability that follows.
//! Not here: the mathematics (`model::availability`), round trips between the places (`layout`), what they cost (`volume`).

use crate::derive::{Priors, regions_of_quorum, spread};
use crate::model::availability::{Group, Need, Outage, Placement, Region, Role, Zone};
use crate::model::cost::Copies;

/// What decides where the copies stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    /// Copies that vote.
    pub(super) copies: u64,
    /// How many of them acknowledge a write.
    pub(super) write_quorum: u64,
    /// The geography that was decided.
    pub(super) geography: &'a str,
    /// The replication that was decided.
    pub(super) replication: &'a str,
    /// Regions of the system.
    pub(super) regions: usize,
    /// Whether an acknowledged write has to outlive its region.
    pub(super) no_region_loss: bool,
    /// Whether records may not leave their region.
    pub(super) pinned: bool,
}

/// What decides how many of the copies a write needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    /// Copies that may be lost while it goes on.
    pub(super) losses: u64,
    /// How leadership moves.
    pub(super) leader_moves: Option<&'a str>,
    /// Whether nothing has to be survived, so that writes may stop.
    pub(super) may_stop: bool,
}

/// More copies than anybody places one by one.
const MOST: u64 = 64;
/// Zones that copies of one region are spread over.
pub(super) const ZONES: usize = 3;

impl Shape<'_> {
    /// The copies, as many as can be placed one by one.
    pub(super) fn count(&self) -> usize {
        usize::try_from(self.copies.clamp(1, MOST)).unwrap_or(1)
    }

    /// Whether a synchronous set has half of its copies in a second region, since a write must outlive the first.
    pub(super) fn two_homes(&self) -> bool {
        self.no_region_loss
            && !self.pinned
            && self.regions > 1
            && self.replication == "leader-follower-sync"
            && ["regional-dr", "home-region"].contains(&self.geography)
    }

    /// Whether each region has all copies of a group without a leader, so that no write waits for another region.
    pub(super) fn alone(&self) -> bool {
        self.geography == "active-active" && self.replication == "leaderless"
    }

    /// Whether a copy acknowledges in every region by itself.
    fn leaders_everywhere(&self) -> bool {
        self.geography == "active-active" && self.replication == "multi-leader"
    }
}

/// The places of the copies.
#[derive(Debug, Clone, PartialEq)]
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

impl Layout {
    /// The places for a shape.
    pub(super) fn of(shape: &Shape<'_>) -> Self {
        let (n, regions) = (shape.count(), shape.regions);
        let by_region = |n: usize, regions: usize| -> Vec<Vec<u8>> {
            let counts = spread(n, regions).into_iter();
            counts
                .map(|count| spread(usize::from(count), ZONES))
                .collect()
        };
        let (voters, learners) = match shape.geography {
            "single-zone" => (vec![spread(n, 1)], 0),
            _ if shape.two_homes() => (by_region(n, 2), 0),
            // What each region acknowledges by itself has its write quorum there.
            "active-active" if shape.leaders_everywhere() => {
                let own = usize::try_from(shape.write_quorum.clamp(1, MOST)).unwrap_or(1);
                let most = usize::try_from(MOST).unwrap_or(usize::MAX);
                let places = regions.max(2).clamp(1, most / own.min(most));
                (by_region(n.max(places * own), places), 0)
            }
            "stretched-quorum" => (by_region(n, regions_of_quorum(n, regions)), 0),
            "active-active" if !shape.alone() => (by_region(n, regions.max(2)), 0),
            "read-replicas" => (vec![spread(n, ZONES)], regions.saturating_sub(1)),
            // The standby stands in a second region, named or not.
            "regional-dr" => (vec![spread(n, ZONES)], 1),
            _ => (vec![spread(n, ZONES)], 0),
        };
        let spans = ["stretched-quorum", "active-active"].contains(&shape.geography);
        let assumed = if shape.alone() {
            Some("in one region, the others going on without it".to_owned())
        } else {
            (spans && regions < voters.len()).then(|| format!("{} regions assumed", voters.len()))
        };
        Self {
            elsewhere: if shape.alone() {
                n * (regions.max(2) - 1)
            } else {
                0
            },
            voters,
            learners,
            serve: shape.geography == "read-replicas",
            assumed,
        }
    }

    /// What stands behind it that nobody said, for the end of a calculation.
    pub(super) fn assumed(&self) -> String {
        let told = self.assumed.as_ref();
        told.map_or_else(String::new, |assumed| format!(", {assumed}"))
    }

    /// Copies that vote.
    pub(super) fn votes(&self) -> usize {
        let each = self.voters.iter().flatten();
        each.map(|count| usize::from(*count)).sum()
    }

    /// The copies that vote, where they stand.
    pub(super) fn placement(&self, priors: &Priors) -> Placement {
        self.placed(priors, 0, false)
    }

    /// The copies that answer reads which may be old, and how many they are.
    pub(super) fn readers(&self, priors: &Priors) -> (Placement, usize) {
        let learners = if self.serve { self.learners } else { 0 };
        (
            self.placed(priors, learners, false),
            self.votes() + learners,
        )
    }

    /// How many copies answer reads which may be old, wherever they stand.
    pub(super) fn serving(&self) -> usize {
        self.votes() + self.elsewhere + if self.serve { self.learners } else { 0 }
    }

    /// With `led`, only the first copy votes: the leader, whose place no other takes.
    fn placed(&self, priors: &Priors, learners: usize, led: bool) -> Placement {
        let group = |role: Role, count: u8| Group {
            role,
            count,
            down: priors.node_down.value,
        };
        let zone = |groups: Vec<Group>| Zone {
            down: priors.zone_down.value,
            groups,
        };
        let region = |zones: Vec<Zone>| Region {
            down: priors.region_down.value,
            zones,
        };
        let mut leaders = usize::from(led);
        let mut groups = |count: u8| {
            if led {
                let first = u8::try_from(std::mem::take(&mut leaders)).unwrap_or(0);
                vec![
                    group(Role::Voter, first),
                    group(Role::Learner, count.saturating_sub(first)),
                ]
            } else {
                vec![group(Role::Voter, count)]
            }
        };
        let mut regions: Vec<Region> = Vec::new();
        for zones in &self.voters {
            regions.push(region(
                zones.iter().map(|count| zone(groups(*count))).collect(),
            ));
        }
        let far = (0..learners).map(|_| region(vec![zone(vec![group(Role::Learner, 1)])]));
        regions.extend(far);
        Placement { regions }
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

/// What a write needs, as a question to the model, and in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WriteNeed {
    /// The copies and their roles.
    pub(super) placement: Placement,
    /// What must be up of them.
    pub(super) need: Need,
    /// The copies in words.
    words: String,
    /// What stands behind it that nobody said.
    assumed: String,
}

/// What must be up for a write. A write quorum, or fewer where the scheme goes on with what is left of it; the leader
/// itself where a person has to name the next one. Flatters schemes that go on with fewer: what is written then is on
/// fewer copies.
pub(super) fn write_need(shape: &Shape<'_>, rules: &Rules<'_>, priors: &Priors) -> WriteNeed {
    let layout = Layout::of(shape);
    let total = layout.votes();
    let quorum = shape.write_quorum.max(1);
    // A synchronous pair goes on alone, unless writes may stop; what acknowledges alone needs no more than one.
    let goes_on = if rules.may_stop && shape.replication == "leader-follower-sync" {
        quorum
    } else {
        quorum.min(shape.copies.saturating_sub(rules.losses).max(1))
    };
    let votes = usize::try_from(goes_on).unwrap_or(usize::MAX).min(total);
    if rules.leader_moves == Some("by-a-person") {
        let others = votes - 1;
        return WriteNeed {
            placement: layout.placed(priors, 0, true),
            need: Need {
                votes: 1,
                data_votes: 1,
                copies: votes,
            },
            words: match others {
                0 => "the leader's own copy".to_owned(),
                _ => format!("the leader's own copy and {others} of {} others", total - 1),
            },
            assumed: layout.assumed(),
        };
    }
    WriteNeed {
        placement: layout.placement(priors),
        need: Need::quorum(votes),
        words: format!("at least {votes} of {total} copies"),
        assumed: layout.assumed(),
    }
}

impl WriteNeed {
    /// What has to be up, in words.
    pub(super) fn words(&self) -> String {
        format!("{} up{}", self.words, self.assumed)
    }

    /// How often it is not there, by `model::availability::Placement::outage`; flatters as that does.
    pub(super) fn outage(&self) -> Outage {
        self.placement.outage(self.need)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::World;

    fn shape(replication: &'static str, geography: &'static str, n: u64, w: u64) -> Shape<'static> {
        Shape {
            copies: n,
            write_quorum: w,
            geography,
            replication,
            regions: 3,
            no_region_loss: false,
            pinned: false,
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

    #[test]
    fn a_set_that_must_outlive_a_region_stands_in_two() {
        let mut four = shape("leader-follower-sync", "regional-dr", 4, 3);
        assert_eq!(Layout::of(&four).voters, [[2, 1, 1]]);
        four.no_region_loss = true;
        let layout = Layout::of(&four);
        assert_eq!(
            (layout.voters, layout.learners),
            (vec![vec![1, 1], vec![1, 1]], 0)
        );
        four.pinned = true;
        assert_eq!(Layout::of(&four).voters.len(), 1);
    }

    #[test]
    fn a_standby_is_kept_whether_or_not_its_region_is_named() {
        for regions in [0, 1, 2, 3] {
            let shape = Shape {
                regions,
                ..shape("leader-follower-sync", "regional-dr", 3, 2)
            };
            let copies = Layout::of(&shape).copies();
            assert_eq!((copies.other_regions, copies.total()), (1, 4), "{regions}");
        }
    }

    #[test]
    fn where_every_region_writes_every_region_has_its_quorum() {
        let places = |n, w| Layout::of(&shape("multi-leader", "active-active", n, w)).voters;
        assert_eq!(places(2, 1), vec![vec![1]; 3]);
        assert_eq!(places(4, 2), vec![vec![1, 1]; 3]);
        assert_eq!(places(6, 1), vec![vec![1, 1]; 3]);
    }

    /// By hand: a machine 0.023 %, a zone 0.015 %, a region 0.005 %, as the priors have it.
    #[test]
    fn what_a_write_needs() {
        let world = World::embedded();
        let rules = |moves, may_stop| Rules {
            losses: 1,
            leader_moves: Some(moves),
            may_stop,
        };
        let up = |shape: &Shape<'_>, rules: &Rules<'_>| {
            write_need(shape, rules, world.priors())
                .outage()
                .availability()
                .ratio()
        };
        let pair = shape("leader-follower-sync", "multi-zone", 2, 2);
        let (node, zone, region) = (0.99977_f64, 0.99985_f64, 0.99995_f64);
        let copy = node * zone;
        let cases = [
            // Either of two zones is enough; both, where writes may stop; the leader's own, where a person names the next.
            (
                pair,
                rules("promotion", false),
                region * (1.0 - (1.0 - copy).powi(2)),
            ),
            (pair, rules("promotion", true), region * copy.powi(2)),
            (pair, rules("by-a-person", false), region * copy),
            (
                shape("leader-follower-async", "multi-zone", 2, 1),
                rules("by-a-person", false),
                region * copy,
            ),
            // One copy in each region that writes, of which any is enough.
            (
                shape("multi-leader", "active-active", 2, 1),
                rules("never", false),
                1.0 - (1.0 - region * copy).powi(3),
            ),
        ];
        for (shape, rules, expected) in cases {
            let found = up(&shape, &rules);
            assert!(
                (found - expected).abs() < 1e-12,
                "{shape:?} {rules:?}: {found}"
            );
        }
    }

    #[test]
    fn regions_that_nobody_named_are_not_one() {
        let nowhere = Shape {
            regions: 0,
            ..shape("consensus", "stretched-quorum", 3, 2)
        };
        let layout = Layout::of(&nowhere);
        assert_eq!(layout.voters, vec![vec![1]; 3]);
        assert_eq!(layout.assumed(), ", 3 regions assumed");
    }
}
