//! Changes a session's title or metadata, or appends a note. For its creator and her moderators with the right `sessions`, or
//! `notes` for a note; also after the end.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404), `too_many` notes (409).

use footlights_base::{EventId, Failure, FieldError, Rejection, Timestamp};
use footlights_store::{Stop, Tx};
use footlights_surface::Caller;
use serde_json::{Map, Value};

use super::{acting, add_note};
use crate::Companion;
use crate::events::{SessionUpdated, session_topic, updated};
use crate::model::{NOTE, Note, NoteId, Right, Rights, Session, SessionId, SessionOwner, check_metadata, check_title};
use crate::store::session;

/// What is to change; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateSession {
    /// Another title; none or an empty one takes it away.
    pub title: Option<Option<String>>,
    /// One more note.
    pub note: Option<String>,
    /// Other metadata, all of it: a JSON object of at most 16 KiB.
    pub metadata: Option<Value>,
}

/// What will change, checked.
struct Change {
    title: Option<Option<String>>,
    metadata: Option<Map<String, Value>>,
    note: Option<Note>,
    event: EventId,
    at: Timestamp,
}

impl Change {
    /// The rights it takes.
    fn takes(&self) -> impl Iterator<Item = Right> + use<> {
        let described = self.title.is_some() || self.metadata.is_some();
        [(described, Right::Sessions), (self.note.is_some(), Right::Notes)]
            .into_iter()
            .filter_map(|(needed, right)| needed.then_some(right))
    }
}

impl Companion {
    /// Changes a session and answers it as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_session(&self, caller: &Caller, id: SessionId, command: UpdateSession) -> Result<Session, Failure> {
        caller.require_scope("sessions:write")?;
        let (change, who) = (self.check_change(id, command)?, SessionOwner::from(caller));
        let done = self.store.write("companion.update_session", session_topic(id), move |tx| {
            let session = acting::session(tx, who, id, Rights::ALL)?;
            for right in change.takes() {
                acting::require(tx, who, session.owner(), right, "session")?;
            }
            apply(tx, session, &change)
        });
        done.await
    }

    fn check_change(&self, id: SessionId, command: UpdateSession) -> Result<Change, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let title = command.title.map(|title| title.as_deref().map_or(Ok(None), check_title)).transpose();
        let title = title.map_err(|error| wrong.push(error)).unwrap_or_default();
        let metadata = command.metadata.map(check_metadata).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
        let text = command.note.as_deref().map(|text| NOTE.check(text)).transpose();
        let text = text.map_err(|error| wrong.push(FieldError { field: "/notes".into(), ..error })).unwrap_or_default();
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        let at = self.now();
        let note = text.map(|text| Note { id: NoteId::new(&*self.clock, &self.chance), session_id: id, text, created_at: at });
        Ok(Change { title, metadata, note, event: self.new_event_id(), at })
    }
}

fn apply(tx: &mut Tx<'_>, mut session: Session, change: &Change) -> Result<Session, Stop> {
    if let Some(note) = &change.note {
        add_note::within(tx, note)?;
    }
    if change.title.is_none() && change.metadata.is_none() {
        return Ok(session);
    }
    if let Some(title) = &change.title {
        session.title.clone_from(title);
    }
    if let Some(metadata) = &change.metadata {
        session.metadata.clone_from(metadata);
    }
    session::describe(tx, &session)?;
    let figures = SessionUpdated::of(&session, change.at);
    tx.publish(updated(session.tenant_id, &figures, change.event, change.at))?;
    Ok(session)
}
