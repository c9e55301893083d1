//! Who is put out stays out from that moment.

use std::time::Duration;

use footlights_base::ErrorKind;
use footlights_identity::{ChangeAccount, CreateToken, Revoked, TokenFor};
use footlights_surface::{Authenticator as _, Credential, Role, Roles};
use http::StatusCode;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::stage::{PASSWORD, log_in, on_both};

fn suspended(yes: bool) -> ChangeAccount {
    ChangeAccount { suspended: Some(yes), ..ChangeAccount::default() }
}

#[tokio::test]
async fn a_suspended_account_is_out_with_everything_it_has() {
    on_both(|stage| async move {
        let ana = stage.account("ana", &[Role::Creator]).await;
        let signed_in = stage.sign_in("ana").await;
        let caller = stage.identity.authenticate(Credential::Bearer(&signed_in.access_token)).await.expect("counts");
        let token = CreateToken { acts_for: TokenFor::Own, name: "t".into(), scopes: vec!["*".into()], expires_in: None };
        let token = stage.identity.create_token(&(&caller).into(), token, None).await.expect("made").secret;
        let cookie = signed_in.cookie.expect("a cookie");
        let credentials = [Credential::Bearer(&signed_in.access_token), Credential::Bearer(&token), Credential::Cookie(&cookie)];
        for credential in credentials {
            assert!(stage.identity.authenticate(credential).await.is_ok());
        }

        stage.identity.change_account(&stage.operator(), ana.id, suspended(true)).await.expect("suspended");
        assert_eq!(stage.cuts.take(), [Revoked::Account(ana.id)]);
        for credential in credentials {
            let refused = stage.identity.authenticate(credential).await.expect_err("suspended");
            assert_eq!(
                (refused.kind(), refused.rejection().expect("no").code),
                (ErrorKind::Unauthenticated, "account_suspended"),
                "{credential:?}"
            );
        }
        let refused = stage.identity.refresh(&signed_in.refresh_token).await.err().expect("suspended");
        assert_eq!(refused.rejection().expect("no").code, "account_suspended");
        // With the right password it is said why, with a wrong one nothing is said.
        let told = stage.call("POST", "/api/auth/login", None, Some(json!({"username": "ana", "password": PASSWORD}))).await;
        assert_eq!((told.status, told.code()), (StatusCode::FORBIDDEN, "account_suspended"));
        assert_eq!(
            stage.identity.log_in(log_in("ana", "wrong horse")).await.err().expect("wrong").rejection().expect("no").code,
            "wrong_credentials"
        );

        stage.identity.change_account(&stage.operator(), ana.id, suspended(false)).await.expect("resumed");
        for credential in credentials {
            assert!(stage.identity.authenticate(credential).await.is_ok(), "{credential:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_takes_its_credentials_along() {
    on_both(|stage| async move {
        let dev = stage.account("dev", &[Role::Developer]).await;
        let caller = stage.caller("dev").await;
        let acts_for = TokenFor::AppUser { external_id: "u".into(), display_name: "U".into() };
        let command = CreateToken { acts_for, name: "t".into(), scopes: vec!["*".into()], expires_in: None };
        let issued = stage.identity.create_token(&(&caller).into(), command, None).await.expect("made");
        let user = stage.identity.authenticate(Credential::Bearer(&issued.secret)).await.expect("counts");
        let command = CreateToken { acts_for: TokenFor::Own, name: "theirs".into(), scopes: vec!["a:b".into()], expires_in: None };
        let theirs = stage.identity.create_token(&(&user).into(), command, None).await.expect("made");
        let signed_in = stage.sign_in("dev").await;
        stage.identity.delete_account(&stage.operator(), dev.id).await.expect("deleted");
        let mut credentials = [issued.token.id, theirs.token.id];
        // Of one moment they are listed in either order.
        credentials.sort();
        assert_eq!(stage.cuts.take(), [&[Revoked::Account(dev.id)][..], &credentials.map(Revoked::Credential)].concat());
        for token in [&signed_in.access_token, &issued.secret, &theirs.secret] {
            assert!(stage.identity.authenticate(Credential::Bearer(token)).await.is_err());
        }
        assert!(stage.identity.refresh(&signed_in.refresh_token).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn other_roles_count_at_once_and_sockets_end_only_for_what_was_taken() {
    on_both(|stage| async move {
        let ana = stage.account("ana", &[]).await;
        let token = stage.sign_in("ana").await.access_token;
        let roles = |caller: footlights_surface::Caller| caller.roles;
        assert_eq!(roles(stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts")), Roles::VIEWER);
        let change = ChangeAccount { roles: Some(Roles::new([Role::Creator])), ..ChangeAccount::default() };
        stage.identity.change_account(&stage.operator(), ana.id, change).await.expect("changed");
        assert!(roles(stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts")).includes(Role::Creator));
        let rename = ChangeAccount { display_name: Some("Ana".into()), ..ChangeAccount::default() };
        stage.identity.change_account(&stage.operator(), ana.id, rename).await.expect("changed");
        assert!(stage.cuts.take().is_empty(), "neither a role that was given nor a name takes anything away");
        let back = ChangeAccount { roles: Some(Roles::VIEWER), ..ChangeAccount::default() };
        stage.identity.change_account(&stage.operator(), ana.id, back).await.expect("changed");
        assert_eq!(stage.cuts.take(), [Revoked::Account(ana.id)]);
    })
    .await;
}

#[tokio::test]
async fn an_account_has_so_many_sign_ins_and_the_oldest_ends() {
    on_both(|stage| async move {
        let first = stage.sign_in("admin").await;
        for _ in 0..100 {
            stage.advance(std::time::Duration::from_millis(1));
            stage.sign_in("admin").await;
        }
        assert_eq!(stage.cuts.take(), [Revoked::Credential(first.credential)]);
        assert!(stage.identity.authenticate(Credential::Bearer(&first.access_token)).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn another_node_hears_of_it() {
    on_both(|stage| async move {
        let (other, cuts_there) = stage.second_node().await;
        let cancel = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(other.keeper().await.expect("listens").run(cancel.clone()));
        let signed_in = stage.sign_in("admin").await;
        let bearer = Credential::Bearer(&signed_in.access_token);
        assert!(other.authenticate(bearer).await.is_ok(), "signed on one node, read on another");
        let caller = stage.identity.authenticate(bearer).await.expect("counts");
        stage.identity.log_out(&caller).await.expect("out");
        while cuts_there.take().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(other.authenticate(bearer).await.is_err());
        assert_eq!(stage.cuts.take(), [Revoked::Credential(caller.credential)], "once here, not again by its own word");
        cancel.cancel();
        tasks.close();
        tasks.wait().await;
    })
    .await;
}

#[tokio::test]
async fn a_node_that_hears_nothing_believes_a_credential_for_so_long_and_no_longer() {
    on_both(|stage| async move {
        let (deaf, _) = stage.second_node().await;
        let signed_in = stage.sign_in("admin").await;
        let bearer = Credential::Bearer(&signed_in.access_token);
        let caller = deaf.authenticate(bearer).await.expect("counts");
        stage.identity.log_out(&caller).await.expect("out");
        assert!(deaf.authenticate(bearer).await.is_ok());
        stage.advance(Duration::from_secs(30));
        assert!(deaf.authenticate(bearer).await.is_err());
    })
    .await;
}
