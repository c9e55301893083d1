//! How a webhook's secret is sealed, and opened where it signs.

use footlights_base::Chance;
use footlights_outbound::webhook::{Vault, WebhookSecret};
use zeroize::Zeroizing;

use crate::SecretBox;

/// What a webhook's secret is sealed as.
const PURPOSE: &str = "webhook";

/// Sealing of webhooks' secrets.
pub(crate) trait WebhookSealing {
    /// As it is kept.
    fn seal_webhook(&self, secret: &WebhookSecret, chance: &Chance) -> Vec<u8>;
}

impl WebhookSealing for SecretBox {
    fn seal_webhook(&self, secret: &WebhookSecret, chance: &Chance) -> Vec<u8> {
        self.seal(PURPOSE, secret.bytes(), chance)
    }
}

impl Vault for SecretBox {
    fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        Self::open(self, PURPOSE, sealed).ok()
    }
}
