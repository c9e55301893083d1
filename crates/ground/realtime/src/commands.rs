//! Runs what clients ask for, away from the threads that serve sockets. One thing at a time per socket (the loop thread sees
//! to that), so many at one time in all, each with a time limit, and a panic ends only the one that panicked.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use footlights_base::{Error, Failure};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

use crate::inbox::{Answer, Message};
use crate::{Call, Socket, answer};

/// One thing to do for one socket.
pub(crate) enum Work {
    /// It asks to come in.
    Connect(Option<Box<RawValue>>),
    /// It sent an event, or several that are handled together.
    Events(Vec<Call>),
    /// It is gone.
    Disconnected,
}

pub(crate) struct Commands {
    runtime: Handle,
    tasks: TaskTracker,
    running: Arc<AtomicUsize>,
    running_max: usize,
}

/// Counts so many commands for as long as it lives.
struct Running(Arc<AtomicUsize>, usize);

/// What counts as running and waits to begin.
pub(crate) struct Admitted {
    socket: Socket,
    work: Work,
    running: Running,
}

impl Admitted {
    async fn run(self) {
        run(self.socket, self.work).await;
        drop(self.running);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::Relaxed);
    }
}

impl Commands {
    pub(crate) fn new(runtime: Handle, tasks: TaskTracker, running_max: usize) -> Self {
        Self { runtime, tasks, running: Arc::default(), running_max }
    }

    /// Whether there is room for one more.
    pub(crate) fn has_room(&self) -> bool {
        self.running.load(Ordering::Relaxed) < self.running_max
    }

    /// Counts it as running; it begins with [`Self::begin`].
    pub(crate) fn admit(&self, socket: Socket, work: Work) -> Admitted {
        let count = if let Work::Events(calls) = &work { calls.len() } else { 1 };
        self.running.fetch_add(count, Ordering::Relaxed);
        Admitted { socket, work, running: Running(self.running.clone(), count) }
    }

    /// Begins all of these. The end of each comes back as a [`Message::Answer`]. However many they are, the runtime is woken once:
    /// it shares them out among its own threads.
    pub(crate) fn begin(&self, mut admitted: Vec<Admitted>) {
        let Some(last) = admitted.pop() else { return };
        if admitted.is_empty() {
            return self.spawn(last.run());
        }
        let tasks = self.tasks.clone();
        self.spawn(async move {
            for one in admitted {
                tasks.spawn(one.run());
            }
            last.run().await;
        });
    }

    /// Runs something of the hub's own.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn_on(task, &self.runtime);
    }
}

async fn run(socket: Socket, work: Work) {
    socket.marks(|marks| marks.held = Some(Vec::new()));
    let namespace = socket.0.namespace.clone();
    let answer = match work {
        Work::Connect(auth) => Answer::Connected(guarded(&socket, "connect", namespace.connect(&socket, auth.as_deref())).await),
        Work::Events(calls) => {
            // Polled in their order, so that each has come to its first wait before the next begins.
            let handlers = calls.iter().map(|call| guarded(&socket, call.name(), namespace.event(&socket, call)));
            let results = join_all(handlers).await;
            Answer::Handled(calls.iter().zip(results).filter_map(|(call, result)| answer::frame(&*namespace, call, result)).collect())
        }
        Work::Disconnected => {
            if std::panic::catch_unwind(AssertUnwindSafe(|| namespace.disconnected(&socket))).is_err() {
                tracing::error!(namespace = namespace.path(), "the end of a socket was handled with a panic");
            }
            return;
        }
    };
    let held = socket.marks(|marks| marks.held.take()).unwrap_or_default();
    socket.send(Message::Answer { seat: socket.0.seat, answer, held });
}

/// A handler's result, whatever it does.
async fn guarded<T>(socket: &Socket, name: &str, handler: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let limit = socket.0.shared.settings.command_timeout;
    let result = match tokio::time::timeout(limit, AssertUnwindSafe(handler).catch_unwind()).await {
        Ok(Ok(result)) => result,
        Ok(Err(_panic)) => Err(Error::internal("a handler panicked").into()),
        Err(_elapsed) => Err(Error::unavailable("a handler took too long").into()),
    };
    if let Err(Failure::Broken(error)) = &result {
        tracing::error!(namespace = socket.0.namespace.path(), event = name.chars().take(64).collect::<String>(), %error, "a client's event failed");
    }
    result
}
