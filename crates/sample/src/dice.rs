//! Chance from a seed: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
//!
//! Numbers are 64 bits wide on every machine, so that a seed means the same household everywhere. Not for secrets.

use std::ops::RangeInclusive;

/// A sequence of chances.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The sequence of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `end`; 0 where there is none below.
    pub const fn below(&mut self, end: u32) -> u32 {
        // The upper half of a product: the bias is below one in four milliards, nobody counts that closely here.
        (((self.roll() >> 32) * end as u64) >> 32) as u32
    }

    /// A number of a range, both ends included; the start where the range is empty.
    pub fn between(&mut self, range: RangeInclusive<u32>) -> u32 {
        let width = range.end().saturating_sub(*range.start()).saturating_add(1);
        range.start() + self.below(width)
    }

    /// True in `percent` of a hundred cases.
    pub const fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of a fixed table.
    pub fn pick<T: Copy, const N: usize>(&mut self, table: &[T; N]) -> T {
        const { assert!(N > 0, "nothing to choose from") };
        table[self.below(N as u32) as usize]
    }

    /// One of a list, none of an empty one.
    pub fn choose<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(u32::try_from(list.len()).unwrap_or(u32::MAX)) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // From the reference implementation with seed 1234567.
        let mut dice = Dice::new(1_234_567);
        let rolls: [u64; 3] = std::array::from_fn(|_| dice.roll());
        assert_eq!(rolls, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn ranges_hold_and_are_reached() {
        let mut dice = Dice::new(1);
        let seen: std::collections::BTreeSet<u32> = (0..1000).map(|_| dice.between(3..=7)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.choose::<u8>(&[]), None);
        assert!(!dice.percent(0) && dice.percent(100));
    }
}
