//! What overlays see of events besides a session's own: looks, animations, who leads.

use footlights_base::Event;
use footlights_realtime::{Audience, WireEvent};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::audience::{ANONYMOUS, KEY_HOLDERS, PREVIEWS, VIEWERS};
use crate::events::{ANIMATION_TRIGGERED, LEADER_CHANGED, SESSION_STARTED, THEME_UPDATED};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnimationTrigger<'a> {
    #[serde(borrow)]
    session_id: &'a RawValue,
    #[serde(borrow, rename = "type")]
    kind: &'a RawValue,
    #[serde(borrow)]
    metadata: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LeaderChanged<'a> {
    #[serde(borrow)]
    session_id: &'a RawValue,
    leader: Value,
}

#[derive(Serialize, Deserialize)]
struct ThemeUpdated<'a> {
    #[serde(borrow)]
    theme: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionStarted<'a> {
    #[serde(borrow)]
    session_id: &'a RawValue,
    #[serde(borrow)]
    currency: &'a RawValue,
    #[serde(borrow)]
    started_at: &'a RawValue,
}

/// Animations are one of the seed's broadcast events; who leads is for the creator and her own overlays, and the rest for these
/// overlays alone.
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
