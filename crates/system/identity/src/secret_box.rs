//! The master secret's two uses: sealing what is stored encrypted, and deriving keys that need no storing.

use std::sync::Arc;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use footlights_base::Chance;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of the random nonce that stands before the sealed text.
const NONCE_BYTES: usize = 12;

/// Seals and opens with the installation's master secret: AES-256-GCM, a random nonce each, the purpose bound in, so that
/// what was sealed as one thing does not open as another. Cheap to clone.
#[derive(Clone)]
pub struct SecretBox {
    master: Arc<Zeroizing<[u8; 32]>>,
}

/// What was to be opened was not sealed here for this purpose.
#[derive(Debug, thiserror::Error)]
#[error("cannot be opened: sealed with another master secret, for another purpose, or damaged")]
pub struct Unopened;

impl SecretBox {
    /// From the 32 bytes of `FOOTLIGHTS_SECRET_KEY` or of the file `secret.key`.
    #[must_use]
    pub fn new(master: [u8; 32]) -> Self {
        Self { master: Arc::new(Zeroizing::new(master)) }
    }

    /// A key for one purpose (HMAC-SHA256 of its label); from it nobody gets back to the master secret.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.master[..], label.as_bytes()))
    }

    /// Seals for a purpose.
    ///
    /// # Panics
    /// Never for texts below 64 GiB.
    #[must_use]
    pub fn seal(&self, purpose: &str, plain: &[u8], chance: &Chance) -> Vec<u8> {
        let nonce = chance.bytes::<NONCE_BYTES>();
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: purpose.as_bytes() });
        [&nonce[..], &sealed.expect("the text is far below the cipher's limit")].concat()
    }

    /// Opens what was sealed for the same purpose.
    ///
    /// # Errors
    /// [`Unopened`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Unopened)?;
        let plain = self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg: text, aad: purpose.as_bytes() });
        plain.map(Zeroizing::new).map_err(|_| Unopened)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.derive("seal")).into())
    }
}

/// HMAC-SHA256.
pub(crate) fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

impl std::fmt::Debug for SecretBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretBox")
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Chance;

    use super::SecretBox;

    #[test]
    fn opens_only_what_was_sealed_here_for_this() {
        let (chance, ours) = (Chance::seeded(1), SecretBox::new([1; 32]));
        let sealed = ours.seal("overlay", b"key", &chance);
        assert_eq!(&ours.open("overlay", &sealed).expect("own")[..], b"key");
        assert!(ours.open("signing", &sealed).is_err());
        assert!(SecretBox::new([2; 32]).open("overlay", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(ours.open("overlay", &damaged).is_err(), "byte {at}");
        }
        assert!(ours.open("overlay", b"short").is_err());
    }

    #[test]
    fn the_same_text_never_looks_the_same_and_never_shows() {
        let (chance, ours) = (Chance::seeded(1), SecretBox::new([1; 32]));
        assert_ne!(ours.seal("a", b"key", &chance), ours.seal("a", b"key", &chance));
        assert_ne!(*ours.derive("a"), *ours.derive("b"));
        assert_eq!(format!("{ours:?}"), "SecretBox");
    }
}
