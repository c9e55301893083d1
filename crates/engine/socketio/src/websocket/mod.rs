//! RFC 6455, server side: handshake, frame headers, incremental decoding. Knows nothing of what messages carry.
//! permessage-deflate is never negotiated: compressing per receiver would undo sharing one encoded frame.

mod decode;
mod handshake;

pub(crate) use decode::{Decoder, Received};
pub use handshake::{HandshakeError, accept_key, check_handshake};

use bytes::BufMut;

/// Frame kinds (RFC 6455 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    fn is_control(self) -> bool {
        self as u8 >= 8
    }
}

/// Length of a server frame's header for a payload of this length.
pub(crate) fn header_len(payload: usize) -> usize {
    match payload {
        0..=125 => 2,
        126..=0xffff => 4,
        _ => 10,
    }
}

/// Appends the header of a whole, unmasked frame.
pub(crate) fn put_header(out: &mut Vec<u8>, opcode: Opcode, payload: usize) {
    out.put_u8(0x80 | opcode as u8);
    match (u8::try_from(payload), u16::try_from(payload)) {
        (Ok(short @ 0..=125), _) => out.put_u8(short),
        (_, Ok(medium)) => {
            out.put_u8(126);
            out.put_u16(medium);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(payload as u64);
        }
    }
}
