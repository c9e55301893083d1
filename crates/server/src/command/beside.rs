//! Commands beside a server: asked through its control socket while it runs, done by ourselves while it does not.

use std::sync::Arc;

use footlights_surface::Limiter;
use tokio::sync::mpsc;

use crate::admin::{self, Desk};
use crate::config::Settings;
use crate::control::{self, Request};
use crate::ground::{Ground, NobodyConnected};

/// Does the request wherever it must be done and says what came of it.
pub(super) async fn run(settings: &Settings, request: Request) -> anyhow::Result<()> {
    let progress = |step: &str| {
        // A terminal that is gone misses the steps; the work goes on.
        let _gone = super::ask(&format!("{step}\n"));
    };
    let lines = match control::ask(&settings.data_dir, &request, progress).await? {
        Some(lines) => lines,
        None => alone(settings, request).await?,
    };
    super::say(&lines.into_iter().map(|line| line + "\n").collect::<String>())
}

async fn alone(settings: &Settings, request: Request) -> anyhow::Result<Vec<String>> {
    let ground = Ground::open(settings).await?;
    let limiter = Arc::new(Limiter::new(ground.clock.clone()));
    let identity = ground.identity(settings, "http://127.0.0.1", Arc::new(NobodyConnected), limiter).await?;
    let companion = ground.companion(settings)?;
    let desk = Desk { identity, companion, store: ground.store.clone(), chance: ground.chance.clone() };
    let (progress, mut steps) = mpsc::channel(64);
    let telling = async {
        while let Some(step) = steps.recv().await {
            let _gone = super::ask(&format!("{step}\n"));
        }
    };
    let (outcome, ()) = tokio::join!(admin::run(desk, request, progress), telling);
    ground.store.close().await;
    ground.cluster.close().await;
    outcome
}
