//! A tip that is large enough sets off an animation, once: the highest tier of the creator's settings that it reaches and that
//! can be shown.

use footlights_base::{AccountId, Event};
use footlights_store::{Keys, Read, Stop, Subscriber, Tx};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::events::{AnimationTriggered, TIP_RECEIVED, TIP_RELEASED, animation_triggered, creator_topic, id_after};
use crate::model::{AnimationTier, AnimationType, CreatorSettings, CustomAnimation, SessionId, TipId, animation_metadata};
use crate::store::{custom_animation, settings};

/// The durable subscriber that lets tips set off animations.
#[derive(Debug)]
pub struct AnimationsFromTips {
    defaults: CreatorSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    creator_id: AccountId,
    session_id: SessionId,
    amount_cents: i64,
    tip: Which,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

#[derive(Deserialize)]
struct Which {
    id: TipId,
    held: bool,
}

/// What is shown, how much of it (1 for the lowest tier), and for how long.
struct Chosen {
    kind: AnimationType,
    tier: usize,
    duration_ms: u32,
    custom: Option<CustomAnimation>,
}

impl AnimationsFromTips {
    /// `defaults`: what holds where a creator has said nothing.
    #[must_use]
    pub fn new(defaults: CreatorSettings) -> Self {
        Self { defaults }
    }
}

impl Subscriber for AnimationsFromTips {
    fn name(&self) -> &'static str {
        "companion.animations_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[TIP_RECEIVED, TIP_RELEASED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let whose = serde_json::from_str::<Whose>(event.payload.get());
        whose.map_or_else(|_| Keys::none(), |whose| [event.topic.clone(), creator_topic(whose.creator_id)].into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let received: Received = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        // What waits for a moderator shows nothing of itself before it is let go.
        if received.tip.held {
            return Ok(());
        }
        let settings = settings::recall(tx, received.creator_id, &self.defaults)?.animations;
        if !settings.enabled {
            return Ok(());
        }
        let Some(chosen) = choose(tx, received.creator_id, &settings.tiers, received.amount_cents)? else { return Ok(()) };
        let mut said = Map::new();
        said.insert("tipId".to_owned(), received.tip.id.to_string().into());
        said.insert("tier".to_owned(), Value::from(chosen.tier));
        let metadata = animation_metadata(said, chosen.duration_ms, chosen.custom.as_ref());
        let payload = AnimationTriggered::new(received.creator_id, Some(received.session_id), chosen.kind, metadata);
        tx.publish(animation_triggered(event.tenant, &payload, id_after("animation", event.id), event.occurred_at))?;
        Ok(())
    }
}

/// The highest tier that is reached; one whose own animation was taken away makes way for the next.
fn choose(read: &mut impl Read, creator: AccountId, tiers: &[AnimationTier], amount_cents: i64) -> Result<Option<Chosen>, Stop> {
    let mut reached: Vec<&AnimationTier> = tiers.iter().filter(|tier| amount_cents >= tier.min_cents).collect();
    reached.sort_by_key(|tier| tier.min_cents);
    for (place, tier) in reached.iter().enumerate().rev() {
        let chosen = |custom| Chosen { kind: tier.kind, tier: place + 1, duration_ms: tier.duration_ms, custom };
        if tier.kind != AnimationType::Custom {
            return Ok(Some(chosen(None)));
        }
        let Some(id) = tier.custom_id.as_deref().and_then(|id| id.parse().ok()) else { continue };
        if let Some(custom) = custom_animation::lookup(read, creator, id)? {
            return Ok(Some(chosen(Some(custom))));
        }
    }
    Ok(None)
}
