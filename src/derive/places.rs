//! Over how many places copies are spread, and how many of them a quorum has to reach.
//!
//! Not here: the copies of a whole design (`design`), round trips between the places (`ways`).

/// So many copies over at most so many places, as even as can be, the fullest first: `⌈copies/places⌉` or
/// `⌊copies/places⌋` each. Flatters: schedulers put copies where there is room.
#[must_use]
pub fn spread(copies: usize, places: usize) -> Vec<u8> {
    let places = places.clamp(1, copies.max(1));
    let count = |place: usize| {
        u8::try_from(copies / places + usize::from(place < copies % places)).unwrap_or(u8::MAX)
    };
    (0..places).map(count).collect()
}

/// So many regions a quorum stands in, at the least: no region may hold what the others cannot do without, so three,
/// and no more than there are copies (a majority survives a region only where no region holds half; Gifford 1979). With
/// two regions named, an odd number of copies has its last one in a third place; pairs or threes stand in both.
#[must_use]
pub fn regions_of_quorum(copies: usize, named: usize) -> usize {
    let least = if named == 2 && copies.is_multiple_of(2) {
        2
    } else {
        3
    };
    named.max(least).min(copies.max(1))
}

/// The fewest places that hold so many of these copies; all of them where there are not so many.
pub(super) fn fewest_places(counts: &[u8], needed: usize) -> usize {
    let mut held = 0;
    let enough = counts.iter().position(|count| {
        held += usize::from(*count);
        held >= needed
    });
    enough.map_or(counts.len(), |last| last + 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_spread_evenly() {
        let cases = [
            (3, 3, vec![1, 1, 1]),
            (5, 3, vec![2, 2, 1]),
            (2, 3, vec![1, 1]),
            (6, 1, vec![6]),
            (0, 3, vec![0]),
        ];
        for (copies, places, counts) in cases {
            assert_eq!(spread(copies, places), counts, "{copies} over {places}");
        }
    }

    #[test]
    fn a_quorum_reaches_the_fullest_places_first() {
        let cases = [
            // copies, places, needed, reached
            (3, 3, 2, 2),
            (5, 3, 3, 2),
            (6, 5, 4, 3),
            (4, 2, 3, 2),
            (1, 3, 1, 1),
            (3, 3, 9, 3),
        ];
        for (copies, places, needed, reached) in cases {
            let counts = spread(copies, places);
            assert_eq!(fewest_places(&counts, needed), reached, "{counts:?}");
        }
    }

    #[test]
    fn no_region_holds_what_the_others_cannot_do_without() {
        let cases = [
            // copies, named, places: why
            (3, 0, 3), // nobody named a region
            (3, 1, 3),
            (3, 2, 3), // the third place votes only
            (4, 2, 2), // two copies in each
            (6, 2, 2), // three in each
            (6, 0, 3), // pairs in each of three
            (5, 3, 3),
            (5, 7, 5),
            (1, 0, 1),
        ];
        for (copies, named, places) in cases {
            assert_eq!(
                regions_of_quorum(copies, named),
                places,
                "{copies}, {named}"
            );
        }
        for copies in [3, 5, 7, 9] {
            let majority = copies / 2 + 1;
            for named in 0..6 {
                let most = spread(copies, regions_of_quorum(copies, named))[0];
                assert!(copies - usize::from(most) >= majority, "{copies}, {named}");
            }
        }
    }
}
