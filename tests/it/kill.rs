//! kill -9 under load, at any moment, on both databases: no answered tip is lost, none is counted twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_tests::{Api, Database, Setup, wait};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// How often the server is killed in one test.
const KILLS: usize = 5;
/// Who posts at the same time.
const POSTERS: usize = 16;

/// What every poster remembers: idempotency key → the tip it was answered.
type Answered = Arc<Mutex<BTreeMap<String, Value>>>;

/// Posts tips for ever; a tip without an answer is sent again under its key until there is one.
async fn post(
    api: Api,
    poster: usize,
    session: String,
    answered: Answered,
    count: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    for number in 0.. {
        if stop.load(Ordering::SeqCst) {
            return Ok(());
        }
        let key = format!("{poster}-{number}");
        let body = json!({"sessionId": session, "amountCents": 1 + number % 100, "tipperName": format!("p{poster}")});
        loop {
            match api.post_once("/api/tips", &key, &body).await {
                Ok(answer) if answer.status == StatusCode::CREATED => {
                    answered.lock().expect("unpoisoned").insert(key, answer.body);
                    count.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                // 409 in_progress and 503 say: later. No answer at all: the server is dead just now.
                Ok(answer) if answer.status == StatusCode::CONFLICT || answer.status == StatusCode::SERVICE_UNAVAILABLE => {}
                Ok(answer) => anyhow::bail!("a tip was answered {answer:?}"),
                Err(_) => {}
            }
            // sleep: a client's pause before it tries again
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

async fn nothing_is_lost_or_doubled(database: Database) -> anyhow::Result<()> {
    let mut server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let (answered, count, stop) = (Answered::default(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut posters = tokio::task::JoinSet::new();
    for poster in 0..POSTERS {
        posters.spawn(post(api.clone(), poster, session.clone(), answered.clone(), count.clone(), stop.clone()));
    }
    for kill in 1..=KILLS {
        // A different number of answers each time, so that the blow falls at different moments of a batch.
        let goal = count.load(Ordering::SeqCst) + 37 * kill;
        wait::until("more answered tips", || async { (count.load(Ordering::SeqCst) >= goal).then_some(()) }).await;
        server.kill().await?;
        server.start_again().await?;
    }
    let goal = count.load(Ordering::SeqCst) + 50;
    wait::until("tips after the last kill", || async { (count.load(Ordering::SeqCst) >= goal).then_some(()) }).await;
    stop.store(true, Ordering::SeqCst);
    while let Some(ended) = posters.join_next().await {
        ended??;
    }

    let answered = answered.lock().expect("unpoisoned").clone();
    let listed = api.list_all(&format!("/api/tips?sessionId={session}")).await?;
    let ids: std::collections::BTreeSet<&str> = listed.iter().map(|tip| tip["id"].as_str().expect("a tip has an id")).collect();
    assert_eq!(ids.len(), listed.len(), "a tip is listed twice");
    for (key, tip) in &answered {
        assert!(ids.contains(tip["id"].as_str().expect("an answer has an id")), "the tip of key {key} was answered and is lost");
    }
    assert_eq!(listed.len(), answered.len(), "every poster went on until it was answered, so all tips are known");
    let sum: i64 = listed.iter().map(|tip| tip["amountCents"].as_i64().expect("an amount")).sum();
    let totals = api.get(&format!("/api/sessions/{session}")).await?.body;
    assert_eq!(totals["totalTipsCents"], sum);
    assert_eq!(totals["tipCount"], listed.len());
    Ok(())
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_on_sqlite() -> anyhow::Result<()> {
    nothing_is_lost_or_doubled(Database::Sqlite).await
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_on_postgres() -> anyhow::Result<()> {
    nothing_is_lost_or_doubled(Database::Postgres).await
}

#[tokio::test]
async fn sixty_four_racers_on_one_key_make_one_tip() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let server = Setup::on(database).start().await?;
        let api = server.admin().await?;
        let session = api.start_session().await?;
        let body = json!({"sessionId": session, "amountCents": 777});
        let mut racers = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (api, body) = (api.clone(), body.clone());
            racers.spawn(async move {
                loop {
                    let answer = api.post_once("/api/tips", "the-one", &body).await?;
                    match answer.status {
                        StatusCode::CREATED => return anyhow::Ok(answer.body["id"].clone()),
                        StatusCode::CONFLICT => assert!(answer.headers.contains_key("retry-after"), "{answer:?}"),
                        _ => anyhow::bail!("{answer:?}"),
                    }
                }
            });
        }
        let mut ids = Vec::new();
        while let Some(id) = racers.join_next().await {
            ids.push(id??);
        }
        assert!(ids.iter().all(|id| *id == ids[0]), "{database:?}: two answers for one key");
        assert_eq!(api.list_all(&format!("/api/tips?sessionId={session}")).await?.len(), 1);
        let other = api.post_once("/api/tips", "the-one", &json!({"sessionId": session, "amountCents": 778})).await?;
        assert_eq!((other.status, other.code()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"));
    }
    Ok(())
}
