//! Garbage, half-open lines and panics: only their sender is harmed.

use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use super::client::{Client, Got};
use super::stage::{Stage, topic};

#[tokio::test]
async fn garbage_ends_its_own_connection_only() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut witness = stage.client().await;
    witness.join(&topic).await;
    let inputs: [&[u8]; 6] = [
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x81\x05hello",
        b"\x82\x80\0\0\0\0",
        b"\x81\x82\0\0\0\x00\xc3\x28",
        b"\x89\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
        b"\x01\x81\0\0\0\x004\x81\x81\0\0\0\x004",
    ];
    for input in inputs {
        let mut client = Client::open(stage.address).await;
        client.stream.write_all(input).await.expect("sent");
        let got = client.next().await;
        assert!(matches!(got, Got::Close(_) | Got::End), "{got:?}");
    }
    for packet in ["9", "42", "42/booth,[]", "451-", "42[\"a\"]", "40/booth", "43/booth,1[]", "2probe", "45999-[\"a\"]"] {
        let mut client = Client::open(stage.address).await;
        client.text(packet).await;
        // Some of these are allowed and get no answer; a word more tells.
        client.text("9").await;
        while !matches!(client.next().await, Got::Close(_) | Got::End) {}
    }
    stage.commit(&topic, "still here");
    assert_eq!(witness.numbered().await.0, 1);
}

#[tokio::test]
async fn a_projection_that_panics_costs_its_event_only() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut client = stage.client().await;
    client.join(&topic).await;
    let mut event = (*stage.log.append(&topic, "bad")).clone();
    event.kind = "test.panic".into();
    stage.offer(&std::sync::Arc::new(event));
    stage.commit(&topic, "good");
    assert_eq!(client.numbered().await.0, 2);
    assert_eq!(client.event().await.0, "total");
    assert_eq!(client.ask("echo", &json!({})).await["ok"], true);
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    client.stream.set_nodelay(true).expect("a socket");
    let text = b"42/booth,1[\"echo\",{\"a\":1}]";
    let mut frame = vec![0x81, 0x80 | u8::try_from(text.len()).expect("short"), 0, 0, 0, 0];
    frame.extend_from_slice(text);
    for byte in frame {
        client.stream.write_all(&[byte]).await.expect("sent");
    }
    assert_eq!(client.answer(1).await["a"], 1);
}
