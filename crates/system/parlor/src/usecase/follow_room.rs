//! Lets somebody follow what happens in a room: whoever is in it, and who may do in it what a host may.
//!
//! Refusals: `scope_required` (403), `not_found` (404), `not_joined` (409).

use footlights_base::Failure;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Room, RoomId};

impl Parlor {
    /// The room, for a follower.
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
}
