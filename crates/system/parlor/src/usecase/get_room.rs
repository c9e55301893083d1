//! One room, for whoever may know of it.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::Failure;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Participant, Room, RoomId};

/// A room, and how the caller stands to it.
#[derive(Debug, Clone)]
pub struct SeenRoom {
    /// The room.
    pub room: Room,
    /// The caller in it, if they are or were.
    pub me: Option<Participant>,
}

impl Parlor {
    /// The room.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_room(&self, caller: &Caller, id: RoomId) -> Result<SeenRoom, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let found = self.store.read("parlor.get_room", move |read| Standing::find(read, who, id, now)).await?;
        Ok(SeenRoom { room: found.room, me: found.row })
    }
}
