//! The search for a good quorum system over given nodes.
//!
//! Source: Whittaker et al., PaPoC 2021, section 4 (search). They walk over all expressions until a time limit; here
//! the walk is over two-level systems, groups with a threshold each and a threshold over the groups, so that the
//! answer does not depend on the clock. Majorities, grids, hierarchies and read-one-write-all are among them.

use super::expr::Expr;
use super::strategy::{Limits, Objective, Workload};
use super::system::{Node, System};
use crate::model::error::ModelError;

/// Up to this many nodes, every way to group them is tried; beyond it, equal runs of nodes sorted by speed.
const MOST_GROUPED: usize = 6;
/// The most nodes of a search.
const MOST_SEARCHED: usize = 12;

/// What the system shall be good at.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// What shall be least.
    pub objective: Objective,
    /// The share of reads.
    pub workload: Workload,
    /// What must not be exceeded.
    pub limits: Limits,
    /// Failures that reads and writes must survive.
    pub resilience: usize,
    /// Failures that each quorum asked must survive by itself.
    pub failures: usize,
}

/// A system and the value of its objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The system.
    pub system: System,
    /// Its load, network load or latency in milliseconds, as was wished.
    pub value: f64,
}

/// The best two-level system over these nodes: of all that meet the wish the one of least load, network load, or
/// latency in ms. Among equals the first found: with fewer groups (Whittaker et al. 2021, section 4, whose search is
/// wider and ends by the clock).
///
/// Flatters as [`System::best`] does. Assumes that two levels are enough: a deeper expression may be better, and beyond
/// six nodes only even groups are tried.
///
/// # Errors
/// [`ModelError::NoStrategy`] when no system meets the wish; [`ModelError::TooLarge`] beyond 12 nodes.
pub fn search(nodes: &[Node], wish: &Wish) -> Result<Found, ModelError> {
    if nodes.is_empty() || nodes.len() > MOST_SEARCHED {
        return Err(ModelError::too_large(
            "the number of nodes to search over",
            nodes.len(),
            MOST_SEARCHED,
        ));
    }
    let mut best: Option<Found> = None;
    for groups in groupings(nodes) {
        for reads in thresholds(&groups)? {
            let system = System::from_reads(nodes.to_vec(), reads)?;
            if system.read_resilience()?.min(system.write_resilience()?) < wish.resilience {
                continue;
            }
            let strategy =
                match system.best(wish.objective, &wish.workload, &wish.limits, wish.failures) {
                    Err(ModelError::NoStrategy { .. }) => continue,
                    strategy => strategy?,
                };
            let value = match wish.objective {
                Objective::Load => strategy.load(&wish.workload),
                Objective::Network => strategy.network_load(&wish.workload),
                Objective::Latency => strategy.latency_ms(&wish.workload),
            };
            // Rounding must not decide between equals.
            if best
                .as_ref()
                .is_none_or(|best| value < best.value * (1.0 - 1e-9))
            {
                best = Some(Found { system, value });
            }
        }
    }
    best.ok_or_else(|| ModelError::NoStrategy {
        because: "no two-level system over these nodes meets the wish".to_owned(),
    })
}

fn groupings(nodes: &[Node]) -> Vec<Vec<Vec<usize>>> {
    let mut all = if nodes.len() <= MOST_GROUPED {
        partitions(nodes.len())
    } else {
        even_runs(nodes)
    };
    all.sort_by_key(Vec::len);
    all
}

/// All ways to split `0 .. count` into groups.
fn partitions(count: usize) -> Vec<Vec<Vec<usize>>> {
    (0..count).fold(vec![Vec::new()], |partial, node| {
        let grow = |groups: Vec<Vec<usize>>| {
            (0..=groups.len()).map(move |at| {
                let mut next = groups.clone();
                if at == next.len() {
                    next.push(Vec::new());
                }
                next[at].push(node);
                next
            })
        };
        partial.into_iter().flat_map(grow).collect()
    })
}

/// Nodes sorted by speed, cut into runs as equal as can be, or dealt out in turn.
fn even_runs(nodes: &[Node]) -> Vec<Vec<Vec<usize>>> {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    let speed = |node: usize| {
        (
            nodes[node].latency_ms,
            -nodes[node].read_capacity_per_s - nodes[node].write_capacity_per_s,
        )
    };
    order.sort_by(|a, b| {
        speed(*a)
            .partial_cmp(&speed(*b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut all = Vec::new();
    for groups in 1..=nodes.len() {
        let size = nodes.len().div_ceil(groups);
        all.push(order.chunks(size).map(<[usize]>::to_vec).collect());
        let dealt = |group: usize| order.iter().skip(group).step_by(groups).copied().collect();
        all.push((0..groups).map(dealt).collect());
    }
    all
}

/// Every threshold over the groups, with every threshold inside them; groups of one size share theirs.
fn thresholds(groups: &[Vec<usize>]) -> Result<Vec<Expr>, ModelError> {
    let mut sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut inner: Vec<Vec<usize>> = vec![Vec::new()];
    for size in &sizes {
        inner = inner
            .iter()
            .flat_map(|needs| (1..=*size).map(|need| [needs.clone(), vec![need]].concat()))
            .collect();
    }
    let mut all = Vec::new();
    for needs in inner {
        let need_of = |group: &[usize]| {
            sizes
                .iter()
                .position(|size| *size == group.len())
                .map_or(1, |index| needs[index])
        };
        let parts = groups.iter().map(|group| {
            Expr::choose(
                need_of(group),
                group.iter().copied().map(Expr::Node).collect(),
            )
        });
        let parts: Vec<Expr> = parts.collect::<Result<_, _>>()?;
        for need in 1..=parts.len() {
            all.push(Expr::choose(need, parts.clone())?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way in which three nodes can all matter to reads.
    const OF_THREE: [&str; 9] = [
        "a*b*c",
        "a + b + c",
        "a*b + a*c + b*c",
        "a*(b + c)",
        "b*(a + c)",
        "c*(a + b)",
        "a + b*c",
        "b + a*c",
        "c + a*b",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Law: over three nodes the search finds the best of all systems in which each node matters, tried one by one.
        #[test]
        fn finds_the_best_of_all_systems_of_three(
            capacities in prop::collection::vec((1_u32..50, 1_u32..50, 1_u32..1000), 3),
            tenths in 0_u32..=10,
            resilience in 0_usize..2,
        ) {
            let nodes: Vec<Node> = capacities.iter().zip(["a", "b", "c"]).map(|((read, write, latency), name)| Node {
                name: name.to_owned(),
                read_capacity_per_s: f64::from(*read),
                write_capacity_per_s: f64::from(*write),
                latency_ms: f64::from(*latency),
            }).collect();
            let workload = Workload::fixed(f64::from(tenths) / 10.0).unwrap();
            for objective in [Objective::Load, Objective::Network, Objective::Latency] {
                let mut least = f64::INFINITY;
                for reads in OF_THREE {
                    let reads = super::super::parse(reads, &mut ["a", "b", "c"].map(str::to_owned).to_vec()).unwrap();
                    let system = System::from_reads(nodes.clone(), reads).unwrap();
                    let survives = |lost: u64| system.reads().is_met(7 & !lost) && system.writes().is_met(7 & !lost);
                    if resilience == 1 && ![1, 2, 4].into_iter().all(survives) {
                        continue;
                    }
                    let best = system.best(objective, &workload, &Limits::default(), 0).unwrap();
                    least = least.min(match objective {
                        Objective::Load => best.load(&workload),
                        Objective::Network => best.network_load(&workload),
                        Objective::Latency => best.latency_ms(&workload),
                    });
                }
                let wish = Wish { objective, workload: workload.clone(), limits: Limits::default(), resilience, failures: 0 };
                let found = search(&nodes, &wish).unwrap().value;
                prop_assert!((found - least).abs() <= 1e-6 * least, "{objective:?}: {found} and not {least}");
            }
        }
    }

    #[test]
    fn finds_what_the_paper_finds_better_than_majorities() {
        let nodes: Vec<Node> = (0..6).map(|index| Node::new(format!("n{index}"))).collect();
        let wish = Wish {
            objective: Objective::Load,
            workload: Workload::fixed(0.5).unwrap(),
            limits: Limits::default(),
            resilience: 1,
            failures: 0,
        };
        let found = search(&nodes, &wish).unwrap();
        let majority = System::from_reads(nodes.clone(), Expr::of_nodes(4, 6).unwrap()).unwrap();
        let strategy = majority
            .best(Objective::Load, &wish.workload, &Limits::default(), 0)
            .unwrap();
        assert!(
            found.value < strategy.load(&wish.workload),
            "{} {}",
            found.system.text(found.system.reads()),
            found.value
        );
        assert!(found.system.read_resilience().unwrap() >= 1);

        let impossible = Wish {
            limits: Limits {
                network: Some(0.5),
                ..Limits::default()
            },
            ..wish
        };
        assert!(matches!(
            search(&nodes, &impossible),
            Err(ModelError::NoStrategy { .. })
        ));
    }

    #[test]
    fn partitions_are_bell_numbers() {
        for (count, bell) in [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52), (6, 203)] {
            assert_eq!(partitions(count).len(), bell);
        }
    }
}
