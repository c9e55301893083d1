//! `footlights restore`: fills an empty database from a backup.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use footlights_base::{Chance, SystemClock};
use footlights_store::Progress;

use crate::config::Settings;
use crate::database::{describe, make_data_dir, migrations, store_settings};

/// Restores and says what was restored.
pub(super) async fn run(settings: &Settings, from: &Path) -> anyhow::Result<String> {
    make_data_dir(settings)?;
    let report =
        footlights_store::restore(from, store_settings(settings), &migrations(), Arc::new(SystemClock), Chance::from_os(), Arc::new(tell))
            .await
            .context("nothing was restored: it needs an empty place")?;
    let rows: u64 = report.tables.iter().map(|(_, rows)| rows).sum();
    let key = settings.data_dir.join("secret.key");
    let reminder = if settings.secret_key.expose().is_some() || key.exists() {
        String::new()
    } else {
        format!("Put the secret.key of the old data directory at {} before you start the server.\n", key.display())
    };
    Ok(format!("{}: {rows} rows of {} tables restored and verified.\n{reminder}", describe(settings), report.tables.len()))
}

/// Long work shows that it goes on.
fn tell(step: Progress) {
    let _gone = super::ask(&format!("{} of {}\r", step.done, step.total));
}
