//! Long-polling, and the way from there to a WebSocket.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{Client, Got};
use super::stage::{SOON, Stage, topic};

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

pub(super) async fn get(address: SocketAddr, path: &str) -> Answer {
    request(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await
}

async fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    let len = body.len();
    request(address, &format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len}\r\n\r\n{body}")).await
}

async fn request(address: SocketAddr, text: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("listening");
    stream.write_all(text.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    tokio::time::timeout(SOON, stream.read_to_string(&mut answer)).await.expect("in time").expect("text");
    let status = answer.split(' ').nth(1).expect("a status line").parse().expect("a number");
    let body = answer.split_once("\r\n\r\n").expect("a body").1.to_owned();
    Answer { status, body }
}

async fn open(stage: &Stage) -> String {
    let opened = get(stage.address, "/socket.io/?EIO=4&transport=polling").await;
    let opened: Value = serde_json::from_str(opened.body.strip_prefix('0').expect("an open packet")).expect("JSON");
    assert_eq!(opened["upgrades"], json!(["websocket"]));
    format!("/socket.io/?EIO=4&transport=polling&sid={}", opened["sid"].as_str().expect("a sid"))
}

#[tokio::test]
async fn everything_works_by_polling() {
    let stage = Stage::new().await;
    let session = open(&stage).await;
    assert_eq!(post(stage.address, &session, "40/booth,").await.body, "ok");
    assert!(get(stage.address, &session).await.body.starts_with("40/booth,{\"sid\":"));
    post(stage.address, &session, "42/booth,1[\"join\",{\"topic\":\"session:a\"}]").await;
    assert!(get(stage.address, &session).await.body.starts_with("43/booth,1[{\"ok\":true"));
    let (one, two) = (stage.log.append(&topic("a"), "1"), stage.log.append(&topic("a"), "2"));
    stage.offer(&one);
    let body = get(stage.address, &session).await.body;
    assert!(body.starts_with("42/booth,[\"said\",{\"text\":\"1\"") && body.contains('\x1e'), "{body}");
    // A poll that is parked is answered as soon as there is something.
    #[expect(clippy::disallowed_methods, reason = "the test joins it or ends with it")]
    let parked = tokio::spawn({
        let (address, session) = (stage.address, session.clone());
        async move { get(address, &session).await }
    });
    stage.offer(&two);
    assert!(parked.await.expect("answered").body.contains("\"sequence\":2"));
    assert_eq!(post(stage.address, &session, "1").await.status, 200);
    assert_eq!(get(stage.address, &session).await.status, 400);
}

#[tokio::test]
async fn an_unknown_session_gets_the_words_of_the_reference() {
    let stage = Stage::new().await;
    let session = open(&stage).await;
    let (_, sid) = session.split_once("sid=").expect("a sid");
    let node = sid.split('.').next().expect("a node");
    for sid in ["nobody".to_owned(), format!("{node}.0.xxxxxxxxxxxxxxxxxxxx"), "n9.0.xxxxxxxxxxxxxxxxxxxx".into(), format!("{node}.99.x")] {
        let answer = get(stage.address, &format!("/socket.io/?EIO=4&transport=polling&sid={sid}")).await;
        assert_eq!((answer.status, answer.body.as_str()), (400, "{\"code\":1,\"message\":\"Session ID unknown\"}"));
    }
}

#[tokio::test]
async fn a_session_moves_to_a_websocket_without_loss() {
    let stage = Stage::new().await;
    let session = open(&stage).await;
    post(stage.address, &session, "40/booth,").await;
    get(stage.address, &session).await;
    let mut client = Client::handshake(stage.address, &session.replace("polling", "websocket")).await;
    client.text("2probe").await;
    assert_eq!(client.next_raw().await, Got::Text("3probe".into()));
    client.text("5").await;
    client.text("42/booth,1[\"join\",{\"topic\":\"session:a\"}]").await;
    assert!(matches!(client.next().await, Got::Text(text) if text.starts_with("43/booth,1")));
    stage.commit(&topic("a"), "1");
    assert!(matches!(client.next().await, Got::Text(text) if text.contains("\"sequence\":1")));
    assert_eq!(get(stage.address, &session).await.status, 400);
}

#[tokio::test]
async fn a_payload_above_the_limit_is_refused_and_the_session_lives() {
    let stage = Stage::new().await;
    let session = open(&stage).await;
    let huge = post(stage.address, &session, &"x".repeat(1_000_001)).await;
    assert_eq!(huge.status, 413);
    assert_eq!(post(stage.address, &session, "40/booth,").await.status, 200);
}

#[tokio::test]
async fn a_poll_given_up_loses_nothing() {
    let stage = Stage::new().await;
    let session = open(&stage).await;
    let mut stream = TcpStream::connect(stage.address).await.expect("listening");
    stream.write_all(format!("GET {session} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.expect("sent");
    stream.shutdown().await.expect("open");
    drop(stream);
    // The next poll is refused as the second one until the server has seen the end of the first.
    post(stage.address, &session, "40/booth,").await;
    let answer = get(stage.address, &session).await;
    assert!(answer.status == 200 || answer.status == 400);
}

struct Elsewhere;

impl crate::ForeignRoute for Elsewhere {
    fn pass_on<'a>(&'a self, node: &'a str, _: axum::extract::Request) -> footlights_base::BoxFuture<'a, Option<axum::response::Response>> {
        let answer = (node == "n2").then(|| axum::response::IntoResponse::into_response("from n2"));
        Box::pin(async move { answer })
    }
}

#[tokio::test]
async fn a_session_of_another_node_is_passed_on() {
    let stage = Stage::new().await;
    stage.hub.route_foreign(std::sync::Arc::new(Elsewhere));
    assert_eq!(get(stage.address, "/socket.io/?EIO=4&transport=polling&sid=n2.0.x").await.body, "from n2");
    let dead = get(stage.address, "/socket.io/?EIO=4&transport=polling&sid=n3.0.x").await;
    assert_eq!((dead.status, dead.body.as_str()), (400, "{\"code\":1,\"message\":\"Session ID unknown\"}"));
}
