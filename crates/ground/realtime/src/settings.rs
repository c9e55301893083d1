//! What an operator may set. Every limit has its name here.

use std::time::Duration;

/// How the realtime edge behaves. The defaults are those of the reference implementation where it has them.
#[derive(Debug, Clone)]
pub struct HubSettings {
    /// Where clients connect, without a slash at the end.
    pub path: String,
    /// Speak Engine.IO alone and send every message back, instead of Socket.IO: for that protocol's own test-suite.
    pub echo: bool,
    /// Threads that serve sockets.
    pub loops: usize,
    /// How often a heartbeat is sent.
    pub ping_interval: Duration,
    /// How long an answer to a heartbeat may take before the connection is dead.
    pub ping_timeout: Duration,
    /// How long an upgrade of the transport may take.
    pub upgrade_timeout: Duration,
    /// How long a connection may live without entering a namespace.
    pub connect_timeout: Duration,
    /// The largest message that does not cost the connection, announced to clients; bytes.
    pub max_payload_bytes: usize,
    /// The largest event that is looked at; beyond it the answer is `too_large`. Bytes.
    pub event_bytes_max: usize,
    /// Frames that may wait for one connection.
    pub outbox_frames_max: usize,
    /// Bytes that may wait for one connection.
    pub outbox_bytes_max: usize,
    /// Open connections in all.
    pub connections_max: usize,
    /// Open connections from one address; a proxy on this machine (loopback) is exempt.
    pub connections_per_address_max: usize,
    /// New connections a second from one address, with bursts of ten times as many; loopback is exempt.
    pub handshakes_per_second_max: u32,
    /// Events of one socket that may wait behind the one being handled; beyond that its connection is not read.
    pub commands_waiting_max: usize,
    /// Events being handled on this node at one time.
    pub commands_running_max: usize,
    /// How long one event may be handled.
    pub command_timeout: Duration,
    /// Topics one account may follow without sockets: by GraphQL subscriptions and gRPC streams on this node.
    pub feeds_per_account_max: usize,
    /// Topics one socket may follow.
    pub topics_per_socket_max: usize,
    /// Origins that may use long-polling from a browser: `*` for all, none for same-origin only.
    pub origins: Vec<String>,
}

impl Default for HubSettings {
    fn default() -> Self {
        Self {
            path: "/socket.io".into(),
            echo: false,
            loops: std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).clamp(1, 4)),
            ping_interval: Duration::from_millis(25_000),
            ping_timeout: Duration::from_millis(20_000),
            upgrade_timeout: Duration::from_millis(10_000),
            connect_timeout: Duration::from_millis(45_000),
            max_payload_bytes: 1_000_000,
            event_bytes_max: 16 * 1024,
            outbox_frames_max: 256,
            outbox_bytes_max: 1024 * 1024,
            connections_max: 50_000,
            connections_per_address_max: 1_000,
            handshakes_per_second_max: 50,
            commands_waiting_max: 32,
            commands_running_max: 4_096,
            command_timeout: Duration::from_secs(30),
            feeds_per_account_max: 1_000,
            topics_per_socket_max: 64,
            origins: Vec::new(),
        }
    }
}
