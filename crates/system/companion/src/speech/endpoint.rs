//! The operator's speech service, by the speech API that most such services speak.

use std::time::Duration;

use footlights_outbound::{Outbound, OutboundError, OutboundSettings, Reach};
use http::{Request, StatusCode, header};
use serde::Serialize;

use super::SOUND_BYTES_LINKED_MAX;
use crate::outlet::{Format, Sound};

/// How long a text may take to be spoken.
const TIME_OUT: Duration = Duration::from_secs(10);

/// Settings of the speech service: all of them the operator's.
#[derive(Clone)]
pub struct SpeechEndpointSettings {
    /// Where the API begins, such as `https://api.example.com/v1` (`FOOTLIGHTS_SPEECH_URL`).
    pub url: String,
    /// Its bearer key (`FOOTLIGHTS_SPEECH_KEY`).
    pub key: Option<String>,
    /// Which model (`FOOTLIGHTS_SPEECH_MODEL`).
    pub model: String,
    /// The voice of who has chosen none (`FOOTLIGHTS_SPEECH_VOICE`).
    pub voice: String,
}

/// Why the service spoke nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum EndpointError {
    /// It was not reached in time.
    #[error(transparent)]
    Unreached(#[from] OutboundError),
    /// It said no.
    #[error("the endpoint answered {0}")]
    Refused(StatusCode),
    /// What it sent is no sound.
    #[error("what the endpoint sent is no sound we know")]
    NoSound,
}

/// Speaks by the service.
pub(super) struct Endpoint {
    pub(super) settings: SpeechEndpointSettings,
    outbound: Outbound,
}

#[derive(Serialize)]
struct Asked<'a> {
    model: &'a str,
    input: &'a str,
    voice: &'a str,
    response_format: &'static str,
}

impl Endpoint {
    pub(super) fn new(settings: SpeechEndpointSettings) -> Self {
        let limits =
            OutboundSettings { time_out: TIME_OUT, response_bytes_max: SOUND_BYTES_LINKED_MAX, ..OutboundSettings::new(Reach::Operator) };
        Self { settings, outbound: Outbound::new(limits) }
    }

    pub(super) async fn speak(&self, text: &str, voice: &str) -> Result<Sound, EndpointError> {
        let asked = Asked { model: &self.settings.model, input: text, voice, response_format: "mp3" };
        let body = serde_json::to_vec(&asked).expect("a request is a plain struct");
        let mut request = Request::post(format!("{}/audio/speech", self.settings.url.trim_end_matches('/')))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = &self.settings.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let request = request.body(body).map_err(|_| OutboundError::OutOfReach("the address is not a URL"))?;
        let response = self.outbound.send(request).await?;
        if response.status() != StatusCode::OK {
            return Err(EndpointError::Refused(response.status()));
        }
        let bytes = response.into_body();
        let format = format_of(&bytes).ok_or(EndpointError::NoSound)?;
        Ok(Sound { format, bytes, duration_ms: None })
    }
}

/// What a file is by its content; what it calls itself does not count.
fn format_of(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [b'I', b'D', b'3', ..] => Some(Format::Mp3),
        // Eleven set bits, then a layer that is not reserved.
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some(Format::Mp3),
        [b'O', b'g', b'g', b'S', ..] => Some(Format::Opus),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Format::Wav),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::format_of;
    use crate::outlet::Format;

    #[test]
    fn sounds_are_known_by_their_content() {
        assert_eq!(format_of(b"ID3\x04"), Some(Format::Mp3));
        assert_eq!(format_of(&[0xff, 0xfb, 0x90]), Some(Format::Mp3));
        assert_eq!(format_of(b"OggS\0"), Some(Format::Opus));
        assert_eq!(format_of(b"RIFF\0\0\0\0WAVEfmt "), Some(Format::Wav));
        for none in [&b"<html>"[..], b"", &[0xff, 0xe1], b"{\"error\":1}"] {
            assert_eq!(format_of(none), None);
        }
    }
}
