//! Says whether one is there in person. It tells activity and nothing else: whoever is not connected is not there by it; but it keeps
//! their seat, see [`super::take_seat`].
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::Failure;
use footlights_realtime::Activity;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::RoomId;

impl Parlor {
    /// Says it.
    ///
    /// # Errors
    /// See the module.
    pub async fn heartbeat(&self, caller: &Caller, id: RoomId, activity: Activity) -> Result<(), Failure> {
        let (who, now) = (Who::at(caller, "rooms:write", id)?, self.now());
        self.store.read("parlor.heartbeat", move |read| Ok(Standing::find(read, who, id, now)?.joined().map(drop)?)).await?;
        self.note_seen(vec![(id, vec![who.account])]).await?;
        if let Some(people) = &self.people {
            people.heartbeat(id, who.account, activity);
        }
        Ok(())
    }
}
