//! The nouns as messages.

use footlights_base::Timestamp;

use super::v1;
use crate::model::{Ban, ChatMessage, Held, Invite, JoinLink, Participant, PolicyRule, Room};

/// A moment as Google's type.
pub(super) fn stamp(at: Timestamp) -> prost_types::Timestamp {
    let ms = at.as_millis();
    let nanos = i32::try_from(ms.rem_euclid(1_000)).expect("below a thousand") * 1_000_000;
    prost_types::Timestamp { seconds: ms.div_euclid(1_000), nanos }
}

impl From<&PolicyRule> for v1::PolicyRule {
    fn from(rule: &PolicyRule) -> Self {
        Self { role: v1::RoomRole::from(rule.role).into(), capability: rule.capability.as_str().into(), allow: rule.allow }
    }
}

impl From<Held> for v1::Held {
    fn from(held: Held) -> Self {
        Self { kind: v1::HeldKind::from(held.kind).into(), id: held.id }
    }
}

impl From<Room> for v1::Room {
    fn from(room: Room) -> Self {
        Self {
            id: room.id.to_string(),
            name: room.name,
            description: room.description,
            visibility: v1::RoomVisibility::from(room.visibility).into(),
            status: v1::RoomStatus::from(room.status).into(),
            tags: room.tags,
            capacity: room.capacity,
            stage_size: room.stage_size,
            default_join_role: v1::RoomRole::from(room.default_join_role).into(),
            policy: room.policy.rules().iter().map(Into::into).collect(),
            owner_id: room.owner_id.to_string(),
            password_required: room.password_required,
            guests_allowed: room.guests_allowed,
            slow_mode_seconds: room.slow_mode_seconds,
            holds: room.holds.map(Into::into),
            participant_count: room.participant_count,
            created_at: Some(stamp(room.created_at)),
            updated_at: Some(stamp(room.updated_at)),
            purge_at: room.purge_at.map(stamp),
        }
    }
}

impl From<Participant> for v1::Participant {
    fn from(who: Participant) -> Self {
        Self {
            account_id: who.account_id.to_string(),
            display_name: who.display_name,
            role: v1::RoomRole::from(who.role).into(),
            status: v1::ParticipantStatus::from(who.status).into(),
            hand_raised: who.hand_raised_at.is_some(),
            hand_raised_at: who.hand_raised_at.map(stamp),
            stage_invited: who.stage_invited_at.is_some(),
            on_stage: who.on_stage,
            guest: who.is_guest,
            joined_at: Some(stamp(who.joined_at)),
        }
    }
}

impl From<Ban> for v1::Ban {
    fn from(ban: Ban) -> Self {
        Self {
            account_id: ban.account_id.to_string(),
            display_name: ban.display_name,
            banned_by: ban.banned_by.to_string(),
            reason: ban.reason,
            created_at: Some(stamp(ban.created_at)),
            expires_at: ban.expires_at.map(stamp),
        }
    }
}

impl From<Invite> for v1::Invite {
    fn from(invite: Invite) -> Self {
        Self {
            id: invite.id.to_string(),
            room_id: invite.room_id.to_string(),
            room_name: invite.room_name,
            inviter_id: invite.inviter_id.to_string(),
            inviter_name: invite.inviter_name,
            invitee_id: invite.invitee_id.to_string(),
            invitee_name: invite.invitee_name,
            role: v1::RoomRole::from(invite.role).into(),
            status: v1::InviteStatus::from(invite.status).into(),
            created_at: Some(stamp(invite.created_at)),
            expires_at: Some(stamp(invite.expires_at)),
        }
    }
}

impl From<JoinLink> for v1::JoinLink {
    fn from(link: JoinLink) -> Self {
        Self {
            id: link.id.to_string(),
            room_id: link.room_id.to_string(),
            role: v1::RoomRole::from(link.role).into(),
            created_by: link.created_by.to_string(),
            created_at: Some(stamp(link.created_at)),
            expires_at: link.expires_at.map(stamp),
            uses_max: link.uses_max,
            uses: link.uses,
        }
    }
}

impl From<ChatMessage> for v1::ChatMessage {
    fn from(message: ChatMessage) -> Self {
        Self {
            id: message.id.to_string(),
            room_id: message.room_id.to_string(),
            account_id: message.account_id.to_string(),
            display_name: message.display_name,
            text: message.text,
            mentions: message.mentions.iter().map(ToString::to_string).collect(),
            created_at: Some(stamp(message.created_at)),
        }
    }
}

impl From<crate::Joined> for v1::JoinRoomResponse {
    fn from(joined: crate::Joined) -> Self {
        Self { room: Some(joined.room.into()), participant: Some(joined.participant.into()) }
    }
}
