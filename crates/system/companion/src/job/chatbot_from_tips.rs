//! A tip that sets off a persona is answered, once: a durable job follows the tip. Tips that concern no persona cost a look.

use footlights_base::{AccountId, Event, Timestamp};
use footlights_chatbot::{Happening, History, decide};
use footlights_store::{JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::answer_jobs::QUEUE;
use super::speech_from_tips::waits;
use crate::Chatbot;
use crate::events::{TIP_RECEIVED, TIP_RELEASED, creator_topic};
use crate::model::{Persona, SessionId, TipId};
use crate::store::{persona, settings};

/// The durable subscriber that puts in an answer's job.
pub(super) struct ChatbotFromTips {
    chatbot: Chatbot,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    creator_id: AccountId,
    session_id: SessionId,
    tip: Tipped,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tipped {
    id: TipId,
    amount_cents: i64,
    held: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

impl ChatbotFromTips {
    /// On this chatbot.
    pub(super) fn new(chatbot: Chatbot) -> Self {
        Self { chatbot }
    }

    /// Whether some persona reacts to such a tip, cooldowns aside: those are looked at when it is answered.
    fn concerns(&self, creator: AccountId, personas: &[Persona], amount_cents: i64, at: Timestamp) -> bool {
        let roster = self.chatbot.rosters.ready(creator, personas);
        let history = History { per_minute: u32::MAX, ..History::default() };
        decide(&roster, Happening::Tip { amount_cents }, history, at).choice.is_some()
    }
}

impl Subscriber for ChatbotFromTips {
    fn name(&self) -> &'static str {
        "companion.chatbot_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[TIP_RECEIVED, TIP_RELEASED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let whose = serde_json::from_str::<Whose>(event.payload.get());
        whose.map_or_else(|_| Keys::none(), |whose| creator_topic(whose.creator_id).into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let Received { creator_id, session_id, tip } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        if waits(event, tip.held) {
            return Ok(());
        }
        let personas = persona::list_of_creator(tx, creator_id)?;
        if !personas.iter().any(Persona::hears_tips) || !self.concerns(creator_id, &personas, tip.amount_cents, event.occurred_at) {
            return Ok(());
        }
        if !settings::recall(tx, creator_id, &self.chatbot.companion.settings.for_creators())?.chatbot.enabled {
            return Ok(());
        }
        let payload = json!({
            "what": "tip", "tenantId": event.tenant, "creatorId": creator_id, "sessionId": session_id, "tipId": tip.id,
        });
        tx.enqueue(NewJob { id: derived(event), queue: QUEUE, key: creator_id.to_string(), run_at: event.occurred_at, payload })
    }

    /// What was said of late is not said of what is long past.
    fn handle_late(&self, _tx: &mut Tx<'_>, _event: &Event) -> Result<(), Stop> {
        Ok(())
    }
}

fn derived(event: &Event) -> JobId {
    let hash = Sha256::new().chain_update(b"persona answers").chain_update(event.id.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    JobId::from_bytes(bytes)
}
