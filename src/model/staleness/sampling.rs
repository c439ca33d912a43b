//! Drawing latencies: exponential variates by ziggurat, and everything else from them.
//!
//! Source: Marsaglia, Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Soft. 5(8), 2000.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::Rng;

use super::legs::{Leg, Shape};

const LAYERS: usize = 256;
/// Where the tail begins.
const TAIL: f64 = 7.697_117_470_131_05;
/// The area of each layer.
const AREA: f64 = 0.003_949_659_822_581_557;

/// Draws `Exp(1)`. Layers hold almost all of it, so that a logarithm is needed for one draw in fifty.
pub(super) struct Ziggurat {
    /// Width and height of each layer's lower edge.
    edges: [(f64, f64); LAYERS + 1],
}

impl Ziggurat {
    pub(super) fn new() -> Self {
        let mut edges = [(0.0, 1.0); LAYERS + 1];
        edges[0] = (AREA * TAIL.exp(), 0.0);
        let mut width = TAIL;
        for edge in &mut edges[1..LAYERS] {
            let height = (-width).exp();
            *edge = (width, height);
            width = -(AREA / width + height).ln();
        }
        edges[0].1 = (-edges[0].0).exp();
        Self { edges }
    }

    #[inline]
    pub(super) fn draw(&self, random: &mut Xoshiro256PlusPlus) -> f64 {
        loop {
            let bits = random.next_u64();
            let layer = (bits & 0xff) as usize;
            let (width, height) = self.edges[layer];
            let (next_width, next_height) = self.edges[layer + 1];
            let x = unit(bits) * width;
            if x < next_width {
                return x;
            }
            if layer == 0 {
                return TAIL - unit(random.next_u64()).ln();
            }
            if height + (next_height - height) * unit(random.next_u64()) < (-x).exp() {
                return x;
            }
        }
    }
}

/// A float in `(0, 1)`, from the upper 52 bits.
#[inline]
fn unit(bits: u64) -> f64 {
    // 1 ..= 2 by its mantissa, then shifted by one and half a step so that neither end is met.
    f64::from_bits(0x3ff0_0000_0000_0000 | bits >> 12) - (1.0 - f64::EPSILON / 2.0)
}

/// A leg made ready to be drawn from.
pub(super) struct Sampler {
    /// The upper end of each part on a line of 2^64, and the part.
    parts: Vec<(u64, Ready)>,
    last: Ready,
}

#[derive(Clone, Copy)]
enum Ready {
    /// `x_min·exp(E/alpha)`.
    Pareto {
        x_min_ms: f64,
        inverse_alpha: f64,
    },
    /// `E/rate`.
    Exponential {
        mean_ms: f64,
    },
    Constant {
        ms: f64,
    },
}

impl Sampler {
    pub(super) fn new(leg: &Leg) -> Self {
        let ready = |shape: &Shape| match *shape {
            Shape::Pareto { x_min_ms, alpha } => Ready::Pareto {
                x_min_ms,
                inverse_alpha: 1.0 / alpha,
            },
            Shape::Exponential { rate_per_ms } => Ready::Exponential {
                mean_ms: 1.0 / rate_per_ms,
            },
            Shape::Constant { ms } => Ready::Constant { ms },
        };
        let mut end = 0.0;
        let mut parts: Vec<(u64, Ready)> = Vec::new();
        for (weight, shape) in leg.parts() {
            end += weight;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "`as` saturates at 2^64, and that is wanted"
            )]
            parts.push(((end * 2_f64.powi(64)) as u64, ready(shape)));
        }
        let last = parts
            .pop()
            .map_or(Ready::Constant { ms: 0.0 }, |(_, last)| last);
        Self { parts, last }
    }

    /// One latency in ms.
    #[inline]
    pub(super) fn draw(&self, ziggurat: &Ziggurat, random: &mut Xoshiro256PlusPlus) -> f64 {
        let mut chosen = self.last;
        if !self.parts.is_empty() {
            let bits = random.next_u64();
            if let Some((_, part)) = self.parts.iter().find(|(end, _)| bits < *end) {
                chosen = *part;
            }
        }
        match chosen {
            Ready::Pareto {
                x_min_ms,
                inverse_alpha,
            } => x_min_ms * (ziggurat.draw(random) * inverse_alpha).exp(),
            Ready::Exponential { mean_ms } => ziggurat.draw(random) * mean_ms,
            Ready::Constant { ms } => ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::rand_core::SeedableRng;

    use super::super::legs::known_fit;
    use super::*;

    /// The largest distance between the drawn and the true distribution (Kolmogorov, Smirnov).
    fn distance(mut drawn: Vec<f64>, tail: impl Fn(f64) -> f64) -> f64 {
        drawn.sort_by(f64::total_cmp);
        let count = drawn.len() as f64;
        drawn
            .iter()
            .enumerate()
            .map(|(index, x)| (index as f64 / count - (1.0 - tail(*x))).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn draws_what_it_says() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
        let ziggurat = Ziggurat::new();
        let count = 200_000;
        let limit = 1.95 / f64::from(count).sqrt(); // one in a thousand
        let exponential: Vec<f64> = (0..count).map(|_| ziggurat.draw(&mut random)).collect();
        let mean = exponential.iter().sum::<f64>() / f64::from(count);
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!(distance(exponential, |x| (-x).exp()) < limit);
        for name in ["LNKD-SSD", "LNKD-DISK", "YMMR"] {
            let leg = known_fit(name).unwrap().write;
            let sampler = Sampler::new(&leg);
            let drawn = (0..count)
                .map(|_| sampler.draw(&ziggurat, &mut random))
                .collect();
            assert!(distance(drawn, |x| leg.longer_than(x)) < limit, "{name}");
        }
    }

    #[test]
    fn the_layers_are_of_one_area() {
        let ziggurat = Ziggurat::new();
        for pair in ziggurat.edges[1..].windows(2) {
            let ((width, height), (_, next_height)) = (pair[0], pair[1]);
            assert!((width * (next_height - height) / AREA - 1.0).abs() < 1e-9);
        }
    }
}
