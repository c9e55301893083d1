//! Channels of this node: who listens, and what they hear.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::{Notify, mpsc, watch};

use crate::settings::MESSAGES_WAITING_MAX;

/// What a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A message, in the order its publisher sent them.
    Message(Bytes),
    /// Something may be missing here: the subscriber was too slow, or the link was gone for a while.
    Gap,
}

/// All channels somebody on this node listens to.
#[derive(Default)]
pub(crate) struct Channels {
    by_name: Mutex<HashMap<Arc<str>, Channel>>,
    /// Rings when the set of names has changed.
    pub(crate) changed: Notify,
}

struct Channel {
    listeners: Vec<Arc<Listener>>,
    /// Whether the link carries it, as far as there is a link.
    held: watch::Sender<bool>,
}

struct Listener {
    queue: mpsc::Sender<Bytes>,
    missed: AtomicBool,
    wake: Notify,
}

impl Channels {
    /// A new listener; the receiver says whether the link carries the channel by now.
    pub(crate) fn listen(self: &Arc<Self>, name: &str) -> (Subscription, watch::Receiver<bool>) {
        let (queue, waiting) = mpsc::channel(MESSAGES_WAITING_MAX);
        let listener = Arc::new(Listener { queue, missed: AtomicBool::new(false), wake: Notify::new() });
        let name: Arc<str> = name.into();
        let held = {
            let mut by_name = self.lock();
            let fresh = || Channel { listeners: Vec::new(), held: watch::Sender::new(false) };
            let channel = by_name.entry(name.clone()).or_insert_with(fresh);
            channel.listeners.push(listener.clone());
            channel.held.subscribe()
        };
        self.changed.notify_one();
        (Subscription { channels: self.clone(), name, listener, waiting }, held)
    }

    /// Hands a message to all who listen; never waits.
    pub(crate) fn deliver(&self, name: &str, message: &Bytes) {
        if let Some(channel) = self.lock().get(name) {
            for listener in &channel.listeners {
                if listener.queue.try_send(message.clone()).is_err() {
                    listener.miss();
                }
            }
        }
    }

    /// The names listened to now.
    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        self.lock().keys().cloned().collect()
    }

    /// The link carries `name` from now on; after a break, listeners learn that something may be missing.
    pub(crate) fn hold(&self, name: &str, after_a_break: bool) {
        if let Some(channel) = self.lock().get(name) {
            channel.held.send_replace(true);
            if after_a_break {
                channel.listeners.iter().for_each(|listener| listener.miss());
            }
        }
    }

    /// The link is gone.
    pub(crate) fn let_go(&self) {
        for channel in self.lock().values() {
            channel.held.send_replace(false);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Channel>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    fn miss(&self) {
        self.missed.store(true, Ordering::Release);
        self.wake.notify_one();
    }
}

/// One listener on one channel; ends when dropped.
pub struct Subscription {
    channels: Arc<Channels>,
    name: Arc<str>,
    listener: Arc<Listener>,
    waiting: mpsc::Receiver<Bytes>,
}

impl Subscription {
    /// What comes next. A gap is told after the messages that came before it.
    pub async fn next(&mut self) -> Heard {
        loop {
            if let Ok(message) = self.waiting.try_recv() {
                return Heard::Message(message);
            }
            if self.listener.missed.swap(false, Ordering::AcqRel) {
                return Heard::Gap;
            }
            tokio::select! {
                message = self.waiting.recv() => if let Some(message) = message { return Heard::Message(message) },
                () = self.listener.wake.notified() => {}
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut by_name = self.channels.lock();
        if let Some(channel) = by_name.get_mut(&self.name) {
            channel.listeners.retain(|listener| !Arc::ptr_eq(listener, &self.listener));
            if channel.listeners.is_empty() {
                by_name.remove(&self.name);
            }
        }
        drop(by_name);
        self.channels.changed.notify_one();
    }
}
