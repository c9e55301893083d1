//! Sign-in by an issuer, and everything somebody may try to get in with what the issuer did not mean for us.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::Timestamp;
use footlights_identity::{ChangeAccount, IdentitySettings, OidcSettings};
use footlights_surface::{Authenticator as _, Credential, EdgeSettings, Role, Roles};
use http::{Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::issuer::{CLIENT, Key, SECRET, StandIn, ec, other_rsa, rsa};
use crate::stage::{Answer, PASSWORD, Stage, on_both_with, settings};

fn trusting(issuer: &str, role_map: &[(&str, Role)]) -> IdentitySettings {
    let oidc = OidcSettings {
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: Some(SECRET.into()),
        role_claim: "groups".into(),
        role_map: role_map.iter().map(|(group, role)| ((*group).to_owned(), *role)).collect(),
    };
    IdentitySettings { oidc: Some(oidc), ..settings() }
}

/// A browser that was sent to the issuer.
struct Away {
    state: String,
    nonce: String,
    challenge: String,
    cookie: String,
}

async fn begin(stage: &Stage) -> Away {
    let answer = stage.call("GET", "/api/auth/oidc/start?returnTo=/studio", None, None).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let location = answer.headers["location"].to_str().expect("text").to_owned();
    let query: HashMap<String, String> =
        form_urlencoded::parse(location.split_once('?').expect("a query").1.as_bytes()).into_owned().collect();
    assert_eq!(
        (query["response_type"].as_str(), query["client_id"].as_str(), query["code_challenge_method"].as_str()),
        ("code", CLIENT, "S256")
    );
    assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
    let set = answer.headers["set-cookie"].to_str().expect("text");
    assert!(set.contains("HttpOnly") && set.contains("Path=/api/auth/oidc;"), "{set}");
    Away {
        state: query["state"].clone(),
        nonce: query["nonce"].clone(),
        challenge: query["code_challenge"].clone(),
        cookie: answer.cookie("footlights_oidc").expect("set"),
    }
}

async fn come_back(stage: &Stage, state: &str, cookie: Option<&str>) -> Answer {
    let mut request = Request::get(format!("/api/auth/oidc/callback?code=the-code&state={state}"));
    if let Some(cookie) = cookie {
        request = request.header("cookie", format!("footlights_oidc={cookie}"));
    }
    stage.send(request.body(Body::empty()).expect("a request")).await
}

/// The whole way with an ID token of the test's making.
async fn sign_in_with(stage: &Stage, issuer: &StandIn, token: impl FnOnce(Value) -> String) -> Answer {
    let away = begin(stage).await;
    issuer.vouch(&away.challenge, token(issuer.claims(&away.nonce, stage.world.now())));
    come_back(stage, &away.state, Some(&away.cookie)).await
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

/// A token of a made-up header, with a signature nobody made.
fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(header), part(claims))
}

fn by_secret(secret: &[u8], kid: &str, claims: &Value) -> String {
    let header = Header { kid: Some(kid.into()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, &EncodingKey::from_secret(secret)).expect("signs")
}

#[tokio::test]
async fn a_person_signs_in_and_comes_back_as_the_same_account() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            assert_eq!(stage.call("GET", "/api/auth/methods", None, None).await.body, json!({"password": true, "oidc": true}));
            let mut accounts = Vec::new();
            for key in [rsa(), ec()] {
                let back = sign_in_with(&stage, issuer, |claims| key.sign(&claims)).await;
                assert_eq!(
                    (back.status, &back.headers["location"]),
                    (StatusCode::SEE_OTHER, &"/studio".parse::<http::HeaderValue>().expect("plain")),
                    "{}",
                    back.body
                );
                assert_eq!(back.cookie("footlights_oidc").as_deref(), Some(""));
                let cookie = back.cookie("footlights_session").expect("signed in");
                let caller = stage.identity.authenticate(Credential::Cookie(&cookie)).await.expect("counts");
                assert_eq!((caller.roles, caller.tenant), (Roles::VIEWER, stage.admin.tenant_id), "without a map a group gives nothing");
                accounts.push(stage.identity.me(&caller).await.expect("there"));
            }
            assert_eq!(accounts[0], accounts[1]);
            assert_eq!((accounts[0].username.as_str(), accounts[0].display_name.as_str()), ("ana", "Ana B"));
            let by_password = stage.call("POST", "/api/auth/login", None, Some(json!({"username": "ana", "password": PASSWORD}))).await;
            assert_eq!(by_password.status, StatusCode::UNAUTHORIZED, "an account of the issuer has no password");
        }
    })
    .await;
}

#[tokio::test]
async fn a_taken_name_gets_a_neighbour_and_never_the_account() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            let local = stage.account("ana", &[Role::Creator]).await;
            let back = sign_in_with(&stage, issuer, |claims| rsa().sign(&claims)).await;
            let cookie = back.cookie("footlights_session").expect("signed in");
            let caller = stage.identity.authenticate(Credential::Cookie(&cookie)).await.expect("counts");
            assert_ne!(caller.account, local.id);
            assert!(stage.identity.me(&caller).await.expect("there").username.starts_with("ana-"));
        }
    })
    .await;
}

#[tokio::test]
async fn groups_give_roles_at_each_sign_in() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[("crew", Role::Creator)]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            for (groups, roles) in [(json!(["crew"]), Roles::new([Role::Creator])), (json!(["guests"]), Roles::VIEWER)] {
                let back = sign_in_with(&stage, issuer, |claims| rsa().sign(&with(claims, "groups", groups))).await;
                let cookie = back.cookie("footlights_session").expect("signed in");
                assert_eq!(stage.identity.authenticate(Credential::Cookie(&cookie)).await.expect("counts").roles, roles);
            }
        }
    })
    .await;
}

/// Makes a token of claims.
type Forge = Box<dyn Fn(Value) -> String + Send + Sync>;

/// Tokens that must not let anybody in, made of right claims.
fn attacks(now_seconds: i64) -> Vec<(&'static str, Forge)> {
    let altered = |name: &'static str, value: Value| -> Forge { Box::new(move |claims| rsa().sign(&with(claims, name, value.clone()))) };
    vec![
        ("another audience", altered("aud", json!("somebody-else"))),
        ("an audience beside us", altered("aud", json!([CLIENT, "somebody-else"]))),
        ("another issuer", altered("iss", json!("https://issuer.example"))),
        ("no issuer", altered("iss", Value::Null)),
        ("expired", altered("exp", json!(now_seconds - 1))),
        ("no expiry", altered("exp", Value::Null)),
        ("no subject", altered("sub", Value::Null)),
        ("nobody's key", Box::new(|claims| other_rsa().sign(&claims))),
        ("a key under another's name", Box::new(|claims| Key { kid: "rsa-1", ..other_rsa() }.sign(&claims))),
        ("no signature", Box::new(|claims| unsigned(&json!({"alg": "none"}), &claims))),
        ("no signature under a key's name", Box::new(|claims| unsigned(&json!({"alg": "none", "kid": "rsa-1"}), &claims))),
        ("an empty signature", Box::new(|claims| unsigned(&json!({"alg": "RS256", "kid": "rsa-1"}), &claims))),
        ("the public key as a shared secret", Box::new(|claims| by_secret(include_bytes!("keys/rsa_public.pem"), "rsa-1", &claims))),
        ("our client secret as the key", Box::new(|claims| by_secret(SECRET.as_bytes(), "rsa-1", &claims))),
        ("another algorithm than the key's", Box::new(|claims| Key { kid: "ec-1", ..rsa() }.sign(&claims))),
        (
            "a critical extension",
            Box::new(|claims| {
                let good = rsa().sign(&claims);
                let header = URL_SAFE_NO_PAD.encode(json!({"alg": "RS256", "kid": "rsa-1", "crit": ["x"], "x": 1}).to_string());
                format!("{header}.{}", good.split_once('.').expect("three parts").1)
            }),
        ),
        (
            "a changed body",
            Box::new(|claims| {
                let good = rsa().sign(&claims);
                let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
                parts[1] = URL_SAFE_NO_PAD.encode(with(claims, "sub", json!("person-2")).to_string());
                parts.join(".")
            }),
        ),
        ("junk", Box::new(|_| "a.b.c".into())),
        ("nothing", Box::new(|_| String::new())),
    ]
}

#[tokio::test]
async fn no_forged_or_misdirected_token_signs_anybody_in() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            let mut tried = attacks(stage.world.now().as_millis() / 1_000);
            tried.push(("another nonce", Box::new(|claims| rsa().sign(&with(claims, "nonce", json!("another"))))));
            tried.push(("no nonce", Box::new(|claims| rsa().sign(&with(claims, "nonce", Value::Null)))));
            for (what, forge) in tried {
                let back = sign_in_with(&stage, issuer, forge).await;
                assert_eq!((back.status, back.code()), (StatusCode::UNAUTHORIZED, "oidc_failed"), "{what}: {}", back.body);
                assert!(back.cookie("footlights_session").is_none(), "{what}");
            }
            let listed = stage.identity.list_accounts(&stage.operator(), None, 200).await.expect("listed");
            assert_eq!(listed.items.len(), 1, "nobody got an account");
        }
    })
    .await;
}

#[tokio::test]
async fn no_forged_or_misdirected_token_is_a_bearer() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            let now = stage.world.now();
            for key in [rsa(), ec()] {
                let good = key.sign(&issuer.claims("", now));
                let caller = stage.identity.authenticate(Credential::Bearer(&good)).await.expect("counts");
                assert_eq!(caller.roles, Roles::VIEWER);
                let ends = Timestamp::from_millis(issuer.claims("", now)["exp"].as_i64().expect("seconds") * 1_000);
                assert_eq!(caller.expires_at, Some(ends), "what it opens ends with it");
            }
            for (what, forge) in attacks(now.as_millis() / 1_000) {
                // A token for us and somebody else is for us as well; only for signing in it is too little.
                if what != "an audience beside us" {
                    let token = forge(issuer.claims("", now));
                    let refused = stage.identity.authenticate(Credential::Bearer(&token)).await.expect_err(what);
                    assert_eq!(refused.kind(), footlights_base::ErrorKind::Unauthenticated, "{what}: {refused}");
                }
            }
            let early = rsa().sign(&with(issuer.claims("", now), "nbf", json!(now.as_millis() / 1_000 + 60)));
            assert!(stage.identity.authenticate(Credential::Bearer(&early)).await.is_err());
            let good = rsa().sign(&issuer.claims("", now));
            stage.advance(Duration::from_secs(300));
            let refused = stage.identity.authenticate(Credential::Bearer(&good)).await.expect_err("over");
            assert_eq!(refused.rejection().expect("no").code, "credentials_expired");
        }
    })
    .await;
}

#[tokio::test]
async fn a_callback_counts_only_in_the_browser_that_began_and_not_for_ever() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            let (mine, theirs) = (begin(&stage).await, begin(&stage).await);
            issuer.vouch(&theirs.challenge, rsa().sign(&issuer.claims(&theirs.nonce, stage.world.now())));
            for (state, cookie) in [
                (&theirs.state, Some(&mine.cookie)),
                (&theirs.state, None),
                (&mine.state, Some(&theirs.cookie)),
                (&String::new(), Some(&theirs.cookie)),
            ] {
                let refused = come_back(&stage, state, cookie.map(String::as_str)).await;
                assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "oidc_state"));
            }
            // The right browser, but the code was issued for another's challenge.
            let stolen = come_back(&stage, &mine.state, Some(&mine.cookie)).await;
            assert_eq!((stolen.status, stolen.code()), (StatusCode::UNAUTHORIZED, "oidc_failed"));
            assert_eq!(come_back(&stage, &theirs.state, Some(&theirs.cookie)).await.status, StatusCode::SEE_OTHER);
            stage.advance(Duration::from_secs(600));
            let late = come_back(&stage, &theirs.state, Some(&theirs.cookie)).await;
            assert_eq!(late.code(), "oidc_state");
            for query in ["error=access_denied&state=x", "code=x", "state=x", ""] {
                let refused = stage.call("GET", &format!("/api/auth/oidc/callback?{query}"), None, None).await;
                assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "oidc_failed"), "{query}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn new_keys_of_the_issuer_are_learnt_and_strangers_cannot_make_us_ask() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            issuer.show_keys(&[rsa()]);
            let now = stage.world.now();
            let bearer = |key: Key| key.sign(&issuer.claims("", now));
            assert!(stage.identity.authenticate(Credential::Bearer(&bearer(rsa()))).await.is_ok());
            let asked = issuer.keys_asked();
            for n in 0..20 {
                let stranger = Key { kid: "made-up", ..other_rsa() }.sign(&with(issuer.claims("", now), "jti", json!(n)));
                assert!(stage.identity.authenticate(Credential::Bearer(&stranger)).await.is_err());
            }
            assert_eq!(issuer.keys_asked(), asked, "asked only just now");
            issuer.show_keys(&[other_rsa()]);
            stage.advance(Duration::from_secs(10));
            let back = sign_in_with(&stage, issuer, |claims| other_rsa().sign(&claims)).await;
            assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
            assert_eq!(issuer.keys_asked(), asked + 1);
            // A key that was taken back does not count any more.
            stage.advance(Duration::from_secs(30));
            assert!(stage.identity.authenticate(Credential::Bearer(&bearer(rsa()))).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn a_suspended_person_stays_out() {
    let issuer = StandIn::open().await;
    on_both_with(trusting(&issuer.url, &[]), EdgeSettings::default(), |stage| {
        let issuer = &issuer;
        async move {
            let bearer = rsa().sign(&issuer.claims("", stage.world.now()));
            let caller = stage.identity.authenticate(Credential::Bearer(&bearer)).await.expect("counts");
            let suspend = ChangeAccount { suspended: Some(true), ..ChangeAccount::default() };
            stage.identity.change_account(&stage.operator(), caller.account, suspend).await.expect("suspended");
            assert!(stage.identity.authenticate(Credential::Bearer(&bearer)).await.is_err());
            let back = sign_in_with(&stage, issuer, |claims| rsa().sign(&claims)).await;
            assert_eq!((back.status, back.code()), (StatusCode::FORBIDDEN, "account_suspended"));
        }
    })
    .await;
}

#[tokio::test]
async fn an_issuer_that_is_gone_is_said_to_be_gone() {
    // A port nobody listens on: bound once to have one, then let go.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    on_both_with(trusting(&url, &[]), EdgeSettings::default(), |stage| async move {
        let answer = stage.call("GET", "/api/auth/oidc/start", None, None).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "oidc_unavailable"));
        assert_eq!(answer.headers["retry-after"], "10");
        assert_eq!(stage.sign_in("admin").await.account, stage.admin, "passwords still count");
    })
    .await;
}
