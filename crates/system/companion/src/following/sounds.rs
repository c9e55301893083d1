//! Answers and sounds on their way to the sockets of all nodes. An answer is a frame of its session; a sound goes to every node
//! once, which keeps it for its address and lets its own overlays hear it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{BufMut as _, Bytes, BytesMut};
use footlights_cluster::Cluster;
use footlights_realtime::{Ephemeral, Hub};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Overlays;
use crate::audience::{HELPERS, KEY_HOLDERS, PREVIEWS, STUDIO};
use crate::events::session_topic;
use crate::model::{PersonaId, SessionId, TipId};
use crate::outlet::{ChatbotResponse, Format, Outlet, Sound, Spoken};
use crate::speech::SOUND_BYTES_INSIDE_MAX;

/// The channel of sounds.
pub(crate) const SOUNDS: &str = "companion.sounds";
/// How the frame of a sound is called.
pub(crate) const AUDIO_FRAME: &str = "chat_participant_audio";

/// The outlet of a server.
pub struct SocketOutlet {
    hub: Hub,
    cluster: Cluster,
}

impl SocketOutlet {
    /// On these sockets, and on those of the other nodes.
    #[must_use]
    pub fn new(hub: Hub, cluster: Cluster) -> Self {
        Self { hub, cluster }
    }
}

impl Outlet for SocketOutlet {
    fn respond(&self, response: &ChatbotResponse) {
        let frame = Ephemeral::new(session_topic(response.session_id), "chatbot_response", response);
        self.hub.ephemeral(frame.only(&[STUDIO, HELPERS, KEY_HOLDERS, PREVIEWS]));
    }

    fn sound(&self, spoken: Spoken) {
        self.cluster.publish(SOUNDS, encode(&spoken));
    }
}

/// A sound between nodes: a line of JSON, then the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    format: Format,
    duration_ms: Option<u64>,
    #[serde(flatten)]
    spoken: Spoken,
}

fn encode(spoken: &Spoken) -> Bytes {
    let head = Head { format: spoken.sound.format, duration_ms: spoken.sound.duration_ms, spoken: spoken.clone() };
    let head = serde_json::to_vec(&head).expect("a head is a plain struct");
    let mut out = BytesMut::with_capacity(head.len() + 1 + spoken.sound.bytes.len());
    out.put(&head[..]);
    out.put_u8(b'\n');
    out.put(&spoken.sound.bytes[..]);
    out.freeze()
}

/// What another node, or this one, has spoken; none when it is another version's.
pub(crate) fn decode(message: &Bytes) -> Option<Spoken> {
    let end = message.iter().position(|byte| *byte == b'\n')?;
    let Head { format, duration_ms, spoken } = serde_json::from_slice(&message[..end]).ok()?;
    Some(Spoken { sound: Sound { format, bytes: message.slice(end + 1..), duration_ms }, ..spoken })
}

/// The frame `chat_participant_audio`, but for `sound`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AudioFrame<'a> {
    #[schema(value_type = String, format = "uuid")]
    session_id: SessionId,
    #[schema(value_type = Option<String>, format = "uuid", required)]
    tip_id: Option<TipId>,
    #[schema(value_type = Option<String>, format = "uuid", required)]
    persona_id: Option<PersonaId>,
    format: Format,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio_base64: Option<String>,
    audio_url: String,
    text: &'a str,
    voice: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    volume: f64,
}

/// Lets this node's followers hear it: the creator's overlays, one of them aloud where this node conducts them, and her studio.
pub(crate) fn play(overlays: &Overlays, hub: &Hub, spoken: &Spoken) {
    let Sound { format, bytes, duration_ms } = &spoken.sound;
    let frame = AudioFrame {
        session_id: spoken.session_id,
        tip_id: spoken.tip_id,
        persona_id: spoken.persona_id,
        format: *format,
        audio_base64: (bytes.len() <= SOUND_BYTES_INSIDE_MAX).then(|| STANDARD.encode(bytes)),
        audio_url: format!("/media/speech/{}", spoken.name),
        text: &spoken.text,
        voice: &spoken.voice,
        duration_ms: *duration_ms,
        volume: f64::from(spoken.volume) / 100.0,
    };
    let Ok(Value::Object(mut frame)) = serde_json::to_value(&frame) else { return };
    overlays.send_here(spoken.creator_id, AUDIO_FRAME, &frame);
    frame.insert("sound".to_owned(), Value::Bool(false));
    for audience in [STUDIO, HELPERS] {
        for socket in hub.watchers(&session_topic(spoken.session_id), audience) {
            socket.emit(AUDIO_FRAME, &frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use footlights_base::AccountId;

    use super::{decode, encode};
    use crate::model::SessionId;
    use crate::outlet::{Format, Sound, Spoken};

    #[test]
    fn a_sound_survives_the_way_to_another_node() {
        let spoken = Spoken {
            name: "n".into(),
            creator_id: AccountId::from_bytes([1; 16]),
            session_id: SessionId::from_bytes([2; 16]),
            tip_id: None,
            persona_id: None,
            text: "line\nbreak".into(),
            voice: "en".into(),
            volume: 80,
            sound: Sound { format: Format::Mp3, bytes: Bytes::from_static(b"ID3\n\0\n"), duration_ms: Some(9) },
        };
        assert_eq!(decode(&encode(&spoken)), Some(spoken));
        assert_eq!(decode(&Bytes::from_static(b"{}\nx")), None);
        assert_eq!(decode(&Bytes::from_static(b"no line")), None);
    }
}
