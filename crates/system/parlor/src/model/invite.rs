//! How somebody is let in: an invitation to an account, or a link for whoever has it.

use footlights_base::{AccountId, Chance, TenantId, Timestamp, define_id};
use footlights_surface::words;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::role::RoomRole;
use super::room::RoomId;

define_id!(
    /// An invitation.
    InviteId
);
define_id!(
    /// A join link, as its makers name it; what opens the room is its secret.
    JoinLinkId
);

/// What a join link's secret begins with, for leak scanners.
const LINK_PREFIX: &str = "flj_";
/// The secret in hexadecimal.
const LINK_HEX: usize = 48;

words!(
    /// What became of an invitation.
    InviteStatus {
        /// Waits for an answer.
        Pending = "pending",
        /// Was accepted.
        Accepted = "accepted",
        /// Was declined.
        Declined = "declined",
        /// Nobody answered in time, or who invited may not invite any more.
        Expired = "expired",
    }
);

/// An invitation of an account to a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// The tenant of both.
    pub tenant_id: TenantId,
    /// To which room.
    pub room_id: RoomId,
    /// The room's name.
    pub room_name: String,
    /// By whom.
    pub inviter_id: AccountId,
    /// The inviter's name for people.
    pub inviter_name: String,
    /// Whom.
    pub invitee_id: AccountId,
    /// The invitee's name for people.
    pub invitee_name: String,
    /// What they will be.
    pub role: RoomRole,
    /// What became of it.
    pub status: InviteStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

impl Invite {
    /// Whether it can be answered now.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status == InviteStatus::Pending && self.expires_at > now
    }

    /// With what became of it by the passing of time.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if self.status == InviteStatus::Pending && self.expires_at <= now {
            self.status = InviteStatus::Expired;
        }
        self
    }
}

/// A link that lets in whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinLink {
    /// Its id; says nothing of its secret.
    pub id: JoinLinkId,
    /// To which room.
    pub room_id: RoomId,
    /// What those become who come in by it.
    pub role: RoomRole,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it opens; none: until it is revoked.
    pub expires_at: Option<Timestamp>,
    /// How many it lets in; none: any number.
    pub uses_max: Option<i64>,
    /// How many it has let in.
    pub uses: i64,
}

/// The secret of a join link, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret(String);

impl LinkSecret {
    pub(crate) fn new(chance: &Chance) -> Self {
        let hex: String = chance.bytes::<{ LINK_HEX / 2 }>().iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{LINK_PREFIX}{hex}"))
    }

    /// From what a client sends; none when it cannot be one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(LINK_PREFIX)?;
        (hex.len() == LINK_HEX && hex.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    /// The text that opens the room.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it: it has 192 random bits, so SHA-256 is enough.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl std::fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

/// A link that was just made, with what opens the room: shown this once.
#[derive(Debug, Clone)]
pub struct IssuedLink {
    /// The link.
    pub link: JoinLink,
    /// Its secret.
    pub secret: LinkSecret,
}

#[cfg(test)]
mod tests {
    use footlights_base::Chance;

    use super::LinkSecret;

    #[test]
    fn a_secret_reads_back_and_never_prints() {
        let secret = LinkSecret::new(&Chance::seeded(1));
        assert_eq!(LinkSecret::from_text(secret.text()).expect("own text").hash(), secret.hash());
        assert!(!format!("{secret:?}").contains(&secret.text()[4..]));
        for bad in ["", "flj_", "flj_xyz", &secret.text()[1..], &format!("{}0", secret.text())] {
            assert!(LinkSecret::from_text(bad).is_none(), "{bad}");
        }
    }
}
