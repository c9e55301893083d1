//! Signing in, being somebody, signing out.

use footlights_base::ErrorKind;
use footlights_identity::{IdentitySettings, Revoked};
use footlights_surface::{Authenticator as _, Credential, EdgeSettings, Role, Scopes};
use http::{Request, StatusCode};
use serde_json::json;

use crate::stage::{PASSWORD, log_in, on_both, on_both_with, settings};

#[tokio::test]
async fn the_first_start_makes_an_admin_once() {
    on_both(|stage| async move {
        assert_eq!(stage.admin.username, "admin");
        assert!(stage.admin.roles.includes(Role::Admin) && stage.admin.roles.includes(Role::Creator));
        assert!(stage.identity.first_start(None).await.expect("starts").is_none());
        assert_eq!(stage.identity.tenant(None).await.expect("there").name, "default");
    })
    .await;
}

#[tokio::test]
async fn login_answers_as_the_contract_says() {
    on_both(|stage| async move {
        let answer = stage.call("POST", "/api/auth/login", None, Some(json!({"username": "Admin", "password": PASSWORD}))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!((&answer.body["tokenType"], &answer.body["expiresIn"]), (&json!("Bearer"), &json!(900)));
        let account = &answer.body["account"];
        assert_eq!((&account["username"], &account["roles"]), (&json!("admin"), &json!(["creator", "admin"])));
        assert_eq!(account["tenantId"], json!(stage.admin.tenant_id.to_string()));
        let set = answer.headers["set-cookie"].to_str().expect("text");
        assert!(
            set.starts_with("footlights_session=fls_")
                && set.contains("HttpOnly")
                && set.contains("SameSite=Lax")
                && !set.contains("Secure"),
            "{set}"
        );
        assert_eq!(answer.headers["cache-control"], "no-store");

        let token = answer.body["accessToken"].as_str().expect("text");
        let me = stage.call("GET", "/api/auth/me", Some(token), None).await;
        assert_eq!((me.status, &me.body["username"], &me.body["account"]["username"]), (StatusCode::OK, &json!("admin"), &json!("admin")));
        assert!(me.body.get("socketToken").is_none());
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_secure_where_people_come_by_https() {
    on_both_with(
        IdentitySettings { public_url: "https://stage.example".into(), ..settings() },
        EdgeSettings::default(),
        |stage| async move {
            let answer = stage.call("POST", "/api/auth/login", None, Some(json!({"username": "admin", "password": PASSWORD}))).await;
            assert!(answer.headers["set-cookie"].to_str().expect("text").ends_with("; Secure"));
        },
    )
    .await;
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_get_the_same_answer() {
    on_both(|stage| async move {
        let mut told = Vec::new();
        for (username, password) in
            [("admin", "wrong horse"), ("nobody", PASSWORD), ("no/name\u{7}", PASSWORD), ("", ""), ("admin", &"x".repeat(100_000))]
        {
            let answer = stage.call("POST", "/api/auth/login", None, Some(json!({"username": username, "password": password}))).await;
            assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "wrong_credentials"));
            assert!(answer.headers.get("set-cookie").is_none());
            let mut body = answer.body;
            body["instance"].take();
            told.push(body);
        }
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_good_for_reading_and_needs_the_header_for_writing() {
    on_both(|stage| async move {
        let answer = stage.call("POST", "/api/auth/login", None, Some(json!({"username": "admin", "password": PASSWORD}))).await;
        let cookie = format!("footlights_session={}", answer.cookie("footlights_session").expect("set"));
        let ask = |method: &str, path: &str, headers: &[(&str, &str)]| {
            let mut request = Request::builder().method(method).uri(path).header("cookie", &cookie).header("host", "127.0.0.1:7300");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.body(axum::body::Body::empty()).expect("a request")
        };
        let me = stage.send(ask("GET", "/api/auth/me?socket=true", &[])).await;
        assert_eq!(me.status, StatusCode::OK);
        let socket_token = me.body["socketToken"].as_str().expect("a token");
        let caller = stage.identity.authenticate(Credential::Bearer(socket_token)).await.expect("counts");
        assert_eq!((caller.account, caller.scopes), (stage.admin.id, Scopes::All));

        for foreign in
            [&[][..], &[("x-footlights-csrf", "1"), ("origin", "https://evil.example")], &[("x-footlights-csrf", "1"), ("origin", "null")]]
        {
            let refused = stage.send(ask("POST", "/api/auth/logout", foreign)).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "cross_site"), "{foreign:?}");
        }
        let out = stage.send(ask("POST", "/api/auth/logout", &[("x-footlights-csrf", "1"), ("origin", "http://127.0.0.1:7300")])).await;
        assert_eq!((out.status, out.cookie("footlights_session").as_deref()), (StatusCode::NO_CONTENT, Some("")));
        assert_eq!(stage.cuts.take(), [Revoked::Credential(caller.credential)]);
        let after = stage.send(ask("GET", "/api/auth/me", &[])).await;
        assert_eq!((after.status, after.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
        let by_token = stage.identity.authenticate(Credential::Bearer(socket_token)).await.expect_err("ended");
        assert_eq!(by_token.kind(), ErrorKind::Unauthenticated);
    })
    .await;
}

#[tokio::test]
async fn an_access_token_ends_and_a_forged_one_never_counts() {
    on_both(|stage| async move {
        let signed_in = stage.sign_in("admin").await;
        let counts = |token: String| async move {
            stage.identity.authenticate(Credential::Bearer(&token)).await.map_err(|failure| failure.rejection().expect("no").code)
        };
        let mut forged = signed_in.access_token.clone();
        let last = if forged.ends_with('A') { "B" } else { "A" };
        forged.replace_range(10..11, last);
        assert_eq!(counts(forged).await.map(|_| ()), Err("unauthenticated"));
    })
    .await;
}

#[tokio::test]
async fn an_access_token_expires_by_the_clock() {
    on_both(|stage| async move {
        let token = stage.sign_in("admin").await.access_token;
        assert!(stage.identity.authenticate(Credential::Bearer(&token)).await.is_ok());
        stage.advance(std::time::Duration::from_secs(900));
        let refused = stage.identity.authenticate(Credential::Bearer(&token)).await.expect_err("over");
        assert_eq!(refused.rejection().expect("no").code, "credentials_expired");
    })
    .await;
}

#[tokio::test]
async fn attempts_are_limited_per_address_and_the_limit_names_the_time() {
    on_both_with(IdentitySettings { sign_ins_per_minute: Some(5), ..settings() }, EdgeSettings::default(), |stage| async move {
        for _ in 0..5 {
            assert_eq!(
                stage.identity.log_in(log_in("admin", "wrong horse")).await.err().expect("wrong").kind(),
                ErrorKind::Unauthenticated
            );
        }
        let refused = stage.identity.log_in(log_in("admin", PASSWORD)).await.err().expect("limited");
        let refused = refused.rejection().expect("no").clone();
        assert_eq!((refused.kind, refused.retry_after), (ErrorKind::RateLimited, Some(std::time::Duration::from_secs(12))));
        stage.advance(std::time::Duration::from_secs(12));
        stage.identity.log_in(log_in("admin", PASSWORD)).await.expect("one came back");
    })
    .await;
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sign_ins() {
    on_both(|stage| async move {
        let (here, elsewhere) = (stage.sign_in("admin").await, stage.sign_in("admin").await);
        let change = |current: &str, new: &str| json!({"currentPassword": current, "newPassword": new});
        let wrong = stage.call("POST", "/api/auth/password", Some(&here.access_token), Some(change("wrong horse", "battery staple"))).await;
        assert_eq!((wrong.status, wrong.code()), (StatusCode::FORBIDDEN, "wrong_password"));
        let short = stage.call("POST", "/api/auth/password", Some(&here.access_token), Some(change(PASSWORD, "short"))).await;
        assert_eq!((short.status, &short.body["errors"][0]["field"]), (StatusCode::BAD_REQUEST, &json!("/newPassword")));
        let done = stage.call("POST", "/api/auth/password", Some(&here.access_token), Some(change(PASSWORD, "battery staple"))).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT);
        assert_eq!(stage.cuts.take(), [Revoked::Credential(elsewhere.credential)]);
        assert!(stage.identity.authenticate(Credential::Bearer(&here.access_token)).await.is_ok());
        assert!(stage.identity.authenticate(Credential::Bearer(&elsewhere.access_token)).await.is_err());
        assert!(stage.identity.log_in(log_in("admin", PASSWORD)).await.is_err());
        stage.identity.log_in(log_in("admin", "battery staple")).await.expect("the new one counts");
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_stays_signed_in_for_half_a_year_at_most() {
    on_both(|stage| async move {
        let cookie = stage.sign_in("admin").await.cookie.expect("a cookie");
        let days = |days: u64| std::time::Duration::from_secs(days * 24 * 3_600);
        let me = || {
            let request = Request::get("/api/auth/me").header("cookie", format!("footlights_session={cookie}"));
            stage.send(request.body(axum::body::Body::empty()).expect("a request"))
        };
        for _ in 0..6 {
            stage.advance(days(29));
            assert_eq!(me().await.status, StatusCode::OK);
        }
        stage.advance(days(6));
        assert_eq!((me().await.status, me().await.code()), (StatusCode::UNAUTHORIZED, "credentials_expired"));
    })
    .await;
}

#[tokio::test]
async fn the_document_names_every_operation_once() {
    on_both(|stage| async move {
        let paths = stage.document["paths"].as_object().expect("paths").clone();
        let mut names: Vec<_> = paths
            .values()
            .flat_map(|path| path.as_object().expect("methods").values())
            .map(|operation| operation["operationId"].clone())
            .collect();
        let all = names.len();
        names.sort_unstable_by_key(ToString::to_string);
        names.dedup();
        assert_eq!((all, names.len()), (18, 18), "{names:?}");
    })
    .await;
}
