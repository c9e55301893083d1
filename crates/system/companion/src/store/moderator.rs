//! Rows of moderators.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::{Rights, SessionOwner};

statements! {
    /// One more moderator; one who is there already stays as they are.
    ADD = "INSERT INTO companion_moderator (creator_id, account_id, tenant_id, rights, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (creator_id, account_id) DO NOTHING";
    /// Other rights.
    UPDATE = "UPDATE companion_moderator SET rights = $4 WHERE creator_id = $1 AND account_id = $2 AND tenant_id = $3";
    /// No moderator any more.
    REMOVE = "DELETE FROM companion_moderator WHERE creator_id = $1 AND account_id = $2 AND tenant_id = $3";
    /// What somebody may do for a creator.
    RIGHTS = "SELECT rights FROM companion_moderator WHERE creator_id = $1 AND account_id = $2 AND tenant_id = $3";
    /// One.
    ONE = "SELECT account_id, rights, created_at FROM companion_moderator WHERE creator_id = $1 AND account_id = $2 AND tenant_id = $3";
    /// How many a creator has.
    COUNT = "SELECT COUNT(*) FROM companion_moderator WHERE creator_id = $1";
    /// A creator's, oldest first.
    LIST = "SELECT account_id, rights, created_at FROM companion_moderator WHERE creator_id = $1 AND tenant_id = $2
        ORDER BY created_at, account_id";
    /// The creators an account moderates.
    LIST_MODERATED = "SELECT creator_id, rights FROM companion_moderator WHERE account_id = $1 AND tenant_id = $2 ORDER BY created_at, creator_id LIMIT $3";
    /// An account is gone for good.
    FORGET_ACCOUNT = "DELETE FROM companion_moderator WHERE account_id = $1 OR creator_id = $1";
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModeratorRow {
    pub(crate) account: AccountId,
    pub(crate) rights: Rights,
    pub(crate) created_at: Timestamp,
}

/// Whether it was added; not when the account is a moderator already.
pub(crate) fn add(tx: &mut Tx<'_>, owner: SessionOwner, row: &ModeratorRow) -> Result<bool, Stop> {
    let values = params![owner.creator_id, row.account, owner.tenant_id, row.rights.to_text(), row.created_at];
    Ok(tx.count(ADD, values)? == 1)
}

/// Whether there was such a moderator.
pub(crate) fn update(tx: &mut Tx<'_>, owner: SessionOwner, account: AccountId, rights: Rights) -> Result<bool, Stop> {
    Ok(tx.count(UPDATE, params![owner.creator_id, account, owner.tenant_id, rights.to_text()])? == 1)
}

/// Whether there was such a moderator.
pub(crate) fn remove(tx: &mut Tx<'_>, owner: SessionOwner, account: AccountId) -> Result<bool, Stop> {
    Ok(tx.count(REMOVE, params![owner.creator_id, account, owner.tenant_id])? == 1)
}

/// What `account` may do for the creator; nothing for strangers.
pub(crate) fn rights(read: &mut impl Read, owner: SessionOwner, account: AccountId) -> Result<Rights, Stop> {
    let row = read.optional(RIGHTS, params![owner.creator_id, account, owner.tenant_id])?;
    row.map_or(Ok(Rights::NONE), |row| Ok(Rights::from_text(&row.get::<String>(0)?)))
}

pub(crate) fn lookup(read: &mut impl Read, owner: SessionOwner, account: AccountId) -> Result<Option<ModeratorRow>, Stop> {
    let row = read.optional(ONE, params![owner.creator_id, account, owner.tenant_id])?;
    row.map(|row| Ok(ModeratorRow { account: row.get(0)?, rights: Rights::from_text(&row.get::<String>(1)?), created_at: row.get(2)? }))
        .transpose()
}

pub(crate) fn count(read: &mut impl Read, creator: AccountId) -> Result<i64, Stop> {
    read.one(COUNT, params![creator])?.get(0)
}

pub(crate) fn list(read: &mut impl Read, owner: SessionOwner) -> Result<Vec<ModeratorRow>, Stop> {
    let rows = read.rows(LIST, params![owner.creator_id, owner.tenant_id])?;
    let row = |row: &footlights_store::Row| {
        Ok(ModeratorRow { account: row.get(0)?, rights: Rights::from_text(&row.get::<String>(1)?), created_at: row.get(2)? })
    };
    rows.iter().map(row).collect()
}

/// The first `limit` creators an account moderates, with its rights there.
pub(crate) fn list_moderated(
    read: &mut impl Read,
    tenant: TenantId,
    account: AccountId,
    limit: u32,
) -> Result<Vec<(AccountId, Rights)>, Stop> {
    let rows = read.rows(LIST_MODERATED, params![account, tenant, limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, Rights::from_text(&row.get::<String>(1)?)))).collect()
}

pub(crate) fn forget_account(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_ACCOUNT, params![account])
}
