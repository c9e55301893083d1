//! Rows of signing keys, sealed.

use footlights_base::Timestamp;
use footlights_store::{Read, Stop, Tx, params, statements};

statements! {
    /// All that count.
    ALL = "SELECT kid, sealed, created_at FROM identity_signing_key /* every row */ ORDER BY created_at, kid";
    /// A new key.
    INSERT = "INSERT INTO identity_signing_key (kid, sealed, created_at) VALUES ($1, $2, $3)";
    /// Those whose last token has expired.
    DELETE_OLD = "DELETE FROM identity_signing_key WHERE created_at < $1 /* every row */";
}

/// A key as it is kept.
pub(crate) struct SealedKey {
    pub(crate) kid: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) created_at: Timestamp,
}

pub(crate) fn list(read: &mut impl Read) -> Result<Vec<SealedKey>, Stop> {
    let rows = read.rows(ALL, params![])?;
    rows.iter().map(|row| Ok(SealedKey { kid: row.get(0)?, sealed: row.get(1)?, created_at: row.get(2)? })).collect()
}

pub(crate) fn add(tx: &mut Tx<'_>, key: &SealedKey) -> Result<(), Stop> {
    tx.run(INSERT, params![&key.kid, &key.sealed, key.created_at])
}

pub(crate) fn delete_made_before(tx: &mut Tx<'_>, at: Timestamp) -> Result<(), Stop> {
    tx.run(DELETE_OLD, params![at])
}
