//! Slow calls: timeouts and hedges from latency targets, fan-out, breakers.

use crate::model::retry::Breaker;
use crate::model::tail::{any_slow, hedged_longer_than, leaf_quantile};
use crate::units::{Duration, Percent, Probability, Rate};

use super::super::{Computed, Inputs, Quantity};
use super::calls::{Share, deadline_for_two, shape};
use super::chance;

/// The share of requests within a latency target, as the questions ask for it.
const TARGET: f64 = 0.99;
/// An attempt timeout here gives up on one good call in a thousand.
const GIVE_UP: f64 = 0.999;

/// Requests that wait for a call in its slowest percent: `1 - 0.99 ^ fanout` (Dean, Barroso 2013, "Component-Level
/// Variability Amplified By Scale"). Assumes independent calls; slowness that comes together makes fewer requests slow.
pub(super) fn tail_amplification(inputs: &Inputs<'_>) -> Option<Computed> {
    let fanout = fanout(inputs)?;
    let slow = any_slow(Probability::clamped(1.0 - TARGET), fanout);
    Some(Computed::new(
        Quantity::Share(Percent::new(slow.ratio()).ok()?),
        format!("1 - {TARGET} ^ {fanout}"),
    ))
}

/// The percentile that each call must keep so that the request keeps its 99th: `0.99 ^ (1 / fanout)` (Dean, Barroso
/// 2013). Assumes independent calls, which asks for more than is needed.
pub(super) fn leaf_percentile(inputs: &Inputs<'_>) -> Option<Computed> {
    let fanout = fanout(inputs)?;
    let leaf = leaf_quantile(Probability::clamped(TARGET), fanout);
    Some(Computed::new(
        Quantity::Required(leaf.ratio()),
        format!("{TARGET} ^ (1 / {fanout})"),
    ))
}

fn fanout(inputs: &Inputs<'_>) -> Option<u32> {
    let fanout = inputs.count("calls.fanout").filter(|fanout| *fanout > 1)?;
    u32::try_from(fanout).ok()
}

/// The time within which all but one good call in a thousand are done, and no more than the deadline leaves (Brooker
/// 2019, "Timeouts"). None where even the way is longer: every call would be given up, and the target is what has to
/// change. Flatters: tails are heavier than [`shape`] says.
fn timeout(inputs: &Inputs<'_>, target: &str, ways: &[&str]) -> Option<Computed> {
    let computed = in_time(inputs, target)?;
    let way = ways.iter().filter_map(|way| inputs.time(way)).max();
    let Quantity::Duration(timeout) = computed.value else {
        return Some(computed);
    };
    (way.is_none_or(|way| way < timeout)).then_some(computed)
}

/// Two attempts share the hop's time where that cuts off no more than the slowest percent of good calls; else there is one.
fn in_time(inputs: &Inputs<'_>, target: &str) -> Option<Computed> {
    let p99 = inputs.duration(target)?;
    let times = shape(inputs, p99)?;
    let needed = times.quantile(Probability::clamped(GIVE_UP));
    let wanted = format!("p99.9 of calls whose p99 is {p99}");
    let share = Share::of(inputs);
    let once = share.as_ref().filter(|share| !share.fits_twice(p99));
    let most = match (&share, once) {
        (_, Some(share)) => Some((share.hop, "share of a hop")),
        (Some(share), None) => Some((share.half(), "attempt timeout")),
        (None, None) => None,
    };
    let computed = match most.filter(|(most, _)| *most < needed) {
        Some((most, what)) => Computed::new(
            Quantity::Duration(most),
            format!(
                "{what}, below p99.9 ({}): cuts off {}",
                needed.rounded(3),
                times.longer_than(most).rounded(2)
            ),
        )
        .note(wanted),
        None => Computed::new(Quantity::Duration(needed), wanted),
    };
    let computed = computed.note(inputs.priors().tail_ratio.note());
    let Some(share) = once.filter(|share| share.repeats) else {
        return Some(computed);
    };
    let cut = times.longer_than(share.half()).rounded(2);
    let computed = computed.note(format!(
        "one attempt: two within the share of a hop would each cut off {cut} of good calls"
    ));
    let Some(deadline) = deadline_for_two(inputs, p99) else {
        return Some(computed);
    };
    Some(computed.note(format!(
        "a second attempt fits from a deadline of {deadline} on"
    )))
}

/// [`timeout`] of reads.
pub(super) fn read_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    timeout(
        inputs,
        "dataset.read-p99",
        &["read-latency", "read-latency-nearest"],
    )
}

/// [`timeout`] of writes.
pub(super) fn write_timeout(inputs: &Inputs<'_>) -> Option<Computed> {
    timeout(
        inputs,
        "dataset.write-p99",
        &["commit-latency", "write-latency"],
    )
}

/// When the second request goes out: the quantile of [`shape`] that a prior names (Dean, Barroso 2013, "Hedged
/// requests"); none where the first has been given up by then.
pub(super) fn hedge_delay(inputs: &Inputs<'_>) -> Option<Computed> {
    let p99 = inputs.duration("dataset.read-p99")?;
    let at = &inputs.priors().hedge_at;
    let delay = shape(inputs, p99)?.quantile(at.value);
    if inputs.time("read-timeout")? <= delay {
        return None;
    }
    Some(
        Computed::new(
            Quantity::Duration(delay),
            format!("{} quantile of reads whose p99 is {p99}", at.value),
        )
        .note(at.note())
        .note(inputs.priors().tail_ratio.note()),
    )
}

/// Requests that a hedge adds: `P(read > delay)` (Dean, Barroso 2013, "Hedged requests"). Flatters: under load more
/// reads are slow, and more are sent again.
pub(super) fn hedge_load(inputs: &Inputs<'_>) -> Option<Computed> {
    let delay = inputs.time("hedge-delay")?;
    let p99 = inputs.duration("dataset.read-p99")?;
    let again = shape(inputs, p99)?.longer_than(delay);
    Some(
        Computed::new(
            Quantity::Share(Percent::new(again.ratio()).ok()?),
            format!("P(read > {})", delay.rounded(3)),
        )
        .note(inputs.priors().tail_ratio.note()),
    )
}

/// Reads that miss their target although they were hedged: `P(read > t) · P(read > t - delay)`
/// (`model::tail::hedged_longer_than`). Flatters: both copies are slow for the same reason.
pub(super) fn hedged_tail(inputs: &Inputs<'_>) -> Option<Computed> {
    let delay = inputs.time("hedge-delay")?;
    let p99 = inputs.duration("dataset.read-p99")?;
    let shape = shape(inputs, p99)?;
    let (first, second) = (
        shape.longer_than(p99),
        shape.longer_than(p99.saturating_sub(delay)),
    );
    Some(
        Computed::new(
            Quantity::Share(Percent::new(hedged_longer_than(first, second).ratio()).ok()?),
            format!("P(read > {p99}) × P(read > {p99} - {})", delay.rounded(3)),
        )
        .note(inputs.priors().tail_ratio.note()),
    )
}

/// How long a breaker's window of calls is at peak, seen from one client that makes all of them:
/// `max(calls / rate, least)` (`model::retry::Breaker`; Nygard 2018, ch. 5). Flatters: each of many clients sees its
/// share only.
pub(super) fn breaker_window(inputs: &Inputs<'_>) -> Option<Computed> {
    let rates = ["dataset.read-rate", "dataset.write-rate"].map(|id| inputs.rate(id));
    let total: f64 = rates.iter().flatten().map(|rate| rate.get()).sum();
    let rate = Rate::per_sec(total).ok()?;
    let (calls, share) = (
        &inputs.priors().breaker_calls,
        &inputs.priors().breaker_share,
    );
    let least = &inputs.priors().breaker_time;
    let counted = Breaker::new(calls.value, share.value).ok()?;
    let breaker = counted.spanning(least.value, rate);
    let (window, opens): (Duration, Duration) = (
        counted.window(rate)?.max(least.value),
        breaker.opens_after(rate)?,
    );
    let computed = Computed::new(
        Quantity::Duration(window),
        format!(
            "max({} / {}, {})",
            calls.value,
            rate.rounded(3),
            least.value
        ),
    )
    .note(calls.note())
    .note(share.note())
    .note(least.note())
    .note(format!("opens {} after all calls fail", opens.rounded(3)));
    let Some(slo) = inputs.percent("slo.availability").and_then(chance) else {
        return Some(computed);
    };
    let normal = slo.complement();
    let mistake = breaker.opens_by_mistake(normal);
    let chance = if mistake.ratio() < 1e-12 {
        "below 1e-12".to_owned()
    } else {
        mistake.rounded(2)
    };
    Some(computed.note(format!(
        "opens by mistake while only {normal} fail: {chance} for a window"
    )))
}
