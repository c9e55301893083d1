//! What followers of a creator see of her alerts.

use footlights_base::{AccountId, Event, Rejection, Timestamp};
use footlights_realtime::{Audience, WireEvent};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::audience::{KEY_HOLDERS, PREVIEWS, STUDIO};
use crate::events::{
    ALERT_CHANGED, ALERT_QUEUED, ALERT_RELEASED, ALERT_SKIPPED, AlertChanged, AlertQueued, SETTINGS_UPDATED, SettingsUpdated,
};
use crate::model::{AlertId, AlertSettings, AlertState, SessionOwner, TipId};
use crate::usecase::follow_creator::AlertsNow;
use crate::{AlertBody, Companion};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queued {
    #[schema(value_type = String, format = "uuid")]
    alert_id: AlertId,
    kind: String,
    held: bool,
    #[schema(value_type = Option<String>, format = "uuid", required)]
    tip_id: Option<TipId>,
    #[schema(value_type = Object)]
    payload: Box<RawValue>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    release_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    #[schema(value_type = String, format = "uuid")]
    alert_id: AlertId,
    state: AlertState,
    attempt: u8,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Skipped {
    #[schema(value_type = String, format = "uuid")]
    alert_id: AlertId,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Settings {
    version: i64,
    alerts: AlertSettings,
}

/// What is told of a creator's alerts to who begins to follow.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatorState {
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    creator_id: AccountId,
    /// What waits or shows.
    alerts: Vec<AlertBody>,
    /// How alerts come.
    #[schema(inline)]
    settings: Settings,
}

/// What this audience sees of an event on `creator:ID`: the studio everything; overlays only that what they show is to go.
pub(super) fn of_creator(event: &Event, audience: Audience) -> Option<WireEvent> {
    match (&*event.kind, audience) {
        (ALERT_QUEUED, STUDIO) => {
            let AlertQueued { alert_id, kind, held, tip_id, payload, release_at, .. } = serde_json::from_str(event.payload.get()).ok()?;
            Some(WireEvent::new("alert_queued", &Queued { alert_id, kind, held, tip_id, payload, release_at }))
        }
        (ALERT_CHANGED | ALERT_RELEASED | ALERT_SKIPPED, STUDIO) => {
            let AlertChanged { alert_id, state, attempt, .. } = serde_json::from_str(event.payload.get()).ok()?;
            Some(WireEvent::new("alert_changed", &Changed { alert_id, state, attempt }))
        }
        (ALERT_SKIPPED, KEY_HOLDERS | PREVIEWS) => {
            let AlertChanged { alert_id, attempt, .. } = serde_json::from_str(event.payload.get()).ok()?;
            (attempt > 0).then(|| WireEvent::new("alert_skipped", &Skipped { alert_id }))
        }
        (SETTINGS_UPDATED, STUDIO) => {
            let SettingsUpdated { settings_version, alerts, .. } = serde_json::from_str(event.payload.get()).ok()?;
            Some(WireEvent::new("settings_updated", &Settings { version: settings_version, alerts }))
        }
        _ => None,
    }
}

/// The state of a creator's alerts for those who begin to follow, or have missed too much.
pub(super) fn snapshot(
    companion: &Companion,
    owner: SessionOwner,
) -> impl Fn(&mut ReadTx<'_>) -> Result<Value, Stop> + Send + Sync + use<> {
    let now = companion.alerts_in_snapshot(owner);
    move |read| {
        let AlertsNow { alerts, settings_version, settings } = now(read)?;
        let alerts: Vec<AlertBody> = alerts.into_iter().map(AlertBody::from).collect();
        let settings = Settings { version: settings_version, alerts: settings };
        serde_json::to_value(CreatorState { creator_id: owner.creator_id, alerts, settings }).map_err(Stop::broken)
    }
}

/// The creator a client names, or the caller; what is no id does not exist.
pub(super) fn creator_id(named: Option<&str>, caller: &Caller) -> Result<AccountId, Rejection> {
    named.map_or(Ok(caller.account), |named| named.parse().map_err(|_| Rejection::not_found("creator")))
}
