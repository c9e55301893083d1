//! Where a socket sits: which loop thread, which of its connections, which stay in which namespace.

use footlights_socketio::Link;

/// A connection's place. Slots are used again; the generation tells the old holder from the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnectionKey {
    /// The loop thread that owns the connection.
    pub(crate) owner: u16,
    /// Its slot there.
    pub(crate) slot: u32,
    /// How many connections had the slot before.
    pub(crate) generation: u32,
}

/// One stay of one connection in one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Seat {
    pub(crate) connection: ConnectionKey,
    pub(crate) link: Link,
}
