//! Lifts a ban. Whoever was put out by it may come in as anybody may.
//!
//! Refusals: as [`super::standing`], with the capability `ban`; `not_found` (404, no such ban).

use footlights_base::{AccountId, Failure, Rejection};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{PARTICIPANT_UNBANNED, room_topic};
use crate::model::{Capability, Participant, ParticipantStatus, RoomId};
use crate::store::{ban, participant};

impl Parlor {
    /// Lifts a ban.
    ///
    /// # Errors
    /// See the module.
    pub async fn unban_participant(&self, caller: &Caller, id: RoomId, account: AccountId, once: Option<Once>) -> Result<(), Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let lifted = self.store.write("parlor.unban_participant", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                Standing::find_to(tx, who, id, Capability::Ban, stamp.at)?;
                let held = ban::lookup(tx, id, account, stamp.at)?.ok_or_else(|| Rejection::not_found("ban"))?;
                ban::lift(tx, id, account)?;
                if let Some(row) = participant::lookup(tx, id, account)?.filter(|row| row.status == ParticipantStatus::Banned) {
                    participant::put(tx, who.tenant, &Participant { status: ParticipantStatus::Kicked, ..row })?;
                }
                tx.publish(stamp.about(0, PARTICIPANT_UNBANNED, id, account, &held.display_name))?;
                Ok(())
            })
        });
        lifted.await
    }
}
