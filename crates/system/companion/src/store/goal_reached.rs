//! Rows of goals as they were reached.

use footlights_base::Timestamp;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::analytics::Range;
use crate::model::{GoalId, GoalReached, SessionOwner};
use crate::store::word;

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, GoalId, i64);

statements! {
    /// Once more.
    ADD = "INSERT INTO companion_goal_reached (goal_id, completions, tenant_id, creator_id, session_id, title, unit, currency, target, laps,
        made_at, reached_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// A creator's of a stretch of time, newest first.
    LIST = "SELECT goal_id, completions, tenant_id, creator_id, session_id, title, unit, currency, target, laps, made_at, reached_at
        FROM companion_goal_reached WHERE creator_id = $1 AND reached_at >= $2 AND reached_at < $3
        AND (reached_at, goal_id, completions) < ($4, $5, $6) AND tenant_id = $8
        ORDER BY reached_at DESC, goal_id DESC, completions DESC LIMIT $7";
}

fn reached(row: &Row) -> Result<GoalReached, Stop> {
    Ok(GoalReached {
        goal_id: row.get(0)?,
        completions: row.get(1)?,
        owner: SessionOwner { tenant_id: row.get(2)?, creator_id: row.get(3)? },
        session_id: row.get(4)?,
        title: row.get(5)?,
        unit: word(row, 6)?,
        currency: row.get(7)?,
        target: row.get(8)?,
        laps: row.get(9)?,
        made_at: row.get(10)?,
        reached_at: row.get(11)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, new: &GoalReached) -> Result<(), Stop> {
    let values = params![
        new.goal_id,
        new.completions,
        new.owner.tenant_id,
        new.owner.creator_id,
        new.session_id,
        &new.title,
        new.unit.as_str(),
        new.currency,
        new.target,
        new.laps,
        new.made_at,
        new.reached_at
    ];
    tx.run(ADD, values)
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(
    read: &mut impl Read,
    who: SessionOwner,
    range: Range,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<GoalReached>, Stop> {
    let (at, goal, completions) = after.unwrap_or((range.to, GoalId::from_bytes([0xff; 16]), i64::MAX));
    let values = params![who.creator_id, range.from, range.to, at, goal, completions, limit + 1, who.tenant_id];
    read.rows(LIST, values)?.iter().map(reached).collect()
}
