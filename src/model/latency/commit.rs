//! How long a write waits for its quorum, and where the leader stands best.

use super::atlas::Mesh;
use crate::model::error::{ModelError, not_negative};
use crate::units::Duration;

/// The time from the leader's proposal until `w` voters (`write_quorum`) have it: the `w`-th smallest round trip from
/// the leader to the voters, where its own vote takes none, plus `sync` for making it durable, which all do at the same
/// time (Ongaro 2014, section 10.2.1: leader and followers write in parallel). `voters` holds the region of each voter,
/// the leader's own among them.
///
/// Assumes an idle leader and equal disks. Flatters: round trips are typical ones; the slowest of the needed answers is
/// slower in the tail.
///
/// # Errors
/// [`ModelError::OutOfRange`] when the leader's region has no voter, the quorum is empty or larger than the voters.
pub fn commit(
    mesh: &Mesh,
    leader: usize,
    voters: &[usize],
    write_quorum: usize,
    sync: Duration,
) -> Result<Duration, ModelError> {
    let Some(own) = voters.iter().position(|voter| *voter == leader) else {
        return Err(ModelError::range(
            "the leader's region",
            name(mesh, leader),
            "one with a voter",
        ));
    };
    let others = voters.iter().enumerate().filter(|(index, _)| *index != own);
    let mut answers: Vec<Duration> = others.map(|(_, voter)| mesh.time(leader, *voter)).collect();
    answers.push(Duration::ZERO);
    Ok(nth(answers, write_quorum, "the write quorum")?.saturating_add(sync))
}

/// The time a client in `client` waits for a write without a leader: a coordinator beside it sends to all replicas and
/// waits for the `w`-th answer: the `w`-th smallest of the round trips, plus `sync` (DeCandia et al. 2007, section
/// 4.5).
///
/// Flatters as [`commit`] does, and that the coordinator stands beside the client; a write that first reads the version
/// waits for `r` replicas as well.
///
/// # Errors
/// [`ModelError::OutOfRange`] when the quorum is empty or larger than the replicas.
pub fn leaderless_write(
    mesh: &Mesh,
    client: usize,
    replicas: &[usize],
    write_quorum: usize,
    sync: Duration,
) -> Result<Duration, ModelError> {
    let answers = replicas
        .iter()
        .map(|replica| mesh.time(client, *replica))
        .collect();
    Ok(nth(answers, write_quorum, "the write quorum")?.saturating_add(sync))
}

/// The round trip from the leader to the nearest voter of another region: the least any write waits that must outlive
/// the leader's region (Abadi 2012: consistency costs the way to another copy). `None` when there is none. Assumes that
/// one copy elsewhere is enough. Flatters: typical round trips, and a majority may ask for more than one.
#[must_use]
pub fn nearest_other_region(mesh: &Mesh, leader: usize, voters: &[usize]) -> Option<Duration> {
    voters
        .iter()
        .filter(|voter| **voter != leader)
        .map(|voter| mesh.time(leader, *voter))
        .min()
}

/// A place for the leader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leader {
    /// Its region.
    pub region: usize,
    /// From proposal to commit.
    pub commit: Duration,
    /// What a client waits in the mean: round trip to the leader and commit.
    pub mean: Duration,
    /// What the worst placed client waits.
    pub worst: Duration,
}

/// The region whose leader makes clients wait least in the mean, weighted; the worst client decides a tie. `clients`
/// holds regions with weights. Only regions with a voter can lead. By trying each:
/// `min over leaders of Σ weight · (way to the leader + commit)`, the 1-median of the clients (Hakimi 1964).
///
/// Assumes that clients stand in the regions named. Flatters as [`commit`] does; and leaders move, and clients with
/// them.
///
/// # Errors
/// [`ModelError::OutOfRange`] without voters or clients, for negative weights, or a quorum that cannot be.
pub fn best_leader(
    mesh: &Mesh,
    clients: &[(usize, f64)],
    voters: &[usize],
    write_quorum: usize,
    sync: Duration,
) -> Result<Leader, ModelError> {
    let mut total = 0.0;
    for (_, weight) in clients {
        total += not_negative("the weight of a client region", *weight)?;
    }
    if total <= 0.0 {
        return Err(ModelError::range(
            "the sum of the weights of client regions",
            total,
            "above zero",
        ));
    }
    let mut regions = voters.to_vec();
    regions.sort_unstable();
    regions.dedup();
    let mut best: Option<Leader> = None;
    for region in regions {
        let commit = commit(mesh, region, voters, write_quorum, sync)?;
        let waits: Vec<(Duration, f64)> = clients
            .iter()
            .map(|(client, weight)| {
                (
                    mesh.time(*client, region).saturating_add(commit),
                    weight / total,
                )
            })
            .collect();
        let mean = waits.iter().fold(Duration::ZERO, |sum, (wait, share)| {
            sum.saturating_add(wait.scaled(*share))
        });
        let worst = waits
            .iter()
            .map(|(wait, _)| *wait)
            .max()
            .unwrap_or(Duration::ZERO);
        let leader = Leader {
            region,
            commit,
            mean,
            worst,
        };
        if best.is_none_or(|best| (leader.mean, leader.worst) < (best.mean, best.worst)) {
            best = Some(leader);
        }
    }
    best.ok_or_else(|| ModelError::range("the number of voters", 0, "at least 1"))
}

pub(super) fn nth(
    mut answers: Vec<Duration>,
    need: usize,
    what: &'static str,
) -> Result<Duration, ModelError> {
    if need == 0 || need > answers.len() {
        return Err(ModelError::range(
            what,
            need,
            &format!("from 1 to the number of replicas, {}", answers.len()),
        ));
    }
    answers.sort_unstable();
    Ok(answers[need - 1])
}

fn name(mesh: &Mesh, region: usize) -> &str {
    mesh.names().get(region).map_or("unknown", String::as_str)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Virginia, Dublin, Frankfurt, Tokyo: 1 ms inside each.
    pub(in crate::model::latency) fn mesh() -> Mesh {
        let rows = [
            [1, 67, 90, 160],
            [67, 1, 25, 210],
            [90, 25, 1, 230],
            [160, 210, 230, 1],
        ];
        let names = ["virginia", "dublin", "frankfurt", "tokyo"]
            .map(str::to_owned)
            .to_vec();
        Mesh::stated(
            names,
            &rows.map(|row| row.map(Duration::from_millis).to_vec()),
        )
        .unwrap()
    }

    #[test]
    fn a_majority_of_three_continents_waits_for_the_nearest() {
        let mesh = mesh();
        let cases = [
            // leader voters             w  commit  why
            (0, vec![0, 1, 3], 2, 67),       // Virginia waits for Dublin
            (3, vec![0, 1, 3], 2, 160),      // Tokyo for Virginia
            (0, vec![0, 0, 0], 2, 1),        // three zones of a region
            (0, vec![0, 0, 1, 1, 3], 3, 67), // two at home are no majority of five
            (0, vec![0, 0, 1, 1, 3], 1, 0),  // its own vote alone
            (0, vec![0, 1, 3], 3, 160),
        ];
        for (leader, voters, w, millis) in cases {
            assert_eq!(
                commit(&mesh, leader, &voters, w, Duration::ZERO).unwrap(),
                Duration::from_millis(millis),
                "{voters:?}"
            );
        }
        assert!(
            commit(&mesh, 2, &[0, 1, 3], 2, Duration::ZERO).is_err()
                && commit(&mesh, 0, &[0, 1, 3], 4, Duration::ZERO).is_err()
        );
        assert_eq!(
            leaderless_write(&mesh, 1, &[0, 1, 2], 2, Duration::from_millis(2)).unwrap(),
            Duration::from_millis(27)
        );
        assert_eq!(
            nearest_other_region(&mesh, 0, &[0, 0, 3]),
            Some(Duration::from_millis(160))
        );
    }

    #[test]
    fn the_leader_goes_where_the_clients_are() {
        let mesh = mesh();
        let lead = |clients: &[(usize, f64)]| {
            best_leader(&mesh, clients, &[0, 1, 3], 2, Duration::ZERO).unwrap()
        };
        assert_eq!(lead(&[(0, 1.0), (1, 1.0)]).region, 0);
        assert_eq!(lead(&[(1, 1.0), (2, 1.0)]).region, 1);
        // One client in Tokyo does not outweigh Europe, but waits longest.
        let mixed = lead(&[(1, 10.0), (3, 1.0)]);
        assert_eq!((mixed.region, mixed.worst), (1, Duration::from_millis(277)));
        assert!(best_leader(&mesh, &[], &[0], 1, Duration::ZERO).is_err());
    }

    proptest! {
        /// Law: a larger quorum never commits sooner, and no other leader is better than the best.
        #[test]
        fn monotone_and_best(voters in prop::collection::vec(0_usize..4, 1..7), clients in prop::collection::vec((0_usize..4, 0.1_f64..5.0), 1..4), w in 1_usize..7) {
            prop_assume!(w <= voters.len());
            let mesh = mesh();
            let best = best_leader(&mesh, &clients, &voters, w, Duration::ZERO).unwrap();
            let total: f64 = clients.iter().map(|(_, weight)| weight).sum();
            for leader in &voters {
                let commit_at = |w| commit(&mesh, *leader, &voters, w, Duration::ZERO).unwrap();
                prop_assert!(w == 1 || commit_at(w - 1) <= commit_at(w));
                let mean: f64 = clients.iter().map(|(client, weight)| (mesh.time(*client, *leader).secs() + commit_at(w).secs()) * weight / total).sum();
                prop_assert!(best.mean.secs() <= mean + 1e-8);
            }
        }
    }
}
