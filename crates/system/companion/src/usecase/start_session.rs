//! Starts a session. For creators, and for moderators of theirs with the right `sessions`.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404, no such
//! creator, or none whom the caller helps so), `session_already_active` (409).

use footlights_base::{AccountId, Currency, ErrorKind, Failure, FieldError, Rejection};
use footlights_store::{JobId, Once};
use footlights_surface::{Caller, Role};
use serde_json::Value;

use super::{acting, session_once};
use crate::Companion;
use crate::events::{creator_topic, started};
use crate::job::seal;
use crate::model::{
    Platform, Right, Session, SessionId, SessionOwner, SessionStatus, Totals, Viewers, check_currency, check_metadata, check_platform,
    check_title,
};
use crate::store::session;

/// The session to start.
#[derive(Debug, Clone, Default)]
pub struct StartSession {
    /// Whose; the caller's own when not said.
    pub creator_id: Option<AccountId>,
    /// Where the stream runs, as it is spelled everywhere.
    pub platform: String,
    /// What it is called.
    pub title: Option<String>,
    /// A JSON object of at most 16 KiB.
    pub metadata: Option<Value>,
    /// What its tips are counted in; the creator's setting when not said.
    pub currency: Option<String>,
}

impl Companion {
    /// Starts a session. One at a time: of two that start at once, one does.
    ///
    /// # Errors
    /// See the module.
    pub async fn start_session(&self, caller: &Caller, command: StartSession, once: Option<Once>) -> Result<Session, Failure> {
        let who = SessionOwner::from(caller);
        let owner = SessionOwner { creator_id: command.creator_id.unwrap_or(who.creator_id), ..who };
        if owner == who {
            caller.require_role(Role::Creator)?;
        }
        caller.require_scope("sessions:write")?;
        let currency = match &command.currency {
            Some(_) => self.settings.currency,
            None => self.settings_of(owner.creator_id).await?.general.currency,
        };
        let draft = self.draft_session(owner, command, currency)?;
        let (event, job) = (self.new_event_id(), JobId::new(&*self.clock, &self.chance));
        let key = creator_topic(owner.creator_id);
        let started = self.store.write("companion.start_session", key, move |tx| {
            acting::require(tx, who, owner, Right::Sessions, "creator")?;
            session_once(tx, once.as_ref(), |tx| {
                session::add(tx, &draft, already_active())?;
                tx.publish(started(&draft, event))?;
                // At once: whatever was left of the time before.
                seal::schedule(tx, draft.creator_id, job, draft.started_at)?;
                Ok(draft.clone())
            })
        });
        let session = started.await?;
        if session.status == SessionStatus::Active {
            // A repeat may bring back one that has ended since: whoever goes by the hint finds out.
            self.live.learn(session.creator_id, session.id);
        }
        Ok(session)
    }

    /// Checks every field and makes what the transaction needs.
    fn draft_session(&self, owner: SessionOwner, command: StartSession, usual: Currency) -> Result<Session, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let platform = check_platform(&command.platform).map_err(|error| wrong.push(error)).unwrap_or(Platform::Other);
        let title = command.title.as_deref().map_or(Ok(None), check_title).map_err(|error| wrong.push(error)).unwrap_or_default();
        let metadata = command.metadata.map_or_else(|| Ok(serde_json::Map::new()), check_metadata);
        let metadata = metadata.map_err(|error| wrong.push(error)).unwrap_or_default();
        let currency = command.currency.as_deref().map_or(Ok(usual), check_currency);
        let currency = currency.map_err(|error| wrong.push(error)).unwrap_or(usual);
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        Ok(Session {
            id: SessionId::random(&self.chance),
            tenant_id: owner.tenant_id,
            creator_id: owner.creator_id,
            platform,
            status: SessionStatus::Active,
            title,
            metadata,
            currency,
            started_at: self.now(),
            ended_at: None,
            viewers: Viewers::default(),
            totals: Totals::none(currency),
        })
    }
}

fn already_active() -> Rejection {
    let detail = "A session is live already; end it before you start another.";
    Rejection::new(ErrorKind::Conflict, "session_already_active", detail)
}
