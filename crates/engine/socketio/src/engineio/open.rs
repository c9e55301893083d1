//! The opening packet: what the client must know of the session.

use serde::Serialize;

use crate::frame::Frame;
use crate::settings::Settings;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Open<'a> {
    sid: &'a str,
    upgrades: &'a [&'a str],
    ping_interval: u64,
    ping_timeout: u64,
    max_payload: usize,
}

/// `0{"sid":…}`. A polling session may move to WebSocket, a WebSocket session has nowhere to move.
pub(crate) fn open_packet(settings: &Settings, sid: &str, polling: bool) -> Frame {
    let open = Open {
        sid,
        upgrades: if polling { &["websocket"] } else { &[] },
        ping_interval: settings.ping_interval_ms,
        ping_timeout: settings.ping_timeout_ms,
        max_payload: settings.max_payload,
    };
    let json = serde_json::to_string(&open).expect("strings and numbers are always JSON");
    Frame::text(&format!("0{json}"))
}
