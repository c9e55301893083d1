//! A disk that fails or is full: never a false 2xx, and well again as soon as the disk is.

use footlights_tests::faults::{Disk, DiskFault};
use footlights_tests::{Database, Setup, wait};
use reqwest::StatusCode;
use serde_json::json;

async fn a_sick_disk(fault: DiskFault) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let disk = Disk::prepare(folder.path())?;
    let mut setup = Setup::on(Database::Sqlite);
    setup.env = disk.env();
    let mut server = setup.start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let tip = json!({"sessionId": session, "amountCents": 100});
    assert_eq!(api.post("/api/tips", tip.clone()).await?.status, StatusCode::CREATED);

    disk.fail(fault)?;
    for _ in 0..20 {
        let answer = api.post("/api/tips", tip.clone()).await?;
        assert!(answer.status.is_server_error(), "{fault:?}: a write on a sick disk was answered {answer:?}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    disk.heal()?;
    let back = wait::until("the first tip after the disk is well", || async {
        api.post("/api/tips", tip.clone()).await.ok().filter(|answer| answer.status == StatusCode::CREATED)
    })
    .await;
    assert_eq!(back.body["amountCents"], 100);

    // What was answered is there, what was refused is not, also after a restart from the file.
    server.kill().await?;
    server.start_again().await?;
    let listed = api.list_all(&format!("/api/tips?sessionId={session}")).await?;
    assert_eq!(listed.len(), 2, "{fault:?}");
    assert_eq!(api.get(&format!("/api/sessions/{session}")).await?.body["totalTipsCents"], 200);
    Ok(())
}

#[tokio::test]
async fn a_broken_disk() -> anyhow::Result<()> {
    a_sick_disk(DiskFault::Broken).await
}

#[tokio::test]
async fn a_full_disk() -> anyhow::Result<()> {
    a_sick_disk(DiskFault::Full).await
}
