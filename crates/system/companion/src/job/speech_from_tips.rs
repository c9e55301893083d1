//! Tips with a message get in line to be spoken, where their creator wants that.

use std::time::Duration;

use footlights_base::{AccountId, Event, Timestamp};
use footlights_store::{JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::speak_tips::QUEUE;
use crate::events::{TIP_RECEIVED, TIP_RELEASED, creator_topic};
use crate::model::{CreatorSettings, SessionId, TipId};
use crate::store::{settings, speech};

/// The durable subscriber that puts tips in line.
#[derive(Debug)]
pub(super) struct SpeechFromTips {
    defaults: CreatorSettings,
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
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

impl SpeechFromTips {
    /// `defaults`: what a creator has not said.
    pub(super) fn new(defaults: CreatorSettings) -> Self {
        Self { defaults }
    }
}

impl Subscriber for SpeechFromTips {
    fn name(&self) -> &'static str {
        "companion.speech_from_tips"
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
        if waits(event, tip.held) || tip.message.is_none_or(|message| message.trim().is_empty()) {
            return Ok(());
        }
        let settings = settings::recall(tx, creator_id, &self.defaults)?;
        if !settings.tts.enabled || tip.amount_cents < settings.tts.min_cents || settings.alerts.do_not_disturb {
            return Ok(());
        }
        if speech::count(tx, creator_id)? >= settings.tts.queue_max {
            metrics::counter!("footlights_speech_refused_total").increment(1);
            return Ok(());
        }
        let new = speech::WaitingSpeech {
            tip: tip.id,
            tenant: event.tenant,
            creator: creator_id,
            session: session_id,
            sequence: event.sequence,
            queued_at: event.occurred_at,
        };
        speech::add(tx, &new)?;
        let free_at = speech::free_at(tx, creator_id)?.unwrap_or(event.occurred_at);
        wake(tx, creator_id, derived(event), free_at.max(event.occurred_at))
    }

    /// What was said of late is not said of what is long past.
    fn handle_late(&self, _tx: &mut Tx<'_>, _event: &Event) -> Result<(), Stop> {
        Ok(())
    }
}

/// Whether nobody is to hear of this tip yet: it came in held, and is told of again when a moderator or time lets it go.
pub(super) fn waits(event: &Event, held: bool) -> bool {
    held && &*event.kind == TIP_RECEIVED
}

/// Looks at a creator's line at this moment: there is one look at a time, and setting it again moves it.
pub(crate) fn wake(tx: &mut Tx<'_>, creator: AccountId, job: JobId, at: Timestamp) -> Result<(), Stop> {
    let name = creator.to_string();
    tx.schedule(&name, NewJob { id: job, queue: QUEUE, key: name.clone(), run_at: at, payload: json!({ "creatorId": creator }) })
}

fn derived(event: &Event) -> JobId {
    let hash = Sha256::new().chain_update(b"speak").chain_update(event.id.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    JobId::from_bytes(bytes)
}

/// What is later than this when the server comes back is not spoken any more.
pub(super) const LATE: Duration = Duration::from_mins(2);
