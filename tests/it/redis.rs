//! Redis gone and back: tips go on, readiness says so, and it heals by itself.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Redis, Setup, wait};
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn redis_gone_and_back() -> anyhow::Result<()> {
    let mut redis = Redis::start().await?;
    let server = Setup::on(Database::Sqlite).with_redis(&redis).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let ready = |wanted: StatusCode| {
        let api = api.clone();
        async move { wait::until(&format!("/readyz {wanted}"), || async { api.get("/readyz").await.ok().filter(|a| a.status == wanted) }).await }
    };
    ready(StatusCode::OK).await;
    let mut client = Client::connect(Library::JavaScript, &server.url(), "/streaming", json!({"auth": {"token": api.token}})).await?;
    client.ask("join_session", json!({"sessionId": session})).await?;

    redis.kill().await?;
    let down = ready(StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(down.body.to_string().contains("redis"), "{down:?}");
    assert_eq!(api.get("/healthz").await?.status, StatusCode::OK, "alive is not the same as ready");
    let tip = api.post("/api/tips", json!({"amountCents": 100})).await?;
    assert_eq!(tip.status, StatusCode::CREATED, "Redis is never the only place of anything: {tip:?}");
    assert_eq!(client.event("tip_received").await?["tip"]["id"], tip.body["id"]);

    redis.start_again()?;
    ready(StatusCode::OK).await;
    api.post("/api/tips", json!({"amountCents": 200})).await?;
    assert_eq!(client.event("tip_received").await?["tip"]["amountCents"], 200);
    Ok(())
}
