//! The accept loop: one port for everything, with limits on all that a stranger can hold open.
//!
//! It is ours because `axum::serve` sets no timers and switches on HTTP/2 extended CONNECT. A connection counts
//! against the limits until its socket closes; a socket counts with the realtime part from then on, which takes it in before
//! HTTP when it can ([`Hub::take_in`]).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use footlights_base::network_of;
use footlights_realtime::{Hub, Timed};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a client may take for the headers of a request, and for its first request at all.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long a client may take to read anything of what waits for it.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// How much of the first request is looked at to see whether it is a socket's.
const HEAD_LOOKED_AT: usize = 2 * 1024;
/// How many header lines a request may have.
const HEADERS_MAX: usize = 100;
/// How large all header lines of a request may be together, bytes.
const HEADER_BYTES_MAX: usize = 64 * 1024;
/// How many requests one HTTP/2 connection may have open.
const STREAMS_MAX: u32 = 100;
/// How long to wait before accepting again when the process has no file descriptors left.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(50);

/// Connections the system may hold for us until we accept them: a crowd comes all at once.
const BACKLOG: u32 = 4_096;

/// Listens on the first address that can be.
///
/// # Errors
/// When the text is no address, or none of them is free.
pub fn listen(address: &str) -> std::io::Result<TcpListener> {
    let mut last = std::io::Error::new(std::io::ErrorKind::InvalidInput, "no such address");
    for address in address.to_socket_addrs()? {
        let bound = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.and_then(|socket| {
            // So that a restart need not wait for connections of the life before to be forgotten.
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            socket.listen(BACKLOG)
        });
        match bound {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// What the accept loop allows.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections in all.
    pub connections_max: usize,
    /// Open connections of one address.
    pub per_address_max: usize,
    /// Addresses that are not counted: reverse proxies, loopback.
    pub uncounted: Vec<IpAddr>,
}

/// Who is connected, per address.
struct Doors {
    limits: Limits,
    open: Mutex<(usize, HashMap<IpAddr, usize>)>,
}

/// One open connection; gives its place back when dropped.
struct Place {
    doors: Arc<Doors>,
    address: IpAddr,
    /// Whether it counts for its address, too.
    counted: AtomicBool,
}

/// The place of a request's connection, as an extension of the request: whoever takes the connection over keeps it.
#[derive(Clone)]
pub(crate) struct Admitted(Arc<Place>);

impl Admitted {
    /// From now on the connection counts in all, but not for its address: it speaks for many.
    pub(crate) fn stop_counting_the_address(&self) {
        self.0.leave_the_address();
    }
}

impl Doors {
    fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let address = network_of(peer);
        let mut open = self.lock();
        if open.0 >= self.limits.connections_max {
            return None;
        }
        let here = open.1.entry(address).or_default();
        if *here >= self.limits.per_address_max && !self.limits.uncounted.contains(&peer) {
            return None;
        }
        *here += 1;
        open.0 += 1;
        Some(Place { doors: self.clone(), address, counted: AtomicBool::new(true) })
    }

    fn lock(&self) -> MutexGuard<'_, (usize, HashMap<IpAddr, usize>)> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn leave_the_address(&self) {
        if !self.counted.swap(false, Ordering::SeqCst) {
            return;
        }
        let mut open = self.doors.lock();
        if let Some(here) = open.1.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                open.1.remove(&self.address);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave_the_address();
        self.doors.lock().0 -= 1;
    }
}

/// What every connection is served with.
struct Served {
    app: Router,
    hub: Hub,
    builder: Builder<TokioExecutor>,
    stop: CancellationToken,
}

/// Accepts until `stop` is cancelled, then lets open requests end. Returns when every connection is done.
pub async fn serve(listener: TcpListener, app: Router, hub: Hub, limits: Limits, stop: CancellationToken) {
    let doors = Arc::new(Doors { limits, open: Mutex::new((0, HashMap::new())) });
    let connections = TaskTracker::new();
    let served = Arc::new(Served { app, hub, builder: builder(), stop: stop.clone() });
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // A client that gave up before we came to it, or no file descriptor left: both pass.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(OUT_OF_FILES_PAUSE).await;
                continue;
            }
        };
        let Some(place) = doors.enter(peer.ip().to_canonical()) else {
            metrics::counter!("connections_refused_total").increment(1);
            continue;
        };
        connections.spawn(drive(stream, peer, served.clone(), place));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEADER_BYTES_MAX)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).expect("fits"))
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

/// One connection from its first byte to its last.
async fn drive(stream: TcpStream, peer: SocketAddr, served: Arc<Served>, place: Place) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it began");
        return;
    }
    let first_request = tokio::time::sleep(HEADERS_WITHIN);
    tokio::pin!(first_request);
    let mut head = vec![0; HEAD_LOOKED_AT];
    let looked = tokio::select! {
        // One that is broken is for HTTP to see.
        looked = stream.peek(&mut head) => looked.unwrap_or(0),
        () = first_request.as_mut() => return,
        () = served.stop.cancelled() => return,
    };
    let Err(stream) = served.hub.take_in(stream, &head[..looked], peer.ip().to_canonical()) else { return };
    drop(head);
    let spoke = Arc::new(AtomicBool::new(false));
    let admitted = Admitted(Arc::new(place));
    let service = {
        let (spoke, admitted, app) = (spoke.clone(), admitted.clone(), served.app.clone());
        hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            spoke.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(admitted.clone());
            app.clone().oneshot(request)
        })
    };
    let stream = TokioIo::new(Timed::new(stream, READ_WITHIN));
    let connection = served.builder.serve_connection_with_upgrades(stream, service);
    tokio::pin!(connection);
    let mut waiting_for_first = true;
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended badly");
                }
                break;
            }
            // The version detection of HTTP/1 and 2 has no time-out of its own.
            () = first_request.as_mut(), if waiting_for_first => {
                waiting_for_first = false;
                if !spoke.load(Ordering::Relaxed) {
                    break;
                }
            }
            () = served.stop.cancelled(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
    drop(admitted);
}

#[cfg(test)]
mod tests {
    use super::{Doors, Limits};
    use std::collections::HashMap;
    use std::net::IpAddr;
    use std::sync::{Arc, Mutex};

    fn doors(connections_max: usize, per_address_max: usize, uncounted: Vec<IpAddr>) -> Arc<Doors> {
        Arc::new(Doors { limits: Limits { connections_max, per_address_max, uncounted }, open: Mutex::new((0, HashMap::new())) })
    }

    #[test]
    fn an_address_gets_its_share_and_places_come_back() {
        let doors = doors(10, 2, vec![]);
        let (one, other): (IpAddr, IpAddr) = ("10.0.0.1".parse().expect("ip"), "10.0.0.2".parse().expect("ip"));
        let first = doors.enter(one).expect("free");
        let _second = doors.enter(one).expect("free");
        assert!(doors.enter(one).is_none());
        assert!(doors.enter(other).is_some());
        drop(first);
        assert!(doors.enter(one).is_some());
    }

    #[test]
    fn a_host_with_many_addresses_is_one_host() {
        let doors = doors(10, 2, vec![]);
        let places: Vec<_> = (1..=2).map(|n| doors.enter(format!("2001:db8::{n}").parse().expect("ip")).expect("free")).collect();
        assert!(doors.enter("2001:db8::3".parse().expect("ip")).is_none());
        drop(places);
        assert!(doors.open.lock().expect("unpoisoned").1.is_empty());
    }

    #[test]
    fn what_speaks_for_many_stops_counting_for_its_address_and_goes_on_counting_in_all() {
        let doors = doors(2, 1, vec![]);
        let node: IpAddr = "10.0.0.1".parse().expect("ip");
        let first = doors.enter(node).expect("free");
        first.leave_the_address();
        first.leave_the_address();
        let second = doors.enter(node).expect("the first does not count");
        assert!(doors.enter("10.0.0.2".parse().expect("ip")).is_none(), "the house is full");
        drop((first, second));
        let open = doors.open.lock().expect("unpoisoned");
        assert_eq!((open.0, open.1.len()), (0, 0));
    }

    #[test]
    fn proxies_are_not_counted_but_the_house_is_full_at_some_point() {
        let proxy: IpAddr = "127.0.0.1".parse().expect("ip");
        let doors = doors(3, 1, vec![proxy]);
        let places: Vec<_> = (0..3).map(|_| doors.enter(proxy).expect("uncounted")).collect();
        assert!(doors.enter(proxy).is_none());
        drop(places);
        assert!(doors.open.lock().expect("unpoisoned").1.is_empty());
    }
}
