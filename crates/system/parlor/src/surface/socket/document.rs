//! Everything the namespace hears and tells, for the AsyncAPI document: one line a message, with the struct it is made of.

use footlights_surface::{Conversation, Numbering, Shape};

use super::frames::{InboxState, RoomStateBody};
use super::rooms;
use super::rooms::{AboutOne, ChatWish, ClockAnswer, HeartbeatWish, InRoom, InboxWish, JoinAnswer, JoinWish, MessageOf, Sent};
use crate::events::{AboutParticipant, ChatDeleted, ChatSent, InviteChanged, ParticipantChanged, ParticipantRemoved, RoomChanged};
use crate::presence::PresenceFrame;

const ANYBODY: &str = "whoever has signed in; guests in their room";
const INSIDE: &str = "participants of the room";
const OWN: &str = "whose inbox it is";

/// What `/rooms` hears and tells.
#[must_use]
pub fn conversations() -> Vec<Conversation> {
    let about = "For people in rooms: connect with `auth: {token}`.";
    let heard = Conversation::new(rooms::PATH, about)
        .hears("join", ANYBODY, "Come into a room and follow it. `lastSequence` and `epoch` say what the client has.", of::<JoinWish>())
        .follows()
        .answers(of::<JoinAnswer>())
        .hears("leave", INSIDE, "Leave a room.", of::<InRoom>())
        .hears("heartbeat", INSIDE, "Say whether one is there in person.", of::<HeartbeatWish>())
        .hears("clock", ANYBODY, "Ask what the server's clock shows, to know when a `displayAt` is.", Shape::object())
        .answers(of::<ClockAnswer>())
        .hears("raise_hand", INSIDE, "Put one's hand up.", of::<InRoom>())
        .answers(of::<AboutOne>())
        .hears("lower_hand", INSIDE, "Take a hand down: one's own, or that of `accountId`.", of::<InRoom>())
        .answers(of::<AboutOne>())
        .hears("invite_to_stage", INSIDE, "Invite `accountId` to the stage.", of::<InRoom>())
        .answers(of::<AboutOne>())
        .hears("accept_stage", INSIDE, "Go up to the stage.", of::<InRoom>())
        .answers(of::<AboutOne>())
        .hears("step_down", INSIDE, "Go down from the stage, or take `accountId` down.", of::<InRoom>())
        .answers(of::<AboutOne>())
        .hears("send_chat", INSIDE, "Write in the chat.", of::<ChatWish>())
        .answers(of::<Sent>())
        .hears("delete_chat", INSIDE, "Take a message away.", of::<MessageOf>())
        .hears("follow_inbox", "whoever has signed in", "Follow one's own inbox.", of::<InboxWish>())
        .follows()
        .hears("unfollow_inbox", "whoever has signed in", "Follow it no more.", Shape::object());
    vec![told(heard)]
}

fn told(heard: Conversation) -> Conversation {
    let numbered = Numbering::Numbered;
    let state = of::<RoomStateBody>().or(of::<InboxState>());
    heard
        .tells("room_updated", INSIDE, "The room was changed, archived, deleted or restored.", numbered, of::<RoomChanged>())
        .tells("participant_joined", INSIDE, "Somebody has come in.", numbered, of::<ParticipantChanged>())
        .tells("participant_left", INSIDE, "Somebody has left.", numbered, of::<AboutParticipant>())
        .tells("participant_updated", INSIDE, "Somebody has another role.", numbered, of::<ParticipantChanged>())
        .tells("participant_removed", INSIDE, "Somebody was put out.", numbered, of::<ParticipantRemoved>())
        .tells("hand_raised", INSIDE, "A hand is up.", numbered, of::<AboutParticipant>())
        .tells("hand_lowered", INSIDE, "A hand is down again.", numbered, of::<AboutParticipant>())
        .tells("stage_invited", INSIDE, "Somebody is invited to the stage.", numbered, of::<AboutParticipant>())
        .tells("stage_joined", INSIDE, "Somebody is on the stage.", numbered, of::<AboutParticipant>())
        .tells("stage_left", INSIDE, "Somebody has gone down from the stage.", numbered, of::<AboutParticipant>())
        .tells("chat_message", INSIDE, "Something was written.", numbered, of::<ChatSent>())
        .tells("chat_deleted", INSIDE, "What was written is gone.", numbered, of::<ChatDeleted>())
        .tells("presence", INSIDE, "Who has come, gone or turned away in person.", Numbering::Unnumbered, of::<PresenceFrame>())
        .tells("invite_received", OWN, "One was invited to a room.", numbered, of::<InviteChanged>())
        .tells("invite_answered", OWN, "An invitation was answered, or taken back.", numbered, of::<InviteChanged>())
        .tells(
            "snapshot",
            "everybody who has joined",
            "The state for who begins to follow, or has missed too much.",
            Numbering::Snapshot,
            state.as_field("state"),
        )
        .tells(
            "resync",
            "everybody who has joined",
            "Frames of this topic are dropped: join again.",
            Numbering::Unnumbered,
            Shape::object(),
        )
        .tells(
            "error",
            ANYBODY,
            "An event was refused for which no acknowledgement was asked; or one is in a room no more.",
            Numbering::Direct,
            Shape::error(),
        )
}

fn of<T: utoipa::ToSchema>() -> Shape {
    Shape::of::<T>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::conversations;

    /// What is promised to stay: heard, then told.
    const PROMISED: [&[&str]; 2] = [
        &[
            "join",
            "leave",
            "heartbeat",
            "raise_hand",
            "lower_hand",
            "invite_to_stage",
            "accept_stage",
            "step_down",
            "send_chat",
            "delete_chat",
        ],
        &[
            "room_updated",
            "participant_joined",
            "participant_left",
            "participant_updated",
            "participant_removed",
            "presence",
            "hand_raised",
            "hand_lowered",
            "stage_invited",
            "stage_joined",
            "stage_left",
            "chat_message",
            "chat_deleted",
            "snapshot",
            "resync",
            "error",
        ],
    ];

    #[test]
    fn what_is_promised_is_in_the_tables() {
        let conversation = conversations().remove(0);
        let (hears, tells): (Vec<_>, Vec<_>) = (conversation.heard().collect(), conversation.told().collect());
        assert!(PROMISED[0].iter().all(|name| hears.contains(name)), "{hears:?}");
        assert!(PROMISED[1].iter().all(|name| tells.contains(name)), "{tells:?}");
    }

    #[test]
    fn every_event_that_is_answered_and_every_frame_that_is_made_is_in_a_table() {
        let conversation = conversations().remove(0);
        let quoted = |source: &'static str, from: &str, to: &str| -> BTreeSet<String> {
            let inside = source.split(from).nth(1).expect("the source says so").split(to).next().expect("it goes on");
            let words = inside.lines().filter(|line| line.contains("=> "));
            words.filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect()
        };
        let answered = quoted(include_str!("rooms.rs"), "match call.name() {", "_ => Err(call.unknown()");
        let hears: BTreeSet<String> = conversation.heard().map(str::to_owned).collect();
        assert!(answered.len() >= 11 && answered.is_subset(&hears), "{answered:?} and {hears:?}");
        let tells: BTreeSet<String> = conversation.told().map(str::to_owned).collect();
        for part in ["fn in_room(", "fn in_inbox("] {
            let made = quoted(include_str!("frames.rs"), part, "return None");
            assert!(made.len() >= 2 && made.is_subset(&tells), "{made:?} and {tells:?}");
        }
    }
}
