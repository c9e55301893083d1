//! Speaks what a persona has said, where it has a voice. Nobody waits for it and nothing of it is kept.

use crate::Speech;
use crate::chatbot::Cue;
use crate::model::SpeechEngine;
use crate::outlet::Spoken;
use crate::speech::Wording;

impl Speech {
    /// Makes an answer into sound and lets the overlays hear it. What cannot be spoken has been read already.
    pub(crate) async fn speak_answer(&self, cue: &Cue, voice: &str, text: &str) {
        let Some(wording) = Wording::of(text, &cue.ways.filter, cue.ways.chars_max) else { return };
        let engine: SpeechEngine = cue.ways.engine;
        let Ok(sound) = self.speak(engine, &wording.spoken, voice).await else { return };
        self.outlet.sound(Spoken {
            name: self.sound_name(),
            creator_id: cue.creator,
            session_id: cue.session,
            tip_id: cue.tip,
            persona_id: Some(cue.persona.id),
            text: wording.shown,
            voice: voice.to_owned(),
            volume: cue.ways.volume,
            sound,
        });
    }
}
