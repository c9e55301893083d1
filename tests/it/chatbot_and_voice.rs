//! The chatbot and its voice through the unmodified clients: a line of the chat is answered on the studio and on the overlay, a
//! tip is heard on exactly one overlay, and nothing of what was written stays behind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use footlights_tests::clients::{Client, Library};
use footlights_tests::{Api, Database, Server, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::tip_reaches_overlay::key_of;

/// What somebody writes, as nobody else would.
const WORDS: &str = "honorificabilitudinitatibus";

struct Show {
    server: Server,
    api: Api,
    session: String,
    key: String,
}

impl Show {
    async fn on(database: Database) -> anyhow::Result<Self> {
        let server = Setup::on(database).start().await?;
        let api = server.admin().await?;
        let session = api.start_session().await?;
        let address = api.get("/api/overlay?reveal=true").await?;
        let key = key_of(address.body["url"].as_str().expect("revealed on request"));
        Ok(Self { server, api, session, key })
    }

    async fn studio(&self, library: Library) -> anyhow::Result<Client> {
        let auth = json!({"auth": {"token": self.api.token}});
        let mut studio = Client::connect(library, &self.server.url(), "/streaming", auth).await?;
        let joined = studio.ask("join_session", json!({"sessionId": self.session})).await?;
        anyhow::ensure!(joined["ok"] == true, "joining answered {joined}");
        Ok(studio)
    }

    async fn overlay(&self, library: Library, by: Value) -> anyhow::Result<Client> {
        let mut overlay = Client::connect(library, &self.server.url(), "/streaming/overlay", json!({})).await?;
        let joined = overlay.ask("join_overlay", by).await?;
        anyhow::ensure!(joined["ok"] == true, "joining answered {joined}");
        Ok(overlay)
    }

    async fn persona(&self, body: Value) -> anyhow::Result<Value> {
        let made = self.api.post("/api/personas", body).await?;
        anyhow::ensure!(made.status == StatusCode::CREATED, "{made:?}");
        Ok(made.body)
    }
}

async fn a_line_is_answered(database: Database, library: Library) -> anyhow::Result<()> {
    let show = Show::on(database).await?;
    let persona = json!({
        "name": "Doorman", "triggers": [{"type": "command", "value": "hi"}], "templates": [{"text": "Hello {sender}!", "weight": 1}],
        "cooldownSeconds": 0,
    });
    let persona = show.persona(persona).await?;
    let mut studio = show.studio(library).await?;
    let mut overlay = show.overlay(library, json!({"overlayKey": show.key})).await?;
    let mut anonymous = show.overlay(library, json!({"sessionId": show.session})).await?;

    let line = json!({"sessionId": show.session, "senderName": "marlow_", "message": format!("!hi {WORDS}")});
    let looked = studio.ask("chatbot_message", line).await?;
    assert_eq!(looked, json!({"ok": true, "answered": true}));
    for client in [&mut studio, &mut overlay] {
        let said = client.event("chatbot_response").await?;
        assert_eq!((&said["sessionId"], &said["personaId"]), (&json!(show.session), &persona["id"]));
        assert_eq!((&said["personaName"], &said["responseText"]), (&json!("Doorman"), &json!("Hello marlow_!")));
        assert_eq!((&said["inReplyTo"], &said["voice"]), (&json!({"senderName": "marlow_"}), &Value::Null));
        assert_eq!(said["trigger"], json!({"type": "command", "value": "!hi"}));
        assert!(said.get("sequence").is_none(), "it has no number, so nothing waits for it: {said}");
    }
    let silent = studio.ask("chatbot_message", json!({"sessionId": show.session, "senderName": "x", "message": "hi"})).await?;
    assert_eq!(silent, json!({"ok": true, "answered": false}));
    let refused = studio.ask("chatbot_message", json!({"sessionId": show.session, "senderName": "", "message": "hi"})).await?;
    assert_eq!((&refused["ok"], &refused["error"]["code"]), (&json!(false), &json!("invalid_fields")));

    // The anonymous overlay hears the tip and has heard of no answer before it.
    show.api.post("/api/tips", json!({"amountCents": 100})).await?;
    let next = anonymous.next_of(&["event"]).await?;
    assert_ne!(next["event"], "chatbot_response", "{next}");

    let tried = show.api.post("/api/personas/try", json!({"sender": "Zoë", "message": "!hi"})).await?;
    assert_eq!(tried.body["answers"][0]["responseText"], "Hello Zoë!", "{tried:?}");
    assert_eq!(tried.body["considered"][0]["outcome"], "answered");

    assert!(!show.server.log().contains(WORDS), "what was written stands in the log");
    for file in std::fs::read_dir(show.server.data_dir())? {
        let path = file?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path)?;
            assert!(!bytes.windows(WORDS.len()).any(|window| window == WORDS.as_bytes()), "what was written stands in {}", path.display());
        }
    }
    Ok(())
}

async fn a_tip_is_heard_once(database: Database, library: Library) -> anyhow::Result<()> {
    let show = Show::on(database).await?;
    let settings = show
        .api
        .send(
            show.api
                .request(Method::PATCH, "/api/settings")
                .json(&json!({"tts": {"enabled": true, "minCents": 500}, "alerts": {"volume": 50}})),
        )
        .await?;
    assert_eq!(settings.status, StatusCode::OK, "{settings:?}");
    let mut studio = show.studio(library).await?;
    let mut first = show.overlay(library, json!({"overlayKey": show.key})).await?;
    let mut second = show.overlay(library, json!({"overlayKey": show.key})).await?;
    let mut preview = show.overlay(library, json!({"overlayKey": show.key, "preview": true})).await?;
    // The alert shows that somebody conducts these overlays.
    show.api.post("/api/overlay/test", json!({})).await?;
    let alert = first.event("alert").await?;
    assert_eq!((&alert["sound"], &second.event("alert").await?["sound"]), (&json!(true), &json!(false)));

    let tip = show.api.post("/api/tips", json!({"amountCents": 500, "tipperName": "Ana", "message": "play the sad one, please"})).await?;
    let http = reqwest::Client::builder().build()?;
    let mut loud = Vec::new();
    for client in [&mut studio, &mut first, &mut second, &mut preview] {
        let heard = client.event("chat_participant_audio").await?;
        assert_eq!((&heard["sessionId"], &heard["tipId"]), (&json!(show.session), &tip.body["id"]), "{heard}");
        assert_eq!((&heard["text"], &heard["voice"], &heard["volume"]), (&json!("play the sad one, please"), &json!("en"), &json!(0.5)));
        let text = heard["audioBase64"].as_str().expect("it fits into the frame");
        assert!(text.len() <= 128 << 10);
        let inside = STANDARD.decode(text)?;
        let linked = http.get(format!("{}{}", show.server.url(), heard["audioUrl"].as_str().expect("an address"))).send().await?;
        assert_eq!(linked.headers()["x-content-type-options"], "nosniff");
        assert_eq!(linked.headers()["content-security-policy"], "sandbox; default-src 'none'");
        let (kind, begins) = match heard["format"].as_str() {
            Some("opus") => ("audio/ogg", &b"OggS"[..]),
            _ => ("audio/wav", &b"RIFF"[..]),
        };
        assert_eq!(linked.headers()["content-type"], kind);
        assert_eq!(linked.bytes().await?, inside);
        assert!(inside.starts_with(begins) && heard["durationMs"].as_u64().is_some_and(|ms| ms > 500), "{}", heard["durationMs"]);
        loud.push(heard["sound"] == true);
    }
    assert_eq!(loud, [false, true, false, false], "the overlay that sounds is that of the alerts, and no other");
    let gone = show.api.get("/media/speech/nothing-of-that-name").await?;
    assert_eq!((gone.status, gone.code()), (StatusCode::NOT_FOUND, "not_found"));
    Ok(())
}

#[tokio::test]
async fn a_line_is_answered_on_sqlite_with_the_javascript_client() -> anyhow::Result<()> {
    a_line_is_answered(Database::Sqlite, Library::JavaScript).await
}

#[tokio::test]
async fn a_line_is_answered_on_postgres_with_the_python_client() -> anyhow::Result<()> {
    a_line_is_answered(Database::Postgres, Library::Python).await
}

#[tokio::test]
async fn a_tip_is_heard_once_on_sqlite_with_the_javascript_client() -> anyhow::Result<()> {
    a_tip_is_heard_once(Database::Sqlite, Library::JavaScript).await
}

#[tokio::test]
async fn a_tip_is_heard_once_on_postgres_with_the_python_client() -> anyhow::Result<()> {
    a_tip_is_heard_once(Database::Postgres, Library::Python).await
}
