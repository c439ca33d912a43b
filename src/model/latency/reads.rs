//! How long a read waits, by how it is served.

use super::atlas::Mesh;
use super::commit::{commit, nth};
use crate::model::error::ModelError;
use crate::units::Duration;

/// How a read is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMode {
    /// By the leader, after a quorum has confirmed that it still leads (Ongaro 2014, section 6.4, "read index"): latest.
    Leader,
    /// By the leader while its lease holds: latest, if clocks keep their promise.
    Lease,
    /// By `r` replicas, whose newest answer counts: latest where `r + w > n` and reads write back.
    Quorum(usize),
    /// By the nearest replica: may be old.
    Nearest,
}

/// What a client in `client` waits for a read. `replicas` holds the region of each replica; the leader's own is among
/// them.
///
/// Leader: round trip to it, and from it to a majority. Lease: round trip to it. Quorum: the `r`-th nearest replica.
/// Nearest: the first (Ongaro 2014, sections 6.4 and 6.4.1; Gifford 1979 for quorums).
///
/// Flatters: typical round trips, no work done, and a lease that has not run out. A quorum read is counted as one
/// round; one that has to write back takes a second (Attiya, Bar-Noy, Dolev 1995).
///
/// # Errors
/// [`ModelError::OutOfRange`] when the leader's region has no replica, or the quorum is empty or larger than the replicas.
pub fn read(
    mesh: &Mesh,
    mode: ReadMode,
    client: usize,
    leader: usize,
    replicas: &[usize],
) -> Result<Duration, ModelError> {
    let near = |need| {
        nth(
            replicas
                .iter()
                .map(|replica| mesh.time(client, *replica))
                .collect(),
            need,
            "the read quorum",
        )
    };
    match mode {
        ReadMode::Leader => {
            let confirm = commit(
                mesh,
                leader,
                replicas,
                replicas.len() / 2 + 1,
                Duration::ZERO,
            )?;
            Ok(mesh.time(client, leader).saturating_add(confirm))
        }
        ReadMode::Lease => Ok(mesh.time(client, leader)),
        ReadMode::Quorum(need) => near(need),
        ReadMode::Nearest => near(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::commit::tests::mesh;
    use super::*;

    #[test]
    fn what_each_mode_costs_a_client_in_frankfurt() {
        let cases = [
            (ReadMode::Leader, 90 + 67), // to Virginia, and from there to Dublin
            (ReadMode::Lease, 90),
            (ReadMode::Quorum(2), 90), // Dublin first, Virginia second
            (ReadMode::Nearest, 25),
        ];
        for (mode, millis) in cases {
            assert_eq!(
                read(&mesh(), mode, 2, 0, &[0, 1, 3]).unwrap(),
                Duration::from_millis(millis),
                "{mode:?}"
            );
        }
        assert!(read(&mesh(), ReadMode::Quorum(4), 2, 0, &[0, 1, 3]).is_err());
    }

    proptest! {
        /// Law: a quorum read waits for the best of all sets of that size, and a set for its slowest; the other modes are cases of it.
        #[test]
        fn matches_trying_every_set(client in 0_usize..4, leader in 0_usize..4, others in prop::collection::vec(0_usize..4, 0..5), need in 1_usize..6) {
            let mesh = mesh();
            let mut replicas = others;
            replicas.push(leader);
            prop_assume!(need <= replicas.len());
            let wait = |from: usize, size: usize| {
                (0_u32..1 << replicas.len()).filter(|set| set.count_ones() as usize == size).map(|set| {
                    let asked = replicas.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
                    asked.map(|(_, replica)| mesh.time(from, *replica)).max().unwrap()
                }).min().unwrap()
            };
            let found = |mode| read(&mesh, mode, client, leader, &replicas).unwrap();
            prop_assert_eq!(found(ReadMode::Quorum(need)), wait(client, need));
            prop_assert_eq!(found(ReadMode::Nearest), wait(client, 1));
            prop_assert!(found(ReadMode::Lease) <= found(ReadMode::Leader) && found(ReadMode::Nearest) <= found(ReadMode::Lease));
        }
    }
}
