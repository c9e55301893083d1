//! RFC 6455 through the public face: fragments, lengths, close frames, and every way to break a frame.

use footlights_socketio::{CloseReason, Event, Frame, Violation};

use crate::client::{Client, frame, settings, words};

fn ended_by(bytes: &mut [u8]) -> (Violation, String) {
    let mut client = Client::joined(settings());
    let events = client.bytes(bytes);
    let [Event::Closed(CloseReason::Violation(violation))] = events[..] else { panic!("{events:?}") };
    let received = client.received();
    assert_eq!(received.last().map(String::as_str), Some("shut"));
    (violation, received[received.len() - 2].clone())
}

#[test]
fn fragments_make_one_message_with_control_frames_between() {
    let mut client = Client::joined(settings());
    let text = "42[\"grüße\"]".as_bytes();
    // The cut goes through the middle of a character.
    let cut = text.iter().position(|byte| *byte >= 0x80).unwrap() + 1;
    assert!(client.say_frame(0x01, &text[..cut]).is_empty());
    assert!(client.say_frame(0x89, b"alive").is_empty());
    assert!(client.say_frame(0x00, &[]).is_empty());
    let events = client.say_frame(0x80, &text[cut..]);
    assert!(matches!(&events[..], [Event::Message(message)] if message.name() == "grüße"), "{events:?}");
    assert_eq!(client.received(), ["pong:alive"]);
    assert!(client.say(r#"451-["b"]"#).is_empty());
    assert!(client.say_frame(0x02, &[1]).is_empty());
    let events = client.say_frame(0x80, &[2]);
    assert!(matches!(&events[..], [Event::Message(message)] if message.args().attachments()[0][..] == [1, 2]), "{events:?}");
    assert!(client.say_frame(0x8a, b"unasked").is_empty());
    assert_eq!(client.connection.held_bytes(), 0);
}

#[test]
fn broken_frames_end_the_connection_with_their_code() {
    let mut unmasked = vec![0x81, 1, b'3'];
    assert_eq!(ended_by(&mut unmasked), (Violation::NotMasked, "close:1002".to_owned()));
    for (first, payload, violation, code) in [
        (0xc1, &b"3"[..], Violation::ReservedBits, 1002),
        (0x83, b"3", Violation::UnknownOpcode, 1002),
        (0x80, b"3", Violation::Fragments, 1002),
        (0x09, b"", Violation::ControlFrame, 1002),
        (0x89, &[0; 126], Violation::ControlFrame, 1002),
        (0x88, &[3], Violation::CloseFrame, 1002),
        (0x88, &1005_u16.to_be_bytes(), Violation::CloseFrame, 1002),
        (0x88, &[3, 0xe8, 0xff], Violation::NotUtf8, 1007),
        (0x81, &[b'4', 0xff], Violation::NotUtf8, 1007),
        (0x81, b"x", Violation::EnginePacket, 1008),
    ] {
        assert_eq!(ended_by(&mut frame(first, payload)), (violation, format!("close:{code}")), "{first:x} {payload:?}");
    }
    let mut second_beginning = frame(0x01, b"4");
    second_beginning.extend(frame(0x81, b"3"));
    assert_eq!(ended_by(&mut second_beginning).0, Violation::Fragments);
}

#[test]
fn a_message_above_the_limit_is_refused_at_its_header() {
    let mut huge = vec![0x82, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4];
    assert_eq!(ended_by(&mut huge), (Violation::TooLarge, "close:1009".to_owned()));
    let mut endless = vec![0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4];
    assert_eq!(ended_by(&mut endless).0, Violation::TooLarge);
    let mut in_parts = frame(0x01, &[b'4'; 999_999]);
    in_parts.extend(frame(0x80, b"44"));
    assert_eq!(ended_by(&mut in_parts).0, Violation::TooLarge);
    let mut client = Client::joined(settings());
    let largest = format!("42[\"{}\"]", "n".repeat(999_994));
    assert_eq!(largest.len(), 1_000_000);
    assert_eq!(client.say(&largest).len(), 1);
    // Announced, but not come: only what has come is held.
    let mut client = Client::joined(settings());
    client.bytes(&mut frame(0x81, largest.as_bytes())[..1_000]);
    assert!(client.connection.held_bytes() < 3_000);
}

#[test]
fn our_own_frames_have_the_shortest_header_and_the_same_text_for_polling() {
    for (len, header) in [(125, 2), (126, 4), (0xffff, 4), (0x1_0000, 10)] {
        let text = "4".repeat(len);
        let sent = Frame::text(&text);
        assert_eq!(sent.size(), len + header);
        assert_eq!(words(sent.websocket()), std::slice::from_ref(&text));
        let mut body = "2".to_owned();
        sent.write_polling(&mut body);
        assert_eq!(body, format!("2\x1e{text}"));
    }
    let shared = Frame::event("/streaming", "tip_received", r#"{"amountCents":500}"#);
    assert_eq!(words(shared.websocket()), [r#"42/streaming,["tip_received",{"amountCents":500}]"#]);
    assert_eq!(shared.clone().websocket().as_ptr(), shared.websocket().as_ptr());
}
