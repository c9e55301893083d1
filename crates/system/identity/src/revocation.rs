//! What was let in is put out: caches forget it and sockets are cut, here at once and on the other nodes by an announcement.

use footlights_base::AccountId;
use footlights_realtime::{Hub, Tag};
use footlights_surface::CredentialId;
use serde::{Deserialize, Serialize};

/// What does not count any more, or counts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revoked {
    /// Everything of an account.
    Account(AccountId),
    /// One sign-in or token.
    Credential(CredentialId),
}

/// Cuts open connections of this node; realtime's hub does it for sockets.
pub trait Cutter: Send + Sync + 'static {
    /// Ends every connection that was opened with what is revoked. Must not block.
    fn cut(&self, revoked: Revoked);
}

impl Cutter for Hub {
    fn cut(&self, revoked: Revoked) {
        let tag = match revoked {
            Revoked::Account(account) => Tag::account(account),
            Revoked::Credential(credential) => Tag::token(*credential.as_bytes()),
        };
        Hub::cut(self, &tag);
    }
}
