//! Sets of nodes behind an expression: minimal quorums, quorums that survive failures, smallest fatal failures.

use super::expr::{AtLeast, Expr, NodeSet, bit};
use crate::model::error::ModelError;

/// The most quorums that are listed. A majority of 17 nodes has 24310.
const MOST_SETS: usize = 100_000;
/// The most nodes for which sets that survive failures are listed: that table has one row for each set of nodes.
const MOST_NODES_RESILIENT: u32 = 20;

/// The inclusion-minimal quorums, by size and then by bits.
///
/// # Errors
/// [`ModelError::TooLarge`] when there are more than 100 000.
pub(super) fn minimal(expr: &Expr) -> Result<Vec<NodeSet>, ModelError> {
    let simple = expr.is_simple();
    let mut sets = unions(expr, simple)?;
    sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
    Ok(sets)
}

fn unions(expr: &Expr, simple: bool) -> Result<Vec<NodeSet>, ModelError> {
    let (need, of) = match expr {
        Expr::Node(node) => return Ok(vec![bit(*node)]),
        Expr::AtLeast(part) => (part.need(), part.of()),
    };
    // ways[j]: the sets that meet j of the parts seen so far.
    let mut ways: Vec<Vec<NodeSet>> = vec![Vec::new(); need + 1];
    ways[0].push(0);
    for (seen, part) in of.iter().enumerate() {
        let sets = unions(part, simple)?;
        // Fewer than `least` parts can no longer become `need` with the parts still to come.
        let least = (need + seen + 1).saturating_sub(of.len()).max(1);
        for met in (least..=need.min(seen + 1)).rev() {
            let (before, after) = ways.split_at_mut(met);
            let (from, into) = (&before[met - 1], &mut after[0]);
            let size = into.len() + from.len() * sets.len();
            if size > MOST_SETS {
                return Err(ModelError::too_large(
                    "the number of quorums",
                    size,
                    MOST_SETS,
                ));
            }
            into.extend(from.iter().flat_map(|a| sets.iter().map(move |b| a | b)));
            // Parts that share nodes give sets that contain each other; parts that do not, never.
            if !simple {
                minimize(into);
            }
        }
    }
    Ok(ways.swap_remove(need))
}

/// Keeps the sets that contain no other.
fn minimize(sets: &mut Vec<NodeSet>) {
    sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
    sets.dedup();
    let mut kept: Vec<NodeSet> = Vec::with_capacity(sets.len());
    for set in sets.iter() {
        if !kept.iter().any(|smaller| smaller & set == *smaller) {
            kept.push(*set);
        }
    }
    *sets = kept;
}

/// The inclusion-minimal sets of the nodes `all` that stay a quorum after any `failures` of their nodes fail.
///
/// # Errors
/// [`ModelError::TooLarge`] beyond 20 nodes, or 100 000 sets.
pub(super) fn resilient(
    expr: &Expr,
    all: NodeSet,
    failures: usize,
) -> Result<Vec<NodeSet>, ModelError> {
    if failures == 0 {
        return minimal(expr);
    }
    let nodes: Vec<u32> = (0..NodeSet::BITS)
        .filter(|node| all >> node & 1 == 1)
        .collect();
    let count = all.count_ones();
    if count > MOST_NODES_RESILIENT {
        return Err(ModelError::too_large(
            "the number of nodes",
            count,
            MOST_NODES_RESILIENT,
        ));
    }
    let spread = |packed: usize| {
        nodes.iter().enumerate().fold(0, |set, (bit, node)| {
            set | ((packed >> bit & 1) as NodeSet) << node
        })
    };
    // Round 0: is it a quorum? Round f: does it survive f - 1 failures whichever node is taken out first?
    let mut survives: Vec<bool> = (0..1_usize << count)
        .map(|packed| expr.is_met(spread(packed)))
        .collect();
    let without = |packed: usize| {
        (0..count)
            .filter(move |bit| packed >> bit & 1 == 1)
            .map(move |bit| packed & !(1 << bit))
    };
    for _ in 0..failures.min(nodes.len()) {
        survives = (0..survives.len())
            .map(|packed| packed != 0 && without(packed).all(|less| survives[less]))
            .collect();
    }
    let mut sets: Vec<NodeSet> = (0..survives.len())
        .filter(|packed| survives[*packed] && !without(*packed).any(|less| survives[less]))
        .map(spread)
        .collect();
    if sets.len() > MOST_SETS {
        return Err(ModelError::too_large(
            "the number of quorums",
            sets.len(),
            MOST_SETS,
        ));
    }
    sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
    Ok(sets)
}

/// The smallest number of nodes whose failure leaves no quorum.
///
/// # Errors
/// [`ModelError::TooLarge`] when nodes stand twice and there are too many quorums to list.
pub(super) fn fewest_fatal(expr: &Expr) -> Result<usize, ModelError> {
    if expr.is_simple() {
        return Ok(fewest_fatal_simple(expr));
    }
    let quorums = minimal(expr)?;
    // A greedy hitting set is a first bound; the search only looks for smaller ones.
    let mut best = greedy_hitting_set(&quorums);
    hit(&quorums, 0, 0, &mut best);
    Ok(best)
}

fn fewest_fatal_simple(expr: &Expr) -> usize {
    let Expr::AtLeast(part) = expr else { return 1 };
    let mut parts: Vec<usize> = AtLeast::of(part).iter().map(fewest_fatal_simple).collect();
    parts.sort_unstable();
    parts.iter().take(parts.len() - part.need() + 1).sum()
}

fn greedy_hitting_set(quorums: &[NodeSet]) -> usize {
    let mut left: Vec<NodeSet> = quorums.to_vec();
    let mut taken = 0;
    while !left.is_empty() {
        let hits = |node: &u32| left.iter().filter(|set| *set >> node & 1 == 1).count();
        let Some(node) = (0..NodeSet::BITS).max_by_key(hits) else {
            break;
        };
        left.retain(|set| set >> node & 1 == 0);
        taken += 1;
    }
    taken
}

/// Some node of the first quorum not yet hit must be taken: try each.
fn hit(quorums: &[NodeSet], taken: NodeSet, size: usize, best: &mut usize) {
    if size >= *best {
        return;
    }
    let Some(next) = quorums.iter().find(|set| *set & taken == 0) else {
        *best = size;
        return;
    };
    let mut nodes = *next;
    while nodes != 0 && size + 1 < *best {
        let node = nodes & nodes.wrapping_neg();
        hit(quorums, taken | node, size + 1, best);
        nodes &= !node;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::expr::tests::expressions;
    use super::*;

    const ALL: NodeSet = 63;

    fn resilient_by_definition(expr: &Expr, set: NodeSet, failures: u32) -> bool {
        (0..=ALL)
            .filter(|lost| lost & !set == 0 && lost.count_ones() == failures.min(set.count_ones()))
            .all(|lost| expr.is_met(set & !lost))
    }

    proptest! {
        /// Law: the listed sets are the quorums that contain no smaller quorum.
        #[test]
        fn minimal_matches_enumeration(expr in expressions(6)) {
            let inside = |set: NodeSet| (0..=ALL).any(|less| less != set && less & !set == 0 && expr.is_met(less));
            let mut expected: Vec<NodeSet> = (0..=ALL).filter(|set| expr.is_met(*set) && !inside(*set)).collect();
            expected.sort_unstable_by_key(|set| (set.count_ones(), *set));
            prop_assert_eq!(minimal(&expr).unwrap(), expected);
        }

        /// Law: the table of survivors agrees with trying every set of failures.
        #[test]
        fn resilient_matches_enumeration(expr in expressions(6), failures in 1_usize..=3) {
            let survives = |set: NodeSet| resilient_by_definition(&expr, set, u32::try_from(failures).unwrap());
            let inside = |set: NodeSet| (0..=ALL).any(|less| less != set && less & !set == 0 && survives(less));
            let mut expected: Vec<NodeSet> = (0..=ALL).filter(|set| survives(*set) && !inside(*set)).collect();
            expected.sort_unstable_by_key(|set| (set.count_ones(), *set));
            prop_assert_eq!(resilient(&expr, ALL, failures).unwrap(), expected);
        }

        /// Law: the fewest fatal failures agree with trying every set.
        #[test]
        fn fatal_matches_enumeration(expr in expressions(6)) {
            let fatal = (0..=ALL).filter(|lost| !expr.is_met(ALL & !lost)).map(u64::count_ones).min();
            prop_assert_eq!(Some(u32::try_from(fewest_fatal(&expr).unwrap()).unwrap()), fatal);
        }
    }

    #[test]
    fn refuses_what_would_take_for_ever() {
        assert!(minimal(&Expr::of_nodes(32, 64).unwrap()).is_err());
        assert!(resilient(&Expr::of_nodes(12, 24).unwrap(), (1 << 24) - 1, 1).is_err());
        assert_eq!(fewest_fatal(&Expr::of_nodes(32, 64).unwrap()).unwrap(), 33);
    }
}
