//! Sets of spots, a bit for each: what is of the system is seen from every dataset, so they are joined all the time.

use std::collections::BTreeSet;

use crate::answers::Spot;

/// A set of spots.
#[derive(Debug, Clone, Default)]
pub(super) struct Spots(Vec<u64>);

/// How many datasets or services there are at most: the spots of a question stand side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width(pub(super) usize);

impl Spots {
    pub(super) fn add(&mut self, spot: Spot, Width(sheets): Width) {
        let at = spot.question * sheets + spot.sheet;
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn join(&mut self, others: &Self) {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word |= other;
        }
    }

    pub(super) fn listed(&self, Width(sheets): Width) -> BTreeSet<Spot> {
        let words = self.0.iter().enumerate();
        let bits = words.flat_map(|(index, word)| {
            let set = (0..64).filter(move |bit| word >> bit & 1 == 1);
            set.map(move |bit| index * 64 + bit)
        });
        bits.map(|at| Spot {
            question: at / sheets,
            sheet: at % sheets,
        })
        .collect()
    }
}
