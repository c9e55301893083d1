//! The nouns of parlor, without wire formats.

pub(crate) mod chat;
pub(crate) mod invite;
pub(crate) mod participant;
pub(crate) mod role;
pub(crate) mod room;

pub use chat::{ChatMessage, ChatMessageId};
pub use invite::{Invite, InviteId, InviteStatus, IssuedLink, JoinLink, JoinLinkId, LinkSecret};
pub use participant::{Ban, Participant, ParticipantStatus, Presence};
pub use role::{Capability, Policy, PolicyRule, RoomRole};
pub use room::{Held, HeldKind, Room, RoomFilter, RoomId, RoomStatus, RoomVisibility};
