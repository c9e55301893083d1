//! Health and reflection over h2c, and statuses of what goes wrong around a service.

use std::sync::atomic::Ordering;
use std::time::Duration;

use footlights_base::{ErrorKind, Rejection};
use footlights_surface::grpc::{ERROR_DOMAIN, status_of};
use tonic::Code;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_types::StatusExt as _;

use crate::parlour::Parlour;

async fn channel(parlour: &Parlour) -> Channel {
    Channel::from_shared(format!("http://{}", parlour.address)).expect("an address").connect().await.expect("connects")
}

fn ask(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.into() }
}

#[tokio::test]
async fn health_says_what_readiness_says() {
    let parlour = Parlour::new().await;
    let mut client = HealthClient::new(channel(&parlour).await);
    assert_eq!(client.check(ask("")).await.expect("answered").into_inner().status, 1);
    let mut watched = client.watch(ask("")).await.expect("answered").into_inner();
    assert_eq!(watched.message().await.expect("goes on").expect("first").status, 1);
    parlour.ready.store(false, Ordering::SeqCst);
    assert_eq!(client.check(ask("")).await.expect("answered").into_inner().status, 2);
    assert_eq!(watched.message().await.expect("goes on").expect("a change").status, 2);
    assert_eq!(client.check(ask("nobody.v1.Nothing")).await.expect_err("unknown").code(), Code::NotFound);
}

#[tokio::test]
async fn all_who_watch_share_one_look_a_second() {
    const WATCHES: usize = 50;
    let parlour = Parlour::new().await;
    let begun = tokio::time::Instant::now();
    let mut watches = Vec::new();
    for _ in 0..WATCHES {
        let mut client = HealthClient::new(channel(&parlour).await);
        let mut watched = client.watch(ask("")).await.expect("answered").into_inner();
        assert_eq!(watched.message().await.expect("goes on").expect("first").status, 1);
        watches.push(watched);
    }
    parlour.ready.store(false, Ordering::SeqCst);
    for watched in &mut watches {
        assert_eq!(watched.message().await.expect("goes on").expect("a change").status, 2);
    }
    let (looks, seconds) = (parlour.looks.load(Ordering::SeqCst), begun.elapsed().as_secs());
    assert!(looks >= 2, "everybody was told of both");
    assert!(u64::try_from(looks).expect("few") <= seconds + 2, "{looks} looks in {seconds} s, for {WATCHES} who watch");
}

#[tokio::test]
async fn reflection_lists_what_there_is() {
    let parlour = Parlour::new().await;
    let mut client = ServerReflectionClient::new(channel(&parlour).await);
    let ask = ServerReflectionRequest { host: String::new(), message_request: Some(MessageRequest::ListServices(String::new())) };
    let mut answers = client.server_reflection_info(futures_util::stream::iter([ask])).await.expect("answered").into_inner();
    let answer = answers.message().await.expect("goes on").expect("an answer").message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("no list: {answer:?}") };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    assert!(names.contains(&"grpc.health.v1.Health".to_owned()), "{names:?}");
}

#[tokio::test]
async fn a_deadline_that_has_passed_is_told() {
    let parlour = Parlour::new().await;
    parlour.held.store(true, Ordering::SeqCst);
    // By hand: the library's client would give up by itself.
    let client = reqwest::Client::builder().http2_prior_knowledge().build().expect("a client");
    let call = client.post(format!("http://{}/grpc.health.v1.Health/Check", parlour.address));
    let call = call.header("content-type", "application/grpc").header("te", "trailers").header("grpc-timeout", "10m").body(vec![0; 5]);
    let answer = call.send().await.expect("an answer");
    assert_eq!((answer.status().as_u16(), &answer.headers()["grpc-status"]), (200, &"4".parse().expect("a value")));
}

#[test]
fn details_are_of_googles_types() {
    let refused = Rejection::field("/policy/joinRole", "not_one_of", "Not that.").retry_after(Duration::from_secs(2));
    let status = status_of(refused);
    let details = status.get_error_details();
    let reason = details.error_info().expect("an ErrorInfo");
    assert_eq!((reason.reason.as_str(), reason.domain.as_str()), ("invalid_fields", ERROR_DOMAIN));
    let wrong = &details.bad_request().expect("a BadRequest").field_violations[0];
    assert_eq!((wrong.field.as_str(), wrong.reason.as_str()), ("policy.join_role", "NOT_ONE_OF"));
    assert_eq!(details.retry_info().expect("a RetryInfo").retry_delay, Some(Duration::from_secs(2)));
    let broken = status_of(footlights_base::Error::internal("secret"));
    assert!(broken.code() == Code::Internal && !format!("{broken:?}").contains("secret"));
    assert_eq!(status_of(Rejection::new(ErrorKind::RateLimited, "rate_limited", "x")).code(), Code::ResourceExhausted);
}
