//! A webhook's secret: random bytes, shown once as `whsec_…`. Knows no webhook.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use footlights_base::Chance;
use zeroize::Zeroizing;

/// What a secret's text begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";
/// Standard Webhooks asks for 24 to 64.
const BYTES: usize = 32;

/// The key both sides sign with. Its bytes are wiped when it goes, and it does not show in logs.
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

impl WebhookSecret {
    /// A fresh one.
    #[must_use]
    pub fn fresh(chance: &Chance) -> Self {
        Self(Zeroizing::new(chance.bytes::<BYTES>().to_vec()))
    }

    /// From its bytes, as they were sealed.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Its bytes: what is sealed and what signs.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its text, to be shown once.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0[..]))
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret")
    }
}
