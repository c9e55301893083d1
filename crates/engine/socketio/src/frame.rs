//! Outgoing messages, encoded once. A `Frame` is the WebSocket bytes, header included, shared by reference among all
//! receivers; the form for long-polling is read off the same bytes, so there is never a second encoding to keep.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{BufMut as _, Bytes};

use crate::event::AckId;
use crate::websocket::{Opcode, header_len, put_header};

/// One outgoing message (with its attachments, if any), ready for any transport. Cloning shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    /// An event for the clients of a namespace.
    ///
    /// `args` are the arguments as JSON values separated by commas, without brackets: what `serde_json::to_string`
    /// makes of the payload, for the usual single argument; empty for none. They are not checked again.
    #[must_use]
    pub fn event(namespace: &str, name: &str, args: &str) -> Self {
        Self::event_packet(namespace, name, args, None, &[])
    }

    /// As [`Frame::event`], with an acknowledgement id and binary attachments, for which `args` holds placeholders
    /// `{"_placeholder":true,"num":N}`.
    #[must_use]
    pub fn event_packet(namespace: &str, name: &str, args: &str, ack: Option<AckId>, attachments: &[Bytes]) -> Self {
        let kind = if attachments.is_empty() { '2' } else { '5' };
        let mut prefix = packet_prefix(kind, namespace, ack, attachments.len());
        prefix.push('[');
        push_json_string(&mut prefix, name);
        if !args.is_empty() {
            prefix.push(',');
        }
        Self::assemble(&[&prefix, args, "]"], attachments)
    }

    /// The answer to an event that asked for one; `args` as in [`Frame::event`].
    #[must_use]
    pub fn ack(namespace: &str, id: AckId, args: &str, attachments: &[Bytes]) -> Self {
        let kind = if attachments.is_empty() { '3' } else { '6' };
        let mut prefix = packet_prefix(kind, namespace, Some(id), attachments.len());
        prefix.push('[');
        Self::assemble(&[&prefix, args, "]"], attachments)
    }

    /// `40/ns,{"sid":…}`: the client is in.
    pub(crate) fn connected(namespace: &str, sid: &str) -> Self {
        let mut text = packet_prefix('0', namespace, None, 0);
        text.push_str("{\"sid\":");
        push_json_string(&mut text, sid);
        text.push('}');
        Self::text(&text)
    }

    /// `44/ns,{"message":…,"data":…}`: the client is not let in. `data` is JSON.
    pub(crate) fn refused(namespace: &str, message: &str, data: Option<&str>) -> Self {
        let mut text = packet_prefix('4', namespace, None, 0);
        text.push_str("{\"message\":");
        push_json_string(&mut text, message);
        if let Some(data) = data {
            text.push_str(",\"data\":");
            text.push_str(data);
        }
        text.push('}');
        Self::text(&text)
    }

    /// `41/ns,`: the client is put out and stays away.
    pub(crate) fn disconnected(namespace: &str) -> Self {
        Self::text(&packet_prefix('1', namespace, None, 0))
    }

    /// An Engine.IO packet given as text, its type first.
    #[must_use]
    pub fn text(packet: &str) -> Self {
        Self::assemble(&[packet], &[])
    }

    /// An Engine.IO binary message.
    #[must_use]
    pub fn binary(payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(header_len(payload.len()) + payload.len());
        put_header(&mut bytes, Opcode::Binary, payload.len());
        bytes.put_slice(payload);
        Self(bytes.into())
    }

    /// Engine.IO `2`.
    pub(crate) fn ping() -> Self {
        Self(Bytes::from_static(b"\x81\x012"))
    }

    /// Engine.IO `6`.
    pub(crate) fn noop() -> Self {
        Self(Bytes::from_static(b"\x81\x016"))
    }

    /// Engine.IO `1`.
    pub(crate) fn close_packet() -> Self {
        Self(Bytes::from_static(b"\x81\x011"))
    }

    /// A WebSocket control frame; never queued for polling.
    pub(crate) fn control(opcode: Opcode, payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(2 + payload.len());
        put_header(&mut bytes, opcode, payload.len());
        bytes.put_slice(payload);
        Self(bytes.into())
    }

    fn assemble(text: &[&str], attachments: &[Bytes]) -> Self {
        let text_len: usize = text.iter().map(|part| part.len()).sum();
        let mut size = header_len(text_len) + text_len;
        for part in attachments {
            size += header_len(part.len()) + part.len();
        }
        let mut bytes = Vec::with_capacity(size);
        put_header(&mut bytes, Opcode::Text, text_len);
        for part in text {
            bytes.put_slice(part.as_bytes());
        }
        for part in attachments {
            put_header(&mut bytes, Opcode::Binary, part.len());
            bytes.put_slice(part);
        }
        debug_assert_eq!(bytes.len(), size);
        Self(bytes.into())
    }

    /// Several messages as one, in this order, in one piece of memory: for a sender that has them all at once.
    #[must_use]
    pub fn joined(mut frames: Vec<Self>) -> Self {
        if frames.len() == 1 {
            return frames.remove(0);
        }
        let bytes: Vec<&[u8]> = frames.iter().map(|frame| &frame.0[..]).collect();
        Self(bytes.concat().into())
    }

    /// What follows the first `bytes`, which must end with a message of [`Frame::joined`]. Shares the memory.
    #[must_use]
    pub fn tail(&self, bytes: usize) -> Self {
        Self(self.0.slice(bytes..))
    }

    /// What goes onto a WebSocket, headers included.
    #[must_use]
    pub fn websocket(&self) -> &Bytes {
        &self.0
    }

    /// What goes onto a WebSocket, headers included, without another reference to it.
    #[must_use]
    pub fn into_websocket(self) -> Bytes {
        self.0
    }

    /// Length in bytes as it goes onto a WebSocket.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// Appends the packets to a long-polling payload: separator where needed, binary as `b` and base64.
    pub fn write_polling(&self, payload: &mut String) {
        let mut rest: &[u8] = &self.0;
        while let [first, second, ..] = *rest {
            let (start, len) = match second {
                126 => (4, usize::from(u16::from_be_bytes([rest[2], rest[3]]))),
                127 => {
                    let wide: [u8; 8] = rest[2..10].try_into().expect("our own header is whole");
                    (10, usize::try_from(u64::from_be_bytes(wide)).expect("it was a usize before"))
                }
                short => (2, usize::from(short)),
            };
            let body = &rest[start..start + len];
            if !payload.is_empty() {
                payload.push('\x1e');
            }
            if first & 0x0f == Opcode::Text as u8 {
                payload.push_str(std::str::from_utf8(body).expect("our own text frames are made of str"));
            } else {
                payload.push('b');
                STANDARD.encode_string(body, payload);
            }
            rest = &rest[start + len..];
        }
    }

    /// Whether this is a WebSocket pong, of which only the newest needs to be sent.
    pub(crate) fn is_pong(&self) -> bool {
        self.0.first() == Some(&(0x80 | Opcode::Pong as u8))
    }
}

/// `4`, the Socket.IO type, the number of attachments, the namespace unless it is `/`, the id.
fn packet_prefix(kind: char, namespace: &str, ack: Option<AckId>, attachments: usize) -> String {
    let mut text = String::with_capacity(namespace.len() + 48);
    text.push('4');
    text.push(kind);
    if attachments > 0 {
        write!(text, "{attachments}-").expect("writing to a String cannot fail");
    }
    if namespace != "/" {
        text.push_str(namespace);
        text.push(',');
    }
    if let Some(AckId(id)) = ack {
        write!(text, "{id}").expect("writing to a String cannot fail");
    }
    text
}

/// Appends a JSON string; names without anything to escape, the rule, are copied as they are.
fn push_json_string(text: &mut String, value: &str) {
    if value.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&serde_json::to_string(value).expect("a str is always JSON"));
    }
}
