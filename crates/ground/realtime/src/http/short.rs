//! The short way in. A crowd comes by WebSocket and all at once: a connection whose first bytes are the whole head of a
//! handshake for a new session is answered here, without the HTTP server. Everything else is for HTTP, also each refusal.

use std::io::Read as _;
use std::net::{IpAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use footlights_socketio::{Route, Transport, route};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Version};

use super::upgrade::{accept, switching};
use super::{cors, target};
use crate::Hub;
use crate::admission::Place;
use crate::inbox::{Arrival, Message};
use crate::shared::Shared;

/// The longest head that is looked at, bytes.
pub const HEAD_MAX: usize = 2 * 1024;
/// Header lines a head that is looked at here may have.
const LINES_MAX: usize = 32;
/// Say that somebody in between, a proxy or another node, speaks for a client; whom to believe is known elsewhere.
const SPOKEN_FOR: [&str; 2] = ["x-forwarded-for", "x-footlights-seal"];

/// One who may come in by the short way; holds its place until it has.
pub struct Invited {
    hub: Hub,
    answer: Bytes,
    /// How many of the bytes that were looked at are its handshake.
    length: usize,
    remote: IpAddr,
    place: Place,
}

impl Hub {
    /// Looks at the first bytes of a fresh connection: an invitation when they are the whole head of a WebSocket handshake for a
    /// new session, and `remote` may come in. Otherwise HTTP answers.
    #[must_use]
    pub fn invite(&self, head: &[u8], remote: IpAddr) -> Option<Invited> {
        let (request, length) = read(head)?;
        let (key, place) = admit(&self.0, &request, remote)?;
        let mut answer = switching(key);
        answer.headers_mut().extend(cors::headers(&self.0.settings.origins, request.headers()));
        Some(Invited { hub: self.clone(), answer: written(answer.headers()), length, remote, place })
    }
}

impl Invited {
    /// Comes in. The stream does not block, and what was looked at is still there to be read; what follows it is the loop thread's.
    pub fn enter(self, mut stream: TcpStream) {
        let mut looked_at = [0; HEAD_MAX];
        let head = &mut looked_at[..self.length];
        if !matches!(stream.read(head), Ok(read) if read == self.length) {
            // Gone meanwhile.
            return;
        }
        let Self { hub, answer, remote, place, .. } = self;
        let (owner, sid) = hub.0.session_id();
        let arrival = Arrival { stream, greeting: answer, leftover: Bytes::new(), sid, remote, place };
        hub.0.send(owner, Message::Open(Box::new(arrival)));
    }
}

/// The request and the length of its head; nothing unless it is whole and plain.
fn read(head: &[u8]) -> Option<(Request<()>, usize)> {
    let mut lines = [httparse::EMPTY_HEADER; LINES_MAX];
    let mut parsed = httparse::Request::new(&mut lines);
    let httparse::Status::Complete(length) = parsed.parse(head).ok()? else { return None };
    if length > HEAD_MAX {
        return None;
    }
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
