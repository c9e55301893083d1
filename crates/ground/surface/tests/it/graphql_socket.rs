//! `graphql-transport-ws`: close codes, order, sharing, recovery, revocation, slow readers.

use std::sync::atomic::Ordering;
use std::time::Duration;

use footlights_surface::graphql::GraphQlSettings;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::Message;

use crate::parlour::{FEEDS_MAX, Parlour};

const SOON: Duration = Duration::from_secs(10);

struct Client(WebSocketStream<TcpStream>);

impl Client {
    async fn open(parlour: &Parlour, protocol: Option<&str>, headers: &[(&'static str, &str)]) -> Self {
        let mut request = format!("ws://{}/graphql", parlour.address).into_client_request().expect("a request");
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().expect("a header"));
        }
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let stream = TcpStream::connect(parlour.address).await.expect("connects");
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.expect("upgrades");
        Self(socket)
    }

    /// Let in as `good`.
    async fn ready(parlour: &Parlour) -> Self {
        let mut client = Self::open(parlour, Some("graphql-transport-ws"), &[]).await;
        client.send(&json!({"type": "connection_init", "payload": {"Authorization": "Bearer good"}})).await;
        assert_eq!(client.next().await, json!({"type": "connection_ack"}));
        client
    }

    async fn send(&mut self, message: &Value) {
        self.0.send(Message::Text(message.to_string().into())).await.expect("sent");
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(&json!({"id": id, "type": "subscribe", "payload": {"query": query}})).await;
    }

    async fn next(&mut self) -> Value {
        loop {
            match tokio::time::timeout(SOON, self.0.next()).await.expect("in time").expect("open").expect("readable") {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("no message: {other:?}"),
            }
        }
    }

    /// The code with which the server closes.
    async fn closed(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(SOON, self.0.next()).await.expect("in time") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("closed without a code: {other:?}"),
            }
        }
    }
}

/// Asks for another protocol by hand, since clients give up by themselves then; the code of the close frame.
async fn closed_with(parlour: &Parlour, protocol: &str) -> u16 {
    let mut stream = TcpStream::connect(parlour.address).await.expect("connects");
    let asked = format!(
        "GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: {protocol}\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).await.expect("sent");
    let mut read = Vec::new();
    loop {
        let head = read.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        if let Some(frame) = head.map(|head| &read[head..]).filter(|frame| frame.len() >= 4) {
            assert_eq!(frame[0], 0x88, "a close frame");
            return u16::from_be_bytes([frame[2], frame[3]]);
        }
        let count = tokio::time::timeout(SOON, stream.read_buf(&mut read)).await.expect("in time").expect("readable");
        assert!(count > 0, "closed without a frame: {}", String::from_utf8_lossy(&read));
    }
}

#[tokio::test]
async fn breaches_close_with_the_code_of_the_protocol() {
    let parlour = Parlour::with(GraphQlSettings { init_within: Duration::from_millis(50), ..GraphQlSettings::default() }, None).await;
    assert_eq!(Client::open(&parlour, None, &[]).await.closed().await, 4406);
    assert_eq!(closed_with(&parlour, "graphql-ws").await, 4406);
    assert_eq!(Client::open(&parlour, Some("graphql-transport-ws"), &[]).await.closed().await, 4408);
    let open = || Client::open(&parlour, Some("graphql-transport-ws"), &[]);
    let mut client = open().await;
    client.subscribe("1", "{ greeting }").await;
    assert_eq!(client.closed().await, 4401);
    for payload in [json!({"Authorization": "Bearer bad"}), json!({"Authorization": "good"}), json!({})] {
        let mut client = open().await;
        client.send(&json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(client.closed().await, 4403, "{payload}");
    }
    let mut client = Client::ready(&parlour).await;
    client.send(&json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await, 4429);
    let mut client = Client::ready(&parlour).await;
    client.subscribe("1", "subscription { said { text } }").await;
    client.subscribe("1", "{ greeting }").await;
    assert_eq!(client.closed().await, 4409);
    let mut client = Client::ready(&parlour).await;
    client.0.send(Message::Binary(vec![1].into())).await.expect("sent");
    assert_eq!(client.closed().await, 4400);
    let mut client = Client::ready(&parlour).await;
    client.0.send(Message::Text("x".repeat(300 * 1024).into())).await.expect("sent");
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn queries_mutations_and_refusals_run_over_the_socket() {
    let parlour = Parlour::new().await;
    let mut client = Client::ready(&parlour).await;
    client.subscribe("q", "{ greeting me }").await;
    assert_eq!(client.next().await["payload"]["data"]["greeting"], "hello");
    assert_eq!(client.next().await, json!({"id": "q", "type": "complete"}));
    client.subscribe("m", r#"mutation { say(text: "x") }"#).await;
    assert_eq!(client.next().await["payload"]["data"]["say"], true);
    assert_eq!(client.next().await["type"], "complete");
    client.subscribe("v", "{ nothing }").await;
    let refused = client.next().await;
    assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("graphql_invalid")));
    // An id may be used again once it is over.
    client.subscribe("v", "{ greeting }").await;
    assert_eq!(client.next().await["type"], "next");
    assert_eq!(client.next().await["type"], "complete");
    client.send(&json!({"type": "ping", "payload": {"n": 1}})).await;
    assert_eq!(client.next().await, json!({"type": "pong", "payload": {"n": 1}}));
}

#[tokio::test]
async fn a_subscription_that_is_not_allowed_is_refused_and_the_socket_lives() {
    let parlour = Parlour::new().await;
    let mut client = Client::open(&parlour, Some("graphql-transport-ws"), &[]).await;
    client.send(&json!({"type": "connection_init", "payload": {"Authorization": "Bearer other"}})).await;
    client.next().await;
    client.subscribe("1", "subscription { said { text } }").await;
    let refused = client.next().await;
    assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("not_found")));
    client.subscribe("2", "subscription { a: said { text } b: said { text } }").await;
    assert_eq!(client.next().await["payload"][0]["extensions"]["code"], "too_many_root_fields");
    client.subscribe("3", "{ greeting }").await;
    assert_eq!(client.next().await["type"], "next");
}

#[tokio::test]
async fn what_equal_subscriptions_show_is_made_once() {
    let parlour = Parlour::new().await;
    parlour.say("first").await;
    let mut clients = Vec::new();
    for n in 0..10 {
        let mut client = Client::ready(&parlour).await;
        let id = format!("{n}");
        client.subscribe(&id, "subscription { said(after: 0) { text sequence } }").await;
        // What it missed shows that it follows.
        assert_eq!(client.next().await["payload"]["data"]["said"]["text"], "first");
        clients.push(client);
    }
    let caught_up = parlour.ground.shown.load(Ordering::SeqCst);
    for n in 2..=20 {
        parlour.say(if n == 7 { "nothing to see" } else { "again" }).await;
    }
    for client in &mut clients {
        for n in (2..=20).filter(|n| *n != 7) {
            let next = client.next().await;
            assert_eq!(next["payload"]["data"]["said"]["sequence"], n, "{next}");
        }
    }
    assert_eq!(parlour.ground.shown.load(Ordering::SeqCst) - caught_up, 18, "ten followers, eighteen events to see");
}

#[tokio::test]
async fn who_comes_back_gets_exactly_the_rest_and_complete_ends_it() {
    let parlour = Parlour::new().await;
    for _ in 0..3 {
        parlour.say("x").await;
    }
    let mut client = Client::ready(&parlour).await;
    client.subscribe("1", "subscription { said(after: 1) { sequence } }").await;
    for n in 2..=3 {
        assert_eq!(client.next().await["payload"]["data"]["said"]["sequence"], n);
    }
    parlour.say("x").await;
    assert_eq!(client.next().await["payload"]["data"]["said"]["sequence"], 4);
    client.send(&json!({"id": "1", "type": "complete"})).await;
    client.send(&json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
    parlour.say("x").await;
    client.subscribe("1", "subscription { said(after: 4) { sequence } }").await;
    assert_eq!(client.next().await["payload"]["data"]["said"]["sequence"], 5, "only the new one speaks");
}

#[tokio::test]
async fn a_right_that_is_taken_away_ends_the_socket() {
    let parlour = Parlour::new().await;
    let mut client = Client::ready(&parlour).await;
    parlour.revoke();
    assert_eq!(client.closed().await, 4403);
}

#[tokio::test]
async fn a_node_that_stops_says_come_back() {
    let parlour = Parlour::new().await;
    let mut client = Client::ready(&parlour).await;
    let drained = parlour.hub().drain(Duration::from_millis(5));
    let closed = async {
        let code = client.closed().await;
        drop(client);
        code
    };
    assert_eq!(tokio::join!(drained, closed).1, 1012);
}

#[tokio::test]
async fn a_browsers_cookie_counts_only_from_our_own_page() {
    let parlour = Parlour::new().await;
    let own = format!("http://{}", parlour.address);
    for (origin, let_in) in [(own.as_str(), true), ("https://evil.example", false)] {
        let headers = [("cookie", "footlights_session=good"), ("origin", origin)];
        let mut client = Client::open(&parlour, Some("graphql-transport-ws"), &headers).await;
        client.send(&json!({"type": "connection_init"})).await;
        if let_in {
            assert_eq!(client.next().await["type"], "connection_ack");
        } else {
            assert_eq!(client.closed().await, 4403);
        }
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_and_the_others_go_on() {
    let settings = GraphQlSettings { write_within: Duration::from_millis(200), ..GraphQlSettings::default() };
    let parlour = Parlour::with(settings, None).await;
    let mut quick = Client::ready(&parlour).await;
    parlour.say("begin").await;
    quick.subscribe("1", "subscription { said(after: 0) { text } }").await;
    quick.next().await;
    let mut slow = Client::ready(&parlour).await;
    slow.subscribe("1", "subscription { said(after: 0) { text } }").await;
    slow.next().await;
    let long = "x".repeat(100_000);
    for _ in 0..300 {
        parlour.say(&long).await;
        assert_eq!(quick.next().await["payload"]["data"]["said"]["text"], long);
    }
    let mut read = 0;
    while let Some(Ok(message)) = tokio::time::timeout(SOON, slow.0.next()).await.expect("in time") {
        read += usize::from(message.is_text());
    }
    assert!(read < 300, "it was cut before it had everything: {read}");
}

#[tokio::test]
async fn operations_of_a_socket_are_limited() {
    let parlour = Parlour::with(GraphQlSettings { operations_per_socket_max: 2, ..GraphQlSettings::default() }, None).await;
    parlour.say("first").await;
    let mut client = Client::ready(&parlour).await;
    for id in ["1", "2"] {
        client.subscribe(id, "subscription { said(after: 0) { text } }").await;
        client.next().await;
    }
    client.subscribe("3", "{ greeting }").await;
    let refused = client.next().await;
    assert_eq!((&refused["id"], &refused["payload"][0]["extensions"]["code"]), (&json!("3"), &json!("too_many_operations")));
}

#[tokio::test]
async fn an_account_follows_so_many_topics_and_no_more_whatever_its_sockets() {
    let parlour = Parlour::new().await;
    parlour.say("first").await;
    let follow = async |client: &mut Client, id: usize| {
        client.subscribe(&id.to_string(), "subscription { said(after: 0) { text } }").await;
        client.next().await
    };
    let (mut one, mut other) = (Client::ready(&parlour).await, Client::ready(&parlour).await);
    for id in 1..=FEEDS_MAX {
        let client = if id <= FEEDS_MAX / 2 { &mut one } else { &mut other };
        assert_eq!(follow(client, id).await["payload"]["data"]["said"]["text"], "first", "{id}");
    }
    let refused = follow(&mut one, 1_000).await;
    assert_eq!((&refused["id"], &refused["payload"][0]["extensions"]["code"]), (&json!("1000"), &json!("too_many_feeds")));
    one.send(&json!({"id": "1", "type": "complete"})).await;
    let again = async {
        let mut id = 1_001;
        while follow(&mut one, id).await["type"] != "next" {
            id += 1;
        }
    };
    tokio::time::timeout(SOON, again).await.expect("what was completed makes room");
}

#[tokio::test]
async fn who_may_follow_no_more_is_told_so_last() {
    let parlour = Parlour::new().await;
    parlour.say("goodbye").await;
    let mut client = Client::ready(&parlour).await;
    client.subscribe("1", "subscription { said(after: 0) { text } }").await;
    assert_eq!(client.next().await["payload"]["data"]["said"]["text"], "goodbye");
    assert_eq!(client.next().await, json!({"id": "1", "type": "complete"}));
}
