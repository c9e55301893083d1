//! Webhooks as an outsider meets them: an endpoint that checks them with the reference library, and kills at any moment.

use std::collections::{BTreeMap, BTreeSet};

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// How often the server is killed.
const KILLS: usize = 4;
/// Tips before each kill.
const TIPS: usize = 40;

/// An endpoint in a process of its own, and its address.
async fn endpoint() -> anyhow::Result<(Client, String)> {
    let mut client = Client::start(Library::JavaScript)?;
    client.order(&json!({"do": "receive"})).await?;
    let url = client.next_of(&["receiving"]).await?["url"].as_str().expect("an address").to_owned();
    Ok((client, url))
}

async fn answers(endpoint: &mut Client, status: u16, secrets: &[&str]) -> anyhow::Result<()> {
    endpoint.order(&json!({"do": "answer", "status": status, "secrets": secrets})).await?;
    endpoint.next_of(&["answering"]).await?;
    Ok(())
}

/// A server whose webhooks may reach this machine.
async fn server(database: Database) -> anyhow::Result<Server> {
    Setup::on(database).args(&["--set", "webhooks_reach=loopback"]).start().await
}

/// Makes a webhook for tips; its path and secret.
async fn subscribe(api: &Api, url: &str) -> anyhow::Result<(String, String)> {
    let made = api.post("/api/webhooks", json!({"url": url, "types": ["streaming.tip.*"]})).await?;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let text = |name: &str| made.body[name].as_str().expect("text").to_owned();
    Ok((format!("/api/webhooks/{}", text("id")), text("secret")))
}

#[tokio::test]
async fn the_reference_library_accepts_what_comes_before_within_and_after_a_rotation() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let server = server(database).await?;
        let api = server.admin().await?;
        let session = api.start_session().await?;
        let (mut endpoint, url) = endpoint().await?;
        let (path, first) = subscribe(&api, &url).await?;
        let tip = json!({"sessionId": session, "amountCents": 500, "tipperName": "Zoë", "message": "ünïcode \u{1f3ad}"});
        answers(&mut endpoint, 204, &[&first]).await?;
        api.post("/api/tips", tip.clone()).await?;
        let came = endpoint.next_of(&["webhook"]).await?;
        assert_eq!((&came["accepted"], &came["id"]), (&json!([first]), &came["event"]["id"]));
        assert_eq!(came["event"]["type"], "streaming.tip.received");
        assert_eq!(came["event"]["data"]["tip"]["message"], "ünïcode \u{1f3ad}");

        let rotated = api.post(&format!("{path}/rotate-secret"), json!({})).await?;
        let second = rotated.body["secret"].as_str().expect("a secret").to_owned();
        answers(&mut endpoint, 204, &[&first, &second]).await?;
        api.post("/api/tips", tip.clone()).await?;
        assert_eq!(endpoint.next_of(&["webhook"]).await?["accepted"], json!([first, second]), "either will do for a day");
        // Rotated twice, the first counts no more.
        let rotated = api.post(&format!("{path}/rotate-secret"), json!({})).await?;
        let third = rotated.body["secret"].as_str().expect("a secret").to_owned();
        answers(&mut endpoint, 204, &[&first, &second, &third]).await?;
        api.post("/api/tips", tip).await?;
        assert_eq!(endpoint.next_of(&["webhook"]).await?["accepted"], json!([second, third]));
        let log = server.log();
        assert!(!log.contains("whsec_") && !log.contains("/hook"), "neither secret nor address is logged");
    }
    Ok(())
}

async fn nothing_is_lost(database: Database) -> anyhow::Result<()> {
    let mut server = server(database).await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let (mut endpoint, url) = endpoint().await?;
    let (path, secret) = subscribe(&api, &url).await?;
    answers(&mut endpoint, 204, &[&secret]).await?;
    let (mut answered, mut came) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    for kill in 0..=KILLS {
        for n in 0..TIPS {
            let tip = api.post("/api/tips", json!({"sessionId": session, "amountCents": 1 + n})).await?;
            assert_eq!(tip.status, StatusCode::CREATED, "{tip:?}");
            answered.insert(tip.body["id"].as_str().expect("an id").to_owned());
        }
        if kill < KILLS {
            // In the middle of deliveries: tips are answered quicker than they are delivered.
            server.kill().await?;
            server.start_again().await?;
        }
    }
    while came.len() < answered.len() {
        // What was on its way at a kill waits until its claim has ended, which is longer than one line may take.
        let one = match endpoint.next_of(&["webhook"]).await {
            Ok(one) => one,
            Err(_) => endpoint.next_of(&["webhook"]).await?,
        };
        assert_eq!(one["accepted"], json!([secret]));
        let tip = one["event"]["data"]["tip"]["id"].as_str().expect("a tip").to_owned();
        assert!(answered.contains(&tip), "a tip nobody was answered: {one}");
        *came.entry(tip).or_default() += 1;
    }
    assert!(came.values().all(|times| *times <= 1 + KILLS), "twice only where a kill came between: {came:?}");
    let log: Vec<Value> = api.list_all(&format!("{path}/deliveries")).await?;
    assert_eq!(log.len(), answered.len());
    Ok(())
}

#[tokio::test]
async fn a_kill_loses_no_delivery_on_sqlite() -> anyhow::Result<()> {
    nothing_is_lost(Database::Sqlite).await
}

#[tokio::test]
async fn a_kill_loses_no_delivery_on_postgres() -> anyhow::Result<()> {
    nothing_is_lost(Database::Postgres).await
}

#[tokio::test]
async fn by_default_nothing_inside_can_be_reached() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    for url in
        [server.url(), "https://127.1/".into(), "https://[::1]/".into(), "https://169.254.169.254/".into(), "https://10.0.0.1/".into()]
    {
        let refused = api.post("/api/webhooks", json!({"url": url})).await?;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "invalid_fields"), "{url}");
    }
    Ok(())
}
