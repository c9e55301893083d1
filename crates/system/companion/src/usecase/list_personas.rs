//! Lists a creator's personas in their order, or reads one.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;

use crate::Chatbot;
use crate::model::{Persona, PersonaId, SessionOwner};
use crate::store::persona;

impl Chatbot {
    /// All of the caller's personas, the first first.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_personas(&self, caller: &Caller) -> Result<Vec<Persona>, Failure> {
        caller.require_scope("personas:read")?;
        let who = SessionOwner::from(caller);
        self.companion.store.read("companion.list_personas", move |read: &mut ReadTx<'_>| persona::list(read, who)).await
    }

    pub(super) async fn get_persona(&self, who: SessionOwner, id: PersonaId) -> Result<Persona, Failure> {
        let look = move |read: &mut ReadTx<'_>| -> Result<Persona, Stop> {
            persona::lookup(read, who, id)?.ok_or_else(|| Rejection::not_found("persona").into())
        };
        self.companion.store.read("companion.get_persona", look).await
    }
}
