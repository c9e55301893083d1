//! Lists who is in a room in person, by id. For whoever is a participant.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::{AccountId, Failure};
use footlights_realtime::Counts;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Presence, RoomId};
use crate::presence::{Here, RosterState};

/// The name of the list, for cursors.
pub(crate) const PRESENCE: &str = "presence";

impl Parlor {
    /// Who is there; one more than `limit` where there are more.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_presence(&self, caller: &Caller, id: RoomId, after: Option<AccountId>, limit: u32) -> Result<Here, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        self.store.read("parlor.list_presence", move |read| Ok(Standing::find(read, who, id, now)?.inside()?)).await?;
        Ok(match &self.people {
            Some(people) => people.page(id, after, limit).await,
            None => Here { state: RosterState::Fresh, stale_since: None, counts: Counts::default(), people: Vec::new() },
        })
    }

    /// Whether each of these is there in person, in their order. Who may ask is decided by what they were found with.
    pub async fn presence_of(&self, id: RoomId, accounts: &[AccountId]) -> Vec<Presence> {
        match &self.people {
            Some(people) => people.presence_of(id, accounts).await,
            None => vec![Presence::Offline; accounts.len()],
        }
    }
}
