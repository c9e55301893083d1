//! What strangers and half-trusted tokens may not: read files beside us, flood by another door, see more than their scopes.

use std::os::unix::fs::PermissionsExt as _;

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Server, Setup};
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn streaming(server: &Server, token: &str) -> anyhow::Result<Client> {
    Client::connect(Library::JavaScript, &server.url(), "/streaming", json!({"auth": {"token": token}, "transports": ["websocket"]})).await
}

fn with(name: &str, value: &str) -> Setup {
    let mut setup = Setup::on(Database::Sqlite);
    setup.env.push((name.into(), value.into()));
    setup
}

#[tokio::test]
async fn files_are_for_their_owner_alone() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    server.admin().await?.start_session().await?;
    let mut seen = 0;
    for entry in std::fs::read_dir(server.data_dir())? {
        let entry = entry?;
        let mode = entry.metadata()?.permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", entry.path().display());
        seen += 1;
    }
    assert!(seen >= 3, "a database, a key, a control socket");
    Ok(())
}

#[tokio::test]
async fn writes_over_a_socket_count_like_others() -> anyhow::Result<()> {
    let server = with("FOOTLIGHTS_WRITES_PER_SECOND", "1").start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let mut client = streaming(&server, &api.token).await?;
    let mut codes = Vec::new();
    for _ in 0..6 {
        let answer = client.ask("add_tip", json!({"sessionId": session, "amountCents": 100})).await?;
        codes.push(answer["error"]["code"].as_str().unwrap_or("ok").to_owned());
    }
    assert!(codes.iter().any(|code| code == "rate_limited"), "{codes:?}");
    Ok(())
}

#[tokio::test]
async fn guessing_at_overlays_has_a_pace() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let session = server.admin().await?.start_session().await?;
    let mut stranger =
        Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({"transports": ["websocket"]})).await?;
    let mut codes = Vec::new();
    for guess in 0..30 {
        let answer = stranger.ask("join_overlay", json!({"overlayKey": format!("guess-{guess}")})).await?;
        codes.push(answer["error"]["code"].as_str().unwrap_or("ok").to_owned());
    }
    assert!(codes[..10].iter().all(|code| code == "not_found") && codes.iter().any(|code| code == "rate_limited"), "{codes:?}");
    let mut other = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    assert_eq!(other.ask("join_overlay", json!({"sessionId": session})).await?["ok"], true, "each socket has its own");
    Ok(())
}

#[tokio::test]
async fn a_client_behind_a_proxy_has_its_own_share_of_sockets() -> anyhow::Result<()> {
    let server = with("FOOTLIGHTS_CONNECTIONS_PER_ADDRESS_MAX", "2").start().await?;
    let http = reqwest::Client::builder().build()?;
    let opens = async |from: &str| -> anyhow::Result<StatusCode> {
        let request = http.get(format!("{}/socket.io/?EIO=4&transport=polling", server.url())).header("x-forwarded-for", from);
        Ok(request.send().await?.status())
    };
    for from in ["203.0.113.9", "2001:db8::1"] {
        assert_eq!((opens(from).await?, opens(from).await?), (StatusCode::OK, StatusCode::OK));
        assert_eq!(opens(from).await?, StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(opens("2001:db8::2").await?, StatusCode::TOO_MANY_REQUESTS, "the same network");
    assert_eq!(opens("203.0.113.10").await?, StatusCode::OK, "somebody else");
    Ok(())
}

#[tokio::test]
async fn a_token_that_may_not_read_tips_does_not_see_what_platforms_call_them() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let made = api.post("/api/tokens", json!({"name": "lamp", "scopes": ["sessions:read"]})).await?;
    let token = made.body["token"].as_str().expect("shown once").to_owned();
    let (mut lamp, mut own) = (streaming(&server, &token).await?, streaming(&server, &api.token).await?);
    for client in [&mut lamp, &mut own] {
        let joined = client.ask("join_session", json!({"sessionId": session})).await?;
        assert_eq!(joined["ok"], true, "{joined}");
    }
    let tip = json!({"amountCents": 100, "source": "platform_api", "externalId": "order-17"});
    assert_eq!(api.post("/api/tips", tip).await?.status, StatusCode::CREATED);
    assert_eq!(own.event("tip_received").await?["tip"]["externalId"], "order-17");
    assert_eq!(lamp.event("tip_received").await?["tip"]["externalId"], Value::Null);
    Ok(())
}
