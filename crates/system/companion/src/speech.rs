//! The face of speech: tips and personas heard aloud. Owns how text becomes sound; what is spoken and when is for the use
//! cases and jobs.

mod endpoint;
mod espeak;
mod shelf;
mod wav;
mod wording;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{ErrorKind, Rejection};
use footlights_program::Programs;

pub use endpoint::SpeechEndpointSettings;
pub(crate) use shelf::Shelf;
pub(crate) use wording::Wording;

use self::endpoint::Endpoint;
use self::espeak::Espeak;
use crate::Companion;
use crate::model::SpeechEngine;
use crate::outlet::{Outlet, Sound};

/// The largest sound that stands in the frame itself: 128 KiB of base64.
pub(crate) const SOUND_BYTES_INSIDE_MAX: usize = 96 << 10;
/// The largest sound at all: what nodes tell one another has 1 MiB.
pub(crate) const SOUND_BYTES_LINKED_MAX: usize = 900 << 10;
/// The longest name of a voice.
const VOICE_BYTES_MAX: usize = 64;
/// The voice of who has chosen none, and where the wanted one is not installed.
pub(crate) const PLAIN_VOICE: &str = "en";
/// Random bytes of a sound's name.
const NAME_BYTES: usize = 24;

/// Settings of speech: all of them the operator's.
#[derive(Clone)]
pub struct VoiceSettings {
    /// espeak-ng (`FOOTLIGHTS_ESPEAK`).
    pub espeak: PathBuf,
    /// ffmpeg, which makes its sound small where it is installed.
    pub ffmpeg: PathBuf,
    /// Programs that run at once (`FOOTLIGHTS_SPEECH_PROCESSES`).
    pub processes: usize,
    /// How long a program may take; none: the default of ten seconds.
    pub time_out: Option<Duration>,
    /// A speech service, if there is one.
    pub endpoint: Option<SpeechEndpointSettings>,
}

impl Default for VoiceSettings {
    fn default() -> Self {
        Self { espeak: "espeak-ng".into(), ffmpeg: "ffmpeg".into(), processes: 2, time_out: None, endpoint: None }
    }
}

/// What speech stands on.
pub struct SpeechParts {
    /// Whose tips are spoken.
    pub companion: Companion,
    /// Where sounds go.
    pub outlet: Arc<dyn Outlet>,
    /// Settings.
    pub settings: VoiceSettings,
}

/// Speech of all creators. Cheap to clone.
#[derive(Clone)]
pub struct Speech(Arc<Inner>);

pub struct Inner {
    pub(crate) companion: Companion,
    pub(crate) outlet: Arc<dyn Outlet>,
    pub(crate) shelf: Shelf,
    espeak: Espeak,
    endpoint: Option<Endpoint>,
}

impl std::ops::Deref for Speech {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Speech {
    /// Puts it on its parts; starts no program yet.
    #[must_use]
    pub fn new(parts: SpeechParts) -> Self {
        let SpeechParts { companion, outlet, settings } = parts;
        let espeak = Espeak::new(settings.espeak, settings.ffmpeg, Programs::new(settings.processes), settings.time_out);
        Self(Arc::new(Inner { companion, outlet, shelf: Shelf::default(), espeak, endpoint: settings.endpoint.map(Endpoint::new) }))
    }

    /// Makes a text into sound: by the service when the creator wants it and it answers, else by espeak-ng. The text is never
    /// logged.
    pub(crate) async fn speak(&self, engine: SpeechEngine, text: &str, voice: &str) -> Result<Sound, Rejection> {
        if let (SpeechEngine::Endpoint, Some(endpoint)) = (engine, &self.endpoint) {
            // The plain voice is espeak-ng's: who has it has chosen none of the service's.
            let chosen = if voice == PLAIN_VOICE { &endpoint.settings.voice } else { voice };
            match endpoint.speak(text, chosen).await {
                Ok(sound) => return Ok(sound),
                Err(error) => tracing::warn!(%error, "the speech endpoint spoke nothing; espeak-ng does"),
            }
        }
        let spoken = self.espeak.speak(text, voice).await;
        spoken.map_err(|error| {
            tracing::warn!(%error, "nothing was spoken");
            speechless()
        })
    }

    /// The voices of espeak-ng.
    pub(crate) async fn installed_voices(&self) -> Result<Vec<String>, Rejection> {
        self.espeak.voices().await.map_err(|error| {
            tracing::warn!(%error, "the voices could not be listed");
            speechless()
        })
    }

    /// The operator's voice at the service, when there is a service.
    pub(crate) fn endpoint_voice(&self) -> Option<&str> {
        self.endpoint.as_ref().map(|endpoint| endpoint.settings.voice.as_str())
    }

    /// A name under which a sound can be asked for.
    pub(crate) fn sound_name(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.companion.chance.bytes::<NAME_BYTES>())
    }
}

/// Whether a sound may have this name.
pub(crate) fn is_sound_name(name: &str) -> bool {
    URL_SAFE_NO_PAD.decode(name).is_ok_and(|bytes| bytes.len() == NAME_BYTES)
}

fn speechless() -> Rejection {
    Rejection::new(ErrorKind::Unavailable, "speech_unavailable", "Nothing can be spoken now; `footlights doctor` says what is missing.")
}

/// Whether this may be the name of a voice: a plain word, since it becomes an argument of a program.
pub(crate) fn is_voice(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+');
    (1..=VOICE_BYTES_MAX).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with(['-', '+'])
}

#[cfg(test)]
mod tests {
    use super::is_voice;

    #[test]
    fn voices_are_plain_words() {
        assert!(["en", "en-gb", "en+f3", "alloy", "de_DE"].into_iter().all(is_voice));
        for bad in ["", "-v", "../../etc/passwd", "gmw/en", "a b", "é", &"x".repeat(65)] {
            assert!(!is_voice(bad), "{bad}");
        }
    }
}
