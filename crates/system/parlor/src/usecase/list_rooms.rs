//! Lists rooms: the public ones, by tag and words; or those the caller is in or owns.
//!
//! Refusals: `scope_required` (403).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::standing::Who;
use crate::Parlor;
use crate::model::room::{SEARCHED_WORDS_MAX, fold, split_words};
use crate::model::{Room, RoomFilter, RoomId};
use crate::store::room::{self, Narrowed};

/// The name of the public list, for cursors.
pub(crate) const ROOMS: &str = "rooms";
/// The name of the caller's own list, for cursors.
pub(crate) const MY_ROOMS: &str = "my_rooms";

impl Parlor {
    /// Public rooms, newest first.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_rooms(&self, caller: &Caller, filter: RoomFilter, after: Option<RoomId>, limit: u32) -> Result<Page<Room>, Failure> {
        let who = Who::of(caller, "rooms:read")?;
        let mut words = split_words(filter.search.as_deref().unwrap_or(""));
        words.truncate(SEARCHED_WORDS_MAX);
        let by = Narrowed { tag: filter.tag.map(|tag| fold(tag.trim())), words, archived: filter.archived };
        let rows = self.store.read("parlor.list_rooms", move |read| room::list_public(read, who.tenant, &by, after, limit)).await?;
        Ok(Page::from_rows(rows, limit, ROOMS, |room| room.id))
    }

    /// Rooms the caller is in or owns, newest first; deleted ones only where they own them.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_my_rooms(&self, caller: &Caller, after: Option<RoomId>, limit: u32) -> Result<Page<Room>, Failure> {
        let who = Who::of(caller, "rooms:read")?;
        let rows =
            self.store.read("parlor.list_my_rooms", move |read| room::list_mine(read, who.tenant, who.account, after, limit)).await?;
        Ok(Page::from_rows(rows, limit, MY_ROOMS, |room| room.id))
    }
}
