//! Chance by counting: a draw is a pure function of (seed, key, tick, purpose).
//!
//! Owns: the mixing function and the list of purposes. Does not know: what a draw decides.
//! Because no draw depends on the one before it, threads, vector width and the order of work cannot change what happens. The mix is
//! the finaliser of splitmix64 (two multiplications, three shifts), applied twice: once over the key and once over tick and purpose.

/// What a draw is for. Two purposes never share a draw; a number here is part of the format of golden tests and is not reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Purpose {
    Profile = 1,
    Leave = 2,
    Stay = 3,
    Rest = 4,
    Arrive = 5,
    Admit = 6,
    Migrate = 7,
    Feel = 8,
    Return = 9,
    Raid = 10,
    Evolve = 11,
    Persona = 12,
    Identity = 13,
    Kind = 14,
    React = 15,
    Group = 16,
    Rally = 17,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of splitmix64: every input bit reaches every output bit.
#[inline]
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// One draw of 64 bits.
#[inline]
pub(crate) const fn draw(seed: u64, key: u64, tick: u32, purpose: Purpose) -> u64 {
    let first = mix(seed ^ key.wrapping_mul(STEP));
    mix(first ^ ((tick as u64) << 8 | purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
}

/// As many draws as wanted for one (seed, key, tick, purpose).
#[derive(Clone)]
pub(crate) struct Draws {
    base: u64,
    drawn: u64,
}

impl Draws {
    pub(crate) const fn new(seed: u64, key: u64, tick: u32, purpose: Purpose) -> Self {
        Self { base: draw(seed, key, tick, purpose), drawn: 0 }
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.drawn += 1;
        mix(self.base.wrapping_add(self.drawn.wrapping_mul(STEP)))
    }

    /// Evenly among 0..`below`; 0 when `below` is 0. The bias is below 2⁻³² for what is counted here.
    pub(crate) const fn below(&mut self, below: u32) -> u32 {
        scale(self.next(), below)
    }

    /// Yes in `of_65536` of 65,536 cases.
    pub(crate) const fn yes(&mut self, of_65536: u32) -> bool {
        is_yes(self.next(), of_65536)
    }

    /// An exponential length with the given mean, in whole ticks and at least 1.
    pub(crate) const fn exponential(&mut self, mean: u32) -> u32 {
        exponential(self.next(), mean)
    }
}

/// A draw, evenly among 0..`below`.
#[inline]
pub(crate) const fn scale(draw: u64, below: u32) -> u32 {
    (((draw >> 32) * below as u64) >> 32) as u32
}

/// A draw as yes or no.
#[inline]
pub(crate) const fn is_yes(draw: u64, of_65536: u32) -> bool {
    ((draw >> 48) as u32) < of_65536
}

/// A draw as an exponential length: −ln(u) by integers only, since a float's last bit may differ between machines.
pub(crate) const fn exponential(draw: u64, mean: u32) -> u32 {
    let zeros = draw.leading_zeros();
    let fraction = ((draw << zeros << 1) >> 48) as u32;
    // −log2(u) = zeros + 1 − log2(1 + f), with log2(1 + f) ≈ f + 0.344 f (1 − f), good to 0.8 %.
    let bow = (fraction as u64 * (65_536 - fraction as u64)) >> 16;
    let log = fraction as u64 + ((bow * 22_544) >> 16);
    let bits = ((zeros as u64 + 1) << 16) - log;
    let length = (((bits * 45_426) >> 16) * mean as u64) >> 16;
    if length < 1 {
        1
    } else if length > u32::MAX as u64 {
        u32::MAX
    } else {
        length as u32
    }
}

#[cfg(test)]
mod tests {
    use super::{Draws, Purpose, draw};

    #[test]
    fn a_draw_depends_on_each_of_its_four_reasons() {
        let base = draw(1, 2, 3, Purpose::Leave);
        for other in
            [draw(2, 2, 3, Purpose::Leave), draw(1, 3, 3, Purpose::Leave), draw(1, 2, 4, Purpose::Leave), draw(1, 2, 3, Purpose::Stay)]
        {
            assert_ne!(base, other);
        }
        assert_eq!(base, draw(1, 2, 3, Purpose::Leave));
    }

    #[test]
    fn draws_of_neighbouring_members_are_spread_evenly() {
        let mut buckets = [0u32; 16];
        for member in 0..160_000 {
            buckets[(draw(42, member, 7, Purpose::Leave) >> 60) as usize] += 1;
        }
        assert!(buckets.iter().all(|count| (9_600..10_400).contains(count)), "{buckets:?}");
    }

    #[test]
    fn exponential_lengths_have_their_mean_and_their_tail() {
        let mut draws = Draws::new(9, 9, 9, Purpose::Stay);
        let lengths: Vec<u32> = (0..100_000).map(|_| draws.exponential(1_000)).collect();
        let mean = lengths.iter().map(|&length| u64::from(length)).sum::<u64>() / 100_000;
        let tail = lengths.iter().filter(|&&length| length > 3_000).count();
        assert!((985..1_015).contains(&mean), "mean {mean}");
        assert!((4_600..5_400).contains(&tail), "e⁻³ of them stay three times as long, {tail} did");
    }
}
