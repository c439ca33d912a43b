//! The map of one dataset, with its voters and leader, for latency.
//!
//! Here: what the places of its copies follow from, as figures declare it; round trips between them.
//! Not here: the places themselves (`copies`), the mathematics (`model::latency`).

use std::sync::Arc;

use crate::derive::spread;
use crate::model::latency::{Leader, Mesh, best_leader, commit};
use crate::units::Duration;

use super::super::Inputs;
use super::copies::{Layout, Rules, Shape, ZONES};

/// What the places of the copies follow from: a figure over them declares `geo.regions`, `geo.residency`, `decision.geography`,
/// `decision.replication`, `decision.quorum.n`, `decision.quorum.w` and `derived.no-region-loss`.
pub(super) fn shape<'a>(inputs: &Inputs<'a>) -> Option<Shape<'a>> {
    Some(Shape {
        copies: inputs.count("decision.quorum.n")?,
        write_quorum: inputs.count("decision.quorum.w")?,
        geography: inputs.option("decision.geography")?,
        replication: inputs.option("decision.replication")?,
        regions: inputs.regions().len(),
        no_region_loss: inputs.holds("derived.no-region-loss"),
        pinned: inputs.option("geo.residency") == Some("pinned"),
    })
}

/// Where they stand.
pub(super) fn layout(inputs: &Inputs<'_>) -> Option<Layout> {
    shape(inputs).map(|shape| Layout::of(&shape))
}

/// What a write needs of them; beyond the inputs of [`shape`], `decision.quorum.f`, `derived.leader-moves` and `failure.survive`.
pub(super) fn rules<'a>(inputs: &Inputs<'a>) -> Option<Rules<'a>> {
    Some(Rules {
        losses: inputs.count("decision.quorum.f")?,
        leader_moves: inputs.option("derived.leader-moves"),
        may_stop: inputs.option("failure.survive") == Some("none"),
    })
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
    pub(super) mesh: Arc<Mesh>,
    /// The place of each voter.
    pub(super) voters: Vec<usize>,
    /// Whether the places are regions; else they are zones of one.
    pub(super) regions: bool,
    /// The best place for a leader, and what writes wait there.
    pub(super) leader: Leader,
}

impl Map {
    /// The map for a write quorum. Inputs: those of [`shape`], with `geo.users`. The leader stands where clients wait
    /// least in the mean, those of all places weighing the same (`model::latency::best_leader`). Flatters: leaders
    /// move, and stand where there is room.
    pub(super) fn of(inputs: &Inputs<'_>) -> Option<Self> {
        let shape = shape(inputs)?;
        let (n, w) = (shape.count(), usize::try_from(shape.write_quorum).ok()?);
        // Regions that write for themselves wait for no other, unless none can make a quorum alone.
        let own = spread(n, shape.regions).first().copied().unwrap_or(0);
        let alone = shape.alone() || usize::from(own) >= w || shape.replication == "multi-leader";
        let across = match shape.geography {
            "stretched-quorum" => true,
            "active-active" => !alone,
            _ => shape.two_homes(),
        };
        let (mesh, regions) = if across {
            let mesh = inputs.world.mesh(inputs.regions())?;
            (Some(mesh).filter(|mesh| mesh.names().len() > 1)?, true)
        } else {
            let single = shape.geography == "single-zone";
            let zones = if single { 1 } else { ZONES.min(n) };
            (Arc::new(zones_apart(inputs, zones)?), false)
        };
        if shape.two_homes() {
            return Self::of_two_homes(mesh, n, w, shape.geography == "home-region");
        }
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

    /// Half of the copies in one region and half in the one nearest to it: of records that live in every region the pair that waits
    /// longest, else the one that waits least.
    fn of_two_homes(mesh: Arc<Mesh>, n: usize, w: usize, every: bool) -> Option<Self> {
        let places = mesh.names().len();
        let pairs = (0..places).filter_map(|home| {
            let others = (0..places).filter(|other| *other != home);
            let near = others.min_by_key(|other| mesh.trip(home, *other).time)?;
            let voters: Vec<usize> = (0..n).map(|voter| [home, near][voter % 2]).collect();
            let commit = commit(&mesh, home, &voters, w, Duration::ZERO).ok()?;
            Some((commit, home, voters))
        });
        let (commit, region, voters) = if every { pairs.max() } else { pairs.min() }?;
        let waits = (0..places).map(|client| mesh.trip(client, region).time.saturating_add(commit));
        let worst = waits.max()?;
        let leader = Leader {
            region,
            commit,
            mean: commit,
            worst,
        };
        Some(Self {
            mesh,
            voters,
            regions: true,
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
