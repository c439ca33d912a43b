//! `quorate calc quorum`: a read-write quorum system, or the search for one.

use std::str::FromStr;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::rows::Rows;
use super::sheet::{Sheet, short};
use crate::model::quorum::{Limits, Node, Objective, System, Wish, Workload, parse, search};
use crate::units::{Duration, Probability};

/// Quorums of one side are listed up to this many.
const LISTED: usize = 12;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc quorum --reads 'majority(a, b, c, d, e)' --read-fraction 90%\n  \
    quorate calc quorum --reads 'a*b + c*d' --node a:capacity=2000:latency=1ms --node c:latency=5ms --f 1\n  \
    quorate calc quorum --reads 'choose(2, [a, b, c, d])' --writes 'choose(3, [a, b, c, d])'\n  \
    quorate calc quorum --search --node a --node b --node c --node d --node e --node f --resilience 1"
)]
pub(super) struct Arguments {
    /// What is enough to read: nodes with +, *, choose(k, …), majority(…)
    #[arg(long, value_name = "EXPR")]
    reads: Option<String>,
    /// What is enough to write; without it, the smallest writes that are safe with the reads
    #[arg(long, value_name = "EXPR")]
    writes: Option<String>,
    /// A node: NAME, with :capacity=N, :read-capacity=N, :write-capacity=N, :latency=TIME behind it
    #[arg(long, value_name = "NODE")]
    node: Vec<NodeSpec>,
    /// The share of reads
    #[arg(long, value_name = "SHARE", default_value = "50%")]
    read_fraction: Probability,
    /// Ask only sets of nodes that stay a quorum after this many of them fail
    #[arg(long, value_name = "N", default_value_t = 0)]
    f: usize,
    /// What the strategy shall keep least
    #[arg(long, value_enum, default_value_t = What::Load)]
    optimize: What,
    /// The most load on the busiest node, in seconds of work for each operation
    #[arg(long, value_name = "LOAD")]
    load_limit: Option<f64>,
    /// The most nodes asked in the mean
    #[arg(long, value_name = "NODES")]
    network_limit: Option<f64>,
    /// The highest mean latency
    #[arg(long, value_name = "TIME")]
    latency_limit: Option<Duration>,
    /// Look for the best system over the nodes instead of taking one
    #[arg(long, conflicts_with_all = ["reads", "writes"])]
    search: bool,
    /// With --search: failures that reads and writes must survive
    #[arg(long, value_name = "N", default_value_t = 0, requires = "search")]
    resilience: usize,
    #[command(flatten)]
    pub(super) rows: Rows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Load,
    Network,
    Latency,
}

/// `a:capacity=2000:latency=1ms`.
#[derive(Debug, Clone)]
struct NodeSpec(Node);

impl FromStr for NodeSpec {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut parts = text.split(':');
        let name = parts
            .next()
            .filter(|name| !name.is_empty())
            .context("the node has no name")?;
        let mut node = Node::new(name);
        for part in parts {
            let (key, value) = part
                .split_once('=')
                .with_context(|| format!("`{part}` is not NAME=VALUE"))?;
            let number = || {
                value
                    .parse::<f64>()
                    .with_context(|| format!("`{value}` is not a number"))
            };
            match key {
                "capacity" => {
                    node.read_capacity_per_s = number()?;
                    node.write_capacity_per_s = number()?;
                }
                "read-capacity" => node.read_capacity_per_s = number()?,
                "write-capacity" => node.write_capacity_per_s = number()?,
                "latency" => node.latency_ms = value.parse::<Duration>()?.millis(),
                _ => bail!("`{key}` is not capacity, read-capacity, write-capacity or latency"),
            }
        }
        Ok(Self(node))
    }
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let system = if self.search {
            self.found()?
        } else {
            self.given()?
        };
        let workload = Workload::fixed(self.read_fraction.ratio())?;
        let mut sheet = Sheet::new();
        let (reads, writes) = (system.read_resilience()?, system.write_resilience()?);
        sheet
            .heading("quorum system")
            .row("reads", system.text(system.reads()))
            .row("writes", system.text(system.writes()))
            .row("intersection", "every read quorum meets every write quorum")
            .row("reads survive", failures(reads))
            .row("writes survive", failures(writes));

        // Capacities that nobody stated are all 1: then only the proportion means something.
        let capacities = system
            .nodes()
            .iter()
            .flat_map(|node| [node.read_capacity_per_s, node.write_capacity_per_s]);
        let stated = capacities
            .into_iter()
            .any(|capacity| (capacity - 1.0).abs() > f64::EPSILON);
        let unit = if stated {
            "operations/s"
        } else {
            "times that of one node"
        };
        let capacity = |most: f64| format!("{} {unit}", short(most, 4));

        let strategy = system.best(self.objective(), &workload, &self.limits(), self.f)?;
        let load = strategy.load(&workload);
        sheet
            .heading(format!(
                "best strategy at {} reads, by {}",
                self.read_fraction,
                self.name()
            ))
            .row("load of the busiest node", short(load, 4))
            .row("capacity", capacity(strategy.capacity_per_s(&workload)))
            .row(
                "nodes asked in the mean",
                short(strategy.network_load(&workload), 4),
            )
            .row(
                "mean latency",
                Duration::from_millis_f64(strategy.latency_ms(&workload))?.rounded(3),
            );
        for (side, sets) in [("read", strategy.reads()), ("write", strategy.writes())] {
            for (set, chance) in sets.iter().take(LISTED) {
                sheet.row(
                    format!("{side} from"),
                    format!(
                        "{{{}}} {}",
                        system.names(*set).join(", "),
                        Probability::clamped(*chance).rounded(3)
                    ),
                );
            }
            if sets.len() > LISTED {
                sheet.row("", format!("and {} more", sets.len() - LISTED));
            }
        }

        sheet.heading("capacity by share of reads");
        let mut bars = Vec::new();
        for tenth in (0..=10_u32).step_by(2) {
            let workload = Workload::fixed(f64::from(tenth) / 10.0)?;
            let most = system
                .best(Objective::Load, &workload, &Limits::default(), self.f)?
                .capacity_per_s(&workload);
            bars.push((format!("{}%", tenth * 10), most, capacity(most)));
        }
        sheet.bars(&bars);
        sheet.note("").note("Whittaker et al., Read-Write Quorum Systems Made Practical, PaPoC 2021. Capacities are taken as constant.");
        Ok(sheet)
    }

    fn given(&self) -> anyhow::Result<System> {
        let mut names: Vec<String> = self.node.iter().map(|spec| spec.0.name.clone()).collect();
        let mut read = |text: &Option<String>| {
            text.as_ref()
                .map(|text| parse(text, &mut names))
                .transpose()
        };
        let (reads, writes) = (read(&self.reads)?, read(&self.writes)?);
        let mut nodes: Vec<Node> = self.node.iter().map(|spec| spec.0.clone()).collect();
        nodes.extend(names[nodes.len()..].iter().map(Node::new));
        Ok(match (reads, writes) {
            (Some(reads), Some(writes)) => System::new(nodes, reads, writes)?,
            (Some(reads), None) => System::from_reads(nodes, reads)?,
            (None, Some(writes)) => System::from_writes(nodes, writes)?,
            (None, None) => bail!("give --reads EXPR, --writes EXPR, --search or --rows FILE"),
        })
    }

    fn found(&self) -> anyhow::Result<System> {
        let nodes: Vec<Node> = self.node.iter().map(|spec| spec.0.clone()).collect();
        let wish = Wish {
            objective: self.objective(),
            workload: Workload::fixed(self.read_fraction.ratio())?,
            limits: self.limits(),
            resilience: self.resilience,
            failures: self.f,
        };
        Ok(search(&nodes, &wish)?.system)
    }

    fn objective(&self) -> Objective {
        match self.optimize {
            What::Load => Objective::Load,
            What::Network => Objective::Network,
            What::Latency => Objective::Latency,
        }
    }

    fn name(&self) -> &'static str {
        match self.optimize {
            What::Load => "load",
            What::Network => "nodes asked",
            What::Latency => "latency",
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            load: self.load_limit,
            network: self.network_limit,
            latency_ms: self.latency_limit.map(Duration::millis),
        }
    }
}

fn failures(count: usize) -> String {
    match count {
        0 => "no failure".to_owned(),
        1 => "any 1 failure".to_owned(),
        more => format!("any {more} failures"),
    }
}
