//! What `/readyz` tells: what is held now, not what is configured.

use std::sync::Arc;

use footlights_cluster::Health as ClusterHealth;
use footlights_store::Workers;
use tokio::sync::RwLock;

use crate::ground::Ground;
use crate::ops::{Check, LookAround};

/// The workers while they run; taken out when the server stops.
pub type RunningWorkers = Arc<RwLock<Option<Workers>>>;

/// Looks at the database, at Redis and at the workers.
#[must_use]
pub fn look(ground: &Ground, workers: RunningWorkers) -> LookAround {
    let (store, cluster) = (ground.store.clone(), ground.cluster.clone());
    Arc::new(move || {
        let (store, cluster, workers) = (store.clone(), cluster.clone(), workers.clone());
        Box::pin(async move {
            let database = store.health();
            let redis = match cluster.health() {
                ClusterHealth::Up => Check { name: "redis", ok: true, detail: "up, or not needed".into() },
                ClusterHealth::Down { since, why } => Check { name: "redis", ok: false, detail: format!("down since {since}: {why}") },
            };
            vec![
                Check {
                    name: "database",
                    ok: database.up,
                    detail: database.reason.unwrap_or_else(|| format!("{} commands waiting", database.waiting)),
                },
                redis,
                workers_check(&workers).await,
            ]
        })
    })
}

async fn workers_check(workers: &RunningWorkers) -> Check {
    let running = workers.read().await;
    let Some(workers) = running.as_ref().filter(|workers| workers.is_running()) else {
        return Check { name: "workers", ok: false, detail: "stopped".into() };
    };
    match workers.health().await {
        // What stands still is named but does not take the node out: another node would stand still, too.
        Ok(health) => Check { name: "workers", ok: true, detail: health.to_string() },
        Err(_) => Check { name: "workers", ok: false, detail: "their state cannot be read from the database".into() },
    }
}
