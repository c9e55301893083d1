//! This node on Redis: what callers ask, and what the two background tasks share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use footlights_base::{Chance, Clock, Failure, Timestamp};
use redis::Script;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::link::{Link, Place, RedisUrlError, unavailable};
use super::trust::{Reading, Trust};
use super::{keeper, listener, script};
use crate::health::Board;
use crate::presence::Own;
use crate::settings::PUBLISH_WAITING_MAX;
use crate::subscription::Channels;
use crate::{ClusterSettings, Count, Entry, Freshness, NodeId, Roster, Subscription, Window};

/// Between a node's id and a member's name in a field.
const SEPARATOR: char = '/';

pub(crate) struct RedisNode {
    shared: Arc<Shared>,
    outgoing: mpsc::Sender<(Box<str>, Bytes)>,
    tasks: TaskTracker,
    /// With the last handle the tasks end, as if the process had died.
    _guard: DropGuard,
}

pub(super) struct Shared {
    pub(super) node: NodeId,
    pub(super) place: Place,
    pub(super) settings: ClusterSettings,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Chance,
    pub(super) board: Board,
    pub(super) channels: Arc<Channels>,
    pub(super) link: watch::Sender<Option<Link>>,
    pub(super) beats: watch::Sender<u64>,
    pub(super) state: Mutex<State>,
    /// Rings when the keeper should renew at once.
    pub(super) hurry: Notify,
    pub(super) cancel: CancellationToken,
    pub(super) scripts: Scripts,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) own: Own,
    pub(super) address: String,
    pub(super) trust: Trust,
    /// When this node has renewed itself last.
    pub(super) renewed_at: Option<Timestamp>,
    /// Whether all members must be put again.
    pub(super) behind: bool,
}

pub(super) struct Scripts {
    pub(super) renew: Script,
    list: Script,
    address: Script,
    forget: Script,
    count: Script,
}

impl RedisNode {
    pub(crate) fn start(
        url: &str,
        node: NodeId,
        clock: Arc<dyn Clock>,
        chance: &Chance,
        settings: ClusterSettings,
    ) -> Result<Self, RedisUrlError> {
        let place = Place::new(url, settings.answer_timeout)?;
        let cancel = CancellationToken::new();
        let shared = Arc::new(Shared {
            node,
            place,
            board: Board::connecting(clock.now()),
            settings,
            clock,
            chance: chance.clone(),
            channels: Arc::default(),
            link: watch::Sender::new(None),
            beats: watch::Sender::new(0),
            state: Mutex::default(),
            hurry: Notify::new(),
            cancel: cancel.clone(),
            scripts: Scripts::new(),
        });
        let (outgoing, waiting) = mpsc::channel(PUBLISH_WAITING_MAX);
        let tasks = TaskTracker::new();
        tasks.spawn(cancel.clone().run_until_cancelled_owned(keeper::keep(shared.clone())));
        tasks.spawn(cancel.clone().run_until_cancelled_owned(keeper::send(shared.clone(), waiting)));
        tasks.spawn(cancel.clone().run_until_cancelled_owned(listener::listen(shared.clone())));
        tasks.close();
        Ok(Self { shared, outgoing, tasks, _guard: cancel.drop_guard() })
    }

    pub(crate) fn publish(&self, channel: &str, message: Bytes) {
        if self.outgoing.try_send((self.shared.channel(channel).into(), message)).is_err() {
            metrics::counter!("cluster_publish_dropped_total").increment(1);
        }
    }

    pub(crate) async fn subscribe(&self, channel: &str) -> Subscription {
        let (subscription, mut held) = self.shared.channels.listen(&self.shared.channel(channel));
        // With Redis away this runs out, and the subscription begins with a gap when Redis is back.
        let _away = tokio::time::timeout(self.shared.settings.answer_timeout, held.wait_for(|held| *held)).await;
        subscription
    }

    pub(crate) async fn count(&self, key: &str, window: Window, by: u64) -> Result<Count, Failure> {
        let link = self.shared.link()?;
        let key = format!("{}:rate:{key}", self.shared.settings.prefix);
        let (length, by, sliding) = (window.millis().to_string(), by.to_string(), if window.is_sliding() { "1" } else { "0" });
        let args = [length.as_bytes(), by.as_bytes(), sliding.as_bytes()];
        let answer: (u64, u64) = link.script(&self.shared.scripts.count, &[&key], &args).await.map_err(|error| self.shared.broke(error))?;
        Ok(Count { total: answer.0, resets_in: Duration::from_millis(answer.1) })
    }

    pub(crate) async fn put(&self, place: &str, member: &str, value: Bytes) {
        self.shared.state().own.put(place, member, value.clone());
        let mut pipe = redis::pipe();
        pipe.hset(self.shared.at(place), self.shared.field(member), &*value).ignore();
        pipe.sadd(self.shared.places(), place).ignore();
        self.shared.write_presence(&pipe).await;
    }

    pub(crate) async fn remove(&self, place: &str, member: &str) {
        let nobody_left = self.shared.state().own.remove(place, member);
        let mut pipe = redis::pipe();
        pipe.hdel(self.shared.at(place), self.shared.field(member)).ignore();
        if nobody_left {
            pipe.srem(self.shared.places(), place).ignore();
        }
        if self.shared.write_presence(&pipe).await {
            self.shared.state().own.removed(place, member);
        }
    }

    pub(crate) async fn list(&self, place: &str) -> Roster {
        match self.shared.read_roster(place).await {
            Ok(roster) => roster,
            Err(_) => self.shared.own_roster(place),
        }
    }

    pub(crate) async fn forget(&self, place: &str, node: NodeId) {
        let prefix = format!("{node}{SEPARATOR}");
        if let Ok(link) = self.shared.link() {
            let done = link.script::<()>(&self.shared.scripts.forget, &[&self.shared.at(place)], &[prefix.as_bytes()]).await;
            if let Err(error) = done {
                tracing::debug!(%error, "a dead node's members could not be forgotten; the next one to notice will");
            }
        }
    }

    pub(crate) async fn advertise(&self, address: &str) {
        address.clone_into(&mut self.shared.state().address);
        let mut beats = self.shared.beats.subscribe();
        self.shared.hurry.notify_one();
        // Known to the others by the next beat; with Redis away as soon as it is back.
        let _away = tokio::time::timeout(self.shared.settings.answer_timeout, beats.changed()).await;
    }

    pub(crate) async fn address_of(&self, node: NodeId) -> Result<Option<String>, Failure> {
        let link = self.shared.link()?;
        let (node, dead) = (node.to_string(), self.shared.settings.dead_after.as_millis().to_string());
        let keys = [&*self.shared.key("nodes"), &*self.shared.key("addresses")];
        let answer = link.script(&self.shared.scripts.address, &keys, &[node.as_bytes(), dead.as_bytes()]).await;
        answer.map_err(|error| self.shared.broke(error))
    }

    pub(crate) fn board(&self) -> &Board {
        &self.shared.board
    }

    pub(crate) fn beats(&self) -> watch::Receiver<u64> {
        self.shared.beats.subscribe()
    }

    pub(crate) async fn close(&self) {
        self.shared.cancel.cancel();
        self.tasks.wait().await;
        let Ok(link) = self.shared.link() else { return };
        let shared = &self.shared;
        let mut pipe = redis::pipe();
        let node = shared.node.to_string();
        for (place, member, _) in shared.state().own.all().0 {
            pipe.hdel(shared.at(&place), shared.field(&member)).ignore();
        }
        pipe.del(shared.places()).ignore();
        pipe.zrem(shared.key("nodes"), &node).ignore();
        pipe.hdel(shared.key("addresses"), &node).ignore();
        pipe.hdel(shared.key("settled"), &node).ignore();
        if let Err(error) = link.pipe(&pipe).await {
            tracing::debug!(%error, "the others will notice by themselves that this node has left");
        }
    }
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn link(&self) -> Result<Link, Failure> {
        self.link.borrow().clone().ok_or_else(|| unavailable("Redis is away"))
    }

    /// A presence key. All of them share one slot of a Redis Cluster, so that one script sees them together.
    pub(super) fn key(&self, what: &str) -> String {
        format!("{{{}:presence}}:{what}", self.settings.prefix)
    }

    pub(super) fn at(&self, place: &str) -> String {
        self.key(&format!("at:{place}"))
    }

    /// Where this node has members: what is to be looked through when it is dead.
    pub(super) fn places(&self) -> String {
        self.key(&format!("places:{}", self.node))
    }

    pub(super) fn field(&self, member: &str) -> String {
        format!("{}{SEPARATOR}{member}", self.node)
    }

    pub(super) fn channel(&self, name: &str) -> String {
        format!("{}:channel:{name}", self.settings.prefix)
    }

    /// A question failed: the keeper looks at once whether the link still holds.
    fn broke(&self, error: redis::RedisError) -> Failure {
        self.hurry.notify_one();
        unavailable(error)
    }

    /// Whether it reached Redis; if not, everything is put again once it is back.
    async fn write_presence(&self, pipe: &redis::Pipeline) -> bool {
        let written = match self.link() {
            Ok(link) => link.pipe(pipe).await.is_ok(),
            Err(_) => false,
        };
        if !written {
            self.state().behind = true;
            self.hurry.notify_one();
        }
        written
    }

    async fn read_roster(&self, place: &str) -> Result<Roster, Failure> {
        let link = self.link()?;
        let life = self.state().trust.life().map(str::to_owned).ok_or_else(|| unavailable("Redis has not been seen yet"))?;
        let dead = self.settings.dead_after.as_millis().to_string();
        let keys = [&*self.key("nodes"), &*self.key("settled"), &*self.at(place)];
        let answer: redis::RedisResult<(Vec<String>, i64, Vec<(String, Vec<u8>)>)> =
            link.script(&self.scripts.list, &keys, &[dead.as_bytes(), life.as_bytes()]).await;
        let (live, unsettled, fields) = answer.map_err(|error| self.broke(error))?;
        let entry = |(field, value): (String, Vec<u8>)| {
            let (node, member) = field.split_once(SEPARATOR)?;
            Some(Entry {
                alive: live.iter().any(|live| live == node),
                node: node.parse().ok()?,
                member: member.into(),
                value: value.into(),
            })
        };
        let reading = Reading { life: &life, live: &live, unsettled };
        let freshness = self.state().trust.weigh(&self.settings, &self.node.to_string(), &reading, self.clock.now());
        Ok(Roster::new(fields.into_iter().filter_map(entry).collect(), freshness))
    }

    fn own_roster(&self, place: &str) -> Roster {
        let own = self.state().own.at(place);
        let entries = own.into_iter().map(|(member, value)| Entry { node: self.node, member, value, alive: true }).collect();
        let since = match &*self.board.watch().borrow() {
            crate::Health::Down { since, .. } => *since,
            crate::Health::Up => self.clock.now(),
        };
        Roster::new(entries, Freshness::Stale { since })
    }
}

impl Scripts {
    fn new() -> Self {
        Self {
            renew: Script::new(script::RENEW),
            list: Script::new(script::LIST),
            address: Script::new(script::ADDRESS),
            forget: Script::new(script::FORGET),
            count: Script::new(script::COUNT),
        }
    }
}
