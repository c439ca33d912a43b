//! One-way latencies as mixtures, and the fits to real systems.

use crate::model::error::{ModelError, not_negative, positive};

/// A part of a mixture. Times in ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// `P(T > t) = (x_min/t)^alpha` above `x_min`.
    Pareto {
        /// The least time.
        x_min_ms: f64,
        /// How fast the tail falls. At 1 or below there is no mean, at 2 or below no variance.
        alpha: f64,
    },
    /// `P(T > t) = exp(-rate·t)`.
    Exponential {
        /// Inverse of the mean.
        rate_per_ms: f64,
    },
    /// Always the same.
    Constant {
        /// The time.
        ms: f64,
    },
}

/// The latency of one leg of a message exchange: a mixture of shapes, times in ms (Bailis et al. 2012, table 3 fits
/// such ones). Flatters: a mixture draws each message anew, where slow ones in truth follow each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    parts: Vec<(f64, Shape)>,
}

impl Leg {
    /// A mixture of shapes with weights, which need not sum to 1.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for an empty mixture, a negative weight, or a shape without positive parameters.
    pub fn mixture(parts: Vec<(f64, Shape)>) -> Result<Self, ModelError> {
        let mut total = 0.0;
        for (weight, shape) in &parts {
            total += not_negative("the weight of a part of a latency", *weight)?;
            match shape {
                Shape::Pareto { x_min_ms, alpha } => {
                    positive("the minimum of a Pareto latency", *x_min_ms)?;
                    positive("the alpha of a Pareto latency", *alpha)?;
                }
                Shape::Exponential { rate_per_ms } => {
                    positive("the rate of an exponential latency", *rate_per_ms)?;
                }
                Shape::Constant { ms } => {
                    not_negative("a constant latency", *ms)?;
                }
            }
        }
        if total <= 0.0 {
            return Err(ModelError::range(
                "the sum of weights of a latency",
                total,
                "above zero",
            ));
        }
        let used = parts.into_iter().filter(|(weight, _)| *weight > 0.0);
        Ok(Self {
            parts: used
                .map(|(weight, shape)| (weight / total, shape))
                .collect(),
        })
    }

    /// One shape alone.
    ///
    /// # Errors
    /// As for [`Leg::mixture`].
    pub fn of(shape: Shape) -> Result<Self, ModelError> {
        Self::mixture(vec![(1.0, shape)])
    }

    /// The parts; their weights sum to 1.
    #[must_use]
    pub fn parts(&self) -> &[(f64, Shape)] {
        &self.parts
    }

    /// The chance that it takes longer than `x` (`ms`): the weighted sum of `(x_min/x)^α`, `exp(-rate·x)` and constants
    /// of its parts (Bailis et al. 2012, table 3). Flatters as the type does.
    #[must_use]
    pub fn longer_than(&self, ms: f64) -> f64 {
        let tail = |shape: &Shape| match *shape {
            Shape::Pareto { x_min_ms, alpha } => (x_min_ms / ms.max(x_min_ms)).powf(alpha),
            Shape::Exponential { rate_per_ms } => (-rate_per_ms * ms.max(0.0)).exp(),
            Shape::Constant { ms: constant } => f64::from(u8::from(constant > ms)),
        };
        self.parts
            .iter()
            .map(|(weight, shape)| weight * tail(shape))
            .sum()
    }
}

/// The four one-way legs between a coordinator and a replica, independent of each other (Bailis et al. 2012, section
/// 4.1). In truth a slow replica is slow in all four.
#[derive(Debug, Clone, PartialEq)]
pub struct Legs {
    /// The write on its way to a replica.
    pub write: Leg,
    /// Its acknowledgement on the way back.
    pub ack: Leg,
    /// A read request on its way to a replica.
    pub read: Leg,
    /// The response on its way back.
    pub response: Leg,
}

/// The names that [`known_fit`] knows.
pub const KNOWN_FITS: [&str; 4] = ["LNKD-SSD", "LNKD-DISK", "YMMR", "YMMR-simulator-alpha-3.5"];

/// The fits of table 3 by name: `LNKD-SSD`, `LNKD-DISK` (Voldemort at LinkedIn), `YMMR` (Riak at Yammer), and
/// `YMMR-simulator-alpha-3.5`, which is what the authors' simulator used for their published results where the table
/// prints 3.35 (Bailis et al. 2012). Flatters replicas in several regions: the way between data centres is not in them.
#[must_use]
pub fn known_fit(name: &str) -> Option<Legs> {
    let fit = |share: f64, x_min_ms: f64, alpha: f64, rate_per_ms: f64| Leg {
        parts: vec![
            (share, Shape::Pareto { x_min_ms, alpha }),
            (1.0 - share, Shape::Exponential { rate_per_ms }),
        ],
    };
    let (write, other) = match name {
        "LNKD-SSD" => (
            fit(0.9122, 0.235, 10.0, 1.66),
            fit(0.9122, 0.235, 10.0, 1.66),
        ),
        "LNKD-DISK" => (fit(0.38, 1.05, 1.51, 0.183), fit(0.9122, 0.235, 10.0, 1.66)),
        "YMMR" => (fit(0.939, 3.0, 3.35, 0.0028), fit(0.982, 1.5, 3.8, 0.0217)),
        "YMMR-simulator-alpha-3.5" => (fit(0.939, 3.0, 3.5, 0.0028), fit(0.982, 1.5, 3.8, 0.0217)),
        _ => return None,
    };
    Some(Legs {
        write,
        ack: other.clone(),
        read: other.clone(),
        response: other,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_latencies_that_cannot_be() {
        assert!(Leg::mixture(vec![]).is_err());
        assert!(
            Leg::of(Shape::Pareto {
                x_min_ms: 0.0,
                alpha: 1.0
            })
            .is_err()
        );
        assert!(
            Leg::of(Shape::Exponential {
                rate_per_ms: f64::NAN
            })
            .is_err()
        );
        assert!(Leg::mixture(vec![(-1.0, Shape::Constant { ms: 1.0 })]).is_err());
    }

    #[test]
    fn tails() {
        let ssd = known_fit("LNKD-SSD").unwrap().write;
        assert!((ssd.longer_than(0.0) - 1.0).abs() < 1e-12);
        assert!(
            (ssd.longer_than(2.0) - (0.9122 * 0.1175_f64.powi(10) + 0.0878 * (-3.32_f64).exp()))
                .abs()
                < 1e-15
        );
        assert_eq!(known_fit("unknown"), None);
        assert!(KNOWN_FITS.iter().all(|name| known_fit(name).is_some()));
    }

    proptest! {
        /// Law: the tail of a mixture is the share of its draws, by inverting each part at evenly spread chances, that are longer.
        #[test]
        fn matches_counting_draws(weight in 0.05_f64..0.95, x_min_ms in 0.1_f64..5.0, alpha in 1.1_f64..9.0, rate_per_ms in 0.01_f64..3.0, ms in 0.0_f64..20.0) {
            let (pareto, exponential) = (Shape::Pareto { x_min_ms, alpha }, Shape::Exponential { rate_per_ms });
            let leg = Leg::mixture(vec![(3.0 * weight, pareto), (3.0 * (1.0 - weight), exponential)]).unwrap();
            let draws = 20_000;
            let longer = |draw: &dyn Fn(f64) -> f64| {
                let beyond = (0..draws).filter(|index| draw((f64::from(*index) + 0.5) / f64::from(draws)) > ms);
                beyond.count() as f64 / f64::from(draws)
            };
            let expected = weight * longer(&|u| x_min_ms * u.powf(-1.0 / alpha)) + (1.0 - weight) * longer(&|u| -u.ln() / rate_per_ms);
            prop_assert!((leg.longer_than(ms) - expected).abs() < 2e-4, "{} {expected}", leg.longer_than(ms));
        }
    }
}
