//! One connection that waits for its first word, or speaks HTTP.

use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use footlights_realtime::{HEAD_MAX, Hub, Invited, Timed};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::doors::{Admitted, Place};

/// How long a client may take for the headers of a request, and for its first request at all.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long a client may take to read anything of what waits for it.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// How many header lines a request may have.
const HEADERS_MAX: usize = 100;
/// How large all header lines of a request may be together, bytes.
const HEADER_BYTES_MAX: usize = 64 * 1024;
/// How many requests one HTTP/2 connection may have open.
const STREAMS_MAX: u32 = 100;

/// What every connection is served with.
pub(super) struct Served {
    app: Router,
    pub(super) hub: Hub,
    builder: Builder<TokioExecutor>,
    stop: CancellationToken,
}

impl Served {
    pub(super) fn new(app: Router, hub: Hub, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self { app, hub, builder: builder(), stop })
    }
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
pub(super) async fn drive(stream: std::net::TcpStream, peer: SocketAddr, served: Arc<Served>, place: Place) {
    let stream = match TcpStream::from_std(stream) {
        Ok(stream) => stream,
        Err(error) => return tracing::warn!(%error, "a connection could not be waited for"),
    };
    let mut first_request = pin!(tokio::time::sleep(HEADERS_WITHIN));
    tokio::select! {
        // One that is broken is for HTTP to see.
        _ = stream.readable() => {}
        () = first_request.as_mut() => return,
        () = served.stop.cancelled() => return,
    }
    let remote = peer.ip().to_canonical();
    if let Some(invited) = invite(&served.hub, &stream, remote).await {
        match stream.into_std() {
            Ok(stream) => invited.enter(stream),
            Err(error) => tracing::warn!(%error, "a socket could not be taken in"),
        }
        return;
    }
    // Large, and most connections of a crowd never come to it.
    Box::pin(serve_http(stream, peer, served, place, first_request)).await;
}

/// Looks at what a connection has said first.
async fn invite(hub: &Hub, stream: &TcpStream, remote: IpAddr) -> Option<Invited> {
    let mut head = vec![0; HEAD_MAX];
    let said = stream.peek(&mut head).await.unwrap_or(0);
    hub.invite(&head[..said], remote)
}

async fn serve_http(stream: TcpStream, peer: SocketAddr, served: Arc<Served>, place: Place, mut first_request: Pin<&mut Sleep>) {
    let spoke = Arc::new(AtomicBool::new(false));
    let admitted = Admitted::new(place);
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
