//! The one secret of a session: turns users into numbers and draws ids, and is overwritten at the end.
//!
//! Owns: the keyed hash (SipHash-2-4 with 128 bits of output) and the counter that draws from it. Does not know: what is drawn for.

use siphasher::sip128::{Hasher128 as _, SipHasher24};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Keys made of a seed. Behind a box, so that moving a session does not leave copies of them.
pub(super) struct Keys {
    users: [u64; 2],
    draws: [u64; 2],
    drawn: u64,
}

impl Keys {
    pub(super) fn new(mut seed: [u8; 32]) -> Box<Self> {
        let mut parts = [0u64; 4];
        for (part, bytes) in parts.iter_mut().zip(seed.as_chunks::<8>().0) {
            *part = u64::from_le_bytes(*bytes);
        }
        seed.zeroize();
        let keys = Box::new(Self { users: [parts[0], parts[1]], draws: [parts[2], parts[3]], drawn: 0 });
        parts.zeroize();
        keys
    }

    /// The number that stands for a user as long as the session lasts; never 0.
    pub(super) fn tag(&self, user: &str) -> u128 {
        u128::from(SipHasher24::new_with_keys(self.users[0], self.users[1]).hash(user.as_bytes())).max(1)
    }

    /// The next 128 random bits.
    pub(super) fn draw(&mut self) -> u128 {
        self.drawn += 1;
        let mut hasher = SipHasher24::new_with_keys(self.draws[0], self.draws[1]);
        std::hash::Hasher::write_u64(&mut hasher, self.drawn);
        hasher.finish128().into()
    }

    /// The bytes of a random id (UUIDv4).
    pub(super) fn id(&mut self) -> [u8; 16] {
        let bits = self.draw() & !(0xF << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        bits.to_be_bytes()
    }
}

impl Zeroize for Keys {
    fn zeroize(&mut self) {
        self.users.zeroize();
        self.draws.zeroize();
        self.drawn.zeroize();
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl ZeroizeOnDrop for Keys {}

#[cfg(test)]
mod tests {
    use zeroize::Zeroize as _;

    use super::Keys;

    #[test]
    fn another_seed_makes_another_number_of_the_same_user() {
        let (one, other) = (Keys::new([1; 32]), Keys::new([2; 32]));
        assert_eq!(one.tag("somebody"), one.tag("somebody"));
        assert_ne!(one.tag("somebody"), other.tag("somebody"));
        assert_ne!(one.tag("somebody"), one.tag("somebody else"));
    }

    #[test]
    fn nothing_is_left_of_keys_that_are_overwritten() {
        let mut keys = Keys::new([7; 32]);
        keys.draw();
        keys.zeroize();
        assert_eq!((keys.users, keys.draws, keys.drawn), ([0; 2], [0; 2], 0));
    }
}
