//! Who is meant: audiences of a topic, and the tags by which sockets are found again to be cut.

use footlights_base::AccountId;

/// One kind of follower of a topic, such as "the creator's own studio" or "an anonymous overlay".
///
/// The owner of a topic chooses the numbers. An event is projected once per (namespace, audience), and everybody in
/// it gets the same bytes; so two followers who may see different things must be two audiences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Audience(pub u8);

/// A mark on a socket that says by what right it is open. [`crate::Hub::cut`] ends all sockets that carry it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Signed in as this account: cut by a ban or a suspension.
    Account(AccountId),
    /// Opened with this token or sign-in: cut by its revocation.
    Token([u8; 16]),
    /// Opened with a key that has this hash: cut by its rotation.
    Key([u8; 32]),
}

impl Tag {
    /// The account a socket acts for.
    #[must_use]
    pub fn account(id: AccountId) -> Self {
        Self::Account(id)
    }

    /// The 16 bytes of the id of the token or sign-in a socket was opened with.
    #[must_use]
    pub fn token(id: [u8; 16]) -> Self {
        Self::Token(id)
    }

    /// The SHA-256 of the key a socket was opened with.
    #[must_use]
    pub fn key(hash: [u8; 32]) -> Self {
        Self::Key(hash)
    }
}
