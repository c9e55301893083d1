//! A stand-in for an OpenID issuer on loopback: it signs whatever a test asks it to, checks PKCE, and changes its keys on demand.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::Timestamp;
use http::{HeaderMap, StatusCode};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinSet;

/// Our client id at the issuer.
pub(crate) const CLIENT: &str = "footlights-here";
/// Our client secret there.
pub(crate) const SECRET: &str = "a client secret of thirty-two bytes";

/// A private key and how it signs. Made for these tests and used nowhere else.
pub(crate) struct Key {
    pub(crate) kid: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) key: EncodingKey,
}

pub(crate) fn rsa() -> Key {
    let key = EncodingKey::from_rsa_pem(include_bytes!("keys/rsa.pem")).expect("a key");
    Key { kid: "rsa-1", algorithm: Algorithm::RS256, key }
}

pub(crate) fn other_rsa() -> Key {
    let key = EncodingKey::from_rsa_pem(include_bytes!("keys/rsa_other.pem")).expect("a key");
    Key { kid: "rsa-2", algorithm: Algorithm::RS256, key }
}

pub(crate) fn ec() -> Key {
    let key = EncodingKey::from_ec_pem(include_bytes!("keys/ec.pem")).expect("a key");
    Key { kid: "ec-1", algorithm: Algorithm::ES256, key }
}

impl Key {
    /// The public half as the issuer shows it.
    fn shown(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public half");
        let mut shown = serde_json::to_value(jwk).expect("plain");
        shown["kid"] = json!(self.kid);
        shown["use"] = json!("sig");
        shown
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.into()), ..Header::new(self.algorithm) };
        encode(&header, claims, &self.key).expect("signs")
    }
}

/// What the next exchange of a code is to find.
#[derive(Default)]
struct Script {
    keys: Vec<Value>,
    challenge: String,
    id_token: String,
    keys_asked: usize,
}

/// The issuer; ends with the test.
pub(crate) struct StandIn {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
    _served: JoinSet<()>,
}

#[derive(Clone)]
struct Desk {
    url: String,
    script: Arc<Mutex<Script>>,
}

#[derive(Deserialize)]
struct Exchange {
    grant_type: String,
    code: String,
    code_verifier: String,
    redirect_uri: String,
}

impl StandIn {
    pub(crate) async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let script = Arc::new(Mutex::new(Script { keys: vec![rsa().shown(), ec().shown()], ..Script::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Desk { url: url.clone(), script: script.clone() });
        let mut served = JoinSet::new();
        served.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { url, script, _served: served }
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("whole")
    }

    /// From now on only these keys are shown.
    pub(crate) fn show_keys(&self, keys: &[Key]) {
        self.script().keys = keys.iter().map(Key::shown).collect();
    }

    /// How often somebody asked for the keys.
    pub(crate) fn keys_asked(&self) -> usize {
        self.script().keys_asked
    }

    /// The next code is worth this ID token to whoever knows the secret behind the challenge.
    pub(crate) fn vouch(&self, challenge: &str, id_token: String) {
        let mut script = self.script();
        challenge.clone_into(&mut script.challenge);
        script.id_token = id_token;
    }

    /// Claims that are right in every way.
    pub(crate) fn claims(&self, nonce: &str, now: Timestamp) -> Value {
        let seconds = now.as_millis() / 1_000;
        json!({
            "iss": self.url, "aud": CLIENT, "sub": "person-1", "nonce": nonce, "iat": seconds, "exp": seconds + 300,
            "preferred_username": "ana", "name": "Ana B", "groups": ["crew"],
        })
    }
}

async fn discovery(State(desk): State<Desk>) -> Json<Value> {
    let url = desk.url;
    Json(json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    }))
}

async fn keys(State(desk): State<Desk>) -> Json<Value> {
    let mut script = desk.script.lock().expect("whole");
    script.keys_asked += 1;
    Json(json!({"keys": script.keys}))
}

async fn token(State(desk): State<Desk>, headers: HeaderMap, Form(asked): Form<Exchange>) -> (StatusCode, Json<Value>) {
    let script = desk.script.lock().expect("whole");
    let right_challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&asked.code_verifier)) == script.challenge;
    let basic = headers.get("authorization").and_then(|value| value.to_str().ok()).is_some_and(|value| value.starts_with("Basic "));
    let right_address = asked.redirect_uri == "http://127.0.0.1:7300/api/auth/oidc/callback";
    if asked.grant_type != "authorization_code" || asked.code != "the-code" || !right_challenge || !basic || !right_address {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    }
    (StatusCode::OK, Json(json!({"access_token": "opaque", "token_type": "Bearer", "id_token": script.id_token})))
}
