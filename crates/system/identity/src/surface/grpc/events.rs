//! `EventService`.

use footlights_base::{ErrorKind, FieldError, Rejection, Timestamp};
use footlights_outbound::webhook::Filter;
use footlights_realtime::FeedEnd;
use footlights_surface::grpc::{Deadline, Gate, ended, status_of};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tonic::{Request, Response, Status};

use super::v1;
use super::v1::event_service_server::EventService;
use super::v1::follow_events_response::Told;
use crate::EventStreams;
use crate::usecase::follow_events::{FollowEvents, Streamed, TopicWish};

pub(super) struct Events {
    pub(super) streams: EventStreams,
    pub(super) gate: Gate,
}

#[tonic::async_trait]
impl EventService for Events {
    type FollowEventsStream = BoxStream<'static, Result<v1::FollowEventsResponse, Status>>;

    async fn follow_events(&self, request: Request<v1::FollowEventsRequest>) -> Result<Response<Self::FollowEventsStream>, Status> {
        let (caller, watch) = self.gate.listener(&request).await?;
        let deadline = request.extensions().get::<Deadline>().copied();
        let wish = wish(request.into_inner()).map_err(status_of)?;
        let told = self.streams.follow_events(&caller, wish).await.map_err(status_of)?;
        let told = told.map(|told| told.map(response).map_err(over));
        // Whatever ends the stream first says why, and nothing comes after it.
        let over = stream::once(async move {
            tokio::select! {
                why = watch.ended() => Err(ended(why)),
                () = Deadline::passed(deadline) => Err(Status::deadline_exceeded("The deadline has passed.")),
            }
        });
        let until = stream::select(told, over).scan(false, |done, item| {
            let goes_on = !std::mem::replace(done, item.is_err());
            std::future::ready(goes_on.then_some(item))
        });
        Ok(Response::new(until.boxed()))
    }
}

fn over(end: FeedEnd) -> Status {
    match end {
        FeedEnd::Slow => {
            let detail = "The stream was read too slowly; call again and say how far you got.";
            status_of(Rejection::new(ErrorKind::RateLimited, "too_slow", detail))
        }
        FeedEnd::Stopping => Status::unavailable("This node stops; call again and say how far you got."),
    }
}

fn wish(asked: v1::FollowEventsRequest) -> Result<FollowEvents, Rejection> {
    let mut topics = Vec::with_capacity(asked.topics.len());
    let mut wrong = Vec::new();
    for (at, one) in asked.topics.into_iter().enumerate() {
        match one.topic.parse() {
            Ok(topic) => topics.push(TopicWish { topic, after_sequence: one.after_sequence, epoch: one.epoch }),
            Err(_) => wrong.push(FieldError {
                field: format!("/topics/{at}/topic").into(),
                code: "not_valid",
                detail: "A topic such as room:ID.".into(),
            }),
        }
    }
    if !wrong.is_empty() {
        return Err(Rejection::fields(wrong));
    }
    let filter = Filter { types: asked.types, subjects: asked.subjects };
    Ok(FollowEvents { topics, whole_tenant: asked.whole_tenant, filter })
}

fn response(streamed: Streamed) -> v1::FollowEventsResponse {
    let told = match streamed {
        Streamed::Following(joined) => Told::Following(v1::Following {
            topic: joined.topic.to_string(),
            epoch: joined.epoch,
            sequence: joined.sequence,
            recovered: joined.recovered,
        }),
        Streamed::SnapshotNeeded { topic, epoch, sequence } => {
            Told::SnapshotNeeded(v1::SnapshotNeeded { topic: topic.to_string(), epoch, sequence })
        }
        Streamed::Event(event) => Told::Event(v1::Event {
            id: event.id.to_string(),
            r#type: event.kind.to_string(),
            source: "footlights".into(),
            subject: event.topic.id().into(),
            time: Some(stamp(event.occurred_at)),
            display_at: Some(stamp(event.display_at)),
            tenant: event.tenant.to_string(),
            topic: event.topic.to_string(),
            epoch: event.epoch,
            sequence: event.sequence,
            data: event.payload.get().to_owned(),
        }),
    };
    v1::FollowEventsResponse { told: Some(told) }
}

fn stamp(at: Timestamp) -> prost_types::Timestamp {
    let ms = at.as_millis();
    let nanos = i32::try_from(ms.rem_euclid(1_000)).expect("below a thousand") * 1_000_000;
    prost_types::Timestamp { seconds: ms.div_euclid(1_000), nanos }
}
