//! Takes a persona away, with its timer.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::{Stop, Tx};
use footlights_surface::Caller;

use crate::Chatbot;
use crate::events::creator_topic;
use crate::job::persona_timers;
use crate::model::{PersonaId, SessionOwner};
use crate::store::persona;

impl Chatbot {
    /// Deletes one of the caller's personas.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_persona(&self, caller: &Caller, id: PersonaId) -> Result<(), Failure> {
        caller.require_scope("personas:write")?;
        let who = SessionOwner::from(caller);
        let run = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            persona::delete(tx, who, id, Rejection::not_found("persona"))?;
            persona_timers::cancel(tx, id)
        };
        self.companion.store.write("companion.delete_persona", creator_topic(caller.account), run).await
    }
}
