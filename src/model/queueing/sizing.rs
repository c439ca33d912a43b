//! How many servers a load needs, and how much load servers can take.

use super::mmc::{MOST_SERVERS, Mmc, next_blocking, spare, waiting_chance};
use crate::model::error::{ModelError, not_negative, positive};
use crate::units::{Duration, Probability, Rate};

/// What the line must keep. Both may be given.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Target {
    /// The highest chance of waiting at all.
    pub wait_chance: Option<Probability>,
    /// The highest mean wait, in seconds.
    pub mean_wait_s: Option<f64>,
}

/// The smallest number of servers with which M/M/c meets the target: the first `c` for which the chance of waiting
/// `C(c, a)` and the mean wait `C/(cμ - λ)` in seconds are within it. `λ` is `arrivals` and `μ` the `service` rate of
/// one server, per second, `a = λ/μ`; by Erlang's recursion from one server up (Kleinrock 1975, sections 3.5 and 3.7).
///
/// Flatters as [`Mmc`] does; spare servers for failures and deploys come on top.
///
/// # Errors
/// [`ModelError::OutOfRange`] without a target or a service rate; [`ModelError::TooLarge`] when ten million servers are not
/// enough.
pub fn size(arrivals: Rate, service: Rate, target: &Target) -> Result<(u32, Mmc), ModelError> {
    if *target == Target::default() {
        return Err(ModelError::range(
            "the target",
            "empty",
            "a highest chance of waiting or a highest mean wait",
        ));
    }
    let mean_wait_s = target
        .mean_wait_s
        .map(|wait| not_negative("the highest mean wait", wait))
        .transpose()?;
    let (arrivals_per_s, service_per_s) =
        (arrivals.get(), positive("the service rate", service.get())?);
    let load = arrivals_per_s / service_per_s;
    let mut blocking = 1.0;
    for servers in 1..=MOST_SERVERS {
        blocking = next_blocking(blocking, load, servers);
        let spare_per_s = spare(servers, arrivals_per_s, service_per_s);
        if spare_per_s <= 0.0 {
            continue;
        }
        let waiting = waiting_chance(blocking, load, spare_per_s / service_per_s);
        let wait_s = waiting / spare_per_s;
        let enough = target
            .wait_chance
            .is_none_or(|most| waiting <= most.ratio())
            && mean_wait_s.is_none_or(|most| wait_s <= most);
        if enough {
            return Ok((servers, Mmc::new(servers, arrivals, service)?));
        }
    }
    Err(ModelError::too_large(
        "the number of servers",
        "larger",
        MOST_SERVERS,
    ))
}

/// The most arrivals, per second, at which the `quantile` of the response time of M/M/c stays within `target`, by
/// bisection. `None` when even an idle server is too slow. `service` is the rate of one server; the tail is that of
/// [`Mmc::response_longer_than`] (Harchol-Balter 2013, section 14.3), and grows with the load.
///
/// Flatters as [`Mmc`] does: under bursts the target breaks at a lower load.
///
/// # Errors
/// As for [`Mmc::new`].
pub fn highest_arrivals(
    servers: u32,
    service: Rate,
    quantile: Probability,
    target: Duration,
) -> Result<Option<Rate>, ModelError> {
    let meets = |arrivals: f64| -> Result<bool, ModelError> {
        let rate = Rate::per_sec(arrivals)
            .map_err(|_| ModelError::range("the arrival rate", arrivals, "finite"))?;
        let line = Mmc::new(servers, rate, service)?;
        Ok(line.response_longer_than(target.secs()) <= quantile.complement())
    };
    if !meets(0.0)? {
        return Ok(None);
    }
    let (mut low, mut high) = (0.0, f64::from(servers) * service.get());
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if middle < high && meets(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Rate::per_sec(low).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(per_s: f64) -> Rate {
        Rate::per_sec(per_s).unwrap()
    }

    proptest! {
        /// Law: the number found meets the target, and one server fewer does not.
        #[test]
        fn smallest(load in 0.1_f64..200.0, chance in 0.001_f64..0.9) {
            let wait_chance = Some(Probability::new(chance).unwrap());
            let (servers, line) = size(rate(load), rate(1.0), &Target { wait_chance, mean_wait_s: None }).unwrap();
            prop_assert!(line.erlang_c().ratio() <= chance);
            let fewer = (servers > 1).then(|| Mmc::new(servers - 1, rate(load), rate(1.0)).ok()).flatten();
            prop_assert!(fewer.is_none_or(|line| line.erlang_c().ratio() > chance));
        }
    }

    #[test]
    fn a_tail_target_leaves_servers_partly_idle() {
        // One server of 100/s, p99 within 100 ms: M/M/1 needs λ <= μ - ln(100)/0.1 = 53.9/s.
        let p99 = "99%".parse().unwrap();
        let most = highest_arrivals(1, rate(100.0), p99, Duration::from_millis(100))
            .unwrap()
            .unwrap();
        assert!((most.get() - (100.0 - 100_f64.ln() / 0.1)).abs() < 1e-6);
        // A long time beside a short service: exp(μt) is beyond any float, the tail is not.
        let most = highest_arrivals(1, rate(10_000.0), p99, Duration::from_millis(500))
            .unwrap()
            .unwrap();
        assert!((most.get() - (10_000.0 - 100_f64.ln() / 0.5)).abs() < 1e-6);
        assert_eq!(
            highest_arrivals(1, rate(100.0), p99, Duration::from_millis(10)).unwrap(),
            None
        );
        assert!(size(rate(1.0), rate(1.0), &Target::default()).is_err());
    }
}
