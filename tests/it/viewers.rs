//! A creator's page is there for viewers as long as she shows it, and not a moment longer.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Setup};
use reqwest::{Method, StatusCode};
use serde_json::json;

async fn closing_the_page_puts_viewers_out(database: Database) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let show = async |shown: bool| {
        let answer = api.send(api.request(Method::PATCH, "/api/settings").json(&json!({"general": {"viewerPage": shown}}))).await?;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        anyhow::Ok(())
    };
    show(true).await?;
    let creator = api.get("/api/auth/me").await?.body["account"]["id"].clone();
    let session = api.start_session().await?;
    let mut viewer = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    let mut stranger = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["ok"], json!(true));
    assert_eq!(stranger.ask("join_overlay", json!({"sessionId": session})).await?["ok"], json!(true));

    show(false).await?;
    let told = viewer.event("error").await?;
    assert_eq!(told["code"], json!("not_found"), "{told}");
    api.post("/api/tips", json!({"sessionId": session, "amountCents": 700})).await?;
    // Whoever was not put out has seen the tip before anything that is asked now is answered.
    stranger.event("tip_received").await?;
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["error"]["code"], json!("not_found"));
    assert!(viewer.unasked("tip_received").await?.is_empty(), "a tip came to a page that is closed");

    show(true).await?;
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["ok"], json!(true));
    api.post("/api/tips", json!({"sessionId": session, "amountCents": 300})).await?;
    assert_eq!(viewer.event("tip_received").await?["tip"]["amountCents"], json!(300));
    Ok(())
}

#[tokio::test]
async fn closing_the_page_puts_viewers_out_on_sqlite() -> anyhow::Result<()> {
    closing_the_page_puts_viewers_out(Database::Sqlite).await
}

#[tokio::test]
async fn closing_the_page_puts_viewers_out_on_postgres() -> anyhow::Result<()> {
    closing_the_page_puts_viewers_out(Database::Postgres).await
}

async fn a_page_of_a_suspended_account_is_no_page(database: Database) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let admin = server.admin().await?;
    let account = json!({"username": "ann", "password": "ann-ann-ann", "roles": ["creator"]});
    assert_eq!(admin.post("/api/accounts", account).await?.status, StatusCode::CREATED);
    let ann = Api::sign_in(&server.url(), "ann", "ann-ann-ann").await?;
    let shown = ann.send(ann.request(Method::PATCH, "/api/settings").json(&json!({"general": {"viewerPage": true}}))).await?;
    assert_eq!(shown.status, StatusCode::OK, "{shown:?}");
    let creator = ann.get("/api/auth/me").await?.body["account"]["id"].clone();
    let mut viewer = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["ok"], json!(true));
    let suspend = async |suspended: bool| {
        let path = format!("/api/accounts/{}", creator.as_str().expect("an id"));
        let answer = admin.send(admin.request(Method::PATCH, &path).json(&json!({"suspended": suspended}))).await?;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        anyhow::Ok(())
    };
    suspend(true).await?;
    let told = viewer.event("error").await?;
    assert_eq!(told["code"], json!("not_found"), "{told}");
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["error"]["code"], json!("not_found"));
    suspend(false).await?;
    assert_eq!(viewer.ask("join_overlay", json!({"creatorId": creator})).await?["ok"], json!(true));
    Ok(())
}

#[tokio::test]
async fn a_page_of_a_suspended_account_is_no_page_on_sqlite() -> anyhow::Result<()> {
    a_page_of_a_suspended_account_is_no_page(Database::Sqlite).await
}

#[tokio::test]
async fn a_page_of_a_suspended_account_is_no_page_on_postgres() -> anyhow::Result<()> {
    a_page_of_a_suspended_account_is_no_page(Database::Postgres).await
}
