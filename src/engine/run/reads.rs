//! Which questions a value was read from, gathered while it is evaluated.
//!
//! Not here: what becomes of it (`run`).

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Scope};

/// Questions read so far, a bit for each spot: most targets look at values that rest on the same few questions.
pub(super) struct Reads {
    bits: Vec<u64>,
    /// Bits of a question: as many as there are sheets of any.
    sheets: usize,
}

impl Reads {
    pub(super) fn none(catalog: &Catalog, answers: &Answers) -> Self {
        let count = |scope| answers.sheets(scope).len();
        let sheets = count(Scope::Dataset).max(count(Scope::Service)).max(1);
        let bits = catalog.questions.len() * sheets;
        Self {
            bits: vec![0; bits.div_ceil(64)],
            sheets,
        }
    }

    /// Takes note of nothing, for who does not ask.
    pub(super) fn unnoted() -> Self {
        Self {
            bits: Vec::new(),
            sheets: 0,
        }
    }

    pub(super) fn add(&mut self, spot: Spot) {
        if self.bits.is_empty() {
            return;
        }
        let at = spot.question * self.sheets + spot.sheet;
        self.bits[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn add_all(&mut self, spots: &[Spot]) {
        if self.bits.is_empty() {
            return;
        }
        for spot in spots {
            self.add(*spot);
        }
    }

    /// What was read, in the order of the questions.
    pub(super) fn done(self) -> Vec<Spot> {
        let count: u32 = self.bits.iter().map(|word| word.count_ones()).sum();
        let mut spots = Vec::with_capacity(count as usize);
        for (index, mut word) in self.bits.into_iter().enumerate() {
            while word != 0 {
                let at = index * 64 + word.trailing_zeros() as usize;
                spots.push(Spot {
                    question: at / self.sheets,
                    sheet: at % self.sheets,
                });
                word &= word - 1;
            }
        }
        spots
    }
}
