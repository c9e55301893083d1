//! Documents of settings: what a creator said, per creator.

use footlights_base::AccountId;
use footlights_store::document::{self, Document};
use footlights_store::{Read, Stop, Tx};
use serde_json::{Map, Value};

use crate::events::creator_topic;
use crate::model::CreatorSettings;

/// The collection of documents.
const COLLECTION: &str = "companion.settings";

/// What the creator said, with the version to hand back to [`save`]; version 0 when she said nothing yet.
pub(crate) fn load_said(read: &mut impl Read, creator: AccountId) -> Result<Document<Map<String, Value>>, Stop> {
    let found = document::load(read, COLLECTION, &creator.to_string())?;
    Ok(found.unwrap_or_else(|| Document { version: 0, value: Map::new() }))
}

/// The creator's settings over `defaults`.
pub(crate) fn load(read: &mut impl Read, creator: AccountId, defaults: &CreatorSettings) -> Result<CreatorSettings, Stop> {
    defaults.with(&load_said(read, creator)?.value).map_err(Stop::broken)
}

/// The same in a command that holds the creator's key: while nobody changes anything under it, they are in memory.
pub(crate) fn recall(tx: &mut Tx<'_>, creator: AccountId, defaults: &CreatorSettings) -> Result<CreatorSettings, Stop> {
    tx.remember(&creator_topic(creator), |tx| load(tx, creator, defaults)).cloned()
}

/// Saves what the creator says from now on as the successor of version `seen`; answers the new version.
pub(crate) fn save(tx: &mut Tx<'_>, creator: AccountId, seen: i64, said: &Map<String, Value>) -> Result<i64, Stop> {
    tx.save(COLLECTION, &creator.to_string(), seen, said)
}

/// Forgets what the creator said.
pub(crate) fn forget(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.forget_document(COLLECTION, &creator.to_string())
}
