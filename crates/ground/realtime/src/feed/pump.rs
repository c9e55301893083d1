//! The topics that are listened to, and the one task that puts their news in order and hands them on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::{Epoch, Event, TenantId, Topic};
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

use super::{LIVE_MAX, Live, Told};
use crate::inbox::News;
use crate::log::PAGE;
use crate::shared::Shared;
use crate::topic::{Order, Outcome};

/// The place of the feeds among the loop threads whose interest is asked.
pub(crate) const OWNER: u16 = 63;
/// Loop threads at most: one bit each, and one for the feeds.
pub(crate) const LOOPS_MAX: usize = OWNER as usize;
/// News that may wait for the task; what is beyond is read from the log when its turn comes.
const NEWS_WAITING_MAX: usize = 8_192;
/// News handled in one turn.
const NEWS_PER_TURN_MAX: usize = 256;
/// How often a gap is looked at while there is one.
const GAP_LOOK: Duration = Duration::from_millis(25);
/// Events a listener of a whole tenant may be behind.
const TENANT_LIVE_MAX: usize = 1_024;

/// One topic somebody listens to.
struct Listened {
    order: Order,
    live: broadcast::Sender<Live>,
}

/// Everything that is listened to on this node.
pub(crate) struct Feeds {
    topics: Mutex<HashMap<Topic, Listened>>,
    tenants: Mutex<HashMap<TenantId, broadcast::Sender<Arc<Event>>>>,
    tenants_count: AtomicUsize,
    news: mpsc::Sender<News>,
}

impl Feeds {
    pub(crate) fn new() -> (Self, mpsc::Receiver<News>) {
        let (news, waiting) = mpsc::channel(NEWS_WAITING_MAX);
        (Self { topics: Mutex::default(), tenants: Mutex::default(), tenants_count: AtomicUsize::new(0), news }, waiting)
    }

    /// A handle on what comes; its topic's interest is announced before the topic is read.
    pub(super) fn enter(&self, shared: &Shared, topic: &Topic) -> broadcast::Receiver<Live> {
        let mut topics = self.lock();
        if let Some(listened) = topics.get(topic) {
            return listened.live.subscribe();
        }
        let (live, receiver) = broadcast::channel(LIVE_MAX);
        topics.insert(topic.clone(), Listened { order: Order::default(), live });
        shared.interest.add(topic, OWNER);
        receiver
    }

    /// The last listener takes the topic with it.
    pub(super) fn leave(&self, shared: &Shared, topic: &Topic) {
        let mut topics = self.lock();
        if topics.get(topic).is_some_and(|listened| listened.live.receiver_count() == 0) {
            topics.remove(topic);
            shared.interest.remove(topic, OWNER);
        }
    }

    pub(super) fn enter_tenant(&self, tenant: TenantId) -> broadcast::Receiver<Arc<Event>> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.retain(|one, live| *one == tenant || live.receiver_count() > 0);
        let receiver = tenants.entry(tenant).or_insert_with(|| broadcast::channel(TENANT_LIVE_MAX).0).subscribe();
        self.tenants_count.store(tenants.len(), Ordering::SeqCst);
        receiver
    }

    /// Whether somebody listens to whole tenants, so that no event passes unseen.
    pub(crate) fn wants_all(&self) -> bool {
        self.tenants_count.load(Ordering::Relaxed) > 0
    }

    /// Takes news without waiting. `false` when too many wait: the topics will find the gap and read the log.
    pub(crate) fn tell(&self, news: &News) -> bool {
        self.news.try_send(news.clone()).is_ok()
    }

    /// A topic was read at this number.
    pub(super) fn stand(&self, shared: &Shared, topic: &Topic, epoch: Epoch, sequence: i64) {
        let mut topics = self.lock();
        let Some(listened) = topics.get_mut(topic) else { return };
        if listened.order.position().is_none() {
            listened.order.begin(epoch, sequence, shared.now_ms());
        } else {
            note(listened, |order, now| order.known(epoch, sequence, now), shared.now_ms());
        }
        send_ready(listened);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Topic, Listened>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, news: News, now: u64) {
        match news {
            News::Event(event) => {
                self.tell_tenant(&event);
                let mut topics = self.lock();
                if let Some(listened) = topics.get_mut(&event.topic) {
                    note(listened, |order, now| order.offer(event, now), now);
                    send_ready(listened);
                }
            }
            News::Known { topic, epoch, sequence } => {
                if let Some(listened) = self.lock().get_mut(&topic) {
                    note(listened, |order, now| order.known(epoch, sequence, now), now);
                    send_ready(listened);
                }
            }
            News::Ephemeral(frame) => {
                if let Some(listened) = self.lock().get(&frame.topic) {
                    send(listened, Some(Told::Ephemeral(frame)));
                }
            }
        }
    }

    fn tell_tenant(&self, event: &Arc<Event>) {
        if !self.wants_all() {
            return;
        }
        let tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(live) = tenants.get(&event.tenant) {
            drop(live.send(event.clone()));
        }
    }

    /// Gaps whose time has come, each with the number after which the log must be read.
    fn gaps(&self, now: u64) -> Vec<(Topic, i64)> {
        let mut topics = self.lock();
        topics.iter_mut().filter_map(|(topic, listened)| Some((topic.clone(), listened.order.read_from(now)?))).collect()
    }

    fn has_gap(&self) -> bool {
        self.lock().values().any(|listened| listened.order.deadline().is_some())
    }
}

/// Puts news in order and closes gaps until cancelled.
pub(crate) async fn pump(shared: Arc<Shared>, mut waiting: mpsc::Receiver<News>, cancel: CancellationToken) {
    let mut batch = Vec::with_capacity(NEWS_PER_TURN_MAX);
    let mut look = tokio::time::interval(GAP_LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut gap = false;
    loop {
        tokio::select! {
            () = cancel.cancelled() => break,
            count = waiting.recv_many(&mut batch, NEWS_PER_TURN_MAX) => if count == 0 { break },
            _ = look.tick(), if gap => {}
        }
        let now = shared.now_ms();
        batch.drain(..).for_each(|news| shared.feeds.take(news, now));
        for (topic, after) in shared.feeds.gaps(now) {
            read(&shared, topic, after).await;
        }
        gap = shared.feeds.has_gap();
    }
    // Whoever still listens learns that nothing more comes.
    shared.feeds.lock().clear();
    shared.feeds.tenants.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

async fn read(shared: &Shared, topic: Topic, after: i64) {
    let tail = shared.log.after(topic.clone(), after, PAGE).await;
    let now = shared.now_ms();
    let mut topics = shared.feeds.lock();
    let Some(listened) = topics.get_mut(&topic) else { return };
    match tail {
        Ok(tail) => note(listened, |order, now| order.log_read((tail.epoch, tail.sequence), tail.events, now), now),
        Err(error) => {
            tracing::warn!(%error, %topic, "a gap could not be read");
            listened.order.log_failed(now);
        }
    }
    send_ready(listened);
}

fn note(listened: &mut Listened, what: impl FnOnce(&mut Order, u64) -> Outcome, now: u64) {
    if what(&mut listened.order, now) == Outcome::Broken {
        send(listened, None);
    }
}

fn send_ready(listened: &mut Listened) {
    for event in listened.order.take_ready() {
        send(listened, Some(Told::Event(event)));
    }
}

/// Nobody there to hear it is nobody's fault.
fn send(listened: &Listened, told: Option<Told>) {
    drop(listened.live.send(told.map(Arc::new)));
}
