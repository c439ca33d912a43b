//! Transactions over several groups: two-phase commit where each participant is a consensus group.

use super::atlas::Mesh;
use crate::units::Duration;

/// A group that takes part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Participant {
    /// The region of its leader.
    pub leader: usize,
    /// Its commit latency.
    pub commit: Duration,
}

/// What a client in `client` waits for a transaction that `coordinator` leads: round trip to the coordinator, then the
/// slowest participant (round trip and its durable vote), then the coordinator's durable decision (Corbett et al. 2012,
/// section 4.2.1; Gray, Lamport 2006, section 3). The participants learn the decision after the client does.
///
/// A single participant that is the coordinator needs one commit and no vote. Assumes that votes are asked for at once
/// and that nobody votes no. Flatters: locks are held through all of it, so transactions on the same items wait in
/// line.
#[must_use]
pub fn transaction(
    mesh: &Mesh,
    client: usize,
    coordinator: Participant,
    others: &[Participant],
) -> Duration {
    let to_coordinator = mesh.time(client, coordinator.leader);
    let vote = |participant: &Participant| {
        mesh.time(coordinator.leader, participant.leader)
            .saturating_add(participant.commit)
    };
    let votes = others.iter().map(vote).max().unwrap_or(Duration::ZERO);
    to_coordinator
        .saturating_add(votes)
        .saturating_add(coordinator.commit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::commit::tests::mesh;
    use super::*;

    #[test]
    fn two_groups_cost_two_commits_and_a_round_trip() {
        let group = |leader, millis| Participant {
            leader,
            commit: Duration::from_millis(millis),
        };
        let cases = [
            // others                        wait                 why
            (vec![], 67 + 67),                  // to Virginia, one commit there
            (vec![group(0, 67)], 67 + 68 + 67), // a neighbour: 1 ms and its commit, then the decision
            (vec![group(0, 67), group(3, 160)], 67 + 320 + 67), // Tokyo decides
        ];
        for (others, millis) in cases {
            assert_eq!(
                transaction(&mesh(), 1, group(0, 67), &others),
                Duration::from_millis(millis),
                "{others:?}"
            );
        }
    }

    proptest! {
        /// Law: played message by message, the client hears of the commit when the formula says so.
        #[test]
        fn matches_the_messages_one_by_one(client in 0_usize..4, groups in prop::collection::vec((0_usize..4, 0_u64..400), 1..5)) {
            let mesh = mesh();
            let groups: Vec<Participant> = groups.into_iter().map(|(leader, millis)| Participant { leader, commit: Duration::from_millis(millis) }).collect();
            let (coordinator, others) = (groups[0], &groups[1..]);
            let half = |a, b| mesh.time(a, b).secs() / 2.0;
            let asked = half(client, coordinator.leader);
            let mut voted = asked;
            for other in others {
                let arrives = asked + half(coordinator.leader, other.leader);
                voted = voted.max(arrives + other.commit.secs() + half(other.leader, coordinator.leader));
            }
            let heard = voted + coordinator.commit.secs() + half(coordinator.leader, client);
            prop_assert!((transaction(&mesh, client, coordinator, others).secs() - heard).abs() < 1e-8);
        }
    }
}
