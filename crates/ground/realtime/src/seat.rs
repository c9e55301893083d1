//! Where a socket sits: which loop thread, which of its connections, which namespace.

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

/// A namespace's number in the order of registration.
pub(crate) type NamespaceIndex = u16;

/// One namespace of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Seat {
    pub(crate) connection: ConnectionKey,
    pub(crate) namespace: NamespaceIndex,
}
