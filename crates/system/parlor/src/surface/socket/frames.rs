//! What clients see of events: the payloads as they are, each under its frame's name.

use footlights_base::{Event, TenantId};
use footlights_realtime::{Audience, WireEvent};
use footlights_store::{ReadTx, Stop};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::events::{
    CHAT_DELETED, CHAT_SENT, HAND_LOWERED, HAND_RAISED, INVITE_ANSWERED, INVITE_CREATED, PARTICIPANT_JOINED, PARTICIPANT_LEFT,
    PARTICIPANT_REMOVED, PARTICIPANT_UPDATED, ROOM_ARCHIVED, ROOM_CREATED, ROOM_DELETED, ROOM_RESTORED, ROOM_UPDATED, STAGE_INVITED,
    STAGE_JOINED, STAGE_LEFT,
};
use crate::model::RoomId;
use crate::presence::{OWN_INBOX, PARTICIPANTS};
use crate::usecase::follow_room::{RoomState, room_state};
use crate::wire::{ChatBody, InviteBody, ParticipantBody, RoomBody};

/// Participants up to whom each coming and going is told by itself. In a larger room that would be as many frames as the square of
/// those who come; there `presence` tells it, many at once, and the lists are read by page.
const EACH_TOLD_MAX: i64 = 1_000;

/// What an audience sees of an event.
pub(super) fn of(event: &Event, audience: Audience) -> Option<WireEvent> {
    if matches!(&*event.kind, PARTICIPANT_JOINED | PARTICIPANT_LEFT) && count_of(event) > EACH_TOLD_MAX {
        return None;
    }
    let name = match audience {
        PARTICIPANTS => in_room(&event.kind),
        OWN_INBOX => in_inbox(&event.kind),
        _ => None,
    };
    name.map(|name| WireEvent::raw(name, event.payload.clone()))
}

/// How many are in the room after a coming or going.
fn count_of(event: &Event) -> i64 {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Counted {
        participant_count: Option<i64>,
    }
    serde_json::from_str::<Counted>(event.payload.get()).ok().and_then(|counted| counted.participant_count).unwrap_or(0)
}

fn in_room(kind: &str) -> Option<&'static str> {
    Some(match kind {
        ROOM_CREATED | ROOM_UPDATED | ROOM_ARCHIVED | ROOM_RESTORED | ROOM_DELETED => "room_updated",
        PARTICIPANT_JOINED => "participant_joined",
        PARTICIPANT_LEFT => "participant_left",
        PARTICIPANT_UPDATED => "participant_updated",
        PARTICIPANT_REMOVED => "participant_removed",
        HAND_RAISED => "hand_raised",
        HAND_LOWERED => "hand_lowered",
        STAGE_INVITED => "stage_invited",
        STAGE_JOINED => "stage_joined",
        STAGE_LEFT => "stage_left",
        CHAT_SENT => "chat_message",
        CHAT_DELETED => "chat_deleted",
        _ => return None,
    })
}

fn in_inbox(kind: &str) -> Option<&'static str> {
    Some(match kind {
        INVITE_CREATED => "invite_received",
        INVITE_ANSWERED => "invite_answered",
        _ => return None,
    })
}

/// A room for who begins to follow it, or has missed too much.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RoomStateBody {
    /// The room.
    room: RoomBody,
    /// Who is in it, longest first: at most 100.
    participants: Vec<ParticipantBody>,
    /// Who is on the stage.
    stage: Vec<ParticipantBody>,
    /// Whose hand is up, first come first: at most 50.
    hands: Vec<ParticipantBody>,
    /// What was written last, oldest first: at most 50.
    chat: Vec<ChatBody>,
}

impl From<RoomState> for RoomStateBody {
    fn from(state: RoomState) -> Self {
        let bodies = |people: Vec<crate::model::Participant>| people.into_iter().map(Into::into).collect();
        Self {
            room: state.room.into(),
            participants: bodies(state.participants),
            stage: bodies(state.stage),
            hands: bodies(state.hands),
            chat: state.messages.into_iter().map(Into::into).collect(),
        }
    }
}

/// How the state of a room is read.
pub(super) fn state_of(tenant: TenantId, room: RoomId) -> impl Fn(&mut ReadTx<'_>) -> Result<Value, Stop> + Send + Sync + 'static {
    move |read| match room_state(read, tenant, room)? {
        Some(state) => serde_json::to_value(RoomStateBody::from(state)).map_err(Stop::broken),
        None => Ok(Value::Null),
    }
}

/// An inbox for who begins to follow it.
#[derive(Serialize, ToSchema)]
pub(super) struct InboxState {
    /// Invitations that wait for an answer, newest first: at most 50.
    pub(super) invites: Vec<InviteBody>,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::{Event, EventId, TenantId, Timestamp, Topic};
    use serde_json::json;

    use super::{EACH_TOLD_MAX, of};
    use crate::events::{HAND_RAISED, PARTICIPANT_JOINED};
    use crate::presence::PARTICIPANTS;

    fn event(kind: &str, count: i64) -> Event {
        let payload = serde_json::value::to_raw_value(&json!({"version": 1, "participantCount": count})).expect("plain");
        Event {
            id: EventId::from_bytes([1; 16]),
            kind: kind.into(),
            tenant: TenantId::from_bytes([1; 16]),
            topic: Topic::new("room", "x"),
            epoch: 1,
            sequence: 1,
            occurred_at: Timestamp::from_millis(0),
            display_at: Timestamp::from_millis(0),
            payload: Arc::from(payload),
        }
    }

    #[test]
    fn in_a_large_room_comings_are_not_told_one_by_one() {
        assert!(of(&event(PARTICIPANT_JOINED, EACH_TOLD_MAX), PARTICIPANTS).is_some());
        assert!(of(&event(PARTICIPANT_JOINED, EACH_TOLD_MAX + 1), PARTICIPANTS).is_none());
        assert!(of(&event(HAND_RAISED, EACH_TOLD_MAX + 1), PARTICIPANTS).is_some());
    }
}
