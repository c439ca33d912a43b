//! M/G/1: one server, any distribution of service times.

use crate::model::error::{ModelError, not_negative, positive};
use crate::units::{Rate, minus_product};

/// A line before one server whose service times have a mean and a spread (Kleinrock 1975, ch. 5).
///
/// Symbols: `λ` arrivals per second, `s` mean service time in seconds, `scv` variance of the service time over its mean
/// squared (0 always the same, 1 exponential), `ρ = λs`. Assumes Poisson arrivals, service times that do not depend on
/// each other, and a line without end. Flatters bursty arrivals, which wait longer, and a heavy tail, which may have no
/// finite variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mg1 {
    arrivals_per_s: f64,
    service_s: f64,
    scv: f64,
    /// `1 - ρ`, of which a difference of rounded numbers would lose the digits near saturation.
    spare: f64,
}

impl Mg1 {
    /// The line with these arrivals and service times.
    ///
    /// # Errors
    /// [`ModelError::Overloaded`] when `ρ >= 1`; [`ModelError::OutOfRange`] for a service time of zero or a negative spread.
    pub fn new(arrivals: Rate, mean_service_s: f64, service_scv: f64) -> Result<Self, ModelError> {
        let service_s = positive("the mean service time", mean_service_s)?;
        let scv = not_negative("the squared coefficient of variation", service_scv)?;
        let spare = minus_product(1.0, arrivals.get(), service_s);
        if spare <= 0.0 {
            let utilisation = (arrivals.get() * service_s).max(1.0);
            return Err(ModelError::Overloaded { utilisation });
        }
        Ok(Self {
            arrivals_per_s: arrivals.get(),
            service_s,
            scv,
            spare,
        })
    }

    /// `ρ = λs`: the mean number in service, and so the share of time that the server is busy (Little 1961). A mean: it
    /// hides the minutes at 100 %.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals_per_s * self.service_s
    }

    /// `W = ρ·s·(1 + scv)/(2(1 - ρ))`, the mean wait in seconds: Pollaczek-Khinchine (Kleinrock 1975, section 5.5,
    /// equation 5.70). Flatters as the type does; and a mean flatters those behind one long job.
    #[must_use]
    pub fn mean_wait_s(&self) -> f64 {
        self.utilisation() * self.service_s * (1.0 + self.scv) / (2.0 * self.spare)
    }

    /// `W + s`, the mean wait and service in seconds (Kleinrock 1975, section 5.5). A mean, as all here: of a heavy
    /// tail it flatters the slow ones.
    #[must_use]
    pub fn mean_response_s(&self) -> f64 {
        self.mean_wait_s() + self.service_s
    }

    /// `λW`: the mean number waiting, without the one in service (Little 1961). Flatters as the mean wait does; room
    /// for the line needs a high quantile of it.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.arrivals_per_s * self.mean_wait_s()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{Rng, SeedableRng};

    use super::super::Mmc;
    use super::*;

    proptest! {
        /// Law: with exponential service it is M/M/1; with constant service the wait is half of that.
        #[test]
        fn meets_its_special_cases(arrivals in 0.01_f64..0.99) {
            let rate = Rate::per_sec(arrivals).unwrap();
            let wait = |scv| Mg1::new(rate, 1.0, scv).unwrap().mean_wait_s();
            let markov = Mmc::new(1, rate, Rate::per_sec(1.0).unwrap()).unwrap().mean_wait_s();
            prop_assert!((wait(1.0) / markov - 1.0).abs() < 1e-9);
            prop_assert!((wait(0.0) / markov - 0.5).abs() < 1e-9);
        }
    }

    /// The waits of customers one after the other: each waits for what the one before left, less the time between them (Lindley 1952).
    #[test]
    fn matches_customers_one_by_one() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(2026);
        let mut unit = move || ((random.next_u64() >> 12) as f64 + 0.5) / 2_f64.powi(52);
        // Two service times, the longer with this chance: a mean of one, and a squared coefficient of variation that follows.
        for (load, long, chance) in [
            (0.5, 1.0, 1.0),
            (0.6, 5.0, 0.1),
            (0.3, 2.0, 0.5),
            (0.7, 2.5, 0.2),
        ] {
            let short = if chance < 1.0 {
                (1.0 - chance * long) / (1.0 - chance)
            } else {
                0.0
            };
            let scv = chance * long * long + (1.0 - chance) * short * short - 1.0;
            let found = Mg1::new(Rate::per_sec(load).unwrap(), 1.0, scv).unwrap();
            let (mut wait, mut sum) = (0.0_f64, 0.0);
            let customers = 500_000;
            for _ in 0..customers {
                sum += wait;
                let service = if unit() < chance { long } else { short };
                wait = (wait + service + unit().ln() / load).max(0.0);
            }
            let mean = sum / f64::from(customers);
            let error = mean / found.mean_wait_s() - 1.0;
            assert!(
                error.abs() < 0.03,
                "{load} {scv}: {mean} and not {}",
                found.mean_wait_s()
            );
        }
    }

    #[test]
    fn refuses_what_has_no_steady_state() {
        let rate = |per_s| Rate::per_sec(per_s).unwrap();
        assert!(
            Mg1::new(rate(1.0), 1.0, 1.0).is_err()
                && Mg1::new(rate(0.5), 1.0, -1.0).is_err()
                && Mg1::new(rate(0.5), 0.0, 1.0).is_err()
        );
    }
}
