//! The nouns as JSON, the same in REST, in socket frames and in the payloads of events.

use footlights_base::{AccountId, Timestamp};
use footlights_realtime::Counts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{
    Ban, ChatMessage, ChatMessageId, Held, Invite, InviteId, InviteStatus, JoinLink, JoinLinkId, Participant, ParticipantStatus,
    PolicyRule, Presence, Room, RoomId, RoomRole, RoomStatus, RoomVisibility,
};

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Room)]
pub struct RoomBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: RoomId,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Who may know of it and come in.
    pub visibility: RoomVisibility,
    /// Whether it is in use.
    pub status: RoomStatus,
    /// Folded words by which it is found.
    pub tags: Vec<String>,
    /// How many may be participants at once; null: no limit.
    #[schema(required)]
    pub capacity: Option<i64>,
    /// How many may be on the stage at once.
    pub stage_size: i64,
    /// What somebody is who comes in for the first time.
    pub default_join_role: RoomRole,
    /// What it changes about the table of capabilities.
    pub policy: Vec<PolicyRule>,
    /// Who answers for it.
    #[schema(value_type = String, format = "uuid")]
    pub owner_id: AccountId,
    /// Whether a password opens it.
    pub password_required: bool,
    /// Whether a join link lets guests in.
    pub guests_allowed: bool,
    /// Seconds between two messages of one participant; 0: no slow mode.
    pub slow_mode_seconds: i64,
    /// What it holds, if anything.
    #[schema(required)]
    pub holds: Option<Held>,
    /// How many are in it now.
    pub participant_count: i64,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was changed last.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// When it goes for good, once it is deleted.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub purge_at: Option<Timestamp>,
}

impl From<Room> for RoomBody {
    fn from(room: Room) -> Self {
        Self {
            id: room.id,
            name: room.name,
            description: room.description,
            visibility: room.visibility,
            status: room.status,
            tags: room.tags,
            capacity: room.capacity,
            stage_size: room.stage_size,
            default_join_role: room.default_join_role,
            policy: room.policy.rules().to_vec(),
            owner_id: room.owner_id,
            password_required: room.password_required,
            guests_allowed: room.guests_allowed,
            slow_mode_seconds: room.slow_mode_seconds,
            holds: room.holds,
            participant_count: room.participant_count,
            created_at: room.created_at,
            updated_at: room.updated_at,
            purge_at: room.purge_at,
        }
    }
}

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Participant)]
pub struct ParticipantBody {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// What they are.
    pub role: RoomRole,
    /// Whether they are in it.
    pub status: ParticipantStatus,
    /// Whether they are there in person. Not in events: presence is told by itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub presence: Option<Presence>,
    /// Whether their hand is up.
    pub hand_raised: bool,
    /// Since when it is.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub hand_raised_at: Option<Timestamp>,
    /// Whether they are invited to the stage.
    pub stage_invited: bool,
    /// Whether they are on the stage.
    pub on_stage: bool,
    /// Came by a join link without an account of their own.
    pub guest: bool,
    /// When they came in last.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Timestamp,
    /// What stands beside their name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub flair: Vec<FlairBody>,
}

impl From<Participant> for ParticipantBody {
    fn from(who: Participant) -> Self {
        Self {
            account_id: who.account_id,
            display_name: who.display_name,
            role: who.role,
            status: who.status,
            presence: None,
            hand_raised: who.hand_raised_at.is_some(),
            hand_raised_at: who.hand_raised_at,
            stage_invited: who.stage_invited_at.is_some(),
            on_stage: who.on_stage,
            guest: who.is_guest,
            joined_at: who.joined_at,
            flair: Vec::new(),
        }
    }
}

/// A badge beside a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Flair)]
pub struct FlairBody {
    /// Which sort.
    pub flair_type: String,
    /// Which step of it.
    pub tier: i64,
    /// What it is called.
    #[schema(required)]
    pub display_name: Option<String>,
    /// Its picture.
    #[schema(required)]
    pub icon_url: Option<String>,
}

/// How many are in a room in person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PresenceCounts)]
pub struct CountsBody {
    /// Who is there, the away ones included.
    pub present: u64,
    /// Of these, the away ones.
    pub away: u64,
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> Self {
        Self { present: counts.present as u64, away: counts.away as u64 }
    }
}

/// A ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Ban)]
pub struct BanBody {
    /// Who may not come in.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// By whom.
    #[schema(value_type = String, format = "uuid")]
    pub banned_by: AccountId,
    /// Why.
    pub reason: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Until when; null: until it is lifted.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub expires_at: Option<Timestamp>,
}

impl From<Ban> for BanBody {
    fn from(ban: Ban) -> Self {
        let Ban { room_id: _, account_id, display_name, banned_by, reason, created_at, expires_at } = ban;
        Self { account_id, display_name, banned_by, reason, created_at, expires_at }
    }
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invite)]
pub struct InviteBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: InviteId,
    /// To which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// The room's name.
    pub room_name: String,
    /// By whom.
    #[schema(value_type = String, format = "uuid")]
    pub inviter_id: AccountId,
    /// The inviter's name for people.
    pub inviter_name: String,
    /// Whom.
    #[schema(value_type = String, format = "uuid")]
    pub invitee_id: AccountId,
    /// The invitee's name for people.
    pub invitee_name: String,
    /// What they will be.
    pub role: RoomRole,
    /// What became of it.
    pub status: InviteStatus,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Until when it can be accepted.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

impl From<Invite> for InviteBody {
    fn from(invite: Invite) -> Self {
        Self {
            id: invite.id,
            room_id: invite.room_id,
            room_name: invite.room_name,
            inviter_id: invite.inviter_id,
            inviter_name: invite.inviter_name,
            invitee_id: invite.invitee_id,
            invitee_name: invite.invitee_name,
            role: invite.role,
            status: invite.status,
            created_at: invite.created_at,
            expires_at: invite.expires_at,
        }
    }
}

/// A join link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JoinLink)]
pub struct LinkBody {
    /// Its id; opens nothing.
    #[schema(value_type = String, format = "uuid")]
    pub id: JoinLinkId,
    /// To which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// What those become who come in by it.
    pub role: RoomRole,
    /// Who made it.
    #[schema(value_type = String, format = "uuid")]
    pub created_by: AccountId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Until when it opens; null: until it is revoked.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub expires_at: Option<Timestamp>,
    /// How many it lets in; null: any number.
    #[schema(required)]
    pub uses_max: Option<i64>,
    /// How many it has let in.
    pub uses: i64,
}

impl From<JoinLink> for LinkBody {
    fn from(link: JoinLink) -> Self {
        let JoinLink { id, room_id, role, created_by, created_at, expires_at, uses_max, uses } = link;
        Self { id, room_id, role, created_by, created_at, expires_at, uses_max, uses }
    }
}

/// A chat message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChatMessage)]
pub struct ChatBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: ChatMessageId,
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// Who wrote it.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// What they wrote.
    pub text: String,
    /// Participants whom it mentions.
    #[schema(value_type = Vec<String>)]
    pub mentions: Vec<AccountId>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// What stands beside the name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub flair: Vec<FlairBody>,
}

impl From<ChatMessage> for ChatBody {
    fn from(message: ChatMessage) -> Self {
        let ChatMessage { id, room_id, account_id, display_name, text, mentions, created_at } = message;
        Self { id, room_id, account_id, display_name, text, mentions, created_at, flair: Vec::new() }
    }
}
