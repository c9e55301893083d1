//! Refresh tokens: each works once, a race signs nobody out, a thief signs everybody out.

use std::time::Duration;

use footlights_identity::Revoked;
use footlights_surface::{Authenticator as _, Credential};
use http::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

use crate::stage::on_both;

fn code(failure: &footlights_base::Failure) -> &'static str {
    failure.rejection().map_or("broken", |rejection| rejection.code)
}

#[tokio::test]
async fn each_works_once_and_its_reuse_ends_everything() {
    on_both(|stage| async move {
        let first = stage.sign_in("admin").await;
        let second = stage.identity.refresh(&first.refresh_token).await.expect("counts");
        assert_ne!(first.refresh_token, second.refresh_token);
        let third = stage.identity.refresh(&second.refresh_token).await.expect("counts");
        // Somebody is ahead: whoever brings the first again is not who they say, or was robbed.
        let reused = stage.identity.refresh(&first.refresh_token).await.err().expect("reused");
        assert_eq!(code(&reused), "refresh_reused");
        assert_eq!(stage.cuts.take(), [Revoked::Credential(first.credential)]);
        for token in [&first.refresh_token, &second.refresh_token, &third.refresh_token] {
            assert_eq!(code(&stage.identity.refresh(token).await.err().expect("ended")), "unauthenticated");
        }
        for token in [&first.access_token, &third.access_token] {
            assert!(stage.identity.authenticate(Credential::Bearer(token)).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn within_the_grace_the_same_successor_is_given_again() {
    on_both(|stage| async move {
        let first = stage.sign_in("admin").await;
        let second = stage.identity.refresh(&first.refresh_token).await.expect("counts");
        stage.advance(Duration::from_secs(30));
        let again = stage.identity.refresh(&first.refresh_token).await.expect("within the grace");
        assert_eq!(second.refresh_token, again.refresh_token);
        stage.advance(Duration::from_millis(1));
        assert_eq!(code(&stage.identity.refresh(&first.refresh_token).await.err().expect("late")), "refresh_reused");
    })
    .await;
}

#[tokio::test]
async fn sixteen_racers_stay_signed_in_on_one_chain() {
    on_both(|stage| async move {
        let first = stage.sign_in("admin").await;
        let mut racers = JoinSet::new();
        for _ in 0..16 {
            let (identity, token) = (stage.identity.clone(), first.refresh_token.clone());
            racers.spawn(async move { identity.refresh(&token).await.map(|signed_in| signed_in.refresh_token) });
        }
        let mut successors: Vec<_> = racers.join_all().await.into_iter().map(|raced| raced.expect("nobody is signed out")).collect();
        successors.dedup();
        assert_eq!(successors.len(), 1);
        stage.identity.refresh(&successors[0]).await.expect("the chain goes on");
        assert!(stage.cuts.take().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_lives_as_long_as_it_is_refreshed_and_no_longer() {
    on_both(|stage| async move {
        let days = |days: u64| Duration::from_secs(days * 24 * 3_600);
        let mut current = stage.sign_in("admin").await;
        for _ in 0..8 {
            stage.advance(days(22));
            current = stage.identity.refresh(&current.refresh_token).await.expect("in time");
        }
        // 176 days have passed; at 180 it ends whatever happens.
        stage.advance(days(4));
        assert_eq!(code(&stage.identity.refresh(&current.refresh_token).await.err().expect("over")), "credentials_expired");
        let idle = stage.sign_in("admin").await;
        stage.advance(days(30));
        assert_eq!(code(&stage.identity.refresh(&idle.refresh_token).await.err().expect("over")), "credentials_expired");
        stage.identity.tidy_up().await.expect("tidies");
        assert_eq!(code(&stage.identity.refresh(&idle.refresh_token).await.err().expect("gone")), "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn over_rest() {
    on_both(|stage| async move {
        let first = stage.sign_in("admin").await;
        let answer = stage.call("POST", "/api/auth/refresh", None, Some(json!({"refreshToken": first.refresh_token}))).await;
        assert_eq!((answer.status, &answer.body["tokenType"]), (StatusCode::OK, &json!("Bearer")));
        assert!(answer.headers.get("set-cookie").is_none());
        for junk in ["", "flr_x", &"x".repeat(10_000)] {
            let refused = stage.call("POST", "/api/auth/refresh", None, Some(json!({"refreshToken": junk}))).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
            assert_eq!(refused.headers["www-authenticate"], "Bearer realm=\"footlights\"");
        }
    })
    .await;
}
