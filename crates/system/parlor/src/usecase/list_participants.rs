//! Lists who is in a room, longest first; or those whose hand is up, first come first. For whoever is in it.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::{AccountId, Failure, Page, Timestamp};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Participant, RoomId, RoomRole};
use crate::store::participant::{self, After};

/// The name of the list of participants, for cursors.
pub(crate) const PARTICIPANTS: &str = "participants";
/// The name of the queue of hands, for cursors.
pub(crate) const HANDS: &str = "hands";

impl Parlor {
    /// Who is in the room; of one role when it is named.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_participants(
        &self,
        caller: &Caller,
        id: RoomId,
        role: Option<RoomRole>,
        after: Option<(Timestamp, AccountId)>,
        limit: u32,
    ) -> Result<Page<Participant>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_participants", move |read| {
            Standing::find(read, who, id, now)?.inside()?;
            participant::list(read, id, role, after, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, PARTICIPANTS, |row| -> After { (row.joined_at, row.account_id) }))
    }

    /// Whose hand is up.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_hands(
        &self,
        caller: &Caller,
        id: RoomId,
        after: Option<(Timestamp, AccountId)>,
        limit: u32,
    ) -> Result<Page<Participant>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_hands", move |read| {
            Standing::find(read, who, id, now)?.inside()?;
            participant::hands(read, id, after, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, HANDS, |row| -> After { (row.hand_raised_at.unwrap_or(row.joined_at), row.account_id) }))
    }
}
