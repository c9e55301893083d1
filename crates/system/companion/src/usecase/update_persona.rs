//! Changes a persona; what is not said stays.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::Tx;
use footlights_surface::Caller;

use super::persona_draft::PersonaFields;
use crate::Chatbot;
use crate::events::creator_topic;
use crate::job::persona_timers;
use crate::model::{Persona, PersonaId, SessionOwner};
use crate::store::persona;

impl Chatbot {
    /// The persona as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_persona(&self, caller: &Caller, id: PersonaId, fields: PersonaFields) -> Result<Persona, Failure> {
        caller.require_scope("personas:write")?;
        let (who, at, job) = (SessionOwner::from(caller), self.companion.now(), persona_timers::new_job_id(&self.companion));
        let run = move |tx: &mut Tx<'_>| {
            let before = persona::lookup(tx, who, id)?.ok_or_else(|| Rejection::not_found("persona"))?;
            let timer = before.timer();
            let after = fields.apply(before)?;
            persona::update(tx, &after)?;
            if after.timer() != timer {
                persona_timers::follow(tx, &after, job, at)?;
            }
            Ok(after)
        };
        self.companion.store.write("companion.update_persona", creator_topic(caller.account), run).await
    }
}
