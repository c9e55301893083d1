//! Reads an uploaded file, for whoever has its id: it is random and opens this one file.
//!
//! Refusals: `not_found` (404).

use footlights_base::{Error, Failure, Rejection};

use crate::Companion;
use crate::model::{Asset, AssetId};
use crate::store::asset::{self, PART_BYTES};

impl Companion {
    /// What the file is.
    ///
    /// # Errors
    /// See the module.
    pub async fn open_asset(&self, id: AssetId) -> Result<Asset, Failure> {
        let found = self.store.read("companion.open_asset", move |read| asset::lookup(read, id)).await?;
        Ok(found.ok_or_else(|| Rejection::not_found("file"))?)
    }

    /// The bytes from `from` on, as far as they lie in one row, and not beyond `until`. Nothing at the end.
    ///
    /// # Errors
    /// When the file was taken away meanwhile, or the database fails.
    pub async fn read_asset(&self, id: AssetId, from: u64, until: u64) -> Result<Vec<u8>, Failure> {
        if from >= until {
            return Ok(Vec::new());
        }
        let part_bytes = PART_BYTES as u64;
        let number = from / part_bytes;
        let part = self.store.read("companion.read_asset", move |read| asset::part(read, id, number)).await?;
        let mut part = part.ok_or_else(|| Error::internal("a part of a file is missing"))?;
        let starts_at = number * part_bytes;
        let length = |place: u64| usize::try_from(place.min(starts_at + part_bytes) - starts_at).unwrap_or(PART_BYTES);
        part.truncate(length(until));
        Ok(part.split_off(length(from).min(part.len())))
    }
}
