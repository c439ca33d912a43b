//! Whether one machine is enough.
//!
//! Limits are planning limits, well below what a large machine can be driven to: the point where one machine
//! stops being the obvious answer, not where it fails. They stand in `decision-trees/facts/capacity.toml`.

use crate::catalog::Value;
use crate::model::sharding::grown;
use crate::units::Percent;

use super::World;

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
