//! The threads that serve sockets: each with its own poll, its own connections and its own view of the topics they
//! follow. Nothing here waits for anything but its poll, and no use case runs here.

mod client;
mod clients;
mod drain;
mod flush;
mod inputs;
mod messages;
mod polling;
mod slots;
mod stays;
mod topics;
mod worker;

use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::inbox::Inbox;
use crate::shared::Shared;

/// The token of the waker; connections use their slot.
const WAKER: mio::Token = mio::Token(usize::MAX);

/// A poll and the door of the thread that will wait on it.
pub(crate) struct Door {
    poll: mio::Poll,
    pub(crate) inbox: Arc<Inbox>,
}

impl Door {
    /// # Errors
    /// When the operating system gives no poll or eventfd.
    pub(crate) fn new() -> io::Result<Self> {
        let poll = mio::Poll::new()?;
        let waker = mio::Waker::new(poll.registry(), WAKER)?;
        Ok(Self { poll, inbox: Arc::new(Inbox::new(waker)) })
    }
}

/// Starts a loop thread. It ends after [`crate::inbox::Message::Stop`].
///
/// # Errors
/// When the operating system gives no thread.
pub(crate) fn start(index: u16, door: Door, shared: Arc<Shared>) -> io::Result<JoinHandle<()>> {
    Builder::new().name(format!("sockets-{index}")).spawn(move || worker::Worker::new(index, door, shared).run())
}
