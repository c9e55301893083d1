//! What the chatbot says and what is spoken, on its way to whoever listens. Both are frames without a number: they may be lost,
//! and nothing of them is kept.

use footlights_base::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{PersonaId, PersonaTrigger, SessionId, TipId};

/// Where answers and sounds go: to the sockets in a server, into a list in a test.
pub trait Outlet: Send + Sync + 'static {
    /// Tells the followers of the session, on all nodes.
    fn respond(&self, response: &ChatbotResponse);

    /// Lets the overlays of the creator sound, on all nodes.
    fn sound(&self, spoken: Spoken);
}

/// The frame `chatbot_response`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatbotResponse {
    /// In which session.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// Who answers.
    #[schema(value_type = String, format = "uuid")]
    pub persona_id: PersonaId,
    /// What it is called.
    pub persona_name: String,
    /// What it says.
    pub response_text: String,
    /// Whom it answers; none when a timer went off.
    #[schema(required)]
    pub in_reply_to: Option<InReplyTo>,
    /// What set it off.
    pub trigger: PersonaTrigger,
    /// The voice that speaks it, if any.
    #[schema(required)]
    pub voice: Option<String>,
}

/// Whom an answer is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InReplyTo {
    /// As they call themselves.
    pub sender_name: String,
}

/// Something that was spoken: the frame `chat_participant_audio` before each node has put its address and `sound` to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spoken {
    /// The name under which it can be asked for.
    pub name: String,
    /// Whose overlays sound.
    pub creator_id: AccountId,
    /// In which session.
    pub session_id: SessionId,
    /// The tip whose message it is.
    pub tip_id: Option<TipId>,
    /// The persona whose answer it is.
    pub persona_id: Option<PersonaId>,
    /// What was spoken, with unwanted words masked.
    pub text: String,
    /// By which voice.
    pub voice: String,
    /// The overlay's volume: 0 to 100.
    pub volume: u8,
    /// The sound itself.
    #[serde(skip)]
    pub sound: Sound,
}

/// A sound that can be played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sound {
    /// How it is encoded.
    pub format: Format,
    /// The file.
    pub bytes: bytes::Bytes,
    /// How long it lasts, where that is known.
    pub duration_ms: Option<u64>,
}

/// How a sound is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = SoundFormat)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Opus in Ogg.
    Opus,
    /// MPEG audio.
    Mp3,
    /// RIFF.
    #[default]
    Wav,
}

impl Format {
    /// Its name in frames.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Opus => "audio/ogg",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
        }
    }
}
