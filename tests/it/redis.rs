//! Redis gone and back: tips go on, readiness says so, and it heals by itself.

use std::process::Stdio;

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Database, Setup, wait};
use reqwest::StatusCode;
use serde_json::json;
use tokio::process::{Child, Command};

fn start_redis(port: u16) -> anyhow::Result<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?)
}

#[tokio::test]
async fn redis_gone_and_back() -> anyhow::Result<()> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut redis = start_redis(port)?;
    wait::until("redis", || async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok() }).await;
    let mut setup = Setup::on(Database::Sqlite);
    setup.redis = Some(format!("redis://127.0.0.1:{port}"));
    let server = setup.start().await?;
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

    let _redis = start_redis(port)?;
    ready(StatusCode::OK).await;
    api.post("/api/tips", json!({"amountCents": 200})).await?;
    assert_eq!(client.event("tip_received").await?["tip"]["amountCents"], 200);
    Ok(())
}
