//! Following domain events from outside: who may follow which topic, and what of it they are told.
//!
//! Identity knows no aggregate but accounts. The system that owns a kind of topic says by a [`TopicGuard`] who may follow one.

use std::sync::Arc;

use footlights_base::{BoxFuture, Event, Failure, Rejection, Topic};
use footlights_outbound::webhook::ForOthers;
use footlights_realtime::Hub;
use footlights_surface::Caller;

/// How much of a topic somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything that happens there.
    All,
    /// What [`TopicGuard::is_public`] does not keep back.
    Public,
}

/// What lives as long as somebody follows a topic.
pub type Hold = Box<dyn std::any::Any + Send>;

/// Says who may follow the topics of one kind. The system that owns the aggregate brings it, the server plugs it in.
pub trait TopicGuard: Send + Sync + 'static {
    /// The kind of its topics: the word before the colon.
    fn kind(&self) -> &'static str;

    /// Whether the caller may follow this topic, and how much of it they are told.
    ///
    /// Fails with `not_found` where they may not know of it.
    fn admit<'a>(&'a self, caller: &'a Caller, topic: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>>;

    /// Whether an event of this kind of topic is told to those who do not see all.
    fn is_public(&self, event: &Event) -> bool;

    /// The caller follows the topic as long as what this answers is held; none where nobody needs to know.
    fn follows(&self, caller: &Caller, topic: &Topic) -> Option<Hold> {
        let _ = (caller, topic);
        None
    }

    /// Whether the caller's right to the topic ends with this event.
    fn ends(&self, caller: &Caller, event: &Event) -> bool {
        let _ = (caller, event);
        false
    }
}

/// The event log for followers outside. Cheap to clone.
#[derive(Clone)]
pub struct EventStreams(Arc<Inner>);

struct Inner {
    hub: Hub,
    guards: Vec<Arc<dyn TopicGuard>>,
    for_others: ForOthers,
}

impl EventStreams {
    /// Over a hub, with a guard for each kind of topic that may be followed by others than developers, and with what those who do not
    /// see all of a topic as its owner does are told of an event.
    #[must_use]
    pub fn new(hub: Hub, mut guards: Vec<Arc<dyn TopicGuard>>, for_others: ForOthers) -> Self {
        guards.push(Arc::new(OwnAccount));
        Self(Arc::new(Inner { hub, guards, for_others }))
    }

    /// What a developer of the tenant is told: of other people's topics not what only they see.
    pub(crate) fn for_others(&self) -> ForOthers {
        self.0.for_others
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn guard(&self, topic: &Topic) -> Option<Arc<dyn TopicGuard>> {
        self.0.guards.iter().find(|guard| guard.kind() == topic.kind()).cloned()
    }
}

/// An account's topic is its own inbox.
struct OwnAccount;

impl TopicGuard for OwnAccount {
    fn kind(&self) -> &'static str {
        "account"
    }

    fn admit<'a>(&'a self, caller: &'a Caller, topic: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>> {
        let own = topic.id() == caller.account.to_string();
        Box::pin(async move { if own { Ok(Sight::All) } else { Err(Rejection::not_found("topic").into()) } })
    }

    fn is_public(&self, _: &Event) -> bool {
        true
    }
}
