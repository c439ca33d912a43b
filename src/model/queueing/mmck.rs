//! M/M/c/K: a line with room for `K`, service included; who finds it full is turned away.

use super::mmc::MOST_SERVERS;
use crate::model::error::{ModelError, positive};
use crate::units::{Probability, Rate};

/// A bounded line in steady state. It has one at any load: what does not fit is lost, not kept (Kleinrock 1975, section
/// 3.6).
///
/// Symbols as in [`super::Mmc`], and `K` the places, those in service included; `p(k)` is the chance of `k` inside.
/// Assumes Poisson arrivals and exponential service. Flatters: callers that are turned away come back, and then they
/// are not a Poisson stream any more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmck {
    arrivals_per_s: f64,
    service_per_s: f64,
    blocked: f64,
    mean_queue: f64,
    mean_served: f64,
}

impl Mmck {
    /// The line of `servers` and `places` with these rates: `p(k) = p(k-1)·a/min(k, c)` up to `K` (Kleinrock 1975,
    /// section 3.6 for one server, 3.7 for `c = K`; both are cases of the birth-death solution 3.11).
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for no server, no rate, or fewer places than servers; [`ModelError::TooLarge`] beyond ten
    /// million places.
    pub fn new(
        servers: u32,
        places: u32,
        arrivals: Rate,
        service: Rate,
    ) -> Result<Self, ModelError> {
        if servers == 0 {
            return Err(ModelError::range(
                "the number of servers",
                servers,
                "at least 1",
            ));
        }
        if places < servers {
            return Err(ModelError::range(
                "the number of places",
                places,
                "at least the number of servers",
            ));
        }
        if places > MOST_SERVERS {
            return Err(ModelError::too_large(
                "the number of places",
                places,
                MOST_SERVERS,
            ));
        }
        let arrivals_per_s = positive("the arrival rate", arrivals.get())?;
        let service_per_s = positive("the service rate", service.get())?;
        let load = arrivals_per_s / service_per_s;
        if load > 1e100 {
            return Err(ModelError::too_large("the offered load", load, 1e100));
        }
        // p(k) = p(k-1)·a/min(k, c), scaled down whenever it grows large.
        let (mut term, mut total, mut queue, mut served) = (1.0, 1.0, 0.0, 0.0);
        for count in 1..=places {
            let busy = count.min(servers);
            term *= load / f64::from(busy);
            total += term;
            queue += term * f64::from(count - busy);
            served += term * f64::from(busy);
            if total > 1e200 {
                for value in [&mut term, &mut queue, &mut served, &mut total] {
                    *value *= 1e-200;
                }
            }
        }
        Ok(Self {
            arrivals_per_s,
            service_per_s,
            blocked: term / total,
            mean_queue: queue / total,
            mean_served: served / total,
        })
    }

    /// The chance that an arrival is turned away: `p(K)`, since Poisson arrivals see time averages (Wolff 1982).
    /// Flatters: those who come back are not counted again, and of a burst more are turned away.
    #[must_use]
    pub fn blocked(&self) -> Probability {
        Probability::clamped(self.blocked)
    }

    /// What gets through each second: `μ` times the mean number served, which equals `λ(1 - blocked)` (Little 1961).
    /// Flatters overload: servers are taken to work as fast as ever.
    #[must_use]
    pub fn throughput_per_s(&self) -> f64 {
        self.service_per_s * self.mean_served
    }

    /// The mean number waiting: `Σ (k - c)·p(k)` over `k > c` (Kleinrock 1975, equation 3.11 for `p`). Flatters bursts,
    /// as the type.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.mean_queue
    }

    /// The mean number waiting or served: `Σ k·p(k)` (Kleinrock 1975, equation 3.11 for `p`). Flatters bursts, as the
    /// type.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.mean_queue + self.mean_served
    }

    /// The mean wait in seconds of those who are let in: the number waiting over the throughput (Little 1961). Flatters
    /// by leaving out those who are turned away.
    #[must_use]
    pub fn mean_wait_s(&self) -> f64 {
        self.mean_queue / self.throughput_per_s()
    }

    /// The mean wait and service in seconds of those who are let in: the number inside over the throughput (Little
    /// 1961). Flatters as the mean wait does.
    #[must_use]
    pub fn mean_response_s(&self) -> f64 {
        self.mean_in_system() / self.throughput_per_s()
    }

    /// Arrivals per second.
    #[must_use]
    pub fn arrivals_per_s(&self) -> f64 {
        self.arrivals_per_s
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Mmc;
    use super::*;

    fn rate(per_s: f64) -> Rate {
        Rate::per_sec(per_s).unwrap()
    }

    proptest! {
        /// Law: without waiting room it is Erlang B; with endless room it is M/M/c; and what comes in goes out.
        #[test]
        fn meets_its_special_cases(servers in 1_u32..20, utilisation in 0.05_f64..0.9) {
            let arrivals = rate(utilisation * f64::from(servers));
            let endless = Mmc::new(servers, arrivals, rate(1.0)).unwrap();
            let none = Mmck::new(servers, servers, arrivals, rate(1.0)).unwrap();
            prop_assert!((none.blocked().ratio() / endless.erlang_b().ratio() - 1.0).abs() < 1e-9);
            let large = Mmck::new(servers, servers + 1000, arrivals, rate(1.0)).unwrap();
            prop_assert!((large.mean_wait_s() / endless.mean_wait_s() - 1.0).abs() < 1e-9);
            prop_assert!((none.throughput_per_s() / (none.arrivals_per_s() * (1.0 - none.blocked().ratio())) - 1.0).abs() < 1e-9);
        }
    }

    proptest! {
        /// Law: the quantities are those of the balance between neighbouring states, worked out one state after the other.
        #[test]
        fn matches_the_sum_over_states(servers in 1_u32..6, room in 0_u32..12, arrivals in 0.05_f64..20.0) {
            let line = Mmck::new(servers, servers + room, rate(arrivals), rate(1.0)).unwrap();
            let mut states = vec![1.0];
            for inside in 1..=servers + room {
                states.push(states[states.len() - 1] * arrivals / f64::from(inside.min(servers)));
            }
            let all: f64 = states.iter().sum();
            let mean = |of: &dyn Fn(u32) -> f64| states.iter().zip(0..).map(|(weight, inside)| weight / all * of(inside)).sum::<f64>();
            let full = states[states.len() - 1] / all;
            let near = |found: f64, expected: f64| (found - expected).abs() <= 1e-9 * (1.0 + expected);
            prop_assert!(near(line.blocked().ratio(), full));
            prop_assert!(near(line.throughput_per_s(), mean(&|inside| f64::from(inside.min(servers)))));
            prop_assert!(near(line.mean_queue_length(), mean(&|inside| f64::from(inside.saturating_sub(servers)))));
            prop_assert!(near(line.mean_in_system(), mean(&|inside| f64::from(inside))));
            prop_assert!(near(line.mean_response_s() * line.throughput_per_s(), line.mean_in_system()));
        }
    }

    #[test]
    fn stays_finite_when_flooded() {
        let flooded = Mmck::new(4, 1_000_000, rate(1000.0), rate(1.0)).unwrap();
        assert!(
            (flooded.throughput_per_s() - 4.0).abs() < 1e-9
                && flooded.mean_queue_length() > 999_990.0
        );
        assert!(
            Mmck::new(4, 3, rate(1.0), rate(1.0)).is_err()
                && Mmck::new(1, 1, rate(0.0), rate(1.0)).is_err()
        );
    }
}
