//! Goals, menu and refunds as the world sees them: through REST, the unmodified clients, and nothing else.

use footlights_tests::clients::{Client, Library};
use footlights_tests::{Answer, Api, Database, Server, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::tip_reaches_overlay::key_of;

/// Everybody who may follow: the creator's studio, an overlay by key, a stranger with the session's id.
struct Watchers {
    studio: Client,
    overlay: Client,
    stranger: Client,
    /// What each was told of the session when it came.
    snapshots: [Value; 3],
}

async fn watch(server: &Server, api: &Api, session: &str, library: Library) -> anyhow::Result<Watchers> {
    let address = api.get("/api/overlay?reveal=true").await?;
    let key = key_of(address.body["url"].as_str().expect("revealed on request"));
    let mut studio = Client::connect(library, &server.url(), "/streaming", json!({"auth": {"token": api.token}})).await?;
    let mut overlay = Client::connect(library, &server.url(), "/streaming/overlay", json!({})).await?;
    let mut stranger = Client::connect(library, &server.url(), "/streaming/overlay", json!({})).await?;
    for (client, event, payload) in [
        (&mut studio, "join_session", json!({"sessionId": session})),
        (&mut overlay, "join_overlay", json!({"overlayKey": key})),
        (&mut stranger, "join_overlay", json!({"sessionId": session})),
    ] {
        let joined = client.ask(event, payload).await?;
        anyhow::ensure!(joined["ok"] == true, "joining answered {joined}");
    }
    let snapshots = [studio.event("snapshot").await?, overlay.event("snapshot").await?, stranger.event("snapshot").await?]
        .map(|told| told["state"].clone());
    Ok(Watchers { studio, overlay, stranger, snapshots })
}

impl Watchers {
    /// The frame of this name that `matches`, as each of them gets it; all three are told the same of these.
    async fn all(&mut self, name: &str, matches: impl Fn(&Value) -> bool + Copy) -> anyhow::Result<Value> {
        let mut told = Vec::new();
        for client in [&mut self.studio, &mut self.overlay, &mut self.stranger] {
            let frame = client.next_where(name, |line| line["on"] == "event" && line["event"] == name && matches(&line["args"][0])).await?;
            told.push(frame["args"][0].clone());
        }
        Ok(told.remove(0))
    }
}

async fn made(api: &Api, path: &str, body: Value) -> anyhow::Result<Value> {
    let answer = api.post(path, body).await?;
    anyhow::ensure!(answer.status == StatusCode::CREATED, "{path} answered {answer:?}");
    Ok(answer.body)
}

async fn goals_follow_tips(database: Database, library: Library) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let goal = made(&api, "/api/goals", json!({"title": "Hat", "unit": "money", "targetCents": 1_000})).await?;
    let mut all = watch(&server, &api, &session, library).await?;
    for state in &all.snapshots {
        assert_eq!((&state["goals"][0]["id"], &state["goals"][0]["currentCents"]), (&goal["id"], &json!(0)), "{state}");
    }
    let tip = made(&api, "/api/tips", json!({"amountCents": 400, "tipperName": "Ana"})).await?;
    let progress = all.all("goal_progress", |told| told["currentCents"] == 400).await?;
    assert_eq!((&progress["sessionId"], &progress["goalId"], &progress["targetCents"]), (&json!(session), &goal["id"], &json!(1_000)));
    assert_eq!((&progress["title"], progress["percentage"].as_f64(), &progress["status"]), (&json!("Hat"), Some(40.0), &json!("active")));
    made(&api, "/api/tips", json!({"amountCents": 900})).await?;
    let completed = all.all("goal_completed", |_| true).await?;
    assert_eq!((&completed["goalId"], &completed["targetCents"], &completed["completions"]), (&goal["id"], &json!(1_000), &json!(1)));

    let path = format!("/api/tips/{}/refund", tip["id"].as_str().expect("an id"));
    let refund = api.post_once(&path, "r", &json!({"reason": "a slip"})).await?;
    let again = api.post_once(&path, "r", &json!({"reason": "a slip"})).await?;
    assert_eq!((refund.status, &again.body), (StatusCode::OK, &refund.body));
    assert_eq!(refund.body["sessionTotals"], json!({"totalTipsCents": 900, "tipCount": 1, "currency": "USD"}));
    let told = all.all("tip_refunded", |_| true).await?;
    assert_eq!((&told["tipId"], &told["amountCents"], &told["sessionTotals"]), (&tip["id"], &json!(400), &refund.body["sessionTotals"]));
    assert!(told.get("reason").is_none(), "why is nobody else's business: {told}");
    all.all("session_updated", |told| told["totalTipsCents"] == 900).await?;
    let progress = all.all("goal_progress", |told| told["currentCents"] == 900).await?;
    assert_eq!((&progress["status"], &progress["completions"]), (&json!("completed"), &json!(1)));
    assert_eq!(api.post(&path, json!({})).await?.code(), "already_refunded");

    let gone = api.send(api.request(Method::DELETE, &format!("/api/goals/{}", goal["id"].as_str().expect("an id")))).await?;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let left =
        all.overlay.next_where("goals_updated", |line| line["event"] == "goals_updated" && line["args"][0]["goals"] == json!([])).await?;
    assert_eq!(left["args"][0]["creatorId"].as_str().map(str::len), Some(36));
    Ok(())
}

#[tokio::test]
async fn goals_follow_tips_on_sqlite_with_the_javascript_client() -> anyhow::Result<()> {
    goals_follow_tips(Database::Sqlite, Library::JavaScript).await
}

#[tokio::test]
async fn goals_follow_tips_on_postgres_with_the_python_client() -> anyhow::Result<()> {
    goals_follow_tips(Database::Postgres, Library::Python).await
}

/// An overlay's page and a viewers' page show the menu before anything happens.
async fn begins_with(server: &Server, api: &Api, item: &Value) -> anyhow::Result<()> {
    let address = api.get("/api/overlay?reveal=true").await?;
    let key = key_of(address.body["url"].as_str().expect("revealed on request"));
    let mut overlay = Client::connect(Library::JavaScript, &server.url(), "/streaming/overlay", json!({})).await?;
    let joined = overlay.ask("join_overlay", json!({"overlayKey": key})).await?;
    assert_eq!((&joined["state"]["menu"][0]["id"], &joined["state"]["menu"][0]["remaining"]), (&item["id"], &json!(1)), "{joined}");
    let username = api.get("/api/auth/me").await?.body["account"]["username"].as_str().expect("a name").to_owned();
    let off = api.with_token("").get(&format!("/api/creators/{username}")).await?;
    let nobody = api.with_token("").get("/api/creators/nobody-of-this-name").await?;
    let said = |answer: &Answer| (answer.status, answer.body["code"].clone(), answer.body["detail"].clone());
    assert_eq!(said(&off), said(&nobody), "whether there is such an account is not told");
    let shown = api.send(api.request(Method::PATCH, "/api/settings").json(&json!({"general": {"viewerPage": true}}))).await?;
    assert_eq!(shown.status, StatusCode::OK, "{shown:?}");
    let page = api.with_token("").get(&format!("/api/creators/{username}")).await?;
    assert_eq!((page.status, &page.body["menu"][0]["name"]), (StatusCode::OK, &item["name"]), "{page:?}");
    Ok(())
}

async fn tips_take_items_of_the_menu(database: Database, library: Library) -> anyhow::Result<()> {
    let server = Setup::on(database).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    let song = json!({"name": "Song", "category": "request", "priceCents": 500, "stock": 1});
    let song = made(&api, "/api/menu", song).await?;
    let mut all = watch(&server, &api, &session, library).await?;
    let [studio, overlay, stranger] = &all.snapshots;
    assert_eq!((&studio["menu"]["items"][0]["id"], &overlay["menu"]["items"][0]["remaining"]), (&song["id"], &json!(1)));
    assert!(stranger.get("menu").is_none(), "by a session's id there is no menu in the snapshot: {stranger}");

    begins_with(&server, &api, &song).await?;

    let tip = json!({"sessionId": session, "amountCents": 5, "menuItemId": song["id"], "tipperName": "Zoë", "anonymous": true});
    let added = all.studio.ask("add_tip", tip.clone()).await?;
    assert_eq!((&added["tip"]["menuItemId"], &added["tip"]["menuItemName"]), (&song["id"], &json!("Song")), "{added}");
    let own = all.studio.event("tip_received").await?;
    let (keyed, seen) = (all.overlay.event("tip_received").await?, all.stranger.event("tip_received").await?);
    assert_eq!((&own["tip"]["tipperName"], &own["tip"]["menuItemName"]), (&json!("Zoë"), &json!("Song")));
    for told in [&keyed, &seen] {
        assert_eq!((&told["tip"]["tipperName"], &told["tip"]["menuItemId"]), (&Value::Null, &song["id"]), "{told}");
    }
    assert_eq!(all.overlay.event("alert").await?["payload"]["tipperName"], Value::Null);
    let told = all.all("menu_updated", |told| told["items"][0]["remaining"] == 0).await?;
    assert_eq!((&told["items"][0]["available"], &told["currency"]), (&json!(false), &json!("USD")));
    let refused = all.studio.ask("add_tip", tip).await?;
    assert_eq!(refused["error"]["code"], "item_unavailable", "{refused}");
    let unmatched = made(&api, "/api/tips", json!({"amountCents": 500})).await?;
    assert_eq!(unmatched["menuItemId"], Value::Null, "sold out");

    let id = song["id"].as_str().expect("an id");
    let toggled = api.post(&format!("/api/menu/{id}/toggle"), json!({})).await?;
    assert_eq!((toggled.status, &toggled.body["active"]), (StatusCode::OK, &json!(false)));
    all.all("menu_updated", |told| told["items"] == json!([])).await?;
    let creator = api.get("/api/auth/me").await?.body["account"]["id"].as_str().expect("an id").to_owned();
    let public = api.with_token("").get(&format!("/api/menu/public/{creator}")).await?;
    assert_eq!((public.status, &public.body), (StatusCode::OK, &json!({"items": [], "currency": "USD"})));
    assert_eq!(api.with_token("").get("/api/menu").await?.status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn tips_take_items_of_the_menu_on_sqlite_with_the_python_client() -> anyhow::Result<()> {
    tips_take_items_of_the_menu(Database::Sqlite, Library::Python).await
}

#[tokio::test]
async fn tips_take_items_of_the_menu_on_postgres_with_the_javascript_client() -> anyhow::Result<()> {
    tips_take_items_of_the_menu(Database::Postgres, Library::JavaScript).await
}
