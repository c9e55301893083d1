//! Makes a persona, behind the others.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `too_many` (409).

use footlights_base::{ErrorKind, Failure, FieldError, Rejection};
use footlights_store::{Once, Tx};
use footlights_surface::{Caller, Role};

use super::persona_draft::PersonaFields;
use crate::Chatbot;
use crate::events::creator_topic;
use crate::job::persona_timers;
use crate::model::{PERSONAS_MAX, Persona, PersonaAnswers, PersonaId, SessionOwner};
use crate::store::persona;

impl Chatbot {
    /// The new persona.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_persona(&self, caller: &Caller, fields: PersonaFields, once: Option<Once>) -> Result<Persona, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("personas:write")?;
        let new = self.first_draft(caller, &fields)?;
        let (who, at, job) = (SessionOwner::from(caller), self.companion.now(), persona_timers::new_job_id(&self.companion));
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                let count = persona::count(tx, who)?;
                if count >= PERSONAS_MAX {
                    return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A creator has at most 20 personas.").into());
                }
                let persona = Persona { position: persona::next_position(tx, who)?, ..new.clone() };
                persona::add(tx, &persona)?;
                persona_timers::follow(tx, &persona, job, at)?;
                Ok(persona.id)
            })
        };
        // The answer that is kept is the id alone: a persona may be larger than what an answer may be.
        let id = self.companion.store.write("companion.create_persona", creator_topic(caller.account), run).await?;
        self.get_persona(who, id).await
    }

    fn first_draft(&self, caller: &Caller, fields: &PersonaFields) -> Result<Persona, Rejection> {
        let blank = Persona {
            id: PersonaId::new(&*self.companion.clock, &self.companion.chance),
            tenant_id: caller.tenant,
            creator_id: caller.account,
            name: String::new(),
            description: String::new(),
            active: true,
            position: 0,
            triggers: Vec::new(),
            templates: Vec::new(),
            answers: PersonaAnswers::Templates,
            prompt: String::new(),
            cooldown_seconds: 30,
            per_person_cooldown_seconds: 0,
            voice: None,
            created_at: self.companion.now(),
        };
        let mut missing = Vec::new();
        for (field, given) in [("/name", fields.name.is_some()), ("/templates", fields.templates.is_some())] {
            if !given {
                missing.push(FieldError {
                    field: field.into(),
                    code: "missing",
                    detail: "A persona has a name and at least one template.".into(),
                });
            }
        }
        if missing.is_empty() { fields.apply(blank) } else { Err(Rejection::fields(missing)) }
    }
}
