//! The accept loop: one port for everything, with limits on all that a stranger can hold open.
//!
//! It is ours because `axum::serve` sets no timers and switches on HTTP/2 extended CONNECT. A connection counts
//! against the limits until its socket closes; a socket counts with the realtime part from then on, which takes it in before
//! HTTP when it can ([`Hub::invite`]).

mod connection;
mod doors;
mod listener;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use footlights_realtime::{HEAD_MAX, Hub};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use connection::Served;
use doors::Doors;

pub(crate) use doors::Admitted;
pub use doors::Limits;
pub use listener::Listener;

/// How long to wait before accepting again when the process has no file descriptors left.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(50);

/// Accepts from now on until `stop` is cancelled. What it answers then lets open requests end, and ends when every connection is
/// done.
///
/// # Errors
/// When the operating system gives no thread.
pub fn serve(
    listener: Listener,
    app: Router,
    hub: Hub,
    limits: Limits,
    stop: CancellationToken,
) -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let connections = TaskTracker::new();
    let waker = listener.waker.clone();
    let (ended, end) = tokio::sync::oneshot::channel();
    let porter = Porter {
        doors: Doors::new(limits),
        served: Served::new(app, hub, stop.clone()),
        connections: connections.clone(),
        runtime: Handle::current(),
        stop: stop.clone(),
        ended,
    };
    std::thread::Builder::new().name("accept".into()).spawn(move || porter.run(listener))?;
    Ok(async move {
        stop.cancelled().await;
        if let Err(error) = waker.wake() {
            tracing::warn!(%error, "the port closes with the next connection");
        }
        // Dropped unsent should it have panicked: either way the port is closed.
        let _ = end.await;
        connections.close();
        connections.wait().await;
    })
}

/// Stands at the door, on a thread of its own: of a crowd that comes all at once nobody waits for what others ask.
struct Porter {
    served: Arc<Served>,
    doors: Arc<Doors>,
    connections: TaskTracker,
    runtime: Handle,
    stop: CancellationToken,
    ended: tokio::sync::oneshot::Sender<()>,
}

impl Porter {
    fn run(self, mut listener: Listener) {
        let mut seen = mio::Events::with_capacity(2);
        // Set when not all who wait could be let in.
        let mut again = None;
        while !self.stop.is_cancelled() {
            if let Err(error) = listener.poll.poll(&mut seen, again) {
                tracing::debug!(%error, "waiting for connections was interrupted");
            }
            again = self.let_in(&listener.port).err().map(|error| {
                // A client that gave up before we came to it, or no file descriptor left: both pass.
                tracing::warn!(%error, "a connection could not be accepted");
                OUT_OF_FILES_PAUSE
            });
        }
        drop(listener);
        // Whoever waits for it may be gone.
        let _ = self.ended.send(());
    }

    /// Lets in who waits.
    fn let_in(&self, port: &mio::net::TcpListener) -> io::Result<()> {
        while !self.stop.is_cancelled() {
            match port.accept() {
                Ok((stream, peer)) => self.welcome(stream.into(), peer),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Gives a fresh connection to whom it is for. Of a crowd most have said already what they want.
    fn welcome(&self, stream: std::net::TcpStream, peer: SocketAddr) {
        let remote = peer.ip().to_canonical();
        let Some(place) = self.doors.enter(remote) else {
            metrics::counter!("connections_refused_total").increment(1);
            return;
        };
        if let Err(error) = stream.set_nodelay(true) {
            return tracing::debug!(%error, "a connection was gone before it began");
        }
        let mut head = [0; HEAD_MAX];
        let said = stream.peek(&mut head).unwrap_or(0);
        match self.served.hub.invite(&head[..said], remote) {
            Some(invited) => invited.enter(stream),
            None => drop(self.connections.spawn_on(connection::drive(stream, peer, self.served.clone(), place), &self.runtime)),
        }
    }
}
