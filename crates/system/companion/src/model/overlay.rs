//! The overlay's key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Chance, Timestamp};
use sha2::{Digest as _, Sha256};

/// Random bytes of a key: 192 bits.
const KEY_BYTES: usize = 24;
/// Characters of a key.
const KEY_CHARS: usize = 32;

/// The secret part of an overlay address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OverlayKey(String);

impl OverlayKey {
    pub(crate) fn random(chance: &Chance) -> Self {
        Self(URL_SAFE_NO_PAD.encode(chance.bytes::<KEY_BYTES>()))
    }

    /// What was sealed, or what a client shows; none when it cannot be a key.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let plain = text.len() == KEY_CHARS && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        plain.then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is looked up by. A key is random through and through, so a plain hash cannot be guessed backwards.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

/// What the creator sees of her overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlayStanding {
    /// The address for OBS; only when it was asked for.
    pub url: Option<String>,
    /// Whether an overlay is open on this node.
    pub connected: bool,
    /// When the key was made.
    pub rotated_at: Timestamp,
}
