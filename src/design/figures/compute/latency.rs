//! How long writes, reads and transactions wait for the way, and how far that is from light.

use crate::derive::QuorumTrips;
use crate::model::latency::{Participant, ReadMode, commit, leaderless_write, read, transaction};
use crate::units::Duration;

use super::super::{Computed, Inputs, Quantity};
use super::layout::Map;

/// Messages of three phases instead of a round trip: pre-prepare, prepare, commit.
const BFT_PHASES: f64 = 1.5;

fn noted(computed: Computed, map: &Map) -> Computed {
    match map.note() {
        Some(note) => computed.note(note),
        None => computed,
    }
}

/// From the proposal until the write quorum has it; with one copy there is nothing to wait for. The `w`-th nearest
/// copy, the leader's own included (`model::latency::commit`; Ongaro 2014, section 10.2.1); three one-way phases with
/// byzantine faults (Castro, Liskov 1999, section 4.2). Flatters: typical round trips, no disks, no queue; and with
/// byzantine faults replicas that are as near to each other as to the leader.
pub(super) fn commit_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    let w = usize::try_from(inputs.count("decision.quorum.w")?).ok()?;
    if w < 2 {
        return None;
    }
    let map = Map::of(inputs)?;
    let from = match map.mesh.names() {
        _ if map.regions => format!("from {}", map.name(map.leader.region)),
        [_] => "inside the zone".to_owned(),
        _ => "between zones".to_owned(),
    };
    let (time, how) = match inputs.option("decision.replication")? {
        "leaderless" => (
            leaderless_write(&map.mesh, map.leader.region, &map.voters, w, Duration::ZERO).ok()?,
            format!("round trip {from} to the {w} nearest copies"),
        ),
        "bft" => (
            map.leader.commit.scaled(BFT_PHASES),
            format!("{BFT_PHASES} × round trip {from} to {w} of the voters"),
        ),
        _ => (
            map.leader.commit,
            format!("round trip {from} to the slowest of the nearest {w} copies, its own included"),
        ),
    };
    let computed = Computed::new(Quantity::Duration(time), how);
    let computed = match with_one_away(inputs, &map, w) {
        Some(longer) => computed.note(longer),
        None => computed,
    };
    Some(noted(computed, &map))
}

/// What a commit waits while the region is away without which the others are farthest apart, where that is longer.
fn with_one_away(inputs: &Inputs<'_>, map: &Map, w: usize) -> Option<String> {
    let n = usize::try_from(inputs.count("decision.quorum.n")?).ok()?;
    let leads = matches!(
        inputs.option("decision.replication")?,
        "leader-follower-sync" | "consensus"
    );
    let trips = QuorumTrips::of(&map.mesh, n, w).filter(|_| map.regions && leads)?;
    (trips.with_one_away > map.leader.commit).then(|| {
        format!(
            "{} while one region is away, in the worst case",
            trips.with_one_away.rounded(3)
        )
    })
}

/// What a write waits from the region that is worst placed, and from each: round trip to the leader, and the commit.
/// Flatters as the commit does, and that clients stand in the regions.
pub(super) fn write_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    let map = Map::of(inputs).filter(|map| map.regions)?;
    let commit = map.leader.commit;
    let waits: Vec<(Duration, &str)> = (0..map.mesh.names().len())
        .map(|client| {
            let way = map.mesh.trip(client, map.leader.region).time;
            (way.saturating_add(commit), map.name(client))
        })
        .collect();
    let (worst, from) = *waits.iter().max()?;
    let each: Vec<String> = waits
        .iter()
        .map(|(wait, name)| format!("{name} {}", wait.rounded(3)))
        .collect();
    let computed = Computed::new(
        Quantity::Duration(worst),
        format!(
            "round trip from {from} to the leader in {} + {}",
            map.name(map.leader.region),
            commit.rounded(3)
        ),
    )
    .note(format!("by region: {}", each.join(", ")));
    Some(noted(computed, &map))
}

/// The same quorum from the same leader, over straight fibre (`model::latency::light_round_trip`; Singla et al. 2014).
fn at_light_speed(inputs: &Inputs<'_>) -> Option<(Map, Duration)> {
    let w = usize::try_from(inputs.count("decision.quorum.w")?).ok()?;
    let map = Map::of(inputs).filter(|map| map.regions)?;
    let light = map.mesh.at_light_speed();
    let bound = commit(&light, map.leader.region, &map.voters, w, Duration::ZERO).ok()?;
    (!bound.is_zero()).then_some((map, bound))
}

/// The `w`-th smallest round trip of light from the leader to the copies. A floor that no cable reaches: what is just
/// above it is flattered.
pub(super) fn light_limit(inputs: &Inputs<'_>) -> Option<Computed> {
    let (map, bound) = at_light_speed(inputs)?;
    Some(Computed::new(
        Quantity::Duration(bound),
        format!(
            "distance from {} to the nearest quorum × 0.01 ms/km",
            map.name(map.leader.region)
        ),
    ))
}

/// How many times as long as light the write quorum takes: `commit / light`. Cables alone make 1.5 to 2.5 of it, so it
/// slanders the software.
pub(super) fn light_factor(inputs: &Inputs<'_>) -> Option<Computed> {
    let (map, bound) = at_light_speed(inputs)?;
    let factor = map.leader.commit.ratio(bound)?;
    let computed = Computed::new(
        Quantity::Factor(factor),
        format!("{} / {}", map.leader.commit.rounded(3), bound.rounded(3)),
    );
    Some(noted(computed, &map))
}

/// The longest wait of any place, with the place.
fn slowest(map: &Map, mode: ReadMode) -> Option<(Duration, usize)> {
    (0..map.mesh.names().len())
        .map(|client| {
            let wait = read(&map.mesh, mode, client, map.leader.region, &map.voters);
            wait.ok().map(|wait| (wait, client))
        })
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}

/// A read of the latest write from the region that is worst placed: to the leader under its lease, or to the `r`-th
/// nearest copy (`model::latency::read`; Ongaro 2014, section 6.4.1; Gifford 1979). Flatters: leases hold, and no read
/// has to write back.
pub(super) fn read_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    let geography = inputs.option("decision.geography")?;
    if geography != "stretched-quorum" {
        return from_far(inputs);
    }
    let map = Map::of(inputs)?;
    let leaders = !matches!(inputs.option("decision.replication")?, "leaderless" | "bft");
    let r = usize::try_from(inputs.count("decision.quorum.r")?).ok()?;
    let (mode, to) = if leaders {
        let leader = map.name(map.leader.region);
        (ReadMode::Lease, format!("the leader in {leader}"))
    } else {
        (
            ReadMode::Quorum(r),
            format!("the slowest of the {r} nearest copies"),
        )
    };
    let (wait, from) = slowest(&map, mode)?;
    let computed = Computed::new(
        Quantity::Duration(wait),
        format!("round trip from {} to {to}", map.name(from)),
    );
    Some(noted(computed, &map))
}

/// Where one region takes the writes of a record: the longest way to it from any other. Flatters: typical round trips,
/// and readers who stand in the regions.
fn from_far(inputs: &Inputs<'_>) -> Option<Computed> {
    let mesh = inputs.world.mesh(inputs.regions())?;
    let regions = mesh.names().len();
    let farthest = |home: usize| {
        (0..regions)
            .map(|client| (mesh.trip(client, home).time, client, home))
            .max()
    };
    let every_home = (0..regions).filter_map(farthest);
    // Records of a home region may live anywhere; a single leader stands where the farthest reader is nearest.
    let (wait, client, home) = if inputs.option("decision.geography") == Some("home-region") {
        every_home.max()
    } else {
        every_home.min()
    }
    .filter(|_| regions > 1)?;
    let computed = Computed::new(
        Quantity::Duration(wait),
        format!(
            "round trip from {} to {}",
            mesh.names()[client],
            mesh.names()[home]
        ),
    );
    Some(if mesh.has_estimates() {
        computed.note("some round trips are estimated, from neighbours or from the distance")
    } else {
        computed
    })
}

/// A latest read from a leader that asks a quorum whether it still leads: round trip to it, and from it to a majority
/// (Ongaro 2014, section 6.4). Flatters: typical round trips, and an idle leader.
pub(super) fn read_latency_confirmed(inputs: &Inputs<'_>) -> Option<Computed> {
    let map = Map::of(inputs)?;
    let (wait, from) = slowest(&map, ReadMode::Leader)?;
    let computed = Computed::new(
        Quantity::Duration(wait),
        format!(
            "round trip from {} to the leader in {}, and from there to a majority",
            map.name(from),
            map.name(map.leader.region)
        ),
    );
    Some(noted(computed, &map))
}

/// A read that may be old, from the copy nearest to the region that is worst placed: one round trip
/// (`model::latency::read`). Flatters: the nearest copy is up.
pub(super) fn read_latency_nearest(inputs: &Inputs<'_>) -> Option<Computed> {
    let regional = ["read-replicas", "active-active"];
    if regional.contains(&inputs.option("decision.geography")?) {
        let time = inputs.world.zone_round_trip();
        return Some(
            Computed::new(
                Quantity::Duration(time),
                "a copy in every region: round trip between zones".to_owned(),
            )
            .note("usual round trips inside a region"),
        );
    }
    let map = Map::of(inputs)?;
    let (wait, from) = slowest(&map, ReadMode::Nearest)?;
    let computed = Computed::new(
        Quantity::Duration(wait),
        format!("round trip from {} to its nearest copy", map.name(from)),
    );
    Some(noted(computed, &map))
}

/// A transaction over two groups of voters whose leaders stand side by side, for a client beside them:
/// `2 · round trip + 2 · commit` (`model::latency::transaction`; Corbett et al. 2012, section 4.2.1). Flatters: no
/// locks to wait for.
pub(super) fn transaction_latency(inputs: &Inputs<'_>) -> Option<Computed> {
    let map = Map::of(inputs)?;
    let group = |leader: usize| {
        let w = usize::try_from(inputs.count("decision.quorum.w")?).ok()?;
        let commit = commit(&map.mesh, leader, &map.voters, w, Duration::ZERO).ok()?;
        Some(Participant { leader, commit })
    };
    let own = group(map.leader.region)?;
    let wait = transaction(&map.mesh, own.leader, own, &[own]);
    let beside = map.mesh.trip(own.leader, own.leader).time.rounded(3);
    let computed = Computed::new(
        Quantity::Duration(wait),
        format!(
            "{beside} to the coordinator + {beside} to the other leader + 2 × commit of {}",
            own.commit.rounded(3)
        ),
    );
    let apart = map
        .voters
        .iter()
        .filter_map(|place| group(*place))
        .map(|other| {
            (
                transaction(&map.mesh, own.leader, own, &[other]),
                other.leader,
            )
        })
        .max()
        .filter(|(far, _)| *far > wait);
    Some(match apart {
        Some((far, leader)) => noted(
            computed.note(format!(
                "{} with the other leader in {}",
                far.rounded(3),
                map.name(leader)
            )),
            &map,
        ),
        None => noted(computed, &map),
    })
}
