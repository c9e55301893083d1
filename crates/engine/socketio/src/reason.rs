//! Why things end: what a client did wrong, and how a connection came to its end. Only words and codes; who acts on
//! them is the connection.

/// A packet or frame that breaks the protocol or a limit. It ends the connection it came from, and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Violation {
    /// RFC 6455 5.2: a reserved bit is set, and no extension was negotiated.
    #[error("reserved bits are set")]
    ReservedBits,
    /// RFC 6455 5.2: an opcode that does not exist.
    #[error("unknown opcode")]
    UnknownOpcode,
    /// RFC 6455 5.1: frames of a client must be masked.
    #[error("frame is not masked")]
    NotMasked,
    /// RFC 6455 5.5: a control frame is fragmented or longer than 125 bytes.
    #[error("control frame is fragmented or too long")]
    ControlFrame,
    /// RFC 6455 5.4: a continuation without a beginning, or a beginning before the end.
    #[error("fragments are out of order")]
    Fragments,
    /// RFC 6455 5.5.1: a close frame with one byte, or with a code that must not be sent.
    #[error("close frame is malformed")]
    CloseFrame,
    /// RFC 6455 8.1: text that is not UTF-8.
    #[error("text is not UTF-8")]
    NotUtf8,
    /// A message or body above `maxPayload`.
    #[error("message is larger than maxPayload")]
    TooLarge,
    /// Engine.IO: an empty packet or an unknown type.
    #[error("unknown Engine.IO packet")]
    EnginePacket,
    /// Engine.IO 4: only the server pings.
    #[error("ping from the client")]
    PingDirection,
    /// Engine.IO polling: a binary packet that is not base64.
    #[error("binary packet is not base64")]
    Base64,
    /// Engine.IO polling: more packets in a body than allowed.
    #[error("too many packets in one payload")]
    TooManyPackets,
    /// Engine.IO polling: a second poll while one is waiting.
    #[error("two polls at once")]
    TwoPolls,
    /// Engine.IO upgrade: a probing WebSocket said something else than the probe.
    #[error("upgrade out of order")]
    UpgradeOrder,
    /// Engine.IO upgrade: the probing WebSocket took too long.
    #[error("upgrade took too long")]
    UpgradeTimeout,
    /// Socket.IO: an unknown packet type, or one that only a server sends.
    #[error("unknown Socket.IO packet")]
    SocketPacket,
    /// Socket.IO: the number of attachments is malformed or above the limit.
    #[error("attachments are malformed or too many")]
    Attachments,
    /// Socket.IO: a namespace longer than the limit.
    #[error("namespace is too long")]
    NamespaceTooLong,
    /// Socket.IO: an acknowledgement id that is no integer, too big, missing or misplaced.
    #[error("acknowledgement id is malformed")]
    AckId,
    /// The payload is not JSON.
    #[error("payload is not JSON")]
    Json,
    /// The payload is nested too deeply.
    #[error("payload is nested too deeply")]
    JsonDepth,
    /// Socket.IO: JSON of the wrong shape for its packet (an event must be an array that begins with a name).
    #[error("payload has the wrong shape for its packet")]
    PayloadShape,
    /// Socket.IO: an event with a name that the protocol keeps for itself.
    #[error("event name is reserved")]
    ReservedEvent,
    /// Socket.IO: a binary message that no packet announced, or text while binary was announced.
    #[error("binary message out of order")]
    BinaryOrder,
    /// Socket.IO: a packet for a namespace the client is not in.
    #[error("not connected to that namespace")]
    NotConnected,
    /// Socket.IO: too many CONNECT packets that had to be refused by the engine itself.
    #[error("too many refused namespaces")]
    TurnedAway,
}

impl Violation {
    /// The WebSocket close code that says it (RFC 6455 7.4.1).
    #[must_use]
    pub fn close_code(self) -> CloseCode {
        match self {
            Self::ReservedBits | Self::UnknownOpcode | Self::NotMasked | Self::ControlFrame | Self::Fragments | Self::CloseFrame => {
                CloseCode::PROTOCOL_ERROR
            }
            Self::NotUtf8 => CloseCode::INVALID_DATA,
            Self::TooLarge => CloseCode::TOO_BIG,
            _ => CloseCode::POLICY,
        }
    }
}

/// A WebSocket close code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// 1000: the client asked for the end.
    pub const NORMAL: Self = Self(1000);
    /// 1001: the server is going away.
    pub const GOING_AWAY: Self = Self(1001);
    /// 1002: broken framing.
    pub const PROTOCOL_ERROR: Self = Self(1002);
    /// 1007: text that is not UTF-8.
    pub const INVALID_DATA: Self = Self(1007);
    /// 1008: broken rules above the framing, time-outs.
    pub const POLICY: Self = Self(1008);
    /// 1009: a message above the limit.
    pub const TOO_BIG: Self = Self(1009);
    /// 1012: the service restarts; the client comes back by itself.
    pub const RESTART: Self = Self(1012);
    /// 1013: overloaded, come back later; for consumers that stay behind.
    pub const TRY_AGAIN_LATER: Self = Self(1013);

    /// Whether a peer may put this code into a close frame (RFC 6455 7.4).
    #[must_use]
    pub fn is_sendable(self) -> bool {
        matches!(self.0, 1000..=1003 | 1007..=1014 | 3000..=4999)
    }
}

/// How a connection came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CloseReason {
    /// The client closed: WebSocket close frame or Engine.IO close packet.
    #[error("closed by the client")]
    Client,
    /// The stream ended or broke; said by the driver with `handle_socket_lost`.
    #[error("the transport is gone")]
    TransportLost,
    /// No pong in time.
    #[error("ping timeout")]
    PingTimeout,
    /// No namespace joined in time.
    #[error("no namespace joined in time")]
    ConnectTimeout,
    /// Our own side closed with this code.
    #[error("closed by the server ({})", .0.0)]
    Server(CloseCode),
    /// The client broke the protocol or a limit.
    #[error("{0}")]
    Violation(#[from] Violation),
}

impl CloseReason {
    /// The WebSocket close code for this end.
    #[must_use]
    pub fn close_code(self) -> CloseCode {
        match self {
            Self::Client | Self::TransportLost => CloseCode::NORMAL,
            Self::PingTimeout | Self::ConnectTimeout => CloseCode::POLICY,
            Self::Server(code) => code,
            Self::Violation(violation) => violation.close_code(),
        }
    }
}
