//! Lets an animation move over the picture now: in the live session for everybody who follows it, without one on the overlays
//! that hold the key. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404, no such animation of one's own).

use footlights_base::{Failure, FieldError, Rejection};
use footlights_store::{Keys, Once, ReadTx, Tx};
use footlights_surface::{Caller, Role};
use serde_json::Value;

use crate::Companion;
use crate::events::{AnimationTriggered, animation_triggered, creator_topic, session_topic};
use crate::model::{
    AnimationType, CustomAnimationId, DURATION_MS_USUAL, SessionId, animation_metadata, check_animation_metadata, check_animation_type,
    check_duration,
};
use crate::store::{custom_animation, session};

/// The animation to trigger.
#[derive(Debug, Clone, Default)]
pub struct TriggerAnimation {
    /// What is seen, as it is spelled everywhere.
    pub kind: String,
    /// Which of one's own; with `custom` and only there.
    pub custom_id: Option<CustomAnimationId>,
    /// How long, in milliseconds: 500 to 30,000.
    pub duration_ms: Option<i64>,
    /// A JSON object of at most 4 KiB that goes out with it.
    pub metadata: Option<Value>,
}

impl Companion {
    /// The session in which it is seen, if one is live.
    ///
    /// # Errors
    /// See the module.
    pub async fn trigger_animation(
        &self,
        caller: &Caller,
        command: TriggerAnimation,
        once: Option<Once>,
    ) -> Result<Option<SessionId>, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("animations:trigger")?;
        let (kind, duration_ms) = check_fields(&command)?;
        let said = command.metadata.map_or_else(|| Ok(serde_json::Map::new()), check_animation_metadata)?;
        let (creator, custom_id) = (caller.account, command.custom_id);
        let look = move |read: &mut ReadTx<'_>| {
            let found = custom_id.map(|id| custom_animation::lookup(read, creator, id)).transpose()?;
            let custom = found.map(|found| found.ok_or_else(|| Rejection::not_found("animation"))).transpose()?;
            Ok((custom, session::find_active_id(read, creator)?))
        };
        let (custom, live) = self.store.read("companion.animation_to_trigger", look).await?;
        let usual = custom.as_ref().map_or(DURATION_MS_USUAL, |custom| custom.duration_ms);
        let metadata = animation_metadata(said, duration_ms.unwrap_or(usual), custom.as_ref());
        let payload = AnimationTriggered::new(creator, live, kind, metadata);
        let (tenant, event, at) = (caller.tenant, self.new_event_id(), self.now());
        let key: Keys = live.map_or_else(|| creator_topic(creator), session_topic).into();
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                tx.publish(animation_triggered(tenant, &payload, event, at))?;
                Ok(payload.session_id)
            })
        };
        self.store.write("companion.trigger_animation", key, run).await
    }
}

fn check_fields(command: &TriggerAnimation) -> Result<(AnimationType, Option<u32>), Rejection> {
    let mut wrong = Vec::new();
    let kind = check_animation_type(&command.kind).map_err(|fault| wrong.push(fault)).ok();
    let duration_ms = command.duration_ms.map(check_duration).transpose().map_err(|fault| wrong.push(fault)).unwrap_or_default();
    let custom = kind == Some(AnimationType::Custom);
    if kind.is_some() && custom != command.custom_id.is_some() {
        let (code, detail) =
            if custom { ("missing", "Say which of your own animations.") } else { ("not_valid", "Only with the type `custom`.") };
        wrong.push(FieldError { field: "/customId".into(), code, detail: detail.into() });
    }
    kind.filter(|_| wrong.is_empty()).map(|kind| (kind, duration_ms)).ok_or_else(|| Rejection::fields(wrong))
}
