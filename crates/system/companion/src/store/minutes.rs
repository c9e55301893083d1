//! Tips of sessions by the minute, one row a session and slice. They reach as far as slices do.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::analytics::Minutes;
use crate::model::{SessionId, Tip};

statements! {
    /// Adds the minutes of a slice.
    ADD = "INSERT INTO companion_minutes (creator_id, session_id, since, minutes) VALUES ($1, $2, $3, $4)";
    /// They say this from now on.
    CHANGE = "UPDATE companion_minutes SET minutes = $4 WHERE creator_id = $1 AND session_id = $2 AND since = $3";
    /// All of a session.
    OF_SESSION = "SELECT since, minutes FROM companion_minutes WHERE creator_id = $1 AND session_id = $2";
    /// Those of the slice a moment lies in.
    AT = "SELECT since, minutes FROM companion_minutes WHERE creator_id = $1 AND session_id = $2 AND since <= $3 ORDER BY since DESC LIMIT 1";
    /// The next session that has some.
    NEXT_SESSION = "SELECT session_id FROM companion_minutes WHERE creator_id = $1 AND session_id > $2 ORDER BY session_id LIMIT 1";
    /// All of a creator go, to be made anew.
    FORGET = "DELETE FROM companion_minutes WHERE creator_id = $1";
}

pub(crate) fn add(tx: &mut Tx<'_>, creator: AccountId, session: SessionId, since: Timestamp, minutes: &Minutes) -> Result<(), Stop> {
    tx.run(ADD, params![creator, session, since, minutes.pack(since)])
}

pub(crate) fn change(tx: &mut Tx<'_>, tip: &Tip, since: Timestamp, minutes: &Minutes) -> Result<(), Stop> {
    tx.run(CHANGE, params![tip.creator_id, tip.session_id, since, minutes.pack(since)])
}

fn merge(row: &Row, into: &mut Minutes) -> Result<Timestamp, Stop> {
    let since = row.get(0)?;
    into.merge(since, &row.get::<Vec<u8>>(1)?).map_err(Stop::broken)?;
    Ok(since)
}

/// A session's minutes, as far as they are summed up.
pub(crate) fn of_session(read: &mut impl Read, creator: AccountId, session: SessionId) -> Result<Minutes, Stop> {
    let mut minutes = Minutes::default();
    for row in read.rows(OF_SESSION, params![creator, session])? {
        merge(&row, &mut minutes)?;
    }
    Ok(minutes)
}

/// Where the slice of a sealed tip begins, and its session's minutes of that slice.
pub(crate) fn of_tip(read: &mut impl Read, tip: &Tip) -> Result<(Timestamp, Minutes), Stop> {
    let row = read.optional(AT, params![tip.creator_id, tip.session_id, tip.created_at])?;
    let row = row.ok_or_else(|| Stop::broken("a sealed tip without its minutes"))?;
    let mut minutes = Minutes::default();
    Ok((merge(&row, &mut minutes)?, minutes))
}

/// The first session after one that has minutes.
pub(crate) fn next_session(read: &mut impl Read, creator: AccountId, after: SessionId) -> Result<Option<SessionId>, Stop> {
    read.optional(NEXT_SESSION, params![creator, after])?.map(|row| row.get(0)).transpose()
}

pub(crate) fn forget(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(FORGET, params![creator])
}
