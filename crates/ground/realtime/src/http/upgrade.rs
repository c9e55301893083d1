//! WebSocket handshakes: answered here, then the stream is taken out of the HTTP server and given to a loop thread.

use std::net::{IpAddr, TcpStream};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use footlights_socketio::{Refusal, check_handshake};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use tokio::sync::oneshot;

use super::{SealedTransport, Timed, refused};
use crate::admission::Place;
use crate::inbox::{Arrival, Message};
use crate::shared::Shared;

pub(super) fn open(shared: &Arc<Shared>, mut request: Request, remote: IpAddr, place: Place) -> Response {
    let accept = match accept_plain(&request) {
        Ok(accept) => accept,
        Err(response) => return response,
    };
    let upgrade = hyper::upgrade::on(&mut request);
    let (owner, sid) = shared.session_id();
    let hub = shared.clone();
    shared.commands.spawn(async move {
        if let Some((stream, leftover)) = take(upgrade).await {
            hub.send(owner, Message::Open(Box::new(Arrival { stream, greeting: Bytes::new(), leftover, sid, remote, place })));
        }
    });
    switching(accept)
}

pub(super) async fn attach(shared: &Arc<Shared>, owner: u16, sid: &str, mut request: Request) -> Response {
    let accept = match accept_plain(&request) {
        Ok(accept) => accept,
        Err(response) => return response,
    };
    let (answer, answered) = oneshot::channel();
    shared.send(owner, Message::Attach { sid: sid.into(), answer });
    match answered.await {
        Ok(Ok(())) => {}
        Ok(Err(Refusal::BadRequest)) => {
            // The session has a WebSocket already. The reference server takes the handshake and hangs up at once, and so
            // clients expect it.
            let upgrade = hyper::upgrade::on(&mut request);
            shared.commands.spawn(async move { drop(take(upgrade).await) });
            return switching(accept);
        }
        Ok(Err(refusal)) => return refused(refusal),
        Err(_gone) => return refused(Refusal::SessionUnknown),
    }
    let upgrade = hyper::upgrade::on(&mut request);
    let (hub, sid): (_, Box<str>) = (shared.clone(), sid.into());
    shared.commands.spawn(async move {
        let stream = take(upgrade).await;
        hub.send(owner, Message::Attached { sid, stream });
    });
    switching(accept)
}

/// The accept key, or why there is none; from a transport that is not plain none can be taken.
fn accept_plain(request: &Request) -> Result<HeaderValue, Response> {
    if request.extensions().get::<SealedTransport>().is_some() {
        return Err(StatusCode::NOT_IMPLEMENTED.into_response());
    }
    accept(request.headers(), request.version())
}

/// The accept key, or why there is none.
pub(super) fn accept(headers: &HeaderMap, protocol: Version) -> Result<HeaderValue, Response> {
    let text = |name: HeaderName| joined(headers, &name);
    let (connection, upgrade) = (text(header::CONNECTION), text(header::UPGRADE));
    let (version, key) = (text(header::SEC_WEBSOCKET_VERSION), text(header::SEC_WEBSOCKET_KEY));
    if protocol != Version::HTTP_11 {
        return Err(StatusCode::NOT_IMPLEMENTED.into_response());
    }
    let key = check_handshake(connection.as_deref(), upgrade.as_deref(), version.as_deref(), key.as_deref()).map_err(|error| {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
        (status, [(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))], error.to_string()).into_response()
    })?;
    Ok(HeaderValue::from_str(&key).expect("base64 is a header value"))
}

/// All lines of a header as one.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

pub(super) fn switching(accept: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    response
}

/// The stream itself and what was read of it already.
async fn take(upgrade: OnUpgrade) -> Option<(TcpStream, Bytes)> {
    // An error here is a client that went away before the handshake was through.
    let upgraded = upgrade.await.ok()?;
    let (stream, read) = match downcast::<TokioIo<Timed<tokio::net::TcpStream>>>(upgraded) {
        Ok(parts) => (parts.io.into_inner().into_inner(), parts.read_buf),
        Err(upgraded) => {
            let Ok(parts) = downcast::<TokioIo<tokio::net::TcpStream>>(upgraded) else {
                tracing::error!("a WebSocket came on a connection that is not plain TCP and not marked as such; it is dropped");
                return None;
            };
            (parts.io.into_inner(), parts.read_buf)
        }
    };
    match stream.into_std() {
        Ok(stream) => Some((stream, read)),
        Err(error) => {
            tracing::warn!(%error, "a socket could not be taken out of the HTTP server");
            None
        }
    }
}
