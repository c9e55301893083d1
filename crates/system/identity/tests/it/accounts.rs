//! Accounts: made, changed, deleted, never across tenants, never without an admin.

use footlights_base::{AccountId, Failure};
use footlights_identity::{Account, Actor, ChangeAccount, CreateAccount};
use footlights_surface::{Role, Roles};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::stage::{Answer, PASSWORD, log_in, on_both};

fn code(failure: &Failure) -> &'static str {
    failure.rejection().map_or("broken", |rejection| rejection.code)
}

fn demote() -> ChangeAccount {
    ChangeAccount { roles: Some(Roles::VIEWER), ..ChangeAccount::default() }
}

#[tokio::test]
async fn an_admin_makes_reads_changes_and_deletes_accounts() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let body = json!({"username": "Ana", "password": PASSWORD, "displayName": "Ana B", "roles": ["creator"]});
        let made = stage.call("POST", "/api/accounts", Some(&admin), Some(body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!(
            (&made.body["username"], &made.body["displayName"], &made.body["roles"]),
            (&json!("Ana"), &json!("Ana B"), &json!(["creator"]))
        );
        assert!(made.body["createdAt"].as_str().expect("text").ends_with('Z'));
        let path = format!("/api/accounts/{}", made.body["id"].as_str().expect("an id"));

        let read = stage.call("GET", &path, Some(&admin), None).await;
        assert_eq!((read.status, &read.body), (StatusCode::OK, &made.body));
        let changed = stage.call("PATCH", &path, Some(&admin), Some(json!({"displayName": "A", "roles": ["creator", "developer"]}))).await;
        assert_eq!((&changed.body["displayName"], &changed.body["roles"]), (&json!("A"), &json!(["creator", "developer"])));
        let set = stage.call("POST", &format!("{path}/password"), Some(&admin), Some(json!({"password": "battery staple"}))).await;
        assert_eq!(set.status, StatusCode::NO_CONTENT);
        stage.identity.log_in(log_in("ana", "battery staple")).await.expect("the new one counts, in any case of letters");

        let deleted = stage.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!((deleted.status, &deleted.body), (StatusCode::NO_CONTENT, &Value::Null));
        let again = stage.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!((again.status, again.code()), (StatusCode::NOT_FOUND, "not_found"));
        stage.account("ANA", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn lists_go_page_by_page() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        for name in ["a", "b", "c", "d"] {
            stage.advance(std::time::Duration::from_millis(1));
            stage.account(name, &[]).await;
        }
        let mut names = Vec::new();
        let mut path = "/api/accounts?limit=2".to_owned();
        loop {
            let page = stage.call("GET", &path, Some(&admin), None).await;
            let items = page.body["items"].as_array().expect("a list").clone();
            assert!((1..=2).contains(&items.len()));
            names.extend(items.iter().map(|item| item["username"].as_str().expect("text").to_owned()));
            let Some(cursor) = page.body["nextCursor"].as_str() else { break };
            path = format!("/api/accounts?limit=2&cursor={cursor}");
        }
        assert_eq!(names, ["admin", "a", "b", "c", "d"]);
        let foreign =
            stage.call("GET", "/api/audit?limit=1", Some(&admin), None).await.body["nextCursor"].as_str().expect("more").to_owned();
        for bad in ["cursor=junk", &format!("cursor={foreign}"), "limit=0", "limit=x", "limit=-1", "limit=1&limit=2"] {
            let refused = stage.call("GET", &format!("/api/accounts?{bad}"), Some(&admin), None).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_else_sees_only_themselves() {
    on_both(|stage| async move {
        let ana = stage.account("ana", &[Role::Creator, Role::Developer]).await;
        let token = stage.sign_in("ana").await.access_token;
        let call = |method: &'static str, path: String, body: Option<Value>| {
            let (stage, token) = (&stage, &token);
            async move { stage.call(method, &path, Some(token), body).await }
        };
        let refused = |answer: Answer, status: StatusCode, code: &str| assert_eq!((answer.status, answer.code()), (status, code));
        refused(call("GET", "/api/accounts".into(), None).await, StatusCode::FORBIDDEN, "role_required");
        refused(call("GET", "/api/audit".into(), None).await, StatusCode::FORBIDDEN, "role_required");
        let body = json!({"username": "x", "password": PASSWORD});
        refused(call("POST", "/api/accounts".into(), Some(body)).await, StatusCode::FORBIDDEN, "role_required");
        refused(call("GET", format!("/api/accounts/{}", stage.admin.id), None).await, StatusCode::NOT_FOUND, "not_found");
        let own = format!("/api/accounts/{}", ana.id);
        refused(call("PATCH", own.clone(), Some(json!({"roles": ["admin"]}))).await, StatusCode::FORBIDDEN, "role_required");
        refused(call("DELETE", own.clone(), None).await, StatusCode::FORBIDDEN, "role_required");
        assert_eq!(call("GET", own.clone(), None).await.status, StatusCode::OK);
        assert_eq!(call("PATCH", own, Some(json!({"displayName": "Ana"}))).await.body["displayName"], json!("Ana"));
    })
    .await;
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    on_both(|stage| async move {
        let other = stage.identity.create_tenant("Other House").await.expect("made");
        assert_eq!(code(&stage.identity.create_tenant("other house").await.expect_err("taken")), "tenant_taken");
        assert_eq!(stage.identity.tenant(Some("OTHER HOUSE")).await.expect("there").id, other.id);
        let theirs = stage.identity.create_account(&Actor::Operator(other.id), draft("eve", &[Role::Admin]), None).await.expect("made");
        let ours = Actor::Caller(stage.caller("admin").await);
        for refused in [
            stage.identity.account(&ours, theirs.id).await.map(|_| ()),
            stage.identity.change_account(&ours, theirs.id, demote()).await.map(|_| ()),
            stage.identity.delete_account(&ours, theirs.id).await,
            stage.identity.set_password(&ours, theirs.id, Zeroizing::new("battery staple".into())).await,
        ] {
            assert_eq!(code(&refused.expect_err("not ours")), "not_found");
        }
        let listed = stage.identity.list_accounts(&ours, None, 200).await.expect("listed");
        assert!(listed.items.iter().all(|account| account.tenant_id == stage.admin.tenant_id));
        let trail = stage.identity.list_audit(&ours, 200).await.expect("listed");
        assert!(trail.items.iter().all(|entry| entry.subject != theirs.id.to_string()));
        // A username decides the tenant, so it is unique in the installation.
        let taken = stage.identity.create_account(&ours, draft("EVE", &[]), None).await.expect_err("taken");
        assert_eq!(code(&taken), "username_taken");
    })
    .await;
}

fn draft(username: &str, roles: &[Role]) -> CreateAccount {
    CreateAccount {
        username: username.into(),
        password: Zeroizing::new(PASSWORD.into()),
        display_name: None,
        roles: Roles::new(roles.iter().copied()),
    }
}

#[tokio::test]
async fn sixteen_racers_for_one_username_make_one_account() {
    on_both(|stage| async move {
        let mut racers = JoinSet::new();
        for n in 0..16 {
            let (identity, actor) = (stage.identity.clone(), stage.operator());
            let name = if n % 2 == 0 { "ana" } else { "ANA" };
            racers.spawn(async move { identity.create_account(&actor, draft(name, &[]), None).await });
        }
        let raced = racers.join_all().await;
        assert_eq!(raced.iter().filter(|made| made.is_ok()).count(), 1);
        assert!(raced.iter().filter_map(|made| made.as_ref().err()).all(|refused| code(refused) == "username_taken"));
    })
    .await;
}

#[tokio::test]
async fn a_tenant_keeps_an_admin_whoever_races() {
    on_both(|stage| async move {
        assert_eq!(
            code(&stage.identity.change_account(&stage.operator(), stage.admin.id, demote()).await.expect_err("the last")),
            "last_admin"
        );
        assert_eq!(code(&stage.identity.delete_account(&stage.operator(), stage.admin.id).await.expect_err("the last")), "last_admin");
        let suspend = ChangeAccount { suspended: Some(true), ..ChangeAccount::default() };
        assert_eq!(
            code(&stage.identity.change_account(&stage.operator(), stage.admin.id, suspend).await.expect_err("the last")),
            "last_admin"
        );

        let mut ids: Vec<AccountId> = vec![stage.admin.id];
        for n in 0..15 {
            ids.push(stage.account(&format!("admin{n}"), &[Role::Admin]).await.id);
        }
        let mut racers = JoinSet::new();
        for (n, id) in ids.into_iter().enumerate() {
            let (identity, actor) = (stage.identity.clone(), stage.operator());
            racers.spawn(async move {
                if n % 2 == 0 {
                    identity.delete_account(&actor, id).await
                } else {
                    identity.change_account(&actor, id, demote()).await.map(|_| ())
                }
            });
        }
        let raced = racers.join_all().await;
        assert_eq!(raced.iter().filter(|left| left.is_ok()).count(), 15);
        assert_eq!(code(raced.iter().find_map(|left| left.as_ref().err()).expect("one stays")), "last_admin");
    })
    .await;
}

#[tokio::test]
async fn the_same_key_makes_one_account_and_another_body_is_refused() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let post = |key: &str, username: &str| {
            let body = json!({"username": username, "password": PASSWORD}).to_string();
            let request = Request::post("/api/accounts").header("content-type", "application/json");
            let request = request.header("authorization", format!("Bearer {admin}")).header("idempotency-key", key);
            stage.send(request.body(axum::body::Body::from(body)).expect("a request"))
        };
        let (first, second) = (post("\"k1\"", "ana").await, post("k1", "ana").await);
        assert_eq!((first.status, second.status, &first.body), (StatusCode::CREATED, StatusCode::CREATED, &second.body));
        let reused = post("k1", "ben").await;
        assert_eq!((reused.status, reused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"));
        let taken = post("k2", "ana").await;
        assert_eq!((taken.status, taken.code()), (StatusCode::CONFLICT, "username_taken"));
        let bad = post("", "ana").await;
        assert_eq!((bad.status, bad.code()), (StatusCode::BAD_REQUEST, "bad_idempotency_key"));
        let trail = stage.identity.list_audit(&stage.operator(), 200).await.expect("listed");
        assert_eq!(trail.items.iter().filter(|entry| entry.action == "account.created").count(), 2, "admin and ana");
    })
    .await;
}

#[tokio::test]
async fn every_administrative_act_leaves_a_trace() {
    on_both(|stage| async move {
        let admin = Actor::Caller(stage.caller("admin").await);
        let Account { id, .. } = stage.identity.create_account(&admin, draft("ana", &[]), None).await.expect("made");
        let suspend = ChangeAccount { suspended: Some(true), ..ChangeAccount::default() };
        for change in [suspend.clone(), suspend, ChangeAccount { suspended: Some(false), ..ChangeAccount::default() }] {
            stage.advance(std::time::Duration::from_millis(1));
            stage.identity.change_account(&admin, id, change).await.expect("changed");
        }
        stage.advance(std::time::Duration::from_millis(1));
        stage.identity.set_password(&admin, id, Zeroizing::new("battery staple".into())).await.expect("set");
        stage.advance(std::time::Duration::from_millis(1));
        stage.identity.delete_account(&admin, id).await.expect("deleted");
        let trail = stage.identity.list_audit(&admin, 200).await.expect("listed").items;
        let of_ana: Vec<_> = trail.iter().filter(|entry| entry.subject == id.to_string()).collect();
        // Newest first; the second suspension changed nothing and left none.
        let actions: Vec<_> = of_ana.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["account.deleted", "account.password_set", "account.changed", "account.changed", "account.created"]);
        assert!(of_ana.iter().all(|entry| entry.actor_id == Some(stage.admin.id)));
        assert!(!format!("{trail:?}").contains("battery") && !format!("{trail:?}").contains("argon2"));
    })
    .await;
}
