//! One Socket.IO packet out of its text: type, number of attachments, namespace, acknowledgement id, payload, in this
//! order (the reference parser's grammar), each checked against its limit.

use crate::event::{AckId, Arguments};
use crate::packet::json;
use crate::reason::Violation;
use crate::settings::NAMESPACE_BYTES_MAX;

/// Names the protocol keeps for its own events.
const RESERVED: [&str; 6] = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
/// JavaScript's largest safe integer, the greatest id a client can count to.
const ACK_ID_MAX: u64 = (1 << 53) - 1;

/// Limits of a payload, out of the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PayloadLimits {
    pub(crate) depth: u32,
    pub(crate) attachments: usize,
}

/// A packet, its text still in the read buffer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) kind: Kind<'a>,
}

/// The kinds a client may send.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Connect { auth: Option<&'a str> },
    Disconnect,
    Event { ack: Option<AckId>, attachments: usize, payload: Payload<'a> },
    Ack { id: AckId, attachments: usize, payload: Payload<'a> },
}

/// A checked array, and where its parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Payload<'a> {
    text: &'a str,
    /// Begin and end of the event's name with its quotes; equal for an answer.
    name: (usize, usize),
    /// Begin and end of the arguments.
    args: (usize, usize),
}

impl Payload<'_> {
    /// Copies the text out of the read buffer.
    pub(crate) fn to_arguments(self) -> Arguments {
        let short = |at: usize| u32::try_from(at).expect("a payload is shorter than 4 GiB");
        Arguments {
            text: self.text.into(),
            name_start: short(self.name.0),
            name_end: short(self.name.1),
            start: short(self.args.0),
            end: short(self.args.1),
            attachments: Vec::new(),
        }
    }
}

/// Reads a packet: what follows the `4` of an Engine.IO message.
pub(crate) fn decode(text: &str, limits: PayloadLimits) -> Result<Decoded<'_>, Violation> {
    let kind = *text.as_bytes().first().ok_or(Violation::SocketPacket)?;
    if !matches!(kind, b'0'..=b'3' | b'5' | b'6') {
        return Err(Violation::SocketPacket);
    }
    let mut rest = &text[1..];
    let mut attachments = 0;
    if let b'5' | b'6' = kind {
        let (count, after) = rest.split_once('-').ok_or(Violation::Attachments)?;
        attachments = number(count).filter(|count| *count <= limits.attachments as u64).ok_or(Violation::Attachments)?;
        rest = after;
    }
    let mut namespace = "/";
    if rest.starts_with('/') {
        (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
        if namespace.len() > NAMESPACE_BYTES_MAX {
            return Err(Violation::NamespaceTooLong);
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (id, payload) = rest.split_at(digits);
    let ack = match id {
        "" => None,
        id => Some(AckId(number(id).filter(|id| *id <= ACK_ID_MAX).ok_or(Violation::AckId)?)),
    };
    let attachments = usize::try_from(attachments).map_err(|_| Violation::Attachments)?;
    let kind = match kind {
        b'0' => Kind::Connect { auth: auth(payload, limits.depth)? },
        b'1' if payload.is_empty() => Kind::Disconnect,
        b'1' => return Err(Violation::PayloadShape),
        b'2' | b'5' => Kind::Event { ack, attachments, payload: array(payload, true, limits.depth)? },
        _ => {
            let id = ack.ok_or(Violation::AckId)?;
            Kind::Ack { id, attachments, payload: array(payload, false, limits.depth)? }
        }
    };
    Ok(Decoded { namespace, kind })
}

/// A decimal number without sign; `None` if it is none or too long for the largest that is allowed anywhere.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn auth(payload: &str, depth: u32) -> Result<Option<&str>, Violation> {
    let bytes = payload.as_bytes();
    if bytes.is_empty() {
        return Ok(None);
    }
    let end = json::value_end(bytes, 0, depth)?;
    if json::skip_space(bytes, end) != bytes.len() {
        return Err(Violation::Json);
    }
    if bytes[json::skip_space(bytes, 0)] != b'{' {
        return Err(Violation::PayloadShape);
    }
    Ok(Some(payload))
}

fn array(text: &str, named: bool, depth: u32) -> Result<Payload<'_>, Violation> {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'[') => {}
        // As the reference parser: what stands where an id or the array should, is neither.
        Some(b'{' | b'"') | None => return Err(Violation::PayloadShape),
        Some(_) => return Err(Violation::Json),
    }
    let end = json::value_end(bytes, 0, depth)?;
    if end != bytes.len() {
        return Err(Violation::Json);
    }
    let mut at = json::skip_space(bytes, 1);
    let mut name = (at, at);
    if named {
        if bytes[at] != b'"' {
            return Err(Violation::PayloadShape);
        }
        name.1 = json::value_end(bytes, at, 1)?;
        check_name(&text[at..name.1])?;
        at = json::skip_space(bytes, name.1);
        if bytes[at] == b',' {
            at = json::skip_space(bytes, at + 1);
        }
    }
    Ok(Payload { text, name, args: (at, end - 1) })
}

/// Refuses the names that are not for clients to use, however they are spelled. `quoted` is a JSON string.
fn check_name(quoted: &str) -> Result<(), Violation> {
    let plain = &quoted[1..quoted.len() - 1];
    let reserved = if plain.contains('\\') {
        // The scanner lets lone surrogates pass; a name must be text.
        let name: String = serde_json::from_str(quoted).map_err(|_| Violation::Json)?;
        RESERVED.contains(&name.as_str())
    } else {
        RESERVED.contains(&plain)
    };
    if reserved { Err(Violation::ReservedEvent) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PayloadLimits = PayloadLimits { depth: 32, attachments: 10 };

    fn event(text: &str) -> (String, Option<AckId>, usize, String, String) {
        let decoded = decode(text, LIMITS).expect("it is a packet");
        let Kind::Event { ack, attachments, payload } = decoded.kind else { panic!("{text} is an event") };
        let name = payload.text[payload.name.0..payload.name.1].to_owned();
        (decoded.namespace.to_owned(), ack, attachments, name, payload.to_arguments().raw().to_owned())
    }

    #[test]
    fn packets_of_the_protocol_document_are_read() {
        assert_eq!(decode("0", LIMITS), Ok(Decoded { namespace: "/", kind: Kind::Connect { auth: None } }));
        assert_eq!(
            decode(r#"0/admin,{"token":"123"}"#, LIMITS),
            Ok(Decoded { namespace: "/admin", kind: Kind::Connect { auth: Some(r#"{"token":"123"}"#) } })
        );
        assert_eq!(decode("0/custom", LIMITS).expect("it is a packet").namespace, "/custom");
        assert_eq!(decode("1/admin,", LIMITS), Ok(Decoded { namespace: "/admin", kind: Kind::Disconnect }));
        assert_eq!(event(r#"2["foo"]"#), ("/".into(), None, 0, r#""foo""#.into(), String::new()));
        assert_eq!(event(r#"2/admin,12["bar",1,[2]]"#), ("/admin".into(), Some(AckId(12)), 0, r#""bar""#.into(), "1,[2]".into()));
        let binary = r#"52-789["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
        assert_eq!(event(binary).1, Some(AckId(789)));
        assert_eq!(event(binary).2, 2);
        let Kind::Ack { id, attachments, payload } = decode(r#"61-/admin,456[{"n":1}]"#, LIMITS).expect("it is a packet").kind else {
            panic!("an acknowledgement")
        };
        assert_eq!((id, attachments, payload.to_arguments().raw()), (AckId(456), 1, r#"{"n":1}"#));
    }

    #[test]
    fn every_other_packet_is_refused_with_its_reason() {
        let long = format!("2/{},[\"a\"]", "n".repeat(300));
        let deep = format!("2[\"a\",{}1{}]", "[".repeat(40), "]".repeat(40));
        for (text, violation) in [
            ("", Violation::SocketPacket),
            ("abc", Violation::SocketPacket),
            ("4{\"message\":\"x\"}", Violation::SocketPacket),
            ("2{}", Violation::PayloadShape),
            ("2", Violation::PayloadShape),
            ("2[]", Violation::PayloadShape),
            ("2[1]", Violation::PayloadShape),
            (r#"2["disconnect"]"#, Violation::ReservedEvent),
            (r#"2["dis\u0063onnect"]"#, Violation::ReservedEvent),
            (r#"2["\ud800"]"#, Violation::Json),
            (r#"2abc["message"]"#, Violation::Json),
            (r#"2["a"]x"#, Violation::Json),
            (r#"299999999999999999["a"]"#, Violation::AckId),
            ("3[1]", Violation::AckId),
            ("31{}", Violation::PayloadShape),
            ("0[]", Violation::PayloadShape),
            ("0{", Violation::Json),
            ("1{}", Violation::PayloadShape),
            (r#"5["a"]"#, Violation::Attachments),
            (r#"5x-["a"]"#, Violation::Attachments),
            (r#"511-["a"]"#, Violation::Attachments),
            (&long, Violation::NamespaceTooLong),
            (&deep, Violation::JsonDepth),
        ] {
            assert_eq!(decode(text, LIMITS), Err(violation), "{text}");
        }
    }
}
