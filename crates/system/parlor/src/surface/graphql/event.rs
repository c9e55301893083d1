//! What followers are shown: one flat type, its `type` says which of the other fields are there.

use async_graphql::{ID, SimpleObject};
use footlights_base::{Event, Timestamp};
use footlights_realtime::Told;
use footlights_surface::graphql::{DateTime, Long};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::presence::PresenceChange;
use super::room::Room;
use super::types::{ChatMessage, Invite, Participant};
use crate::events::room_topic;
use crate::events::{
    AboutParticipant, CHAT_DELETED, CHAT_SENT, ChatDeleted, ChatSent, HAND_LOWERED, HAND_RAISED, INVITE_ANSWERED, INVITE_CREATED,
    InviteChanged, PARTICIPANT_JOINED, PARTICIPANT_LEFT, PARTICIPANT_REMOVED, PARTICIPANT_UPDATED, ParticipantChanged, ParticipantRemoved,
    ROOM_ARCHIVED, ROOM_CREATED, ROOM_DELETED, ROOM_RESTORED, ROOM_UPDATED, RoomChanged, STAGE_INVITED, STAGE_JOINED, STAGE_LEFT,
};
use crate::model;
use crate::presence::PresenceFrame;
use crate::usecase::follow_room::RoomState as FoundState;
use crate::wire::{ChatBody, ParticipantBody, RoomBody};

/// Something that happened in a room. Of the fields behind `displayAt` those are there that `type` speaks of.
#[derive(SimpleObject, Default)]
pub(crate) struct RoomEvent {
    /// `room_updated`, `participant_joined`, `participant_left`, `participant_updated`, `participant_removed`, `hand_raised`,
    /// `hand_lowered`, `stage_invited`, `stage_joined`, `stage_left`, `chat_message`, `chat_deleted`, `presence`; or
    /// `snapshot`: how things stand, at the beginning and where what was missing cannot be had any more.
    #[graphql(name = "type")]
    kind: &'static str,
    /// `room:ID`.
    topic: String,
    /// The numbering `sequence` belongs to.
    epoch: Option<Long>,
    /// 1, 2, 3 … within the topic, without a gap; after a `snapshot` events after this number follow.
    sequence: Option<Long>,
    /// Unique for ever.
    event_id: Option<ID>,
    /// When it happened.
    occurred_at: Option<DateTime>,
    /// When those who watch with a delay should learn of it.
    display_at: Option<DateTime>,
    /// The room, as it is then.
    room: Option<Room>,
    /// Who came in or was changed, as they stand then.
    participant: Option<Participant>,
    /// Whom it is about.
    account_id: Option<ID>,
    /// Their name for people.
    display_name: Option<String>,
    /// How somebody was put out: `kicked` or `banned`.
    reason: Option<&'static str>,
    /// What was written.
    message: Option<ChatMessage>,
    /// Which message was taken away.
    message_id: Option<ID>,
    /// Who has come, gone or turned away; without a number.
    presence: Option<PresenceChange>,
    /// How things stand.
    state: Option<RoomState>,
}

/// A room for who begins to follow it, or has missed too much.
#[derive(SimpleObject)]
pub(crate) struct RoomState {
    /// The room.
    room: Room,
    /// Who is in it, longest first: at most 100.
    participants: Vec<Participant>,
    /// Who is on the stage.
    stage: Vec<Participant>,
    /// Whose hand is up, first come first: at most 50.
    hands: Vec<Participant>,
    /// What was written last, oldest first: at most 50.
    chat: Vec<ChatMessage>,
}

/// The same on its way from the database.
#[derive(Serialize, Deserialize)]
pub(super) struct StateBody {
    room: RoomBody,
    participants: Vec<ParticipantBody>,
    stage: Vec<ParticipantBody>,
    hands: Vec<ParticipantBody>,
    chat: Vec<ChatBody>,
}

impl From<FoundState> for StateBody {
    fn from(state: FoundState) -> Self {
        let bodies = |people: Vec<model::Participant>| people.into_iter().map(Into::into).collect();
        Self {
            room: state.room.into(),
            participants: bodies(state.participants),
            stage: bodies(state.stage),
            hands: bodies(state.hands),
            chat: state.messages.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<StateBody> for RoomState {
    fn from(state: StateBody) -> Self {
        let shown = |people: Vec<ParticipantBody>| people.into_iter().map(Into::into).collect();
        Self {
            room: state.room.into(),
            participants: shown(state.participants),
            stage: shown(state.stage),
            hands: shown(state.hands),
            chat: state.chat.into_iter().map(Into::into).collect(),
        }
    }
}

/// Something that came to the caller's inbox.
#[derive(SimpleObject, Default)]
pub(crate) struct InboxEvent {
    /// `invite_received`, `invite_answered`; or `snapshot`, where what was missing cannot be had any more: read `invites` anew.
    #[graphql(name = "type")]
    kind: &'static str,
    /// `account:ID`.
    topic: String,
    /// The numbering `sequence` belongs to.
    epoch: Option<Long>,
    /// 1, 2, 3 … within the topic; some numbers belong to what is not shown here.
    sequence: Option<Long>,
    /// Unique for ever.
    event_id: Option<ID>,
    /// When it happened.
    occurred_at: Option<DateTime>,
    /// The invitation as it stands then.
    invite: Option<Invite>,
}

/// What a follower of a room sees of it; none where that is nothing.
pub(super) fn room_event(told: &Told) -> Option<RoomEvent> {
    match told {
        Told::Event(event) => of_event(event).map(|shown| numbered(shown, event)),
        Told::Snapshot { topic, epoch, sequence, state } => Some(RoomEvent {
            kind: "snapshot",
            topic: topic.to_string(),
            epoch: Some(Long(*epoch)),
            sequence: Some(Long(*sequence)),
            state: state.as_ref().and_then(|state| serde_json::from_str::<StateBody>(state.get()).ok()).map(Into::into),
            ..RoomEvent::default()
        }),
        Told::Ephemeral(frame) if frame.name() == "presence" => {
            let presence = serde_json::from_str::<PresenceFrame>(frame.payload().get()).ok()?;
            let topic = room_topic(presence.room_id).to_string();
            Some(RoomEvent { kind: "presence", topic, presence: Some(presence.into()), ..RoomEvent::default() })
        }
        Told::Ephemeral(_) => None,
    }
}

fn numbered(shown: RoomEvent, event: &Event) -> RoomEvent {
    RoomEvent {
        topic: event.topic.to_string(),
        epoch: Some(Long(event.epoch)),
        sequence: Some(Long(event.sequence)),
        event_id: Some(event.id.to_string().into()),
        occurred_at: at(event.occurred_at),
        display_at: at(event.display_at),
        ..shown
    }
}

fn of_event(event: &Event) -> Option<RoomEvent> {
    let none = RoomEvent::default;
    match &*event.kind {
        ROOM_CREATED | ROOM_UPDATED | ROOM_ARCHIVED | ROOM_DELETED | ROOM_RESTORED => {
            let room = payload::<RoomChanged>(event)?.room;
            Some(RoomEvent { kind: "room_updated", room: Some(room.into()), ..none() })
        }
        PARTICIPANT_JOINED => participant("participant_joined", event),
        PARTICIPANT_UPDATED => participant("participant_updated", event),
        PARTICIPANT_LEFT => about("participant_left", event),
        PARTICIPANT_REMOVED => {
            let removed = payload::<ParticipantRemoved>(event)?;
            let account_id = Some(removed.account_id.to_string().into());
            Some(RoomEvent { kind: "participant_removed", account_id, reason: Some(removed.reason.as_str()), ..none() })
        }
        HAND_RAISED => about("hand_raised", event),
        HAND_LOWERED => about("hand_lowered", event),
        STAGE_INVITED => about("stage_invited", event),
        STAGE_JOINED => about("stage_joined", event),
        STAGE_LEFT => about("stage_left", event),
        CHAT_SENT => {
            let message = payload::<ChatSent>(event)?.message;
            Some(RoomEvent { kind: "chat_message", message: Some(message.into()), ..none() })
        }
        CHAT_DELETED => {
            let deleted = payload::<ChatDeleted>(event)?;
            Some(RoomEvent { kind: "chat_deleted", message_id: Some(deleted.message_id.to_string().into()), ..none() })
        }
        _ => None,
    }
}

fn participant(kind: &'static str, event: &Event) -> Option<RoomEvent> {
    let who = payload::<ParticipantChanged>(event)?.participant;
    let (account_id, display_name) = (Some(who.account_id.to_string().into()), Some(who.display_name.clone()));
    Some(RoomEvent { kind, account_id, display_name, participant: Some(who.into()), ..RoomEvent::default() })
}

fn about(kind: &'static str, event: &Event) -> Option<RoomEvent> {
    let about = payload::<AboutParticipant>(event)?;
    let account_id = Some(about.account_id.to_string().into());
    Some(RoomEvent { kind, account_id, display_name: Some(about.display_name), ..RoomEvent::default() })
}

/// What the owner of an inbox sees of it.
pub(super) fn inbox_event(told: &Told) -> Option<InboxEvent> {
    match told {
        Told::Event(event) => {
            let kind = match &*event.kind {
                INVITE_CREATED => "invite_received",
                INVITE_ANSWERED => "invite_answered",
                _ => return None,
            };
            Some(InboxEvent {
                kind,
                topic: event.topic.to_string(),
                epoch: Some(Long(event.epoch)),
                sequence: Some(Long(event.sequence)),
                event_id: Some(event.id.to_string().into()),
                occurred_at: at(event.occurred_at),
                invite: Some(payload::<InviteChanged>(event)?.invite.into()),
            })
        }
        Told::Snapshot { topic, epoch, sequence, .. } => Some(InboxEvent {
            kind: "snapshot",
            topic: topic.to_string(),
            epoch: Some(Long(*epoch)),
            sequence: Some(Long(*sequence)),
            ..InboxEvent::default()
        }),
        Told::Ephemeral(_) => None,
    }
}

fn at(at: Timestamp) -> Option<DateTime> {
    Some(DateTime(at))
}

/// What is not understood is a later version's, and not shown.
fn payload<P: DeserializeOwned>(event: &Event) -> Option<P> {
    serde_json::from_str(event.payload.get()).ok()
}
