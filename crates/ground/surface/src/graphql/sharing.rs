//! Equal subscriptions share what they show: one execution an event, however many follow.
//!
//! Equal are two with the same text, operation, variables, topic and audience. What a feed tells all its listeners is one
//! piece of memory, so what was made of it is found by its address; what a newcomer is brought up to date with is its own.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use async_graphql::Response;
use bytes::Bytes;
use footlights_base::Topic;
use footlights_realtime::Told;
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use super::context::Subscribing;
use super::document::Ready;
use super::engine::Engine;
use super::refusal::name_errors;

/// What was made of the newest of these many frames is remembered.
const REMEMBERED_MAX: usize = 64;
/// After this many new groups those that nobody is in are forgotten.
const SWEEP_EVERY: usize = 256;

type Key = ([u8; 32], Topic, u8);
type Shown = Arc<OnceCell<Option<Bytes>>>;

/// All groups of a node.
#[derive(Default)]
pub(super) struct Groups(Mutex<(HashMap<Key, Weak<Group>>, usize)>);

/// Followers who see the same.
pub(super) struct Group {
    ready: Ready,
    remembered: Mutex<VecDeque<(Arc<Told>, Shown)>>,
}

impl Groups {
    /// The group of a subscription, new or not.
    pub(super) fn of(&self, ready: &Ready, topic: &Topic, audience: u8) -> Arc<Group> {
        let key = (Sha256::digest(ready.sameness()).into(), topic.clone(), audience);
        let mut groups = self.lock();
        if let Some(group) = groups.0.get(&key).and_then(Weak::upgrade) {
            return group;
        }
        groups.1 += 1;
        if groups.1.is_multiple_of(SWEEP_EVERY) {
            groups.0.retain(|_, group| group.strong_count() > 0);
        }
        let group = Arc::new(Group { ready: ready.clone(), remembered: Mutex::default() });
        groups.0.insert(key, Arc::downgrade(&group));
        group
    }

    fn lock(&self) -> MutexGuard<'_, (HashMap<Key, Weak<Group>>, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    /// The payload of a `next` message; none where the field shows nothing of it.
    pub(super) async fn payload(&self, engine: &dyn Engine, told: &Arc<Told>) -> Option<Bytes> {
        let shown = self.place(told);
        shown.get_or_init(|| self.show(engine, told)).await.clone()
    }

    fn place(&self, told: &Arc<Told>) -> Shown {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        // The newest are asked for first.
        if let Some((_, shown)) = remembered.iter().rev().find(|(known, _)| Arc::ptr_eq(known, told)) {
            return shown.clone();
        }
        if remembered.len() >= REMEMBERED_MAX {
            remembered.pop_front();
        }
        let shown = Shown::default();
        remembered.push_back((told.clone(), shown.clone()));
        shown
    }

    async fn show(&self, engine: &dyn Engine, told: &Arc<Told>) -> Option<Bytes> {
        metrics::counter!("footlights_graphql_shown_total").increment(1);
        let request = self.ready.request().data(Subscribing::Show(told.clone()));
        engine.stream(request, None).next().await.map(encode)
    }
}

/// A response as JSON.
pub(super) fn encode(mut response: Response) -> Bytes {
    name_errors(&mut response.errors);
    serde_json::to_vec(&response).expect("answers are plain").into()
}
