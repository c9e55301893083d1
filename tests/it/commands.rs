//! The command line beside a running server and without one: backup, restore, accounts, tokens, doctor, migrate.

use footlights_tests::{Api, Database, Server, Setup};
use reqwest::StatusCode;
use serde_json::json;

async fn run(server: &Server, args: &[&str]) -> anyhow::Result<(bool, String, String)> {
    let output = server.command().args(args).output().await?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((output.status.success(), text(&output.stdout), text(&output.stderr)))
}

async fn a_backup_of_a_running_server_restores(database: Database) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    for amount in 1..=50 {
        api.post("/api/tips", json!({"sessionId": session, "amountCents": amount})).await?;
    }
    let file = server.scratch().join("footlights.backup");
    let (good, said, complained) = run(&server, &["backup", &file.display().to_string()]).await?;
    assert!(good, "{said}{complained}");
    let late = api.post("/api/tips", json!({"sessionId": session, "amountCents": 1})).await?;
    assert_eq!(late.status, StatusCode::CREATED, "the server goes on after a backup");

    let mut second = Setup::on(database).start().await?;
    // A restore wants an empty place; this one has an account already and must be refused.
    second.terminate().await?;
    let (good, _, complained) = run(&second, &["restore", &file.display().to_string()]).await?;
    assert!(!good && complained.contains("empty"), "{complained}");
    second.forget_data().await?;
    std::fs::create_dir_all(second.data_dir())?;
    std::fs::copy(server.data_dir().join("secret.key"), second.data_dir().join("secret.key"))?;
    let (good, said, complained) = run(&second, &["restore", &file.display().to_string()]).await?;
    assert!(good, "{said}{complained}");
    second.start_again().await?;
    let restored = second.admin().await?;
    let tips = restored.list_all(&format!("/api/tips?sessionId={session}")).await?;
    assert_eq!(tips.len(), 50);
    let totals = restored.get(&format!("/api/sessions/{session}")).await?.body;
    assert_eq!((&totals["totalTipsCents"], &totals["tipCount"]), (&json!(50 * 51 / 2), &json!(50)));
    Ok(())
}

#[tokio::test]
async fn a_backup_restores_on_sqlite() -> anyhow::Result<()> {
    a_backup_of_a_running_server_restores(Database::Sqlite).await
}

#[tokio::test]
async fn a_backup_restores_on_postgres() -> anyhow::Result<()> {
    a_backup_of_a_running_server_restores(Database::Postgres).await
}

#[tokio::test]
async fn accounts_and_tokens_with_and_without_a_running_server() -> anyhow::Result<()> {
    let mut server = Setup::on(Database::Sqlite).start().await?;
    let (good, said, complained) = run(&server, &["account", "create", "ana", "--roles", "creator"]).await?;
    assert!(good, "{complained}");
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).expect("a made password is printed once").to_owned();
    let ana = Api::sign_in(&server.url(), "ana", &password).await?;
    assert_eq!(ana.get("/api/auth/me").await?.body["account"]["username"], "ana");
    let (good, said, complained) =
        run(&server, &["token", "create", "ana", "--name", "script", "--scopes", "tips:write,sessions:write"]).await?;
    assert!(good, "{complained}");
    let token = said.lines().find_map(|line| line.strip_prefix("token: ")).expect("a token is printed once").to_owned();
    assert_eq!(ana.with_token(&token).post("/api/sessions", json!({"platform": "other"})).await?.status, StatusCode::CREATED);
    let (good, _, complained) = run(&server, &["account", "create", "ana"]).await?;
    assert!(!good && complained.contains("already"), "{complained}");

    server.terminate().await?;
    let (good, said, complained) = run(&server, &["account", "list"]).await?;
    assert!(good && said.contains("ana") && said.contains("admin"), "{said}{complained}");
    Ok(())
}

#[tokio::test]
async fn a_data_directory_has_one_server() -> anyhow::Result<()> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let (good, _, complained) = run(&server, &["serve", "--listen", "127.0.0.1:0"]).await?;
    assert!(!good && complained.contains("another"), "{complained}");
    Ok(())
}

#[tokio::test]
async fn migrate_says_what_it_will_do_and_a_misspelt_setting_is_refused() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let mut server = Setup::on(database).start().await?;
        server.terminate().await?;
        let (good, said, complained) = run(&server, &["migrate", "--dry-run"]).await?;
        assert!(good && said.contains("nothing to do"), "{said}{complained}");
        server.forget_data().await?;
        let (good, said, _) = run(&server, &["migrate", "--dry-run"]).await?;
        assert!(good && said.contains("identity") && said.contains("companion"), "{said}");
        let (good, _, complained) = run(&server, &["migrate"]).await?;
        assert!(good, "{complained}");
        let (_, said, _) = run(&server, &["migrate", "--dry-run"]).await?;
        assert!(said.contains("nothing to do"), "{said}");
    }
    let server = Setup::on(Database::Sqlite).start().await?;
    let output = server.command().arg("config").env("FOOTLIGHTS_LISTN", "x").output().await?;
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("FOOTLIGHTS_LISTN"));
    let (good, said, _) = run(&server, &["doctor"]).await?;
    assert!(said.contains("espeak-ng") && said.contains("data directory"), "{good} {said}");
    Ok(())
}
