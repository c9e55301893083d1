//! A member of rooms by a socket of Socket.IO, as small as it can be: it comes in, answers pings and counts what it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinSet};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How a frame of the namespace begins.
const EVENT: &str = "42/rooms,[\"";

/// What members were told.
#[derive(Default)]
pub(crate) struct Heard {
    presence: AtomicUsize,
    messages: AtomicUsize,
    bell: Notify,
}

impl Heard {
    pub(crate) fn presence(&self) -> usize {
        self.presence.load(Ordering::Relaxed)
    }

    pub(crate) fn messages(&self) -> usize {
        self.messages.load(Ordering::Relaxed)
    }

    /// Until so many messages were told.
    pub(crate) async fn wait_for_messages(&self, wanted: usize) {
        loop {
            let rings = self.bell.notified();
            if self.messages() >= wanted {
                return;
            }
            rings.await;
        }
    }

    fn note(&self, frame: &str) {
        match frame.strip_prefix(EVENT).and_then(|rest| rest.split_once('"')).map(|(name, _)| name) {
            Some("presence") => drop(self.presence.fetch_add(1, Ordering::Relaxed)),
            Some("chat_message") => {
                self.messages.fetch_add(1, Ordering::Relaxed);
                self.bell.notify_waiters();
            }
            _ => {}
        }
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody in rooms, until dropped.
pub(crate) struct Member {
    _reads: JoinSet<()>,
    reading: AbortHandle,
}

impl Member {
    /// Connects and comes into these rooms, one after the other.
    pub(crate) async fn connect(port: u16, token: &str, rooms: &[String], heard: Arc<Heard>) -> anyhow::Result<Self> {
        let url = format!("ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket");
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
        until(&mut socket, &heard, "0{").await?;
        socket.send(Message::text(format!("40/rooms,{}", json!({ "token": token })))).await?;
        until(&mut socket, &heard, "40/rooms,").await?;
        for (n, room) in rooms.iter().enumerate() {
            socket.send(Message::text(format!("42/rooms,{n}{}", json!(["join", {"roomId": room}])))).await?;
            let answer = until(&mut socket, &heard, &format!("43/rooms,{n}[")).await?;
            anyhow::ensure!(answer.contains("\"ok\":true"), "not let in: {answer}");
        }
        let mut reads = JoinSet::new();
        let reading = reads.spawn(async move { while next(&mut socket, &heard).await.is_ok() {} });
        Ok(Self { _reads: reads, reading })
    }

    /// Whether the connection still stands.
    pub(crate) fn is_there(&self) -> bool {
        !self.reading.is_finished()
    }
}

/// The first frame that begins so; refusals end it.
async fn until(socket: &mut Socket, heard: &Heard, begins: &str) -> anyhow::Result<String> {
    loop {
        let frame = next(socket, heard).await?;
        if frame.starts_with(begins) {
            return Ok(frame);
        }
        anyhow::ensure!(!frame.starts_with("44/rooms,"), "refused: {frame}");
    }
}

/// The next frame that is no ping.
async fn next(socket: &mut Socket, heard: &Heard) -> anyhow::Result<String> {
    loop {
        match socket.next().await.context("the socket is open")?? {
            Message::Text(text) if text.as_str() == "2" => socket.send(Message::text("3")).await?,
            Message::Text(text) => {
                heard.note(&text);
                return Ok(text.to_string());
            }
            Message::Ping(_) | Message::Pong(_) => {}
            other => bail!("no frame: {other:?}"),
        }
    }
}
