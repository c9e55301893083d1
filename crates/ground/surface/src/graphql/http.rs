//! GraphQL over HTTP: methods, media types and statuses as its specification says.

use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Answer, ServerError, Value};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use footlights_base::{ErrorKind, Rejection};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::context::KeyText;
use super::media::Media;
use super::refusal::{error_of, name_errors};
use super::request::Asked;
use super::{GraphQl, socket};
use crate::Problem;
use crate::extract::{identify_uncounted, is_json, read_body};

/// An answer that was not given by resolvers.
enum No {
    /// About the request: its status says so in every media type.
    Request(Problem),
    /// About the document in it.
    Document(Vec<ServerError>),
}

impl<P: Into<Problem>> From<P> for No {
    fn from(problem: P) -> Self {
        Self::Request(problem.into())
    }
}

fn document(rejection: &Rejection) -> No {
    No::Document(vec![error_of(rejection)])
}

pub(super) async fn answer(State(served): State<GraphQl>, request: Request) -> Response {
    if socket::is_asked_for(request.headers()) {
        return socket::upgrade(served, request).await;
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    if get && request.uri().query().is_none_or(str::is_empty) && Media::wants_page(request.headers()) {
        return (served.page)(request.headers());
    }
    let Some(media) = Media::accepted(request.headers()) else {
        let detail = "Answers are application/graphql-response+json or application/json; accept one of them.";
        let refusal = Problem::from(Rejection::new(ErrorKind::Invalid, "not_acceptable", detail));
        return tell(Media::Json, No::Request(refusal.with_status(StatusCode::NOT_ACCEPTABLE)));
    };
    match tokio::time::timeout(served.edge.settings.time_out, run(&served, request)).await {
        Ok(Ok(answer)) => send(media, StatusCode::OK, &answer),
        Ok(Err(no)) => tell(media, no),
        Err(_) => tell(media, No::Request(late().into())),
    }
}

/// No answer in time.
pub(super) fn late() -> Rejection {
    let detail = "No answer was ready in time; whether it was done is not known.";
    Rejection::new(ErrorKind::Unavailable, "timed_out", detail).retry_after(Duration::from_secs(1))
}

async fn run(served: &GraphQl, request: Request) -> Result<Answer, No> {
    let (mut parts, body) = request.into_parts();
    let caller = identify_uncounted(&mut parts, &served.edge).await?;
    let asked = asked(served, &parts, body).await?;
    let ready = served.ready(asked).map_err(|refusal| document(&refusal))?;
    match ready.ty {
        OperationType::Mutation if parts.method != Method::POST => return Err(not_allowed("A mutation needs POST.").into()),
        OperationType::Mutation => {
            served.count_writes(&ready, served.edge.remote_of(&parts.extensions, &parts.headers), caller.as_ref())?;
        }
        OperationType::Query => {}
        OperationType::Subscription => {
            let detail = "Subscriptions run over a WebSocket that speaks graphql-transport-ws, at this same address.";
            return Err(document(&Rejection::new(ErrorKind::Invalid, "subscription_needs_socket", detail)));
        }
    }
    let mut request = ready.request();
    if let Some(key) = parts.headers.get("idempotency-key") {
        request = request.data(KeyText::of(key.as_bytes())?);
    }
    let mut answer = served.engine.execute(request, caller).await;
    name_errors(&mut answer.errors);
    if is_of_document(&answer) { Err(No::Document(answer.errors)) } else { Ok(answer) }
}

/// Whether nothing ran: no data, and an error that belongs to no field.
pub(super) fn is_of_document(answer: &Answer) -> bool {
    answer.data == Value::Null && answer.errors.iter().any(|error| error.path.is_empty())
}

async fn asked(served: &GraphQl, parts: &Parts, body: Body) -> Result<Asked, Problem> {
    match parts.method {
        Method::GET | Method::HEAD => Ok(Asked::from_url(parts.uri.query().unwrap_or(""))?),
        Method::POST => {
            if !is_json(&parts.headers) {
                let detail = "Send the request as content type application/json.";
                return Err(Rejection::new(ErrorKind::UnsupportedMedia, "content_type", detail).into());
            }
            Ok(Asked::from_body(&read_body(body, served.edge.settings.body_bytes_max).await?)?)
        }
        _ => Err(not_allowed("GraphQL takes GET and POST.")),
    }
}

fn not_allowed(detail: &'static str) -> Problem {
    Problem::from(Rejection::new(ErrorKind::Invalid, "method_not_allowed", detail)).with_status(StatusCode::METHOD_NOT_ALLOWED)
}

fn tell(media: Media, no: No) -> Response {
    match no {
        No::Document(errors) => {
            let status = if media == Media::GraphQl { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            send(media, status, &Errors { errors })
        }
        No::Request(problem) => {
            let body = Errors { errors: vec![error_of(problem.rejection())] };
            let mut response = send(media, problem.status(), &body);
            // Who, when and how is told in headers as REST does.
            let told = problem.into_response();
            for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
                if let Some(value) = told.headers().get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
            if response.status() == StatusCode::METHOD_NOT_ALLOWED {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
            }
            response
        }
    }
}

/// An answer without `data`: nothing ran.
#[derive(Serialize)]
pub(super) struct Errors {
    pub(super) errors: Vec<ServerError>,
}

fn send(media: Media, status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_vec(body).expect("answers are plain");
    let headers =
        [(header::CONTENT_TYPE, media.as_str()), (header::CACHE_CONTROL, "no-store"), (header::VARY, "accept, cookie, authorization")];
    (status, headers, text).into_response()
}
