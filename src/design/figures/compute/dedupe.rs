//! Doing a thing once: how long keys are kept, how many there are, what they take.

use crate::catalog::Value;
use crate::model::dedupe;
use crate::model::queueing::in_flight;
use crate::units::{Duration, Percent, Rate};

use super::super::{Computed, Inputs, Quantity};

/// The store that keeps the keys also expires them, by one clock.
const ONE_CLOCK: Duration = Duration::ZERO;

/// `horizon + lingers`: the last repeat may itself run until its deadline; without one, as long as the network may keep
/// it (RFC 9293, section 3.4.2). Flatters: a log that is replayed lingers longer.
pub(super) fn retention(inputs: &Inputs<'_>) -> Option<Computed> {
    let horizon = inputs.duration("coordination.retry-horizon")?;
    let deadline = inputs.duration("calls.deadline");
    let network = &inputs.priors().segment_lifetime;
    let lingers = deadline.unwrap_or(network.value);
    let computed = Computed::new(
        Quantity::Duration(dedupe::retention(horizon, lingers, ONE_CLOCK)),
        format!("{horizon} + {lingers}"),
    )
    .note("expired by the clock of the store that keeps them");
    Some(match deadline {
        Some(_) => computed,
        None => computed.note(network.note()),
    })
}

/// Writes of all datasets at peak; none where none is known.
fn writes(inputs: &Inputs<'_>) -> Option<Rate> {
    let rates: Vec<f64> = inputs
        .each("dataset.write-rate")
        .into_iter()
        .filter_map(Value::magnitude)
        .collect();
    let known = (!rates.is_empty()).then_some(rates)?;
    Rate::per_sec(known.iter().sum()).ok()
}

/// Keys held at once, `writes · retention`, by Little's law (Little 1961). With the rate of the peak all day an upper
/// bound.
pub(super) fn entries(inputs: &Inputs<'_>) -> Option<Computed> {
    let (kept, writes) = (inputs.time("dedupe-retention")?, writes(inputs)?);
    Some(
        Computed::new(
            Quantity::Count(in_flight(writes, kept).ceil()),
            format!("{} × {}", writes.rounded(3), kept.rounded(3)),
        )
        .note("every write at peak carries a key, all day: an upper bound"),
    )
}

/// What they take, in one copy: `writes · retention · entry` bytes (`model::dedupe::storage`). An upper bound as the
/// entries are; copies and indexes come on top.
pub(super) fn storage(inputs: &Inputs<'_>) -> Option<Computed> {
    let (kept, writes) = (inputs.time("dedupe-retention")?, writes(inputs)?);
    let entry = &inputs.priors().dedupe_entry;
    Some(
        Computed::new(
            Quantity::Bytes(dedupe::storage(writes, kept, entry.value, 1)),
            format!(
                "{} × {} × {}",
                writes.rounded(3),
                kept.rounded(3),
                entry.value
            ),
        )
        .note(entry.note()),
    )
}

/// How often a filter before the store takes a new key for a known one: `(1 - exp(-kn/m))^k` (`model::dedupe::Bloom`;
/// Mitzenmacher, Upfal 2017, section 5.5.3). Flatters a little, and wholly once more keys come in.
pub(super) fn filter_odds(inputs: &Inputs<'_>) -> Option<Computed> {
    let Quantity::Count(keys) = inputs.figure("dedupe-entries")? else {
        return None;
    };
    let bits = &inputs.priors().filter_bits;
    let filter = dedupe::Bloom::with_bits_per_key(keys, bits.value).ok()?;
    let odds = Percent::new(filter.false_positives().ratio()).ok()?;
    let hashes = filter.hashes;
    Some(
        Computed::new(
            Quantity::Share(odds),
            format!("(1 - e^(-{hashes} / {})) ^ {hashes}", bits.value),
        )
        .note(bits.note())
        .note(format!("{} in memory", filter.size().rounded(3))),
    )
}
