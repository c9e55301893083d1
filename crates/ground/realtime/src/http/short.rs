//! The short way in. A crowd comes by WebSocket and all at once: a connection whose first bytes are the whole head of a
//! handshake for a new session is answered here, without the HTTP server. Everything else is for HTTP, also each refusal.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use footlights_socketio::{Route, Transport, route};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Version};
use tokio::net::TcpStream;

use super::upgrade::{accept, switching};
use super::{cors, target};
use crate::Hub;
use crate::admission::Place;
use crate::inbox::{Arrival, Message};
use crate::shared::Shared;

/// Header lines a head that is looked at here may have.
const LINES_MAX: usize = 32;
/// Say that somebody in between, a proxy or another node, speaks for a client; whom to believe is known elsewhere.
const SPOKEN_FOR: [&str; 2] = ["x-forwarded-for", "x-footlights-seal"];

impl Hub {
    /// Takes a fresh connection in when `head`, its first bytes, which must still be unread, is the whole head of a
    /// WebSocket handshake for a new session, and `remote` may come in. Otherwise gives it back untouched: HTTP answers.
    ///
    /// # Errors
    /// The connection, when it is not for the short way.
    pub fn take_in(&self, stream: TcpStream, head: &[u8], remote: IpAddr) -> Result<(), TcpStream> {
        let Some((request, length)) = read(head) else { return Err(stream) };
        let Some((key, place)) = admit(&self.0, &request, remote) else { return Err(stream) };
        // What was looked at is there to be read, and what comes after it is the loop thread's.
        let mut looked_at = vec![0; length];
        if !matches!(stream.try_read(&mut looked_at), Ok(read) if read == length) {
            return Ok(());
        }
        let mut answer = switching(key);
        answer.headers_mut().extend(cors::headers(&self.0.settings.origins, request.headers()));
        match stream.into_std() {
            Ok(stream) => {
                let (owner, sid) = self.0.session_id();
                let arrival = Arrival { stream, greeting: written(answer.headers()), leftover: Bytes::new(), sid, remote, place };
                self.0.send(owner, Message::Open(Box::new(arrival)));
            }
            Err(error) => tracing::warn!(%error, "a socket could not be taken in"),
        }
        Ok(())
    }
}

/// The request and the length of its head; nothing unless it is whole and plain.
fn read(head: &[u8]) -> Option<(Request<()>, usize)> {
    let mut lines = [httparse::EMPTY_HEADER; LINES_MAX];
    let mut parsed = httparse::Request::new(&mut lines);
    let httparse::Status::Complete(length) = parsed.parse(head).ok()? else { return None };
    let mut request = Request::builder().method(parsed.method?).uri(parsed.path?).version(match parsed.version? {
        1 => Version::HTTP_11,
        _ => return None,
    });
    let headers: &mut HeaderMap = request.headers_mut()?;
    for line in parsed.headers.iter() {
        headers.append(HeaderName::from_bytes(line.name.as_bytes()).ok()?, HeaderValue::from_bytes(line.value).ok()?);
    }
    Some((request.body(()).ok()?, length))
}

/// The accept key and the place of one who comes in.
fn admit(shared: &Arc<Shared>, request: &Request<()>, remote: IpAddr) -> Option<(HeaderValue, Place)> {
    let (path, headers) = (request.uri().path(), request.headers());
    let ours = path.strip_suffix('/').unwrap_or(path) == shared.settings.path;
    if !ours || SPOKEN_FOR.iter().any(|name| headers.contains_key(*name)) || shared.draining.load(Ordering::SeqCst) {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let Ok(Route::Open(Transport::WebSocket)) = route(&target(request.method(), headers, query)) else { return None };
    let key = accept(headers, request.version()).ok()?;
    Some((key, shared.admission.enter(remote, shared.now_ms()).ok()?))
}

/// The answer as it goes onto the wire.
fn written(headers: &HeaderMap) -> Bytes {
    let mut bytes = b"HTTP/1.1 101 Switching Protocols\r\n".to_vec();
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.into()
}
