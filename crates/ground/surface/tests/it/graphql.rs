//! GraphQL over HTTP: statuses, media types, refusals, limits. What the public audit asks for is asked for again on the real
//! binary in `tests/`; this is what it does not ask.

use std::time::Duration;

use footlights_surface::graphql::GraphQlSettings;
use footlights_surface::{EdgeSettings, Quota};
use http::StatusCode;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::parlour::Parlour;

const GRAPHQL: &str = "application/graphql-response+json";

pub(crate) async fn send(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    (status, response.json().await.unwrap_or(Value::Null))
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().build().expect("a client")
}

impl Parlour {
    fn post(&self, body: &Value) -> RequestBuilder {
        client().post(format!("http://{}/graphql", self.address)).json(body).header("accept", GRAPHQL)
    }

    fn get(&self, query: &[(&str, &str)]) -> RequestBuilder {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        client().get(format!("http://{}/graphql?{query}", self.address)).header("accept", GRAPHQL)
    }
}

fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or("")
}

#[tokio::test]
async fn a_caller_is_known_and_nobody_is_not() {
    let parlour = Parlour::new().await;
    let me = json!({"query": "{ me }"});
    let (status, body) = send(parlour.post(&me).bearer_auth("good")).await;
    assert_eq!((status, body["data"]["me"].as_str()), (StatusCode::OK, Some("02020202-0202-0202-0202-020202020202")));
    let (status, body) = send(parlour.post(&me)).await;
    assert_eq!((status, code(&body)), (StatusCode::OK, "unauthenticated"), "the field refuses, the request is fine");
    assert_eq!(body["errors"][0]["path"], json!(["me"]));
    let (status, body) = send(parlour.post(&me).bearer_auth("bad")).await;
    assert_eq!((status, code(&body)), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    assert!(body.get("data").is_none());
}

#[tokio::test]
async fn a_cookie_reads_by_get_and_writes_only_from_our_own_pages() {
    let parlour = Parlour::new().await;
    let cookie = |request: RequestBuilder| request.header("cookie", "footlights_session=good");
    let (_, body) = send(cookie(parlour.get(&[("query", "{ me }")]))).await;
    assert!(body["data"]["me"].is_string(), "{body}");
    let say = json!({"query": r#"mutation { say(text: "x") }"#});
    let (status, body) = send(cookie(parlour.post(&say))).await;
    assert_eq!((status, code(&body)), (StatusCode::FORBIDDEN, "cross_site"));
    let (status, body) = send(cookie(parlour.post(&say)).header("x-footlights-csrf", "1").header("origin", "https://evil.example")).await;
    assert_eq!((status, code(&body)), (StatusCode::FORBIDDEN, "cross_site"));
    let (_, body) = send(cookie(parlour.post(&say)).header("x-footlights-csrf", "1")).await;
    assert_eq!(body["data"]["say"], true);
}

#[tokio::test]
async fn mutations_count_as_writes_and_queries_do_not() {
    let parlour = Parlour::with(GraphQlSettings::default(), Some(Quota::per_minute(1))).await;
    for _ in 0..5 {
        let (_, body) = send(parlour.post(&json!({"query": "{ me }"})).bearer_auth("good")).await;
        assert!(body["data"]["me"].is_string(), "{body}");
    }
    let say = || parlour.post(&json!({"query": r#"mutation { say(text: "x") }"#})).bearer_auth("good");
    assert_eq!(send(say()).await.1["data"]["say"], true);
    let limited = say().send().await.expect("an answer");
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(limited.headers().contains_key("retry-after"));
    assert_eq!(code(&limited.json::<Value>().await.expect("JSON")), "rate_limited");
}

#[tokio::test]
async fn refusals_look_the_same_as_over_rest_and_nothing_of_the_inside_leaves() {
    let parlour = Parlour::new().await;
    let (status, body) = send(parlour.post(&json!({"query": "{ refuses }"}))).await;
    assert_eq!((status, code(&body)), (StatusCode::OK, "invalid_fields"));
    let field = &body["errors"][0]["extensions"]["errors"][0];
    assert_eq!(field, &json!({"field": "/name", "code": "too_long", "detail": "At most 5 characters."}));
    for broken in ["{ breaks }", "{ panics }"] {
        let response = parlour.post(&json!({"query": broken})).send().await.expect("an answer");
        let text = response.text().await.expect("text");
        assert!(text.contains("internal") && !text.contains("secret") && !text.contains("mistake"), "{text}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_told_in_the_shape_of_graphql() {
    let parlour = Parlour::new().await;
    let url = format!("http://{}/graphql", parlour.address);
    let (status, body) = send(client().delete(&url)).await;
    assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
    let (status, body) = send(client().post(&url).header("accept", "text/csv").json(&json!({"query": "{ greeting }"}))).await;
    assert_eq!((status, code(&body)), (StatusCode::NOT_ACCEPTABLE, "not_acceptable"));
    let (status, body) = send(client().post(&url).header("content-type", "text/plain").body(r#"{"query": "{ greeting }"}"#)).await;
    assert_eq!((status, code(&body)), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"));
    let (status, body) = send(client().post(&url).header("content-type", "application/json").body("{")).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "malformed_json"));
    let (status, body) = send(parlour.post(&json!([{"query": "{ greeting }"}]))).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "batching_unsupported"));
    let (status, body) = send(parlour.get(&[("query", r#"mutation { say(text: "x") }"#)]).bearer_auth("good")).await;
    assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
    let (status, body) = send(parlour.post(&json!({"query": "subscription { said { text } }"})).bearer_auth("good")).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "subscription_needs_socket"));
    let flood = json!({"query": " ".repeat(300_000)});
    assert_eq!(send(parlour.post(&flood)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let nul = json!({"query": "mutation($t: String!) { say(text: $t) }", "variables": {"t": "a\u{0}b"}});
    assert_eq!(send(parlour.post(&nul).bearer_auth("good")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_document_that_cannot_run_is_named_in_both_media_types() {
    let parlour = Parlour::new().await;
    for (query, expected) in [
        ("{", "graphql_invalid"),
        ("{ nothing }", "graphql_invalid"),
        ("query A { greeting } query B { greeting }", "unknown_operation"),
        ("query($id: Int!) { things(first: $id) { name } }", "graphql_invalid"),
    ] {
        let asked = json!({ "query": query });
        let (status, body) = send(parlour.post(&asked)).await;
        assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, expected), "{query}: {body}");
        assert!(body.get("data").is_none(), "{body}");
        let plain = client().post(format!("http://{}/graphql", parlour.address)).header("accept", "application/json").json(&asked);
        let (status, body) = send(plain).await;
        assert_eq!((status, code(&body)), (StatusCode::OK, expected), "{query}: {body}");
    }
}

#[tokio::test]
async fn a_browser_gets_the_page_and_a_query_in_the_address_an_answer() {
    let parlour = Parlour::new().await;
    let url = format!("http://{}/graphql", parlour.address);
    let page = client().get(&url).header("accept", "text/html,*/*;q=0.8").send().await.expect("an answer");
    assert_eq!(page.text().await.expect("text"), "the page");
    let (status, body) = send(client().get(format!("{url}?query=%7Bgreeting%7D")).header("accept", "text/html,*/*;q=0.8")).await;
    assert_eq!((status, &body), (StatusCode::OK, &json!({"data": {"greeting": "hello"}})));
}

#[tokio::test]
async fn a_persisted_query_is_asked_for_once() {
    let parlour = Parlour::new().await;
    let query = "{ greeting }";
    let hash: String = Sha256::digest(query).iter().map(|byte| format!("{byte:02x}")).collect();
    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let (status, body) = send(parlour.post(&json!({"extensions": extensions}))).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "persisted_query_not_found"));
    assert_eq!(body["errors"][0]["message"], "PersistedQueryNotFound");
    let (_, body) = send(parlour.post(&json!({"query": "{ me }", "extensions": extensions}))).await;
    assert_eq!(code(&body), "persisted_query_mismatch");
    let (_, body) = send(parlour.post(&json!({"query": query, "extensions": extensions}))).await;
    assert_eq!(body["data"]["greeting"], "hello");
    let (_, body) = send(parlour.get(&[("extensions", &extensions.to_string())])).await;
    assert_eq!(body["data"]["greeting"], "hello");
}

#[tokio::test]
async fn each_field_of_a_mutation_is_a_write() {
    let parlour = Parlour::with(GraphQlSettings::default(), Some(Quota::per_minute(2))).await;
    let three = json!({"query": r#"mutation { a: say(text: "x") b: say(text: "x") c: say(text: "x") }"#});
    let (status, body) = send(parlour.post(&three).bearer_auth("good")).await;
    assert_eq!((status, code(&body)), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let hasty = EdgeSettings { time_out: Duration::from_millis(50), ..EdgeSettings::default() };
    let parlour = Parlour::open(GraphQlSettings::default(), hasty).await;
    let (status, body) = send(parlour.post(&json!({"query": "{ never }"}))).await;
    assert_eq!((status, code(&body)), (StatusCode::SERVICE_UNAVAILABLE, "timed_out"));
}
