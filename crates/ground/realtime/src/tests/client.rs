//! A tiny WebSocket and Socket.IO client: enough to see every byte.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::stage::SOON;

pub(super) struct Client {
    pub(super) stream: TcpStream,
    read: Vec<u8>,
    pub(super) opened: Value,
    namespace: String,
    acks: u64,
}

/// What a client got.
#[derive(Debug, PartialEq)]
pub(super) enum Got {
    Text(String),
    Close(u16),
    End,
}

impl Client {
    pub(super) async fn open(address: SocketAddr) -> Self {
        let mut client = Self::handshake(address, "/socket.io/?EIO=4&transport=websocket").await;
        let Got::Text(open) = client.next().await else { panic!("no open packet") };
        client.opened = serde_json::from_str(open.strip_prefix('0').expect("an open packet")).expect("JSON");
        client
    }

    pub(super) async fn handshake(address: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.expect("listening");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut read = Vec::new();
        let end = loop {
            let mut buffer = [0; 1024];
            let len = tokio::time::timeout(SOON, stream.read(&mut buffer)).await.expect("in time").expect("readable");
            assert!(len > 0, "the server hung up");
            read.extend_from_slice(&buffer[..len]);
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(read[..end].to_vec()).expect("ASCII");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        Self { stream, read: read.split_off(end), opened: Value::Null, namespace: "/".into(), acks: 0 }
    }

    /// Enters a namespace.
    pub(super) async fn enter(&mut self, namespace: &str) {
        self.namespace = namespace.into();
        self.text(&format!("40{namespace},")).await;
        let Got::Text(answer) = self.next().await else { panic!("no answer to CONNECT") };
        assert!(answer.starts_with(&format!("40{namespace},{{\"sid\":")), "{answer}");
    }

    pub(super) async fn text(&mut self, text: &str) {
        self.frame(0x81, text.as_bytes()).await;
    }

    pub(super) async fn frame(&mut self, first: u8, payload: &[u8]) {
        let mut bytes = vec![first];
        match payload.len() {
            len @ 0..=125 => bytes.push(0x80 | u8::try_from(len).expect("short")),
            len @ 126..=65_535 => {
                bytes.push(0x80 | 126);
                bytes.extend(u16::try_from(len).expect("short").to_be_bytes());
            }
            len => {
                bytes.push(0x80 | 127);
                bytes.extend((len as u64).to_be_bytes());
            }
        }
        let mask = [1, 2, 3, 4];
        bytes.extend(mask);
        bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        // The server may have hung up already, which the test sees when it reads.
        let _ = self.stream.write_all(&bytes).await;
    }

    /// Sends an event and returns the number of its acknowledgement.
    pub(super) async fn send(&mut self, name: &str, payload: &Value) -> u64 {
        self.acks += 1;
        let ack = self.acks;
        let text = format!("42{},{ack}{}", self.namespace, json!([name, payload]));
        self.text(&text).await;
        ack
    }

    /// Sends an event and returns the answer, which must be the next thing that comes.
    pub(super) async fn ask(&mut self, name: &str, payload: &Value) -> Value {
        let ack = self.send(name, payload).await;
        self.answer(ack).await
    }

    pub(super) async fn answer(&mut self, ack: u64) -> Value {
        let got = self.next().await;
        let Got::Text(text) = &got else { panic!("no answer: {got:?}") };
        let prefix = format!("43{},{ack}", self.namespace);
        let args = text.strip_prefix(&prefix).unwrap_or_else(|| panic!("not the answer {ack}: {text}"));
        serde_json::from_str::<Value>(args).expect("JSON")[0].take()
    }

    pub(super) async fn join(&mut self, topic: &footlights_base::Topic) -> Value {
        let joined = self.ask("join", &json!({ "topic": topic })).await;
        assert_eq!(joined["ok"], true, "{joined}");
        joined
    }

    /// The next event's name and payload.
    pub(super) async fn event(&mut self) -> (String, Value) {
        let got = self.next().await;
        let Got::Text(text) = &got else { panic!("no event: {got:?}") };
        let prefix = format!("42{},", self.namespace);
        let args = text.strip_prefix(&prefix).unwrap_or_else(|| panic!("not an event: {text}"));
        let mut args: Value = serde_json::from_str(args).expect("JSON");
        (args[0].as_str().expect("a name").to_owned(), args[1].take())
    }

    /// The next event that is numbered; trailing totals are passed over.
    pub(super) async fn numbered(&mut self) -> (i64, Value) {
        loop {
            let (_, payload) = self.event().await;
            if let Some(sequence) = payload["sequence"].as_i64() {
                return (sequence, payload);
            }
        }
    }

    /// The next message, answering heartbeats on the way.
    pub(super) async fn next(&mut self) -> Got {
        loop {
            match self.next_raw().await {
                Got::Text(text) if text == "2" => self.text("3").await,
                other => return other,
            }
        }
    }

    pub(super) async fn next_raw(&mut self) -> Got {
        loop {
            if let Some(got) = self.take() {
                return got;
            }
            let mut buffer = [0; 16 * 1024];
            match tokio::time::timeout(SOON, self.stream.read(&mut buffer)).await.expect("in time") {
                Ok(0) | Err(_) => return Got::End,
                Ok(len) => self.read.extend_from_slice(&buffer[..len]),
            }
        }
    }

    fn take(&mut self) -> Option<Got> {
        let (&first, &second) = (self.read.first()?, self.read.get(1)?);
        let (start, len) = match second {
            126 => (4, usize::from(u16::from_be_bytes(self.read.get(2..4)?.try_into().ok()?))),
            127 => (10, usize::try_from(u64::from_be_bytes(self.read.get(2..10)?.try_into().ok()?)).ok()?),
            len => (2, usize::from(len)),
        };
        let payload = self.read.get(start..start + len)?.to_vec();
        self.read.drain(..start + len);
        Some(match first & 0x0f {
            8 => Got::Close(payload.get(..2).map_or(0, |code| u16::from_be_bytes([code[0], code[1]]))),
            _ => Got::Text(String::from_utf8(payload).expect("text")),
        })
    }
}
