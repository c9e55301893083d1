//! `/api/tts` and `/media/speech`.

use axum::Json;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use footlights_surface::{Caller, Edge, JsonBody, Path, Problem, Problems, ReadProblems, rest_routes};
use http::{HeaderName, HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Speech;
use crate::outlet::{Format, Sound};

/// Whatever a sound's bytes are, no browser runs them.
const HARMLESS: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    // It is gone after ten minutes, here and there.
    (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=600, immutable")),
];

/// What speech's handlers are given.
#[derive(Clone)]
pub struct SpeechState {
    /// The face.
    pub speech: Speech,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<SpeechState> for Edge {
    fn from_ref(state: &SpeechState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<SpeechState> for Speech {
    fn from_ref(state: &SpeechState) -> Self {
        state.speech.clone()
    }
}

/// Every HTTP path of speech.
pub fn speech_rest(speech: Speech, edge: Edge) -> Router {
    routes().with_state(SpeechState { speech, edge })
}

rest_routes! {
    fn routes() -> Router<SpeechState>;
    pub(super) fn document() -> OpenApi;
    voices;
    try_out;
    sound;
}

/// The voices there are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Voices)]
struct VoicesBody {
    /// Those of espeak-ng on this server.
    items: Vec<String>,
    /// Always null.
    #[schema(required)]
    next_cursor: Option<String>,
    /// The operator's voice at the speech service, where there is one; the service may know others.
    #[schema(required)]
    endpoint_voice: Option<String>,
}

/// What to speak.
#[derive(Deserialize, ToSchema)]
#[schema(as = TrySpeech)]
struct TryBody {
    /// 1 to 200 characters.
    text: String,
    /// By which voice; that of the settings when not said.
    voice: Option<String>,
}

/// A sound.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TriedSpeech)]
struct SoundBody {
    /// `opus`, `mp3` or `wav`.
    #[schema(value_type = String)]
    format: Format,
    /// The file.
    audio_base64: String,
    /// How long it lasts, where that is known.
    #[schema(required)]
    duration_ms: Option<u64>,
}

impl From<Sound> for SoundBody {
    fn from(sound: Sound) -> Self {
        Self { format: sound.format, audio_base64: STANDARD.encode(&sound.bytes), duration_ms: sound.duration_ms }
    }
}

/// Lists the voices.
#[utoipa::path(get, path = "/api/tts/voices", operation_id = "list_voices", tag = "speech", responses((status = 200, body = VoicesBody), ReadProblems))]
async fn voices(State(speech): State<Speech>, caller: Caller) -> Result<Json<VoicesBody>, Problem> {
    let voices = speech.list_voices(&caller).await?;
    Ok(Json(VoicesBody { items: voices.installed, next_cursor: None, endpoint_voice: voices.endpoint }))
}

/// Speaks a text for the caller alone.
#[utoipa::path(post, path = "/api/tts/try", operation_id = "try_speech", tag = "speech", request_body = TryBody,
    responses((status = 200, body = SoundBody), Problems))]
async fn try_out(State(speech): State<Speech>, caller: Caller, JsonBody(body): JsonBody<TryBody>) -> Result<Json<SoundBody>, Problem> {
    Ok(Json(speech.try_speech(&caller, &body.text, body.voice.as_deref()).await?.into()))
}

/// A sound of the last ten minutes, for whoever has its address.
#[utoipa::path(get, path = "/media/speech/{id}", operation_id = "get_speech", tag = "speech", params(("id" = String, Path)), security(()),
    responses((status = 200, content_type = "audio/ogg", body = Vec<u8>), ReadProblems))]
async fn sound(State(speech): State<Speech>, Path(id): Path<String>) -> Result<Response, Problem> {
    let sound = speech.open_sound(&id).await?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(sound.format.media_type()))];
    Ok((HARMLESS, kind, sound.bytes).into_response())
}
