//! What an installation decides about the protocol: intervals, limits, and which namespaces exist.
//! One `Settings` is shared by all connections; it knows nothing of any single one.

use std::fmt;

/// Namespaces one client may be in at a time; a ninth CONNECT is refused with `Too many namespaces`.
pub const NAMESPACES_PER_CONNECTION_MAX: usize = 8;
/// CONNECT packets that the engine itself refuses (no such namespace, too many at a time), before it ends the connection.
pub const TURNED_AWAY_MAX: u8 = 32;
/// Longest namespace name in bytes, both of ours and of what a client may ask for.
pub const NAMESPACE_BYTES_MAX: usize = 256;
/// How long a server-closed polling session waits for the poll that fetches its last packets, in milliseconds.
pub const CLOSE_LINGER_MS: u64 = 30_000;
/// How long a poll is held back while a WebSocket probes, in milliseconds: the time in which a client that does
/// not wait for its poll sends `5`.
pub const UPGRADE_RELEASE_MS: u64 = 50;
/// Deepest nesting that [`Settings::json_depth_max`] may ask for (the scanner keeps one bit per level).
pub const JSON_DEPTH_CEILING: u32 = 64;

/// Which protocol the messages of a connection carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Socket.IO 5 on top of Engine.IO 4.
    SocketIo,
    /// Engine.IO 4 alone: messages come out as [`crate::Event::Text`] and [`crate::Event::Binary`].
    EngineIo,
}

/// Settings of all connections, shared by reference.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the messages carry.
    pub protocol: Protocol,
    /// Time between a pong (or the opening) and the next ping, milliseconds. Default 25,000.
    pub ping_interval_ms: u64,
    /// Time a client has for its pong, milliseconds. Default 20,000.
    pub ping_timeout_ms: u64,
    /// Time a client has to be accepted by a namespace, milliseconds. Default 45,000.
    pub connect_timeout_ms: u64,
    /// Time a probing WebSocket has to complete the upgrade, milliseconds. Default 10,000.
    pub upgrade_timeout_ms: u64,
    /// Largest WebSocket message and polling request body, bytes; announced as `maxPayload`. Default 1,000,000.
    pub max_payload: usize,
    /// Most packets in one polling request body. Default 1,024.
    pub payload_packets_max: usize,
    /// Most binary attachments of one packet. Default 10.
    pub attachments_max: usize,
    /// Most bytes of all attachments of one packet together. Default 1,000,000.
    pub attachment_bytes_max: usize,
    /// Deepest nesting of arrays and objects, the arguments' own array included. Default 32, at most
    /// [`JSON_DEPTH_CEILING`].
    pub json_depth_max: u32,
    /// Most frames waiting for a poll. Default 1,024.
    pub queued_frames_max: usize,
    /// Most bytes waiting for a poll. Default 4 MiB.
    pub queued_bytes_max: usize,
    /// The namespaces that exist.
    pub namespaces: Namespaces,
}

impl Settings {
    /// The defaults named at each field, with these namespaces.
    #[must_use]
    pub fn new(namespaces: Namespaces) -> Self {
        Self {
            protocol: Protocol::SocketIo,
            ping_interval_ms: 25_000,
            ping_timeout_ms: 20_000,
            connect_timeout_ms: 45_000,
            upgrade_timeout_ms: 10_000,
            max_payload: 1_000_000,
            payload_packets_max: 1_024,
            attachments_max: 10,
            attachment_bytes_max: 1_000_000,
            json_depth_max: 32,
            queued_frames_max: 1_024,
            queued_bytes_max: 4 << 20,
            namespaces,
        }
    }
}

/// A namespace of this installation: its index in [`Namespaces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NamespaceId(pub(crate) u8);

impl NamespaceId {
    /// Position in the list given to [`Namespaces::new`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The fixed list of namespaces; a CONNECT to any other is refused by the engine itself.
#[derive(Debug, Clone)]
pub struct Namespaces(Box<[Box<str>]>);

/// A list of namespaces that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamespacesError {
    /// A name without a leading slash, with a comma, or too long: the wire format could not carry it.
    #[error("the namespace {0:?} must begin with '/', hold no ',' and be at most {NAMESPACE_BYTES_MAX} bytes long")]
    Name(String),
    /// The same name twice.
    #[error("the namespace {0:?} is listed twice")]
    Twice(String),
    /// More than 255 names.
    #[error("at most 255 namespaces are possible")]
    TooMany,
}

impl Namespaces {
    /// The namespaces with these names, in this order.
    ///
    /// # Errors
    /// A name the wire format cannot carry, the same one twice, more than 255.
    pub fn new<I, S>(names: I) -> Result<Self, NamespacesError>
    where
        I: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let mut list: Vec<Box<str>> = Vec::new();
        for name in names {
            let name = name.into();
            if !name.starts_with('/') || name.contains(',') || name.len() > NAMESPACE_BYTES_MAX {
                return Err(NamespacesError::Name(name));
            }
            if list.iter().any(|known| **known == *name) {
                return Err(NamespacesError::Twice(name));
            }
            if list.len() == usize::from(u8::MAX) {
                return Err(NamespacesError::TooMany);
            }
            list.push(name.into_boxed_str());
        }
        Ok(Self(list.into_boxed_slice()))
    }

    /// The id of a name, if that namespace exists.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<NamespaceId> {
        let index = self.0.iter().position(|known| **known == *name)?;
        u8::try_from(index).ok().map(NamespaceId)
    }

    /// The name of a namespace of this list.
    ///
    /// # Panics
    /// With an id of another, longer list.
    #[must_use]
    pub fn name(&self, id: NamespaceId) -> &str {
        &self.0[id.index()]
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = NamespaceId> + '_ {
        (0..self.0.len()).filter_map(|index| u8::try_from(index).ok()).map(NamespaceId)
    }
}

/// One client's stay in one namespace, from its CONNECT to its end.
///
/// A client that leaves and comes back gets another link, so an answer meant for the earlier stay cannot reach the
/// later one: methods of [`crate::Connection`] given an ended link refuse it as stale.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link {
    /// The namespace.
    pub namespace: NamespaceId,
    pub(crate) attempt: u16,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}#{})", self.namespace.0, self.attempt)
    }
}
