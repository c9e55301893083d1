//! Rows of sign-ins and of their refresh tokens.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use footlights_surface::{CredentialId, Roles};

use crate::model::{Account, Session};

statements! {
    /// A new sign-in.
    INSERT = "INSERT INTO identity_session (id, account_id, cookie_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    /// With its account, by the cookie.
    BY_COOKIE = "SELECT s.id, s.account_id, a.tenant_id, s.created_at, s.expires_at, a.username, a.display_name, a.roles, a.created_at, a.suspended_at
        FROM identity_session s JOIN identity_account a ON a.id = s.account_id WHERE s.cookie_hash = $1";
    /// With its account, by id.
    BY_ID = "SELECT s.id, s.account_id, a.tenant_id, s.created_at, s.expires_at, a.username, a.display_name, a.roles, a.created_at, a.suspended_at
        FROM identity_session s JOIN identity_account a ON a.id = s.account_id WHERE s.id = $1";
    /// An account's, newest first.
    IDS_OF_ACCOUNT = "SELECT id FROM identity_session WHERE account_id = $1 ORDER BY id DESC";
    /// It was refreshed.
    EXTEND = "UPDATE identity_session SET expires_at = $2 WHERE id = $1";
    /// It has ended.
    DELETE = "DELETE FROM identity_session WHERE id = $1 AND account_id = $2";
    /// Ids of those whose time is over.
    EXPIRED_IDS = "SELECT id FROM identity_session WHERE expires_at <= $1 ORDER BY id";
    /// Those nobody can use any more.
    DELETE_EXPIRED = "DELETE FROM identity_session WHERE expires_at <= $1";
    /// A new refresh token.
    INSERT_REFRESH = "INSERT INTO identity_refresh (hash, session_id, generation, issued_at) VALUES ($1, $2, $3, $4)";
    /// By its hash.
    REFRESH_BY_HASH = "SELECT session_id, generation, used_at FROM identity_refresh WHERE hash = $1";
    /// The one that followed.
    REFRESH_BY_GENERATION = "SELECT hash, used_at FROM identity_refresh WHERE session_id = $1 AND generation = $2";
    /// It was used.
    USE_REFRESH = "UPDATE identity_refresh SET used_at = $2 WHERE hash = $1";
    /// Those so old that nobody will bring them again.
    DELETE_OLD_REFRESH = "DELETE FROM identity_refresh WHERE session_id = $1 AND generation < $2";
}

fn joined(row: &Row) -> Result<(Session, Account), Stop> {
    let session = Session { id: row.get(0)?, account: row.get(1)?, tenant: row.get(2)?, created_at: row.get(3)?, expires_at: row.get(4)? };
    let account = Account {
        id: session.account,
        tenant_id: session.tenant,
        username: row.get(5)?,
        display_name: row.get(6)?,
        roles: Roles::from_text(&row.get::<String>(7)?),
        created_at: row.get(8)?,
        suspended_at: row.get(9)?,
    };
    Ok((session, account))
}

pub(crate) fn add(tx: &mut Tx<'_>, session: &Session, cookie_hash: [u8; 32]) -> Result<(), Stop> {
    tx.run(INSERT, params![session.id, session.account, cookie_hash, session.created_at, session.expires_at])
}

pub(crate) fn find_by_cookie(read: &mut impl Read, cookie_hash: [u8; 32]) -> Result<Option<(Session, Account)>, Stop> {
    read.optional(BY_COOKIE, params![cookie_hash])?.map(|row| joined(&row)).transpose()
}

pub(crate) fn lookup(read: &mut impl Read, id: CredentialId) -> Result<Option<(Session, Account)>, Stop> {
    read.optional(BY_ID, params![id])?.map(|row| joined(&row)).transpose()
}

/// Newest first.
pub(crate) fn ids_of(read: &mut impl Read, account: AccountId) -> Result<Vec<CredentialId>, Stop> {
    read.rows(IDS_OF_ACCOUNT, params![account])?.iter().map(|row| row.get(0)).collect()
}

pub(crate) fn extend(tx: &mut Tx<'_>, id: CredentialId, expires_at: Timestamp) -> Result<(), Stop> {
    tx.run(EXTEND, params![id, expires_at])
}

/// Whether there was one.
pub(crate) fn end(tx: &mut Tx<'_>, id: CredentialId, account: AccountId) -> Result<bool, Stop> {
    Ok(tx.count(DELETE, params![id, account])? == 1)
}

/// Takes away those whose time is over; says which.
pub(crate) fn end_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<CredentialId>, Stop> {
    let ids = tx.rows(EXPIRED_IDS, params![now])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    tx.run(DELETE_EXPIRED, params![now])?;
    Ok(ids)
}

/// A refresh token as it is kept.
pub(crate) struct Refresh {
    pub(crate) session: CredentialId,
    pub(crate) generation: i64,
    pub(crate) used_at: Option<Timestamp>,
}

pub(crate) fn add_refresh(tx: &mut Tx<'_>, hash: [u8; 32], session: CredentialId, generation: i64, at: Timestamp) -> Result<(), Stop> {
    tx.run(INSERT_REFRESH, params![hash, session, generation, at])
}

pub(crate) fn find_refresh(read: &mut impl Read, hash: [u8; 32]) -> Result<Option<Refresh>, Stop> {
    let row = read.optional(REFRESH_BY_HASH, params![hash])?;
    row.map(|row| Ok(Refresh { session: row.get(0)?, generation: row.get(1)?, used_at: row.get(2)? })).transpose()
}

/// What became of the token of a generation.
pub(crate) struct Successor {
    pub(crate) hash: [u8; 32],
    pub(crate) used_at: Option<Timestamp>,
}

/// The token of a generation of a sign-in.
pub(crate) fn refresh_of(read: &mut impl Read, session: CredentialId, generation: i64) -> Result<Option<Successor>, Stop> {
    let row = read.optional(REFRESH_BY_GENERATION, params![session, generation])?;
    row.map(|row| Ok(Successor { hash: row.get(0)?, used_at: row.get(1)? })).transpose()
}

pub(crate) fn use_refresh(tx: &mut Tx<'_>, hash: [u8; 32], at: Timestamp) -> Result<(), Stop> {
    tx.run(USE_REFRESH, params![hash, at])
}

pub(crate) fn forget_old_refresh(tx: &mut Tx<'_>, session: CredentialId, before_generation: i64) -> Result<(), Stop> {
    tx.run(DELETE_OLD_REFRESH, params![session, before_generation])
}
