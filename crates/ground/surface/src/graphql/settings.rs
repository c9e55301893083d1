//! What a GraphQL request may cost. Every limit has its name here.

use std::time::Duration;

/// Limits of the GraphQL edge.
#[derive(Debug, Clone)]
pub struct GraphQlSettings {
    /// How long a query's text may be, bytes.
    pub query_bytes_max: usize,
    /// How deep selections and fragments may nest; the introspection of common tools needs 17.
    pub depth_max: usize,
    /// What a query may cost: one for each field, times what its surrounding lists may hold (`first`).
    pub complexity_max: u64,
    /// Fields under another name than their own.
    pub aliases_max: usize,
    /// Fields at the top of one operation.
    pub root_fields_max: usize,
    /// Persisted queries remembered.
    pub persisted_queries_max: usize,
    /// How long a client may take for `connection_init`.
    pub init_within: Duration,
    /// Operations one socket may have open.
    pub operations_per_socket_max: usize,
    /// How large a message of a client may be, bytes.
    pub message_bytes_max: usize,
    /// How often a quiet client is asked whether it is there; it is gone when nothing comes for twice as long.
    pub ping_interval: Duration,
    /// How long a write may wait for a client that does not read.
    pub write_within: Duration,
}

impl Default for GraphQlSettings {
    fn default() -> Self {
        Self {
            query_bytes_max: 64 * 1024,
            depth_max: 20,
            complexity_max: 20_000,
            aliases_max: 64,
            root_fields_max: 32,
            persisted_queries_max: 1_000,
            init_within: Duration::from_secs(10),
            operations_per_socket_max: 64,
            message_bytes_max: 256 * 1024,
            ping_interval: Duration::from_secs(25),
            write_within: Duration::from_secs(10),
        }
    }
}
