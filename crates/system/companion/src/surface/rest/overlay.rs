//! `/api/overlay`.

use axum::Json;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Problem, Problems, Query, ReadProblems, rest_routes};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Overlays;
use crate::model::OverlayStanding;
use crate::usecase::test_overlay::TestTip;

/// What the overlay's handlers are given.
#[derive(Clone)]
pub struct OverlayState {
    /// The face.
    pub overlays: Overlays,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<OverlayState> for Edge {
    fn from_ref(state: &OverlayState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<OverlayState> for Overlays {
    fn from_ref(state: &OverlayState) -> Self {
        state.overlays.clone()
    }
}

/// Every REST path of overlays.
pub fn overlay_rest(overlays: Overlays, edge: Edge) -> Router {
    routes().with_state(OverlayState { overlays, edge })
}

rest_routes! {
    fn routes() -> Router<OverlayState>;
    pub(super) fn document() -> OpenApi;
    show;
    rotate;
    test;
}

/// Nothing needs to be said.
#[derive(Deserialize, Serialize, Default, ToSchema)]
struct Nothing {}

/// The overlay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Overlay)]
struct OverlayBody {
    /// The address for OBS; only with `?reveal=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    url: Option<String>,
    /// Whether an overlay is open.
    connected: bool,
    /// When the address was made.
    #[schema(format = DateTime)]
    rotated_at: String,
}

impl From<OverlayStanding> for OverlayBody {
    fn from(standing: OverlayStanding) -> Self {
        Self { url: standing.url, connected: standing.connected, rotated_at: standing.rotated_at.to_string() }
    }
}

/// The new address.
#[derive(Debug, Serialize, ToSchema)]
struct RotatedOverlay {
    /// The address for OBS.
    #[schema(format = "uri")]
    url: String,
}

/// A test alert on its way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TestAlert {
    /// Which alert.
    #[schema(format = "uuid")]
    alert_id: String,
}

/// How much to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Reveal {
    /// Whether to show the address.
    #[serde(default)]
    reveal: bool,
}

/// The tip to pretend.
#[derive(Deserialize, Serialize, Default, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TestTip)]
struct TestBody {
    /// Money in minor units; 500 when not said.
    amount_cents: Option<i64>,
    /// Who gives it.
    tipper_name: Option<String>,
    /// What they say.
    message: Option<String>,
}

/// The overlay's standing.
#[utoipa::path(get, path = "/api/overlay", operation_id = "get_overlay", tag = "overlay", params(Reveal),
    responses((status = 200, body = OverlayBody), ReadProblems))]
async fn show(State(overlays): State<Overlays>, caller: Caller, Query(Reveal { reveal }): Query<Reveal>) -> Result<Response, Problem> {
    let standing = overlays.show_overlay(&caller, reveal).await?;
    Ok(unkept(Json(OverlayBody::from(standing)).into_response()))
}

/// Gives the overlay another address and cuts those off who have the old one.
#[utoipa::path(post, path = "/api/overlay/rotate", operation_id = "rotate_overlay", tag = "overlay", request_body = Option<Nothing>,
    responses((status = 200, body = RotatedOverlay), Problems))]
async fn rotate(
    State(overlays): State<Overlays>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    _body: Option<JsonBody<Nothing>>,
) -> Result<Response, Problem> {
    let once = key.once_secret(&caller, &Nothing {}, edge.clock.now());
    let url = overlays.rotate_overlay(&caller, once).await?;
    Ok(unkept(Json(RotatedOverlay { url }).into_response()))
}

/// Puts a test alert on the overlay.
#[utoipa::path(post, path = "/api/overlay/test", operation_id = "test_overlay", tag = "overlay", request_body = Option<TestBody>,
    responses((status = 201, body = TestAlert), Problems))]
async fn test(
    State(overlays): State<Overlays>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    body: Option<JsonBody<TestBody>>,
) -> Result<(StatusCode, Json<TestAlert>), Problem> {
    let body = body.map(|JsonBody(body)| body).unwrap_or_default();
    let once = key.once(&caller, &body, edge.clock.now());
    let TestBody { amount_cents, tipper_name, message } = body;
    let alert = overlays.test_overlay(&caller, TestTip { amount_cents, tipper_name, message }, once).await?;
    Ok((StatusCode::CREATED, Json(TestAlert { alert_id: alert.to_string() })))
}

/// An answer with a secret is not kept anywhere on its way.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
