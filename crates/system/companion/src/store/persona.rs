//! Rows of personas.

use footlights_base::{AccountId, Rejection};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use serde::de::DeserializeOwned;

use crate::model::{Persona, PersonaId, SessionOwner};
use crate::store::word;

statements! {
    /// Adds one.
    INSERT = "INSERT INTO companion_persona (id, tenant_id, creator_id, name, description, active, position, triggers, templates, answers, prompt,
        cooldown_seconds, per_person_cooldown_seconds, voice, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// A creator's, in their order.
    LIST = "SELECT id, tenant_id, creator_id, name, description, active, position, triggers, templates, answers, prompt, cooldown_seconds,
        per_person_cooldown_seconds, voice, created_at FROM companion_persona WHERE creator_id = $1 ORDER BY position, id LIMIT 100";
    /// One of a creator's.
    BY_ID = "SELECT id, tenant_id, creator_id, name, description, active, position, triggers, templates, answers, prompt, cooldown_seconds,
        per_person_cooldown_seconds, voice, created_at FROM companion_persona WHERE id = $1 AND creator_id = $2 AND tenant_id = $3";
    /// How many a creator has, and the last place.
    COUNT = "SELECT COUNT(*), MAX(position) FROM companion_persona WHERE creator_id = $1 AND tenant_id = $2";
    /// Everything that can be changed but the place.
    UPDATE = "UPDATE companion_persona SET name = $2, description = $3, active = $4, triggers = $5, templates = $6, answers = $7, prompt = $8,
        cooldown_seconds = $9, per_person_cooldown_seconds = $10, voice = $11 WHERE id = $1";
    /// Another place.
    PLACE = "UPDATE companion_persona SET position = $4 WHERE id = $1 AND creator_id = $2 AND tenant_id = $3";
    /// Takes it away.
    DELETE = "DELETE FROM companion_persona WHERE id = $1 AND creator_id = $2 AND tenant_id = $3";
}

fn persona(row: &Row) -> Result<Persona, Stop> {
    Ok(Persona {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        name: row.get(3)?,
        description: row.get(4)?,
        active: row.get(5)?,
        position: row.get(6)?,
        triggers: json(row, 7)?,
        templates: json(row, 8)?,
        answers: word(row, 9)?,
        prompt: row.get(10)?,
        cooldown_seconds: row.get(11)?,
        per_person_cooldown_seconds: row.get(12)?,
        voice: row.get(13)?,
        created_at: row.get(14)?,
    })
}

fn json<T: DeserializeOwned>(row: &Row, index: usize) -> Result<T, Stop> {
    serde_json::from_str(&row.get::<String>(index)?).map_err(Stop::broken)
}

pub(crate) fn add(tx: &mut Tx<'_>, persona: &Persona) -> Result<(), Stop> {
    let (triggers, templates) = written(persona)?;
    let values = params![
        persona.id,
        persona.tenant_id,
        persona.creator_id,
        &persona.name,
        &persona.description,
        persona.active,
        persona.position,
        &triggers,
        &templates,
        persona.answers.as_str(),
        &persona.prompt,
        persona.cooldown_seconds,
        persona.per_person_cooldown_seconds,
        persona.voice.as_deref(),
        persona.created_at
    ];
    tx.run(INSERT, values)
}

pub(crate) fn update(tx: &mut Tx<'_>, persona: &Persona) -> Result<(), Stop> {
    let (triggers, templates) = written(persona)?;
    let values = params![
        persona.id,
        &persona.name,
        &persona.description,
        persona.active,
        &triggers,
        &templates,
        persona.answers.as_str(),
        &persona.prompt,
        persona.cooldown_seconds,
        persona.per_person_cooldown_seconds,
        persona.voice.as_deref()
    ];
    tx.run(UPDATE, values)
}

fn written(persona: &Persona) -> Result<(String, String), Stop> {
    let triggers = serde_json::to_string(&persona.triggers).map_err(Stop::broken)?;
    Ok((triggers, serde_json::to_string(&persona.templates).map_err(Stop::broken)?))
}

/// A creator's personas in their order.
pub(crate) fn list(read: &mut impl Read, who: SessionOwner) -> Result<Vec<Persona>, Stop> {
    let all: Vec<Persona> = list_of_creator(read, who.creator_id)?;
    Ok(all.into_iter().filter(|persona| persona.tenant_id == who.tenant_id).collect())
}

/// The same for those who come by an event, which names its creator.
pub(crate) fn list_of_creator(read: &mut impl Read, creator: AccountId) -> Result<Vec<Persona>, Stop> {
    read.rows(LIST, params![creator])?.iter().map(persona).collect()
}

pub(crate) fn lookup(read: &mut impl Read, who: SessionOwner, id: PersonaId) -> Result<Option<Persona>, Stop> {
    read.optional(BY_ID, params![id, who.creator_id, who.tenant_id])?.map(|row| persona(&row)).transpose()
}

pub(crate) fn count(read: &mut impl Read, who: SessionOwner) -> Result<i64, Stop> {
    read.one(COUNT, params![who.creator_id, who.tenant_id])?.get(0)
}

pub(crate) fn next_position(read: &mut impl Read, who: SessionOwner) -> Result<i64, Stop> {
    let last: Option<i64> = read.one(COUNT, params![who.creator_id, who.tenant_id])?.get(1)?;
    Ok(last.map_or(0, |last| last + 1))
}

pub(crate) fn place(tx: &mut Tx<'_>, who: SessionOwner, id: PersonaId, position: i64) -> Result<(), Stop> {
    tx.run(PLACE, params![id, who.creator_id, who.tenant_id, position])
}

pub(crate) fn delete(tx: &mut Tx<'_>, who: SessionOwner, id: PersonaId, refusal: Rejection) -> Result<(), Stop> {
    tx.must(DELETE, params![id, who.creator_id, who.tenant_id], 1, refusal)
}
