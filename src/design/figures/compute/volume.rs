//! Bytes that are kept and bytes that are sent: quantities that cost money, without prices.

use crate::model::cost::{self, Traffic};
use crate::model::sharding;
use crate::units::{Bytes, Duration, Percent};

use super::super::{Computed, Inputs, Quantity};
use super::layout::layout;

/// How far ahead growth is looked at.
pub(super) const YEARS: f64 = 3.0;

/// Size after three years of growth, of one copy: `size · (1 + growth)^3` (`model::sharding::grown`). Flatters a
/// launch.
pub(super) fn grown(inputs: &Inputs<'_>) -> Option<(Bytes, String)> {
    let size = inputs.bytes("dataset.size")?;
    let growth = inputs.percent("dataset.growth")?;
    Some((
        size.scaled(sharding::grown(growth, YEARS).ok()?),
        format!("{size} × (1 + {growth})^{YEARS}"),
    ))
}

/// All copies, those without a vote among them.
fn copies(inputs: &Inputs<'_>) -> Option<u16> {
    Some(layout(inputs)?.copies().total())
}

/// All copies today: `size · copies` (`model::cost::storage`). Flatters: indexes and room for compaction come on top.
pub(super) fn storage_replicated(inputs: &Inputs<'_>) -> Option<Computed> {
    let (size, copies) = (inputs.bytes("dataset.size")?, copies(inputs)?);
    let kept = cost::storage(size, copies, Percent::ZERO, Percent::ZERO, 0.0).ok()?;
    Some(Computed::new(
        Quantity::Bytes(kept),
        format!("{size} × {copies}"),
    ))
}

/// All copies after three years: `size · (1 + growth)^3 · copies` (`model::cost::storage`). Flatters as today's does,
/// and growth that comes in steps.
pub(super) fn storage_three_years(inputs: &Inputs<'_>) -> Option<Computed> {
    let (size, growth) = (
        inputs.bytes("dataset.size")?,
        inputs.percent("dataset.growth")?,
    );
    let copies = copies(inputs)?;
    let kept = cost::storage(size, copies, Percent::ZERO, growth, YEARS).ok()?;
    Some(Computed::new(
        Quantity::Bytes(kept),
        format!("{size} × (1 + {growth})^{YEARS} × {copies}"),
    ))
}

/// How long the stated size lasts for items that are only added: `size · peak factor / (writes · item)`, at the mean rate
/// (Kleppmann 2017, ch. 3, for logs that grow until old parts go). Flatters: indexes and headers come on top.
pub(super) fn fill_time(inputs: &Inputs<'_>) -> Option<Computed> {
    let (size, item) = (
        inputs.bytes("dataset.size")?,
        inputs.bytes("dataset.item-size")?,
    );
    let (peak, factor) = (
        inputs.rate("dataset.write-rate")?,
        inputs
            .number("calls.peak-factor")
            .filter(|factor| *factor >= 1.0)?,
    );
    let added = peak.get() / factor * item.get() as f64;
    let time = Duration::from_secs_f64(size.get() as f64 / added).ok()?;
    Some(Computed::new(
        Quantity::Duration(time),
        format!("{size} × {factor} / ({peak} × {item})"),
    ))
}

/// What replication sends at peak to one copy, and over borders.
fn traffic(inputs: &Inputs<'_>) -> Option<(String, Traffic, cost::Copies)> {
    let (rate, item) = (
        inputs.rate("dataset.write-rate")?,
        inputs.bytes("dataset.item-size")?,
    );
    let copies = layout(inputs)?.copies();
    let sent = cost::replication(rate, item, Percent::ZERO, copies);
    Some((format!("{rate} × {item}"), sent, copies))
}

/// To all other copies, in bytes per second at peak: `writes · item · others` (`model::cost::replication`). Flatters:
/// repairs and snapshots send more, and the protocol its own.
pub(super) fn replication_traffic(inputs: &Inputs<'_>) -> Option<Computed> {
    let (stream, _, mut copies) = traffic(inputs)?;
    let others = copies.total().checked_sub(1).filter(|others| *others > 0)?;
    // Counted as if all others stood in other zones: what is sent does not depend on where they stand.
    copies.other_zones = u8::try_from(others).ok()?;
    let (rate, item) = (
        inputs.rate("dataset.write-rate")?,
        inputs.bytes("dataset.item-size")?,
    );
    let all = cost::replication(rate, item, Percent::ZERO, copies).cross_zone_per_s;
    Some(
        Computed::new(
            Quantity::Throughput(Bytes::clamped(all)),
            format!("{stream} × {others}"),
        )
        .note("at peak"),
    )
}

/// What crosses a border to so many copies.
fn border(inputs: &Inputs<'_>, sent: f64, calculation: String) -> Option<Computed> {
    if sent <= 0.0 {
        return None;
    }
    let computed = Computed::new(Quantity::Throughput(Bytes::clamped(sent)), calculation);
    let factor = inputs.number("calls.peak-factor").unwrap_or(1.0).max(1.0);
    let (month, _) = Traffic {
        cross_zone_per_s: sent / factor,
        cross_region_per_s: 0.0,
    }
    .monthly();
    let month = month.rounded(3);
    Some(computed.note(format!(
        "at peak; {month} in 30 days, whose mean is {factor} times lower"
    )))
}

/// Over borders between zones of one region: `writes · item · copies there`. Flatters as [`replication_traffic`] does.
pub(super) fn cross_zone_traffic(inputs: &Inputs<'_>) -> Option<Computed> {
    let (stream, sent, copies) = traffic(inputs)?;
    let how = format!("{stream} × {}", copies.other_zones);
    border(inputs, sent.cross_zone_per_s, how)
}

/// Over borders between regions: `writes · item · copies there`. Assumes that each copy is sent to by itself; flatters
/// as [`replication_traffic`] does.
pub(super) fn cross_region_traffic(inputs: &Inputs<'_>) -> Option<Computed> {
    let (stream, sent, copies) = traffic(inputs)?;
    let how = format!("{stream} × {}", copies.other_regions);
    border(inputs, sent.cross_region_per_s, how)
}
