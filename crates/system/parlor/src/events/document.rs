//! Every domain event of parlor, for the AsyncAPI document.

use footlights_surface::{Published, Shape};
use utoipa::ToSchema;

use super::{
    AboutParticipant, CHAT_DELETED, CHAT_SENT, ChatDeleted, ChatSent, HAND_LOWERED, HAND_RAISED, INVITE_ANSWERED, INVITE_CREATED,
    InviteChanged, PARTICIPANT_JOINED, PARTICIPANT_LEFT, PARTICIPANT_REMOVED, PARTICIPANT_UNBANNED, PARTICIPANT_UPDATED,
    ParticipantChanged, ParticipantRemoved, ROOM_ARCHIVED, ROOM_CREATED, ROOM_DELETED, ROOM_PURGED, ROOM_RESTORED, ROOM_UPDATED,
    RoomChanged, RoomPurged, STAGE_INVITED, STAGE_JOINED, STAGE_LEFT,
};

/// All of them, with what each carries.
#[must_use]
pub fn published() -> Vec<Published> {
    vec![
        of::<RoomChanged>(ROOM_CREATED, "room", "A room was made."),
        of::<RoomChanged>(ROOM_UPDATED, "room", "A room was changed, or given to another owner."),
        of::<RoomChanged>(ROOM_ARCHIVED, "room", "A room is to be read only from now on."),
        of::<RoomChanged>(ROOM_DELETED, "room", "A room was deleted; it can be restored until `purgeAt`."),
        of::<RoomChanged>(ROOM_RESTORED, "room", "An archived or deleted room is in use again."),
        of::<RoomPurged>(ROOM_PURGED, "room", "A deleted room is gone for good; whoever keeps something about it forgets it."),
        of::<ParticipantChanged>(PARTICIPANT_JOINED, "room", "Somebody has come in."),
        of::<AboutParticipant>(PARTICIPANT_LEFT, "room", "Somebody has left by themselves."),
        of::<ParticipantChanged>(PARTICIPANT_UPDATED, "room", "Somebody has another role."),
        of::<ParticipantRemoved>(PARTICIPANT_REMOVED, "room", "Somebody was put out."),
        of::<AboutParticipant>(PARTICIPANT_UNBANNED, "room", "A ban was lifted; told to no client."),
        of::<AboutParticipant>(HAND_RAISED, "room", "A hand is up."),
        of::<AboutParticipant>(HAND_LOWERED, "room", "A hand is down again."),
        of::<AboutParticipant>(STAGE_INVITED, "room", "Somebody is invited to the stage."),
        of::<AboutParticipant>(STAGE_JOINED, "room", "Somebody is on the stage."),
        of::<AboutParticipant>(STAGE_LEFT, "room", "Somebody has gone down from the stage."),
        of::<ChatSent>(CHAT_SENT, "room", "Something was written in the chat."),
        of::<ChatDeleted>(CHAT_DELETED, "room", "Something that was written is gone."),
        of::<InviteChanged>(INVITE_CREATED, "account", "Somebody was invited to a room."),
        of::<InviteChanged>(INVITE_ANSWERED, "account", "An invitation was answered."),
    ]
}

fn of<T: ToSchema>(kind: &'static str, topic: &'static str, about: &'static str) -> Published {
    Published { kind, topic, about, payload: Shape::of::<T>() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::published;

    #[test]
    fn every_event_there_is_is_listed() {
        let declared = include_str!("../events.rs").lines().filter(|line| line.starts_with("pub const "));
        let declared: BTreeSet<_> = declared.filter_map(|line| line.split('"').nth(1)).collect();
        let listed: BTreeSet<_> = published().iter().map(|event| event.kind).collect();
        assert_eq!(declared, listed);
    }
}
