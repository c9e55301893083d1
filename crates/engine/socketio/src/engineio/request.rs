//! Which HTTP requests are for a session, which open one, and which are refused with what answer: the rules and
//! bodies of the reference server. Whether a `sid` is known is for the driver to find out.

/// An HTTP method, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// Anything else. OPTIONS of a CORS preflight never comes here.
    Other,
}

/// The `transport` of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// HTTP long-polling.
    Polling,
    /// WebSocket.
    WebSocket,
}

/// The parts of a request that decide where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The method.
    pub method: Method,
    /// Whether the request asks for an upgrade to `websocket`.
    pub upgrade: bool,
    /// Query parameter `EIO`.
    pub eio: Option<&'a str>,
    /// Query parameter `transport`.
    pub transport: Option<&'a str>,
    /// Query parameter `sid`.
    pub sid: Option<&'a str>,
}

/// What a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// Opens a session: [`crate::Connection::open_polling`] and its first poll, or, after the WebSocket handshake,
    /// [`crate::Connection::open_websocket`].
    Open(Transport),
    /// A poll of a session: [`crate::Connection::handle_poll`].
    Poll(&'a str),
    /// A payload for a session: [`crate::Connection::handle_poll_payload`].
    Payload(&'a str),
    /// A WebSocket that wants to take a session over: [`crate::Connection::attach_websocket`].
    Upgrade(&'a str),
}

/// A refused request, with the code and words of the reference server; the session, if any, goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such `transport`.
    #[error("Transport unknown")]
    TransportUnknown,
    /// No session with this `sid` here (never was, or is over).
    #[error("Session ID unknown")]
    SessionUnknown,
    /// A session is opened with GET.
    #[error("Bad handshake method")]
    BadHandshakeMethod,
    /// The wrong transport for the state of the session, or a malformed request.
    #[error("Bad request")]
    BadRequest,
    /// `EIO` is missing or not 4.
    #[error("Unsupported protocol version")]
    UnsupportedVersion,
    /// A body above `maxPayload`.
    #[error("Payload too large")]
    PayloadTooLarge,
}

impl Refusal {
    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(self) -> u16 {
        if self == Self::PayloadTooLarge { 413 } else { 400 }
    }

    /// The JSON body of the answer.
    #[must_use]
    pub fn body(self) -> &'static str {
        match self {
            Self::TransportUnknown => r#"{"code":0,"message":"Transport unknown"}"#,
            Self::SessionUnknown => r#"{"code":1,"message":"Session ID unknown"}"#,
            Self::BadHandshakeMethod => r#"{"code":2,"message":"Bad handshake method"}"#,
            Self::BadRequest => r#"{"code":3,"message":"Bad request"}"#,
            Self::UnsupportedVersion => r#"{"code":5,"message":"Unsupported protocol version"}"#,
            Self::PayloadTooLarge => r#"{"code":3,"message":"Payload too large"}"#,
        }
    }
}

/// Decides what a request is.
///
/// # Errors
/// The refusal to answer with.
pub fn route<'a>(target: &Target<'a>) -> Result<Route<'a>, Refusal> {
    let transport = match target.transport {
        Some("polling") => Transport::Polling,
        Some("websocket") => Transport::WebSocket,
        _ => return Err(Refusal::TransportUnknown),
    };
    if target.eio != Some("4") {
        return Err(Refusal::UnsupportedVersion);
    }
    match (target.sid, transport, target.method) {
        (None, _, Method::Post | Method::Other) => Err(Refusal::BadHandshakeMethod),
        (None, Transport::Polling, Method::Get) if !target.upgrade => Ok(Route::Open(Transport::Polling)),
        (None, Transport::WebSocket, Method::Get) if target.upgrade => Ok(Route::Open(Transport::WebSocket)),
        (Some(sid), Transport::Polling, Method::Get) if !target.upgrade => Ok(Route::Poll(sid)),
        (Some(sid), Transport::Polling, Method::Post) => Ok(Route::Payload(sid)),
        (Some(sid), Transport::WebSocket, Method::Get) if target.upgrade => Ok(Route::Upgrade(sid)),
        _ => Err(Refusal::BadRequest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target<'a>(method: Method, query: [Option<&'a str>; 3], upgrade: bool) -> Target<'a> {
        Target { method, upgrade, eio: query[0], transport: query[1], sid: query[2] }
    }

    #[test]
    fn requests_are_routed() {
        let polling = [Some("4"), Some("polling"), None];
        assert_eq!(route(&target(Method::Get, polling, false)), Ok(Route::Open(Transport::Polling)));
        let session = [Some("4"), Some("polling"), Some("s")];
        assert_eq!(route(&target(Method::Get, session, false)), Ok(Route::Poll("s")));
        assert_eq!(route(&target(Method::Post, session, false)), Ok(Route::Payload("s")));
        let upgrade = [Some("4"), Some("websocket"), Some("s")];
        assert_eq!(route(&target(Method::Get, upgrade, true)), Ok(Route::Upgrade("s")));
    }

    #[test]
    fn everything_else_is_refused_as_the_reference_server_does() {
        let refused = |method, query, upgrade| route(&target(method, query, upgrade)).expect_err("it is refused");
        assert_eq!(refused(Method::Get, [None, Some("polling"), None], false), Refusal::UnsupportedVersion);
        assert_eq!(refused(Method::Get, [Some("abc"), Some("polling"), None], false), Refusal::UnsupportedVersion);
        assert_eq!(refused(Method::Get, [Some("4"), None, None], false), Refusal::TransportUnknown);
        assert_eq!(refused(Method::Get, [Some("4"), Some("abc"), None], false), Refusal::TransportUnknown);
        assert_eq!(refused(Method::Post, [Some("4"), Some("polling"), None], false), Refusal::BadHandshakeMethod);
        assert_eq!(refused(Method::Other, [Some("4"), Some("polling"), None], false), Refusal::BadHandshakeMethod);
        assert_eq!(refused(Method::Other, [Some("4"), Some("polling"), Some("s")], false), Refusal::BadRequest);
        assert_eq!(refused(Method::Get, [Some("4"), Some("websocket"), None], false), Refusal::BadRequest);
        assert_eq!(Refusal::SessionUnknown.status(), 400);
    }

    #[test]
    fn the_body_says_what_the_error_says() {
        for refusal in [Refusal::TransportUnknown, Refusal::BadRequest, Refusal::PayloadTooLarge] {
            assert!(refusal.body().contains(&refusal.to_string()));
        }
    }
}
