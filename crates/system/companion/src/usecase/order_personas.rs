//! Puts the personas in another order: of several that could answer the first does.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400).

use std::collections::BTreeSet;

use footlights_base::{Failure, Rejection};
use footlights_store::{Stop, Tx};
use footlights_surface::Caller;

use crate::Chatbot;
use crate::events::creator_topic;
use crate::model::{Persona, PersonaId, SessionOwner};
use crate::store::persona;

impl Chatbot {
    /// All personas as they stand then; `ids` names each of them once.
    ///
    /// # Errors
    /// See the module.
    pub async fn order_personas(&self, caller: &Caller, ids: Vec<PersonaId>) -> Result<Vec<Persona>, Failure> {
        caller.require_scope("personas:write")?;
        let who = SessionOwner::from(caller);
        let run = move |tx: &mut Tx<'_>| -> Result<Vec<Persona>, Stop> {
            let there: BTreeSet<PersonaId> = persona::list(tx, who)?.iter().map(|persona| persona.id).collect();
            if ids.len() != there.len() || ids.iter().copied().collect::<BTreeSet<_>>() != there {
                return Err(Rejection::field("/ids", "not_valid", "Name each persona once.").into());
            }
            for (position, id) in (0_i64..).zip(&ids) {
                persona::place(tx, who, *id, position)?;
            }
            persona::list(tx, who)
        };
        self.companion.store.write("companion.order_personas", creator_topic(caller.account), run).await
    }
}
