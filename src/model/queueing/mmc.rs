//! M/M/c: Poisson arrivals, exponential service, `c` equal servers, one line.

use crate::model::error::{ModelError, positive};
use crate::units::{Probability, Rate, minus_product};

/// The most servers computed; the recursion takes one step for each.
pub(super) const MOST_SERVERS: u32 = 10_000_000;

/// A line before `c` servers, in steady state (Kleinrock 1975, section 3.5).
///
/// Symbols: `λ` arrivals and `μ` service rate of one server, both per second; `a = λ/μ` the offered load in erlangs;
/// `ρ = a/c` the utilisation, below 1. Assumes Poisson arrivals, exponential service, equal servers, one line served in
/// turn. Flatters bursty arrivals; real service times vary more than exponential ones where a slow disk or a garbage
/// collection is behind them, and servers are seldom equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmc {
    servers: u32,
    arrivals_per_s: f64,
    service_per_s: f64,
    /// `cμ - λ`, of which a difference of rounded numbers would lose the digits near saturation.
    spare_per_s: f64,
    blocking: f64,
    waiting: f64,
}

impl Mmc {
    /// The line of `servers` with these rates.
    ///
    /// # Errors
    /// [`ModelError::Overloaded`] when `ρ >= 1`; [`ModelError::OutOfRange`] for no server or no service;
    /// [`ModelError::TooLarge`] beyond ten million servers.
    pub fn new(servers: u32, arrivals: Rate, service: Rate) -> Result<Self, ModelError> {
        if servers == 0 {
            return Err(ModelError::range(
                "the number of servers",
                servers,
                "at least 1",
            ));
        }
        if servers > MOST_SERVERS {
            return Err(ModelError::too_large(
                "the number of servers",
                servers,
                MOST_SERVERS,
            ));
        }
        let (arrivals_per_s, service_per_s) =
            (arrivals.get(), positive("the service rate", service.get())?);
        let load = arrivals_per_s / service_per_s;
        let spare_per_s = spare(servers, arrivals_per_s, service_per_s);
        if spare_per_s.is_nan() || spare_per_s <= 0.0 {
            let utilisation = (load / f64::from(servers)).max(1.0);
            return Err(ModelError::Overloaded { utilisation });
        }
        let blocking =
            (1..=servers).fold(1.0, |blocking, count| next_blocking(blocking, load, count));
        Ok(Self {
            servers,
            arrivals_per_s,
            service_per_s,
            spare_per_s,
            blocking,
            waiting: waiting_chance(blocking, load, spare_per_s / service_per_s),
        })
    }

    /// `a = λ/μ` in erlangs: the servers that would be busy in the mean if there were enough (Little 1961). A mean:
    /// peaks offer more.
    #[must_use]
    pub fn offered_load(&self) -> f64 {
        self.arrivals_per_s / self.service_per_s
    }

    /// `ρ = a/c`: the share of time that a server is busy in the mean (Kleinrock 1975, section 3.5). Flatters the
    /// busiest of servers that do not share one line.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.offered_load() / f64::from(self.servers)
    }

    /// The chance that an arrival would be lost if nobody could wait: Erlang B, `B(0) = 1`,
    /// `B(k) = aB(k-1)/(k + aB(k-1))` (Erlang 1917; Kleinrock 1975, section 3.7). Holds for any distribution of service
    /// times with the same mean. Flatters: who is lost comes back.
    #[must_use]
    pub fn erlang_b(&self) -> Probability {
        Probability::clamped(self.blocking)
    }

    /// The chance that an arrival must wait: Erlang C, `C = B/(1 - ρ(1 - B)) = cB/((c - a) + aB)` (Kleinrock 1975,
    /// section 3.5, equation 3.40). Unlike Erlang B it needs exponential service; it flatters bursts, of which most
    /// wait.
    #[must_use]
    pub fn erlang_c(&self) -> Probability {
        Probability::clamped(self.waiting)
    }

    /// The chance that nobody is there: `p(0)` of the birth-death solution, `1/(Σ a^k/k! + a^c/c! · 1/(1 - ρ))` with
    /// `k` from 0 to `c - 1` (Kleinrock 1975, section 3.5). For one server it is `1 - ρ` whatever the arrivals; several
    /// are idle more often than this where work comes in bursts.
    #[must_use]
    pub fn idle(&self) -> Probability {
        // In units of the chance of exactly c: p(k-1) = p(k)·k/a below, and a geometric tail c, c+1, … above.
        let load = self.offered_load();
        if load < 1e-100 {
            return Probability::ONE; // and nothing below overflows
        }
        let (mut term, mut sum) = (1.0, 1.0 + self.arrivals_per_s / self.spare_per_s);
        for count in (1..=self.servers).rev() {
            term *= f64::from(count) / load;
            sum += term;
            if sum > 1e250 {
                (term, sum) = (term * 1e-250, sum * 1e-250); // a common unit: the quotient stays
            }
        }
        Probability::clamped(term / sum)
    }

    /// `λ·W`: the mean number waiting, without those in service (Little 1961). Flatters as the type does; room for the
    /// line needs a high quantile of it.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.arrivals_per_s * self.mean_wait_s()
    }

    /// `W = C/(cμ - λ)`, the mean wait in seconds of all, those who do not wait among them (Kleinrock 1975, section
    /// 3.5, with Little 1961). Flatters those who do: see [`Mmc::mean_wait_given_wait_s`].
    #[must_use]
    pub fn mean_wait_s(&self) -> f64 {
        self.waiting / self.spare_per_s
    }

    /// `W + 1/μ`, the mean wait and service in seconds (Kleinrock 1975, section 3.5). Flatters as the mean wait does.
    #[must_use]
    pub fn mean_response_s(&self) -> f64 {
        self.mean_wait_s() + 1.0 / self.service_per_s
    }

    /// The mean number waiting or served: `λW + a` (Little 1961). Flatters: it is a mean, and bursts hold more.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.mean_queue_length() + self.offered_load()
    }

    /// `1/(cμ - λ)` in seconds: the mean wait of those who wait at all, whose wait is exponential (Harchol-Balter 2013,
    /// section 14.3). Flatters bursts, in which those who wait stand behind more others.
    #[must_use]
    pub fn mean_wait_given_wait_s(&self) -> f64 {
        1.0 / self.spare_per_s
    }

    /// The quantile of the wait in seconds: `max(0, ln(C/(1-q))/(cμ - λ))` for a share `q` of arrivals, the inverse of
    /// [`Mmc::wait_longer_than`] (Harchol-Balter 2013, section 14.3). Flatters as the type does, and more so the higher
    /// `q` is.
    #[must_use]
    pub fn wait_quantile_s(&self, quantile: Probability) -> f64 {
        ((self.waiting / quantile.complement().ratio()).ln() / self.spare_per_s).max(0.0)
    }

    /// `P(wait > t) = C·exp(-(cμ - λ)t)` with `t` in seconds, served in turn (Harchol-Balter 2013, section 14.3).
    /// Flatters as the type does: tails of bursts and of long jobs fall more slowly.
    #[must_use]
    pub fn wait_longer_than(&self, seconds: f64) -> Probability {
        Probability::clamped(self.waiting * (-self.spare_per_s * seconds).exp())
    }

    /// `P(wait + service > t) = exp(-μt)·(1 + C·(1 - exp(-μt(c-1-a)))/(c-1-a))` with `t` in seconds, and the limit
    /// `1 + Cμt` where `a = c - 1` (Harchol-Balter 2013, section 14.3 gives the parts: an exponential wait with weight
    /// `C`, plus an exponential service that does not depend on it). Flatters as the type does.
    #[must_use]
    pub fn response_longer_than(&self, seconds: f64) -> Probability {
        let service = self.service_per_s * seconds;
        let difference = f64::from(self.servers) - 1.0 - self.offered_load();
        let exponent = service * difference;
        // exp(-x)·(1 - exp(-x·d))/d: near d = 0 by its limit x, then without cancelling, and for long times as a
        // difference of two numbers below 1, since exp(x·|d|) alone would overflow.
        let extra = if exponent.abs() < 1e-12 {
            service * (-service).exp()
        } else if exponent.abs() < 1.0 {
            -(-exponent).exp_m1() / difference * (-service).exp()
        } else {
            ((-service).exp() - (-service * (1.0 + difference)).exp()) / difference
        };
        Probability::clamped((-service).exp() + self.waiting * extra)
    }

    /// The quantile of wait plus service in seconds: the inverse of [`Mmc::response_longer_than`] (Harchol-Balter 2013,
    /// section 14.3), by bisection to twelve digits. Flatters as that does.
    #[must_use]
    pub fn response_quantile_s(&self, quantile: Probability) -> f64 {
        let tail = quantile.complement();
        let (mut low, mut high) = (0.0, 1.0 / self.service_per_s);
        while self.response_longer_than(high) > tail && high < 1e300 {
            high *= 2.0;
        }
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if self.response_longer_than(middle) > tail {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// `cμ - λ`: what the servers could do beyond what arrives.
pub(super) fn spare(servers: u32, arrivals_per_s: f64, service_per_s: f64) -> f64 {
    -minus_product(arrivals_per_s, f64::from(servers), service_per_s)
}

pub(super) fn next_blocking(blocking: f64, load: f64, servers: u32) -> f64 {
    load * blocking / (f64::from(servers) + load * blocking)
}

/// Erlang C from Erlang B, the offered load `a` and the spare servers `c - a`: a quotient of sums of positive terms.
pub(super) fn waiting_chance(blocking: f64, load: f64, spare: f64) -> f64 {
    let busy = load * blocking;
    blocking * (load + spare) / (spare + busy)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(servers: u32, arrivals: f64, service: f64) -> Mmc {
        Mmc::new(
            servers,
            Rate::per_sec(arrivals).unwrap(),
            Rate::per_sec(service).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn textbook_values() {
        let one = line(1, 0.8, 1.0); // M/M/1: everything is a power of ρ
        assert!(
            (one.erlang_c().ratio() - 0.8).abs() < 1e-15 && (one.mean_wait_s() - 4.0).abs() < 1e-12
        );
        assert!((one.response_longer_than(3.0).ratio() - (-0.6_f64).exp()).abs() < 1e-12); // exponential with μ - λ
        let two = line(2, 1.0, 1.0);
        assert!(
            (two.erlang_c().ratio() - 1.0 / 3.0).abs() < 1e-15
                && (two.idle().ratio() - 1.0 / 3.0).abs() < 1e-15
        );
        assert!(line(10_000, 9900.0, 1.0).idle().ratio() < 1e-300);
        for (servers, arrivals, service) in
            [(0, 1.0, 1.0), (1, 1.0, 1.0), (2, 3.0, 1.0), (1, 0.0, 0.0)]
        {
            assert!(
                Mmc::new(
                    servers,
                    Rate::per_sec(arrivals).unwrap(),
                    Rate::per_sec(service).unwrap()
                )
                .is_err()
            );
        }
    }

    proptest! {
        /// Law: the recursions agree with the sum over states, `p(k) ∝ a^k/k!` up to c and then geometric.
        #[test]
        fn matches_the_sum_over_states(servers in 1_u32..30, utilisation in 0.01_f64..0.98) {
            let line = line(servers, utilisation * f64::from(servers), 1.0);
            let load = line.offered_load();
            let below: Vec<f64> = (0..servers).scan(1.0, |term, k| { let now = *term; *term *= load / f64::from(k + 1); Some(now) }).collect();
            let full = below.last().unwrap() * load / f64::from(servers) / (1.0 - line.utilisation());
            let total = below.iter().sum::<f64>() + full;
            prop_assert!((line.erlang_c().ratio() / (full / total) - 1.0).abs() < 1e-9);
            prop_assert!((line.idle().ratio() * total - 1.0).abs() < 1e-9);
        }

        /// Law: the quantile and the tail are each other's inverse, and the mean is the integral of the tail.
        #[test]
        fn response_is_a_distribution(servers in 1_u32..20, utilisation in 0.05_f64..0.95, quantile in 0.01_f64..0.999) {
            let line = line(servers, utilisation * f64::from(servers), 1.0);
            let at = line.response_quantile_s(Probability::new(quantile).unwrap());
            prop_assert!((line.response_longer_than(at).ratio() - (1.0 - quantile)).abs() < 1e-9);
            let (step, end) = (0.002, 40.0 * line.mean_response_s());
            let mut integral = 0.0;
            let mut t = step / 2.0;
            while t < end {
                integral += line.response_longer_than(t).ratio() * step;
                t += step;
            }
            prop_assert!((integral / line.mean_response_s() - 1.0).abs() < 1e-3, "{integral}");
        }
    }
}
