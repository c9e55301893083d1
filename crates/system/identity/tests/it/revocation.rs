//! Who is put out stays out from that moment.

use footlights_base::ErrorKind;
use footlights_identity::{ChangeAccount, CreateToken, Revoked, TokenFor};
use footlights_surface::{Authenticator as _, Credential, Role, Roles};
use http::StatusCode;
use serde_json::json;

use crate::stage::{PASSWORD, Stage, log_in};

fn suspended(yes: bool) -> ChangeAccount {
    ChangeAccount { suspended: Some(yes), ..ChangeAccount::default() }
}

#[tokio::test]
async fn a_suspended_account_is_out_with_everything_it_has() {
    let stage = Stage::new().await;
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
}

#[tokio::test]
async fn a_deleted_account_takes_its_credentials_along() {
    let stage = Stage::new().await;
    let dev = stage.account("dev", &[Role::Developer]).await;
    let caller = stage.caller("dev").await;
    let acts_for = TokenFor::AppUser { external_id: "u".into(), display_name: "U".into() };
    let command = CreateToken { acts_for, name: "t".into(), scopes: vec!["*".into()], expires_in: None };
    let issued = stage.identity.create_token(&(&caller).into(), command, None).await.expect("made");
    assert!(stage.identity.authenticate(Credential::Bearer(&issued.secret)).await.is_ok());
    let signed_in = stage.sign_in("dev").await;
    stage.identity.delete_account(&stage.operator(), dev.id).await.expect("deleted");
    assert_eq!(stage.cuts.take(), [Revoked::Account(dev.id), Revoked::Credential(issued.token.id)]);
    for token in [&signed_in.access_token, &issued.secret] {
        assert!(stage.identity.authenticate(Credential::Bearer(token)).await.is_err());
    }
    assert!(stage.identity.refresh(&signed_in.refresh_token).await.is_err());
}

#[tokio::test]
async fn other_roles_count_at_once_and_reopen_sockets() {
    let stage = Stage::new().await;
    let ana = stage.account("ana", &[]).await;
    let token = stage.sign_in("ana").await.access_token;
    let roles = |caller: footlights_surface::Caller| caller.roles;
    assert_eq!(roles(stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts")), Roles::VIEWER);
    let change = ChangeAccount { roles: Some(Roles::new([Role::Creator])), ..ChangeAccount::default() };
    stage.identity.change_account(&stage.operator(), ana.id, change).await.expect("changed");
    assert!(roles(stage.identity.authenticate(Credential::Bearer(&token)).await.expect("counts")).includes(Role::Creator));
    let rename = ChangeAccount { display_name: Some("Ana".into()), ..ChangeAccount::default() };
    stage.cuts.take();
    stage.identity.change_account(&stage.operator(), ana.id, rename).await.expect("changed");
    assert!(stage.cuts.take().is_empty(), "a name takes nothing away");
}

#[tokio::test]
async fn an_account_has_so_many_sign_ins_and_the_oldest_ends() {
    let stage = Stage::new().await;
    let first = stage.sign_in("admin").await;
    for _ in 0..100 {
        stage.advance(std::time::Duration::from_millis(1));
        stage.sign_in("admin").await;
    }
    assert_eq!(stage.cuts.take(), [Revoked::Credential(first.credential)]);
    assert!(stage.identity.authenticate(Credential::Bearer(&first.access_token)).await.is_err());
}
