//! Follows a room: whether somebody may, and what they begin with. For whoever is a participant; for its owner and admins.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::Failure;
use footlights_store::{Read, Stop};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{ChatMessage, Participant, Room, RoomId};
use crate::presence::Following;
use crate::store::{chat, participant, room};

/// Participants a state begins with; the rest is read by page.
const PARTICIPANTS_MAX: u32 = 100;
/// Raised hands a state begins with.
const HANDS_MAX: u32 = 50;
/// Messages a state begins with.
const MESSAGES_MAX: u32 = 50;
/// As many as a stage can hold.
const STAGE_MAX: u32 = 100;

/// A room for who begins to follow it, or has missed too much.
#[derive(Debug, Clone)]
pub struct RoomState {
    /// The room.
    pub room: Room,
    /// Who is in it, longest first: at most 100.
    pub participants: Vec<Participant>,
    /// Who is on the stage.
    pub stage: Vec<Participant>,
    /// Whose hand is up, first come first: at most 50.
    pub hands: Vec<Participant>,
    /// What was written last, oldest first: at most 50.
    pub messages: Vec<ChatMessage>,
}

impl Parlor {
    /// Whether the caller may follow the room.
    ///
    /// # Errors
    /// See the module.
    pub async fn follow_room(&self, caller: &Caller, id: RoomId) -> Result<Room, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let found = self.store.read("parlor.follow_room", move |read| {
            let standing = Standing::find(read, who, id, now)?;
            standing.inside()?;
            Ok(standing.room)
        });
        found.await
    }

    /// The caller follows the room otherwise than by a socket in it, as long as what this answers is held. Whoever does is no
    /// absent participant.
    pub(crate) fn follows(&self, caller: &Caller, id: RoomId) -> Option<Following> {
        self.people.as_ref().map(|people| people.follows(id, caller.account))
    }

    /// Whose inbox it is that the caller may follow: their own.
    ///
    /// # Errors
    /// `scope_required`.
    pub fn follow_inbox(&self, caller: &Caller) -> Result<footlights_base::Topic, Failure> {
        Ok(crate::events::inbox_topic(Who::of(caller, "rooms:read")?.account))
    }
}

/// What a follower begins with, in the transaction that also reads the topic's number. None when the room is gone.
///
/// # Errors
/// When the database fails.
pub fn room_state(read: &mut impl Read, tenant: footlights_base::TenantId, id: RoomId) -> Result<Option<RoomState>, Stop> {
    let Some(room) = room::lookup(read, tenant, id)? else { return Ok(None) };
    let cut = |mut rows: Vec<Participant>, most: u32| {
        rows.truncate(most as usize);
        rows
    };
    let mut messages: Vec<_> = chat::list(read, id, None, MESSAGES_MAX)?.into_iter().map(|(_, message)| message).collect();
    messages.truncate(MESSAGES_MAX as usize);
    messages.reverse();
    Ok(Some(RoomState {
        room,
        participants: cut(participant::list(read, id, None, None, PARTICIPANTS_MAX)?, PARTICIPANTS_MAX),
        stage: participant::on_stage(read, id, STAGE_MAX)?,
        hands: cut(participant::hands(read, id, None, HANDS_MAX)?, HANDS_MAX),
        messages,
    }))
}
