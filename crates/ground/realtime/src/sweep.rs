//! Once a second: does the database know of events nobody told us of? It finds the last event of a node that died
//! between commit and publish, and whatever a full queue or a lost message swallowed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::Topic;
use tokio_util::sync::CancellationToken;

use crate::inbox::News;
use crate::shared::Shared;

/// How often.
const EVERY: Duration = Duration::from_secs(1);
/// Topics looked at each time; with more than that followed they take turns.
const TOPICS_PER_SWEEP: usize = 256;

/// Sweeps until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut waiting = VecDeque::new();
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = shared.sweep_all.notified() => {
                waiting.clear();
                for topics in shared.interest.topics().chunks(TOPICS_PER_SWEEP) {
                    sweep(&shared, topics.to_vec()).await;
                }
            }
            _ = every.tick() => {}
        }
        if waiting.is_empty() {
            waiting.extend(shared.interest.topics());
        }
        let topics: Vec<Topic> = waiting.drain(..waiting.len().min(TOPICS_PER_SWEEP)).collect();
        if !topics.is_empty() {
            sweep(&shared, topics).await;
        }
    }
}

async fn sweep(shared: &Shared, topics: Vec<Topic>) {
    match shared.log.stands(topics).await {
        Ok(stands) => {
            let news: Vec<_> = stands
                .iter()
                .map(|(topic, epoch, sequence)| (topic, News::Known { topic: topic.clone(), epoch: *epoch, sequence: *sequence }))
                .collect();
            shared.tell(&news);
        }
        Err(error) => tracing::warn!(%error, "the sweep could not read where topics stand"),
    }
}
