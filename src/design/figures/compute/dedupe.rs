//! Doing a thing once: how long keys are kept, how many there are, what they take.

use crate::catalog::Value;
use crate::model::dedupe;
use crate::units::{Bytes, Duration, Percent, Rate};

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

/// The keys of one dataset's writes that are kept at once.
struct Keys {
    sheet: usize,
    kept: f64,
    how: String,
}

/// The keys of each dataset whose write rate is known, and how many datasets are left out.
fn keys(inputs: &Inputs<'_>) -> Option<(Vec<Keys>, usize)> {
    let kept = inputs.time("dedupe-retention")?;
    let factor = inputs.number("calls.peak-factor").unwrap_or(1.0).max(1.0);
    let rates = inputs.each("dataset.write-rate");
    let of = |(sheet, rate): (usize, &&Value)| {
        let Value::Rate(peak) = rate else {
            return None;
        };
        let mean = Rate::per_sec(peak.get() / factor).ok()?;
        let (whole, rest) = dedupe::days(kept);
        let mut terms = Vec::new();
        if whole > 0 {
            let days = dedupe::DAY.scaled(whole as f64);
            terms.push(format!("{} × {days}", mean.rounded(3)));
        }
        if peak.get() * rest.secs() > mean.get() * dedupe::DAY.secs() {
            terms.push(format!("{} × {}", mean.rounded(3), dedupe::DAY));
        } else if !rest.is_zero() {
            terms.push(format!("{} × {}", peak.rounded(3), rest.rounded(3)));
        }
        Some(Keys {
            sheet,
            kept: dedupe::kept_at_most(*peak, mean, kept),
            how: terms.join(" + "),
        })
    };
    let found: Vec<Keys> = rates.iter().enumerate().filter_map(of).collect();
    let unknown = rates.len() - found.len();
    (!found.is_empty()).then_some((found, unknown))
}

fn noted(computed: Computed, inputs: &Inputs<'_>, unknown: usize) -> Computed {
    let factor = inputs.number("calls.peak-factor").unwrap_or(1.0).max(1.0);
    let computed = computed.note(format!(
        "at most: every write carries a key; load repeats daily, its peak {factor} times its mean"
    ));
    match unknown {
        0 => computed,
        _ => computed.note(format!(
            "datasets of unknown write rate left out: {unknown}"
        )),
    }
}

/// Keys held at once, `Σ` over datasets of `model::dedupe::kept_at_most` (Little 1961): an upper bound where load repeats daily, and
/// flattering where an event lasts longer.
pub(super) fn entries(inputs: &Inputs<'_>) -> Option<Computed> {
    let (keys, unknown) = keys(inputs)?;
    let how: Vec<&str> = keys.iter().map(|keys| keys.how.as_str()).collect();
    let all: f64 = keys.iter().map(|keys| keys.kept).sum();
    let computed = Computed::new(Quantity::Count(all.ceil()), how.join(" + "));
    Some(noted(computed, inputs, unknown))
}

/// What they take in one copy, `Σ keys · (entry + reply)` bytes, with the replies that a store of keys answers repeats with. An upper bound
/// as the entries are, where no reply is larger than an item; copies and indexes come on top.
pub(super) fn storage(inputs: &Inputs<'_>) -> Option<Computed> {
    let (keys, unknown) = keys(inputs)?;
    let entry = &inputs.priors().dedupe_entry;
    let replays = inputs.option("decision.idempotency") == Some("key-store");
    let items = inputs.each("dataset.item-size");
    let (mut bytes, mut how, mut without) = (0.0, Vec::new(), 0);
    for keys in &keys {
        let reply = match items.get(keys.sheet) {
            Some(Value::Bytes(size)) if replays => Some(size),
            _ => None,
        };
        without += usize::from(replays && reply.is_none());
        let each = entry.value.get() as f64 + reply.map_or(0.0, |reply| reply.get() as f64);
        bytes += keys.kept * each;
        let each = match reply {
            Some(reply) => format!("({} + {reply})", entry.value),
            None => entry.value.to_string(),
        };
        how.push(format!("{} × {each}", Quantity::Count(keys.kept.ceil())));
    }
    let computed = Computed::new(Quantity::Bytes(Bytes::clamped(bytes)), how.join(" + "));
    let computed = noted(computed, inputs, unknown).note(entry.note());
    Some(match (replays, without) {
        (false, _) => computed.note("an inbox keeps ids and no replies"),
        (true, 0) => computed.note("each reply taken to be as large as an item"),
        (true, _) => computed.note(format!(
            "replies come on top for datasets of unknown item size: {without}"
        )),
    })
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
