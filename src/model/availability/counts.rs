//! Distributions of how many replicas of each role are alive, and how they combine.

use super::placement::Group;
use crate::units::Probability;

/// The joint distribution of the numbers alive: voters, witnesses, learners.
pub(super) struct Counts {
    /// One more than the largest number of each.
    size: [usize; 3],
    chances: Vec<f64>,
}

impl Counts {
    pub(super) fn none() -> Self {
        Self {
            size: [1; 3],
            chances: vec![1.0],
        }
    }

    fn alive(&self, index: usize) -> [usize; 3] {
        let [_, witnesses, learners] = self.size;
        [
            index / (witnesses * learners),
            index / learners % witnesses,
            index % learners,
        ]
    }

    fn index(&self, [voters, witnesses, learners]: [usize; 3]) -> usize {
        (voters * self.size[1] + witnesses) * self.size[2] + learners
    }

    pub(super) fn with_group(self, group: Group) -> Self {
        let (down, up) = (group.down.ratio(), group.down.complement().ratio());
        (0..group.count).fold(self, |counts, _| {
            let mut size = counts.size;
            size[group.role as usize] += 1;
            let mut next = Self {
                size,
                chances: vec![0.0; size.iter().product()],
            };
            for (index, chance) in counts.chances.iter().enumerate() {
                let mut alive = counts.alive(index);
                let without = next.index(alive);
                alive[group.role as usize] += 1;
                let with = next.index(alive);
                next.chances[without] += chance * down;
                next.chances[with] += chance * up;
            }
            next
        })
    }

    pub(super) fn unless_down(mut self, down: Probability) -> Self {
        let up = down.complement().ratio();
        for chance in &mut self.chances {
            *chance *= up;
        }
        self.chances[0] += down.ratio();
        self
    }

    pub(super) fn convolved(&self, other: &Self) -> Self {
        let size = std::array::from_fn(|role| self.size[role] + other.size[role] - 1);
        let mut sum = Self {
            size,
            chances: vec![0.0; size.iter().product()],
        };
        for (a, chance) in self.chances.iter().enumerate() {
            for (b, other_chance) in other.chances.iter().enumerate() {
                let index = sum.index(plus(self.alive(a), other.alive(b)));
                sum.chances[index] += chance * other_chance;
            }
        }
        sum
    }

    pub(super) fn mass_where(&self, wanted: impl Fn([usize; 3]) -> bool) -> f64 {
        let matching = self
            .chances
            .iter()
            .enumerate()
            .filter(|(index, _)| wanted(self.alive(*index)));
        matching.map(|(_, chance)| chance).sum()
    }
}

pub(super) fn plus(a: [usize; 3], b: [usize; 3]) -> [usize; 3] {
    std::array::from_fn(|role| a[role] + b[role])
}

pub(super) fn minus(a: [usize; 3], b: [usize; 3]) -> [usize; 3] {
    std::array::from_fn(|role| a[role] - b[role])
}
