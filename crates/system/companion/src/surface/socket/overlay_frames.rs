//! What overlays see of events besides a session's own: looks, animations, who leads.

use footlights_base::Event;
use footlights_realtime::{Audience, WireEvent};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::audience::{ANONYMOUS, KEY_HOLDERS, PREVIEWS, VIEWERS};
use crate::events::{ANIMATION_TRIGGERED, LEADER_CHANGED, SESSION_STARTED, THEME_UPDATED};
use crate::model::{AnimationType, Leader, Theme};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnimationTrigger<'a> {
    /// The session that is live.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, format = "uuid", required)]
    session_id: &'a RawValue,
    /// What is seen.
    #[serde(borrow, rename = "type")]
    #[schema(value_type = AnimationType)]
    kind: &'a RawValue,
    /// How long it lasts and what it is made of.
    #[serde(borrow)]
    #[schema(value_type = Object)]
    metadata: &'a RawValue,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeaderChanged<'a> {
    /// Which session.
    #[serde(borrow)]
    #[schema(value_type = String, format = "uuid")]
    session_id: &'a RawValue,
    /// Who leads; nobody when everything was given back.
    #[schema(value_type = Option<Leader>, required)]
    leader: Value,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct ThemeUpdated<'a> {
    /// The look.
    #[serde(borrow)]
    #[schema(value_type = Theme)]
    theme: &'a RawValue,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionStarted<'a> {
    /// Which.
    #[serde(borrow)]
    #[schema(value_type = String, format = "uuid")]
    session_id: &'a RawValue,
    /// What its tips are counted in.
    #[serde(borrow)]
    #[schema(value_type = String)]
    currency: &'a RawValue,
    /// When it began.
    #[serde(borrow)]
    #[schema(value_type = String, format = DateTime)]
    started_at: &'a RawValue,
}

/// Animations are one of the seed's broadcast events; who leads is for the creator, her moderators who may read tips and her own
/// overlays, and the rest for these overlays alone.
pub(super) fn of_overlay(event: &Event, audience: Audience) -> Option<WireEvent> {
    let keyed = matches!(audience, KEY_HOLDERS | PREVIEWS);
    match &*event.kind {
        ANIMATION_TRIGGERED => told::<AnimationTrigger<'_>>(event, "animation_trigger"),
        LEADER_CHANGED if !matches!(audience, ANONYMOUS | VIEWERS) => told::<LeaderChanged<'_>>(event, "leader_changed"),
        THEME_UPDATED if keyed => told::<ThemeUpdated<'_>>(event, "theme_updated"),
        SESSION_STARTED if keyed => told::<SessionStarted<'_>>(event, "session_started"),
        _ => None,
    }
}

/// The fields of the event that `T` names, as they are.
fn told<'a, T: Deserialize<'a> + Serialize>(event: &'a Event, name: &'static str) -> Option<WireEvent> {
    serde_json::from_str::<T>(event.payload.get()).ok().map(|fields| WireEvent::new(name, &fields))
}
