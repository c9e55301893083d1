//! The face of the realtime edge.

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use footlights_base::{AccountId, Chance, Clock, Topic};
use footlights_cluster::Cluster;
use footlights_socketio::Namespaces;
use footlights_store::{CommitSink, Store};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::admission::Admission;
use crate::commands::Commands;
use crate::directory::{AudienceChange, Directory};
use crate::driver::{self, Door};
use crate::expiry::{self, Expiries};
use crate::feed::{self, Feeds, LOOPS_MAX, Seats};
use crate::inbox::{Message, News};
use crate::interest::Interest;
use crate::log::EventLog;
use crate::presence::{self, Activity, Counts, Desk, Digest};
use crate::readings::Readings;
use crate::relay::{self, Relay, Said};
use crate::shared::Shared;
use crate::sink::HubSink;
use crate::store_log::StoreLog;
use crate::sweep;
use crate::watch::Watches;
use crate::{Audience, Ephemeral, ForeignRoute, HubSettings, Namespace, Socket, Tag};

/// How often a drain looks whether everybody has gone.
const DRAIN_LOOK: Duration = Duration::from_millis(20);
/// How long after the last close a drain waits for clients to end their side.
const DRAIN_GRACE: Duration = Duration::from_secs(3);

/// Everything between committed events and the sockets that follow them. Clones are handles on the same hub.
#[derive(Clone)]
pub struct Hub(pub(crate) Arc<Shared>);

/// The hub could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The operating system gives no more threads or file descriptors.
    #[error("the threads that serve sockets could not start: {0}")]
    Threads(#[from] std::io::Error),
}

impl Hub {
    /// Starts the threads that serve sockets, follows the store's commits and speaks with the other nodes. Ends, with its
    /// threads, when `cancel` is cancelled; drain before.
    ///
    /// # Errors
    /// When the operating system gives no threads.
    pub fn start(
        settings: HubSettings,
        store: Store,
        cluster: Cluster,
        clock: Arc<dyn Clock>,
        chance: Chance,
        cancel: CancellationToken,
    ) -> Result<Self, StartError> {
        let commits = store.clone();
        let hub = Self::start_on(settings, cluster, Arc::new(StoreLog(store)), clock, chance, cancel)?;
        commits.follow_commits(hub.sink());
        Ok(hub)
    }

    /// Starts on a log.
    pub(crate) fn start_on(
        settings: HubSettings,
        cluster: Cluster,
        log: Arc<dyn EventLog>,
        clock: Arc<dyn Clock>,
        chance: Chance,
        cancel: CancellationToken,
    ) -> Result<Self, StartError> {
        let loops = settings.loops.clamp(1, LOOPS_MAX);
        let doors = (0..loops).map(|_| Door::new()).collect::<Result<Vec<_>, _>>()?;
        let tasks = TaskTracker::new();
        let runtime = tokio::runtime::Handle::current();
        let relay = (!cluster.is_alone()).then(Relay::new);
        let (feeds, fed) = Feeds::new();
        let shared = Arc::new(Shared {
            node: cluster.node().to_string().into(),
            relay: relay.as_ref().map(|(relay, _)| relay.clone()),
            foreign: OnceLock::new(),
            sweep_all: Notify::new(),
            clock,
            log,
            chance,
            commands: Commands::new(runtime, tasks.clone(), settings.commands_running_max),
            admission: Arc::new(Admission::new(&settings)),
            directory: Directory::new(),
            expiries: Expiries::default(),
            interest: Interest::default(),
            presence: Desk::new(),
            feeds,
            seats: Seats::new(settings.feeds_per_account_max),
            watches: Watches::default(),
            readings: Readings::default(),
            inboxes: doors.iter().map(|door| door.inbox.clone()).collect(),
            draining: AtomicBool::new(false),
            next_owner: AtomicU16::new(0),
            announced: Mutex::default(),
            sealed: OnceLock::new(),
            born: monotonic_now(),
            settings,
        });
        let mut threads = Vec::new();
        for (index, door) in (0_u16..).zip(doors) {
            threads.push(driver::start(index, door, shared.clone())?);
        }
        tasks.spawn(feed::pump(shared.clone(), fed, cancel.clone()));
        tasks.spawn(sweep::run(shared.clone(), cancel.clone()));
        tasks.spawn(presence::tick(shared.clone(), cancel.clone()));
        tasks.spawn(expiry::run(shared.clone(), cancel.clone()));
        if let Some((_, waiting)) = relay {
            tasks.spawn(relay::publish(cluster.clone(), waiting, cancel.clone()));
            let listening = relay::listen(cluster, shared.clone(), cancel.clone());
            tasks.spawn(async move {
                if let Err(error) = listening.await {
                    tracing::error!(%error, "other nodes are not heard");
                }
            });
        }
        let ending = shared.clone();
        tasks.spawn(async move {
            cancel.cancelled().await;
            for owner in 0_u16..u16::try_from(ending.inboxes.len()).unwrap_or(u16::MAX) {
                ending.send(owner, Message::Stop);
            }
            let joined = tokio::task::spawn_blocking(move || threads.into_iter().all(|thread| thread.join().is_ok())).await;
            if !matches!(joined, Ok(true)) {
                tracing::error!("a thread that serves sockets has ended with a panic");
            }
        });
        tasks.close();
        Ok(Self(shared))
    }

    /// Where committed events go in. [`Self::start`] has seen to that for its store.
    #[must_use]
    pub fn sink(&self) -> Arc<dyn CommitSink> {
        Arc::new(HubSink(self.0.clone()))
    }

    /// Announces a namespace, before the first client comes.
    ///
    /// # Panics
    /// When its path is announced already or cannot be one (it begins with `/`, holds no comma, ≤ 256 bytes), or when
    /// clients are there already: namespaces are constants of the code, announced at start.
    pub fn add_namespace(&self, namespace: Arc<dyn Namespace>) {
        assert!(self.0.sealed.get().is_none(), "the namespace {} came after the first client", namespace.path());
        let mut announced = self.0.announced.lock().unwrap_or_else(PoisonError::into_inner);
        announced.push(namespace);
        if let Err(error) = Namespaces::new(announced.iter().map(|namespace| namespace.path())) {
            announced.pop();
            drop(announced);
            panic!("{error}");
        }
    }

    /// Says how requests for other nodes' sessions get there. The first word counts.
    pub fn route_foreign(&self, route: Arc<dyn ForeignRoute>) {
        if self.0.foreign.set(route).is_err() {
            tracing::error!("a second way to other nodes' sessions was ignored");
        }
    }

    /// Long-polling and WebSocket at [`HubSettings::path`].
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        crate::http::routes(self.0.clone())
    }

    /// Sends a frame without a number to the followers of its topic, on all nodes.
    pub fn ephemeral(&self, frame: Ephemeral) {
        let frame = Arc::new(frame);
        self.0.tell(&[(&frame.topic, News::Ephemeral(frame.clone()))]);
        if let Some(relay) = &self.0.relay {
            relay.say(Said::Ephemeral(frame));
        }
    }

    /// The same, but for those on this node: what every node finds out for itself.
    pub fn ephemeral_here(&self, frame: Ephemeral) {
        let frame = Arc::new(frame);
        self.0.tell(&[(&frame.topic, News::Ephemeral(frame.clone()))]);
    }

    /// Ends all sockets with this tag, with a Socket.IO DISCONNECT, so that their clients stay away: for revoked tokens,
    /// bans and rotated keys only. On all nodes, at once here and as soon as they hear of it on the others.
    pub fn cut(&self, tag: &Tag) {
        self.0.cut(tag);
        if let Some(relay) = &self.0.relay {
            relay.say(Said::Cut(tag.clone()));
        }
    }

    /// The sockets on this node that follow `topic` as `audience`, in no order.
    #[must_use]
    pub fn watchers(&self, topic: &Topic, audience: Audience) -> Vec<Socket> {
        self.0.directory.watchers(topic, audience)
    }

    /// How many there are; cheap.
    #[must_use]
    pub fn watchers_count(&self, topic: &Topic, audience: Audience) -> usize {
        self.0.directory.count(topic, audience)
    }

    /// Tells of every change of the followers of any topic in one audience, on this node. Who falls behind by more than 1,024 changes is told
    /// so ([`broadcast::error::RecvError::Lagged`]) and must count again.
    #[must_use]
    pub fn audience_changes(&self, audience: Audience) -> broadcast::Receiver<AudienceChange> {
        self.0.directory.changes(audience)
    }

    /// Who is present at `topic` on this node ([`Socket::appear`]), in no order.
    #[must_use]
    pub fn members(&self, topic: &Topic) -> Vec<(AccountId, Activity)> {
        self.0.presence.members(topic)
    }

    /// How many that are; cheap.
    #[must_use]
    pub fn members_count(&self, topic: &Topic) -> Counts {
        self.0.presence.counts(topic)
    }

    /// The first `limit` of them by id, after one.
    #[must_use]
    pub fn members_after(&self, topic: &Topic, after: Option<AccountId>, limit: usize) -> Vec<(AccountId, Activity)> {
        self.0.presence.members_after(topic, after, limit)
    }

    /// Whether somebody is present in person; none when they are not present.
    #[must_use]
    pub fn activity(&self, topic: &Topic, account: AccountId) -> Option<Activity> {
        self.0.presence.activity(topic, account)
    }

    /// Somebody is present by `device`, which is no socket of this node: told like any coming.
    pub fn appear_elsewhere(&self, topic: &Topic, account: AccountId, device: &str) {
        self.0.presence.connect(topic, account, device, self.0.wall_ms());
    }

    /// The same for who was there before this node looked: counted, but told to nobody.
    pub fn adopt_elsewhere(&self, topic: &Topic, account: AccountId, device: &str) {
        self.0.presence.adopt(topic, account, device);
    }

    /// That device is lost.
    pub fn disappear_elsewhere(&self, topic: &Topic, account: AccountId, device: &str) {
        self.0.presence.disconnect(topic, account, device, self.0.wall_ms());
    }

    /// While `true`, nobody's grace ends: it is not known who is elsewhere.
    pub fn hold_departures(&self, holding: bool) {
        self.0.presence.hold(holding);
    }

    /// Forgets who is present at `topic`, without a word: nobody here looks any more.
    pub fn forget_presence(&self, topic: &Topic) {
        self.0.presence.forget(topic);
    }

    /// Tells of comings and goings on this node, as they should be shown. Who falls behind by more than 1,024 digests is
    /// told so and must read [`Self::members`] again.
    #[must_use]
    pub fn presence_changes(&self) -> broadcast::Receiver<(Topic, Arc<Digest>)> {
        self.0.presence.digests()
    }

    /// A member says whether somebody is there in person.
    pub fn heartbeat(&self, topic: &Topic, account: AccountId, activity: Activity) {
        self.0.presence.heartbeat(topic, account, activity, self.0.wall_ms());
    }

    /// A member says goodbye or is put out: has left at once, without grace.
    pub fn depart(&self, topic: &Topic, account: AccountId) {
        self.0.presence.leave(topic, account, self.0.wall_ms());
    }

    /// Connections open on this node.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.0.admission.open()
    }

    /// Takes nobody in any more and closes the transports of all connections, spread over `over`, so that their clients
    /// come back to another node or to the next start, not all at once. Returns when they have gone, or three seconds
    /// after the time is over.
    pub async fn drain(&self, over: Duration) {
        self.0.draining.store(true, Ordering::SeqCst);
        let over_ms = u64::try_from(over.as_millis()).unwrap_or(u64::MAX).min(3_600_000);
        for owner in 0_u16..u16::try_from(self.0.inboxes.len()).unwrap_or(u16::MAX) {
            self.0.send(owner, Message::Drain { over_ms });
        }
        let gone = async {
            let mut look = tokio::time::interval(DRAIN_LOOK);
            while self.connections() > 0 {
                look.tick().await;
            }
            self.0.watches.drain(over).await;
        };
        if tokio::time::timeout(over + DRAIN_GRACE, gone).await.is_err() {
            tracing::warn!(left = self.connections(), "some clients did not end their side; they are dropped");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the monotonic clock is read here and in `Shared::now_ms`, and only for deadlines")]
fn monotonic_now() -> Instant {
    Instant::now()
}
