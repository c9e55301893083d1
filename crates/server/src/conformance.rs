//! `--conformance`: what protocol test suites need, on the code paths of production. Loopback only.

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::any;

/// The largest message that is echoed, bytes. The suites send up to 16 MiB.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// `/conformance/echo`: every WebSocket message comes back as it was.
pub(crate) fn routes() -> Router {
    Router::new().route(
        "/conformance/echo",
        any(|upgrade: WebSocketUpgrade| async {
            upgrade.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX).on_upgrade(echo)
        }),
    )
}

async fn echo(mut socket: WebSocket) {
    // Pings are answered and closes returned by the library itself.
    while let Some(Ok(message)) = socket.recv().await {
        let back = match message {
            Message::Text(_) | Message::Binary(_) => message,
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => continue,
        };
        if socket.send(back).await.is_err() {
            return;
        }
    }
}
