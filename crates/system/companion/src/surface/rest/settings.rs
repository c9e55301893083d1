//! `/api/settings`.

use axum::Json;
use axum::extract::State;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Problem, Problems, ReadProblems};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::Companion;
use crate::model::{CreatorSettings, VersionedSettings};

/// A creator's settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Settings)]
pub(super) struct SettingsBody {
    /// 0 until something is changed; one more with each change.
    version: i64,
    #[serde(flatten)]
    settings: CreatorSettings,
}

impl From<VersionedSettings> for SettingsBody {
    fn from(VersionedSettings { version, settings }: VersionedSettings) -> Self {
        Self { version, settings }
    }
}

/// Every setting, one's own or the default.
#[utoipa::path(get, path = "/api/settings", operation_id = "get_settings", tag = "settings",
    responses((status = 200, body = SettingsBody), ReadProblems))]
pub(super) async fn read(State(companion): State<Companion>, caller: Caller) -> Result<Json<SettingsBody>, Problem> {
    Ok(Json(companion.get_settings(&caller).await?.into()))
}

/// Changes what is said and nothing else: any part of what `GET` answers but the version. Null takes a value back to its
/// default; a list is replaced as a whole.
#[utoipa::path(patch, path = "/api/settings", operation_id = "update_settings", tag = "settings",
    request_body(content = inline(Object), description = "Sections with the names to change, such as `{\"alerts\": {\"volume\": 40}}`."),
    responses((status = 200, body = SettingsBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(change): JsonBody<Map<String, Value>>,
) -> Result<Json<SettingsBody>, Problem> {
    let once = key.once(&caller, &change, edge.clock.now());
    Ok(Json(companion.update_settings(&caller, change, once).await?.into()))
}
