//! What each tipper has given in a session: so many rows as names, kept by a subscriber, so that who leads is the first row of an
//! index and not a sum over a hundred thousand tips.

use footlights_base::Timestamp;
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::{Leader, SessionId, folded_name};

statements! {
    /// More from somebody.
    GIVE = "INSERT INTO companion_session_tipper (session_id, name_folded, name, amount_cents, reached_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (session_id, name_folded) DO UPDATE SET name = excluded.name,
        amount_cents = companion_session_tipper.amount_cents + excluded.amount_cents, reached_at = excluded.reached_at";
    /// Some of it went back. Who had it first stays first.
    TAKE = "UPDATE companion_session_tipper SET amount_cents = amount_cents - $3 WHERE session_id = $1 AND name_folded = $2";
    /// Who has given most; of equals whoever had it first.
    FIRST = "SELECT name, amount_cents FROM companion_session_tipper WHERE session_id = $1 AND amount_cents > 0
        ORDER BY amount_cents DESC, reached_at, name_folded LIMIT 1";
}

pub(crate) fn give(tx: &mut Tx<'_>, session: SessionId, name: &str, amount_cents: i64, at: Timestamp) -> Result<(), Stop> {
    tx.run(GIVE, params![session, folded_name(name), name, amount_cents, at])
}

pub(crate) fn take(tx: &mut Tx<'_>, session: SessionId, name: &str, amount_cents: i64) -> Result<(), Stop> {
    tx.run(TAKE, params![session, folded_name(name), amount_cents])
}

pub(crate) fn first(read: &mut impl Read, session: SessionId) -> Result<Option<Leader>, Stop> {
    let row = read.optional(FIRST, params![session])?;
    row.map(|row| Ok(Leader { tipper_name: row.get(0)?, amount_cents: row.get(1)? })).transpose()
}
