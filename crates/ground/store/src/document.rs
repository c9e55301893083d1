//! Documents: a versioned value under a name, replaced only by who has seen its present version.
//!
//! Owns: loading and compare-and-set. Does not know what is inside: bytes, or JSON for those who want it.

use footlights_base::{ErrorKind, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::names::named;
use crate::{Read, Stop, Tx, params, statements};

/// The largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 1 << 20;

statements! {
    /// One document.
    LOAD = "SELECT version, content FROM store_document WHERE collection = $1 AND id = $2";
    /// The first version; no row when there is one already.
    CREATE = "INSERT INTO store_document (collection, id, version, content) VALUES ($1, $2, 1, $3)
        ON CONFLICT (collection, id) DO NOTHING";
    /// The next version; no row when somebody was faster.
    REPLACE = "UPDATE store_document SET version = version + 1, content = $4 WHERE collection = $1 AND id = $2 AND version = $3";
    /// Removes it, whatever its version.
    FORGET = "DELETE FROM store_document WHERE collection = $1 AND id = $2";
    /// Removes the version that was seen.
    DELETE = "DELETE FROM store_document WHERE collection = $1 AND id = $2 AND version = $3";
}

/// A value and the version under which it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<T> {
    /// 1, 2, 3 …; hand it back when saving. A deleted document begins at 1 again.
    pub version: i64,
    /// The content.
    pub value: T,
}

/// Loads a document's bytes.
///
/// # Errors
/// When the database fails.
pub fn load_bytes(read: &mut impl Read, collection: &'static str, id: &str) -> Result<Option<Document<Vec<u8>>>, Stop> {
    let row = read.optional(LOAD, params![collection, id])?;
    row.map(|row| Ok(Document { version: row.get(0)?, value: row.get(1)? })).transpose()
}

/// Loads a JSON document.
///
/// # Errors
/// When the database fails or what is stored is not a `T`.
pub fn load<T: DeserializeOwned>(read: &mut impl Read, collection: &'static str, id: &str) -> Result<Option<Document<T>>, Stop> {
    let Some(Document { version, value }) = load_bytes(read, collection, id)? else { return Ok(None) };
    let value = serde_json::from_slice(&value).map_err(|error| Stop::broken(format!("document {collection}/{id}: {error}")))?;
    Ok(Some(Document { version, value }))
}

impl Tx<'_> {
    /// Saves bytes as the successor of version `seen` (0: there must be none yet) and answers the new version.
    ///
    /// # Errors
    /// 409 `document_changed` when `seen` is not the present version; 413 `document_too_large` above
    /// [`DOCUMENT_BYTES_MAX`]; or the database fails.
    pub fn save_bytes(&mut self, collection: &'static str, id: &str, seen: i64, content: &[u8]) -> Result<i64, Stop> {
        if content.len() > DOCUMENT_BYTES_MAX {
            let detail = format!("A document has at most {DOCUMENT_BYTES_MAX} bytes; this one has {}.", content.len());
            return Err(Rejection::new(ErrorKind::TooLarge, "document_too_large", detail).into());
        }
        if seen == 0 {
            self.must(CREATE, params![named(collection)?, named(id)?, content], 1, changed())?;
        } else {
            self.must(REPLACE, params![collection, id, seen, content], 1, changed())?;
        }
        Ok(seen + 1)
    }

    /// Saves a value as JSON; otherwise as [`Tx::save_bytes`].
    ///
    /// # Errors
    /// As [`Tx::save_bytes`], and when `value` cannot be written as JSON.
    pub fn save<T: Serialize>(&mut self, collection: &'static str, id: &str, seen: i64, value: &T) -> Result<i64, Stop> {
        let content = serde_json::to_vec(value).map_err(|error| Stop::broken(format!("document {collection}/{id}: {error}")))?;
        self.save_bytes(collection, id, seen, &content)
    }

    /// Deletes version `seen`. Nothing but tests calls it yet: it waits for the task that will own a simulated session and clear up
    /// behind it (see [`append_log`](crate::append_log)).
    ///
    /// # Errors
    /// 409 `document_changed` when `seen` is not the present version, or the database fails.
    pub fn delete_document(&mut self, collection: &'static str, id: &str, seen: i64) -> Result<(), Stop> {
        self.must(DELETE, params![collection, id, seen], 1, changed())
    }

    /// Deletes a document, if there is one, whatever its version: where that goes which it is about.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_document(&mut self, collection: &'static str, id: &str) -> Result<(), Stop> {
        self.run(FORGET, params![collection, id])
    }
}

fn changed() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "document_changed", "Somebody else changed it in the meantime; load it again.")
}
