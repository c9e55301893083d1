//! Stopping: nothing that was answered is lost, clients are sent to come back, a second signal ends at once.

use std::time::Duration;

use footlights_companion::{Conductor, Loudspeaker};
use footlights_realtime::Hub;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::ground::Ground;
use crate::health::RunningWorkers;
use crate::nodes::Nodes;

/// Of the drain time, the share kept for what comes after the clients have gone.
const LAST_WORK: Duration = Duration::from_secs(2);
/// How a process ends that was told twice.
const TOLD_TWICE: i32 = 130;

/// SIGTERM and SIGINT.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on both are ours.
    pub(super) fn catch() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next of either.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Everything that must be left in order.
pub(super) struct Leave {
    pub(super) hub: Hub,
    pub(super) nodes: Option<Nodes>,
    pub(super) conductor: Conductor,
    pub(super) loudspeaker: Loudspeaker,
    pub(super) workers: RunningWorkers,
    pub(super) ground: Ground,
    /// Cancelled first: no more connections, open requests end.
    pub(super) no_more: CancellationToken,
    /// Cancelled last: threads and rounds end.
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
    pub(super) accepting: JoinHandle<()>,
}

impl Leave {
    /// Drains within the time, or ends at the second signal.
    pub(super) async fn within(self, time: Duration, mut signals: Signals) {
        tracing::info!(seconds = time.as_secs(), "draining; a second signal ends at once");
        tokio::select! {
            () = self.in_order(time) => tracing::info!("stopped"),
            () = signals.next() => {
                tracing::warn!("told twice, ending now");
                std::process::exit(TOLD_TWICE);
            }
        }
    }

    async fn in_order(self, time: Duration) {
        self.no_more.cancel();
        let for_clients = time.saturating_sub(LAST_WORK);
        let clients = async {
            let passed_on = async {
                if let Some(nodes) = &self.nodes {
                    nodes.drain(for_clients).await;
                }
            };
            tokio::join!(self.hub.drain(for_clients), passed_on);
            // Parked polls are answered by the drain, so what is left are ordinary requests.
            if tokio::time::timeout(LAST_WORK, self.accepting).await.is_err() {
                tracing::warn!("some requests did not end in time");
            }
        };
        clients.await;
        self.conductor.stop().await;
        let workers = self.workers.write().await.take();
        if let Some(workers) = workers {
            workers.stop(LAST_WORK).await;
        }
        self.loudspeaker.stop().await;
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(LAST_WORK, self.tasks.wait()).await.is_err() {
            tracing::warn!("some background work did not end in time");
        }
        self.ground.store.close().await;
        self.ground.cluster.close().await;
    }
}
