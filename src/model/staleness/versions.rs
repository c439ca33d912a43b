//! k-staleness: how many versions a read may be behind, in closed form.

use crate::model::error::{ModelError, not_negative};
use crate::model::quorum::Threshold;
use crate::units::Probability;

/// The chance that a read misses every one of the last `k` versions: `(C(n - w, r)/C(n, r))^k`, for `n` replicas, read
/// quorums of `r` and write quorums of `w` (Bailis et al. 2012, section 3.1, equations 1 and 2).
///
/// Assumes quorums drawn at random and anew for each operation, and writes that never spread beyond their quorum
/// (non-expanding), which is the pessimistic side for stores that send every write to all replicas. Flatters readers
/// who are near other replicas than the writers.
///
/// # Errors
/// [`ModelError::OutOfRange`] for a negative `k`.
pub fn missed_versions(quorum: Threshold, k: f64) -> Result<Probability, ModelError> {
    let k = not_negative("the number of versions", k)?;
    let [n, r, w] = [quorum.n(), quorum.r(), quorum.w()].map(|count| f64::from(count.get()));
    // C(n-w, r)/C(n, r) as a product of r quotients.
    let one = (0..quorum.r().get())
        .map(f64::from)
        .map(|i| ((n - w - i) / (n - i)).max(0.0))
        .product::<f64>();
    debug_assert!(r <= n && one <= 1.0);
    Ok(Probability::clamped(one.powf(k)))
}

/// The chance that a client's read is older than its last one: [`missed_versions`] with `k = 1 + writes/reads`, for the
/// rate of writes to an item and this client's rate of reads of it, both per second (Bailis et al. 2012, section 3.2,
/// equation 3).
///
/// Assumes evenly spaced reads and writes. Pessimistic as [`missed_versions`] is; flatters a client that reads twice in
/// a row.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless the rate of reads is above zero.
pub fn monotonic_reads(
    quorum: Threshold,
    writes_per_s: f64,
    reads_per_s: f64,
) -> Result<Probability, ModelError> {
    let writes = not_negative("the rate of writes", writes_per_s)?;
    let reads = crate::model::error::positive("the client's rate of reads", reads_per_s)?;
    missed_versions(quorum, 1.0 + writes / reads)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::units::Replicas;

    fn threshold(n: u8, r: u8, w: u8) -> Threshold {
        let [n, r, w] = [n, r, w].map(|count| Replicas::new(count).unwrap());
        Threshold::new(n, r, w).unwrap()
    }

    #[test]
    fn three_replicas() {
        let cases = [
            // r  w  k    missed
            (1, 1, 1.0, 2.0 / 3.0),
            (1, 1, 5.0, 32.0 / 243.0),
            (1, 2, 2.0, 1.0 / 9.0),
            (2, 2, 1.0, 0.0), // quorums that meet
        ];
        for (r, w, k, missed) in cases {
            assert!(
                (missed_versions(threshold(3, r, w), k).unwrap().ratio() - missed).abs() < 1e-12
            );
        }
        assert!(
            missed_versions(threshold(3, 1, 1), -1.0).is_err()
                && monotonic_reads(threshold(3, 1, 1), 1.0, 0.0).is_err()
        );
        assert_eq!(
            monotonic_reads(threshold(3, 1, 1), 4.0, 1.0),
            missed_versions(threshold(3, 1, 1), 5.0)
        );
    }

    proptest! {
        /// Law: the product agrees with counting pairs of quorums that miss each other.
        #[test]
        fn matches_enumeration(n in 1_u8..=7, r in 1_u8..=7, w in 1_u8..=7) {
            prop_assume!(r <= n && w <= n);
            let of_size = |k: u8| (0_u32..1 << n).filter(move |set| set.count_ones() == u32::from(k));
            let pairs = of_size(r).flat_map(|a| of_size(w).map(move |b| a & b));
            let (all, missed) = pairs.fold((0.0, 0.0), |(all, missed), both| (all + 1.0, missed + f64::from(u8::from(both == 0))));
            prop_assert!((missed_versions(threshold(n, r, w), 1.0).unwrap().ratio() - missed / all).abs() < 1e-12);
        }

        /// Law: so does the power, with counting reads that miss each of the last writes.
        #[test]
        fn matches_enumeration_of_histories(n in 1_u8..=4, r in 1_u8..=4, w in 1_u8..=4, versions in 0_u32..=3) {
            prop_assume!(r <= n && w <= n);
            let of_size = |k: u8| (0_u32..1 << n).filter(|set| set.count_ones() == u32::from(k)).collect::<Vec<_>>();
            let writes = of_size(w);
            let (mut all, mut missed) = (0_u32, 0_u32);
            let histories = u32::try_from(writes.len()).unwrap().pow(versions);
            for read in of_size(r) {
                for history in 0..histories {
                    let quorum = |version: u32| writes[history as usize / writes.len().pow(version) % writes.len()];
                    all += 1;
                    missed += u32::from((0..versions).all(|version| quorum(version) & read == 0));
                }
            }
            let found = missed_versions(threshold(n, r, w), f64::from(versions)).unwrap().ratio();
            prop_assert!((found - f64::from(missed) / f64::from(all)).abs() < 1e-12);
        }
    }
}
