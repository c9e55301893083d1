//! Engine.IO packets as they arrive. A WebSocket message is one packet; a polling body is several, separated by
//! `\x1e`, binary ones as `b` and base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::reason::Violation;

/// A packet from a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    /// `1`
    Close,
    /// `2`, `2probe`
    Ping(&'a str),
    /// `3`
    Pong,
    /// `4…`
    Message(&'a str),
    /// `5`
    Upgrade,
    /// `0` and `6`, which mean nothing from a client; the reference server ignores them, too.
    Idle,
}

/// Reads a text packet.
pub(crate) fn parse_text(text: &str) -> Result<Packet<'_>, Violation> {
    let (Some(kind), Some(rest)) = (text.as_bytes().first(), text.get(1..)) else {
        return Err(Violation::EnginePacket);
    };
    Ok(match kind {
        b'0' | b'6' => Packet::Idle,
        b'1' => Packet::Close,
        b'2' => Packet::Ping(rest),
        b'3' => Packet::Pong,
        b'4' => Packet::Message(rest),
        b'5' => Packet::Upgrade,
        _ => return Err(Violation::EnginePacket),
    })
}

/// Decodes what follows the `b` of a binary packet in a polling body.
pub(crate) fn decode_base64(text: &str) -> Result<Vec<u8>, Violation> {
    STANDARD.decode(text).map_err(|_| Violation::Base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_told_by_its_first_character() {
        assert_eq!(parse_text("4hello"), Ok(Packet::Message("hello")));
        assert_eq!(parse_text("2probe"), Ok(Packet::Ping("probe")));
        assert_eq!(parse_text("3"), Ok(Packet::Pong));
        assert_eq!(parse_text("5"), Ok(Packet::Upgrade));
        assert_eq!(parse_text("1"), Ok(Packet::Close));
        assert_eq!(parse_text("6"), Ok(Packet::Idle));
        for bad in ["", "abc", "7", "é"] {
            assert_eq!(parse_text(bad), Err(Violation::EnginePacket), "{bad:?}");
        }
    }

    #[test]
    fn binary_in_a_polling_body_is_base64() {
        assert_eq!(decode_base64("AQIDBA=="), Ok(vec![1, 2, 3, 4]));
        assert_eq!(decode_base64("?"), Err(Violation::Base64));
    }
}
