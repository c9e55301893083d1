//! Rows of accounts.

use footlights_base::{AccountId, TenantId};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use footlights_surface::{Role, Roles};

use crate::model::{Account, fold_username};

statements! {
    /// Adds an account unless its username is taken.
    INSERT = "INSERT INTO identity_account (id, tenant_id, username, username_folded, display_name, roles, is_admin, password_hash, external_key, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (username_folded) DO NOTHING";
    /// One of a tenant.
    BY_ID = "SELECT id, tenant_id, username, display_name, roles, created_at, suspended_at FROM identity_account WHERE id = $1 AND tenant_id = $2";
    /// One of any tenant.
    BY_ID_ANYWHERE = "SELECT id, tenant_id, username, display_name, roles, created_at, suspended_at FROM identity_account WHERE id = $1";
    /// By the name to sign in with, with what its password hashes to.
    BY_USERNAME = "SELECT id, tenant_id, username, display_name, roles, created_at, suspended_at, password_hash
        FROM identity_account WHERE username_folded = $1";
    /// By who vouches for it.
    BY_EXTERNAL_KEY = "SELECT id, tenant_id, username, display_name, roles, created_at, suspended_at FROM identity_account WHERE external_key = $1";
    /// What its password hashes to.
    PASSWORD = "SELECT password_hash FROM identity_account WHERE id = $1";
    /// A tenant's, oldest first.
    LIST = "SELECT id, tenant_id, username, display_name, roles, created_at, suspended_at FROM identity_account
        WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Other accounts of the tenant that could administer it.
    COUNT_OTHER_ADMINS = "SELECT COUNT(*) FROM identity_account WHERE tenant_id = $1 AND id <> $2 AND is_admin = 1 AND suspended_at IS NULL
        AND (password_hash IS NOT NULL OR external_key IS NOT NULL)";
    /// What may change.
    UPDATE = "UPDATE identity_account SET display_name = $2, roles = $3, is_admin = $4, suspended_at = $5 WHERE id = $1";
    /// Another password.
    UPDATE_PASSWORD = "UPDATE identity_account SET password_hash = $2 WHERE id = $1";
    /// The same password at another cost, unless it was changed meanwhile.
    UPDATE_PASSWORD_COST = "UPDATE identity_account SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    /// Gone, with its sign-ins and tokens.
    DELETE = "DELETE FROM identity_account WHERE id = $1";
}

fn account(row: &Row) -> Result<Account, Stop> {
    Ok(Account {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        username: row.get(2)?,
        display_name: row.get(3)?,
        roles: Roles::from_text(&row.get::<String>(4)?),
        created_at: row.get(5)?,
        suspended_at: row.get(6)?,
    })
}

/// How a new account is let in: by a password, by somebody who vouches for it, or (for now) not at all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entrance {
    pub(crate) password_hash: Option<String>,
    pub(crate) external_key: Option<[u8; 32]>,
}

/// Whether it was added; not when the username is taken.
pub(crate) fn add(tx: &mut Tx<'_>, account: &Account, entrance: &Entrance) -> Result<bool, Stop> {
    let folded = fold_username(&account.username);
    let is_admin = account.roles.includes(Role::Admin);
    let values = params![
        account.id,
        account.tenant_id,
        &account.username,
        folded,
        &account.display_name,
        account.roles.to_text(),
        is_admin,
        entrance.password_hash.as_deref(),
        entrance.external_key,
        account.created_at
    ];
    Ok(tx.count(INSERT, values)? == 1)
}

pub(crate) fn lookup(read: &mut impl Read, tenant: TenantId, id: AccountId) -> Result<Option<Account>, Stop> {
    read.optional(BY_ID, params![id, tenant])?.map(|row| account(&row)).transpose()
}

/// Of whatever tenant.
pub(crate) fn lookup_anywhere(read: &mut impl Read, id: AccountId) -> Result<Option<Account>, Stop> {
    read.optional(BY_ID_ANYWHERE, params![id])?.map(|row| account(&row)).transpose()
}

/// The account and what its password hashes to.
pub(crate) fn find_by_username(read: &mut impl Read, username: &str) -> Result<Option<(Account, Option<String>)>, Stop> {
    let row = read.optional(BY_USERNAME, params![fold_username(username)])?;
    row.map(|row| Ok((account(&row)?, row.get(7)?))).transpose()
}

pub(crate) fn find_by_external_key(read: &mut impl Read, key: [u8; 32]) -> Result<Option<Account>, Stop> {
    read.optional(BY_EXTERNAL_KEY, params![key])?.map(|row| account(&row)).transpose()
}

pub(crate) fn password_hash(read: &mut impl Read, id: AccountId) -> Result<Option<String>, Stop> {
    Ok(read.optional(PASSWORD, params![id])?.map(|row| row.get::<Option<String>>(0)).transpose()?.flatten())
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, tenant: TenantId, after: Option<AccountId>, limit: u32) -> Result<Vec<Account>, Stop> {
    let after = after.unwrap_or(AccountId::from_bytes([0; 16]));
    read.rows(LIST, params![tenant, after, limit + 1])?.iter().map(account).collect()
}

pub(crate) fn has_other_admin(read: &mut impl Read, account: &Account) -> Result<bool, Stop> {
    Ok(read.one(COUNT_OTHER_ADMINS, params![account.tenant_id, account.id])?.get::<i64>(0)? > 0)
}

pub(crate) fn update(tx: &mut Tx<'_>, account: &Account) -> Result<(), Stop> {
    let is_admin = account.roles.includes(Role::Admin);
    tx.run(UPDATE, params![account.id, &account.display_name, account.roles.to_text(), is_admin, account.suspended_at])
}

pub(crate) fn set_password(tx: &mut Tx<'_>, id: AccountId, hash: &str) -> Result<(), Stop> {
    tx.run(UPDATE_PASSWORD, params![id, hash])
}

pub(crate) fn renew_password_cost(tx: &mut Tx<'_>, id: AccountId, old: &str, new: &str) -> Result<(), Stop> {
    tx.run(UPDATE_PASSWORD_COST, params![id, old, new])
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: AccountId) -> Result<(), Stop> {
    tx.run(DELETE, params![id])
}
