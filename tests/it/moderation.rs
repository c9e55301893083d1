//! A moderator at work: held tips, what is cut and shown again, pausing, quiet and summaries; and what is left without the right.

mod unnamed;

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup, wait};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::tip_reaches_overlay::key_of;

/// A creator's house with a moderator in it.
struct House {
    server: Server,
    admin: Api,
    robin: Api,
    creator: String,
    key: String,
}

impl House {
    async fn open(database: Database, rights: &[&str]) -> anyhow::Result<Self> {
        let server = Setup::on(database).start().await?;
        let admin = server.admin().await?;
        let account = json!({"username": "robin", "password": "robin-robin", "roles": ["viewer"]});
        assert_eq!(admin.post("/api/accounts", account).await?.status, StatusCode::CREATED);
        let robin = Api::sign_in(&server.url(), "robin", "robin-robin").await?;
        let added = admin.post("/api/moderators", json!({"username": "robin", "rights": rights})).await?;
        assert_eq!(added.status, StatusCode::CREATED, "{added:?}");
        let moderating = robin.get("/api/moderating").await?.body;
        let creator = moderating["items"][0]["creatorId"].as_str().expect("one creator").to_owned();
        let key = key_of(admin.get("/api/overlay?reveal=true").await?.body["url"].as_str().expect("revealed"));
        Ok(Self { server, admin, robin, creator, key })
    }

    async fn set(&self, alerts: Value) -> anyhow::Result<()> {
        let change = self.admin.request(Method::PATCH, "/api/settings").json(&json!({"alerts": alerts}));
        let answer = self.admin.send(change).await?;
        anyhow::ensure!(answer.status == StatusCode::OK, "{answer:?}");
        Ok(())
    }

    async fn overlay(&self) -> anyhow::Result<Client> {
        let mut client = Client::connect(Library::JavaScript, &self.server.url(), "/streaming/overlay", json!({})).await?;
        let joined = client.ask("join_overlay", json!({"overlayKey": self.key})).await?;
        anyhow::ensure!(joined["ok"] == true, "{joined}");
        Ok(client)
    }

    async fn streaming(&self, api: &Api) -> anyhow::Result<Client> {
        Client::connect(Library::JavaScript, &self.server.url(), "/streaming", json!({"auth": {"token": api.token}})).await
    }

    async fn tip(&self, cents: i64, name: &str) -> anyhow::Result<Value> {
        Ok(self.admin.post("/api/tips", json!({"amountCents": cents, "tipperName": name})).await?.body)
    }

    async fn alert(&self, api: &Api, id: &Value, verb: &str) -> anyhow::Result<Value> {
        let answer = api.post(&format!("/api/alerts/{}/{verb}", id.as_str().expect("an id")), json!({})).await?;
        anyhow::ensure!(answer.status == StatusCode::OK, "{answer:?}");
        Ok(answer.body)
    }
}

async fn a_held_tip_is_seen_by_moderators_first(database: Database) -> anyhow::Result<()> {
    let house = House::open(database, &["alerts", "tips"]).await?;
    let session = house.admin.start_session().await?;
    house.set(json!({"holdMs": 30_000, "gapMs": 0})).await?;
    let (mut overlay, mut studio) = (house.overlay().await?, house.streaming(&house.robin).await?);
    assert_eq!(studio.ask("join_session", json!({"sessionId": session})).await?["ok"], true);
    assert_eq!(studio.ask("follow_creator", json!({"creatorId": house.creator})).await?["ok"], true);
    let mut anonymous = Client::connect(Library::JavaScript, &house.server.url(), "/streaming/overlay", json!({})).await?;
    assert_eq!(anonymous.ask("join_overlay", json!({"sessionId": session})).await?["ok"], true);

    let (first, second) = (house.tip(700, "Rude").await?, house.tip(800, "Kind").await?);
    assert_eq!((&first["held"], &second["held"]), (&json!(true), &json!(true)));
    assert_eq!(studio.event("tip_received").await?["tip"]["held"], true);
    let (rude, kind) = (studio.event("alert_queued").await?, studio.event("alert_queued").await?);
    assert_eq!((&rude["held"], &rude["tipId"], &rude["payload"]["tipperName"]), (&json!(true), &first["id"], &json!("Rude")));
    assert!(rude["releaseAt"].is_string(), "{rude}");
    for watcher in [&mut overlay, &mut anonymous] {
        assert_eq!(watcher.unasked("tip_received").await?, Vec::<Value>::new(), "held, and yet shown");
        assert_eq!(watcher.unasked("alert").await?, Vec::<Value>::new());
    }

    house.alert(&house.robin, &rude["alertId"], "skip").await?;
    house.alert(&house.robin, &kind["alertId"], "show").await?;
    for watcher in [&mut overlay, &mut anonymous] {
        let tip = watcher.event("tip_received").await?;
        assert_eq!((&tip["tip"]["tipperName"], &tip["tip"]["held"]), (&json!("Kind"), &json!(false)));
    }
    assert_eq!(studio.event("tip_released").await?["tip"]["id"], second["id"]);
    let alert = overlay.event("alert").await?;
    assert_eq!((&alert["tipId"], &alert["sound"], &alert["volume"]), (&second["id"], &json!(true), &json!(0.8)));
    let mut states = Vec::new();
    for _ in 0..3 {
        let changed = studio.event("alert_changed").await?;
        states.push((changed["alertId"] == rude["alertId"], changed["state"].clone()));
    }
    assert_eq!(states, [(true, json!("skipped")), (false, json!("queued")), (false, json!("showing"))]);

    // Cut, and once more.
    house.alert(&house.robin, &alert["alertId"], "skip").await?;
    assert_eq!(overlay.event("alert_skipped").await?["alertId"], alert["alertId"]);
    let copy = house.alert(&house.robin, &alert["alertId"], "replay").await?;
    let again = overlay.event("alert").await?;
    assert_eq!((&again["alertId"], &again["attempt"]), (&copy["id"], &json!(1)));
    assert_eq!(house.admin.get("/api/alerts?state=held").await?.body["items"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_held_tip_is_seen_by_moderators_first_on_sqlite() -> anyhow::Result<()> {
    a_held_tip_is_seen_by_moderators_first(Database::Sqlite).await
}

#[tokio::test]
async fn a_held_tip_is_seen_by_moderators_first_on_postgres() -> anyhow::Result<()> {
    a_held_tip_is_seen_by_moderators_first(Database::Postgres).await
}

#[tokio::test]
async fn a_held_tip_goes_by_itself_without_any_overlay() -> anyhow::Result<()> {
    let house = House::open(Database::Sqlite, &["alerts"]).await?;
    let session = house.admin.start_session().await?;
    house.set(json!({"holdMs": 300})).await?;
    let mut anonymous = Client::connect(Library::JavaScript, &house.server.url(), "/streaming/overlay", json!({})).await?;
    assert_eq!(anonymous.ask("join_overlay", json!({"sessionId": session})).await?["ok"], true);
    let tip = house.tip(700, "Ana").await?;
    assert_eq!(tip["held"], true);
    let shown = anonymous.event("tip_received").await?;
    assert_eq!((&shown["tip"]["id"], &shown["tip"]["held"]), (&tip["id"], &json!(false)));
    Ok(())
}

#[tokio::test]
async fn paused_quiet_and_closed() -> anyhow::Result<()> {
    let house = House::open(Database::Sqlite, &["alerts"]).await?;
    house.admin.start_session().await?;
    let mut overlay = house.overlay().await?;
    let mut studio = house.streaming(&house.robin).await?;
    assert_eq!(studio.ask("follow_creator", json!({"creatorId": house.creator})).await?["ok"], true);
    let of = format!("?creatorId={}", house.creator);
    let paused = house.robin.post(&format!("/api/alerts/pause{of}"), json!({})).await?;
    assert_eq!((paused.status, &paused.body["alerts"]["paused"]), (StatusCode::OK, &json!(true)));
    let told = studio.event("settings_updated").await?;
    assert_eq!((&told["version"], &told["alerts"]["paused"]), (&paused.body["version"], &json!(true)));
    house.tip(100, "Waits").await?;
    let queued = studio.event("alert_queued").await?;
    assert_eq!(overlay.unasked("alert").await?, Vec::<Value>::new(), "paused");
    assert_eq!(house.robin.post(&format!("/api/alerts/resume{of}"), json!({})).await?.status, StatusCode::OK);
    let alert = overlay.event("alert").await?;
    assert_eq!(alert["alertId"], queued["alertId"]);
    overlay.ask("alert_finished", json!({"alertId": alert["alertId"], "attempt": 1})).await?;

    let quiet = house.robin.request(Method::PATCH, &format!("/api/settings{of}")).json(&json!({"alerts": {"doNotDisturb": true}}));
    assert_eq!(house.robin.send(quiet).await?.status, StatusCode::OK);
    let more = house.robin.request(Method::PATCH, &format!("/api/settings{of}")).json(&json!({"general": {"timeZone": "UTC"}}));
    assert_eq!(house.robin.send(more).await?.status, StatusCode::NOT_FOUND, "only how alerts come");
    house.tip(200, "Unseen").await?;
    wait::until("the alert that is passed over", || async {
        let listed = house.admin.get("/api/alerts?state=skipped").await.ok()?;
        (listed.body["items"].as_array()?.len() == 1).then_some(())
    })
    .await;

    // With nobody to see it, it is summed up.
    house.set(json!({"doNotDisturb": false, "whenClosed": "summary"})).await?;
    drop(overlay);
    wait::until("the closed overlay", || async { (house.admin.get("/api/overlay").await.ok()?.body["connected"] == false).then_some(()) })
        .await;
    for cents in [300, 400, 500] {
        house.tip(cents, "Absent").await?;
    }
    wait::until("the alerts", || async {
        (house.admin.get("/api/alerts?state=queued").await.ok()?.body["items"].as_array()?.len() == 3).then_some(())
    })
    .await;
    let mut overlay = house.overlay().await?;
    let summary = overlay.event("alert").await?;
    assert_eq!(
        (&summary["kind"], &summary["payload"]["count"], &summary["payload"]["amountCents"]),
        (&json!("summary"), &json!(3), &json!(1_200))
    );
    overlay.ask("alert_finished", json!({"alertId": summary["alertId"], "attempt": 1})).await?;
    assert_eq!(house.admin.get("/api/alerts?state=queued").await?.body["items"], json!([]));
    Ok(())
}

#[tokio::test]
async fn without_the_right_nothing_is_left() -> anyhow::Result<()> {
    let house = House::open(Database::Sqlite, &["alerts", "tips"]).await?;
    let session = house.admin.start_session().await?;
    let robin = house.robin.get("/api/auth/me").await?.body["id"].as_str().expect("an id").to_owned();
    let mut studio = house.streaming(&house.robin).await?;
    assert_eq!(studio.ask("join_session", json!({"sessionId": session})).await?["ok"], true);
    assert_eq!(studio.ask("follow_creator", json!({"creatorId": house.creator})).await?["ok"], true);
    let added = studio.ask("add_tip", json!({"sessionId": session, "amountCents": 100})).await?;
    assert_eq!(added["ok"], true, "{added}");
    let refused = studio.ask("update_viewers", json!({"sessionId": session, "viewerCount": 5})).await?;
    assert_eq!(refused["error"]["code"], "not_found", "a right that was not given: {refused}");
    studio.event("alert_queued").await?;

    let change = house.admin.request(Method::PATCH, &format!("/api/moderators/{robin}")).json(&json!({"rights": ["notes"]}));
    assert_eq!(house.admin.send(change).await?.status, StatusCode::OK);
    let (one, other) = (studio.event("error").await?, studio.event("error").await?);
    let mut topics = [one["topic"].clone(), other["topic"].clone()].map(|topic| topic.as_str().expect("a topic").to_owned());
    topics.sort_unstable();
    assert_eq!(topics, [format!("creator:{}", house.creator), format!("session:{session}")]);
    assert_eq!(one["code"], "not_found");
    house.tip(300, "Later").await?;
    for asked in [
        ("follow_creator", json!({"creatorId": house.creator})),
        ("add_tip", json!({"sessionId": session, "amountCents": 100})),
        ("update_viewers", json!({"sessionId": session, "viewerCount": 5})),
    ] {
        let answer = studio.ask(asked.0, asked.1).await?;
        assert_eq!(answer["error"]["code"], "not_found", "{}: {answer}", asked.0);
    }
    assert_eq!(studio.unasked("alert_queued").await?, Vec::<Value>::new(), "still following");

    // As anybody with the session's id, without what is the creator's own.
    assert_eq!(house.robin.get(&format!("/api/sessions/{session}")).await?.status, StatusCode::OK);
    assert_eq!(house.robin.get(&format!("/api/tips?sessionId={session}")).await?.status, StatusCode::NOT_FOUND);
    assert_eq!(house.robin.get(&format!("/api/alerts?creatorId={}", house.creator)).await?.status, StatusCode::NOT_FOUND);
    let gone = house.admin.send(house.admin.request(Method::DELETE, &format!("/api/moderators/{robin}"))).await?;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(house.robin.get(&format!("/api/sessions/{session}")).await?.status, StatusCode::NOT_FOUND);
    assert_eq!(house.robin.get("/api/moderating").await?.body["items"], json!([]));
    Ok(())
}
