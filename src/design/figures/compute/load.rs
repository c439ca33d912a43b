//! What one machine, one partition and one key have to carry.

use crate::model::queueing::{highest_arrivals, in_flight as inside};
use crate::model::sharding::{self, Demand, Driver, Zipf, hottest_part};
use crate::units::{Bytes, Duration, Percent, Probability, Rate};

use super::super::{Computed, Inputs, Quantity};
use super::layout::layout;
use super::volume::{YEARS, grown};

/// Partitions by size after three years, writes, and reads that copies cannot share: `⌈max(demand / limit) / fill⌉`
/// (`model::sharding::partitions`). Flatters: keys are spread evenly.
pub(super) fn partitions(inputs: &Inputs<'_>) -> Option<Computed> {
    let limits = inputs.world.one_machine();
    let size = grown(inputs);
    let writes = inputs.rate("dataset.write-rate");
    // Any copy may answer an older read, so copies share those; the latest comes from one of them.
    let latest = inputs.option("dataset.reads") == Some("latest");
    let reads = inputs.rate("dataset.read-rate").filter(|_| latest);
    if size.is_none() && writes.is_none() && reads.is_none() {
        return None;
    }
    let demand = Demand {
        size: size.as_ref().map_or(Bytes::ZERO, |(size, _)| *size),
        writes: writes.unwrap_or(Rate::ZERO),
        reads: reads.unwrap_or(Rate::ZERO),
    };
    let fill = &inputs.priors().planned_fill;
    let (parts, driver) = sharding::partitions(&demand, &limits, fill.value.ratio()).ok()?;
    // Nobody is asked how rates grow. Data that is kept grows under a steady rate, too.
    let later = Demand {
        writes: later(inputs, demand.writes)?,
        reads: later(inputs, demand.reads)?,
        ..demand
    };
    let (more, _) = sharding::partitions(&later, &limits, fill.value.ratio()).ok()?;
    let terms = [
        size.map(|(_, how)| format!("{how} / {}", limits.size)),
        writes.map(|rate| format!("{rate} / {}", limits.writes)),
        reads.map(|rate| format!("{rate} / {}", limits.reads)),
    ];
    let terms: Vec<String> = terms.into_iter().flatten().collect();
    let driver = match driver {
        Driver::Size => "size",
        Driver::Writes => "writes",
        Driver::Reads => "reads of the latest",
    };
    let computed = Computed::new(
        Quantity::Count(f64::from(parts)),
        format!("⌈max({}) / {}⌉", terms.join(", "), fill.value),
    )
    .note("planning limits of one machine")
    .note(fill.note());
    let computed = if more > parts {
        computed.note(format!(
            "rates as of today; {more} if they grow like the data"
        ))
    } else {
        computed
    };
    Some(if parts > 1 {
        computed.note(format!("decided by {driver}"))
    } else {
        computed
    })
}

/// A rate after three years in which it has grown as the data does.
fn later(inputs: &Inputs<'_>, rate: Rate) -> Option<Rate> {
    let growth = inputs.percent("dataset.growth").unwrap_or(Percent::ZERO);
    let factor = sharding::grown(growth, YEARS).ok()?;
    Rate::per_sec(rate.get() * factor).ok()
}

/// Copies that share reads which may be old; none where those that are kept are enough.
pub(super) fn read_copies(inputs: &Inputs<'_>) -> Option<Computed> {
    let reads = inputs.rate("dataset.read-rate")?;
    let kept = layout(inputs)?.serving();
    // Without a leader a read asks a quorum; else one copy is enough.
    let asked = match inputs.option("decision.replication") {
        Some("leaderless") => inputs.count("decision.quorum.r")?.max(1),
        _ => 1,
    };
    let (limit, fill) = (
        inputs.world.one_machine().reads,
        &inputs.priors().planned_fill,
    );
    let parts = parts(inputs);
    let one = f64::from(parts) * limit.get() * fill.value.ratio();
    let asks = reads.get() * asked as f64;
    let needed = (asks / one).ceil();
    if needed <= kept as f64 {
        return None;
    }
    let divisor = match parts {
        1 => format!("({limit} × {})", fill.value),
        _ => format!("({parts} × {limit} × {})", fill.value),
    };
    let all = match asked {
        1 => reads.to_string(),
        _ => format!("{reads} × {asked}"),
    };
    let spared = Quantity::Required(1.0 - kept as f64 * one / asks);
    Some(
        Computed::new(
            Quantity::Count(needed),
            format!("⌈{all} / {divisor}⌉; {kept} are kept, enough once a cache answers {spared}"),
        )
        .note("planning limit of one machine, reads spread evenly over keys and copies")
        .note(fill.note()),
    )
}

/// The partitions, one where nothing is divided.
pub(super) fn parts(inputs: &Inputs<'_>) -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it came from a u32"
    )]
    let parts = inputs
        .figure("partitions")
        .map_or(1, |parts| parts.value() as u32);
    parts.max(1)
}

fn hottest(inputs: &Inputs<'_>) -> Option<(f64, String)> {
    let (size, item) = (
        inputs.bytes("dataset.size")?,
        inputs.bytes("dataset.item-size")?,
    );
    let keys = size.get().checked_div(item.get())?;
    if keys < 2 {
        return None;
    }
    let skew = inputs.priors().key_skew.value;
    let law = Zipf::new(keys, skew).ok()?;
    Some((law.hottest(), format!("1 / Σ k^-{skew} over {keys} keys")))
}

/// The share of the hottest key by a rank law, `1 / Σ k^-s` (`model::sharding::Zipf`; Gray et al. 1994). Flatters: a
/// celebrity is above any rank law; and the skew is a prior.
pub(super) fn hottest_key_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let (share, how) = hottest(inputs)?;
    Some(
        Computed::new(Quantity::Share(Percent::new(share).ok()?), how)
            .note(inputs.priors().key_skew.note()),
    )
}

/// Requests for the hottest key at peak: `share · (reads + writes)`. Assumes one law for both; flatters as the share
/// does.
pub(super) fn hottest_key_rate(inputs: &Inputs<'_>) -> Option<Computed> {
    let (share, _) = hottest(inputs)?;
    let (reads, writes) = (
        inputs.rate("dataset.read-rate")?,
        inputs.rate("dataset.write-rate")?,
    );
    let rate = Rate::per_sec(share * (reads.get() + writes.get())).ok()?;
    Some(
        Computed::new(
            Quantity::Rate(rate),
            format!(
                "{} × ({reads} + {writes})",
                Percent::new(share).ok()?.rounded(3)
            ),
        )
        .note(inputs.priors().key_skew.note()),
    )
}

/// The share of the partition that holds the hottest key: `h + (1 - h)/m` (`model::sharding::hottest_part`). Flatters:
/// the rest is not even either.
pub(super) fn hottest_partition_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let (share, _) = hottest(inputs)?;
    let parts = parts(inputs);
    if parts < 2 {
        return None;
    }
    let shown = Percent::new(share).ok()?.rounded(3);
    let value = Percent::new(hottest_part(share, parts).ok()?).ok()?;
    Some(
        Computed::new(
            Quantity::Share(value),
            format!("{shown} + (1 - {shown}) / {parts}"),
        )
        .note(inputs.priors().key_skew.note()),
    )
}

/// Requests inside at peak, each as slow as its target allows: `Σ rate · p99` (Little 1961). Little's law takes the
/// mean stay, so this overstates the mean number, and leaves room for peaks.
pub(super) fn in_flight(inputs: &Inputs<'_>) -> Option<Computed> {
    let of = |rate: &str, p99: &str| Some((inputs.rate(rate)?, inputs.duration(p99)?));
    let known = [
        of("dataset.read-rate", "dataset.read-p99"),
        of("dataset.write-rate", "dataset.write-p99"),
    ];
    let known: Vec<_> = known.into_iter().flatten().collect();
    if known.is_empty() {
        return None;
    }
    let total: f64 = known.iter().map(|(rate, stay)| inside(*rate, *stay)).sum();
    let terms: Vec<String> = known
        .iter()
        .map(|(rate, stay)| format!("{rate} × {stay}"))
        .collect();
    Some(Computed::new(
        Quantity::Count(total.ceil()),
        terms.join(" + "),
    ))
}

/// Writes over what the partitions take: `writes / (partitions · limit)`, a share. Flatters: the hottest partition is
/// fuller, as its note says.
pub(super) fn utilisation(inputs: &Inputs<'_>) -> Option<Computed> {
    let writes = inputs.rate("dataset.write-rate")?;
    let limit = inputs.world.one_machine().writes;
    let parts = parts(inputs);
    let share = Percent::new(writes.get() / (f64::from(parts) * limit.get())).ok()?;
    let computed = Computed::new(
        Quantity::Share(share),
        format!("{writes} / ({parts} × {limit})"),
    )
    .note("planning limit of one machine");
    let later = later(inputs, writes)?;
    let then = Percent::new(later.get() / (f64::from(parts) * limit.get())).ok()?;
    let computed = if then.rounded(3) == share.rounded(3) {
        computed
    } else {
        computed.note(format!(
            "{} in three years if writes grow like the data",
            then.rounded(3)
        ))
    };
    let Some(Quantity::Share(hottest)) = inputs.figure("hottest-partition-share") else {
        return Some(computed);
    };
    let there = Percent::new(hottest.ratio() * writes.get() / limit.get()).ok()?;
    Some(computed.note(format!("{} where the hottest key is", there.rounded(3))))
}

/// How far a line of writes may be filled before its 99th percentile breaks what the commit leaves of the target: M/M/1
/// by `model::queueing::highest_arrivals` (Harchol-Balter 2013, section 14.3). Flatters bursty arrivals, and the 99th
/// percentile of the commit itself; slanders machines that serve many at once.
pub(super) fn utilisation_limit(inputs: &Inputs<'_>) -> Option<Computed> {
    inputs.rate("dataset.write-rate")?;
    let target = inputs.duration("dataset.write-p99")?;
    let quorum = inputs.count("decision.quorum.w")?;
    // A write that waits for nobody has the whole target; one that waits for how long nobody knows has no limit to tell.
    let commit = match inputs.time("commit-latency") {
        Some(commit) => commit,
        None if quorum < 2 => Duration::ZERO,
        None => return None,
    };
    let left = target.saturating_sub(commit);
    let service = inputs.world.one_machine().writes;
    let p99 = Probability::clamped(0.99);
    let most = highest_arrivals(1, service, p99, left).ok()??;
    let share = Percent::new(most.get() / service.get()).ok()?;
    let within = if commit.is_zero() {
        target.to_string()
    } else {
        format!("{target} - {}", commit.rounded(3))
    };
    Some(
        Computed::new(
            Quantity::Share(share),
            format!("most arrivals with p99 <= {within}, / {service}"),
        )
        .note("planning limit of one machine, served one by one (M/M/1)"),
    )
}
