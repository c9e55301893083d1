//! A client that never reads costs a bounded piece of memory and is dropped; the others notice nothing.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Setup};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Opens a WebSocket by hand, joins the session's overlay, and never reads again.
async fn deaf(address: &str, session: &str) -> anyhow::Result<tokio::net::TcpStream> {
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    let upgrade = format!(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(upgrade.as_bytes()).await?;
    let mut head = [0; 1024];
    let read = stream.read(&mut head).await?;
    anyhow::ensure!(String::from_utf8_lossy(&head[..read]).starts_with("HTTP/1.1 101"), "no upgrade");
    for text in ["40/streaming/overlay,".to_owned(), format!("42/streaming/overlay,[\"join_overlay\",{{\"sessionId\":\"{session}\"}}]")] {
        stream.write_all(&masked_text(&text)).await?;
    }
    Ok(stream)
}

/// A client's text frame with an all-zero mask.
fn masked_text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("short");
    let mut frame = vec![0x81];
    if length < 126 {
        frame.push(0x80 | u8::try_from(length).expect("short"));
    } else {
        frame.push(0x80 | 126);
        frame.extend(length.to_be_bytes());
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}

#[tokio::test]
async fn the_deaf_are_dropped_and_the_others_served() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let mut listener =
        Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({"transports": ["websocket"]})).await?;
    listener.ask("join_overlay", json!({"sessionId": session})).await?;
    let mut deaf_ones = Vec::new();
    for _ in 0..20 {
        deaf_ones.push(deaf(&server.address(), &session).await?);
    }
    let before = server.rss_bytes();
    // 20 × what the kernel buffers and the outbox hold is passed many times over.
    let message = "x".repeat(255);
    const TIPS: usize = 8_000;
    let mut posters = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (api, message, session) = (api.clone(), message.clone(), session.clone());
        posters.spawn(async move {
            for _ in 0..TIPS / 16 {
                let answer = api.post("/api/tips", json!({"sessionId": session, "amountCents": 1, "message": message})).await?;
                anyhow::ensure!(answer.status.is_success(), "{answer:?}");
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = posters.join_next().await {
        done??;
    }
    let mut last = 0;
    for _ in 0..TIPS {
        let sequence = listener.event("tip_received").await?["sequence"].as_i64().expect("a number");
        assert_eq!(sequence, last + 1, "a gap or a repeat for a client that reads");
        last = sequence;
    }
    let growth = server.rss_bytes().saturating_sub(before);
    assert!(growth < 64 << 20, "memory grew by {} MiB", growth >> 20);
    Ok(())
}
