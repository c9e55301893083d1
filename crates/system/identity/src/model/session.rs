//! A sign-in: one person, one device; what its cookie, access tokens and refresh tokens have in common.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{AccountId, Chance, TenantId, Timestamp};
use footlights_surface::CredentialId;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Account;

/// A sign-in as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: CredentialId,
    pub(crate) account: AccountId,
    pub(crate) tenant: TenantId,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// What a person gets who signed in.
pub struct SignedIn {
    /// Whose sign-in.
    pub account: Account,
    /// The sign-in.
    pub credential: CredentialId,
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// When that ends.
    pub access_expires_at: Timestamp,
    /// Gets the next access token, once.
    pub refresh_token: String,
    /// For the browser's cookie; none after a refresh, which leaves the cookie as it is.
    pub cookie: Option<String>,
    /// When the sign-in ends unless it is refreshed.
    pub expires_at: Timestamp,
}

/// A random text that opens a door, and the hash that is kept of it.
pub(crate) struct Opaque(Zeroizing<String>);

impl Opaque {
    /// 32 random bytes behind a prefix that tells a leak scanner what it found.
    pub(crate) fn new(prefix: &str, chance: &Chance) -> Self {
        Self::from_bytes(prefix, chance.bytes())
    }

    pub(crate) fn from_bytes(prefix: &str, bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Self::hash_of(&self.0)
    }

    /// SHA-256 is enough: what is hashed has 256 random bits.
    pub(crate) fn hash_of(text: &str) -> [u8; 32] {
        Sha256::digest(text).into()
    }
}
