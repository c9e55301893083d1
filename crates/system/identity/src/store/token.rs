//! Rows of personal access tokens.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use footlights_surface::{CredentialId, Roles};

use crate::model::{Account, PersonalToken};

statements! {
    /// A new token.
    INSERT = "INSERT INTO identity_token (id, account_id, tenant_id, created_by, hash, name, scopes, created_at, expires_at, made_with)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// With its account, by the hash of the secret.
    BY_HASH = "SELECT t.id, t.account_id, t.created_by, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at,
        a.tenant_id, a.username, a.display_name, a.roles, a.created_at, a.suspended_at
        FROM identity_token t JOIN identity_account a ON a.id = t.account_id WHERE t.hash = $1";
    /// One of a tenant.
    BY_ID = "SELECT id, account_id, created_by, name, scopes, created_at, expires_at, last_used_at
        FROM identity_token WHERE id = $1 AND tenant_id = $2";
    /// Those that act for an account or were made by it, newest first.
    LIST = "SELECT id, account_id, created_by, name, scopes, created_at, expires_at, last_used_at
        FROM identity_token WHERE tenant_id = $1 AND (account_id = $2 OR created_by = $2) AND id < $3 ORDER BY id DESC LIMIT $4";
    /// How many act for an account.
    COUNT = "SELECT COUNT(*) FROM identity_token WHERE account_id = $1";
    /// Ids of those an account made, for itself or others, and of those that were made with them.
    IDS_BY_MAKER = "WITH RECURSIVE family (id) AS (SELECT id FROM identity_token WHERE created_by = $1
        UNION SELECT t.id FROM identity_token t JOIN family f ON t.made_with = f.id) SELECT id FROM family ORDER BY id";
    /// Ids of those that were made with a token, and with these; itself first.
    FAMILY = "WITH RECURSIVE family (id) AS (SELECT id FROM identity_token WHERE id = $1
        UNION SELECT t.id FROM identity_token t JOIN family f ON t.made_with = f.id) SELECT id FROM family ORDER BY id";
    /// It was used, and not later already.
    USE = "UPDATE identity_token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
    /// Revoked, with those that were made with it.
    DELETE = "DELETE FROM identity_token WHERE id IN (WITH RECURSIVE family (id) AS (SELECT id FROM identity_token WHERE id = $1
        UNION SELECT t.id FROM identity_token t JOIN family f ON t.made_with = f.id) SELECT id FROM family)";
    /// Those an account made for others, when it goes, with those that were made with them.
    DELETE_BY_MAKER = "DELETE FROM identity_token WHERE id IN (WITH RECURSIVE family (id) AS (SELECT id FROM identity_token WHERE created_by = $1
        UNION SELECT t.id FROM identity_token t JOIN family f ON t.made_with = f.id) SELECT id FROM family)";
    /// Ids of those whose time is over.
    EXPIRED_IDS = "SELECT id FROM identity_token WHERE expires_at IS NOT NULL AND expires_at <= $1 ORDER BY id";
    /// Those nobody can use any more.
    DELETE_EXPIRED = "DELETE FROM identity_token WHERE expires_at IS NOT NULL AND expires_at <= $1";
}

fn token(row: &Row) -> Result<PersonalToken, Stop> {
    Ok(PersonalToken {
        id: row.get(0)?,
        account_id: row.get(1)?,
        created_by: row.get(2)?,
        name: row.get(3)?,
        scopes: row.get::<String>(4)?.split_ascii_whitespace().map(str::to_owned).collect(),
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
        last_used_at: row.get(7)?,
    })
}

/// Adds a token; `made_with` is the token by which it was made, if it was.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    token: &PersonalToken,
    hash: [u8; 32],
    made_with: Option<CredentialId>,
) -> Result<(), Stop> {
    let PersonalToken { id, account_id, created_by, created_at, expires_at, .. } = *token;
    let scopes = token.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let values = params![id, account_id, tenant, created_by, hash, &token.name, scopes, created_at, expires_at, made_with];
    tx.run(INSERT, values)
}

pub(crate) fn find_by_hash(read: &mut impl Read, hash: [u8; 32]) -> Result<Option<(PersonalToken, Account)>, Stop> {
    let Some(row) = read.optional(BY_HASH, params![hash])? else { return Ok(None) };
    let token = token(&row)?;
    let account = Account {
        id: token.account_id,
        tenant_id: row.get(8)?,
        username: row.get(9)?,
        display_name: row.get(10)?,
        roles: Roles::from_text(&row.get::<String>(11)?),
        created_at: row.get(12)?,
        suspended_at: row.get(13)?,
    };
    Ok(Some((token, account)))
}

pub(crate) fn lookup(read: &mut impl Read, tenant: TenantId, id: CredentialId) -> Result<Option<PersonalToken>, Stop> {
    read.optional(BY_ID, params![id, tenant])?.map(|row| token(&row)).transpose()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(
    read: &mut impl Read,
    tenant: TenantId,
    account: AccountId,
    before: Option<CredentialId>,
    limit: u32,
) -> Result<Vec<PersonalToken>, Stop> {
    let before = before.unwrap_or(CredentialId::from_bytes([0xff; 16]));
    read.rows(LIST, params![tenant, account, before, limit + 1])?.iter().map(token).collect()
}

pub(crate) fn count(read: &mut impl Read, account: AccountId) -> Result<i64, Stop> {
    read.one(COUNT, params![account])?.get(0)
}

pub(crate) fn mark_used(tx: &mut Tx<'_>, id: CredentialId, at: Timestamp) -> Result<(), Stop> {
    tx.run(USE, params![id, at])
}

/// With those that were made with it, and with these; says which, in the order they were made.
pub(crate) fn delete(tx: &mut Tx<'_>, id: CredentialId) -> Result<Vec<CredentialId>, Stop> {
    let ids = tx.rows(FAMILY, params![id])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    tx.run(DELETE, params![id])?;
    Ok(ids)
}

/// Those an account made, with those that were made with them; says which.
pub(crate) fn delete_made_by(tx: &mut Tx<'_>, maker: AccountId) -> Result<Vec<CredentialId>, Stop> {
    let ids = tx.rows(IDS_BY_MAKER, params![maker])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    tx.run(DELETE_BY_MAKER, params![maker])?;
    Ok(ids)
}

/// Takes away those whose time is over; says which.
pub(crate) fn delete_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<CredentialId>, Stop> {
    let ids = tx.rows(EXPIRED_IDS, params![now])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    tx.run(DELETE_EXPIRED, params![now])?;
    Ok(ids)
}
