//! Who comes back by himself and who does not: a dropped or drained client does, a revoked one stays away.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Setup};
use reqwest::{Method, StatusCode};
use serde_json::json;

async fn streaming(url: &str, token: &str, transports: &[&str]) -> anyhow::Result<Client> {
    Client::connect(Library::JavaScript, url, "/streaming", json!({"auth": {"token": token}, "transports": transports})).await
}

#[tokio::test]
async fn a_drained_client_comes_back_without_a_gap() -> anyhow::Result<()> {
    for transports in [["websocket"].as_slice(), &["polling"], &["polling", "websocket"]] {
        let mut server = Setup::on(Database::Sqlite).start().await?;
        let api = server.admin().await?;
        let session = api.start_session().await?;
        let mut client = streaming(&server.url(), &api.token, transports).await?;
        let joined = client.ask("join_session", json!({"sessionId": session})).await?;
        assert_eq!(joined["ok"], true, "{joined}");
        api.post("/api/tips", json!({"amountCents": 100})).await?;
        let first = client.event("tip_received").await?;

        server.terminate().await?;
        server.start_again().await?;
        client.next_of(&["connect"]).await?;
        // A tip while nobody listened is a gap to fill.
        api.post("/api/tips", json!({"amountCents": 200})).await?;
        let last = &first["sequence"];
        let again = client.ask("join_session", json!({"sessionId": session, "lastSequence": last, "epoch": first["epoch"]})).await?;
        assert_eq!((&again["ok"], &again["recovered"]), (&json!(true), &json!(true)), "{transports:?}: {again}");
        let missed = client.event("tip_received").await?;
        assert_eq!(missed["tip"]["amountCents"], 200, "{transports:?}");
        assert_eq!(missed["sequence"].as_i64(), last.as_i64().map(|last| last + 1));
        api.post("/api/tips", json!({"amountCents": 300})).await?;
        assert_eq!(client.event("tip_received").await?["tip"]["amountCents"], 300);
    }
    Ok(())
}

#[tokio::test]
async fn a_client_of_a_killed_server_comes_back() -> anyhow::Result<()> {
    let mut server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let mut client = streaming(&server.url(), &api.token, &["websocket"]).await?;
    server.kill().await?;
    server.start_again().await?;
    client.next_of(&["connect"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_revoked_token_cuts_the_socket_for_good() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let made = api.post("/api/tokens", json!({"name": "obs", "scopes": ["sessions:read", "tips:read", "tips:write"]})).await?;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let (id, token) = (made.body["id"].as_str().expect("id"), made.body["token"].as_str().expect("shown once"));
    let mut client = streaming(&server.url(), token, &["websocket"]).await?;
    let revoked = api.send(api.request(Method::DELETE, &format!("/api/tokens/{id}"))).await?;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT, "{revoked:?}");
    // The reference client stays away after this reason and only then.
    assert_eq!(client.next_of(&["disconnect"]).await?["reason"], "io server disconnect");
    let refused = streaming(&server.url(), token, &["websocket"]).await.err().expect("a revoked token opens nothing").to_string();
    assert!(refused.contains("unauthenticated") || refused.contains("token"), "{refused}");
    assert_eq!(api.with_token(token).get("/api/auth/me").await?.status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn a_stranger_is_refused_in_the_protocols_own_words() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    for (namespace, options) in [("/streaming", json!({"auth": {"token": "forged"}})), ("/streaming", json!({})), ("/nowhere", json!({}))] {
        let refused = Client::connect(Library::JavaScript, &server.url(), namespace, options).await.err().expect("refused").to_string();
        if namespace == "/nowhere" {
            assert!(refused.contains("Invalid namespace"), "{refused}");
        }
    }
    Ok(())
}
