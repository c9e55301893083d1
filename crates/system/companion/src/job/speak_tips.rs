//! A creator's line of tips to speak, one after another: the next begins when the one before has been heard. A tip that has
//! begun is taken out first, so none is heard twice; a crash in between costs that one its voice.

use std::time::Duration;

use footlights_base::AccountId;
use footlights_store::{Job, JobError, JobHandler, JobId, Retry, Stop, Tx};
use footlights_surface::BoxFuture;
use footlights_wordfilter::WordFilter;
use serde::Deserialize;

use super::speech_from_tips::{LATE, wake};
use crate::Speech;
use crate::events::creator_topic;
use crate::model::{CreatorSettings, SpeechFilterMode, search_text};
use crate::outlet::Spoken;
use crate::speech::Wording;
use crate::store::settings;
use crate::store::speech::{self, TipWords, WaitingSpeech};

/// The queue of these jobs.
pub(super) const QUEUE: &str = "companion.speech";
/// The pause between two tips.
const GAP: Duration = Duration::from_millis(500);
/// How long a tip may take to become sound before the next is looked at.
const MAKING_MAX: Duration = Duration::from_secs(40);
/// How long a sound lasts of which that is not known, for each character.
const PER_CHAR: Duration = Duration::from_millis(70);
/// Tips looked at in one go.
const LOOKED_AT_MAX: u32 = 100;

/// Runs the queue.
pub(super) struct SpeakTips {
    speech: Speech,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

/// A tip that is spoken now.
struct Next {
    tip: WaitingSpeech,
    wording: Wording,
    settings: CreatorSettings,
}

impl SpeakTips {
    /// On this speech.
    pub(super) fn new(speech: Speech) -> Self {
        Self { speech }
    }

    async fn speak_next(&self, job: &Job, creator: AccountId) -> Result<(), JobError> {
        let Some(next) = self.next(job, creator).await? else { return Ok(()) };
        let Next { tip, wording, settings } = next;
        let made = self.speech.speak(settings.tts.engine, &wording.spoken, &wording.voice).await;
        let lasts = match made {
            Ok(sound) => {
                let chars = u32::try_from(wording.spoken.chars().count()).unwrap_or(u32::MAX);
                let lasts = sound.duration_ms.map_or(PER_CHAR.saturating_mul(chars), Duration::from_millis);
                self.speech.outlet.sound(Spoken {
                    name: self.speech.sound_name(),
                    creator_id: creator,
                    session_id: tip.session,
                    tip_id: Some(tip.tip),
                    persona_id: None,
                    text: wording.shown,
                    voice: wording.voice,
                    volume: settings.alerts.volume,
                    sound,
                });
                lasts.saturating_add(GAP)
            }
            // Said in the log already; the next has its turn.
            Err(_) => Duration::ZERO,
        };
        self.go_on(creator, lasts).await
    }

    /// Takes the next tip out of the line and drops those that are not spoken.
    async fn next(&self, job: &Job, creator: AccountId) -> Result<Option<Next>, JobError> {
        let (now, job) = (self.speech.companion.now(), job.clone());
        let defaults = self.speech.companion.settings.for_creators();
        let run = move |tx: &mut Tx<'_>| {
            tx.check_claim(&job)?;
            let settings = settings::recall(tx, creator, &defaults)?;
            let silent = !settings.tts.enabled || settings.alerts.do_not_disturb;
            let free_at = speech::free_at(tx, creator)?;
            for tip in speech::list(tx, creator, LOOKED_AT_MAX)? {
                speech::take(tx, tip.tip)?;
                // Nobody looked when its turn came: the server was away.
                let turn = free_at.map_or(tip.queued_at, |free_at| free_at.max(tip.queued_at));
                if silent || now.since(turn) > LATE {
                    continue;
                }
                if let Some(wording) = speech::words(tx, tip.tip)?.and_then(|words| wording(&words, &settings)) {
                    speech::set_free_at(tx, creator, now.plus(MAKING_MAX))?;
                    return Ok(Some(Next { tip, wording, settings }));
                }
            }
            Ok(None)
        };
        Ok(self.speech.companion.store.write("companion.next_speech", creator_topic(creator), run).await?)
    }

    /// The voice is free after `lasts`; then the next is looked at.
    async fn go_on(&self, creator: AccountId, lasts: Duration) -> Result<(), JobError> {
        let (free_at, id) = (self.speech.companion.now().plus(lasts), self.job_id());
        let run = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            speech::set_free_at(tx, creator, free_at)?;
            if speech::count(tx, creator)? > 0 { wake(tx, creator, id, free_at) } else { Ok(()) }
        };
        Ok(self.speech.companion.store.write("companion.speech_done", creator_topic(creator), run).await?)
    }

    fn job_id(&self) -> JobId {
        JobId::new(&*self.speech.companion.clock, &self.speech.companion.chance)
    }
}

/// What is spoken of a tip, and how; nothing when it has no words left, or the filter says to skip it.
fn wording(words: &TipWords, settings: &CreatorSettings) -> Option<Wording> {
    let tts = &settings.tts;
    let filter = WordFilter::new(tts.filter.use_default_list, tts.filter.words.iter().map(String::as_str));
    let wording = Wording::of(words.message.as_deref()?, &filter, tts.max_chars as usize)?;
    if wording.hits > 0 && tts.filter.mode == SpeechFilterMode::Skip {
        return None;
    }
    let own = words.tipper_name.as_deref().and_then(|name| voice_of(name, settings));
    Some(wording.by(own.unwrap_or(&tts.voice)))
}

/// The voice of a tipper's own, however she writes herself.
fn voice_of<'a>(name: &str, settings: &'a CreatorSettings) -> Option<&'a str> {
    let wanted = search_text(name.trim());
    let mut voices = settings.tts.voices_by_tipper.iter();
    voices.find(|(tipper, _)| search_text(tipper.trim()) == wanted).map(|(_, voice)| voice.as_str())
}

impl JobHandler for SpeakTips {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let Whose { creator_id } = serde_json::from_value(job.payload.clone()).map_err(JobError::never)?;
            self.speak_next(&job, creator_id).await
        })
    }

    fn retry(&self) -> Retry {
        Retry { tries: 5, ..Retry::default() }
    }
}
