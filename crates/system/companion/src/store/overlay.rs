//! Rows of overlay keys.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

statements! {
    /// The first key of a creator; an older one stays.
    ADD = "INSERT INTO companion_overlay (creator_id, tenant_id, key_hash, key_sealed, rotated_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (creator_id) DO NOTHING";
    /// Another key.
    ROTATE = "INSERT INTO companion_overlay (creator_id, tenant_id, key_hash, key_sealed, rotated_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (creator_id) DO UPDATE SET key_hash = excluded.key_hash, key_sealed = excluded.key_sealed, rotated_at = excluded.rotated_at";
    /// No key any more.
    DELETE = "DELETE FROM companion_overlay WHERE creator_id = $1";
    /// A creator's.
    BY_CREATOR = "SELECT key_hash, key_sealed, rotated_at FROM companion_overlay WHERE creator_id = $1 AND tenant_id = $2";
    /// Where its creator belongs.
    TENANT = "SELECT tenant_id FROM companion_overlay WHERE creator_id = $1";
    /// Whose key it is.
    BY_HASH = "SELECT creator_id FROM companion_overlay WHERE key_hash = $1";
}

/// A key as it is stored.
#[derive(Clone)]
pub(crate) struct KeyRow {
    pub(crate) hash: [u8; 32],
    pub(crate) sealed: Vec<u8>,
    pub(crate) rotated_at: Timestamp,
}

pub(crate) fn add(tx: &mut Tx<'_>, tenant: TenantId, creator: AccountId, key: &KeyRow) -> Result<(), Stop> {
    tx.run(ADD, params![creator, tenant, key.hash, &key.sealed, key.rotated_at])
}

pub(crate) fn rotate(tx: &mut Tx<'_>, tenant: TenantId, creator: AccountId, key: &KeyRow) -> Result<(), Stop> {
    tx.run(ROTATE, params![creator, tenant, key.hash, &key.sealed, key.rotated_at])
}

pub(crate) fn delete(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(DELETE, params![creator])
}

pub(crate) fn lookup(read: &mut impl Read, tenant: TenantId, creator: AccountId) -> Result<Option<KeyRow>, Stop> {
    let row = read.optional(BY_CREATOR, params![creator, tenant])?;
    row.map(|row| Ok(KeyRow { hash: row.get(0)?, sealed: row.get(1)?, rotated_at: row.get(2)? })).transpose()
}

pub(crate) fn find_creator(read: &mut impl Read, hash: [u8; 32]) -> Result<Option<AccountId>, Stop> {
    read.optional(BY_HASH, params![hash])?.map(|row| row.get(0)).transpose()
}

pub(crate) fn find_tenant(read: &mut impl Read, creator: AccountId) -> Result<Option<TenantId>, Stop> {
    read.optional(TENANT, params![creator])?.map(|row| row.get(0)).transpose()
}
