//! The conductor of this node: for each creator with an overlay open here it tries to hold the lease and conducts.
//!
//! Whoever holds it sends alerts to all overlays, with sound for one of those on its own node. Nothing is kept here that is not
//! in the rows.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use footlights_base::{AccountId, Failure};
use footlights_cluster::{Heard, Subscription};
use footlights_realtime::Hub;
use footlights_store::{Database, Lease};
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::conducting::Conducting;
use super::menu_to_sessions::MenuToSessions;
use super::news::{NEWS, News, NewsFromCommits};
use crate::Overlays;
use crate::audience::KEY_HOLDERS;
use crate::events::creator_topic;
use crate::following::follow_live;
use crate::overlays::FRAMES;

/// How long a creator's alerts go unlooked at while an overlay is open, should news be lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long somebody goes on following by a right that was taken away or on a page that was closed, should the news be lost.
const RECHECK_EVERY: Duration = Duration::from_secs(30);

/// The running conductor of a node. Dropped without [`Conductor::stop`] it ends as in a crash: nothing is lost by that.
pub struct Conductor {
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Conductor {
    /// Starts conducting; ends when `cancel` is cancelled. Without a hub there is nobody to show anything to.
    ///
    /// # Errors
    /// When the cluster refuses the channels, which it does not.
    pub async fn start(overlays: &Overlays, cancel: CancellationToken) -> Result<Self, Failure> {
        let tasks = TaskTracker::new();
        let cancel = cancel.child_token();
        if let Some(hub) = overlays.hub.clone() {
            overlays.companion.store.follow_commits(Arc::new(NewsFromCommits(overlays.cluster.clone())));
            overlays.companion.store.follow_commits(Arc::new(MenuToSessions(hub.clone())));
            let house = House {
                news: overlays.cluster.subscribe(NEWS).await?,
                frames: overlays.cluster.subscribe(FRAMES).await?,
                overlays: overlays.clone(),
                hub,
                cancel: cancel.clone(),
                stages: HashMap::new(),
                running: JoinSet::new(),
            };
            tasks.spawn(house.run());
        }
        tasks.close();
        Ok(Self { cancel, tasks })
    }

    /// Gives all leases back and ends.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Conductor {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// All creators with an overlay open on this node.
struct House {
    overlays: Overlays,
    hub: Hub,
    news: Subscription,
    frames: Subscription,
    cancel: CancellationToken,
    stages: HashMap<AccountId, Arc<Notify>>,
    running: JoinSet<AccountId>,
}

impl House {
    async fn run(mut self) {
        let mut changes = self.hub.audience_changes(KEY_HOLDERS);
        let mut recheck = tokio::time::interval(RECHECK_EVERY);
        loop {
            tokio::select! {
                () = self.cancel.cancelled() => break,
                change = changes.recv() => match change {
                    Ok(change) if change.topic.kind() == "creator" => {
                        if let Ok(creator) = change.topic.id().parse() {
                            self.attend(creator);
                        }
                    }
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => self.nudge_all(),
                    Err(broadcast::error::RecvError::Closed) => break,
                },
                heard = self.news.next() => match heard {
                    Heard::Message(bytes) => self.hear(&bytes).await,
                    Heard::Gap => self.nudge_all(),
                },
                _ = recheck.tick() => self.look_round().await,
                heard = self.frames.next() => if let Heard::Message(bytes) = heard { self.overlays.hear_frame(&bytes) },
                Some(ended) = self.running.join_next() => {
                    if let Ok(creator) = ended {
                        self.stages.remove(&creator);
                        // Somebody may have come while it was leaving.
                        self.attend(creator);
                    }
                }
            }
        }
        while self.running.join_next().await.is_some() {}
    }

    /// Conducts where an overlay is open; tells the one who does already.
    fn attend(&mut self, creator: AccountId) {
        if let Some(nudge) = self.stages.get(&creator) {
            nudge.notify_one();
        } else if self.hub.watchers_count(&creator_topic(creator), KEY_HOLDERS) > 0 {
            let nudge = Arc::new(Notify::new());
            self.stages.insert(creator, nudge.clone());
            let stage = Stage { overlays: self.overlays.clone(), hub: self.hub.clone(), creator, nudge, cancel: self.cancel.clone() };
            self.running.spawn(stage.run());
        }
    }

    /// Puts out whoever the news of a lost right or a closed page has passed by.
    async fn look_round(&self) {
        self.overlays.guests().recheck(&self.overlays.companion, None).await;
        self.overlays.viewed().recheck(&self.overlays.companion, &self.hub, None).await;
    }

    fn nudge_all(&self) {
        self.stages.values().for_each(|nudge| nudge.notify_one());
    }

    async fn hear(&mut self, bytes: &Bytes) {
        match News::from_bytes(bytes) {
            Some(News::Alerts(creator)) => self.attend(creator),
            Some(News::Rights(creator)) => self.overlays.guests().recheck(&self.overlays.companion, Some(creator)).await,
            Some(News::Settings(creator)) => {
                self.attend(creator);
                self.overlays.viewed().recheck(&self.overlays.companion, &self.hub, Some(creator)).await;
            }
            Some(News::Menu(creator)) => self.overlays.companion.menus.forget(creator),
            Some(News::Started(creator)) => follow_live(&self.overlays.companion, &self.hub, creator).await,
            None => {}
        }
    }
}

/// One creator's overlays on this node.
struct Stage {
    overlays: Overlays,
    hub: Hub,
    creator: AccountId,
    nudge: Arc<Notify>,
    cancel: CancellationToken,
}

impl Stage {
    async fn run(self) -> AccountId {
        while !self.cancel.is_cancelled() && self.has_holders() {
            match self.lease().await {
                Some(lease) => self.conduct(lease).await,
                None => self.pause(LOOK_EVERY).await,
            }
        }
        self.creator
    }

    fn has_holders(&self) -> bool {
        self.hub.watchers_count(&creator_topic(self.creator), KEY_HOLDERS) > 0
    }

    async fn lease(&self) -> Option<Lease> {
        let overlays = &self.overlays;
        // A data directory has one server, so after a crash nobody else can hold its leases: no need to wait for their end.
        let owner = match overlays.companion.store.settings().database {
            Database::Sqlite { .. } => "the one server".to_owned(),
            Database::Postgres { .. } => overlays.cluster.node().to_string(),
        };
        let lease = overlays.companion.store.lease(&Conducting::lease_name(self.creator), &owner, overlays.settings.lease_life).await;
        lease.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "the lease of an overlay could not be asked for");
            None
        })
    }

    /// Conducts until the last overlay has gone, the lease is lost, or the server stops.
    async fn conduct(&self, lease: Lease) {
        let done = self.cancel.child_token();
        let keep = self.overlays.companion.store.keep_lease(lease.clone(), self.overlays.settings.lease_life, done.clone());
        let turns = async {
            let mut conducting = Conducting::new(self.overlays.clone(), self.creator, lease);
            while self.turn(&mut conducting).await {}
            done.cancel();
            // Given back by the other half of the join.
        };
        let mut keep = std::pin::pin!(keep);
        self.overlays.conducts(self.creator, true);
        tokio::select! {
            _ = &mut keep => {}
            () = turns => { keep.await; }
        }
        self.overlays.conducts(self.creator, false);
    }

    /// One turn and the pause after it; whether to go on.
    async fn turn(&self, conducting: &mut Conducting) -> bool {
        let holders = self.has_holders();
        let pause = match conducting.turn(holders).await {
            Ok(turn) => {
                turn.issued.iter().for_each(|issued| self.overlays.tell_overlays(self.creator, "alert", issued));
                let now = self.overlays.companion.now();
                turn.wake_at.map_or(LOOK_EVERY, |at| at.since(now)).min(LOOK_EVERY)
            }
            Err(Failure::Rejected(refusal)) => {
                tracing::info!(%refusal, "another node conducts an overlay now");
                return false;
            }
            Err(failure) => {
                tracing::warn!(%failure, "a turn of an overlay's alerts failed");
                LOOK_EVERY
            }
        };
        if holders && !self.cancel.is_cancelled() {
            self.pause(pause).await;
        }
        holders && !self.cancel.is_cancelled()
    }

    async fn pause(&self, length: Duration) {
        tokio::select! {
            () = self.cancel.cancelled() => {}
            () = self.nudge.notified() => {}
            () = tokio::time::sleep(length) => {}
        }
    }
}
