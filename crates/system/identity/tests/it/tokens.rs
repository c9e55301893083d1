//! Personal access tokens, and a developer's tokens for the users of their app.

use std::time::Duration;

use footlights_identity::Revoked;
use footlights_surface::{Authenticator as _, Credential, Role};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, on_both};

async fn make(stage: &Stage, token: &str, body: Value) -> Answer {
    stage.call("POST", "/api/tokens", Some(token), Some(body)).await
}

fn secret(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body["token"].as_str().expect("the secret").to_owned()
}

#[tokio::test]
async fn a_token_is_shown_once_and_does_what_its_scopes_say() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let made = make(&stage, &admin, json!({"name": "script", "scopes": ["accounts:read", "tokens:*"]})).await;
        assert_eq!(made.headers["cache-control"], "no-store");
        assert_eq!((&made.body["name"], &made.body["expiresAt"]), (&json!("script"), &Value::Null));
        let token = secret(&made);
        assert!(token.starts_with("flp_"));
        assert_eq!(stage.call("GET", "/api/accounts", Some(&token), None).await.status, StatusCode::OK);
        for (method, path, body) in [
            ("POST", "/api/accounts", Some(json!({"username": "x", "password": "12345678"}))),
            ("GET", "/api/audit", None),
            ("POST", "/api/auth/password", Some(json!({"currentPassword": "a", "newPassword": "12345678"}))),
        ] {
            let refused = stage.call(method, path, Some(&token), body).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "scope_required"), "{method} {path}");
        }
        let broader = make(&stage, &token, json!({"name": "more", "scopes": ["accounts:write"]})).await;
        assert_eq!((broader.status, broader.code()), (StatusCode::FORBIDDEN, "scope_required"));
        secret(&make(&stage, &token, json!({"name": "less", "scopes": ["tokens:read"]})).await);
        let listed = stage.call("GET", "/api/tokens", Some(&token), None).await;
        assert_eq!(listed.body["items"].as_array().expect("a list").len(), 2);
        assert!(!listed.body.to_string().contains("flp_"), "secrets are not listed");
        let out = stage.call("POST", "/api/auth/logout", Some(&token), None).await;
        assert_eq!((out.status, out.code()), (StatusCode::CONFLICT, "not_a_sign_in"));
        let me = stage.call("GET", "/api/auth/me?socket=true", Some(&token), None).await;
        assert_eq!((me.status, me.body.get("socketToken")), (StatusCode::OK, None));
    })
    .await;
}

#[tokio::test]
async fn a_token_lives_no_longer_than_the_one_it_was_made_by() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let short = make(&stage, &admin, json!({"name": "short", "scopes": ["tokens:write"], "expiresIn": 3_600})).await;
        let token = secret(&short);
        for life in [Value::Null, json!(7_200)] {
            let longer = make(&stage, &token, json!({"name": "longer", "scopes": ["tokens:write"], "expiresIn": life})).await;
            secret(&longer);
            assert_eq!(longer.body["expiresAt"], short.body["expiresAt"], "asked for {life}");
        }
        let shorter = make(&stage, &token, json!({"name": "shorter", "scopes": ["tokens:write"], "expiresIn": 60})).await;
        assert!(shorter.body["expiresAt"].as_str() < short.body["expiresAt"].as_str(), "{}", shorter.body);
    })
    .await;
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once_and_its_sockets_are_cut() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let made = make(&stage, &admin, json!({"name": "script", "scopes": ["*"]})).await;
        let token = secret(&made);
        let caller = stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts");
        let path = format!("/api/tokens/{}", made.body["id"].as_str().expect("an id"));
        stage.account("eve", &[Role::Creator]).await;
        let eve = stage.sign_in("eve").await.access_token;
        assert_eq!(stage.call("DELETE", &path, Some(&eve), None).await.status, StatusCode::NOT_FOUND);
        assert!(stage.identity.authenticate(Credential::Bearer(&token)).await.is_ok());
        assert_eq!(stage.call("DELETE", &path, Some(&admin), None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(stage.cuts.take(), [Revoked::Credential(caller.credential)]);
        let refused = stage.identity.authenticate(Credential::Bearer(&token)).await.expect_err("revoked");
        assert_eq!(refused.rejection().expect("no").code, "unauthenticated");
        assert_eq!(stage.call("DELETE", &path, Some(&admin), None).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_revoked_token_takes_along_what_was_made_with_it() {
    on_both(|stage| async move {
        stage.account("dev", &[Role::Developer]).await;
        let dev = stage.sign_in("dev").await.access_token;
        let server = make(&stage, &dev, json!({"name": "server", "scopes": ["*"]})).await;
        let beside = secret(&make(&stage, &dev, json!({"name": "beside", "scopes": ["*"]})).await);
        let user = json!({"externalId": "user-7", "displayName": "Seven", "scopes": ["tokens:*"]});
        let user = make(&stage, &secret(&server), user).await;
        let own = make(&stage, &secret(&user), json!({"name": "of the user's own", "scopes": ["tokens:read"]})).await;
        let counts = async |token: &str| stage.identity.authenticate(Credential::Bearer(token)).await.is_ok();
        for token in [&secret(&server), &secret(&user), &secret(&own), &beside] {
            assert!(counts(token).await);
        }
        let id = |answer: &Answer| answer.body["id"].as_str().expect("an id").to_owned();
        let gone = stage.call("DELETE", &format!("/api/tokens/{}", id(&server)), Some(&dev), None).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        for token in [&secret(&server), &secret(&user), &secret(&own)] {
            assert!(!counts(token).await, "at once, also where it was believed a moment ago");
        }
        let mut cut: Vec<String> = stage.cuts.take().iter().map(|cut| format!("{cut:?}")).collect();
        let mut ended = [&server, &user, &own].map(|answer| format!("{:?}", Revoked::Credential(id(answer).parse().expect("an id"))));
        cut.sort();
        ended.sort();
        assert_eq!(cut, ended, "sockets are cut, too");
        assert!(counts(&beside).await && counts(&dev).await, "what was not made with it stays");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_made_with_a_token_while_it_is_revoked() {
    on_both(|stage| async move {
        let dev = stage.account("dev", &[Role::Developer]).await;
        let signed_in = stage.sign_in("dev").await.access_token;
        for round in 0..8 {
            let made = make(&stage, &signed_in, json!({"name": "server", "scopes": ["*"]})).await;
            let (server, path) = (secret(&made), format!("/api/tokens/{}", made.body["id"].as_str().expect("an id")));
            let user = json!({"externalId": format!("user-{round}"), "displayName": "U", "scopes": ["a:b"]});
            let (user, gone) = tokio::join!(make(&stage, &server, user), stage.call("DELETE", &path, Some(&signed_in), None));
            assert_eq!(gone.status, StatusCode::NO_CONTENT);
            match user.status {
                StatusCode::CREATED => {
                    let token = secret(&user);
                    assert!(stage.identity.authenticate(Credential::Bearer(&token)).await.is_err(), "it went with its maker");
                }
                refused => assert_eq!((refused, user.code()), (StatusCode::UNAUTHORIZED, "unauthenticated")),
            }
        }
        stage.identity.delete_account(&stage.operator(), dev.id).await.expect("deleted");
    })
    .await;
}

#[tokio::test]
async fn when_a_token_was_used_last_is_known_to_a_few_minutes() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let token = secret(&make(&stage, &admin, json!({"name": "script", "scopes": ["tokens:read"]})).await);
        let last_used = async || {
            let listed = stage.call("GET", "/api/tokens", Some(&stage.sign_in("admin").await.access_token), None).await;
            listed.body["items"][0]["lastUsedAt"].as_str().map(str::to_owned)
        };
        assert_eq!(last_used().await, None);
        let first = stage.world.now();
        let come = (0..16).map(|_| stage.identity.authenticate(Credential::Bearer(&token)));
        assert!(futures_util::future::join_all(come).await.iter().all(Result::is_ok));
        assert_eq!(last_used().await, Some(first.to_string()));
        stage.advance(Duration::from_secs(299));
        stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts");
        assert_eq!(last_used().await, Some(first.to_string()), "not written each time");
        // What was checked a moment ago is believed for a while, so the next look is a while later.
        stage.advance(Duration::from_secs(60));
        stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts");
        assert_eq!(last_used().await, Some(stage.world.now().to_string()));
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_by_the_clock() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let token = secret(&make(&stage, &admin, json!({"name": "short", "scopes": ["*"], "expiresIn": 20})).await);
        let caller = stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts");
        assert_eq!(caller.expires_at, Some(stage.world.now().plus(Duration::from_secs(20))));
        let signed_in = stage.identity.authenticate(Credential::Bearer(&admin)).await.expect("counts");
        assert_eq!(signed_in.expires_at, None, "what a sign-in opened goes on with fresh access tokens");
        stage.advance(Duration::from_secs(20));
        let refused = stage.identity.authenticate(Credential::Bearer(&token)).await.expect_err("over");
        assert_eq!(refused.rejection().expect("no").code, "credentials_expired");
        stage.identity.tidy_up().await.expect("tidies");
        assert_eq!(stage.cuts.take(), [Revoked::Credential(caller.credential)], "its sockets end with it");
        let gone = stage.identity.authenticate(Credential::Bearer(&token)).await.expect_err("gone");
        assert_eq!(gone.rejection().expect("no").code, "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn a_repeated_key_does_not_show_the_secret_again() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let post = |name: &str| {
            let body = json!({"name": name, "scopes": ["tips:ingest"]}).to_string();
            let request = Request::post("/api/tokens").header("content-type", "application/json");
            let request = request.header("authorization", format!("Bearer {admin}")).header("idempotency-key", "k");
            stage.send(request.body(axum::body::Body::from(body)).expect("a request"))
        };
        secret(&post("script").await);
        let again = post("script").await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "already_issued"));
        let other = post("other").await;
        assert_eq!((other.status, other.code()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"));
        let listed = stage.call("GET", "/api/tokens", Some(&admin), None).await;
        assert_eq!(listed.body["items"].as_array().expect("a list").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_developer_lets_in_users_of_their_own_app() {
    on_both(|stage| async move {
        stage.account("dev", &[Role::Developer]).await;
        stage.account("rival", &[Role::Developer]).await;
        stage.account("ana", &[Role::Creator]).await;
        let (dev, rival, ana) =
            (stage.sign_in("dev").await.access_token, stage.sign_in("rival").await.access_token, stage.sign_in("ana").await.access_token);
        let body = json!({"externalId": "user-7", "displayName": "Seven", "scopes": ["rooms:*"], "expiresIn": 3600});
        let refused = make(&stage, &ana, body.clone()).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "role_required"));
        let (first, again, elsewhere) =
            (make(&stage, &dev, body.clone()).await, make(&stage, &dev, body.clone()).await, make(&stage, &rival, body).await);
        let account = |answer: &Answer| answer.body["accountId"].as_str().expect("an id").to_owned();
        assert_eq!((account(&first), &first.body["account"]["displayName"]), (account(&again), &json!("Seven")));
        assert_ne!(account(&first), account(&elsewhere), "two apps never share a user");
        let token = secret(&first);
        let caller = stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts");
        assert_eq!(
            (caller.account.to_string(), caller.scopes.covers("rooms:join"), caller.scopes.covers("tips:ingest")),
            (account(&first), true, false)
        );
        assert!(!caller.roles.includes(Role::Creator) && !caller.roles.includes(Role::Developer));
        // The developer can take it back; the user of another app's developer cannot.
        let path = format!("/api/tokens/{}", first.body["id"].as_str().expect("an id"));
        assert_eq!(stage.call("DELETE", &path, Some(&rival), None).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.call("DELETE", &path, Some(&dev), None).await.status, StatusCode::NO_CONTENT);
        assert!(stage.identity.authenticate(Credential::Bearer(&token)).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn sixteen_racers_make_one_account_of_one_user() {
    on_both(|stage| async move {
        stage.account("dev", &[Role::Developer]).await;
        let dev = stage.sign_in("dev").await.access_token;
        let body = json!({"externalId": "user-7", "displayName": "Seven", "scopes": ["rooms:*"], "expiresIn": 60});
        let raced = futures_util::future::join_all((0..16).map(|_| make(&stage, &dev, body.clone()))).await;
        let mut accounts: Vec<_> = raced.iter().map(|answer| answer.body["accountId"].clone()).collect();
        accounts.dedup();
        assert_eq!(accounts.len(), 1, "{accounts:?}");
    })
    .await;
}

#[tokio::test]
async fn wrong_fields_are_named() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        for (body, field) in [
            (json!({"scopes": ["a:b"]}), "/name"),
            (json!({"name": "x"}), "/scopes"),
            (json!({"name": "x", "scopes": []}), "/scopes"),
            (json!({"name": "x", "scopes": ["a:b", "A B"]}), "/scopes/1"),
            (json!({"name": "x", "scopes": ["a:b"], "expiresIn": 0}), "/expiresIn"),
            (json!({"name": "x", "scopes": ["a:b"], "expiresIn": u64::MAX}), "/expiresIn"),
            (json!({"name": "x", "scopes": ["a:b"], "expiresIn": -1}), "/expiresIn"),
            (json!({"name": "x".repeat(65), "scopes": ["a:b"]}), "/name"),
            (json!({"externalId": "u", "scopes": ["a:b"]}), "/displayName"),
            (json!({"displayName": "u", "name": "x", "scopes": ["a:b"]}), "/externalId"),
            (json!({"externalId": "u", "displayName": "", "scopes": ["a:b"]}), "/displayName"),
        ] {
            let refused = make(&stage, &admin, body.clone()).await;
            assert_eq!(
                (refused.status, &refused.body["errors"][0]["field"]),
                (StatusCode::BAD_REQUEST, &json!(field)),
                "{body}: {}",
                refused.body
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_has_so_many_tokens_and_no_more() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        for n in 0..100 {
            secret(&make(&stage, &admin, json!({"name": format!("t{n}"), "scopes": ["a:b"]})).await);
        }
        let refused = make(&stage, &admin, json!({"name": "one more", "scopes": ["a:b"]})).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "too_many"));
    })
    .await;
}
