//! Chance as an argument: one seeded generator behind a handle, so that a test repeats to the byte.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

/// A source of randomness that is passed in, never reached for.
///
/// In production it is a ChaCha20 generator seeded from the operating system, fit for secrets;
/// in tests [`Chance::seeded`] makes every draw repeatable. Clones share one stream.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<ChaCha20Rng>>);

impl Chance {
    /// Seeds from the operating system.
    ///
    /// # Panics
    /// When the operating system has no entropy source, without which no secret could be made.
    #[must_use]
    pub fn from_os() -> Self {
        let mut system = rand::rngs::SysRng;
        let rng = ChaCha20Rng::try_from_rng(&mut system).expect("the operating system gives entropy");
        Self(Arc::new(Mutex::new(rng)))
    }

    /// The same numbers for the same seed, on every machine.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        // A poisoned lock only says that another draw panicked; the generator's state is still good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut out);
        out
    }

    /// A uniformly random 64-bit number.
    #[must_use]
    pub fn u64(&self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A uniformly random number in `0.0..1.0`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub fn unit(&self) -> f64 {
        (self.u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance")
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(Chance::seeded(7).bytes::<16>(), Chance::seeded(7).bytes::<16>());
        assert_ne!(Chance::seeded(7).bytes::<16>(), Chance::seeded(8).bytes::<16>());
    }

    #[test]
    fn clones_share_one_stream() {
        let chance = Chance::seeded(1);
        let twin = chance.clone();
        assert_ne!(chance.u64(), twin.u64());
    }

    #[test]
    fn unit_stays_below_one() {
        let chance = Chance::seeded(3);
        assert!((0..10_000).map(|_| chance.unit()).all(|x| (0.0..1.0).contains(&x)));
    }
}
