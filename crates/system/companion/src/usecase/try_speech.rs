//! Lets the creator hear a voice, and lists those there are. Nobody else hears it.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `speech_unavailable` (503).

use footlights_base::{Failure, Rejection, TextLimit};
use footlights_store::ReadTx;
use footlights_surface::{Caller, Role};
use footlights_wordfilter::WordFilter;

use crate::Speech;
use crate::outlet::Sound;
use crate::speech::{Wording, is_sound_name, is_voice};
use crate::store::settings;

const TEXT: TextLimit = TextLimit { field: "/text", chars_min: 1, chars_max: 200 };

/// The voices there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voices {
    /// Those of espeak-ng.
    pub installed: Vec<String>,
    /// The operator's voice at the speech service, when there is one; the service knows others.
    pub endpoint: Option<String>,
}

impl Speech {
    /// The voices there are.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_voices(&self, caller: &Caller) -> Result<Voices, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("settings:read")?;
        Ok(Voices { installed: self.installed_voices().await?, endpoint: self.endpoint_voice().map(str::to_owned) })
    }

    /// A text as it would be heard: the filter and the engine are those of the creator's settings.
    ///
    /// # Errors
    /// See the module.
    pub async fn try_speech(&self, caller: &Caller, text: &str, voice: Option<&str>) -> Result<Sound, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("settings:write")?;
        let text = TEXT.check(text).map_err(|error| Rejection::fields(vec![error]))?;
        if voice.is_some_and(|voice| !is_voice(voice)) {
            return Err(Rejection::field("/voice", "not_valid", "A name from GET /api/tts/voices, such as en-gb.").into());
        }
        let (creator, defaults) = (caller.account, self.companion.settings.for_creators());
        let look = move |read: &mut ReadTx<'_>| settings::load(read, creator, &defaults);
        let tts = self.companion.store.read("companion.try_speech", look).await?.tts;
        let filter = WordFilter::new(tts.filter.use_default_list, tts.filter.words.iter().map(String::as_str));
        let wording = Wording::of(&text, &filter, TEXT.chars_max);
        let wording = wording.ok_or_else(|| Rejection::field("/text", "not_valid", "There is nothing in it that can be spoken."))?;
        Ok(self.speak(tts.engine, &wording.spoken, voice.unwrap_or(&tts.voice)).await?)
    }

    /// A sound of the last ten minutes by its name, for whoever has the name; on any node.
    ///
    /// # Errors
    /// `not_found` (404).
    pub async fn open_sound(&self, name: &str) -> Result<Sound, Rejection> {
        let found = if is_sound_name(name) { self.shelf.find(name, &*self.companion.clock).await } else { None };
        found.ok_or_else(|| Rejection::not_found("sound"))
    }
}
