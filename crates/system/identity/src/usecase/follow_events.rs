//! Follows topics, or a whole tenant, and tells what happens there: each topic in its order, without a gap, from where the
//! caller stood.
//!
//! Refusals: `scope_required` (403), `role_required` (403: a whole tenant is for developers and admins), `not_found` (404: a topic
//! that is not there, or not the caller's to follow), `invalid_fields` (400), `too_many_feeds` (409), `too_slow` (429, in the stream).

use std::collections::HashSet;
use std::sync::Arc;

use footlights_base::{Event, Failure, FieldError, Rejection, Topic};
use footlights_outbound::webhook::{Filter, ForOthers};
use footlights_realtime::{Audience, Feed, FeedEnd, Join, Joined, TenantFeed, Told};
use footlights_surface::{Caller, Role};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream, SelectAll};

use crate::event_streams::{EventStreams, Hold, Sight, TopicGuard};

/// Topics one stream follows at most.
pub(crate) const TOPICS_MAX: usize = 64;

/// A topic to follow.
#[derive(Debug, Clone)]
pub struct TopicWish {
    /// Which.
    pub topic: Topic,
    /// How far the caller got; what is newer follows.
    pub after_sequence: Option<i64>,
    /// The numbering that belongs to; the one there is when not said.
    pub epoch: Option<i64>,
}

/// What to follow.
#[derive(Debug, Clone, Default)]
pub struct FollowEvents {
    /// Topics.
    pub topics: Vec<TopicWish>,
    /// Everything of the tenant, from now on.
    pub whole_tenant: bool,
    /// Which events.
    pub filter: Filter,
}

/// What a stream says.
#[derive(Debug, Clone)]
pub enum Streamed {
    /// A topic is followed from here on.
    Following(Joined),
    /// Something happened.
    Event(Arc<Event>),
    /// What is missing cannot be had any more.
    SnapshotNeeded {
        /// Of which topic.
        topic: Topic,
        /// The numbering in force.
        epoch: i64,
        /// Events after this number follow.
        sequence: i64,
    },
}

/// One topic, and what of it is told.
struct Followed {
    feed: Feed,
    /// Keeps back what is not for everybody.
    guard: Option<Arc<dyn TopicGuard>>,
    /// What is told of an event that is somebody else's.
    for_others: Option<ForOthers>,
    caller: Caller,
    /// Says to whom it matters that it is followed.
    _hold: Option<Hold>,
    /// The right to it has ended.
    over: bool,
}

type Stream = BoxStream<'static, Result<Streamed, FeedEnd>>;

impl EventStreams {
    /// A stream that ends with the reason.
    ///
    /// # Errors
    /// See the module.
    pub async fn follow_events(&self, caller: &Caller, wish: FollowEvents) -> Result<Stream, Failure> {
        caller.require_scope("events:read")?;
        check(&wish)?;
        if wish.whole_tenant {
            caller.require_role(Role::Developer)?;
        }
        let mut all: SelectAll<Stream> = SelectAll::new();
        // First, so that nothing falls between.
        if wish.whole_tenant {
            let named: HashSet<Topic> = wish.topics.iter().map(|one| one.topic.clone()).collect();
            all.push(tenant_stream(
                self.hub().listen_to_tenant(caller.account, caller.tenant)?,
                named,
                wish.filter.clone(),
                self.for_others(),
            ));
        }
        for one in wish.topics {
            let (joined, followed) = self.follow_one(caller, one).await?;
            let begins = stream::once(std::future::ready(Ok(Streamed::Following(joined))));
            all.push(begins.chain(topic_stream(followed, wish.filter.clone())).boxed());
        }
        Ok(all.boxed())
    }

    async fn follow_one(&self, caller: &Caller, wish: TopicWish) -> Result<(Joined, Followed), Failure> {
        let TopicWish { topic, after_sequence, epoch } = wish;
        let admitted = self.admit(caller, &topic).await;
        // A developer follows what is the tenant's, whatever it is, but sees less of it than its owner.
        let is_developers = !matches!(admitted, Ok(None))
            && caller.roles.includes(Role::Developer)
            && self.hub().owner_of(&topic).await? == Some(caller.tenant);
        let (guard, for_others) = if is_developers { (None, Some(self.for_others())) } else { (admitted?, None) };
        let join = Join::new(topic, Audience(0));
        let join = match (epoch, after_sequence) {
            (Some(_), Some(_)) => join.since(epoch, after_sequence),
            (None, Some(after)) => join.after(after),
            (_, None) => join,
        };
        let (joined, feed) = self.hub().listen(caller.account, join).await?;
        // A developer may be a participant, too.
        let hold = self.guard(feed.topic()).and_then(|guard| guard.follows(caller, feed.topic()));
        Ok((joined, Followed { feed, guard, for_others, caller: caller.clone(), _hold: hold, over: false }))
    }

    /// The guard that is to keep things back, if any.
    async fn admit(&self, caller: &Caller, topic: &Topic) -> Result<Option<Arc<dyn TopicGuard>>, Failure> {
        let guard = self.guard(topic).ok_or_else(|| Rejection::not_found("topic"))?;
        let sight = guard.admit(caller, topic).await?;
        Ok((sight == Sight::Public).then_some(guard))
    }
}

fn check(wish: &FollowEvents) -> Result<(), Rejection> {
    let mut wrong = wish.filter.faults();
    let mut refuse = |code, detail: &'static str| wrong.push(FieldError { field: "/topics".into(), code, detail: detail.into() });
    if wish.topics.is_empty() && !wish.whole_tenant {
        refuse("missing", "Name topics, or ask for the whole tenant.");
    }
    if wish.topics.len() > TOPICS_MAX {
        refuse("too_many", "At most 64 topics.");
    }
    let distinct: HashSet<&Topic> = wish.topics.iter().map(|one| &one.topic).collect();
    if distinct.len() < wish.topics.len() {
        refuse("given_twice", "Each topic once.");
    }
    if wrong.is_empty() { Ok(()) } else { Err(Rejection::fields(wrong)) }
}

fn topic_stream(followed: Followed, filter: Filter) -> Stream {
    let told = stream::unfold((followed, filter), |(mut followed, filter)| async move {
        while !followed.over {
            match followed.feed.next().await {
                Ok(told) => {
                    if let Some(shown) = followed.show(&told, &filter) {
                        return Some((Ok(shown), (followed, filter)));
                    }
                }
                Err(end) => {
                    followed.over = true;
                    return Some((Err(end), (followed, filter)));
                }
            }
        }
        None
    });
    told.boxed()
}

impl Followed {
    fn show(&mut self, what: &Told, filter: &Filter) -> Option<Streamed> {
        match what {
            Told::Event(event) => {
                let guard = self.guard.as_deref();
                self.over = guard.is_some_and(|guard| guard.ends(&self.caller, event));
                let may = event.tenant == self.caller.tenant && guard.is_none_or(|guard| guard.is_public(event));
                (may && filter.matches(event))
                    .then(|| Streamed::Event(self.for_others.map_or_else(|| event.clone(), |less| told(event, less))))
            }
            Told::Snapshot { topic, epoch, sequence, .. } => {
                Some(Streamed::SnapshotNeeded { topic: topic.clone(), epoch: *epoch, sequence: *sequence })
            }
            Told::Ephemeral(_) => None,
        }
    }
}

/// The event as somebody else is told of it.
fn told(event: &Arc<Event>, for_others: ForOthers) -> Arc<Event> {
    for_others(event).map_or_else(|| event.clone(), |payload| Arc::new(Event { payload, ..Event::clone(event) }))
}

/// Everything of a tenant but the topics that are followed by themselves.
fn tenant_stream(feed: TenantFeed, named: HashSet<Topic>, filter: Filter, for_others: ForOthers) -> Stream {
    let events = stream::unfold(Some(feed), |feed| async {
        let mut feed = feed?;
        match feed.next().await {
            Ok(event) => Some((Ok(event), Some(feed))),
            Err(end) => Some((Err(end), None)),
        }
    });
    let shown = events.filter_map(move |event| {
        let shown = match event {
            Ok(event) => (!named.contains(&event.topic) && filter.matches(&event)).then(|| Ok(Streamed::Event(told(&event, for_others)))),
            Err(end) => Some(Err(end)),
        };
        std::future::ready(shown)
    });
    shown.boxed()
}
