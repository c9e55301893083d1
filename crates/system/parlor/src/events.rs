//! What others may hear of rooms: on `room:ID` what happens in one, on `account:ID` what comes to somebody's inbox. Payloads
//! carry `version`: readers of version 1 go on understanding later ones, since fields are only ever added.

mod document;

use footlights_base::{AccountId, Event, EventId, NewEvent, TenantId, Timestamp, Topic};
use footlights_surface::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{ChatMessage, ChatMessageId, Invite, Participant, Room, RoomId};
use crate::wire::{ChatBody, InviteBody, ParticipantBody, RoomBody};

pub use document::published;

/// A room was made.
pub const ROOM_CREATED: &str = "room.created";
/// A room was changed, or given to another owner.
pub const ROOM_UPDATED: &str = "room.updated";
/// A room is to be read only from now on.
pub const ROOM_ARCHIVED: &str = "room.archived";
/// A room was deleted; it can be restored for a while.
pub const ROOM_DELETED: &str = "room.deleted";
/// An archived or deleted room is in use again.
pub const ROOM_RESTORED: &str = "room.restored";
/// A deleted room is gone for good; whoever keeps something about it forgets it.
pub const ROOM_PURGED: &str = "room.purged";
/// Somebody has come in.
pub const PARTICIPANT_JOINED: &str = "room.participant.joined";
/// Somebody has left by themselves.
pub const PARTICIPANT_LEFT: &str = "room.participant.left";
/// Somebody has another role.
pub const PARTICIPANT_UPDATED: &str = "room.participant.updated";
/// Somebody was put out.
pub const PARTICIPANT_REMOVED: &str = "room.participant.removed";
/// A ban was lifted; told to no client.
pub const PARTICIPANT_UNBANNED: &str = "room.participant.unbanned";
/// A hand is up.
pub const HAND_RAISED: &str = "room.hand.raised";
/// A hand is down again.
pub const HAND_LOWERED: &str = "room.hand.lowered";
/// Somebody is invited to the stage.
pub const STAGE_INVITED: &str = "room.stage.invited";
/// Somebody is on the stage.
pub const STAGE_JOINED: &str = "room.stage.joined";
/// Somebody has gone down from the stage.
pub const STAGE_LEFT: &str = "room.stage.left";
/// Something was written in the chat.
pub const CHAT_SENT: &str = "room.chat.sent";
/// Something that was written is gone.
pub const CHAT_DELETED: &str = "room.chat.deleted";
/// Somebody was invited; on `account:ID` of the invitee.
pub const INVITE_CREATED: &str = "room.invite.created";
/// An invitation was answered; on `account:ID` of the invitee.
pub const INVITE_ANSWERED: &str = "room.invite.answered";

/// The version of the payloads below.
const VERSION: u32 = 1;

/// The payload of `room.created`, `room.updated`, `room.archived`, `room.deleted`, `room.restored`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomChanged {
    /// 1.
    pub version: u32,
    /// Which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// The room as it is then.
    pub room: RoomBody,
}

/// The payload of `room.purged`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomPurged {
    /// 1.
    pub version: u32,
    /// Which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
}

/// The payload of `room.participant.joined` and `room.participant.updated`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantChanged {
    /// 1.
    pub version: u32,
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// Who, as they stand then.
    pub participant: ParticipantBody,
    /// How many are in the room then; where somebody has come in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub participant_count: Option<i64>,
}

words!(
    /// How somebody was put out.
    Removal {
        /// They may come back.
        Kicked = "kicked",
        /// They may not come back for now.
        Banned = "banned",
    }
);

/// The payload of `room.participant.removed`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantRemoved {
    /// 1.
    pub version: u32,
    /// From which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// How.
    pub reason: Removal,
}

/// The payload of `room.participant.left`, `room.participant.unbanned`, `room.hand.raised`, `room.hand.lowered`, `room.stage.invited`, `room.stage.joined`,
/// `room.stage.left`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AboutParticipant {
    /// 1.
    pub version: u32,
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// How many are in the room then; where somebody has left.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub participant_count: Option<i64>,
}

/// Whom an event puts out of its room, or tells to have left it.
pub(crate) fn gone(event: &Event) -> Option<AccountId> {
    /// What both payloads have; a name for people may be anything, so nothing is looked for in their text.
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Gone {
        account_id: AccountId,
    }
    let is_told = matches!(&*event.kind, PARTICIPANT_REMOVED | PARTICIPANT_LEFT);
    is_told.then(|| serde_json::from_str::<Gone>(event.payload.get()).ok()).flatten().map(|gone| gone.account_id)
}

/// The payload of `room.chat.sent`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatSent {
    /// 1.
    pub version: u32,
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// What was written, and by whom; without its words where it was taken away since.
    pub message: ChatBody,
}

/// The payload of `room.chat.deleted`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatDeleted {
    /// 1.
    pub version: u32,
    /// In which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// Which message.
    #[schema(value_type = String, format = "uuid")]
    pub message_id: ChatMessageId,
    /// Who took it away.
    #[schema(value_type = String, format = "uuid")]
    pub deleted_by: AccountId,
}

/// The payload of `room.invite.created` and `room.invite.answered`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteChanged {
    /// 1.
    pub version: u32,
    /// To which room.
    #[schema(value_type = String, format = "uuid")]
    pub room_id: RoomId,
    /// The invitation as it stands then.
    pub invite: InviteBody,
}

/// The topic and command key of a room.
#[must_use]
pub fn room_topic(room: RoomId) -> Topic {
    Topic::new("room", room)
}

/// The topic of somebody's inbox, and the key under which it is decided what they own.
#[must_use]
pub fn inbox_topic(account: AccountId) -> Topic {
    Topic::new("account", account)
}

/// What every event of a command has in common. One command may publish several: each takes an id of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<const N: usize = 1> {
    pub(crate) tenant: TenantId,
    pub(crate) at: Timestamp,
    pub(crate) ids: [EventId; N],
}

impl<const N: usize> Stamp<N> {
    fn of(&self, n: usize, kind: &'static str, topic: Topic, payload: &impl Serialize) -> NewEvent {
        NewEvent::new(self.ids[n], kind, self.tenant, topic, self.at, payload)
    }

    /// The room is as it is now.
    pub(crate) fn room(&self, n: usize, kind: &'static str, room: &Room) -> NewEvent {
        let payload = RoomChanged { version: VERSION, room_id: room.id, room: room.clone().into() };
        self.of(n, kind, room_topic(room.id), &payload)
    }

    /// The room is gone.
    pub(crate) fn purged(&self, n: usize, room: RoomId) -> NewEvent {
        self.of(n, ROOM_PURGED, room_topic(room), &RoomPurged { version: VERSION, room_id: room })
    }

    /// The participant is as they are now.
    pub(crate) fn participant(&self, n: usize, kind: &'static str, who: &Participant) -> NewEvent {
        let payload =
            ParticipantChanged { version: VERSION, room_id: who.room_id, participant: who.clone().into(), participant_count: None };
        self.of(n, kind, room_topic(who.room_id), &payload)
    }

    /// Somebody has come in; so many are in it now.
    pub(crate) fn joined(&self, n: usize, who: &Participant, count: i64) -> NewEvent {
        let (participant, participant_count) = (who.clone().into(), Some(count));
        let payload = ParticipantChanged { version: VERSION, room_id: who.room_id, participant, participant_count };
        self.of(n, PARTICIPANT_JOINED, room_topic(who.room_id), &payload)
    }

    /// Somebody has left; so many are in it now.
    pub(crate) fn left(&self, n: usize, who: &Participant, count: i64) -> NewEvent {
        let (display_name, participant_count) = (who.display_name.clone(), Some(count));
        let payload =
            AboutParticipant { version: VERSION, room_id: who.room_id, account_id: who.account_id, display_name, participant_count };
        self.of(n, PARTICIPANT_LEFT, room_topic(who.room_id), &payload)
    }

    /// The participant was put out.
    pub(crate) fn removed(&self, n: usize, room: RoomId, account: AccountId, reason: Removal) -> NewEvent {
        let payload = ParticipantRemoved { version: VERSION, room_id: room, account_id: account, reason };
        self.of(n, PARTICIPANT_REMOVED, room_topic(room), &payload)
    }

    /// Something about the participant that needs no more than who.
    pub(crate) fn about(&self, n: usize, kind: &'static str, room: RoomId, account: AccountId, display_name: &str) -> NewEvent {
        let display_name = display_name.to_owned();
        let payload = AboutParticipant { version: VERSION, room_id: room, account_id: account, display_name, participant_count: None };
        self.of(n, kind, room_topic(room), &payload)
    }

    /// Something was written.
    pub(crate) fn chat(&self, n: usize, message: ChatBody) -> NewEvent {
        let payload = ChatSent { version: VERSION, room_id: message.room_id, message };
        self.of(n, CHAT_SENT, room_topic(payload.room_id), &payload)
    }

    /// What was written is gone.
    pub(crate) fn chat_deleted(&self, n: usize, message: &ChatMessage, by: AccountId) -> NewEvent {
        let payload = ChatDeleted { version: VERSION, room_id: message.room_id, message_id: message.id, deleted_by: by };
        self.of(n, CHAT_DELETED, room_topic(message.room_id), &payload)
    }

    /// The invitation is as it is now.
    pub(crate) fn invite(&self, n: usize, kind: &'static str, invite: &Invite) -> NewEvent {
        let payload = InviteChanged { version: VERSION, room_id: invite.room_id, invite: invite.clone().into() };
        self.of(n, kind, inbox_topic(invite.invitee_id), &payload)
    }
}

/// What the event that told a message says once that was taken back: that and when somebody wrote, but not what.
pub(crate) fn chat_without_words(message: &ChatMessage) -> ChatSent {
    let nothing = ChatMessage { text: String::new(), mentions: Vec::new(), ..message.clone() };
    ChatSent { version: VERSION, room_id: message.room_id, message: nothing.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &'static str, payload: &impl Serialize) -> Event {
        let (room, at) = (RoomId::from_bytes([1; 16]), Timestamp::from_millis(0));
        Event {
            id: EventId::from_bytes([2; 16]),
            kind: kind.into(),
            tenant: TenantId::from_bytes([3; 16]),
            topic: room_topic(room),
            epoch: 1,
            sequence: 1,
            occurred_at: at,
            display_at: at,
            payload: serde_json::value::to_raw_value(payload).expect("plain").into(),
        }
    }

    #[test]
    fn a_name_that_is_somebodys_id_puts_nobody_out() {
        let (room_id, leaver, other) = (RoomId::from_bytes([1; 16]), AccountId::from_bytes([4; 16]), AccountId::from_bytes([5; 16]));
        let payload =
            AboutParticipant { version: VERSION, room_id, account_id: leaver, display_name: other.to_string(), participant_count: None };
        assert_eq!(gone(&event(PARTICIPANT_LEFT, &payload)), Some(leaver));
        assert_eq!(gone(&event(HAND_RAISED, &payload)), None);
    }
}
