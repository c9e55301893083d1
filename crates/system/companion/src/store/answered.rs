//! Rows of what the chatbot has answered in a session that is live. Names and words are in none of them.

use std::collections::HashMap;

use footlights_base::Timestamp;
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::{PersonId, PersonaId, SessionId};

/// The length of the window in which answers are counted, milliseconds.
const MINUTE_MS: i64 = 60_000;

statements! {
    /// When each persona of a session last answered everybody and one person.
    LAST = "SELECT persona_id, person, at FROM companion_answered WHERE session_id = $1 AND person IN ($2, $3)";
    /// It answers now.
    MARK = "INSERT INTO companion_answered (session_id, persona_id, person, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (session_id, persona_id, person) DO UPDATE SET at = excluded.at";
    /// How much was said in a minute.
    COUNT = "SELECT answers FROM companion_answer_count WHERE session_id = $1 AND minute = $2";
    /// One more answer; the first of another minute begins anew.
    ADD = "INSERT INTO companion_answer_count (session_id, minute, answers) VALUES ($1, $2, 1)
        ON CONFLICT (session_id) DO UPDATE SET minute = excluded.minute, answers = CASE
        WHEN companion_answer_count.minute = excluded.minute THEN companion_answer_count.answers + 1 ELSE 1 END";
    /// Somebody has written; one row when it was the first time.
    MEET = "INSERT INTO companion_newcomer (session_id, person) VALUES ($1, $2) ON CONFLICT (session_id, person) DO NOTHING";
    /// Whether they have written before.
    MET = "SELECT CAST(1 AS BIGINT) FROM companion_newcomer WHERE session_id = $1 AND person = $2";
    /// The session is over: who was answered is forgotten.
    FORGET_ANSWERED = "DELETE FROM companion_answered WHERE session_id = $1";
    /// And who was there.
    FORGET_NEWCOMERS = "DELETE FROM companion_newcomer WHERE session_id = $1";
    /// And how much was said.
    FORGET_COUNT = "DELETE FROM companion_answer_count WHERE session_id = $1";
}

/// When personas last answered: everybody, and one person.
#[derive(Debug, Default)]
pub(crate) struct Last {
    pub(crate) anybody: HashMap<PersonaId, Timestamp>,
    pub(crate) person: HashMap<PersonaId, Timestamp>,
}

pub(crate) fn last(read: &mut impl Read, session: SessionId, person: PersonId) -> Result<Last, Stop> {
    let mut last = Last::default();
    for row in read.rows(LAST, params![session, PersonId::EVERYBODY, person])? {
        let (persona, who, at) = (row.get(0)?, row.get::<PersonId>(1)?, row.get(2)?);
        if who == PersonId::EVERYBODY {
            last.anybody.insert(persona, at)
        } else {
            last.person.insert(persona, at)
        };
    }
    Ok(last)
}

/// A persona answers somebody now; nobody in particular is none.
pub(crate) fn mark(tx: &mut Tx<'_>, session: SessionId, persona: PersonaId, person: Option<PersonId>, at: Timestamp) -> Result<(), Stop> {
    tx.run(MARK, params![session, persona, PersonId::EVERYBODY, at])?;
    if let Some(person) = person {
        tx.run(MARK, params![session, persona, person, at])?;
    }
    tx.run(ADD, params![session, minute(at)])
}

/// How many answers there were in this minute of the clock.
pub(crate) fn count(read: &mut impl Read, session: SessionId, at: Timestamp) -> Result<u32, Stop> {
    Ok(read.optional(COUNT, params![session, minute(at)])?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}

/// Notes that somebody has written; whether it is for the first time.
pub(crate) fn meet(tx: &mut Tx<'_>, session: SessionId, person: PersonId) -> Result<bool, Stop> {
    Ok(tx.count(MEET, params![session, person])? == 1)
}

pub(crate) fn has_met(read: &mut impl Read, session: SessionId, person: PersonId) -> Result<bool, Stop> {
    Ok(read.optional(MET, params![session, person])?.is_some())
}

/// Everything of a session.
pub(crate) fn forget(tx: &mut Tx<'_>, session: SessionId) -> Result<(), Stop> {
    tx.run(FORGET_ANSWERED, params![session])?;
    tx.run(FORGET_NEWCOMERS, params![session])?;
    tx.run(FORGET_COUNT, params![session])
}

fn minute(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(MINUTE_MS)
}
