//! Frames of a client out of a stream cut anywhere. Whole frames are unmasked and read where they lie, in the
//! caller's buffer; only what is incomplete is kept, and only while it is.

use super::Opcode;
use crate::reason::{CloseCode, Violation};

/// A message or control frame, borrowed from the buffer it was read in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Received<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
    Ping(&'a [u8]),
    Pong,
    Close(Option<CloseCode>),
}

/// The decoder of one connection: one word while nothing is pending.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    partial: Option<Box<Partial>>,
}

#[derive(Debug, Default)]
struct Partial {
    /// The beginning of an incomplete frame, still masked.
    tail: Vec<u8>,
    /// Fragments of an incomplete message, unmasked.
    message: Vec<u8>,
    /// Kind of the message whose fragments are collected.
    kind: Option<Opcode>,
}

struct Header {
    fin: bool,
    opcode: Opcode,
    mask: [u8; 4],
    start: usize,
    end: usize,
}

impl Decoder {
    /// Reads all of `input` (and unmasks it in place), giving each message to `on`.
    pub(crate) fn decode<F>(&mut self, mut input: &mut [u8], max: usize, mut on: F) -> Result<(), Violation>
    where
        F: FnMut(Received<'_>) -> Result<(), Violation>,
    {
        if let Some(partial) = &mut self.partial
            && !partial.tail.is_empty()
        {
            let taken = partial.fill(input, max)?;
            input = &mut input[taken..];
            let mut tail = std::mem::take(&mut partial.tail);
            match parse_header(&tail, max, partial.message.len())? {
                Some(header) if header.end <= tail.len() => {
                    self.frame(&header, &mut tail[header.start..], &mut on)?;
                }
                _ => partial.tail = tail,
            }
        }
        while !input.is_empty() {
            let collected = self.partial.as_ref().map_or(0, |partial| partial.message.len());
            let Some(header) = parse_header(input, max, collected)?.filter(|header| header.end <= input.len()) else {
                self.partial.get_or_insert_default().tail.extend_from_slice(input);
                break;
            };
            let (frame, rest) = input.split_at_mut(header.end);
            self.frame(&header, &mut frame[header.start..], &mut on)?;
            input = rest;
        }
        if self.partial.as_ref().is_some_and(|partial| partial.tail.is_empty() && partial.kind.is_none()) {
            self.partial = None;
        }
        Ok(())
    }

    /// Heap bytes kept for what is incomplete.
    pub(crate) fn held_bytes(&self) -> usize {
        self.partial.as_ref().map_or(0, |partial| size_of::<Partial>() + partial.tail.capacity() + partial.message.capacity())
    }

    fn frame<F>(&mut self, header: &Header, payload: &mut [u8], on: &mut F) -> Result<(), Violation>
    where
        F: FnMut(Received<'_>) -> Result<(), Violation>,
    {
        unmask(payload, header.mask);
        if header.opcode.is_control() {
            return on(control(header.opcode, payload)?);
        }
        let open = self.partial.as_ref().and_then(|partial| partial.kind);
        match (open, header.opcode) {
            (None, Opcode::Continuation) | (Some(_), Opcode::Text | Opcode::Binary) => Err(Violation::Fragments),
            (None, kind) if header.fin => on(message(kind, payload)?),
            (open, kind) => {
                let partial = self.partial.get_or_insert_default();
                partial.message.extend_from_slice(payload);
                partial.kind = Some(open.unwrap_or(kind));
                if !header.fin {
                    return Ok(());
                }
                let whole = std::mem::take(&mut partial.message);
                let kind = partial.kind.take().unwrap_or(kind);
                on(message(kind, &whole)?)
            }
        }
    }
}

impl Partial {
    /// Appends what belongs to the incomplete frame and tells how much that was. Grows with what has come, never by
    /// what was announced.
    fn fill(&mut self, input: &[u8], max: usize) -> Result<usize, Violation> {
        let mut taken = 0;
        while taken < input.len() {
            let wanted = match parse_header(&self.tail, max, self.message.len())? {
                Some(header) => header.end - self.tail.len(),
                None => 1,
            };
            if wanted == 0 {
                break;
            }
            let step = wanted.min(input.len() - taken);
            self.tail.extend_from_slice(&input[taken..taken + step]);
            taken += step;
        }
        Ok(taken)
    }
}

/// The header at the beginning of `bytes`, or `None` while it is incomplete; `end` may lie beyond what has come.
fn parse_header(bytes: &[u8], max: usize, collected: usize) -> Result<Option<Header>, Violation> {
    let &[first, second, ..] = bytes else { return Ok(None) };
    if first & 0x70 != 0 {
        return Err(Violation::ReservedBits);
    }
    let opcode = Opcode::of(first & 0x0f).ok_or(Violation::UnknownOpcode)?;
    if second & 0x80 == 0 {
        return Err(Violation::NotMasked);
    }
    let (fin, short) = (first & 0x80 != 0, second & 0x7f);
    if opcode.is_control() && (!fin || short > 125) {
        return Err(Violation::ControlFrame);
    }
    let extra = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let start = 2 + extra + 4;
    if bytes.len() < start {
        return Ok(None);
    }
    let payload = if extra == 0 { u64::from(short) } else { bytes[2..2 + extra].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)) };
    let payload = usize::try_from(payload).map_err(|_| Violation::TooLarge)?;
    if !opcode.is_control() && payload > max.saturating_sub(collected) {
        return Err(Violation::TooLarge);
    }
    let mask = [bytes[start - 4], bytes[start - 3], bytes[start - 2], bytes[start - 1]];
    Ok(Some(Header { fin, opcode, mask, start, end: start + payload }))
}

fn message(kind: Opcode, payload: &[u8]) -> Result<Received<'_>, Violation> {
    if kind == Opcode::Text {
        std::str::from_utf8(payload).map(Received::Text).map_err(|_| Violation::NotUtf8)
    } else {
        Ok(Received::Binary(payload))
    }
}

fn control(opcode: Opcode, payload: &[u8]) -> Result<Received<'_>, Violation> {
    match (opcode, payload) {
        (Opcode::Ping, _) => Ok(Received::Ping(payload)),
        (Opcode::Pong, _) => Ok(Received::Pong),
        (_, []) => Ok(Received::Close(None)),
        (_, [_]) => Err(Violation::CloseFrame),
        (_, [high, low, text @ ..]) => {
            let code = CloseCode(u16::from_be_bytes([*high, *low]));
            if !code.is_sendable() {
                return Err(Violation::CloseFrame);
            }
            std::str::from_utf8(text).map_err(|_| Violation::NotUtf8)?;
            Ok(Received::Close(Some(code)))
        }
    }
}

/// RFC 6455 5.3, eight bytes at a time.
fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (chunks, rest) = payload.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
}
