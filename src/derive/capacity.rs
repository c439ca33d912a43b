//! Whether one machine is enough, and how long machines take to be filled again.
//!
//! Limits are planning limits, well below what a large machine can be driven to: the point where one machine
//! stops being the obvious answer, not where it fails. They stand in `decision-trees/facts/capacity.toml`.

use crate::catalog::Value;
use crate::model::sharding::{Demand, grown, partitions};
use crate::units::{Bytes, Duration, Percent, Rate};

use super::{World, at_least, maybe};

/// Whether the data fits one machine for three years: size after growth, writes, and reads of the latest within the
/// planning limits of `facts/capacity.toml`; what people said where that leaves it open. Flatters: rates are taken as
/// today's, and each limit as if the others were idle.
pub(super) fn fits(inputs: &[&Value], world: &World) -> Value {
    let settled = settle(inputs, world);
    let said = match inputs.get(5) {
        Some(Value::Choice(option)) => *option == YES,
        _ => true,
    };
    Value::Choice(if settled.unwrap_or(said) { YES } else { NO })
}

/// Whether size and rates leave the question open.
pub(super) fn unmeasured(inputs: &[&Value], world: &World) -> Value {
    Value::Bool(settle(inputs, world).is_none())
}

const YES: u8 = 0;
const NO: u8 = 1;

/// No as soon as one measure is over its limit; yes when size and writes are known and within:
/// `size · (1 + growth)^3 <= limit`, rates per second as they are ([`grown`]; counting, no source).
fn settle(inputs: &[&Value], world: &World) -> Option<bool> {
    let known = |index: usize| inputs.get(index).and_then(|value| value.magnitude());
    let limits = world.one_machine();
    let growth = known(1).and_then(|growth| Percent::new(growth).ok());
    // Compound growth over three years, the horizon within which a move is not worth planning twice.
    let factor = grown(growth.unwrap_or(Percent::ZERO), 3.0).unwrap_or(1.0);
    let size = known(0).map(|size| size * factor);
    let writes = known(2);
    // Reads spread over replicas unless each must see the latest write.
    let latest = matches!(inputs.get(4), Some(Value::Choice(0)));
    let reads = known(3).filter(|_| latest);
    let over = |value: Option<f64>, limit: f64| value.is_some_and(|value| value > limit);
    if over(size, limits.size.get() as f64)
        || over(writes, limits.writes.get())
        || over(reads, limits.reads.get())
    {
        return Some(false);
    }
    (size.is_some() && writes.is_some()).then_some(true)
}

/// The time in which a backup is copied back, each partition at the rate of one machine: inputs are whether the data is divided, its
/// size, growth, write rate, read rate and what reads must see.
pub(super) fn restore_by_copy(inputs: &[&Value], world: &World) -> Value {
    maybe(copied_back(inputs, world), at_least)
}

fn copied_back(inputs: &[&Value], world: &World) -> Option<Duration> {
    let known = |index: usize| inputs.get(index).and_then(|value| value.magnitude());
    let size = known(1)?;
    let growth = known(2).and_then(|growth| Percent::new(growth).ok());
    let rate = |index: usize| known(index).and_then(|rate| Rate::per_sec(rate).ok());
    let latest = matches!(inputs.get(5), Some(Value::Choice(0)));
    let demand = Demand {
        size: Bytes::clamped(size * grown(growth.unwrap_or(Percent::ZERO), 3.0).ok()?),
        writes: rate(3).unwrap_or(Rate::ZERO),
        reads: rate(4).filter(|_| latest).unwrap_or(Rate::ZERO),
    };
    let priors = world.priors();
    let parts = if matches!(inputs.first(), Some(Value::Bool(true))) {
        let fill = priors.planned_fill.value.ratio();
        partitions(&demand, &world.one_machine(), fill).ok()?.0
    } else {
        1
    };
    let each = size / f64::from(parts) / priors.restore_rate.value.get() as f64;
    Duration::from_secs_f64(each).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_comes_back_as_fast_as_the_machines_take_it() {
        let world = World::embedded();
        let back = |divided: bool, size: u64, growth: f64| {
            let (size, growth) = (
                Value::Bytes(Bytes::new(size)),
                Value::Percent(Percent::new(growth).unwrap()),
            );
            let unknown = Value::Unknown;
            let inputs = [
                &Value::Bool(divided),
                &size,
                &growth,
                &unknown,
                &unknown,
                &unknown,
            ];
            restore_by_copy(&inputs, &world).to_string()
        };
        // 1 TB at 131 MB/s
        assert_eq!(back(false, 1_000_000_000_000, 0.5), "7630s");
        // eight parts of 6 TB · 1.5³ / (70 % of 4 TB), each of 750 GB
        assert_eq!(back(true, 6_000_000_000_000, 0.5), "5730s");
        assert_eq!(
            restore_by_copy(&[&Value::Bool(false), &Value::Unknown], &world),
            Value::Unknown
        );
    }
}
