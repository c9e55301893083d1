//! Bad input: a clear refusal with a stable code, nothing changed, the connection and the process alive.

use footlights_tests::{Api, Database, Server, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

struct Stage {
    server: Server,
    api: Api,
    session: String,
}

async fn stage() -> anyhow::Result<Stage> {
    let server = Setup::on(Database::Sqlite).start().await?;
    let api = server.admin().await?;
    let session = api.start_session().await?;
    Ok(Stage { server, api, session })
}

impl Stage {
    async fn nothing_changed(&self) -> anyhow::Result<()> {
        let session = self.api.get(&format!("/api/sessions/{}", self.session)).await?.body;
        assert_eq!((&session["tipCount"], &session["totalTipsCents"]), (&json!(0), &json!(0)));
        Ok(())
    }

    async fn raw_body(&self, content_type: &str, body: impl Into<reqwest::Body>) -> anyhow::Result<footlights_tests::api::Answer> {
        self.api.send(self.api.request(Method::POST, "/api/tips").header("content-type", content_type).body(body)).await
    }
}

#[tokio::test]
async fn fields_are_refused_by_name() -> anyhow::Result<()> {
    let stage = stage().await?;
    let long_name = "n".repeat(26);
    let long_message = "m".repeat(256);
    let cases: Vec<(Value, &str)> = vec![
        (json!({"amountCents": 100, "amuont": 1}), "/amuont"),
        (json!({"amountCents": 0}), "/amountCents"),
        (json!({"amountCents": -5}), "/amountCents"),
        (json!({"amountCents": 100_000_001}), "/amountCents"),
        (json!({"amountCents": 1.5}), "/amountCents"),
        (json!({"amountCents": "100"}), "/amountCents"),
        (json!({"amountCents": 100, "tipperName": long_name}), "/tipperName"),
        (json!({"amountCents": 100, "message": long_message}), "/message"),
        (json!({"amountCents": 100, "message": "a\u{0}b"}), "/message"),
        (json!({"amountCents": 100, "currency": "EURO"}), "/currency"),
    ];
    for (body, field) in cases {
        let answer = stage.api.post("/api/tips", body.clone()).await?;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {answer:?}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let fields: Vec<&str> =
            answer.body["errors"].as_array().map(|e| e.iter().filter_map(|e| e["field"].as_str()).collect()).unwrap_or_default();
        assert!(fields.contains(&field), "{body}: {answer:?}");
    }
    let wrong_currency = stage.api.post("/api/tips", json!({"amountCents": 100, "currency": "EUR"})).await?;
    assert_eq!(wrong_currency.code(), "currency_mismatch");
    stage.nothing_changed().await
}

#[tokio::test]
async fn bodies_that_are_none() -> anyhow::Result<()> {
    let stage = stage().await?;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let huge = format!("{{\"message\":\"{}\"}}", "x".repeat(300 * 1024));
    let cases: Vec<(&str, Vec<u8>, StatusCode)> = vec![
        ("application/json", b"{".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", b"".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", b"null".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", b"{\"amountCents\":100,\"message\":\"\\ud800\"}".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", b"{\"amountCents\":100,\"message\":\"\xff\xfe\"}".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", deep.into_bytes(), StatusCode::BAD_REQUEST),
        ("application/json", huge.into_bytes(), StatusCode::PAYLOAD_TOO_LARGE),
        ("text/plain", b"{\"amountCents\":100}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/x-www-form-urlencoded", b"amountCents=100".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ];
    for (content_type, body, status) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = stage.raw_body(content_type, body).await?;
        assert_eq!(answer.status, status, "{content_type} {shown}: {answer:?}");
        assert!(!answer.code().is_empty(), "{shown}: {answer:?}");
    }
    stage.nothing_changed().await
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() -> anyhow::Result<()> {
    let stage = stage().await?;
    let made = stage.api.post("/api/accounts", json!({"username": "eve", "password": "eve-password-1", "roles": ["creator"]})).await?;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let eve = Api::sign_in(&stage.server.url(), "eve", "eve-password-1").await?;
    let tip = json!({"sessionId": stage.session, "amountCents": 100});
    for answer in [
        eve.get(&format!("/api/sessions/{}", stage.session)).await?,
        eve.post("/api/tips", tip.clone()).await?,
        eve.post(&format!("/api/sessions/{}/end", stage.session), json!({})).await?,
        eve.get("/api/sessions/00000000-0000-4000-8000-000000000000").await?,
    ] {
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{answer:?}");
    }
    for token in ["", "forged", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."] {
        assert_eq!(stage.api.with_token(token).post("/api/tips", tip.clone()).await?.status, StatusCode::UNAUTHORIZED, "{token}");
    }
    stage.nothing_changed().await?;
    let ended = stage.api.post(&format!("/api/sessions/{}/end", stage.session), json!({})).await?;
    assert_eq!(ended.status, StatusCode::OK, "{ended:?}");
    let late = stage.api.post("/api/tips", tip).await?;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "session_ended"));
    assert_eq!(stage.api.get("/api/sessions/active").await?.code(), "no_active_session");
    stage.nothing_changed().await
}

#[tokio::test]
async fn garbage_on_the_wire_harms_nobody() -> anyhow::Result<()> {
    let stage = stage().await?;
    let many_headers = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-a: b\r\n".repeat(1_000_000));
    let long_header = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "y".repeat(1 << 20));
    let upgrade = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let mut unmasked = upgrade.as_bytes().to_vec();
    unmasked.extend(b"\x81\x05hello");
    let mut endless = upgrade.as_bytes().to_vec();
    endless.extend(b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0");
    let noise: Vec<u8> = (0..65_536_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut noisy_socket = upgrade.as_bytes().to_vec();
    noisy_socket.extend(&noise);
    let cases: Vec<Vec<u8>> = vec![
        many_headers.into_bytes(),
        long_header.into_bytes(),
        noise,
        unmasked,
        endless,
        noisy_socket,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage".to_vec(),
    ];
    for case in cases {
        let mut stream = tokio::net::TcpStream::connect(stage.server.address()).await?;
        // The server may hang up in the middle of it; that is an answer, too.
        let _hung_up = stream.write_all(&case).await;
        let mut answer = Vec::new();
        let _reset = tokio::time::timeout(std::time::Duration::from_secs(15), stream.read_to_end(&mut answer)).await?;
        assert_eq!(
            stage.api.get("/healthz").await?.status,
            StatusCode::OK,
            "after {}",
            String::from_utf8_lossy(&case[..case.len().min(40)])
        );
    }
    let tip = stage.api.post("/api/tips", json!({"sessionId": stage.session, "amountCents": 100})).await?;
    assert_eq!(tip.status, StatusCode::CREATED);
    Ok(())
}
