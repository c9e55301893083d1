//! Following a topic without a socket: an ordered, bounded stream of what happens there, for edges that bring their own
//! connections (GraphQL subscriptions, gRPC streams).
//!
//! The rules are those of sockets: subscribe, read where the topic stands, give what is missing or a snapshot, then every
//! event once and in order. Whoever falls more than [`LIVE_MAX`] frames behind is told so and is to be cut by its edge.

mod pump;
mod seats;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{AccountId, Epoch, Event, Failure, Rejection, TenantId, Topic};
use serde_json::value::RawValue;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

pub(crate) use pump::{Feeds, LOOPS_MAX, OWNER, pump};
pub(crate) use seats::Seats;

use self::seats::Seat;
use crate::join::Snapshot;
use crate::log::UNBORN;
use crate::shared::Shared;
use crate::{Audience, Ephemeral, Hub, Join, Joined};

/// Frames of a topic a listener may be behind.
pub(crate) const LIVE_MAX: usize = 256;

/// How long after a failed read it is tried again.
const READ_AGAIN: Duration = Duration::from_millis(250);

/// What a listener is told.
#[derive(Debug)]
pub enum Told {
    /// The next event of the topic.
    Event(Arc<Event>),
    /// A frame without a number.
    Ephemeral(Arc<Ephemeral>),
    /// What was missing cannot be had: the state at this number instead, where the join said how it is read.
    Snapshot {
        /// The topic.
        topic: Topic,
        /// Its numbering.
        epoch: Epoch,
        /// Events after this number follow.
        sequence: i64,
        /// The state, a JSON value.
        state: Option<Arc<RawValue>>,
    },
}

/// What the listeners of a topic share; `None` says that its numbering broke, and to read anew.
pub(crate) type Live = Option<Arc<Told>>;

/// Why a feed is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeedEnd {
    /// The listener was too slow.
    #[error("the listener is too slow")]
    Slow,
    /// This node stops.
    #[error("this node stops")]
    Stopping,
}

/// One listener of one topic.
pub struct Feed {
    shared: Arc<Shared>,
    topic: Topic,
    audience: Audience,
    live: Option<broadcast::Receiver<Live>>,
    first: VecDeque<Arc<Told>>,
    position: (Epoch, i64),
    /// Something is missing and must be read.
    behind: bool,
    snapshot: Option<Snapshot>,
    _seat: Seat,
}

impl Hub {
    /// Follows a topic for an account as [`Socket::join`](crate::Socket::join) does, without a socket.
    ///
    /// # Errors
    /// `too_many_feeds` (409) when the account has as many as it may; when the log cannot be read.
    pub async fn listen(&self, account: AccountId, join: Join) -> Result<(Joined, Feed), Failure> {
        let seat = self.0.seats.take(account)?;
        let live = self.0.feeds.enter(&self.0, &join.topic);
        let mut feed = Feed {
            shared: self.0.clone(),
            topic: join.topic,
            audience: join.audience,
            live: Some(live),
            first: VecDeque::new(),
            position: (UNBORN, 0),
            behind: false,
            snapshot: join.snapshot,
            _seat: seat,
        };
        let recovered = feed.stand(join.last).await?;
        let (epoch, sequence) = feed.position;
        Ok((Joined { topic: feed.topic.clone(), epoch, sequence, recovered }, feed))
    }

    /// Whose topic this is, as its newest event says; none where there is none (any more).
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn owner_of(&self, topic: &Topic) -> Result<Option<TenantId>, Failure> {
        let stands = self.0.log.stands(vec![topic.clone()]).await?;
        let Some((_, _, last)) = stands.first().filter(|(_, epoch, last)| *epoch != UNBORN && *last > 0) else { return Ok(None) };
        let tail = self.0.log.after(topic.clone(), last - 1, 1).await?;
        Ok(tail.events.first().map(|event| event.tenant))
    }

    /// Every event of a tenant that this node hears of, in the order of each topic, as long as it lasts: what is lost between
    /// nodes is not made up for.
    ///
    /// # Errors
    /// `too_many_feeds` (409) when the account has as many as it may.
    pub fn listen_to_tenant(&self, account: AccountId, tenant: TenantId) -> Result<TenantFeed, Rejection> {
        let seat = self.0.seats.take(account)?;
        Ok(TenantFeed { live: self.0.feeds.enter_tenant(tenant), _seat: seat })
    }
}

/// One listener of all topics of a tenant.
pub struct TenantFeed {
    live: broadcast::Receiver<Arc<Event>>,
    _seat: Seat,
}

impl TenantFeed {
    /// The next event.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn next(&mut self) -> Result<Arc<Event>, FeedEnd> {
        self.live.recv().await.map_err(|error| end_of(&error))
    }
}

impl Feed {
    /// The topic followed.
    #[must_use]
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Whom it is shown to.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// What comes next. Cancel-safe.
    ///
    /// # Errors
    /// Why there is nothing more.
    pub async fn next(&mut self) -> Result<Arc<Told>, FeedEnd> {
        loop {
            if let Some(told) = self.first.pop_front() {
                return Ok(told);
            }
            if self.behind {
                self.catch_up().await;
                continue;
            }
            let live = self.live.as_mut().ok_or(FeedEnd::Stopping)?;
            match live.recv().await.map_err(|error| end_of(&error))? {
                Some(told) if self.is_next(&told) => return Ok(told),
                Some(_) => {}
                None => self.behind = true,
            }
        }
    }

    /// Whether this listener is to be told; notices when something is missing.
    fn is_next(&mut self, told: &Told) -> bool {
        match told {
            Told::Ephemeral(frame) => frame.is_for(self.audience),
            Told::Event(event) => {
                let (epoch, last) = self.position;
                if event.sequence == last + 1 && (event.epoch == epoch || epoch == UNBORN) {
                    self.position = (event.epoch, event.sequence);
                    return true;
                }
                self.behind = event.epoch > epoch || event.epoch == epoch && event.sequence > last;
                false
            }
            Told::Snapshot { .. } => true,
        }
    }

    /// Reads on from where the listener is.
    async fn catch_up(&mut self) {
        match self.stand(Some(self.position)).await {
            Ok(_) => self.behind = false,
            Err(error) => {
                tracing::warn!(%error, topic = %self.topic, "what a listener lacks could not be read; trying again");
                tokio::time::sleep(READ_AGAIN).await;
            }
        }
    }

    /// Whether everything after `last` follows.
    async fn stand(&mut self, last: Option<(Epoch, i64)>) -> Result<bool, Failure> {
        let stand = self.shared.log.stand(self.topic.clone(), last, self.snapshot.clone()).await?;
        self.shared.feeds.stand(&self.shared, &self.topic, stand.epoch, stand.sequence);
        let instead = last.is_some() && !stand.recovered;
        if stand.snapshot.is_some() || instead {
            let (topic, epoch, sequence) = (self.topic.clone(), stand.epoch, stand.sequence);
            self.first.push_back(Arc::new(Told::Snapshot { topic, epoch, sequence, state: stand.snapshot }));
        }
        self.first.extend(stand.missing.into_iter().map(|event| Arc::new(Told::Event(event))));
        self.position = (stand.epoch, stand.sequence);
        Ok(stand.recovered)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.live = None;
        self.shared.feeds.leave(&self.shared, &self.topic);
    }
}

fn end_of(error: &RecvError) -> FeedEnd {
    match error {
        RecvError::Lagged(_) => {
            metrics::counter!("footlights_feed_slow_total").increment(1);
            FeedEnd::Slow
        }
        RecvError::Closed => FeedEnd::Stopping,
    }
}
