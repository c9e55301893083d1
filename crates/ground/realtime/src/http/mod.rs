//! The HTTP side: which request is what, and answers in the words of the reference server.

mod cors;
mod foreign;
mod polling;
mod short;
mod timed;
mod upgrade;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use footlights_socketio::{Method, Refusal, Route, Target, Transport, route};
use http::{HeaderMap, HeaderValue, StatusCode, header};

pub use foreign::ForeignRoute;
pub use short::{HEAD_MAX, Invited};
pub use timed::Timed;

use crate::admission::{Place, Turned};
use crate::shared::Shared;

/// Who a request comes from, where that is not the peer of the connection: set as request extension by whatever knows
/// the trusted proxies.
#[derive(Debug, Clone, Copy)]
pub struct RemoteAddr(pub IpAddr);

/// Marks requests on connections that are not plain TCP; no WebSocket can be taken from them (501).
#[derive(Debug, Clone, Copy)]
pub struct SealedTransport;

pub(crate) fn routes<S: Clone + Send + Sync + 'static>(shared: Arc<Shared>) -> Router<S> {
    let path = shared.settings.path.clone();
    Router::new().route(&path, any(serve)).route(&format!("{path}/"), any(serve)).with_state(shared)
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let cors = cors::headers(&shared.settings.origins, request.headers());
    let mut response =
        if request.method() == http::Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { dispatch(shared, request).await };
    response.headers_mut().extend(cors);
    response
}

async fn dispatch(shared: Arc<Shared>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let found = match route(&target(request.method(), request.headers(), &query)) {
        Ok(found) => found,
        Err(refusal) => return refused(refusal),
    };
    match found {
        Route::Open(transport) => {
            let remote = remote(&request);
            let place = match admit(&shared, remote) {
                Ok(place) => place,
                Err(response) => return response,
            };
            match transport {
                Transport::Polling => polling::open(&shared, remote, place).await,
                Transport::WebSocket => upgrade::open(&shared, request, remote, place),
            }
        }
        Route::Poll(sid) | Route::Payload(sid) | Route::Upgrade(sid) => {
            let Some((node, owner)) = Shared::parse_session_id(sid) else { return refused(Refusal::SessionUnknown) };
            if node != &*shared.node {
                return pass_on(&shared, node, request).await;
            }
            match found {
                Route::Payload(_) => polling::payload(&shared, owner, sid, request).await,
                Route::Upgrade(_) => upgrade::attach(&shared, owner, sid, request).await,
                _ => polling::poll(&shared, owner, sid).await,
            }
        }
    }
}

/// What a request is about.
fn target<'a>(method: &http::Method, headers: &HeaderMap, query: &'a str) -> Target<'a> {
    Target {
        method: match *method {
            http::Method::GET => Method::Get,
            http::Method::POST => Method::Post,
            _ => Method::Other,
        },
        upgrade: lists_websocket(headers),
        eio: parameter(query, "EIO"),
        transport: parameter(query, "transport"),
        sid: parameter(query, "sid"),
    }
}

async fn pass_on(shared: &Shared, node: &str, request: Request) -> Response {
    let answer = match shared.foreign.get() {
        Some(route) => route.pass_on(node, request).await,
        None => None,
    };
    answer.unwrap_or_else(|| refused(Refusal::SessionUnknown))
}

fn admit(shared: &Shared, remote: IpAddr) -> Result<Place, Response> {
    let turned = |status: StatusCode, reason: &'static str, after: &'static str| {
        metrics::counter!("footlights_realtime_turned_away_total", "reason" => reason).increment(1);
        (status, [(header::RETRY_AFTER, HeaderValue::from_static(after))]).into_response()
    };
    if shared.draining.load(Ordering::SeqCst) {
        return Err(turned(StatusCode::SERVICE_UNAVAILABLE, "draining", "5"));
    }
    shared.admission.enter(remote, shared.now_ms()).map_err(|why| match why {
        Turned::Full => turned(StatusCode::SERVICE_UNAVAILABLE, "full", "30"),
        Turned::TooMany => turned(StatusCode::TOO_MANY_REQUESTS, "address", "10"),
    })
}

fn remote(request: &Request) -> IpAddr {
    let extensions = request.extensions();
    let known = extensions.get::<RemoteAddr>().map(|remote| remote.0);
    let peer = || extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    // Without either nothing is known of the peer; it shares its limits with all such.
    known.or_else(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

fn refused(refusal: Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], refusal.body()).into_response()
}

fn lists_websocket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case("websocket")))
}

/// A query parameter as it stands; ours never need escapes.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}
