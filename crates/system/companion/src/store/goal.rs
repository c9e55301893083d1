//! Rows of goals. They change only in commands that hold their creator's topic.

use footlights_base::Timestamp;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{Goal, GoalId, SessionId, SessionOwner};
use crate::store::word;

statements! {
    /// Adds a goal.
    INSERT = "INSERT INTO companion_goal (id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating,
        status, completions, position, revision, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// One of a creator's.
    BY_ID = "SELECT id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating, status, completions,
        position, revision, created_at, completed_at, completed_in FROM companion_goal WHERE id = $1 AND creator_id = $2 AND tenant_id = $3";
    /// Those a creator works towards: of one session, and those that are of none.
    OPEN = "SELECT id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating, status, completions,
        position, revision, created_at, completed_at, completed_in FROM companion_goal
        WHERE creator_id = $1 AND tenant_id = $2 AND completed_at IS NULL AND (session_id IS NULL OR session_id = $3) ORDER BY position, id";
    /// Those that were completed in one session.
    COMPLETED_IN = "SELECT id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating, status,
        completions, position, revision, created_at, completed_at, completed_in FROM companion_goal
        WHERE creator_id = $1 AND tenant_id = $2 AND completed_at IS NOT NULL AND (session_id = $3 OR completed_in = $3)
        ORDER BY completed_at DESC NULLS LAST, id DESC LIMIT $4";
    /// Those that were completed last.
    COMPLETED = "SELECT id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating, status,
        completions, position, revision, created_at, completed_at, completed_in FROM companion_goal
        WHERE creator_id = $1 AND tenant_id = $2 AND completed_at IS NOT NULL ORDER BY completed_at DESC NULLS LAST, id DESC LIMIT $3";
    /// Those a tip of one moment counts for: they were there and not paused, and if they were completed before, it was in the same session.
    COUNTING = "SELECT id, tenant_id, creator_id, session_id, title, unit, currency, target, counted, lapped, repeating, status,
        completions, position, revision, created_at, completed_at, completed_in FROM companion_goal g
        WHERE creator_id = $1 AND created_at <= $3 AND (session_id IS NULL OR session_id = $2)
        AND (completed_at IS NULL OR completed_at >= $3 OR completed_in = $2)
        AND NOT EXISTS (SELECT 1 FROM companion_goal_pause p WHERE p.goal_id = g.id AND p.from_at <= $3 AND (p.until_at IS NULL OR p.until_at > $3))
        ORDER BY position, id";
    /// How many a creator works towards, and the last place that is taken.
    STANDING = "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM companion_goal
        WHERE creator_id = $1 AND completed_at IS NULL AND (session_id IS NULL OR session_id = $2)";
    /// Everything that changes.
    UPDATE = "UPDATE companion_goal SET title = $2, currency = $3, target = $4, counted = $5, lapped = $6, repeating = $7, status = $8,
        completions = $9, position = $10, revision = $11, completed_at = $12, completed_in = $13 WHERE id = $1";
    /// Gone.
    DELETE = "DELETE FROM companion_goal WHERE id = $1";
    /// With its pauses.
    DELETE_PAUSES = "DELETE FROM companion_goal_pause WHERE goal_id = $1";
    /// How often it was paused.
    COUNT_PAUSES = "SELECT COUNT(*) FROM companion_goal_pause WHERE goal_id = $1";
    /// From now on it does not count; paused twice in one millisecond it goes on where it was.
    PAUSE = "INSERT INTO companion_goal_pause (goal_id, from_at) VALUES ($1, $2)
        ON CONFLICT (goal_id, from_at) DO UPDATE SET until_at = NULL";
    /// What is completed cannot have been paused since.
    DELETE_LATER_PAUSES = "DELETE FROM companion_goal_pause WHERE goal_id = $1 AND from_at >= $2";
    /// From now on it counts again.
    RESUME = "UPDATE companion_goal_pause SET until_at = $2 WHERE goal_id = $1 AND until_at IS NULL";
}

fn goal(row: &Row) -> Result<Goal, Stop> {
    Ok(Goal {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        session_id: row.get(3)?,
        title: row.get(4)?,
        unit: word(row, 5)?,
        currency: row.get(6)?,
        target: row.get(7)?,
        counted: row.get(8)?,
        lapped: row.get(9)?,
        repeating: row.get(10)?,
        status: word(row, 11)?,
        completions: row.get(12)?,
        position: row.get(13)?,
        revision: row.get(14)?,
        created_at: row.get(15)?,
        completed_at: row.get(16)?,
        completed_in: row.get(17)?,
    })
}

fn goals(rows: &[Row]) -> Result<Vec<Goal>, Stop> {
    rows.iter().map(goal).collect()
}

pub(crate) fn add(tx: &mut Tx<'_>, goal: &Goal) -> Result<(), Stop> {
    let values = params![
        goal.id,
        goal.tenant_id,
        goal.creator_id,
        goal.session_id,
        &goal.title,
        goal.unit.as_str(),
        goal.currency,
        goal.target,
        goal.counted,
        goal.lapped,
        goal.repeating,
        goal.status.as_str(),
        goal.completions,
        goal.position,
        goal.revision,
        goal.created_at
    ];
    tx.run(INSERT, values)
}

pub(crate) fn lookup(read: &mut impl Read, who: SessionOwner, id: GoalId) -> Result<Option<Goal>, Stop> {
    read.optional(BY_ID, params![id, who.creator_id, who.tenant_id])?.map(|row| goal(&row)).transpose()
}

/// Those of no session, and those of `session`, by their place.
pub(crate) fn list_open(read: &mut impl Read, who: SessionOwner, session: Option<SessionId>) -> Result<Vec<Goal>, Stop> {
    goals(&read.rows(OPEN, params![who.creator_id, who.tenant_id, session])?)
}

/// Of one session or of all, newest first.
pub(crate) fn list_completed(read: &mut impl Read, who: SessionOwner, session: Option<SessionId>, limit: u32) -> Result<Vec<Goal>, Stop> {
    goals(&match session {
        Some(session) => read.rows(COMPLETED_IN, params![who.creator_id, who.tenant_id, session, limit])?,
        None => read.rows(COMPLETED, params![who.creator_id, who.tenant_id, limit])?,
    })
}

/// Those for which a tip counts that was given in `session` at `at`.
pub(crate) fn list_counting(read: &mut impl Read, who: SessionOwner, session: SessionId, at: Timestamp) -> Result<Vec<Goal>, Stop> {
    goals(&read.rows(COUNTING, params![who.creator_id, session, at])?)
}

/// How many goals are worked towards, and the last place that is taken.
pub(crate) fn standing(read: &mut impl Read, who: SessionOwner, session: Option<SessionId>) -> Result<(i64, i64), Stop> {
    let row = read.one(STANDING, params![who.creator_id, session])?;
    Ok((row.get(0)?, row.get(1)?))
}

pub(crate) fn update(tx: &mut Tx<'_>, goal: &Goal) -> Result<(), Stop> {
    let values = params![
        goal.id,
        &goal.title,
        goal.currency,
        goal.target,
        goal.counted,
        goal.lapped,
        goal.repeating,
        goal.status.as_str(),
        goal.completions,
        goal.position,
        goal.revision,
        goal.completed_at,
        goal.completed_in
    ];
    tx.run(UPDATE, values)
}

pub(crate) fn remove(tx: &mut Tx<'_>, id: GoalId) -> Result<(), Stop> {
    tx.run(DELETE_PAUSES, params![id])?;
    tx.run(DELETE, params![id])
}

pub(crate) fn count_pauses(read: &mut impl Read, id: GoalId) -> Result<i64, Stop> {
    read.one(COUNT_PAUSES, params![id])?.get(0)
}

pub(crate) fn pause(tx: &mut Tx<'_>, id: GoalId, at: Timestamp) -> Result<(), Stop> {
    tx.run(PAUSE, params![id, at])
}

pub(crate) fn resume(tx: &mut Tx<'_>, id: GoalId, at: Timestamp) -> Result<(), Stop> {
    tx.run(RESUME, params![id, at])
}

/// It was completed at this moment and counts on: pauses end there, and there are no later ones.
pub(crate) fn end_pauses(tx: &mut Tx<'_>, id: GoalId, at: Timestamp) -> Result<(), Stop> {
    tx.run(DELETE_LATER_PAUSES, params![id, at])?;
    tx.run(RESUME, params![id, at])
}
