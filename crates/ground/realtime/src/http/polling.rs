//! Polls and payloads: each becomes a message to the loop thread that owns the session.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use footlights_socketio::{PollAnswer, Refusal};
use http::{HeaderValue, StatusCode, header};
use tokio::sync::oneshot;

use super::refused;
use crate::admission::Place;
use crate::inbox::Message;
use crate::shared::Shared;

/// How long the body of a payload may take.
const BODY_WITHIN: Duration = Duration::from_secs(20);
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(super) async fn open(shared: &Arc<Shared>, remote: IpAddr, place: Place) -> Response {
    let (owner, sid) = shared.session_id();
    let (answer, answered) = oneshot::channel();
    let waiting = Waiting { shared, owner, sid: &sid };
    shared.send(owner, Message::OpenPolling { sid: sid.clone(), remote, place, answer });
    waiting.respond(answered).await
}

pub(super) async fn poll(shared: &Arc<Shared>, owner: u16, sid: &str) -> Response {
    let (answer, answered) = oneshot::channel();
    let waiting = Waiting { shared, owner, sid };
    shared.send(owner, Message::Poll { sid: sid.into(), answer });
    waiting.respond(answered).await
}

pub(super) async fn payload(shared: &Arc<Shared>, owner: u16, sid: &str, request: Request) -> Response {
    let bytes_max = shared.settings.max_payload_bytes;
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|len| len.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|len| len > bytes_max) {
        return refused(Refusal::PayloadTooLarge);
    }
    let body = match tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(request.into_body(), bytes_max)).await {
        Ok(Ok(body)) => body,
        // Too long after all, or broken off: then nobody reads this.
        Ok(Err(_)) => return refused(Refusal::PayloadTooLarge),
        Err(_elapsed) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let (answer, answered) = oneshot::channel();
    shared.send(owner, Message::Payload { sid: sid.into(), body, answer });
    match answered.await {
        Ok(Ok(())) => (StatusCode::OK, [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, NO_STORE)], "ok").into_response(),
        Ok(Err(refusal)) => refused(refusal),
        Err(_gone) => refused(Refusal::SessionUnknown),
    }
}

/// A poll under way. When its client goes away it is dropped, and the session learns of it.
struct Waiting<'a> {
    shared: &'a Arc<Shared>,
    owner: u16,
    sid: &'a str,
}

impl Waiting<'_> {
    async fn respond(self, answered: oneshot::Receiver<PollAnswer>) -> Response {
        let guard = Gone(&self);
        let answer = answered.await;
        std::mem::forget(guard);
        match answer {
            Ok(PollAnswer::Payload(body)) => {
                (StatusCode::OK, [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, NO_STORE)], body).into_response()
            }
            Ok(PollAnswer::Refused(refusal)) => refused(refusal),
            Err(_gone) => refused(Refusal::SessionUnknown),
        }
    }
}

struct Gone<'a>(&'a Waiting<'a>);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.0.shared.send(self.0.owner, Message::PollGone { sid: self.0.sid.into() });
    }
}
