//! Connections that are not the hub's own, and when they must end: their right is taken away, it runs out, or the node stops.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use footlights_base::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::{Hub, Tag};

/// Why a watched connection must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Its right was taken away.
    Cut,
    /// Its right has run out.
    Expired,
    /// The node stops; the client is to come back.
    Draining,
}

/// All watched connections of this node.
pub(crate) struct Watches {
    by_tag: Mutex<HashMap<Tag, Vec<(u64, CancellationToken)>>>,
    next: AtomicUsize,
    open: AtomicUsize,
    gone: Notify,
    /// Within which time, and since when.
    drain: watch::Sender<Option<(Duration, Instant)>>,
}

impl Default for Watches {
    fn default() -> Self {
        Self {
            by_tag: Mutex::default(),
            next: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            gone: Notify::new(),
            drain: watch::Sender::new(None),
        }
    }
}

impl Watches {
    pub(crate) fn cut(&self, tag: &Tag) {
        let tokens = self.by_tag.lock().unwrap_or_else(PoisonError::into_inner).get(tag).cloned().unwrap_or_default();
        tokens.iter().for_each(|(_, token)| token.cancel());
    }

    /// Tells all of them to end within this time, and waits until they have.
    pub(crate) async fn drain(&self, over: Duration) {
        self.drain.send_replace(Some((over, Instant::now())));
        loop {
            let gone = self.gone.notified();
            if self.open.load(Ordering::SeqCst) == 0 {
                return;
            }
            gone.await;
        }
    }
}

/// One watched connection; dropping it says that it has gone.
pub struct Watch {
    shared: Arc<Shared>,
    id: u64,
    tags: Vec<Tag>,
    cut: CancellationToken,
    expires_at: Option<Timestamp>,
    /// Where in the time of a drain its turn is, 0..1.
    turn: f64,
}

impl Hub {
    /// Watches over a connection that was opened by these rights. Check them once more afterwards: what was taken away before
    /// this call is not told.
    #[must_use]
    pub fn watch(&self, tags: Vec<Tag>, expires_at: Option<Timestamp>) -> Watch {
        let watches = &self.0.watches;
        let id = watches.next.fetch_add(1, Ordering::Relaxed) as u64;
        let cut = CancellationToken::new();
        let mut by_tag = watches.by_tag.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in &tags {
            by_tag.entry(tag.clone()).or_default().push((id, cut.clone()));
        }
        drop(by_tag);
        watches.open.fetch_add(1, Ordering::SeqCst);
        Watch { shared: self.0.clone(), id, tags, cut, expires_at, turn: self.0.chance.unit() }
    }
}

impl Watch {
    /// Waits until the connection must end.
    pub async fn ended(&self) -> Ended {
        let mut drain = self.shared.watches.drain.subscribe();
        let draining = async {
            // The sender lives as long as the hub.
            let told = drain.wait_for(Option::is_some).await.ok().and_then(|told| *told);
            if let Some((over, since)) = told {
                tokio::time::sleep_until(since + over.mul_f64(self.turn)).await;
            }
        };
        tokio::select! {
            () = self.cut.cancelled() => Ended::Cut,
            () = self.expired() => Ended::Expired,
            () = draining => Ended::Draining,
        }
    }

    async fn expired(&self) {
        let Some(at) = self.expires_at else { return std::future::pending().await };
        let left = at.since(self.shared.clock.now());
        tokio::time::sleep(left).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let watches = &self.shared.watches;
        let mut by_tag = watches.by_tag.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in &self.tags {
            if let Some(tokens) = by_tag.get_mut(tag) {
                tokens.retain(|(id, _)| *id != self.id);
                if tokens.is_empty() {
                    by_tag.remove(tag);
                }
            }
        }
        drop(by_tag);
        watches.open.fetch_sub(1, Ordering::SeqCst);
        watches.gone.notify_waiters();
    }
}
