//! The opening handshake (RFC 6455 4.2): checks of the request's headers and the accept key. Header values come as
//! arguments; reading the request and writing the answer is the driver's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// RFC 6455 1.3: what is appended to the client's key before hashing.
const KEY_SUFFIX: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// An upgrade request that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    /// `Connection` does not say `upgrade`, or `Upgrade` not `websocket`: answer 400.
    #[error("the request does not ask for an upgrade to websocket")]
    NotAnUpgrade,
    /// Any version but 13: answer 426 with `Sec-WebSocket-Version: 13`.
    #[error("only version 13 of the WebSocket protocol is spoken here")]
    Version,
    /// The key is missing or does not decode to 16 bytes: answer 400.
    #[error("Sec-WebSocket-Key must be 16 bytes in base64")]
    Key,
}

impl HandshakeError {
    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Version => 426,
            Self::NotAnUpgrade | Self::Key => 400,
        }
    }
}

/// Checks the headers of an upgrade request (`None` where missing) and returns the value of `Sec-WebSocket-Accept`
/// for the 101 answer, which carries no `Sec-WebSocket-Extensions` and no `Sec-WebSocket-Protocol`.
///
/// # Errors
/// What is wrong with the request; [`HandshakeError::status`] tells the answer.
pub fn check_handshake(
    connection: Option<&str>,
    upgrade: Option<&str>,
    version: Option<&str>,
    key: Option<&str>,
) -> Result<String, HandshakeError> {
    if !lists(connection, "upgrade") || !lists(upgrade, "websocket") {
        return Err(HandshakeError::NotAnUpgrade);
    }
    if version.map(str::trim) != Some("13") {
        return Err(HandshakeError::Version);
    }
    let key = key.map(str::trim).ok_or(HandshakeError::Key)?;
    let mut decoded = [0; 18];
    match STANDARD.decode_slice(key, &mut decoded) {
        Ok(16) => Ok(accept_key(key)),
        _ => Err(HandshakeError::Key),
    }
}

/// Whether a comma-separated header value holds this token, in any case.
fn lists(value: Option<&str>, token: &str) -> bool {
    value.is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(token)))
}

/// `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
#[must_use]
pub fn accept_key(key: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(key.as_bytes());
    hash.update(KEY_SUFFIX);
    STANDARD.encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_gets_the_answer_of_the_rfc() {
        assert_eq!(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn headers_are_checked_one_by_one() {
        let key = Some("dGhlIHNhbXBsZSBub25jZQ==");
        let ok = check_handshake(Some("keep-alive, Upgrade"), Some("WebSocket"), Some("13"), key);
        assert_eq!(ok.as_deref(), Ok("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        let refused = |c, u, v, k| check_handshake(c, u, v, k).expect_err("it is refused");
        let (c, u, v) = (Some("upgrade"), Some("websocket"), Some("13"));
        assert_eq!(refused(None, u, v, key), HandshakeError::NotAnUpgrade);
        assert_eq!(refused(c, Some("h2c"), v, key), HandshakeError::NotAnUpgrade);
        assert_eq!(refused(c, u, Some("8"), key).status(), 426);
        assert_eq!(refused(c, u, v, Some("short")), HandshakeError::Key);
        assert_eq!(refused(c, u, v, None).status(), 400);
    }
}
