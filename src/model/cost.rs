//! Quantities that cost money: bytes that cross zones and regions, bytes that are kept. No prices.
//!
//! Source: the counting is elementary; what is charged is per byte that leaves a zone or a region, in most public clouds.

use crate::model::error::ModelError;
use crate::units::{Bytes, Percent, Rate};

/// How many copies stand where, seen from the one that sends (a leader, or a coordinator).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// In the sender's zone, itself included.
    pub same_zone: u8,
    /// In other zones of its region.
    pub other_zones: u8,
    /// In other regions.
    pub other_regions: u8,
}

impl Copies {
    /// All of them.
    #[must_use]
    pub fn total(self) -> u16 {
        u16::from(self.same_zone) + u16::from(self.other_zones) + u16::from(self.other_regions)
    }
}

/// Bytes each second that cross a border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic {
    /// Between zones of one region.
    pub cross_zone_per_s: f64,
    /// Between regions.
    pub cross_region_per_s: f64,
}

/// What replication sends, in bytes per second: `writes · item · (1 + overhead)` to each other copy, with `writes` per
/// second and `item` in bytes (counting; no source).
///
/// Assumes that the sender sends to every copy itself. Flatters: repairs, snapshots for new replicas and full-row
/// logging of small changes send more; chains and relays in a far region send less.
#[must_use]
pub fn replication(writes: Rate, item: Bytes, overhead: Percent, copies: Copies) -> Traffic {
    let stream = writes.get() * item.get() as f64 * (1.0 + overhead.ratio());
    Traffic {
        cross_zone_per_s: stream * f64::from(copies.other_zones),
        cross_region_per_s: stream * f64::from(copies.other_regions),
    }
}

impl Traffic {
    /// Bytes in a month of 30 days, across zones and across regions: `rate · 30 · 86 400 s` (counting; no source).
    /// Assumes that the rate holds all month: it overstates by the peak factor where the rate is that of the peak.
    #[must_use]
    pub fn monthly(self) -> (Bytes, Bytes) {
        let month_s = 30.0 * 86_400.0;
        (
            Bytes::clamped(self.cross_zone_per_s * month_s),
            Bytes::clamped(self.cross_region_per_s * month_s),
        )
    }
}

/// Storage of all copies after some years, in bytes: `size · (1 + growth)^years · copies · (1 + overhead)`, where the
/// overhead is room for compaction, indexes and free space, and `growth` a share each year (compound growth; no
/// source).
///
/// Assumes the same growth each year, which flatters what grows with its users; compression and expiry take less.
///
/// # Errors
/// [`ModelError::OutOfRange`] for negative years.
pub fn storage(
    size: Bytes,
    copies: u16,
    overhead: Percent,
    growth: Percent,
    years: f64,
) -> Result<Bytes, ModelError> {
    let grown = super::sharding::grown(growth, years)?;
    Ok(size.scaled(grown * f64::from(copies) * (1.0 + overhead.ratio())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_zones_and_a_far_copy() {
        let copies = Copies {
            same_zone: 1,
            other_zones: 2,
            other_regions: 1,
        };
        let sent = replication(
            "1k/s".parse().unwrap(),
            "1kB".parse().unwrap(),
            Percent::ZERO,
            copies,
        );
        assert_eq!(
            sent,
            Traffic {
                cross_zone_per_s: 2e6,
                cross_region_per_s: 1e6
            }
        );
        assert_eq!(sent.monthly().0.rounded(3), "5.18TB");
        let kept = storage(
            "1TB".parse().unwrap(),
            copies.total(),
            "30%".parse().unwrap(),
            "100%".parse().unwrap(),
            1.0,
        )
        .unwrap();
        assert_eq!(kept.rounded(3), "10.4TB");
    }

    proptest! {
        /// Law: traffic is what the copies get one by one, and growth is that of each year in turn.
        #[test]
        fn matches_counting(near in 0_u8..9, zones in 0_u8..9, regions in 0_u8..9, growth in 0.0_f64..2.0, years in 0_u8..9, rate in 0.0_f64..1e5) {
            let copies = Copies { same_zone: near, other_zones: zones, other_regions: regions };
            let (writes, item) = (Rate::per_sec(rate).unwrap(), Bytes::new(1000));
            let sent = replication(writes, item, Percent::ZERO, copies);
            let (mut zone, mut region) = (0.0, 0.0);
            (0..zones).for_each(|_| zone += rate * 1000.0);
            (0..regions).for_each(|_| region += rate * 1000.0);
            prop_assert!((sent.cross_zone_per_s - zone).abs() <= 1e-9 * zone && (sent.cross_region_per_s - region).abs() <= 1e-9 * region);
            let mut size = 1e12;
            (0..years).for_each(|_| size *= 1.0 + growth);
            let kept = storage(Bytes::new(1_000_000_000_000), copies.total(), Percent::ZERO, Percent::new(growth).unwrap(), f64::from(years)).unwrap();
            let expected = size * f64::from(copies.total());
            prop_assert!((kept.get() as f64 - expected).abs() <= 1.0 + 1e-9 * expected);
        }
    }
}
