//! This node among others: alone in memory, or on Redis.

use std::sync::Arc;

use anyhow::Context as _;
use footlights_base::{Chance, Clock};
use footlights_cluster::{Cluster, ClusterSettings};

use crate::config::Settings;

/// Joins. Answers at once: a Redis that is away shows in `/readyz` and is used as soon as it is there.
///
/// # Errors
/// When `redis_url` is no such URL.
pub(crate) fn join(settings: &Settings, clock: &Arc<dyn Clock>, chance: &Chance) -> anyhow::Result<Cluster> {
    match settings.redis_url.expose() {
        None => Ok(Cluster::memory(clock.clone(), chance)),
        Some(url) => Cluster::redis(url, clock.clone(), chance, ClusterSettings::default())
            .context("redis_url is not understood; write it as redis://host:6379"),
    }
}
