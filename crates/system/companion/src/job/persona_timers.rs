//! Timers of personas: set when a session begins or a persona is changed while live, taken away when it ends. Each is a durable
//! job, so it outlives a restart and goes off on one node.

use footlights_base::{AccountId, Event, Timestamp};
use footlights_store::{JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::answer_jobs::QUEUE;
use crate::Companion;
use crate::events::{SESSION_ENDED, SESSION_STARTED, creator_topic, session_topic};
use crate::model::{Persona, PersonaId, SessionId};
use crate::store::{answered, persona, session};

/// The durable subscriber that sets the timers of a session that begins, and clears up after one that has ended.
#[derive(Debug, Default)]
pub(super) struct PersonaTimers;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
    session_id: SessionId,
}

impl Subscriber for PersonaTimers {
    fn name(&self) -> &'static str {
        "companion.persona_timers"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[SESSION_STARTED, SESSION_ENDED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let whose = serde_json::from_str::<Whose>(event.payload.get());
        whose.map_or_else(|_| Keys::none(), |whose| [creator_topic(whose.creator_id), session_topic(whose.session_id)].into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let Whose { creator_id, session_id } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        if &*event.kind == SESSION_ENDED {
            // Nothing of who was there outlives the session.
            return answered::forget(tx, session_id);
        }
        for persona in persona::list_of_creator(tx, creator_id)? {
            let job = derived(event.id.as_bytes(), persona.id);
            set(tx, &persona, session_id, job, event.occurred_at)?;
        }
        Ok(())
    }
}

/// The timer of a persona that was made or changed at `at`: set while a session is live, otherwise none.
pub(crate) fn follow(tx: &mut Tx<'_>, persona: &Persona, job: JobId, at: Timestamp) -> Result<(), Stop> {
    match session::find_active_id(tx, persona.creator_id)? {
        Some(live) => set(tx, persona, live, job, at),
        None => cancel(tx, persona.id),
    }
}

/// No more timer for this persona.
pub(crate) fn cancel(tx: &mut Tx<'_>, persona: PersonaId) -> Result<(), Stop> {
    tx.cancel(QUEUE, &persona.to_string())
}

/// Sets a persona's timer to go off one period after `from`, or takes it away when it has none.
pub(crate) fn set(tx: &mut Tx<'_>, persona: &Persona, live: SessionId, job: JobId, from: Timestamp) -> Result<(), Stop> {
    let Some(period) = persona.timer() else { return cancel(tx, persona.id) };
    let payload = json!({
        "what": "timer", "tenantId": persona.tenant_id, "creatorId": persona.creator_id, "sessionId": live, "personaId": persona.id,
    });
    let job = NewJob { id: job, queue: QUEUE, key: persona.creator_id.to_string(), run_at: from.plus(period), payload };
    tx.schedule(&persona.id.to_string(), job)
}

/// An id for a timer that is set now.
pub(crate) fn new_job_id(companion: &Companion) -> JobId {
    JobId::new(&*companion.clock, &companion.chance)
}

/// An id that is the same however often it is made of the same.
fn derived(cause: &[u8; 16], persona: PersonaId) -> JobId {
    let hash = Sha256::new().chain_update(b"persona timer").chain_update(cause).chain_update(persona.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    JobId::from_bytes(bytes)
}
