//! What comes out of a connection for the application. Events own their text (one copy out of the shared read
//! buffer), so they may cross to another thread; their JSON stays text until somebody asks for a value.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::packet::json;
use crate::reason::CloseReason;
use crate::settings::Link;

/// Number by which a client recognises the answer to its event. At most 2^53 - 1, JavaScript's largest safe integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AckId(pub u64);

/// Something the application should know, in the order it happened.
#[derive(Debug)]
pub enum Event {
    /// A client asks to join a namespace that exists. Answer with `accept` or `refuse`.
    Connect {
        /// Its stay, if it is accepted.
        link: Link,
        /// The payload of its CONNECT packet: always an object.
        auth: Option<Box<RawValue>>,
    },
    /// An event sent to a namespace the client is in.
    Message(Incoming),
    /// The answer to an event that we sent with an id.
    Ack {
        /// Where it was sent.
        link: Link,
        /// The id given to `emit`.
        id: AckId,
        /// Its arguments.
        args: Arguments,
    },
    /// The client left a namespace, before or after it was accepted; the connection goes on.
    Disconnect {
        /// The stay that ended.
        link: Link,
        /// Who ended it.
        by: Departure,
    },
    /// The session moved from polling to the probing WebSocket; a poll still parked is refused.
    Upgraded,
    /// A text message ([`crate::Protocol::EngineIo`] only).
    Text(Box<str>),
    /// A binary message ([`crate::Protocol::EngineIo`] only).
    Binary(Bytes),
    /// The end of the connection and of all its stays; nothing follows.
    Closed(CloseReason),
}

/// How a stay in a namespace ended while the connection went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// The client sent DISCONNECT.
    Client,
    /// The client sent another CONNECT for the same namespace; the new stay's event follows.
    Replaced,
}

/// An event as the client sent it.
#[derive(Debug)]
pub struct Incoming {
    /// The stay it belongs to.
    pub link: Link,
    /// Present if the client wants an answer.
    pub ack: Option<AckId>,
    pub(crate) args: Arguments,
}

impl Incoming {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        let quoted = &self.args.text[self.args.name_start as usize..self.args.name_end as usize];
        match quoted.get(1..quoted.len().saturating_sub(1)) {
            Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
            _ => Cow::Owned(serde_json::from_str(quoted).unwrap_or_default()),
        }
    }

    /// What follows the name.
    #[must_use]
    pub fn args(&self) -> &Arguments {
        &self.args
    }

    /// Takes the arguments without copying them.
    #[must_use]
    pub fn into_args(self) -> Arguments {
        self.args
    }

    /// Bytes the event took: its JSON and all attachments. For limits below `maxPayload`.
    #[must_use]
    pub fn size(&self) -> usize {
        self.args.text.len() + self.args.attachments.iter().map(Bytes::len).sum::<usize>()
    }
}

/// The arguments of an event or an answer: JSON values, checked for syntax and depth, still text.
#[derive(Debug)]
pub struct Arguments {
    /// The payload's array, exactly as it came.
    pub(crate) text: Box<str>,
    pub(crate) name_start: u32,
    pub(crate) name_end: u32,
    /// First byte of the first argument.
    pub(crate) start: u32,
    /// One past the last byte of the last argument.
    pub(crate) end: u32,
    pub(crate) attachments: Vec<Bytes>,
}

/// What stands in the JSON where a binary argument was.
#[derive(Deserialize)]
struct Placeholder {
    #[serde(rename = "_placeholder")]
    is_placeholder: bool,
    num: usize,
}

impl Arguments {
    /// All arguments as they came: JSON values separated by commas, without brackets. The form that
    /// [`crate::Frame::event`] and the emitting methods take.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.text[self.start as usize..self.end as usize]
    }

    /// The arguments one by one. A value that JSON's grammar allows and `serde_json` does not ends the list.
    pub fn iter(&self) -> impl Iterator<Item = &RawValue> {
        json::Elements::new(self.raw()).map_while(|text| serde_json::from_str::<&RawValue>(text).ok())
    }

    /// The argument at a position, from 0.
    #[must_use]
    pub fn get(&self, position: usize) -> Option<&RawValue> {
        self.iter().nth(position)
    }

    /// The binary attachments in the order of their numbers.
    #[must_use]
    pub fn attachments(&self) -> &[Bytes] {
        &self.attachments
    }

    /// The bytes a placeholder stands for; `None` if the value is no placeholder or its number names no attachment.
    #[must_use]
    pub fn attachment(&self, value: &RawValue) -> Option<&Bytes> {
        let placeholder: Placeholder = serde_json::from_str(value.get()).ok()?;
        self.attachments.get(placeholder.num).filter(|_| placeholder.is_placeholder)
    }
}
