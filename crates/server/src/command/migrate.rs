//! `footlights migrate`: says what it will do, then does it.

use std::fmt::Write as _;
use std::sync::Arc;

use footlights_base::{Chance, SystemClock};
use footlights_store::{Store, plan};

use crate::config::Settings;
use crate::database::{describe, make_data_dir, migrations, store_settings};

/// The plan in words; with `dry_run` nothing is changed.
///
/// # Errors
/// When the database cannot be used or its history does not fit this version.
pub async fn run(settings: &Settings, dry_run: bool) -> anyhow::Result<String> {
    let steps = plan(&store_settings(settings), &migrations()).await?;
    let mut said = format!("{}: ", describe(settings));
    if steps.is_empty() {
        said.push_str("nothing to do, the database fits this version.\n");
        return Ok(said);
    }
    let _ = writeln!(said, "{} steps {}.", steps.len(), if dry_run { "would be taken" } else { "were taken" });
    for step in &steps {
        let _ = writeln!(said, "  {} {} {}", step.system, step.version, step.name);
    }
    if !dry_run {
        make_data_dir(settings)?;
        let store = Store::open(store_settings(settings), &migrations(), Arc::new(SystemClock), Chance::from_os()).await?;
        store.close().await;
    }
    Ok(said)
}
