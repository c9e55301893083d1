//! gRPC by a client that knows no .proto, as grpcurl does: what it finds by reflection, calls and follows.

use anyhow::Context as _;
use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup};
use serde_json::{Value, json};

async fn connected(server: &Server) -> anyhow::Result<(Client, Value)> {
    let mut client = Client::start(Library::Grpc)?;
    client.order(&json!({"do": "connect", "address": server.address()})).await?;
    let services = client.next_of(&["services"]).await?["services"].clone();
    Ok((client, services))
}

async fn call(client: &mut Client, order: Value) -> anyhow::Result<Value> {
    let mut order = order;
    order["do"] = json!("call");
    client.order(&order).await?;
    client.next_of(&["answer"]).await
}

async fn follow(client: &mut Client, api: &Api, name: &str, request: Value) -> anyhow::Result<()> {
    let order = json!({"do": "stream", "stream": name, "service": "footlights.v1.EventService", "method": "FollowEvents",
        "request": request, "token": api.token});
    client.order(&order).await
}

async fn told(client: &mut Client, stream: &str) -> anyhow::Result<Value> {
    let line = client.next_where(stream, |line| (line["on"] == "message" || line["on"] == "ended") && line["stream"] == stream).await?;
    anyhow::ensure!(line["on"] == "message", "the stream ended: {line}");
    Ok(line["message"].clone())
}

async fn ended(client: &mut Client, stream: &str) -> anyhow::Result<Value> {
    client.next_where(stream, |line| line["on"] == "ended" && line["stream"] == stream).await
}

#[tokio::test]
async fn a_client_finds_what_there_is_and_calls_it() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let (mut client, services) = connected(&server).await?;
    for name in [
        "footlights.v1.RoomService",
        "footlights.v1.EventService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ] {
        assert!(services.as_array().is_some_and(|services| services.contains(&json!(name))), "{name} is not in {services}");
    }
    let health = call(&mut client, json!({"service": "grpc.health.v1.Health", "method": "Check"})).await?;
    assert_eq!(health["answer"]["status"], "SERVING");
    let made = call(&mut client, json!({"method": "CreateRoom", "token": api.token, "request": {"name": "Den"}})).await?;
    let read = api.get(&format!("/api/rooms/{}", made["answer"]["id"].as_str().context("an id")?)).await?;
    assert_eq!(read.body["name"], "Den");

    let wrong = call(&mut client, json!({"method": "CreateRoom", "token": api.token, "request": {"name": ""}})).await?["refused"].clone();
    assert_eq!((&wrong["status"], &wrong["reason"]), (&json!("INVALID_ARGUMENT"), &json!("invalid_fields")));
    assert_eq!(wrong["fields"], json!([{"field": "name", "reason": "TOO_SHORT"}]));
    let nobody = call(&mut client, json!({"method": "CreateRoom", "request": {"name": "Den"}})).await?["refused"].clone();
    assert_eq!((&nobody["status"], &nobody["reason"]), (&json!("UNAUTHENTICATED"), &json!("unauthenticated")));
    let flood = json!({"method": "CreateRoom", "token": api.token, "request": {"name": "x".repeat(300_000)}});
    assert_eq!(call(&mut client, flood).await?["refused"]["status"], "OUT_OF_RANGE");
    Ok(())
}

#[tokio::test]
async fn the_same_key_makes_one_room() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let (mut client, _) = connected(&server).await?;
    let order = json!({"method": "CreateRoom", "token": api.token, "request": {"name": "Den"}, "metadata": {"idempotency-key": "k"}});
    let first = call(&mut client, order.clone()).await?;
    assert_eq!(call(&mut client, order.clone()).await?["answer"]["id"], first["answer"]["id"]);
    let mut other = order;
    other["request"]["name"] = json!("Another");
    assert_eq!(call(&mut client, other).await?["refused"]["reason"], "idempotency_key_reused");
    Ok(())
}

#[tokio::test]
async fn events_are_followed_filtered_and_resumed() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let (mut client, _) = connected(&server).await?;
    let made = api.post("/api/rooms", json!({"name": "Den", "visibility": "public"})).await?;
    let room = made.body["id"].as_str().context("a room has an id")?.to_owned();
    let topic = format!("room:{room}");
    let say = async |text: &str| api.post(&format!("/api/rooms/{room}/chat"), json!({"text": text})).await;

    follow(&mut client, &api, "first", json!({"topics": [{"topic": topic}], "types": ["room.chat.*"]})).await?;
    let begins = told(&mut client, "first").await?["following"].clone();
    assert_eq!(begins["topic"], json!(topic));
    follow(&mut client, &api, "tenant", json!({"wholeTenant": true, "types": ["room.chat.sent"], "subjects": [room]})).await?;
    for text in ["one", "two", "three"] {
        say(text).await?;
    }
    let mut sequence = 0;
    for text in ["one", "two", "three"] {
        let event = told(&mut client, "first").await?["event"].clone();
        assert_eq!((&event["type"], &event["subject"]), (&json!("room.chat.sent"), &json!(room)));
        let data: Value = serde_json::from_str(event["data"].as_str().context("data is a text")?)?;
        assert_eq!(data["message"]["text"], text);
        sequence = event["sequence"].as_str().context("64 bits are a text in JSON")?.parse::<i64>()?;
    }
    client.order(&json!({"do": "cancel", "stream": "first"})).await?;
    assert_eq!(ended(&mut client, "first").await?["refused"]["status"], "CANCELLED");

    // What was said in between is told to whoever comes back.
    say("four").await?;
    let from = json!({"topic": topic, "afterSequence": sequence, "epoch": begins["epoch"]});
    follow(&mut client, &api, "second", json!({"topics": [from]})).await?;
    assert_eq!(told(&mut client, "second").await?["following"]["recovered"], true);
    let missed = told(&mut client, "second").await?["event"].clone();
    assert_eq!(missed["sequence"], json!((sequence + 1).to_string()));
    let old = json!({"topic": topic, "afterSequence": 1, "epoch": 12345});
    follow(&mut client, &api, "old", json!({"topics": [old]})).await?;
    assert_eq!(told(&mut client, "old").await?["following"]["recovered"], false);
    assert_eq!(told(&mut client, "old").await?["snapshotNeeded"]["sequence"], json!((sequence + 1).to_string()));
    Ok(())
}

#[tokio::test]
async fn nobody_follows_what_is_not_theirs() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let (mut client, _) = connected(&server).await?;
    let made = api.post("/api/rooms", json!({"name": "Den", "visibility": "private"})).await?;
    let topic = format!("room:{}", made.body["id"].as_str().context("a room has an id")?);
    let ana = api.post("/api/accounts", json!({"username": "ana", "password": "ana-password"})).await?;
    let guest = Api::sign_in(&server.url(), "ana", "ana-password").await?;
    let own = format!("account:{}", ana.body["id"].as_str().context("an account has an id")?);
    for (name, request, reason) in [
        ("a", json!({"topics": [{"topic": topic}]}), "not_found"),
        ("b", json!({"topics": [{"topic": "session:01900000-0000-7000-8000-000000000000"}]}), "not_found"),
        ("c", json!({"wholeTenant": true}), "role_required"),
        ("d", json!({}), "invalid_fields"),
        ("e", json!({"topics": [{"topic": "no topic"}]}), "invalid_fields"),
    ] {
        follow(&mut client, &guest, name, request).await?;
        assert_eq!(ended(&mut client, name).await?["refused"]["reason"], reason, "{name}");
    }
    follow(&mut client, &guest, "own", json!({"topics": [{"topic": own}]})).await?;
    assert_eq!(told(&mut client, "own").await?["following"]["topic"], json!(own));
    // Signed out, the stream ends.
    guest.post("/api/auth/logout", json!({})).await?;
    assert_eq!(ended(&mut client, "own").await?["refused"]["status"], "UNAUTHENTICATED");
    Ok(())
}

#[tokio::test]
async fn a_creator_follows_her_own_topics_and_nobody_elses() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let admin = server.admin().await?;
    let (mut client, _) = connected(&server).await?;
    let mut creators = Vec::new();
    for name in ["cleo", "dora"] {
        let made = admin.post("/api/accounts", json!({"username": name, "password": "a-long-password", "roles": ["creator"]})).await?;
        let topic = format!("creator:{}", made.body["id"].as_str().context("an account has an id")?);
        creators.push((Api::sign_in(&server.url(), name, "a-long-password").await?, topic));
    }
    let [(cleo, of_cleo), (dora, _)] = &creators[..] else { anyhow::bail!("two") };
    let of_session = format!("session:{}", cleo.start_session().await?);
    let topics = json!([{"topic": of_cleo, "afterSequence": 0}, {"topic": of_session, "afterSequence": 0}]);
    follow(&mut client, cleo, "hers", json!({ "topics": topics })).await?;
    let mut kinds = Vec::new();
    let tip = cleo.post("/api/tips", json!({"amountCents": 500})).await?;
    assert_eq!(tip.status, reqwest::StatusCode::CREATED, "{tip:?}");
    while !kinds.contains(&json!("streaming.tip.received")) || !kinds.contains(&json!("streaming.session.started")) {
        let told = told(&mut client, "hers").await?;
        kinds.extend(told.get("event").map(|event| event["type"].clone()));
    }
    for (n, topic) in [of_cleo, &of_session].into_iter().enumerate() {
        let name = format!("not hers {n}");
        follow(&mut client, dora, &name, json!({"topics": [{"topic": topic}]})).await?;
        assert_eq!(ended(&mut client, &name).await?["refused"]["reason"], "not_found", "{topic}");
    }
    Ok(())
}

#[tokio::test]
async fn a_deadline_ends_a_stream_and_a_stopping_node_says_come_back() -> anyhow::Result<()> {
    let mut server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let (mut client, _) = connected(&server).await?;
    let order = json!({"do": "stream", "stream": "short", "service": "footlights.v1.EventService", "method": "FollowEvents",
        "request": {"wholeTenant": true}, "token": api.token, "timeout": 0.3});
    client.order(&order).await?;
    assert_eq!(ended(&mut client, "short").await?["refused"]["status"], "DEADLINE_EXCEEDED");
    follow(&mut client, &api, "long", json!({"wholeTenant": true, "topics": []})).await?;
    let room = api.post("/api/rooms", json!({"name": "Den"})).await?;
    assert!(room.status.is_success());
    told(&mut client, "long").await?;
    server.terminate().await?;
    assert_eq!(ended(&mut client, "long").await?["refused"]["status"], "UNAVAILABLE");
    Ok(())
}
