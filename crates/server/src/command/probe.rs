//! Looks at the database and at Redis without changing anything.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock, SystemClock};
use footlights_cluster::Health;
use footlights_store::plan;

use super::doctor::Finding;
use crate::config::Settings;
use crate::database::{describe, migrations, store_settings};

/// How long Redis may take to show itself.
const REDIS_WITHIN: Duration = Duration::from_secs(3);

/// Whether the database can be opened, and what `migrate` would do.
pub(super) async fn database(settings: &Settings) -> Finding {
    const SUBJECT: &str = "database";
    match plan(&store_settings(settings), &migrations()).await {
        Ok(steps) if steps.is_empty() => Finding::good(SUBJECT, format!("{}, up to date", describe(settings))),
        Ok(steps) => {
            Finding::good(SUBJECT, format!("{}, {} migrations to run; `serve` does it by itself", describe(settings), steps.len()))
        }
        Err(error) => Finding::bad(SUBJECT, format!("{:#}", anyhow::Error::new(error))),
    }
}

/// Whether Redis answers.
pub(super) async fn redis(settings: &Settings) -> Finding {
    const SUBJECT: &str = "Redis";
    if settings.redis_url.expose().is_none() {
        return Finding::good(SUBJECT, "not used: one node");
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let cluster = match crate::cluster::join(settings, &clock, &Chance::from_os()) {
        Ok(cluster) => cluster,
        Err(error) => return Finding::bad(SUBJECT, format!("{error:#}")),
    };
    let mut changes = cluster.health_changes();
    let finding = match tokio::time::timeout(REDIS_WITHIN, changes.wait_for(|health| *health == Health::Up)).await {
        Ok(Ok(_)) => Finding::good(SUBJECT, "answers"),
        _ => {
            let why = match cluster.health() {
                Health::Up => "it stopped answering".into(),
                Health::Down { why, .. } => why,
            };
            Finding::bad(SUBJECT, format!("no answer ({why}). Start it, or take redis_url away to run as one node."))
        }
    };
    cluster.close().await;
    finding
}
