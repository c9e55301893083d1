//! `/api/animations`.

use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use footlights_base::Timestamp;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Path, Problem, Problems, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::animation_form::read_form;
use crate::Companion;
use crate::model::{AnimationType, CustomAnimation, CustomAnimationId, SessionId, asset_path};
use crate::usecase::trigger_animation::TriggerAnimation;

/// The animation to trigger.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TriggerAnimation)]
pub(super) struct TriggerBody {
    /// What is seen.
    #[serde(rename = "type")]
    #[schema(value_type = AnimationType)]
    kind: String,
    /// Which of one's own; with `custom` and only there.
    #[schema(value_type = Option<String>, format = "uuid")]
    custom_id: Option<CustomAnimationId>,
    /// How long, in milliseconds: 500 to 30,000; 4,000, or as long as one's own lasts, when not said.
    duration_ms: Option<i64>,
    /// Goes out with it: at most 4 KiB.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// Where it is seen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TriggeredAnimation)]
pub(super) struct TriggeredBody {
    /// The live session; null when only the overlays that hold the key see it.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    session_id: Option<SessionId>,
}

/// An animation of one's own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomAnimation)]
pub(super) struct CustomBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: CustomAnimationId,
    /// What it is called.
    name: String,
    /// Where its picture is.
    #[schema(required)]
    image_url: Option<String>,
    /// Where its sound is.
    #[schema(required)]
    sound_url: Option<String>,
    /// Where its film is.
    #[schema(required)]
    video_url: Option<String>,
    /// How long it lasts, in milliseconds.
    duration_ms: u32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// All animations of one's own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomAnimationList)]
pub(super) struct CustomList {
    /// Oldest first; at most 50.
    items: Vec<CustomBody>,
    /// There is one page.
    #[schema(required)]
    next_cursor: Option<String>,
}

impl From<CustomAnimation> for CustomBody {
    fn from(custom: CustomAnimation) -> Self {
        Self {
            id: custom.id,
            name: custom.name,
            image_url: custom.assets.image.map(asset_path),
            sound_url: custom.assets.sound.map(asset_path),
            video_url: custom.assets.video.map(asset_path),
            duration_ms: custom.duration_ms,
            created_at: custom.created_at,
        }
    }
}

/// Triggers an animation.
#[utoipa::path(post, path = "/api/animations/trigger", operation_id = "trigger_animation", tag = "animations", request_body = TriggerBody,
    responses((status = 200, body = TriggeredBody), Problems))]
pub(super) async fn trigger(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<TriggerBody>,
) -> Result<Json<TriggeredBody>, Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let TriggerBody { kind, custom_id, duration_ms, metadata } = body;
    let session_id = companion.trigger_animation(&caller, TriggerAnimation { kind, custom_id, duration_ms, metadata }, once).await?;
    Ok(Json(TriggeredBody { session_id }))
}

/// Lists one's own animations.
#[utoipa::path(get, path = "/api/animations/custom", operation_id = "list_custom_animations", tag = "animations",
    responses((status = 200, body = CustomList), ReadProblems))]
pub(super) async fn list_custom(State(companion): State<Companion>, caller: Caller) -> Result<Json<CustomList>, Problem> {
    let items = companion.list_custom_animations(&caller).await?.into_iter().map(CustomBody::from).collect();
    Ok(Json(CustomList { items, next_cursor: None }))
}

/// Adds an animation of one's own.
#[utoipa::path(post, path = "/api/animations/custom", operation_id = "add_custom_animation", tag = "animations",
    request_body(content = super::animation_form::AddForm, content_type = "multipart/form-data"),
    responses((status = 201, body = CustomBody), Problems))]
pub(super) async fn add_custom(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<CustomBody>), Problem> {
    let _place = companion.begin_upload(&caller)?;
    let (command, form) = read_form(form).await?;
    let once = key.once(&caller, &form, edge.clock.now());
    let added = companion.add_custom_animation(&caller, command, once).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Takes away one of one's own animations.
#[utoipa::path(delete, path = "/api/animations/custom/{id}", operation_id = "delete_custom_animation", tag = "animations",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn delete_custom(
    State(companion): State<Companion>,
    caller: Caller,
    Path(id): Path<CustomAnimationId>,
) -> Result<StatusCode, Problem> {
    companion.delete_custom_animation(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
