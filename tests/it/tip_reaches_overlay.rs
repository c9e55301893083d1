//! A tip reaches the overlay once: seen, acknowledged, never again after a reload; unacknowledged, once more.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Setup};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The key in an overlay address.
pub(crate) fn key_of(url: &str) -> String {
    url.rsplit('/').next().expect("an address has a last part").to_owned()
}

async fn overlay(server: &footlights_tests::Server, library: Library, key: &str, finished: Value) -> anyhow::Result<Client> {
    let mut client = Client::connect(library, &server.url(), "/streaming/overlay", json!({})).await?;
    let joined = client.ask("join_overlay", json!({"overlayKey": key, "finished": finished})).await?;
    anyhow::ensure!(joined["ok"] == true, "joining answered {joined}");
    Ok(client)
}

async fn a_tip_is_shown_once(database: Database, library: Library) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let address = api.get("/api/overlay?reveal=true").await?;
    let key = key_of(address.body["url"].as_str().expect("revealed on request"));
    let mut first = overlay(&server, library, &key, json!([])).await?;

    let tip = api.post("/api/tips", json!({"amountCents": 2500, "tipperName": "Ana", "message": "for the chorus"})).await?;
    assert_eq!(tip.status, StatusCode::CREATED, "{tip:?}");
    let frame = first.event("tip_received").await?;
    assert_eq!(frame["sessionId"], session);
    assert_eq!(frame["tip"]["amountCents"], 2500);
    assert_eq!(frame["sessionTotals"], json!({"totalTipsCents": 2500, "tipCount": 1, "currency": "USD"}));
    let alert = first.event("alert").await?;
    assert_eq!(alert["attempt"], 1);
    assert_eq!(alert["sound"], true);
    assert_eq!(alert["tipId"], tip.body["id"]);

    // OBS reloads in the middle of the show: the same alert comes again, as the second and last attempt.
    drop(first);
    let mut second = overlay(&server, library, &key, json!([])).await?;
    let again = second.event("alert").await?;
    assert_eq!((&again["alertId"], &again["attempt"]), (&alert["alertId"], &json!(2)));
    let done = second.ask("alert_finished", json!({"alertId": again["alertId"], "attempt": 2})).await?;
    assert_eq!(done["ok"], true, "{done}");

    // Acknowledged: never again, whatever is reloaded; the next tip comes alone.
    drop(second);
    let mut third = overlay(&server, library, &key, json!([])).await?;
    api.post("/api/tips", json!({"amountCents": 500, "tipperName": "Jude"})).await?;
    let next = third.event("alert").await?;
    assert_ne!(next["alertId"], alert["alertId"]);
    assert_eq!(next["payload"]["tipperName"], "Jude");
    Ok(())
}

#[tokio::test]
async fn a_tip_is_shown_once_on_sqlite_with_the_javascript_client() -> anyhow::Result<()> {
    a_tip_is_shown_once(Database::Sqlite, Library::JavaScript).await
}

#[tokio::test]
async fn a_tip_is_shown_once_on_postgres_with_the_javascript_client() -> anyhow::Result<()> {
    a_tip_is_shown_once(Database::Postgres, Library::JavaScript).await
}

#[tokio::test]
async fn a_tip_is_shown_once_on_sqlite_with_the_python_client() -> anyhow::Result<()> {
    a_tip_is_shown_once(Database::Sqlite, Library::Python).await
}

#[tokio::test]
async fn what_was_finished_while_the_server_was_away_is_not_shown_again() -> anyhow::Result<()> {
    let mut server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    api.start_session().await?;
    let address = api.get("/api/overlay?reveal=true").await?;
    let key = key_of(address.body["url"].as_str().expect("revealed on request"));
    let mut before = overlay(&server, Library::JavaScript, &key, json!([])).await?;
    api.post("/api/tips", json!({"amountCents": 100, "tipperName": "One"})).await?;
    let alert = before.event("alert").await?;
    server.kill().await?;
    server.start_again().await?;
    drop(before);
    let mut after = overlay(&server, Library::JavaScript, &key, json!([[alert["alertId"], alert["attempt"]]])).await?;
    api.post("/api/tips", json!({"amountCents": 200, "tipperName": "Two"})).await?;
    let next = after.event("alert").await?;
    assert_eq!(next["payload"]["tipperName"], "Two", "an alert that was finished came again: {next}");
    Ok(())
}

#[tokio::test]
async fn a_rotated_key_closes_the_old_door() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let old = key_of(api.get("/api/overlay?reveal=true").await?.body["url"].as_str().expect("revealed"));
    let mut open = overlay(&server, Library::JavaScript, &old, json!([])).await?;
    let rotated = api.post("/api/overlay/rotate", json!({})).await?;
    assert_eq!(rotated.status, StatusCode::OK, "{rotated:?}");
    assert_eq!(open.next_of(&["disconnect"]).await?["reason"], "io server disconnect");
    let mut late = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    let refused = late.ask("join_overlay", json!({"overlayKey": old})).await?;
    assert_eq!(refused["ok"], false);
    assert_eq!(refused["error"]["code"], "not_found");
    let new = key_of(rotated.body["url"].as_str().expect("the new address"));
    assert!(overlay(&server, Library::JavaScript, &new, json!([])).await.is_ok());
    assert!(!server.log().contains(&old) && !server.log().contains(&new), "a key stands in the log");
    Ok(())
}

#[tokio::test]
async fn the_anonymous_overlay_sees_the_seeds_events_and_may_not_write() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let mut client =
        Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({"transports": ["websocket"]})).await?;
    let joined = client.ask("join_overlay", json!({"sessionId": session})).await?;
    assert_eq!(joined["ok"], true, "{joined}");
    for event in ["add_tip", "update_viewers", "chatbot_message"] {
        let answer = client.ask(event, json!({"sessionId": session, "amountCents": 100, "viewerCount": 1})).await?;
        assert_eq!(answer["ok"], false, "{event} was accepted: {answer}");
    }
    api.post("/api/tips", json!({"amountCents": 700})).await?;
    assert_eq!(client.event("tip_received").await?["tip"]["amountCents"], 700);
    assert!(client.unasked("alert").await?.is_empty(), "alerts are for key holders");
    Ok(())
}

#[tokio::test]
async fn an_open_overlay_follows_a_later_session_and_one_of_them_sounds() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let key = key_of(api.get("/api/overlay?reveal=true").await?.body["url"].as_str().expect("revealed"));
    let mut first = overlay(&server, Library::JavaScript, &key, json!([])).await?;
    let mut preview = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    let joined = preview.ask("join_overlay", json!({"overlayKey": key, "preview": true})).await?;
    assert_eq!(joined["ok"], true, "{joined}");
    let mut second = overlay(&server, Library::JavaScript, &key, json!([])).await?;
    let test = api.post("/api/overlay/test", json!({})).await?;
    assert_eq!(test.status, StatusCode::CREATED, "{test:?}");
    let (a, b, c) = (first.event("alert").await?, second.event("alert").await?, preview.event("alert").await?);
    assert_eq!((&a["sound"], &b["sound"], &c["sound"]), (&json!(true), &json!(false), &json!(false)));
    assert_eq!(a["test"], true);
    let refused = preview.ask("alert_finished", json!({"alertId": a["alertId"], "attempt": 1})).await?;
    assert_eq!(refused["error"]["code"], "read_only", "{refused}");
    assert_eq!(first.ask("alert_finished", json!({"alertId": a["alertId"], "attempt": 1})).await?["ok"], true);
    second.ask("overlay_state", json!({"active": true})).await?;
    assert_eq!(api.get("/api/overlay").await?.body["connected"], true);
    let session = api.start_session().await?;
    api.post("/api/tips", json!({"amountCents": 123})).await?;
    let alert = second.event("alert").await?;
    assert_eq!(alert["sound"], true);
    second.ask("alert_finished", json!({"alertId": alert["alertId"], "attempt": 1})).await?;
    let tip = first.event("tip_received").await?;
    assert_eq!((&tip["sessionId"], &tip["tip"]["amountCents"]), (&json!(session), &json!(123)));
    let mut studio = Client::connect(Library::JavaScript, &server.url(), "/streaming", json!({"auth": {"token": api.token}})).await?;
    let joined = studio.ask("join_session", json!({"sessionId": session})).await?;
    assert_eq!(joined["ok"], true, "{joined}");
    let added = studio.ask("add_tip", json!({"sessionId": session, "amountCents": 55, "idempotencyKey": "k"})).await?;
    let again = studio.ask("add_tip", json!({"sessionId": session, "amountCents": 55, "idempotencyKey": "k"})).await?;
    assert_eq!(added, again);
    assert_eq!(added["tip"]["source"], "websocket", "{added}");
    assert_eq!(studio.event("tip_received").await?["tip"]["amountCents"], 55);
    let viewers = studio.ask("update_viewers", json!({"sessionId": session, "viewerCount": 7})).await?;
    assert_eq!(viewers["ok"], true, "{viewers}");
    let counted = studio.next_where("the count", |line| line["event"] == "session_updated" && line["args"][0]["viewerCount"] == 7).await?;
    let counted = &counted["args"][0];
    assert_eq!((&counted["sequence"], &counted["totalTipsCents"]), (&Value::Null, &Value::Null), "neither a number nor totals: {counted}");
    assert_eq!((&counted["topic"], &counted["peakViewers"]), (&json!(format!("session:{session}")), &json!(7)));
    let bad = studio.ask("add_tip", json!({"sessionId": session, "amountCents": 0})).await?;
    assert_eq!(bad["ok"], false, "{bad}");
    Ok(())
}
