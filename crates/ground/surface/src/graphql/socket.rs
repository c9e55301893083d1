//! `graphql-transport-ws`: many operations on one WebSocket.
//!
//! The rules of the protocol are in [`protocol`], a machine without IO; [`connection`] drives it; [`operation`] runs one
//! operation.

mod connection;
mod operation;
mod protocol;

use axum::body::Body;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{FromRequestParts as _, Request};
use axum::response::{IntoResponse as _, Response};
use footlights_base::{ErrorKind, Rejection};
use http::{HeaderMap, header};

use super::GraphQl;
use crate::extract::{comes_from_own_page, cookie_value};
use crate::{Problem, SESSION_COOKIE};

/// The protocol's name in `Sec-WebSocket-Protocol`.
const PROTOCOL: &str = "graphql-transport-ws";
/// What a socket reads at once: messages are short, sockets many.
const READ_BYTES: usize = 2 * 1024;
/// What a client may leave unread before it counts as slow.
const UNREAD_BYTES_MAX: usize = 1024 * 1024;

/// Whether a request is for a socket.
pub(super) fn is_asked_for(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Takes the connection over.
pub(super) async fn upgrade(served: GraphQl, request: Request<Body>) -> Response {
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return refused(&rejection),
    };
    let max = served.settings.message_bytes_max;
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(UNREAD_BYTES_MAX)
        .max_message_size(max)
        .max_frame_size(max);
    let cookie = cookie_value(&parts.headers, SESSION_COOKIE).filter(|_| comes_from_own_page(&parts.headers, &served.edge.settings));
    let remote = served.edge.remote_of(&parts.extensions, &parts.headers);
    let speaks = upgrade.selected_protocol().is_some();
    let guest = connection::Guest { cookie, remote, speaks, place: parts.extensions };
    upgrade.on_upgrade(move |socket| connection::serve(socket, served, guest))
}

fn refused(rejection: &WebSocketUpgradeRejection) -> Response {
    Problem::from(Rejection::new(ErrorKind::Invalid, "bad_upgrade", rejection.to_string())).into_response()
}
