//! The short way in: the same as by HTTP, for handshakes that are whole; everything else is left to HTTP as it came.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::client::Client;
use super::stage::{SOON, Stage};
use crate::HubSettings;

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const HEAD: &str = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n\
                    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A door with the short way only.
async fn door(stage: &Stage) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let hub = stage.hub.clone();
    #[expect(clippy::disallowed_methods, reason = "it ends with the test's runtime")]
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut head = [0; 1_024];
            let length = stream.peek(&mut head).await.expect("says something");
            hub.invite(&head[..length], LOCAL).expect("for the short way").enter(stream.into_std().expect("a stream"));
        }
    });
    address
}

/// Sends `head` and asks the hub; what is left to HTTP, if anything.
async fn left_to_http(stage: &Stage, head: &str) -> Option<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut client = TcpStream::connect(listener.local_addr().expect("bound")).await.expect("listening");
    client.write_all(head.as_bytes()).await.expect("sent");
    let (stream, _) = listener.accept().await.expect("connected");
    let mut seen = [0; 1_024];
    let mut length = 0;
    while length < head.len() {
        length = stream.peek(&mut seen).await.expect("readable");
    }
    let mut stream = stage.hub.invite(&seen[..length], LOCAL).is_none().then_some(stream)?;
    let mut all = vec![0; length];
    tokio::time::timeout(SOON, stream.read_exact(&mut all)).await.expect("in time").expect("nothing of it is missing");
    Some(String::from_utf8(all).expect("ASCII"))
}

#[tokio::test]
async fn a_whole_handshake_is_taken_in() {
    let stage = Stage::with(HubSettings { origins: vec!["*".into()], ..HubSettings::default() }).await;
    let address = door(&stage).await;
    let mut client = Client::open(address).await;
    assert_eq!(client.opened["maxPayload"], 1_000_000);
    client.enter("/booth").await;
    assert_eq!(client.ask("echo", &json!({"n": 1})).await["n"], 1);
    assert_eq!(stage.hub.connections(), 1);

    // What comes with the handshake is not lost, and the answer says what HTTP would say.
    let mut eager = TcpStream::connect(address).await.expect("listening");
    let connect = b"\x81\x89\0\0\0\x0040/booth,";
    eager.write_all(&[HEAD.as_bytes(), connect].concat()).await.expect("sent");
    let mut got = Vec::new();
    while !String::from_utf8_lossy(&got).contains("40/booth,{") {
        let length = tokio::time::timeout(SOON, eager.read_buf(&mut got)).await.expect("in time").expect("readable");
        assert!(length > 0, "hung up after {:?}", String::from_utf8_lossy(&got));
    }
    let text = String::from_utf8_lossy(&got).to_lowercase();
    assert!(text.starts_with("http/1.1 101 switching protocols\r\n"), "{text}");
    for line in ["connection: upgrade", "upgrade: websocket", "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=", "vary: origin"] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
    }
}

#[tokio::test]
async fn everything_else_is_left_to_http_untouched() {
    let stage = Stage::with(HubSettings { connections_max: 1, ..HubSettings::default() }).await;
    for head in [
        HEAD.replace("transport=websocket", "transport=polling"),
        HEAD.replace("EIO=4&", "EIO=4&sid=n.0.x&"),
        HEAD.replace("EIO=4&", ""),
        HEAD.replace("/socket.io/", "/socket.io/x"),
        HEAD.replace("GET", "POST"),
        HEAD.replace("HTTP/1.1", "HTTP/1.0"),
        HEAD.replace(": 13", ": 12"),
        HEAD.replace("Upgrade: websocket\r\n", ""),
        HEAD.replace("Host: x", "X-Forwarded-For: 192.0.2.1"),
        HEAD.replace("Host: x", "Host x"),
        HEAD.replace("\r\n\r\n", "\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ] {
        assert_eq!(left_to_http(&stage, &head).await.as_deref(), Some(head.as_str()));
    }
    // The house is full, or about to close: HTTP has the words for that.
    let _only = stage.client().await;
    assert_eq!(left_to_http(&stage, HEAD).await.as_deref(), Some(HEAD));
    let empty = Stage::new().await;
    empty.hub.0.draining.store(true, Ordering::SeqCst);
    assert_eq!(left_to_http(&empty, HEAD).await.as_deref(), Some(HEAD));
    assert_eq!(empty.hub.connections(), 0);
}
