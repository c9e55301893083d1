//! GraphQL by the clients people use: the public audit, `graphql-ws`, its close codes, recovery.

use anyhow::Context as _;
use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn url(server: &Server) -> String {
    format!("{}/graphql", server.url())
}

async fn connected(server: &Server, api: &Api, retries: u64) -> anyhow::Result<Client> {
    let mut client = Client::start(Library::GraphQl)?;
    client.order(&json!({"do": "connect", "url": url(server).replace("http", "ws"), "token": api.token, "retries": retries})).await?;
    client.next_of(&["connected"]).await?;
    Ok(client)
}

async fn room(api: &Api) -> anyhow::Result<String> {
    let made = api.post("/api/rooms", json!({"name": "Den", "visibility": "public"})).await?;
    Ok(made.body["id"].as_str().context("a room has an id")?.to_owned())
}

#[tokio::test]
async fn the_audit_of_graphql_over_http_finds_nothing() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let mut client = Client::start(Library::GraphQl)?;
    client.order(&json!({"do": "audit", "url": url(&server)})).await?;
    let audited = client.next_of(&["audited"]).await?;
    assert!(audited["count"].as_u64() >= Some(61), "{audited}");
    assert_eq!(audited["failed"], json!([]));
    Ok(())
}

#[tokio::test]
async fn breaches_close_with_the_protocols_codes() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let mut client = Client::start(Library::GraphQl)?;
    let init = json!({"type": "connection_init", "payload": {"Authorization": format!("Bearer {}", api.token)}}).to_string();
    let bad_init = json!({"type": "connection_init", "payload": {"Authorization": "Bearer nonsense"}}).to_string();
    let follow = json!({"id": "1", "type": "subscribe", "payload": {"query": "subscription { inboxEvents { type } }"}}).to_string();
    let speaks = json!("graphql-transport-ws");
    for (protocol, messages, code) in [
        (&speaks, json!(["{"]), 4400),
        (&speaks, json!([follow]), 4401),
        (&speaks, json!([bad_init]), 4403),
        (&Value::Null, json!([]), 4406),
        (&speaks, json!([init, init]), 4429),
    ] {
        client.order(&json!({"do": "raw", "url": url(&server).replace("http", "ws"), "protocol": protocol, "messages": messages})).await?;
        assert_eq!(client.next_of(&["raw closed"]).await?["code"], code, "{messages}");
    }
    Ok(())
}

#[tokio::test]
async fn what_happens_in_a_room_is_told_and_a_refusal_is_the_same_as_elsewhere() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let room = room(&api).await?;
    let mut client = connected(&server, &api, 0).await?;
    let query = "subscription($r: ID!) { roomEvents(roomId: $r) { type sequence state { room { name } participants { displayName } } message { text displayName } } }";
    client.order(&json!({"do": "subscribe", "id": "1", "query": query, "variables": {"r": room}})).await?;
    let begins = client.next_of(&["next"]).await?;
    let begins = &begins["value"]["data"]["roomEvents"];
    assert_eq!((&begins["type"], &begins["state"]["room"]["name"]), (&json!("snapshot"), &json!("Den")));
    api.post(&format!("/api/rooms/{room}/chat"), json!({"text": "hello"})).await?;
    let told = client.next_of(&["next"]).await?;
    let told = &told["value"]["data"]["roomEvents"];
    assert_eq!((&told["type"], &told["message"]["text"]), (&json!("chat_message"), &json!("hello")), "{told}");
    assert_eq!(told["sequence"].as_i64(), begins["sequence"].as_i64().map(|last| last + 1));

    let other = json!({"do": "subscribe", "id": "2", "query": query, "variables": {"r": "01900000-0000-7000-8000-000000000000"}});
    client.order(&other).await?;
    let refused = client.next_of(&["error"]).await?;
    assert_eq!((&refused["id"], &refused["errors"][0]["extensions"]["code"]), (&json!("2"), &json!("not_found")));

    // Whoever is put out hears of it and then nothing more.
    let password = json!({"username": "ana", "password": "ana-password", "displayName": "Ana"});
    let ana = api.post("/api/accounts", password).await?;
    let guest = Api::sign_in(&server.url(), "ana", "ana-password").await?;
    guest.post(&format!("/api/rooms/{room}/join"), json!({})).await?;
    let mut hers = connected(&server, &guest, 0).await?;
    hers.order(&json!({"do": "subscribe", "id": "1", "query": query, "variables": {"r": room}})).await?;
    hers.next_of(&["next"]).await?;
    let id = ana.body["id"].as_str().context("an account has an id")?;
    let kicked = api.post(&format!("/api/rooms/{room}/participants/{id}/kick"), json!({})).await?;
    assert!(kicked.status.is_success(), "{kicked:?}");
    let last = hers.next_of(&["next"]).await?;
    assert_eq!(last["value"]["data"]["roomEvents"]["type"], "participant_removed", "{last}");
    hers.next_of(&["complete"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_the_socket() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let token = api.post("/api/tokens", json!({"name": "app", "scopes": ["rooms:*"]})).await?;
    let with = api.with_token(token.body["token"].as_str().with_context(|| format!("{token:?}"))?);
    let mut client = connected(&server, &with, 0).await?;
    let id = token.body["id"].as_str().context("a token has an id")?;
    let revoked = api.send(api.request(reqwest::Method::DELETE, &format!("/api/tokens/{id}"))).await?;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(client.next_of(&["closed"]).await?["code"], 4403);
    Ok(())
}

#[tokio::test]
async fn a_client_that_is_cut_again_and_again_sees_the_log_as_it_was_written() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let room = room(&api).await?;
    let mut client = connected(&server, &api, 1_000).await?;
    let query = "subscription($r: ID!, $afterSequence: Long) { roomEvents(roomId: $r, afterSequence: $afterSequence) { type sequence message { text } } }";
    let follow = json!({"do": "subscribe", "id": "1", "query": query, "variables": {"r": room, "afterSequence": 0}, "resumes": true});
    client.order(&follow).await?;
    let messages = 60;
    for n in 0..messages {
        let said = api.post(&format!("/api/rooms/{room}/chat"), json!({"text": format!("{n}")})).await?;
        assert_eq!(said.status, StatusCode::CREATED, "{said:?}");
        // Now and then the network fails, before or after the client has heard of it.
        if n % 7 == 3 {
            client.order(&json!({"do": "cut"})).await?;
        }
    }
    let (mut last, mut texts) = (0, Vec::new());
    while texts.len() < messages {
        let next = client.next_of(&["next", "error"]).await?;
        let event = &next["value"]["data"]["roomEvents"];
        assert_eq!(event["sequence"].as_i64(), Some(last + 1), "no gap and no repeat: {next}");
        last += 1;
        if event["type"] == "chat_message" {
            texts.push(event["message"]["text"].as_str().context("a text")?.parse::<usize>()?);
        }
    }
    assert_eq!(texts, (0..messages).collect::<Vec<_>>());
    Ok(())
}
