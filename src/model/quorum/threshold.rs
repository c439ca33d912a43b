//! Threshold quorums: how many replicas must answer before an operation counts.
//!
//! Here: sizes `N/R/W`, intersection, crash tolerance; flexible and byzantine quorums.
//! Not here: waiting time for a quorum (`model::latency`); the advice (`decision-trees/`).
//! Sources: Gifford, SOSP 1979; Howard et al., "Flexible Paxos", OPODIS 2016; Castro, Liskov, OSDI 1999.

use crate::model::error::ModelError;
use crate::units::Replicas;

/// `n` replicas, of which `r` answer a read and `w` acknowledge a write.
///
/// In consensus with flexible quorums `r` is the election (phase 1) and `w` the replication (phase 2) quorum:
/// those two must meet, and two replication quorums need not (Howard et al. 2016, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    n: Replicas,
    r: Replicas,
    w: Replicas,
}

impl Threshold {
    /// Reads of `r` and writes of `w` among `n` replicas; they need not intersect.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] when `r` or `w` exceeds `n`.
    pub fn new(n: Replicas, r: Replicas, w: Replicas) -> Result<Self, ModelError> {
        for (what, size) in [("the read quorum", r), ("the write quorum", w)] {
            if size > n {
                return Err(ModelError::range(
                    what,
                    size,
                    &format!("at most the number of replicas, {n}"),
                ));
            }
        }
        Ok(Self { n, r, w })
    }

    /// Majorities on both sides, `⌊n/2⌋ + 1`: the smallest quorums of one size of which any two meet (Gifford 1979). An
    /// even `n` survives no more crashes than `n - 1`.
    #[must_use]
    pub fn majority(n: Replicas) -> Self {
        Self {
            n,
            r: n.majority(),
            w: n.majority(),
        }
    }

    /// Replicas.
    #[must_use]
    pub const fn n(self) -> Replicas {
        self.n
    }

    /// Replicas that answer a read.
    #[must_use]
    pub const fn r(self) -> Replicas {
        self.r
    }

    /// Replicas that acknowledge a write.
    #[must_use]
    pub const fn w(self) -> Replicas {
        self.w
    }

    /// Whether every read meets the latest acknowledged write: `r + w > n` (Gifford 1979).
    ///
    /// This alone is not linearizability, and flatters who takes it for that: concurrent writes need an order, and a
    /// read that meets an unfinished write must write it back (Attiya, Bar-Noy, Dolev 1995).
    #[must_use]
    pub fn intersects(self) -> bool {
        self.overlap() > 0
    }

    /// In how many replicas a read and a write meet at the least: `max(0, r + w - n)` (Gifford 1979, by the pigeonhole
    /// principle). Assumes strict quorums: a sloppy one, with stand-ins for replicas that are down, need not meet at
    /// all.
    #[must_use]
    pub fn overlap(self) -> u8 {
        let sum = u16::from(self.r.get()) + u16::from(self.w.get());
        u8::try_from(sum.saturating_sub(u16::from(self.n.get()))).unwrap_or(u8::MAX)
    }

    /// Whether two writes always meet, so that of two concurrent ones at most one gains its quorum: `2w > n` (Gifford
    /// 1979). Assumes strict quorums.
    #[must_use]
    pub fn writes_intersect(self) -> bool {
        2 * u16::from(self.w.get()) > u16::from(self.n.get())
    }

    /// Crashes that leave reads possible: `n - r` (Gifford 1979). Flatters: a partition takes more away than crashes
    /// do.
    #[must_use]
    pub fn read_tolerance(self) -> u8 {
        self.n.get() - self.r.get()
    }

    /// Crashes that leave writes possible: `n - w` (Gifford 1979). Flatters: a partition takes more away than crashes
    /// do.
    #[must_use]
    pub fn write_tolerance(self) -> u8 {
        self.n.get() - self.w.get()
    }

    /// Crashes that leave both possible: `n - max(r, w)` (Gifford 1979). Flatters: a partition takes more away than
    /// crashes do.
    #[must_use]
    pub fn tolerance(self) -> u8 {
        self.read_tolerance().min(self.write_tolerance())
    }

    /// Crashes with all data gone that lose no acknowledged write: `w - 1`, since `w` copies had it (Gifford 1979).
    /// Assumes that an acknowledgement means durable. Flatters: copies in one rack or zone go together.
    #[must_use]
    pub fn durability(self) -> u8 {
        self.w.get() - 1
    }
}

/// Replicas needed to survive `f` crashes with majorities: `2f + 1` (Lamport 1998, "The Part-Time Parliament").
///
/// Assumes that a replica that crashes stays silent and tells no lies. Flatters: copies in one zone crash together.
///
/// # Errors
/// [`ModelError::TooLarge`] when that is more than 255.
pub fn crash_quorum(f: u8) -> Result<Threshold, ModelError> {
    let n = replicas(u16::from(f) * 2 + 1)?;
    Ok(Threshold::majority(n))
}

/// Replicas and quorums needed to survive `f` byzantine faults: `n = 3f + 1`, quorums of `2f + 1`, so that two quorums
/// share `f + 1` and therefore an honest replica (Castro, Liskov 1999, section 3 for `n`, 4.2 for the quorums).
///
/// Assumes that faults are independent, which flatters; the same bug in every replica is one fault too many.
///
/// # Errors
/// [`ModelError::TooLarge`] when that is more than 255.
pub fn byzantine_quorum(f: u8) -> Result<Threshold, ModelError> {
    let n = replicas(u16::from(f) * 3 + 1)?;
    let quorum = replicas(u16::from(f) * 2 + 1)?;
    Threshold::new(n, quorum, quorum)
}

fn replicas(count: u16) -> Result<Replicas, ModelError> {
    let small = u8::try_from(count)
        .ok()
        .and_then(|count| Replicas::new(count).ok());
    small.ok_or_else(|| ModelError::too_large("the number of replicas", count, u8::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn threshold(n: u8, r: u8, w: u8) -> Threshold {
        let [n, r, w] = [n, r, w].map(|count| Replicas::new(count).unwrap());
        Threshold::new(n, r, w).unwrap()
    }

    #[test]
    fn common_systems() {
        let cases = [
            // n  r  w  meets  survives  why this row is here
            (3, 2, 2, true, 1),  // majority, the default advice
            (3, 1, 3, true, 0),  // read-one/write-all: one crash stops all writes
            (3, 1, 1, false, 2), // a read may miss the last write
            (5, 2, 4, true, 1),  // flexible: cheap reads, dear writes
            (4, 2, 2, false, 2), // an even split: two halves, each content with itself
        ];
        for (n, r, w, meets, survives) in cases {
            let quorum = threshold(n, r, w);
            assert_eq!(
                (quorum.intersects(), quorum.tolerance()),
                (meets, survives),
                "{quorum:?}"
            );
        }
        assert_eq!(byzantine_quorum(1).unwrap(), threshold(4, 3, 3));
        assert_eq!(crash_quorum(2).unwrap(), threshold(5, 3, 3));
        assert!(
            byzantine_quorum(85).is_err()
                && Threshold::new(
                    threshold(3, 1, 1).n(),
                    threshold(5, 5, 5).r(),
                    threshold(3, 1, 1).w()
                )
                .is_err()
        );
    }

    proptest! {
        /// Law: the formula agrees with trying every pair of quorums.
        #[test]
        fn intersection_formula_matches_enumeration(n in 1_u8..=7, r in 1_u8..=7, w in 1_u8..=7) {
            prop_assume!(r <= n && w <= n);
            let of_size = |k: u8| (0_u32..1 << n).filter(move |set| set.count_ones() == u32::from(k));
            let least = of_size(r).flat_map(|a| of_size(w).map(move |b| (a & b).count_ones())).min();
            prop_assert_eq!(Some(u32::from(threshold(n, r, w).overlap())), least);
        }
    }
}
