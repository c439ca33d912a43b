//! Deadlines, attempts, pauses: what one request may take of the path, and how often it may try.

use crate::catalog::Value;
use crate::derive::rounded_up;
use crate::model::retry::{Backoff, LatencyShape, attempts, attempts_within, split_deadline};
use crate::units::{Duration, Percent, Probability};

use super::super::{Computed, Inputs, Quantity};
use super::chance;

/// What is left of the deadline once the way is paid for, in equal shares: `(deadline - floor) / depth` (SRE Book 2016,
/// ch. 22, "Deadline propagation"). Assumes hops in turn. Flatters the hop that does the most work.
pub(super) fn hop_deadline(inputs: &Inputs<'_>) -> Option<Computed> {
    let deadline = inputs.duration("calls.deadline")?;
    let floor = inputs.duration("derived.deadline-floor")?;
    let depth = inputs.count("calls.depth")?.max(1);
    let work = deadline.saturating_sub(floor);
    if work.is_zero() {
        return None;
    }
    // Whole nanoseconds, so that the shares never add up to more than there is.
    let share = Duration::from_nanos(work.nanos() / depth);
    let computed = Computed::new(
        Quantity::Duration(share),
        format!("({deadline} - {}) / {depth}", floor.rounded(3)),
    )
    .note(format!("the way takes {}", floor.rounded(3)));
    let hops = u32::try_from(depth).ok()?;
    let trip = inputs.world.same_zone_round_trip();
    let far = floor.saturating_sub(trip.scaled(f64::from(hops)));
    let left = split_deadline(
        deadline.saturating_sub(far),
        hops,
        share.saturating_add(trip),
    );
    Some(match left {
        Ok(left) if (2..=8).contains(&left.len()) => {
            let left: Vec<String> = left.iter().map(|left| left.rounded(3)).collect();
            computed.note(format!("left on arrival at each hop: {}", left.join(", ")))
        }
        _ => computed,
    })
}

/// How long an attempt may take if two of them and the pause between them are to fit the hop's share. Rounded down: they must not be
/// longer than the share by a nanosecond.
fn half(hop: Duration, base: Duration) -> Duration {
    Duration::from_nanos(hop.saturating_sub(base).nanos() / 2)
}

/// What attempts at the data have to fit.
pub(super) struct Share {
    /// A hop's share of the deadline.
    pub(super) hop: Duration,
    /// The first pause.
    pub(super) base: Duration,
    /// Whether any layer repeats a failed call, so that room is left for a second attempt.
    pub(super) repeats: bool,
}

impl Share {
    pub(super) fn of(inputs: &Inputs<'_>) -> Option<Self> {
        Some(Self {
            hop: inputs.time("hop-deadline")?,
            base: inputs.time("backoff-base")?,
            repeats: inputs.count("calls.retry-layers") != Some(0),
        })
    }

    /// The longest attempt that leaves room for a second one.
    pub(super) fn half(&self) -> Duration {
        half(self.hop, self.base)
    }

    /// Whether a call whose slowest percent takes that long can be tried twice without giving up on more than that percent.
    pub(super) fn fits_twice(&self, p99: Duration) -> bool {
        self.repeats && p99 <= self.half()
    }
}

/// The deadline from which such a call can be tried twice, as an answer that is enough: of shares that have two p99 and the pause.
pub(super) fn deadline_for_two(inputs: &Inputs<'_>, p99: Duration) -> Option<Duration> {
    let usual = inputs.priors().backoff_base.value;
    let two = p99.scaled(2.0);
    // The pause is the usual one, or a tenth of the share.
    let share = two.saturating_add(usual).min(two.scaled(1.0 / 0.9));
    let depth = inputs.count("calls.depth")?.max(1);
    let floor = inputs.duration("derived.deadline-floor")?;
    Some(rounded_up(floor.saturating_add(share.scaled(depth as f64))))
}

/// The latency targets of all datasets, each once and the shortest first, by whether two attempts fit the share.
fn targets(inputs: &Inputs<'_>, share: &Share) -> (Vec<Duration>, Vec<Duration>) {
    let mut targets: Vec<Duration> = ["dataset.read-p99", "dataset.write-p99"]
        .into_iter()
        .flat_map(|target| inputs.each(target))
        .filter_map(|value| match value {
            Value::Duration(p99) => Some(*p99),
            _ => None,
        })
        .collect();
    targets.sort_unstable();
    targets.dedup();
    targets.into_iter().partition(|p99| share.fits_twice(*p99))
}

/// Whether no call can be tried twice: each has a target, and two of the quickest are too long for a share.
fn only_once(inputs: &Inputs<'_>, share: &Share) -> Option<Duration> {
    let (twice, once) = targets(inputs, share);
    once.first().copied().filter(|_| twice.is_empty())
}

/// Two attempts and the wait between them fit the hop's share: `(share - first backoff) / 2`; or one, with all of it, where two would be
/// cut off before their 99th percentile (Brooker 2019: an accepted rate of false timeouts). Assumes the deepest hop, which waits for
/// nobody; a hop above it holds the attempts below, and this flatters it.
pub(super) fn attempt_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    let share = Share::of(inputs)?;
    let (hop, base) = (share.hop.rounded(3), share.base.rounded(3));
    if !share.repeats {
        let how = format!("{hop}, as no layer repeats");
        return Some(Computed::new(Quantity::Duration(share.hop), how));
    }
    Some(match only_once(inputs, &share) {
        Some(p99) => Computed::new(
            Quantity::Duration(share.hop),
            format!("{hop}, as 2 × {p99} + {base} is more"),
        ),
        None => Computed::new(
            Quantity::Duration(share.half()),
            format!("({hop} - {base}) / 2"),
        ),
    })
}

/// The distribution of response times behind a target for the 99th percentile: log-normal, its median the target over a
/// prior for the ratio of both (`model::retry::LatencyShape`). Flatters beyond the 99th percentile, where measured
/// tails are heavier.
pub(super) fn shape(inputs: &Inputs<'_>, p99: Duration) -> Option<LatencyShape> {
    let median = p99.scaled(1.0 / inputs.priors().tail_ratio.value);
    LatencyShape::from_median_and_p99(median, p99).ok()
}

/// The usual first pause, or a tenth of the hop's share where that is shorter: `min(prior, share / 10)` (Brooker 2015;
/// the tenth is ours). It is an upper end: full jitter waits half of it in the mean.
pub(super) fn backoff_base(inputs: &Inputs<'_>) -> Option<Computed> {
    let hop = inputs.time("hop-deadline")?;
    let usual = &inputs.priors().backoff_base;
    Some(
        Computed::new(
            Quantity::Duration(usual.value.min(hop.scaled(0.1))),
            format!("min({}, {} / 10)", usual.value, hop.rounded(3)),
        )
        .note(usual.note()),
    )
}

/// A longer pause leaves no time for the attempt after it: `share - attempt timeout` (Brooker 2015 for a cap), or, where one attempt fits,
/// `share - p99` after a refusal at once. Assumes that the attempts before it failed at once, which flatters.
pub(super) fn backoff_cap(inputs: &Inputs<'_>) -> Option<Computed> {
    let share = Share::of(inputs).filter(|share| share.repeats)?;
    let attempt = only_once(inputs, &share).unwrap_or_else(|| share.half());
    let left = share.hop.saturating_sub(attempt);
    (left >= share.base).then(|| {
        Computed::new(
            Quantity::Duration(left),
            format!("{} - {}", share.hop.rounded(3), attempt.rounded(3)),
        )
    })
}

/// Attempts of the full timeout, with the longest pauses between them, within the hop's share
/// (`model::retry::attempts_within`; SRE Book 2016, ch. 22, "Latency and Deadlines"). Pessimistic: most attempts fail
/// sooner.
pub(super) fn retry_attempts(inputs: &Inputs<'_>) -> Option<Computed> {
    let share = Share::of(inputs)?;
    let (hop, base) = (share.hop.rounded(3), share.base.rounded(3));
    if !share.repeats {
        return Some(Computed::new(
            Quantity::Count(1.0),
            "no layer repeats".to_owned(),
        ));
    }
    if let Some(p99) = only_once(inputs, &share) {
        let more = deadline_for_two(inputs, p99)?;
        return Some(Computed::new(
            Quantity::Count(1.0),
            format!("2 from a deadline of {more} on, or after a refusal"),
        ));
    }
    let (timeout, cap) = (share.half(), inputs.time("backoff-cap")?);
    let backoff = Backoff::new(share.base, cap).ok()?;
    let fit = attempts_within(share.hop, timeout, &backoff).max(1);
    let (_, once) = targets(inputs, &share);
    let except: Vec<String> = once.iter().map(ToString::to_string).collect();
    let except = if except.is_empty() {
        String::new()
    } else {
        format!("; 1 for calls with a p99 of {}", except.join(", "))
    };
    Some(Computed::new(
        Quantity::Count(f64::from(fit)),
        format!(
            "as many as fit {hop}: {} each, pauses from {base} doubled up to {}{except}",
            timeout.rounded(3),
            cap.rounded(3)
        ),
    ))
}

fn layers(inputs: &Inputs<'_>) -> Option<u32> {
    let layers = inputs.count("calls.retry-layers")?;
    u32::try_from(layers).ok().filter(|layers| *layers > 0)
}

/// Calls on the deepest layer while everything fails, for one at the top: `attempts ^ layers` (SRE Book 2016, ch. 22,
/// "Retries"). An upper bound: deadlines end retries sooner.
pub(super) fn retry_amplification(inputs: &Inputs<'_>) -> Option<Computed> {
    let (layers, usual) = (layers(inputs)?, &inputs.priors().client_attempts);
    let retries = usual.value.saturating_sub(1);
    let worst = attempts::worst_case(retries, layers).ok()?;
    let computed = Computed::new(
        Quantity::Factor(worst as f64),
        format!("{} ^ {layers}", usual.value),
    )
    .note(usual.note());
    // What clients do today; the attempts that fit the deadline make another number.
    let fit = match inputs.figure("retry-attempts") {
        Some(Quantity::Count(fit)) if fit >= 2.0 && fit < f64::from(u32::MAX) => fit,
        _ => return Some(computed),
    };
    let all = Quantity::Factor(fit.powi(i32::try_from(layers).ok()?));
    Some(computed.note(format!(
        "{all} if each layer makes the {fit} attempts that fit a hop's share"
    )))
}

/// The same where one layer retries, and within a budget: `1 + budget` (SRE Book 2016, ch. 21, "Deciding to Retry").
/// Flatters: all clients keep to it, and to a mean over time.
pub(super) fn retry_budget_amplification(inputs: &Inputs<'_>) -> Option<Computed> {
    let usual = &inputs.priors().retry_budget;
    let one = attempts::at_budget(usual.value.ratio(), 1).ok()?;
    let computed =
        Computed::new(Quantity::Factor(one), format!("1 + {}", usual.value)).note(usual.note());
    let Some(layers) = layers(inputs).filter(|layers| *layers > 1) else {
        return Some(computed);
    };
    let all = attempts::at_budget(usual.value.ratio(), layers).ok()?;
    Some(computed.note(format!(
        "{} if all {layers} layers keep to it",
        Quantity::Factor(all)
    )))
}

/// Calls that retries add while requests fail as often as the service level allows: the expected attempts less the
/// first (`model::retry::attempts::expected_over_layers`). Flatters: failures come together, and then more calls fail
/// at once.
pub(super) fn retry_load(inputs: &Inputs<'_>) -> Option<Computed> {
    let slo = chance(inputs.percent("slo.availability")?)?;
    let (layers, usual) = (layers(inputs)?, &inputs.priors().client_attempts);
    let fails: Probability = slo.complement();
    let expected = attempts::expected_over_layers(fails, usual.value.saturating_sub(1), layers);
    Some(
        Computed::new(
            Quantity::Share(Percent::new(expected - 1.0).ok()?),
            format!(
                "expected attempts at {fails} failing, {layers} {}, less the first",
                if layers == 1 { "layer" } else { "layers" }
            ),
        )
        .note(usual.note()),
    )
}
