//! `/api/settings`.

use axum::Json;
use axum::extract::State;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Problem, Problems, Query, ReadProblems};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::body::OnBehalf;
use crate::Companion;
use crate::model::{AlertSettings, CreatorSettings, VersionedSettings};

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

/// What of them whoever looks after a creator's alerts may see.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertsOnlySettings)]
pub(super) struct AlertSettingsBody {
    /// One more with each change of any setting.
    version: i64,
    /// How alerts come.
    alerts: AlertSettings,
}

impl From<VersionedSettings> for AlertSettingsBody {
    fn from(VersionedSettings { version, settings }: VersionedSettings) -> Self {
        Self { version, alerts: settings.alerts }
    }
}

/// All of one's own, or what one may see of somebody else's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum SeenSettings {
    /// All.
    Own(Box<SettingsBody>),
    /// As a moderator.
    Alerts(AlertSettingsBody),
}

/// Every setting, one's own or the default; with `creatorId` how the alerts of a creator come whom one helps.
#[utoipa::path(get, path = "/api/settings", operation_id = "get_settings", tag = "settings", params(OnBehalf),
    responses((status = 200, body = SettingsBody), ReadProblems))]
pub(super) async fn read(
    State(companion): State<Companion>,
    caller: Caller,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
) -> Result<Json<SeenSettings>, Problem> {
    Ok(Json(match creator_id.filter(|creator| *creator != caller.account) {
        Some(creator) => SeenSettings::Alerts(companion.get_alert_settings(&caller, creator).await?.into()),
        None => SeenSettings::Own(Box::new(companion.get_settings(&caller).await?.into())),
    }))
}

/// Changes what is said and nothing else: any part of what `GET` answers but the version. Null takes a value back to its
/// default; a list is replaced as a whole.
#[utoipa::path(patch, path = "/api/settings", operation_id = "update_settings", tag = "settings", params(OnBehalf),
    request_body(content = inline(Object), description = "Sections with the names to change, such as `{\"alerts\": {\"volume\": 40}}`."),
    responses((status = 200, body = SettingsBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
    JsonBody(change): JsonBody<Map<String, Value>>,
) -> Result<Json<SeenSettings>, Problem> {
    let once = key.once(&caller, &(creator_id, &change), edge.clock.now());
    Ok(Json(match creator_id.filter(|creator| *creator != caller.account) {
        Some(creator) => SeenSettings::Alerts(companion.update_alert_settings(&caller, creator, change, once).await?.into()),
        None => SeenSettings::Own(Box::new(companion.update_settings(&caller, change, once).await?.into())),
    }))
}
