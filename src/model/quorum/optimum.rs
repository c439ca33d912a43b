//! The best strategy of a system: small linear programs over its quorums.
//!
//! Source: Whittaker et al., PaPoC 2021, sections 2.2 and 3; Naor, Wool 1998, section 4.

use super::expr::{NodeSet, bit};
use super::simplex::{Failure, Program, Row, minimize};
use super::strategy::{Limits, Objective, Strategy, Workload, latency_of};
use super::system::System;
use crate::model::error::ModelError;

impl System {
    /// The strategy that is best for `objective` within `limits`, among the inclusion-minimal sets that survive
    /// `failures` of their own nodes: a linear program (Naor, Wool 1998, section 4; Whittaker et al. 2021, sections 2.2
    /// and 3).
    ///
    /// Load: the mean over the workload of the load of the busiest node, where the load of a node is
    /// `f·P(in read quorum)/read capacity + (1-f)·P(in write quorum)/write capacity` for a share of reads `f`, with
    /// capacities per second. Network: `f·E[size of read quorum] + (1-f)·E[size of write quorum]`. Latency likewise, in
    /// ms; that of a set is the time until its fastest nodes form a quorum.
    ///
    /// Flatters: capacities are taken as constant and latencies as certain; a busy node is slower than an idle one.
    /// With `failures > 0` a larger set than the minimal ones can at times be faster; as in Quoracle it is not looked
    /// at.
    ///
    /// # Errors
    /// [`ModelError::NoStrategy`] when no quorum survives, or the limits cannot be met;
    /// [`ModelError::TooLarge`] when there are too many quorums.
    pub fn best(
        &self,
        objective: Objective,
        workload: &Workload,
        limits: &Limits,
        failures: usize,
    ) -> Result<Strategy<'_>, ModelError> {
        let (reads, writes) = self.quorums(failures)?;
        for (sets, what) in [(&reads, "read"), (&writes, "write")] {
            if sets.is_empty() {
                let because =
                    format!("no {what} quorum survives the failure of any {failures} of its nodes");
                return Err(ModelError::NoStrategy { because });
            }
        }
        Search {
            system: self,
            workload,
            reads,
            writes,
        }
        .best(objective, limits)
    }
}

struct Search<'a, 'w> {
    system: &'a System,
    workload: &'w Workload,
    reads: Vec<NodeSet>,
    writes: Vec<NodeSet>,
}

fn sizes(sets: &[NodeSet]) -> Vec<f64> {
    sets.iter().map(|set| f64::from(set.count_ones())).collect()
}

impl<'a> Search<'a, '_> {
    fn best(self, objective: Objective, limits: &Limits) -> Result<Strategy<'a>, ModelError> {
        // Without limits, each side of network and latency has one best quorum and needs no program.
        let free = *limits == Limits::default();
        match objective {
            Objective::Network if free => {
                Ok(self.cheapest(&sizes(&self.reads), &sizes(&self.writes)))
            }
            Objective::Latency if free => {
                Ok(self.cheapest(&self.read_latencies(), &self.write_latencies()))
            }
            Objective::Load | Objective::Network | Objective::Latency => {
                self.solve(objective, limits)
            }
        }
    }

    fn read_latencies(&self) -> Vec<f64> {
        self.reads
            .iter()
            .map(|set| latency_of(self.system.nodes(), *set, self.system.reads()))
            .collect()
    }

    fn write_latencies(&self) -> Vec<f64> {
        self.writes
            .iter()
            .map(|set| latency_of(self.system.nodes(), *set, self.system.writes()))
            .collect()
    }

    fn cheapest(&self, reads: &[f64], writes: &[f64]) -> Strategy<'a> {
        let least = |sets: &[NodeSet], costs: &[f64]| {
            let best = sets.iter().zip(costs).min_by(|a, b| a.1.total_cmp(b.1));
            best.map(|(set, _)| (*set, 1.0)).into_iter().collect()
        };
        Strategy {
            system: self.system,
            reads: least(&self.reads, reads),
            writes: least(&self.writes, writes),
        }
    }

    fn solve(self, objective: Objective, limits: &Limits) -> Result<Strategy<'a>, ModelError> {
        let (program, start) = self.program(objective, limits);
        let point = minimize(&program, &start).map_err(|failure| ModelError::NoStrategy {
            because: match failure {
                Failure::Infeasible => "the limits cannot be met together".to_owned(),
                Failure::Numerical(problem) => {
                    format!("the linear program could not be solved: {problem}")
                }
            },
        })?;
        let pick = |sets: &[NodeSet], chances: &[f64]| -> Vec<(NodeSet, f64)> {
            let total: f64 = chances.iter().sum();
            let used = sets
                .iter()
                .zip(chances)
                .filter(|(_, chance)| **chance > 1e-12);
            used.map(|(set, chance)| (*set, chance / total)).collect()
        };
        let (reads, writes) = (self.reads.len(), self.writes.len());
        Ok(Strategy {
            system: self.system,
            reads: pick(&self.reads, &point[..reads]),
            writes: pick(&self.writes, &point[reads..reads + writes]),
        })
    }

    /// Columns: a chance for each read quorum, one for each write quorum, and the highest load at each share of reads.
    /// Also the pivots to a first basis: the first quorum of each side, and the loads that they cause.
    fn program(&self, objective: Objective, limits: &Limits) -> (Program, Vec<(usize, usize)>) {
        let (reads, writes) = (self.reads.len(), self.writes.len());
        let columns = reads + writes + self.workload.fractions.len();
        let chances = |from: usize, count: usize| {
            let inside =
                |column: usize| f64::from(u8::from((from..from + count).contains(&column)));
            Row {
                coefficients: (0..columns).map(inside).collect(),
                bound: 1.0,
                equal: true,
            }
        };
        let mut rows = vec![chances(0, reads), chances(reads, writes)];
        let mut start = vec![(0, 0), (1, reads)];
        for (index, (fraction, _)) in self.workload.fractions.iter().enumerate() {
            let first = rows.len();
            rows.extend(
                (0..self.system.nodes().len()).map(|node| self.load_row(node, index, *fraction)),
            );
            let busy = |row: &usize| rows[*row].coefficients[0] + rows[*row].coefficients[reads];
            let busiest = (first..rows.len()).max_by(|a, b| busy(a).total_cmp(&busy(b)));
            start.extend(busiest.map(|row| (row, reads + writes + index)));
        }
        let first_limit = rows.len();
        let bounds = [
            (
                Objective::Load,
                limits.load.map(|limit| limit * self.unit()),
            ),
            (Objective::Network, limits.network),
            (Objective::Latency, limits.latency_ms),
        ];
        for (what, limit) in bounds
            .into_iter()
            .filter_map(|(what, limit)| Some((what, limit?)))
        {
            let scale = if limit > 0.0 { 1.0 / limit } else { 1.0 };
            let coefficients = self
                .costs(what)
                .into_iter()
                .map(|cost| cost * scale)
                .collect();
            rows.push(Row {
                coefficients,
                bound: limit * scale,
                equal: false,
            });
        }
        let limits = first_limit..rows.len();
        (
            Program {
                cost: self.costs(objective),
                rows,
                limits,
            },
            start,
        )
    }

    /// Loads are counted in units of the strongest node, so that the numbers stay near 1.
    fn unit(&self) -> f64 {
        let strongest = |most: f64, node: &super::Node| {
            most.max(node.read_capacity_per_s)
                .max(node.write_capacity_per_s)
        };
        self.system.nodes().iter().fold(0.0, strongest)
    }

    fn load_row(&self, node: usize, index: usize, fraction: f64) -> Row {
        let capacities = &self.system.nodes()[node];
        let work = |sets: &[NodeSet], work: f64| -> Vec<f64> {
            sets.iter()
                .map(|set| if set & bit(node) == 0 { 0.0 } else { work })
                .collect()
        };
        let reads = work(
            &self.reads,
            fraction * self.unit() / capacities.read_capacity_per_s,
        );
        let writes = work(
            &self.writes,
            (1.0 - fraction) * self.unit() / capacities.write_capacity_per_s,
        );
        let mut loads = vec![0.0; self.workload.fractions.len()];
        loads[index] = -1.0;
        Row {
            coefficients: [reads, writes, loads].concat(),
            bound: 0.0,
            equal: false,
        }
    }

    fn costs(&self, objective: Objective) -> Vec<f64> {
        let mean = self.workload.mean();
        let (reads, writes, loads) = match objective {
            Objective::Load => {
                let loads = self
                    .workload
                    .fractions
                    .iter()
                    .map(|(_, weight)| *weight)
                    .collect();
                return [vec![0.0; self.reads.len() + self.writes.len()], loads].concat();
            }
            Objective::Network => (
                sizes(&self.reads),
                sizes(&self.writes),
                self.workload.fractions.len(),
            ),
            Objective::Latency => (
                self.read_latencies(),
                self.write_latencies(),
                self.workload.fractions.len(),
            ),
        };
        let reads = reads.into_iter().map(|cost| mean * cost);
        let writes = writes.into_iter().map(|cost| (1.0 - mean) * cost);
        reads
            .chain(writes)
            .chain(std::iter::repeat_n(0.0, loads))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Expr;
    use super::super::expr::tests::expressions;
    use super::super::system::Node;
    use super::*;

    type Theirs = quoracle::Expr<usize>;

    fn theirs(expr: &Expr, nodes: &[quoracle::Node<usize>]) -> Theirs {
        match expr {
            Expr::Node(node) => nodes[*node].clone().into(),
            Expr::AtLeast(part) => {
                let of = part.of().iter().map(|part| theirs(part, nodes)).collect();
                quoracle::choose(part.need(), of).unwrap()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Law: load, network load and latency agree with the crate `quoracle` on random systems and workloads.
        #[test]
        fn agrees_with_quoracle(
            reads in expressions(5),
            capacities in prop::collection::vec((1_u32..50, 1_u32..50, 1_u32..1000), 5),
            fractions in prop::collection::vec((0_u32..=10, 1_u32..5), 1..4),
        ) {
            let nodes = capacities.iter().enumerate().map(|(index, (read, write, latency))| Node {
                name: index.to_string(),
                read_capacity_per_s: f64::from(*read),
                write_capacity_per_s: f64::from(*write),
                latency_ms: f64::from(*latency),
            });
            let system = System::from_reads(nodes.collect(), reads).unwrap();
            let parts: Vec<(f64, f64)> = fractions.iter().map(|(f, weight)| (f64::from(*f) / 10.0, f64::from(*weight))).collect();
            let workload = Workload::weighted(&parts).unwrap();

            let their_nodes: Vec<quoracle::Node<usize>> = system.nodes().iter().enumerate().map(|(index, node)| {
                let theirs = quoracle::Node::new(index).with_read_write_capacity(node.read_capacity_per_s, node.write_capacity_per_s);
                theirs.unwrap().with_latency(std::time::Duration::from_secs_f64(node.latency_ms / 1e3))
            }).collect();
            let their_system = quoracle::QuorumSystem::from_reads(theirs(system.reads(), &their_nodes));
            let their_workload = quoracle::Distribution::weighted(&parts).unwrap();
            let (given, free) = (Some(&their_workload), quoracle::StrategyLimits::default());
            for objective in [Objective::Load, Objective::Network, Objective::Latency] {
                let ours = system.best(objective, &workload, &Limits::default(), 0).unwrap();
                let theirs = |objective| their_system.strategy(objective, given, None, &free, 0).unwrap();
                let (ours, theirs) = match objective {
                    Objective::Load => (ours.load(&workload), theirs(quoracle::Objective::Load).load(given, None).unwrap()),
                    Objective::Network => (ours.network_load(&workload), theirs(quoracle::Objective::Network).network_load(given, None).unwrap()),
                    Objective::Latency => (ours.latency_ms(&workload), theirs(quoracle::Objective::Latency).latency(given, None).unwrap().as_secs_f64() * 1e3),
                };
                prop_assert!((ours - theirs).abs() <= 1e-6 * theirs, "{objective:?}: {ours} and not {theirs}");
            }
            prop_assert_eq!(system.read_resilience().unwrap(), their_system.read_resilience());
            prop_assert_eq!(system.write_resilience().unwrap(), their_system.write_resilience());
        }
    }

    /// Every way to hand out so many equal parts over so many sets.
    fn shares(sets: usize, parts: usize) -> Vec<Vec<usize>> {
        if sets == 1 {
            return vec![vec![parts]];
        }
        let first = 0..=parts;
        first
            .flat_map(|own| {
                let rest = shares(sets - 1, parts - own).into_iter();
                rest.map(move |rest| [vec![own], rest].concat())
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Law: no strategy on a grid has less load than the best one, and the best one of the grid has hardly more. Each set of the
        /// best strategy survives the failures asked for, whichever of its nodes they hit.
        #[test]
        fn no_strategy_of_a_grid_beats_the_best(
            reads in expressions(4),
            capacities in prop::collection::vec((1_u32..20, 1_u32..20), 4),
            tenths in 0_u32..=10,
            failures in 0_usize..2,
        ) {
            const PARTS: usize = 8;
            let nodes = capacities.iter().enumerate().map(|(index, (read, write))| Node {
                read_capacity_per_s: f64::from(*read),
                write_capacity_per_s: f64::from(*write),
                ..Node::new(index.to_string())
            });
            let system = System::from_reads(nodes.collect(), reads).unwrap();
            let fraction = f64::from(tenths) / 10.0;
            let workload = Workload::fixed(fraction).unwrap();
            let Ok(best) = system.best(Objective::Load, &workload, &Limits::default(), failures) else {
                let (reads, writes) = system.quorums(failures).unwrap();
                prop_assert!(reads.is_empty() || writes.is_empty());
                return Ok(());
            };
            for (chosen, expr) in [(&best.reads, system.reads()), (&best.writes, system.writes())] {
                for (set, _) in chosen {
                    let lost = (0..16_u64).filter(|lost| lost & !set == 0 && lost.count_ones() as usize == failures);
                    for lost in lost {
                        prop_assert!(expr.is_met(set & !lost), "{set:b} without {lost:b}");
                    }
                }
            }
            let (reads, writes) = system.quorums(failures).unwrap();
            let busy = |sets: &[NodeSet], parts: &[usize]| -> Vec<f64> {
                let of = |node: usize| sets.iter().zip(parts).filter(move |(set, _)| *set >> node & 1 == 1);
                (0..4).map(|node| of(node).map(|(_, parts)| *parts as f64 / PARTS as f64).sum()).collect()
            };
            let reading: Vec<Vec<f64>> = shares(reads.len(), PARTS).iter().map(|parts| busy(&reads, parts)).collect();
            let writing: Vec<Vec<f64>> = shares(writes.len(), PARTS).iter().map(|parts| busy(&writes, parts)).collect();
            let load = |read: &[f64], write: &[f64]| {
                let of = |node: usize| {
                    let (reads, writes) = capacities[node];
                    fraction * read[node] / f64::from(reads) + (1.0 - fraction) * write[node] / f64::from(writes)
                };
                (0..4).map(of).fold(0.0, f64::max)
            };
            let grid = reading.iter().flat_map(|read| writing.iter().map(move |write| load(read, write)));
            let least = grid.fold(f64::INFINITY, f64::min);
            // A share is at most a part away from one of the grid in each set, and a node is in so many of them.
            let most = |sets: &[NodeSet], pick: fn(&(u32, u32)) -> u32| {
                let slowest = capacities.iter().map(pick).min().unwrap();
                sets.len() as f64 / PARTS as f64 / f64::from(slowest)
            };
            let coarse = fraction * most(&reads, |one| one.0) + (1.0 - fraction) * most(&writes, |one| one.1);
            let found = best.load(&workload);
            prop_assert!(found <= least + 1e-9, "{found} {least}");
            prop_assert!(least <= found + coarse + 1e-9, "{found} {least} {coarse}");
        }
    }

    #[test]
    fn the_grid_of_the_paper() {
        // Whittaker et al., section 3.3 and figure 7: reads ask a row of the grid a b / c d.
        let nodes = [("a", 4000.0), ("b", 4000.0), ("c", 1000.0), ("d", 1000.0)].map(
            |(name, latency_ms)| {
                let strong = latency_ms > 1000.0;
                let (read_capacity_per_s, write_capacity_per_s) = if strong {
                    (200.0, 100.0)
                } else {
                    (100.0, 50.0)
                };
                Node {
                    name: name.to_owned(),
                    read_capacity_per_s,
                    write_capacity_per_s,
                    latency_ms,
                }
            },
        );
        let reads = super::super::parse(
            "a*b + c*d",
            &mut ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
        )
        .unwrap();
        let system = System::from_reads(nodes.to_vec(), reads).unwrap();
        for (fraction, capacity) in [(1.0, 300.0), (0.5, 200.0), (0.0, 100.0)] {
            let workload = Workload::fixed(fraction).unwrap();
            let strategy = system
                .best(Objective::Load, &workload, &Limits::default(), 0)
                .unwrap();
            assert!(
                (strategy.capacity_per_s(&workload) - capacity).abs() < 1e-9,
                "{fraction}"
            );
        }
        let workload = Workload::fixed(1.0).unwrap();
        let limits = Limits {
            load: Some(1.0 / 150.0),
            network: Some(2.0),
            ..Limits::default()
        };
        let strategy = system
            .best(Objective::Latency, &workload, &limits, 0)
            .unwrap();
        assert!((strategy.latency_ms(&workload) - 2000.0).abs() < 1e-6);
    }
}
