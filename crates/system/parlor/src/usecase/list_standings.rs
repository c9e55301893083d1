//! How the caller stands to several rooms at once: what they are in each.
//!
//! Refusals: `scope_required` (403). A room one was never in has no standing.

use std::collections::HashMap;

use footlights_base::Failure;
use footlights_surface::Caller;

use super::standing::Who;
use crate::Parlor;
use crate::model::{Participant, RoomId};
use crate::store::{participant, room};

impl Parlor {
    /// The caller in each of these rooms, where they are or were in it.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_standings(&self, caller: &Caller, rooms: Vec<RoomId>) -> Result<HashMap<RoomId, Participant>, Failure> {
        let who = Who::of(caller, "rooms:read")?;
        let found = self.store.read("parlor.list_standings", move |read| {
            let mut found = HashMap::with_capacity(rooms.len());
            for id in &rooms {
                if room::lookup(read, who.tenant, *id)?.is_some()
                    && let Some(row) = participant::lookup(read, *id, who.account)?
                {
                    found.insert(*id, row);
                }
            }
            Ok(found)
        });
        found.await
    }
}
