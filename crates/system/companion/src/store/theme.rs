//! The theme of a creator's overlay: a document.

use footlights_base::AccountId;
use footlights_store::{Read, Stop, Tx, document};

use crate::model::Theme;

const COLLECTION: &str = "companion.overlay_theme";

/// The theme, or the one we begin with.
pub(crate) fn load(read: &mut impl Read, creator: AccountId) -> Result<Theme, Stop> {
    let found = document::load::<Theme>(read, COLLECTION, &creator.to_string())?;
    Ok(found.map_or_else(Theme::default, |found| Theme { version: found.version, ..found.value }))
}

/// Saves it as the successor of the version it carries.
pub(crate) fn save(tx: &mut Tx<'_>, creator: AccountId, theme: &Theme) -> Result<Theme, Stop> {
    let version = tx.save(COLLECTION, &creator.to_string(), theme.version, theme)?;
    Ok(Theme { version, ..theme.clone() })
}

/// Forgets it.
pub(crate) fn forget(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.forget_document(COLLECTION, &creator.to_string())
}
