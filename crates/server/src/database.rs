//! Which database the settings mean, and the tables of all systems in their order.

use anyhow::Context as _;
use footlights_store::{Database, Migrations, StoreSettings};

use crate::config::Settings;

/// The SQLite database's file in the data directory.
const FILE: &str = "footlights.db";

/// How to open the store.
#[must_use]
pub fn store_settings(settings: &Settings) -> StoreSettings {
    let base = match settings.database_url.expose() {
        Some(url) => StoreSettings::postgres(url),
        None => StoreSettings::sqlite(settings.data_dir.join(FILE)),
    };
    StoreSettings { lanes: settings.database_lanes, readers: settings.database_readers, ..base }
}

/// All systems' migrations, lower systems first.
#[must_use]
pub fn migrations() -> Vec<Migrations> {
    vec![
        footlights_outbound::webhook::migrations(),
        footlights_identity::migrations(),
        footlights_parlor::migrations(),
        footlights_companion::migrations(),
    ]
}

/// Makes the data directory where it is not there yet, for its owner only.
///
/// # Errors
/// When it cannot be made.
pub fn make_data_dir(settings: &Settings) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let dir = &settings.data_dir;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("the data directory {} cannot be made; choose another with --data-dir", dir.display()))
}

/// In words for people, without secrets.
#[must_use]
pub fn describe(settings: &Settings) -> String {
    match store_settings(settings).database {
        Database::Sqlite { path } => format!("SQLite in {}", path.display()),
        Database::Postgres { .. } => "PostgreSQL".into(),
    }
}
