//! The REST edge: statuses, bodies, strictness.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use footlights_base::{BoxFuture, ErrorKind, Failure, Rejection};
use footlights_companion::{rest, rest_documents};
use footlights_surface::{Authenticator, Caller, Credential, Edge, EdgeSettings, compose};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::stage::{Stage, creator, token};

on_both!(
    a_session_by_rest,
    tips_by_rest,
    goals_and_menu_by_rest,
    a_session_is_exported_whole,
    input_is_read_strictly,
    strangers_stay_outside
);

/// Bearer `1` is the first creator, `reader` a token of theirs.
struct Door;

impl Authenticator for Door {
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>> {
        Box::pin(async move {
            match credential {
                Credential::Bearer("reader") => Ok(token(1, &["sessions:read", "tips:read"])),
                Credential::Bearer(number) if number.parse::<u8>().is_ok() => Ok(creator(number.parse().expect("a number"))),
                _ => Err(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Who?").into()),
            }
        })
    }
}

struct Client(Router);

impl Client {
    fn new(stage: &Stage) -> Self {
        let edge = Edge::new(Arc::new(Door), stage.world.shared_clock(), stage.world.chance.clone(), EdgeSettings::default());
        Self(rest(stage.companion.clone(), edge))
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> (StatusCode, Value) {
        let request =
            headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
        let answer = self.0.clone().oneshot(request.body(body.into()).expect("a request")).await.expect("infallible");
        let status = answer.status();
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send("GET", path, &[("authorization", "Bearer 1")], Body::empty()).await
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.write("POST", path, body, &[]).await
    }

    async fn write(&self, method: &str, path: &str, body: &Value, more: &[(&str, &str)]) -> (StatusCode, Value) {
        let headers = [&[("authorization", "Bearer 1"), ("content-type", "application/json")], more].concat();
        self.send(method, path, &headers, body.to_string()).await
    }
}

/// The pointers of the wrong fields.
fn wrong(body: &Value) -> Vec<&str> {
    body["errors"].as_array().map(|errors| errors.iter().filter_map(|error| error["field"].as_str()).collect()).unwrap_or_default()
}

#[test]
fn the_document_names_every_shape() {
    let document = compose("Footlights", "1", rest_documents());
    let text = document.to_json().expect("plain");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    for reference in text.match_indices("#/components/schemas/").map(|(at, prefix)| text[at + prefix.len()..].split('"').next()) {
        let name = reference.expect("a name");
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is missing");
    }
    let names = ["Session", "StartSession", "UpdateSession", "SessionPage", "Tip", "RecordTip", "TipPage", "Note", "StreamPlatform"];
    for name in names {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is missing");
    }
    assert_eq!(document["paths"]["/api/tips"]["post"]["operationId"], "record_tip");
}

async fn a_session_by_rest(stage: Stage) {
    let client = Client::new(&stage);
    assert_eq!(client.get("/api/sessions/active").await.1["code"], "no_active_session");
    let (status, session) = client.post("/api/sessions", &json!({"platform": "kick", "title": "One", "metadata": {"a": 1}})).await;
    assert_eq!(status, StatusCode::CREATED);
    let names: Vec<_> = session.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = "averageViewers creatorId currency endedAt id metadata peakViewers platform startedAt status tipCount title totalTipsCents viewerCount";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    assert_eq!((&session["startedAt"], &session["endedAt"]), (&json!("2026-11-21T19:00:00.000Z"), &Value::Null));
    let path = format!("/api/sessions/{}", session["id"].as_str().expect("an id"));
    assert_eq!(client.get("/api/sessions/active").await, (StatusCode::OK, session.clone()));
    assert_eq!(client.get(&path).await, (StatusCode::OK, session.clone()));
    let (status, refusal) = client.post("/api/sessions", &json!({"platform": "kick"})).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::CONFLICT, &json!("session_already_active")));

    let patch = json!({"title": null, "notes": "a note", "metadata": {"b": 2}});
    let (status, changed) = client.write("PATCH", &path, &patch, &[]).await;
    assert_eq!((status, &changed["title"], &changed["metadata"]), (StatusCode::OK, &Value::Null, &json!({"b": 2})));
    let (status, note) = client.post(&format!("{path}/notes"), &json!({"text": "another"})).await;
    assert_eq!((status, &note["text"]), (StatusCode::CREATED, &json!("another")));
    let (_, notes) = client.get(&format!("{path}/notes?limit=5")).await;
    assert_eq!((notes["items"].as_array().map(Vec::len), &notes["nextCursor"]), (Some(2), &Value::Null));

    let (status, over) = client.send("POST", &format!("{path}/end"), &[("authorization", "Bearer 1")], Body::empty()).await;
    assert_eq!((status, &over["status"], &over["endedAt"]), (StatusCode::OK, &json!("ended"), &json!("2026-11-21T19:00:00.000Z")));
    let (status, refusal) = client.post(&format!("{path}/end"), &json!({})).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::CONFLICT, &json!("session_ended")));
    let (_, listed) = client.get("/api/sessions?status=ended&platform=kick&from=2026-11-21T00:00:00Z&limit=1").await;
    assert_eq!(listed["items"], json!([over]));
    for bad in ["status=over", "platform=radio", "from=yesterday", "limit=0", "cursor=x"] {
        assert_eq!(client.get(&format!("/api/sessions?{bad}")).await.0, StatusCode::BAD_REQUEST, "{bad}");
    }
}

async fn tips_by_rest(stage: Stage) {
    let client = Client::new(&stage);
    let tip = json!({"amountCents": 250, "tipperName": "Zoë", "message": "hi"});
    let (status, refusal) = client.post("/api/tips", &tip).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::CONFLICT, &json!("no_active_session")));
    let (_, session) = client.post("/api/sessions", &json!({"platform": "other"})).await;
    let key = [("idempotency-key", "\"k-1\"")];
    let (status, first) = client.write("POST", "/api/tips", &tip, &key).await;
    assert_eq!(status, StatusCode::CREATED);
    let names: Vec<_> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = "amountCents amountTokens anonymous createdAt currency externalId held id menuItemId menuItemName message refundedCents sessionId source tipperName";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    assert_eq!(client.write("POST", "/api/tips", &tip, &key).await, (StatusCode::CREATED, first.clone()));
    let (status, refusal) = client.write("POST", "/api/tips", &json!({"amountCents": 251}), &key).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("idempotency_key_reused")));
    let path = format!("/api/tips?sessionId={}&q=ZO%C3%8B", session["id"].as_str().expect("an id"));
    assert_eq!(client.get(&path).await.1["items"], json!([first]));
    let (_, now) = client.get("/api/sessions/active").await;
    assert_eq!((&now["tipCount"], &now["totalTipsCents"]), (&json!(1), &json!(250)));
}

async fn input_is_read_strictly(stage: Stage) {
    let client = Client::new(&stage);
    client.post("/api/sessions", &json!({"platform": "other"})).await;
    let cases = [
        ("/api/tips", json!({"amountCents": 100, "amuont": 1}), "/amuont"),
        ("/api/tips", json!({"amountCents": 1.5}), "/amountCents"),
        ("/api/tips", json!({"amountCents": "100"}), "/amountCents"),
        ("/api/tips", json!({"amountCents": 100, "message": "a\u{0}b"}), "/message"),
        ("/api/tips", json!({"amountCents": 100, "tipperName": "a\u{1b}b"}), "/tipperName"),
        ("/api/tips", json!({"amountCents": 100, "sessionId": "x"}), "/sessionId"),
        ("/api/sessions", json!({"platform": "other", "titel": "x"}), "/titel"),
        ("/api/sessions", json!({"title": "x"}), "/platform"),
        ("/api/sessions", json!({"platform": "other", "metadata": {"a": "x".repeat(17_000)}}), "/metadata"),
    ];
    for (path, body, field) in cases {
        let (status, refusal) = client.post(path, &body).await;
        assert_eq!(
            (status, &refusal["code"], wrong(&refusal)),
            (StatusCode::BAD_REQUEST, &json!("invalid_fields"), vec![field]),
            "{refusal}"
        );
    }
    let (_, refusal) = client.post("/api/tips", &json!({"amountCents": 0, "tipperName": "n".repeat(26), "currency": "usd"})).await;
    assert_eq!(wrong(&refusal), ["/amountCents", "/currency", "/tipperName"]);
    let (_, now) = client.get("/api/sessions/active").await;
    assert_eq!(now["tipCount"], 0);
}

async fn strangers_stay_outside(stage: Stage) {
    let client = Client::new(&stage);
    let (_, session) = client.post("/api/sessions", &json!({"platform": "other"})).await;
    let id = session["id"].as_str().expect("an id");
    for (bearer, status) in [("Bearer 2", StatusCode::NOT_FOUND), ("Bearer forged", StatusCode::UNAUTHORIZED)] {
        let headers = [("authorization", bearer), ("content-type", "application/json")];
        let tip = json!({"sessionId": id, "amountCents": 1}).to_string();
        for (method, path, body) in [
            ("GET", format!("/api/sessions/{id}"), String::new()),
            ("PATCH", format!("/api/sessions/{id}"), "{}".into()),
            ("POST", format!("/api/sessions/{id}/end"), String::new()),
            ("GET", format!("/api/sessions/{id}/notes"), String::new()),
            ("POST", format!("/api/sessions/{id}/notes"), r#"{"text":"x"}"#.into()),
            ("GET", format!("/api/tips?sessionId={id}"), String::new()),
            ("POST", "/api/tips".into(), tip),
        ] {
            assert_eq!(client.send(method, &path, &headers, body).await.0, status, "{bearer} {method} {path}");
        }
    }
    let reader = [("authorization", "Bearer reader"), ("content-type", "application/json")];
    assert_eq!(client.send("GET", "/api/tips", &reader, Body::empty()).await.0, StatusCode::OK);
    let (status, refusal) = client.send("POST", "/api/tips", &reader, r#"{"amountCents":1}"#).await;
    assert_eq!((status, &refusal["code"]), (StatusCode::FORBIDDEN, &json!("scope_required")));
    assert_eq!(client.get("/api/sessions/not-an-id").await.0, StatusCode::NOT_FOUND);
}

async fn goals_and_menu_by_rest(stage: Stage) {
    let client = Client::new(&stage);
    let (status, goal) = client.post("/api/goals", &json!({"title": "Hat", "unit": "money", "targetCents": 1_000})).await;
    assert_eq!(status, StatusCode::CREATED);
    let names: Vec<_> = goal.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = "completedAt completions createdAt currency currentCents currentTokens id percentage position repeating revision sessionId status targetCents targetTokens title unit";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    let path = format!("/api/goals/{}", goal["id"].as_str().expect("an id"));
    let (status, paused) = client.write("PATCH", &path, &json!({"status": "paused", "targetCents": 500}), &[]).await;
    assert_eq!((status, &paused["status"], &paused["targetCents"]), (StatusCode::OK, &json!("paused"), &json!(500)));
    assert_eq!(client.get("/api/goals").await.1, json!({"items": [paused], "nextCursor": null}));
    let (status, ordered) = client.post("/api/goals/order", &json!({"ids": [goal["id"]]})).await;
    assert_eq!((status, &ordered["items"][0]["id"]), (StatusCode::OK, &goal["id"]));
    assert_eq!(client.write("DELETE", &path, &Value::Null, &[]).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.write("DELETE", &path, &Value::Null, &[]).await.0, StatusCode::NOT_FOUND);

    let (status, item) = client.post("/api/menu", &json!({"name": "Song", "category": "request", "priceCents": 500, "stock": 2})).await;
    assert_eq!(status, StatusCode::CREATED);
    let names: Vec<_> = item.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = "active category cooldownSeconds description id name position priceCents priceTokens remaining stock";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    let path = format!("/api/menu/{}", item["id"].as_str().expect("an id"));
    let (_, endless) = client.write("PATCH", &path, &json!({"stock": null, "priceTokens": 5}), &[]).await;
    assert_eq!((&endless["stock"], &endless["priceCents"], &endless["priceTokens"]), (&Value::Null, &json!(500), &json!(5)));
    assert_eq!(client.post(&format!("{path}/toggle"), &json!({})).await.1["active"], false);
    assert_eq!(client.get("/api/menu").await.1["items"].as_array().map(Vec::len), Some(1));
    let public = format!("/api/menu/public/{}", creator(1).account);
    assert_eq!(client.send("GET", &public, &[], Body::empty()).await, (StatusCode::OK, json!({"items": [], "currency": "USD"})));
    for (path, body, field) in [
        ("/api/goals", json!({"title": "x", "unit": "money", "targetCents": 1, "traget": 2}), "/traget"),
        ("/api/goals", json!({"title": "x", "unit": "money", "targetCents": "1"}), "/targetCents"),
        ("/api/menu", json!({"name": "x", "category": "request", "priceCents": 1, "stok": 2}), "/stok"),
        ("/api/goals/order", json!({"ids": ["x"]}), "/ids/0"),
    ] {
        let (status, refusal) = client.post(path, &body).await;
        assert_eq!((status, wrong(&refusal)), (StatusCode::BAD_REQUEST, vec![field]), "{refusal}");
    }
}

async fn a_session_is_exported_whole(stage: Stage) {
    let client = Client::new(&stage);
    let (_, session) = client.post("/api/sessions", &json!({"platform": "other"})).await;
    let path = format!("/api/sessions/{}", session["id"].as_str().expect("an id"));
    assert_eq!(client.get(&format!("{path}/export")).await.1["tips"], json!([]));
    client.post(&format!("{path}/notes"), &json!({"text": "a note"})).await;
    client.post("/api/goals", &json!({"title": "Hat", "unit": "money", "targetCents": 1})).await;
    // More than two pages of tips.
    let mut given = Vec::new();
    for number in 1..=2_100 {
        given.push(stage.tip(&creator(1), number).await.tip.id);
    }
    let (status, export) = client.get(&format!("{path}/export")).await;
    assert_eq!((status, &export["session"]["tipCount"], &export["notes"][0]["text"]), (StatusCode::OK, &json!(2_100), &json!("a note")));
    assert_eq!(export["goals"][0]["title"], "Hat");
    let mut told: Vec<_> = export["tips"].as_array().expect("a list").iter().map(|tip| tip["id"].clone()).collect();
    // The world's clock stands still, so that their order is that of their ids.
    given.sort_unstable();
    told.sort_by_key(ToString::to_string);
    assert_eq!(json!(told), json!(given));
    for bearer in ["Bearer 2", "Bearer forged"] {
        let (status, _) = client.send("GET", &format!("{path}/export"), &[("authorization", bearer)], Body::empty()).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED].contains(&status), "{bearer} got {status}");
    }
}
