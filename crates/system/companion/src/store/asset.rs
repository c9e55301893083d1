//! Rows of uploaded files. A file lies in parts of [`PART_BYTES`], the last one shorter.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::{Asset, AssetId, MediaType};
use crate::store::word;

/// How much of a file lies in one row, in bytes.
pub(crate) const PART_BYTES: usize = 256 * 1024;

statements! {
    /// A file.
    ADD = "INSERT INTO companion_asset (id, tenant_id, creator_id, media_type, byte_count, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// A part of it.
    ADD_PART = "INSERT INTO companion_asset_part (asset_id, number, content) VALUES ($1, $2, $3)";
    /// What it is.
    BY_ID = "SELECT media_type, byte_count FROM companion_asset WHERE id = $1";
    /// A part.
    PART = "SELECT content FROM companion_asset_part WHERE asset_id = $1 AND number = $2";
    /// Its parts go first.
    DELETE_PARTS = "DELETE FROM companion_asset_part WHERE asset_id = $1";
    /// Then the file.
    DELETE = "DELETE FROM companion_asset WHERE id = $1";
}

/// Whose file it is, and since when.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) tenant: TenantId,
    pub(crate) creator: AccountId,
    pub(crate) at: Timestamp,
}

pub(crate) fn add(tx: &mut Tx<'_>, origin: Origin, id: AssetId, kind: MediaType, content: &[u8]) -> Result<(), Stop> {
    let byte_count = i64::try_from(content.len()).map_err(Stop::broken)?;
    tx.run(ADD, params![id, origin.tenant, origin.creator, kind.as_str(), byte_count, origin.at])?;
    for (number, part) in (0_i64..).zip(content.chunks(PART_BYTES)) {
        tx.run(ADD_PART, params![id, number, part])?;
    }
    Ok(())
}

pub(crate) fn lookup(read: &mut impl Read, id: AssetId) -> Result<Option<Asset>, Stop> {
    let Some(row) = read.optional(BY_ID, params![id])? else { return Ok(None) };
    let byte_count = u64::try_from(row.get::<i64>(1)?).map_err(Stop::broken)?;
    Ok(Some(Asset { id, media_type: word(&row, 0)?, byte_count }))
}

pub(crate) fn part(read: &mut impl Read, id: AssetId, number: u64) -> Result<Option<Vec<u8>>, Stop> {
    let number = i64::try_from(number).map_err(Stop::broken)?;
    read.optional(PART, params![id, number])?.map(|row| row.get(0)).transpose()
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: AssetId) -> Result<(), Stop> {
    tx.run(DELETE_PARTS, params![id])?;
    tx.run(DELETE, params![id])
}
