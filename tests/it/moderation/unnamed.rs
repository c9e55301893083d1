//! Who tips without a name has none in anything a moderator is told.

use footlights_tests::Database;
use footlights_tests::clients::Client;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::House;

/// Who does not want to be named, as nothing else is called.
const UNNAMED: &str = "Honorificabilitudinitatib";

/// Everything that came, as text, until the tip of somebody else.
async fn all_until(client: &mut Client, name: &str) -> anyhow::Result<Vec<Value>> {
    let mut came = Vec::new();
    loop {
        let line = client.next_of(&["event"]).await?;
        let is_last = line["event"] == "tip_received" && line["args"][0]["tip"]["tipperName"] == name;
        came.push(line);
        if is_last {
            return Ok(came);
        }
    }
}

/// By whatever frame a tip reaches a moderator: its tipper has the name there that she wanted, none. The creator reads it.
async fn who_wants_no_name_has_none_for_moderators(database: Database) -> anyhow::Result<()> {
    let house = House::open(database, &["alerts", "tips"]).await?;
    let session = house.admin.start_session().await?;
    house.set(json!({"holdMs": 30_000, "gapMs": 0})).await?;
    let item = json!({"name": "A wave", "priceCents": 700, "category": "interaction", "stock": 3});
    assert_eq!(house.admin.post("/api/menu", item).await?.status, StatusCode::CREATED);
    let goal = json!({"title": "The hat", "unit": "money", "targetCents": 600});
    assert_eq!(house.admin.post("/api/goals", goal).await?.status, StatusCode::CREATED);
    let (mut robin, mut own) = (house.streaming(&house.robin).await?, house.streaming(&house.admin).await?);
    let (follow, join) = (json!({"creatorId": house.creator}), json!({"sessionId": session}));
    let mut overlay = house.overlay().await?;
    let mut joined = Value::Null;
    for studio in [&mut robin, &mut own] {
        assert_eq!(studio.ask("follow_creator", follow.clone()).await?["ok"], true);
        joined = studio.ask("join_session", join.clone()).await?;
        assert_eq!(joined["ok"], true);
    }

    let given = json!({"amountCents": 700, "tipperName": UNNAMED, "message": "for the hat", "anonymous": true});
    let tip = house.admin.post("/api/tips", given.clone()).await?.body;
    assert_eq!((&tip["tipperName"], &tip["held"]), (&json!(UNNAMED), &json!(true)));
    // Let go by the moderator, and shown.
    let queued = robin.event("alert_queued").await?;
    assert_eq!((&queued["tipId"], &queued["payload"]["tipperName"]), (&tip["id"], &Value::Null));
    house.alert(&house.robin, &queued["alertId"], "show").await?;
    let alert = overlay.event("alert").await?;
    assert_eq!((&alert["tipId"], alert["payload"]["tipperName"].as_str()), (&tip["id"], None));
    // A part of it goes back, and another comes that is not held.
    let refund = house.admin.post(&format!("/api/tips/{}/refund", tip["id"].as_str().expect("an id")), json!({"amountCents": 100})).await?;
    assert_eq!(refund.status, StatusCode::OK, "{refund:?}");
    house.set(json!({"holdMs": 0})).await?;
    assert_eq!(house.admin.post("/api/tips", given).await?.status, StatusCode::CREATED);
    house.tip(800, "Kim").await?;

    let seen = all_until(&mut robin, "Kim").await?;
    let names: Vec<_> = seen.iter().filter_map(|line| line["event"].as_str()).collect();
    for expected in ["tip_received", "tip_released", "tip_refunded", "goal_completed"] {
        assert!(names.contains(&expected), "{expected} is missing: {names:?}");
    }
    assert!(!json!(seen).to_string().contains(UNNAMED), "{seen:?}");
    let hers: Vec<_> = all_until(&mut own, "Kim").await?.into_iter().filter(|line| line.to_string().contains(UNNAMED)).collect();
    assert_eq!(
        hers.iter().map(|line| line["event"].as_str()).collect::<Vec<_>>(),
        ["tip_received", "tip_released", "tip_received"].map(Some)
    );

    // Nor by what is caught up on afterwards.
    let again = json!({"sessionId": session, "lastSequence": joined["sequence"], "epoch": joined["epoch"]});
    let mut later = house.streaming(&house.robin).await?;
    let recovered = later.ask("join_session", again).await?;
    assert_eq!((&recovered["ok"], &recovered["recovered"]), (&json!(true), &json!(true)), "{recovered}");
    let followed = later.ask("follow_creator", follow).await?;
    let caught_up = all_until(&mut later, "Kim").await?;
    assert!(!json!([recovered, followed, caught_up]).to_string().contains(UNNAMED), "{caught_up:?}");
    Ok(())
}

#[tokio::test]
async fn who_wants_no_name_has_none_for_moderators_on_sqlite() -> anyhow::Result<()> {
    who_wants_no_name_has_none_for_moderators(Database::Sqlite).await
}

#[tokio::test]
async fn who_wants_no_name_has_none_for_moderators_on_postgres() -> anyhow::Result<()> {
    who_wants_no_name_has_none_for_moderators(Database::Postgres).await
}
